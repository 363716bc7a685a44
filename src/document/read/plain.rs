//! Plain texts: what in them was meant as Markdown, which they show as it is written.

use std::ops::Range;

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::markdown::Origin;

/// What the addresses of links begin with.
const STARTS: [&str; 8] = [
    "https://", "http://", "mailto:", "term:", "figure:", "event:", "/", "#",
];

impl Reader<'_> {
    /// Names citations and links in a plain text. Other signs of Markdown may be meant as they are.
    pub(super) fn markup_in_plain(&mut self, key: &str, text: &str) {
        if !text.contains('[') {
            return;
        }
        let origin = Origin::Field {
            block: self.place.block.clone(),
            path: self.place.path_to(key, None),
        };
        let told = |code: Code, range: Range<usize>, help: &str| {
            let message = format!("`{}` is shown as it is written here", &text[range.clone()]);
            Diagnostic::new(code, origin.span(range), message)
                .help(format!("`{key}` is plain text: {help}"))
        };
        let citations = citations(text).into_iter().map(|range| {
            let help =
                "events, figures and entries name their sources in `sources:`, and texts cite them";
            told(Code::BadCitation, range, help)
        });
        let links = links(text).into_iter().map(|range| {
            told(
                Code::BadReference,
                range,
                "write the words alone, and link them where a text has them",
            )
        });
        self.diagnostics.extend(citations.chain(links));
    }
}

/// Finds `[@id]`, perhaps with pages and more sources.
fn citations(text: &str) -> Vec<Range<usize>> {
    let starts = text.match_indices("[@").map(|(start, _)| start);
    let found = starts.filter_map(|start| {
        let inner = &text[start + 2..];
        let is_of_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let id = inner.find(|c| !is_of_id(c)).filter(|id| *id > 0)?;
        let is_ended = inner[id..].starts_with([']', ',', ';']);
        let end = inner.find(']').filter(|_| is_ended)?;
        Some(start..start + 2 + end + 1)
    });
    found.collect()
}

/// Finds `[words](address)`.
fn links(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (middle, _) in text.match_indices("](") {
        let address = &text[middle + 2..];
        let Some(length) = address.find(')') else {
            break;
        };
        let address = &address[..length];
        let is_address = STARTS.iter().any(|start| address.starts_with(start))
            || address
                .split('#')
                .next()
                .is_some_and(|file| file.ends_with(".md"));
        let done = found.last().map_or(0, |last| last.end);
        if let Some(start) = text[done..middle].rfind('[').filter(|_| is_address) {
            found.push(done + start..middle + 2 + length + 1);
        }
    }
    found
}
