//! Lists of what is in a file, and in the whole site.

use lsp_types::{DocumentSymbol, Location, SymbolInformation, SymbolKind};

use super::text::Text;
use super::thing::{Thing, definition};
use super::workspace::Workspace;
use crate::document::markdown::Heading;
use crate::document::record::Place;
use crate::document::{Content, Document};
use crate::editor::places::Topic;
use crate::site::Site;

/// So many things of a site are listed at once.
const MOST: usize = 128;

/// Returns what is in a file: its headings, or its records.
pub(super) fn of_document(document: &Document, text: &Text) -> Vec<DocumentSymbol> {
    let record = |id: &str, name: &str, place: &Place| {
        let range = place.block.range.clone();
        symbol(
            text,
            name,
            id,
            SymbolKind::OBJECT,
            (range, place.at("id").range()),
        )
    };
    match &document.content {
        Content::Events(events) => events
            .iter()
            .map(|event| record(&event.id, &event.title, &event.place))
            .collect(),
        Content::Figures { figures, .. } => figures
            .iter()
            .map(|figure| record(&figure.id, &figure.label, &figure.place))
            .collect(),
        Content::Sources(sources) => sources
            .iter()
            .map(|source| record(&source.id, &source.title, &source.place))
            .collect(),
        _ => nested(text, super::thing::headings(document)),
    }
}

#[expect(
    deprecated,
    reason = "the type has a field that is, and no other way to be made"
)]
fn symbol(
    text: &Text,
    name: &str,
    detail: &str,
    kind: SymbolKind,
    (range, selection): (std::ops::Range<usize>, std::ops::Range<usize>),
) -> DocumentSymbol {
    let selection = selection.start.max(range.start)..selection.end.min(range.end);
    DocumentSymbol {
        // The protocol forbids names without a letter.
        name: match name.trim() {
            "" => "(without a name)".to_owned(),
            name => name.to_owned(),
        },
        detail: Some(detail.to_owned()).filter(|detail| !detail.is_empty()),
        kind,
        tags: None,
        deprecated: None,
        selection_range: text.range(selection),
        range: text.range(range),
        children: None,
    }
}

/// Headings with those of lower levels inside them.
fn nested(text: &Text, headings: &[Heading]) -> Vec<DocumentSymbol> {
    let mut symbols = Vec::new();
    let mut at = 0;
    while let Some(heading) = headings.get(at) {
        let rest = &headings[at + 1..];
        let below = rest
            .iter()
            .take_while(|other| other.level > heading.level)
            .count();
        let end = match rest.get(below) {
            Some(next) => next.range.start,
            None => text.text().len(),
        };
        let range = heading.range.start..end.max(heading.range.end);
        let kind = SymbolKind::STRING;
        let mut one = symbol(
            text,
            &heading.title,
            "",
            kind,
            (range, heading.range.clone()),
        );
        let children = nested_before(text, &rest[..below], end);
        one.children = Some(children).filter(|children| !children.is_empty());
        symbols.push(one);
        at += 1 + below;
    }
    symbols
}

/// Headings whose parts end no later than a byte.
fn nested_before(text: &Text, headings: &[Heading], end: usize) -> Vec<DocumentSymbol> {
    let last = text.position(end);
    let mut symbols = nested(text, headings);
    for symbol in &mut symbols {
        symbol.range.end = symbol.range.end.min(last);
    }
    symbols
}

/// Returns the list without its order by heading, for clients that know no other.
#[expect(
    deprecated,
    reason = "the type has a field that is, and no other way to be made"
)]
pub(super) fn flat(symbols: Vec<DocumentSymbol>, uri: &lsp_types::Uri) -> Vec<SymbolInformation> {
    let mut flat_symbols = Vec::new();
    for symbol in symbols {
        flat_symbols.push(SymbolInformation {
            name: symbol.name,
            kind: symbol.kind,
            tags: None,
            deprecated: None,
            location: Location {
                uri: uri.clone(),
                range: symbol.range,
            },
            container_name: None,
        });
        flat_symbols.extend(flat(symbol.children.unwrap_or_default(), uri));
    }
    flat_symbols
}

/// Returns what of a site has the letters of a query in its id or name, in their order.
pub(super) fn of_site(workspace: &Workspace, query: &str) -> Vec<SymbolInformation> {
    let Some(site) = workspace.site() else {
        return Vec::new();
    };
    let wanted = all(site).filter(|(_, id, name)| {
        let id_and_name = format!("{id} {name}");
        super::complete::is_like(query, &id_and_name)
    });
    wanted
        .take(MOST)
        .filter_map(|(topic, id, name)| information(workspace, site, topic, id, name))
        .collect()
}

fn all(site: &Site) -> impl Iterator<Item = (Topic, &str, &str)> {
    let articles = site
        .documents()
        .iter()
        .filter_map(|one| match &one.content {
            Content::Article(article) => {
                Some((Topic::File, one.id.as_str(), article.title.as_str()))
            }
            _ => None,
        });
    let terms = site
        .terms()
        .map(|one| (Topic::Term, one.id.as_str(), one.name.as_str()));
    let figures = site.figures().iter();
    let figures = figures.map(|one| (Topic::Figure, one.id.as_str(), one.label.as_str()));
    let events = site.events().iter();
    let events = events.map(|one| (Topic::Event, one.id.as_str(), one.title.as_str()));
    let sources = site.sources();
    let sources = sources.map(|one| (Topic::Source, one.id.as_str(), one.title.as_str()));
    articles
        .chain(terms)
        .chain(figures)
        .chain(events)
        .chain(sources)
}

#[expect(
    deprecated,
    reason = "the type has a field that is, and no other way to be made"
)]
fn information(
    workspace: &Workspace,
    site: &Site,
    topic: Topic,
    id: &str,
    name: &str,
) -> Option<SymbolInformation> {
    let (kind, container) = match topic {
        Topic::Term => (SymbolKind::KEY, "term"),
        Topic::Figure => (SymbolKind::NUMBER, "figure"),
        Topic::Event => (SymbolKind::EVENT, "event"),
        Topic::Source => (SymbolKind::MODULE, "source"),
        _ => (SymbolKind::FILE, "article"),
    };
    let thing = Thing {
        topic,
        id: id.to_owned(),
    };
    Some(SymbolInformation {
        name: format!("{name} ({})", id.rsplit('/').next().unwrap_or(id)),
        kind,
        tags: None,
        deprecated: None,
        location: workspace.location(&definition(site, &thing)?)?,
        container_name: Some(container.to_owned()),
    })
}
