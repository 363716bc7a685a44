//! What `docs/diagnostics.md` says of each code, carried in the binary.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::Code;

/// The document, of which each section bears the name of a code.
const DOCUMENT: &str = include_str!("../../docs/diagnostics.md");

impl Code {
    /// Returns what the document says of the code, in Markdown, without the heading.
    pub fn page(self) -> &'static str {
        section(DOCUMENT, self.name()).expect(PROMISE)
    }

    /// Returns the pages of all codes, in the order of [`Code::ALL`]. The document is read once.
    pub(crate) fn pages() -> impl Iterator<Item = (Code, &'static str)> {
        let pages: HashMap<&str, &str> = sections(DOCUMENT).collect();
        let codes = Code::ALL.iter();
        codes.map(move |code| (*code, *pages.get(code.name()).expect(PROMISE)))
    }

    /// Returns what the document says of the code, as plain text: code is indented, and of links
    /// only the words are left.
    pub fn plain_page(self) -> String {
        plain(self.page())
    }
}

const PROMISE: &str = "every code has its section, as a test makes sure";

/// Returns the section of a name, between its heading and the next.
fn section<'a>(document: &'a str, name: &str) -> Option<&'a str> {
    let mut sections = sections(document);
    sections.find_map(|(title, text)| (title == name).then_some(text))
}

/// Returns the sections with their titles.
fn sections(document: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut fence = Fence::default();
    let mut at = 0;
    let lines = document.split_inclusive('\n').map(move |line| {
        at += line.len();
        (line, at)
    });
    let headings = lines.filter_map(move |(line, end)| {
        let is_code = fence.holds(line);
        let title = line.strip_prefix("## ").filter(|_| !is_code)?;
        Some((title.trim(), end - line.len(), end))
    });
    let mut headings = headings.peekable();
    std::iter::from_fn(move || {
        let (title, _, start) = headings.next()?;
        let end = headings.peek().map_or(document.len(), |next| next.1);
        Some((title, document[start..end].trim()))
    })
}

/// The fence of code that is open, by the number of its backticks.
#[derive(Default)]
struct Fence(Option<usize>);

impl Fence {
    /// Takes the next line. Says whether it is code or one of the fences around it.
    fn holds(&mut self, line: &str) -> bool {
        let line = line.trim_end();
        let ticks = line.len() - line.trim_start_matches('`').len();
        match self.0 {
            Some(open) => {
                if ticks >= open && line.len() == ticks {
                    self.0 = None;
                }
                true
            }
            None => {
                self.0 = (ticks >= 3).then_some(ticks);
                self.0.is_some()
            }
        }
    }
}

/// Returns a page as plain text.
pub(crate) fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut prose = String::new();
    let mut fence = Fence::default();
    for line in markdown.lines() {
        let was_open = fence.0.is_some();
        if !fence.holds(line) {
            prose.push_str(line);
            prose.push('\n');
            continue;
        }
        text.push_str(&without_marks(&std::mem::take(&mut prose)));
        let is_fence = was_open != fence.0.is_some();
        if !is_fence {
            let _ = writeln!(text, "{}", format!("    {line}").trim_end()); // a string takes all
        }
    }
    text + &without_marks(&prose)
}

/// Returns a text with the words of its links in place of the links and without bold marks, code
/// spans left alone.
fn without_marks(prose: &str) -> String {
    let mut text = String::new();
    for (index, part) in prose.split('`').enumerate() {
        if index > 0 {
            text.push('`');
        }
        let is_code = index % 2 == 1;
        match is_code {
            true => text.push_str(part),
            false => text.push_str(&unlinked(&part.replace("**", ""))),
        }
    }
    text
}

fn unlinked(mut rest: &str) -> String {
    let mut text = String::new();
    while let Some((before, words, after)) = first_link(rest) {
        text.push_str(before);
        text.push_str(words);
        rest = after;
    }
    text + rest
}

fn first_link(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('[')?;
    let (words, rest) = rest.split_once("](")?;
    let (_, after) = rest.split_once(')')?;
    Some((before, words, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page() {
        for code in Code::ALL {
            assert!(section(DOCUMENT, code.name()).is_some(), "{code}");
            assert!(!code.plain_page().trim().is_empty(), "{code}");
        }
    }

    #[test]
    fn headings_in_code_end_no_section() {
        let document = "# D\n\n## a\n\n````\n```\n## b\n```\n````\n\nText.\n\n## b\n\nB.\n";
        let a = section(document, "a");
        assert_eq!(a, Some("````\n```\n## b\n```\n````\n\nText."));
        assert_eq!(section(document, "b"), Some("B."));
        assert_eq!(section(document, "c"), None);
    }

    #[test]
    fn pages_become_plain() {
        let markdown = "See [the\nguide](a.md), **not** `[x](y)`.\n\n```yaml\na: [b](c)\n```\nEnd.";
        assert_eq!(
            plain(markdown),
            "See the\nguide, not `[x](y)`.\n\n    a: [b](c)\nEnd.\n"
        );
    }
}
