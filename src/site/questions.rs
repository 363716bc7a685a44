//! What pages ask of the site, and whether the answers are still the same.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use super::{QueryProblem, Site, usage};
use crate::document::block::TimelineQuery;
use crate::document::record::Event;
use crate::source::{Span, fingerprint};

/// A question whose answer is part of the site as it stands, as a number.
pub(super) type Key = u64;

/// The answer to a question, as a number: equal answers have equal numbers.
pub(super) type Fingerprint = u64;

/// What [`Key`]s are made of.
#[derive(Clone, Copy, Hash)]
pub(super) enum Topic {
    Settings,
    SiteTitle,
    Checked,
    TagTitle,
    TitledTags,
    Statuses,
    Article,
    TextPage,
    Moved,
    HasTerm,
    Term,
    Card,
    Event,
    Figure,
    HasSource,
    Source,
    Weakness,
    Series,
    SeriesFigures,
    Table,
    AllTables,
    Tag,
    TagCounts,
    TagEvents,
    DraftEvent,
    DraftEvents,
    TermUsers,
    FigureUsers,
    EventUsers,
    SourceUsers,
    Mentions,
    File,
    Page,
    Picture,
    Articles,
    AskingArticles,
    ChangedArticles,
    AllEvents,
    EventsOn,
    EventOrder,
    Glossary,
    TermTexts,
    AllTerms,
    AllFigures,
    FiguresOn,
    AllSeries,
    AllSources,
    SourceIds,
    AllFiles,
    AllPictures,
    Division,
    Parts,
    PartCounts,
    PartEvents,
    PartSources,
    ShownTerm,
    ShownFigure,
    ShownEvent,
    ShownSource,
    /// Which records could not be read or stand twice.
    DoubtfulEvent,
    DoubtfulFigure,
    DoubtfulSource,
    /// Where the records of figures and series stand.
    FigurePlaces,
    /// Where the records of events stand.
    EventPlaces,
}

pub(super) fn key(topic: Topic, id: &str) -> Key {
    fingerprint(&(topic, id))
}

/// A question whose answer is worked out from several parts of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Derived {
    /// In which order do these events stand?
    Order(Vec<String>),
    /// Which events does this query find?
    Timeline(TimelineQuery),
    /// Which articles stand before, after and near this one?
    Neighbours(String),
    /// Where does the record of a figure stand?
    FigurePlace(String),
    /// Where does the record of an event stand?
    EventPlace(String),
    /// Where does the record of a series stand?
    SeriesPlace(String),
}

/// The questions of one page, with the answers to the derived ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Questions {
    /// Sorted.
    keys: Box<[Key]>,
    derived: Box<[(Derived, Fingerprint)]>,
    sieve: Sieve,
}

impl Questions {
    pub(super) fn new(mut keys: Vec<Key>, derived: Vec<(Derived, Fingerprint)>) -> Self {
        keys.sort_unstable();
        keys.dedup();
        Self {
            sieve: Sieve::of(&keys),
            keys: keys.into(),
            derived: derived.into(),
        }
    }
}

/// So many changes are looked for one by one: the sieve of a page is at hand, its keys lie elsewhere.
const FEW: usize = 16;

/// Lets through every key of a list, and few others (Bloom 1970, with two bits a key). Lies beside the
/// list, so that most pages are passed over without a look at theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Sieve([u64; 8]);

impl Sieve {
    fn of(keys: &[Key]) -> Self {
        let mut sieve = Self::default();
        for key in keys {
            for (word, bit) in Self::places(*key) {
                sieve.0[word] |= bit;
            }
        }
        sieve
    }

    fn may_hold(&self, key: Key) -> bool {
        Self::places(key)
            .iter()
            .all(|(word, bit)| self.0[*word] & bit != 0)
    }

    fn places(key: Key) -> [(usize, u64); 2] {
        [0, 9].map(|shift| {
            let place = (key >> shift) as usize % 512;
            (place / 64, 1 << (place % 64))
        })
    }
}

/// Keys are spread as they are.
pub(super) type ByKey = BuildHasherDefault<Spread>;

#[derive(Debug, Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys are numbers")
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// What differs between the answers of two sites.
#[derive(Debug, Default)]
pub struct Changes {
    keys: HashSet<Key, ByKey>,
    is_everything: bool,
}

impl Changes {
    /// The changes where there was no site before.
    pub fn everything() -> Self {
        Self {
            is_everything: true,
            ..Self::default()
        }
    }

    /// Says whether a page that asked these questions must be made anew.
    pub fn touch(&self, questions: &Questions, site: &Site) -> bool {
        self.is_everything
            || self.touch_keys(questions)
            || questions.derived.iter().any(|(question, answer)| {
                self.touch_parts(question) && question.answer(site) != *answer
            })
    }

    /// Looks for the few changes among many questions, or the other way round: after most edits there are
    /// a handful of changes, and thousands of pages with a hundred questions each.
    fn touch_keys(&self, questions: &Questions) -> bool {
        let keys = &questions.keys;
        match self.keys.len() <= FEW || self.keys.len() * 8 < keys.len() {
            true => self
                .keys
                .iter()
                .any(|key| questions.sieve.may_hold(*key) && keys.binary_search(key).is_ok()),
            false => keys.iter().any(|key| self.keys.contains(key)),
        }
    }

    /// Notes that what pages show of a record is no longer the same.
    pub fn note_shown(&mut self, kind: usage::Kind, id: &str) {
        self.note(key(shown_topic(kind), id));
    }

    pub(super) fn note(&mut self, key: Key) {
        self.keys.insert(key);
    }

    /// Says whether one of those who asked may have to be made anew; most edits touch nobody of a kind.
    pub fn may_touch(&self, asked: &Asked) -> bool {
        self.is_everything || self.keys.iter().any(|key| asked.0.contains(key))
    }

    /// Spares derived questions whose parts have not changed.
    fn touch_parts(&self, question: &Derived) -> bool {
        question.parts().any(|part| self.keys.contains(&part))
    }
}

/// All questions that were asked by many: by whom is not known. A derived one stands there with its parts.
/// What nobody asks any more may be among them.
#[derive(Debug, Default)]
pub struct Asked(HashSet<Key, ByKey>);

impl Asked {
    /// Adds the questions of one.
    pub fn add(&mut self, questions: &Questions) {
        self.0.extend(&questions.keys);
        let derived = questions.derived.iter();
        self.0
            .extend(derived.flat_map(|(question, _)| question.parts()));
    }
}

impl Derived {
    /// Returns the questions without whose answers its own cannot change.
    fn parts(&self) -> impl Iterator<Item = Key> + use<> {
        let parts: &[Topic] = match self {
            Derived::Order(_) => &[Topic::EventOrder],
            Derived::Timeline(_) => &[Topic::EventOrder, Topic::DraftEvents],
            Derived::Neighbours(_) => &[Topic::Articles],
            Derived::FigurePlace(_) | Derived::SeriesPlace(_) => &[Topic::FigurePlaces],
            Derived::EventPlace(_) => &[Topic::EventPlaces],
        };
        parts.iter().map(|part| key(*part, ""))
    }

    pub(super) fn answer(&self, site: &Site) -> Fingerprint {
        match self {
            Derived::Order(ids) => {
                let order: Vec<_> = in_order(site, ids)
                    .into_iter()
                    .map(|at| &site.events()[at].id)
                    .collect();
                fingerprint(&order)
            }
            Derived::Timeline(query) => {
                let (events, problems) = site.timeline(query);
                found(&events, &problems)
            }
            Derived::Neighbours(slug) => {
                let near = site.neighbours(slug);
                let heads: Vec<_> = near.all().map(|(at, article)| (at, article.head)).collect();
                fingerprint(&(near.at, near.of, heads))
            }
            Derived::FigurePlace(id) => {
                place(site.figure(id).map(|figure| figure.place.at("value")))
            }
            Derived::SeriesPlace(id) => {
                place(site.series(id).map(|series| series.place.at("additive")))
            }
            Derived::EventPlace(id) => place(site.event(id).map(|event| event.place.at("date"))),
        }
    }
}

/// What a query finds, in this order, and what is wrong with it.
pub(super) fn found(events: &[&Arc<Event>], problems: &[QueryProblem]) -> Fingerprint {
    let ids: Vec<_> = events.iter().map(|event| &event.id).collect();
    fingerprint(&(ids, format!("{problems:?}")))
}

fn place(span: Option<Span>) -> Fingerprint {
    fingerprint(&span.map(|span| (span.file, span.start, span.end)))
}

/// Returns the positions of the events that exist, in order of time, each once.
pub(super) fn in_order(site: &Site, ids: &[String]) -> Vec<usize> {
    let mut positions: Vec<usize> = ids
        .iter()
        .filter_map(|id| site.event_position(id))
        .collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

pub(super) fn users_topic(kind: usage::Kind) -> Topic {
    match kind {
        usage::Kind::Term => Topic::TermUsers,
        usage::Kind::Figure => Topic::FigureUsers,
        usage::Kind::Event => Topic::EventUsers,
        usage::Kind::Source => Topic::SourceUsers,
    }
}

pub(super) fn shown_topic(kind: usage::Kind) -> Topic {
    match kind {
        usage::Kind::Term => Topic::ShownTerm,
        usage::Kind::Figure => Topic::ShownFigure,
        usage::Kind::Event => Topic::ShownEvent,
        usage::Kind::Source => Topic::ShownSource,
    }
}
