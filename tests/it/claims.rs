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

use casebook::document::decimal::Decimal;
use casebook::document::disagreement::{Disagreement, ValueError};
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
    run(
        "number/unit",
        |_, text| match text.trim().parse::<casebook::document::unit::Unit>() {
            Ok(unit) => unit.to_string(),
            Err(found) => value_error(&found),
        },
    );
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
