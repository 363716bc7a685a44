//! Markdown to prose: CommonMark and GFM events with their places, in which links have become
//! references, fenced blocks have become things to draw, and headings have anchors.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::anchor::Anchors;
use super::block::{self, FencedBlock};
use super::reference::{self, Mistake, Reference, Target};
use super::yaml::{Block, Step};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SourceId, Span};

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
    /// The address as written.
    pub address: String,
    /// The alternative text.
    pub alt: String,
    /// The title.
    pub title: String,
    /// Where it stands.
    pub range: Range<usize>,
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

/// The marker that the callback gives to references that look like citations.
const CITE: &str = "casebook-cite:";

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
        let is_full = matches!(link.link_type, LinkType::ReferenceUnknown);
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
            nodes: Vec::new(),
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
    builder.find_spaced_schemes();
    builder.footnotes();
    builder.prose
}

/// A link that is open.
struct Link {
    index: usize,
    start: usize,
    text: String,
    inner: Option<Range<usize>>,
}

struct Builder<'a> {
    text: &'a str,
    offset: usize,
    whole: Option<&'a std::sync::Arc<str>>,
    prose: Prose,
    anchors: Anchors,
    links: Vec<Link>,
    picture: Option<(Picture, usize)>,
    heading: Option<(usize, String)>,
    fence: Option<(String, Option<Range<usize>>, Range<usize>)>,
    skip_citation: usize,
    /// Ranges in which `](term: x)` is not a slip: code and links.
    quiet: Vec<Range<usize>>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Builder<'_> {
    fn shift(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }

    fn report(&mut self, mistake: Mistake) {
        let origin = &self.prose.origin;
        self.diagnostics
            .push(reference::bind(mistake, |range| origin.span(range)));
    }

    fn push(&mut self, node: Node, range: Range<usize>) {
        let range = self.shift(range);
        self.prose.nodes.push((node, range));
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skip_citation > 0 {
            match event {
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => self.skip_citation += 1,
                Event::End(TagEnd::Link | TagEnd::Image) => self.skip_citation -= 1,
                _ => {}
            }
            return;
        }
        if self.picture.is_some() {
            return self.in_picture(event);
        }
        if self.fence.is_some() {
            return self.in_fence(event, range);
        }
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                self.open_link(link_type, &dest_url, range);
            }
            Event::End(TagEnd::Link) => self.close_link(range),
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => {
                self.open_picture(&dest_url, &title, range);
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let heading = Heading {
                    level: level as u8,
                    title: String::new(),
                    anchor: String::new(),
                    range: self.shift(range.clone()),
                };
                self.prose.headings.push(heading);
                let index = self.prose.headings.len() - 1;
                self.heading = Some((index, String::new()));
                self.push(Node::Heading(index), range);
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((index, title)) = self.heading.take() {
                    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.prose.headings[index].anchor = self.anchors.of(&title);
                    self.prose.headings[index].title = title;
                    self.push(Node::HeadingEnd(index), range);
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))
                if matches!(info.split_whitespace().next(), Some("timeline" | "figures")) =>
            {
                self.quiet.push(range.clone());
                self.fence = Some((info.into_string(), None, range));
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(html, range),
            other => self.plain(other, range),
        }
    }

    fn plain(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Event::Text(text) | Event::Code(text) = &event {
            if let Some((_, title)) = &mut self.heading {
                title.push_str(text);
            }
            for link in &mut self.links {
                link.text.push_str(text);
            }
        }
        if matches!(event, Event::SoftBreak | Event::HardBreak) {
            for link in &mut self.links {
                link.text.push(' ');
            }
            if let Some((_, title)) = &mut self.heading {
                title.push(' ');
            }
        }
        for link in &mut self.links {
            let inner = link.inner.get_or_insert(range.clone());
            inner.start = inner.start.min(range.start);
            inner.end = inner.end.max(range.end);
        }
        if matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))) {
            self.quiet.push(range.clone());
        }
        self.push(Node::Markdown(event.into_static()), range);
    }

    fn html(&mut self, html: CowStr<'_>, range: Range<usize>) {
        let trimmed = html.trim();
        // A comment is a note to editors. A block of it arrives line by line, so its lines are
        // recognised by what stands around them.
        if trimmed.starts_with("<!--") || self.is_in_comment(range.start) || trimmed.is_empty() {
            return;
        }
        let shifted = self.shift(range.clone());
        let length = html.trim_end().len();
        self.prose
            .html
            .push(shifted.start..shifted.start + length.max(1));
        self.push(Node::Markdown(Event::Html(html).into_static()), range);
    }

    fn is_in_comment(&self, at: usize) -> bool {
        let before = &self.text[..at];
        let opened = before.rfind("<!--");
        opened.is_some_and(|opened| !before[opened..].contains("-->"))
    }

    fn open_link(&mut self, link_type: LinkType, address: &str, range: Range<usize>) {
        let written = &self.text[range.clone()];
        self.quiet.push(range.clone());
        if address == CITE {
            return self.citation(link_type, range);
        }
        if link_type == LinkType::Inline && is_citation_text(written) {
            let end = written.find(']').map_or(written.len(), |at| at + 1);
            let whole = self.shift(range.clone());
            let mistake = Mistake::new(
                Code::BadCitation,
                whole.clone(),
                format!("`{}` is a citation and a link at once", &written[..end]),
            )
            .help("the address belongs to the source; write only the citation")
            .fix(whole, &written[..end]);
            self.report(mistake);
            self.skip_citation = 1;
            return;
        }
        let id_range = match written.rfind(address) {
            Some(at) if !address.is_empty() => range.start + at..range.start + at + address.len(),
            _ => range.clone(),
        };
        let index = self.prose.references.len();
        self.prose.references.push(Reference {
            target: Target::Broken,
            range: self.shift(range.clone()),
            id_range: self.shift(id_range.clone()),
            text: String::new(),
            text_range: self.shift(range.start..range.start),
        });
        let scheme = reference::scheme(address);
        let is_own = scheme.is_some_and(reference::is_own);
        if is_own && matches!(link_type, LinkType::Autolink | LinkType::Email) {
            let mistake = Mistake::new(
                Code::BadReference,
                self.shift(range.clone()),
                format!("`{written}` has no text"),
            )
            .help(format!("write `[text]({address})`"));
            self.report(mistake);
        } else {
            let address = match link_type {
                LinkType::Email => format!("mailto:{address}"),
                _ => address.to_owned(),
            };
            match reference::classify(&address, self.shift(id_range)) {
                Ok(target) => self.prose.references[index].target = target,
                Err(mistake) => self.report(mistake),
            }
        }
        self.push(Node::Open(index), range.clone());
        self.links.push(Link {
            index,
            start: range.start,
            text: String::new(),
            inner: None,
        });
    }

    fn close_link(&mut self, range: Range<usize>) {
        let Some(link) = self.links.pop() else { return };
        let inner = link.inner.unwrap_or(link.start + 1..link.start + 1);
        let text_range = self.shift(inner);
        let reference = &mut self.prose.references[link.index];
        reference.text = link.text;
        reference.text_range = text_range;
        self.push(Node::Close(link.index), range);
    }

    fn citation(&mut self, link_type: LinkType, range: Range<usize>) {
        let written = &self.text[range.clone()];
        let whole = self.shift(range.clone());
        self.skip_citation = 1;
        if matches!(link_type, LinkType::Reference | LinkType::ReferenceUnknown) {
            let mistake = if written.contains('@') {
                let joined = written.replace("][", "; ");
                Mistake::new(
                    Code::BadCitation,
                    whole.clone(),
                    format!("`{written}` runs two citations together"),
                )
                .help("put both into one bracket")
                .fix(whole.clone(), joined)
            } else {
                let label = written
                    .rsplit('[')
                    .next()
                    .unwrap_or("")
                    .trim_end_matches(']');
                Mistake::new(
                    Code::BrokenLink,
                    whole.clone(),
                    format!("no address is given for `[{label}]`"),
                )
                .help("write the link as `[text](address)`")
            };
            let text = written
                .split(']')
                .next()
                .unwrap_or("")
                .trim_start_matches('[')
                .to_owned();
            self.report(mistake);
            if !written.contains('@') {
                self.push(Node::Markdown(Event::Text(text.into())), range);
            }
            return;
        }
        if matches!(link_type, LinkType::Collapsed | LinkType::CollapsedUnknown) {
            let cure = written.trim_end_matches("[]").to_owned();
            let mistake = Mistake::new(
                Code::BadCitation,
                whole.clone(),
                format!("`{written}` is not a citation"),
            )
            .help("leave the empty brackets out")
            .fix(whole, cure);
            return self.report(mistake);
        }
        match reference::citation(written, whole.start) {
            Ok(cites) => {
                let index = self.prose.references.len();
                self.prose.references.push(Reference {
                    target: Target::Citation(cites),
                    range: whole.clone(),
                    id_range: whole.clone(),
                    text: String::new(),
                    text_range: whole,
                });
                self.push(Node::Citation(index), range);
            }
            Err(mistake) => self.report(mistake),
        }
    }

    fn open_picture(&mut self, address: &str, title: &str, range: Range<usize>) {
        self.quiet.push(range.clone());
        let shifted = self.shift(range.clone());
        if reference::scheme(address).is_some_and(reference::is_own) || address == CITE {
            let written = &self.text[range.clone()];
            let mistake = Mistake::new(
                Code::BadReference,
                shifted.clone(),
                format!("`{written}` is a picture of something that is not one"),
            )
            .help("leave the `!` out")
            .fix(shifted.clone(), written.trim_start_matches('!'));
            self.report(mistake);
            self.skip_citation = 1;
            return;
        }
        let picture = Picture {
            address: address.to_owned(),
            alt: String::new(),
            title: title.to_owned(),
            range: shifted,
        };
        self.picture = Some((picture, range.start));
    }

    fn in_picture(&mut self, event: Event<'_>) {
        let Some((picture, start)) = &mut self.picture else {
            return;
        };
        match event {
            Event::Text(text) | Event::Code(text) => picture.alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => picture.alt.push(' '),
            Event::End(TagEnd::Image) => {
                let range = *start..*start;
                let Some((picture, _)) = self.picture.take() else {
                    return;
                };
                self.prose.pictures.push(picture);
                let index = self.prose.pictures.len() - 1;
                self.push(Node::Picture(index), range);
            }
            _ => {}
        }
    }

    fn in_fence(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(_) => {
                if let Some((_, inner, _)) = &mut self.fence {
                    let inner = inner.get_or_insert(range.clone());
                    inner.end = range.end;
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some((info, inner, fence)) = self.fence.take() else {
                    return;
                };
                self.close_fence(&info, inner, fence);
            }
            _ => {}
        }
    }

    fn close_fence(&mut self, info: &str, inner: Option<Range<usize>>, fence: Range<usize>) {
        let (Some(whole), Origin::File(file)) = (self.whole, &self.prose.origin) else {
            let name = info.split_whitespace().next().unwrap_or(info).to_owned();
            let mistake = Mistake::new(
                Code::BadBlock,
                self.shift(fence),
                format!("a block `{name}` cannot stand here"),
            )
            .help("blocks stand in the text of an article or page");
            return self.report(mistake);
        };
        // From the start of the first line, so that a block inside a list keeps its indentation.
        let inner = inner.unwrap_or(fence.start..fence.start);
        let start = self.text[..inner.start].rfind('\n').map_or(0, |at| at + 1);
        let start = if self.text[start..inner.start].trim().is_empty() {
            start
        } else {
            inner.start
        };
        let block = Block {
            file: file.clone(),
            text: whole.clone(),
            range: self.shift(start..inner.end.max(start)),
        };
        if let Some(block) = block::read(info, block, self.diagnostics) {
            self.prose.blocks.push(block);
            let index = self.prose.blocks.len() - 1;
            self.push(Node::Block(index), fence);
        }
    }

    /// `[x](term: y)` is no link to CommonMark: the space ends the address.
    fn find_spaced_schemes(&mut self) {
        for scheme in ["](term:", "](figure:", "](event:"] {
            let found: Vec<usize> = self.text.match_indices(scheme).map(|(at, _)| at).collect();
            for at in found {
                let is_quiet = self.quiet.iter().any(|range| range.contains(&at));
                let end = self.text[at..]
                    .find([')', '\n'])
                    .map_or(self.text.len(), |length| at + length);
                if is_quiet || !self.text[at..end].contains(char::is_whitespace) {
                    continue;
                }
                let address = at + 2..end;
                let written = &self.text[address.clone()];
                let joined: String = written.split_whitespace().collect();
                let address = self.shift(address);
                let mistake = Mistake::new(
                    Code::BadReference,
                    address.clone(),
                    format!("`{written}` has a space in it"),
                )
                .help("ids have no spaces")
                .fix(address, joined);
                self.report(mistake);
            }
        }
    }

    /// Checks that every footnote that is used is written, once, and the reverse. GFM leaves a
    /// reference without a definition as plain text, so those are looked for in the text.
    fn footnotes(&mut self) {
        let mut written: HashMap<String, Range<usize>> = HashMap::new();
        let mut used: Vec<String> = Vec::new();
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
                Node::Markdown(Event::FootnoteReference(label)) => used.push(label.to_string()),
                _ => {}
            }
        }
        for (at, _) in self.text.match_indices("[^") {
            let is_quiet = self.quiet.iter().any(|range| range.contains(&at));
            let Some(length) = self.text[at..].find([']', '\n']) else {
                continue;
            };
            let label = &self.text[at + 2..at + length];
            let is_label = !label.is_empty() && !label.contains(char::is_whitespace);
            if is_quiet || !is_label || !self.text[at + length..].starts_with(']') {
                continue;
            }
            if !written.contains_key(label) && !used.iter().any(|used| used == label) {
                mistakes.push(
                    Mistake::new(
                        Code::BrokenFootnote,
                        self.shift(at..at + length + 1),
                        format!("the footnote `[^{label}]` is not written anywhere"),
                    )
                    .help(format!("add a line `[^{label}]: …`")),
                );
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

fn is_citation_text(written: &str) -> bool {
    written.strip_prefix("[@").is_some_and(|rest| {
        let id = rest.split([']', ';', ',']).next().unwrap_or("");
        super::values::is_id(id)
    })
}
