//! What is wrong with what a document refers to: ids that do not exist, numbers and dates that do
//! not agree, links that lead nowhere, amounts in running text that are tied to no figure.
//!
//! Asked once for each document, wherever its texts are shown.

mod amounts;
mod blocks;
mod pictures;
mod references;
mod strays;
mod told;
mod weak;

use super::prose::file_of;
use super::{coverage, status};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::BlockKind;
use crate::document::keys::TimelineChoice;
use crate::document::markdown::Prose;
use crate::document::record::{Article, Event, Figure, Place, Term, TextPage};
use crate::document::yaml::{Block, Step};
use crate::document::{Content, Document};
use crate::site::View;
use crate::site::mentions::Mention;
use crate::source::Span;
use told::Told;

/// Returns what is wrong with the references of a document.
pub fn check(view: &mut View<'_>, document: &Document) -> Vec<Diagnostic> {
    let mut checker = Checker {
        view,
        told: Told::of(&document.diagnostics),
        diagnostics: Vec::new(),
    };
    match &document.content {
        Content::Home(page) | Content::Page(page) => checker.text_page(page),
        Content::Article(article) => checker.article(article),
        Content::Term(term) => checker.term(term),
        Content::Events(events) => {
            for event in events {
                checker.event(event);
            }
        }
        Content::Figures { figures, .. } => {
            for figure in figures {
                checker.figure(figure);
            }
        }
        Content::Sources(_) | Content::Table(_) | Content::Unknown => {}
    }
    checker.diagnostics
}

struct Checker<'w, 'a> {
    view: &'w mut View<'a>,
    /// What was told when the document was read.
    told: Told<'w>,
    diagnostics: Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Names numbers and dates that rest on nothing.
    fn coverage(&mut self, prose: &Prose, mentions: &[Mention]) {
        let claims = coverage::uncovered(prose, mentions);
        if claims.is_empty() {
            return;
        }
        let broken = self.told.texts_of_links(prose);
        for claim in claims {
            if told::holds(&broken, &claim.range) {
                continue;
            }
            let span = prose.span(claim.range);
            let (what, cure) = match claim.is_date {
                true => ("date", "event"),
                false => ("number", "figure"),
            };
            let message = format!("the {what} `{}` rests on no source", claim.written);
            let diagnostic =
                Diagnostic::new(Code::UncoveredClaim, span, message).help(format!(
                    "cite a source in its paragraph, `[@id]`, or make it a reference, `[{}]({cure}:id)`",
                    claim.written
                ));
            self.push(diagnostic);
        }
    }

    fn body(&mut self, prose: &Prose) {
        self.prose(prose);
        let mentions = self.view.mentions(file_of(prose));
        self.coverage(prose, mentions);
    }

    fn article(&mut self, article: &Article) {
        let is_shown = self.view.is_shown(&article.slug);
        if !is_shown {
            return;
        }
        for prose in article.proses() {
            self.prose(prose);
        }
        let mentions = self.view.mentions(&article.block.file);
        self.coverage(&article.body, mentions);
        for question in &article.questions {
            self.coverage(&question.answer, &[]);
        }
        let key = |key: &str, at: usize| [Step::from(key), Step::from(at)];
        for (at, tag) in article.tags.iter().enumerate() {
            self.tag(tag, || article.block.span_at(&key("tags", at)));
        }
        for event in &article.events {
            self.event(event);
        }
        if let TimelineChoice::Query(query) = &article.timeline {
            self.timeline(query, &article.block, &["timeline".into()]);
        }
        let path = vec!["glossary".into(), "exclude".into()];
        self.term_ids(&article.excluded_terms, &article.block, path);
    }

    fn text_page(&mut self, page: &TextPage) {
        self.prose(&page.summary);
        // Other pages of text tell of the site itself, and are their own source.
        match page.slug.as_str() {
            "" => self.body(&page.body),
            _ => self.prose(&page.body),
        }
        let path = vec!["glossary".into(), "exclude".into()];
        self.term_ids(&page.excluded_terms, &page.block, path);
    }

    fn term(&mut self, term: &Term) {
        self.prose(&term.short);
        self.body(&term.body);
        self.term_ids(&term.see_also, &term.block, vec!["see_also".into()]);
        let place = Place {
            block: term.block.clone(),
            path: Vec::new(),
            fingerprint: term.fingerprint,
        };
        self.source_ids(&term.sources, &place);
        self.weak_sources("this entry", &term.sources, || place.at("sources"));
    }

    fn event(&mut self, event: &Event) {
        if let Some(summary) = &event.summary {
            self.prose(summary);
        }
        self.source_ids(&event.sources, &event.place);
        self.weak_sources("this event", &event.sources, || event.place.at("sources"));
        for (at, tag) in event.tags.iter().enumerate() {
            self.tag(tag, || event.place.item("tags", at));
        }
        if let Some(status) = &event.status {
            let unknown = status::unknown(self.view, status, event.place.at("status"));
            unknown.into_iter().for_each(|wrong| self.push(wrong));
        }
    }

    fn figure(&mut self, figure: &Figure) {
        if let Some(note) = &figure.note {
            self.prose(note);
        }
        self.source_ids(&figure.sources, &figure.place);
        self.weak_sources("this figure", &figure.sources, || {
            figure.place.at("sources")
        });
        if let Some(series) = &figure.series
            && self.view.series(series).is_none()
        {
            let known = self.view.all_series().map(|series| series.id.as_str());
            let message = format!("there is no series `{series}`");
            self.push(
                Diagnostic::new(Code::UnknownFigure, figure.place.at("series"), message)
                    .did_you_mean(series, known)
                    .help(format!(
                        "a new series is a record `- series: {series}` with a `title`"
                    )),
            );
        }
    }

    /// A site that gives its tags titles means those tags and no others.
    fn tag(&mut self, tag: &str, span: impl Fn() -> Span) {
        let titles = self.view.titled_tags();
        let is_id = crate::document::is_id(tag);
        if is_id && (titles.len() == 0 || titles.clone().any(|titled| titled == tag)) {
            return;
        }
        let diagnostic =
            Diagnostic::new(Code::UnknownTag, span(), format!("there is no tag `{tag}`"))
                .did_you_mean(tag, titles);
        self.push(match is_id {
            true => diagnostic.help(format!(
                "a new tag gets its title in `site.toml`: `[tags.{tag}]`"
            )),
            false => diagnostic.help("tags are of lower-case letters, digits and hyphens"),
        });
    }

    fn term_ids(&mut self, ids: &[String], block: &Block, path: Vec<Step>) {
        for (at, id) in ids.iter().enumerate() {
            if !self.view.has_term(id) {
                let mut path = path.clone();
                path.push(at.into());
                self.unknown_term(id, block.span_at(&path));
            }
        }
    }

    fn source_ids(&mut self, ids: &[String], place: &Place) {
        for (at, id) in ids.iter().enumerate() {
            if !self.view.has_source(id) {
                self.unknown_source(id, place.item("sources", at));
            }
        }
    }
    fn prose(&mut self, prose: &Prose) {
        for reference in &prose.references {
            self.reference(prose, reference);
        }
        for block in &prose.blocks {
            for inner in block.kind.proses() {
                self.prose(inner);
            }
            match &block.kind {
                BlockKind::Timeline(query) => self.timeline(query, &block.block, &[]),
                BlockKind::Figures(query) => self.figures(query, &block.block),
                BlockKind::Chart(chart) => {
                    let found = super::chart::check(self.view, chart, &block.block);
                    self.diagnostics.extend(found);
                }
                BlockKind::Flow(_) => {}
            }
        }
        self.stray_ids(prose);
        self.pictures(prose);
        if !self.view.lets_html_through() {
            for range in &prose.html {
                self.push(
                    Diagnostic::new(
                        Code::RawHtml,
                        prose.span(range.clone()),
                        "HTML is not let through here",
                    )
                    .help("write it in Markdown; `[markdown] raw_html = true` in `site.toml` lets HTML through"),
                );
            }
        }
        self.bare_figures(prose);
        self.weak_citations(prose);
    }
}
