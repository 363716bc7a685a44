//! Prose to HTML: Markdown's own elements, the inline marks of references, the links of mentioned
//! terms. Whatever was wrong with a reference has been reported elsewhere; here its text is shown.

mod elements;
mod references;

use pulldown_cmark::{Alignment, Event, TagEnd};

use super::apparatus::Apparatus;
use super::html;
use super::page::Segment;
use super::shelf::Lookup;
use crate::document::markdown::{Node, Prose};
use crate::document::reference::Target;
use crate::site::mentions::{Mention, Position};
use crate::site::route;
use crate::source::SourceId;

/// How references in a prose are marked.
pub(super) enum Marks<'a> {
    /// With cards and numbered sources of the page that it stands on.
    OfPage(&'a mut Apparatus),
    /// With plain links, so that the text is the same wherever it is shown.
    Plain,
}

/// Makes the segment of a block from its number in the prose.
pub(super) type Blocks<'b> =
    dyn FnMut(usize, &mut Marks<'_>, &mut Lookup<'_>) -> Option<Segment> + 'b;

/// Turns prose into HTML.
pub(super) struct Writer<'w, 'a> {
    view: &'w mut Lookup<'a>,
    prose: &'w Prose,
    marks: Marks<'w>,
    mentions: &'w [Mention],
    next_mention: usize,
    open_mention: bool,
    out: Vec<String>,
    segments: Vec<Segment>,
    blocks: &'w mut Blocks<'w>,
    table: Table,
    notes: Vec<String>,
    heading: String,
    table_labels: Vec<String>,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    is_head: bool,
    is_blank: bool,
}

impl Table {
    /// Says whether the cell that is open heads a column.
    fn heads(&self) -> bool {
        self.is_head && !self.is_blank
    }
}

/// Returns a text as segments: HTML, and blocks made by `blocks` from their number in the prose.
pub(super) fn segments(
    view: &mut Lookup<'_>,
    prose: &Prose,
    mentions: &[Mention],
    apparatus: &mut Apparatus,
    blocks: &mut Blocks<'_>,
) -> Vec<Segment> {
    let mut writer = Writer::new(view, prose, mentions, Marks::OfPage(apparatus), blocks);
    writer.run();
    writer.finish()
}

/// Returns an inline text (no paragraph round it) with the marks of the page it stands on.
pub(super) fn inline(view: &mut Lookup<'_>, prose: &Prose, apparatus: &mut Apparatus) -> String {
    whole(view, prose, Marks::OfPage(apparatus))
}

/// Returns an inline text with plain links.
pub(super) fn plain(view: &mut Lookup<'_>, prose: &Prose) -> String {
    whole(view, prose, Marks::Plain)
}

fn whole(view: &mut Lookup<'_>, prose: &Prose, marks: Marks<'_>) -> String {
    let mut none = |_: usize, _: &mut Marks<'_>, _: &mut Lookup<'_>| None;
    let mut writer = Writer::new(view, prose, &[], marks, &mut none);
    writer.run();
    let html = writer.out.pop().unwrap_or_default();
    unwrapped(html.trim_end())
}

/// Returns about how many bytes of HTML a prose becomes, so that they need not be moved while it grows.
fn usual_length(prose: &Prose, mentions: &[Mention]) -> usize {
    const OF_NODE: usize = 24;
    const OF_LINK: usize = 160;
    let links = prose.references.len() + mentions.len();
    prose.nodes.len() * OF_NODE + links * OF_LINK
}

/// Takes the paragraph off a text that is only one.
fn unwrapped(html: &str) -> String {
    match html
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"))
    {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => html.to_owned(),
    }
}

impl<'w, 'a> Writer<'w, 'a> {
    fn new(
        view: &'w mut Lookup<'a>,
        prose: &'w Prose,
        mentions: &'w [Mention],
        marks: Marks<'w>,
        blocks: &'w mut Blocks<'w>,
    ) -> Self {
        Self {
            view,
            prose,
            marks,
            mentions,
            next_mention: 0,
            open_mention: false,
            out: vec![String::with_capacity(usual_length(prose, mentions))],
            segments: Vec::new(),
            blocks,
            table: Table::default(),
            notes: Vec::new(),
            heading: String::new(),
            table_labels: Vec::new(),
        }
    }

    fn finish(mut self) -> Vec<Segment> {
        self.cut();
        self.segments
    }

    fn cut(&mut self) {
        let html = std::mem::take(self.html());
        if !html.trim().is_empty() {
            self.segments.push(Segment::Html { html });
        }
    }

    fn html(&mut self) -> &mut String {
        self.out
            .last_mut()
            .expect("there is always a buffer to write to")
    }

    fn push(&mut self, html: &str) {
        self.html().push_str(html);
    }

    fn run(&mut self) {
        let prose = self.prose;
        for (at, (node, _)) in prose.nodes.iter().enumerate() {
            match node {
                Node::Markdown(event) => self.markdown(at, event),
                Node::Open(index) => self.open(&prose.references[*index]),
                Node::Close(index) => self.close(&prose.references[*index]),
                Node::Citation(index) => {
                    if let Target::Citation(cites) = &prose.references[*index].target {
                        self.citation(cites);
                    }
                }
                Node::Heading(index) => {
                    let heading = &prose.headings[*index];
                    self.heading.clone_from(&heading.title);
                    let anchor = html::attributed(&heading.anchor);
                    self.push(&format!("<h{} id=\"{anchor}\">", heading.level));
                }
                Node::HeadingEnd(index) => {
                    let level = prose.headings[*index].level;
                    self.push(&format!("</h{level}>\n"));
                }
                Node::Block(index) => {
                    if let Some(segment) = (self.blocks)(*index, &mut self.marks, self.view) {
                        self.cut();
                        self.segments.push(segment);
                    }
                }
                Node::Picture(index) => self.picture(*index),
            }
        }
    }

    fn markdown(&mut self, at: usize, event: &Event<'_>) {
        match event {
            Event::Text(text) => self.text(at, text),
            Event::Code(code) => {
                self.push("<code>");
                html::text(self.html(), code);
                self.push("</code>");
            }
            Event::SoftBreak => {
                self.mention_edges(at, 0);
                self.push("\n");
                self.mention_edges(at, 1);
            }
            Event::HardBreak => self.push("<br>\n"),
            Event::Rule => self.push("<hr>\n"),
            Event::Html(raw) | Event::InlineHtml(raw) => {
                if self.view.lets_html_through() {
                    self.push(raw);
                } else {
                    html::text(self.html(), raw);
                }
            }
            Event::FootnoteReference(label) => self.note_reference(label),
            Event::TaskListMarker(is_done) => self.push(match is_done {
                true => "<span class=\"task\" role=\"img\" aria-label=\"done\">☑</span> ",
                false => "<span class=\"task\" role=\"img\" aria-label=\"to do\">☐</span> ",
            }),
            Event::Start(tag) => {
                // A head cell without words heads nothing.
                let next = self.prose.nodes.get(at + 1).map(|(node, _)| node);
                self.table.is_blank =
                    matches!(next, Some(Node::Markdown(Event::End(TagEnd::TableCell))));
                self.start(tag);
            }
            Event::End(end) => self.end(end),
            Event::InlineMath(text) | Event::DisplayMath(text) => html::text(self.html(), text),
        }
    }

    /// Writes text with the mentions of terms in it linked.
    fn text(&mut self, at: usize, text: &str) {
        let mut written = 0;
        while let Some(edge) = self.next_edge(at, text.len()) {
            html::text(self.html(), &text[written..edge]);
            written = edge;
            self.edge();
        }
        html::text(self.html(), &text[written..]);
    }

    /// Returns the byte of this node at which the next mention begins or ends, if it does.
    fn next_edge(&self, node: usize, length: usize) -> Option<usize> {
        let mention = self.mentions.get(self.next_mention)?;
        let Position { node: at, byte } = if self.open_mention {
            mention.end
        } else {
            mention.start
        };
        (at == node && byte <= length).then_some(byte)
    }

    fn mention_edges(&mut self, node: usize, byte: usize) {
        while self.next_edge(node, byte) == Some(byte) {
            self.edge();
        }
    }

    fn edge(&mut self) {
        let mention = &self.mentions[self.next_mention];
        if self.open_mention {
            self.push("</a>");
            self.next_mention += 1;
        } else {
            let term = mention.term.clone();
            self.open_term(&term);
        }
        self.open_mention = !self.open_mention;
    }

    fn open_term(&mut self, id: &str) {
        let link = match &mut self.marks {
            Marks::OfPage(apparatus) => {
                let backref = apparatus.term(id);
                format!(
                    "<a class=\"term\" href=\"#term-{id}\" id=\"{backref}\" data-card=\"card-term-{id}\">"
                )
            }
            Marks::Plain => {
                let url = self.view.base().url(&route::term(id));
                format!("<a class=\"term\" href=\"{url}\">")
            }
        };
        self.push(&link);
    }
}

/// The file in which a prose stands.
pub(super) fn file_of(prose: &Prose) -> &SourceId {
    match &prose.origin {
        crate::document::markdown::Origin::File(file) => file,
        crate::document::markdown::Origin::Field { block, .. } => &block.file,
    }
}
