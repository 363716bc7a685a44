//! The unit of a figure: a currency with its scale (`EUR bn`), per cent, or things that are counted
//! (`votes`, `million barrels`).

use std::fmt;
use std::str::FromStr;

use super::currency::Currency;
use crate::document::disagreement::{ValueError, deserialize_as_written};

/// How many single units one of a figure's unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scale {
    /// One.
    One,
    /// A thousand.
    Thousand,
    /// A million.
    Million,
    /// A billion, a thousand million.
    Billion,
    /// A trillion, a million million.
    Trillion,
}

impl Scale {
    /// All scales, the largest first.
    pub const ALL: [Scale; 5] = [
        Scale::Trillion,
        Scale::Billion,
        Scale::Million,
        Scale::Thousand,
        Scale::One,
    ];

    /// Returns the power of ten.
    pub fn power(self) -> i32 {
        match self {
            Scale::One => 0,
            Scale::Thousand => 3,
            Scale::Million => 6,
            Scale::Billion => 9,
            Scale::Trillion => 12,
        }
    }

    /// Returns the word, which is empty for one.
    pub fn word(self) -> &'static str {
        self.forms().first().copied().unwrap_or_default()
    }

    /// Returns every way to write the scale, the word first.
    pub(crate) fn forms(self) -> &'static [&'static str] {
        match self {
            Scale::One => &[],
            Scale::Thousand => &["thousand", "k"],
            Scale::Million => &["million", "mn", "m"],
            Scale::Billion => &["billion", "bn"],
            Scale::Trillion => &["trillion", "trn", "tn"],
        }
    }

    /// Returns the form used in figures: `bn`, but `thousand` in full.
    pub(crate) fn short(self) -> &'static str {
        match self {
            Scale::Thousand | Scale::One => self.word(),
            _ => self.forms()[1],
        }
    }

    /// Returns the scale that is written so, in capitals or not.
    pub(crate) fn from_form(text: &str) -> Option<Scale> {
        Scale::ALL.into_iter().find(|scale| {
            scale
                .forms()
                .iter()
                .any(|form| form.eq_ignore_ascii_case(text))
        })
    }
}

/// What a figure counts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Money.
    Money(Currency),
    /// Hundredths.
    Percent,
    /// Things, by their plural.
    Things(String),
}

/// A figure's unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unit {
    /// How many single units one of it is.
    pub scale: Scale,
    /// What is counted.
    pub measure: Measure,
}

deserialize_as_written!(Unit, "a unit like `EUR bn`, `%` or `votes`");

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.measure, self.scale) {
            (Measure::Percent, _) => f.write_str("%"),
            (Measure::Money(currency), Scale::One) => write!(f, "{currency}"),
            (Measure::Money(currency), scale) => write!(f, "{currency} {}", scale.short()),
            (Measure::Things(things), Scale::One) => f.write_str(things),
            (Measure::Things(things), scale) => write!(f, "{} {things}", scale.word()),
        }
    }
}

impl FromStr for Unit {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Unit, ValueError> {
        let words: Vec<&str> = text.split_whitespace().take(6).collect();
        match read_unit(&words) {
            Some(unit) => Ok(unit),
            None => Err(not_a_unit(text, &words)),
        }
    }
}

/// Reads a unit, word by word.
fn read_unit(words: &[&str]) -> Option<Unit> {
    let money = |code: &&str| Currency::from_code(code).map(Measure::Money);
    match words {
        ["%" | "percent"] | ["per", "cent"] => Some(Unit {
            scale: Scale::One,
            measure: Measure::Percent,
        }),
        [code] if money(code).is_some() => Some(Unit {
            scale: Scale::One,
            measure: money(code)?,
        }),
        [code, scale] if money(code).is_some() => Some(Unit {
            scale: Scale::from_form(scale)?,
            measure: money(code)?,
        }),
        [scale, things @ ..] if Scale::from_form(scale).is_some() => Some(Unit {
            scale: Scale::from_form(scale)?,
            measure: read_things(things)?,
        }),
        things => Some(Unit {
            scale: Scale::One,
            measure: read_things(things)?,
        }),
    }
}

/// Reads one to three lower-case words that name what is counted.
fn read_things(words: &[&str]) -> Option<Measure> {
    let is_word = |word: &&str| {
        let has_letters = word
            .chars()
            .all(|sign| sign.is_lowercase() || sign == '-' || sign == '’');
        // `1 bn-` would be read as a scale in a text, and so would `1 k`, one of several `ks`.
        let head = word.split(['-', '’']).next().unwrap_or(word);
        has_letters && word.starts_with(char::is_lowercase) && scale_of_one_or_many(head).is_none()
    };
    let is_currency = Currency::names().any(|(_, name)| words == [name]);
    let is_vague = matches!(words, ["count" | "number" | "total" | "unit" | "units"]);
    let fits =
        (1..=3).contains(&words.len()) && words.iter().all(is_word) && !is_currency && !is_vague;
    fits.then(|| Measure::Things(words.join(" ")))
}

/// Returns the form of a scale that a word is, or is the plural of: `k` for `ks`.
fn scale_of_one_or_many(word: &str) -> Option<&str> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    Scale::from_form(singular).map(|_| singular)
}

/// Says what a unit is, with the nearest one that can be meant.
fn not_a_unit(text: &str, words: &[&str]) -> ValueError {
    if words.is_empty() {
        return ValueError::new("the unit is missing")
            .with_help("write a unit like `EUR bn`, `%` or `votes`");
    }
    let shown: String = text.chars().take(40).collect();
    let error = ValueError::new(format!("`{shown}` is not a unit"));
    if let ["count" | "number" | "total" | "unit" | "units"] = words {
        return error.with_help("name what is counted, like `votes` or `states`");
    }
    if let [scale] = words
        && let Some(scale) = scale_of_one_or_many(scale)
    {
        return error.with_help(format!(
            "say of what, like `EUR {scale}` or `{scale} barrels`"
        ));
    }
    if let [code, ..] = words
        && let Some(currency) = Currency::from_code(code).filter(Currency::is_known)
        && nearest(text).is_none()
    {
        return error.with_help(format!(
            "after the currency comes thousand, mn, bn or trn, like `{currency} bn`"
        ));
    }
    let in_lower_case = || {
        let lower = text.to_lowercase();
        // Beside words in lower case a capital has a meaning: `Ukrainian soldiers`.
        let capitals = words
            .iter()
            .filter(|word| word.starts_with(char::is_uppercase));
        let is_of_words =
            capitals.count() == words.len() && words.iter().all(|word| is_capitalized_word(word));
        is_of_words.then(|| read_unit(&lower.split_whitespace().collect::<Vec<_>>()))?
    };
    match nearest(text).or_else(in_lower_case) {
        Some(unit) => error.with_replacement(unit.to_string()),
        None => error.with_help(
            "a unit is a currency with its scale like `EUR bn`, or `%`, or what is counted, in words and in lower case, like `votes` or `megawatts`",
        ),
    }
}

/// Says whether a word has capitals that mean nothing: `Votes` is `votes`, but `MW` is not `mw`.
fn is_capitalized_word(word: &str) -> bool {
    const SHORTEST: usize = 4;
    let mut rest = word.chars();
    rest.next();
    word.len() >= SHORTEST && rest.all(|sign| !sign.is_uppercase())
}

/// Finds a currency and a scale in any order and form: `bn EUR`, `€bn`, `euro billions`.
fn nearest(text: &str) -> Option<Unit> {
    let mut rest = text.trim();
    let named = |name: &str| {
        let mut names = Currency::names();
        names
            .find(|(_, known)| known.eq_ignore_ascii_case(name))
            .map(|found| found.0)
    };
    let mut scale = Scale::One;
    let mut currency = None;
    if let Some((found, length)) = Currency::starting_sign(rest) {
        currency = Some(found);
        rest = &rest[length..];
    }
    let mut others = Vec::new();
    for word in rest.split_whitespace().take(4) {
        match scale_of_one_or_many(word).and_then(Scale::from_form) {
            Some(found) => scale = found,
            None => others.push(word),
        }
    }
    match named(&others.join(" ")) {
        Some(found) => currency = Some(found),
        None => {
            for word in others {
                let code = Currency::from_code(&word.to_ascii_uppercase());
                let code = code.filter(Currency::is_known);
                let signed = || {
                    Currency::starting_sign(word)
                        .filter(|found| found.1 == word.len())
                        .map(|found| found.0)
                };
                currency = Some(code.or_else(|| named(word)).or_else(signed)?);
            }
        }
    }
    currency.map(|currency| Unit {
        scale,
        measure: Measure::Money(currency),
    })
}
