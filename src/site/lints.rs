//! What is odd about a site as a whole: titles that two pages share, sources on which nothing rests,
//! terms to which nothing links, and, on a given day, what has grown old.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Site;
use super::delta::Delta;
use super::usage::Kind;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::date::Day;
use crate::document::record::{Figure, SourceRecord};
use crate::document::reference::Target;
use crate::document::yaml::Block;
use crate::document::{Content, Document};
use crate::source::SourceId;

/// What is odd at any time.
#[derive(Debug, Default)]
pub(super) struct Oddities {
    titles: Vec<Diagnostic>,
    sources: Vec<Diagnostic>,
    terms: Vec<Diagnostic>,
}

impl Oddities {
    /// Looks for what is odd. Where nothing has changed on which it depends, it is as it was.
    pub(super) fn find(site: &Site, before: Option<(&Site, &Delta)>) -> Self {
        let kept = |keeps: fn(&Site, &Site, &Delta) -> bool| {
            let kept = before.filter(|(before, delta)| keeps(site, before, delta));
            kept.map(|(before, _)| &before.oddities)
        };
        let look = |look: fn(&Site, &mut Vec<Diagnostic>)| {
            let mut found = Vec::new();
            look(site, &mut found);
            found
        };
        Self {
            titles: match kept(keeps_titles) {
                Some(kept) => kept.titles.clone(),
                None => look(duplicate_titles),
            },
            sources: match kept(keeps_sources) {
                Some(kept) => kept.sources.clone(),
                None => look(orphan_sources),
            },
            terms: match kept(keeps_terms) {
                Some(kept) => kept.terms.clone(),
                None => look(unlinked_terms),
            },
        }
    }

    pub(super) fn report(&self, diagnostics: &mut Vec<Diagnostic>) {
        for found in [&self.titles, &self.sources, &self.terms] {
            diagnostics.extend(found.iter().cloned());
        }
    }
}

fn keeps_titles(_: &Site, before: &Site, delta: &Delta) -> bool {
    let is_titled_alike =
        |pair: &(Arc<Document>, Arc<Document>)| title(&pair.0.content) == title(&pair.1.content);
    // What is said of a title points into its file.
    let is_told = |file: &SourceId| {
        let told = before.oddities.titles.iter();
        let mut spans = told.flat_map(|found| {
            let labels = found.labels.iter().map(|(span, _)| span);
            found.span.iter().chain(labels)
        });
        spans.any(|span| span.file == *file)
    };
    let replaced = &delta.replaced;
    !delta.has_moved
        && replaced.iter().all(is_titled_alike)
        && !replaced.iter().any(|(_, now)| is_told(&now.id))
}

fn title(content: &Content) -> Option<&str> {
    match content {
        Content::Article(article) => Some(&article.title),
        Content::Home(page) | Content::Page(page) => Some(&page.title),
        _ => None,
    }
}

fn keeps_sources(site: &Site, before: &Site, delta: &Delta) -> bool {
    let is_shown = |pair: &(Arc<Document>, Arc<Document>)| match &pair.1.content {
        Content::Article(article) => site.is_shown(&article.slug),
        _ => true,
    };
    Arc::ptr_eq(&site.timeline, &before.timeline)
        && Arc::ptr_eq(&site.figures, &before.figures)
        && Arc::ptr_eq(&site.sources, &before.sources)
        && !delta.has_moved
        && delta.replaced.iter().all(is_shown)
        && !site.usage.has_changed(Kind::Source)
}

fn keeps_terms(site: &Site, before: &Site, _: &Delta) -> bool {
    Arc::ptr_eq(&site.texts.terms, &before.texts.terms) && !site.usage.has_changed(Kind::Term)
}

fn duplicate_titles(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let articles = site.articles().iter();
    let articles = articles.map(|article| (article.title.as_str(), &article.block));
    let pages = site.home().into_iter().chain(site.pages());
    let pages = pages.map(|page| (page.title.as_str(), &page.block));
    let mut seen: HashMap<String, &Block> = HashMap::new();
    for (title, block) in articles.chain(pages).filter(|(title, _)| !title.is_empty()) {
        let title_of = |block: &Block| block.span_at(&["title".into()]);
        match seen.get(&title.to_lowercase()) {
            Some(first) => {
                let message = format!("another page has the title `{title}`");
                diagnostics.push(
                    Diagnostic::new(Code::DuplicateTitle, title_of(block), message)
                        .label(title_of(first), "here it stands first")
                        .help("say in the title what sets the page apart"),
                );
            }
            None => {
                seen.insert(title.to_lowercase(), block);
            }
        }
    }
}

/// A source that only a draft cites is waiting for it.
fn orphan_sources(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let events = site.events().iter().flat_map(|event| &event.sources);
    let figures = site.figures().iter().flat_map(|figure| &figure.sources);
    let mut used: BTreeSet<&str> = events.chain(figures).map(String::as_str).collect();
    for document in site.documents() {
        let Content::Article(article) = &document.content else {
            continue;
        };
        if site.is_shown(&article.slug) {
            continue;
        }
        used.extend(
            article
                .events
                .iter()
                .flat_map(|event| &event.sources)
                .map(String::as_str),
        );
        for reference in article.proses().flat_map(|prose| &prose.references) {
            if let Target::Citation(cites) = &reference.target {
                used.extend(cites.iter().map(|cite| cite.id.as_str()));
            }
        }
    }
    for source in site.sources() {
        let is_used =
            used.contains(source.id.as_str()) || site.usage.is_used(Kind::Source, &source.id);
        if !is_used {
            let message = format!("nothing rests on the source `{}`", source.id);
            diagnostics.push(
                Diagnostic::new(Code::OrphanSource, source.place.at("id"), message)
                    .help(format!("cite it, `[@{}]`, or remove it", source.id)),
            );
        }
    }
}

fn unlinked_terms(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    for term in site.terms() {
        if !site.usage.is_used(Kind::Term, &term.id) && !term.name.is_empty() {
            let span = term.block.span_at(&["term".into()]);
            let message = format!("no text links to the term `{}`", term.name);
            diagnostics.push(Diagnostic::new(Code::UnlinkedTerm, span, message).help(format!(
                "use the word in a text, add as `aliases` what the texts say, or link it: `[words](term:{})`",
                term.id
            )));
        }
    }
}

/// Returns what has grown older than the settings allow, as of a day.
pub fn stale(site: &Site, today: Day) -> Vec<Diagnostic> {
    let ages = site.config().ages;
    let mut found = Vec::new();
    if let Some(days) = ages.source_days {
        let sources = site.sources();
        found.extend(sources.filter_map(|source| stale_source(source, today, days)));
    }
    if let Some(days) = ages.figure_days {
        let newest = newest_of_series(site);
        for figure in site.figures() {
            let series = figure.series.as_deref().unwrap_or_default();
            let day = figure.as_of.latest();
            let is_past = newest.get(series).is_some_and(|newest| day < Some(*newest));
            if !is_past {
                found.extend(stale_figure(figure, today, days));
            }
        }
    }
    found
}

fn stale_source(source: &SourceRecord, today: Day, days: u32) -> Option<Diagnostic> {
    let id = &source.id;
    let Some(checked) = &source.checked else {
        let message = format!("nobody has checked the source `{id}` yet");
        return Some(
            Diagnostic::new(Code::StaleSource, source.place.at("id"), message)
                .help("look at it, and add `checked:` with the day"),
        );
    };
    let age = today.number() - checked.latest()?.number();
    (age > i64::from(days)).then(|| {
        let date = checked.prose();
        let message = format!("the source `{id}` was last checked {age} days ago ({date})");
        Diagnostic::new(Code::StaleSource, source.place.at("checked"), message)
            .help("look whether it is still there and says the same, and write the day")
    })
}

/// What a series measures over time is past by nature; its newest figure is not.
fn newest_of_series(site: &Site) -> BTreeMap<&str, Day> {
    let mut newest: BTreeMap<&str, Day> = BTreeMap::new();
    for figure in site.figures() {
        if let (Some(series), Some(day)) = (&figure.series, figure.as_of.latest()) {
            let known = newest.entry(series).or_insert(day);
            *known = day.max(*known);
        }
    }
    newest
}

fn stale_figure(figure: &Figure, today: Day, days: u32) -> Option<Diagnostic> {
    let age = today.number() - figure.as_of.latest()?.number();
    (age > i64::from(days)).then(|| {
        let message = format!("the figure `{}` is {age} days old", figure.id);
        Diagnostic::new(Code::StaleFigure, figure.place.at("as_of"), message)
            .help("look whether there is a newer one, with its source")
    })
}
