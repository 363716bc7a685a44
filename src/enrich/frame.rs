//! What all pages have in common: head, menu section, cards and the apparatus at their foot.

use super::apparatus::{self, Apparatus};
use super::json_ld;
use super::page::{
    Citation, Content, DateView, EventView, FigureView, Footnote, Link, LinkedTerm, Page,
};
use super::shared::Shared;
use super::shelf::Lookup;
use super::views;
use crate::document::date::Date;
use crate::source::SourceId;

/// The particulars of a page before its frame is put round it.
pub(super) struct Frame<'a> {
    pub(super) template: &'static str,
    pub(super) section: &'static str,
    pub(super) title: String,
    pub(super) path: String,
    pub(super) description: String,
    pub(super) file: Option<&'a SourceId>,
    pub(super) checked: Option<&'a Date>,
    pub(super) is_indexable: bool,
    pub(super) breadcrumbs: Vec<Link>,
    pub(super) kind: json_ld::Kind<'a>,
}

impl Frame<'_> {
    /// Makes the page.
    pub(super) fn page(
        self,
        view: &mut Lookup<'_>,
        mut apparatus: Apparatus,
        content: Content,
    ) -> Page {
        let permalink = view.base().permalink(&self.path);
        let repository = view.repository();
        let json_ld = match self.is_indexable {
            true => json_ld::describe(
                view,
                &self.kind,
                &self.title,
                &self.description,
                &permalink,
                &self.breadcrumbs,
            ),
            false => String::new(),
        };
        let edit_url = repository
            .zip(self.file)
            .map(|(repository, file)| format!("{repository}/edit/main/{file}"));
        let report_url = repository.map(|repository| {
            format!(
                "{repository}/issues/new?title={}",
                query(&format!("Mistake on {}", self.path))
            )
        });
        Page {
            template: self.template,
            origin: self.file.map(ToString::to_string).unwrap_or_default(),
            section: self.section,
            title: self.title,
            path: self.path,
            description: self.description,
            permalink,
            is_indexable: self.is_indexable,
            og_type: match self.kind {
                json_ld::Kind::Article { .. } => "article",
                _ => "website",
            },
            json_ld,
            breadcrumbs: self.breadcrumbs,
            checked: checked(view, self.checked),
            edit_url,
            report_url,
            terms: terms(view, &apparatus),
            citations: citations(view, &apparatus),
            figure_cards: figure_cards(view, &apparatus),
            event_cards: event_cards(view, &apparatus),
            files: std::mem::take(&mut apparatus.files),
            footnotes: footnotes(apparatus),
            content,
        }
    }
}

fn checked(view: &mut Lookup<'_>, own: Option<&Date>) -> Option<DateView> {
    own.or_else(|| view.checked()).map(views::date)
}

fn terms(view: &mut Lookup<'_>, apparatus: &Apparatus) -> Vec<LinkedTerm> {
    let mut terms = Vec::new();
    for (id, backrefs) in &apparatus.terms {
        if let Some(term) = view.card(id) {
            terms.push(LinkedTerm {
                term: views::term(view, term),
                backrefs: backrefs.clone(),
            });
        }
    }
    terms.sort_by_cached_key(|linked| (linked.term.name.to_lowercase(), linked.term.id.clone()));
    terms
}

fn citations(view: &mut Lookup<'_>, apparatus: &Apparatus) -> Vec<Citation> {
    let mut citations = Vec::new();
    for (at, (id, backrefs)) in apparatus.citations.iter().enumerate() {
        if let Some(source) = view.source(id) {
            citations.push(Citation {
                number: at + 1,
                source: views::source(view, source),
                backrefs: backrefs.clone(),
            });
        }
    }
    citations
}

fn figure_cards(view: &mut Lookup<'_>, apparatus: &Apparatus) -> Vec<Shared<FigureView>> {
    let figures: Vec<_> = apparatus
        .figures
        .iter()
        .filter_map(|id| view.figure(id))
        .collect();
    figures
        .into_iter()
        .map(|figure| views::figure(view, figure))
        .collect()
}

fn event_cards(view: &mut Lookup<'_>, apparatus: &Apparatus) -> Vec<Shared<EventView>> {
    let events: Vec<_> = apparatus
        .events
        .iter()
        .filter_map(|id| view.event(id))
        .collect();
    events
        .into_iter()
        .map(|event| views::event(view, event, false))
        .collect()
}

fn footnotes(apparatus: Apparatus) -> Vec<Footnote> {
    apparatus
        .footnotes
        .into_iter()
        .enumerate()
        .filter(|(_, note)| !note.backrefs.is_empty())
        .map(|(at, note)| {
            let letter = apparatus::letter(at);
            let id = format!("note-{letter}");
            Footnote {
                letter,
                id,
                html: note.html,
                backrefs: note.backrefs,
            }
        })
        .collect()
}

/// Encodes a text for the query of an address (RFC 3986: unreserved characters stay).
fn query(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The way to a page that lies below the home page.
pub(super) fn crumbs(view: &mut Lookup<'_>, above: &[(&str, &str)]) -> Vec<Link> {
    let home = (view.site_title(), "/");
    [home]
        .iter()
        .chain(above)
        .map(|(title, path)| Link {
            title: (*title).to_owned(),
            path: (*path).to_owned(),
        })
        .collect()
}
