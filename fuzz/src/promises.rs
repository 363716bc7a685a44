//! What holds for any bytes whatever, one function for each way in: nothing panics, every span lies
//! in its file and on characters, every message is one line with help, everything that is made is
//! well formed and holds no script of the content's own.
//!
//! `fuzz/targets` calls these with what libFuzzer finds, `tests/it/fuzzing.rs` with mutations that
//! are the same every time.

mod desk;
pub mod markup;
pub mod mutations;
pub mod outputs;
pub mod seeds;
pub mod sites;

use casebook::config::Base;
use casebook::document::date::{self, Date};
use casebook::document::number::bare::bare_numbers;
use casebook::document::number::decimal::Decimal;
use casebook::document::number::{self, Quantity};
use casebook::preview::Exchange;
use casebook::publish::Outputs;

use sites::Sites;

/// One way in.
pub type Promise = fn(&[u8]);

/// All ways in, by name.
pub const ALL: [(&str, Promise); 11] = [
    ("front_matter", front_matter),
    ("records", records),
    ("markdown", markdown),
    ("blocks", blocks),
    ("tables", tables),
    ("dates", dates),
    ("numbers", numbers),
    ("settings", settings),
    ("templates", templates),
    ("requests", requests),
    ("messages", messages),
];

/// A whole file of an article or a term.
pub fn front_matter(bytes: &[u8]) {
    let (choice, text) = split(bytes);
    let path = [
        "content/articles/a.md",
        "content/glossary/loan.md",
        "content/index.md",
        "content/pages/p.md",
    ];
    Sites::with(|sites| sites.try_file(path[choice % path.len()], &text));
}

/// A whole file of events, figures or sources.
pub fn records(bytes: &[u8]) {
    let (choice, text) = split(bytes);
    let path = [
        "content/timeline/a.yaml",
        "content/figures/a.yaml",
        "content/sources/a.yaml",
    ];
    Sites::with(|sites| sites.try_file(path[choice % path.len()], &text));
}

/// The text of an article, with all references.
pub fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    Sites::with(|sites| {
        sites.try_file(
            "content/articles/a.md",
            &format!("---\ntitle: A\nsummary: S.\n---\n{text}"),
        )
    });
}

/// The YAML of a fenced block.
pub fn blocks(bytes: &[u8]) {
    let (choice, text) = split(bytes);
    let kind = ["chart", "flow", "timeline", "figures"][choice % 4];
    let text = format!("---\ntitle: A\nsummary: S.\n---\n~~~{kind}\n{text}\n~~~\n");
    Sites::with(|sites| sites.try_file("content/articles/a.md", &text));
}

/// A table in a CSV file and the charts that draw it.
pub fn tables(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    Sites::with(|sites| sites.try_file("content/figures/table.csv", &text));
}

/// A date of a record, and a text that names it, a line each.
pub fn dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (record, text) = text.split_once('\n').unwrap_or(("2025-12-03", &text));
    for mention in date::text::dates_in(text) {
        assert!(
            text.get(mention.range.clone()).is_some(),
            "{:?}",
            mention.range
        );
    }
    match record.parse::<Date>() {
        Ok(date) => {
            assert!(
                date.earliest()
                    .is_none_or(|first| date.latest().is_none_or(|last| first <= last)),
                "{record}"
            );
            assert_eq!(
                date.to_string().parse::<Date>().as_ref(),
                Ok(&date),
                "what is written is read"
            );
            let said = date::text::agree(&date.prose(), &date);
            assert!(said.is_ok(), "`{}` of `{record}`: {said:?}", date.prose());
            if let Err(found) = date::text::agree(text, &date) {
                disagreement(text, &found);
            }
        }
        Err(error) => value_error(&error, |near| near.parse::<Date>().is_ok()),
    }
}

/// A value with its unit, and a text that names it, a line each.
pub fn numbers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (record, text) = text.split_once('\n').unwrap_or(("210 EUR bn", &text));
    for bare in bare_numbers(text) {
        assert!(text.get(bare.range.clone()).is_some(), "{:?}", bare.range);
    }
    let (value, unit) = record.split_once(' ').unwrap_or((record, "EUR bn"));
    let value = value.parse::<Decimal>();
    let unit = unit.parse::<number::unit::Unit>();
    if let Err(error) = &value {
        value_error(error, |near| near.parse::<Decimal>().is_ok());
    }
    if let Err(error) = &unit {
        value_error(error, |near| near.parse::<number::unit::Unit>().is_ok());
    }
    let (Ok(value), Ok(unit)) = (value, unit) else {
        return;
    };
    let quantity = Quantity { value, unit };
    let form = quantity.house_form();
    let said = number::agree(&form, &quantity);
    assert!(said.is_ok(), "`{form}` of `{record}`: {said:?}");
    quantity.in_single_units();
    if let Err(found) = number::agree(text, &quantity) {
        disagreement(text, &found);
    }
}

/// `site.toml`.
pub fn settings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    Sites::with(|sites| sites.try_file("site.toml", &text));
}

/// A template of the site's own.
pub fn templates(bytes: &[u8]) {
    let (choice, text) = split(bytes);
    let path = [
        "templates/article.html",
        "templates/base.html",
        "templates/feed.xml",
        "templates/components/date.html",
    ];
    Sites::with(|sites| sites.try_template(path[choice % path.len()], &text));
}

/// The head of a request to the preview.
pub fn requests(bytes: &[u8]) {
    let base = Base::parse("https://example.org/repo/").expect("this is an address");
    let page: &[u8] = b"<!DOCTYPE html><html><body><p>A</p></body></html>";
    let outputs: Outputs = ["index.html", "articles/a/index.html", "404.html"]
        .map(|path| (path.to_owned(), page.into()))
        .into();
    let answer = Exchange::new(8000, base, outputs, Some("<p>wrong</p>".to_owned())).answer(bytes);
    let end = answer
        .windows(4)
        .position(|part| part == b"\r\n\r\n")
        .expect("a head has an end");
    let head = std::str::from_utf8(&answer[..end]).expect("a head is text");
    assert!(head.starts_with("HTTP/1.1 "), "{head}");
    for line in head.split("\r\n") {
        assert!(!line.contains(char::is_control), "{line:?}");
    }
    let length = format!("Content-Length: {}", answer.len() - end - 4);
    let is_bodiless = bytes.starts_with(b"HEAD ");
    assert!(
        is_bodiless || head.split("\r\n").any(|line| line == length),
        "{head}"
    );
    if let Some(target) = head
        .split("\r\n")
        .find_map(|line| line.strip_prefix("Location: "))
    {
        assert!(
            target.starts_with("/repo/") && !target.starts_with("//"),
            "{target}"
        );
    }
}

/// What an editor writes to the language server, a message a line.
pub fn messages(bytes: &[u8]) {
    desk::talk(&String::from_utf8_lossy(bytes));
}

/// Splits off the byte that chooses what the rest is.
fn split(bytes: &[u8]) -> (usize, String) {
    let (choice, rest) = bytes.split_first().unwrap_or((&0, &[]));
    (
        usize::from(*choice),
        String::from_utf8_lossy(rest).into_owned(),
    )
}

fn disagreement(text: &str, found: &casebook::document::disagreement::Disagreement) {
    assert!(
        text.get(found.range.clone()).is_some(),
        "{found:?} in {text:?}"
    );
    assert!(!found.message.is_empty());
}

fn value_error(
    found: &casebook::document::disagreement::ValueError,
    is_right: impl Fn(&str) -> bool,
) {
    assert!(!found.message.is_empty());
    if let Some(near) = &found.replacement {
        assert!(
            is_right(near),
            "the cure of `{}` is wrong itself: `{near}`",
            found.message
        );
    }
}
