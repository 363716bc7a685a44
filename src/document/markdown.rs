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
    builder.find_spaced_schemes();
    builder.find_stray_links();
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
    is_in_comment: bool,
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
                title,
                ..
            }) => {
                self.open_link(link_type, &dest_url, &title, range);
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
                if info.split_whitespace().next().is_some_and(block::is_ours) =>
            {
                self.quiet.push(range.clone());
                self.fence = Some((info.into_string(), None, range));
            }
            Event::Html(html) => self.html(&html, range),
            Event::InlineHtml(html) => {
                self.html(&html, range);
                self.is_in_comment = false;
            }
            Event::End(TagEnd::HtmlBlock) => {
                self.is_in_comment = false;
                self.plain(event, range);
            }
            other => self.plain(other, range),
        }
    }

    fn plain(&mut self, event: Event<'_>, range: Range<usize>) {
        let event = without_zeros(event);
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

    /// A comment is a note to editors and goes no further; a block of it arrives line by line.
    fn html(&mut self, html: &str, range: Range<usize>) {
        self.quiet.push(range.clone());
        let mut at = 0;
        while at < html.len() {
            let rest = &html[at..];
            let (mark, length) = match self.is_in_comment {
                true => ("-->", "-->".len()),
                false => ("<!--", 0),
            };
            let end = rest.find(mark).map_or(rest.len(), |end| end + length);
            if !self.is_in_comment {
                self.html_part(&rest[..end], range.start + at);
            }
            if rest[..end].len() < rest.len() || rest.ends_with(mark) {
                self.is_in_comment = !self.is_in_comment;
            }
            at += end;
        }
    }

    fn html_part(&mut self, html: &str, start: usize) {
        if !html.trim().is_empty() {
            self.note_html(html, start);
        }
        let event = Event::Html(html.to_owned().into());
        self.push(Node::Markdown(event), start..start + html.len());
    }

    fn note_html(&mut self, html: &str, start: usize) {
        let lead = html.len() - html.trim_start().len();
        let found = self.shift(start + lead..start + html.trim_end().len());
        let text = self.text;
        let offset = self.offset;
        match self.prose.html.last_mut() {
            // The lines of one block are one mistake.
            Some(last)
                if text[last.end - offset..found.start - offset]
                    .trim()
                    .is_empty() =>
            {
                last.end = found.end;
            }
            _ => self.prose.html.push(found),
        }
    }

    fn open_link(&mut self, link_type: LinkType, address: &str, title: &str, range: Range<usize>) {
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
            title: title.to_owned(),
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
        let is_empty =
            matches!(self.prose.nodes.last(), Some((Node::Open(open), _)) if *open == link.index);
        let target = &self.prose.references[link.index].target;
        let prints_itself = matches!(
            target,
            Target::Figure(_) | Target::Event(_) | Target::NoTerm | Target::Broken
        );
        if is_empty && !prints_itself {
            let mistake = Mistake::new(
                Code::BadReference,
                self.shift(range.clone()),
                format!("the link `{}` has no text", &self.text[range.clone()]),
            )
            .help("write in the brackets what the reader is to see");
            self.report(mistake);
        }
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
            // The empty brackets are not part of the range.
            let after = whole.end..whole.end + "[]".len();
            let has_more = self.text[range.end..].starts_with("[]");
            let whole = whole.start..if has_more { after.end } else { whole.end };
            let mistake = Mistake::new(
                Code::BadCitation,
                whole.clone(),
                format!("`{cure}[]` is not a citation"),
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
                    title: String::new(),
                });
                self.push(Node::Citation(index), range);
            }
            Err(mistake) => self.report(mistake),
        }
    }

    fn open_picture(&mut self, address: &str, title: &str, range: Range<usize>) {
        self.quiet.push(range.clone());
        let shifted = self.shift(range.clone());
        let written = &self.text[range.clone()];
        if address == CITE {
            let mistake = self.picture_of_citation(written, shifted);
            self.report(mistake);
            self.skip_citation = 1;
            return;
        }
        if reference::scheme(address).is_some_and(reference::is_own) {
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
        let address_range = match written.rfind(address) {
            Some(at) if !address.is_empty() => {
                shifted.start + at..shifted.start + at + address.len()
            }
            _ => shifted.clone(),
        };
        let picture = Picture {
            address: reference::decode(address),
            alt: String::new(),
            title: title.to_owned(),
            range: shifted,
            address_range,
        };
        self.picture = Some((picture, range.start));
    }

    /// `![@a]`, or a picture whose label is not defined.
    fn picture_of_citation(&self, written: &str, whole: Range<usize>) -> Mistake {
        if !written.contains('@') {
            let label = written.rsplit('[').next().unwrap_or("");
            let label = label.trim_end_matches(']');
            return Mistake::new(
                Code::BrokenLink,
                whole,
                format!("no address is given for `[{label}]`"),
            )
            .help("write the picture as `![what it shows](file.png)`");
        }
        Mistake::new(
            Code::BadCitation,
            whole.clone(),
            format!("`{written}` is a picture to Markdown, not a citation"),
        )
        .help("put a space between the exclamation mark and the bracket")
        .fix(whole, format!("! {}", written.trim_start_matches('!')))
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
        for scheme in OWN_STARTS {
            let scheme = format!("]({scheme}");
            let found: Vec<usize> = self.text.match_indices(&scheme).map(|(at, _)| at).collect();
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
                let (scheme, id) = written.split_once(':').unwrap_or(("", written));
                let id: Vec<&str> = id.split_whitespace().collect();
                let joined = format!("{scheme}:{}", id.join("-"));
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

    /// Text that was meant as a link: an address with a space, a link inside a link.
    fn find_stray_links(&mut self) {
        let found: Vec<usize> = self.text.match_indices("](").map(|(at, _)| at).collect();
        for at in found {
            let after = &self.text[at + 2..];
            let is_own = OWN_STARTS.iter().any(|start| after.starts_with(start));
            let is_quiet = self.quiet.iter().any(|range| range.contains(&at));
            let is_escaped = self.text[..at].ends_with('\\');
            let line = after.lines().next().unwrap_or("");
            let Some(length) = line.find(')') else {
                continue;
            };
            if is_own || is_quiet || is_escaped || !self.text[..at].contains('[') {
                continue;
            }
            let range = self.shift(at..at + 2 + length + 1);
            let mistake = Mistake::new(
                Code::BadReference,
                range,
                format!("`{}` does not end a link", &self.text[at..at + 3 + length]),
            );
            let address = &line[..length];
            self.report(match address.contains(char::is_whitespace) {
                true => mistake.help("an address has no spaces: write `%20`, or rename the file"),
                false => mistake.help(
                    "nothing in a link may be a link or a citation itself; `\\]` writes a bracket",
                ),
            });
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
                let mistake = Mistake::new(
                    Code::BrokenFootnote,
                    self.shift(at..at + length + 1),
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

/// Replaces the zero character, which no page may hold, as CommonMark asks.
fn without_zeros(event: Event<'_>) -> Event<'_> {
    let replaced = |text: &CowStr<'_>| text.replace('\0', "\u{fffd}");
    match &event {
        Event::Text(text) if text.contains('\0') => Event::Text(replaced(text).into()),
        Event::Code(text) if text.contains('\0') => Event::Code(replaced(text).into()),
        _ => event,
    }
}

fn is_citation_text(written: &str) -> bool {
    written.strip_prefix("[@").is_some_and(|rest| {
        let id = rest.split([']', ';', ',']).next().unwrap_or("");
        super::values::is_id(id)
    })
}
