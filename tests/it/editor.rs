//! Cures that are put into files, and where something is used.

use std::collections::BTreeMap;

use casebook::diagnostic::Code;
use casebook::editor::fix::fix;
use casebook::editor::uses::{How, uses};
use casebook::load::{Inputs, load};
use casebook::pipeline::{self, Options};
use casebook::site::usage::Kind;
use casebook::source::{Source, place};

use crate::temp::TempDir;

/// An article in which every `«wrong|right»` is a mistake that can be planted.
const ARTICLE: &str = "---
title: The loan @ # its name
«sumary|summary»:   What it is.   # kept as it is
draft: «no|false»
glossary:
  exclude: [«bnak|bank»]
---

On [«4|3» December 2025](event:proposal) the loan was to be [«€95 billion|€90 billion»](figure:size).

On [3 December 2025](event:«propsal|proposal») it was  [€90 billion](figure:«sise|size»),[@«papr|paper»]
and [the bank](term:« |»bank) kept [«|€90 billion»](figure:size).[@paper«,|;» @other]\t
";

/// The rest of the site.
const SITE: [(&str, &str); 6] = [
    (
        "site.toml",
        "«titel|title» = \"Small\" # its name\nlanguage = «en|\"en\"»\nbase_url = \"https://example.org/repo/\"\n",
    ),
    (
        "content/index.md",
        "«\n|»---\ntitle: Home\nsummary: A small site.\n---\n\nWelcome.\n",
    ),
    (
        "content/glossary/bank.md",
        "---\nterm: bank\nshort: A firm that keeps money.\nsources: [paper, «othre|other»]\n---\n\nIt keeps money.[@paper]\n",
    ),
    (
        "content/timeline/all.yaml",
        "- id: proposal\n  date: «3 December 2025|2025-12-03»   # a Wednesday\n  title: The loan is proposed\n  summary: It is [€90 billion](figure:size).\n  sources: [«papre|paper»]\n  confidence: «hihg|high»\n",
    ),
    (
        "content/figures/all.yaml",
        "- id: size\n  label: Size\n  value: 90\n  unit: «bn EUR|EUR bn»\n  «as-of|as_of»: 2025-12\n  measures: The loan\n  sources: [paper]\n  note: \"Kept by the [bank](term:bank), see [@paper, p. 4].\"\n",
    ),
    (
        "content/sources/all.yaml",
        "- id: paper\n  title: The paper\n  publisher: The office\n  url: https://paper.example/\n- id: «Other|other»\n  title: The other\n  «publsher|publisher»: The office\n  url: https://other.example/\n",
    ),
];

/// Returns the text with its mistakes, or without.
fn written(text: &str, is_wrong: bool) -> String {
    let mut parts = text.split(['«', '»']);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    while let (Some(choice), Some(rest)) = (parts.next(), parts.next()) {
        let (wrong, right) = choice.split_once('|').expect("both are given");
        whole.push_str(if is_wrong { wrong } else { right });
        whole.push_str(rest);
    }
    whole
}

/// Returns the article in five layouts: plain, with CRLF, with a mark at its start, both, and without
/// a last line end.
fn layouts(article: &str) -> [(&'static str, String); 5] {
    // No two pages have one title.
    let titled = |title: &str| article.replace(" @ ", &format!(" {title} "));
    let crlf = |title: &str| titled(title).replace('\n', "\r\n");
    [
        ("content/articles/a.md", titled("a")),
        ("content/articles/b.md", crlf("b")),
        ("content/articles/c.md", format!("\u{feff}{}", titled("c"))),
        ("content/articles/d.md", format!("\u{feff}{}", crlf("d"))),
        ("content/articles/e.md", titled("e").trim_end().to_owned()),
    ]
}

fn site(articles: &[(&str, String)]) -> (TempDir, Inputs) {
    site_with(articles, false)
}

/// Returns a site whose other files have their mistakes too, or not.
fn site_with(articles: &[(&str, String)], is_wrong: bool) -> (TempDir, Inputs) {
    let folder = TempDir::new();
    for (path, text) in SITE {
        folder.write(path, &written(text, is_wrong));
    }
    for (path, text) in articles {
        folder.write(path, text);
    }
    let inputs = load(folder.path()).expect("the site can be read");
    (folder, inputs)
}

fn texts(inputs: &Inputs) -> BTreeMap<String, String> {
    let all = pipeline::texts(inputs).into_iter();
    all.map(|(id, text)| (id.to_string(), text.to_string()))
        .collect()
}

#[test]
fn fifty_planted_mistakes_are_cured_and_no_other_byte_changes() {
    let planted = ARTICLE.matches('«').count();
    let others: Vec<usize> = SITE
        .iter()
        .map(|(_, text)| text.matches('«').count())
        .filter(|count| *count > 0)
        .collect();
    assert!(planted * 5 + others.iter().sum::<usize>() >= 60);
    let (_right_folder, right) = site(&layouts(&written(ARTICLE, false)));
    let (_folder, wrong) = site_with(&layouts(&written(ARTICLE, true)), true);
    let clean = pipeline::build(&right, &Options::default(), &|_| ());
    assert_eq!(clean.diagnostics, [], "the site without mistakes is clean");

    let fixed = fix(&wrong, &Options::default());
    assert_eq!(texts(&fixed.inputs), texts(&right));
    assert_eq!(fixed.built.diagnostics, []);
    let mut cured: Vec<usize> = fixed.files.values().copied().collect();
    let mut expected = [vec![planted; 5], others].concat();
    cured.sort_unstable();
    expected.sort_unstable();
    assert_eq!(cured, expected);

    let again = fix(&fixed.inputs, &Options::default());
    assert_eq!(again.files, BTreeMap::new());
    assert_eq!(texts(&again.inputs), texts(&right));
}

#[test]
fn what_has_no_certain_cure_is_left_and_told() {
    let text =
        "---\ntitle: T\nsummary: S.\n---\n\nSee [x](figure:nothing-like-it) and [y](term:bnak).\n";
    let (_folder, inputs) = site(&[("content/articles/a.md", text.to_owned())]);
    let fixed = fix(&inputs, &Options::default());
    let codes: Vec<Code> = fixed.built.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, [Code::UnknownFigure]);
    let cured = text.replace("bnak", "bank");
    assert_eq!(texts(&fixed.inputs)["content/articles/a.md"], cured);
}

#[test]
fn files_that_are_not_text_are_left_alone() {
    let (folder, _) = site(&[]);
    folder.write_bytes(
        "content/articles/a.md",
        b"---\ntitle: T\nsumary: \xff\n---\n\nText.\n",
    );
    let inputs = load(folder.path()).expect("the site can be read");
    let fixed = fix(&inputs, &Options::default());
    assert_eq!(fixed.files, BTreeMap::new());
}

#[test]
fn nothing_is_filled_in_where_signs_would_need_escapes() {
    let text = "---\ntitle: T\nsummary: S.\n---\n\nIt is [](figure:odd) and `[](figure:size)`.\n";
    let (folder, _) = site(&[("content/articles/a.md", text.to_owned())]);
    folder.write(
        "content/figures/odd.yaml",
        "- id: odd\n  label: Odd\n  value: 5\n  unit: votes [sic]\n  as_of: 2025-12\n  measures: M\n  sources: [paper]\n",
    );
    let inputs = load(folder.path()).expect("the site can be read");
    let fixed = fix(&inputs, &Options::default());
    assert_eq!(fixed.files, BTreeMap::new());
}

/// Lists the uses of something as `file:line:column how`.
fn found(inputs: &Inputs, kind: Kind, id: &str) -> Vec<String> {
    let (site, _) = pipeline::understand(inputs, &Options::default());
    let texts = pipeline::texts(inputs);
    uses(&site, kind, id)
        .into_iter()
        .map(|one| {
            let text = &texts[&one.span.file];
            let place = place(text, one.span.start);
            let how = match one.how {
                How::Reference(words) => format!("reference {words}"),
                How::Link(words) => format!("link {words}"),
                How::Citation => "citation".to_owned(),
                How::Listed(key) => format!("list {key}"),
                How::Mention => format!("mention {}", &text[one.span.range()]),
            };
            let file = one.span.file.as_str().trim_start_matches("content/");
            format!("{file}:{}:{} {how}", place.line, place.column)
        })
        .collect()
}

#[test]
fn uses_are_found_in_texts_lists_blocks_and_mentions() {
    let article = "---
title: T
summary: It is [€90 billion](figure:size).
timeline: {events: [proposal]}
glossary: {exclude: [loan]}
questions:
- question: Why?
  answer: \"The \\\"[bank](term:bank)\\\" wants it.[@paper]\"
---

A bank kept it since [December 2025](event:proposal).[@other; @paper, p. 2]
See [the entry](../glossary/bank.md).

```timeline
events: [proposal]
```

```figures
figures: [size]
```

```chart
kind: bars
figures: [size]
takeaway: It is [€90 billion](figure:size).
```
";
    let loan = "---\nterm: loan\nshort: Money lent.\nsee_also: [bank]\nsources: [paper]\n---\n\nA bank gives it.\n";
    let (_folder, mut inputs) = site(&[("content/articles/a.md", article.to_owned())]);
    inputs
        .content
        .push(Source::new("content/glossary/loan.md", loan));
    inputs.content.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(
        found(&inputs, Kind::Figure, "size"),
        [
            "articles/a.md:3:37 reference €90 billion",
            "articles/a.md:19:11 list figures",
            "articles/a.md:24:11 list figures",
            "articles/a.md:25:38 reference €90 billion",
            "timeline/all.yaml:4:39 reference €90 billion",
        ]
    );
    assert_eq!(
        found(&inputs, Kind::Event, "proposal"),
        [
            "articles/a.md:4:21 list events",
            "articles/a.md:11:44 reference December 2025",
            "articles/a.md:15:10 list events",
        ]
    );
    assert_eq!(
        found(&inputs, Kind::Term, "bank"),
        [
            "articles/a.md:8:30 reference bank",
            "articles/a.md:11:3 mention bank",
            "articles/a.md:12:17 link the entry",
            "figures/all.yaml:8:34 reference bank",
            "glossary/loan.md:4:12 list see_also",
            "glossary/loan.md:8:3 mention bank",
        ]
    );
    assert_eq!(
        found(&inputs, Kind::Term, "loan"),
        ["articles/a.md:5:22 list exclude"]
    );
    assert_eq!(
        found(&inputs, Kind::Source, "other"),
        [
            "articles/a.md:11:56 citation",
            "glossary/bank.md:4:18 list sources",
        ]
    );
    assert_eq!(found(&inputs, Kind::Source, "paper").len(), 8);
    assert_eq!(found(&inputs, Kind::Source, "nothing"), [] as [&str; 0]);
}
