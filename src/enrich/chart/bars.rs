//! Horizontal bars: the name in a line above its bar, the value at the end of it, so that both have
//! room on every screen.

use super::numbers::Numbers;
use super::scale::{Scale, length};
use super::shown;
use crate::enrich::drawing::{Drawing, LINE, Mark, NARROWEST, em, percent, share, width, wrap};

/// The thickness of a bar.
const BAR: f64 = 0.95;
/// The space between the end of a bar and its value.
const GAP: f64 = 0.4;
/// The space below a bar.
const SPACE: f64 = 0.75;

pub(super) fn draw(numbers: &Numbers) -> Drawing {
    let values: Vec<_> = numbers
        .rows
        .iter()
        .filter_map(|row| row.values[0])
        .collect();
    let scale = Scale::of(values.iter().map(length));
    // The widest value on each side needs room beside the bars; half of the width is theirs in any case.
    let room = |is_negative: bool| {
        let widths = values
            .iter()
            .filter(|value| value.is_negative() == is_negative)
            .map(|value| width(&shown(value)) + GAP);
        widths.fold(0.0, f64::max).min(NARROWEST / 4.0)
    };
    let left = share(room(true));
    let across = 100.0 - left - share(room(false));
    let at = |value: f64| left + across * scale.at(value);
    let zero = at(0.0);
    let mut marks = Vec::new();
    let mut y = 0.0;
    for row in &numbers.rows {
        for line in wrap(&row.name, NARROWEST) {
            y += LINE;
            marks.push(Mark::text("name", y - 0.3, line));
        }
        let Some(value) = row.values[0] else { continue };
        let end = at(length(&value));
        marks.push(Mark::Rect {
            class: "bar",
            x: percent(zero.min(end)),
            y: em(y),
            width: percent((end - zero).abs()),
            height: em(BAR),
            pattern: 0,
        });
        // Only beside the bar: names are written between its pieces.
        marks.push(Mark::Line {
            class: "base",
            x1: percent(zero),
            y1: em(y),
            x2: percent(zero),
            y2: em(y + BAR),
        });
        let (anchor, dx) = match value.is_negative() {
            true => ("end", em(-GAP)),
            false => ("start", em(GAP)),
        };
        marks.push(Mark::Text {
            class: "value",
            anchor,
            x: percent(end),
            dx,
            y: em(y + BAR - 0.13),
            text: shown(&value),
        });
        y += BAR + SPACE;
    }
    let height = (y - SPACE).max(0.0) + 0.2;
    Drawing {
        height: em(height),
        marks,
    }
}
