//! Finds dates and ranges in English prose: `3 December 2025`, `18–19 December`, `November 2025`.

use std::ops::Range;

use super::calendar::Weekday;
use super::words::{Token, Written};

/// Reads the dates and ranges among the tokens, in order; the rest of the tokens is passed over.
pub(crate) struct Reader<'a> {
    pub(crate) tokens: &'a [Written<Token>],
    pub(crate) at: usize,
}

impl Reader<'_> {
    /// Takes the date or range that begins here, if there is one.
    pub(crate) fn date(&mut self) -> Option<Found> {
        let first = self.at;
        let found = self.range().or_else(|| {
            self.at = first;
            self.point()
                .filter(|parts| parts.month.is_some() || parts.year.is_some())
                .map(|start| Found {
                    start,
                    end: None,
                    range: 0..0,
                })
        });
        match found {
            Some(found) => {
                let end = self.tokens[self.at - 1].range.end;
                let range = found.start.begins_at().unwrap_or(end)..end;
                Some(Found { range, ..found })
            }
            None => {
                self.at = first;
                None
            }
        }
    }

    /// Takes `18–19 December 2025`, `from 28 November to 3 December`, `November–December 2025`, `2024–25`,
    /// `2025 – about 2026`.
    fn range(&mut self) -> Option<Found> {
        let opening =
            self.take(|token| matches!(token, Token::From | Token::Between).then_some(token));
        let is_between = matches!(
            opening,
            Some(Written {
                value: Token::Between,
                ..
            })
        );
        let is_start_about = opening.is_some() && self.about();
        let mut start = self.point()?;
        start.is_about = is_start_about;
        let is_bare_day = start.month.is_none() && start.day.is_some();
        let joiner = self.take(|token| match token {
            Token::Dash | Token::To => Some(token),
            Token::Slash => start.is_iso.then_some(token),
            Token::And => (is_between || is_bare_day).then_some(token),
            _ => None,
        })?;
        let is_dash = joiner.value == Token::Dash;
        let is_end_about = self.about();
        let mut end = self.point_after(&start, is_dash)?;
        end.is_about = is_end_about;
        if is_bare_day && end.day.is_none() {
            return None;
        }
        share(&mut start, &mut end);
        (start.month.is_some() || start.year.is_some()).then_some(Found {
            start,
            end: Some(end),
            range: 0..0,
        })
    }

    /// Takes the end of a range; after a month and a day, a bare day will do.
    fn point_after(&mut self, start: &Parts, is_dash: bool) -> Option<Parts> {
        let from = self.at;
        let end = self.point()?;
        let year_alone = start.year.is_some() && start.month.is_none();
        if end.day.is_some() && end.month.is_none() {
            if year_alone && is_dash {
                // `2024–25`
                let first = start.year.as_ref()?;
                let last = end.day?;
                let value = first.value / 100 * 100 + last.value;
                let is_later = value > first.value && last.range.len() == 2;
                return is_later.then(|| Parts {
                    year: Some(Written {
                        value,
                        range: last.range,
                    }),
                    ..Parts::default()
                });
            }
            // `December 18–19, 2025`
            let is_american =
                is_dash && start.day.is_some() && start.month.is_some() && start.year.is_none();
            return is_american.then(|| {
                let year = self.year_after_comma();
                Parts { year, ..end }
            });
        }
        // A month does not begin a range with a year, nor a year one with a month: `2025 to December`. A
        // month of a year does: `December 2024 – 2025`.
        let is_end_alone = end.year.is_some() && end.month.is_none();
        let has_years = start.year.is_some() && end.year.is_some();
        if year_alone != is_end_alone && !has_years {
            self.at = from;
            return None;
        }
        Some(end)
    }

    /// Takes a single date, or a bare day.
    fn point(&mut self) -> Option<Parts> {
        if let Some(token) = self.take(|token| matches!(token, Token::Iso(..)).then_some(token))
            && let Token::Iso(year, month, day) = token.value
        {
            let start = token.range.start;
            let part = |value, from, length| Written {
                value,
                range: start + from..start + from + length,
            };
            let day = day.map(|day| part(day, 8, 2));
            return Some(Parts {
                day,
                month: Some(part(month, 5, 2)),
                year: Some(part(year, 0, 4)),
                is_iso: true,
                ..Parts::default()
            });
        }
        let weekday = self.take(|token| match token {
            Token::Weekday(day) => Some(day),
            _ => None,
        });
        if weekday.is_some() {
            self.take(|token| (token == Token::Comma).then_some(()));
        }
        self.take(|token| (token == Token::The).then_some(()));
        let parts = self
            .day_and_month()
            .or_else(|| self.month_and_day())
            .or_else(|| self.bare_year())?;
        Some(Parts { weekday, ..parts })
    }

    /// Takes `3 December 2025`, `3rd of December`, or a bare day.
    fn day_and_month(&mut self) -> Option<Parts> {
        let day = self.small()?;
        let after_day = self.at;
        self.take(|token| (token == Token::Of).then_some(()));
        let Some(month) = self.month() else {
            self.at = after_day;
            return Some(Parts {
                day: Some(day),
                ..Parts::default()
            });
        };
        let year = self.year_after_comma();
        Some(Parts {
            day: Some(day),
            month: Some(month),
            year,
            ..Parts::default()
        })
    }

    /// Takes `December 3, 2025` or `December 2025` or `December`.
    fn month_and_day(&mut self) -> Option<Parts> {
        let month = self.month()?;
        let day = self.small();
        let year = self.year_after_comma();
        Some(Parts {
            day,
            month: Some(month),
            year,
            ..Parts::default()
        })
    }

    fn bare_year(&mut self) -> Option<Parts> {
        let year = self.year()?;
        Some(Parts {
            year: Some(year),
            ..Parts::default()
        })
    }

    fn year_after_comma(&mut self) -> Option<Written<u16>> {
        let from = self.at;
        self.take(|token| (token == Token::Comma).then_some(()));
        let year = self.year();
        if year.is_none() {
            self.at = from;
        }
        year
    }

    fn year(&mut self) -> Option<Written<u16>> {
        self.take(|token| match token {
            Token::Year(year) => Some(year),
            _ => None,
        })
    }

    fn month(&mut self) -> Option<Written<u16>> {
        self.take(|token| match token {
            Token::Month(month) => Some(month),
            _ => None,
        })
    }

    fn small(&mut self) -> Option<Written<u16>> {
        self.take(|token| match token {
            Token::Small(day) => Some(day),
            _ => None,
        })
    }

    fn about(&mut self) -> bool {
        self.take(|token| (token == Token::About).then_some(()))
            .is_some()
    }

    /// Takes the next token if it is wanted.
    fn take<T>(&mut self, wanted: impl Fn(Token) -> Option<T>) -> Option<Written<T>> {
        let token = self.tokens.get(self.at)?;
        let value = wanted(token.value)?;
        self.at += 1;
        Some(Written {
            value,
            range: token.range.clone(),
        })
    }
}

/// Gives each end of a range what it takes over from the other.
fn share(start: &mut Parts, end: &mut Parts) {
    if end.month.is_none() && end.day.is_some() {
        end.month.clone_from(&start.month);
    }
    if start.month.is_none() && start.day.is_some() {
        start.month.clone_from(&end.month);
    }
    if start.year.is_none() {
        let key = |parts: &Parts| {
            (
                parts.month.as_ref().map(|month| month.value),
                parts.day.as_ref().map(|day| day.value),
            )
        };
        // In "27 December to 2 January 2026" the year is that of the end alone.
        if key(start) <= key(end) {
            start.year.clone_from(&end.year);
        }
    }
}

/// The parts of a date that a text gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) weekday: Option<Written<Weekday>>,
    pub(crate) day: Option<Written<u16>>,
    pub(crate) month: Option<Written<u16>>,
    pub(crate) year: Option<Written<u16>>,
    /// Whether it is written in digits alone, as `2025-12-03`.
    pub(crate) is_iso: bool,
    /// Whether `about` stands before it, inside a range.
    pub(crate) is_about: bool,
}

impl Parts {
    /// Returns where the first of the parts begins.
    fn begins_at(&self) -> Option<usize> {
        let numbers = [&self.day, &self.month, &self.year];
        let numbers = numbers.into_iter().flatten().map(|part| part.range.start);
        numbers
            .chain(self.weekday.iter().map(|part| part.range.start))
            .min()
    }
}

/// A date or range in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) start: Parts,
    pub(crate) end: Option<Parts>,
    pub(crate) range: Range<usize>,
}
