//! Events and figures as JSON and CSV. Both say the same; numbers keep the digits with which they were
//! written, dates the precision.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::value::RawValue;

use super::csv::Table;
use super::text::{one_line, plain};
use crate::document::date::Day;
use crate::document::record::{Event, Figure};
use crate::site::usage::Kind as Used;
use crate::site::{View, route};

/// What both JSON files begin with.
#[derive(Serialize)]
struct Head {
    title: String,
    url: String,
    language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    checked: Option<String>,
}

#[derive(Serialize)]
struct Timeline {
    #[serde(flatten)]
    head: Head,
    events: Vec<EventRow>,
}

#[derive(Serialize)]
struct Figures {
    #[serde(flatten)]
    head: Head,
    series: Vec<SeriesRow>,
    figures: Vec<FigureRow>,
}

#[derive(Serialize)]
struct EventRow {
    id: String,
    date: String,
    date_text: String,
    first_day: Option<String>,
    last_day: Option<String>,
    title: String,
    summary: String,
    tags: Vec<String>,
    status: Option<String>,
    confidence: Option<&'static str>,
    sources: Vec<SourceRow>,
    url: String,
}

#[derive(Serialize)]
struct SeriesRow {
    id: String,
    title: String,
    additive: bool,
}

#[derive(Serialize)]
struct FigureRow {
    id: String,
    label: String,
    value: Box<RawValue>,
    unit: String,
    single_units: Box<RawValue>,
    text: String,
    as_of: String,
    measures: String,
    note: String,
    series: Option<String>,
    sources: Vec<SourceRow>,
    used_in: Vec<String>,
    url: String,
}

#[derive(Serialize)]
struct SourceRow {
    id: String,
    title: String,
    publisher: String,
    url: Option<String>,
    archived: Option<String>,
}

pub(super) fn timeline_json(view: &mut View<'_>) -> String {
    let head = head(view, "Timeline", route::TIMELINE);
    let events = event_rows(view);
    json(&Timeline { head, events })
}

pub(super) fn figures_json(view: &mut View<'_>) -> String {
    let head = head(view, "Figures", route::FIGURES);
    let figures = figure_rows(view);
    let series = series_rows(view, &figures);
    json(&Figures {
        head,
        series,
        figures,
    })
}

pub(super) fn timeline_csv(view: &mut View<'_>) -> String {
    let mut table = Table::new(&[
        "id",
        "date",
        "first_day",
        "last_day",
        "title",
        "summary",
        "tags",
        "status",
        "confidence",
        "sources",
        "source_urls",
        "url",
    ]);
    for row in event_rows(view) {
        table.row([
            row.id.as_str(),
            &row.date,
            row.first_day.as_deref().unwrap_or_default(),
            row.last_day.as_deref().unwrap_or_default(),
            &row.title,
            &row.summary,
            &row.tags.join(" "),
            row.status.as_deref().unwrap_or_default(),
            row.confidence.unwrap_or_default(),
            &ids(&row.sources),
            &urls(&row.sources),
            &row.url,
        ]);
    }
    table.finish()
}

pub(super) fn figures_csv(view: &mut View<'_>) -> String {
    let mut table = Table::new(&[
        "id",
        "label",
        "value",
        "unit",
        "single_units",
        "text",
        "as_of",
        "measures",
        "note",
        "series",
        "sources",
        "source_urls",
        "url",
    ]);
    for row in figure_rows(view) {
        table.row([
            row.id.as_str(),
            &row.label,
            row.value.get(),
            &row.unit,
            row.single_units.get(),
            &row.text,
            &row.as_of,
            &row.measures,
            &row.note,
            row.series.as_deref().unwrap_or_default(),
            &ids(&row.sources),
            &urls(&row.sources),
            &row.url,
        ]);
    }
    table.finish()
}

fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("rows hold nothing but texts");
    text.push('\n');
    text
}

fn ids(sources: &[SourceRow]) -> String {
    let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
    ids.join(" ")
}

fn urls(sources: &[SourceRow]) -> String {
    let urls = sources.iter().filter_map(|source| source.url.as_deref());
    urls.collect::<Vec<_>>().join(" ")
}

fn head(view: &mut View<'_>, name: &str, path: &str) -> Head {
    let checked = view.checked().map(ToString::to_string);
    Head {
        title: format!("{name} – {}", one_line(view.site_title())),
        url: view.base().permalink(path),
        language: view.language().to_owned(),
        licence: view.licence().map(str::to_owned),
        checked,
    }
}

fn event_rows(view: &mut View<'_>) -> Vec<EventRow> {
    let events = view.events();
    events.iter().map(|event| event_row(view, event)).collect()
}

fn event_row(view: &mut View<'_>, event: &Event) -> EventRow {
    let path = view.event_path(event);
    EventRow {
        id: event.id.clone(),
        date: event.date.to_string(),
        date_text: event.date.prose(),
        first_day: event.date.earliest().map(iso),
        last_day: event.date.latest().map(iso),
        title: one_line(&event.title),
        summary: event
            .summary
            .as_ref()
            .map(|text| plain(view, text))
            .unwrap_or_default(),
        tags: event.tags.clone(),
        status: event.status.clone(),
        confidence: event.confidence.map(|confidence| confidence.name()),
        sources: sources(view, &event.sources),
        url: view.base().permalink(&path),
    }
}

fn figure_rows(view: &mut View<'_>) -> Vec<FigureRow> {
    let figures = view.figures();
    figures
        .iter()
        .map(|figure| figure_row(view, figure))
        .collect()
}

fn figure_row(view: &mut View<'_>, figure: &Figure) -> FigureRow {
    let users = view.users(Used::Figure, &figure.id);
    let path = view.figure_path(figure);
    let used_in: Vec<String> = users.iter().map(|user| view.user_path(user)).collect();
    let base = view.base();
    FigureRow {
        id: figure.id.clone(),
        label: one_line(&figure.label),
        value: digits(&figure.quantity.value.to_string()),
        unit: figure.quantity.unit.to_string(),
        single_units: digits(&figure.quantity.in_single_units()),
        text: figure.quantity.house_form(),
        as_of: figure.as_of.to_string(),
        measures: one_line(figure.measures.trim_end_matches('.')),
        note: figure
            .note
            .as_ref()
            .map(|text| plain(view, text))
            .unwrap_or_default(),
        series: figure.series.clone(),
        sources: sources(view, &figure.sources),
        used_in: used_in.iter().map(|path| base.permalink(path)).collect(),
        url: base.permalink(&path),
    }
}

/// The series in the order in which figures name them.
fn series_rows(view: &mut View<'_>, figures: &[FigureRow]) -> Vec<SeriesRow> {
    let mut rows: Vec<SeriesRow> = Vec::new();
    let mut known = HashSet::new();
    for id in figures.iter().filter_map(|figure| figure.series.as_ref()) {
        if !known.insert(id) {
            continue;
        }
        let described = view.series(id);
        rows.push(SeriesRow {
            id: id.clone(),
            title: match described {
                Some(series) => one_line(&series.title),
                None => view.tag_title(id),
            },
            additive: described.is_none_or(|series| series.is_additive),
        });
    }
    rows
}

/// Puts digits into JSON as they are: `5.10` stays `5.10`.
fn digits(number: &str) -> Box<RawValue> {
    RawValue::from_string(number.to_owned()).expect("decimals are written as JSON writes numbers")
}

fn sources(view: &mut View<'_>, ids: &[String]) -> Vec<SourceRow> {
    let known = ids.iter().filter_map(|id| view.source(id));
    known
        .map(|source| SourceRow {
            id: source.id.clone(),
            title: one_line(&source.title),
            publisher: one_line(&source.publisher),
            url: source.url.clone(),
            archived: source.archived.clone(),
        })
        .collect()
}

fn iso(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}
