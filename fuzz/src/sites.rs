//! A small site with one of everything, in which one file is replaced.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use casebook::config::{self, Base};
use casebook::diagnostic::{Code, Diagnostic};
use casebook::document;
use casebook::load::Inputs;
use casebook::pipeline::{self, Built, Memory, Options};
use casebook::render::{BuiltIn, Statics, Templates};
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

/// One input in so many is seen as part of its site: all is understood and checked, and one page is made that shows
/// it. The others are read by themselves.
const SHOWN: u64 = if cfg!(test) { 1 } else { 1024 };
/// One input in so many is built whole, with all that the site publishes.
const WHOLE: u64 = if cfg!(test) { 16 } else { 16_384 };
/// What is said of one file in so many is drawn in every form; where it points is looked at always.
const DRAWN: u64 = if cfg!(test) { 1 } else { 16 };
/// The same as SARIF.
const WRITTEN: u64 = if cfg!(test) { 16 } else { 4096 };

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

/// The texts that messages point into, by file.
type Texts = BTreeMap<SourceId, Arc<str>>;

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
        let chance = Chance::of([text]);
        let options = Options {
            drafts: chance.is_one_in(2),
            ..Options::default()
        };
        if chance.is_one_in(WHOLE) {
            self.whole(&with_file(path, text), &options);
        } else if chance.is_one_in(SHOWN) {
            self.page(
                &with_file(path, text),
                &options,
                chance.pick(pages_of(path)),
            );
        } else {
            read(Source::new(path, text));
        }
    }

    /// Adds a template of its own to the site, or to none.
    pub fn try_template(&mut self, path: &str, text: &str) {
        let chance = Chance::of([text]);
        let source = Source::new(path, text);
        if !chance.is_one_in(SHOWN) {
            return read_template(source);
        }
        let mut inputs = inputs();
        inputs.templates.push(source);
        let options = Options::default();
        let mut memory = std::mem::take(&mut self.last);
        let warm = memory.build(&inputs, &options, &|_| {});
        // What a template writes is its own affair; what is said of it is ours.
        check_diagnostics(&warm.diagnostics, &pipeline::texts(&inputs));
        if chance.is_one_in(WHOLE) {
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
        check_diagnostics(&diagnostics, &pipeline::texts(inputs));
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
        check_diagnostics(&warm.diagnostics, &pipeline::texts(inputs));
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
fn read(source: Source) {
    let mut diagnostics = Vec::new();
    match source.id.as_str() {
        "site.toml" => drop(config::read(Some(&source), None, &mut diagnostics)),
        _ => diagnostics.extend(document::parse(&source).diagnostics),
    }
    check_diagnostics(&diagnostics, &[(source.id, source.text)].into());
}

/// Reads one template where there is no other: what it extends, includes and calls is missing.
fn read_template(source: Source) {
    let base = Base::parse("https://example.org/repo/").expect("this is an address");
    let alone = BuiltIn {
        templates: &[],
        statics: &[],
    };
    let sources = [source];
    let (_, diagnostics) = Templates::load(&alone, &sources, &Statics::default(), &base);
    let [source] = sources;
    check_diagnostics(&diagnostics, &[(source.id, source.text)].into());
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
struct Chance(u64);

impl Chance {
    fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let bytes = texts.into_iter().flat_map(str::bytes);
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash ^ (hash >> 32))
    }

    /// Another number for another choice.
    fn again(&self) -> Self {
        Self(self.0 >> 20)
    }

    /// Says whether this is one in so many. Whoever is one in many is one in few.
    fn is_one_in(&self, many: u64) -> bool {
        self.0.is_multiple_of(many)
    }

    fn pick<'a>(&self, items: &[&'a str]) -> &'a str {
        let at = self.again().0 % items.len() as u64;
        items[usize::try_from(at).expect("the length was a usize")]
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

/// Looks at everything that is said of texts.
pub fn check_diagnostics(diagnostics: &[Diagnostic], texts: &Texts) {
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
    if diagnostics.is_empty() {
        return;
    }
    let chance = Chance::of(texts.values().map(|text| &**text));
    if chance.is_one_in(DRAWN) {
        check_forms(diagnostics, texts);
    }
    // Most of SARIF is the same every time, and takes longer than all the rest.
    if chance.again().is_one_in(WRITTEN) {
        let find = |id: &SourceId| texts.get(id).cloned();
        serde_json::from_str::<serde_json::Value>(&report::sarif(diagnostics, &find, ""))
            .expect("SARIF is JSON");
    }
}

/// Draws everything in all forms in which it is said.
fn check_forms(diagnostics: &[Diagnostic], texts: &Texts) {
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
}

fn spans(diagnostic: &Diagnostic) -> impl Iterator<Item = &Span> {
    let labels = diagnostic.labels.iter().map(|(span, _)| span);
    let fix = diagnostic.fix.iter().map(|fix| &fix.span);
    diagnostic.span.iter().chain(labels).chain(fix)
}
