//! No text of the content becomes anything but text, in whatever it is written: every field of every
//! kind of file, with every kind of mischief, in every file that is published and every form in which
//! a mistake is told.
//!
//! All fields hold the mischief at once, each with a mark of its own, so that a find names its field.

mod decoded;
mod schemas;

use std::collections::{BTreeMap, BTreeSet};

use casebook::diagnostic::{Code, Diagnostic, Severity};
use casebook::load::{Asset, Inputs};
use casebook::pipeline::{self, Built, Memory, Options};
use casebook::source::{Source, SourceId};

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

/// Fields with a mark each: `{m:NAME}` is a plain text in double quotes of YAML or TOML, `{i:NAME}` the
/// same of Markdown on one line, `{c:NAME}` a cell of CSV, `{b:NAME}` part of a text in Markdown.
const FILES: [(&str, &str); 9] = [
    (
        "site.toml",
        "title = {m:site.title}\nbase_url = \"https://site.example/repo/\"\ndescription = {m:site.description}\nlicence = {m:site.licence}\n[tags.law]\ntitle = {m:tag.title}\n[statuses.new]\ntitle = {m:status.title}\n",
    ),
    (
        "content/index.md",
        "---\ntitle: {m:home.title}\nsummary: {i:home.summary}\n---\n{b:home.body}\n",
    ),
    (
        "content/articles/a/index.md",
        "---\ntitle: {m:article.title}\nsummary: {i:article.summary}\nauthors: [{m:article.authors}]\ndate: 2025-12-03\nupdated: 2026-01-02\nchecked: 2026-01-02\ntags: [law]\nquestions:\n  - question: {m:article.question}\n    answer: {i:article.answer}\nchanges:\n  - date: 2026-01-02\n    note: {i:article.change}\nevents:\n  - id: own\n    date: 2025-12-04\n    title: {m:article.event}\n    summary: {i:article.event_summary}\n    sources: [council]\n---\n## {b:article.heading}\n\n{b:article.body} [{b:article.link}](https://example.org/ \"{b:article.link_title}\") [€210 billion](figure:pot) [3 December 2025](event:plan) [loan](term:loan) [@council, {b:article.locator}]\n\n![{b:article.alt}](p.png)\n\n`{b:article.code}`\n\n| {b:article.cell} |\n| - |\n| x |\n\n```timeline\ntags: [law]\n```\n\n```chart\nkind: line\ncsv: content/figures/table.csv\ntitle: {m:chart.title}\nunit: votes\nas_of: 2025\nsources: [council]\ntakeaway: {i:chart.takeaway}\nlabels: {one: {m:chart.label}}\n```\n\n```flow\ntitle: {m:flow.title}\ncaption: {i:flow.caption}\nparties:\n  - {id: a, label: {m:flow.party}}\n  - {id: b, label: B}\nsteps:\n  - {id: s, from: a, to: b, label: {m:flow.step}, condition: {m:flow.condition}}\nvariants:\n  - {id: v, title: {m:flow.variant}, outcome: {i:flow.outcome}, change: [{id: s, label: {m:flow.changed}, condition: {m:flow.changed_condition}}], add: [{from: b, to: a, label: {m:flow.added}, condition: {m:flow.added_condition}}]}\n  - {id: w, title: W, outcome: O., steps: [{id: t, from: b, to: a, label: {m:flow.other}, condition: {m:flow.other_condition}}]}\n```\n",
    ),
    (
        "content/figures/a.yaml",
        "- series: sum\n  title: {m:series.title}\n- id: pot\n  label: {m:figure.label}\n  value: 210\n  unit: EUR bn\n  as_of: 2025-12-03\n  measures: {m:figure.measures}\n  note: {i:figure.note}\n  sources: [council]\n  series: sum\n",
    ),
    (
        "content/figures/table.csv",
        "date,one,{c:table.head}\n2024,1,2\n2025,3,4\n",
    ),
    (
        "content/glossary/loan.md",
        "---\nterm: {m:term.term}\nshort: {i:term.short}\naliases: [{m:term.alias}]\nkind: person\noffice:\n  title: {m:term.office}\n  from: 2024\n---\n{b:term.body}\n",
    ),
    (
        "content/pages/p.md",
        "---\ntitle: {m:page.title}\nsummary: {i:page.summary}\n---\n{b:page.body}\n",
    ),
    (
        "content/sources/a.yaml",
        "- id: council\n  title: {m:source.title}\n  publisher: {m:source.publisher}\n  url: https://example.org/c\n  note: {m:source.note}\n",
    ),
    (
        "content/timeline/a.yaml",
        "- id: plan\n  date: 2025-12-03\n  title: {m:event.title}\n  summary: {i:event.summary}\n  sources: [council]\n  tags: [law]\n  status: new\n",
    ),
];

/// A field of the site.
struct Field {
    name: String,
    mark: String,
    /// Whether YAML or TOML reads escapes in it.
    is_quoted: bool,
    /// What it says, where that is plain text.
    said: Option<String>,
}

fn site(mischief: &str) -> (Inputs, Vec<Field>) {
    let mut fields = Vec::new();
    let mut inputs = Inputs::default();
    for (path, text) in FILES {
        let source = Source::new(path, filled(text, mischief, &mut fields));
        match path {
            "site.toml" => inputs.settings = Some(source),
            _ => inputs.content.push(source),
        }
    }
    inputs.assets.push(Asset {
        id: SourceId::new("content/articles/a/p.png"),
        bytes: PICTURE.into(),
    });
    (inputs, fields)
}

/// The head of a picture of one pixel.
const PICTURE: &[u8] =
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

/// Puts the mischief and a mark into each field of a file.
fn filled(text: &str, mischief: &str, fields: &mut Vec<Field>) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = KINDS.iter().filter_map(|kind| rest.find(kind)).min() {
        let (before, field) = rest.split_at(at);
        let (field, after) = field.split_once('}').expect("a field has an end");
        let mark = format!("Zq{}z", fields.len());
        filled.push_str(before);
        filled.push_str(&match &field[..3] {
            // In quotes line ends are written as escapes; in running text they would end it.
            "{m:" | "{i:" => format!("\"{}{mark}\"", mischief.replace('"', "\\\"")),
            "{c:" => format!("\"{}{mark}\"", mischief.replace('"', "\"\"")),
            _ => format!("{mischief}{mark}").replace(['\\', '|'], " "),
        });
        let said = match &field[..3] {
            "{m:" => Some(unescaped(mischief)),
            "{c:" => Some(mischief.to_owned()),
            _ => None,
        };
        fields.push(Field {
            name: field[3..].to_owned(),
            said: said.map(|said| said + &mark),
            is_quoted: matches!(&field[..3], "{m:" | "{i:"),
            mark,
        });
        rest = after;
    }
    filled + rest
}

const KINDS: [&str; 4] = ["{m:", "{i:", "{c:", "{b:"];

/// Reads the escapes of double quotes.
fn unescaped(text: &str) -> String {
    let mut parts = text
        .split("\\\\")
        .map(|part| part.replace("\\n", "\n").replace("\\r", "\r"));
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |text, part| text + "\\" + &part)
}

fn build(inputs: &Inputs) -> Built {
    pipeline::build(inputs, &Options::default(), &|_| {})
}

/// Lists what the templates and Markdown write of harmless texts, by output: there may be no more.
fn known_shapes() -> BTreeMap<String, BTreeSet<String>> {
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // A word that is too long for its column is moved in a drawing.
    let long = "counterrevolutionaries’antidisestablishmentarianism ";
    for harmless in ["word ", "`code` **bold** word ", long] {
        let (inputs, _) = site(harmless);
        for (path, bytes) in &build(&inputs).outputs {
            let shapes = decoded::shapes(path, bytes);
            known.entry(path.clone()).or_default().extend(shapes);
        }
    }
    known
}

#[test]
fn every_field_is_text_in_every_output() {
    let known = known_shapes();
    let mut wrong = Vec::new();
    let mut table: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for mischief in MISCHIEF {
        let (inputs, fields) = site(mischief);
        let built = build(&inputs);
        outputs::check(&built.outputs);
        sites::check_diagnostics(&built.diagnostics, &pipeline::texts(&inputs));
        for (path, bytes) in &built.outputs {
            let shapes = decoded::shapes(path, bytes);
            let new = shapes.difference(&known[path]);
            wrong.extend(new.map(|new| format!("{path}: {new} by {mischief:?}")));
            for (field, text) in places(path, bytes, &fields) {
                table
                    .entry(field.name.clone())
                    .or_default()
                    .insert(decoded::kind(path));
                if !is_kept(&text, field.said.as_deref()) {
                    wrong.push(format!("{path}: `{}` is {text:?}", field.name));
                }
            }
        }
        for field in &fields {
            table.entry(field.name.clone()).or_default();
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let table: String = table
        .iter()
        .map(|(field, kinds)| {
            let kinds: Vec<&str> = kinds.iter().copied().collect();
            format!("{field}: {}", kinds.join(" "))
                .trim_end()
                .to_owned()
                + "\n"
        })
        .collect();
    insta::assert_snapshot!(table, @r"
    article.alt: html
    article.answer: html
    article.authors: html
    article.body: html
    article.cell: html
    article.change: html
    article.code: html
    article.event: csv html ics json xml
    article.event_summary: csv html ics json xml
    article.heading: html
    article.link: html
    article.link_title: html
    article.locator: html
    article.question: html json
    article.summary: html json txt xml
    article.title: html json txt xml
    chart.label: csv html
    chart.takeaway: html
    chart.title: html
    event.summary: csv html ics json xml
    event.title: csv html ics json xml
    figure.label: csv html json
    figure.measures: csv html json
    figure.note: csv html json
    flow.added: html
    flow.added_condition: html
    flow.caption: html
    flow.changed: html
    flow.changed_condition: html
    flow.condition: html
    flow.other: html
    flow.other_condition: html
    flow.outcome: html
    flow.party: html
    flow.step: html
    flow.title: html
    flow.variant: html
    home.body: html
    home.summary: html
    home.title: html
    page.body: html
    page.summary: html json txt
    page.title: html json txt
    series.title: html json
    site.description: html txt xml
    site.licence: html json xml
    site.title: html ics json txt xml
    source.note: html
    source.publisher: html ics json
    source.title: html ics json
    status.title: html
    table.head: csv html
    tag.title: html ics xml
    term.alias: html
    term.body: html
    term.office:
    term.short: html json txt
    term.term: html json txt
    ");
}

/// Lists the texts of an output in which a field stands.
fn places<'a>(path: &str, bytes: &[u8], fields: &'a [Field]) -> Vec<(&'a Field, String)> {
    let texts = decoded::texts(path, bytes);
    let marked = |text: &String| text.contains("Zq");
    let texts: Vec<String> = texts.into_iter().filter(marked).collect();
    fields
        .iter()
        .flat_map(|field| {
            let here = texts.iter().filter(|text| text.contains(&field.mark));
            here.map(move |text| (field, text.clone()))
        })
        .collect()
}

/// Says whether a text holds what the field says, or is a piece of that: a line of a drawing. A title
/// may begin with a capital where the field does not.
fn is_kept(text: &str, said: Option<&str>) -> bool {
    let Some(said) = said else { return true };
    let words = |text: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").to_lowercase()
    };
    // HTML inside of a feed, of JSON, or of a page that shows how it is framed.
    let inner = || decoded::texts("inner.html", text.as_bytes());
    let (whole, said) = (words(text), words(said));
    whole.contains(&said)
        || said.contains(&whole)
        || text.contains('<') && inner().iter().any(|inner| words(inner).contains(&said))
}

/// An escape sequence would colour a terminal, move its cursor, or worse.
#[test]
fn a_control_character_in_any_field_keeps_the_site_from_being_published() {
    let mut memory = Memory::default();
    let (inputs, fields) = site("");
    let outputs = build(&inputs).outputs;
    // Templates need not show all that there is.
    let is_shown = |field: &Field| {
        let bytes = outputs.values().map(|bytes| String::from_utf8_lossy(bytes));
        bytes.into_iter().any(|text| text.contains(&field.mark))
    };
    let shown: Vec<usize> = (0..fields.len())
        .filter(|at| is_shown(&fields[*at]))
        .collect();
    assert!(shown.len() > 45, "{}", shown.len());
    for at in shown {
        let (mut inputs, fields) = site("");
        // Quotes have escapes for it; elsewhere it can only stand as it is.
        let mark = &fields[at].mark;
        let sequence = match fields[at].is_quoted {
            true => "\\u001b[31m",
            false => "\u{1b}[31m",
        };
        let poison = |source: &mut Source| {
            let text = source.text.replace(mark, sequence);
            *source = Source::new(source.id.as_str(), text);
        };
        inputs.content.iter_mut().for_each(poison);
        inputs.settings.iter_mut().for_each(poison);
        let built = memory.build(&inputs, &Options::default(), &|_| {});
        sites::check_diagnostics(&built.diagnostics, &pipeline::texts(&inputs));
        let is_told = |one: &Diagnostic| one.code == Code::HiddenCharacter && one.is_error();
        assert!(built.diagnostics.iter().any(is_told), "{}", fields[at].name);
    }
}

/// The press puts such signs round what stands on many pages, and takes them out again.
#[test]
fn control_characters_that_casebook_uses_itself_are_told_too() {
    for sequence in [
        "\\u0001\\u0002",
        "\\u0001<\\u0002",
        "\\u0001<\\u0002x\\u0001>\\u0002",
    ] {
        let (mut inputs, _) = site("");
        let term = format!(
            "---\nterm: seal\nshort: \"A {sequence} mark.\"\nsources: [council]\n---\nText.\n"
        );
        inputs
            .content
            .push(Source::new("content/glossary/zz.md", term));
        inputs.content.sort_by(|a, b| a.id.cmp(&b.id));
        let built = build(&inputs);
        let is_told = |one: &Diagnostic| one.code == Code::HiddenCharacter && one.is_error();
        assert!(built.diagnostics.iter().any(is_told), "{sequence}");
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
            let inputs = sites::with_file(path, &text.replace("{}", &address));
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
