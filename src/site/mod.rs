//! ASSEMBLE: all documents become one site, built once and then only read.
//!
//! Knows who uses what and what leads where; knows nothing of HTML, templates or the disk.

mod assemble;
mod links;
pub mod mentions;
pub mod names;
mod near;
mod query;
pub mod route;
pub mod usage;
mod view;

pub use assemble::{Settings, assemble, wishes_of_article, wishes_of_page, wishes_of_term};
pub use links::{LinkTarget, join, relative};
pub use near::Neighbours;
pub use query::QueryProblem;
pub use view::{Answers, Card, Changes, Claim, Questions, View};

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::config::Config;
use crate::document::Document;
use crate::document::date::Date;
use crate::document::record::{Article, Event, Figure, Series, SourceRecord, Term, TextPage};
use crate::document::table::Table;
use crate::load::Asset;
use crate::source::SourceId;
use mentions::Mention;
use names::Names;
use usage::Usage;

/// The facts across all documents.
#[derive(Debug)]
pub struct Site {
    config: Config,
    checked: Option<Date>,
    documents: Vec<Arc<Document>>,
    home: Option<Arc<TextPage>>,
    pages: Vec<Arc<TextPage>>,
    articles: Vec<Arc<Article>>,
    article_index: HashMap<String, usize>,
    related: Arc<[Vec<usize>]>,
    terms: BTreeMap<String, Arc<Term>>,
    events: Vec<Arc<Event>>,
    event_index: HashMap<String, usize>,
    figures: Vec<Arc<Figure>>,
    figure_index: HashMap<String, usize>,
    /// The figures of each series, by position.
    figures_of_series: HashMap<String, Vec<usize>>,
    /// The events of each tag, by position.
    events_of_tag: HashMap<String, Vec<usize>>,
    /// The paths of pages that come from files.
    paths: HashSet<String>,
    series: BTreeMap<String, Arc<Series>>,
    tables: BTreeMap<String, Arc<Table>>,
    sources: BTreeMap<String, Arc<SourceRecord>>,
    tags: BTreeMap<String, usize>,
    drafts: Drafts,
    files: HashMap<String, links::File>,
    pictures: BTreeMap<String, Picture>,
    names: Arc<Names>,
    mentions: HashMap<SourceId, Kept>,
    usage: Usage,
}

/// What exists only in drafts, so that references to it can be told from typos.
#[derive(Debug, Default)]
struct Drafts {
    events: BTreeSet<String>,
}

/// The mentions of a file, with the fingerprint of the file in which they were found.
#[derive(Clone, Debug)]
struct Kept {
    fingerprint: u64,
    mentions: Arc<[Mention]>,
}

/// A picture or other file beside an article.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its path from the base.
    pub path: String,
    /// Its bytes.
    pub asset: Asset,
    /// Width and height in pixels, where the header says so.
    pub size: Option<(usize, usize)>,
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
        self.home.as_ref()
    }

    /// Returns the other pages of text, by address.
    pub fn pages(&self) -> &[Arc<TextPage>] {
        &self.pages
    }

    /// Returns the articles in reading order.
    pub fn articles(&self) -> &[Arc<Article>] {
        &self.articles
    }

    /// Returns all terms by id.
    pub fn terms(&self) -> impl ExactSizeIterator<Item = &Arc<Term>> {
        self.terms.values()
    }

    /// Returns a term.
    pub fn term(&self, id: &str) -> Option<&Arc<Term>> {
        self.terms.get(id)
    }

    /// Returns all events, oldest first.
    pub fn events(&self) -> &[Arc<Event>] {
        &self.events
    }

    /// Returns an event.
    pub fn event(&self, id: &str) -> Option<&Arc<Event>> {
        self.event_index.get(id).map(|at| &self.events[*at])
    }

    /// Returns the place of an event among all events.
    pub fn event_position(&self, id: &str) -> Option<usize> {
        self.event_index.get(id).copied()
    }

    /// Says whether an event stands only in a draft.
    pub fn is_draft_event(&self, id: &str) -> bool {
        self.drafts.events.contains(id)
    }

    /// Returns all figures in the order of their files.
    pub fn figures(&self) -> &[Arc<Figure>] {
        &self.figures
    }

    /// Returns a figure.
    pub fn figure(&self, id: &str) -> Option<&Arc<Figure>> {
        self.figure_index.get(id).map(|at| &self.figures[*at])
    }

    /// Returns a described series.
    pub fn series(&self, id: &str) -> Option<&Arc<Series>> {
        self.series.get(id)
    }

    /// Returns all described series by id.
    pub fn all_series(&self) -> impl ExactSizeIterator<Item = &Arc<Series>> {
        self.series.values()
    }

    /// Returns the figures of a series in the order of their files.
    pub fn figures_of_series(&self, id: &str) -> impl Iterator<Item = &Arc<Figure>> {
        let positions = self.figures_of_series.get(id);
        let positions = positions.map(Vec::as_slice).unwrap_or_default();
        positions.iter().map(|at| &self.figures[*at])
    }

    /// Returns a table by its path from the site's root.
    pub fn table(&self, path: &str) -> Option<&Arc<Table>> {
        self.tables.get(path)
    }

    /// Returns all sources by id.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = &Arc<SourceRecord>> {
        self.sources.values()
    }

    /// Returns a source.
    pub fn source(&self, id: &str) -> Option<&Arc<SourceRecord>> {
        self.sources.get(id)
    }

    /// Returns the tags that events have, by id, with the number of events.
    pub fn tags(&self) -> &BTreeMap<String, usize> {
        &self.tags
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
        &self.pictures
    }

    /// Returns the paths of the list pages that have something to list and are wanted.
    pub fn list_pages(&self) -> Vec<&'static str> {
        let has_questions = self
            .articles
            .iter()
            .any(|article| !article.questions.is_empty());
        let has_changes = self
            .articles
            .iter()
            .any(|article| !article.changes.is_empty());
        [
            (route::ARTICLES, !self.articles.is_empty()),
            (route::GLOSSARY, !self.terms.is_empty()),
            (route::TIMELINE, !self.events.is_empty()),
            (route::FIGURES, !self.figures.is_empty()),
            (route::SOURCES, !self.sources.is_empty()),
            (route::QUESTIONS, has_questions),
            (route::CHANGES, has_changes),
            (route::SEARCH, self.config.outputs.search),
            (route::PRINT, self.config.outputs.print),
        ]
        .into_iter()
        .filter_map(|(path, is_there)| is_there.then_some(path))
        .collect()
    }

    /// Says whether there is a page at a path from the base.
    pub fn has_page(&self, path: &str) -> bool {
        self.paths.contains(path)
            || self.list_pages().contains(&path)
            || path
                .strip_prefix(route::TIMELINE)
                .and_then(|rest| rest.strip_suffix('/'))
                .is_some_and(|tag| self.tags.contains_key(tag))
    }

    /// Returns about how many things there are to ask about.
    fn size(&self) -> usize {
        self.documents.len() + self.events.len() + self.figures.len() + self.sources.len()
    }

    /// Returns an article that is shown.
    pub fn article(&self, slug: &str) -> Option<&Arc<Article>> {
        self.article_index.get(slug).map(|at| &self.articles[*at])
    }

    /// Says whether an article is shown.
    pub fn is_shown(&self, slug: &str) -> bool {
        self.article_index.contains_key(slug)
    }

    /// Returns the names of the glossary.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// Returns the linked mentions in the text of a file.
    pub fn mentions(&self, file: &SourceId) -> &[Mention] {
        self.mentions
            .get(file)
            .map(|kept| &*kept.mentions)
            .unwrap_or_default()
    }

    /// Returns who uses what.
    pub fn usage(&self) -> &Usage {
        &self.usage
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
