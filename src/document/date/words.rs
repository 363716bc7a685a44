//! Cuts English prose into the words, numbers and marks of which dates are made; `date_reader` puts
//! them together.

use std::ops::Range;

use super::calendar::{MONTHS, Weekday};

/// Something that is written in a text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written<T> {
    pub(crate) value: T,
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
    /// A word for what is not exact.
    About,
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
        "about" | "around" | "circa" => Token::About,
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
    let part = |from: usize, length: usize| super::digits(text.get(from..from + length)?, length);
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
