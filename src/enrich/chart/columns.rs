//! Columns side by side in the order of time, each with its value on top.

use super::moments;
use super::numbers::Numbers;
use super::scale::{Scale, length};
use super::shown;
use crate::enrich::drawing::{Drawing, Mark, NARROWEST, em, percent, share, width};

/// The height of the highest column.
const HIGH: f64 = 11.0;
/// The room for values above and below columns.
const ROOM: f64 = 1.4;
/// How much of its slot a column fills.
const FILLED: f64 = 0.72;
/// The widest column.
const WIDEST: f64 = 4.0;

pub(super) fn draw(numbers: &Numbers) -> Drawing {
    let values: Vec<_> = numbers.rows.iter().map(|row| row.values[0]).collect();
    let scale = Scale::of(values.iter().flatten().map(length));
    let has_negative = values.iter().flatten().any(|value| value.is_negative());
    let bottom = ROOM + HIGH;
    let at = |value: f64| bottom - HIGH * scale.at(value);
    let zero = at(0.0);
    let slot = NARROWEST / values.len() as f64;
    let column = (slot * FILLED).min(WIDEST);
    let widest = values.iter().flatten().map(|value| width(&shown(value)));
    let are_all_written = widest.fold(0.0, f64::max) <= slot - 0.2;
    let mut marks = Vec::new();
    if !are_all_written {
        super::grid(&scale, at, &mut marks);
    }
    let mut places = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let middle = slot * (index as f64 + 0.5);
        places.push(middle);
        let Some(value) = value else { continue };
        let end = at(length(value));
        marks.push(Mark::Rect {
            class: "bar",
            x: percent(share(middle - column / 2.0)),
            y: em(zero.min(end)),
            width: percent(share(column)),
            height: em((end - zero).abs()),
            pattern: 0,
        });
        if are_all_written {
            let y = if value.is_negative() {
                end + 1.05
            } else {
                end - 0.35
            };
            marks.push(Mark::centred("value", middle, y, shown(value)));
        }
    }
    marks.push(Mark::Line {
        class: "base",
        x1: percent(0.0),
        y1: em(zero),
        x2: percent(100.0),
        y2: em(zero),
    });
    let below = bottom + if has_negative { ROOM } else { 0.1 };
    let height = moments::write(&numbers.rows, &places, slot, below, &mut marks);
    Drawing {
        height: em(below + height + 0.1),
        marks,
    }
}
