//! A small site with one of everything, in which one file is replaced.

use std::cell::RefCell;

use casebook::diagnostic::{Code, Diagnostic};
use casebook::enrich::{self, Lookup, Shelf};
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

/// How many are understood for each that is made into pages, under `cargo test`.
const MADE: usize = 8;

/// How often the warm build is compared with a cold one.
const COMPARED: usize = 64;

/// The site, and what is kept between the builds of it, so that many can be tried in a second.
#[derive(Default)]
pub struct Sites {
    memory: Memory,
    tried: usize,
    made: usize,
}

impl Sites {
    /// Calls `work` with the sites of this thread.
    pub fn with<T>(work: impl FnOnce(&mut Sites) -> T) -> T {
        thread_local! {
            static SITES: RefCell<Sites> = RefCell::default();
        }
        SITES.with_borrow_mut(work)
    }

    /// Builds the site with one file replaced, and looks at all that comes of it.
    pub fn try_file(&mut self, path: &str, text: &str) {
        self.try_inputs(&with_file(path, text));
    }

    /// Builds the site with a template of its own.
    pub fn try_template(&mut self, path: &str, text: &str) {
        let mut inputs = inputs();
        inputs.templates.push(Source::new(path, text));
        let built = Memory::default().build(&inputs, &Options::default(), &|_| {});
        // What a template writes is its own affair; what is said of it is ours.
        check_diagnostics(&built.diagnostics, &inputs);
    }

    fn try_inputs(&mut self, inputs: &Inputs) {
        let options = Options {
            drafts: self.tried.is_multiple_of(2),
            ..Options::default()
        };
        // Under `cargo test` only some are made into pages, since that takes most of the time.
        let is_whole = !cfg!(test) || self.tried.is_multiple_of(MADE);
        self.tried += 1;
        if !is_whole {
            let (site, diagnostics) = pipeline::understand(inputs, &options);
            check_diagnostics(&diagnostics, inputs);
            let shelf = Shelf::default();
            for plan in enrich::plans(&site) {
                enrich::page(&mut Lookup::new(&site, &shelf), &plan);
            }
            return;
        }
        // A build that panics leaves nothing behind that the next could meet.
        let mut memory = std::mem::take(&mut self.memory);
        let built = memory.build(inputs, &options, &|_| {});
        check_diagnostics(&built.diagnostics, inputs);
        let settings = inputs.settings.as_ref();
        let is_trusted = settings.is_none_or(|settings| !settings.text.contains("raw_html"));
        // With errors nothing is published; that all is well formed all the same holds, but for
        // characters of which it was said that no page can hold them.
        let is_hidden = |diagnostic: &Diagnostic| diagnostic.code == Code::HiddenCharacter;
        if is_trusted && !built.diagnostics.iter().any(is_hidden) {
            outputs::check(&built.outputs);
        }
        if self.made.is_multiple_of(COMPARED) {
            compare(&built, inputs, &options);
        }
        self.made += 1;
        self.memory = memory;
    }
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

fn compare(warm: &Built, inputs: &Inputs, options: &Options) {
    let cold = pipeline::build(inputs, options, &|_| {});
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
    serde_json::from_str::<serde_json::Value>(&report::sarif(diagnostics, &find, ""))
        .expect("SARIF is JSON");
}

fn spans(diagnostic: &Diagnostic) -> impl Iterator<Item = &Span> {
    let labels = diagnostic.labels.iter().map(|(span, _)| span);
    let fix = diagnostic.fix.iter().map(|fix| &fix.span);
    diagnostic.span.iter().chain(labels).chain(fix)
}
