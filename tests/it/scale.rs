//! Lists that are too long for one page: divided, with addresses that lead on, and the same warm as cold.

use std::fmt::Write as _;

use casebook::load::Inputs;
use casebook::pipeline::{self, Built, Memory, Options};
use casebook::site::LONGEST;
use casebook::source::Source;

/// Enough for lists to be divided, and for one year to be crowded.
const LONG: usize = LONGEST + 10;

/// A site with so many events, sources, figures and questions.
fn site(count: usize) -> Inputs {
    let mut events = String::new();
    let mut sources = String::new();
    let mut figures = String::from("- series: money\n  title: Money\n  additive: false\n");
    let mut questions = String::new();
    for at in 0..count {
        // One year is crowded, the other is not.
        let (year, month) = if at < count - 9 {
            (2025, at % 12 + 1)
        } else {
            (2024, 1)
        };
        let date = if at == 3 {
            "2025".to_owned()
        } else {
            format!("{year}-{month:02}")
        };
        let letter = char::from(b'a' + (at % 4) as u8);
        let _ = write!(
            events,
            "- id: e{at}\n  date: {date}\n  title: Event {at}\n  summary: It cost [](figure:{letter}{at}).\n  \
             tags: [law]\n  sources: [{letter}{at}]\n"
        );
        let _ = write!(
            sources,
            "- id: {letter}{at}\n  title: Paper {at}\n  publisher: Press\n  url: https://p.example/{at}\n"
        );
        let series = if at % 2 == 0 { "  series: money\n" } else { "" };
        let _ = write!(
            figures,
            "- id: {letter}{at}\n  label: Sum {at}\n  value: {at}\n  unit: votes\n  as_of: 2025\n  measures: Votes\n\
             {series}  sources: [{letter}{at}]\n"
        );
        let answer = match at % 50 {
            0 => format!("Because of [what happened](event:e{at})."),
            _ => "Because.".to_owned(),
        };
        let _ = write!(questions, "  - question: Why {at}?\n    answer: {answer}\n");
    }
    let part = if count > LONGEST { "2025-03/" } else { "" };
    let home = format!(
        "---\ntitle: Home\nsummary: S.\n---\n\nSee [January 2025](event:e0), [](figure:a0), \
         [2025](event:e3) and [March](/timeline/{part}).\n"
    );
    let article = format!(
        "---\ntitle: Why\nsummary: S.\nquestions:\n{questions}---\n\nText.[@b1]\n\n```timeline\nevents: [e1]\n```\n"
    );
    let mut inputs = Inputs {
        settings: Some(Source::new(
            "site.toml",
            "title = 'Case'\nbase_url = 'https://example.org/repo/'\n".to_owned(),
        )),
        ..Inputs::default()
    };
    for (path, text) in [
        ("content/articles/why.md", article),
        ("content/figures/all.yaml", figures),
        ("content/index.md", home),
        ("content/sources/all.yaml", sources),
        ("content/timeline/all.yaml", events),
    ] {
        inputs.content.push(Source::new(path, text));
    }
    inputs
}

fn build(inputs: &Inputs) -> Built {
    pipeline::build(inputs, &Options::default(), &|_| {})
}

fn text<'a>(built: &'a Built, path: &str) -> &'a str {
    let bytes = built.outputs.get(path);
    let bytes = bytes.unwrap_or_else(|| panic!("there is no `{path}`"));
    std::str::from_utf8(bytes).expect("it is text")
}

#[test]
fn a_list_that_fits_is_one_page() {
    let built = build(&site(LONGEST));
    assert_eq!(built.diagnostics, [], "nothing is wrong");
    assert!(text(&built, "timeline/index.html").contains("id=\"event-e0\""));
    assert!(text(&built, "sources/index.html").contains("id=\"source-a0\""));
    assert!(!built.outputs.contains_key("timeline/places.txt"));
    assert!(built.outputs.contains_key("print/index.html"));
}

#[test]
fn a_list_that_does_not_fit_is_divided() {
    let built = build(&site(LONG));
    assert_eq!(
        built.diagnostics,
        [],
        "nothing is wrong, all links lead somewhere"
    );
    let timeline = text(&built, "timeline/index.html");
    assert!(!timeline.contains("id=\"event-"));
    assert!(
        timeline
            .contains("<a href=\"/repo/timeline/2024/\">2024 <span class=\"count\">9</span></a>")
    );
    assert!(timeline.contains("data-places=\"/repo/timeline/places.txt\" data-kind=\"event\""));
    let home = text(&built, "index.html");
    for way in [
        "timeline/2025-01/#event-e0",
        "timeline/2025/#event-e3",
        "figures/m/#figure-a0",
    ] {
        let (page, id) = way.split_once('#').expect("a place on a page");
        assert!(
            home.contains(&format!("href=\"/repo/{way}\"")),
            "home leads to {way}"
        );
        let page = text(&built, &format!("{page}index.html"));
        assert!(page.contains(&format!("id=\"{id}\"")), "there is {way}");
    }
    assert!(text(&built, "sources/b/index.html").contains("id=\"source-b1\""));
    assert!(text(&built, "questions/wh/index.html").contains("id=\"question-why-1\""));
    assert!(
        text(&built, "timeline.json")
            .contains("https://example.org/repo/timeline/2025-01/#event-e0")
    );
    assert!(
        !built.outputs.contains_key("print/index.html"),
        "a page of everything is too long"
    );
    for (path, bytes) in &built.outputs {
        assert!(
            !path.ends_with(".html") || bytes.len() < 1_000_000,
            "{path} is {}",
            bytes.len()
        );
    }
}

#[test]
fn places_say_where_every_entry_of_a_divided_list_is() {
    let built = build(&site(LONG));
    let places = text(&built, "timeline/places.txt");
    let lines: Vec<Vec<&str>> = places
        .lines()
        .map(|line| line.split(' ').collect())
        .collect();
    assert_eq!(lines.iter().map(|line| line.len() - 1).sum::<usize>(), LONG);
    for line in &lines {
        let page = text(&built, &format!("timeline/{}/index.html", line[0]));
        for id in &line[1..] {
            assert!(
                page.contains(&format!("id=\"event-{id}\"")),
                "{id} is in {}",
                line[0]
            );
        }
    }
}

#[test]
fn a_list_divided_by_an_edit_is_as_in_a_cold_build() {
    let (short, long) = (site(LONGEST), site(LONG));
    let mut memory = Memory::default();
    for (round, inputs) in [&short, &long, &short].into_iter().enumerate() {
        let warm = memory.build(inputs, &Options::default(), &|_| {});
        let cold = build(inputs);
        let paths: Vec<_> = warm.outputs.keys().collect();
        assert_eq!(
            paths,
            cold.outputs.keys().collect::<Vec<_>>(),
            "round {round}"
        );
        for (path, bytes) in &cold.outputs {
            assert!(
                warm.outputs[path] == *bytes,
                "{path} differs in round {round}"
            );
        }
        assert_eq!(warm.diagnostics, cold.diagnostics, "round {round}");
    }
}

#[test]
fn an_event_in_a_divided_timeline_touches_few_pages() {
    let mut inputs = site(LONG);
    let mut memory = Memory::default();
    memory.build(&inputs, &Options::default(), &|_| {});
    let events = inputs.content.last_mut().expect("events come last");
    *events = Source::new(
        events.id.as_str(),
        events.text.replacen("summary: It", "summary: Then it", 1),
    );
    let built = memory.build(&inputs, &Options::default(), &|_| {});
    // Home, the article and the questions that refer to it, its month, its tag with the frame, and what
    // can be looked up.
    assert!(built.work.enriched <= 7, "{:?}", built.work);
}

#[test]
fn an_event_that_gets_another_source_touches_the_parts_of_the_two() {
    let mut inputs = site(LONG);
    let mut memory = Memory::default();
    let before = memory.build(&inputs, &Options::default(), &|_| {});
    let events = inputs.content.last_mut().expect("events come last");
    *events = Source::new(
        events.id.as_str(),
        events.text.replacen("sources: [b5]", "sources: [c6]", 1),
    );
    let built = memory.build(&inputs, &Options::default(), &|_| {});
    assert_eq!(built.outputs, build(&inputs).outputs);
    let parts = built.outputs.iter().filter(|(path, bytes)| {
        path.starts_with("sources/") && before.outputs.get(*path) != Some(*bytes)
    });
    let parts: Vec<_> = parts.map(|(path, _)| path.as_str()).collect();
    assert_eq!(parts, ["sources/b/index.html", "sources/c/index.html"]);
    // The event's month and tag with the frame, those parts, and the data of what can be looked up.
    assert!(built.work.enriched <= 8, "{:?}", built.work);
}
