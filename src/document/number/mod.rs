//! A figure's value with its unit, and how the house prints it. How far a text agrees with it is
//! decided in `number_agreement`.

mod agreement;
pub mod bare;
pub mod currency;
pub mod decimal;
mod text;
pub mod unit;

pub use agreement::agree;
use currency::House;
use decimal::Decimal;
use unit::{Measure, Scale, Unit};

/// A value in its unit, as a figure gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The value as written.
    pub value: Decimal,
    /// Its unit.
    pub unit: Unit,
}

/// Stands between a number and its scale and unit, so that a line does not break there.
const NO_BREAK_SPACE: char = '\u{a0}';

impl Quantity {
    /// Returns the value in single units, with the same digits.
    pub fn single_units(&self) -> Decimal {
        self.value.scaled(self.unit.scale.power())
    }

    /// Returns the value in single units as HTML's `data` element takes it: `210000000000`.
    pub fn in_single_units(&self) -> String {
        self.single_units().to_string()
    }

    /// Returns the value as the house prints it: `€210 billion`, `18.17 trillion roubles`, `94 votes`.
    ///
    /// A value below one of its scale steps down, and thousands are written out.
    pub fn house_form(&self) -> String {
        let scale = self.house_scale();
        let value = self.single_units().scaled(-scale.power());
        let minus = if value.is_negative() { "−" } else { "" };
        let mut number = grouped(&value.abs(), Some(','));
        let is_one = number == "1" && scale == Scale::One;
        // A number stays with the word after it; a long one may break before its unit.
        let mut space = NO_BREAK_SPACE;
        if scale != Scale::One {
            number.push(NO_BREAK_SPACE);
            number.push_str(scale.word());
            space = ' ';
        }
        match &self.unit.measure {
            Measure::Percent => format!("{minus}{number}%"),
            Measure::Things(things) => {
                let things = if is_one {
                    singular(things)
                } else {
                    things.clone()
                };
                format!("{minus}{number}{space}{}", things.replace(' ', "\u{a0}"))
            }
            Measure::Money(currency) => match currency.house() {
                House::Sign(sign) => format!("{minus}{sign}{number}"),
                House::Code => format!("{currency}{NO_BREAK_SPACE}{minus}{number}"),
                House::Words(one, more) => {
                    let word = if is_one { one } else { more };
                    format!("{minus}{number}{space}{}", word.replace(' ', "\u{a0}"))
                }
            },
        }
    }

    /// Returns the house form with ordinary spaces, as messages show it.
    pub(crate) fn shown(&self) -> String {
        self.house_form().replace(NO_BREAK_SPACE, " ")
    }

    /// Returns the largest scale, not above the figure's own, of which the value is at least one.
    fn house_scale(&self) -> Scale {
        let value = self.single_units().abs();
        let is_reached = |scale: &Scale| value >= Decimal::ONE.scaled(scale.power());
        let words = Scale::ALL
            .into_iter()
            .filter(|scale| *scale <= self.unit.scale && *scale != Scale::Thousand);
        words.into_iter().find(is_reached).unwrap_or(Scale::One)
    }
}

/// Writes the digits, in groups of three where there are more than three before the point.
pub(crate) fn grouped(number: &Decimal, separator: Option<char>) -> String {
    let digits = number.to_string();
    let Some(separator) = separator else {
        return digits;
    };
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len() - index;
        if index > 0 && left % 3 == 0 && !text.ends_with('-') {
            text.push(separator);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// Returns one of the things: `vote` of `votes`, `country` of `countries`.
pub(crate) fn singular(things: &str) -> String {
    let (head, last) = things
        .rsplit_once(' ')
        .map_or(("", things), |(head, last)| (head, last));
    let one = match last {
        "people" => "person".to_owned(),
        "children" => "child".to_owned(),
        "men" => "man".to_owned(),
        "women" => "woman".to_owned(),
        "series" | "species" => last.to_owned(),
        _ => regular_singular(last),
    };
    if head.is_empty() {
        one
    } else {
        format!("{head} {one}")
    }
}

fn regular_singular(plural: &str) -> String {
    if let Some(stem) = plural.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes"] {
        if plural.ends_with(ending) {
            return plural[..plural.len() - 2].to_owned();
        }
    }
    match plural.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') => stem.to_owned(),
        _ => plural.to_owned(),
    }
}
