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
            loop {
                counted.push(Counted { byte, place });
                if end - byte <= STEP {
                    break;
                }
                let next = text.floor_char_boundary(byte + STEP);
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
        let byte = text.floor_char_boundary(byte.min(text.len()));
        let after = self.counted.partition_point(|counted| counted.byte <= byte);
        let Counted {
            byte: from,
            mut place,
        } = self.counted[after.saturating_sub(1)];
        place.column += columns(&text[from..byte], place);
        place
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

/// Counts the characters of a piece of a line; a byte order mark at its start is none.
fn columns(piece: &str, from: Place) -> usize {
    let shown = if from.column == 1 {
        piece.trim_start_matches('\u{feff}')
    } else {
        piece
    };
    shown.chars().count()
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
    fn ranges_leave_out_the_end_of_the_line() {
        let text = "ab\r\n\nlast";
        let lines = Lines::new(text);
        assert_eq!(lines.range(text, 1), 0..2);
        assert_eq!(lines.range(text, 2), 4..4);
        assert_eq!(lines.range(text, 3), 5..9);
        assert_eq!(lines.range(text, 4), 9..9);
    }
}
