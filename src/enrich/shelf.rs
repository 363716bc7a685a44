//! Views of records, each made once for all pages that show it.
//!
//! A page that takes a view from the shelf asks one question, whether the view is still the same, in place
//! of all those that were asked to make it.

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{PoisonError, RwLock};

use foldhash::fast::FixedState;

use super::page::{EventView, FigureView, SourceView, TermView};
use super::shared::Shared;
use crate::site::usage::Kind;
use crate::site::{Asked, Changes, Questions, Site, View};

/// The views that have been made.
#[derive(Debug, Default)]
pub struct Shelf {
    terms: Drawer<TermView>,
    sources: Drawer<SourceView>,
    figures: Drawer<FigureView>,
    events: Drawer<EventView>,
    /// Those whose list items carry their ids.
    anchored_events: Drawer<EventView>,
}

impl Shelf {
    /// Forgets the views whose questions have other answers now, and notes for pages that they are gone.
    pub fn forget(&mut self, changes: &mut Changes, site: &Site) {
        // The views of events and figures hold those of sources.
        let gone = self.sources.forget(changes, site);
        note(changes, Kind::Source, gone);
        let (terms, figures) = (&mut self.terms, &mut self.figures);
        let (events, anchored) = (&mut self.events, &mut self.anchored_events);
        let known = &*changes;
        let ((terms, figures), (events, anchored)) = rayon::join(
            || (terms.forget(known, site), figures.forget(known, site)),
            || {
                rayon::join(
                    || events.forget(known, site),
                    || anchored.forget(known, site),
                )
            },
        );
        note(changes, Kind::Term, terms);
        note(changes, Kind::Figure, figures);
        note(changes, Kind::Event, events);
        note(changes, Kind::Event, anchored);
    }
}

#[derive(Debug)]
struct Drawer<T>(RwLock<Views<T>>);

#[derive(Debug)]
struct Views<T> {
    by_id: HashMap<String, Kept<T>, FixedState>,
    asked: Asked,
}

#[derive(Debug)]
struct Kept<T> {
    view: Shared<T>,
    questions: Questions,
}

impl<T> Default for Drawer<T> {
    fn default() -> Self {
        Self(RwLock::new(Views {
            by_id: HashMap::default(),
            asked: Asked::default(),
        }))
    }
}

fn note(changes: &mut Changes, kind: Kind, gone: Vec<String>) {
    for id in gone {
        changes.note_shown(kind, &id);
    }
}

impl<T> Drawer<T> {
    /// Forgets views, and returns the ids of their records.
    fn forget(&mut self, changes: &Changes, site: &Site) -> Vec<String> {
        let views = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut gone = Vec::new();
        if !changes.may_touch(&views.asked) {
            return gone;
        }
        views.by_id.retain(|id, kept| {
            let is_kept = !changes.touch(&kept.questions, site);
            if !is_kept {
                gone.push(id.clone());
            }
            is_kept
        });
        gone
    }

    fn get(&self, id: &str) -> Option<Shared<T>> {
        let views = self.0.read().unwrap_or_else(PoisonError::into_inner);
        views.by_id.get(id).map(|kept| kept.view.clone())
    }

    /// Keeps a view, unless another thread was faster.
    fn keep(&self, id: &str, made: Kept<T>) -> Shared<T> {
        let mut views = self.0.write().unwrap_or_else(PoisonError::into_inner);
        views.asked.add(&made.questions);
        let kept = views.by_id.entry(id.to_owned()).or_insert(made);
        kept.view.clone()
    }
}

/// Asks the site for a page, and takes from the shelf what other pages show too.
#[derive(Debug)]
pub struct Lookup<'a> {
    view: View<'a>,
    shelf: &'a Shelf,
}

impl<'a> Lookup<'a> {
    /// Begins a page.
    pub fn new(site: &'a Site, shelf: &'a Shelf) -> Self {
        Self::through(View::new(site), shelf)
    }

    /// Begins a page that asks in a way of its own.
    pub fn through(view: View<'a>, shelf: &'a Shelf) -> Self {
        Self { view, shelf }
    }

    /// Ends it, with the questions that were asked.
    pub fn into_questions(self) -> Questions {
        self.view.into_questions()
    }

    pub(super) fn shown_term(
        &mut self,
        id: &str,
        make: impl FnOnce(&mut Self) -> TermView,
    ) -> Shared<TermView> {
        self.take(&self.shelf.terms, Kind::Term, id, make)
    }

    pub(super) fn shown_source(
        &mut self,
        id: &str,
        make: impl FnOnce(&mut Self) -> SourceView,
    ) -> Shared<SourceView> {
        self.take(&self.shelf.sources, Kind::Source, id, make)
    }

    pub(super) fn shown_figure(
        &mut self,
        id: &str,
        make: impl FnOnce(&mut Self) -> FigureView,
    ) -> Shared<FigureView> {
        self.take(&self.shelf.figures, Kind::Figure, id, make)
    }

    pub(super) fn shown_event(
        &mut self,
        id: &str,
        has_anchor: bool,
        make: impl FnOnce(&mut Self) -> EventView,
    ) -> Shared<EventView> {
        let drawer = match has_anchor {
            true => &self.shelf.anchored_events,
            false => &self.shelf.events,
        };
        self.take(drawer, Kind::Event, id, make)
    }

    fn take<T>(
        &mut self,
        drawer: &'a Drawer<T>,
        kind: Kind,
        id: &str,
        make: impl FnOnce(&mut Self) -> T,
    ) -> Shared<T> {
        self.view.ask_shown(kind, id);
        drawer.get(id).unwrap_or_else(|| {
            let mut own = Self {
                view: self.view.about(kind, id),
                shelf: self.shelf,
            };
            let view = Shared::new(make(&mut own));
            let questions = own.into_questions();
            drawer.keep(id, Kept { view, questions })
        })
    }
}

impl<'a> Deref for Lookup<'a> {
    type Target = View<'a>;

    fn deref(&self) -> &View<'a> {
        &self.view
    }
}

impl<'a> DerefMut for Lookup<'a> {
    fn deref_mut(&mut self) -> &mut View<'a> {
        &mut self.view
    }
}
