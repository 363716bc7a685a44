//! A small site held in memory, with every kind of file, reference and block, and nothing wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use casebook::load::{Asset, Inputs};
use casebook::source::{Source, SourceId};

/// The files of a site by path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// The terms: id, name, other names.
pub(super) const TERMS: [(&str, &str, &[&str]); 14] = [
    ("levy", "levy", &["port levy"]),
    ("harbour-board", "Harbour Board", &["HB"]),
    ("quay", "quay", &["old quay"]),
    ("customs-union", "customs union", &[]),
    ("bonded-store", "bonded store", &["bonded warehouse"]),
    ("pilotage", "pilotage", &[]),
    ("ada-lindt", "Ada Lindt", &["the harbour master"]),
    ("salt-act", "Salt Act", &["act of 1921"]),
    ("north-basin", "North Basin", &[]),
    ("demurrage", "demurrage", &["lay money"]),
    ("tide-gauge", "tide gauge", &[]),
    ("lighter", "lighter", &["barge"]),
    ("free-port", "free port", &["free zone"]),
    ("arbitration", "arbitration", &[]),
];

/// How many articles there are.
pub(super) const ARTICLES: usize = 16;
/// How many events lie in files of their own.
pub(super) const EVENTS: usize = 12;
/// How many figures there are.
pub(super) const FIGURES: usize = 9;
/// How many sources there are.
pub(super) const SOURCES: usize = 10;
/// The tags of events.
pub(super) const TAGS: [&str; 5] = ["money", "law", "trade", "court", "people"];

/// The settings.
pub(super) const SETTINGS: &str = "\
title = \"The Salt Quay\"
base_url = \"https://example.org/quay/\"
description = \"A port, a levy and a quarrel\"
checked = \"2026-06-30\"
repository = \"https://code.example.com/quay\"

[tags.money]
title = \"Money\"
[tags.law]
title = \"Law and rules\"
[tags.trade]
title = \"Trade\"
[tags.court]
title = \"In court\"
[tags.people]
title = \"People\"
";

/// What turns all outputs off that hold the site once more.
pub(super) const NO_EXTRAS: &str = "\n[outputs]\ncalendar = false\ndata = false\nembed = false\n\
    feed = false\nllms = false\nprint = false\nsearch = false\nsitemap = false\n";

/// Returns the path of an article.
pub(super) fn article_path(at: usize) -> String {
    match at % 8 {
        6 => format!("content/articles/story-{at}/index.md"),
        _ => format!("content/articles/story-{at}.md"),
    }
}

/// Returns the whole site.
pub(super) fn files() -> Files {
    let mut files = Files::new();
    let mut add = |path: &str, text: String| {
        files.insert(path.to_owned(), text.into_bytes());
    };
    add("site.toml", SETTINGS.to_owned());
    add("content/index.md", home());
    add("content/pages/about.md", about());
    add("content/pages/method.md", method());
    for at in 0..ARTICLES {
        add(&article_path(at), article(at));
    }
    for (at, (id, name, aliases)) in TERMS.iter().enumerate() {
        add(
            &format!("content/glossary/{id}.md"),
            term(at, id, name, aliases),
        );
    }
    add("content/timeline/early.yaml", (0..6).map(event).collect());
    add(
        "content/timeline/late.yaml",
        (6..EVENTS).map(event).collect(),
    );
    add("content/figures/dues.yaml", (0..5).map(figure).collect());
    let tolls = "- series: tolls\n  title: Tolls by year\n  additive: false\n\n".to_owned();
    add(
        "content/figures/tolls.yaml",
        (5..FIGURES).map(figure).fold(tolls, |all, one| all + &one),
    );
    add("content/sources/papers.yaml", (0..6).map(source).collect());
    add(
        "content/sources/news.yaml",
        (6..SOURCES).map(source).collect(),
    );
    add(
        "content/figures/ships.csv",
        "year,ships\n2021,3\n2022,5\n2023,4\n".to_owned(),
    );
    add("static/site.css", "body { color: black }\n".to_owned());
    add("templates/components/extra.html", EXTRA.to_owned());
    add("templates/changes.html", changes_template());
    for at in (0..ARTICLES).filter(|at| at % 8 == 6) {
        files.insert(
            format!("content/articles/story-{at}/chart.png"),
            png(40 + at, 30),
        );
    }
    files
}

/// A template that another includes.
pub(super) const EXTRA: &str = "<p>Nothing is deleted.</p>\n";

/// The built-in template of the page of changes, with [`EXTRA`] in it.
fn changes_template() -> String {
    let text = include_str!("../../../templates/changes.html");
    text.replacen("<ol", "{% include \"components/extra.html\" %}<ol", 1)
}

fn home() -> String {
    "---\ntitle: The salt quay\nsummary: Who pays for [the quay](term:quay).\n---\n\n\
     The quay costs [€12 million](figure:figure-0).[@source-0] Begin with\n\
     [the first story](articles/story-0.md).\n\n```timeline\ntags: [court]\nlimit: 3\n```\n\n\
     ```figures\nseries: tolls\n```\n"
        .to_owned()
        + CHARTS
}

/// Charts and a flow, which refer to records and a table.
const CHARTS: &str = "\n```chart\nkind: columns\nseries: tolls\ntakeaway: The tolls came to [€17 million](figure:figure-5) at first.\n```\n\n\
    ```chart\nkind: columns\ncsv: content/figures/ships.csv\nunit: ships\ntitle: Ships by year\nas_of: 2024\ntakeaway: Few ships came.\nsources: [source-5]\n```\n\n\
    ```flow\ntitle: The levy\ncaption: Where the levy goes.\nparties:\n  - {id: ships, label: Ships}\n  - {id: port, label: The port}\n\
    steps:\n  - {from: ships, to: port, label: The levy}\n```\n";

fn about() -> String {
    "---\ntitle: About\nsummary: Who writes this.\naliases: [/who/]\n---\n\n## Who\n\nWe read about\n\
     demurrage in [the rules](method.md#rules).\n"
        .to_owned()
}

fn method() -> String {
    "---\ntitle: Method\nsummary: How we work.\nglossary:\n  link: section\n---\n\n## Rules\n\n\
     A levy is a levy.\n\n## Care\n\nThe levy again, and [all dates](/timeline/).\n"
        .to_owned()
}

/// Returns an article. What is in it goes round with `at`.
pub(super) fn article(at: usize) -> String {
    let name = |by: usize| TERMS[(at + by) % TERMS.len()].1;
    let (fixed, event, source) = ((at * 3) % FIGURES, (at * 5) % EVENTS, at % SOURCES);
    let mut text = format!(
        "---\ntitle: Story {at}\nsummary: What story {at} says of the {} case.\ndate: 2025-0{}-1{}\n\
         order: {}\ntags: [{}, {}]\n",
        TAGS[at % 5],
        at % 9 + 1,
        at % 9,
        (at + 1) * 10,
        TAGS[at % 5],
        TAGS[(at + 2) % 5],
    );
    match at % 8 {
        0 => text.push_str("timeline: off\n"),
        1 => text.push_str("timeline:\n  tags: [law]\n  limit: 2\n"),
        2 => {
            let _ = write!(
                text,
                "events:\n  - id: own-{at}\n    date: 2024-0{}\n    title: Own event {at}\n    sources: [source-1]\n    tags: [trade]\n    summary: Told in [the story](story-0.md).\n",
                at % 9 + 1
            );
        }
        3 => text.push_str("glossary:\n  link: section\n"),
        4 => {
            let _ = writeln!(text, "aliases: [/old-{at}/]\nglossary:\n  exclude: [quay]");
        }
        5 => {
            let _ = write!(
                text,
                "questions:\n  - question: Who pays for story {at}?\n    answer: The [board](term:harbour-board) does.[@source-2]\nchanges:\n  - date: 2025-11-0{}\n    note: First told, see [the figures](/figures/).\n",
                at % 9 + 1
            );
        }
        7 => text.push_str("draft: true\n"),
        _ => text.push_str("authors: [Ida Roth]\n"),
    }
    let _ = write!(
        text,
        "---\n\nThe {} and the {} met at the {} in spring. Nobody paid.[@source-{source}]\n\n## First part\n\n\
         They named [{}](figure:figure-{fixed}) on [{}](event:event-{event}) and went on about the {}.\n\n\
         ## Second part\n\nSee [the other]({}#first-part), [its first part](#first-part) and [all terms](/glossary/).\n\
         [The gauge](term:tide-gauge) stood still.\n",
        name(0),
        name(3),
        name(7),
        value_text(fixed),
        date_text(event),
        name(5),
        next_plain(at),
    );
    match at % 4 {
        0 => text.push_str("\n| what | when |\n| --- | --- |\n| lighter | autumn |\n\nA note.[^a]\n\n[^a]: Told by the lighter crew.\n"),
        1 => {
            let _ = write!(text, "\n```timeline\nevents: [event-{}, event-2]\norder: desc\n```\n", (at + 1) % EVENTS);
        }
        2 if at % 8 == 6 => text.push_str("\n![A chart of dues](chart.png)\n\nGet [the chart](chart.png).\n"),
        2 => text.push_str("\n```figures\nfigures: [figure-1, figure-2]\n```\n"),
        _ => text.push_str("\n> A quotation of the levy.\n\n- one demurrage\n- two\n\n```timeline\nfrom: 2023-01\nto: 2024-01\n```\n"),
    }
    text
}

/// The way to the next article that lies in the folder itself and is no draft.
fn next_plain(at: usize) -> String {
    let is_plain = |other: &usize| !matches!(other % 8, 6 | 7);
    let other = (1..).map(|by| (at + by) % ARTICLES).find(is_plain);
    let up = if at % 8 == 6 { "../" } else { "" };
    format!("{up}story-{}.md", other.expect("there are such articles"))
}

fn term(at: usize, id: &str, name: &str, aliases: &[&str]) -> String {
    let mut text =
        format!("---\nterm: {name}\nshort: What {id} means at the port, in one sentence.\n");
    if !aliases.is_empty() {
        let _ = writeln!(text, "aliases: [{}]", aliases.join(", "));
    }
    match at % 4 {
        0 => text.push_str("see_also: [quay, pilotage]\n"),
        1 => text.push_str("sources: [source-3]\n"),
        2 => text.push_str("kind: law\n"),
        _ => {}
    }
    let other = TERMS[(at + 4) % TERMS.len()].1;
    let _ = write!(
        text,
        "---\n\nIt is older than the {other} and the free zone.[@source-{}]\n",
        at % SOURCES
    );
    text
}

/// Returns the record of an event.
pub(super) fn event(at: usize) -> String {
    let mut text = format!(
        "- id: event-{at}\n  date: {}\n  title: Event number {at}\n  tags: [{}, {}]\n  sources: [source-{}]\n",
        date(at),
        TAGS[at % 5],
        TAGS[(at + 1) % 5],
        at % SOURCES,
    );
    match at % 3 {
        0 => text.push_str("  summary: The [levy](term:levy) rose, see [the first](../articles/story-0.md).[@source-4]\n  confidence: high\n"),
        1 => text.push_str("  summary: Nobody spoke of the quay.\n"),
        _ => {}
    }
    text + "\n"
}

fn date(at: usize) -> String {
    match at % 3 {
        0 => format!("202{}-0{}-15", at % 5, at % 9 + 1),
        1 => format!("202{}-0{}", at % 5, at % 9 + 1),
        _ => format!("202{}", at % 5),
    }
}

fn date_text(at: usize) -> String {
    let months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
    ];
    match at % 3 {
        0 => format!("15 {} 202{}", months[at % 9], at % 5),
        1 => format!("{} 202{}", months[at % 9], at % 5),
        _ => format!("202{}", at % 5),
    }
}

/// Returns the record of a figure.
pub(super) fn figure(at: usize) -> String {
    let mut text = format!(
        "- id: figure-{at}\n  label: Figure number {at}\n  value: {}\n  unit: EUR mn\n  as_of: 2024-0{}\n  measures: Dues of kind {at}\n  sources: [source-{}]\n",
        12 + at,
        at % 9 + 1,
        (at + 2) % SOURCES,
    );
    if at.is_multiple_of(3) {
        text.push_str(
            "  note: Paid on the [quay](term:quay), with [€13 million](figure:figure-1) more.\n",
        );
    }
    if at >= 5 {
        text.push_str("  series: tolls\n");
    }
    text + "\n"
}

fn value_text(at: usize) -> String {
    format!("€{} million", 12 + at)
}

/// Returns the record of a source.
pub(super) fn source(at: usize) -> String {
    let kinds = ["official", "law", "data", "news", "analysis"];
    format!(
        "- id: source-{at}\n  title: Paper number {at}\n  publisher: Printer {}\n  url: https://papers.example.com/{at}\n  kind: {}\n\n",
        at % 3,
        kinds[at % 5],
    )
}

/// Returns the beginning of a picture, as far as its size is told.
pub(super) fn png(width: usize, height: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    for side in [width, height] {
        bytes.extend(
            u32::try_from(side)
                .expect("pictures are small")
                .to_be_bytes(),
        );
    }
    bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

/// Sorts files as `load` does.
pub(super) fn inputs(files: &Files) -> Inputs {
    let mut inputs = Inputs::default();
    for (path, bytes) in files {
        let text = || String::from_utf8_lossy(bytes).into_owned();
        let asset = || Asset {
            id: SourceId::new(path.as_str()),
            bytes: bytes.as_slice().into(),
        };
        let is_table = path.ends_with(".csv") && !path.starts_with("content/articles/");
        let endings = [".md", ".yaml", ".yml"];
        let is_text = is_table || endings.iter().any(|ending| path.ends_with(ending));
        match path.split('/').next() {
            Some("site.toml") => inputs.settings = Some(Source::new(path.as_str(), text())),
            Some("templates") => inputs.templates.push(Source::new(path.as_str(), text())),
            Some("static") => inputs.statics.push(asset()),
            _ if is_text => inputs.content.push(Source::new(path.as_str(), text())),
            _ => inputs.assets.push(asset()),
        }
    }
    inputs
}
