//! Finds numbers in running text that look like figures: those with a currency or a scale. Years,
//! "100 days", "Regulation 2025/2600" and "28-point" are not among them.

use std::ops::Range;

use super::Quantity;
use super::currency::Currency;
use super::decimal::Decimal;
use super::text::{Cursor, is_separator, number_range, read_digits};
use super::unit::{Measure, Scale};

/// A number in running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BareNumber {
    /// The number with its currency and scale, in bytes of the text.
    pub range: Range<usize>,
    /// The value in single units, with the digits as written.
    pub value: Decimal,
    /// The currency, if one is named.
    pub currency: Option<Currency>,
}

impl BareNumber {
    /// Returns whether the number says the figure's value at the precision with which it is written,
    /// and names no other currency.
    pub fn matches(&self, quantity: &Quantity) -> bool {
        let is_of_the_kind = match (&quantity.unit.measure, &self.currency) {
            (Measure::Money(currency), Some(named)) => currency == named,
            (Measure::Money(_) | Measure::Things(_), None) => true,
            (Measure::Percent, _) | (Measure::Things(_), Some(_)) => false,
        };
        let figure = quantity.single_units();
        let is_zero = self.value.is_zero() != figure.is_zero();
        is_of_the_kind && !is_zero && figure.rounded_at(self.value.last_place()) == self.value
    }
}

/// Returns the numbers of a running text that have a currency or a scale, in order.
pub fn bare_numbers(text: &str) -> Vec<BareNumber> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(digit) = text[at..].find(|sign: char| sign.is_ascii_digit()) {
        let start = at + digit;
        // A space between two numbers is no separator in running text.
        let digits = number_range(text, start, |sign| sign != ' ' && is_separator(sign));
        at = digits.end;
        if let Some(number) = bare_number(text, digits) {
            at = number.range.end;
            found.push(number);
        }
    }
    found
}

/// Reads the currency and scale around the digits.
fn bare_number(text: &str, digits: Range<usize>) -> Option<BareNumber> {
    let before = currency_before(&text[..digits.start]);
    let (start, prefix) = before.map_or((digits.start, None), |(start, currency)| {
        (start, Some(currency))
    });
    let is_joined = text[..start]
        .ends_with(|sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '/' | '.'));
    if is_joined {
        return None;
    }
    let number = read_digits(&text[digits.clone()]).ok()?.0;
    let mut cursor = Cursor {
        text,
        at: digits.end,
    };
    let scale = cursor.scale();
    let after_scale = cursor.at;
    // A code or sign that follows may belong to the next number: only a name is taken.
    let suffix = cursor.currency_name();
    let is_letter = scale
        .as_ref()
        .is_some_and(|scale| matches!(&text[scale.range.clone()], "m" | "M" | "k" | "K"));
    let is_year = digits.len() == 4
        && scale.is_none()
        && prefix.is_none()
        && (number.to_string().starts_with("19") || number.to_string().starts_with("20"));
    let currency = prefix.or(suffix.as_ref().map(|part| part.means).filter(|_| !is_year));
    let has_scale = scale.is_some() && !is_letter;
    if currency.is_none() && !has_scale {
        return None;
    }
    let end = if currency.is_some() && suffix.is_some() {
        cursor.at
    } else {
        after_scale
    };
    let power = scale.map_or(Scale::One, |scale| scale.means).power();
    Some(BareNumber {
        range: start..end,
        value: number.scaled(power),
        currency,
    })
}

/// Returns the currency whose sign or code stands before the number, and where it begins.
fn currency_before(text: &str) -> Option<(usize, Currency)> {
    let unspaced = text
        .strip_suffix([' ', '\u{a0}', '\u{202f}'])
        .unwrap_or(text);
    if let Some((currency, length)) =
        Currency::ending_sign(text).or_else(|| Currency::ending_sign(unspaced))
    {
        let start = if text.ends_with(char::is_whitespace) {
            unspaced.len()
        } else {
            text.len()
        } - length;
        return Some((start, currency));
    }
    let start = unspaced.len().checked_sub(3)?;
    let currency = unspaced
        .get(start..)
        .and_then(Currency::from_code)
        .filter(Currency::is_known)?;
    (!unspaced[..start].ends_with(char::is_alphanumeric)).then_some((start, currency))
}
