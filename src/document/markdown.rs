//! Markdown to prose: CommonMark and GFM events with their places, in which links have become
//! references, fenced blocks have become things to draw, and headings have anchors.

mod builder;
mod fence;
mod footnote;
mod habit;
mod link;
mod picture;
mod quiet;
mod stray;

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, TagEnd};

use super::anchor::Anchors;
use super::block::FencedBlock;
use super::reference::{Mistake, Reference};
use super::yaml::{Block, Step};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};
use builder::Builder;
use quiet::Quiet;

/// A parsed Markdown text: a body, or a field of a record. Ranges count from [`Prose::origin`].
#[derive(Clone, Debug)]
pub struct Prose {
    /// Where the text stands.
    pub origin: Origin,
    /// The text in order.
    pub nodes: Vec<(Node, Range<usize>)>,
    /// The references in order of their ends.
    pub references: Vec<Reference>,
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// The fenced blocks that are to be drawn.
    pub blocks: Vec<FencedBlock>,
    /// The pictures.
    pub pictures: Vec<Picture>,
    /// HTML, comments excepted.
    pub html: Vec<Range<usize>>,
}

/// Where a prose stands, so that its ranges can be placed in the file.
#[derive(Clone, Debug)]
pub enum Origin {
    /// It is the rest of a file; ranges are those of the file.
    File(SourceId),
    /// It is a field in YAML; ranges are those of the field's value.
    Field {
        /// The block.
        block: Block,
        /// The way to the field.
        path: Vec<Step>,
    },
}

/// One step of a prose.
#[derive(Clone, Debug)]
pub enum Node {
    /// Plain Markdown.
    Markdown(Event<'static>),
    /// A reference begins; its text follows.
    Open(usize),
    /// A reference ends.
    Close(usize),
    /// A citation, whole.
    Citation(usize),
    /// A heading begins.
    Heading(usize),
    /// A heading ends.
    HeadingEnd(usize),
    /// A block to draw.
    Block(usize),
    /// A picture.
    Picture(usize),
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its text, plain.
    pub title: String,
    /// Its anchor.
    pub anchor: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The address, with `%20` and the like decoded.
    pub address: String,
    /// The alternative text.
    pub alt: String,
    /// The title.
    pub title: String,
    /// Where it stands.
    pub range: Range<usize>,
    /// Where its address stands.
    pub address_range: Range<usize>,
}

impl Prose {
    /// Returns the span of a range of this prose.
    pub fn span(&self, range: Range<usize>) -> Span {
        self.origin.span(range)
    }

    /// Returns the text without markup, a space for each break.
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        for (node, _) in &self.nodes {
            match node {
                Node::Markdown(Event::Text(part) | Event::Code(part)) => text.push_str(part),
                Node::Markdown(Event::SoftBreak | Event::HardBreak) => text.push(' '),
                Node::Markdown(Event::End(end)) if is_block_end(end) && !text.ends_with(' ') => {
                    text.push(' ');
                }
                _ => {}
            }
        }
        text.truncate(text.trim_end().len());
        text
    }
}

fn is_block_end(end: &TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::CodeBlock
            | TagEnd::BlockQuote(_)
    )
}

impl Origin {
    /// Returns the span of a range in the file.
    pub fn span(&self, range: Range<usize>) -> Span {
        match self {
            Origin::File(file) => Span::new(file, range),
            Origin::Field { block, path } => block.span_inside(path, range),
        }
    }
}

/// What the addresses of references begin with.
const OWN_STARTS: [&str; 3] = ["term:", "figure:", "event:"];

/// The marker that the callback gives to references that look like citations.
const CITE: &str = "casebook-cite:";

/// About how many bytes of a text make a node.
const BYTES_OF_NODE: usize = 20;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
}

/// Parses a text that stands in `origin` from the byte `offset` on.
pub(super) fn parse(
    text: &str,
    offset: usize,
    origin: Origin,
    whole: Option<&std::sync::Arc<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Prose {
    let mut callback = |link: BrokenLink<'_>| {
        let label = link.reference.trim_start();
        let is_cite = label.starts_with('@')
            || label.starts_with("-@")
            || (label.contains(" @")
                && label.find(" @").is_some_and(|at| {
                    label[at + 2..].starts_with(|c: char| c.is_ascii_lowercase())
                }));
        let is_full = matches!(
            link.link_type,
            LinkType::Reference | LinkType::ReferenceUnknown
        );
        (is_cite || is_full).then_some((CowStr::Borrowed(CITE), CowStr::Borrowed("")))
    };
    let parser = Parser::new_with_broken_link_callback(text, options(), Some(&mut callback));
    let mut definitions: Vec<(String, Range<usize>)> = parser
        .reference_definitions()
        .iter()
        .filter(|(label, _)| label.starts_with('@'))
        .map(|(label, definition)| (label.to_owned(), definition.span.clone()))
        .collect();
    definitions.sort_by_key(|(_, range)| range.start);
    let mut builder = Builder {
        text,
        offset,
        whole,
        prose: Prose {
            origin,
            nodes: Vec::with_capacity(text.len() / BYTES_OF_NODE),
            references: Vec::new(),
            headings: Vec::new(),
            blocks: Vec::new(),
            pictures: Vec::new(),
            html: Vec::new(),
        },
        anchors: Anchors::default(),
        links: Vec::new(),
        picture: None,
        heading: None,
        fence: None,
        skip_citation: 0,
        is_in_comment: false,
        quiet: Vec::new(),
        diagnostics,
    };
    for (event, range) in parser.into_offset_iter() {
        builder.take(event, range);
    }
    for (label, range) in definitions {
        let mistake = Mistake::new(
            Code::BadCitation,
            builder.shift(range),
            format!("`[{label}]:` is not needed: sources stand in `content/sources/`"),
        )
        .help("remove the line, and cite with `[@id]`");
        builder.report(mistake);
    }
    let quiet = Quiet::new(std::mem::take(&mut builder.quiet));
    builder.find_spaced_schemes(&quiet);
    builder.find_stray_links(&quiet);
    builder.find_wiki_links(&quiet);
    builder.find_unspaced_headings(&quiet);
    builder.footnotes(&quiet);
    let mut prose = builder.prose;
    // Texts are kept for long, and what grew by doubling has room for half as much again.
    prose.nodes.shrink_to_fit();
    prose.references.shrink_to_fit();
    prose
}
