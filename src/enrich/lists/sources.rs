//! All sources by kind, with what rests on each.

use super::letters::sort_key;
use super::{counted, list, part_page, parts};
use crate::document::keys::SourceKind;
use crate::document::record::SourceRecord;
use crate::enrich::page::{Content, Link, Page, SourceEntry, SourceGroup, Users};
use crate::enrich::shelf::Lookup;
use crate::enrich::views;
use crate::site::usage::Kind as Used;
use crate::site::{Claim, Claimed, List, Part, route};

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

pub(in crate::enrich) fn sources(view: &mut Lookup<'_>) -> Page {
    let parts = parts::counted_links(view, List::Sources);
    let count = view.source_ids().len();
    let description = described(count);
    let (groups, places) = match parts.is_empty() {
        true => {
            let sources = view.sources().map(|source| &**source).collect();
            (groups(view, sources), None)
        }
        false => {
            let ids = view.source_ids();
            let entries: Vec<_> = ids.map(|id| (view.source_part(id), id)).collect();
            let places = parts::places(List::Sources, entries.into_iter());
            (Vec::new(), places)
        }
    };
    let content = Content::Sources {
        groups,
        count,
        parts,
    };
    list(
        "sources.html",
        "sources",
        "Sources",
        route::SOURCES,
        description,
    )
    .with(places)
    .page(view, &[], content)
}

/// The sources whose ids begin with some letters.
pub(super) fn part_of_sources(view: &mut Lookup<'_>, part: &Part) -> Page {
    let sources: Vec<&SourceRecord> = view
        .sources_of_part(part)
        .into_iter()
        .map(|source| &**source)
        .collect();
    let count = sources.len();
    let content = Content::Sources {
        groups: groups(view, sources),
        count,
        parts: parts::links(view, List::Sources),
    };
    part_page(List::Sources, part, "Sources", described(count)).page(
        view,
        &[("Sources", route::SOURCES)],
        content,
    )
}

fn described(count: usize) -> String {
    let count = counted(count, "source", "sources");
    format!("{count}: what each is, when it was last checked, and what rests on it.")
}

/// The sources by kind, each with what rests on it.
fn groups(view: &mut Lookup<'_>, sources: Vec<&SourceRecord>) -> Vec<SourceGroup> {
    let mut kinds: Vec<Vec<SourceEntry>> = KINDS.iter().map(|_| Vec::new()).collect();
    for source in sources {
        let at = KINDS.iter().position(|(kind, ..)| *kind == source.kind);
        let at = at.expect("all kinds are listed");
        kinds[at].push(entry(view, source));
    }
    let mut groups = Vec::new();
    for ((_, kind, title), mut sources) in KINDS.into_iter().zip(kinds) {
        sources.sort_by_cached_key(|entry| {
            let source = &entry.source;
            (
                sort_key(&source.publisher),
                sort_key(&source.title),
                source.id.clone(),
            )
        });
        if !sources.is_empty() {
            groups.push(SourceGroup {
                kind,
                title,
                sources,
            });
        }
    }
    groups
}

fn entry(view: &mut Lookup<'_>, source: &SourceRecord) -> SourceEntry {
    let users = view.users(Used::Source, &source.id);
    let (events, figures) = (view.events_on(&source.id), view.figures_on(&source.id));
    SourceEntry {
        source: views::source(view, source),
        cited_in: views::users(view, &users),
        events: resting(view, events),
        figures: resting(view, figures),
    }
}

fn resting<'a>(view: &mut Lookup<'a>, claims: impl ExactSizeIterator<Item = Claim<'a>>) -> Users {
    let more = claims.len().saturating_sub(views::MOST_USERS);
    let links = claims.take(views::MOST_USERS).map(|claim| Link {
        title: claim.title.to_owned(),
        path: match claim.record {
            Claimed::Event(event) => view.event_path(event),
            Claimed::Figure(figure) => view.figure_path(figure),
        },
    });
    Users {
        links: links.collect(),
        more,
    }
}
