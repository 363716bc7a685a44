//! Footnotes: each that is used is written, once, and the reverse.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag};

use super::builder::Builder;
use super::quiet::{Next, Quiet};
use super::{Node, Origin};
use crate::diagnostic::Code;
use crate::document::reference::Mistake;

impl Builder<'_> {
    /// Checks that every footnote that is used is written, once, and the reverse. GFM leaves a
    /// reference without a definition as plain text, so those are looked for in the text.
    pub(super) fn footnotes(&mut self, quiet: &Quiet) {
        let mut written = Written::new();
        let mut used: HashSet<String> = HashSet::new();
        let mut mistakes = Vec::new();
        for (node, range) in &self.prose.nodes {
            match node {
                Node::Markdown(Event::Start(Tag::FootnoteDefinition(label))) => {
                    let mark = range.start
                        ..range.start + mark_length(&self.text[range.start - self.offset..]);
                    let last = written.insert(folded(label), (label.clone(), mark.clone()));
                    if last.is_some() {
                        mistakes.push(
                            Mistake::new(
                                Code::BrokenFootnote,
                                mark,
                                format!("the footnote `[^{label}]` is written twice"),
                            )
                            .help("give one of them another name"),
                        );
                    }
                }
                Node::Markdown(Event::FootnoteReference(label)) => {
                    used.insert(folded(label));
                }
                _ => {}
            }
        }
        let mut ends = Next::new(self.text, [']', '\n']);
        for (at, _) in self.text.match_indices("[^") {
            let Some(end) = ends
                .from(at)
                .filter(|end| self.text[*end..].starts_with(']'))
            else {
                continue;
            };
            let label = &self.text[at + 2..end];
            // One that opens again is told where it opens last; one whose end is escaped is not read further.
            let is_label = !label.is_empty()
                && !label.contains("[^")
                && !label.ends_with('\\')
                && !label.contains(char::is_whitespace);
            if quiet.holds(at) || !is_label {
                continue;
            }
            let name = folded(label);
            if !written.contains_key(&name) && !used.contains(&name) {
                let mistake = Mistake::new(
                    Code::BrokenFootnote,
                    self.shift(at..end + 1),
                    format!("the footnote `[^{label}]` is not written anywhere"),
                );
                mistakes.push(match self.prose.origin {
                    Origin::File(_) => mistake.help(format!("add a line `[^{label}]: …`")),
                    Origin::Field { .. } => {
                        mistake.help("footnotes stand in the text below the settings")
                    }
                });
            }
        }
        for (name, (label, range)) in &written {
            if !used.contains(name) {
                mistakes.push(
                    Mistake::new(
                        Code::UnusedFootnote,
                        range.clone(),
                        format!("no text refers to the footnote `[^{label}]`"),
                    )
                    .help("refer to it, or remove it"),
                );
            }
        }
        self.spell_as_written(&written);
        mistakes.sort_by_key(|mistake| mistake.range.start);
        for mistake in mistakes {
            self.report(mistake);
        }
    }

    /// Gives each reference the label of its footnote, letter by letter: Markdown does not tell capitals from others, and
    /// whoever draws a page need not know.
    fn spell_as_written(&mut self, written: &Written) {
        if written.is_empty() {
            return;
        }
        for (node, _) in &mut self.prose.nodes {
            if let Node::Markdown(Event::FootnoteReference(label)) = node
                && let Some((spelled, _)) = written.get(&folded(label))
                && spelled != label
            {
                *label = spelled.clone();
            }
        }
    }
}

/// The footnotes of a text by their folded labels: how the label is spelled, and where.
type Written = HashMap<String, (CowStr<'static>, Range<usize>)>;

/// Returns what two labels have in common that are one: full case folding, but for a few letters that have no
/// capital of their own.
fn folded(label: &str) -> String {
    label.to_uppercase().to_lowercase()
}

/// Returns how many bytes the mark takes with which a text begins, `[^a]`: the label that the parser gives is shorter
/// where spaces stand around it, or a line ends in it.
fn mark_length(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.find(|c: char| {
        let is_end = c == ']' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 1)
}
