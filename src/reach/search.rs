//! The index of the search: words, and where each stands. Made for few bytes on the wire: all words in
//! one sorted text, and beside it one text of postings, each a few characters.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::entry::{Entry, Kind, entries};
use super::words::words;
use crate::site::View;

/// Where a word stands, the weightiest last. The script gives each its weight by its number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Text,
    /// Often in the text.
    Often,
    Short,
    Heading,
    /// In the title, an other name or what stands beside the title.
    Title,
    /// The whole title, or the whole of an other name.
    Name,
}

/// A posting is the distance from the entry before, times this, plus the field.
const FIELDS: usize = 8;

/// A word stands often in a text from so many times on.
const OFTEN: usize = 4;

/// A word that stands in the texts of more than one entry in so many says nothing there.
const COMMON: usize = 4;

/// In a site with fewer entries no word is common.
const FEWEST: usize = 40;

/// What the script reads. `around` is what stands before and after the id in the address of an entry.
#[derive(Serialize)]
struct Index {
    kinds: Vec<(&'static str, String, &'static str)>,
    /// Number of the kind, id, title, note.
    entries: Vec<(usize, String, String, String)>,
    words: String,
    postings: String,
    common: String,
}

pub(super) fn index(view: &mut View<'_>) -> String {
    let entries = entries(view);
    let base = view.base();
    let kinds = Kind::ALL.map(|kind| {
        let (before, after) = kind.around(view);
        (kind.name(), base.url(&before), after)
    });
    let common = common(&entries);
    let mut postings: BTreeMap<String, Vec<(usize, Field)>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        for (word, field) in fields(entry, &common) {
            postings.entry(word).or_default().push((at, field));
        }
    }
    let index = Index {
        kinds: kinds.to_vec(),
        words: joined(postings.keys().map(String::as_str)),
        postings: joined(postings.values().map(|list| packed(list))),
        common: joined(common.iter().map(String::as_str)),
        entries: entries.into_iter().map(row).collect(),
    };
    serde_json::to_string(&index).expect("an index holds nothing but texts")
}

fn row(entry: Entry) -> (usize, String, String, String) {
    let kind = Kind::ALL.iter().position(|kind| *kind == entry.kind);
    let kind = kind.expect("all kinds are listed");
    let note = match entry.note.is_empty() {
        true => entry.short,
        false => entry.note,
    };
    (kind, entry.id, entry.title, note)
}

fn joined(parts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part.as_ref());
    }
    text
}

/// Returns the words that stand in too many texts, in order.
fn common(entries: &[Entry]) -> std::collections::BTreeSet<String> {
    if entries.len() < FEWEST {
        return Default::default();
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut long = 0;
    for entry in entries
        .iter()
        .filter(|entry| !entry.headings.is_empty() || entry.text.len() > 400)
    {
        long += 1;
        for word in words(&entry.text).collect::<HashSet<_>>() {
            *counts.entry(word).or_default() += 1;
        }
    }
    let is_common = |count: &usize| count * COMMON > long * 3;
    counts
        .into_iter()
        .filter_map(|(word, count)| is_common(&count).then_some(word))
        .collect()
}

/// Returns the words of an entry, each with the weightiest field in which it stands.
fn fields(entry: &Entry, common: &std::collections::BTreeSet<String>) -> BTreeMap<String, Field> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for word in words(&entry.text) {
        *counts.entry(word).or_default() += 1;
    }
    let mut fields: BTreeMap<String, Field> = counts
        .into_iter()
        .filter(|(word, _)| !common.contains(word) && is_telling(word))
        .map(|(word, count)| match count {
            OFTEN.. => (word, Field::Often),
            _ => (word, Field::Text),
        })
        .collect();
    let mut raise = |text: &str, field: Field| {
        for word in words(text) {
            let known = fields.entry(word).or_insert(field);
            *known = field.max(*known);
        }
    };
    raise(&entry.short, Field::Short);
    for heading in &entry.headings {
        raise(heading, Field::Heading);
    }
    for name in [&entry.title, &entry.note].into_iter().chain(&entry.names) {
        raise(name, Field::Title);
    }
    for name in [&entry.title].into_iter().chain(&entry.names) {
        let mut cut = words(name);
        if let (Some(word), None) = (cut.next(), cut.next()) {
            raise(&word, Field::Name);
        }
    }
    fields
}

/// Letters alone, as what an apostrophe leaves, say nothing in a text.
fn is_telling(word: &str) -> bool {
    word.chars().nth(1).is_some()
}

/// Packs postings: numbers in base 32, the lowest digits first, each but the last of a number marked.
fn packed(list: &[(usize, Field)]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    let mut before = 0;
    for (at, field) in list {
        let mut number = (at - before) * FIELDS + *field as usize;
        before = *at;
        while number >= 32 {
            text.push(char::from(DIGITS[32 + number % 32]));
            number /= 32;
        }
        text.push(char::from(DIGITS[number]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_are_packed() {
        assert_eq!(packed(&[(0, Field::Text), (1, Field::Name)]), "AN");
        // 100 × 8 + 4 = 804 = 25 × 32 + 4
        assert_eq!(packed(&[(100, Field::Title)]), "kZ");
    }
}
