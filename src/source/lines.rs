//! Where the lines of a text begin, remembered for who asks often.

use super::Place;

/// How far apart the counted places of one long line are, in bytes.
const STEP: usize = 4096;

/// Where the lines of a text begin, so that places in it are found without counting from the top.
///
/// Long lines are counted in steps, so that a place costs the same wherever it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    counted: Vec<Counted>,
    length: usize,
}

/// One byte whose place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counted {
    byte: usize,
    place: Place,
    /// The column in UTF-16 code units, from 1.
    unit: usize,
}

impl Lines {
    /// Counts the lines of a text.
    pub fn new(text: &str) -> Self {
        let mut counted = Vec::new();
        let mut byte = 0;
        for (index, line) in text.split('\n').enumerate() {
            let end = byte + line.len();
            let mut place = Place {
                line: index + 1,
                column: 1,
            };
            let mut unit = 1;
            loop {
                counted.push(Counted { byte, place, unit });
                if end - byte <= STEP {
                    break;
                }
                let next = text.floor_char_boundary(byte + STEP);
                unit += units(&text[byte..next], place);
                place.column += columns(&text[byte..next], place);
                byte = next;
            }
            byte = end + 1;
        }
        Self {
            counted,
            length: text.len(),
        }
    }

    /// Returns line and column of a byte of `text`, the text of which the lines were counted: the
    /// same as [`place`](super::place), without counting from the top.
    pub fn place(&self, text: &str, byte: usize) -> Place {
        let (counted, rest) = self.nearest(text, byte);
        let mut place = counted.place;
        place.column += columns(rest, place);
        place
    }

    /// Returns line and column of a byte of `text` as [`Lines::place`] does, the column counted in
    /// UTF-16 code units, as editors and SARIF count.
    pub fn place_utf16(&self, text: &str, byte: usize) -> Place {
        let (counted, rest) = self.nearest(text, byte);
        Place {
            line: counted.place.line,
            column: counted.unit + units(rest, counted.place),
        }
    }

    /// Returns the last counted place that is not after a byte, and the text from there to the byte.
    fn nearest<'t>(&self, text: &'t str, byte: usize) -> (Counted, &'t str) {
        let byte = text.floor_char_boundary(byte.min(text.len()));
        let after = self.counted.partition_point(|counted| counted.byte <= byte);
        let counted = self.counted[after.saturating_sub(1)];
        (counted, &text[counted.byte..byte])
    }

    /// Returns the range of a line's bytes without its end (`\n` or `\r\n`). A line past the last
    /// is empty at the end of the text.
    pub fn range(&self, text: &str, line: usize) -> std::ops::Range<usize> {
        let start = self.start(line);
        let next = self.start(line + 1);
        let line = &text[start..next];
        let bare = line
            .strip_suffix('\n')
            .map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        start..start + bare.len()
    }

    /// Returns the first byte of a line.
    fn start(&self, line: usize) -> usize {
        let at = self
            .counted
            .partition_point(|counted| counted.place.line < line);
        self.counted
            .get(at)
            .map_or(self.length, |counted| counted.byte)
    }
}

/// Counts the characters of a piece of a line.
fn columns(piece: &str, from: Place) -> usize {
    shown(piece, from).chars().count()
}

/// Counts the UTF-16 code units of a piece of a line.
fn units(piece: &str, from: Place) -> usize {
    shown(piece, from).chars().map(char::len_utf16).sum()
}

/// Returns what takes columns: not a byte order mark at the start of the line.
fn shown(piece: &str, from: Place) -> &str {
    if from.column == 1 {
        piece.trim_start_matches('\u{feff}')
    } else {
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::place;

    #[test]
    fn places_are_those_counted_from_the_top() {
        let long = "é€ x".repeat(2 * STEP / 7);
        let texts = [
            "",
            "a",
            "\n",
            "\u{feff}é\r\nzwölf x\n",
            &format!("{long}\n\n{long}"),
            "a\r\n\r\nb",
        ];
        for text in texts {
            let lines = Lines::new(text);
            for byte in 0..text.len() + 2 {
                if byte < 40 || byte % 97 == 0 || byte + 40 > text.len() {
                    assert_eq!(lines.place(text, byte), place(text, byte), "byte {byte}");
                }
            }
        }
    }

    #[test]
    fn utf16_columns_count_code_units() {
        let long = "\u{feff}a𝒳b".to_owned() + &"é𝒳".repeat(STEP);
        for text in ["\u{feff}é\r\n𝒳wölf x\n", &long] {
            let lines = Lines::new(text);
            for (byte, _) in text.char_indices().filter(|(at, _)| at % 97 < 9) {
                let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
                let before = text[start..byte].trim_start_matches('\u{feff}');
                let place = lines.place_utf16(text, byte);
                assert_eq!(place.column, before.encode_utf16().count() + 1, "{byte}");
                assert_eq!(place.line, lines.place(text, byte).line);
            }
        }
    }

    #[test]
    fn ranges_leave_out_the_end_of_the_line() {
        let text = "ab\r\n\nlast";
        let lines = Lines::new(text);
        assert_eq!(lines.range(text, 1), 0..2);
        assert_eq!(lines.range(text, 2), 4..4);
        assert_eq!(lines.range(text, 3), 5..9);
        assert_eq!(lines.range(text, 4), 9..9);
    }
}
