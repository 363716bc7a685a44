//! The order of the stages. Values in, values out: reads no disk and prints nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::config::{self, Base};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::document::{self, Document};
use crate::enrich;
use crate::load::Inputs;
use crate::site::{self, Site};
use crate::source::SourceId;

/// What a run asks for besides the content.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Takes the place of `base_url`.
    pub base: Option<Base>,
    /// Whether drafts are shown.
    pub drafts: bool,
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
        &mut diagnostics,
    );
    for document in site.documents() {
        diagnostics.extend(enrich::check(&site, document));
    }
    Understood { site, diagnostics }
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
