//! Whatever is in the content, nothing panics, and everything that is said points at characters.

use casebook::diagnostic::Severity;
use casebook::enrich::{self, Lookup, Shelf};
use casebook::load::{self, Inputs};
use casebook::pipeline::{self, Options};
use casebook::report;
use casebook::source::Source;

use crate::fuzzing::promises::sites::check_diagnostics;
use crate::temp::TempDir;

/// Understands a site and looks at all that is said of it.
fn understand(inputs: &Inputs) {
    let (site, diagnostics) = pipeline::understand(inputs, &Options::default());
    check_diagnostics(&diagnostics, &pipeline::texts(inputs));
    let shelf = Shelf::default();
    for plan in enrich::plans(&site) {
        enrich::page(&mut Lookup::new(&site, &shelf), &plan);
    }
}

#[test]
fn bytes_that_are_no_utf8_are_told_at_their_place() {
    let site = TempDir::new();
    site.write(
        "site.toml",
        "title = \"A\"\nbase_url = \"https://example.org/\"\n",
    );
    site.write_bytes(
        "content/index.md",
        b"---\ntitle: A\nsummary: S.\n---\nGood, then \xe9t\xe9.\n",
    );
    assert_eq!(
        said(&site),
        "content/index.md:5:12: error[not-utf8]: this file is not UTF-8 text from here on\n"
    );
}

#[test]
fn settings_of_more_than_64_kib_are_refused() {
    let site = TempDir::new();
    site.write(
        "site.toml",
        "title = \"A\"\nbase_url = \"https://example.org/\"\n",
    );
    let long = "x".repeat(64 * 1024);
    site.write(
        "content/index.md",
        &format!("---\ntitle: A\nsummary: {long}\n---\nText.\n"),
    );
    assert_eq!(
        said(&site),
        "content/index.md:1:1: error[front-matter]: the settings of this file are larger than 64 KiB\n"
    );
}

#[test]
fn texts_of_more_than_64_kib_are_no_mistake() {
    let site = TempDir::new();
    site.write(
        "site.toml",
        "title = \"A\"\nbase_url = \"https://example.org/\"\n",
    );
    let long = "One word after the other. ".repeat(10_000);
    site.write(
        "content/index.md",
        &format!("---\ntitle: A\nsummary: S.\n---\n{long}\n"),
    );
    assert_eq!(said(&site), "");
}

/// Deep nesting and long runs of one sign are where readers go quadratic or overflow their stack.
/// There is no clock here: what is not linear would not end.
#[test]
fn depth_and_length_are_no_danger() {
    for piece in [
        "[",
        "> ",
        "- ",
        "*",
        "`",
        "![",
        "[@a",
        "](",
        "<!--",
        "{",
        "- - ",
        "[a](b c) ",
        "](term: x",
        "[^a",
        "# A\n",
        "[x][y] ",
        "<b>",
        "| a ",
        "€1 billion ",
        "3 May 2025, ",
        "\\",
        "&#0;",
        "a\u{301}",
        "\u{5d0} ",
    ] {
        let text = piece.repeat(2_000);
        for content in [
            format!("---\ntitle: A\nsummary: S.\n---\n{text}\n"),
            format!("---\ntitle: A\nsummary: {text}\n---\n"),
        ] {
            let inputs = Inputs {
                content: vec![Source::new("content/index.md", content)],
                ..Inputs::default()
            };
            understand(&inputs);
        }
    }
}

/// Each mistake in a list asks where it stands: to read the whole list for each would take minutes.
#[test]
fn lists_of_a_thousand_mistakes_are_no_danger() {
    let list = |item: &str| format!("{item}\n").repeat(1_000);
    let article = |keys: &str, text: &str| {
        let text = format!("---\ntitle: A\nsummary: S.\n{keys}---\n{text}\n");
        Source::new("content/articles/a.md", text)
    };
    for source in [
        article(&format!("events:\n{}", list("- {}")), ""),
        article(
            &format!("questions:\n{}", list("- {question: Q, answer: '[@x]'}")),
            "",
        ),
        article(&format!("tags:\n{}", list("- x")), ""),
        article("", &format!("~~~flow\nsteps:\n{}~~~\n", list("- {}"))),
        article("", &list("~~~chart\n~~~\n")),
        Source::new("content/timeline/a.yaml", list("- # A")),
        Source::new("content/timeline/a.yaml", list("- a: b")),
        Source::new("content/figures/a.yaml", list("- {}")),
    ] {
        let inputs = Inputs {
            content: vec![source],
            ..Inputs::default()
        };
        understand(&inputs);
    }
}

/// Each mistake in a field asks where it stands in the field as it is written: to go through the field from its start for
/// each would take minutes.
#[test]
fn a_field_of_thousands_of_mistakes_is_no_danger() {
    for quote in ["", "'", "\""] {
        let text = "1. [^a] ".repeat(4_000);
        let record =
            format!("- id: a\n  date: 2025-12-03\n  title: A\n  summary: {quote}{text}{quote}\n");
        let inputs = Inputs {
            content: vec![Source::new("content/timeline/a.yaml", record)],
            ..Inputs::default()
        };
        understand(&inputs);
    }
}

fn said(site: &TempDir) -> String {
    let inputs = load::load(site.path()).expect("the site can be read");
    let (site, mut diagnostics) = pipeline::understand(&inputs, &Options::default());
    pipeline::settle(&site, &mut diagnostics);
    assert!(
        diagnostics
            .iter()
            .all(|diagnostic| diagnostic.severity == Severity::Error)
    );
    let texts = pipeline::texts(&inputs);
    let find = |id: &casebook::source::SourceId| texts.get(id).cloned();
    report::short(&diagnostics, &find)
}
