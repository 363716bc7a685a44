//! The groups and entries of pages that list what the site holds.

use serde::Serialize;

use super::{DateView, EventView, FigureView, Link, Question, SourceView, TermView, Users};
use crate::enrich::shared::Shared;

/// A link to a part of a list that is divided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartLink {
    /// What the part is called: a year, a month, the letters with which its entries begin.
    pub title: String,
    /// Its path.
    pub path: String,
    /// How many entries it has; only on the page of the list.
    pub count: Option<usize>,
}

/// The questions of an article.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionGroup {
    /// The article.
    pub article: Link,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// A change of an article in the list of the whole site.
#[derive(Clone, Debug, Serialize)]
pub struct SiteChange {
    /// The article.
    pub article: Link,
    /// When.
    pub date: DateView,
    /// What, HTML.
    pub note: String,
}

/// The terms that begin with a letter.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// The letter, or `0–9`.
    pub letter: String,
    /// The anchor of the letter.
    pub anchor: String,
    /// Its terms.
    pub terms: Vec<Shared<TermView>>,
}

/// What readers can look up under a letter.
#[derive(Clone, Debug, Serialize)]
pub struct EntryLetter {
    /// The letter, or `0–9`.
    pub letter: String,
    /// The anchor of the letter.
    pub anchor: String,
    /// The entries.
    pub entries: Vec<EntryView>,
}

/// Something that readers can look up.
#[derive(Clone, Debug, Serialize)]
pub struct EntryView {
    /// What it is, in a word: `Article`, `Glossary`, `Question`, `Page`, `Event` or `Figure`.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// The date of an event, the value of a figure, else empty.
    pub note: String,
    /// Its path.
    pub path: String,
}

/// The events of a year.
#[derive(Clone, Debug, Serialize)]
pub struct Year {
    /// The year.
    pub year: String,
    /// How many events each month has, January first; those known only to the year are not counted.
    pub months: [usize; 12],
    /// Its events.
    pub events: Vec<Shared<EventView>>,
}

/// The figures of a series.
#[derive(Clone, Debug, Serialize)]
pub struct FigureGroup {
    /// The title of the series; empty for the figures of none.
    pub title: String,
    /// The anchor of the series; empty for the figures of none.
    pub anchor: String,
    /// Whether its values may be summed.
    pub is_additive: bool,
    /// Its figures.
    pub figures: Vec<FigureView>,
}

/// The sources of a kind.
#[derive(Clone, Debug, Serialize)]
pub struct SourceGroup {
    /// The kind.
    pub kind: &'static str,
    /// The title of the kind.
    pub title: &'static str,
    /// Its sources, by publisher and title.
    pub sources: Vec<SourceEntry>,
}

/// A source with what rests on it.
#[derive(Clone, Debug, Serialize)]
pub struct SourceEntry {
    /// The source.
    pub source: Shared<SourceView>,
    /// Pages that cite it.
    pub cited_in: Users,
    /// Events that rest on it.
    pub events: Users,
    /// Figures that rest on it.
    pub figures: Users,
}
