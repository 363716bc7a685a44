//! Records as templates see them. Texts in records have plain links, so a record looks the same on
//! every page that shows it.

use std::sync::Arc;

use super::page::{
    ArticleLink, DateView, EventView, FigureView, Link, OfficeView, SourceView, TagView, TermView,
    Users,
};
use super::{prose, status};
use crate::document::date::Date;
use crate::document::record::{Article, Event, Figure, Office, SourceRecord};
use crate::site::usage::User;
use crate::site::{Card, View, capitalised, route};

pub(super) fn date(date: &Date) -> DateView {
    DateView {
        text: date.prose(),
        datetime: date.datetime(),
    }
}

pub(super) fn term(view: &mut View<'_>, term: Card<'_>) -> TermView {
    TermView {
        id: term.id.to_owned(),
        name: term.name.to_owned(),
        heading: capitalised(term.name),
        short: prose::plain(view, term.short),
        short_text: term.short.plain_text(),
        kind: term.kind.name(),
        path: route::term(term.id),
        backrefs: Vec::new(),
    }
}

pub(super) fn office(office: &Office) -> OfficeView {
    OfficeView {
        title: office.title.clone(),
        from: office.from.as_ref().map(date),
        until: office.until.as_ref().map(date),
    }
}

pub(super) fn source(view: &mut View<'_>, source: &SourceRecord) -> SourceView {
    SourceView {
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
    }
}

pub(super) fn sources(view: &mut View<'_>, ids: &[String]) -> Vec<SourceView> {
    let mut sources = Vec::with_capacity(ids.len());
    for id in ids {
        if let Some(found) = view.source(id) {
            sources.push(source(view, found));
        }
    }
    sources
}

/// A tag beside an article or event; how many events have it matters only in lists of tags.
pub(super) fn tag(view: &mut View<'_>, id: &str) -> TagView {
    TagView {
        id: id.to_owned(),
        title: view.tag_title(id),
        path: view.has_tag(id).then(|| route::tag(id)),
        count: 0,
    }
}

pub(super) fn event(view: &mut View<'_>, event: &Event, has_anchor: bool) -> EventView {
    EventView {
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
    }
}

pub(super) fn figure(view: &mut View<'_>, figure: &Figure) -> FigureView {
    FigureView {
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
    }
}

/// So many pages that use something are shown in lists of many things, and where it stands alone.
pub(super) const MOST_USERS: usize = 100;

pub(super) fn users(view: &mut View<'_>, users: &[Arc<User>]) -> Users {
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
