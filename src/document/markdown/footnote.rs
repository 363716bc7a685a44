//! Footnotes: each that is used is written, once, and the reverse.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::builder::Builder;
use super::quiet::{Next, Quiet};
use super::{Node, Origin};
use crate::diagnostic::Code;
use crate::document::reference::Mistake;

impl Builder<'_> {
    /// Checks that every footnote that is used is written, once, and the reverse. GFM leaves a
    /// reference without a definition as plain text, so those are looked for in the text.
    pub(super) fn footnotes(&mut self, quiet: &Quiet) {
        let mut written: HashMap<String, Range<usize>> = HashMap::new();
        let mut used: HashSet<String> = HashSet::new();
        let mut mistakes = Vec::new();
        for (node, range) in &self.prose.nodes {
            match node {
                Node::Markdown(Event::Start(Tag::FootnoteDefinition(label))) => {
                    let mark = range.start..range.start + label.len() + 3;
                    if written.insert(label.to_string(), mark.clone()).is_some() {
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
                    used.insert(label.to_string());
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
            // One that opens again is told where it opens last.
            let is_label =
                !label.is_empty() && !label.contains("[^") && !label.contains(char::is_whitespace);
            if quiet.holds(at) || !is_label {
                continue;
            }
            if !written.contains_key(label) && !used.contains(label) {
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
        for (label, range) in &written {
            if !used.contains(label) {
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
        mistakes.sort_by_key(|mistake| mistake.range.start);
        for mistake in mistakes {
            self.report(mistake);
        }
    }
}
