//! The whole site on one page, made of the other pages, which render brings together.

use super::apparatus::Apparatus;
use super::frame::Frame;
use super::json_ld::Kind;
use super::page::{Content, Page};
use super::shelf::Lookup;
use crate::site::route;

/// Returns the rank of a page among those that the one page holds, which is the order of reading: the home page,
/// the articles, other pages of text, the glossary, the timeline, the figures and the sources. None for a page
/// that it does not hold; pages of one rank stand in the order of the site.
pub fn rank_of_part(page: &Page) -> Option<usize> {
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

/// Makes the page that holds the others.
pub fn print(view: &mut Lookup<'_>) -> Page {
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
    frame.page(view, Apparatus::default(), Content::Print)
}
