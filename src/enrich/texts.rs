//! Pages with a text: articles, glossary entries, home and the others.

use std::collections::BTreeSet;

use super::apparatus::Apparatus;
use super::frame::{Frame, crumbs};
use super::json_ld::Kind;
use super::page::{
    ArticleContent, ArticleLink, Change, Content, EventView, Page, Question, Segment, TermContent,
    TextContent, TocEntry,
};
use super::prose::{self, Marks};
use super::views;
use crate::document::block::{BlockKind, FiguresQuery};
use crate::document::keys::TimelineChoice;
use crate::document::markdown::Prose;
use crate::document::record::{Article, Event, Figure, Term, TextPage};
use crate::document::reference::Target;
use crate::site::{Site, route, usage};
use crate::source::SourceId;

/// Words that an adult reads in a minute (Brysbaert 2019 puts English non-fiction at 238).
const WORDS_PER_MINUTE: usize = 230;

pub(super) fn article(site: &Site, article: &Article, at: usize) -> Page {
    let key_dates = key_dates(site, article);
    let listed = listed(site, &article.body)
        .into_iter()
        .chain(key_dates.iter().map(|event| event.id.clone()));
    let mut apparatus = Apparatus::new(listed);
    let summary = prose::inline(site, &article.summary, &mut apparatus);
    let body = body(site, &article.body, &article.block.file, &mut apparatus);
    let key_dates = events(site, key_dates, &mut apparatus);
    let questions = article
        .questions
        .iter()
        .enumerate()
        .map(|(at, question)| Question {
            id: format!("question-{}", at + 1),
            question: question.question.clone(),
            answer: prose::inline(site, &question.answer, &mut apparatus),
        })
        .collect();
    let mut changes: Vec<_> = article.changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.date.order_key()));
    let changes = changes
        .into_iter()
        .map(|change| Change {
            date: views::date(&change.date),
            note: prose::inline(site, &change.note, &mut apparatus),
        })
        .collect();
    let words = article.body.plain_text().split_whitespace().count();
    let content = ArticleContent {
        summary,
        date: article.date.as_ref().map(views::date),
        updated: article.updated.as_ref().map(views::date),
        tags: article.tags.iter().map(|id| views::tag(site, id)).collect(),
        toc: toc(&article.body),
        body,
        key_dates,
        questions,
        changes,
        place: at + 1,
        of: site.articles().len(),
        previous: neighbour(site, at.checked_sub(1)),
        next: neighbour(site, at.checked_add(1)),
        related: related(site, article),
        authors: article.authors.clone(),
        minutes: words.div_ceil(WORDS_PER_MINUTE).max(1),
    };
    let frame = Frame {
        template: "article.html",
        section: "articles",
        title: article.title.clone(),
        path: route::article(&article.slug),
        description: article.summary.plain_text(),
        file: Some(&article.block.file),
        checked: article.checked.as_ref(),
        is_indexable: !article.is_draft,
        breadcrumbs: crumbs(site, &[("Articles", route::ARTICLES)]),
        kind: Kind::Article {
            published: article.date.as_ref(),
            updated: article.updated.as_ref(),
            authors: &article.authors,
        },
    };
    frame.page(site, apparatus, Content::Article(content))
}

fn neighbour(site: &Site, at: Option<usize>) -> Option<ArticleLink> {
    let at = at?;
    Some(views::article_link(site.articles().get(at)?, at + 1))
}

/// At most three articles that share most tags, in reading order where they share as many.
fn related(site: &Site, article: &Article) -> Vec<ArticleLink> {
    let own: BTreeSet<&str> = article.tags.iter().map(String::as_str).collect();
    let mut scored: Vec<(usize, usize)> = site
        .articles()
        .iter()
        .enumerate()
        .filter(|(_, other)| other.slug != article.slug)
        .map(|(at, other)| {
            (
                other
                    .tags
                    .iter()
                    .filter(|tag| own.contains(tag.as_str()))
                    .count(),
                at,
            )
        })
        .filter(|(shared, _)| *shared > 0)
        .collect();
    scored.sort_by_key(|(shared, at)| (std::cmp::Reverse(*shared), *at));
    scored
        .into_iter()
        .take(3)
        .map(|(_, at)| views::article_link(&site.articles()[at], at + 1))
        .collect()
}

/// The events of an article's "Key dates", in the order to show.
fn key_dates<'a>(site: &'a Site, article: &Article) -> Vec<&'a Event> {
    match &article.timeline {
        TimelineChoice::Off => Vec::new(),
        TimelineChoice::Query(query) => site
            .timeline(query)
            .0
            .into_iter()
            .map(|event| &**event)
            .collect(),
        TimelineChoice::Own => {
            let own = article.events.iter().map(|event| event.id.as_str());
            let referred = article
                .body
                .references
                .iter()
                .filter_map(|reference| match &reference.target {
                    Target::Event(id) => Some(id.as_str()),
                    _ => None,
                });
            let positions: BTreeSet<usize> = own
                .chain(referred)
                .filter_map(|id| site.event_position(id))
                .collect();
            positions
                .into_iter()
                .map(|at| &*site.events()[at])
                .collect()
        }
    }
}

pub(super) fn text_page(site: &Site, page: &TextPage) -> Page {
    let is_home = page.slug.is_empty();
    let mut apparatus = Apparatus::new(listed(site, &page.body));
    let summary = prose::inline(site, &page.summary, &mut apparatus);
    let body = body(site, &page.body, &page.block.file, &mut apparatus);
    let articles = match is_home {
        true => articles(site),
        false => Vec::new(),
    };
    let content = TextContent {
        summary,
        body,
        toc: toc(&page.body),
        articles,
    };
    let frame = Frame {
        template: if is_home { "home.html" } else { "page.html" },
        section: match page.slug.as_str() {
            "" => "home",
            "about" => "about",
            _ => "",
        },
        title: page.title.clone(),
        path: route::text_page(&page.slug),
        description: page.summary.plain_text(),
        file: Some(&page.block.file),
        checked: page.checked.as_ref(),
        is_indexable: !page.is_draft,
        breadcrumbs: if is_home {
            Vec::new()
        } else {
            crumbs(site, &[])
        },
        kind: if is_home {
            Kind::WebSite
        } else {
            Kind::WebPage
        },
    };
    frame.page(site, apparatus, Content::Text(content))
}

/// All articles in reading order.
pub(super) fn articles(site: &Site) -> Vec<ArticleLink> {
    let numbered = site.articles().iter().enumerate();
    numbered
        .map(|(at, article)| views::article_link(article, at + 1))
        .collect()
}

pub(super) fn term(site: &Site, term: &Term) -> Page {
    let mut apparatus = Apparatus::new(listed(site, &term.body));
    let body = body(site, &term.body, &term.block.file, &mut apparatus);
    let see_also = term.see_also.iter().filter_map(|id| site.term(id));
    let view = views::term(site, term);
    let content = TermContent {
        aliases: term.aliases.clone(),
        offices: term.offices.iter().map(views::office).collect(),
        body,
        see_also: see_also.map(|other| views::term(site, other)).collect(),
        own_sources: views::sources(site, &term.sources),
        used_in: views::users(site.usage().of(usage::Kind::Term, &term.id)),
        term: view,
    };
    let title = content.term.heading.clone();
    let frame = Frame {
        template: "term.html",
        section: "glossary",
        title: title.clone(),
        path: route::term(&term.id),
        description: content.term.short_text.clone(),
        file: Some(&term.block.file),
        checked: None,
        is_indexable: true,
        breadcrumbs: crumbs(site, &[("Glossary", route::GLOSSARY)]),
        kind: Kind::DefinedTerm { name: &term.name },
    };
    frame.page(site, apparatus, Content::Term(content))
}

/// The events that the blocks of a text show.
fn listed(site: &Site, body: &Prose) -> Vec<String> {
    let mut listed = Vec::new();
    for block in &body.blocks {
        if let BlockKind::Timeline(query) = &block.kind {
            listed.extend(
                site.timeline(query)
                    .0
                    .into_iter()
                    .map(|event| event.id.clone()),
            );
        }
    }
    listed
}

fn body(site: &Site, body: &Prose, file: &SourceId, apparatus: &mut Apparatus) -> Vec<Segment> {
    let mut blocks = |at: usize, marks: &mut Marks<'_>| {
        let Marks::OfPage(apparatus) = marks else {
            return None;
        };
        Some(match &body.blocks[at].kind {
            BlockKind::Timeline(query) => {
                let found = site.timeline(query).0;
                let found = found.into_iter().map(|event| &**event).collect();
                Segment::Timeline {
                    events: events(site, found, apparatus),
                }
            }
            BlockKind::Figures(query) => Segment::Figures {
                figures: figures(site, query)
                    .map(|figure| views::figure(site, figure))
                    .collect(),
            },
        })
    };
    prose::segments(site, body, site.mentions(file), apparatus, &mut blocks)
}

fn events(site: &Site, events: Vec<&Event>, apparatus: &mut Apparatus) -> Vec<EventView> {
    events
        .into_iter()
        .map(|event| views::event(site, event, apparatus.anchor(&event.id)))
        .collect()
}

fn figures<'a>(site: &'a Site, query: &'a FiguresQuery) -> impl Iterator<Item = &'a Figure> {
    let named = query.figures.iter().filter_map(|id| site.figure(id));
    let of_series = query
        .series
        .iter()
        .flat_map(|id| site.figures_of_series(id));
    named.chain(of_series).map(|figure| &**figure)
}

fn toc(body: &Prose) -> Vec<TocEntry> {
    body.headings
        .iter()
        .filter(|heading| matches!(heading.level, 2 | 3))
        .map(|heading| TocEntry {
            level: heading.level,
            title: heading.title.clone(),
            anchor: heading.anchor.clone(),
        })
        .collect()
}
