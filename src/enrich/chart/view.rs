//! A chart as templates see it.

use std::fmt::Write as _;

use serde::Serialize;

use super::numbers::{self, Numbers};
use super::{draw, shown, unit_words};
use crate::document::block::{Chart, ChartKind};
use crate::document::date::Date;
use crate::document::yaml::Block;
use crate::enrich::apparatus::Apparatus;
use crate::enrich::drawing::Drawing;
use crate::enrich::page::{PageFile, SourceView};
use crate::enrich::shared::Shared;
use crate::enrich::shelf::Lookup;
use crate::enrich::{prose, views};
use crate::reach::csv::Table;
use crate::site::capitalised;

/// A chart with its table.
#[derive(Clone, Debug, Serialize)]
pub struct ChartView {
    /// Its id on the page, such as `chart-windfall-transfers`.
    pub id: String,
    /// `bars`, `stacked`, `columns`, `line` or `step`.
    pub kind: &'static str,
    /// What it shows, plain.
    pub title: String,
    /// The unit in words, such as `€ billion`.
    pub unit: String,
    /// What a reader should take away, HTML.
    pub takeaway: String,
    /// What the picture shows, for those who cannot see it, plain.
    pub description: String,
    /// The picture.
    pub drawing: Drawing,
    /// How many patterns its parts need; 0 for none.
    pub patterns: usize,
    /// The heads of the table's columns; that of the first may be empty.
    pub heads: Vec<String>,
    /// The rows of the table.
    pub rows: Vec<ChartRow>,
    /// The date or dates for which the numbers hold, in words.
    pub as_of: String,
    /// Their sources.
    pub sources: Vec<Shared<SourceView>>,
    /// The path of the CSV file from the base.
    pub csv_path: String,
}

/// A row of a chart's table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChartRow {
    /// Its name.
    pub name: String,
    /// Its values as the chart shows them; empty where there is none.
    pub values: Vec<String>,
}

/// Makes a chart for a page; none where something is wrong with it.
pub(crate) fn make(
    view: &mut Lookup<'_>,
    chart: &Chart,
    block: &Block,
    page_path: &str,
    apparatus: &mut Apparatus,
) -> Option<ChartView> {
    let kind = chart.kind?;
    let numbers = numbers::gather(view, chart, block).0?;
    let wished = chart.id.as_ref().or(numbers.id.as_ref());
    let id = apparatus.block_id("chart", wished.map_or("", String::as_str));
    let csv_path = format!("{page_path}{id}.csv");
    apparatus.files.push(PageFile {
        path: csv_path.clone(),
        text: csv(kind, &numbers).into(),
        origin: block.file.as_str().to_owned(),
    });
    let heads = heads(kind, &numbers);
    let takeaway = prose::inline(view, &chart.takeaway, apparatus);
    Some(ChartView {
        id,
        kind: kind.name(),
        unit: unit_words(&numbers.unit),
        takeaway,
        description: description(kind, &numbers),
        drawing: draw(kind, &numbers),
        patterns: if kind == ChartKind::Stacked {
            numbers.rows.len()
        } else {
            0
        },
        heads,
        rows: numbers.rows.iter().map(row).collect(),
        as_of: as_of(&numbers.as_of),
        sources: views::sources(view, &numbers.sources),
        csv_path,
        title: numbers.title,
    })
}

fn row(row: &numbers::Row) -> ChartRow {
    let values = row.values.iter();
    ChartRow {
        name: row.name.clone(),
        values: values
            .map(|value| value.as_ref().map(shown).unwrap_or_default())
            .collect(),
    }
}

fn first_head(kind: ChartKind) -> &'static str {
    match kind {
        ChartKind::Columns | ChartKind::Line | ChartKind::Step => "Date",
        ChartKind::Stacked => "Part",
        ChartKind::Bars => "Name",
    }
}

fn heads(kind: ChartKind, numbers: &Numbers) -> Vec<String> {
    let unit = unit_words(&numbers.unit);
    let columns = match numbers.columns.as_slice() {
        [_] => vec![capitalised(&unit)],
        columns => columns.to_vec(),
    };
    std::iter::once(first_head(kind).to_owned())
        .chain(columns)
        .collect()
}

/// Says in words what the picture shows.
fn description(kind: ChartKind, numbers: &Numbers) -> String {
    let what = match kind {
        ChartKind::Bars => "Bar chart",
        ChartKind::Stacked => "Stacked bar chart",
        ChartKind::Columns => "Column chart",
        ChartKind::Line => "Line chart",
        ChartKind::Step => "Step chart",
    };
    let mut text = format!("{what}, in {}.", unit_words(&numbers.unit));
    for (column, name) in numbers.columns.iter().enumerate() {
        let values = numbers
            .rows
            .iter()
            .filter_map(|row| Some((row, row.values[column]?)));
        let values: Vec<_> = values.collect();
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            continue;
        };
        if numbers.columns.len() > 1 {
            let _ = write!(text, " {name}:");
        }
        if kind.is_over_time() {
            let highest = values
                .iter()
                .max_by_key(|(_, value)| *value)
                .unwrap_or(last);
            let _ = write!(
                text,
                " from {} ({}) to {} ({}), at most {} ({}).",
                shown(&first.1),
                first.0.name,
                shown(&last.1),
                last.0.name,
                shown(&highest.1),
                highest.0.name
            );
        } else {
            let all: Vec<String> = values
                .iter()
                .map(|(row, value)| format!("{} {}", row.name, shown(value)))
                .collect();
            let _ = write!(text, " {}.", all.join(", "));
        }
    }
    text.push_str(" The table below has all values.");
    text
}

fn as_of(dates: &[Date]) -> String {
    match dates {
        [] => String::new(),
        [only] => only.prose(),
        [first, .., last] => format!("{} to {}", first.prose(), last.prose()),
    }
}

/// Writes the numbers as CSV, with their digits as they are.
fn csv(kind: ChartKind, numbers: &Numbers) -> String {
    let plain = |cell: String| cell.replace('\u{a0}', " ");
    let unit = numbers.unit.to_string();
    let names = numbers
        .columns
        .iter()
        .map(|name| match (numbers.columns.len(), name.as_str()) {
            (1, "") => numbers.title.clone(),
            _ => name.clone(),
        });
    let first = first_head(kind).to_lowercase();
    let head: Vec<String> = std::iter::once(first)
        .chain(names)
        .chain(["unit".to_owned()])
        .map(plain)
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let mut table = Table::new(&head);
    for row in &numbers.rows {
        let name = row
            .date
            .as_ref()
            .map_or_else(|| row.name.clone(), ToString::to_string);
        let values = row
            .values
            .iter()
            .map(|value| value.map(|value| value.to_string()).unwrap_or_default());
        let cells: Vec<String> = std::iter::once(name)
            .chain(values)
            .chain([unit.clone()])
            .map(plain)
            .collect();
        table.row(cells.iter().map(String::as_str));
    }
    table.finish()
}
