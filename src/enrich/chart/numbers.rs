//! The numbers of a chart, gathered from figures or a CSV file, and all that can be wrong with them.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::{Chart, ChartKind, Data, TableNotes};
use crate::document::date::{Date, Day};
use crate::document::number::decimal::Decimal;
use crate::document::number::unit::Unit;
use crate::document::record::Figure;
use crate::document::table::Table;
use crate::document::yaml::{Block, Step};
use crate::site::View;
use crate::source::Span;

/// More bars than a reader compares.
const MOST_BARS: usize = 40;
/// More points than a line shows in the width of a telephone.
const MOST_POINTS: usize = 400;
/// As many patterns as can be told apart.
const MOST_PARTS: usize = 6;
/// As many lines as can be told apart.
const MOST_LINES: usize = 4;

/// What is drawn: rows of names or dates, and in each a value for every column.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    /// What they are.
    pub(super) title: String,
    /// The unit of all of them.
    pub(super) unit: Unit,
    /// The names of the columns: lines, bars with parts, or one for all values.
    pub(super) columns: Vec<String>,
    /// The rows: bars, parts or dates.
    pub(super) rows: Vec<Row>,
    /// The dates for which they hold, the first and the last.
    pub(super) as_of: Vec<Date>,
    /// Ids of their sources.
    pub(super) sources: Vec<String>,
    /// Whether a missing value is a hole, and not a date of another series.
    pub(super) has_holes: bool,
    /// What the end of the chart's address is made from.
    pub(super) id: Option<String>,
}

/// A row.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its name; that of a date in words.
    pub(super) name: String,
    /// Whether the block gave the name.
    pub(super) is_named: bool,
    /// Its date, in charts over time.
    pub(super) date: Option<Date>,
    /// Its values, one for each column.
    pub(super) values: Vec<Option<Decimal>>,
}

/// Gathers the numbers of a chart and says what is wrong with them. Without numbers there is nothing
/// to draw.
pub(super) fn gather(
    view: &mut View<'_>,
    chart: &Chart,
    block: &Block,
) -> (Option<Numbers>, Vec<Diagnostic>) {
    let mut gatherer = Gatherer {
        view,
        chart,
        block,
        diagnostics: Vec::new(),
        labelled: Vec::new(),
    };
    let numbers = match (chart.kind, &chart.data) {
        (Some(kind), Some(data)) => gatherer.numbers(kind, data),
        _ => None,
    };
    let is_sound = gatherer.diagnostics.is_empty();
    (numbers.filter(|_| is_sound), gatherer.diagnostics)
}

struct Gatherer<'g, 'a> {
    view: &'g mut View<'a>,
    chart: &'g Chart,
    block: &'g Block,
    diagnostics: Vec<Diagnostic>,
    /// What a label may name.
    labelled: Vec<String>,
}

/// One column's worth of figures.
struct Column<'a> {
    title: String,
    figures: Vec<&'a Arc<Figure>>,
    /// Where the block names each figure, or the series.
    spans: Vec<Span>,
}

impl<'a> Gatherer<'_, 'a> {
    fn bad(&mut self, span: Span, message: impl Into<String>, help: &str) {
        self.diagnostics
            .push(Diagnostic::new(Code::BadChart, span, message).help(help));
    }

    fn numbers(&mut self, kind: ChartKind, data: &Data) -> Option<Numbers> {
        let mut numbers = match data {
            Data::Series(ids) => {
                let columns = self.series(ids, kind);
                let numbers = self.of_columns(kind, &columns)?;
                Numbers {
                    id: (ids.len() == 1).then(|| ids[0].clone()),
                    ..numbers
                }
            }
            Data::Figures(ids) => {
                let column = self.figures(ids);
                self.of_columns(kind, &[column])?
            }
            Data::Csv(path, notes) => self.of_table(kind, path, notes)?,
        };
        self.labels();
        if self.diagnostics.is_empty() {
            self.count(kind, &numbers);
        }
        if !self.diagnostics.is_empty() {
            return None;
        }
        if kind.is_over_time() {
            numbers
                .rows
                .sort_by_key(|row| row.date.as_ref().map(Date::order_key));
            self.moments(kind, &numbers);
        }
        if kind == ChartKind::Stacked {
            self.parts(&numbers);
        }
        Some(numbers)
    }

    fn series(&mut self, ids: &[String], kind: ChartKind) -> Vec<Column<'a>> {
        let mut columns = Vec::new();
        for (at, id) in ids.iter().enumerate() {
            let span = match ids.len() {
                1 => self.block.span_at(&["series".into()]),
                _ => self.block.span_at(&["series".into(), at.into()]),
            };
            self.labelled.push(id.clone());
            let figures = self.view.figures_of_series(id);
            let described = self.view.series(id);
            if figures.is_empty() {
                let known = self.view.figures().iter();
                let known = known.filter_map(|figure| figure.series.as_deref());
                let message = format!("no figure belongs to a series `{id}`");
                self.diagnostics.push(
                    Diagnostic::new(Code::UnknownFigure, span, message)
                        .did_you_mean(id, known)
                        .help("figures name their series with `series:`"),
                );
                continue;
            }
            if ids[..at].contains(id) {
                self.bad(
                    span,
                    format!("the series `{id}` is named twice"),
                    "name it once",
                );
                continue;
            }
            if kind == ChartKind::Stacked
                && described.is_some_and(|series| !series.is_additive)
                && let Some(place) = self.view.series_place(id)
            {
                let message = format!("the values of `{id}` must not be added up");
                self.diagnostics.push(
                    Diagnostic::new(Code::BadChart, span.clone(), message)
                        .label(place, "here it is said")
                        .help("draw them side by side: `kind: bars`"),
                );
            }
            let title =
                described.map_or_else(|| id.replace('-', " "), |series| series.title.clone());
            columns.push(Column {
                title: self.label(id).unwrap_or(title),
                spans: vec![span; figures.len()],
                figures,
            });
        }
        columns
    }

    fn figures(&mut self, ids: &[String]) -> Column<'a> {
        let mut column = Column {
            title: String::new(),
            figures: Vec::new(),
            spans: Vec::new(),
        };
        for (at, id) in ids.iter().enumerate() {
            let span = self.block.span_at(&["figures".into(), at.into()]);
            self.labelled.push(id.clone());
            let Some(figure) = self.view.figure(id) else {
                let known = self.view.figures().iter().map(|figure| figure.id.as_str());
                let message = format!("there is no figure `{id}`");
                self.diagnostics.push(
                    Diagnostic::new(Code::UnknownFigure, span, message)
                        .did_you_mean(id, known)
                        .help("figures are listed in `content/figures/`"),
                );
                continue;
            };
            if ids[..at].contains(id) {
                self.bad(
                    span,
                    format!("the figure `{id}` is named twice"),
                    "name it once",
                );
                continue;
            }
            column.figures.push(figure);
            column.spans.push(span);
        }
        if self.chart.kind == Some(ChartKind::Stacked) {
            self.one_sum(&column);
        }
        column
    }

    /// Figures that are added up belong to one series that allows it.
    fn one_sum(&mut self, column: &Column<'a>) {
        let Some(first) = column.figures.first() else {
            return;
        };
        for (figure, span) in column.figures.iter().zip(&column.spans) {
            let (message, help) = match &figure.series {
                None => (
                    format!("`{}` belongs to no series", figure.id),
                    "only figures of one series are known to add up; draw them side by side: `kind: bars`",
                ),
                Some(id) if Some(id) != first.series.as_ref() => (
                    format!(
                        "`{}` and `{}` belong to different series",
                        first.id, figure.id
                    ),
                    "only figures of one series are known to add up; draw them side by side: `kind: bars`",
                ),
                Some(id)
                    if self
                        .view
                        .series(id)
                        .is_some_and(|series| !series.is_additive) =>
                {
                    (
                        format!("the values of `{id}` must not be added up"),
                        "draw them side by side: `kind: bars`",
                    )
                }
                Some(_) => continue,
            };
            return self.bad(span.clone(), message, help);
        }
    }

    fn label(&self, id: &str) -> Option<String> {
        let label = self.chart.labels.get(id)?.trim();
        (!label.is_empty()).then(|| label.to_owned())
    }

    fn of_columns(&mut self, kind: ChartKind, columns: &[Column<'a>]) -> Option<Numbers> {
        let first = columns.iter().flat_map(|column| &column.figures).next()?;
        self.one_unit(columns);
        let title = match (&self.chart.title, columns) {
            (Some(title), _) => title.trim().to_owned(),
            (None, [only]) if !only.title.is_empty() => only.title.clone(),
            (None, _) => {
                let span = self.block.span_at(&[]);
                self.diagnostics.push(
                    Diagnostic::new(Code::MissingKey, span, "`title` is missing").help(
                        "add what the numbers are; only a single series has a title of its own",
                    ),
                );
                String::new()
            }
        };
        let mut numbers = Numbers {
            title,
            unit: first.quantity.unit.clone(),
            columns: columns.iter().map(|column| column.title.clone()).collect(),
            rows: Vec::new(),
            as_of: Vec::new(),
            sources: Vec::new(),
            has_holes: false,
            id: None,
        };
        for (at, column) in columns.iter().enumerate() {
            for (figure, span) in column.figures.iter().zip(&column.spans) {
                self.labelled.push(figure.id.clone());
                self.place(kind, &mut numbers, at, figure, span);
                numbers.as_of.push(figure.as_of);
                for source in &figure.sources {
                    if !numbers.sources.contains(source) {
                        numbers.sources.push(source.clone());
                    }
                }
            }
        }
        numbers.as_of.sort_by_key(Date::order_key);
        numbers.as_of.dedup();
        if columns.len() > 1 && matches!(kind, ChartKind::Bars | ChartKind::Columns) {
            let span = self.block.span_at(&["series".into()]);
            let message = format!(
                "`{}` draws one series, and this chart has {}",
                kind.name(),
                columns.len()
            );
            self.bad(
                span,
                message,
                "several series go with `kind: line`, `step` or `stacked`, or make a chart of each",
            );
        }
        Some(numbers)
    }

    /// Puts the value of a figure into its row: that of its date, or that of its name.
    fn place(
        &mut self,
        kind: ChartKind,
        numbers: &mut Numbers,
        column: usize,
        figure: &Figure,
        span: &Span,
    ) {
        let given = self.label(&figure.id);
        let is_named = given.is_some();
        let (name, date) = match kind.is_over_time() {
            true => (
                given.unwrap_or_else(|| figure.as_of.prose()),
                Some(figure.as_of),
            ),
            false => (given.unwrap_or_else(|| figure.label.clone()), None),
        };
        let is_same = |row: &Row| match &date {
            Some(date) => row.date.as_ref() == Some(date),
            None => column > 0 && row.name == name,
        };
        let row = match numbers.rows.iter().position(is_same) {
            Some(at) => &mut numbers.rows[at],
            None => {
                numbers.rows.push(Row {
                    name: name.clone(),
                    is_named,
                    date,
                    values: vec![None; numbers.columns.len()],
                });
                let last = numbers.rows.len() - 1;
                &mut numbers.rows[last]
            }
        };
        if row.values[column].is_some() {
            let message = match &date {
                Some(date) => format!(
                    "two values stand for {}: the second is `{}`",
                    date.shown(),
                    figure.id
                ),
                None => format!(
                    "two values are called `{name}`: the second is `{}`",
                    figure.id
                ),
            };
            let help = match date {
                Some(_) => {
                    "leave one of them out: write `figures: [id, id]` in place of the series"
                }
                None => "give one of them another name under `labels`",
            };
            return self.bad(span.clone(), message, help);
        }
        row.values[column] = Some(figure.quantity.value);
    }

    fn one_unit(&mut self, columns: &[Column<'a>]) {
        let mut all = columns
            .iter()
            .flat_map(|column| column.figures.iter().zip(&column.spans));
        let Some((first, _)) = all.next() else { return };
        let unit = &first.quantity.unit;
        let other = all.find(|(figure, _)| figure.quantity.unit != *unit);
        if let Some((other, span)) = other {
            let message = format!(
                "`{}` is in `{unit}`, `{}` in `{}`",
                first.id, other.id, other.quantity.unit
            );
            self.bad(
                span.clone(),
                message,
                "values of different units cannot share a chart, and nothing is converted: leave some out, or make a chart of each unit",
            );
        }
    }

    fn of_table(&mut self, kind: ChartKind, path: &str, notes: &TableNotes) -> Option<Numbers> {
        for (at, id) in notes.sources.iter().enumerate() {
            if self.view.source(id).is_none() {
                let known = self.view.sources().map(|source| source.id.as_str());
                let span = self.block.span_at(&["sources".into(), at.into()]);
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::UnknownSource,
                        span,
                        format!("there is no source `{id}`"),
                    )
                    .did_you_mean(id, known)
                    .help("sources are listed in `content/sources/`"),
                );
            }
        }
        let Some(table) = self.view.table(path) else {
            let known = self.view.table_paths();
            let span = self.block.span_at(&["csv".into()]);
            self.diagnostics.push(
                Diagnostic::new(Code::BadChart, span, format!("there is no table `{path}`"))
                    .did_you_mean(path, known)
                    .help("tables stand in `content/figures/`, and are named by their path: `content/figures/name.csv`"),
            );
            return None;
        };
        if table.is_broken {
            // What is wrong is told where it stands, and the chart waits.
            return None;
        }
        if !self.is_countable(kind, table.rows.len()) {
            return None;
        }
        let names: Vec<&str> = table.head[1..]
            .iter()
            .map(|cell| cell.text.as_str())
            .collect();
        if names.len() > 1 && matches!(kind, ChartKind::Bars | ChartKind::Columns) {
            let message = format!(
                "`{}` draws one column of numbers, and this table has {}",
                kind.name(),
                names.len()
            );
            self.bad(
                table.start(),
                message,
                "several columns go with `kind: line`, `step` or `stacked`",
            );
        }
        self.labelled
            .extend(names.iter().map(|name| (*name).to_owned()));
        let rows = self.rows(kind, table);
        Some(Numbers {
            title: self
                .chart
                .title
                .clone()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            unit: notes.unit.clone(),
            columns: names
                .iter()
                .map(|name| self.label(name).unwrap_or_else(|| (*name).to_owned()))
                .collect(),
            rows,
            as_of: vec![notes.as_of],
            sources: notes.sources.clone(),
            has_holes: true,
            id: Some(table.file.stem().to_owned()),
        })
    }

    fn rows(&mut self, kind: ChartKind, table: &Table) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for row in &table.rows {
            let name = &row.name.text;
            let span = table.span(&row.name);
            self.labelled.push(name.clone());
            let label = self.label(name);
            let date = match kind.is_over_time().then(|| name.parse::<Date>()) {
                None => None,
                Some(Ok(date)) => Some(date),
                Some(Err(error)) => {
                    let mut diagnostic = Diagnostic::new(Code::BadDate, span, error.message);
                    diagnostic.help.extend(error.help);
                    self.diagnostics.push(diagnostic.help(format!(
                        "the first column of a chart of the kind `{}` holds dates",
                        kind.name()
                    )));
                    continue;
                }
            };
            let is_gap = row.values.iter().any(Option::is_none);
            if is_gap && (!kind.is_line() || row.values.iter().all(Option::is_none)) {
                let message = format!("a number is missing in the row `{name}`");
                self.bad(
                    span,
                    message,
                    "write it, or remove the row; nothing is taken for nought",
                );
                continue;
            }
            let is_twice = rows.iter().any(|other| match &date {
                Some(date) => other.date.as_ref() == Some(date),
                None => other.name == *label.as_ref().unwrap_or(name),
            });
            if is_twice {
                self.bad(
                    span,
                    format!("two rows are called `{name}`"),
                    "remove one of them, or give it another name",
                );
                continue;
            }
            let shown = date.as_ref().map_or_else(|| name.clone(), Date::prose);
            rows.push(Row {
                is_named: label.is_some(),
                name: label.unwrap_or(shown),
                date,
                values: row.values.clone(),
            });
        }
        rows
    }

    /// Labels for what is not there are slips.
    fn labels(&mut self) {
        for name in self.chart.labels.keys() {
            if self.labelled.iter().any(|known| known == name) {
                continue;
            }
            let span = self
                .block
                .span_of_key(&["labels".into(), Step::Key(name.clone())]);
            let known = self.labelled.iter().map(String::as_str);
            let diagnostic = Diagnostic::new(
                Code::BadChart,
                span,
                format!("this chart shows nothing that is called `{name}`"),
            )
            .did_you_mean(name, known);
            self.diagnostics.push(diagnostic.help(
                "`labels` name figures and series by their ids, and rows and columns of a table as they stand there",
            ));
        }
    }

    /// Says whether so many values can be drawn, and reports it where not.
    fn is_countable(&mut self, kind: ChartKind, count: usize) -> bool {
        let span = self.block.span_at(&[]);
        let most = if kind.is_line() {
            MOST_POINTS
        } else {
            MOST_BARS
        };
        if count == 0 {
            self.bad(
                span,
                "this chart has no values",
                "its table has no rows below the first",
            );
            return false;
        }
        if count > most {
            let message = format!("this chart has {count} values");
            let help = match kind.is_line() {
                true => {
                    format!("at most {most} can be told apart on a telephone: take fewer dates")
                }
                false => format!(
                    "nobody compares more than {most} bars: take the largest, or sum some up; a long series goes with `kind: line`"
                ),
            };
            self.bad(span, message, &help);
            return false;
        }
        true
    }

    fn count(&mut self, kind: ChartKind, numbers: &Numbers) {
        let count = numbers.rows.len();
        if !self.is_countable(kind, count) {
            return;
        }
        let span = self.block.span_at(&[]);
        if kind.is_line() && count < 2 {
            self.bad(
                span.clone(),
                "a line needs two dates, and this chart has one",
                "say it in a sentence, or draw `kind: bars`",
            );
        }
        let columns = numbers.columns.len();
        if kind.is_line() && columns > MOST_LINES {
            let message = format!("this chart has {columns} lines");
            let help =
                format!("at most {MOST_LINES} can be told apart without colours: make two charts");
            self.bad(span, message, &help);
        }
    }

    /// Every value over time has a place in it.
    fn moments(&mut self, kind: ChartKind, numbers: &Numbers) {
        for row in &numbers.rows {
            let is_open = row.date.as_ref().is_some_and(|date| middle(date).is_none());
            if is_open {
                let shown = row.name.replace('\u{a0}', " ");
                let message = format!("`{shown}` has no place in a chart over time");
                let help = "give it a date with a beginning and an end, or draw `kind: bars`";
                self.bad(self.block.span_at(&["kind".into()]), message, help);
            }
        }
        if !kind.is_line() || !self.diagnostics.is_empty() {
            return;
        }
        let places: Vec<_> = numbers
            .rows
            .iter()
            .filter_map(|row| middle(row.date.as_ref()?))
            .collect();
        if places.windows(2).any(|pair| pair[0] == pair[1]) {
            let span = self.block.span_at(&["kind".into()]);
            self.bad(
                span,
                "two values stand at the same place in time",
                "leave one of them out, or draw `kind: columns`",
            );
        }
    }

    /// Parts make a whole only where none is below nought.
    fn parts(&mut self, numbers: &Numbers) {
        let span = self.block.span_at(&["kind".into()]);
        if numbers.rows.len() > MOST_PARTS {
            let message = format!("these bars have {} parts", numbers.rows.len());
            let help = format!(
                "at most {MOST_PARTS} can be told apart without colours: sum some up, or draw `kind: bars`"
            );
            return self.bad(span, message, &help);
        }
        if numbers.rows.len() < 2 {
            return self.bad(
                span,
                "a stacked bar needs two parts, and this one has one",
                "draw `kind: bars`",
            );
        }
        let negative = numbers
            .rows
            .iter()
            .find(|row| row.values.iter().flatten().any(Decimal::is_negative));
        if let Some(row) = negative {
            let message = format!(
                "`{}` is below nought, and cannot be part of a stacked bar",
                row.name
            );
            return self.bad(span, message, "draw the values side by side: `kind: bars`");
        }
        for at in 0..numbers.columns.len() {
            let mut values = numbers.rows.iter().filter_map(|row| row.values[at]);
            if values.all(|value| value.is_zero()) {
                let name = &numbers.columns[at];
                let message = match name.is_empty() {
                    true => "all parts of this bar are nought".to_owned(),
                    false => format!("all parts of `{name}` are nought"),
                };
                return self.bad(span, message, "say it in a sentence");
            }
        }
    }
}

/// Returns the day in the middle of a date, as twice its number; none for a date without beginning
/// or end.
pub(super) fn middle(date: &Date) -> Option<i64> {
    match date {
        Date::At(_) | Date::Between(..) => {
            Some(day_number(date.earliest()?) + day_number(date.latest()?))
        }
        Date::From(_) | Date::Until(_) => None,
    }
}

/// Counts days from the year 0.
pub(super) fn day_number(day: Day) -> i64 {
    // Months from March on, so that the leap day is the last of a year (Howard Hinnant's rule).
    let (month, days) = (i64::from(day.month), i64::from(day.day));
    let year = i64::from(day.year) - i64::from(month <= 2);
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    365 * year + leap_days + (153 * ((month + 9) % 12) + 2) / 5 + days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_leap_years() {
        let number = |year, month, day| day_number(Day { year, month, day });
        assert_eq!(number(2024, 3, 1) - number(2024, 2, 28), 2);
        assert_eq!(number(2025, 3, 1) - number(2025, 2, 28), 1);
        assert_eq!(number(2025, 1, 1) - number(2024, 1, 1), 366);
        assert_eq!(number(2001, 1, 1) - number(1, 1, 1), 730_485);
    }

    #[test]
    fn a_date_stands_in_the_middle_of_what_it_covers() {
        let at = |text: &str| text.parse::<Date>().ok().as_ref().and_then(middle);
        assert_eq!(at("2025-06-30"), at("2025-06-29/2025-07-01"));
        assert!(at("2025-06") < at("2025"));
        assert!(at("2025") < at("2025-07-03"));
        assert_eq!(at("2025/.."), None);
    }
}
