//! Pages that list what the site holds: articles, timeline, glossary, figures, sources, questions,
//! changes, and the pages for addresses that lead nowhere or elsewhere.

mod figures;
mod glossary;
mod letters;
mod questions;
mod search;
mod sources;
mod timeline;

pub(super) use figures::figures;
pub(super) use glossary::glossary;
pub(super) use questions::{changes, questions};
pub(super) use search::search;
pub(super) use sources::sources;
pub(super) use timeline::{embedded_timeline, tag_timeline, timeline};

use super::apparatus::Apparatus;
use super::frame::{Frame, crumbs};
use super::json_ld::Kind;
use super::page::{Content, Link, Page};
use super::texts;
use crate::site::{View, route};
use crate::source::SourceId;

/// A list page before its frame is put round it.
struct List {
    template: &'static str,
    section: &'static str,
    title: String,
    path: String,
    description: String,
    /// What stands below it; most lists have nothing there.
    apparatus: Apparatus,
}

impl List {
    fn page(self, view: &mut View<'_>, above: &[(&str, &str)], content: Content) -> Page {
        self.page_of(view, above, content, Kind::CollectionPage)
    }

    fn page_of(
        self,
        view: &mut View<'_>,
        above: &[(&str, &str)],
        content: Content,
        kind: Kind<'_>,
    ) -> Page {
        let frame = Frame {
            template: self.template,
            section: self.section,
            title: self.title,
            path: self.path,
            description: self.description,
            file: None,
            checked: None,
            is_indexable: true,
            breadcrumbs: crumbs(view, above),
            kind,
        };
        frame.page(view, self.apparatus, content)
    }
}

fn list(
    template: &'static str,
    section: &'static str,
    title: &str,
    path: &str,
    description: String,
) -> List {
    List {
        template,
        section,
        title: title.to_owned(),
        path: path.to_owned(),
        description,
        apparatus: Apparatus::default(),
    }
}

/// "1 event", "2 events".
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

pub(super) fn articles(view: &mut View<'_>) -> Page {
    let count = counted(view.articles().len(), "article", "articles");
    let description = format!("{count} on {}, in reading order.", view.site_title());
    let content = Content::Articles {
        articles: texts::articles(view),
    };
    list(
        "articles.html",
        "articles",
        "Articles",
        route::ARTICLES,
        description,
    )
    .page(view, &[], content)
}

pub(super) fn not_found(view: &mut View<'_>) -> Page {
    let frame = Frame {
        template: "404.html",
        section: "",
        title: "Page not found".to_owned(),
        path: route::NOT_FOUND.to_owned(),
        description: "There is no page at this address.".to_owned(),
        file: None,
        checked: None,
        is_indexable: false,
        breadcrumbs: Vec::new(),
        kind: Kind::WebPage,
    };
    let content = Content::NotFound {
        articles: texts::articles(view),
    };
    frame.page(view, Apparatus::default(), content)
}

/// A page at an old address that leads to the new one.
pub(super) fn redirect(view: &mut View<'_>, alias: &str, file: &SourceId) -> Page {
    let target = view.moved_to(file);
    let target = Link {
        title: target.title,
        path: target.path,
    };
    let frame = Frame {
        template: "redirect.html",
        section: "",
        title: target.title.clone(),
        path: route::redirect(alias),
        description: format!("This page has moved: {}", target.title),
        file: Some(file),
        checked: None,
        is_indexable: false,
        breadcrumbs: Vec::new(),
        kind: Kind::WebPage,
    };
    frame.page(view, Apparatus::default(), Content::Redirect { target })
}
