//! Prose as plain text, for files that have no markup.

use pulldown_cmark::{Event, TagEnd};

use crate::document::markdown::{Node, Prose};
use crate::document::reference::Target;
use crate::site::View;

/// Returns a text without markup on one line. References with no text of their own say what they say
/// on a page: the value of the figure, the date of the event. Citations are left out.
pub fn plain(view: &mut View<'_>, prose: &Prose) -> String {
    let mut text = String::new();
    for (node, _) in &prose.nodes {
        match node {
            Node::Markdown(Event::Text(part) | Event::Code(part)) => text.push_str(part),
            Node::Markdown(Event::SoftBreak | Event::HardBreak) | Node::HeadingEnd(_) => {
                text.push(' ');
            }
            Node::Markdown(Event::End(
                TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock,
            )) => text.push(' '),
            Node::Open(index) => {
                let reference = &prose.references[*index];
                if reference.text.trim().is_empty() {
                    text.push_str(&said(view, &reference.target));
                }
            }
            _ => {}
        }
    }
    one_line(&text)
}

fn said(view: &mut View<'_>, target: &Target) -> String {
    match target {
        Target::Figure(id) => view
            .figure(id)
            .map(|figure| figure.quantity.house_form())
            .unwrap_or_default(),
        Target::Event(id) => view
            .event(id)
            .map(|event| event.date.prose())
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Puts a text on one line: white space and control characters become single spaces. No-break spaces
/// stay, since they are part of numbers and dates.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        // Most of a text is signs that need no look at what they are.
        let is_sign = |byte: &u8| matches!(byte, b'!'..=b'~');
        let signs = rest.bytes().take_while(|byte| is_sign(byte)).count();
        line.push_str(&rest[..signs]);
        if signs > 0 {
            rest = &rest[signs..];
            continue;
        }
        rest = &rest[next.len_utf8()..];
        let is_gap =
            (next.is_whitespace() && !matches!(next, '\u{a0}' | '\u{202f}')) || next.is_control();
        if !is_gap {
            line.push(next);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line.truncate(line.trim_end_matches(' ').len());
    line
}
