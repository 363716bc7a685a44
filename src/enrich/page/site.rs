//! What every page sees as `site`.

use serde::Serialize;

use super::DateView;
use crate::config::Outputs;

/// What every page sees as `site`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SiteView {
    /// The name of the site.
    pub title: String,
    /// One sentence on it.
    pub description: String,
    /// The language tag.
    pub language: String,
    /// The whole address of the home page.
    pub permalink: String,
    /// The address of the public repository.
    pub repository: Option<String>,
    /// The licence of the texts.
    pub licence: Option<String>,
    /// The date to which the facts were checked.
    pub checked: Option<DateView>,
    /// The menu.
    pub menu: Vec<MenuEntry>,
    /// How many articles, terms, events, figures and sources there are.
    pub counts: Counts,
    /// Whether there is a feed.
    pub has_feed: bool,
    /// Which extra outputs the site has.
    pub outputs: Outputs,
    /// Whether there is a page of changes.
    pub has_changes: bool,
    /// The version of Casebook.
    pub version: &'static str,
}

/// An entry of the menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MenuEntry {
    /// The section that it stands for, as in [`super::Page::section`].
    pub section: &'static str,
    /// Its text.
    pub title: &'static str,
    /// Its path.
    pub path: &'static str,
}

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Articles.
    pub articles: usize,
    /// Glossary entries.
    pub terms: usize,
    /// Events.
    pub events: usize,
    /// Figures.
    pub figures: usize,
    /// Sources.
    pub sources: usize,
}
