//! Amounts in running text that are tied to no figure.

use std::ops::Range;

use pulldown_cmark::{Event as MarkdownEvent, Tag, TagEnd};

use super::{Checker, told};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::markdown::{Node, Origin, Prose};
use crate::document::number;
use crate::enrich::coverage;
use crate::enrich::prose::file_of;

impl Checker<'_, '_> {
    /// Names amounts in running text that are tied to no figure: paragraphs, list items and table
    /// cells, but not headings, links, code, quotations and linked terms.
    pub(super) fn bare_figures(&mut self, prose: &Prose) {
        let mentions = self.view.mentions(file_of(prose));
        let mut blocked = 0usize;
        let mut found = Vec::new();
        for (at, (node, range)) in prose.nodes.iter().enumerate() {
            match node {
                Node::Heading(_) | Node::Open(_) => blocked += 1,
                Node::HeadingEnd(_) | Node::Close(_) => blocked -= 1,
                Node::Markdown(MarkdownEvent::Start(tag)) if is_quiet(tag) => blocked += 1,
                Node::Markdown(MarkdownEvent::End(end)) if is_quiet_end(end) => blocked -= 1,
                Node::Markdown(MarkdownEvent::Text(text)) if blocked == 0 => {
                    for bare in number::bare::bare_numbers(text) {
                        let in_term = matches!(prose.origin, Origin::File(_))
                            && coverage::is_mention(mentions, at, &bare.range);
                        if !in_term {
                            found.push((bare, range.clone(), text));
                        }
                    }
                }
                _ => {}
            }
        }
        if found.is_empty() {
            return;
        }
        let broken = self.told.texts_of_links(prose);
        found.retain(|(_, range, _)| !told::holds(&broken, range));
        for (bare, range, text) in found {
            // An escape in the text makes places inside it uncertain; then all of it is marked.
            let place: Range<usize> = match range.len() == text.len() {
                true => range.start + bare.range.start..range.start + bare.range.end,
                false => range,
            };
            let written = &text[bare.range.clone()];
            let span = prose.span(place);
            let mut diagnostic = Diagnostic::new(
                Code::BareFigure,
                span,
                format!("`{written}` is not tied to a figure"),
            );
            let same: Vec<&str> = self
                .view
                .figures()
                .iter()
                .filter(|figure| bare.matches(&figure.quantity))
                .map(|figure| figure.id.as_str())
                .take(5)
                .collect();
            diagnostic = match same.as_slice() {
                [] => diagnostic.help(
                    "no figure has this value: add it to `content/figures/`, with its source",
                ),
                [first, ..] => diagnostic
                    .help(format!("write `[{written}](figure:{first})`"))
                    .help(format!("figures of this value: {}", same.join(", "))),
            };
            self.push(diagnostic);
        }
    }
}

fn is_quiet(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::BlockQuote(None)
    )
}

fn is_quiet_end(end: &TagEnd) -> bool {
    matches!(
        end,
        TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::BlockQuote(None)
    )
}
