//! The index of the search: words, and where each stands. Made for few bytes on the wire: all words in
//! one sorted text, and beside it one text of postings, each a few characters.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::mem;

use foldhash::fast::FixedState;
use rayon::prelude::*;
use serde::Serialize;

use super::entry::{Entry, Kind, entries};
use super::words::{folded, words};
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

type ByWord<'a, T> = HashMap<&'a str, T, FixedState>;

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
    let mut entries = entries(view);
    let base = view.base();
    let kinds = Kind::ALL.map(|kind| {
        let (before, after) = kind.around(view);
        (kind.name(), base.url(&before), after)
    });
    let folded: Vec<Folded> = entries.par_iter_mut().map(Folded::of).collect();
    let common = common(&folded);
    let fields: Vec<Vec<(&str, Field)>> = folded
        .par_iter()
        .map(|entry| entry.fields(&common))
        .collect();
    let mut postings: ByWord<'_, Vec<(usize, Field)>> = HashMap::default();
    for (at, fields) in fields.into_iter().enumerate() {
        for (word, field) in fields {
            postings.entry(word).or_default().push((at, field));
        }
    }
    let mut postings: Vec<_> = postings.into_iter().collect();
    postings.sort_unstable_by_key(|(word, _)| *word);
    let index = Index {
        kinds: kinds.to_vec(),
        words: joined(postings.iter().map(|(word, _)| word)),
        postings: joined(postings.iter().map(|(_, list)| packed(list))),
        common: joined(common),
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

/// The words of an entry.
struct Folded {
    text: String,
    /// Other fields, the lightest first.
    others: Vec<(Field, String)>,
    /// Whether its text is long enough to tell which words are common.
    is_long: bool,
}

impl Folded {
    /// Takes the text out of an entry.
    fn of(entry: &mut Entry) -> Self {
        let text = mem::take(&mut entry.text);
        let mut others = vec![(Field::Short, folded(&entry.short))];
        let headings = entry.headings.iter();
        others.extend(headings.map(|heading| (Field::Heading, folded(heading))));
        let names = || [&entry.title].into_iter().chain(&entry.names);
        let titles = names().chain([&entry.note]);
        others.extend(titles.map(|title| (Field::Title, folded(title))));
        for name in names().map(|name| folded(name)) {
            if words(&name).count() == 1 {
                others.push((Field::Name, name));
            }
        }
        Self {
            is_long: !entry.headings.is_empty() || text.len() > 400,
            text: folded(&text),
            others,
        }
    }

    /// Returns the words, each with the weightiest field in which it stands.
    fn fields<'a>(&'a self, common: &BTreeSet<&str>) -> Vec<(&'a str, Field)> {
        let mut counts: ByWord<'_, usize> = HashMap::default();
        for word in words(&self.text) {
            *counts.entry(word).or_default() += 1;
        }
        let mut fields: ByWord<'_, Field> = HashMap::default();
        for (word, count) in counts {
            if !common.contains(word) && is_telling(word) {
                let is_often = count >= OFTEN;
                fields.insert(word, if is_often { Field::Often } else { Field::Text });
            }
        }
        for (field, text) in &self.others {
            for word in words(text) {
                let known = fields.entry(word).or_insert(*field);
                *known = (*field).max(*known);
            }
        }
        fields.into_iter().collect()
    }
}

/// Returns the words that stand in too many texts, in order.
fn common(entries: &[Folded]) -> BTreeSet<&str> {
    if entries.len() < FEWEST {
        return BTreeSet::new();
    }
    let long: Vec<&Folded> = entries.iter().filter(|entry| entry.is_long).collect();
    let mut counts: ByWord<'_, usize> = HashMap::default();
    let mut seen: HashSet<&str, FixedState> = HashSet::default();
    for entry in &long {
        seen.clear();
        seen.extend(words(&entry.text));
        for word in &seen {
            *counts.entry(word).or_default() += 1;
        }
    }
    let is_common = |count: &usize| count * COMMON > long.len() * 3;
    counts
        .into_iter()
        .filter_map(|(word, count)| is_common(&count).then_some(word))
        .collect()
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
