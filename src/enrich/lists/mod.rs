//! Pages that list what the site holds: articles, timeline, glossary, figures, sources, questions,
//! changes, and the pages for addresses that lead nowhere or elsewhere.

mod figures;
mod glossary;
mod letters;
mod parts;
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

use figures::part_of_figures;
use questions::part_of_questions;
use sources::part_of_sources;
use timeline::part_of_timeline;

use super::apparatus::Apparatus;
use super::frame::{Frame, crumbs};
use super::json_ld::Kind;
use super::page::{Content, Link, Page, PageFile};
use super::texts;
use crate::enrich::shelf::Lookup;
use crate::site::{self, LONGEST, Part, route};
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
    /// Adds a file that belongs to the page.
    fn with(mut self, file: Option<PageFile>) -> Self {
        self.apparatus.files.extend(file);
        self
    }

    /// Puts something below it.
    fn above(self, apparatus: Apparatus) -> Self {
        Self { apparatus, ..self }
    }

    fn page(self, view: &mut Lookup<'_>, above: &[(&str, &str)], content: Content) -> Page {
        self.page_of(view, above, content, Kind::CollectionPage)
    }

    fn page_of(
        self,
        view: &mut Lookup<'_>,
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

pub(super) fn articles(view: &mut Lookup<'_>) -> Page {
    let count = counted(view.articles().len(), "article", "articles");
    let description = format!("{count} on {}, in reading order.", view.site_title());
    let content = Content::Articles {
        articles: texts::articles(view, 0, LONGEST),
        parts: parts::counted_links(view, site::List::Articles),
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

/// Makes the page of a part of a list.
pub(super) fn part(view: &mut Lookup<'_>, list: site::List, part: &Part) -> Page {
    match list {
        site::List::Articles => part_of_articles(view, part),
        site::List::Timeline => part_of_timeline(view, part),
        site::List::Figures => part_of_figures(view, part),
        site::List::Sources => part_of_sources(view, part),
        site::List::Questions => part_of_questions(view, part),
    }
}

fn part_of_articles(view: &mut Lookup<'_>, part: &Part) -> Page {
    let Part::From(place) = part else {
        panic!("articles are divided by their place");
    };
    let content = Content::Articles {
        articles: texts::articles(view, place - 1, LONGEST),
        parts: parts::links(view, site::List::Articles),
    };
    let description = format!("Articles in reading order, from the {place}th on.");
    part_page(site::List::Articles, part, "Articles", description).page(
        view,
        &[("Articles", route::ARTICLES)],
        content,
    )
}

/// Returns the page of a part of a list without its content.
fn part_page(kind: site::List, part: &Part, title: &str, description: String) -> List {
    let (template, section) = match kind {
        site::List::Articles => ("articles.html", "articles"),
        site::List::Timeline => ("timeline.html", "timeline"),
        site::List::Figures => ("figures.html", "figures"),
        site::List::Sources => ("sources.html", "sources"),
        site::List::Questions => ("questions.html", "questions"),
    };
    let title = format!("{title}: {}", parts::title(part));
    list(
        template,
        section,
        &title,
        &route::part(kind, part),
        description,
    )
}

pub(super) fn not_found(view: &mut Lookup<'_>) -> Page {
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
        articles: texts::first_articles(view),
    };
    frame.page(view, Apparatus::default(), content)
}

/// A page at an old address that leads to the new one.
pub(super) fn redirect(view: &mut Lookup<'_>, alias: &str, file: &SourceId) -> Page {
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
