//! The whole site on one page, made of the other pages. How ids stay unique and links lead to places on
//! the page is the template's business, which has a filter for it.

use std::sync::Arc;

use super::apparatus::Apparatus;
use super::frame::Frame;
use super::json_ld::Kind;
use super::page::{Content, Page};
use super::shelf::Lookup;
use crate::site::route;

/// Returns which of the pages the one page holds, in the order of reading: the home page, the articles,
/// other pages of text, the glossary, the timeline, the figures and the sources.
pub fn parts<'a>(pages: impl Iterator<Item = &'a Arc<Page>>) -> Vec<Arc<Page>> {
    let mut parts: Vec<(usize, &Arc<Page>)> =
        pages.filter_map(|page| Some((rank(page)?, page))).collect();
    parts.sort_by_key(|(rank, _)| *rank);
    parts.into_iter().map(|(_, page)| page.clone()).collect()
}

fn rank(page: &Page) -> Option<usize> {
    match &page.content {
        Content::Text(_) if page.path == "/" => Some(0),
        Content::Article(_) => Some(1),
        Content::Text(_) => Some(2),
        Content::Glossary { .. } => Some(3),
        Content::Term(_) => Some(4),
        Content::Timeline { tag: None, .. } => Some(5),
        Content::Figures { .. } => Some(6),
        Content::Sources { .. } => Some(7),
        _ => None,
    }
}

/// Makes the page of its parts.
pub fn print(view: &mut Lookup<'_>, parts: Vec<Arc<Page>>) -> Page {
    let frame = Frame {
        template: "print.html",
        section: "",
        title: format!("{}, all on one page", view.site_title()),
        path: route::PRINT.to_owned(),
        description: "The whole site on one page, to print or to keep.".to_owned(),
        file: None,
        checked: None,
        is_indexable: false,
        breadcrumbs: Vec::new(),
        kind: Kind::WebPage,
    };
    frame.page(view, Apparatus::default(), Content::Print { parts })
}
