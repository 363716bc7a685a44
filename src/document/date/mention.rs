//! Finds the dates of running prose, as far as they say what day, month or year they are.

use std::ops::Range;

use super::reader::{Found, Parts, Reader};
use super::words::{Written, tokens};
use super::{Date, Point, known, read_date};

/// A date in running prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
    /// How much it says.
    pub kind: MentionKind,
    /// The date, where the text says it in full; not for `3 December`.
    pub date: Option<Date>,
}

/// How much a date in running prose says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionKind {
    /// A day: `3 December 2025`, `3 December`, `2025-12-03`.
    Day,
    /// A month of a year: `December 2025`.
    Month,
    /// A year from 1900 to 2099 by itself.
    Year,
    /// A range.
    Range,
}

/// Returns the dates of a running text, in order. A month without a year is left out, since "May" and
/// "March" are words.
pub fn dates_in(text: &str) -> Vec<DateMention> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let tokens = tokens(text);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
    };
    let mut mentions = Vec::new();
    while reader.at < tokens.len() {
        match reader.date() {
            Some(found) => mentions.extend(mention(&found)),
            None => reader.at += 1,
        }
    }
    mentions
}

/// Returns the date that the whole text is, in full.
pub(crate) fn full_date(text: &str) -> Option<Date> {
    let tokens = tokens(text);
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
    };
    let found = reader.date()?;
    if reader.at < tokens.len() {
        None
    } else {
        date_of(&found)
    }
}

fn mention(found: &Found) -> Option<DateMention> {
    let parts = &found.start;
    let kind = match (&found.end, &parts.day, &parts.month, &parts.year) {
        (Some(_), ..) => MentionKind::Range,
        (None, Some(_), Some(_), _) => MentionKind::Day,
        (None, None, Some(_), Some(_)) => MentionKind::Month,
        (None, None, None, Some(year)) if (1900..2100).contains(&year.value) => MentionKind::Year,
        _ => return None,
    };
    Some(DateMention {
        range: found.range.clone(),
        kind,
        date: date_of(found),
    })
}

fn date_of(found: &Found) -> Option<Date> {
    let start = point_of(&found.start)?;
    let date = match &found.end {
        Some(end) => Date::Between(start, point_of(end)?),
        None => Date::At(start),
    };
    // Read again, since the ends of a range may be the wrong way round.
    read_date(&date.to_string())
}

fn point_of(parts: &Parts) -> Option<Point> {
    let value = |part: &Option<Written<u16>>| part.as_ref().map(|part| part.value);
    let known = known(value(&parts.year)?, value(&parts.month), value(&parts.day))?;
    let is_about = parts.is_about;
    Some(Point { known, is_about })
}
