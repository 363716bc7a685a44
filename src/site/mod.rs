//! ASSEMBLE: all documents become one site, built once and then only read.
//!
//! Knows who uses what and what leads where; knows nothing of HTML, templates or the disk.

mod answers;
mod assemble;
mod delta;
mod division;
mod doubtful;
mod links;
mod lints;
pub mod mentions;
pub mod names;
mod near;
mod path;
mod picture;
mod query;
mod questions;
mod records;
pub mod route;
mod texts;
pub mod usage;
mod view;

pub use answers::Answers;
pub use assemble::{Settings, assemble, wishes_of_article, wishes_of_page, wishes_of_term};
pub use division::{LONGEST, List, Part};
pub(crate) use links::meant;
pub use links::{LinkTarget, join, relative};
pub use near::Neighbours;
pub use picture::Picture;
pub use query::QueryProblem;
pub use questions::{Asked, Changes, Questions};
pub use view::{Card, Claim, Claimed, Moved, View};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::document::date::Date;
use crate::document::record::{Article, Event, Figure, Series, SourceRecord, Term, TextPage};
use crate::document::table::Table;
use crate::source::{SourceId, fingerprint};
use division::Division;
pub use lints::stale;
use mentions::Mention;
use names::Names;
use path::ReadingPath;
use records::{Figures, Sources, Tables, Timeline};
use texts::Texts;
use usage::Usage;

/// The facts across all documents. What rests on documents that an edit leaves alone is shared with the
/// site before.
#[derive(Debug)]
pub struct Site {
    config: Config,
    checked: Option<Date>,
    settings: Settings,
    /// Sorted by path.
    documents: Vec<Arc<Document>>,
    texts: Texts,
    path: Arc<ReadingPath>,
    timeline: Arc<Timeline>,
    figures: Arc<Figures>,
    tables: Arc<Tables>,
    sources: Arc<Sources>,
    names: Arc<Names>,
    /// Names that two terms have.
    clashes: Vec<Diagnostic>,
    /// The linked mentions of each document.
    mentions: Vec<Option<Kept>>,
    usage: Usage,
    oddities: lints::Oddities,
}

/// The linked mentions of a text.
#[derive(Clone, Debug)]
struct Kept {
    mentions: Arc<[Mention]>,
    fingerprint: u64,
}

impl Kept {
    fn new(mentions: Vec<Mention>) -> Self {
        let places: Vec<_> = mentions
            .iter()
            .map(|mention| {
                let (start, end) = (mention.start, mention.end);
                (&mention.term, start.node, start.byte, end.node, end.byte)
            })
            .collect();
        Self {
            fingerprint: fingerprint(&places),
            mentions: mentions.into(),
        }
    }
}

impl Site {
    /// Returns the settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the date to which the facts of the site were checked.
    pub fn checked(&self) -> Option<&Date> {
        self.checked.as_ref()
    }

    /// Returns all documents, drafts included, by path.
    pub fn documents(&self) -> &[Arc<Document>] {
        &self.documents
    }

    /// Returns the home page.
    pub fn home(&self) -> Option<&Arc<TextPage>> {
        self.texts.home.as_ref()
    }

    /// Returns the other pages of text, by address.
    pub fn pages(&self) -> &[Arc<TextPage>] {
        &self.texts.pages
    }

    /// Returns the articles in reading order.
    pub fn articles(&self) -> &[Arc<Article>] {
        &self.texts.articles
    }

    /// Returns all terms by id.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = &Arc<Term>> {
        self.texts.terms.values()
    }

    /// Returns a term.
    pub fn term(&self, id: &str) -> Option<&Arc<Term>> {
        self.texts.terms.get(id)
    }

    /// Returns all events, oldest first.
    pub fn events(&self) -> &[Arc<Event>] {
        &self.timeline.events
    }

    /// Returns an event.
    pub fn event(&self, id: &str) -> Option<&Arc<Event>> {
        self.event_position(id).map(|at| &self.timeline.events[at])
    }

    /// Returns the place of an event among all events.
    pub fn event_position(&self, id: &str) -> Option<usize> {
        self.timeline.index.get(id).copied()
    }

    /// Says whether an event stands only in a draft.
    pub fn is_draft_event(&self, id: &str) -> bool {
        self.timeline.drafts.contains(id)
    }

    /// Returns all figures in the order of their files.
    pub fn figures(&self) -> &[Arc<Figure>] {
        &self.figures.figures
    }

    /// Returns a figure.
    pub fn figure(&self, id: &str) -> Option<&Arc<Figure>> {
        self.figures
            .index
            .get(id)
            .map(|at| &self.figures.figures[*at])
    }

    /// Returns a described series.
    pub fn series(&self, id: &str) -> Option<&Arc<Series>> {
        self.figures.series.get(id)
    }

    /// Returns all described series by id.
    pub fn all_series(&self) -> impl ExactSizeIterator<Item = &Arc<Series>> {
        self.figures.series.values()
    }

    /// Returns the figures of a series in the order of their files.
    pub fn figures_of_series(&self, id: &str) -> impl Iterator<Item = &Arc<Figure>> {
        let positions = self.figures.of_series.get(id);
        let positions = positions.map(Vec::as_slice).unwrap_or_default();
        positions.iter().map(|at| &self.figures.figures[*at])
    }

    /// Returns a table by its path from the site's root.
    pub fn table(&self, path: &str) -> Option<&Arc<Table>> {
        self.tables.get(path)
    }

    /// Returns all sources by id.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = &Arc<SourceRecord>> {
        self.sources.sources.values()
    }

    /// Returns a source.
    pub fn source(&self, id: &str) -> Option<&Arc<SourceRecord>> {
        self.sources.sources.get(id)
    }

    /// Returns the tags that events have, by id, with the number of events.
    pub fn tags(&self) -> &BTreeMap<String, usize> {
        &self.timeline.tags
    }

    /// Returns the title of a tag: what `site.toml` says, or its id with a capital.
    pub fn tag_title(&self, id: &str) -> String {
        match self.config.tags.get(id) {
            Some(title) => title.clone(),
            None => capitalised(&id.replace('-', " ")),
        }
    }

    /// Returns the pictures and other files beside articles, by path in the site.
    pub fn pictures(&self) -> &BTreeMap<String, Picture> {
        &self.texts.routes.pictures
    }

    /// Returns the paths of the list pages that have something to list and are wanted.
    pub fn list_pages(&self) -> Vec<&'static str> {
        [
            (route::ARTICLES, !self.texts.articles.is_empty()),
            (route::GLOSSARY, !self.texts.terms.is_empty()),
            (route::TIMELINE, !self.timeline.events.is_empty()),
            (route::FIGURES, !self.figures.figures.is_empty()),
            (route::SOURCES, !self.sources.sources.is_empty()),
            (route::QUESTIONS, self.path.has_questions),
            (route::CHANGES, self.path.has_changes),
            (route::SEARCH, self.config.outputs.search),
            (route::PRINT, self.config.outputs.print),
        ]
        .into_iter()
        .filter_map(|(path, is_there)| is_there.then_some(path))
        .collect()
    }

    /// Says whether there is a page at a path from the base.
    pub fn has_page(&self, path: &str) -> bool {
        self.list_pages().contains(&path) || self.has_page_besides_lists(path)
    }

    fn has_page_besides_lists(&self, path: &str) -> bool {
        self.texts.routes.paths.contains(path)
            || self.has_part(path)
            || path
                .strip_prefix(route::TIMELINE)
                .and_then(|rest| rest.strip_suffix('/'))
                .is_some_and(|tag| self.timeline.tags.contains_key(tag))
    }

    /// Returns an article that is shown.
    pub fn article(&self, slug: &str) -> Option<&Arc<Article>> {
        self.article_position(slug)
            .map(|at| &self.texts.articles[at])
    }

    /// Says whether an article is shown.
    pub fn is_shown(&self, slug: &str) -> bool {
        self.article_position(slug).is_some()
    }

    /// Returns the names of the glossary.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Returns the linked mentions in the text of a file.
    pub fn mentions(&self, file: &SourceId) -> &[Mention] {
        self.position(file)
            .and_then(|at| self.mentions[at].as_ref())
            .map(|kept| &*kept.mentions)
            .unwrap_or_default()
    }

    /// Returns the place of a file among the documents.
    fn position(&self, file: &SourceId) -> Option<usize> {
        let documents = &self.documents;
        documents
            .binary_search_by(|document| document.id.cmp(file))
            .ok()
    }

    /// Returns the place of an article in reading order.
    fn article_position(&self, slug: &str) -> Option<usize> {
        self.texts.routes.article_index.get(slug).copied()
    }

    /// Returns who uses something, in the order of the site.
    pub fn users(&self, kind: usage::Kind, id: &str) -> Vec<Arc<usage::User>> {
        self.usage.of(self, kind, id)
    }
}

/// Returns a text with a capital at its start.
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
