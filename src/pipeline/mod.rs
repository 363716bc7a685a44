//! The order of the stages. Values in, values out: reads no disk and prints nothing.

mod feeds;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{self, Base};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::document::{self, Document};
use crate::enrich::{self, page::Page};
use crate::load::Inputs;
use crate::render::{self, BuiltIn, CopiedFile, Outputs, Statics, Templates, Work};
use crate::site::{self, Site, View};
use crate::source::SourceId;

/// What a run asks for besides the content.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Takes the place of `base_url`.
    pub base: Option<Base>,
    /// Whether drafts are shown.
    pub drafts: bool,
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

/// The site as it was understood, with what is wrong with its content.
#[derive(Debug)]
pub struct Understood {
    /// The site.
    pub site: Site,
    /// What is wrong so far.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses and assembles: everything up to the site.
pub fn understand(inputs: &Inputs, options: &Options) -> Understood {
    let mut diagnostics = inputs.diagnostics.clone();
    let config = config::read(
        inputs.settings.as_ref(),
        options.base.as_ref(),
        &mut diagnostics,
    );
    let documents: Vec<Arc<Document>> = inputs
        .content
        .iter()
        .map(|source| Arc::new(document::parse(source)))
        .collect();
    for document in &documents {
        diagnostics.extend(document.diagnostics.iter().cloned());
    }
    let settings = site::Settings {
        drafts: options.drafts,
    };
    let site = site::assemble(
        config,
        documents,
        &inputs.assets,
        settings,
        None,
        &mut diagnostics,
    );
    for document in site.documents() {
        diagnostics.extend(enrich::check(&mut View::new(&site), document));
    }
    Understood { site, diagnostics }
}

/// The site as it will be published.
#[derive(Debug, Default)]
pub struct Built {
    /// All files by path from the output root.
    pub outputs: Outputs,
    /// What is wrong, settled and sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// How much there is.
    pub counts: Counts,
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

/// Runs every stage but publish. `watch` hears which stage begins.
pub fn build(inputs: &Inputs, options: &Options, watch: &dyn Fn(Stage)) -> Built {
    watch(Stage::Parse);
    let Understood {
        site,
        mut diagnostics,
    } = understand(inputs, options);
    watch(Stage::Assemble);
    let pages: Vec<Page> = enrich::plans(&site)
        .iter()
        .map(|plan| enrich::page(&mut View::new(&site), plan))
        .collect();
    let view = enrich::site_view(&site);
    watch(Stage::Render);
    let config = site.config();
    let built_in = &BuiltIn::SHIPPED;
    let (statics, found) = Statics::load(built_in, &inputs.statics);
    diagnostics.extend(found);
    let (templates, found) = Templates::load(built_in, &inputs.templates, &statics, &config.base);
    diagnostics.extend(found);
    let files: Vec<CopiedFile> = site
        .pictures()
        .values()
        .map(|picture| CopiedFile {
            path: picture.path.trim_start_matches('/').to_owned(),
            bytes: picture.asset.bytes.clone(),
            origin: picture.asset.id.as_str().to_owned(),
        })
        .collect();
    let feed = config.outputs.feed.then(|| feeds::feed(&site)).flatten();
    let sitemap = config
        .outputs
        .sitemap
        .then(|| feeds::sitemap(&site, &pages));
    let rendered = render::render(&Work {
        pages: &pages,
        site: &view,
        base: &config.base,
        templates: &templates,
        statics: &statics,
        files: &files,
        feed: feed.as_ref(),
        sitemap: sitemap.as_deref(),
        cname: config.outputs.cname,
    });
    diagnostics.extend(rendered.diagnostics);
    settle(&site, &mut diagnostics);
    let counts = Counts {
        pages: rendered
            .outputs
            .keys()
            .filter(|path| path.ends_with(".html"))
            .count(),
        terms: site.terms().len(),
        events: site.events().len(),
    };
    Built {
        outputs: rendered.outputs,
        diagnostics,
        counts,
    }
}

/// Gives every diagnostic the severity that the site wants, drops those it does not want, and sorts.
pub fn settle(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    for diagnostic in diagnostics.iter_mut() {
        if let Some(severity) = site.config().lints.get(&diagnostic.code) {
            diagnostic.severity = *severity;
        }
    }
    diagnostics.retain(|diagnostic| diagnostic.severity != Severity::Off);
    diagnostic::sort(diagnostics);
}

/// Returns the texts to which diagnostics may point, by file.
pub fn texts(inputs: &Inputs) -> BTreeMap<SourceId, Arc<str>> {
    inputs
        .settings
        .iter()
        .chain(&inputs.content)
        .chain(&inputs.templates)
        .map(|source| (source.id.clone(), source.text.clone()))
        .collect()
}
