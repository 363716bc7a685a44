//! References, citations and pictures: what leads from a text to something else.

use super::{Marks, Writer, file_of};
use crate::document::date;
use crate::document::reference::{Cite, Reference, Target};
use crate::enrich::{html, status};
use crate::site::LinkTarget;

impl Writer<'_, '_> {
    pub(super) fn open(&mut self, reference: &Reference) {
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

    pub(super) fn close(&mut self, reference: &Reference) {
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

    pub(super) fn citation(&mut self, cites: &[Cite]) {
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

    pub(super) fn note_reference(&mut self, label: &str) {
        if let Marks::OfPage(apparatus) = &mut self.marks {
            let (letter, backref) = apparatus.note(label);
            self.push(&format!(
                "<sup class=\"note-ref\"><a href=\"#note-{letter}\" id=\"{backref}\" aria-label=\"Note {letter}\">{letter}</a></sup>"
            ));
        }
    }

    pub(super) fn picture(&mut self, index: usize) {
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

/// The `datetime` of the text of a reference to an event; of an empty text, that of the event.
fn datetime(text: &str, date: &date::Date) -> Option<String> {
    if text.trim().is_empty() {
        return date.datetime();
    }
    date::text::agree(text, date).ok()?.datetime
}
