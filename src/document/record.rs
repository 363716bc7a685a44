//! The typed kinds of content. Ids are checked, required keys are there, texts are parsed.

use std::sync::Arc;

use super::date::Date;
use super::keys::{Confidence, SourceKind, TermKind, TermLinks, TimelineChoice};
use super::markdown::Prose;
use super::number::Quantity;
use super::yaml::{Block, Step};
use crate::source::Span;

/// An article.
#[derive(Clone, Debug)]
pub struct Article {
    /// The end of its address.
    pub slug: String,
    /// Its title, plain.
    pub title: String,
    /// What a search result and the lists say.
    pub summary: Prose,
    /// When it was published.
    pub date: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// To when its facts were checked.
    pub checked: Option<Date>,
    /// Its place in the reading path.
    pub order: Option<usize>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its authors.
    pub authors: Vec<String>,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// Old addresses.
    pub aliases: Vec<String>,
    /// Events that it adds to the site.
    pub events: Vec<Arc<Event>>,
    /// Its key dates.
    pub timeline: TimelineChoice,
    /// Which terms are linked.
    pub term_links: TermLinks,
    /// Terms that are not linked.
    pub excluded_terms: Vec<String>,
    /// Its questions.
    pub questions: Vec<Question>,
    /// What changed in it.
    pub changes: Vec<Change>,
    /// Its text.
    pub body: Prose,
    /// Its settings, for messages.
    pub block: Block,
    /// A number that is the same as long as the file is.
    pub fingerprint: u64,
    /// A number that is the same as long as what other pages show of the article is: address,
    /// title, summary and tags.
    pub head: u64,
    /// A number that is the same as long as its questions and answers are.
    pub asked: u64,
    /// A number that is the same as long as its changes are.
    pub logged: u64,
}

/// A page of text: home, about and the like.
#[derive(Clone, Debug)]
pub struct TextPage {
    /// The end of its address; empty for the home page.
    pub slug: String,
    /// Its title, plain.
    pub title: String,
    /// What a search result says.
    pub summary: Prose,
    /// To when its facts were checked.
    pub checked: Option<Date>,
    /// Whether it is a draft.
    pub is_draft: bool,
    /// Old addresses.
    pub aliases: Vec<String>,
    /// Which terms are linked.
    pub term_links: TermLinks,
    /// Terms that are not linked.
    pub excluded_terms: Vec<String>,
    /// Its text.
    pub body: Prose,
    /// Its settings, for messages.
    pub block: Block,
    /// A number that is the same as long as the file is.
    pub fingerprint: u64,
}

/// A glossary entry.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What the card says.
    pub short: Prose,
    /// Other names.
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: TermKind,
    /// Ids of terms to see also.
    pub see_also: Vec<String>,
    /// Ids of sources.
    pub sources: Vec<String>,
    /// Whether mentions are linked by themselves.
    pub is_linked: bool,
    /// Offices of a person.
    pub offices: Vec<Office>,
    /// The long entry.
    pub body: Prose,
    /// Its settings, for messages.
    pub block: Block,
    /// A number that is the same as long as the file is.
    pub fingerprint: u64,
    /// A number that is the same as long as what other pages show of the term is: its card.
    pub card: u64,
}

/// An office of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// What it is called.
    pub title: String,
    /// From when.
    pub from: Option<Date>,
    /// Until when.
    pub until: Option<Date>,
}

/// A question with its answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// The question, plain.
    pub question: String,
    /// The answer.
    pub answer: Prose,
}

/// What changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// When.
    pub date: Date,
    /// What.
    pub note: Prose,
}

/// Where a record stands: its block and the way to it there.
#[derive(Clone, Debug)]
pub struct Place {
    /// The block.
    pub block: Block,
    /// The way to the record.
    pub path: Vec<Step>,
    /// A number that is the same as long as the record is.
    pub fingerprint: u64,
}

impl Place {
    /// Returns the span of a key's value in this record.
    pub fn at(&self, key: &str) -> Span {
        self.block.span_at(&self.path_to(key, None))
    }

    /// Returns the span of an item of a list in this record.
    pub fn item(&self, key: &str, item: usize) -> Span {
        self.block.span_at(&self.path_to(key, Some(item)))
    }

    /// Returns the way to a key, or to an item of its list.
    pub fn path_to(&self, key: &str, item: Option<usize>) -> Vec<Step> {
        let mut path = self.path.clone();
        path.push(key.into());
        path.extend(item.map(Step::Item));
        path
    }
}

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// When it was.
    pub date: Date,
    /// What happened, plain.
    pub title: String,
    /// What happened, in a few sentences.
    pub summary: Option<Prose>,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Where the thing that it tells of stands from then on: the id of a status.
    pub status: Option<String>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// Where it stands.
    pub place: Place,
}

/// A number that the site relies on.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Its value and unit.
    pub quantity: Quantity,
    /// The date for which it holds.
    pub as_of: Date,
    /// What it measures.
    pub measures: String,
    /// Ids of its sources.
    pub sources: Vec<String>,
    /// What one must know to read it.
    pub note: Option<Prose>,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A series of figures.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Whether its values may be summed.
    pub is_additive: bool,
    /// Where it stands.
    pub place: Place,
}

/// A source.
#[derive(Clone, Debug)]
pub struct SourceRecord {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<Date>,
    /// What it is.
    pub kind: Option<SourceKind>,
    /// Whether it must not stand alone.
    pub is_weak: bool,
    /// When it was last checked.
    pub checked: Option<Date>,
    /// A copy in an archive.
    pub archived: Option<String>,
    /// A note.
    pub note: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl Article {
    /// Returns all texts of the article in the order in which a reader meets them.
    pub fn proses(&self) -> impl Iterator<Item = &Prose> {
        let answers = self.questions.iter().map(|question| &question.answer);
        let notes = self.changes.iter().map(|change| &change.note);
        [&self.summary, &self.body]
            .into_iter()
            .chain(answers)
            .chain(notes)
    }
}
