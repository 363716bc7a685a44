//! One text file of the site: its name, its text and where its lines begin.
//!
//! Everything that points into content does so with a [`Span`]: a byte range in the *file*, front
//! matter included. [`Source::place`] is the one function that turns a byte into line and column;
//! [`Lines`] remembers where lines begin for who asks often.

mod lines;

pub use lines::Lines;

use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use foldhash::quality::FixedState;

/// The path of a file from the site's root, with `/` between its parts.
#[derive(Clone, Eq, PartialOrd, Ord)]
pub struct SourceId(Arc<str>);

/// Shared paths are equal without a look at them, which the standard library does not see to for `str`.
impl PartialEq for SourceId {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Hash for SourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl SourceId {
    /// Makes an id of a path that already has `/` between its parts.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        Self(path.into())
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name of the file without its folders.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Returns the name of the file without folders and without its last ending.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Returns the folder that holds the file, without a slash at its end.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// A byte range in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The file.
    pub file: SourceId,
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// Makes a span of a range in a file.
    pub fn new(file: &SourceId, range: Range<usize>) -> Self {
        Self {
            file: file.clone(),
            start: range.start,
            end: range.end,
        }
    }

    /// Returns the range of bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A place that a person can find: both numbers begin at one, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// A text file of the site.
#[derive(Clone, Debug, Eq)]
pub struct Source {
    /// Its path from the site's root.
    pub id: SourceId,
    /// Its text.
    pub text: Arc<str>,
}

/// Shared texts are equal without a look at them, as with [`SourceId`].
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && (Arc::ptr_eq(&self.text, &other.text) || self.text == other.text)
    }
}

impl Source {
    /// Makes a source of a path and its text.
    pub fn new(id: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self {
            id: SourceId::new(id),
            text: text.into(),
        }
    }

    /// Returns the span of a range of this file.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span::new(&self.id, range)
    }

    /// Returns line and column of a byte. A byte past the end is the end; one inside a character
    /// is that character. A byte order mark takes no column.
    pub fn place(&self, byte: usize) -> Place {
        place(&self.text, byte)
    }
}

/// Returns line and column of a byte of a text, as [`Source::place`] does.
pub fn place(text: &str, byte: usize) -> Place {
    let byte = text.floor_char_boundary(byte.min(text.len()));
    let before = &text[..byte];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let shown = before[line_start..].trim_start_matches('\u{feff}');
    Place {
        line: before.bytes().filter(|b| *b == b'\n').count() + 1,
        column: shown.chars().count() + 1,
    }
}

/// Returns a number that is the same for equal values, in every run: the hasher has a fixed seed. Whoever
/// chooses values can make others with the same number, so it tells what has changed and guards nothing.
pub fn fingerprint<T: Hash + ?Sized>(value: &T) -> u64 {
    FixedState::default().hash_one(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let source = Source::new("a.md", "\u{feff}é\r\nzwölf x\n");
        assert_eq!(source.place(0), Place { line: 1, column: 1 });
        assert_eq!(source.place(5), Place { line: 1, column: 2 });
        let x = source.text.find('x').expect("x is there");
        assert_eq!(source.place(x), Place { line: 2, column: 7 });
        assert_eq!(source.place(999), Place { line: 3, column: 1 });
    }

    #[test]
    fn ids_know_their_parts() {
        let id = SourceId::new("content/articles/who-pays.md");
        assert_eq!(id.stem(), "who-pays");
        assert_eq!(id.folder(), "content/articles");
        assert_eq!(SourceId::new("site.toml").folder(), "");
    }
}
