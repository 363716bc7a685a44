//! Pages with a text: articles, glossary entries, home and the others.

use std::collections::HashSet;
use std::sync::Arc;

use super::apparatus::Apparatus;
use super::chart;
use super::flow;
use super::frame::{Frame, crumbs};
use super::json_ld::Kind;
use super::page::{
    ArticleContent, ArticleLink, Change, Content, EventView, Page, Question, Segment, TermContent,
    TextContent, TocEntry,
};
use super::prose::{self, Marks};
use super::shared::Shared;
use super::shelf::Lookup;
use super::views;
use crate::document::block::{BlockKind, FiguresQuery};
use crate::document::keys::TimelineChoice;
use crate::document::markdown::Prose;
use crate::document::record::{Article, Event, Figure, Term, TextPage};
use crate::document::reference::Target;
use crate::site::{Card, route, usage};
use crate::source::SourceId;

/// Words that an adult reads in a minute (Brysbaert 2019 puts English non-fiction at 238).
const WORDS_PER_MINUTE: usize = 230;

pub(super) fn article(view: &mut Lookup<'_>, article: &Article) -> Page {
    let key_dates = key_dates(view, article);
    let listed = listed(view, &article.body)
        .into_iter()
        .chain(key_dates.iter().map(|event| event.id.clone()));
    let mut apparatus = Apparatus::new(listed);
    let summary = prose::inline(view, &article.summary, &mut apparatus);
    let path = route::article(&article.slug);
    let body = body(
        view,
        &article.body,
        &article.block.file,
        &path,
        &mut apparatus,
    );
    let key_dates = events(view, key_dates, &mut apparatus);
    let questions = article
        .questions
        .iter()
        .enumerate()
        .map(|(at, question)| Question {
            id: format!("question-{}", at + 1),
            question: question.question.clone(),
            answer: prose::inline(view, &question.answer, &mut apparatus),
        })
        .collect();
    let mut changes: Vec<_> = article.changes.iter().collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.date.order_key()));
    let changes = changes
        .into_iter()
        .map(|change| Change {
            date: views::date(&change.date),
            note: prose::inline(view, &change.note, &mut apparatus),
        })
        .collect();
    let words = article.body.plain_text().split_whitespace().count();
    let near = view.neighbours(&article.slug);
    let link = |(at, other): (usize, &Arc<Article>)| views::article_link(other, at + 1);
    let content = ArticleContent {
        summary,
        date: article.date.as_ref().map(views::date),
        updated: article.updated.as_ref().map(views::date),
        tags: article.tags.iter().map(|id| views::tag(view, id)).collect(),
        toc: toc(&article.body),
        body,
        key_dates,
        questions,
        changes,
        place: near.at + 1,
        of: near.of,
        previous: near.previous.map(link),
        next: near.next.map(link),
        related: near.related.into_iter().map(link).collect(),
        authors: article.authors.clone(),
        minutes: words.div_ceil(WORDS_PER_MINUTE).max(1),
    };
    let frame = Frame {
        template: "article.html",
        section: "articles",
        title: article.title.clone(),
        path,
        description: article.summary.plain_text(),
        file: Some(&article.block.file),
        checked: article.checked.as_ref(),
        is_indexable: !article.is_draft,
        breadcrumbs: crumbs(view, &[("Articles", route::ARTICLES)]),
        kind: Kind::Article {
            published: article.date.as_ref(),
            updated: article.updated.as_ref(),
            authors: &article.authors,
        },
    };
    frame.page(view, apparatus, Content::Article(Box::new(content)))
}

/// The events of an article's "Key dates", in the order to show.
fn key_dates<'a>(view: &mut Lookup<'a>, article: &Article) -> Vec<&'a Arc<Event>> {
    match &article.timeline {
        TimelineChoice::Off => Vec::new(),
        TimelineChoice::Query(query) => view.timeline(query).0,
        TimelineChoice::Own => {
            let own = article.events.iter().map(|event| event.id.clone());
            let referred = article
                .body
                .references
                .iter()
                .filter_map(|reference| match &reference.target {
                    Target::Event(id) => Some(id.clone()),
                    _ => None,
                });
            view.in_order(own.chain(referred).collect())
        }
    }
}

pub(super) fn text_page(view: &mut Lookup<'_>, page: &TextPage) -> Page {
    let is_home = page.slug.is_empty();
    let mut apparatus = Apparatus::new(listed(view, &page.body));
    let summary = prose::inline(view, &page.summary, &mut apparatus);
    let path = route::text_page(&page.slug);
    let body = body(view, &page.body, &page.block.file, &path, &mut apparatus);
    let articles = match is_home {
        true => first_articles(view),
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
        path,
        description: page.summary.plain_text(),
        file: Some(&page.block.file),
        checked: page.checked.as_ref(),
        is_indexable: !page.is_draft,
        breadcrumbs: if is_home {
            Vec::new()
        } else {
            crumbs(view, &[])
        },
        kind: if is_home {
            Kind::WebSite
        } else {
            Kind::WebPage
        },
    };
    frame.page(view, apparatus, Content::Text(content))
}

/// So many articles are shown where they are not the subject.
const FIRST: usize = 50;

/// The first articles in reading order.
pub(super) fn first_articles(view: &mut Lookup<'_>) -> Vec<ArticleLink> {
    articles(view, 0, FIRST)
}

/// So many articles in reading order, from a place on.
pub(super) fn articles(view: &mut Lookup<'_>, from: usize, most: usize) -> Vec<ArticleLink> {
    let numbered = view.articles().iter().enumerate().skip(from).take(most);
    numbered
        .map(|(at, article)| views::article_link(article, at + 1))
        .collect()
}

/// Returns the aliases that readers should know: not those that only decline or spell otherwise what was named
/// before, which are there so that texts are linked.
fn other_names(name: &str, aliases: &[String]) -> Vec<String> {
    let stems = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric());
        // What stands behind an apostrophe is a letter alone.
        let words = words.filter(|word| word.chars().nth(1).is_some());
        words
            .map(|word| word.to_lowercase().chars().take(STEM).collect())
            .collect()
    };
    let mut known: HashSet<String> = stems(name).into_iter().collect();
    let aliases = aliases.iter().filter(|alias| {
        let before = known.len();
        known.extend(stems(alias));
        known.len() > before
    });
    aliases.cloned().collect()
}

/// So many letters of a word stay the same when it is declined.
const STEM: usize = 4;

pub(super) fn term(view: &mut Lookup<'_>, term: &Term) -> Page {
    let mut apparatus = Apparatus::new(listed(view, &term.body));
    let path = route::term(&term.id);
    let body = body(view, &term.body, &term.block.file, &path, &mut apparatus);
    let see_also: Vec<_> = term
        .see_also
        .iter()
        .filter_map(|id| view.card(id))
        .collect();
    let users = view.users(usage::Kind::Term, &term.id);
    let content = TermContent {
        aliases: other_names(&term.name, &term.aliases),
        offices: term.offices.iter().map(views::office).collect(),
        body,
        see_also: see_also
            .into_iter()
            .map(|other| views::term(view, other))
            .collect(),
        own_sources: views::sources(view, &term.sources),
        used_in: views::users(view, &users),
        term: views::term(view, Card::of(term)),
    };
    let title = content.term.heading.clone();
    let frame = Frame {
        template: "term.html",
        section: "glossary",
        title: title.clone(),
        path,
        description: content.term.short_text.clone(),
        file: Some(&term.block.file),
        checked: None,
        is_indexable: true,
        breadcrumbs: crumbs(view, &[("Glossary", route::GLOSSARY)]),
        kind: Kind::DefinedTerm { name: &term.name },
    };
    frame.page(view, apparatus, Content::Term(content))
}

/// The events that the blocks of a text show.
fn listed(view: &mut Lookup<'_>, body: &Prose) -> Vec<String> {
    let mut listed = Vec::new();
    for block in &body.blocks {
        if let BlockKind::Timeline(query) = &block.kind {
            listed.extend(
                view.timeline(query)
                    .0
                    .into_iter()
                    .map(|event| event.id.clone()),
            );
        }
    }
    listed
}

fn body(
    view: &mut Lookup<'_>,
    body: &Prose,
    file: &SourceId,
    path: &str,
    apparatus: &mut Apparatus,
) -> Vec<Segment> {
    let mentions = view.mentions(file);
    let mut blocks = |at: usize, marks: &mut Marks<'_>, view: &mut Lookup<'_>| {
        let Marks::OfPage(apparatus) = marks else {
            return None;
        };
        let block = &body.blocks[at];
        Some(match &block.kind {
            BlockKind::Chart(chart) => Segment::Chart {
                chart: Box::new(chart::make(view, chart, &block.block, path, apparatus)?),
            },
            BlockKind::Flow(flow) => Segment::Flow {
                flow: Box::new(flow::make(view, flow, apparatus)?),
            },
            BlockKind::Timeline(query) => {
                let found = view.timeline(query).0;
                Segment::Timeline {
                    events: events(view, found, apparatus),
                }
            }
            BlockKind::Figures(query) => {
                let found = figures(view, query);
                let figures = found
                    .into_iter()
                    .map(|figure| views::figure(view, figure))
                    .collect();
                Segment::Figures { figures }
            }
        })
    };
    prose::segments(view, body, mentions, apparatus, &mut blocks)
}

fn events(
    view: &mut Lookup<'_>,
    events: Vec<&Arc<Event>>,
    apparatus: &mut Apparatus,
) -> Vec<Shared<EventView>> {
    events
        .into_iter()
        .map(|event| views::event(view, event, apparatus.anchor(&event.id)))
        .collect()
}

fn figures<'a>(view: &mut Lookup<'a>, query: &FiguresQuery) -> Vec<&'a Arc<Figure>> {
    let mut figures: Vec<_> = query
        .figures
        .iter()
        .filter_map(|id| view.figure(id))
        .collect();
    if let Some(series) = &query.series {
        figures.extend(view.figures_of_series(series));
    }
    figures
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
