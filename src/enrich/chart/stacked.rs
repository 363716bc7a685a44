//! Horizontal bars made of parts. One bar has its values in the key below it; several have the key
//! above and the values under their parts.

use super::numbers::Numbers;
use super::scale::length;
use super::shown;
use crate::enrich::drawing::{Drawing, LINE, Mark, NARROWEST, em, percent, spread, width, wrap};

/// The thickness of a bar.
const BAR: f64 = 2.0;
/// The side of a square in the key.
const SQUARE: f64 = 0.9;
/// Where the text of the key begins.
const INDENT: f64 = 1.5;
/// The space between two bars.
const SPACE: f64 = 0.9;

pub(super) fn draw(numbers: &Numbers) -> Drawing {
    let is_one = numbers.columns.len() == 1;
    let mut marks = Vec::new();
    let mut y = 0.0;
    if !is_one {
        y = key(numbers, false, y, &mut marks) + 0.6;
    }
    let totals: Vec<f64> = (0..numbers.columns.len())
        .map(|at| values(numbers, at).sum::<f64>())
        .collect();
    let widest = totals.iter().copied().fold(0.0, f64::max);
    for (at, name) in numbers.columns.iter().enumerate() {
        if !is_one {
            for line in wrap(name, NARROWEST) {
                y += LINE;
                marks.push(Mark::text("name", y - 0.3, line));
            }
        }
        bar(numbers, at, widest, y, &mut marks);
        y += BAR;
        if !is_one {
            y = under(numbers, at, widest, y, &mut marks) + SPACE;
        }
    }
    y = match is_one {
        true => key(numbers, true, y + 0.5, &mut marks),
        false => y - SPACE,
    };
    Drawing {
        height: em(y + 0.2),
        marks,
    }
}

fn values(numbers: &Numbers, column: usize) -> impl Iterator<Item = f64> {
    numbers
        .rows
        .iter()
        .map(move |row| row.values[column].as_ref().map_or(0.0, length))
}

fn bar(numbers: &Numbers, column: usize, widest: f64, y: f64, marks: &mut Vec<Mark>) {
    let mut x = 0.0;
    for (part, value) in values(numbers, column).enumerate() {
        let across = value / widest * 100.0;
        if value > 0.0 {
            marks.push(Mark::Rect {
                class: "part",
                x: percent(x),
                y: em(y),
                width: percent(across),
                height: em(BAR),
                pattern: part + 1,
            });
        }
        x += across;
    }
}

/// Writes the values under the parts of a bar, moved apart where parts are narrow. Returns where the
/// next thing may stand.
fn under(numbers: &Numbers, column: usize, widest: f64, y: f64, marks: &mut Vec<Mark>) -> f64 {
    let mut x = 0.0;
    let mut places = Vec::new();
    let mut texts = Vec::new();
    for row in &numbers.rows {
        let Some(value) = row.values[column] else {
            continue;
        };
        let across = length(&value) / widest * NARROWEST;
        let text = shown(&value);
        places.push((x + across / 2.0, width(&text)));
        texts.push(text);
        x += across;
    }
    if let Some(middles) = spread(&places, 0.5) {
        for (middle, text) in middles.into_iter().zip(texts) {
            marks.push(Mark::centred("value", middle, y + 1.0, text));
        }
        return y + LINE;
    }
    let mut y = y;
    for line in wrap(&texts.join(" · "), NARROWEST) {
        y += LINE;
        marks.push(Mark::text("value", y - 0.25, line));
    }
    y
}

/// Draws the key, with the values of the only bar where there is one. Returns where it ends.
fn key(numbers: &Numbers, with_values: bool, y: f64, marks: &mut Vec<Mark>) -> f64 {
    let mut y = y;
    for (part, row) in numbers.rows.iter().enumerate() {
        marks.push(Mark::Rect {
            class: "part",
            x: "1".to_owned(),
            y: em(y + 0.22),
            width: em(SQUARE * 1.2),
            height: em(SQUARE),
            pattern: part + 1,
        });
        let value = row.values[0]
            .filter(|_| with_values)
            .map(|value| shown(&value));
        let room = value.as_ref().map_or(0.0, |value| width(value) + 0.8);
        let lines = wrap(&row.name, NARROWEST - INDENT - room);
        let last = lines.len().saturating_sub(1);
        for (at, line) in lines.into_iter().enumerate() {
            let after = INDENT + width(&line) + 0.5;
            let mut text = Mark::text("name", y + 1.0, line);
            move_by(&mut text, INDENT);
            marks.push(text);
            if let Some(value) = value.as_ref().filter(|_| at == last) {
                let mut text = Mark::text("value", y + 1.0, value.clone());
                move_by(&mut text, after);
                marks.push(text);
            }
            y += LINE;
        }
        y += 0.2;
    }
    y
}

fn move_by(mark: &mut Mark, by: f64) {
    if let Mark::Text { dx, .. } = mark {
        *dx = em(by);
    }
}
