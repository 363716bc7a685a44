//! Records as templates see them. Texts in records have plain links, so a record looks the same on
//! every page that shows it.

use std::sync::Arc;

use super::page::{
    ArticleLink, DateView, EventView, FigureView, Link, OfficeView, SourceView, TagView, TermView,
    Users,
};
use super::shared::Shared;
use super::shelf::Lookup;
use super::{prose, status};
use crate::document::date::Date;
use crate::document::record::{Article, Event, Figure, Office, SourceRecord};
use crate::site::usage::User;
use crate::site::{Card, capitalised, route};

pub(super) fn date(date: &Date) -> DateView {
    DateView {
        text: date.prose(),
        datetime: date.datetime(),
    }
}

pub(super) fn term(view: &mut Lookup<'_>, term: Card<'_>) -> Shared<TermView> {
    view.shown_term(term.id, |view| TermView {
        id: term.id.to_owned(),
        name: term.name.to_owned(),
        heading: capitalised(term.name),
        short: prose::plain(view, term.short),
        short_text: term.short.plain_text(),
        kind: term.kind.name(),
        path: route::term(term.id),
    })
}

pub(super) fn office(office: &Office) -> OfficeView {
    OfficeView {
        title: office.title.clone(),
        from: office.from.as_ref().map(date),
        until: office.until.as_ref().map(date),
    }
}

pub(super) fn source(view: &mut Lookup<'_>, source: &SourceRecord) -> Shared<SourceView> {
    view.shown_source(&source.id, |view| SourceView {
        id: source.id.clone(),
        title: source.title.clone(),
        publisher: source.publisher.clone(),
        published: source.published.as_ref().map(date),
        url: source.url.clone(),
        archived: source.archived.clone(),
        kind: source.kind.map(|kind| kind.name()).unwrap_or_default(),
        is_weak: source.is_weak,
        checked: source.checked.as_ref().map(date),
        note: source.note.clone(),
        path: view.source_path(&source.id),
    })
}

pub(super) fn sources(view: &mut Lookup<'_>, ids: &[String]) -> Vec<Shared<SourceView>> {
    let mut sources = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(found) = view.source(id) {
            sources.push(source(view, found));
        }
    }
    sources
}

/// A tag beside an article or event; how many events have it matters only in lists of tags.
pub(super) fn tag(view: &mut Lookup<'_>, id: &str) -> TagView {
    TagView {
        id: id.to_owned(),
        title: view.tag_title(id),
        path: view.has_tag(id).then(|| route::tag(id)),
        count: 0,
    }
}

pub(super) fn event(view: &mut Lookup<'_>, event: &Event, has_anchor: bool) -> Shared<EventView> {
    view.shown_event(&event.id, has_anchor, |view| EventView {
        id: event.id.clone(),
        has_anchor,
        path: view.event_path(event),
        date: date(&event.date),
        title: event.title.clone(),
        summary: event
            .summary
            .as_ref()
            .map(|text| prose::plain(view, text))
            .unwrap_or_default(),
        sources: sources(view, &event.sources),
        tags: event.tags.iter().map(|id| tag(view, id)).collect(),
        status: status::of(view, event),
        confidence: event
            .confidence
            .map(|confidence| confidence.name())
            .unwrap_or_default(),
    })
}

pub(super) fn figure(view: &mut Lookup<'_>, figure: &Figure) -> Shared<FigureView> {
    view.shown_figure(&figure.id, |view| FigureView {
        id: figure.id.clone(),
        path: view.figure_path(figure),
        label: figure.label.clone(),
        value: figure.quantity.house_form(),
        data_value: figure.quantity.in_single_units(),
        as_of: date(&figure.as_of),
        measures: figure.measures.trim_end_matches('.').to_owned(),
        note: figure
            .note
            .as_ref()
            .map(|text| prose::plain(view, text))
            .unwrap_or_default(),
        sources: sources(view, &figure.sources),
        used_in: Users::default(),
    })
}

/// So many pages that use something are shown in lists of many things, and where it stands alone.
pub(super) const MOST_USERS: usize = 100;

pub(super) fn users(view: &mut Lookup<'_>, users: &[Arc<User>]) -> Users {
    let shown = users.iter().take(MOST_USERS);
    Users {
        links: shown
            .map(|user| Link {
                title: user.title.clone(),
                path: view.user_path(user),
            })
            .collect(),
        more: users.len().saturating_sub(MOST_USERS),
    }
}

pub(super) fn article_link(article: &Article, place: usize) -> ArticleLink {
    ArticleLink {
        title: article.title.clone(),
        path: route::article(&article.slug),
        summary: article.summary.plain_text(),
        place,
    }
}
