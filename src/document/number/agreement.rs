//! Decides whether the text of a reference agrees with its figure, and says what is wrong if not.
//!
//! The precision of a text is the place of its last written digit. After a hedge, trailing zeros are
//! free, and what the hedge says must be true as well.

use std::ops::Range;

use super::currency::{Currency, House};
use super::decimal::Decimal;
use super::text::{Claim, Hedge, Misread, Named, Part, Reason, read, read_digits};
use super::unit::{Measure, Scale};
use super::{Quantity, grouped};
use crate::document::disagreement::Disagreement;

/// Checks that the text of a reference says the figure's value, as precisely as it says it.
///
/// An empty text agrees: it stands for the house form.
pub fn agree(text: &str, quantity: &Quantity) -> Result<(), Disagreement> {
    let Err(finding) = check(text, quantity) else {
        return Ok(());
    };
    let replacement = finding
        .cures
        .into_iter()
        .find(|cure| check(cure, quantity).is_ok());
    let advice = match &replacement {
        Some(cure) => Some(format!("write `{cure}`")),
        None => finding.help,
    };
    let hedged = (finding.is_bare)
        .then(|| format!("about {}", text.trim()))
        .filter(|hedged| check(hedged, quantity).is_ok());
    let help = match (advice, hedged) {
        (Some(advice), Some(hedged)) => Some(format!("{advice}, or `{hedged}`")),
        (advice, _) => advice,
    };
    Err(Disagreement {
        message: finding.message,
        help,
        replacement,
        range: finding.range,
    })
}

/// What is wrong with a text, with the texts that may be right instead, the best first.
struct Finding {
    message: String,
    /// The advice where no cure is right.
    help: Option<String>,
    cures: Vec<String>,
    range: Range<usize>,
    /// Whether the number differs and has no hedge, so that one may help.
    is_bare: bool,
}

/// How a number stands to the figure.
#[derive(PartialEq)]
enum Verdict {
    Agrees,
    MoreDigits,
    Differs,
    HedgeFalse,
}

fn check(text: &str, quantity: &Quantity) -> Result<(), Finding> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let claim = read(text, &quantity.unit.measure)
        .map_err(|misread| explain_misread(text, misread, quantity))?;
    if let Some(finding) = wrong_unit(text, &claim, quantity) {
        return Err(finding);
    }
    match verdict(&claim, quantity) {
        Verdict::Agrees => Ok(()),
        Verdict::MoreDigits => Err(too_precise(text, &claim, quantity)),
        Verdict::Differs => Err(other_number(text, &claim, quantity)),
        Verdict::HedgeFalse => Err(false_hedge(text, &claim, quantity)),
    }
}

/// Compares the number with the figure, in single units.
fn verdict(claim: &Claim, quantity: &Quantity) -> Verdict {
    let figure = quantity.single_units();
    let claimed = claim.number.scaled(scale_of(claim).power());
    if claimed.is_zero() && figure.is_zero() {
        return Verdict::Agrees;
    }
    let has_more = claim.number.decimals() > 0 && claimed.last_place() < figure.last_place();
    if has_more || claimed.last_nonzero_place() < figure.last_place() {
        let is_same = claimed.rounded_at(figure.last_place()) == figure;
        return if is_same {
            Verdict::MoreDigits
        } else {
            Verdict::Differs
        };
    }
    let place = precision(claim, &claimed);
    if figure.rounded_at(place) != claimed || claimed.is_zero() != figure.is_zero() {
        return Verdict::Differs;
    }
    let is_true = match claim.hedge.as_ref().map(|hedge| hedge.means) {
        None | Some(Hedge::About) => true,
        Some(Hedge::Nearly | Hedge::UpTo) => figure <= claimed,
        Some(Hedge::Over) => figure > claimed,
        Some(Hedge::AtLeast) => figure >= claimed,
        Some(Hedge::Under) => figure < claimed,
    };
    if is_true {
        Verdict::Agrees
    } else {
        Verdict::HedgeFalse
    }
}

/// Returns the place of the last digit that counts.
fn precision(claim: &Claim, claimed: &Decimal) -> i32 {
    match claim.hedge {
        Some(_) => claimed.last_nonzero_place(),
        None => claimed.last_place(),
    }
}

fn scale_of(claim: &Claim) -> Scale {
    claim.scale.as_ref().map_or(Scale::One, |scale| scale.means)
}

/// Returns the text with the range replaced.
fn replaced(text: &str, range: &Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

/// Finds a currency or unit that is not the figure's.
fn wrong_unit(text: &str, claim: &Claim, quantity: &Quantity) -> Option<Finding> {
    let before = claim.currency.iter().map(|part| Part {
        means: Named::Money(part.means),
        range: part.range.clone(),
    });
    let wrong = before.chain(claim.unit.clone()).find(|part| {
        match (&part.means, &quantity.unit.measure) {
            (Named::Money(named), Measure::Money(currency)) => named != currency,
            (Named::Percent, Measure::Percent) | (Named::Things, Measure::Things(_)) => false,
            _ => true,
        }
    })?;
    let written = &text[wrong.range.clone()];
    let noun = if matches!(wrong.means, Named::Money(_)) {
        "currency"
    } else {
        "unit"
    };
    Some(Finding {
        message: format!(
            "`{written}` is not the {noun} of the figure, which is `{}`",
            quantity.shown()
        ),
        help: Some("correct the text, or refer to another figure".to_owned()),
        cures: unit_cure(text, claim, &wrong.range, quantity)
            .into_iter()
            .collect(),
        range: wrong.range,
        is_bare: false,
    })
}

/// Writes the figure's currency in the form that the text uses: sign for sign, name for name.
fn unit_cure(
    text: &str,
    claim: &Claim,
    range: &Range<usize>,
    quantity: &Quantity,
) -> Option<String> {
    let written = &text[range.clone()];
    match &quantity.unit.measure {
        Measure::Money(currency) => {
            let is_before = range.end <= claim.digits.start;
            let is_code = Currency::from_code(written).is_some();
            let form = match currency.house() {
                House::Sign(sign) if is_before && !is_code => sign.to_owned(),
                _ if is_before || is_code => spaced_code(*currency, is_before, &text[range.end..]),
                _ => currency.plural().unwrap_or(currency.code()).to_owned(),
            };
            Some(replaced(text, range, &form))
        }
        Measure::Percent => None,
        Measure::Things(things) if range.start >= claim.digits.end => {
            let is_joined = range.start == claim.digits.end;
            let space = if is_joined { " " } else { "" };
            Some(replaced(text, range, &format!("{space}{things}")))
        }
        Measure::Things(_) => None,
    }
}

/// Writes a code, with a space where a sign needed none.
fn spaced_code(currency: Currency, is_before: bool, after: &str) -> String {
    let needs_space = is_before && after.starts_with(|sign: char| sign.is_ascii_digit());
    format!("{currency}{}", if needs_space { " " } else { "" })
}

fn too_precise(text: &str, claim: &Claim, quantity: &Quantity) -> Finding {
    let written = &text[claim.digits.clone()];
    Finding {
        message: format!(
            "`{written}` has more digits than the figure, which is `{}`",
            quantity.shown()
        ),
        help: Some("leave out the digits that the figure does not have".to_owned()),
        cures: number_cures(text, claim, quantity),
        range: claim.digits.clone(),
        is_bare: false,
    }
}

fn other_number(text: &str, claim: &Claim, quantity: &Quantity) -> Finding {
    let message = format!(
        "`{}` does not agree with the figure, which is `{}`",
        text.trim(),
        quantity.shown()
    );
    let help = Some("correct the number, or refer to another figure".to_owned());
    if let Some(cure) = other_separator(text, claim, quantity) {
        return Finding {
            message,
            help,
            cures: vec![cure],
            range: claim.digits.clone(),
            is_bare: false,
        };
    }
    if let Some((range, cure)) = other_scale(text, claim, quantity) {
        return Finding {
            message,
            help,
            cures: vec![cure],
            range,
            is_bare: false,
        };
    }
    let has_sign_wrong =
        claim.number.is_negative() != quantity.value.is_negative() && !quantity.value.is_zero();
    let (range, cures) = match &claim.sign {
        Some(sign) if has_sign_wrong => (sign.clone(), vec![replaced(text, sign, "")]),
        None if has_sign_wrong => (claim.digits.clone(), vec![with_minus(text, claim)]),
        _ => (claim.digits.clone(), number_cures(text, claim, quantity)),
    };
    Finding {
        message,
        help,
        cures,
        range,
        is_bare: claim.hedge.is_none(),
    }
}

/// Writes a minus before the number, and before the currency's sign if there is one.
fn with_minus(text: &str, claim: &Claim) -> String {
    let is_sign = |range: &Range<usize>| Currency::from_code(&text[range.clone()]).is_none();
    let before = claim
        .currency
        .as_ref()
        .map(|part| part.range.clone())
        .filter(is_sign);
    let at = before.map_or(claim.digits.start, |range| range.start);
    replaced(text, &(at..at), "−")
}

/// Reads a comma as a point or a point as a comma, and returns the text if that is right.
fn other_separator(text: &str, claim: &Claim, quantity: &Quantity) -> Option<String> {
    let written = &text[claim.digits.clone()];
    let swapped = match (written.contains('.'), claim.separator) {
        (true, None) => written.replace('.', ","),
        (false, Some(',')) => written.replacen(',', ".", 1),
        _ => return None,
    };
    let number = read_digits(&swapped).ok()?.0;
    let claim = Claim {
        number,
        ..claim.clone()
    };
    (verdict(&claim, quantity) == Verdict::Agrees).then(|| replaced(text, &claim.digits, &swapped))
}

/// Finds the scale with which the number would be right, and the text with that scale.
fn other_scale(text: &str, claim: &Claim, quantity: &Quantity) -> Option<(Range<usize>, String)> {
    let with = |scale: Scale| {
        let part = Part {
            means: scale,
            range: claim.digits.end..claim.digits.end,
        };
        Claim {
            scale: Some(part),
            ..claim.clone()
        }
    };
    let right = Scale::ALL
        .into_iter()
        .find(|scale| verdict(&with(*scale), quantity) == Verdict::Agrees)?;
    match &claim.scale {
        Some(scale) => {
            let is_word = text[scale.range.clone()].eq_ignore_ascii_case(scale.means.word());
            let form = if is_word { right.word() } else { right.short() };
            (right != Scale::One).then(|| (scale.range.clone(), replaced(text, &scale.range, form)))
        }
        None => {
            let end = claim.digits.end..claim.digits.end;
            Some((
                claim.digits.clone(),
                replaced(text, &end, &format!(" {}", right.word())),
            ))
        }
    }
}

/// Returns the text with the figure's number in it, first as precise as the text, then more so.
fn number_cures(text: &str, claim: &Claim, quantity: &Quantity) -> Vec<String> {
    let scale = scale_of(claim).power();
    let figure = quantity.single_units();
    let written = claim.number.last_place();
    let coarsest = precision(claim, &claim.number);
    let finest = figure.last_place() - scale;
    let exact = figure.scaled(-scale);
    let places = (finest.min(written)..=coarsest).rev();
    let mut cures: Vec<String> = Vec::new();
    for place in places {
        let number = exact.rounded_at(place);
        // One digit after a hedge was fair for the old value, but says too little of a new one.
        if claim.hedge.is_some() && place > finest && exact.magnitude() - i64::from(place) < 2 {
            continue;
        }
        let digits = grouped(&number.abs(), separator(text, claim));
        cures.push(replaced(text, &claim.digits, &digits));
    }
    if let Some(hedge) = &claim.hedge {
        let digits = grouped(&exact.abs(), separator(text, claim));
        let text = replaced(text, &claim.digits, &digits);
        cures.push(replaced(&text, &with_space(&text, &hedge.range), ""));
    }
    cures
}

/// Returns what the text puts between groups of three: a comma, unless it shows that it wants none.
fn separator(text: &str, claim: &Claim) -> Option<char> {
    let digits = text[claim.digits.clone()]
        .split('.')
        .next()
        .unwrap_or_default();
    match claim.separator {
        None if digits.len() > 3 => None,
        separator => separator.or(Some(',')),
    }
}

fn false_hedge(text: &str, claim: &Claim, quantity: &Quantity) -> Finding {
    let hedge = claim
        .hedge
        .as_ref()
        .expect("only a text with a hedge can have a false one");
    let written = &text[hedge.range.clone()];
    let opposite = match hedge.means {
        Hedge::Over | Hedge::AtLeast => "nearly",
        _ => "over",
    };
    Finding {
        message: format!(
            "`{written}` is not true of the figure, which is `{}`",
            quantity.shown()
        ),
        help: Some("choose a hedge that is true, like `about`".to_owned()),
        cures: vec![
            replaced(text, &with_space(text, &hedge.range), ""),
            replaced(text, &hedge.range, opposite),
        ],
        range: hedge.range.clone(),
        is_bare: false,
    }
}

/// Returns the range with the white space that follows it.
fn with_space(text: &str, range: &Range<usize>) -> Range<usize> {
    range.start..text.len() - text[range.end..].trim_start().len()
}

/// Says why a text does not follow the grammar.
fn explain_misread(text: &str, misread: Misread, quantity: &Quantity) -> Finding {
    let Misread { reason, range } = misread;
    let written = &text[range.clone()];
    let shown = quantity.shown();
    let mut cures = Vec::new();
    let (message, help) = match reason {
        Reason::NoDigits => (
            format!("`{written}` has no number in digits"),
            format!("write `{shown}`; for a number in words, cite the source instead"),
        ),
        Reason::ForeignDigit => (
            format!("`{written}` is not one of the digits 0 to 9"),
            format!("the figure is `{shown}`"),
        ),
        Reason::TwoNumbers => (
            format!("`{written}` holds more than one number"),
            "a range is two references, one for each number".to_owned(),
        ),
        Reason::BadDigits(meant) => {
            cures.extend(meant.map(|meant| replaced(text, &range, &meant)));
            (
                format!("`{written}` cannot be read as a number"),
                "group digits in threes with commas and write decimals after a point, like `1,234.5`".to_owned(),
            )
        }
        Reason::TooManyDigits => (
            format!("`{written}` has too many digits"),
            format!("the figure is `{shown}`"),
        ),
        Reason::OtherThings => {
            // `94th` counts in order, and no votes.
            let is_joined = text[..range.start].ends_with(|sign: char| sign.is_ascii_digit());
            if let (Measure::Things(things), false) = (&quantity.unit.measure, is_joined) {
                cures.push(replaced(text, &range, things));
            }
            (
                format!("`{written}` is not the unit of the figure, which is `{shown}`"),
                "correct the text, or refer to another figure".to_owned(),
            )
        }
        Reason::Stray => (
            format!("`{written}` does not belong to the number"),
            format!("link the number alone, like `{shown}`"),
        ),
    };
    Finding {
        message,
        help: Some(help),
        cures,
        range,
        is_bare: false,
    }
}
