//! A small site with one of everything, in which one file is replaced.

use std::cell::RefCell;

use casebook::config;
use casebook::diagnostic::{Code, Diagnostic};
use casebook::document;
use casebook::load::Inputs;
use casebook::pipeline::{self, Built, Memory, Options};
use casebook::report::{self, Style};
use casebook::source::{Source, SourceId, Span};

use super::outputs;

/// What stands beside the file that is tried. Everything refers to everything.
const FILES: [(&str, &str); 8] = [
    (
        "content/articles/a.md",
        "---\ntitle: A\nsummary: S.\nquestions:\n  - question: Why?\n    answer: The [loan](term:loan).\n---\n## B\n\n[€210 billion](figure:pot), [3 December 2025](event:plan), a reparations loan.[@council]\n\n```chart\nkind: line\ncsv: content/figures/table.csv\ntitle: T\nunit: votes\nas_of: 2025\nsources: [council]\ntakeaway: See.\n```\n",
    ),
    (
        "content/figures/a.yaml",
        "- series: sum\n  title: The sums\n- id: pot\n  label: The pot\n  value: 210\n  unit: EUR bn\n  as_of: 2025-12-03\n  measures: what is held\n  sources: [council]\n  series: sum\n",
    ),
    (
        "content/figures/table.csv",
        "date,a,b\n2024,1.50,2\n2025-06,3,4\n",
    ),
    (
        "content/glossary/loan.md",
        "---\nterm: reparations loan\nshort: A loan.[@council]\nkind: law\n---\nMore of the [pot](../articles/a.md).\n",
    ),
    (
        "content/index.md",
        "---\ntitle: Home\nsummary: What this is.\n---\n",
    ),
    ("content/pages/p.md", "---\ntitle: P\nsummary: S.\n---\n"),
    (
        "content/sources/a.yaml",
        "- id: council\n  title: Conclusions\n  publisher: Council\n  url: https://example.org/c\n",
    ),
    (
        "content/timeline/a.yaml",
        "- id: plan\n  date: 2025-12-03\n  title: A plan\n  sources: [council]\n  tags: [law]\n",
    ),
];
const SETTINGS: &str = "title = \"A site\"\nbase_url = \"https://example.org/repo/\"\n";

/// One input in so many is understood and checked, and one page is made that shows it; the rest is read.
const SHOWN: u64 = if cfg!(test) { 1 } else { 4 };
/// One input in so many is built whole, with all that the site publishes.
const WHOLE: u64 = if cfg!(test) { 16 } else { 1024 };

/// The pages that show what stands in a file.
fn pages_of(path: &str) -> &'static [&'static str] {
    match path {
        "content/articles/a.md" => &["/articles/a/"],
        "content/figures/a.yaml" => &["/figures/", "/articles/a/"],
        "content/figures/table.csv" => &["/articles/a/"],
        "content/glossary/loan.md" => &["/glossary/loan/", "/glossary/", "/articles/a/"],
        "content/pages/p.md" => &["/p/"],
        "content/sources/a.yaml" => &["/sources/", "/articles/a/"],
        "content/timeline/a.yaml" => &["/timeline/", "/articles/a/"],
        _ => &["/", "/articles/a/", "/timeline/", "/404.html"],
    }
}

/// The site, and what is kept of it, so that many files can be tried in a second.
#[derive(Default)]
pub struct Sites {
    /// Of the input before this one.
    last: Memory,
    /// Of the site as it is.
    plain: Memory,
    /// What the site as it is publishes.
    published: Option<Built>,
}

impl Sites {
    /// Calls `work` with the sites of this thread.
    pub fn with<T>(work: impl FnOnce(&mut Sites) -> T) -> T {
        thread_local! {
            static SITES: RefCell<Sites> = RefCell::default();
        }
        SITES.with_borrow_mut(work)
    }

    /// Puts a text in the place of one file of the site, and looks at what comes of it.
    pub fn try_file(&mut self, path: &str, text: &str) {
        let inputs = with_file(path, text);
        let chance = chance(text);
        let options = Options {
            drafts: chance.is_multiple_of(2),
            ..Options::default()
        };
        let pages = pages_of(path);
        let is_one_in = |many| (chance >> 1).is_multiple_of(many);
        if is_one_in(WHOLE) {
            self.whole(&inputs, &options);
        } else if is_one_in(SHOWN) {
            self.page(&inputs, &options, pages[pick(chance >> 16, pages.len())]);
        } else {
            read(&inputs, path);
        }
    }

    /// Adds a template of its own to the site.
    pub fn try_template(&mut self, path: &str, text: &str) {
        let mut inputs = inputs();
        inputs.templates.push(Source::new(path, text));
        let options = Options::default();
        let mut memory = std::mem::take(&mut self.last);
        let warm = memory.build(&inputs, &options, &|_| {});
        // What a template writes is its own affair; what is said of it is ours.
        check_diagnostics(&warm.diagnostics, &inputs);
        if chance(text).is_multiple_of(WHOLE) {
            compare(&warm, &pipeline::build(&inputs, &options, &|_| {}));
        }
        self.last = memory;
    }

    /// Understands the site and makes one page.
    fn page(&mut self, inputs: &Inputs, options: &Options, path: &str) {
        // A try that panics leaves nothing behind that the next could meet.
        let mut memory = std::mem::take(&mut self.last);
        memory.begin(inputs, options);
        let diagnostics = memory.diagnostics();
        check_diagnostics(&diagnostics, inputs);
        let page = memory.look_at(path);
        if let Some((path, bytes)) = page.and_then(|page| Some((page.path, page.bytes?)))
            && can_publish(&diagnostics, inputs)
            && !has_controls(&bytes)
        {
            outputs::check(&[(path, bytes)].into());
        }
        self.last = memory;
    }

    /// Builds the site as it is, then with the file, then as it is again: what is kept between builds
    /// changes nothing.
    fn whole(&mut self, inputs: &Inputs, options: &Options) {
        let mut memory = std::mem::take(&mut self.plain);
        let before = match self.published.take() {
            Some(published) => published,
            None => memory.build(&self::inputs(), &Options::default(), &|_| {}),
        };
        let warm = memory.build(inputs, options, &|_| {});
        check_diagnostics(&warm.diagnostics, inputs);
        if can_publish(&warm.diagnostics, inputs) {
            outputs::check(&warm.outputs);
        }
        compare(&warm, &pipeline::build(inputs, options, &|_| {}));
        let after = memory.build(&self::inputs(), &Options::default(), &|_| {});
        compare(&after, &before);
        self.plain = memory;
        self.published = Some(after);
    }
}

/// Reads one file, which is all that the others need not be there for.
fn read(inputs: &Inputs, path: &str) {
    let mut diagnostics = Vec::new();
    match inputs.content.iter().find(|file| file.id.as_str() == path) {
        Some(source) => diagnostics.extend(document::parse(source).diagnostics),
        None => {
            config::read(inputs.settings.as_ref(), None, &mut diagnostics);
        }
    }
    check_diagnostics(&diagnostics, inputs);
}

/// With errors nothing is published; that all is well formed all the same holds, but for characters
/// of which it was said that no page can hold them, and HTML that is written by hand.
fn can_publish(diagnostics: &[Diagnostic], inputs: &Inputs) -> bool {
    let settings = inputs.settings.as_ref();
    let is_trusted = settings.is_none_or(|settings| !settings.text.contains("raw_html"));
    let is_hidden = |diagnostic: &Diagnostic| diagnostic.code == Code::HiddenCharacter;
    is_trusted && !diagnostics.iter().any(is_hidden)
}

/// Only a whole build finds the characters that entities have brought into a page.
fn has_controls(page: &[u8]) -> bool {
    let text = String::from_utf8_lossy(page);
    text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// A number that is the same for the same text every time (FNV-1a), by which it is chosen what is
/// done with it.
fn chance(text: &str) -> u64 {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash ^ (hash >> 32)
}

fn pick(chance: u64, length: usize) -> usize {
    usize::try_from(chance % length as u64).expect("the length was a usize")
}

/// Returns the site with one file replaced: a text of the content, or the settings.
pub fn with_file(path: &str, text: &str) -> Inputs {
    let mut inputs = inputs();
    let source = Source::new(path, text);
    let known = inputs.content.iter_mut();
    match known.into_iter().find(|file| file.id.as_str() == path) {
        Some(file) => *file = source,
        None => inputs.settings = Some(source),
    }
    inputs
}

/// Returns the site as it is.
pub fn inputs() -> Inputs {
    Inputs {
        settings: Some(Source::new("site.toml", SETTINGS)),
        content: FILES
            .iter()
            .map(|(path, text)| Source::new(*path, *text))
            .collect(),
        ..Inputs::default()
    }
}

fn compare(warm: &Built, cold: &Built) {
    assert_eq!(
        warm.diagnostics, cold.diagnostics,
        "warm and cold say the same"
    );
    for (path, bytes) in &cold.outputs {
        assert_eq!(
            warm.outputs.get(path),
            Some(bytes),
            "{path} is the same, warm and cold"
        );
    }
    assert_eq!(warm.outputs.len(), cold.outputs.len());
}

/// Looks at everything that is said of a site, in all forms in which it is said.
pub fn check_diagnostics(diagnostics: &[Diagnostic], inputs: &Inputs) {
    let texts = pipeline::texts(inputs);
    for diagnostic in diagnostics {
        for span in spans(diagnostic) {
            // Built-in templates are none of the site's texts.
            let Some(text) = texts.get(&span.file) else {
                continue;
            };
            assert!(
                text.get(span.range()).is_some(),
                "{span:?} of {diagnostic:?}"
            );
        }
        // Of a template Tera says what it expected instead; that is the help.
        let is_explained = diagnostic.code == Code::Template || !diagnostic.help.is_empty();
        assert!(is_explained, "no help: {diagnostic:?}");
        assert!(!diagnostic.message.contains('\n'), "{diagnostic:?}");
    }
    let find = |id: &SourceId| texts.get(id).cloned();
    let human = report::human(diagnostics, &find, Style::PLAIN);
    let lines = [
        report::short(diagnostics, &find),
        report::github(diagnostics, &find, ""),
    ];
    for text in lines.iter().chain([&human]) {
        assert!(
            !text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')),
            "{text:?}"
        );
    }
    for text in &lines {
        assert_eq!(
            text.lines().count(),
            diagnostics.len(),
            "one line each: {text}"
        );
    }
    for line in report::json(diagnostics, &find, "").lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("each line is JSON");
    }
    // Most of it is the same every time, and takes longer than all the rest.
    if chance(&human).is_multiple_of(WHOLE) {
        serde_json::from_str::<serde_json::Value>(&report::sarif(diagnostics, &find, ""))
            .expect("SARIF is JSON");
    }
}

fn spans(diagnostic: &Diagnostic) -> impl Iterator<Item = &Span> {
    let labels = diagnostic.labels.iter().map(|(span, _)| span);
    let fix = diagnostic.fix.iter().map(|fix| &fix.span);
    diagnostic.span.iter().chain(labels).chain(fix)
}
