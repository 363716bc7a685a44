//! Finds dates and ranges in English prose: `3 December 2025`, `18–19 December`, `November 2025`.

use std::ops::Range;

use super::date::{MONTHS, Weekday};

/// Something that is written in a text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written<T> {
    pub(crate) value: T,
    pub(crate) range: Range<usize>,
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

/// One word, number or mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// One or two digits, with or without `st`, `nd`, `rd`, `th`.
    Small(u16),
    /// Four digits.
    Year(u16),
    /// `2025-12` or `2025-12-03`.
    Iso(u16, u16, Option<u16>),
    /// A number that cannot be part of a date.
    Odd,
    Month(u16),
    Weekday(Weekday),
    /// `–` or `-`.
    Dash,
    Slash,
    Comma,
    To,
    And,
    From,
    Between,
    The,
    Of,
    /// Any other word or mark.
    Other,
}

/// Reads the whole text as tokens; white space and a point after a short month are left out.
pub(crate) fn tokens(text: &str) -> Vec<Written<Token>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(sign) = text[at..].chars().next() {
        let start = at;
        let value = if sign.is_ascii_digit() {
            let (token, end) = number(text, start);
            at = end;
            token
        } else if sign.is_alphabetic() {
            at = word_end(text, start);
            let token = word(&text[start..at]);
            let is_short = matches!(token, Token::Month(_) | Token::Weekday(_)) && at - start <= 4;
            let after = at;
            at += usize::from(
                is_short && text[at..].starts_with('.') && text[start..after] != *"May",
            );
            tokens.push(Written {
                value: token,
                range: start..after,
            });
            continue;
        } else {
            at += sign.len_utf8();
            match sign {
                _ if sign.is_whitespace() => continue,
                '-' | '–' | '—' | '‐' | '‑' => Token::Dash,
                '/' => Token::Slash,
                ',' => Token::Comma,
                _ if sign.is_numeric() => Token::Odd,
                _ => Token::Other,
            }
        };
        tokens.push(Written {
            value,
            range: start..at,
        });
    }
    tokens
}

/// Returns the end of the word that begins at `start`.
fn word_end(text: &str, start: usize) -> usize {
    let end =
        text[start..].find(|sign: char| !sign.is_alphanumeric() && sign != '’' && sign != '\'');
    end.map_or(text.len(), |end| start + end)
}

fn word(text: &str) -> Token {
    if let Some(month) = month(text) {
        return Token::Month(month);
    }
    if let Some(weekday) = weekday(text) {
        return Token::Weekday(weekday);
    }
    match text {
        "to" | "until" | "till" | "through" => Token::To,
        "and" => Token::And,
        "from" | "From" => Token::From,
        "between" | "Between" => Token::Between,
        "the" | "The" => Token::The,
        "of" => Token::Of,
        _ if text.starts_with(|sign: char| sign.is_ascii_digit()) => Token::Odd,
        // "G7" and "A380" have digits, but are names.
        _ => Token::Other,
    }
}

/// Returns the month of this name. A name that is a common word must begin with a capital.
pub(crate) fn month(text: &str) -> Option<u16> {
    let is_capital = text.starts_with(char::is_uppercase);
    let is_short = matches!(text.len(), 3 | 4)
        && (is_capital || text.eq_ignore_ascii_case("june") || text.eq_ignore_ascii_case("july"));
    let index = MONTHS.iter().position(|name| {
        let is_common = matches!(*name, "March" | "May") && !is_capital;
        let is_name = name.eq_ignore_ascii_case(text) && !is_common;
        is_name
            || (is_short && text.len() == 3 && name[..3].eq_ignore_ascii_case(text) && is_capital)
    });
    let index =
        index.or((is_short && text.eq_ignore_ascii_case("sept") && is_capital).then_some(8))?;
    u16::try_from(index + 1).ok()
}

fn weekday(text: &str) -> Option<Weekday> {
    let is_capital = text.starts_with(char::is_uppercase);
    let is = |day: &Weekday| {
        let short = is_capital && (text.len() == 3 || matches!(text, "Tues" | "Thur" | "Thurs"));
        day.name().eq_ignore_ascii_case(text)
            || (short
                && day
                    .name()
                    .get(..text.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(text)))
    };
    Weekday::ALL.into_iter().find(is)
}

/// Reads the number that begins at `start`, and returns where it ends.
fn number(text: &str, start: usize) -> (Token, usize) {
    let bytes = text.as_bytes();
    let run = |from: usize| {
        from + bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut end = run(start);
    if let Some((token, end)) = iso(text, start) {
        return (token, end);
    }
    let mut is_odd = end - start > 4;
    // Decimals, groups of three and `2025/2600` are one number, and no part of a date.
    loop {
        let next = run((end + 1).min(bytes.len()));
        let length = next.saturating_sub(end + 1);
        let is_joined = match bytes.get(end) {
            Some(b'.' | b'/') => length > 0,
            Some(b',') => length == 3,
            _ => false,
        };
        if !is_joined {
            break;
        }
        (end, is_odd) = (next, true);
    }
    let value = text[start..end].parse().unwrap_or(u16::MAX);
    let tail_end = word_end(text, end);
    let tail = &text[end..tail_end];
    let is_after_sign = text[..start].ends_with(['€', '$', '£', '¥', '§']);
    let token = match (end - start, tail) {
        _ if is_odd || is_after_sign => Token::Odd,
        (1 | 2, "") => Token::Small(value),
        (1 | 2, "st" | "nd" | "rd" | "th") => return (Token::Small(value), tail_end),
        (4, "") => Token::Year(value),
        _ => Token::Odd,
    };
    let is_percent = text[tail_end..].starts_with('%');
    (if is_percent { Token::Odd } else { token }, tail_end)
}

/// Reads `2025-12-03` or `2025-12`.
fn iso(text: &str, start: usize) -> Option<(Token, usize)> {
    let part =
        |from: usize, length: usize| super::date::digits(text.get(from..from + length)?, length);
    let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
    let ends = |at: usize| !text[at..].starts_with(|sign: char| sign.is_alphanumeric());
    let year = part(start, 4).filter(|_| dash(start + 4))?;
    let month = part(start + 5, 2).filter(|month| (1..=12).contains(month))?;
    match part(start + 8, 2).filter(|_| dash(start + 7)) {
        Some(day) if ends(start + 10) => Some((Token::Iso(year, month, Some(day)), start + 10)),
        _ if ends(start + 7) && !dash(start + 7) => {
            Some((Token::Iso(year, month, None), start + 7))
        }
        _ => None,
    }
}

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

    /// Takes `18–19 December 2025`, `from 28 November to 3 December`, `November–December 2025`, `2024–25`.
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
        let mut start = self.point()?;
        let is_bare_day = start.month.is_none() && start.day.is_some();
        let joiner = self.take(|token| match token {
            Token::Dash | Token::To => Some(token),
            Token::Slash => start.is_iso.then_some(token),
            Token::And => (is_between || is_bare_day).then_some(token),
            _ => None,
        })?;
        let is_dash = joiner.value == Token::Dash;
        let mut end = self.point_after(&start, is_dash)?;
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
        // A month does not begin a range with a year, nor a year one with a month: `2025 to December`.
        if year_alone != (end.year.is_some() && end.month.is_none()) {
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
                weekday: None,
                day,
                month: Some(part(month, 5, 2)),
                year: Some(part(year, 0, 4)),
                is_iso: true,
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
