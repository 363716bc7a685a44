//! Dates that keep the precision with which they were given: a subset of EDTF (ISO 8601-2).
//!
//! `2025`, `2025-12` and `2025-12-03`, each with an optional `~` for "about"; `a/b`, `a/..`, `../b`.
//! What else an editor may write is answered in `date_nearest`; dates in prose are read in `date_text`.

mod calendar;
mod mention;
mod nearest;
mod reader;
pub mod text;
mod words;

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

use crate::document::disagreement::{ValueError, deserialize_as_written};
use calendar::days_in;
pub(crate) use calendar::month_name;
pub use calendar::{Day, Weekday};
use nearest::nearest;

/// How far a single date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Known {
    /// The year.
    Year(u16),
    /// The year and the month.
    Month(u16, u8),
    /// The day.
    Day(Day),
}

/// A single date as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point {
    /// How far it is known.
    pub known: Known,
    /// Whether it is about then.
    pub is_about: bool,
}

impl Point {
    /// Returns the year.
    pub fn year(&self) -> u16 {
        match self.known {
            Known::Year(year) | Known::Month(year, _) => year,
            Known::Day(day) => day.year,
        }
    }

    /// Returns the month, if it is known.
    pub fn month(&self) -> Option<u8> {
        match self.known {
            Known::Year(_) => None,
            Known::Month(_, month) => Some(month),
            Known::Day(day) => Some(day.month),
        }
    }

    /// Returns the day of the month, if it is known.
    pub fn day(&self) -> Option<u8> {
        match self.known {
            Known::Day(day) => Some(day.day),
            _ => None,
        }
    }

    /// Returns the first day that it can be.
    pub fn earliest(&self) -> Day {
        Day {
            year: self.year(),
            month: self.month().unwrap_or(1),
            day: self.day().unwrap_or(1),
        }
    }

    /// Returns the last day that it can be.
    pub fn latest(&self) -> Day {
        let (year, month) = (self.year(), self.month().unwrap_or(12));
        Day {
            year,
            month,
            day: self.day().unwrap_or(days_in(year, month)),
        }
    }

    /// Returns it in words: `3 December 2025`, `about December 2025`.
    pub fn prose(&self) -> String {
        let about = if self.is_about { "about " } else { "" };
        format!("{about}{}", self.exact_prose())
    }

    /// Returns it in words without "about".
    pub(crate) fn exact_prose(&self) -> String {
        match self.known {
            // Four digits, as in records: `801` would be read as a number.
            Known::Year(year) => format!("{year:04}"),
            Known::Month(year, month) => format!("{} {year:04}", month_name(month)),
            Known::Day(Day { year, month, day }) => {
                format!("{day}\u{a0}{} {year:04}", month_name(month))
            }
        }
    }

    /// Returns what the `datetime` of HTML's `time` may hold; nothing for a date that is about then,
    /// which HTML cannot say.
    pub fn datetime(&self) -> Option<String> {
        (!self.is_about).then(|| self.to_string())
    }
}

/// When something was: a single date or a range, as precise as its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Date {
    /// A single date.
    At(Point),
    /// A range with both ends.
    Between(Point, Point),
    /// A range without an end.
    From(Point),
    /// A range without a beginning.
    Until(Point),
}

deserialize_as_written!(Date, "a date like 2025-12-03, 2025-12 or 2025");

impl Date {
    /// Returns the single date, or the beginning of the range.
    pub fn start(&self) -> Option<Point> {
        match *self {
            Date::At(point) | Date::Between(point, _) | Date::From(point) => Some(point),
            Date::Until(_) => None,
        }
    }

    /// Returns the single date, or the end of the range.
    pub fn end(&self) -> Option<Point> {
        match *self {
            Date::At(point) | Date::Between(_, point) | Date::Until(point) => Some(point),
            Date::From(_) => None,
        }
    }

    /// Returns the first day that it can include; nothing if the beginning is open.
    pub fn earliest(&self) -> Option<Day> {
        self.start().map(|point| point.earliest())
    }

    /// Returns the last day that it can include; nothing if the end is open.
    pub fn latest(&self) -> Option<Day> {
        self.end().map(|point| point.latest())
    }

    /// Returns the year in which it is listed: that of the beginning, else of the end.
    pub fn year(&self) -> u16 {
        match self {
            Date::At(point) | Date::Between(point, _) | Date::From(point) | Date::Until(point) => {
                point.year()
            }
        }
    }

    /// Returns what events are sorted by: the earliest first, then the longer.
    pub fn order_key(&self) -> OrderKey {
        const NEVER: Day = Day {
            year: u16::MAX,
            month: 12,
            day: 31,
        };
        OrderKey(self.earliest(), Reverse(self.latest().unwrap_or(NEVER)))
    }

    /// Returns whether the two can have a day in common.
    pub fn overlaps(&self, other: &Date) -> bool {
        let begins_by_the_end = |one: &Date, other: &Date| match (one.earliest(), other.latest()) {
            (Some(earliest), Some(latest)) => earliest <= latest,
            _ => true,
        };
        begins_by_the_end(self, other) && begins_by_the_end(other, self)
    }

    /// Returns it in words, with no more precision than it has: `18–19 December 2025`.
    pub fn prose(&self) -> String {
        match self {
            Date::At(point) => point.prose(),
            Date::From(point) => format!("from {}", point.prose()),
            Date::Until(point) => format!("until {}", point.prose()),
            Date::Between(start, end) => range_prose(start, end),
        }
    }

    /// Returns the prose with ordinary spaces, as messages show it.
    pub(crate) fn shown(&self) -> String {
        self.prose().replace('\u{a0}', " ")
    }

    /// Returns what the `datetime` of HTML's `time` may hold; nothing for ranges and for dates that are
    /// about then, which HTML cannot say.
    pub fn datetime(&self) -> Option<String> {
        match self {
            Date::At(point) => point.datetime(),
            _ => None,
        }
    }
}

/// Orders events: the earliest first, an open beginning before all; then the longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OrderKey(Option<Day>, Reverse<Day>);

/// Writes a range, saying what the two ends share only once.
fn range_prose(start: &Point, end: &Point) -> String {
    let about = if start.is_about && end.is_about {
        "about "
    } else {
        ""
    };
    if start.is_about != end.is_about {
        return format!("{} – {}", start.prose(), end.prose());
    }
    let is_same_year = start.year() == end.year();
    let range = match (start.known, end.known) {
        (Known::Year(first), Known::Year(last)) => format!("{first:04}–{last:04}"),
        (Known::Month(_, first), Known::Month(year, last)) if is_same_year => {
            format!("{}–{} {year:04}", month_name(first), month_name(last))
        }
        (Known::Day(first), Known::Day(last)) if is_same_year && first.month == last.month => {
            format!("{}–{}", first.day, end.exact_prose())
        }
        (Known::Day(first), Known::Day(_)) if is_same_year => {
            format!(
                "{}\u{a0}{} – {}",
                first.day,
                month_name(first.month),
                end.exact_prose()
            )
        }
        _ => format!("{} – {}", start.exact_prose(), end.exact_prose()),
    };
    format!("{about}{range}")
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known {
            Known::Year(year) => write!(f, "{year:04}"),
            Known::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Known::Day(Day { year, month, day }) => write!(f, "{year:04}-{month:02}-{day:02}"),
        }?;
        f.write_str(if self.is_about { "~" } else { "" })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Date::At(point) => write!(f, "{point}"),
            Date::Between(start, end) => write!(f, "{start}/{end}"),
            Date::From(start) => write!(f, "{start}/.."),
            Date::Until(end) => write!(f, "../{end}"),
        }
    }
}

impl FromStr for Date {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Date, ValueError> {
        let text = text.trim();
        if let Some(date) = read_date(text) {
            return Ok(date);
        }
        let ends = text
            .split_once('/')
            .and_then(|(start, end)| read_point(start).zip(read_point(end)));
        Err(ends.map_or_else(
            || nearest(text),
            |(start, end)| disordered(text, start, end),
        ))
    }
}

/// Reads a date in one of our forms, if its range is in order.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    match text.split_once('/') {
        None => read_point(text).map(Date::At),
        Some((start, "..")) => read_point(start).map(Date::From),
        Some(("..", end)) => read_point(end).map(Date::Until),
        Some((start, end)) => {
            let (start, end) = (read_point(start)?, read_point(end)?);
            (start.latest() < end.earliest()).then_some(Date::Between(start, end))
        }
    }
}

/// Says what is wrong with a range whose end does not come after its beginning.
fn disordered(text: &str, start: Point, end: Point) -> ValueError {
    if start.known == end.known {
        let error = ValueError::new(format!(
            "the range `{text}` begins and ends with the same date"
        ));
        return error.with_replacement(
            Point {
                is_about: start.is_about || end.is_about,
                ..start
            }
            .to_string(),
        );
    }
    if start.earliest() > end.latest() {
        let error = ValueError::new(format!("the range `{text}` ends before it begins"));
        return error.with_replacement(Date::Between(end, start).to_string());
    }
    let finer = if end.known_parts() >= start.known_parts() {
        end
    } else {
        start
    };
    ValueError::new(format!(
        "one end of the range `{text}` lies within the other"
    ))
    .with_help(format!(
        "give both ends equally precisely, or only one date, like `{finer}`"
    ))
}

impl Point {
    /// Returns how many of year, month and day are known.
    fn known_parts(&self) -> u8 {
        1 + u8::from(self.month().is_some()) + u8::from(self.day().is_some())
    }
}

/// Reads `Y`, `Y-M` or `Y-M-D` with an optional `~`, if it is a date of the calendar.
pub(crate) fn read_point(text: &str) -> Option<Point> {
    let (exact, is_about) = text
        .strip_suffix('~')
        .map_or((text, false), |exact| (exact, true));
    let mut parts = exact.split('-');
    let year = digits(parts.next()?, 4).filter(|year| *year > 0)?;
    let month = parts
        .next()
        .map(|part| digits(part, 2))
        .map_or(Some(None), |part| part.map(Some))?;
    let day = parts
        .next()
        .map(|part| digits(part, 2))
        .map_or(Some(None), |part| part.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    known(year, month, day).map(|known| Point { known, is_about })
}

/// Puts the parts together, if they are a date of the calendar.
pub(crate) fn known(year: u16, month: Option<u16>, day: Option<u16>) -> Option<Known> {
    let Some(month) = month else {
        return Some(Known::Year(year));
    };
    let month = u8::try_from(month)
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    let Some(day) = day else {
        return Some(Known::Month(year, month));
    };
    let day = u8::try_from(day)
        .ok()
        .filter(|day| (1..=days_in(year, month)).contains(day))?;
    Some(Known::Day(Day { year, month, day }))
}

/// Reads exactly so many digits.
pub(crate) fn digits(text: &str, length: usize) -> Option<u16> {
    let fits = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}
