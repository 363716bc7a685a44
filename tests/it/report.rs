//! Diagnostics as people see them.

use std::sync::Arc;
use std::time::Instant;

use casebook::diagnostic::{Code, Diagnostic, Severity};
use casebook::report::{Style, human, short, summary};
use casebook::source::{Source, SourceId, Span};

use insta::assert_snapshot;

fn reader<'a>(files: &'a [Source]) -> impl Fn(&SourceId) -> Option<Arc<str>> + 'a {
    |id| {
        files
            .iter()
            .find(|file| file.id == *id)
            .map(|file| file.text.clone())
    }
}

fn show(diagnostic: Diagnostic, files: &[Source]) -> String {
    human(&[diagnostic], &reader(files), Style::PLAIN)
}

/// Returns the place of the first `what` in the file.
fn find(file: &Source, what: &str) -> Span {
    let at = file.text.find(what).expect("the text is in the file");
    file.span(at..at + what.len())
}

fn number() -> (Diagnostic, [Source; 2]) {
    let article = Source::new(
        "content/articles/who-pays.md",
        "---\ntitle: Who pays\n---\n\nThe assets are [€185 billion](figure:eu-immobilised) now.\n",
    );
    let figures = Source::new(
        "content/figures/money.yaml",
        "- id: eu-immobilised\n  value: 193\n",
    );
    let span = find(&article, "€185 billion");
    let diagnostic = Diagnostic::new(
        Code::NumberDisagrees,
        span.clone(),
        "the text says `€185 billion`, the figure says `€193 billion`",
    )
    .label(find(&figures, "193"), "the figure's value")
    .help("change the text, or the figure if it is out of date")
    .help("write `€193 billion`")
    .fix(span, "€193 billion");
    (diagnostic, [article, figures])
}

#[test]
fn a_number_that_disagrees_shows_its_figure_and_the_cure() {
    let (diagnostic, files) = number();
    assert_snapshot!(show(diagnostic, &files), @r#"
    error[number-disagrees]: the text says `€185 billion`, the figure says `€193 billion`
     --> content/articles/who-pays.md:5:17
      |
    5 | The assets are [€185 billion](figure:eu-immobilised) now.
      |                 ^^^^^^^^^^^^
      |
     ::: content/figures/money.yaml:2:10
      |
    2 |   value: 193
      |          --- the figure's value
      |
      = help: change the text, or the figure if it is out of date
    help: write `€193 billion`
      |
    5 - The assets are [€185 billion](figure:eu-immobilised) now.
    5 + The assets are [€193 billion](figure:eu-immobilised) now.
      |
    "#);
}

#[test]
fn colours_are_those_of_a_terminal_and_nothing_else_differs() {
    let (diagnostic, files) = number();
    let style = Style {
        colour: true,
        ..Style::PLAIN
    };
    let coloured = human(std::slice::from_ref(&diagnostic), &reader(&files), style);
    assert!(
        coloured.starts_with("\u{1b}[1m\u{1b}[91merror[number-disagrees]"),
        "{coloured:?}"
    );
    assert_eq!(without_colours(&coloured), show(diagnostic, &files));
}

fn without_colours(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (codes, rest) = piece.split_once('m').expect("a colour code ends");
        assert!(
            codes.bytes().all(|b| b.is_ascii_digit() || b == b';'),
            "{codes:?}"
        );
        plain.push_str(rest);
    }
    plain
}

#[test]
fn a_misspelt_id_is_replaced_in_a_diff() {
    let file = Source::new("content/articles/a.md", "See [it](term:reparation-loan).\n");
    let diagnostic = Diagnostic::new(
        Code::UnknownTerm,
        find(&file, "reparation-loan"),
        "there is no term `reparation-loan`",
    )
    .did_you_mean("reparation-loan", ["eurobond", "reparations-loan"]);
    assert_snapshot!(show(diagnostic, &[file]), @r#"
    error[unknown-term]: there is no term `reparation-loan`
     --> content/articles/a.md:1:15
      |
    1 | See [it](term:reparation-loan).
      |               ^^^^^^^^^^^^^^^
      |
    help: did you mean `reparations-loan`?
      |
    1 | See [it](term:reparations-loan).
      |                         +
    "#);
}

#[test]
fn without_a_span_there_is_header_and_help() {
    let diagnostic = Diagnostic::new(Code::BadConfig, None, "there is no `site.toml` here")
        .help("run `casebook init`")
        .help("or name the folder of the site:\n--site DIR");
    assert_snapshot!(show(diagnostic, &[]), @r#"
    error[bad-config]: there is no `site.toml` here
     |
     = help: run `casebook init`
     = help: or name the folder of the site:
             --site DIR
    "#);
}

#[test]
fn a_warning_without_help_is_header_and_snippet() {
    let file = Source::new("content/notes.docx", "PK");
    let diagnostic = Diagnostic::new(
        Code::UnexpectedFile,
        file.span(0..0),
        "nothing uses this file",
    );
    assert_snapshot!(show(diagnostic, &[file]), @r#"
    warning[unexpected-file]: nothing uses this file
     --> content/notes.docx:1:1
      |
    1 | PK
      | ^
    "#);
}

#[test]
fn a_file_without_text_is_named() {
    let span = Span::new(&SourceId::new("content/articles/a.md"), 17..18);
    let diagnostic = Diagnostic::new(Code::NotUtf8, span.clone(), "this file is not UTF-8 text")
        .label(span.clone(), "here")
        .help("save it as UTF-8")
        .fix(span, "");
    assert_snapshot!(show(diagnostic.clone(), &[]), @r#"
    error[not-utf8]: this file is not UTF-8 text
    --> content/articles/a.md
     = help: save it as UTF-8
    "#);
    assert_eq!(
        short(&[diagnostic], &reader(&[])),
        "content/articles/a.md: error[not-utf8]: this file is not UTF-8 text\n"
    );
}

#[test]
fn a_label_at_the_wrong_thing_itself_stands_beside_it() {
    let file = Source::new(
        "content/timeline/a.yaml",
        "- id: a\n  date: 2025-13-01\n  title: A\n",
    );
    let span = find(&file, "2025-13-01");
    let diagnostic = Diagnostic::new(Code::BadDate, span.clone(), "there is no month 13")
        .label(span, "expected a month from 01 to 12")
        .label(find(&file, "- id: a"), "in this event");
    assert_snapshot!(show(diagnostic, &[file]), @r#"
    error[bad-date]: there is no month 13
     --> content/timeline/a.yaml:2:9
      |
    1 | - id: a
      | ------- in this event
    2 |   date: 2025-13-01
      |         ^^^^^^^^^^ expected a month from 01 to 12
    "#);
}

#[test]
fn far_places_of_one_file_are_shown_apart() {
    let text = format!("first: 1\n{}first: 2\n", "x: y\n".repeat(500));
    let file = Source::new("site.toml", text);
    let second = file.text.rfind("first").expect("it is there twice");
    let diagnostic = Diagnostic::new(
        Code::DuplicateKey,
        file.span(second..second + 5),
        "`first` stands here again",
    )
    .label(file.span(0..5), "it stands here first");
    assert_snapshot!(show(diagnostic, &[file]), @r#"
    error[duplicate-key]: `first` stands here again
       --> site.toml:502:1
        |
    502 | first: 2
        | ^^^^^
        |
       ::: site.toml:1:1
        |
      1 | first: 1
        | ----- it stands here first
    "#);
}

#[test]
fn spans_over_lines_are_bracketed() {
    let file = Source::new(
        "content/articles/a.md",
        "---\ntitle: A\nsummary: B\ndate: 2025\ntags: []\nauthors: []\norder: 1\n\nText\n",
    );
    let diagnostic = Diagnostic::new(
        Code::FrontMatter,
        file.span(0..file.text.find("\nText").expect("there is text")),
        "the block is not closed",
    )
    .help("put `---` on a line of its own after it");
    assert_snapshot!(show(diagnostic, std::slice::from_ref(&file)), @r#"
    error[front-matter]: the block is not closed
     --> content/articles/a.md:1:1
      |
    1 | / ---
    2 | | title: A
    3 | | summary: B
    4 | | date: 2025
    5 | | tags: []
    6 | | authors: []
    7 | | order: 1
      | |________^
      |
      = help: put `---` on a line of its own after it
    "#);
    let two = Diagnostic::new(Code::YamlSyntax, file.span(11..18), "two lines");
    assert_snapshot!(show(two, &[file]), @r#"
    error[yaml-syntax]: two lines
     --> content/articles/a.md:2:8
      |
    2 |   title: A
      |  ________^
    3 | | summary: B
      | |_____^
    "#);
}

#[test]
fn a_span_of_a_whole_line_does_not_reach_into_the_next() {
    let show_first = |text: &str| {
        let file = Source::new("a.md", text);
        let first = file.span(0..text.find("two").expect("it is there"));
        show(
            Diagnostic::new(Code::BadValue, first, "the first line"),
            &[file],
        )
    };
    assert_eq!(show_first("one\ntwo\n"), show_first("one\r\ntwo\r\n"));
    assert_snapshot!(show_first("one\ntwo\n"), @r#"
    error[bad-value]: the first line
     --> a.md:1:1
      |
    1 | one
      | ^^^
    "#);
}

#[test]
fn spans_over_very_many_lines_are_shown_by_the_first() {
    let file = Source::new("a.md", format!("--- \n{}", "key: value\n".repeat(5000)));
    let diagnostic = Diagnostic::new(
        Code::FrontMatter,
        file.span(0..file.text.len()),
        "the block is not closed",
    );
    assert_snapshot!(show(diagnostic, &[file]), @r#"
    error[front-matter]: the block is not closed
     --> a.md:1:1
      |
    1 | ---
      | ^^^^
    "#);
}

#[test]
fn tabs_bom_and_crlf_keep_columns_and_carets_right() {
    let file = Source::new("a.yaml", "\u{feff}id:\ta\r\n\tkey: é ü wrong\r\n");
    let first = Diagnostic::new(Code::BadId, find(&file, "a\r"), "column 5");
    let second = Diagnostic::new(Code::BadValue, find(&file, "wrong"), "column 11")
        .fix(find(&file, "wrong"), "right");
    let files = [file];
    assert_snapshot!(human(&[first.clone(), second.clone()], &reader(&files), Style::PLAIN), @r#"
    error[bad-id]: column 5
     --> a.yaml:1:5
      |
    1 | id:    a
      |        ^

    error[bad-value]: column 11
     --> a.yaml:2:11
      |
    2 |     key: é ü wrong
      |              ^^^^^
      |
    help: write this
      |
    2 -     key: é ü wrong
    2 +     key: é ü right
      |
    "#);
    assert_snapshot!(short(&[first, second], &reader(&files)), @r#"
    a.yaml:1:5: error[bad-id]: column 5
    a.yaml:2:11: error[bad-value]: column 11
    "#);
}

#[test]
fn the_very_first_and_the_very_last_byte_can_be_shown() {
    let file = Source::new("a.md", "\u{feff}one\n");
    let start = Diagnostic::new(
        Code::FrontMatter,
        file.span(0..0),
        "a block of settings is missing",
    );
    let end = Diagnostic::new(Code::FrontMatter, file.span(7..7), "the end is missing")
        .fix(file.span(7..7), "---\n");
    let beyond = Diagnostic::new(
        Code::FrontMatter,
        file.span(90..99),
        "a place beyond the end",
    );
    let files = [file];
    assert_snapshot!(human(&[start, end, beyond], &reader(&files), Style::PLAIN), @r#"
    error[front-matter]: a block of settings is missing
     --> a.md:1:1
      |
    1 | one
      | ^

    error[front-matter]: the end is missing
     --> a.md:2:1
      |
    2 |
      | ^
      |
    help: add this
      |
    2 + ---
      |

    error[front-matter]: a place beyond the end
     --> a.md:2:1
      |
    2 |
      | ^
    "#);
    let empty = Source::new("b.md", "");
    let missing = Diagnostic::new(Code::FrontMatter, empty.span(0..0), "this file is empty")
        .fix(empty.span(0..0), "---\n---\n");
    assert_snapshot!(show(missing, &[empty]), @r#"
    error[front-matter]: this file is empty
     --> b.md:1:1
      |
    1 |
      | ^
      |
    help: add this
      |
    1 + ---
    2 + ---
      |
    "#);
}

#[test]
fn long_lines_are_cut_around_what_is_wrong() {
    let words = "The assets lie at Euroclear in Brussels, and nobody may move them. ".repeat(60);
    let file = Source::new(
        "a.md",
        format!("{words}But [€185 billion](figure:eu) is wrong. {words}\n"),
    );
    let span = find(&file, "€185 billion");
    let diagnostic = Diagnostic::new(Code::NumberDisagrees, span.clone(), "it is `€193 billion`")
        .fix(span, "€193 billion");
    assert_snapshot!(show(diagnostic, std::slice::from_ref(&file)), @r#"
    error[number-disagrees]: it is `€193 billion`
     --> a.md:1:4026
      |
    1 | ...ussels, and nobody may move them. But [€185 billion](figure:eu) is wrong. The assets lie a...
      |                                           ^^^^^^^^^^^^
      |
    help: write this
      |
    1 - ... and nobody may move them. But [€185 billion](figure:eu) is wrong. The asset...
    1 + ... and nobody may move them. But [€193 billion](figure:eu) is wrong. The asset...
      |
    "#);
    let whole = Diagnostic::new(
        Code::BadValue,
        file.span(0..file.text.len()),
        "the text is too long",
    )
    .label(find(&file, "wrong"), "far to the right");
    assert_snapshot!(show(whole, &[file]), @r#"
    error[bad-value]: the text is too long
     --> a.md:1:1
      |
    1 | The assets lie at Euroclear in Brussels, and nobody may move them. The assets lie at Euroclea...
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
     ::: a.md:1:4054
      |
    1 | ... But [€185 billion](figure:eu) is wrong. The assets lie at Euroclear in Brussels, and nobo...
      |                                      ----- far to the right
    "#);
}

#[test]
fn lines_are_added_and_taken_away_in_a_diff() {
    let file = Source::new("a.md", "---\ntitle: A\ntitle: B\n---\n");
    let add = Diagnostic::new(Code::MissingKey, file.span(0..3), "`summary` is missing")
        .fix(file.span(13..13), "summary: \"\"\n");
    let remove = Diagnostic::new(
        Code::DuplicateKey,
        file.span(13..18),
        "`title` stands here twice",
    )
    .fix(file.span(13..22), "");
    let files = [file];
    assert_snapshot!(human(&[add, remove], &reader(&files), Style::PLAIN), @r#"
    error[missing-key]: `summary` is missing
     --> a.md:1:1
      |
    1 | ---
      | ^^^
      |
    help: add this
      |
    3 + summary: ""
      |

    error[duplicate-key]: `title` stands here twice
     --> a.md:3:1
      |
    3 | title: B
      | ^^^^^
      |
    help: remove it
      |
    3 - title: B
      |
    "#);
}

#[test]
fn a_fix_in_another_file_names_it() {
    let (diagnostic, files) = number();
    let diagnostic = diagnostic
        .help("or correct the figure")
        .fix(find(&files[1], "193"), "185");
    assert_snapshot!(show(diagnostic, &files), @r#"
    error[number-disagrees]: the text says `€185 billion`, the figure says `€193 billion`
     --> content/articles/who-pays.md:5:17
      |
    5 | The assets are [€185 billion](figure:eu-immobilised) now.
      |                 ^^^^^^^^^^^^
      |
     ::: content/figures/money.yaml:2:10
      |
    2 |   value: 193
      |          --- the figure's value
      |
      = help: change the text, or the figure if it is out of date
      = help: write `€193 billion`
    help: or correct the figure
     --> content/figures/money.yaml:2:10
      |
    2 -   value: 193
    2 +   value: 185
      |
    "#);
}

#[test]
fn characters_that_command_a_terminal_are_shown_not_sent() {
    let evil = "a \u{1b}[31mred\u{7} \u{9b}2J \u{202e}left \u{2028} \r bad \u{f0000}:9:9 end";
    let file = Source::new("x\u{1b}]0;y\n\u{7}.md", format!("{evil}\n"));
    let diagnostic = Diagnostic::new(
        Code::BadValue,
        find(&file, "end"),
        format!("message {evil}"),
    )
    .label(find(&file, "bad"), format!("label\n{evil}"))
    .help(format!("help {evil}"))
    .fix(find(&file, "end"), evil);
    let files = [file];
    let plain = human(
        std::slice::from_ref(&diagnostic),
        &reader(&files),
        Style::PLAIN,
    );
    let lines = short(std::slice::from_ref(&diagnostic), &reader(&files));
    let style = Style {
        colour: true,
        ..Style::PLAIN
    };
    let coloured = without_colours(&human(&[diagnostic], &reader(&files), style));
    assert_eq!(coloured, plain);
    for text in [&plain, &lines] {
        let raw = text
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(raw, None, "{text}");
    }
    assert_snapshot!(plain, @r#"
    error[bad-value]: message a ␛[31mred␇ �2J �left � ␍ bad �:9:9 end
     --> x␛]0;y ␇.md:1:37
      |
    1 | a ␛[31mred␇ �2J �left � ␍ bad �:9:9 end
      |                           ---       ^^^
      |                           |
      |                           label a ␛[31mred␇ �2J �left � ␍ bad �:9:9 end
      |
    help: help a ␛[31mred␇ �2J �left � ␍ bad �:9:9 end
      |
    1 | ... ␍ bad �:9:9 a ␛[31mred␇ �2J �left � ␍ bad �:9:9 end
      |                 +++++++++++++++++++++++++++++++++++
    "#);
    assert_snapshot!(lines, @r#"
    x␛]0;y ␇.md:1:37: error[bad-value]: message a ␛[31mred␇ �2J �left � ␍ bad �:9:9 end
    "#);
}

#[test]
fn a_summary_counts_in_words() {
    let error = Diagnostic::new(Code::BadDate, None, "");
    let warning = Diagnostic::new(Code::UnexpectedFile, None, "");
    let mut off = Diagnostic::new(Code::BareFigure, None, "never seen");
    off.severity = Severity::Off;
    assert_eq!(summary(&[]), "no errors, no warnings");
    assert_eq!(
        summary(&[error.clone(), warning.clone(), off.clone(), error.clone()]),
        "2 errors, 1 warning"
    );
    assert_eq!(summary(&[warning.clone(), warning]), "2 warnings");
    assert_eq!(summary(std::slice::from_ref(&error)), "1 error");
    assert_eq!(
        human(std::slice::from_ref(&off), &reader(&[]), Style::PLAIN),
        ""
    );
    assert_eq!(short(&[off], &reader(&[])), "");
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("it has 31 bits") % limit
    }
}

#[test]
fn no_span_is_too_odd_to_be_drawn() {
    let pieces = [
        "a",
        "é",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "\u{feff}",
        "漢字",
        "👩\u{200d}🚀",
        " ",
        "\u{301}",
        "word word ",
        "\0",
    ];
    let mut numbers = Numbers(7);
    for round in 0..3000 {
        let length = if round % 50 == 0 { 3000 } else { 30 };
        let text: String = (0..numbers.below(length))
            .map(|_| pieces[numbers.below(pieces.len())])
            .collect();
        let file = Source::new("a.md", text);
        let mut span = || {
            let (one, two) = (
                numbers.below(file.text.len() + 3),
                numbers.below(file.text.len() + 3),
            );
            file.span(one.min(two)..one.max(two))
        };
        let diagnostic = Diagnostic::new(Code::BadValue, span(), "odd")
            .label(span(), "one")
            .label(span(), "two");
        let diagnostic = diagnostic.fix(span(), pieces[round % pieces.len()]);
        let place = file.place(diagnostic.span.as_ref().expect("it has one").start);
        let shown = show(diagnostic, &[file]);
        assert!(
            shown.contains(&format!("--> a.md:{}:{}\n", place.line, place.column)),
            "{shown}"
        );
    }
}

#[test]
fn many_diagnostics_in_one_large_file_take_no_longer_each() {
    let line = "a line with a mistake in it, and some more words to make it as long as lines are\n";
    let file = Source::new("a.md", line.repeat(10_000));
    let one_line = Source::new("b.md", line.trim_end().repeat(10_000));
    let files = [file, one_line];
    for file in &files {
        let diagnostics = |count: usize| -> Vec<Diagnostic> {
            let spans = file
                .text
                .match_indices("mistake")
                .take(count)
                .map(|(at, what)| file.span(at..at + what.len()));
            let make = |span: Span| {
                Diagnostic::new(Code::BadValue, span.clone(), "a mistake")
                    .label(file.span(0..1), "the top")
                    .fix(span, "no mistake")
            };
            spans.map(make).collect()
        };
        let time = |diagnostics: &[Diagnostic]| {
            let start = Instant::now();
            assert!(
                human(diagnostics, &reader(&files), Style::PLAIN).len() > diagnostics.len() * 100
            );
            start.elapsed()
        };
        // On a busy machine one try says nothing; what takes ten times as long each never comes below.
        let is_in_step = |_| time(&diagnostics(3000)) < time(&diagnostics(300)) * 30;
        assert!(
            (0..5).any(is_in_step),
            "ten times as many take more than thirty times as long"
        );
    }
}
