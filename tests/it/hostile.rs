//! Whatever is in the content, nothing panics, and everything that is said points at characters.

use std::path::Path;

use casebook::diagnostic::{Diagnostic, Severity};
use casebook::enrich;
use casebook::load::{self, Inputs};
use casebook::pipeline::{self, Options};
use casebook::report::{self, Style};
use casebook::site::View;
use casebook::source::Source;

use crate::temp::TempDir;

/// How many mangled sites are tried. Each mangles one file of every kind.
const ROUNDS: u64 = 60;

/// A generator of numbers that are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).expect("the limit was a usize")
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Returns a place between two characters.
    fn place(&mut self, text: &str) -> usize {
        text.floor_char_boundary(self.below(text.len() + 1))
    }
}

/// Pieces on which readers of YAML and Markdown have stumbled before.
const PIECES: [&str; 48] = [
    "---\n",
    "...\n",
    "\n",
    "\r\n",
    "\t",
    "\u{feff}",
    "\u{0}",
    "\u{a0}",
    "’",
    "𝔸",
    "e\u{301}",
    "- ",
    ": ",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "|\n",
    ">\n",
    "&a ",
    "*a",
    "!x ",
    "#",
    "\\",
    "[@",
    "[@a; @b, p. 4]",
    "[^a]",
    "[^a]: x\n",
    "](",
    "](term:",
    "](figure:",
    "](event: x)",
    "![",
    "<!--",
    "-->",
    "<b>",
    "`",
    "```timeline\n",
    "```figures\n",
    "```",
    "> ",
    "| a |\n| - |\n",
    "&nbsp;",
    "€1 billion",
    "2025-02-30",
    "  - id: x\n",
];

fn mangle(text: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(4) {
        let (a, b) = (dice.place(&text), dice.place(&text));
        let (start, end) = (a.min(b), a.max(b));
        let short = text.floor_char_boundary(start + (end - start).min(dice.below(40)));
        let short = short.max(start);
        match dice.below(6) {
            0 => text.truncate(start),
            1 => text.replace_range(start..short, ""),
            2 => {
                let copy = text[start..short].to_owned();
                text.insert_str(start, &copy);
            }
            3 => text.replace_range(start..short, dice.pick(&PIECES)),
            4 => text = text.replacen('\n', "\r\n", dice.below(30)),
            _ => text.insert_str(start, dice.pick(&PIECES)),
        }
    }
    text
}

fn real_site() -> Inputs {
    load::load(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the site can be read")
}

/// A part of the site that is small enough to be read many times.
fn small(inputs: &Inputs, dice: &mut Dice) -> Inputs {
    let mut content = Vec::new();
    for folder in [
        "articles", "glossary", "timeline", "figures", "sources", "pages",
    ] {
        let start = format!("content/{folder}/");
        let all: Vec<&Source> = inputs
            .content
            .iter()
            .filter(|source| source.id.as_str().starts_with(&start))
            .collect();
        if all.is_empty() {
            continue;
        }
        let source = dice.pick(&all);
        // Long files are cut to what a case needs; the cut itself is one more mangling.
        let length = source
            .text
            .floor_char_boundary(source.text.len().min(6_000));
        content.push(Source::new(source.id.as_str(), &source.text[..length]));
    }
    content.sort_by(|a, b| a.id.cmp(&b.id));
    Inputs {
        settings: inputs.settings.clone(),
        content,
        ..Inputs::default()
    }
}

#[test]
fn mangled_content_never_panics_and_is_always_placed() {
    let real = real_site();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for round in 0..ROUNDS {
        let mut inputs = small(&real, &mut dice);
        let at = dice.below(inputs.content.len() + 1);
        match inputs.content.get_mut(at) {
            Some(source) => {
                *source = Source::new(source.id.as_str(), mangle(&source.text, &mut dice));
            }
            None => {
                inputs.settings = inputs
                    .settings
                    .map(|source| Source::new("site.toml", mangle(&source.text, &mut dice)));
            }
        }
        understand(&inputs, &format!("round {round}"));
    }
}

#[test]
fn pieces_of_every_kind_in_a_row_never_panic() {
    let mut dice = Dice(7);
    for round in 0..ROUNDS {
        let mut text = String::new();
        for _ in 0..dice.below(30) {
            text.push_str(dice.pick(&PIECES));
            text.push_str(dice.pick(&["a", "title", "id", "x y", " ", "  ", ""]));
        }
        let content = [
            "articles/a.md",
            "glossary/a.md",
            "timeline/a.yaml",
            "figures/a.yaml",
            "sources/a.yaml",
        ]
        .iter()
        .map(|path| Source::new(format!("content/{path}"), text.clone()))
        .chain([Source::new(
            "content/index.md",
            format!("---\ntitle: A\nsummary: S.\n---\n{text}"),
        )])
        .collect();
        let settings = Some(Source::new("site.toml", text.clone()));
        let inputs = Inputs {
            settings,
            content,
            ..Inputs::default()
        };
        understand(&inputs, &format!("round {round}: {text:?}"));
    }
}

/// Understands a site and looks at all that is said of it.
fn understand(inputs: &Inputs, what: &str) {
    let (site, diagnostics) = pipeline::understand(inputs, &Options::default());
    let texts = pipeline::texts(inputs);
    for diagnostic in &diagnostics {
        for span in spans(diagnostic) {
            let text = texts.get(&span.file).map_or("", |text| &**text);
            assert!(
                text.get(span.range()).is_some(),
                "{what}: {span:?} of {diagnostic:?}"
            );
        }
        assert!(
            !diagnostic.help.is_empty(),
            "{what}: no help: {diagnostic:?}"
        );
        assert!(!diagnostic.message.contains('\n'), "{what}: {diagnostic:?}");
    }
    let find = |id: &casebook::source::SourceId| texts.get(id).cloned();
    report::human(&diagnostics, &find, Style::PLAIN);
    for plan in enrich::plans(&site) {
        enrich::page(&mut View::new(&site), &plan);
    }
}

fn spans(diagnostic: &Diagnostic) -> impl Iterator<Item = &casebook::source::Span> {
    let labels = diagnostic.labels.iter().map(|(span, _)| span);
    let fix = diagnostic.fix.iter().map(|fix| &fix.span);
    diagnostic.span.iter().chain(labels).chain(fix)
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
#[test]
fn depth_and_length_are_no_danger() {
    for piece in [
        "[", "> ", "- ", "*", "`", "![", "[@a", "](", "<!--", "{", "- - ",
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
            understand(&inputs, piece);
        }
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
