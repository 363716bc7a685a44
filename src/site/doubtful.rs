//! Records that could not be read, or stand twice: an error was told of them, and what seems wrong with those who refer
//! to them may merely follow from it.

use std::collections::BTreeSet;

use super::questions::Topic;
use super::{Site, View, usage};

impl Site {
    /// Returns the ids of a kind of records that could not be read or stand twice, of which an error was told. Nothing
    /// is concluded of who refers to them.
    pub fn doubtful(&self, kind: usage::Kind) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        match kind {
            usage::Kind::Event => &self.timeline.doubtful,
            usage::Kind::Figure => &self.figures.doubtful,
            usage::Kind::Source => &self.sources.doubtful,
            usage::Kind::Term => &NONE,
        }
    }

    /// Says whether a record could not be read or stands twice.
    pub fn has_doubtful(&self) -> bool {
        usage::Kind::ALL
            .iter()
            .any(|kind| !self.doubtful(*kind).is_empty())
    }
}

impl View<'_> {
    /// Could the record of this id not be read, or does it stand twice? Then an error was told of it.
    pub fn is_doubtful(&mut self, kind: usage::Kind, id: &str) -> bool {
        doubtful_topic(kind).is_some_and(|topic| {
            self.ask(topic, id);
            self.site.doubtful(kind).contains(id)
        })
    }

    /// Could some record of a kind not be read, or does one stand twice?
    pub fn has_doubtful(&mut self, kind: usage::Kind) -> bool {
        doubtful_topic(kind).is_some_and(|topic| {
            self.ask(topic, "");
            !self.site.doubtful(kind).is_empty()
        })
    }
}

/// Returns the question about records of a kind that could not be read; a term is its file, and always there.
fn doubtful_topic(kind: usage::Kind) -> Option<Topic> {
    match kind {
        usage::Kind::Term => None,
        usage::Kind::Figure => Some(Topic::DoubtfulFigure),
        usage::Kind::Event => Some(Topic::DoubtfulEvent),
        usage::Kind::Source => Some(Topic::DoubtfulSource),
    }
}
