//! Cases of agreement between a text and its figure or event, one a line:
//!
//! ```text
//! record | text | ok
//! record | text | message || help || replacement || the marked part
//! ```
//!
//! `␣` stands for a no-break space; a help or replacement that is not given is `-`.

use std::fs;
use std::path::Path;

use casebook::document::date::Date;
use casebook::document::date::text::{self as date_text, MentionKind};
use casebook::document::disagreement::{Disagreement, ValueError};
use casebook::document::number::bare::bare_numbers;
use casebook::document::number::decimal::Decimal;
use casebook::document::number::unit::Unit;
use casebook::document::number::{self, Quantity};

/// Runs `actual` on every case of a folder and gathers the lines whose result differs.
fn run(folder: &str, actual: impl Fn(&str, &str) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cases")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of cases exists")
        .collect();
    files.sort_by_key(|file| file.as_ref().expect("the folder is readable").path());
    let mut wrong = String::new();
    let mut count = 0;
    for file in files {
        let path = file.expect("the folder is readable").path();
        let text = fs::read_to_string(&path).expect("a case file is text");
        for line in text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        {
            count += 1;
            let mut fields = line.splitn(3, " | ");
            let mut field = || fields.next().unwrap_or_default().replace('␣', "\u{a0}");
            let (record, text, expected) = (field(), field(), field());
            let found = actual(record.trim(), &text);
            if found.trim() != expected.trim() {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                wrong.push_str(&format!("{name}\n  case     {line}\n  actually {found}\n"));
            }
        }
    }
    assert!(count > 0 && wrong.is_empty(), "\n{wrong}");
}

/// Writes what a case expects of a disagreement.
fn disagreement(text: &str, found: &Disagreement) -> String {
    assert!(
        found.message.starts_with('`') && !found.message.ends_with('.'),
        "house style: {}",
        found.message
    );
    let or_dash = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".to_owned());
    let marked = &text[found.range.clone()];
    format!(
        "{} || {} || {} || {marked}",
        found.message,
        or_dash(&found.help),
        or_dash(&found.replacement)
    )
}

/// Writes what a case expects of a value that cannot be read.
fn value_error(found: &ValueError) -> String {
    let or_dash = |field: &Option<String>| field.clone().unwrap_or_else(|| "-".to_owned());
    format!(
        "{} || {} || {}",
        found.message,
        or_dash(&found.help),
        or_dash(&found.replacement)
    )
}

/// Reads `210 EUR bn`.
fn quantity(record: &str) -> Quantity {
    let (value, unit) = record
        .split_once(' ')
        .expect("a figure is a value and a unit");
    Quantity {
        value: value.parse().expect("a value"),
        unit: unit.parse().expect("a unit"),
    }
}

#[test]
fn number_in_text_agrees_with_its_figure() {
    run("number/agreement", |record, text| {
        match number::agree(text, &quantity(record)) {
            Ok(()) => "ok".to_owned(),
            Err(found) => disagreement(text, &found),
        }
    });
}

#[test]
fn house_form_and_single_units_of_a_figure() {
    run("number/house", |record, _| {
        let quantity = quantity(record);
        format!(
            "{} || {}",
            quantity.house_form(),
            quantity.in_single_units()
        )
    });
}

#[test]
fn house_form_agrees_with_its_own_figure() {
    run("number/house", |record, text| {
        let quantity = quantity(record);
        let form = quantity.house_form();
        number::agree(&form, &quantity)
            .unwrap_or_else(|found| panic!("{form} {text}: {}", found.message));
        format!("{form} || {}", quantity.in_single_units())
    });
}

#[test]
fn units_are_read_as_written_or_refused_with_the_nearest() {
    run("number/unit", |_, text| match text.trim().parse::<Unit>() {
        Ok(unit) => unit.to_string(),
        Err(found) => value_error(&found),
    });
}

#[test]
fn values_are_read_as_written_or_refused_with_the_nearest() {
    run("number/value", |_, text| {
        match serde_yaml::from_str::<Decimal>(text) {
            Ok(value) => value.to_string(),
            Err(found) => found.to_string(),
        }
    });
}

#[test]
fn numbers_with_a_currency_or_scale_are_found_in_running_text() {
    run("number/bare", |record, text| {
        let shown = bare_numbers(text).into_iter().map(|number| {
            let currency = number
                .currency
                .map_or("-".to_owned(), |currency| currency.to_string());
            let matches = if record != "-" && number.matches(&quantity(record)) {
                " matches"
            } else {
                ""
            };
            format!(
                "{currency} {} `{}`{matches}",
                number.value, &text[number.range]
            )
        });
        shown.collect::<Vec<_>>().join(" || ")
    });
}

#[test]
fn date_in_text_agrees_with_its_event() {
    run("date/agreement", |record, text| {
        match date_text::agree(text, &record.parse().expect("a date")) {
            Ok(found) if found.is_plain => "plain".to_owned(),
            Ok(found) => format!("ok {}", found.datetime.unwrap_or_default()),
            Err(found) => disagreement(text, &found),
        }
    });
}

#[test]
fn dates_are_read_as_written_or_refused_with_the_nearest() {
    run("date/value", |_, text| {
        match serde_yaml::from_str::<Date>(text) {
            Ok(date) => format!(
                "{date} || {} || {}",
                date.prose(),
                date.datetime().unwrap_or_default()
            ),
            Err(_) => match serde_yaml::from_str::<String>(text)
                .expect("a text")
                .parse::<Date>()
            {
                Ok(date) => panic!("YAML refuses `{date}`"),
                Err(found) => {
                    assert!(
                        found
                            .replacement
                            .as_ref()
                            .is_none_or(|date| date.parse::<Date>().is_ok()),
                        "{found}"
                    );
                    value_error(&found)
                }
            },
        }
    });
}

#[test]
fn dates_are_found_in_running_prose() {
    run("date/found", |_, text| {
        let shown = date_text::dates_in(text).into_iter().map(|mention| {
            let kind = match mention.kind {
                MentionKind::Day => "day",
                MentionKind::Month => "month",
                MentionKind::Year => "year",
                MentionKind::Range => "range",
            };
            let date = mention.date.map_or("-".to_owned(), |date| date.to_string());
            format!("{kind} {date} `{}`", &text[mention.range])
        });
        shown.collect::<Vec<_>>().join(" || ")
    });
}

#[test]
fn prose_of_a_date_agrees_with_it() {
    for text in [
        "2025",
        "2025-12",
        "2025-12-03",
        "2025-12-03~",
        "2025~",
        "2025-12-18/2025-12-19",
        "2025-11-28/2025-12-03",
    ]
    .into_iter()
    .chain([
        "2025-12-27/2026-01-02",
        "2025-11/2025-12",
        "2025-11/2026-01",
        "2022/2025",
        "2025-12-03/..",
        "../2025",
        "2025~/2026",
    ]) {
        let date: Date = text.parse().expect("a date");
        let prose = date.prose();
        assert!(date_text::agree(&prose, &date).is_ok(), "{text}: {prose}");
        assert_eq!(date.to_string(), text);
    }
}

#[test]
fn earlier_dates_come_first_then_longer_ones() {
    let written = [
        "../2025",
        "2024",
        "2024-01",
        "2024-01-01",
        "2024-02/..",
        "2024-02/2025-01",
        "2024-02",
    ];
    let dates: Vec<Date> = written
        .iter()
        .map(|text| text.parse().expect("a date"))
        .collect();
    assert!(dates.is_sorted_by(|one, other| one.order_key() < other.order_key()));
    let overlapping: Vec<bool> = dates.iter().map(|date| date.overlaps(&dates[2])).collect();
    assert_eq!(overlapping, [true, true, true, true, false, false, false]);
}

#[test]
fn every_day_has_the_right_weekday() {
    let mut weekday = 0;
    for year in 1900..=2100_u16 {
        for month in 1..=12 {
            for day in 1..=31 {
                if let Ok(Date::At(point)) = format!("{year}-{month:02}-{day:02}").parse() {
                    assert_eq!(point.earliest().weekday() as usize, weekday % 7, "{point}");
                    weekday += 1;
                }
            }
        }
    }
}

/// Returns texts put together at random, the same on every run.
fn texts(count: usize) -> impl Iterator<Item = String> {
    const PIECES: &str = "about|over|€|$|C$|EUR|−|-|–|210|18.115|0|5.0|1,234|1,5|９|٣|½|bn|billion|k|%|per cent|euros|votes|\
        \u{a0}|\u{2009}| | |.|,|/|..|~|3|03|31|2025|December|Dec.|May|Wednesday|3rd|of|the|to|and|from|2025-12-03|12|X|?|é|𝟙|\
        ’|ß|İ|early|between|e5|2025-02|\u{301}|\t|[|{";
    let pieces: Vec<&str> = PIECES.split('|').collect();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % below
    };
    (0..count).map(move |_| (0..next(9)).map(|_| pieces[next(pieces.len())]).collect())
}

#[test]
fn any_text_is_answered_with_a_place_inside_it() {
    let figures = [
        "210 EUR bn",
        "18.115 EUR bn",
        "0.00001 EUR bn",
        "-5 CHF mn",
        "94 votes",
        "99.7 %",
        "0 RUB trn",
    ]
    .map(quantity);
    let events = [
        "2025-12-03",
        "2025-12~",
        "2025",
        "2025-12-18/2025-12-19",
        "2024-12/..",
        "../2026~",
    ];
    let events = events.map(|date| date.parse::<Date>().expect("a date"));
    for text in texts(10_000) {
        let answers = figures
            .iter()
            .filter_map(|figure| number::agree(&text, figure).err());
        let answers: Vec<Disagreement> = answers
            .chain(
                events
                    .iter()
                    .filter_map(|event| date_text::agree(&text, event).err()),
            )
            .collect();
        for answer in answers {
            assert!(
                text.get(answer.range.clone())
                    .is_some_and(|part| !part.is_empty()),
                "{text:?} {answer:?}"
            );
        }
        for number in bare_numbers(&text) {
            assert!(text.get(number.range).is_some(), "{text:?}");
        }
        for mention in date_text::dates_in(&text) {
            assert!(text.get(mention.range).is_some(), "{text:?}");
        }
        assert!(
            text.parse::<Date>()
                .err()
                .and_then(|error| error.replacement)
                .is_none_or(|date| date.parse::<Date>().is_ok())
        );
        let unit = text.parse::<Unit>();
        assert!(
            unit.is_err()
                || unit
                    .as_ref()
                    .is_ok_and(|unit| unit.to_string().parse() == Ok(unit.clone())),
            "{text:?}"
        );
        let number = text.parse::<Decimal>();
        assert!(
            number.is_err() || number.is_ok_and(|number| number.to_string().parse() == Ok(number)),
            "{text:?}"
        );
    }
}

#[test]
fn a_long_text_takes_no_longer_for_its_length() {
    // Each of these would take minutes if a step looked back or ahead without bound.
    for piece in [
        "1",
        "1,",
        "1 ",
        " ",
        "€",
        "about ",
        "3 December ",
        "2025-",
        "to ",
        "from ",
        "the ",
        "1/",
        "1.1",
        "\u{a0}",
        "Dec.",
    ] {
        let text = piece.repeat(30_000);
        assert!(number::agree(&text, &quantity("210 EUR bn")).is_err() || text.trim().is_empty());
        let _answered = date_text::agree(&text, &"2025".parse().expect("a date"));
        date_text::dates_in(&text);
        bare_numbers(&text);
        assert!(text.parse::<Date>().is_err() && text.parse::<Decimal>().is_err());
    }
}
