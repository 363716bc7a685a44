//! Numbers from figures: those of series, or a list of them.

use std::sync::Arc;

use super::{Gatherer, Numbers, Row};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::ChartKind;
use crate::document::date::Date;
use crate::document::record::Figure;
use crate::site::usage::Kind;
use crate::source::Span;

/// One column's worth of figures.
pub(super) struct Column<'a> {
    title: String,
    figures: Vec<&'a Arc<Figure>>,
    /// Where the block names each figure, or the series.
    spans: Vec<Span>,
}

impl<'a> Gatherer<'_, 'a> {
    pub(super) fn series(&mut self, ids: &[String], kind: ChartKind) -> Vec<Column<'a>> {
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
                        .help("figures name their series with `series:`")
                        .following(self.view.has_doubtful(Kind::Figure)),
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

    pub(super) fn figures(&mut self, ids: &[String]) -> Column<'a> {
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
                        .help("figures are listed in `content/figures/`")
                        .following(self.view.is_doubtful(Kind::Figure, id)),
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

    pub(super) fn of_columns(
        &mut self,
        kind: ChartKind,
        columns: &[Column<'a>],
    ) -> Option<Numbers> {
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
}
