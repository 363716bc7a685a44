//! The numbers of a chart, gathered from figures or a CSV file, and all that can be wrong with them.

mod csv;
mod figures;
mod limits;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::{Chart, ChartKind, Data};
use crate::document::date::Date;
use crate::document::number::decimal::Decimal;
use crate::document::number::unit::Unit;
use crate::document::yaml::{Block, Step};
use crate::site::View;
use crate::source::Span;

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

impl Gatherer<'_, '_> {
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

    fn label(&self, id: &str) -> Option<String> {
        let label = self.chart.labels.get(id)?.trim();
        (!label.is_empty()).then(|| label.to_owned())
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
}
