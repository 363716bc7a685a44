//! Markdown's own elements.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Tag, TagEnd};

use super::{Marks, Table, Writer, unwrapped};
use crate::enrich::html;

impl Writer<'_, '_> {
    pub(super) fn start(&mut self, tag: &Tag<'_>) {
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

    pub(super) fn end(&mut self, end: &TagEnd) {
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
