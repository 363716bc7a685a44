//! Reads the text of a reference to a figure: `[hedge] [currency] [sign] number [scale] [unit]` and
//! nothing else. Whether it is true is not asked here.

use std::ops::Range;

use super::currency::Currency;
use super::decimal::Decimal;
use super::singular;
use super::unit::{Measure, Scale};

/// A word that makes a number less than exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hedge {
    /// Near the value, on either side.
    About,
    /// Near the value, which does not reach the number by much if at all.
    Nearly,
    /// The value is more than the number.
    Over,
    /// The value is the number or more.
    AtLeast,
    /// The value is less than the number.
    Under,
    /// The value is the number or less.
    UpTo,
}

/// Of two hedges that begin alike the longer stands first.
const HEDGES: &[(&str, Hedge)] = &[
    ("about", Hedge::About),
    ("around", Hedge::About),
    ("some", Hedge::About),
    ("roughly", Hedge::About),
    ("approximately", Hedge::About),
    ("nearly", Hedge::Nearly),
    ("almost", Hedge::Nearly),
    ("just over", Hedge::Over),
    ("over", Hedge::Over),
    ("more than", Hedge::Over),
    ("at least", Hedge::AtLeast),
    ("just under", Hedge::Under),
    ("under", Hedge::Under),
    ("less than", Hedge::Under),
    ("fewer than", Hedge::Under),
    ("up to", Hedge::UpTo),
    ("at most", Hedge::UpTo),
];

/// A part of the text, with what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part<T> {
    pub(crate) means: T,
    pub(crate) range: Range<usize>,
}

/// What the text names as the unit, after the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Named {
    Money(Currency),
    Percent,
    Things,
}

/// A text that follows the grammar.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub(crate) hedge: Option<Part<Hedge>>,
    pub(crate) currency: Option<Part<Currency>>,
    pub(crate) number: Decimal,
    /// The digits with their separators and point, without the sign.
    pub(crate) digits: Range<usize>,
    pub(crate) sign: Option<Range<usize>>,
    /// What stands between the groups of three, if anything.
    pub(crate) separator: Option<char>,
    pub(crate) scale: Option<Part<Scale>>,
    pub(crate) unit: Option<Part<Named>>,
}

/// Why a text does not follow the grammar, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misread {
    pub(crate) reason: Reason,
    pub(crate) range: Range<usize>,
}

/// Why a text does not follow the grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    NoDigits,
    ForeignDigit,
    TwoNumbers,
    /// The digits are not grouped in threes, or have a comma for a point; the text of the number that
    /// is meant, if that is certain enough to try.
    BadDigits(Option<String>),
    TooManyDigits,
    /// Words in the place of the unit that are not the figure's.
    OtherThings,
    /// Something that does not belong to the number.
    Stray,
}

/// Reads the text of a reference to a figure that counts `measure`.
pub(crate) fn read(text: &str, measure: &Measure) -> Result<Claim, Misread> {
    let misread = |reason, range| Err(Misread { reason, range });
    let whole = trimmed(text, 0..text.len());
    if let Some((at, digit)) = text
        .char_indices()
        .find(|(_, sign)| sign.is_numeric() && !sign.is_ascii_digit())
    {
        return misread(Reason::ForeignDigit, at..at + digit.len_utf8());
    }
    let Some(first_digit) = text.find(|sign: char| sign.is_ascii_digit()) else {
        return misread(Reason::NoDigits, whole);
    };
    let digits = number_range(text, first_digit, is_separator);
    if text[digits.end..].contains(|sign: char| sign.is_ascii_digit()) {
        return misread(Reason::TwoNumbers, whole);
    }

    let mut cursor = Cursor {
        text,
        at: whole.start,
    };
    let hedge = cursor.hedge();
    let mut sign = cursor.sign();
    let currency = cursor.currency_before();
    if sign.is_none() {
        sign = cursor.sign();
    }
    cursor.skip_space();
    if cursor.at < digits.start {
        return misread(
            Reason::Stray,
            before_currency(text, cursor.at..digits.start),
        );
    }
    let (number, separator) = read_digits(&text[digits.clone()]).map_err(|reason| Misread {
        reason,
        range: digits.clone(),
    })?;
    let is_negative = sign
        .as_ref()
        .is_some_and(|range| &text[range.clone()] != "+");
    let number = if is_negative {
        number.negated()
    } else {
        number
    };
    cursor.at = digits.end;
    let scale = cursor.scale();
    let unit = cursor.unit(measure);
    cursor.skip_space();
    if cursor.at < whole.end {
        let rest = &text[cursor.at..whole.end];
        let is_words = rest
            .chars()
            .all(|sign| sign.is_alphabetic() || sign == '-' || sign.is_whitespace());
        let is_unit = unit.is_none() && is_words && rest.split_whitespace().count() <= 2;
        let is_other = is_unit && !matches!(measure, Measure::Money(_));
        let reason = if is_other {
            Reason::OtherThings
        } else {
            Reason::Stray
        };
        return misread(reason, cursor.at..whole.end);
    }
    Ok(Claim {
        hedge,
        currency,
        number,
        digits,
        sign,
        separator,
        scale,
        unit,
    })
}

/// Returns the range without the white space at its ends.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..(start + part.trim().len())
}

/// Returns the range without a currency's sign at its end, unless it is nothing else.
fn before_currency(text: &str, range: Range<usize>) -> Range<usize> {
    let whole = trimmed(text, range);
    let length = Currency::ending_sign(&text[whole.clone()]).map_or(0, |found| found.1);
    let shorter = trimmed(text, whole.start..whole.end - length);
    if shorter.is_empty() { whole } else { shorter }
}

/// Returns whether the sign may stand between digits, rightly or wrongly.
pub(crate) fn is_separator(sign: char) -> bool {
    matches!(
        sign,
        ',' | '.' | ' ' | '\'' | '’' | '_' | '\u{a0}' | '\u{2009}' | '\u{202f}'
    )
}

/// Returns the run of digits and separators that begins at a digit and ends with one.
pub(crate) fn number_range(
    text: &str,
    start: usize,
    is_separator: impl Fn(char) -> bool,
) -> Range<usize> {
    let mut end = start;
    let mut signs = text[start..].char_indices().peekable();
    while let Some((offset, sign)) = signs.next() {
        if sign.is_ascii_digit() {
            end = start + offset + 1;
        } else if !is_separator(sign)
            || !signs.peek().is_some_and(|(_, next)| next.is_ascii_digit())
        {
            break;
        }
    }
    start..end
}

/// Reads digits in groups of three, with a point before the decimals.
pub(crate) fn read_digits(written: &str) -> Result<(Decimal, Option<char>), Reason> {
    let (whole, fraction) = written
        .split_once('.')
        .map_or((written, None), |(whole, rest)| (whole, Some(rest)));
    let separator = whole.chars().find(|sign| !sign.is_ascii_digit());
    let mut groups = whole.split(|sign| Some(sign) == separator);
    let first = groups.next().unwrap_or_default();
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_grouped = groups.all(|group| group.len() == 3 && is_digits(group))
        && (separator.is_none() || first.len() <= 3);
    let is_allowed =
        separator.is_none_or(|sign| matches!(sign, ',' | '\u{a0}' | '\u{2009}' | '\u{202f}'));
    let is_plain = is_digits(first)
        && fraction.is_none_or(is_digits)
        && (whole.len() == 1 || !whole.starts_with('0'));
    if !is_grouped || !is_allowed || !is_plain {
        return Err(Reason::BadDigits(meant_digits(written)));
    }
    let plain: String = written
        .chars()
        .filter(|sign| sign.is_ascii_digit() || *sign == '.')
        .collect();
    let number = plain.parse().map_err(|_| Reason::TooManyDigits)?;
    Ok((number, separator))
}

/// Guesses what badly grouped digits mean: the last separator is a point unless three digits follow it.
fn meant_digits(written: &str) -> Option<String> {
    let last = written.rfind(is_separator)?;
    let separator = written[last..].chars().next()?;
    let tail = &written[last + separator.len_utf8()..];
    let is_only = written.chars().filter(|sign| *sign == separator).count() == 1;
    let is_point = matches!(separator, '.' | ',')
        && is_only
        && (tail.len() != 3 || written[..last].contains(is_separator));
    let digits = |part: &str| {
        part.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let text = match is_point {
        true => format!("{}.{tail}", digits(&written[..last])),
        false => digits(written),
    };
    let number: Decimal = text.parse().ok()?;
    Some(super::grouped(&number, Some(',')))
}

/// Walks over the text, part by part.
pub(crate) struct Cursor<'a> {
    pub(crate) text: &'a str,
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(crate) fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Takes `length` bytes as a part with this meaning.
    fn take<T>(&mut self, means: T, length: usize) -> Part<T> {
        let start = self.at;
        self.at += length;
        Part {
            means,
            range: start..self.at,
        }
    }

    fn hedge(&mut self) -> Option<Part<Hedge>> {
        let found = HEDGES
            .iter()
            .find_map(|(phrase, hedge)| Some((*hedge, phrase_length(self.rest(), phrase)?)));
        let part = found.map(|(hedge, length)| self.take(hedge, length));
        self.skip_space();
        part
    }

    fn sign(&mut self) -> Option<Range<usize>> {
        self.skip_space();
        let sign = self
            .rest()
            .chars()
            .next()
            .filter(|sign| matches!(sign, '+' | '-' | '−'))?;
        Some(self.take((), sign.len_utf8()).range)
    }

    fn currency_before(&mut self) -> Option<Part<Currency>> {
        self.skip_space();
        let found = Currency::starting_sign(self.rest()).or_else(|| starting_code(self.rest()));
        found.map(|(currency, length)| self.take(currency, length))
    }

    /// Takes a scale, joined to the number or after a space.
    pub(crate) fn scale(&mut self) -> Option<Part<Scale>> {
        let start = self.at;
        self.skip_space();
        let word = starting_word(self.rest());
        match Scale::from_form(word) {
            Some(scale) => Some(self.take(scale, word.len())),
            None => {
                self.at = start;
                None
            }
        }
    }

    fn unit(&mut self, measure: &Measure) -> Option<Part<Named>> {
        self.skip_space();
        // First of all: `percent-points` begin with another unit.
        if let Measure::Things(things) = measure
            && let Some(length) = things_length(self.rest(), things)
        {
            return Some(self.take(Named::Things, length));
        }
        if self.rest().starts_with('%') {
            return Some(self.take(Named::Percent, 1));
        }
        let percent = ["per cent", "percent"]
            .iter()
            .find_map(|phrase| phrase_length(self.rest(), phrase));
        if let Some(length) = percent {
            return Some(self.take(Named::Percent, length));
        }
        self.currency_after().map(|part| Part {
            means: Named::Money(part.means),
            range: part.range,
        })
    }

    /// Takes a currency's name.
    pub(crate) fn currency_name(&mut self) -> Option<Part<Currency>> {
        self.skip_space();
        let named = |(currency, name)| Some((currency, phrase_length(self.rest(), name)?));
        let found = Currency::names()
            .filter_map(named)
            .max_by_key(|found| found.1);
        found.map(|(currency, length)| self.take(currency, length))
    }

    /// Takes a currency's name, code or sign after the number.
    fn currency_after(&mut self) -> Option<Part<Currency>> {
        self.currency_name().or_else(|| {
            let found = Currency::starting_sign(self.rest()).or_else(|| starting_code(self.rest()));
            found.map(|(currency, length)| self.take(currency, length))
        })
    }
}

/// Returns the currency whose code begins the text and is not part of a word.
fn starting_code(text: &str) -> Option<(Currency, usize)> {
    let currency = text.get(..3).and_then(Currency::from_code)?;
    (!text[3..].starts_with(char::is_alphabetic)).then_some((currency, 3))
}

/// Returns the letters with which the text begins, up to the length of any scale.
fn starting_word(text: &str) -> &str {
    let end = text
        .char_indices()
        .take(12)
        .find(|(_, sign)| !sign.is_alphabetic())
        .map(|(at, _)| at);
    match end {
        Some(end) => &text[..end],
        None if text.chars().nth(12).is_none() => text,
        None => "",
    }
}

/// Returns the length of the things, in plural or singular, with which the text begins.
fn things_length(text: &str, things: &str) -> Option<usize> {
    let last = things.rsplit(' ').next().unwrap_or(things);
    let forms = [
        things.to_owned(),
        singular(things),
        last.to_owned(),
        singular(last),
    ];
    forms
        .iter()
        .filter_map(|form| phrase_length(text, form))
        .max()
}

/// Returns how much of the text the phrase takes, in capitals or not, with any white space for a space.
pub(crate) fn phrase_length(text: &str, phrase: &str) -> Option<usize> {
    let mut rest = text;
    for (index, word) in phrase.split(' ').enumerate() {
        let unspaced = rest.trim_start();
        if (index > 0) == (unspaced.len() == rest.len()) {
            return None;
        }
        let head = unspaced
            .get(..word.len())
            .filter(|head| head.eq_ignore_ascii_case(word))?;
        rest = &unspaced[head.len()..];
    }
    (!rest.starts_with(char::is_alphanumeric)).then_some(text.len() - rest.len())
}
