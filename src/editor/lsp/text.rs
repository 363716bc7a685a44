//! A text as an editor knows it: lines, columns in the units that the client counts, and changes
//! of parts of it. Whatever a client says of places is taken as near as it can be meant.

use std::ops::Range;
use std::sync::Arc;

use lsp_types::{Position, PositionEncodingKind, TextDocumentContentChangeEvent};

/// In which units the columns of a client count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// What JavaScript counts; every client knows it.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// Chooses what a client likes best of what it offers.
    pub(super) fn of_client(offered: Option<&[PositionEncodingKind]>) -> Self {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Encoding::Utf8),
            "utf-16" => Some(Encoding::Utf16),
            "utf-32" => Some(Encoding::Utf32),
            _ => None,
        };
        let offered = offered.unwrap_or_default();
        offered.iter().find_map(known).unwrap_or_default()
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// A text with the places where its lines begin. A line ends with `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub(super) struct Text {
    text: Arc<str>,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl Text {
    /// Takes a text as a client sent it: every character in it takes a column.
    pub(super) fn new(text: Arc<str>, encoding: Encoding) -> Self {
        Self {
            starts: starts(&text, 0),
            text,
            encoding,
        }
    }

    /// Takes a text as it lies on the disk; editors do not show its byte order mark.
    pub(super) fn of_file(text: Arc<str>, encoding: Encoding) -> Self {
        let first = text.len() - text.trim_start_matches('\u{feff}').len();
        Self {
            starts: starts(&text, first),
            text,
            encoding,
        }
    }

    pub(super) fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Returns the place of a byte; one past the end is the end, one inside a character is that
    /// character.
    pub(super) fn position(&self, byte: usize) -> Position {
        let byte = self.text.floor_char_boundary(byte.min(self.text.len()));
        let line = self.starts.partition_point(|start| *start <= byte).max(1) - 1;
        let before = self.text.get(self.starts[line]..byte).unwrap_or_default();
        let columns: usize = before.chars().map(|c| self.encoding.width(c)).sum();
        Position {
            line: number(line),
            character: number(columns),
        }
    }

    pub(super) fn range(&self, range: Range<usize>) -> lsp_types::Range {
        lsp_types::Range {
            start: self.position(range.start),
            end: self.position(range.end.max(range.start)),
        }
    }

    /// Returns the byte at a place: a column past the end of its line is the end of the line, a line
    /// past the last is the end of the text, and a column inside a character is before it.
    pub(super) fn byte(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize) else {
            return self.text.len();
        };
        let mut columns = position.character as usize;
        let mut byte = *start;
        for c in self.text[*start..].chars() {
            let width = self.encoding.width(c);
            if matches!(c, '\n' | '\r') || width > columns {
                break;
            }
            columns -= width;
            byte += c.len_utf8();
        }
        byte
    }

    pub(super) fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let start = self.byte(range.start);
        start..self.byte(range.end).max(start)
    }

    /// Returns the text with a change: of a part, or of all of it where no part is named.
    pub(super) fn changed(&self, change: &TextDocumentContentChangeEvent) -> Self {
        let Some(range) = change.range else {
            return Self::new(change.text.as_str().into(), self.encoding);
        };
        let Range { start, end } = self.bytes(range);
        let text = [&self.text[..start], &change.text, &self.text[end..]].concat();
        Self::new(text.into(), self.encoding)
    }
}

fn starts(text: &str, first: usize) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![first];
    for (at, byte) in bytes.iter().enumerate() {
        let is_end = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        if is_end {
            starts.push(at + 1);
        }
    }
    starts
}

fn number(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn every_character_has_its_place_and_is_found_there() {
        let text = "é𝒳a\r\n\r\nzwölf\rx\u{2028}y\n";
        for encoding in ALL {
            let text = Text::new(text.into(), encoding);
            for (byte, c) in text.text().char_indices() {
                // The second half of a line end is no place of its own.
                let is_inside = c == '\n' && text.text()[..byte].ends_with('\r');
                if !is_inside {
                    assert_eq!(text.byte(text.position(byte)), byte, "{encoding:?} {byte}");
                }
            }
        }
        let text = Text::new(text.into(), Encoding::Utf16);
        assert_eq!(text.position(6), at(0, 3));
        assert_eq!(
            text.byte(at(3, 0)),
            text.text().find('x').expect("it is there")
        );
    }

    #[test]
    fn places_that_are_not_there_are_the_nearest() {
        let text = Text::new("a𝒳\nb".into(), Encoding::Utf16);
        assert_eq!(text.byte(at(0, 2)), 1, "inside a character");
        assert_eq!(text.byte(at(0, 99)), 5);
        assert_eq!(text.byte(at(9, 9)), 7);
        assert_eq!(text.position(99), at(1, 1));
        let backwards = lsp_types::Range {
            start: at(1, 1),
            end: at(0, 0),
        };
        assert_eq!(text.bytes(backwards), 7..7);
        assert_eq!(Text::new("".into(), Encoding::Utf8).byte(at(0, 0)), 0);
    }

    #[test]
    fn a_byte_order_mark_on_the_disk_takes_no_column() {
        let text = Text::of_file("\u{feff}ab".into(), Encoding::Utf16);
        assert_eq!(text.position(0), at(0, 0));
        assert_eq!(text.position(4), at(0, 1));
        assert_eq!(text.byte(at(0, 1)), 4);
        assert_eq!(
            Text::new("\u{feff}ab".into(), Encoding::Utf16).position(4),
            at(0, 2)
        );
    }

    #[test]
    fn parts_are_replaced() {
        let text = Text::new("one\r\ntwö three\n".into(), Encoding::Utf16);
        let change = |start, end, text: &str| TextDocumentContentChangeEvent {
            range: Some(lsp_types::Range { start, end }),
            range_length: None,
            text: text.to_owned(),
        };
        let text = text.changed(&change(at(1, 2), at(1, 4), "O, "));
        assert_eq!(&**text.text(), "one\r\ntwO, three\n");
        let text = text.changed(&change(at(0, 3), at(1, 0), " "));
        assert_eq!(&**text.text(), "one twO, three\n");
        let whole = TextDocumentContentChangeEvent {
            range: None,
            range_length: None,
            text: "new".to_owned(),
        };
        assert_eq!(&**text.changed(&whole).text(), "new");
    }

    #[test]
    fn what_the_client_likes_best_is_chosen() {
        let kinds = |names: &[&'static str]| -> Vec<PositionEncodingKind> {
            names
                .iter()
                .map(|name| PositionEncodingKind::new(name))
                .collect()
        };
        let chosen = |names: &[&'static str]| Encoding::of_client(Some(&kinds(names)));
        assert_eq!(chosen(&["utf-32", "utf-8"]), Encoding::Utf32);
        assert_eq!(chosen(&["utf-7", "utf-8"]), Encoding::Utf8);
        assert_eq!(chosen(&[]), Encoding::Utf16);
        assert_eq!(Encoding::of_client(None), Encoding::Utf16);
    }
}
