//! What can be written where the cursor is: ids, files and headings in references, keys and values
//! in YAML.
//!
//! The text is read as it stands, half-written; the site is that of the moment before, so that
//! nobody waits for it.

mod items;
mod reference;

use std::ops::Range;

use lsp_types::{CompletionItem, CompletionItemKind, CompletionList};

use super::text::Text;
use super::yaml::{Slot, slot};
use crate::editor::places::Topic;
use crate::editor::schema::{self, Described, Key};
use crate::load::SETTINGS;
use crate::site::Site;
use crate::source::SourceId;

use items::{Items, Offer};

/// Returns what can be written at a byte of a file.
pub(super) fn complete(site: &Site, file: &SourceId, text: &Text, byte: usize) -> CompletionList {
    let whole = text.text();
    let mut items = Items::new(site, text);
    if file.as_str() != SETTINGS && reference::offer(site, file, whole, byte, &mut items) {
        return items.into_list();
    }
    match region(file, whole, byte) {
        Some(Region::Yaml(of, block)) => {
            let block_text = &whole[block.clone()];
            if let Some(slot) = slot(block_text, byte - block.start) {
                let written = slot.written.start + block.start..slot.written.end + block.start;
                yaml(site, of, &slot, block_text, written, &mut items);
            }
        }
        Some(Region::Fence(word)) => fences(&word, &mut items),
        None => {}
    }
    items.into_list()
}

/// Returns what a key that stands at a byte of a file is, with its place.
pub(super) fn key_at(file: &SourceId, text: &str, byte: usize) -> Option<(Range<usize>, Key)> {
    let Some(Region::Yaml(of, block)) = region(file, text, byte) else {
        return None;
    };
    let is_name = |c: char| c.is_alphanumeric() || "_-".contains(c);
    let rest = &text[byte..block.end.max(byte)];
    let end = byte + rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let start = text[block.start..byte].rfind(|c| !is_name(c));
    let start = start.map_or(block.start, |at| block.start + at + 1);
    text[end..block.end.max(end)]
        .starts_with(':')
        .then_some(())?;
    let slot = slot(&text[block.clone()], end - block.start).filter(|slot| !slot.is_value)?;
    let path: Vec<&str> = slot.path.iter().map(String::as_str).collect();
    let keys = schema::keys(&of.schema(), &path).into_iter();
    let name = text.get(start..end)?;
    let key = keys.into_iter().find(|key| key.name == name)?;
    Some((start..end, key))
}

/// What a part of a file is, as far as completion is concerned.
enum Region {
    /// Keys of something, in this range.
    Yaml(Described, Range<usize>),
    /// The word after the fence of a block.
    Fence(Range<usize>),
}

fn region(file: &SourceId, text: &str, byte: usize) -> Option<Region> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let of = schema::of_file(file)?;
    if !file.as_str().ends_with(".md") {
        let is_yaml = file.as_str().ends_with(".yaml");
        return is_yaml.then_some(Region::Yaml(of, start..text.len()));
    }
    let settings = settings(text, start);
    if let Some(settings) = &settings
        && settings.start <= byte
        && byte <= settings.end
    {
        return Some(Region::Yaml(of, settings.clone()));
    }
    fenced(text, settings.map_or(start, |settings| settings.end), byte)
}

/// The lines between the first `---` and the next, or all that follows where there is none.
fn settings(text: &str, start: usize) -> Option<Range<usize>> {
    let mut at = start;
    let mut begun = None;
    for line in text[start..].split_inclusive('\n') {
        let is_mark = matches!(line.trim_end(), "---" | "...");
        match begun {
            None if is_mark => begun = Some(at + line.len()),
            None if line.trim().is_empty() => {}
            None => return None,
            Some(begun) if is_mark => return Some(begun..at),
            Some(_) => {}
        }
        at += line.len();
    }
    begun.map(|begun| begun..text.len())
}

/// The block of our own in which the cursor is, or the word after the fence that it is in.
fn fenced(text: &str, start: usize, byte: usize) -> Option<Region> {
    let mut at = start;
    // The word after the fence, its length, and where the block begins.
    let mut open: Option<(&str, usize, usize)> = None;
    for line in text[start..].split_inclusive('\n') {
        let end = at + line.len();
        let trimmed = line.trim();
        let ticks = trimmed.len() - trimmed.trim_start_matches(['`', '~']).len();
        let word = trimmed[ticks..].trim();
        let is_here = byte < end || (byte == end && !line.ends_with('\n'));
        match open {
            None if ticks >= 3 => {
                if at <= byte && is_here {
                    let stop = byte.min(at + line.trim_end().len());
                    let ticks_end = at + (line.len() - line.trim_start().len()) + ticks;
                    return (ticks_end <= stop).then_some(Region::Fence(ticks_end..stop));
                }
                open = Some((word, ticks, end));
            }
            Some((word_of_block, length, begun)) => {
                let closes = ticks >= length && word.is_empty();
                if is_here && byte >= begun {
                    let of = schema::of_block(word_of_block.split_whitespace().next()?)?;
                    return (!closes).then(|| {
                        let length = block_length(&text[begun..], length);
                        Region::Yaml(of, begun..begun + length)
                    });
                }
                if closes {
                    open = None;
                }
            }
            None => {}
        }
        at = end;
    }
    let (word, _, begun) = open?;
    let of = schema::of_block(word.split_whitespace().next()?)?;
    (byte >= begun).then_some(Region::Yaml(of, begun..text.len()))
}

/// The length of what stands before the fence that closes a block.
fn block_length(text: &str, ticks: usize) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let line_text = line.trim();
        let found = line_text.len() - line_text.trim_start_matches(['`', '~']).len();
        if found >= ticks && line_text.len() == found {
            return at;
        }
        at += line.len();
    }
    at
}

fn fences(written: &Range<usize>, items: &mut Items<'_>) {
    for of in schema::ALL {
        let Some(name) = of.name.strip_suffix("-block") else {
            continue;
        };
        items.push(Offer {
            label: name,
            detail: of.title,
            kind: CompletionItemKind::CLASS,
            written: written.clone(),
            ..Offer::default()
        });
    }
}

/// Offers keys, or the values of a key.
fn yaml(
    site: &Site,
    of: Described,
    slot: &Slot,
    block: &str,
    written: Range<usize>,
    items: &mut Items<'_>,
) {
    let schema = of.schema();
    let path: Vec<&str> = slot.path.iter().map(String::as_str).collect();
    if !slot.is_value {
        let keys = schema::keys(&schema, &path);
        for key in keys.iter().filter(|key| !slot.present.contains(&key.name)) {
            items.key(key, &written);
        }
        if !keys.is_empty() {
            return;
        }
    }
    let Some((last, above)) = path.split_last() else {
        return;
    };
    let keys = schema::keys(&schema, above);
    let Some(key) = keys.iter().find(|key| key.name == *last) else {
        if above.is_empty() && *last == "labels" {
            items.things(Topic::Series, &written);
            items.things(Topic::Figure, &written);
        }
        return;
    };
    for (word, about) in &key.words {
        items.push(Offer {
            label: word,
            detail: about,
            kind: CompletionItemKind::ENUM_MEMBER,
            written: written.clone(),
            ..Offer::default()
        });
    }
    let is_single = slot.is_value && !slot.is_item;
    match topic(of.name, &path) {
        // A list wants a bracket or a dash first; it is offered all the same, in brackets.
        Some(topic) if is_single && key.is_list => items.listed(topic, &written),
        Some(topic) => items.things(topic, &written),
        None => values(site, of, &path, block, &written, items),
    }
}

/// What the ids at a path are those of.
fn topic(of: &str, path: &[&str]) -> Option<Topic> {
    match (of, path) {
        (_, [.., "sources"]) => Some(Topic::Source),
        (_, [.., "see_also" | "exclude"]) => Some(Topic::Term),
        ("timeline-block", ["events"]) | (_, ["timeline", "events"]) => Some(Topic::Event),
        ("figures-block" | "chart-block", ["figures"]) => Some(Topic::Figure),
        ("figures-block" | "chart-block" | "figures", ["series"]) => Some(Topic::Series),
        (_, [.., "tags"]) => Some(Topic::Tag),
        _ => None,
    }
}

/// Offers what other files say, or other lines of the same block.
fn values(
    site: &Site,
    of: Described,
    path: &[&str],
    block: &str,
    written: &Range<usize>,
    items: &mut Items<'_>,
) {
    match (of.name, path) {
        ("chart-block", ["csv"]) => {
            let tables = site.documents().iter().map(|document| document.id.as_str());
            let tables = tables.filter(|path| path.ends_with(".csv"));
            items.words(tables, written);
        }
        ("figures" | "chart-block", ["unit"]) => {
            let mut units: Vec<String> = site
                .figures()
                .iter()
                .map(|figure| figure.quantity.unit.to_string())
                .collect();
            units.sort();
            units.dedup();
            items.words(units.iter().map(String::as_str), written);
        }
        ("flow-block", [.., "from" | "to" | "at"]) => {
            items.words(ids_below(block, "parties"), written);
        }
        ("flow-block", [.., "remove"]) => items.words(ids_below(block, "steps"), written),
        _ => {}
    }
}

/// The ids in the list below a key of a block that stands at the start of its line.
fn ids_below<'a>(block: &'a str, key: &str) -> Vec<&'a str> {
    let lines = block
        .lines()
        .skip_while(|line| !line.starts_with(&format!("{key}:")));
    let inside = lines
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with([' ', '-']));
    inside
        .filter_map(|line| {
            let (_, rest) = line.split_once("id:")?;
            rest.split([',', '}']).next().map(str::trim)
        })
        .filter(|id| crate::document::is_id(id))
        .collect()
}

/// Says whether the letters of a query stand in a text in their order, in any case.
pub(super) fn is_like(query: &str, text: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    let mut query = query.chars().flat_map(char::to_lowercase);
    query.all(|wanted| letters.any(|letter| letter == wanted))
}

/// A completion list whose items are all there are.
fn whole(items: Vec<CompletionItem>, is_incomplete: bool) -> CompletionList {
    CompletionList {
        is_incomplete,
        items,
    }
}
