//! Tables in CSV files under `content/figures/`: a row of names, then rows of a name and numbers.
//! RFC 4180 with either line end and with or without a byte order mark.

use std::ops::Range;

use super::number::decimal::Decimal;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, SourceId, Span, fingerprint};

/// A table of numbers.
#[derive(Clone, Debug)]
pub struct Table {
    /// The file.
    pub file: SourceId,
    /// The names of the columns, that of the first included.
    pub head: Vec<Cell>,
    /// The rows below.
    pub rows: Vec<Row>,
    /// Whether something in it could not be read, which has been reported.
    pub is_broken: bool,
    /// A number that is the same as long as the file is.
    pub fingerprint: u64,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// Where it stands in the file, quotes included.
    pub range: Range<usize>,
}

/// A row: a name or date, and numbers.
#[derive(Clone, Debug)]
pub struct Row {
    /// The name or date.
    pub name: Cell,
    /// The numbers; none where a cell is empty.
    pub values: Vec<Option<Decimal>>,
}

impl Table {
    /// Returns the span of a cell.
    pub fn span(&self, cell: &Cell) -> Span {
        Span::new(&self.file, cell.range.clone())
    }

    /// Returns the span of the first line.
    pub fn start(&self) -> Span {
        let end = self.head.last().map_or(0, |cell| cell.range.end);
        let start = self.head.first().map_or(0, |cell| cell.range.start);
        Span::new(&self.file, start..end)
    }
}

pub(super) fn read(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Table {
    let before = diagnostics.len();
    let mut rows = lines(source, diagnostics).into_iter();
    let head = rows.next().unwrap_or_default();
    check_head(source, &head, diagnostics);
    let mut table = Table {
        file: source.id.clone(),
        rows: Vec::new(),
        is_broken: false,
        fingerprint: fingerprint(&source.text),
        head,
    };
    for cells in rows {
        let (wanted, found) = (table.head.len(), cells.len());
        if wanted != found {
            let (first, last) = (&cells[0].range, &cells[found - 1].range);
            let cells_word = if found == 1 { "cell" } else { "cells" };
            let message = format!("this row has {found} {cells_word}, and the first row {wanted}");
            diagnostics.push(
                Diagnostic::new(Code::BadCsv, source.span(first.start..last.end), message).help(
                    "cells are separated by commas; a text with a comma stands in double quotes",
                ),
            );
            continue;
        }
        let mut cells = cells.into_iter();
        let Some(name) = cells.next() else { continue };
        let values = cells
            .map(|cell| number(source, &cell, diagnostics))
            .collect();
        table.rows.push(Row { name, values });
    }
    table.is_broken = diagnostics.len() > before;
    table
}

fn check_head(source: &Source, head: &[Cell], diagnostics: &mut Vec<Diagnostic>) {
    let [first, .., last] = head else {
        let end = source.text.lines().next().map_or(0, str::len);
        let mut diagnostic = Diagnostic::new(
            Code::BadCsv,
            source.span(0..end),
            "this table has no column of numbers",
        )
        .help("the first row names the columns, such as `date,value`");
        if source.text.contains(';') {
            diagnostic = diagnostic.help("cells are separated by commas, not semicolons");
        }
        return diagnostics.push(diagnostic);
    };
    if last.text.parse::<Decimal>().is_ok() {
        let span = source.span(first.range.start..last.range.end);
        diagnostics.push(
            Diagnostic::new(Code::BadCsv, span, "the first row holds numbers, not names")
                .help("the first row names the columns, such as `date,value`"),
        );
    }
    for (at, cell) in head.iter().enumerate().skip(1) {
        let message = if cell.text.is_empty() {
            "this column has no name".to_owned()
        } else if head[..at].iter().any(|other| other.text == cell.text) {
            format!("two columns are named `{}`", cell.text)
        } else {
            continue;
        };
        diagnostics.push(
            Diagnostic::new(Code::BadCsv, source.span(cell.range.clone()), message)
                .help("the first row gives each column a name of its own"),
        );
    }
}

fn number(source: &Source, cell: &Cell, diagnostics: &mut Vec<Diagnostic>) -> Option<Decimal> {
    if cell.text.is_empty() {
        return None;
    }
    match cell.text.parse() {
        Ok(number) => Some(number),
        Err(error) => {
            let span = source.span(cell.range.clone());
            let mut diagnostic = Diagnostic::new(Code::BadNumber, span.clone(), error.message);
            diagnostic.help.extend(error.help);
            if let Some(replacement) = error.replacement {
                diagnostic = diagnostic.fix(span, replacement);
            }
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// Cuts a text into rows of cells; empty lines are passed over.
fn lines(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<Vec<Cell>> {
    let text: &str = &source.text;
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut rows = Vec::new();
    let mut row = Vec::new();
    while at < text.len() {
        let found = diagnostics.len();
        let (cell, next) = cell(source, at, diagnostics);
        let is_open = next == text.len() && diagnostics.len() > found;
        at = next;
        let is_lone = row.is_empty() && cell.text.is_empty() && cell.range.is_empty();
        let ends = text[at..].chars().next();
        if ends == Some(',') {
            row.push(cell);
            at += 1;
            if at < text.len() {
                continue;
            }
            row.push(Cell {
                text: String::new(),
                range: at..at,
            });
        } else if !is_lone {
            row.push(cell);
        }
        at += text[at..].len() - text[at..].trim_start_matches('\r').len();
        at += usize::from(text[at..].starts_with('\n'));
        if is_open {
            // Nobody knows where the row ends.
            return rows;
        }
        if !row.is_empty() {
            rows.push(std::mem::take(&mut row));
        }
    }
    rows
}

/// Reads the cell that begins at a byte. Returns it with the byte after it: that of a comma, of a
/// line end, or of the end.
fn cell(source: &Source, start: usize, diagnostics: &mut Vec<Diagnostic>) -> (Cell, usize) {
    let text: &str = &source.text;
    let end_of = |from: usize| {
        text[from..]
            .find([',', '\n', '\r'])
            .map_or(text.len(), |length| from + length)
    };
    let inner = start + text[start..].len() - text[start..].trim_start_matches([' ', '\t']).len();
    if !text[inner..].starts_with('"') {
        let end = end_of(start);
        let raw = &text[start..end];
        let begin = start + raw.len() - raw.trim_start().len();
        let range = begin..begin + raw.trim().len();
        return (
            Cell {
                text: raw.trim().to_owned(),
                range,
            },
            end,
        );
    }
    let mut value = String::new();
    let mut at = inner + 1;
    loop {
        let Some(length) = text[at..].find('"') else {
            let line_end = text[inner..]
                .find('\n')
                .map_or(text.len(), |length| inner + length);
            let span = source.span(inner..line_end);
            diagnostics.push(
                Diagnostic::new(Code::BadCsv, span, "the quotes that begin here do not end")
                    .help("a double quote inside a quoted text is written twice"),
            );
            value.push_str(&text[at..]);
            return (
                Cell {
                    text: value,
                    range: inner..text.len(),
                },
                text.len(),
            );
        };
        value.push_str(&text[at..at + length]);
        at += length + 1;
        if !text[at..].starts_with('"') {
            break;
        }
        value.push('"');
        at += 1;
    }
    let end = end_of(at);
    if !text[at..end].trim().is_empty() {
        diagnostics.push(
            Diagnostic::new(
                Code::BadCsv,
                source.span(inner..end),
                "something stands after the quotes of this cell",
            )
            .help("put the whole text into quotes; a double quote inside is written twice"),
        );
    }
    let value = value.trim().replace(['\r', '\n'], " ");
    (
        Cell {
            text: value,
            range: inner..at,
        },
        end,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Table, Vec<String>) {
        let mut diagnostics = Vec::new();
        let table = read(
            &Source::new("content/figures/a.csv", text),
            &mut diagnostics,
        );
        let messages = diagnostics
            .into_iter()
            .map(|diagnostic| diagnostic.message)
            .collect();
        (table, messages)
    }

    fn shown(text: &str) -> String {
        let (table, messages) = read_text(text);
        assert_eq!(messages, Vec::<String>::new(), "{text:?}");
        let rows = table.rows.iter().map(|row| {
            let values = row
                .values
                .iter()
                .map(|value| value.map_or("-".to_owned(), |value| value.to_string()));
            format!("{}={}", row.name.text, values.collect::<Vec<_>>().join("+"))
        });
        rows.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn line_ends_marks_and_quotes_make_no_difference() {
        for text in [
            "date,value\n2024,1.50\n2025,2\n",
            "\u{feff}date,value\r\n2024,1.50\r\n2025,2",
            "\"date\",\"value\"\n\n\"2024\", 1.50 \n2025,\"2\"\n\n",
        ] {
            assert_eq!(shown(text), "2024=1.50; 2025=2", "{text:?}");
        }
    }

    #[test]
    fn quoted_commas_quotes_and_lines_are_text() {
        assert_eq!(shown("who,value\n\"a, \"\"b\"\"\nc\",1\n"), "a, \"b\" c=1");
    }

    #[test]
    fn an_empty_cell_is_no_number_and_no_mistake() {
        assert_eq!(shown("date,a,b\n2024,,1\n2025,2,"), "2024=-+1; 2025=2+-");
    }

    #[test]
    fn what_is_no_table_is_named() {
        for (text, message) in [
            ("", "this table has no column of numbers"),
            (
                "date;value\n2024;1\n",
                "this table has no column of numbers",
            ),
            ("2024,1\n2025,2\n", "the first row holds numbers, not names"),
            ("date,\n2024,1\n", "this column has no name"),
            ("date,a,a\n2024,1,2\n", "two columns are named `a`"),
            (
                "date,a\n2024,1,2\n",
                "this row has 3 cells, and the first row 2",
            ),
            ("date,a\n2024,NaN\n", "`NaN` is not a number"),
            ("date,a\n2024,\"1,234\"\n", "`1,234` is not a number"),
            (
                "date,a\n\"2024,1\n",
                "the quotes that begin here do not end",
            ),
            (
                "date,a\n\"2024\"x,1\n",
                "something stands after the quotes of this cell",
            ),
        ] {
            let messages = read_text(text).1;
            assert_eq!(
                messages.first().map(String::as_str),
                Some(message),
                "{text:?}"
            );
        }
    }
}
