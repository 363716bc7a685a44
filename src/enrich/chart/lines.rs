//! Lines and steps through points in time. Every value is written where there is room for it; where
//! not, lines at round numbers stand behind.

use super::days::{day_number, middle};
use super::moments;
use super::numbers::{Numbers, Row};
use super::scale::{Scale, length};
use super::shown;
use crate::document::block::ChartKind;
use crate::document::date::Day;
use crate::enrich::drawing::{
    Drawing, LINE, Mark, NARROWEST, em, percent, rounded, share, width, wrap,
};

/// The height of the highest point above the base.
const HIGH: f64 = 11.0;
/// The room for a value above the highest point.
const ROOM: f64 = 1.7;
/// How far the first and last point stand from the edges.
const INSET: f64 = 1.3;
/// The size of the box in which a line is drawn, in its own numbers; its width is 1000.
const DEPTH: f64 = 500.0;
/// More points than this have no dots.
const MOST_DOTS: usize = 60;

/// A point of a line, in em of the narrowest width.
#[derive(Clone, Debug, PartialEq)]
struct Point {
    x: f64,
    y: f64,
    text: String,
}

pub(super) fn draw(numbers: &Numbers, kind: ChartKind) -> Drawing {
    let mut marks = Vec::new();
    let top = match numbers.columns.len() {
        1 => 0.0,
        _ => key(numbers, &mut marks) + 0.4,
    };
    let lengths = numbers
        .rows
        .iter()
        .flat_map(|row| row.values.iter().flatten().map(length));
    let scale = Scale::of(lengths);
    let bottom = top + ROOM + HIGH;
    let at = |value: f64| bottom - HIGH * scale.at(value);
    let time = Time::of(&numbers.rows);
    let lines: Vec<Vec<Vec<Point>>> = (0..numbers.columns.len())
        .map(|column| pieces(numbers, column, &time, at))
        .collect();
    let all: Vec<&Point> = lines.iter().flatten().flatten().collect();
    let mut labels = Labels::new(&lines, kind, top);
    let mut written = labels.place(&all);
    if written.len() < all.len() {
        super::grid(&scale, at, &mut marks);
        labels = Labels::new(&lines, kind, top);
        for (value, text) in scale.ticks(4) {
            labels.block(width(&text) / 2.0, at(value) - 0.3, width(&text));
        }
        written = labels.place(&all);
    }
    marks.push(Mark::Line {
        class: "base",
        x1: percent(0.0),
        y1: em(at(0.0)),
        x2: percent(100.0),
        y2: em(at(0.0)),
    });
    for (series, pieces) in lines.iter().enumerate() {
        for piece in pieces {
            marks.push(line(piece, series + 1, kind, top));
        }
    }
    for (series, pieces) in lines.iter().enumerate() {
        let dots = pieces
            .iter()
            .flatten()
            .filter(|_| numbers.rows.len() <= MOST_DOTS);
        marks.extend(dots.map(|point| dot(point, series + 1)));
    }
    marks.extend(written);
    let height = bottom + under(&numbers.rows, &time, bottom + 0.2, &mut marks) + 0.3;
    Drawing {
        height: em(height),
        marks,
    }
}

/// Names the lines, each beside a piece of it. Returns where the key ends.
fn key(numbers: &Numbers, marks: &mut Vec<Mark>) -> f64 {
    let mut y = 0.0;
    for (at, name) in numbers.columns.iter().enumerate() {
        let point = Point {
            x: 1.2,
            y: y + 0.7,
            text: String::new(),
        };
        marks.push(Mark::Line {
            class: SERIES[at.min(SERIES.len() - 1)],
            x1: em(0.0),
            y1: em(point.y),
            x2: em(2.4),
            y2: em(point.y),
        });
        marks.push(Mark::Dot {
            class: "dot",
            series: at + 1,
            x: em(point.x),
            y: em(point.y),
        });
        for text in wrap(name, NARROWEST - 3.0) {
            y += LINE;
            let mut mark = Mark::text("name", y - 0.2, text);
            if let Mark::Text { dx, .. } = &mut mark {
                *dx = em(3.0);
            }
            marks.push(mark);
        }
        y += 0.15;
    }
    y
}

/// The classes of lines in the key.
const SERIES: [&str; 4] = [
    "line series-1",
    "line series-2",
    "line series-3",
    "line series-4",
];

/// Where days stand.
struct Time {
    first: i64,
    last: i64,
}

impl Time {
    fn of(rows: &[Row]) -> Self {
        let mut days = rows.iter().filter_map(|row| middle(row.date.as_ref()?));
        let first = days.next().unwrap_or(0);
        let last = days.next_back().unwrap_or(first + 1);
        Self {
            first,
            last: last.max(first + 1),
        }
    }

    /// Returns where a day stands, given as twice its number.
    fn at(&self, twice: i64) -> f64 {
        let share = (twice - self.first) as f64 / (self.last - self.first) as f64;
        INSET + share * (NARROWEST - 2.0 * INSET)
    }
}

/// Cuts a line where values are missing.
fn pieces(
    numbers: &Numbers,
    column: usize,
    time: &Time,
    at: impl Fn(f64) -> f64,
) -> Vec<Vec<Point>> {
    let mut pieces = vec![Vec::new()];
    for row in &numbers.rows {
        let place = row.date.as_ref().and_then(middle);
        match (place, &row.values[column]) {
            (Some(place), Some(value)) => {
                let last = pieces.len() - 1;
                pieces[last].push(Point {
                    x: time.at(place),
                    y: at(length(value)),
                    text: shown(value),
                });
            }
            // Rows of other series lie between two figures of this one; a hole in a table ends a line.
            _ if numbers.has_holes && pieces.last().is_some_and(|piece| !piece.is_empty()) => {
                pieces.push(Vec::new());
            }
            _ => {}
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Adds the corners of a step.
fn corners(piece: &[Point], kind: ChartKind) -> Vec<(f64, f64)> {
    let mut corners = Vec::new();
    for point in piece {
        if kind == ChartKind::Step
            && let Some((_, y)) = corners.last().copied()
        {
            corners.push((point.x, y));
        }
        corners.push((point.x, point.y));
    }
    corners
}

fn line(piece: &[Point], series: usize, kind: ChartKind, top: f64) -> Mark {
    let points: Vec<String> = corners(piece, kind)
        .into_iter()
        .map(|(x, y)| {
            let down = (y - top) / (ROOM + HIGH) * DEPTH;
            format!("{},{}", rounded(x / NARROWEST * 1000.0), rounded(down))
        })
        .collect();
    Mark::Polyline {
        class: "line",
        series,
        y: em(top),
        height: em(ROOM + HIGH),
        depth: rounded(DEPTH),
        points: points.join(" "),
    }
}

fn dot(point: &Point, series: usize) -> Mark {
    Mark::Dot {
        class: "dot",
        series,
        x: percent(share(point.x)),
        y: em(point.y),
    }
}

/// Values written beside their points, none over another or over a line.
struct Labels {
    boxes: Vec<(f64, f64, f64)>,
    corners: Vec<Vec<(f64, f64)>>,
    top: f64,
}

impl Labels {
    fn new(lines: &[Vec<Vec<Point>>], kind: ChartKind, top: f64) -> Self {
        let corners = lines
            .iter()
            .flatten()
            .map(|piece| corners(piece, kind))
            .collect();
        Self {
            boxes: Vec::new(),
            corners,
            top,
        }
    }

    /// Takes the room of a text that stands with its middle at `x` and its letters on `y`.
    fn block(&mut self, x: f64, y: f64, width: f64) {
        self.boxes.push((x, y, width));
    }

    /// Places as many labels as fit: the last, the first, the highest and the lowest before others.
    fn place(&mut self, points: &[&Point]) -> Vec<Mark> {
        let mut order: Vec<usize> = (0..points.len()).collect();
        let highest = order
            .iter()
            .copied()
            .min_by(|a, b| points[*a].y.total_cmp(&points[*b].y));
        let lowest = order
            .iter()
            .copied()
            .max_by(|a, b| points[*a].y.total_cmp(&points[*b].y));
        let first = [
            Some(points.len().saturating_sub(1)),
            Some(0),
            highest,
            lowest,
        ];
        order.sort_by_key(|at| {
            first
                .iter()
                .position(|one| *one == Some(*at))
                .unwrap_or(first.len())
        });
        let mut marks = Vec::new();
        for point in order.into_iter().filter_map(|at| points.get(at)) {
            let wide = width(&point.text);
            let x = point.x.clamp(wide / 2.0, NARROWEST - wide / 2.0);
            for y in [point.y - 0.55, point.y + 1.3] {
                if self.is_free(x, y, wide) {
                    self.block(x, y, wide);
                    marks.push(Mark::centred("value", x, y, point.text.clone()));
                    break;
                }
            }
        }
        marks
    }

    fn is_free(&self, x: f64, y: f64, wide: f64) -> bool {
        let is_inside = y - 0.8 >= self.top - 0.2 && y <= self.top + ROOM + HIGH - 0.1;
        let meets = |(other_x, other_y, other_wide): &(f64, f64, f64)| {
            (x - other_x).abs() < (wide + other_wide) / 2.0 + 0.3 && (y - other_y).abs() < 1.0
        };
        is_inside
            && !self.boxes.iter().any(meets)
            && !self.corners.iter().any(|line| crosses(line, x, y, wide))
    }
}

/// Says whether a line runs through the box of a text, dots included.
fn crosses(line: &[(f64, f64)], x: f64, y: f64, wide: f64) -> bool {
    let (left, right) = (x - wide / 2.0 - 0.1, x + wide / 2.0 + 0.1);
    let (upper, lower) = (y - 0.85, y + 0.15);
    let is_hit = |x: f64, y: f64| left < x && x < right && upper < y && y < lower;
    let mut is_crossed = line
        .iter()
        .any(|(x, y)| is_hit(*x, *y + 0.2) || is_hit(*x, *y - 0.2));
    for pair in line.windows(2) {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        const SAMPLES: i32 = 24;
        for at in 0..=SAMPLES {
            let share = f64::from(at) / f64::from(SAMPLES);
            is_crossed |= is_hit(x1 + (x2 - x1) * share, y1 + (y2 - y1) * share);
        }
    }
    is_crossed
}

/// Writes the dates: those of the values where they fit, else quarters or years.
fn under(rows: &[Row], time: &Time, y: f64, marks: &mut Vec<Mark>) -> f64 {
    let places: Vec<f64> = rows
        .iter()
        .filter_map(|row| middle(row.date.as_ref()?))
        .map(|twice| time.at(twice))
        .collect();
    let closest = places
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .fold(NARROWEST, f64::min);
    // The outer names reach over the first and last point as far as the edge lets them.
    let slot = closest.min(2.0 * INSET + 0.6);
    if closest >= 1.9 {
        return moments::write(rows, &places, slot, y, marks);
    }
    years(rows, time, y, marks)
}

/// Writes years where they begin, as many as there is room for.
fn years(rows: &[Row], time: &Time, y: f64, marks: &mut Vec<Mark>) -> f64 {
    let bounds = |row: Option<&Row>| {
        row.and_then(|row| row.date.as_ref())
            .map(|date| date.year())
    };
    let (Some(first), Some(last)) = (bounds(rows.first()), bounds(rows.last())) else {
        return 0.0;
    };
    let begin = |year: u16, month: u8| {
        2 * day_number(Day {
            year,
            month,
            day: 1,
        })
    };
    let mut ticks: Vec<(f64, String, String)> = Vec::new();
    let quarter = (time.at(begin(first, 4)) - time.at(begin(first, 1))).abs();
    let months: &[u8] = if quarter >= 2.4 { &[1, 4, 7, 10] } else { &[1] };
    let year_width = time.at(begin(first + 1, 1)) - time.at(begin(first, 1));
    let every = [1_u16, 2, 5, 10, 20, 50, 100]
        .into_iter()
        .find(|every| f64::from(*every) * year_width >= 2.6)
        .unwrap_or(500);
    for year in (first..=last.saturating_add(1)).filter(|year| year % every == 0) {
        for number in months {
            let x = time.at(begin(year, *number));
            if (1.0..=NARROWEST - 1.0).contains(&x) {
                let month = if months.len() > 1 {
                    moments::month(*number).to_owned()
                } else {
                    String::new()
                };
                ticks.push((x, month, year.to_string()));
            }
        }
    }
    let mut shown_year = String::new();
    for (x, month, year) in ticks {
        marks.push(Mark::Line {
            class: "tick",
            x1: percent(share(x)),
            y1: em(y - 0.2),
            x2: percent(share(x)),
            y2: em(y + 0.1),
        });
        let below = if month.is_empty() {
            y + 1.0
        } else {
            y + 1.0 + LINE
        };
        if !month.is_empty() {
            marks.push(Mark::centred("moment", x, y + 1.0, month));
        }
        if year != shown_year {
            marks.push(Mark::centred("moment", x, below, year.clone()));
            shown_year = year;
        }
    }
    LINE * if months.len() > 1 { 2.0 } else { 1.0 }
}
