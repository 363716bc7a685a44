//! Completion inside references: `term:`, `figure:`, `event:`, `[@`, files, anchors.

use std::ops::Range;

use lsp_types::CompletionItemKind;

use super::items::{Items, Offer};
use crate::document::{Content, Document};
use crate::editor::lsp::card::card;
use crate::editor::lsp::thing::{Thing, document, headings};
use crate::editor::places::Topic;
use crate::site::{Site, meant, relative};
use crate::source::SourceId;

/// Offers what a reference can lead to, if the cursor is in one.
pub(super) fn offer(
    site: &Site,
    file: &SourceId,
    text: &str,
    byte: usize,
    items: &mut Items<'_>,
) -> bool {
    let start = text[..byte].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..byte];
    if let Some(at) = cited(line) {
        let written = start + at..byte;
        items.things(Topic::Source, &written);
        return true;
    }
    let Some(at) = linked(line) else {
        return false;
    };
    let link = Link {
        site,
        file,
        text,
        written: start + at..byte,
    };
    link.offer(items);
    true
}

/// Where the id of a citation begins: `[@id`, `[@a; @id`.
fn cited(line: &str) -> Option<usize> {
    let open = line.rfind('[')?;
    let inside = &line[open + 1..];
    if inside.contains(']') || !inside.starts_with('@') {
        return None;
    }
    let part = inside.rfind(';').map_or(0, |at| at + 1);
    let lead = inside[part..].len() - inside[part..].trim_start().len();
    let id = inside[part + lead..].strip_prefix('@')?;
    let is_id = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    is_id.then(|| line.len() - id.len())
}

/// Where the address of a link begins: `](address`.
fn linked(line: &str) -> Option<usize> {
    let open = line.rfind("](")? + "](".len();
    let inside = &line[open..];
    let is_open = !inside.contains([')', ' ', '<', '"']);
    is_open.then_some(open)
}

/// A link whose address is being written.
struct Link<'a> {
    site: &'a Site,
    file: &'a SourceId,
    text: &'a str,
    /// The address as far as it is written.
    written: Range<usize>,
}

impl Link<'_> {
    fn offer(&self, items: &mut Items<'_>) {
        let address = &self.text[self.written.clone()];
        if let Some((scheme, id)) = address.split_once(':') {
            let topic = match scheme {
                "term" => Topic::Term,
                "figure" => Topic::Figure,
                "event" => Topic::Event,
                _ => return,
            };
            return self.ids(topic, self.written.end - id.len(), items);
        }
        match address.split_once('#') {
            Some((path, anchor)) => {
                self.headings(path, self.written.end - anchor.len(), items);
            }
            None => self.addresses(items),
        }
    }

    /// What follows the cursor: the bracket is closed where nobody has closed it, and words are
    /// written where there are none.
    fn ids(&self, topic: Topic, start: usize, items: &mut Items<'_>) {
        let close = self.close();
        let empty = self.empty_words();
        let written = start..self.written.end;
        items.each(topic, &written, &|id, words| {
            let words = empty
                .filter(|_| !words.is_empty())
                .map(|at| (at, words.to_owned()));
            (format!("{id}{close}"), words)
        });
    }

    /// A bracket, where none closes the link in its line.
    fn close(&self) -> &'static str {
        let rest = &self.text[self.written.end..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let next = line.find(|c: char| !(c.is_ascii_alphanumeric() || "-_./#".contains(c)));
        match next.is_some_and(|at| line[at..].starts_with(')')) {
            true => "",
            false => ")",
        }
    }

    /// Where the words of a link are to stand that has none: inside `[]`.
    fn empty_words(&self) -> Option<usize> {
        let before = self.text[..self.written.start].strip_suffix("](")?;
        before.ends_with('[').then_some(before.len())
    }

    fn headings(&self, path: &str, start: usize, items: &mut Items<'_>) {
        let path = meant(self.file, path);
        let Some(document) = document(self.site, &path) else {
            return;
        };
        let close = self.close();
        for heading in headings(document) {
            items.push(Offer {
                label: &heading.anchor,
                insert: Some(format!("{}{close}", heading.anchor)),
                detail: &heading.title,
                kind: CompletionItemKind::REFERENCE,
                written: start..self.written.end,
                ..Offer::default()
            });
        }
    }

    fn addresses(&self, items: &mut Items<'_>) {
        for (scheme, about) in [
            ("term:", "explain a term of the glossary"),
            ("figure:", "this number is that figure"),
            ("event:", "this date is that event"),
        ] {
            if !scheme.starts_with(&self.text[self.written.clone()]) {
                continue;
            }
            items.push(Offer {
                label: scheme,
                detail: about,
                kind: CompletionItemKind::KEYWORD,
                written: self.written.clone(),
                ..Offer::default()
            });
        }
        let close = self.close();
        for document in self.site.documents() {
            let Some(title) = title(document) else {
                continue;
            };
            let path = relative(self.file.folder(), document.id.as_str());
            if !items.has_room(&self.written, &path, title) {
                continue;
            }
            let thing = Thing {
                topic: Topic::File,
                id: document.id.to_string(),
            };
            items.push(Offer {
                label: &path,
                insert: Some(format!("{path}{close}")),
                detail: title,
                card: card(self.site, &thing),
                kind: CompletionItemKind::FILE,
                written: self.written.clone(),
                ..Offer::default()
            });
        }
        for path in self.site.list_pages() {
            items.push(Offer {
                label: path,
                insert: Some(format!("{path}{close}")),
                kind: CompletionItemKind::FOLDER,
                written: self.written.clone(),
                ..Offer::default()
            });
        }
        self.pictures(close, items);
    }

    fn pictures(&self, close: &str, items: &mut Items<'_>) {
        for path in self.site.pictures().keys() {
            if !path.starts_with(&format!("{}/", self.file.folder())) {
                continue;
            }
            let path = relative(self.file.folder(), path);
            items.push(Offer {
                label: &path,
                insert: Some(format!("{path}{close}")),
                kind: CompletionItemKind::FILE,
                written: self.written.clone(),
                ..Offer::default()
            });
        }
    }
}

fn title(document: &Document) -> Option<&str> {
    match &document.content {
        Content::Article(article) => Some(&article.title),
        Content::Page(page) | Content::Home(page) => Some(&page.title),
        Content::Term(term) => Some(&term.name),
        _ => None,
    }
}
