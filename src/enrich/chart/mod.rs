//! Charts: numbers out of figures or a table, laid out as a drawing, with the same numbers as a
//! table and as CSV. Every text that names a number is made from the decimal as it is written; only
//! lengths are worked out in floats.

mod bars;
mod columns;
mod days;
mod lines;
mod moments;
mod numbers;
mod scale;
mod stacked;
mod view;

pub(super) use view::make;
pub use view::{ChartRow, ChartView};

use crate::diagnostic::Diagnostic;
use crate::document::block::{Chart, ChartKind};
use crate::document::number::currency::House;
use crate::document::number::decimal::Decimal;
use crate::document::number::grouped;
use crate::document::number::unit::{Measure, Unit};
use crate::document::yaml::Block;
use crate::site::View;
use numbers::Numbers;
use scale::Scale;

use super::drawing::{Drawing, Mark, em, percent};

/// Returns what is wrong with a chart.
pub(super) fn check(view: &mut View<'_>, chart: &Chart, block: &Block) -> Vec<Diagnostic> {
    numbers::gather(view, chart, block).1
}

fn draw(kind: ChartKind, numbers: &Numbers) -> Drawing {
    match kind {
        ChartKind::Bars => bars::draw(numbers),
        ChartKind::Stacked => stacked::draw(numbers),
        ChartKind::Columns => columns::draw(numbers),
        ChartKind::Line | ChartKind::Step => lines::draw(numbers, kind),
    }
}

/// Writes a value as charts and their tables show it: all digits as they are, in groups of three.
fn shown(value: &Decimal) -> String {
    let minus = if value.is_negative() { "−" } else { "" };
    format!("{minus}{}", grouped(&value.abs(), Some(',')))
}

/// Returns a unit in words: `€ billion`, `trillion roubles`, `votes`, `%`.
fn unit_words(unit: &Unit) -> String {
    let scale = unit.scale.word();
    let words = match &unit.measure {
        Measure::Percent => "%".to_owned(),
        Measure::Things(things) => format!("{scale} {things}"),
        Measure::Money(currency) => match currency.house() {
            House::Sign(sign) => format!("{sign} {scale}"),
            House::Code => format!("{currency} {scale}"),
            House::Words(_, words) => format!("{scale} {words}"),
        },
    };
    words.trim().replace(' ', "\u{a0}")
}

/// Draws lines at round numbers, with their names at the left edge.
fn grid(scale: &Scale, at: impl Fn(f64) -> f64, marks: &mut Vec<Mark>) {
    for (value, text) in scale.ticks(4) {
        let y = at(value);
        if value != 0.0 {
            marks.push(Mark::Line {
                class: "grid",
                x1: percent(0.0),
                y1: em(y),
                x2: percent(100.0),
                y2: em(y),
            });
            marks.push(Mark::text("tick-name", y - 0.3, text));
        }
    }
}
