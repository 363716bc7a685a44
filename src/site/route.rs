//! The addresses of the site, as paths from the base.

use super::division::{List, Part};

/// The page of an article.
pub fn article(slug: &str) -> String {
    format!("/articles/{slug}/")
}

/// The page of a glossary entry.
pub fn term(id: &str) -> String {
    format!("/glossary/{id}/")
}

/// The page of a text: the home page for an empty slug.
pub fn text_page(slug: &str) -> String {
    match slug {
        "" => "/".to_owned(),
        slug => format!("/{slug}/"),
    }
}

/// The page that an old address keeps, so that links to it go on working.
pub fn redirect(alias: &str) -> String {
    match alias.ends_with('/') || alias.ends_with(".html") {
        true => alias.to_owned(),
        false => format!("{alias}/"),
    }
}

/// The timeline of a tag.
pub fn tag(id: &str) -> String {
    format!("{TIMELINE}{id}/")
}

/// The place of an event on a timeline of one page.
pub fn event(id: &str) -> String {
    format!("{TIMELINE}#event-{id}")
}

/// The place of a figure, where all are on one page.
pub fn figure(id: &str) -> String {
    format!("{FIGURES}#figure-{id}")
}

/// The page of a part of a list.
pub fn part(list: List, part: &Part) -> String {
    format!("{}{part}/", list.path())
}

/// All articles.
pub const ARTICLES: &str = "/articles/";
/// All glossary entries.
pub const GLOSSARY: &str = "/glossary/";
/// All events.
pub const TIMELINE: &str = "/timeline/";
/// All figures.
pub const FIGURES: &str = "/figures/";
/// All sources.
pub const SOURCES: &str = "/sources/";
/// All questions.
pub const QUESTIONS: &str = "/questions/";
/// All changes.
pub const CHANGES: &str = "/changes/";

/// The page for addresses that lead nowhere.
pub const NOT_FOUND: &str = "/404.html";

/// The search.
pub const SEARCH: &str = "/search/";
/// The whole site on one page.
pub const PRINT: &str = "/print/";

/// The bare timeline of a tag, for other sites to show.
pub fn embed(tag: &str) -> String {
    format!("/embed{TIMELINE}{tag}/")
}

/// First parts of paths that Casebook itself uses, so that no page of text may have them.
pub const RESERVED: [&str; 10] = [
    "articles",
    "glossary",
    "timeline",
    "figures",
    "sources",
    "questions",
    "changes",
    "search",
    "print",
    "embed",
];
