//! All sources by kind, with what rests on each.

use std::collections::{HashMap, HashSet};

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
    let all = view.sources();
    let sources: Vec<&SourceRecord> = all
        .filter(|source| view.source_part(&source.id).as_ref() == Some(part))
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

fn cited_in(view: &mut Lookup<'_>, id: &str) -> Users {
    let users = view.users(Used::Source, id);
    views::users(view, &users)
}

fn described(count: usize) -> String {
    let count = counted(count, "source", "sources");
    format!("{count}: what each is, when it was last checked, and what rests on it.")
}

/// The sources by kind, each with what rests on it.
fn groups(view: &mut Lookup<'_>, sources: Vec<&SourceRecord>) -> Vec<SourceGroup> {
    let mut resting = Resting::on(view, &sources);
    let mut kinds: Vec<Vec<SourceEntry>> = KINDS.iter().map(|_| Vec::new()).collect();
    for source in sources {
        let at = KINDS.iter().position(|(kind, ..)| *kind == source.kind);
        let at = at.expect("all kinds are listed");
        kinds[at].push(SourceEntry {
            source: views::source(view, source),
            cited_in: cited_in(view, &source.id),
            events: resting.events.remove(&*source.id).unwrap_or_default(),
            figures: resting.figures.remove(&*source.id).unwrap_or_default(),
        });
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

/// The records that rest on sources, by source.
struct Resting<'a> {
    events: HashMap<&'a str, Users>,
    figures: HashMap<&'a str, Users>,
}

impl<'a> Resting<'a> {
    fn on(view: &mut Lookup<'a>, sources: &[&SourceRecord]) -> Self {
        let wanted: HashSet<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        let (events, figures) = (view.claims_of_events(), view.claims_of_figures());
        Self {
            events: resting(view, events, &wanted),
            figures: resting(view, figures, &wanted),
        }
    }
}

fn resting<'a>(
    view: &mut Lookup<'a>,
    claims: impl Iterator<Item = Claim<'a>>,
    wanted: &HashSet<&str>,
) -> HashMap<&'a str, Users> {
    let mut resting: HashMap<&str, Users> = HashMap::new();
    for claim in claims {
        for id in claim
            .sources
            .iter()
            .filter(|id| wanted.contains(id.as_str()))
        {
            let users = resting.entry(id).or_default();
            if users.links.len() == views::MOST_USERS {
                users.more += 1;
                continue;
            }
            users.links.push(Link {
                title: claim.title.to_owned(),
                path: match claim.record {
                    Claimed::Event(event) => view.event_path(event),
                    Claimed::Figure(figure) => view.figure_path(figure),
                },
            });
        }
    }
    resting
}
