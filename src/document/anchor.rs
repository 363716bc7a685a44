//! Anchors of headings, made as GitHub makes them.

use std::collections::{HashMap, HashSet};

/// Ids that every page may have, so that no heading may take them.
const RESERVED: [&str; 19] = [
    "about-this-page",
    "cite",
    "content",
    "contents",
    "changes",
    "figures",
    "key-dates",
    "main",
    "menu",
    "notes",
    "questions",
    "related",
    "report",
    "reuse",
    "search",
    "sources",
    "terms",
    "timeline",
    "top",
];
/// What ids of terms, cards, sources and the like begin with.
const RESERVED_STARTS: [&str; 15] = [
    "card-",
    "chart-",
    "cite-",
    "event-",
    "figure-",
    "flow-",
    "kind-",
    "letter-",
    "note-",
    "question-",
    "ref-",
    "series-",
    "source-",
    "term-",
    "year-",
];

/// Says whether an id is one that pages have for sections of their own.
pub(crate) fn is_reserved_anchor(id: &str) -> bool {
    RESERVED.contains(&id)
}

/// The anchors of one page.
#[derive(Default)]
pub(super) struct Anchors {
    taken: HashSet<String>,
    /// The number that the next heading of a name gets, so that none is tried twice.
    next: HashMap<String, usize>,
}

impl Anchors {
    /// Returns the anchor of a heading: lower case, punctuation dropped, hyphens for spaces. The
    /// second heading of one name gets `-1`; one that looks like an id of ours gets `-2`.
    pub(super) fn of(&mut self, title: &str) -> String {
        let mut base = slug(title);
        if base.is_empty() {
            base = "section".to_owned();
        }
        let is_reserved = RESERVED.contains(&base.as_str())
            || RESERVED_STARTS.iter().any(|start| base.starts_with(start));
        if is_reserved {
            base.push_str("-2");
        }
        let next = self.next.entry(base.clone()).or_default();
        loop {
            let anchor = match *next {
                0 => base.clone(),
                count => format!("{base}-{count}"),
            };
            *next += 1;
            if self.taken.insert(anchor.clone()) {
                return anchor;
            }
        }
    }
}

fn slug(title: &str) -> String {
    title
        .trim()
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' | '\u{a0}' => Some('-'),
            '-' | '_' => Some(c),
            _ if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let mut anchors = Anchors::default();
        assert_eq!(
            anchors.of("Who pays, if Russia doesn’t?"),
            "who-pays-if-russia-doesnt"
        );
        assert_eq!(anchors.of("Été 2025"), "été-2025");
        assert_eq!(anchors.of("Law"), "law");
        assert_eq!(anchors.of("Law"), "law-1");
        assert_eq!(anchors.of("Sources"), "sources-2");
        assert_eq!(anchors.of("Term sheet"), "term-sheet-2");
        assert_eq!(anchors.of("!!!"), "section");
    }
}
