//! What was meant as a reference and is none to Markdown: an id that the site knows, written in running text.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::markdown::{Node, Prose};

/// What the addresses of references begin with.
const SCHEMES: [&str; 3] = ["term:", "figure:", "event:"];

/// A reference that Markdown did not read as one.
struct Stray {
    /// Where it stands in its text.
    start: usize,
    length: usize,
    diagnostic: Diagnostic,
}

impl Checker<'_, '_> {
    /// Names ids of the site that stand in running text: outside of references and of code.
    pub(super) fn stray_ids(&mut self, prose: &Prose) {
        let mut depth = 0usize;
        let nodes = &prose.nodes;
        for (at, (node, range)) in nodes.iter().enumerate() {
            match node {
                Node::Open(_) | Node::Markdown(Event::Start(Tag::CodeBlock(_))) => depth += 1,
                Node::Close(_) | Node::Markdown(Event::End(TagEnd::CodeBlock)) => depth -= 1,
                Node::Markdown(Event::Text(text)) if depth == 0 => {
                    let before = char_before(nodes, at);
                    let mut strays = self.strays(text, before);
                    if strays.is_empty() && is_in_brackets(nodes, at) && self.is_source(text) {
                        strays.extend(in_brackets(text));
                    }
                    let is_literal = is_escaped(nodes, at);
                    strays.retain(|stray| stray.start > 0 || !is_literal);
                    for stray in strays {
                        // An escape in the text makes places inside it uncertain; then all of it is marked.
                        let place = match range.len() == text.len() {
                            true => {
                                let start = range.start + stray.start;
                                start..start + stray.length
                            }
                            false => range.clone(),
                        };
                        let span = prose.span(place);
                        if !self.told.holds(&span) {
                            let mut diagnostic = stray.diagnostic;
                            diagnostic.span = Some(span);
                            self.push(diagnostic);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Looks through a text; `before` is what stands right before it.
    fn strays(&mut self, text: &str, before: Option<char>) -> Vec<Stray> {
        let mut strays = Vec::new();
        for (start, _) in text.match_indices('@') {
            let id = id_at(text, start + 1);
            // A source may be called by a word, and so may somebody who is addressed.
            let is_meant = is_of_words(id) || text[..start].ends_with(['[', '(', '{']);
            if is_meant && is_free(text, start, before) && self.is_source(id) {
                let message = format!("`@{id}` cites nothing here");
                let help = format!("a citation stands in square brackets: `[@{id}]`");
                strays.push(Stray {
                    start,
                    length: 1 + id.len(),
                    diagnostic: Diagnostic::new(Code::BadCitation, None, message).help(help),
                });
            }
        }
        for scheme in SCHEMES {
            for (start, _) in text.match_indices(scheme) {
                let id = id_at(text, start + scheme.len());
                // Behind brackets it was looked at when the file was read.
                let is_behind = text[..start].ends_with("](");
                if !is_behind && is_free(text, start, before) && self.is_known(scheme, id) {
                    let message = format!("`{scheme}{id}` leads nowhere here");
                    let help = format!("a reference is written `[text]({scheme}{id})`");
                    strays.push(Stray {
                        start,
                        length: scheme.len() + id.len(),
                        diagnostic: Diagnostic::new(Code::BadReference, None, message).help(help),
                    });
                }
            }
        }
        strays
    }

    fn is_source(&mut self, id: &str) -> bool {
        !id.is_empty() && self.view.has_source(id)
    }

    fn is_known(&mut self, scheme: &str, id: &str) -> bool {
        !id.is_empty()
            && match scheme {
                "term:" => self.view.has_term(id),
                "figure:" => self.view.figure(id).is_some(),
                _ => self.view.event(id).is_some(),
            }
    }
}

fn in_brackets(id: &str) -> Option<Stray> {
    is_of_words(id).then(|| Stray {
        start: 0,
        length: id.len(),
        diagnostic: Diagnostic::new(Code::BadCitation, None, format!("`[{id}]` cites nothing"))
            .help(format!("a citation has a sign before the id: `[@{id}]`")),
    })
}

/// Says whether an id is no mere word.
fn is_of_words(id: &str) -> bool {
    id.contains(|c: char| c == '-' || c.is_ascii_digit())
}

/// Says whether a text stands in square brackets, which are texts of their own where they make no link.
fn is_in_brackets(nodes: &[(Node, std::ops::Range<usize>)], at: usize) -> bool {
    let text_of = |at: Option<usize>| match nodes.get(at?) {
        Some((Node::Markdown(Event::Text(text)), _)) => Some(text),
        _ => None,
    };
    let before = text_of(at.checked_sub(1));
    let after = text_of(Some(at + 1));
    before.is_some_and(|text| text.ends_with('['))
        && after.is_some_and(|text| text.starts_with(']'))
}

/// Returns the last character of the text that ends where another begins.
fn char_before(nodes: &[(Node, std::ops::Range<usize>)], at: usize) -> Option<char> {
    match &nodes[at.checked_sub(1)?] {
        (Node::Markdown(Event::Text(text)), range) if range.end == nodes[at].1.start => {
            text.chars().next_back()
        }
        _ => None,
    }
}

/// Says whether a sign was escaped with which a text begins: the text begins one byte behind what stands before it.
fn is_escaped(nodes: &[(Node, std::ops::Range<usize>)], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| &nodes[before]);
    before.is_some_and(|(node, before)| {
        let end = match node {
            Node::Markdown(Event::Start(_)) => before.start,
            _ => before.end,
        };
        end + 1 == nodes[at].1.start
    })
}

/// Returns the id that begins at a place, as far as it goes.
fn id_at(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    let is_of_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let length = rest.find(|c| !is_of_id(c)).unwrap_or(rest.len());
    rest[..length].trim_end_matches('-')
}

/// Says whether no word or address goes on at a place, such as one of an e-mail or of a profile.
fn is_free(text: &str, at: usize, before: Option<char>) -> bool {
    let before = match at {
        0 => before,
        _ => text[..at].chars().next_back(),
    };
    before.is_none_or(|c| c.is_whitespace() || "([{\"'“”„‘’«»—–,;".contains(c))
}
