//! Under which letter a name stands.

use crate::reach::unaccented;

const DIGITS: &str = "0–9";

pub(super) fn letter_anchor(letter: &str) -> String {
    match letter {
        DIGITS => "letter-0-9".to_owned(),
        letter => format!("letter-{}", letter.to_lowercase()),
    }
}

/// Names sort without accents in their first letter: Élysée stands under E.
pub(super) fn sort_key(name: &str) -> String {
    name.to_lowercase().chars().map(unaccented).collect()
}

pub(super) fn letter(name: &str) -> String {
    let first = name.chars().find(|c| c.is_alphanumeric()).map(unaccented);
    match first {
        Some(c) if c.is_alphabetic() => c.to_uppercase().collect(),
        _ => DIGITS.to_owned(),
    }
}
