//! Which lists are too long for one page, and on which page each of their entries stands then.
//!
//! A short list is one page with all its entries. A long one is divided by something that does not
//! change when others are added: the timeline by years, and by months where a year holds too much;
//! figures, sources and questions by how an id begins. The page of the list then leads to its parts.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Bound;
use std::sync::Arc;

use super::questions::Topic;
use super::records::Sources;
use super::usage::User;
use super::{Site, View, route};
use crate::document::record::{Article, Event, Figure, SourceRecord};

/// How many entries a page of a list holds at most, if its parts are not crowded themselves: with
/// what rests on each, they stay under a megabyte.
pub const LONGEST: usize = 500;

/// A list whose entries have places of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum List {
    /// All articles, in reading order.
    Articles,
    /// All events.
    Timeline,
    /// All figures.
    Figures,
    /// All sources.
    Sources,
    /// All questions.
    Questions,
}

impl List {
    /// All of them.
    pub const ALL: [List; 5] = [
        List::Articles,
        List::Timeline,
        List::Figures,
        List::Sources,
        List::Questions,
    ];

    /// Returns its path from the base.
    pub fn path(self) -> &'static str {
        match self {
            List::Articles => route::ARTICLES,
            List::Timeline => route::TIMELINE,
            List::Figures => route::FIGURES,
            List::Sources => route::SOURCES,
            List::Questions => route::QUESTIONS,
        }
    }
}

/// A part of a list that is divided.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// From this place on, counted from 1.
    From(usize),
    /// The events of a year; in a crowded year those of which no month is known.
    Year(u16),
    /// The events of a month.
    Month(u16, u8),
    /// What begins with these letters.
    Start(String),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::From(place) => write!(f, "from-{place}"),
            Part::Year(year) => write!(f, "{year:04}"),
            Part::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Part::Start(letters) => f.write_str(letters),
        }
    }
}

/// The parts of a list; none where it is one page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Division {
    parts: BTreeMap<Part, usize>,
    /// The events of each part, by position; for the timeline alone.
    events: BTreeMap<Part, Vec<usize>>,
    crowded_years: BTreeSet<u16>,
    crowded_letters: BTreeSet<char>,
}

impl Division {
    /// Divides the reading path.
    pub(super) fn of_articles(articles: &[Arc<Article>]) -> Self {
        let starts = (0..articles.len()).step_by(LONGEST).skip(1);
        let parts = starts.map(|start| (Part::From(start + 1), articles.len() - start));
        Self {
            parts: parts
                .map(|(part, rest)| (part, rest.min(LONGEST)))
                .collect(),
            ..Self::default()
        }
    }

    /// Divides the timeline.
    pub(super) fn of_events(events: &[Arc<Event>]) -> Self {
        let mut division = Self::default();
        if events.len() <= LONGEST {
            return division;
        }
        let mut years: BTreeMap<u16, usize> = BTreeMap::new();
        for event in events {
            *years.entry(event.date.year()).or_default() += 1;
        }
        division.crowded_years = crowded(years);
        for (at, event) in events.iter().enumerate() {
            let part = division.in_time(event);
            division.events.entry(part).or_default().push(at);
        }
        let counts = division.events.iter();
        let counts = counts.map(|(part, events)| (part.clone(), events.len()));
        division.parts = counts.collect();
        division
    }

    /// Divides the figures. All of a series stand on one page.
    pub(super) fn of_figures(figures: &[Arc<Figure>]) -> Self {
        Self::by_letters(figures.iter().map(|figure| (figure_key(figure), 1)))
    }

    /// Divides the sources.
    pub(super) fn of_sources(sources: &BTreeMap<String, Arc<SourceRecord>>) -> Self {
        Self::by_letters(sources.keys().map(|id| (id.as_str(), 1)))
    }

    /// Divides the questions. All of an article stand on one page.
    pub(super) fn of_questions(articles: &[Arc<Article>]) -> Self {
        let all = articles
            .iter()
            .map(|article| (article.slug.as_str(), article.questions.len()));
        Self::by_letters(all.filter(|(_, count)| *count > 0))
    }

    fn by_letters<'a>(ids: impl Iterator<Item = (&'a str, usize)> + Clone) -> Self {
        let mut division = Self::default();
        if ids.clone().map(|(_, count)| count).sum::<usize>() <= LONGEST {
            return division;
        }
        let mut letters: BTreeMap<char, usize> = BTreeMap::new();
        for (id, count) in ids.clone() {
            *letters.entry(initial(id)).or_default() += count;
        }
        division.crowded_letters = crowded(letters);
        for (id, count) in ids {
            let part = division.in_letters(id);
            *division.parts.entry(part).or_default() += count;
        }
        division
    }

    fn in_time(&self, event: &Event) -> Part {
        let year = event.date.year();
        let month = event.date.start().and_then(|start| start.month());
        match month.filter(|_| self.crowded_years.contains(&year)) {
            Some(month) => Part::Month(year, month),
            None => Part::Year(year),
        }
    }

    fn in_letters(&self, id: &str) -> Part {
        let length = match self.crowded_letters.contains(&initial(id)) {
            true => 2,
            false => 1,
        };
        Part::Start(id.chars().take(length).collect())
    }

    /// Returns the parts, each with the number of its entries.
    pub(super) fn parts(&self) -> &BTreeMap<Part, usize> {
        &self.parts
    }

    /// Returns the positions of events by part.
    pub(super) fn events(&self) -> &BTreeMap<Part, Vec<usize>> {
        &self.events
    }

    /// Returns what decides on the addresses of entries.
    pub(super) fn rule(&self) -> (bool, &BTreeSet<u16>, &BTreeSet<char>) {
        let is_divided = !self.parts.is_empty();
        (is_divided, &self.crowded_years, &self.crowded_letters)
    }
}

fn crowded<T: Ord>(counts: BTreeMap<T, usize>) -> BTreeSet<T> {
    let crowded = counts.into_iter().filter(|(_, count)| *count > LONGEST);
    crowded.map(|(key, _)| key).collect()
}

fn figure_key(figure: &Figure) -> &str {
    figure.series.as_deref().unwrap_or(&figure.id)
}

fn initial(id: &str) -> char {
    id.chars().next().unwrap_or_default()
}

impl Sources {
    /// Returns the sources of a part, by id: ids that begin alike stand together.
    pub(super) fn of_part<'a>(
        &'a self,
        part: &Part,
    ) -> impl Iterator<Item = &'a Arc<SourceRecord>> {
        let start = match part {
            Part::Start(letters) => letters.as_str(),
            _ => "",
        };
        let from = self
            .sources
            .range::<str, _>((Bound::Included(start), Bound::Unbounded));
        from.take_while(move |(id, _)| id.starts_with(start))
            .filter(move |(id, _)| self.division.in_letters(id) == *part)
            .map(|(_, source)| source)
    }
}

impl Site {
    pub(super) fn division(&self, list: List) -> &Division {
        match list {
            List::Articles => &self.path.parts,
            List::Timeline => &self.timeline.division,
            List::Figures => &self.figures.division,
            List::Sources => &self.sources.division,
            List::Questions => &self.path.questions,
        }
    }

    /// Returns the parts of a list with the number of their entries; none where it is one page.
    pub fn parts(&self, list: List) -> &BTreeMap<Part, usize> {
        self.division(list).parts()
    }

    /// Says whether there is a page of a part of a list at a path.
    pub(super) fn has_part(&self, path: &str) -> bool {
        List::ALL.into_iter().any(|list| {
            let key = path.strip_prefix(list.path());
            let key = key.and_then(|rest| rest.strip_suffix('/'));
            key.is_some_and(|key| self.parts(list).keys().any(|part| part.to_string() == key))
        })
    }

    /// Says whether the site is small enough for a page that holds all of it. A browser cannot lay out
    /// what is longer, and nobody prints it.
    pub(crate) fn fits_on_one_page(&self) -> bool {
        let texts = self.articles().len() + self.terms().len() + self.pages().len();
        texts <= LONGEST
            && List::ALL
                .into_iter()
                .all(|list| self.parts(list).is_empty())
    }

    fn event_part(&self, event: &Event) -> Option<Part> {
        let division = &self.timeline.division;
        (!division.parts.is_empty()).then(|| division.in_time(event))
    }

    fn letters_part(&self, list: List, id: &str) -> Option<Part> {
        let division = self.division(list);
        (!division.parts.is_empty()).then(|| division.in_letters(id))
    }
}

/// Returns the path of an entry of a list.
fn place(list: List, part: Option<Part>, kind: &str, id: &str) -> String {
    match part {
        Some(part) => format!("{}#{kind}-{id}", route::part(list, &part)),
        None => format!("{}#{kind}-{id}", list.path()),
    }
}

impl<'a> View<'a> {
    fn ask_rule(&mut self, list: List) {
        self.ask(Topic::Division, list.path());
    }

    /// Where does an event stand?
    pub fn event_path(&mut self, event: &Event) -> String {
        let part = self.event_part(event);
        place(List::Timeline, part, "event", &event.id)
    }

    /// Where does a figure stand?
    pub fn figure_path(&mut self, figure: &Figure) -> String {
        let part = self.figure_part(figure);
        place(List::Figures, part, "figure", &figure.id)
    }

    /// Where does a source stand?
    pub fn source_path(&mut self, id: &str) -> String {
        let part = self.source_part(id);
        place(List::Sources, part, "source", id)
    }

    /// Where does something stand that uses something?
    pub fn user_path(&mut self, user: &User) -> String {
        let entry = user.path.split_once('#').and_then(|(list, anchor)| {
            let (kind, id) = anchor.split_once('-')?;
            Some((list, kind, id))
        });
        let path = match entry {
            Some((route::TIMELINE, "event", id)) => {
                self.ask_rule(List::Timeline);
                let is_divided = !self.site.parts(List::Timeline).is_empty();
                let event = self.site.event(id).filter(|_| is_divided);
                // Only its date matters here, and not what it says.
                event.map(|event| {
                    self.ask(Topic::EventOrder, "");
                    self.event_path(event)
                })
            }
            Some((route::FIGURES, "figure", id)) => {
                self.ask_rule(List::Figures);
                let is_divided = !self.site.parts(List::Figures).is_empty();
                let figure = is_divided.then(|| self.figure(id)).flatten();
                figure.map(|figure| self.figure_path(figure))
            }
            _ => None,
        };
        path.unwrap_or_else(|| user.path.clone())
    }

    /// In which part of the timeline does an event stand, where it is divided?
    pub fn event_part(&mut self, event: &Event) -> Option<Part> {
        self.ask_rule(List::Timeline);
        self.site.event_part(event)
    }

    /// In which part of the figures does a figure stand, where they are divided?
    pub fn figure_part(&mut self, figure: &Figure) -> Option<Part> {
        self.ask_rule(List::Figures);
        self.site.letters_part(List::Figures, figure_key(figure))
    }

    /// In which part of the sources does a source stand, where they are divided?
    pub fn source_part(&mut self, id: &str) -> Option<Part> {
        self.ask_rule(List::Sources);
        self.site.letters_part(List::Sources, id)
    }

    /// In which part of the questions do those of an article stand, where they are divided?
    pub fn question_part(&mut self, slug: &str) -> Option<Part> {
        self.ask_rule(List::Questions);
        self.site.letters_part(List::Questions, slug)
    }

    /// Which parts does a list have? None where it is one page.
    pub fn parts(&mut self, list: List) -> impl ExactSizeIterator<Item = &'a Part> + use<'a> {
        self.ask(Topic::Parts, list.path());
        self.site.parts(list).keys()
    }

    /// How many entries do the parts of a list have?
    pub fn part_counts(&mut self, list: List) -> &'a BTreeMap<Part, usize> {
        self.ask(Topic::PartCounts, list.path());
        self.site.parts(list)
    }

    /// Which events stand in a part of the timeline, oldest first?
    pub fn events_of_part(&mut self, part: &Part) -> Vec<&'a Arc<Event>> {
        self.ask(Topic::PartEvents, &part.to_string());
        let positions = self.site.timeline.division.events.get(part);
        let positions = positions.into_iter().flatten();
        positions
            .map(|at| &self.site.timeline.events[*at])
            .collect()
    }

    /// Which sources stand in a part of their list, by id?
    pub fn sources_of_part(&mut self, part: &Part) -> Vec<&'a Arc<SourceRecord>> {
        self.ask(Topic::PartSources, &part.to_string());
        self.site.sources.of_part(part).collect()
    }

    /// Which ids and dates do events have? Nothing else of them may be used.
    pub fn dated_events(&mut self) -> impl ExactSizeIterator<Item = &'a Event> + use<'a> {
        self.ask(Topic::EventOrder, "");
        self.site.timeline.events.iter().map(|event| &**event)
    }
}
