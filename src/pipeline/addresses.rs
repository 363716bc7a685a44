//! Where the texts of a site write an address that pages lead to.

use pulldown_cmark::Event;

use crate::config::Base;
use crate::document::markdown::{Node, Prose};
use crate::document::reference::Target;
use crate::site::Site;
use crate::source::Span;

/// Returns the first place in the texts that writes an address as it stands on pages.
pub(super) fn place(site: &Site, base: &Base, address: &str) -> Option<Span> {
    let documents = site.documents().iter();
    let mut proses = documents.flat_map(|document| document.proses());
    proses
        .find_map(|prose| linked(prose, base, address).or_else(|| in_html(prose, address)))
        .or_else(|| of_source(site, address))
}

/// A source may have been published on the site itself.
fn of_source(site: &Site, address: &str) -> Option<Span> {
    let mut sources = site.sources();
    sources.find_map(|source| {
        let is_of = |url: &Option<String>| url.as_deref() == Some(address);
        let key = match () {
            () if is_of(&source.url) => "url",
            () if is_of(&source.archived) => "archived",
            () => return None,
        };
        Some(source.place.at(key))
    })
}

fn linked(prose: &Prose, base: &Base, address: &str) -> Option<Span> {
    let mut references = prose.references.iter();
    let found = references.find(|reference| match &reference.target {
        Target::Url(url) => url == address,
        Target::Page { path, anchor } => {
            let anchor = anchor.iter().map(|anchor| format!("#{anchor}"));
            std::iter::once(base.url(path))
                .chain(anchor)
                .collect::<String>()
                == address
        }
        _ => false,
    })?;
    Some(prose.span(found.id_range.clone()))
}

/// HTML that is written by hand is marked as a whole.
fn in_html(prose: &Prose, address: &str) -> Option<Span> {
    let mut nodes = prose.nodes.iter();
    let (_, range) = nodes.find(|(node, _)| match node {
        Node::Markdown(Event::Html(html) | Event::InlineHtml(html)) => html.contains(address),
        _ => false,
    })?;
    Some(prose.span(range.clone()))
}
