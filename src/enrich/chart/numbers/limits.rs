//! What a chart of each kind can show: how many values, on which dates, of which sign.

use super::super::days::middle;
use super::{Gatherer, Numbers};
use crate::document::block::ChartKind;
use crate::document::number::decimal::Decimal;

/// More bars than a reader compares.
const MOST_BARS: usize = 40;
/// More points than a line shows in the width of a telephone.
const MOST_POINTS: usize = 400;
/// As many patterns as can be told apart.
const MOST_PARTS: usize = 6;
/// As many lines as can be told apart.
const MOST_LINES: usize = 4;

impl Gatherer<'_, '_> {
    /// Says whether so many values can be drawn, and reports it where not.
    pub(super) fn is_countable(&mut self, kind: ChartKind, count: usize) -> bool {
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

    pub(super) fn count(&mut self, kind: ChartKind, numbers: &Numbers) {
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
    pub(super) fn moments(&mut self, kind: ChartKind, numbers: &Numbers) {
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
    pub(super) fn parts(&mut self, numbers: &Numbers) {
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
