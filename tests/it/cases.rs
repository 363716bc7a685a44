//! Small sites, each in one file, with what Casebook has to say of them.
//!
//! ```text
//! Free words on what the case shows.
//! === content/glossary/ecb.md
//! the text of the file; `\u{a0}` stands for that character
//! === content/articles/a/map.png (png 640x480)
//! === body
//! the text of `content/articles/a.md` below settings that are right
//! --- drafts
//! --- today 2026-06-30
//! --- expect
//! path:line:column: severity[code]: message
//!   mark: the characters that are pointed at
//!   help: …
//! --- html /articles/a/
//! the text of that page
//! --- json /articles/a/ terms.*.id
//! the values at that place of what a template sees
//! ```
//!
//! Signs behind a path: `(bom)`, `(crlf)`, `(no-eol)`, `(png 4x3)`, `(jpg 4x3)`, `(webp 4x3)`,
//! `(broken)`; `(none)` leaves a default out. What a case does not give is taken from [`DEFAULTS`]. A case without `--- expect`
//! expects no diagnostic. `CASEBOOK_BLESS=1` rewrites what is expected; read it before it is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use casebook::diagnostic::{Code, Diagnostic};
use casebook::document::date::Date;
use casebook::enrich::{self, Lookup, Shelf};
use casebook::load;
use casebook::pipeline::{self, Options};
use casebook::report;

use casebook::source::{SourceId, Span, place};
use serde_json::Value;

use crate::pictures;
use crate::temp::TempDir;

const ROOMS: [&str; 17] = [
    "coverage",
    "front_matter",
    "records",
    "yaml",
    "markdown",
    "references",
    "citations",
    "links",
    "terms",
    "timeline",
    "figures",
    "pictures",
    "site",
    "config",
    "chart",
    "flow",
    "lints",
];

/// Files that a case gets unless it has a file in the same folder.
pub(crate) const DEFAULTS: [(&str, &str); 6] = [
    (
        "site.toml",
        "title = \"A site\"\nbase_url = \"https://example.org/\"\n\
         [lints]\nunsourced-term = \"off\"\norphan-source = \"off\"\nunlinked-term = \"off\"\n",
    ),
    (
        "content/index.md",
        "---\ntitle: Home\nsummary: What this is.\n---\n",
    ),
    (
        "content/sources/default.yaml",
        "- id: council\n  title: Conclusions\n  publisher: Council\n  url: https://example.org/c\n\
         - id: bank\n  title: Accounts\n  publisher: Bank\n  url: https://example.org/b\n",
    ),
    (
        "content/figures/default.yaml",
        "- id: pot\n  label: The pot\n  value: 210\n  unit: EUR bn\n  as_of: 2025-12-03\n  \
         measures: what is held\n  sources: [bank]\n",
    ),
    (
        "content/timeline/default.yaml",
        "- id: proposal\n  date: 2025-12-03\n  title: A plan\n  sources: [council]\n  tags: [law]\n\
         - id: summit\n  date: 2025-12-18/2025-12-19\n  title: A meeting\n  sources: [council]\n",
    ),
    (
        "content/glossary/loan.md",
        "---\nterm: reparations loan\nshort: A loan.\n---\n",
    ),
];

const SETTINGS: &str = "---\ntitle: A\nsummary: S.\n---\n";

#[test]
fn every_case_says_what_is_expected() {
    let is_blessing = std::env::var_os("CASEBOOK_BLESS").is_some();
    let mut wrong = String::new();
    let mut count = 0;
    for path in files() {
        let text = fs::read_to_string(&path).expect("a case is text");
        let case = Case::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let actual = case.run();
        count += 1;
        if actual == text {
            continue;
        }
        if is_blessing {
            fs::write(&path, actual).expect("cases can be rewritten");
        } else {
            let _ = writeln!(wrong, "{}\n{}", path.display(), difference(&text, &actual));
        }
    }
    assert!(count >= 150, "only {count} cases were found");
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> = ROOMS
        .iter()
        .flat_map(|room| fs::read_dir(folder.join(room)).expect("each room has cases"))
        .map(|file| file.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    files.sort();
    files
}

pub(crate) fn difference(expected: &str, actual: &str) -> String {
    let lines = |text: &'static str, a: &str, b: &str| {
        let other: BTreeSet<&str> = b.lines().collect();
        a.lines()
            .filter(|line| !other.contains(line))
            .map(|line| format!("  {text} {line}\n"))
            .collect::<String>()
    };
    format!(
        "{}{}",
        lines("expected", expected, actual),
        lines("actually", actual, expected)
    )
}

/// One case as it is written.
struct Case {
    words: String,
    files: Vec<(String, String)>,
    has_drafts: bool,
    today: Option<String>,
    questions: Vec<Question>,
}

/// What a page is asked.
enum Question {
    Html(String),
    Json(String, String),
}

impl Case {
    fn read(text: &str) -> Result<Case, String> {
        let mut case = Case {
            words: String::new(),
            files: Vec::new(),
            has_drafts: false,
            today: None,
            questions: Vec::new(),
        };
        let mut is_in_answer = false;
        for line in text.split_inclusive('\n') {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["===", ..] => {
                    let head = line[3..].trim().to_owned();
                    case.files.push((head, String::new()));
                    is_in_answer = false;
                }
                ["---", "drafts"] => case.has_drafts = true,
                ["---", "today", day] => case.today = Some((*day).to_owned()),
                ["---", "expect"] => is_in_answer = true,
                ["---", "html", path] => {
                    case.questions.push(Question::Html((*path).to_owned()));
                    is_in_answer = true;
                }
                ["---", "json", path, way] => {
                    let question = Question::Json((*path).to_owned(), (*way).to_owned());
                    case.questions.push(question);
                    is_in_answer = true;
                }
                ["---", _, ..] => return Err(format!("what is `{}`?", line.trim())),
                _ if is_in_answer => {}
                _ => match case.files.last_mut() {
                    Some((_, text)) => text.push_str(line),
                    None => case.words.push_str(line),
                },
            }
        }
        if case.words.trim().is_empty() {
            return Err("a case begins with words on what it shows".to_owned());
        }
        Ok(case)
    }

    /// Returns the case with what was found written in place of what was expected.
    fn run(&self) -> String {
        let folder = TempDir::new();
        self.write(&folder);
        let inputs = load::load(folder.path()).expect("the site can be read");
        let options = Options {
            drafts: self.has_drafts,
            today: self.today.as_ref().map(|day| {
                let date: Date = day.parse().expect("today is a date");
                date.earliest().expect("today is a day")
            }),
            ..Options::default()
        };
        let (site, mut diagnostics) = pipeline::understand(&inputs, &options);
        pipeline::settle(&site, &mut diagnostics);
        diagnostics.retain(|diagnostic| !self.is_of_defaults(diagnostic));
        let texts = pipeline::texts(&inputs);
        let shelf = Shelf::default();
        let pages: BTreeMap<String, Value> = match self.questions.is_empty() {
            true => BTreeMap::new(),
            false => enrich::plans(&site)
                .iter()
                .map(|plan| {
                    let page = enrich::page(&mut Lookup::new(&site, &shelf), plan);
                    let value = serde_json::to_value(&page).expect("a page is data");
                    (page.path.clone(), value)
                })
                .collect(),
        };
        let mut out = self.words.clone();
        for (head, text) in &self.files {
            let _ = write!(out, "=== {head}\n{text}");
        }
        if self.has_drafts {
            out.push_str("--- drafts\n");
        }
        if let Some(day) = &self.today {
            let _ = writeln!(out, "--- today {day}");
        }
        if !diagnostics.is_empty() {
            out.push_str("--- expect\n");
        }
        for diagnostic in &diagnostics {
            out.push_str(&shown(diagnostic, &texts));
        }
        for question in &self.questions {
            out.push_str(&question.ask(&pages));
        }
        out
    }

    /// Says whether a diagnostic only tells that a default file has nothing to do in this case.
    fn is_of_defaults(&self, diagnostic: &Diagnostic) -> bool {
        const IDLE: [Code; 3] = [Code::UnsourcedTerm, Code::OrphanSource, Code::UnlinkedTerm];
        let file = diagnostic.span.as_ref().map(|span| span.file.as_str());
        let is_default = DEFAULTS.iter().any(|(path, _)| Some(*path) == file);
        let is_given = self
            .files
            .iter()
            .any(|(head, _)| Some(head.as_str()) == file);
        IDLE.contains(&diagnostic.code) && is_default && !is_given
    }

    fn write(&self, folder: &TempDir) {
        let mut given = BTreeSet::new();
        let mut left_out = BTreeSet::new();
        for (head, text) in &self.files {
            let (path, signs) = match head.split_once(" (") {
                Some((path, signs)) => (path.trim(), signs.trim_end_matches(')')),
                None => (head.as_str(), ""),
            };
            let (path, text) = match path {
                "body" => ("content/articles/a.md", format!("{SETTINGS}{text}")),
                path => (path, text.clone()),
            };
            if signs == "none" {
                left_out.insert(path);
                continue;
            }
            folder.write_bytes(path, &bytes(&text, signs));
            given.insert(folder_of(path).to_owned());
        }
        for (path, text) in DEFAULTS {
            let is_alone = matches!(path, "site.toml" | "content/index.md");
            let is_given = match is_alone {
                true => folder.path().join(path).exists(),
                false => given.contains(folder_of(path)),
            };
            if !is_given && !left_out.contains(path) {
                folder.write(path, text);
            }
        }
    }
}

pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn bytes(text: &str, signs: &str) -> Vec<u8> {
    let mut text = unescaped(text);
    let words: Vec<&str> = signs.split_whitespace().collect();
    match words.as_slice() {
        [] => {}
        ["bom"] => text.insert(0, '\u{feff}'),
        ["crlf"] => text = text.replace('\n', "\r\n"),
        ["no-eol"] => {
            text.pop();
        }
        ["broken"] => return b"this is no picture".to_vec(),
        [format, size] => {
            let (width, height) = size.split_once('x').expect("a size is 4x3");
            let number = |text: &str| text.parse().expect("a size is in digits");
            return pictures::header(format, number(width), number(height));
        }
        _ => panic!("what is ({signs})?"),
    }
    text.into_bytes()
}

/// Puts characters in place of `\u{a0}`.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\\u{") {
        let end = at + rest[at..].find('}').expect("a sign is \\u{…}");
        let code = u32::from_str_radix(&rest[at + 3..end], 16).expect("a sign has a number");
        out.push_str(&rest[..at]);
        out.push(char::from_u32(code).expect("the number is that of a character"));
        rest = &rest[end + 1..];
    }
    out + rest
}

/// Writes characters that cannot be seen as `\u{a0}`.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let is_seen = c == ' ' || c == '\n' || !(c.is_whitespace() || c.is_control());
        if is_seen && !matches!(c, '\u{feff}' | '\u{200b}' | '\u{2011}' | '\u{fffd}') {
            out.push(c);
        } else {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
    }
    out
}

fn shown(diagnostic: &Diagnostic, texts: &BTreeMap<SourceId, Arc<str>>) -> String {
    let find = |id: &SourceId| texts.get(id).cloned();
    let mut out = report::short(std::slice::from_ref(diagnostic), &find);
    let marked = |span: &Span| -> String {
        let text = texts.get(&span.file).map_or("", |text| &**text);
        text.get(span.range())
            .expect("a span lies inside its file")
            .to_owned()
    };
    if let Some(span) = &diagnostic.span {
        let marked = marked(span).replace('\n', "⏎");
        if !marked.is_empty() {
            let _ = writeln!(out, "  mark: {marked}");
        }
    }
    for (span, text) in &diagnostic.labels {
        let whole = texts.get(&span.file).map_or("", |text| &**text);
        let at = place(whole, span.start);
        let (file, line, column) = (&span.file, at.line, at.column);
        let marked = marked(span).replace('\n', "⏎");
        let _ = writeln!(out, "  label: {file}:{line}:{column}: {text}: {marked}");
    }
    for help in &diagnostic.help {
        let _ = writeln!(out, "  help: {help}");
    }
    if let Some(fix) = &diagnostic.fix {
        let old = marked(&fix.span).replace('\n', "⏎");
        let new = fix.replacement.replace('\n', "⏎");
        let _ = writeln!(out, "  fix: {old} → {new}");
    }
    escaped(&out)
}

impl Question {
    fn ask(&self, pages: &BTreeMap<String, Value>) -> String {
        match self {
            Question::Html(path) => {
                let mut out = format!("--- html {path}\n");
                match pages.get(path) {
                    None => out.push_str("there is no such page\n"),
                    Some(page) => {
                        for segment in page["body"].as_array().into_iter().flatten() {
                            out.push_str(&segment_text(segment));
                        }
                    }
                }
                escaped(&out)
            }
            Question::Json(path, way) => {
                let mut out = format!("--- json {path} {way}\n");
                match pages.get(path) {
                    None => out.push_str("there is no such page\n"),
                    Some(page) => {
                        let steps: Vec<&str> = way.split('.').collect();
                        walk(page, &steps, &mut out);
                    }
                }
                escaped(&out)
            }
        }
    }
}

fn segment_text(segment: &Value) -> String {
    let html = segment["html"].as_str();
    if let Some(html) = html {
        return format!("{}\n", html.trim_end());
    }
    let kind = segment["kind"].as_str().unwrap_or("?");
    let items = segment["events"]
        .as_array()
        .or(segment["figures"].as_array());
    let ids: Vec<&str> = items
        .into_iter()
        .flatten()
        .filter_map(|item| item["id"].as_str())
        .collect();
    format!("[{kind}: {}]\n", ids.join(" "))
}

/// Writes what stands at a way such as `terms.*.id`, one value a line.
fn walk(value: &Value, steps: &[&str], out: &mut String) {
    match (steps, value) {
        ([], Value::String(text)) => {
            let _ = writeln!(out, "{text}");
        }
        ([], value) => {
            let _ = writeln!(out, "{value}");
        }
        (["*", rest @ ..], Value::Array(items)) => {
            for item in items {
                walk(item, rest, out);
            }
        }
        ([step, rest @ ..], Value::Object(fields)) => match fields.get(*step) {
            Some(field) => walk(field, rest, out),
            None => {
                let keys: Vec<&String> = fields.keys().collect();
                let _ = writeln!(out, "there is no `{step}` in {keys:?}");
            }
        },
        ([step, ..], value) => {
            let _ = writeln!(out, "there is no `{step}` in {value}");
        }
    }
}
