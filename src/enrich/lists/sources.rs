//! All sources by kind, with what rests on each.

use std::collections::BTreeMap;

use super::letters::sort_key;
use super::{counted, list};
use crate::document::keys::SourceKind;
use crate::enrich::page::{Content, Link, Page, SourceEntry, SourceGroup};
use crate::enrich::views;
use crate::site::usage::Kind as Used;
use crate::site::{View, route};

/// The kinds of sources in the order of the page, with their titles.
const KINDS: [(Option<SourceKind>, &str, &str); 6] = [
    (
        Some(SourceKind::Official),
        "official",
        "Official statements and papers",
    ),
    (Some(SourceKind::Law), "law", "Law"),
    (Some(SourceKind::Data), "data", "Data and accounts"),
    (Some(SourceKind::News), "news", "News reports"),
    (
        Some(SourceKind::Analysis),
        "analysis",
        "Studies and comment",
    ),
    (None, "other", "Others"),
];

pub(in crate::enrich) fn sources(view: &mut View<'_>) -> Page {
    let mut events: BTreeMap<&str, Vec<Link>> = BTreeMap::new();
    for event in view.claims_of_events() {
        for id in event.sources {
            let link = Link {
                title: event.title.to_owned(),
                path: route::event(event.id),
            };
            events.entry(id).or_default().push(link);
        }
    }
    let mut figures: BTreeMap<&str, Vec<Link>> = BTreeMap::new();
    for figure in view.claims_of_figures() {
        for id in figure.sources {
            let link = Link {
                title: figure.title.to_owned(),
                path: route::figure(figure.id),
            };
            figures.entry(id).or_default().push(link);
        }
    }
    let mut groups = Vec::new();
    for (kind, name, title) in KINDS {
        let mut entries: Vec<SourceEntry> = view
            .sources()
            .filter(|source| source.kind == kind)
            .map(|source| SourceEntry {
                source: views::source(source),
                cited_in: views::users(&view.users(Used::Source, &source.id)),
                events: events.remove(source.id.as_str()).unwrap_or_default(),
                figures: figures.remove(source.id.as_str()).unwrap_or_default(),
            })
            .collect();
        entries.sort_by_cached_key(|entry| {
            let source = &entry.source;
            (
                sort_key(&source.publisher),
                sort_key(&source.title),
                source.id.clone(),
            )
        });
        if !entries.is_empty() {
            groups.push(SourceGroup {
                kind: name,
                title,
                sources: entries,
            });
        }
    }
    let count = counted(view.sources().len(), "source", "sources");
    let description =
        format!("{count}: what each is, when it was last checked, and what rests on it.");
    let content = Content::Sources {
        groups,
        count: view.sources().len(),
    };
    list(
        "sources.html",
        "sources",
        "Sources",
        route::SOURCES,
        description,
    )
    .page(view, &[], content)
}
