//! Prose to HTML: Markdown's own elements, the inline marks of references, the links of mentioned
//! terms. Whatever was wrong with a reference has been reported elsewhere; here its text is shown.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd};

use super::apparatus::Apparatus;
use super::page::Segment;
use super::shelf::Lookup;
use super::{html, status};
use crate::document::date;
use crate::document::markdown::{Node, Prose};
use crate::document::reference::{Cite, Reference, Target};
use crate::site::mentions::{Mention, Position};
use crate::site::{LinkTarget, route};
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
            out: vec![String::new()],
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

    fn open(&mut self, reference: &Reference) {
        match &reference.target {
            Target::Term(id) if self.view.has_term(id) => self.open_term(id),
            Target::Figure(id) => self.open_figure(id, reference),
            Target::Event(id) => self.open_event(id, reference),
            Target::File { .. } | Target::Page { .. } | Target::Url(_) => {
                if let Some(address) = self.address(&reference.target) {
                    let address = html::attributed(&address);
                    let title = titled(&reference.title);
                    self.push(&format!("<a href=\"{address}\"{title}>"));
                }
            }
            Target::Term(_) | Target::NoTerm | Target::Citation(_) | Target::Broken => {}
        }
    }

    fn open_figure(&mut self, id: &str, reference: &Reference) {
        let Some(figure) = self.view.figure(id) else {
            return;
        };
        let path = self.view.figure_path(figure);
        let url = self.view.base().url(&path);
        let card = match &mut self.marks {
            Marks::OfPage(apparatus) => {
                apparatus.figure(id);
                format!(" data-card=\"card-figure-{id}\"")
            }
            Marks::Plain => String::new(),
        };
        let value = figure.quantity.in_single_units();
        self.push(&format!(
            "<a class=\"figure\" href=\"{url}\"{card}><data value=\"{value}\">"
        ));
        if reference.text.trim().is_empty() {
            let text = figure.quantity.house_form();
            html::text(self.html(), &text);
        }
    }

    fn open_event(&mut self, id: &str, reference: &Reference) {
        let Some(event) = self.view.event(id) else {
            return;
        };
        let path = self.view.event_path(event);
        let (url, card) = match &mut self.marks {
            Marks::OfPage(apparatus) => {
                apparatus.event(id);
                let url = match apparatus.is_listed(id) {
                    true => format!("#event-{id}"),
                    false => self.view.base().url(&path),
                };
                (url, format!(" data-card=\"card-event-{id}\""))
            }
            Marks::Plain => (self.view.base().url(&path), String::new()),
        };
        let class = match status::is_word_of(self.view, event, &reference.text) {
            true => "event status",
            false => "event",
        };
        self.push(&format!("<a class=\"{class}\" href=\"{url}\"{card}>"));
        if let Some(datetime) = datetime(&reference.text, &event.date) {
            self.push(&format!("<time datetime=\"{datetime}\">"));
        }
        if reference.text.trim().is_empty() {
            let text = event.date.prose();
            html::text(self.html(), &text);
        }
    }

    fn close(&mut self, reference: &Reference) {
        match &reference.target {
            Target::Term(id) if self.view.has_term(id) => self.push("</a>"),
            Target::Figure(id) if self.view.figure(id).is_some() => self.push("</data></a>"),
            Target::Event(id) => {
                if let Some(event) = self.view.event(id) {
                    let has_time = datetime(&reference.text, &event.date).is_some();
                    self.push(if has_time { "</time></a>" } else { "</a>" });
                }
            }
            Target::File { .. } | Target::Page { .. } | Target::Url(_)
                if self.address(&reference.target).is_some() =>
            {
                self.push("</a>");
            }
            _ => {}
        }
    }

    fn citation(&mut self, cites: &[Cite]) {
        let known: Vec<&Cite> = cites
            .iter()
            .filter(|cite| self.view.has_source(&cite.id))
            .collect();
        if known.is_empty() {
            return;
        }
        let trimmed = self.html().trim_end_matches(' ').len();
        self.html().truncate(trimmed);
        self.push("<sup class=\"cites\">");
        for (at, cite) in known.iter().enumerate() {
            if at > 0 {
                self.push(",\u{2009}");
            }
            let id = &cite.id;
            let link = match &mut self.marks {
                Marks::OfPage(apparatus) => {
                    let (number, backref) = apparatus.cite(id);
                    format!(
                        "<a class=\"cite\" href=\"#source-{id}\" id=\"{backref}\" data-card=\"card-source-{id}\" aria-label=\"Source {number}\">{number}</a>"
                    )
                }
                Marks::Plain => {
                    let path = self.view.source_path(id);
                    let url = self.view.base().url(&path);
                    format!("<a class=\"cite\" href=\"{url}\">source</a>")
                }
            };
            self.push(&link);
            if let Some(locator) = &cite.locator {
                self.push(" <span class=\"locator\">");
                html::text(self.html(), locator);
                self.push("</span>");
            }
        }
        self.push("</sup>");
    }

    fn note_reference(&mut self, label: &str) {
        if let Marks::OfPage(apparatus) = &mut self.marks {
            let (letter, backref) = apparatus.note(label);
            self.push(&format!(
                "<sup class=\"note-ref\"><a href=\"#note-{letter}\" id=\"{backref}\" aria-label=\"Note {letter}\">{letter}</a></sup>"
            ));
        }
    }

    fn picture(&mut self, index: usize) {
        let picture = &self.prose.pictures[index];
        let file = file_of(self.prose);
        let path = crate::site::join(file.folder(), &picture.address);
        let Some(found) = self.view.picture(&path) else {
            return;
        };
        let url = html::attributed(&coded(&self.view.base().url(&found.path)));
        let alt = html::attributed(&picture.alt);
        let size = match found.size {
            Some((width, height)) => format!(" width=\"{width}\" height=\"{height}\""),
            None => String::new(),
        };
        let title = titled(&picture.title);
        self.push(&format!(
            "<img src=\"{url}\" alt=\"{alt}\"{title}{size} loading=\"lazy\" decoding=\"async\">"
        ));
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.push("<p>"),
            Tag::BlockQuote(None) => self.push("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                let (class, title) = alert(*kind);
                self.push(&format!(
                    "<aside class=\"alert alert-{class}\" aria-label=\"{title}\">\n<p class=\"alert-title\">{title}</p>\n"
                ));
            }
            Tag::CodeBlock(kind) => {
                self.push("<pre><code");
                if let CodeBlockKind::Fenced(info) = kind
                    && let Some(language) = info.split_whitespace().next()
                {
                    let language = html::attributed(language);
                    self.push(&format!(" class=\"language-{language}\""));
                }
                self.push(">");
            }
            Tag::List(None) => self.push("<ul>\n"),
            Tag::List(Some(1)) => self.push("<ol>\n"),
            Tag::List(Some(first)) => self.push(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.push("<li>"),
            Tag::FootnoteDefinition(label) => {
                self.notes.push(label.to_string());
                self.out.push(String::new());
            }
            Tag::Table(alignments) => {
                self.table = Table {
                    alignments: alignments.clone(),
                    cell: 0,
                    is_head: false,
                    is_blank: false,
                };
                let label = html::attributed(&self.table_label());
                self.push(&format!(
                    "<section class=\"table-box\" aria-label=\"{label}\" tabindex=\"0\"><table>\n"
                ));
            }
            Tag::TableHead => {
                self.table.is_head = true;
                self.table.cell = 0;
                self.push("<thead><tr>");
            }
            Tag::TableRow => {
                self.table.cell = 0;
                self.push("<tr>");
            }
            Tag::TableCell => {
                let class = match self.table.alignments.get(self.table.cell) {
                    Some(Alignment::Right) => " class=\"right\"",
                    Some(Alignment::Center) => " class=\"center\"",
                    _ => "",
                };
                let cell = if self.table.heads() {
                    "<th scope=\"col\""
                } else {
                    "<td"
                };
                self.push(&format!("{cell}{class}>"));
            }
            Tag::Emphasis => self.push("<em>"),
            Tag::Strong => self.push("<strong>"),
            Tag::Strikethrough => self.push("<del>"),
            _ => {}
        }
    }

    /// Names a table after its section; no two tables of a page have one name.
    fn table_label(&mut self) -> String {
        let base = match self.heading.is_empty() {
            true => "Table".to_owned(),
            false => format!("Table: {}", self.heading),
        };
        let mut label = base.clone();
        let mut count = 1;
        while self.table_labels.contains(&label) {
            count += 1;
            label = format!("{base} ({count})");
        }
        self.table_labels.push(label.clone());
        label
    }

    fn end(&mut self, end: &TagEnd) {
        match end {
            TagEnd::Paragraph => self.push("</p>\n"),
            TagEnd::BlockQuote(None) => self.push("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.push("</aside>\n"),
            TagEnd::CodeBlock => self.push("</code></pre>\n"),
            TagEnd::List(false) => self.push("</ul>\n"),
            TagEnd::List(true) => self.push("</ol>\n"),
            TagEnd::Item => self.push("</li>\n"),
            TagEnd::FootnoteDefinition => {
                let html = self.out.pop().unwrap_or_default();
                let label = self.notes.pop().unwrap_or_default();
                if let Marks::OfPage(apparatus) = &mut self.marks {
                    apparatus.note_text(&label, unwrapped(html.trim_end()));
                }
            }
            TagEnd::Table => self.push("</tbody></table></section>\n"),
            TagEnd::TableHead => {
                self.table.is_head = false;
                self.push("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.push("</tr>\n"),
            TagEnd::TableCell => {
                self.push(if self.table.heads() { "</th>" } else { "</td>" });
                self.table.cell += 1;
            }
            TagEnd::Emphasis => self.push("</em>"),
            TagEnd::Strong => self.push("</strong>"),
            TagEnd::Strikethrough => self.push("</del>"),
            _ => {}
        }
    }

    /// The address of a link, with the base path; `None` where it leads to nothing.
    fn address(&mut self, target: &Target) -> Option<String> {
        let base = self.view.base();
        match target {
            Target::Url(url) => Some(url.clone()),
            Target::File { path, anchor } if path.is_empty() => {
                anchor.as_ref().map(|anchor| format!("#{anchor}"))
            }
            Target::File { path, anchor } => {
                match self.view.link(file_of(self.prose), path, anchor.as_deref()) {
                    LinkTarget::Path(path) => Some(coded(&base.url(&path))),
                    _ => None,
                }
            }
            Target::Page { path, anchor } => {
                let anchor = anchor
                    .as_ref()
                    .map(|anchor| format!("#{anchor}"))
                    .unwrap_or_default();
                self.view
                    .has_page(path)
                    .then(|| format!("{}{anchor}", base.url(path)))
            }
            _ => None,
        }
    }
}

/// Returns an address with codes for the characters that it may not hold: files beside articles
/// have the names that people gave them.
fn coded(url: &str) -> String {
    let mut coded = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => {
                coded.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => coded.push(c),
        }
    }
    coded
}

/// The attribute of a title, where there is one.
fn titled(title: &str) -> String {
    match title.is_empty() {
        true => String::new(),
        false => format!(" title=\"{}\"", html::attributed(title)),
    }
}

fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("important", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("caution", "Caution"),
    }
}

/// The `datetime` of the text of a reference to an event; of an empty text, that of the event.
fn datetime(text: &str, date: &date::Date) -> Option<String> {
    if text.trim().is_empty() {
        return date.datetime();
    }
    date::text::agree(text, date).ok()?.datetime
}

/// The file in which a prose stands.
pub(super) fn file_of(prose: &Prose) -> &SourceId {
    match &prose.origin {
        crate::document::markdown::Origin::File(file) => file,
        crate::document::markdown::Origin::Field { block, .. } => &block.file,
    }
}
