//! The part of a file that is shown: a few lines, and of long lines the neighbourhood of what is
//! marked, so that drawing costs the same wherever in a file of whatever size a mark lies.

use std::ops::Range;
use std::sync::Arc;

use crate::source::{Lines, Place};

use super::visible::shown;

/// A file whose places are looked up again and again.
pub(super) struct File {
    text: Arc<str>,
    lines: Lines,
}

/// What columns count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// Characters.
    Characters,
    /// UTF-16 code units.
    Utf16,
}

/// Where something begins and, not included, ends.
pub(super) struct Region {
    pub(super) start: Place,
    pub(super) end: Place,
}

/// A few lines of a file as they are drawn.
pub(super) struct Excerpt {
    /// The lines, every character visible.
    pub(super) text: String,
    /// The number of the first line.
    pub(super) first_line: usize,
    /// Where the marks lie in `text`, in the order in which they were given.
    pub(super) marks: Vec<Range<usize>>,
}

impl File {
    pub(super) fn new(text: Arc<str>) -> Self {
        let lines = Lines::new(&text);
        Self { text, lines }
    }

    pub(super) fn place(&self, byte: usize) -> Place {
        self.lines.place(&self.text, byte)
    }

    /// Returns where a range begins and ends.
    pub(super) fn region(&self, range: &Range<usize>, columns: Columns) -> Region {
        let Range { start, end } = self.on_characters(range);
        let place = |byte| match columns {
            Columns::Characters => self.lines.place(&self.text, byte),
            Columns::Utf16 => self.lines.place_utf16(&self.text, byte),
        };
        Region {
            start: place(start),
            end: place(end),
        }
    }

    /// Returns the range as it can be drawn: on characters, without the end of its last line, and
    /// cut where it would be too long or too wide for `width` columns.
    pub(super) fn drawable(&self, range: &Range<usize>, width: usize) -> Range<usize> {
        let Range { start, end } = self.on_characters(range);
        let start_place = self.place(start);
        let first = self.lines.range(&self.text, start_place.line);
        let start = start.min(first.end).max(first.start);
        let mut end = end.max(start);
        let mut end_place = self.place(end);
        if end_place.column == 1 && end_place.line > start_place.line {
            end = self
                .lines
                .range(&self.text, end_place.line - 1)
                .end
                .max(start);
            end_place = self.place(end);
        }
        let line = self.lines.range(&self.text, end_place.line);
        end = end.min(line.end).max(start);
        let is_tall = end_place.line - start_place.line > MOST_LINES;
        let is_wide =
            end_place.line > start_place.line && start_place.column.max(end_place.column) > width;
        if is_tall || is_wide {
            end = first.end;
        }
        if end <= first.end {
            let room = self.text[start..end].char_indices().nth(width);
            end = room.map_or(end, |(at, _)| start + at);
        }
        start..end
    }

    /// Returns the range of whole characters inside the file.
    pub(super) fn on_characters(&self, range: &Range<usize>) -> Range<usize> {
        let length = self.text.len();
        let mut start = self.text.floor_char_boundary(range.start.min(length));
        let mut end = self
            .text
            .ceil_char_boundary(range.end.min(length))
            .max(start);
        if self.text.starts_with(BOM) {
            start = start.max(BOM.len_utf8());
            end = end.max(start);
        }
        start..end
    }

    /// Returns the lines that hold `marks` (drawable ranges of the file). Of each line only
    /// so much on either side of the marks is taken.
    pub(super) fn excerpt(&self, marks: &[Range<usize>], keep: Keep) -> Excerpt {
        let start = marks.iter().map(|mark| mark.start).min().unwrap_or(0);
        let end = marks.iter().map(|mark| mark.end).max().unwrap_or(start);
        let first_line = self.place(start).line;
        let last_line = self.place(end).line;
        let mut ends: Vec<usize> = marks
            .iter()
            .flat_map(|mark| [mark.start, mark.end])
            .collect();
        ends.sort_unstable();
        ends.dedup();
        let mut drawing = Drawing {
            text: String::new(),
            ends: Vec::new(),
        };
        for line in first_line..=last_line {
            if line > first_line {
                drawing.text.push('\n');
            }
            self.draw_line(line, &ends, keep, &mut drawing);
        }
        // The renderer counts no line after the last line end, but a mark may stand there.
        if drawing.text.is_empty() || drawing.text.ends_with('\n') {
            drawing.text.push(' ');
        }
        let at = |byte: usize| {
            let index = drawing.ends.partition_point(|(from, _)| *from < byte);
            drawing
                .ends
                .get(index)
                .map_or(drawing.text.len(), |(_, to)| *to)
        };
        let marks = marks
            .iter()
            .map(|mark| at(mark.start)..at(mark.end))
            .collect();
        Excerpt {
            text: drawing.text,
            first_line,
            marks,
        }
    }

    /// Adds one line, and where in the drawing the ends of marks in it have come to lie.
    fn draw_line(&self, line: usize, ends: &[usize], keep: Keep, drawing: &mut Drawing) {
        let whole = self.lines.range(&self.text, line);
        let next = self
            .lines
            .range(&self.text, line + 1)
            .start
            .max(whole.end + 1);
        let from = ends.partition_point(|end| *end < whole.start);
        let to = ends.partition_point(|end| *end < next);
        let ends = &ends[from..to];
        let first = ends.first().map_or(whole.start, |end| *end).min(whole.end);
        let last = ends.last().map_or(whole.start, |end| *end).min(whole.end);
        let start = self
            .text
            .ceil_char_boundary(first.saturating_sub(keep.bytes).max(whole.start));
        let stop = self
            .text
            .floor_char_boundary(last.saturating_add(keep.bytes).min(whole.end));
        if start > whole.start {
            drawing.text.push_str(keep.ellipsis);
        }
        let mut pending = ends.iter().peekable();
        for (offset, c) in self.text[start..stop].char_indices() {
            while let Some(end) = pending.next_if(|end| **end <= start + offset) {
                drawing.ends.push((*end, drawing.text.len()));
            }
            if !(c == BOM && start + offset == 0) {
                drawing.text.push(shown(c));
            }
        }
        drawing
            .ends
            .extend(pending.map(|end| (*end, drawing.text.len())));
        if stop < whole.end {
            drawing.text.push_str(keep.ellipsis);
        }
    }

    /// Returns the text of a range that [`Self::on_characters`] gave.
    pub(super) fn text(&self, range: Range<usize>) -> &str {
        &self.text[range]
    }
}

/// How much of a long line is taken.
#[derive(Clone, Copy)]
pub(super) struct Keep {
    /// So many bytes on either side of the marks.
    pub(super) bytes: usize,
    /// This stands for the rest.
    pub(super) ellipsis: &'static str,
}

/// Lines drawn so far, and pairs of a byte in the file and where it has come to lie.
struct Drawing {
    text: String,
    ends: Vec<(usize, usize)>,
}

/// A range over more lines is shown by its first line.
const MOST_LINES: usize = 60;

const BOM: char = '\u{feff}';
