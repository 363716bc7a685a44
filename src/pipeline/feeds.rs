//! What the feeds, the sitemap and `llms.txt` list. Dates come from the content; there is no clock.

use std::collections::HashMap;

use crate::document::date::Date;
use crate::document::date::{Known, Point};
use crate::document::record::Article;
use crate::document::record::Event;
use crate::reach::plain;
use crate::render::{EventEntry, EventFeed, Feed, FeedEntry, Guide, GuideEntry, SitemapEntry};
use crate::site::{Site, View, route};

/// So many entries are in a feed. Readers ask again and again, and want what is new; a program that
/// wants everything has the data files.
const NEWEST: usize = 200;

/// Returns the feed of articles, the latest first; none where no article has a date.
pub(super) fn feed(site: &Site) -> Option<Feed> {
    let mut dated: Vec<(&Article, &Date)> = site
        .articles()
        .iter()
        .filter_map(|article| Some((&**article, changed(article)?)))
        .collect();
    dated.sort_by_key(|(_, date)| std::cmp::Reverse(date.order_key()));
    let entries: Vec<FeedEntry> = dated
        .into_iter()
        .take(NEWEST)
        .map(|(article, date)| FeedEntry {
            title: article.title.clone(),
            permalink: site.config().base.permalink(&route::article(&article.slug)),
            updated: moment(date),
            summary: article.summary.plain_text(),
        })
        .collect();
    let updated = entries.first()?.updated.clone();
    Some(Feed { updated, entries })
}

/// Returns the feed of events, the latest first; none where there are no events. An entry was updated
/// when its sources were last checked, else when the site was.
pub(super) fn events(site: &Site) -> Option<EventFeed> {
    let mut view = View::new(site);
    let entries: Vec<EventEntry> = site
        .events()
        .iter()
        .rev()
        .take(NEWEST)
        .map(|event| event_entry(&mut view, event))
        .collect();
    let updated = entries.iter().map(|entry| &entry.updated).max()?.clone();
    Some(EventFeed { updated, entries })
}

fn event_entry(view: &mut View<'_>, event: &Event) -> EventEntry {
    let sources = event.sources.iter().filter_map(|id| view.source(id));
    let checked = sources
        .filter_map(|source| source.checked.as_ref())
        .max_by_key(|date| date.order_key());
    let checked = checked.or(view.checked()).unwrap_or(&event.date);
    let published = match event.date.start() {
        Some(Point {
            known: Known::Day(_),
            is_about: false,
        }) => Some(moment(&event.date)),
        _ => None,
    };
    let path = view.event_path(event);
    EventEntry {
        title: for_xml(&event.title),
        date: event.date.prose(),
        permalink: view.base().permalink(&path),
        published,
        updated: moment(checked),
        summary: event
            .summary
            .as_ref()
            .map(|text| plain(view, text))
            .unwrap_or_default(),
        tags: event
            .tags
            .iter()
            .map(|tag| for_xml(&view.tag_title(tag)))
            .collect(),
    }
}

/// Drops control characters, which XML cannot hold, not even escaped.
fn for_xml(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Returns what `llms.txt` lists.
pub(super) fn guide(site: &Site) -> Guide {
    let mut view = View::new(site);
    let base = &site.config().base;
    let mut entry = |title: &str, path: &str, summary| GuideEntry {
        title: for_markdown(title),
        permalink: base.permalink(path),
        summary: for_markdown(&plain(&mut view, summary)),
    };
    Guide {
        articles: site
            .articles()
            .iter()
            .map(|article| {
                let path = route::article(&article.slug);
                entry(&article.title, &path, &article.summary)
            })
            .collect(),
        pages: site
            .pages()
            .iter()
            .map(|page| entry(&page.title, &route::text_page(&page.slug), &page.summary))
            .collect(),
        terms: site
            .terms()
            .map(|term| entry(&term.name, &route::term(&term.id), &term.short))
            .collect(),
        title: for_markdown(&site.config().title),
        description: for_markdown(&site.config().description),
        checked: site.checked().map(Date::prose),
        lists: site.list_pages(),
    }
}

/// Makes a text one line of Markdown in which nothing is markup by accident.
fn for_markdown(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\\' | '[' | ']' | '<' | '`' | '*' | '_' | '#' => line.extend(['\\', c]),
            '&' if is_entity(&text[at + 1..]) => line.push_str("\\&"),
            c if c.is_control() => line.push(' '),
            c => line.push(c),
        }
    }
    line
}

/// Says whether the text behind a `&` makes it an entity to Markdown.
fn is_entity(rest: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_alphanumeric() || c == '#';
    rest.starts_with(is_sign) && rest.trim_start_matches(is_sign).starts_with(';')
}

/// A page that search engines may list.
#[derive(Debug)]
pub(super) struct Listed {
    /// The file of content that it comes from; empty for lists.
    pub(super) origin: String,
    /// The whole address.
    pub(super) permalink: String,
}

/// Returns the entries of the pages that search engines may list.
pub(super) fn sitemap<'p>(
    site: &Site,
    pages: impl Iterator<Item = &'p Listed>,
) -> Vec<SitemapEntry> {
    let changed: HashMap<&str, &Date> = site
        .articles()
        .iter()
        .filter_map(|article| Some((article.block.file.as_str(), changed(article)?)))
        .collect();
    pages
        .map(|page| SitemapEntry {
            permalink: page.permalink.clone(),
            updated: changed
                .get(page.origin.as_str())
                .and_then(|date| first_day(date)),
        })
        .collect()
}

fn changed(article: &Article) -> Option<&Date> {
    article.updated.as_ref().or(article.date.as_ref())
}

/// Returns the first day of a date, `YYYY-MM-DD`.
fn first_day(date: &Date) -> Option<String> {
    let day = date.earliest()?;
    Some(format!("{:04}-{:02}-{:02}", day.year, day.month, day.day))
}

/// Returns the first moment of a date (RFC 3339); Atom knows nothing less precise.
fn moment(date: &Date) -> String {
    let day = first_day(date).unwrap_or_else(|| format!("{:04}-01-01", date.year()));
    format!("{day}T00:00:00Z")
}
