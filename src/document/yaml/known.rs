//! What was found out about the text of a block. Each mistake asks where something stands, and to read a long block
//! anew for each of its mistakes would take minutes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::index::{self, Node};
use super::offset::Stops;
use super::{depth, is_blank};

/// A shorter block is read again faster than what is known of it could be kept for all of a site.
const LONG: usize = 2 * 1024;

/// What is known of the text of a block, if that is long: nothing that the text does not say, so that any two are equal.
#[derive(Clone, Debug)]
pub(super) struct Known(Option<Arc<Facts>>);

#[derive(Debug, Default)]
struct Facts {
    index: OnceLock<Option<Node>>,
    is_readable: OnceLock<bool>,
    /// Of long scalars, by where they begin.
    stops: Mutex<HashMap<usize, Arc<Stops>>>,
}

impl PartialEq for Known {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Known {}

impl Known {
    pub(super) fn of_length(length: usize) -> Self {
        Self((length > LONG).then(Arc::default))
    }

    /// Asks something of the places in the text.
    pub(super) fn with_index<T>(
        &self,
        yaml: &str,
        question: impl FnOnce(&Node) -> Option<T>,
    ) -> Option<T> {
        match &self.0 {
            Some(facts) => {
                let index = facts.index.get_or_init(|| index::build(yaml));
                question(index.as_ref()?)
            }
            None => question(&index::build(yaml)?),
        }
    }

    /// Returns places that are known in a scalar, which begins at `start` in the text, if it is a long one.
    pub(super) fn stops(&self, start: usize, raw: &str, value: &str) -> Option<Arc<Stops>> {
        let facts = self.0.as_ref().filter(|_| raw.len() > LONG)?;
        let mut stops = facts.stops.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Stops::of(raw, value));
        Some(stops.entry(start).or_insert_with(new).clone())
    }

    /// Says whether the text is YAML from its start to its end.
    pub(super) fn is_readable(&self, yaml: &str) -> bool {
        match &self.0 {
            Some(facts) => *facts.is_readable.get_or_init(|| is_readable(yaml)),
            None => is_readable(yaml),
        }
    }
}

fn is_readable(yaml: &str) -> bool {
    is_blank(yaml)
        || depth::first_too_many(yaml).is_none()
            && serde_yaml::from_str::<serde_yaml::Value>(yaml).is_ok()
}
