//! No text of the content becomes anything but text, in whatever it is written: every field of every
//! kind of file, with every kind of mischief, in every file that is published and every form in which
//! a mistake is told.
//!
//! All fields hold the mischief at once, each with a mark of its own, so that a find names its field.

use casebook::diagnostic::{Code, Severity};
use casebook::load::Inputs;
use casebook::pipeline::{self, Built, Options};
use casebook::source::Source;

use crate::fuzzing::promises::{outputs, sites};

/// What is tried in each field, in front of its mark. Some are what a spreadsheet, a calendar, an
/// annotation of GitHub or a template would act upon.
const MISCHIEF: [&str; 9] = [
    "\"><script>alert(1)</script><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)' style='x",
    "</script></title></style></textarea><!--<script>",
    "]]>&lt;&#60;script&#62;&amp;",
    "{{ 7 * 7 }}{% include \"base.html\" %}{# x #}",
    "=HYPERLINK(\"https://example.org\";\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "x\\n::error file=a,line=1::x\\r\\nEND:VEVENT\\r\\nBEGIN:VALARM",
    "a, b; c: \\\\ d\\\\n 100% %0A`code` **bold** <b>",
];

/// Fields with a mark each: `{m:NAME}` is the mischief as a plain text in double quotes of YAML or TOML.
const FILES: [(&str, &str); 9] = [
    (
        "site.toml",
        "title = {m:site.title}\nbase_url = \"https://site.example/repo/\"\ndescription = {m:site.description}\nlicence = {m:site.licence}\n[tags.law]\ntitle = {m:tag.title}\n",
    ),
    (
        "content/index.md",
        "---\ntitle: {m:home.title}\nsummary: {m:home.summary}\n---\n{b:home.body}\n",
    ),
    (
        "content/articles/a.md",
        "---\ntitle: {m:article.title}\nsummary: {m:article.summary}\nauthors: [{m:article.authors}]\ndate: 2025-12-03\nupdated: 2026-01-02\nchecked: 2026-01-02\ntags: [law]\nquestions:\n  - question: {m:article.question}\n    answer: {m:article.answer}\nchanges:\n  - date: 2026-01-02\n    note: {m:article.change}\n---\n## {b:article.heading}\n\n{b:article.body} [{b:article.link}](https://example.org/ \"{b:article.link_title}\") [€210 billion](figure:pot) [3 December 2025](event:plan) [loan](term:loan) [@council, {b:article.locator}]\n\n`{b:article.code}`\n\n| {b:article.cell} |\n| - |\n| x |\n\n```timeline\ntags: [law]\n```\n\n```chart\nkind: line\ncsv: content/figures/table.csv\ntitle: {m:chart.title}\nunit: votes\nas_of: 2025\nsources: [council]\ntakeaway: {m:chart.takeaway}\nlabels: {one: {m:chart.label}}\n```\n\n```flow\ntitle: {m:flow.title}\ncaption: {m:flow.caption}\nparties:\n  - {id: a, label: {m:flow.party}}\n  - {id: b, label: B}\nsteps:\n  - {id: s, from: a, to: b, label: {m:flow.step}, condition: {m:flow.condition}}\nvariants:\n  - {id: v, title: {m:flow.variant}, outcome: {m:flow.outcome}, remove: [s], add: [{from: b, to: a, label: Back}]}\n```\n",
    ),
    (
        "content/figures/a.yaml",
        "- series: sum\n  title: {m:series.title}\n- id: pot\n  label: {m:figure.label}\n  value: 210\n  unit: EUR bn\n  as_of: 2025-12-03\n  measures: {m:figure.measures}\n  note: {m:figure.note}\n  sources: [council]\n  series: sum\n",
    ),
    (
        "content/figures/table.csv",
        "date,one,{c:table.head}\n2024,1,2\n2025,3,4\n",
    ),
    (
        "content/glossary/loan.md",
        "---\nterm: {m:term.term}\nshort: {m:term.short}\naliases: [{m:term.alias}]\nkind: person\noffice:\n  title: {m:term.office}\n  from: 2024\n---\n{b:term.body}\n",
    ),
    (
        "content/pages/p.md",
        "---\ntitle: {m:page.title}\nsummary: {m:page.summary}\n---\n{b:page.body}\n",
    ),
    (
        "content/sources/a.yaml",
        "- id: council\n  title: {m:source.title}\n  publisher: {m:source.publisher}\n  url: https://example.org/c\n  note: {m:source.note}\n",
    ),
    (
        "content/timeline/a.yaml",
        "- id: plan\n  date: 2025-12-03\n  title: {m:event.title}\n  summary: {m:event.summary}\n  sources: [council]\n  tags: [law]\n",
    ),
];

fn site(mischief: &str) -> Inputs {
    let mut marks = 0;
    let mut inputs = Inputs::default();
    for (path, text) in FILES {
        let source = Source::new(path, filled(text, mischief, &mut marks));
        match path {
            "site.toml" => inputs.settings = Some(source),
            _ => inputs.content.push(source),
        }
    }
    inputs
}

/// Puts the mischief and a mark into each field of a file.
fn filled(text: &str, mischief: &str, marks: &mut usize) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest
        .split_once("{m:")
        .into_iter()
        .chain(rest.split_once("{b:"))
        .chain(rest.split_once("{c:"))
        .min_by_key(|(before, _)| before.len())
    {
        let kind = rest.as_bytes()[before.len() + 1];
        let (_, after) = after.split_once('}').expect("a field has an end");
        let mark = format!("Zq{marks}z");
        filled.push_str(before);
        filled.push_str(&match kind {
            // In quotes line ends are written as escapes; in running text they would end it.
            b'm' => format!("\"{}{mark}\"", mischief.replace('"', "\\\"")),
            b'c' => format!("\"{}{mark}\"", mischief.replace('"', "\"\"")),
            _ => format!("{mischief}{mark}").replace(['\\', '|'], " "),
        });
        *marks += 1;
        rest = after;
    }
    filled + rest
}

fn build(inputs: &Inputs) -> Built {
    pipeline::build(inputs, &Options::default(), &|_| {})
}

#[test]
fn no_field_becomes_more_than_text_in_any_output() {
    for mischief in MISCHIEF {
        let inputs = site(mischief);
        let built = build(&inputs);
        outputs::check(&built.outputs);
        sites::check_diagnostics(&built.diagnostics, &inputs);
    }
}

/// Addresses that run something or hold a page of their own, however they are disguised.
const ADDRESSES: [&str; 9] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "java\\tscript:alert(1)",
    "java\\nscript:alert(1)",
    "\\u0001javascript:alert(1)",
    " javascript:alert(1)",
    "file:///etc/passwd",
];

#[test]
fn addresses_that_run_something_are_refused_in_every_field_and_form() {
    let fields: [(&str, &str); 10] = [
        ("site.toml", "title = \"A\"\nbase_url = \"{}\"\n"),
        (
            "site.toml",
            "title = \"A\"\nbase_url = \"https://example.org/\"\nrepository = \"{}\"\n",
        ),
        (
            "content/sources/a.yaml",
            "- id: council\n  title: C\n  publisher: C\n  url: \"{}\"\n",
        ),
        (
            "content/sources/a.yaml",
            "- id: council\n  title: C\n  publisher: C\n  url: https://example.org/\n  archived: \"{}\"\n",
        ),
        (
            "content/articles/a.md",
            "---\ntitle: A\nsummary: S.\naliases: [\"{}\"]\n---\n",
        ),
        (
            "content/articles/a.md",
            "---\ntitle: A\nsummary: \"[x](<{}>)\"\n---\n",
        ),
        (
            "content/articles/a.md",
            "---\ntitle: A\nsummary: S.\n---\n[x](<{}>)\n",
        ),
        (
            "content/articles/a.md",
            "---\ntitle: A\nsummary: S.\n---\n![x](<{}>)\n",
        ),
        (
            "content/articles/a.md",
            "---\ntitle: A\nsummary: S.\n---\n<{}>\n",
        ),
        (
            "content/articles/a.md",
            "---\ntitle: A\nsummary: S.\n---\n[x][y]\n\n[y]: <{}>\n",
        ),
    ];
    for (path, text) in fields {
        for address in ADDRESSES {
            // Escapes belong to quotes; in Markdown entities do the same.
            let address = match text.contains("\"{}\"") {
                true => address.to_owned(),
                false => address
                    .replace("\\t", "&Tab;")
                    .replace("\\n", "&NewLine;")
                    .replace("\\u0001", "&#1;"),
            };
            let mut inputs = sites::inputs();
            let source = Source::new(path, text.replace("{}", &address));
            match inputs
                .content
                .iter_mut()
                .find(|file| file.id.as_str() == path)
            {
                Some(file) => *file = source,
                None => inputs.settings = Some(source),
            }
            let built = build(&inputs);
            let is_autolink_of_blanks = text.contains("\n<{}>") && address.starts_with([' ', '&']);
            let is_told = built
                .diagnostics
                .iter()
                .any(|one| one.severity == Severity::Error);
            assert!(is_told || is_autolink_of_blanks, "{address} in {text}");
            for (path, bytes) in &built.outputs {
                let text = String::from_utf8_lossy(bytes).to_lowercase();
                let attributes =
                    ["href=\"", "src=\"", "url="].map(|start| format!("{start}javascript:"));
                assert!(
                    !attributes.iter().any(|bad| text.contains(bad)),
                    "{address} in {path}"
                );
            }
        }
    }
}

#[test]
fn control_characters_that_come_by_escapes_are_told_of_the_page() {
    let mut inputs = sites::inputs();
    let text = "---\ntitle: \"A \\u001b[31m\"\nsummary: \"\\u202e\"\n---\n&#7;\n";
    inputs.content[0] = Source::new("content/articles/a.md", text);
    let built = build(&inputs);
    let hidden = built.diagnostics.iter();
    let hidden: Vec<&str> = hidden
        .filter(|one| one.code == Code::HiddenCharacter)
        .map(|one| one.message.as_str())
        .collect();
    assert!(
        hidden
            .iter()
            .any(|message| message.contains("U+001B") && message.contains("/articles/a/")),
        "{hidden:?}"
    );
}
