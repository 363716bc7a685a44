//! Answers a date that cannot be read with the nearest that can.

use super::calendar::days_in;
use super::mention::full_date;
use super::{Point, digits, known, read_date, read_point};
use crate::document::disagreement::ValueError;

/// What every answer says when no nearer form is known.
const FORMS: &str = "a date is written like 2025-12-03, 2025-12 or 2025, with ~ for about; a range like 2025-12-18/2025-12-19";

/// Says why the text is not a date, with the nearest date as help. It is also the replacement where it
/// says the same; a date that does not exist has no certain cure.
pub(crate) fn nearest(text: &str) -> ValueError {
    let shown: String = text.chars().take(40).collect();
    if text.is_empty() {
        return ValueError::new("the date is missing").with_help(FORMS);
    }
    if text.len() > 80 {
        return ValueError::new(format!("`{shown}…` is not a date")).with_help(FORMS);
    }
    if let Some(error) = impossible(text) {
        return error;
    }
    let error = ValueError::new(format!("`{shown}` is not a date"));
    if let Some(same) = same_meaning(text) {
        return error.with_replacement(same);
    }
    match less_certain(text) {
        Some(help) => error.with_help(help),
        None => error.with_help(FORMS),
    }
}

/// Reads the `start` and `end` of a range, or the one date.
fn ends(text: &str) -> impl Iterator<Item = &str> {
    text.split('/').take(2).map(str::trim)
}

/// Finds a day or month that the calendar does not have.
fn impossible(text: &str) -> Option<ValueError> {
    let (at, range) = ends(text)
        .enumerate()
        .find_map(|(at, end)| Some((at, nearest_in_calendar(end)?)))?;
    let (what, point) = range;
    let written: Vec<&str> = ends(text).collect();
    let nearest = match written[..] {
        [_, end] if at == 0 => format!("{point}/{end}"),
        [start, _] => format!("{start}/{point}"),
        _ => point.to_string(),
    };
    let error = ValueError::new(format!("`{text}` is not a date: {what}"));
    Some(match read_date(&nearest) {
        Some(_) => error.with_help(format!("the nearest is `{nearest}`")),
        None => error.with_help(FORMS),
    })
}

/// Returns what is impossible in `2025-02-30`, and the nearest date.
fn nearest_in_calendar(text: &str) -> Option<(String, Point)> {
    let (exact, is_about) = text
        .strip_suffix('~')
        .map_or((text, false), |exact| (exact, true));
    let parts: Vec<&str> = exact.split('-').collect();
    let (year, month, day) = match parts[..] {
        [year, month] => (digits(year, 4)?, digits(month, 2)?, None),
        [year, month, day] => (digits(year, 4)?, digits(month, 2)?, Some(digits(day, 2)?)),
        _ => return None,
    };
    // 21 and more are the seasons and quarters of EDTF.
    let is_season = day.is_none() && month > 20;
    if year == 0 || is_season || read_point(text).is_some() {
        return None;
    }
    // Day and month may have changed places; a 13 is rather a slip of one.
    let (right_month, day) = match day {
        Some(day) if month > 13 && is_day(year, day, month) => (day, Some(month)),
        day => (month.clamp(1, 12), day),
    };
    let last = days_in(year, u8::try_from(right_month).ok()?);
    let what = if day == Some(0) {
        "there is no day 00".to_owned()
    } else if month != right_month {
        format!("there is no month {month:02}")
    } else {
        let name = Point {
            known: known(year, Some(right_month), None)?,
            is_about: false,
        }
        .prose();
        format!("{name} has {last} days")
    };
    let day = day.map(|day| day.clamp(1, u16::from(last)));
    Some((
        what,
        Point {
            known: known(year, Some(right_month), day)?,
            is_about,
        },
    ))
}

fn is_day(year: u16, month: u16, day: u16) -> bool {
    let month = u8::try_from(month)
        .ok()
        .filter(|month| (1..=12).contains(month));
    month.is_some_and(|month| day <= u16::from(days_in(year, month)))
}

/// Returns the date that says the same in our form.
fn same_meaning(text: &str) -> Option<String> {
    let candidates = [
        text.replace(['–', '—', '‑', '−'], "-"),
        text.replace(" / ", "/"),
        text.replace("--", "/"),
        [" to ", " until ", " - ", " – ", " — ", "–", "—"]
            .iter()
            .find_map(|between| text.split_once(between))
            .map_or(String::new(), |(start, end)| format!("{start}/{end}")),
        text.split_once(['T', ' '])
            .filter(|(day, time)| day.len() == 10 && is_time(time))
            .map_or(String::new(), |(day, _)| day.to_owned()),
        text.strip_suffix('/')
            .map_or(String::new(), |start| format!("{start}/..")),
        text.strip_prefix('/')
            .map_or(String::new(), |end| format!("../{end}")),
        text.replace("open", "..")
            .replace("unknown", "..")
            .replace("/…", "/..")
            .replace("…/", "../"),
        text.strip_prefix(['~', '%'])
            .map_or(String::new(), |date| format!("{date}~")),
        text.strip_suffix('%')
            .map_or(String::new(), |date| format!("{date}~")),
        text.strip_prefix("Y").map_or(String::new(), str::to_owned),
        padded(text).unwrap_or_default(),
        year_first(text).unwrap_or_default(),
        compact(text).unwrap_or_default(),
        whole_decade(text).unwrap_or_default(),
    ];
    let about = ["about ", "around ", "circa ", "c. ", "c ", "ca. "]
        .iter()
        .find_map(|hedge| text.strip_prefix(hedge));
    let in_words = || {
        // Digits alone are not prose: `2025-33` is a quarter, not a range of years.
        let exact = about.unwrap_or(text);
        let is_prose = text.contains(|sign: char| sign.is_alphabetic());
        full_date(exact)
            .filter(|_| is_prose)
            .map(|date| format!("{date}{}", if about.is_some() { "~" } else { "" }))
    };
    let valid = |candidate: &String| candidate != text && read_date(candidate).is_some();
    candidates
        .into_iter()
        .find(valid)
        .or_else(in_words)
        .filter(|date| read_date(date).is_some())
}

/// Says whether a text is a time of the day, perhaps with its zone.
fn is_time(text: &str) -> bool {
    let is_of_time = |sign: char| sign.is_ascii_digit() || ":.+-Z ".contains(sign);
    text.get(..3).is_some_and(|hour| hour.ends_with(':')) && text.chars().all(is_of_time)
}

/// Returns `2025-01-05` for `2025-1-5`, `2025/01/05` and `2025.1.5`.
fn padded(text: &str) -> Option<String> {
    let (exact, about) = text
        .strip_suffix('~')
        .map_or((text, ""), |exact| (exact, "~"));
    let parts: Vec<&str> = exact.split(['-', '/', '.']).collect();
    let is_part =
        |part: &&str| matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
    let (year, rest) = parts.split_first()?;
    let fits = digits(year, 4).is_some() && matches!(rest.len(), 1 | 2) && rest.iter().all(is_part);
    let rest: String = rest.iter().map(|part| format!("-{part:0>2}")).collect();
    fits.then(|| format!("{year}{rest}{about}"))
}

/// Returns `2025-03-12` for `12.03.2025`, and for `12/2025` the month. With slashes the order of day and
/// month is not certain unless one of them is above twelve.
fn year_first(text: &str) -> Option<String> {
    let separator = text.chars().find(|sign| matches!(sign, '.' | '/' | '-'))?;
    let parts: Vec<&str> = text.split(separator).map(str::trim).collect();
    let small = |part: &str| {
        part.parse::<u8>()
            .ok()
            .filter(|_| matches!(part.len(), 1 | 2) && !part.starts_with('+'))
    };
    match parts[..] {
        [month, year] if digits(year, 4).is_some() => Some(format!("{year}-{:02}", small(month)?)),
        [first, second, year] if digits(year, 4).is_some() => {
            let (first, second) = (small(first)?, small(second)?);
            let is_american = first <= 12 && second > 12;
            let is_open = separator != '.' && first <= 12 && second <= 12 && first != second;
            let (day, month) = if is_american {
                (second, first)
            } else {
                (first, second)
            };
            (!is_open).then(|| format!("{year}-{month:02}-{day:02}"))
        }
        _ => None,
    }
}

/// Returns `2025-12-03` for `20251203`.
fn compact(text: &str) -> Option<String> {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        8 if is_digits => Some(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])),
        6 if is_digits => Some(format!("{}-{}", &text[..4], &text[4..])),
        _ => None,
    }
}

/// Returns `2020/2029` for `202X`, and what is known of `2025-XX`.
fn whole_decade(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase().replace('U', "X");
    if let Some(known) = upper
        .strip_suffix("-XX-XX")
        .or_else(|| upper.strip_suffix("-XX"))
    {
        return Some(known.to_owned());
    }
    let decade = upper
        .strip_suffix("XX")
        .map(|century| (century, "00", "99"));
    let (known, first, last) =
        decade.or_else(|| upper.strip_suffix('X').map(|decade| (decade, "0", "9")))?;
    Some(format!("{known}{first}/{known}{last}"))
}

/// Returns advice for what has no equal in our forms.
fn less_certain(text: &str) -> Option<String> {
    if let Some(date) = text.strip_suffix('?').or_else(|| text.strip_prefix('?')) {
        return read_point(date).map(|point| {
            format!(
                "an uncertain date is written as about: `{}`",
                Point {
                    is_about: true,
                    ..point
                }
            )
        });
    }
    if let Some((year, part)) = text.split_once('-')
        && let (Some(year), Some(season)) = (digits(year, 4), digits(part, 2))
    {
        return season_months(year, season)
            .map(|range| format!("write the months, like `{range}`"));
    }
    if text.starts_with(['[', '{']) {
        let inner = text.trim_matches(['[', ']', '{', '}']);
        let (first, last) = inner.split_once("..").or_else(|| inner.split_once(','))?;
        let last = last.rsplit(',').next().unwrap_or(last);
        let range = format!("{}/{}", first.trim(), last.trim());
        let range = read_date(&range).is_some().then_some(range)?;
        return Some(format!("write one date, or a range like `{range}`"));
    }
    let parts: Vec<&str> = text.split(['/', '-']).collect();
    if let [first, second, year] = parts[..]
        && digits(year, 4).is_some()
    {
        let day_first = padded(&format!("{year}-{second}-{first}"))?;
        let month_first = padded(&format!("{year}-{first}-{second}"))?;
        return Some(format!(
            "write `{day_first}` if the day stands first, else `{month_first}`"
        ));
    }
    if digits(text, 4) == Some(0) {
        return Some("a year has four digits, from 0001 to 9999".to_owned());
    }
    if text.starts_with(['Y', '-']) && text[1..].bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("a year has four digits, from 0001 to 9999".to_owned());
    }
    if let [year, week] = text.split("-W").collect::<Vec<_>>()[..]
        && digits(year, 4).is_some()
        && digits(week.get(..2)?, 2).is_some()
    {
        return Some(format!(
            "write the day or the month, like `{year}-12-03` or `{year}-12`"
        ));
    }
    None
}

/// Returns the months of EDTF's seasons, quarters, thirds and halves of the year.
fn season_months(year: u16, season: u16) -> Option<String> {
    let (first, last) = match season {
        24 | 32 => {
            return Some(format!(
                "{year:04}-12/{:04}-02",
                year.checked_add(1).filter(|year| *year < 10000)?
            ));
        }
        21 | 25 => (3, 5),
        22 | 26 => (6, 8),
        23 | 27 => (9, 11),
        33..=36 => ((season - 33) * 3 + 1, (season - 33) * 3 + 3),
        37..=39 => ((season - 37) * 4 + 1, (season - 37) * 4 + 4),
        40 | 41 => ((season - 40) * 6 + 1, (season - 40) * 6 + 6),
        _ => return None,
    };
    Some(format!("{year:04}-{first:02}/{year:04}-{last:02}"))
}
