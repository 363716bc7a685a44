//! The block of settings at the top of a Markdown file: between `---` and `---` or `...`.

use std::ops::Range;

use super::yaml::{Block, SIZE_LIMIT};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// Splits a file into its settings and the byte at which its text begins. A file without settings
/// is reported and gets empty ones.
pub(super) fn split(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> (Block, usize) {
    let text = &*source.text;
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let (range, body) = match find(text, start) {
        Ok((first, range, body)) => {
            if first > start {
                diagnostics.push(late(source, start..first));
            }
            (range, body)
        }
        Err(problem) => {
            diagnostics.push(explain(source, start, problem));
            let body = if problem == Problem::Missing {
                start
            } else {
                text.len()
            };
            (start..start, body)
        }
    };
    let block = |range| Block::new(&source.id, &source.text, range);
    if range.len() > SIZE_LIMIT {
        diagnostics.push(
            Diagnostic::new(
                Code::FrontMatter,
                source.span(start..start + 3),
                "the settings of this file are larger than 64 KiB",
            )
            .help("long text belongs below the second `---`"),
        );
        return (block(start..start), body);
    }
    (block(range), body)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Problem {
    Missing,
    Unclosed,
}

/// Returns where the settings begin, the range of the YAML and the start of the text after it.
fn find(text: &str, start: usize) -> Result<(usize, Range<usize>, usize), Problem> {
    let start = start + text[start..].len() - text[start..].trim_start().len();
    let mut lines = Lines { text, at: start };
    let first = lines.next().ok_or(Problem::Missing)?;
    if text[first.clone()].trim_end() != "---" {
        return Err(Problem::Missing);
    }
    let yaml_start = lines.at;
    while let Some(line) = lines.next() {
        if matches!(text[line.clone()].trim_end(), "---" | "...") {
            return Ok((start, yaml_start..line.start, lines.at));
        }
    }
    Err(Problem::Unclosed)
}

fn late(source: &Source, before: Range<usize>) -> Diagnostic {
    Diagnostic::new(
        Code::FrontMatter,
        source.span(before.clone()),
        "something stands before the settings of this file",
    )
    .help("`---` stands at the very start of the file: remove the empty lines and spaces before it")
    .fix(source.span(before), "")
}

fn explain(source: &Source, start: usize, problem: Problem) -> Diagnostic {
    let first_line = source.text[start..]
        .lines()
        .next()
        .unwrap_or("")
        .trim_end()
        .len();
    let span = source.span(start..start + first_line);
    match problem {
        Problem::Missing => Diagnostic::new(
            Code::FrontMatter,
            span,
            "this file does not begin with its settings",
        )
        .help("the first line is `---`, then `key: value` lines, then `---`, then the text"),
        Problem::Unclosed => Diagnostic::new(
            Code::FrontMatter,
            span,
            "the settings of this file have no end",
        )
        .help("write a line `---` between the settings and the text"),
    }
}

/// The lines of a text as ranges, without their line ends.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.at >= self.text.len() {
            return None;
        }
        let start = self.at;
        let end = self.text[start..]
            .find('\n')
            .map_or(self.text.len(), |length| start + length);
        self.at = (end + 1).min(self.text.len());
        Some(start..end)
    }
}
