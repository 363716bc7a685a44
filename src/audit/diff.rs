//! How two builds of a site differ, page by page, in what a reader reads; for the summary of a pull
//! request.

mod draw;
mod messages;

pub use draw::{markdown, text};
pub use messages::{Message, messages};

use std::collections::{BTreeMap, BTreeSet};

use similar::{ChangeTag, TextDiff};

use crate::render::{Words, words};

/// The files of a built site: path from its root, and bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How two builds differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Pages that only the new build has.
    pub added: Vec<PageOf>,
    /// Pages that only the old build has.
    pub removed: Vec<PageOf>,
    /// Pages of which the words differ.
    pub changed: Vec<Changed>,
    /// Pages that differ in something other than their words.
    pub look: Vec<PageOf>,
    /// How many pages are the same, byte for byte.
    pub same: usize,
    /// Other files that were added, removed or changed.
    pub files: Vec<FileOf>,
    /// What `check` says of the new site and did not say of the old.
    pub new_messages: Vec<Message>,
    /// What `check` said of the old site and does not say of the new.
    pub gone_messages: Vec<Message>,
}

/// A page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageOf {
    /// Its address on the site.
    pub address: String,
    /// Its title.
    pub title: String,
}

/// A page of which the words differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The page, as it is now.
    pub page: PageOf,
    /// Its lines that differ, in order.
    pub lines: Vec<Line>,
}

/// A block of text that was removed or added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// It is no longer there.
    Removed(String),
    /// It is there now.
    Added(String),
}

/// A file that is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOf {
    /// Its path.
    pub path: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its bytes differ.
    Changed,
}

/// What is compared: the files of a build, and what `check` said of the site.
#[derive(Clone, Debug, Default)]
pub struct Side {
    /// The files.
    pub files: Files,
    /// The messages.
    pub messages: Vec<Message>,
}

/// Compares two builds.
pub fn diff(old: &Side, new: &Side) -> Difference {
    let mut difference = Difference {
        new_messages: messages::without(&new.messages, &old.messages),
        gone_messages: messages::without(&old.messages, &new.messages),
        ..Difference::default()
    };
    let (old, new) = (&old.files, &new.files);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for path in paths {
        let (before, after) = (old.get(path), new.get(path));
        match path.ends_with(".html") {
            true => page(&mut difference, path, before, after),
            false => file(&mut difference, path, before, after),
        }
    }
    difference
}

fn page(into: &mut Difference, path: &str, old: Option<&Vec<u8>>, new: Option<&Vec<u8>>) {
    let read = |bytes: &Vec<u8>| words(&String::from_utf8_lossy(bytes));
    let page = |words: &Words| PageOf {
        address: address(path),
        title: words.title.clone(),
    };
    match (old, new) {
        (Some(old), Some(new)) if old == new => into.same += 1,
        (Some(old), Some(new)) => {
            let (before, after) = (read(old), read(new));
            let mut lines = lines(&before.blocks, &after.blocks);
            if before.title != after.title && lines.is_empty() {
                lines.push(Line::Removed(before.title.clone()));
                lines.push(Line::Added(after.title.clone()));
            }
            match lines.is_empty() {
                true => into.look.push(page(&after)),
                false => into.changed.push(Changed {
                    page: page(&after),
                    lines,
                }),
            }
        }
        (Some(old), None) => into.removed.push(page(&read(old))),
        (None, Some(new)) => into.added.push(page(&read(new))),
        (None, None) => {}
    }
}

fn lines(old: &[String], new: &[String]) -> Vec<Line> {
    let old: Vec<&str> = old.iter().map(String::as_str).collect();
    let new: Vec<&str> = new.iter().map(String::as_str).collect();
    TextDiff::from_slices(&old, &new)
        .iter_all_changes()
        .filter_map(|change| match change.tag() {
            ChangeTag::Equal => None,
            ChangeTag::Delete => Some(Line::Removed(change.value().to_owned())),
            ChangeTag::Insert => Some(Line::Added(change.value().to_owned())),
        })
        .collect()
}

/// The name of a style sheet, script or font holds its hash, so that a new one is a new file.
fn file(into: &mut Difference, path: &str, old: Option<&Vec<u8>>, new: Option<&Vec<u8>>) {
    let fate = match (old, new) {
        (Some(old), Some(new)) if old != new => Fate::Changed,
        (Some(_), None) => Fate::Removed,
        (None, Some(_)) => Fate::Added,
        _ => return,
    };
    into.files.push(FileOf {
        path: path.to_owned(),
        fate,
    });
}

fn address(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) => format!("/{folder}"),
        None => format!("/{path}"),
    }
}
