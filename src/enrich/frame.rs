//! What all pages have in common: head, menu section, cards and the apparatus at their foot.

use super::apparatus::{self, Apparatus};
use super::json_ld;
use super::page::{
    Citation, Content, DateView, EventView, FigureView, Footnote, Link, Page, TermView,
};
use super::views;
use crate::document::date::Date;
use crate::site::Site;
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
    pub(super) fn page(self, site: &Site, apparatus: Apparatus, content: Content) -> Page {
        let config = site.config();
        let permalink = config.base.permalink(&self.path);
        let json_ld = match self.is_indexable {
            true => json_ld::describe(
                site,
                &self.kind,
                &self.title,
                &self.description,
                &permalink,
                &self.breadcrumbs,
            ),
            false => String::new(),
        };
        let edit_url = config
            .repository
            .as_ref()
            .zip(self.file)
            .map(|(repository, file)| format!("{repository}/edit/main/{file}"));
        let report_url = config.repository.as_ref().map(|repository| {
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
            checked: checked(site, self.checked),
            edit_url,
            report_url,
            terms: terms(site, &apparatus),
            citations: citations(site, &apparatus),
            figure_cards: figure_cards(site, &apparatus),
            event_cards: event_cards(site, &apparatus),
            footnotes: footnotes(apparatus),
            content,
        }
    }
}

fn checked(site: &Site, own: Option<&Date>) -> Option<DateView> {
    own.or(site.checked()).map(views::date)
}

fn terms(site: &Site, apparatus: &Apparatus) -> Vec<TermView> {
    let mut terms: Vec<TermView> = apparatus
        .terms
        .iter()
        .filter_map(|(id, backrefs)| {
            let mut view = views::term(site, site.term(id)?);
            view.backrefs.clone_from(backrefs);
            Some(view)
        })
        .collect();
    terms.sort_by_cached_key(|term| (term.name.to_lowercase(), term.id.clone()));
    terms
}

fn citations(site: &Site, apparatus: &Apparatus) -> Vec<Citation> {
    apparatus
        .citations
        .iter()
        .enumerate()
        .filter_map(|(at, (id, backrefs))| {
            Some(Citation {
                number: at + 1,
                source: views::source(site.source(id)?),
                backrefs: backrefs.clone(),
            })
        })
        .collect()
}

fn figure_cards(site: &Site, apparatus: &Apparatus) -> Vec<FigureView> {
    apparatus
        .figures
        .iter()
        .filter_map(|id| Some(views::figure(site, site.figure(id)?)))
        .collect()
}

fn event_cards(site: &Site, apparatus: &Apparatus) -> Vec<EventView> {
    apparatus
        .events
        .iter()
        .filter_map(|id| Some(views::event(site, site.event(id)?, false)))
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
pub(super) fn crumbs(site: &Site, above: &[(&str, &str)]) -> Vec<Link> {
    let home = (site.config().title.as_str(), "/");
    [home]
        .iter()
        .chain(above)
        .map(|(title, path)| Link {
            title: (*title).to_owned(),
            path: (*path).to_owned(),
        })
        .collect()
}
