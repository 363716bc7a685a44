//! Where every key and value of a YAML block stands, as byte ranges.
//!
//! `serde_yaml` alone decides what the values are; this index only places carets, so it is built
//! when there is something to report and not before. A block that breaks off half way still gives
//! the part before the break.

use std::ops::Range;

use granit_parser::{Event, Parser, Span};

use super::depth;

/// One step on the way from the top of a block to a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Into the value of a key.
    Key(String),
    /// Into the item of a list, counted from zero.
    Item(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Step::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(item: usize) -> Self {
        Step::Item(item)
    }
}

/// A value with its place and what is inside it.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// Whether YAML reads more out of it than its text: an anchor `&x` or a tag `!x`.
    pub(super) has_mark: bool,
}

#[derive(Debug)]
pub(super) enum Kind {
    Scalar(String),
    List { items: Vec<Node>, is_flow: bool },
    Map(Vec<Entry>),
    Alias,
}

#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) key: Range<usize>,
    pub(super) value: Node,
}

/// A value that was looked up: its own place and that of the key before it.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) key: Option<Range<usize>>,
    pub(super) node: &'a Node,
}

/// Builds the tree of a block; `None` where not even its first value can be read.
pub(super) fn build(text: &str) -> Option<Node> {
    if depth::first_too_many(text).is_some() {
        return None;
    }
    let mut builder = Builder {
        stack: Vec::new(),
        root: None,
    };
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        builder.take(event, span, text.len());
        if builder.root.is_some() {
            break;
        }
    }
    while builder.root.is_none() && !builder.stack.is_empty() {
        builder.close(None);
    }
    builder.root
}

impl Node {
    /// Follows a path as far as it exists.
    pub(super) fn find(&self, path: &[Step]) -> Option<Found<'_>> {
        let mut found = Found {
            key: None,
            node: self,
        };
        for step in path {
            found = match (step, &found.node.kind) {
                (Step::Key(name), Kind::Map(entries)) => {
                    let entry = entries.iter().find(|entry| entry.name == *name)?;
                    Found {
                        key: Some(entry.key.clone()),
                        node: &entry.value,
                    }
                }
                (Step::Item(at), Kind::List { items, .. }) => Found {
                    key: None,
                    node: items.get(*at)?,
                },
                _ => return None,
            };
        }
        Some(found)
    }

    /// Returns the keys of a map with their places.
    pub(super) fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the first value below (or at) this one that satisfies the question.
    pub(super) fn first(&self, wanted: &dyn Fn(&Node) -> bool) -> Option<&Node> {
        if wanted(self) {
            return Some(self);
        }
        match &self.kind {
            Kind::List { items, .. } => items.iter().find_map(|item| item.first(wanted)),
            Kind::Map(entries) => entries.iter().find_map(|entry| entry.value.first(wanted)),
            Kind::Scalar(_) | Kind::Alias => None,
        }
    }
}

/// A container that is not closed yet.
struct Open {
    start: usize,
    end: usize,
    has_mark: bool,
    content: Content,
}

enum Content {
    List {
        items: Vec<Node>,
        is_flow: bool,
    },
    Map {
        entries: Vec<Entry>,
        key: Option<(String, Range<usize>)>,
        is_flow: bool,
    },
}

struct Builder {
    stack: Vec<Open>,
    root: Option<Node>,
}

/// Nesting past this depth has no place in content; the index stops there.
const DEPTH_LIMIT: usize = 64;

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span, length: usize) {
        let start = span.start.byte_offset().unwrap_or(0).min(length);
        let end = span.end.byte_offset().unwrap_or(start).clamp(start, length);
        match event {
            Event::Scalar(text, _, anchor, tag) => self.add(Node {
                range: start..end,
                kind: Kind::Scalar(text.into_owned()),
                has_mark: anchor != 0 || tag.is_some(),
            }),
            Event::Alias(_) => self.add(Node {
                range: start..end,
                kind: Kind::Alias,
                has_mark: true,
            }),
            Event::SequenceStart(style, anchor, tag) => self.open(
                start,
                anchor != 0 || tag.is_some(),
                Content::List {
                    items: Vec::new(),
                    is_flow: style == granit_parser::StructureStyle::Flow,
                },
            ),
            Event::MappingStart(style, anchor, tag) => self.open(
                start,
                anchor != 0 || tag.is_some(),
                Content::Map {
                    entries: Vec::new(),
                    key: None,
                    is_flow: style == granit_parser::StructureStyle::Flow,
                },
            ),
            Event::SequenceEnd | Event::MappingEnd => self.close(Some(end)),
            _ => {}
        }
    }

    fn open(&mut self, start: usize, has_mark: bool, content: Content) {
        if self.stack.len() < DEPTH_LIMIT {
            self.stack.push(Open {
                start,
                end: start,
                has_mark,
                content,
            });
        }
    }

    fn close(&mut self, end: Option<usize>) {
        let Some(open) = self.stack.pop() else { return };
        let (kind, is_flow) = match open.content {
            Content::List { items, is_flow } => (Kind::List { items, is_flow }, is_flow),
            Content::Map {
                entries, is_flow, ..
            } => (Kind::Map(entries), is_flow),
        };
        // The end event of a block collection stands at the next token; its last value is its end.
        let end = if is_flow {
            end.unwrap_or(open.end)
        } else {
            open.end
        };
        self.add(Node {
            range: open.start..end.max(open.start),
            kind,
            has_mark: open.has_mark,
        });
    }

    fn add(&mut self, node: Node) {
        let Some(parent) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        parent.end = parent.end.max(node.range.end);
        match &mut parent.content {
            Content::List { items, .. } => items.push(node),
            Content::Map { entries, key, .. } => match key.take() {
                Some((name, key)) => entries.push(Entry {
                    name,
                    key,
                    value: node,
                }),
                None => {
                    let name = match node.kind {
                        Kind::Scalar(text) => text,
                        _ => String::new(),
                    };
                    *key = Some((name, node.range));
                }
            },
        }
    }
}
