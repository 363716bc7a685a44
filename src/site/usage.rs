//! Who uses what: built once from mentions and explicit references, asked by lists and by `uses`.

use std::collections::HashMap;
use std::sync::Arc;

/// A page, or a place on one, that uses something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// What it is called.
    pub title: String,
    /// Its path from the base, perhaps with an anchor.
    pub path: String,
}

/// Who uses what, each list in the order of the site.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    terms: HashMap<String, Vec<Arc<User>>>,
    figures: HashMap<String, Vec<Arc<User>>>,
    events: HashMap<String, Vec<Arc<User>>>,
    sources: HashMap<String, Vec<Arc<User>>>,
}

/// What can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

impl Usage {
    /// Notes that `user` uses something. Users come one after the other, so a repetition is the
    /// last of the list.
    pub(super) fn note(&mut self, kind: Kind, id: &str, user: &Arc<User>) {
        let map = self.map(kind);
        match map.get_mut(id) {
            Some(users) if users.last().is_some_and(|last| Arc::ptr_eq(last, user)) => {}
            Some(users) => users.push(user.clone()),
            None => {
                map.insert(id.to_owned(), vec![user.clone()]);
            }
        }
    }

    /// Returns who uses something.
    pub fn of(&self, kind: Kind, id: &str) -> &[Arc<User>] {
        let map = match kind {
            Kind::Term => &self.terms,
            Kind::Figure => &self.figures,
            Kind::Event => &self.events,
            Kind::Source => &self.sources,
        };
        map.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns everything that is used, with its users, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = (Kind, &str, &[Arc<User>])> {
        let maps = [
            (Kind::Term, &self.terms),
            (Kind::Figure, &self.figures),
            (Kind::Event, &self.events),
            (Kind::Source, &self.sources),
        ];
        maps.into_iter().flat_map(|(kind, map)| {
            map.iter()
                .map(move |(id, users)| (kind, id.as_str(), users.as_slice()))
        })
    }

    fn map(&mut self, kind: Kind) -> &mut HashMap<String, Vec<Arc<User>>> {
        match kind {
            Kind::Term => &mut self.terms,
            Kind::Figure => &mut self.figures,
            Kind::Event => &mut self.events,
            Kind::Source => &mut self.sources,
        }
    }
}
