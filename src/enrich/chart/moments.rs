//! The names of dates under a chart: as much of each as there is room for, the year where it changes.

use super::numbers::Row;
use crate::document::date::{Date, Known};
use crate::enrich::drawing::{LINE, Mark, width, wrap};

/// With so few dates each has its year.
const FEW: usize = 6;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec",
];

/// How much of a date is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    Day,
    Month,
    Year,
}

/// Returns the short name of a month.
pub(super) fn month(month: u8) -> &'static str {
    MONTHS[usize::from(month.clamp(1, 12)) - 1]
}

/// Writes the names of rows under their places (in em of the narrowest width), each at most `slot`
/// wide. Where not even months fit, only some names are written. Returns how high they are.
pub(super) fn write(rows: &[Row], places: &[f64], slot: f64, y: f64, marks: &mut Vec<Mark>) -> f64 {
    let room = slot - 0.15;
    for detail in [Detail::Day, Detail::Month, Detail::Year] {
        let names: Vec<Vec<String>> = names(rows, detail, room);
        let fits = |lines: &Vec<String>| lines.iter().all(|line| width(line) <= room);
        if names.iter().all(fits) {
            return put(&names, places, y, marks);
        }
    }
    // Every so many, so that years fit.
    let every = (2.6 / slot).ceil().max(1.0) as usize;
    let mut names = names(rows, Detail::Year, 2.6);
    for (at, lines) in names.iter_mut().enumerate() {
        if at % every != 0 {
            lines.clear();
        } else if lines.is_empty()
            && let Some(date) = &rows[at].date
        {
            lines.push(date.year().to_string());
        }
    }
    put(&names, places, y, marks)
}

fn put(names: &[Vec<String>], places: &[f64], y: f64, marks: &mut Vec<Mark>) -> f64 {
    let mut height: f64 = 0.0;
    for (lines, place) in names.iter().zip(places) {
        let mut down = y;
        for line in lines {
            down += LINE;
            if !line.is_empty() {
                marks.push(Mark::centred("moment", *place, down - 0.25, line.clone()));
            }
        }
        height = height.max(down - y);
    }
    height
}

fn names(rows: &[Row], detail: Detail, room: f64) -> Vec<Vec<String>> {
    let mut year = None;
    let mut names = Vec::new();
    for row in rows {
        let Some(date) = row.date.as_ref().filter(|_| !row.is_named) else {
            names.push(wrap(&row.name, room));
            continue;
        };
        let is_new_year = year.replace(date.year()) != Some(date.year()) || rows.len() <= FEW;
        let year_line = if is_new_year {
            date.year().to_string()
        } else {
            String::new()
        };
        names.push(match (moment(date, detail), detail) {
            (Some(moment), _) => vec![moment, year_line],
            (None, Detail::Year) => vec![year_line],
            (None, _) => vec![date.year().to_string()],
        });
    }
    names
}

/// Returns what stands above the year.
fn moment(date: &Date, detail: Detail) -> Option<String> {
    let Date::At(point) = date else {
        let start = date.start()?;
        return (detail != Detail::Year)
            .then(|| start.month().map(|number| month(number).to_owned()))
            .flatten();
    };
    match (point.known, detail) {
        (_, Detail::Year) | (Known::Year(_), _) => None,
        (Known::Day(day), Detail::Day) => Some(format!("{}\u{a0}{}", day.day, month(day.month))),
        (Known::Day(day), Detail::Month) => Some(month(day.month).to_owned()),
        (Known::Month(_, number), _) => Some(month(number).to_owned()),
    }
}
