//! All addresses that outputs have, each read once however many pages have it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use foldhash::fast::FixedState;

use super::facts::Facts;
use super::pieces::Piece;
use super::target::Target;
use crate::source::fingerprint;

/// With more pieces than this, many of them stand on no page any more: an edit leaves the old ones behind.
const MOST_PIECES: usize = 100_000;

/// An address as a number: its text, whether browsers fetch it, and, where it is relative, from where.
pub(in super::super) type Key = u64;

/// An address and where it leads.
#[derive(Debug)]
pub(in super::super) struct Link {
    pub(super) text: Box<str>,
    pub(super) lead: Lead,
}

/// Where an address leads, as [`Target`] says.
#[derive(Debug)]
pub(super) enum Lead {
    /// Out of the site.
    Elsewhere,
    /// To an output, and perhaps to an anchor in it.
    Output(Box<str>, Option<Box<str>>),
    /// Where it must not.
    Wrong(&'static str),
}

impl Link {
    pub(super) fn new(text: &str, target: Target<'_>) -> Self {
        let lead = match target {
            Target::Elsewhere => Lead::Elsewhere,
            Target::Output { path, anchor } => {
                Lead::Output(path.into(), anchor.map(|anchor| anchor.into_owned().into()))
            }
            Target::Wrong(why) => Lead::Wrong(why),
        };
        Self {
            text: text.into(),
            lead,
        }
    }
}

/// What was found on a page and was not known before.
#[derive(Debug, Default)]
pub(in super::super) struct News {
    pub(super) links: Vec<(Key, Link)>,
    pub(super) pieces: Vec<Arc<Piece>>,
}

/// What was read of outputs, for this build and the next ones. Holds for one address of the site. Pages that
/// are printed at the same time tell each other.
#[derive(Debug, Default)]
pub struct Links(RwLock<Known>);

impl Links {
    /// Looks at what is known; as long as that takes, nobody adds to it.
    pub(in super::super) fn look(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what a page was the first to hold.
    pub(in super::super) fn add(&self, news: News) {
        if news.links.is_empty() && news.pieces.is_empty() {
            return;
        }
        // What is put in is whole, so a thread that dies leaves a sound one.
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        known.add(news);
    }

    pub(in super::super) fn known(&mut self) -> &mut Known {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The addresses, and the pieces and files in which they stand.
#[derive(Debug, Default)]
pub(in super::super) struct Known {
    links: HashMap<Key, Link, FixedState>,
    /// Pieces that stand on many pages, by their texts.
    pieces: HashMap<u64, Arc<Piece>, FixedState>,
    /// The facts of files that no page template makes, with the bytes in which they were found.
    files: HashMap<String, (Arc<[u8]>, Arc<Facts>)>,
}

impl Known {
    pub(super) fn has(&self, key: Key) -> bool {
        self.links.contains_key(&key)
    }

    pub(super) fn get(&self, key: Key) -> Option<&Link> {
        self.links.get(&key)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (Key, &Link)> {
        self.links.iter().map(|(key, link)| (*key, link))
    }

    fn add(&mut self, news: News) {
        self.links.extend(news.links);
        if self.pieces.len() + news.pieces.len() > MOST_PIECES {
            self.pieces.clear();
        }
        let pieces = news.pieces.into_iter();
        self.pieces
            .extend(pieces.map(|piece| (fingerprint(piece.text()), piece)));
    }

    /// Forgets addresses that no output has any more.
    pub(super) fn forget(&mut self, keys: impl IntoIterator<Item = Key>) {
        let before = self.links.len();
        for key in keys {
            self.links.remove(&key);
        }
        if self.links.len() < before {
            // A piece holds addresses that are known.
            self.pieces.clear();
        }
    }

    /// Returns what is known of a piece with just this text.
    pub(super) fn piece(&self, text: &str) -> Option<&Arc<Piece>> {
        let piece = self.pieces.get(&fingerprint(text));
        piece.filter(|piece| piece.text() == text)
    }

    /// Returns the facts of a file where its bytes are the same as before.
    pub(in super::super) fn file(&self, path: &str, bytes: &Arc<[u8]>) -> Option<Arc<Facts>> {
        let (known, facts) = self.files.get(path)?;
        (Arc::ptr_eq(known, bytes) || known == bytes).then(|| facts.clone())
    }

    pub(in super::super) fn keep_file(
        &mut self,
        path: &str,
        bytes: &Arc<[u8]>,
        facts: &Arc<Facts>,
    ) {
        let kept = (bytes.clone(), facts.clone());
        self.files.insert(path.to_owned(), kept);
    }
}
