//! Date agreement: whether the text of a reference says no other date than its event, and no more.

use std::ops::Range;

use super::calendar::month_name;
pub use super::mention::{DateMention, MentionKind, dates_in};
use super::reader::{Found, Parts, Reader};
use super::words::{Token, Written, tokens};
use super::{Date, Day, Known, Point};
use crate::document::disagreement::Disagreement;

/// A text that agrees with its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The value of `datetime`, as far as the text says the date; nothing for ranges, dates that are about
    /// then, and texts without a date.
    pub datetime: Option<String>,
    /// Whether the text has no date in it and is a plain link to the event.
    pub is_plain: bool,
}

/// Checks that the text holds one date or range, and that it says what the event's date says or less.
pub fn agree(text: &str, date: &Date) -> Result<Agreement, Disagreement> {
    check(text, date).map_err(|finding| {
        let replacement = finding
            .cure
            .clone()
            .filter(|cure| check(cure, date).is_ok());
        finding.into_disagreement(replacement)
    })
}

/// What is wrong with a text, with the text that may be right instead.
struct Finding {
    message: String,
    help: String,
    cure: Option<String>,
    range: Range<usize>,
}

impl Finding {
    /// Proposes another range in the place of the one that the text gives.
    fn cured_by(mut self, text: &str, written: &Range<usize>, range: &Date) -> Self {
        let (before, after) = (&text[..written.start], &text[written.end..]);
        self.cure = Some(format!("{before}{}{after}", range.shown()));
        self
    }

    fn into_disagreement(self, replacement: Option<String>) -> Disagreement {
        let help = replacement
            .as_ref()
            .map_or(self.help, |cure| format!("write `{cure}`"));
        Disagreement {
            message: self.message,
            help: Some(help),
            replacement,
            range: self.range,
        }
    }
}

fn check(text: &str, date: &Date) -> Result<Agreement, Finding> {
    let tokens = tokens(text);
    let found = match only_date(text, &tokens, date)? {
        Some(found) => found,
        None => {
            return Ok(Agreement {
                datetime: None,
                is_plain: true,
            });
        }
    };
    let point = match (&found.end, date) {
        (Some(end), Date::Between(first, last)) => {
            let mut wrong = wrong_parts(&found.start, *first);
            wrong.extend(wrong_parts(end, *last));
            if !wrong.is_empty() {
                let finding = explain(text, &wrong, *last, date);
                return Err(match whole_range(&found.start, *first, end, *last) {
                    Some(range) => finding.cured_by(text, &found.range, &range),
                    None => finding,
                });
            }
            None
        }
        (Some(_), _) => return Err(range_for_one_date(text, &found, date)),
        (None, Date::Between(first, last)) => {
            Some(agree_with_end(text, &found.start, &[*first, *last], date)?)
        }
        (None, Date::At(point) | Date::From(point) | Date::Until(point)) => {
            Some(agree_with_end(text, &found.start, &[*point], date)?)
        }
    };
    needs_about(text, &found, point, date)?;
    halves(text, &tokens, &found, point, date)?;
    let datetime = point
        .filter(|point| !point.is_about)
        .map(|point| as_far_as(&found.start, point));
    Ok(Agreement {
        datetime,
        is_plain: false,
    })
}

/// Returns the one date or range of the text, or nothing if the text has none.
fn only_date(text: &str, tokens: &[Written<Token>], date: &Date) -> Result<Option<Found>, Finding> {
    let mut found: Vec<Found> = Vec::new();
    let mut odd = None;
    let mut reader = Reader { tokens, at: 0 };
    while reader.at < tokens.len() {
        if let Some(date) = reader.date() {
            found.push(date);
            continue;
        }
        let token = &tokens[reader.at];
        if odd.is_none()
            && matches!(
                token.value,
                Token::Small(_) | Token::Year(_) | Token::Iso(..) | Token::Odd
            )
        {
            odd = Some(token.range.clone());
        }
        reader.at += 1;
    }
    let shown = date.shown();
    if let Some(second) = found.get(1) {
        return Err(Finding {
            message: format!("`{}` is a second date in one text", &text[second.range.clone()]),
            help: "write one date or one range, like `18–19 December 2025`; two dates are two references".to_owned(),
            cure: None,
            range: second.range.clone(),
        });
    }
    if let Some(range) = odd {
        return Err(Finding {
            message: format!("`{}` is not part of a date", &text[range.clone()]),
            help: format!("link the date alone, like `{shown}`, or a text without digits"),
            cure: None,
            range,
        });
    }
    Ok(found.pop())
}

/// Checks a single date against the ends with which it may agree, and returns the one with which it does.
fn agree_with_end(
    text: &str,
    parts: &Parts,
    ends: &[Point],
    date: &Date,
) -> Result<Point, Finding> {
    let mut best: Option<(Vec<Wrong>, Point)> = None;
    let mut is_tied = false;
    for end in ends {
        let wrong = wrong_parts(parts, *end);
        if wrong.is_empty() {
            return Ok(*end);
        }
        let fewest = best.as_ref().map_or(usize::MAX, |best| best.0.len());
        is_tied = wrong.len() == fewest;
        if wrong.len() < fewest {
            best = Some((wrong, *end));
        }
    }
    let (wrong, end) = best.expect("a date has at least one end");
    let mut finding = explain(text, &wrong, end, date);
    if is_tied {
        finding.cure = None;
    }
    Err(finding)
}

/// A part of a date that is not the event's.
struct Wrong {
    range: Range<usize>,
    /// What to write instead; nothing if the event does not say so much.
    right: Option<Right>,
}

/// The right part.
enum Right {
    Day(u8),
    Month(u8),
    Year(u16),
    Weekday(&'static str),
}

/// Compares the parts that the text gives with those of the event.
fn wrong_parts(parts: &Parts, end: Point) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    if let (Some(weekday), Known::Day(day)) = (&parts.weekday, end.known) {
        if weekday.value != day.weekday() {
            wrong.push(Wrong {
                range: weekday.range.clone(),
                right: Some(Right::Weekday(day.weekday().name())),
            });
        }
    } else if let Some(weekday) = &parts.weekday {
        wrong.push(Wrong {
            range: weekday.range.clone(),
            right: None,
        });
    }
    let mut compare = |written: &Option<Written<u16>>, known: Option<u16>, right: Option<Right>| {
        if let Some(written) = written
            && Some(written.value) != known
        {
            wrong.push(Wrong {
                range: written.range.clone(),
                right,
            });
        }
    };
    compare(
        &parts.day,
        end.day().map(u16::from),
        end.day().map(Right::Day),
    );
    compare(
        &parts.month,
        end.month().map(u16::from),
        end.month().map(Right::Month),
    );
    compare(&parts.year, Some(end.year()), Some(Right::Year(end.year())));
    wrong
}

/// Says which parts are wrong, and writes the right ones in the form of the text.
fn explain(text: &str, wrong: &[Wrong], end: Point, date: &Date) -> Finding {
    let (shown, is) = (date.shown(), event_is(date));
    if let Some(more) = wrong.iter().find(|part| part.right.is_none()) {
        return Finding {
            message: format!(
                "`{}` says more than the event, which is {is} `{shown}`",
                &text[more.range.clone()]
            ),
            help: format!("write `{}`, or less", end.prose().replace('\u{a0}', " ")),
            cure: None,
            range: more.range.clone(),
        };
    }
    let start = wrong
        .iter()
        .map(|part| part.range.start)
        .min()
        .unwrap_or_default();
    let stop = wrong
        .iter()
        .map(|part| part.range.end)
        .max()
        .unwrap_or_default();
    let mut cure = text.to_owned();
    let mut parts: Vec<&Wrong> = wrong.iter().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.range.start));
    // A month or year that both ends of a range share is wrong twice.
    parts.dedup_by_key(|part| part.range.clone());
    for part in parts {
        if let Some(right) = &part.right {
            let written = &text[part.range.clone()];
            cure.replace_range(part.range.clone(), &in_the_form_of(written, right));
        }
    }
    let is_weekday = wrong.len() == 1 && matches!(wrong[0].right, Some(Right::Weekday(_)));
    let message = if is_weekday {
        let name = end.weekday_name().unwrap_or_default();
        format!(
            "`{}` is not the day of the event: `{}` is a {name}",
            &text[start..stop],
            Date::At(end).shown()
        )
    } else {
        format!(
            "`{}` does not agree with the event, which is {is} `{shown}`",
            text.trim()
        )
    };
    Finding {
        message,
        help: "correct the date, or refer to another event".to_owned(),
        cure: Some(cure),
        range: start..stop,
    }
}

/// Returns the word that stands before the event's date in a sentence.
fn event_is(date: &Date) -> &'static str {
    match date {
        Date::At(Point {
            known: Known::Day(_),
            is_about: false,
        }) => "on",
        Date::At(Point {
            is_about: false, ..
        }) => "in",
        _ => "dated",
    }
}

/// Writes a part as the text writes it: `3rd`, `Dec`, `03`.
fn in_the_form_of(written: &str, right: &Right) -> String {
    let is_digits = written.bytes().all(|byte| byte.is_ascii_digit());
    match right {
        Right::Day(day) if !is_digits => format!("{day}{}", ordinal(*day)),
        Right::Day(number) | Right::Month(number) if is_digits && written.starts_with('0') => {
            format!("{number:02}")
        }
        Right::Day(day) => day.to_string(),
        // Only a date in digits alone has its month in digits, and that has two.
        Right::Month(month) if is_digits => format!("{month:02}"),
        Right::Month(month)
            if written.len() <= 4 && !matches!(written, "May" | "June" | "July") =>
        {
            month_name(*month)[..3].to_owned()
        }
        Right::Month(month) => month_name(*month).to_owned(),
        Right::Year(year) if written.len() == 2 => format!("{:02}", year % 100),
        Right::Year(year) => format!("{year:04}"),
        Right::Weekday(name) if written.len() < 6 => name[..3].to_owned(),
        Right::Weekday(name) => (*name).to_owned(),
    }
}

fn ordinal(day: u8) -> &'static str {
    match (day % 10, day / 10) {
        (1, tens) if tens != 1 => "st",
        (2, tens) if tens != 1 => "nd",
        (3, tens) if tens != 1 => "rd",
        _ => "th",
    }
}

impl Point {
    fn weekday_name(&self) -> Option<&'static str> {
        match self.known {
            Known::Day(day) => Some(day.weekday().name()),
            _ => None,
        }
    }
}

fn range_for_one_date(text: &str, found: &Found, date: &Date) -> Finding {
    let (shown, is) = (date.shown(), event_is(date));
    Finding {
        message: format!(
            "`{}` is a range, but the event is {is} `{shown}`",
            &text[found.range.clone()]
        ),
        help: format!("write `{shown}`, or less"),
        cure: None,
        range: found.range.clone(),
    }
}

/// Checks that a date that is about then is said to be so.
fn needs_about(
    text: &str,
    found: &Found,
    point: Option<Point>,
    date: &Date,
) -> Result<(), Finding> {
    // Of a range each end may say so by itself: `2025 – about 2026`.
    let says = |parts: &Option<Parts>| parts.as_ref().is_some_and(|parts| parts.is_about);
    let is_about = match (point, date) {
        (Some(point), _) => point.is_about,
        (None, Date::Between(first, last)) => {
            first.is_about && !found.start.is_about || last.is_about && !says(&found.end)
        }
        _ => false,
    };
    let mut before = text[..found.range.start].split(|sign: char| !sign.is_alphabetic());
    let says_so = before.any(|word| {
        ["about", "around", "early", "late", "circa"]
            .iter()
            .any(|hedge| hedge.eq_ignore_ascii_case(word))
    });
    if !is_about || says_so {
        return Ok(());
    }
    let (before, written) = (&text[..found.range.start], &text[found.range.clone()]);
    // `mid-2025` is one word, in which nothing can be put.
    let is_word_of_its_own = before.is_empty() || before.ends_with(char::is_whitespace);
    // In "the 2025 plan" nothing can be put either.
    let last_word = before.split_whitespace().last().unwrap_or_default();
    let is_behind_article = ["a", "an", "the"]
        .iter()
        .any(|article| article.eq_ignore_ascii_case(last_word));
    let cure = format!("{before}about {}", &text[found.range.start..]);
    Err(Finding {
        message: format!(
            "`{written}` is more certain than the event, which is dated `{}`",
            date.shown()
        ),
        help: "say that the date is not exact: about, around, early or late".to_owned(),
        cure: (is_word_of_its_own && !is_behind_article).then_some(cure),
        range: found.range.clone(),
    })
}

/// Checks "early" and "late" before a month or a year of which the event knows more.
fn halves(
    text: &str,
    tokens: &[Written<Token>],
    found: &Found,
    point: Option<Point>,
    date: &Date,
) -> Result<(), Finding> {
    let Some(point) = point else { return Ok(()) };
    let Some(before) = tokens
        .iter()
        .rev()
        .find(|token| token.range.end <= found.range.start)
    else {
        return Ok(());
    };
    let parts = &found.start;
    // The place within the month or year, and the last that is early.
    let within = match (&parts.day, &parts.month) {
        (Some(_), _) => None,
        (None, Some(_)) => point.day().map(|day| (day, 15)),
        (None, None) => point.month().map(|month| (month, 6)),
    };
    let Some((place, half)) = within else {
        return Ok(());
    };
    let word = &text[before.range.clone()];
    let is_wrong = (word.eq_ignore_ascii_case("early") && place > half)
        || (word.eq_ignore_ascii_case("late") && place <= half);
    if !is_wrong || point.is_about {
        return Ok(());
    }
    let other = if place > half { "late" } else { "early" };
    Err(Finding {
        message: format!(
            "`{word}` is not true of the event, which is {} `{}`",
            event_is(date),
            date.shown()
        ),
        help: "correct the date, or refer to another event".to_owned(),
        cure: Some(format!(
            "{}{other}{}",
            &text[..before.range.start],
            &text[before.range.end..]
        )),
        range: before.range.clone(),
    })
}

/// Returns the event's range as far as the start of the written one says it, where the right end would only repeat
/// a part of that start: nobody writes `November 2025 to 2025`.
fn whole_range(start: &Parts, first: Point, end: &Parts, last: Point) -> Option<Date> {
    let from = known_as_far_as(start, first);
    let until = known_as_far_as(end, last);
    let is_repeated = from != until
        && known_as_far_as(
            end,
            Point {
                known: from,
                ..first
            },
        ) == until;
    let to = known_as_far_as(start, last);
    let at = |known, point| Point { known, ..point };
    match from == to {
        _ if !is_repeated => None,
        true => Some(Date::At(at(from, first))),
        false => Some(Date::Between(at(from, first), at(to, last))),
    }
}

/// Returns the event's date as far as the text says it, as HTML's `time` has it.
fn as_far_as(parts: &Parts, point: Point) -> String {
    let point = Point {
        known: known_as_far_as(parts, point),
        is_about: false,
    };
    point.to_string()
}

/// Returns the event's date as far as the text says it.
fn known_as_far_as(parts: &Parts, point: Point) -> Known {
    let month = point
        .month()
        .filter(|_| parts.month.is_some() || parts.day.is_some());
    match (month, point.day().filter(|_| parts.day.is_some())) {
        (Some(month), Some(day)) => Known::Day(Day {
            year: point.year(),
            month,
            day,
        }),
        (Some(month), None) => Known::Month(point.year(), month),
        (None, _) => Known::Year(point.year()),
    }
}
