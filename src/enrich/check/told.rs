//! What was told when a file was read, so that nothing is told twice.

use std::ops::Range;

use pulldown_cmark::Event;

use crate::diagnostic::Diagnostic;
use crate::document::markdown::{Node, Prose};
use crate::source::Span;

/// So many mistakes may lie in one another where one is looked for.
const NESTED: usize = 4;

/// Places of mistakes, by where they begin.
pub(super) struct Told<'a>(Vec<&'a Span>);

impl<'a> Told<'a> {
    pub(super) fn of(diagnostics: &'a [Diagnostic]) -> Self {
        let spans = diagnostics.iter().filter_map(|found| found.span.as_ref());
        let mut spans: Vec<&Span> = spans.collect();
        spans.sort_unstable();
        Self(spans)
    }

    /// Says whether a mistake was told at a place.
    pub(super) fn holds(&self, span: &Span) -> bool {
        let is_before = |other: &&Span| (&other.file, other.start) < (&span.file, span.end);
        let end = self.0.partition_point(is_before);
        let near = &self.0[end.saturating_sub(NESTED)..end];
        let is_over = |other: &&Span| other.file == span.file && span.start < other.end;
        near.iter().any(is_over)
    }

    /// Returns where the texts stand of links of which it was told that they are none: an address that is told of
    /// begins behind them.
    pub(super) fn texts_of_links(&self, prose: &Prose) -> Vec<Range<usize>> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let text_at = |at: usize| match prose.nodes.get(at) {
            Some((Node::Markdown(Event::Text(text)), range)) => Some((text, range)),
            _ => None,
        };
        // Where it makes no link, a bracket is a text of its own.
        let ends = (0..prose.nodes.len()).filter_map(|at| {
            let (_, range) = text_at(at)?;
            let (bracket, _) = text_at(at + 1)?;
            bracket.starts_with(']').then_some(range)
        });
        let is_before_told = |range: &&Range<usize>| {
            let text = prose.span((*range).clone());
            let address = text.end + "](".len();
            self.holds(&Span::new(&text.file, address..address + 1))
        };
        ends.filter(is_before_told).cloned().collect()
    }
}

/// Says whether a range lies in one of others, which are in order.
pub(super) fn holds(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let after = ranges.partition_point(|other| other.start <= range.start);
    let other = after.checked_sub(1).map(|at| &ranges[at]);
    other.is_some_and(|other| range.end <= other.end)
}
