//! Who uses what: built once from mentions and explicit references, asked by lists and by `uses`.

use std::collections::BTreeMap;

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
    terms: BTreeMap<String, Vec<User>>,
    figures: BTreeMap<String, Vec<User>>,
    events: BTreeMap<String, Vec<User>>,
    sources: BTreeMap<String, Vec<User>>,
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
    pub(super) fn note(&mut self, kind: Kind, id: &str, user: &User) {
        let users = self.map(kind).entry(id.to_owned()).or_default();
        if users.last() != Some(user) {
            users.push(user.clone());
        }
    }

    /// Returns who uses something.
    pub fn of(&self, kind: Kind, id: &str) -> &[User] {
        let map = match kind {
            Kind::Term => &self.terms,
            Kind::Figure => &self.figures,
            Kind::Event => &self.events,
            Kind::Source => &self.sources,
        };
        map.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// Returns everything that is used, with its users.
    pub(super) fn all(&self) -> impl Iterator<Item = (Kind, &str, &[User])> {
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

    fn map(&mut self, kind: Kind) -> &mut BTreeMap<String, Vec<User>> {
        match kind {
            Kind::Term => &mut self.terms,
            Kind::Figure => &mut self.figures,
            Kind::Event => &mut self.events,
            Kind::Source => &mut self.sources,
        }
    }
}
