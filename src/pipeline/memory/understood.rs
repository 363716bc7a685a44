//! Documents as they were parsed and checked.

use std::sync::Arc;

use rayon::prelude::*;

use super::super::{Options, Work};
use crate::config;
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::enrich;
use crate::load::Inputs;
use crate::site::{self, Asked, Changes, Questions, Site, View};
use crate::source::{Source, SourceId};

/// What was understood of the content, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Understanding {
    /// In the order of the sources.
    parsed: Vec<Parsed>,
    /// In the order of the documents.
    checked: Vec<Checked>,
    /// What the checks asked.
    asked: Asked,
    /// What assembling said.
    assembled: Vec<Diagnostic>,
    /// All that is wrong, unsettled.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A text with what was made of it.
#[derive(Debug)]
struct Parsed {
    id: SourceId,
    text: Arc<str>,
    document: Arc<Document>,
}

/// A document whose references were checked.
#[derive(Debug)]
struct Checked {
    document: Arc<Document>,
    questions: Questions,
    diagnostics: Vec<Diagnostic>,
}

impl Understanding {
    /// Parses what has changed and assembles the site.
    pub(super) fn assemble(
        &mut self,
        inputs: &Inputs,
        options: &Options,
        before: Option<Site>,
        work: &mut Work,
    ) -> Site {
        self.assembled = inputs.diagnostics.clone();
        let settings = inputs.settings.iter();
        self.assembled
            .extend(settings.flat_map(document::hidden::characters));
        let config = config::read(
            inputs.settings.as_ref(),
            options.base.as_ref(),
            &mut self.assembled,
        );
        work.parsed += self.parse(&inputs.content);
        let documents: Vec<Arc<Document>> = self
            .parsed
            .iter()
            .map(|parsed| parsed.document.clone())
            .collect();
        for document in &documents {
            self.assembled.extend(document.diagnostics.iter().cloned());
        }
        let settings = site::Settings {
            drafts: options.drafts,
        };
        let site = site::assemble(
            config,
            documents,
            &inputs.assets,
            settings,
            before,
            &mut self.assembled,
        );
        if let Some(today) = options.today {
            self.assembled.extend(site::stale(&site, today));
        }
        site
    }

    /// Parses the texts that are not the same as before, and returns how many that were.
    fn parse(&mut self, sources: &[Source]) -> usize {
        let before = std::mem::take(&mut self.parsed);
        let mut finder = Finder::default();
        let kept: Vec<Option<Arc<Document>>> = sources
            .iter()
            .map(|source| {
                let at = finder.find(&before, |parsed| &parsed.id, &source.id)?;
                let known = &before[at];
                let is_same = Arc::ptr_eq(&known.text, &source.text) || known.text == source.text;
                is_same.then(|| known.document.clone())
            })
            .collect();
        drop(before);
        let count = kept.iter().filter(|kept| kept.is_none()).count();
        self.parsed = sources
            .par_iter()
            .zip(kept)
            .map(|(source, kept)| Parsed {
                id: source.id.clone(),
                text: source.text.clone(),
                document: kept.unwrap_or_else(|| Arc::new(document::parse(source))),
            })
            .collect();
        count
    }

    /// Checks the documents that have changed or whose questions have other answers now; `view` is how
    /// they ask.
    pub(super) fn check<'s>(
        &mut self,
        site: &'s Site,
        view: fn(&'s Site) -> View<'s>,
        changes: &Changes,
        work: &mut Work,
    ) {
        let before = std::mem::take(&mut self.checked);
        let mut finder = Finder::default();
        let places: Vec<Option<usize>> = site
            .documents()
            .iter()
            .map(|document| finder.find(&before, |checked| &checked.document.id, &document.id))
            .collect();
        let may_touch = changes.may_touch(&self.asked);
        let mut before: Vec<Option<Checked>> = before.into_iter().map(Some).collect();
        let kept: Vec<Option<Checked>> = places
            .into_iter()
            .zip(site.documents())
            .map(|(at, document)| {
                let known = before[at?].take()?;
                let is_kept = Arc::ptr_eq(&known.document, document)
                    && !(may_touch && changes.touch(&known.questions, site));
                is_kept.then_some(known)
            })
            .collect();
        let missing = kept.iter().enumerate().filter(|(_, kept)| kept.is_none());
        let missing: Vec<usize> = missing.map(|(at, _)| at).collect();
        work.checked += missing.len();
        self.checked = site
            .documents()
            .par_iter()
            .zip(kept)
            .map(|(document, kept)| kept.unwrap_or_else(|| Checked::new(view(site), document)))
            .collect();
        for at in missing {
            self.asked.add(&self.checked[at].questions);
        }
        self.diagnostics.clone_from(&self.assembled);
        for checked in &self.checked {
            self.diagnostics.extend(checked.diagnostics.iter().cloned());
        }
    }
}

impl Checked {
    fn new(mut view: View<'_>, document: &Arc<Document>) -> Self {
        let diagnostics = enrich::check(&mut view, document);
        Self {
            document: document.clone(),
            questions: view.into_questions(),
            diagnostics,
        }
    }
}

/// Finds things of before for things of now, where both stand in nearly the same order. What is not
/// found where it should be in a sorted list counts as new, which costs time and nothing else.
#[derive(Default)]
struct Finder {
    next: usize,
}

impl Finder {
    fn find<T>(
        &mut self,
        before: &[T],
        id: impl Fn(&T) -> &SourceId,
        wanted: &SourceId,
    ) -> Option<usize> {
        let is_next = before.get(self.next).is_some_and(|one| id(one) == wanted);
        let at = match is_next {
            true => self.next,
            false => before.binary_search_by(|one| id(one).cmp(wanted)).ok()?,
        };
        self.next = at + 1;
        Some(at)
    }
}
