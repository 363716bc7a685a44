//! The order of the stages. Values in, values out: reads no disk and prints nothing.

mod addresses;
mod feeds;
mod memory;

pub use memory::{Glimpse, Memory};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Base;
use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::document::date::Day;
use crate::load::Inputs;
use crate::render::Outputs;
use crate::site::Site;
use crate::social::{self, Drawn, Picture};
use crate::source::SourceId;

/// What a run asks for besides the content.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Takes the place of `base_url`.
    pub base: Option<Base>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// The day on which ages are judged; without it they are not.
    pub today: Option<Day>,
    /// The pictures that were drawn before, which are not looked at again to find out whether they can be.
    pub drawn: Arc<BTreeSet<social::Key>>,
}

/// The stages that a person may wait for, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Files become documents.
    Parse,
    /// Documents become the site, and the site pages.
    Assemble,
    /// Pages become HTML.
    Render,
    /// The finished pages are looked over.
    Scan,
}

impl Stage {
    /// All stages in order.
    pub const ALL: [Stage; 4] = [Stage::Parse, Stage::Assemble, Stage::Render, Stage::Scan];

    /// Returns what is being done.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Parse => "reading",
            Stage::Assemble => "linking",
            Stage::Render => "rendering",
            Stage::Scan => "checking links",
        }
    }
}

/// The site as it will be published.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// All files by path from the output root.
    pub outputs: Outputs,
    /// The social pictures, which are drawn when they are wanted.
    pub pictures: Vec<Picture>,
    /// What is wrong, settled and sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// How much there is.
    pub counts: Counts,
    /// How much had to be done.
    pub work: Work,
}

/// How much a build made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// HTML pages.
    pub pages: usize,
    /// Glossary entries.
    pub terms: usize,
    /// Events.
    pub events: usize,
}

/// How much a build had to do, of what it did not have from before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Files that were parsed.
    pub parsed: usize,
    /// Documents whose references were checked.
    pub checked: usize,
    /// Pages that were made.
    pub enriched: usize,
    /// Pages that were printed.
    pub printed: usize,
    /// Pictures that were drawn.
    pub drawn: usize,
}

/// Makes the site, all of it. `watch` hears which stage begins.
pub fn build(inputs: &Inputs, options: &Options, watch: &dyn Fn(Stage)) -> Built {
    Memory::of_one_build().build(inputs, options, watch)
}

/// Puts the pictures among the outputs, and draws those that are not there yet. Returns those that are
/// wanted.
pub fn draw(built: &mut Built, mut there: Drawn) -> Drawn {
    let wanted: BTreeSet<_> = built.pictures.iter().map(|picture| &picture.key).collect();
    there.retain(|key, _| wanted.contains(key));
    let new = social::draw(&built.pictures, &there);
    built.work.drawn = new.len();
    there.extend(new);
    for picture in built.pictures.drain(..) {
        if let Some(bytes) = there.get(&picture.key) {
            built.outputs.insert(picture.path, bytes.clone());
        }
    }
    there
}

/// Parses, assembles and checks: everything up to the site.
pub fn understand(inputs: &Inputs, options: &Options) -> (Site, Vec<Diagnostic>) {
    Memory::of_one_build().into_site(inputs, options)
}

/// Gives every diagnostic the severity that the site wants, drops those it does not want and those that
/// merely follow from others, and sorts.
pub fn settle(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    for diagnostic in diagnostics.iter_mut() {
        if let Some(severity) = site.config().lints.get(&diagnostic.code) {
            diagnostic.severity = *severity;
        }
    }
    let known = Known::of(site, diagnostics);
    diagnostics.retain(|found| found.severity != Severity::Off);
    // Whatever the site makes of severities: an error is dropped only where another is left.
    let is_cause = |found: &Diagnostic| found.is_error() && !known.may_bring_about(found);
    if diagnostics.iter().any(is_cause) {
        diagnostics.retain(|found| !known.may_bring_about(found));
    }
    diagnostic::sort(diagnostics);
}

/// What is wrong that makes other things wrong.
struct Known {
    /// A record could not be read, and is missing where it was.
    has_doubtful: bool,
    /// There is no `site.toml`, so that this may be no site at all.
    has_no_site: bool,
    /// A tag is none, and its timeline would have been published all the same.
    has_unknown_tag: bool,
    /// Files that hold no text.
    no_texts: BTreeSet<SourceId>,
    /// Files whose settings are taken for text.
    no_settings: BTreeSet<SourceId>,
}

impl Known {
    fn of(site: &Site, diagnostics: &[Diagnostic]) -> Self {
        let errors_with = |code: Code| {
            let errors = diagnostics.iter().filter(|found| found.is_error());
            errors.filter(move |found| found.code == code)
        };
        let files_with = |code: Code| {
            let spans = errors_with(code).filter_map(|found| found.span.as_ref());
            spans.map(|span| span.file.clone()).collect()
        };
        Self {
            has_doubtful: site.has_doubtful(),
            has_no_site: errors_with(Code::BadConfig).any(|found| found.span.is_none()),
            has_unknown_tag: errors_with(Code::UnknownTag).next().is_some(),
            no_texts: files_with(Code::NotUtf8),
            no_settings: files_with(Code::FrontMatter),
        }
    }

    /// Says whether a diagnostic may be a mere consequence. It is told when the rest is mended and it is still there.
    fn may_bring_about(&self, diagnostic: &Diagnostic) -> bool {
        let is_in = |files: &BTreeSet<SourceId>| {
            let span = diagnostic.span.as_ref();
            span.is_some_and(|span| files.contains(&span.file))
        };
        match diagnostic.code {
            Code::NotUtf8 => false,
            _ if diagnostic.is_consequence || is_in(&self.no_texts) => true,
            Code::VanishedUrl | Code::OrphanSource => self.has_doubtful,
            Code::MissingHome => self.has_no_site,
            Code::UncoveredClaim | Code::BareFigure => is_in(&self.no_settings),
            Code::RouteClash => diagnostic.span.is_none() && self.has_unknown_tag,
            _ => false,
        }
    }
}

/// Returns the texts to which diagnostics may point, by file.
pub fn texts(inputs: &Inputs) -> BTreeMap<SourceId, Arc<str>> {
    let sources = inputs
        .settings
        .iter()
        .chain(&inputs.kept)
        .chain(&inputs.content)
        .chain(&inputs.templates)
        .map(|source| (source.id.clone(), source.text.clone()));
    let styles = inputs.statics.iter().filter_map(|asset| {
        let is_style = asset.id.as_str().ends_with(".css");
        let text = std::str::from_utf8(&asset.bytes).ok();
        let text = text.filter(|_| is_style)?;
        Some((asset.id.clone(), Arc::from(text)))
    });
    sources.chain(styles).collect()
}
