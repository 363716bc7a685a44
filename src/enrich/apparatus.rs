//! What the text of one page refers to, in the order in which a reader meets it: terms, sources,
//! figures, events and footnotes, each with the places that lead there.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::page::PageFile;

/// The apparatus of one page.
#[derive(Debug, Default)]
pub(super) struct Apparatus {
    /// Back-references by term.
    pub(super) terms: BTreeMap<String, Vec<String>>,
    /// Sources in the order of their numbers, with back-references.
    pub(super) citations: Vec<(String, Vec<String>)>,
    numbers: HashMap<String, usize>,
    /// Figures by first use.
    pub(super) figures: Vec<String>,
    /// Events by first use.
    pub(super) events: Vec<String>,
    /// Events that some list on the page shows.
    listed: HashSet<String>,
    /// Events whose list item has been given its id.
    anchored: HashSet<String>,
    /// Ids of charts and flows.
    blocks: HashSet<String>,
    /// Files that belong to the page.
    pub(super) files: Vec<PageFile>,
    /// Footnotes in the order of their letters.
    pub(super) footnotes: Vec<Note>,
}

/// A footnote of a page.
#[derive(Debug, Default)]
pub(super) struct Note {
    pub(super) label: String,
    pub(super) html: String,
    pub(super) backrefs: Vec<String>,
}

impl Apparatus {
    /// Makes an empty apparatus for a page whose lists will show these events.
    pub(super) fn new(listed: impl IntoIterator<Item = String>) -> Self {
        Self {
            listed: listed.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Returns an id for a chart or flow that nothing else on the page has.
    pub(super) fn block_id(&mut self, kind: &str, wished: &str) -> String {
        let base = match wished {
            "" => kind.to_owned() + "-1",
            wished => format!("{kind}-{wished}"),
        };
        let mut id = base.clone();
        let mut number = 2;
        while !self.blocks.insert(id.clone()) {
            id = match wished {
                "" => format!("{kind}-{number}"),
                _ => format!("{base}-{number}"),
            };
            number += 1;
        }
        id
    }

    /// Notes a link to a term and returns the id of the link.
    pub(super) fn term(&mut self, id: &str) -> String {
        let backrefs = self.terms.entry(id.to_owned()).or_default();
        let backref = match backrefs.len() {
            0 => format!("ref-term-{id}"),
            count => format!("ref-term-{id}-{}", count + 1),
        };
        backrefs.push(backref.clone());
        backref
    }

    /// Notes a citation and returns the number of the source and the id of the link.
    pub(super) fn cite(&mut self, id: &str) -> (usize, String) {
        let number = match self.numbers.get(id) {
            Some(number) => *number,
            None => {
                self.citations.push((id.to_owned(), Vec::new()));
                self.numbers.insert(id.to_owned(), self.citations.len());
                self.citations.len()
            }
        };
        let backrefs = &mut self.citations[number - 1].1;
        let backref = format!("cite-{id}-{}", backrefs.len() + 1);
        backrefs.push(backref.clone());
        (number, backref)
    }

    /// Notes a reference to a figure.
    pub(super) fn figure(&mut self, id: &str) {
        if !self.figures.iter().any(|figure| figure == id) {
            self.figures.push(id.to_owned());
        }
    }

    /// Notes a reference to an event.
    pub(super) fn event(&mut self, id: &str) {
        if !self.events.iter().any(|event| event == id) {
            self.events.push(id.to_owned());
        }
    }

    /// Says whether a list on the page shows an event.
    pub(super) fn is_listed(&self, event: &str) -> bool {
        self.listed.contains(event)
    }

    /// Says whether the next list item of an event is to carry its id: only the first does.
    pub(super) fn anchor(&mut self, event: &str) -> bool {
        self.anchored.insert(event.to_owned())
    }

    /// Notes a reference to a footnote and returns its letter and the id of the reference.
    pub(super) fn note(&mut self, label: &str) -> (String, String) {
        let at = match self.footnotes.iter().position(|note| note.label == label) {
            Some(at) => at,
            None => {
                let note = Note {
                    label: label.to_owned(),
                    ..Note::default()
                };
                self.footnotes.push(note);
                self.footnotes.len() - 1
            }
        };
        let letter = letter(at);
        let backrefs = &mut self.footnotes[at].backrefs;
        let backref = format!("note-ref-{letter}-{}", backrefs.len() + 1);
        backrefs.push(backref.clone());
        (letter, backref)
    }

    /// Keeps the text of a footnote.
    pub(super) fn note_text(&mut self, label: &str, html: String) {
        match self.footnotes.iter_mut().find(|note| note.label == label) {
            Some(note) => note.html = html,
            None => self.footnotes.push(Note {
                label: label.to_owned(),
                html,
                backrefs: Vec::new(),
            }),
        }
    }
}

/// Returns the letter of the footnote at a place: a, b, … z, aa, ab, …
pub(super) fn letter(mut at: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'a' + (at % 26) as u8));
        if at < 26 {
            break;
        }
        at = at / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!(
            [letter(0), letter(25), letter(26), letter(52)],
            ["a", "z", "aa", "ba"]
        );
    }

    #[test]
    fn sources_are_numbered_by_first_use() {
        let mut apparatus = Apparatus::default();
        assert_eq!(apparatus.cite("b"), (1, "cite-b-1".to_owned()));
        assert_eq!(apparatus.cite("a"), (2, "cite-a-1".to_owned()));
        assert_eq!(apparatus.cite("b"), (1, "cite-b-2".to_owned()));
    }
}
