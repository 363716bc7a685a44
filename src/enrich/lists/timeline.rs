//! Timelines: of all events, of a tag, and the bare one for other sites.

use std::collections::BTreeMap;

use super::{counted, list, part_page, parts};
use crate::document::record::Event;
use crate::enrich::apparatus::Apparatus;
use crate::enrich::frame::Frame;
use crate::enrich::json_ld::Kind;
use crate::enrich::page::{Content, Link, Page, PageFile, PartLink, TagView, Year};
use crate::enrich::shelf::Lookup;
use crate::enrich::views;
use crate::site::{LONGEST, List, Part, route};

pub(in crate::enrich) fn timeline(view: &mut Lookup<'_>) -> Page {
    let parts = parts::counted_links(view, List::Timeline);
    let count = view.dated_events().len();
    let description =
        counted(count, "event", "events") + " in order of time, each with its sources.";
    let (years, places) = match parts.is_empty() {
        true => {
            let events = view.events().iter();
            (years(view, events.map(|event| &**event)), None)
        }
        false => (Vec::new(), places(view)),
    };
    let content = Content::Timeline {
        tag: None,
        most: most(&years),
        years,
        tags: tags(view),
        count,
        embed: None,
        whole: None,
        parts,
    };
    list(
        "timeline.html",
        "timeline",
        "Timeline",
        route::TIMELINE,
        description,
    )
    .with(places)
    .page(view, &[], content)
}

/// In which part of the timeline each event stands now.
fn places(view: &mut Lookup<'_>) -> Option<PageFile> {
    let dated = view.dated_events();
    let entries: Vec<_> = dated
        .map(|event| (view.event_part(event), event.id.as_str()))
        .collect();
    parts::places(List::Timeline, entries.into_iter())
}

/// A year or a month of the timeline.
pub(super) fn part_of_timeline(view: &mut Lookup<'_>, part: &Part) -> Page {
    let events = view.events_of_part(part);
    let count = events.len();
    let description = format!(
        "{} of {}, each with its sources.",
        counted(count, "event", "events"),
        parts::title(part)
    );
    let years = years(view, events.into_iter().map(|event| &**event));
    let content = Content::Timeline {
        tag: None,
        most: most(&years),
        years,
        tags: tags(view),
        count,
        embed: None,
        whole: None,
        parts: parts::links(view, List::Timeline),
    };
    part_page(List::Timeline, part, "Timeline", description).page(
        view,
        &[("Timeline", route::TIMELINE)],
        content,
    )
}

pub(in crate::enrich) fn tag_timeline(view: &mut Lookup<'_>, tag: &str) -> Page {
    let shown = views::tag(view, tag);
    let events = events_of(view, tag);
    let count = counted(events.len(), "event", "events");
    let description = format!(
        "{count} under “{}”, in order of time, each with its sources.",
        shown.title
    );
    let title = format!("Timeline: {}", shown.title);
    let count = events.len();
    let earlier = earlier(view, tag, &events);
    let years = years(view, latest(&events));
    let content = Content::Timeline {
        count,
        parts: earlier,
        most: most(&years),
        years,
        tag: Some(shown),
        tags: tags(view),
        embed: view.outputs().embed.then(|| route::embed(tag)),
        whole: None,
    };
    let path = route::tag(tag);
    list("timeline.html", "timeline", &title, &path, description).page(
        view,
        &[("Timeline", route::TIMELINE)],
        content,
    )
}

/// The bare timeline of a tag, for other sites to show.
pub(in crate::enrich) fn embedded_timeline(view: &mut Lookup<'_>, tag: &str) -> Page {
    let shown = views::tag(view, tag);
    let events = events_of(view, tag);
    let count = events.len();
    let years = years(view, latest(&events));
    let frame = Frame {
        template: "embed.html",
        section: "timeline",
        title: format!("Timeline: {}", shown.title),
        path: route::embed(tag),
        description: format!("{} in order of time.", counted(count, "event", "events")),
        file: None,
        checked: None,
        is_indexable: false,
        breadcrumbs: Vec::new(),
        kind: Kind::WebPage,
    };
    let content = Content::Timeline {
        count,
        most: most(&years),
        years,
        tags: Vec::new(),
        embed: None,
        parts: Vec::new(),
        whole: Some(Link {
            title: frame.title.clone(),
            path: route::tag(tag),
        }),
        tag: Some(shown),
    };
    frame.page(view, Apparatus::default(), content)
}

fn events_of<'a>(view: &mut Lookup<'a>, tag: &str) -> Vec<&'a Event> {
    let events = view.events_of_tag(tag).into_iter();
    events.map(|event| &**event).collect()
}

/// The events that a page of a tag shows: the latest.
fn latest<'a, 'b>(events: &'b [&'a Event]) -> impl Iterator<Item = &'a Event> + use<'a, 'b> {
    let skipped = events.len().saturating_sub(LONGEST);
    events[skipped..].iter().copied()
}

/// The parts of the timeline in which the events of a tag stand that its page does not show.
fn earlier(view: &mut Lookup<'_>, tag: &str, events: &[&Event]) -> Vec<PartLink> {
    let hidden = events.len().saturating_sub(LONGEST);
    let mut counts: BTreeMap<Part, usize> = BTreeMap::new();
    for event in &events[..hidden] {
        if let Some(part) = view.event_part(event) {
            *counts.entry(part).or_default() += 1;
        }
    }
    let link = |(part, count)| PartLink {
        title: parts::title(&part),
        path: format!("{}?tag={tag}", route::part(List::Timeline, &part)),
        count: Some(count),
    };
    counts.into_iter().map(link).collect()
}

fn most(years: &[Year]) -> usize {
    let months = years.iter().flat_map(|year| year.months);
    months.max().unwrap_or_default()
}

fn years<'a>(view: &mut Lookup<'_>, events: impl Iterator<Item = &'a Event>) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for event in events {
        let year = event.date.year().to_string();
        if years.last().is_none_or(|last| last.year != year) {
            years.push(Year {
                year,
                months: [0; 12],
                events: Vec::new(),
            });
        }
        let last = years.last_mut().expect("the year has just been added");
        if let Some(month) = event.date.start().and_then(|start| start.month()) {
            last.months[usize::from(month) - 1] += 1;
        }
        last.events.push(views::event(view, event, true));
    }
    years
}

fn tags(view: &mut Lookup<'_>) -> Vec<TagView> {
    let counted = view.tags();
    let mut tags: Vec<TagView> = counted
        .iter()
        .map(|(id, count)| TagView {
            count: *count,
            ..views::tag(view, id)
        })
        .collect();
    tags.sort_by_cached_key(|tag| (tag.title.to_lowercase(), tag.id.clone()));
    tags
}
