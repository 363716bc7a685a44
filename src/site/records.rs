//! The records of a site: events, figures and series, tables and sources, each under its id.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Settings;
use super::division::Division;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::record::{Event, Figure, Place, Series, SourceRecord};
use crate::document::table::Table;
use crate::document::{Content, Document};

/// All events.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// Oldest first.
    pub(super) events: Vec<Arc<Event>>,
    pub(super) index: HashMap<String, usize>,
    /// The events of each tag, by position.
    pub(super) of_tag: HashMap<String, Vec<usize>>,
    /// The events that rest on each source, by position.
    pub(super) of_source: HashMap<String, Vec<usize>>,
    /// How many events each tag has.
    pub(super) tags: BTreeMap<String, usize>,
    /// Events that stand only in drafts, so that references to them can be told from typos.
    pub(super) drafts: BTreeSet<String>,
    /// Ids of records that could not be read, or stand twice: an error is told there, and nothing is concluded
    /// of who refers to them.
    pub(super) doubtful: BTreeSet<String>,
    pub(super) division: Division,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// All figures and series.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// In the order of their files.
    pub(super) figures: Vec<Arc<Figure>>,
    pub(super) index: HashMap<String, usize>,
    /// The figures of each series, by position.
    pub(super) of_series: HashMap<String, Vec<usize>>,
    /// The figures that rest on each source, by position.
    pub(super) of_source: HashMap<String, Vec<usize>>,
    pub(super) series: BTreeMap<String, Arc<Series>>,
    /// As those of a timeline.
    pub(super) doubtful: BTreeSet<String>,
    pub(super) division: Division,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// All sources.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) sources: BTreeMap<String, Arc<SourceRecord>>,
    /// As those of a timeline.
    pub(super) doubtful: BTreeSet<String>,
    pub(super) division: Division,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// All tables, by path.
pub(super) type Tables = BTreeMap<String, Arc<Table>>;

impl Timeline {
    /// Collects the events of lists, and of the articles that are shown.
    pub(super) fn collect(
        documents: &[Arc<Document>],
        settings: Settings,
        is_shown: impl Fn(&Document) -> bool,
    ) -> Self {
        let mut timeline = Self::default();
        for document in documents {
            if matches!(document.content, Content::Events(_) | Content::Article(_)) {
                timeline.doubtful.extend(document.refused.iter().cloned());
            }
            match &document.content {
                Content::Events(events) => timeline.take(events),
                Content::Article(article) if article.is_draft && !settings.drafts => {
                    let ids = article.events.iter().map(|event| event.id.clone());
                    timeline.drafts.extend(ids);
                }
                Content::Article(article) if !article.events.is_empty() && is_shown(document) => {
                    timeline.take(&article.events);
                }
                _ => {}
            }
        }
        timeline.finish()
    }

    fn take(&mut self, events: &[Arc<Event>]) {
        for event in events {
            let first = self.index.get(&event.id).map(|at| &self.events[*at].place);
            match twice("event", &event.id, &event.place, first) {
                Some(diagnostic) => {
                    self.doubtful.insert(event.id.clone());
                    self.diagnostics.push(diagnostic);
                }
                None => {
                    self.index.insert(event.id.clone(), self.events.len());
                    self.events.push(event.clone());
                }
            }
        }
    }

    fn finish(mut self) -> Self {
        // The sort is stable: events of one time stay in the order of their files.
        self.events.sort_by_key(|event| event.date.order_key());
        for (at, event) in self.events.iter().enumerate() {
            if let Some(place) = self.index.get_mut(&event.id) {
                *place = at;
            }
        }
        self.division = Division::of_events(&self.events);
        self.of_tag = positions(&self.events, |event| &event.tags);
        self.of_source = positions(&self.events, |event| &event.sources);
        let tags = self.of_tag.iter();
        self.tags = tags.map(|(tag, at)| (tag.clone(), at.len())).collect();
        self
    }
}

impl Figures {
    pub(super) fn collect(documents: &[Arc<Document>]) -> Self {
        let mut all = Self::default();
        for document in documents {
            if let Content::Figures { figures, series } = &document.content {
                all.doubtful.extend(document.refused.iter().cloned());
                for figure in figures {
                    all.figure(figure);
                }
                for one in series {
                    all.series(one);
                }
            }
        }
        all.division = Division::of_figures(&all.figures);
        all.of_series = positions(&all.figures, |figure| figure.series.as_slice());
        all.of_source = positions(&all.figures, |figure| &figure.sources);
        all
    }

    fn figure(&mut self, figure: &Arc<Figure>) {
        let first = self.index.get(&figure.id);
        let first = first.map(|at| &self.figures[*at].place);
        match twice("figure", &figure.id, &figure.place, first) {
            Some(diagnostic) => {
                self.doubtful.insert(figure.id.clone());
                self.diagnostics.push(diagnostic);
            }
            None => {
                self.index.insert(figure.id.clone(), self.figures.len());
                self.figures.push(figure.clone());
            }
        }
    }

    fn series(&mut self, series: &Arc<Series>) {
        let first = self.series.get(&series.id).map(|series| &series.place);
        match twice("series", &series.id, &series.place, first) {
            Some(diagnostic) => self.diagnostics.push(diagnostic),
            None => {
                self.series.insert(series.id.clone(), series.clone());
            }
        }
    }
}

impl Sources {
    pub(super) fn collect(documents: &[Arc<Document>]) -> Self {
        let mut all = Self::default();
        for document in documents {
            if let Content::Sources(sources) = &document.content {
                all.doubtful.extend(document.refused.iter().cloned());
                for source in sources {
                    all.source(source);
                }
            }
        }
        all.division = Division::of_sources(&all.sources);
        all
    }

    fn source(&mut self, source: &Arc<SourceRecord>) {
        let first = self.sources.get(&source.id).map(|source| &source.place);
        match twice("source", &source.id, &source.place, first) {
            Some(diagnostic) => {
                self.doubtful.insert(source.id.clone());
                self.diagnostics.push(diagnostic);
            }
            None => {
                self.sources.insert(source.id.clone(), source.clone());
            }
        }
    }
}

/// Collects the tables by path.
pub(super) fn tables(documents: &[Arc<Document>]) -> Tables {
    let tables = documents
        .iter()
        .filter_map(|document| match &document.content {
            Content::Table(table) => Some((table.file.as_str().to_owned(), table.clone())),
            _ => None,
        });
    tables.collect()
}

/// The positions of records under each of their words.
fn positions<T>(
    records: &[Arc<T>],
    words: impl Fn(&T) -> &[String],
) -> HashMap<String, Vec<usize>> {
    let mut positions: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, record) in records.iter().enumerate() {
        for word in words(record) {
            match positions.get_mut(word) {
                Some(known) if known.last() == Some(&at) => {}
                Some(known) => known.push(at),
                None => {
                    positions.insert(word.clone(), vec![at]);
                }
            }
        }
    }
    positions
}

fn twice(kind: &str, id: &str, place: &Place, first: Option<&Place>) -> Option<Diagnostic> {
    let first = first?;
    let key = if kind == "series" { "series" } else { "id" };
    Some(
        Diagnostic::new(
            Code::DuplicateId,
            place.at(key),
            format!("there are two {kind} records with the id `{id}`"),
        )
        .label(first.at(key), "here it is given first")
        .help("give one of them another id, or remove it"),
    )
}
