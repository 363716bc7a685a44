//! Exact decimal numbers, kept as they were written. No binary floats anywhere.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::document::disagreement::{ValueError, deserialize_as_written};

/// More digits than any figure needs, few enough that an `i128` holds every step of the arithmetic.
const MOST_DIGITS: usize = 30;

/// A decimal number as written: `5.0` and `5` are equal, but print differently.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    /// The digits without their point.
    mantissa: i128,
    /// How many of the digits stand after the point; below zero, how many zeros follow.
    places: i32,
}

deserialize_as_written!(Decimal, "a number with digits and a point, like 18.115");

impl Decimal {
    /// One.
    pub const ONE: Decimal = Decimal {
        mantissa: 1,
        places: 0,
    };

    /// Returns whether the value is zero, however it is written.
    pub fn is_zero(&self) -> bool {
        self.mantissa == 0
    }

    /// Returns whether the value is below zero.
    pub fn is_negative(&self) -> bool {
        self.mantissa < 0
    }

    /// Returns how many digits were written after the point.
    pub fn decimals(&self) -> u32 {
        self.places.max(0).unsigned_abs()
    }

    /// Returns the number without its sign.
    pub fn abs(&self) -> Decimal {
        Decimal {
            mantissa: self.mantissa.abs(),
            ..*self
        }
    }

    /// Returns the number with the opposite sign.
    pub(crate) fn negated(&self) -> Decimal {
        Decimal {
            mantissa: -self.mantissa,
            ..*self
        }
    }

    /// Returns the number times ten to the `power`, with the same digits.
    pub fn scaled(&self, power: i32) -> Decimal {
        Decimal {
            mantissa: self.mantissa,
            places: self.places.saturating_sub(power),
        }
    }

    /// Returns the place of the last written digit, as a power of ten: 0 for `210`, -3 for `18.115`.
    pub fn last_place(&self) -> i32 {
        self.places.saturating_neg()
    }

    /// Returns the place of the last digit that is not zero; that of the last digit for zero.
    pub fn last_nonzero_place(&self) -> i32 {
        let mut place = self.last_place();
        let mut digits = self.mantissa;
        while digits != 0 && digits % 10 == 0 {
            digits /= 10;
            place += 1;
        }
        place
    }

    /// Returns the number rounded to the `place` (a power of ten), half away from zero. A number that
    /// is not written so finely stays as it is.
    pub fn rounded_at(&self, place: i32) -> Decimal {
        let dropped = place.saturating_sub(self.last_place());
        if dropped <= 0 {
            return *self;
        }
        let mantissa = match power_of_ten(dropped) {
            Some(unit) => {
                let (kept, rest) = (self.mantissa / unit, self.mantissa % unit);
                let carry = i128::from(rest.abs() >= unit - rest.abs());
                kept + carry * self.mantissa.signum()
            }
            None => 0,
        };
        Decimal {
            mantissa,
            places: place.saturating_neg(),
        }
    }

    /// Returns how many digits stand before the point, at least in thought: `0.05` has -1.
    pub(crate) fn magnitude(&self) -> i64 {
        let digits = self
            .mantissa
            .unsigned_abs()
            .checked_ilog10()
            .map_or(0, |log| i64::from(log) + 1);
        digits - i64::from(self.places)
    }

    /// Compares the sizes of two numbers other than zero, whatever their signs.
    fn compare_sizes(&self, other: &Decimal) -> Ordering {
        self.magnitude().cmp(&other.magnitude()).then_with(|| {
            // The same magnitude: the places differ by no more than the digits do.
            let gap = self.places.saturating_sub(other.places);
            let widen = |mantissa: i128, by: i32| {
                power_of_ten(by.max(0)).map_or(i128::MAX, |unit| mantissa.abs() * unit)
            };
            widen(self.mantissa, gap.saturating_neg()).cmp(&widen(other.mantissa, gap))
        })
    }
}

/// Returns ten to the `power`, if the arithmetic has room for it.
fn power_of_ten(power: i32) -> Option<i128> {
    10_i128.checked_pow(power.try_into().ok()?)
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        let sign = self.mantissa.signum();
        sign.cmp(&other.mantissa.signum()).then_with(|| match sign {
            0 => Ordering::Equal,
            1 => self.compare_sizes(other),
            _ => other.compare_sizes(self),
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_negative() {
            f.write_str("-")?;
        }
        let digits = self.mantissa.unsigned_abs().to_string();
        let decimals = self.decimals() as usize;
        if decimals > 0 {
            let digits = format!("{digits:0>width$}", width = decimals + 1);
            let (whole, fraction) = digits.split_at(digits.len() - decimals);
            write!(f, "{whole}.{fraction}")
        } else if self.is_zero() {
            f.write_str("0")
        } else {
            write!(
                f,
                "{digits}{:0<width$}",
                "",
                width = self.places.unsigned_abs() as usize
            )
        }
    }
}

impl FromStr for Decimal {
    type Err = ValueError;

    /// Reads digits with at most one point, after at most one minus.
    fn from_str(text: &str) -> Result<Decimal, ValueError> {
        let unsigned = text.strip_prefix(['-', '−']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let decimals = if unsigned.contains('.') {
            fraction.len()
        } else {
            0
        };
        let is_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) || (whole.len() > 1 && whole.starts_with('0'))
        {
            return Err(not_a_number(text));
        }
        if whole.len() + decimals > MOST_DIGITS {
            return Err(
                ValueError::new(format!("a number has at most {MOST_DIGITS} digits"))
                    .with_help("write it in a larger unit, like `EUR bn`"),
            );
        }
        let digits = whole.bytes().chain(fraction.bytes().take(decimals));
        let mantissa = digits.fold(0_i128, |sum, digit| sum * 10 + i128::from(digit - b'0'));
        let mantissa = if unsigned.len() < text.len() {
            -mantissa
        } else {
            mantissa
        };
        let places = i32::try_from(decimals).map_err(|_| not_a_number(text))?;
        Ok(Decimal { mantissa, places })
    }
}

/// Says how a number is written.
fn not_a_number(text: &str) -> ValueError {
    if text.trim().is_empty() {
        return ValueError::new("the number is missing")
            .with_help("a number is written with digits and a point, like 18.115");
    }
    let shown: String = text.chars().take(40).collect();
    let error = ValueError::new(format!("`{shown}` is not a number"));
    let plain: String = text
        .chars()
        .filter(|sign| !matches!(sign, ',' | '_' | '\u{a0}' | '\u{2009}' | '\u{202f}'))
        .collect();
    let is_grouped = plain.len() < text.len() && !text.contains('.') && is_grouped_in_threes(text);
    if is_grouped && let Ok(number) = plain.parse::<Decimal>() {
        return error.with_replacement(number.to_string());
    }
    error.with_help("a number is written with digits and a point, like 18.115")
}

/// Returns whether every group after the first has three signs.
fn is_grouped_in_threes(text: &str) -> bool {
    let mut groups = text.split([',', '_', '\u{a0}', '\u{2009}', '\u{202f}']);
    let first = groups.next().unwrap_or_default();
    !first.is_empty() && groups.all(|group| group.len() == 3)
}
