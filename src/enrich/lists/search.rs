//! Everything that readers can look up, A to Z, and the box that searches in it.

use std::collections::BTreeMap;

use super::letters::{letter, letter_anchor, sort_key};
use super::list;
use crate::enrich::page::{Content, EntryLetter, EntryView, Page};
use crate::enrich::shelf::Lookup;
use crate::reach;
use crate::site::route;

/// With more entries than this the page has no A to Z; the lists of the site are its parts then.
const MOST: usize = 3000;

/// Everything that readers can look up, A to Z.
pub(in crate::enrich) fn search(view: &mut Lookup<'_>) -> Page {
    let mut letters: BTreeMap<String, Vec<reach::Entry>> = BTreeMap::new();
    let mut count = 0;
    for entry in reach::entries(view) {
        count += 1;
        letters.entry(letter(&entry.title)).or_default().push(entry);
    }
    if count > MOST {
        letters.clear();
    }
    let letters = letters
        .into_iter()
        .map(|(letter, mut entries)| {
            entries
                .sort_by_cached_key(|entry| (sort_key(&entry.title), entry.kind, entry.id.clone()));
            EntryLetter {
                anchor: letter_anchor(&letter),
                letter,
                entries: entries
                    .into_iter()
                    .map(|entry| entry_view(view, entry))
                    .collect(),
            }
        })
        .collect();
    let description =
        "Search articles, terms, questions, events and figures, or look them up from A to Z.";
    let content = Content::Search {
        letters,
        count,
        index: format!("/{}", reach::SEARCH_INDEX),
    };
    list(
        "search.html",
        "search",
        "Search",
        route::SEARCH,
        description.to_owned(),
    )
    .page(view, &[], content)
}

fn entry_view(view: &mut Lookup<'_>, entry: reach::Entry) -> EntryView {
    EntryView {
        kind: entry.kind.name(),
        path: entry.path(view),
        title: entry.title,
        note: entry.note,
    }
}
