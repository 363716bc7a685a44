//! Who uses what: noted from mentions and explicit references, asked by lists and by `uses`.
//!
//! What each document uses is kept, so that only what an edit changes is noted anew. The order of users
//! is that of the site, and lies in the users themselves.

use std::collections::{HashMap, HashSet};
use std::mem;
use std::sync::Arc;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::mentions::Mention;
use super::records::{Figures, Timeline};
use super::texts::Routes;
use super::{Site, capitalised, route};
use crate::document::block::{BlockKind, Chart, Data};
use crate::document::date::OrderKey;
use crate::document::markdown::Prose;
use crate::document::record::{Article, Event, Figure, Term, TextPage};
use crate::document::reference::Target;
use crate::document::{Content, Document};
use crate::source::SourceId;

/// A page, or a place on one, that uses something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// What it is called.
    pub title: String,
    /// Its path from the base, perhaps with an anchor.
    pub path: String,
    /// Its place in the order of the site.
    place: Place,
}

/// The order of the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// In reading order.
    Article(usize, String),
    /// By file; that of the home page comes first.
    Page(SourceId),
    /// By id.
    Term(String),
    /// By time, then by file and place in it.
    Event(OrderKey, SourceId, usize),
    /// By file and place in it.
    Figure(SourceId, usize),
}

/// What can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A glossary entry.
    Term,
    /// A figure.
    Figure,
    /// An event.
    Event,
    /// A source.
    Source,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Term, Kind::Figure, Kind::Event, Kind::Source];
}

/// What is used: one thing, or all figures of a series, whichever these are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Thing {
    One(Kind, String),
    Series(String),
}

type Things = HashSet<Thing, FixedState>;

/// Who uses what.
#[derive(Debug, Default)]
pub struct Usage {
    users: HashMap<Thing, Vec<Arc<User>>, FixedState>,
    /// What each document uses, in the order of the documents.
    given: Vec<Given>,
    /// What other users use than before.
    changed: Things,
    /// What decides which of the users in unchanged documents are shown.
    deciding: Option<Deciding>,
}

#[derive(Debug)]
struct Deciding {
    routes: Arc<Routes>,
    timeline: Arc<Timeline>,
    figures: Arc<Figures>,
}

impl Deciding {
    fn of(site: &Site) -> Self {
        Self {
            routes: site.texts.routes.clone(),
            timeline: site.timeline.clone(),
            figures: site.figures.clone(),
        }
    }

    fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.routes, &other.routes)
            && Arc::ptr_eq(&self.timeline, &other.timeline)
            && Arc::ptr_eq(&self.figures, &other.figures)
    }
}

/// What one document uses, and what that was found in.
#[derive(Debug)]
struct Given {
    document: Arc<Document>,
    mentions: Option<Arc<[Mention]>>,
    /// Which of its users are shown, in order; an article comes before its own events. A site need not
    /// show all that its documents hold.
    shown: Vec<bool>,
    uses: Vec<Use>,
}

/// A user with the things that it uses, each once.
#[derive(Debug, PartialEq, Eq)]
struct Use {
    user: Arc<User>,
    things: Vec<Thing>,
}

impl Given {
    /// Says whether it was found in this very text with these very mentions.
    fn rests_on(&self, document: &Arc<Document>, mentions: Option<&Arc<[Mention]>>) -> bool {
        let is_same_text = Arc::ptr_eq(&self.document, document);
        is_same_text
            && match (&self.mentions, mentions) {
                (Some(old), Some(new)) => Arc::ptr_eq(old, new),
                (old, new) => old.is_none() && new.is_none(),
            }
    }
}

impl Use {
    /// Returns the things that the same user does not use in the other list too.
    fn without(&self, other: Option<&Use>) -> impl Iterator<Item = &Thing> {
        let same = other.filter(|other| other.user == self.user);
        let kept: HashSet<&Thing, FixedState> =
            same.into_iter().flat_map(|other| &other.things).collect();
        self.things
            .iter()
            .filter(move |thing| !kept.contains(thing))
    }
}

impl Usage {
    /// Notes what has changed since the last time. Forgets what had changed before.
    pub(super) fn update(&mut self, site: &Site) {
        self.changed.clear();
        let deciding = Deciding::of(site);
        let decided = self.deciding.take();
        let is_decided = decided.is_some_and(|decided| decided.is_same(&deciding));
        self.deciding = Some(deciding);
        let mut before = mem::take(&mut self.given).into_iter().peekable();
        let mut given = Vec::with_capacity(site.documents.len());
        let found = match before.peek() {
            Some(_) => Vec::new(),
            None => all_uses(site),
        };
        let mut found = found.into_iter();
        for (document, kept) in site.documents.iter().zip(&site.mentions) {
            let found = found.next();
            let is_gone = |old: &Given| {
                !Arc::ptr_eq(&old.document, document) && old.document.id < document.id
            };
            while before.peek().is_some_and(is_gone) {
                let gone = before.next().map(|old| old.uses).unwrap_or_default();
                self.exchange(&gone, &[]);
            }
            let is_known = |old: &Given| {
                Arc::ptr_eq(&old.document, document) || old.document.id == document.id
            };
            let old = before.next_if(is_known);
            let mentions = kept.as_ref().map(|kept| &kept.mentions);
            given.push(match old {
                Some(old) if is_decided && old.rests_on(document, mentions) => old,
                old => self.renewed(site, document, mentions, old, found),
            });
        }
        for gone in before {
            self.exchange(&gone.uses, &[]);
        }
        self.given = given;
    }

    fn renewed(
        &mut self,
        site: &Site,
        document: &Arc<Document>,
        mentions: Option<&Arc<[Mention]>>,
        old: Option<Given>,
        found: Option<Found>,
    ) -> Given {
        let found = found.unwrap_or_else(|| Found::shown(site, document));
        let shown = found.shown;
        let is_same = |old: &Given| old.rests_on(document, mentions) && old.shown == shown;
        let old = match old {
            Some(old) if is_same(&old) => return old,
            old => old.map(|old| old.uses).unwrap_or_default(),
        };
        let found = found.uses;
        let mut uses = found.unwrap_or_else(|| uses(document, mentions, &shown));
        for (new, old) in uses.iter_mut().zip(&old) {
            if new.user == old.user {
                new.user = old.user.clone();
            }
        }
        self.exchange(&old, &uses);
        Given {
            document: document.clone(),
            mentions: mentions.cloned(),
            shown,
            uses,
        }
    }

    /// Puts what a document uses now in the place of what it used. All that goes does so before anything
    /// comes: a user may have the place of another that has gone.
    fn exchange(&mut self, old: &[Use], new: &[Use]) {
        if old == new {
            return;
        }
        for (at, used) in old.iter().enumerate() {
            self.remove(&used.user, used.without(new.get(at)));
        }
        for (at, used) in new.iter().enumerate() {
            self.add(&used.user, used.without(old.get(at)));
        }
    }

    /// Takes out the very same user: another, at the address that this one has lost, may be there already.
    fn remove<'t>(&mut self, user: &Arc<User>, things: impl Iterator<Item = &'t Thing>) {
        for thing in things {
            if let Some(users) = self.users.get_mut(thing) {
                users.retain(|other| !Arc::ptr_eq(other, user));
            }
            self.changed.insert(thing.clone());
        }
    }

    fn add<'t>(&mut self, user: &Arc<User>, things: impl Iterator<Item = &'t Thing>) {
        for thing in things {
            let users = match self.users.get_mut(thing) {
                Some(users) => users,
                None => self.users.entry(thing.clone()).or_default(),
            };
            let at = users.partition_point(|other| other.place < user.place);
            users.insert(at, user.clone());
            if !self.changed.contains(thing) {
                self.changed.insert(thing.clone());
            }
        }
    }

    /// Returns who uses something, in the order of the site.
    pub fn of(&self, site: &Site, kind: Kind, id: &str) -> Vec<Arc<User>> {
        let mut users = self.directly(&Thing::One(kind, id.to_owned())).to_vec();
        let figure = (kind == Kind::Figure).then(|| site.figure(id)).flatten();
        let series = figure.and_then(|figure| figure.series.clone());
        if let Some(series) = series {
            users.extend_from_slice(self.directly(&Thing::Series(series)));
            users.sort_by(|a, b| a.place.cmp(&b.place));
            users.dedup_by(|a, b| a.place == b.place);
        }
        users
    }

    /// Says whether anything uses something, a series that is drawn as a whole not counted.
    pub(super) fn is_used(&self, kind: Kind, id: &str) -> bool {
        !self.directly(&Thing::One(kind, id.to_owned())).is_empty()
    }

    /// Says whether anything of a kind has other users than before the last update.
    pub(super) fn has_changed(&self, kind: Kind) -> bool {
        let is_of_kind = |thing: &Thing| matches!(thing, Thing::One(other, _) if *other == kind);
        self.changed.iter().any(is_of_kind)
    }

    fn directly(&self, thing: &Thing) -> &[Arc<User>] {
        self.users.get(thing).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns what other users use than before the last update, figures of series included; things
    /// may come twice.
    pub(super) fn changed<'s>(
        &'s self,
        site: &'s Site,
    ) -> impl Iterator<Item = (Kind, &'s str)> + 's {
        self.changed.iter().flat_map(|thing| {
            let (one, series) = match thing {
                Thing::One(kind, id) => (Some((*kind, id.as_str())), None),
                Thing::Series(id) => (None, Some(site.figures_of_series(id))),
            };
            let figures = series.into_iter().flatten();
            one.into_iter()
                .chain(figures.map(|figure| (Kind::Figure, figure.id.as_str())))
        })
    }
}

/// Which users in a document are shown, and what they use, if that was looked for.
struct Found {
    shown: Vec<bool>,
    uses: Option<Vec<Use>>,
}

impl Found {
    fn shown(site: &Site, document: &Document) -> Self {
        Self {
            shown: shown(site, document),
            uses: None,
        }
    }
}

/// Looks through all documents of a site, several at the same time.
fn all_uses(site: &Site) -> Vec<Found> {
    let documents = site.documents.par_iter().zip(&site.mentions);
    documents
        .map(|(document, kept)| {
            let shown = shown(site, document);
            let mentions = kept.as_ref().map(|kept| &kept.mentions);
            let uses = Some(uses(document, mentions, &shown));
            Found { shown, uses }
        })
        .collect()
}

/// Says which users in a document are shown.
fn shown(site: &Site, document: &Document) -> Vec<bool> {
    match &document.content {
        Content::Article(article) => {
            let shown = site.article(&article.slug);
            let itself = shown.is_some_and(|shown| Arc::ptr_eq(shown, article));
            let events = article.events.iter().map(|event| is_told(site, event));
            std::iter::once(itself).chain(events).collect()
        }
        Content::Page(page) => vec![site.pages().iter().any(|shown| Arc::ptr_eq(shown, page))],
        Content::Home(_) | Content::Term(_) => vec![true],
        Content::Events(events) => events.iter().map(|event| is_told(site, event)).collect(),
        Content::Figures { figures, .. } => figures
            .iter()
            .map(|figure| {
                let shown = site.figure(&figure.id);
                shown.is_some_and(|shown| Arc::ptr_eq(shown, figure))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn is_told(site: &Site, event: &Arc<Event>) -> bool {
    let shown = site.event(&event.id);
    shown.is_some_and(|shown| Arc::ptr_eq(shown, event))
}

/// Lists what a document uses, user by user.
fn uses(document: &Document, mentions: Option<&Arc<[Mention]>>, shown: &[bool]) -> Vec<Use> {
    let mentions = mentions.map_or(&[][..], |mentions| mentions);
    let is_shown = |at: usize| shown.get(at).copied().unwrap_or_default();
    let mut uses = Vec::new();
    match &document.content {
        Content::Article(article) if is_shown(0) => {
            uses.push(of_article(article, mentions));
            let events = article.events.iter().enumerate();
            let events = events.filter(|(at, _)| is_shown(at + 1));
            uses.extend(events.filter_map(|(at, event)| of_event(&document.id, at, event)));
        }
        Content::Home(page) | Content::Page(page) if is_shown(0) => {
            uses.push(of_page(&document.id, page, mentions));
        }
        Content::Term(term) => uses.push(of_term(term, mentions)),
        Content::Events(events) => {
            let events = events.iter().enumerate().filter(|(at, _)| is_shown(*at));
            uses.extend(events.filter_map(|(at, event)| of_event(&document.id, at, event)));
        }
        Content::Figures { figures, .. } => {
            let figures = figures.iter().enumerate().filter(|(at, _)| is_shown(*at));
            uses.extend(figures.filter_map(|(at, figure)| of_figure(&document.id, at, figure)));
        }
        _ => {}
    }
    uses
}

fn of_article(article: &Article, mentions: &[Mention]) -> Use {
    let mut notes = Notes::default();
    for prose in article.proses() {
        notes.prose(prose);
    }
    notes.mentions(mentions);
    notes.by(User {
        title: article.title.clone(),
        path: route::article(&article.slug),
        place: Place::Article(article.order.unwrap_or(usize::MAX), article.slug.clone()),
    })
}

fn of_page(file: &SourceId, page: &TextPage, mentions: &[Mention]) -> Use {
    let mut notes = Notes::default();
    notes.prose(&page.summary);
    notes.prose(&page.body);
    notes.mentions(mentions);
    notes.by(User {
        title: page.title.clone(),
        path: route::text_page(&page.slug),
        place: Place::Page(file.clone()),
    })
}

fn of_term(term: &Term, mentions: &[Mention]) -> Use {
    let mut notes = Notes::default();
    notes.prose(&term.short);
    notes.prose(&term.body);
    for source in &term.sources {
        notes.one(Kind::Source, source);
    }
    notes.mentions(mentions);
    notes.by(User {
        title: capitalised(&term.name),
        path: route::term(&term.id),
        place: Place::Term(term.id.clone()),
    })
}

fn of_event(file: &SourceId, at: usize, event: &Event) -> Option<Use> {
    let mut notes = Notes::default();
    notes.prose(event.summary.as_ref()?);
    Some(notes.by(User {
        title: event.title.clone(),
        path: route::event(&event.id),
        place: Place::Event(event.date.order_key(), file.clone(), at),
    }))
    .filter(|used| !used.things.is_empty())
}

fn of_figure(file: &SourceId, at: usize, figure: &Figure) -> Option<Use> {
    let mut notes = Notes::default();
    notes.prose(figure.note.as_ref()?);
    Some(notes.by(User {
        title: figure.label.clone(),
        path: route::figure(&figure.id),
        place: Place::Figure(file.clone(), at),
    }))
    .filter(|used| !used.things.is_empty())
}

/// Things that are used, each once.
#[derive(Default)]
struct Notes {
    things: Vec<Thing>,
    seen: Things,
}

impl Notes {
    fn by(self, user: User) -> Use {
        Use {
            user: Arc::new(user),
            things: self.things,
        }
    }

    fn note(&mut self, thing: Thing) {
        if !self.seen.contains(&thing) {
            self.seen.insert(thing.clone());
            self.things.push(thing);
        }
    }

    fn one(&mut self, kind: Kind, id: &str) {
        self.note(Thing::One(kind, id.to_owned()));
    }

    fn mentions(&mut self, mentions: &[Mention]) {
        for mention in mentions {
            self.one(Kind::Term, &mention.term);
        }
    }

    fn prose(&mut self, prose: &Prose) {
        for reference in &prose.references {
            match &reference.target {
                Target::Term(id) => self.one(Kind::Term, id),
                Target::Figure(id) => self.one(Kind::Figure, id),
                Target::Event(id) => self.one(Kind::Event, id),
                Target::Citation(cites) => {
                    for cite in cites {
                        self.one(Kind::Source, &cite.id);
                    }
                }
                _ => {}
            }
        }
        for block in &prose.blocks {
            for inner in block.kind.proses() {
                self.prose(inner);
            }
            self.block(&block.kind);
        }
    }

    fn block(&mut self, block: &BlockKind) {
        match block {
            BlockKind::Figures(query) => {
                for id in &query.figures {
                    self.one(Kind::Figure, id);
                }
            }
            BlockKind::Timeline(query) => {
                for id in &query.events {
                    self.one(Kind::Event, id);
                }
            }
            BlockKind::Chart(chart) => self.chart(chart),
            BlockKind::Flow(_) => {}
        }
    }

    /// Notes what a chart draws.
    fn chart(&mut self, chart: &Chart) {
        match &chart.data {
            Some(Data::Figures(ids)) => {
                for id in ids {
                    self.one(Kind::Figure, id);
                }
            }
            Some(Data::Series(ids)) => {
                for id in ids {
                    self.note(Thing::Series(id.clone()));
                }
            }
            Some(Data::Csv(_, notes)) => {
                for id in &notes.sources {
                    self.one(Kind::Source, id);
                }
            }
            None => {}
        }
    }
}
