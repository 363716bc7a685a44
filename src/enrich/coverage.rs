//! Which numbers and dates of a text rest on nothing: they stand in no reference, and their
//! paragraph (list item, table row) cites no source. One citation covers its paragraph.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::document::date::text::dates_in;
use crate::document::markdown::{Node, Prose};
use crate::document::number::bare::bare_numbers;
use crate::document::reference::Target;
use crate::site::mentions::Mention;

/// A number or date that rests on nothing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Uncovered {
    /// As it is written.
    pub(super) written: String,
    /// Where it stands in the prose.
    pub(super) range: Range<usize>,
    /// Whether it is a date.
    pub(super) is_date: bool,
}

/// Returns what is not covered, in order.
pub(super) fn uncovered(prose: &Prose, mentions: &[Mention]) -> Vec<Uncovered> {
    let mut reader = Reader {
        mentions,
        found: Vec::new(),
        open: Vec::new(),
        quiet: 0,
    };
    for (at, (node, range)) in prose.nodes.iter().enumerate() {
        reader.step(prose, at, node, range);
    }
    reader.found.sort_by_key(|found| found.range.start);
    reader.found
}

/// A paragraph, list item or table row that is open.
#[derive(Default)]
struct Unit {
    found: Vec<Uncovered>,
    is_cited: bool,
}

/// Says whether one of these ranges, which stand in order and apart, holds a place.
fn holds<T>(all: &[T], range: impl Fn(&T) -> &Range<usize>, place: usize) -> bool {
    let next = all.partition_point(|one| range(one).start <= place);
    let last = next.checked_sub(1).map(|at| range(&all[at]));
    last.is_some_and(|range| range.contains(&place))
}

/// Says whether a part of a text lies in a linked mention. These stand in order and apart.
pub(super) fn is_mention(mentions: &[Mention], node: usize, range: &Range<usize>) -> bool {
    let end = |mention: &Mention| (mention.end.node, mention.end.byte);
    let at = mentions.partition_point(|mention| end(mention) < (node, range.end));
    mentions
        .get(at)
        .is_some_and(|mention| (mention.start.node, mention.start.byte) <= (node, range.start))
}

struct Reader<'a> {
    mentions: &'a [Mention],
    found: Vec<Uncovered>,
    open: Vec<Unit>,
    /// How many headings, links, quotations and blocks of code are open.
    quiet: usize,
}

impl Reader<'_> {
    fn step(&mut self, prose: &Prose, at: usize, node: &Node, range: &Range<usize>) {
        match node {
            Node::Heading(_) | Node::Open(_) => self.quiet += 1,
            Node::HeadingEnd(_) | Node::Close(_) => self.quiet -= 1,
            Node::Citation(index) => {
                if matches!(prose.references[*index].target, Target::Citation(_))
                    && let Some(unit) = self.open.last_mut()
                {
                    unit.is_cited = true;
                }
            }
            Node::Markdown(event) => self.markdown(at, event, range),
            Node::Block(_) | Node::Picture(_) => {}
        }
    }

    fn markdown(&mut self, at: usize, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(
                Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::BlockQuote(None) | Tag::TableHead,
            ) => {
                self.quiet += 1;
            }
            Event::End(
                TagEnd::CodeBlock
                | TagEnd::HtmlBlock
                | TagEnd::BlockQuote(None)
                | TagEnd::TableHead,
            ) => self.quiet -= 1,
            Event::Start(Tag::Paragraph | Tag::Item | Tag::TableRow) => {
                self.open.push(Unit::default())
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow) => self.close(),
            Event::Text(text) if self.quiet == 0 => self.text(at, text, range),
            _ => {}
        }
    }

    /// A paragraph inside a list item is covered by itself or by the item's other paragraphs.
    fn close(&mut self) {
        let Some(unit) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(outer) => {
                outer.is_cited |= unit.is_cited;
                if !unit.is_cited {
                    outer.found.extend(unit.found);
                }
            }
            None if !unit.is_cited => self.found.extend(unit.found),
            None => {}
        }
    }

    fn text(&mut self, at: usize, text: &str, range: &Range<usize>) {
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        let dates = dates_in(text);
        // An amount that is tied to no figure is told as such, by another check.
        let amounts = bare_numbers(text);
        let is_told = |start: usize| {
            holds(&dates, |date| &date.range, start) || holds(&amounts, |one| &one.range, start)
        };
        let numbers = numbers(text).filter(|number| !is_told(number.start));
        let all = numbers
            .map(|number| (number, false))
            .chain(dates.iter().map(|date| (date.range.clone(), true)));
        for (inner, is_date) in all {
            if is_mention(self.mentions, at, &inner) || is_number_of_a_law(text, &inner) {
                continue;
            }
            // An escape in the text makes places inside it uncertain; then all of it is marked.
            let place = match range.len() == text.len() {
                true => range.start + inner.start..range.start + inner.end,
                false => range.clone(),
            };
            let found = Uncovered {
                written: text[inner].to_owned(),
                range: place,
                is_date,
            };
            match self.open.last_mut() {
                Some(unit) => unit.found.push(found),
                None => self.found.push(found),
            }
        }
    }
}

/// Numbers in digits. Digits inside a word (`G7`, `28-point`, `21st`) are part of a name.
fn numbers(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '/' | '-' | '–');
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(is_inside)?;
            let length = text[start..]
                .find(|c| !is_inside(c))
                .unwrap_or(text.len() - start);
            at = start + length;
            let token = text[start..at].trim_matches(|c: char| !c.is_alphanumeric());
            let is_number = token.starts_with(|c: char| c.is_ascii_digit())
                && !token.contains(char::is_alphabetic);
            if is_number {
                let lead = text[start..at].find(token).unwrap_or(0);
                return Some(start + lead..start + lead + token.len());
            }
        }
    })
}

/// Words after which a number is the number of a law or of a part of one.
const LAW: [&str; 14] = [
    "article",
    "articles",
    "art.",
    "regulation",
    "regulations",
    "directive",
    "decision",
    "resolution",
    "protocol",
    "paragraph",
    "chapter",
    "no",
    "no.",
    "(eu)",
];

fn is_number_of_a_law(text: &str, range: &Range<usize>) -> bool {
    if text[range.clone()].contains('/') {
        return true;
    }
    let before = text[..range.start].trim_end();
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    LAW.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_by_themselves() {
        let text = "In G7 talks, 28-point and 21st; 1,200.5 people, 4–5 of 12.";
        let found: Vec<&str> = numbers(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["1,200.5", "4–5", "12"]);
    }

    #[test]
    fn laws_have_numbers_of_their_own() {
        for text in [
            "Article 122",
            "Regulation (EU) 2025/2600",
            "Regulation 833/2014",
        ] {
            let number = numbers(text).next().expect("there is a number");
            assert!(is_number_of_a_law(text, &number), "{text}");
        }
        let number = numbers("some 122 people")
            .next()
            .expect("there is a number");
        assert!(!is_number_of_a_law("some 122 people", &number));
    }
}
