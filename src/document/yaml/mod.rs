//! YAML blocks: front matter, records, fenced blocks.
//!
//! [`read`] turns a block into a typed value and reports *every* mistake in it: after a failure the
//! wrong entry is blanked out in a copy of the text, length kept, and the rest is read again.

mod depth;
mod explain;
mod index;
mod known;
mod lines;
mod offset;
mod syntax;

pub use index::Step;
pub(super) use syntax::quoted;

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use index::{Kind, Node};
use known::Known;

/// A YAML block inside a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The file.
    pub file: SourceId,
    /// The text of the whole file.
    pub text: Arc<str>,
    /// The part of the file that is YAML.
    pub range: Range<usize>,
    known: Known,
}

/// No block has so many mistakes that more of them would help.
const MOST_MISTAKES: usize = 100;

/// Settings larger than this are refused: YAML scanning is quadratic in hostile input.
pub const SIZE_LIMIT: usize = 64 * 1024;

impl Block {
    /// Makes a block of a part of a file.
    pub fn new(file: &SourceId, text: &Arc<str>, range: Range<usize>) -> Self {
        Self {
            file: file.clone(),
            text: text.clone(),
            known: Known::of_length(range.len()),
            range,
        }
    }

    /// Returns the text of the block.
    pub fn yaml(&self) -> &str {
        &self.text[self.range.clone()]
    }

    /// Returns the span of a range that is counted from the start of the block.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(
            &self.file,
            range.start + self.range.start..range.end + self.range.start,
        )
    }

    /// Returns the span of the value at a path, of the nearest value above it that exists, or of
    /// the first line of the block.
    pub fn span_at(&self, path: &[Step]) -> Span {
        let range = self.locate(|root| {
            (0..=path.len()).rev().find_map(|length| {
                let found = root.find(&path[..length])?;
                (length > 0).then(|| found.node.range.clone())
            })
        });
        self.span(range.unwrap_or_else(|| self.first_line()))
    }

    /// Returns the span of an item of a list by its text.
    pub fn span_of_text(&self, key: &str, text: &str) -> Span {
        let item = self.locate(|root| {
            let Kind::List { items, .. } = &root.find(&[key.into()])?.node.kind else {
                return None;
            };
            let is_it = |item: &&Node| matches!(&item.kind, Kind::Scalar(found) if found == text);
            items.iter().find(is_it).map(|item| item.range.clone())
        });
        match item {
            Some(range) => self.span(range),
            None => self.span_at(&[key.into()]),
        }
    }

    /// Returns the span of the key at a path, or what [`Block::span_at`] returns.
    pub fn span_of_key(&self, path: &[Step]) -> Span {
        match self.locate(|root| root.find(path)?.key) {
            Some(range) => self.span(range),
            None => self.span_at(path),
        }
    }

    /// Returns the span of a range inside the *text* of the scalar at a path: quotes, escapes and
    /// folded lines are taken into account.
    pub fn span_inside(&self, path: &[Step], range: Range<usize>) -> Span {
        let placed = self.locate(|root| {
            let node = root.find(path)?.node;
            let Kind::Scalar(value) = &node.kind else {
                return None;
            };
            let raw = self.yaml().get(node.range.clone())?;
            let stops = self.known.stops(node.range.start, raw, value);
            let place = |at, edge| match &stops {
                Some(stops) => stops.raw_offset(raw, value, at, edge),
                None => offset::raw_offset(raw, value, at, edge),
            };
            let start = place(range.start, offset::Edge::Start);
            let end = place(range.end, offset::Edge::End);
            Some(node.range.start + start..node.range.start + end.max(start))
        });
        match placed {
            Some(range) => self.span(range),
            None => self.span_at(path),
        }
    }

    /// Returns the comment that stands where the value of a key is missing: `title: #1`.
    pub fn comment_for_value(&self, path: &[Step]) -> Option<Range<usize>> {
        let yaml = self.yaml();
        let key = self.locate(|root| root.find(path)?.key)?;
        let line = yaml[key.end..].lines().next()?;
        let comment = line.trim_start().strip_prefix(':')?.trim();
        let start = key.end + line.find(comment)?;
        comment
            .starts_with('#')
            .then(|| start..start + comment.len())
    }

    /// Says whether something stands at a path, be it wrong.
    pub fn has_value(&self, path: &[Step]) -> bool {
        let is_there = |root: &Node| {
            let node = root.find(path)?.node;
            let is_null = matches!(&node.kind, Kind::Scalar(text) if matches!(text.trim(), "" | "~" | "null"));
            let is_empty = matches!(&node.kind, Kind::List { items, .. } if items.is_empty());
            Some(!is_null && !is_empty)
        };
        // Of a block that cannot be read only a part is known, and it has been reported as such.
        self.locate(is_there) == Some(true) || !self.known.is_readable(self.yaml())
    }

    /// Says whether the block holds nothing but comments.
    pub fn is_blank(&self) -> bool {
        is_blank(self.yaml())
    }

    /// Says whether the block has a key at its top.
    pub fn has_key(&self, key: &str) -> bool {
        self.locate(|root| root.find(&[key.into()]).map(|_| ()))
            .is_some()
    }

    /// Says whether the block can be told to hold something other than keys.
    pub fn is_no_map(&self) -> bool {
        self.locate(|root| Some(!matches!(root.kind, Kind::Map(_)))) == Some(true)
    }

    /// Returns the span of the first key of the map at a path.
    pub fn span_of_first_key(&self, path: &[Step]) -> Span {
        match self.locate(|root| Some(root.find(path)?.node.entries().first()?.key.clone())) {
            Some(range) => self.span(range),
            None => self.span_at(path),
        }
    }

    fn locate<T>(&self, question: impl FnOnce(&Node) -> Option<T>) -> Option<T> {
        self.known.with_index(self.yaml(), question)
    }

    fn first_line(&self) -> Range<usize> {
        let yaml = self.yaml();
        let start = yaml.len() - yaml.trim_start().len();
        let line = yaml[start..].lines().next().unwrap_or("");
        start..start + line.trim_end().len()
    }
}

/// Reads a block as a typed value. What is wrong goes to `diagnostics`; what can be read is kept.
pub fn read<T>(block: &Block, diagnostics: &mut Vec<Diagnostic>) -> T
where
    T: DeserializeOwned + Default,
{
    let yaml = block.yaml();
    if is_blank(yaml) {
        return T::default();
    }
    if let Some(at) = depth::first_too_many(yaml) {
        diagnostics.push(syntax::too_deep(block, at));
        return T::default();
    }
    // Anchors, aliases and tags have no use in content, but `title: &more` and `title: !new` are
    // slips that YAML would silently take for them.
    let may_have_marks = yaml.contains(MARKS);
    if (!may_have_marks || !has_marks(yaml))
        && let Ok(value) = serde_yaml::from_str(yaml)
    {
        return value;
    }
    read_with_mistakes(block, diagnostics)
}

/// Reads a block as [`read`] does, and notes which keys were probably meant where it has keys that nobody knows.
pub(super) fn read_noting<T>(block: &Block, diagnostics: &mut Vec<Diagnostic>) -> (T, Meant)
where
    T: DeserializeOwned + Default,
{
    let before = diagnostics.len();
    let value = read(block, diagnostics);
    let unknown = diagnostics[before..].iter();
    let unknown = unknown.filter(|diagnostic| diagnostic.code == Code::UnknownKey);
    let fixes = unknown.filter_map(|diagnostic| diagnostic.fix.as_ref());
    let meant = fixes.map(|fix| fix.replacement.clone()).collect();
    (value, Meant(meant))
}

/// The keys that were probably meant where a block has keys that nobody knows: they are not missing.
#[derive(Debug)]
pub(super) struct Meant(Vec<String>);

impl Meant {
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|meant| meant == key)
    }
}

/// What an anchor, an alias and a tag begin with.
const MARKS: [char; 3] = ['&', '*', '!'];

fn has_marks(yaml: &str) -> bool {
    index::build(yaml).is_none_or(|root| root.first(&|node| node.has_mark).is_some())
}

fn is_blank(yaml: &str) -> bool {
    yaml.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with('#')
    })
}

fn read_with_mistakes<T>(block: &Block, diagnostics: &mut Vec<Diagnostic>) -> T
where
    T: DeserializeOwned + Default,
{
    let mut yaml = block.yaml().to_owned();
    let before = diagnostics.len();
    for _ in 0..MOST_MISTAKES {
        if is_blank(&yaml) {
            return T::default();
        }
        let mistake = match index::build(&yaml).and_then(|root| marked(block, &yaml, &root)) {
            Some(mistake) => mistake,
            None => {
                let reader = serde_yaml::Deserializer::from_str(&yaml);
                match serde_path_to_error::deserialize::<_, T>(reader) {
                    Ok(value) => return value,
                    Err(error) => explain::explain(block, &yaml, &error),
                }
            }
        };
        let is_first = diagnostics.len() == before;
        if is_first || is_as_written(block, &yaml, mistake.diagnostic.span.as_ref()) {
            diagnostics.push(sure(block, &yaml, mistake.diagnostic));
        }
        let blanked = mistake.blank.and_then(|range| blank(&yaml, range));
        match blanked {
            Some(rest) => yaml = rest,
            None => return T::default(),
        }
    }
    T::default()
}

/// Leaves out a cure that rests on what was blanked out: it would write blanks over what stands there.
fn sure(block: &Block, yaml: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    let place = diagnostic.fix.as_ref().map(|fix| &fix.span);
    if !is_as_written(block, yaml, place) {
        diagnostic.fix = None;
    }
    diagnostic
}

/// Says whether a place holds nothing that was blanked out. A mistake at another place follows from the one before.
fn is_as_written(block: &Block, yaml: &str, place: Option<&Span>) -> bool {
    place.is_none_or(|place| {
        // What stands right beside it counts too: it may be the rest of something.
        let start = place.start.saturating_sub(block.range.start + 1);
        let end = (place.end.saturating_sub(block.range.start) + 1).min(yaml.len());
        block.yaml().as_bytes().get(start..end) == yaml.as_bytes().get(start..end)
    })
}

/// Explains the first value with an anchor, an alias or a tag. The mark may stand before the place
/// at which the value begins.
fn marked(block: &Block, yaml: &str, root: &Node) -> Option<explain::Mistake> {
    let node = root.first(&|node| node.has_mark)?;
    let start = node.range.start;
    let line = yaml[..start].rfind('\n').map_or(0, |at| at + 1);
    let mark = match yaml[start..].starts_with(MARKS) {
        true => start,
        false => {
            let last = line + yaml[line..start].rfind(MARKS)?;
            line + yaml[line..=last].trim_end_matches(MARKS).len()
        }
    };
    Some(match node.kind {
        Kind::Scalar(_) | Kind::Alias => {
            let value = lines::whole_value(yaml, mark..node.range.end.max(mark));
            syntax::needs_quotes(block, yaml, value)
        }
        Kind::List { .. } | Kind::Map(_) => syntax::needless_mark(block, yaml, mark),
    })
}

/// Replaces a range by spaces, line ends kept, so that all places after it stay true. `None` when
/// there is nothing left to blank out.
fn blank(yaml: &str, range: Range<usize>) -> Option<String> {
    let range = yaml.floor_char_boundary(range.start)..yaml.ceil_char_boundary(range.end);
    if yaml[range.clone()].trim().is_empty() {
        return None;
    }
    let mut bytes = yaml.as_bytes().to_vec();
    for byte in &mut bytes[range] {
        if *byte != b'\n' && *byte != b'\r' {
            *byte = b' ';
        }
    }
    String::from_utf8(bytes).ok()
}

/// Returns a text as a value of YAML, in quotes where it would be read as something else.
pub fn scalar(text: &str) -> String {
    let is_harmless = |c: char| c.is_alphanumeric() || " -_.,;!?()/&+~%€$£’“”–—".contains(c);
    let starts_well = text.starts_with(|c: char| c.is_alphanumeric());
    let is_word = ["true", "false", "null", "yes", "no", "on", "off"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    let is_address = (text.starts_with("https://") || text.starts_with("http://"))
        && !text.contains([' ', '#', ',', '[', ']', '{', '}']);
    match (starts_well && text.chars().all(is_harmless) && !is_word) || is_address {
        true if !text.contains(',') && !text.ends_with(' ') => text.to_owned(),
        _ => syntax::quoted(text),
    }
}

/// Makes a serde error that arrives as a diagnostic with this code, message, help and fix.
pub(super) fn failure<E: serde::de::Error>(
    code: Code,
    message: &str,
    help: &str,
    replacement: &str,
) -> E {
    let s = explain::SEPARATOR;
    E::custom(format!("{s}{code}{s}{message}{s}{help}{s}{replacement}{s}"))
}
