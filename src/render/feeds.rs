//! What machines read: the Atom feeds, the sitemap, `robots.txt` and `llms.txt`, through templates of
//! the same names. There is no clock here: all dates are given.

use serde::Serialize;
use tera::{Context, Value};

use crate::config::Base;

/// What `feed.xml` lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Feed {
    /// The newest date of all entries, RFC 3339.
    pub updated: String,
    /// The entries, newest first.
    pub entries: Vec<FeedEntry>,
}

/// An article in the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedEntry {
    /// Its title, plain.
    pub title: String,
    /// Its whole address.
    pub permalink: String,
    /// When it was last changed, RFC 3339.
    pub updated: String,
    /// Its summary, plain.
    pub summary: String,
}

/// What `timeline.xml` lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventFeed {
    /// When the facts were checked, RFC 3339.
    pub updated: String,
    /// The events, newest first.
    pub entries: Vec<EventEntry>,
}

/// An event in the feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventEntry {
    /// Its title, plain.
    pub title: String,
    /// Its date in words, as precise as it is known.
    pub date: String,
    /// Its whole address.
    pub permalink: String,
    /// The first moment of its day, RFC 3339; none where the day is not known.
    pub published: Option<String>,
    /// When it was checked, RFC 3339.
    pub updated: String,
    /// Its summary, plain.
    pub summary: String,
    /// The titles of its tags.
    pub tags: Vec<String>,
}

/// What `llms.txt` lists. Titles and summaries are Markdown without markup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Guide {
    /// The name of the site.
    pub title: String,
    /// One sentence on it.
    pub description: String,
    /// To when the facts were checked, in words.
    pub checked: Option<String>,
    /// The articles in reading order.
    pub articles: Vec<GuideEntry>,
    /// Other pages of text.
    pub pages: Vec<GuideEntry>,
    /// The terms of the glossary.
    pub terms: Vec<GuideEntry>,
    /// The paths of the lists that there are, such as `/timeline/`.
    pub lists: Vec<&'static str>,
}

/// A page in `llms.txt`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuideEntry {
    /// Its title.
    pub title: String,
    /// Its whole address.
    pub permalink: String,
    /// What it says in short.
    pub summary: String,
}

/// A page in the sitemap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SitemapEntry {
    /// Its whole address.
    pub permalink: String,
    /// The day on which it was last changed, `YYYY-MM-DD`.
    pub updated: Option<String>,
}

/// Returns what the template `feed.xml` sees besides `site`.
pub(super) fn feed_context(feed: &Feed) -> Context {
    let mut context = Context::new();
    context.insert("updated", &feed.updated);
    context.insert("entries", &feed.entries);
    context
}

/// Returns what the template `timeline.xml` sees besides `site`.
pub(super) fn events_context(feed: &EventFeed) -> Context {
    let mut context = Context::new();
    context.insert("updated", &feed.updated);
    context.insert("entries", &feed.entries);
    context
}

/// Returns what the template `llms.txt` sees besides `site`.
pub(super) fn guide_context(guide: &Guide) -> Context {
    let mut context = Context::new();
    context.insert("guide", guide);
    context
}

/// Returns what the template `sitemap.xml` sees besides `site`.
pub(super) fn sitemap_context(urls: &[SitemapEntry]) -> Context {
    let mut context = Context::new();
    context.insert("urls", urls);
    context
}

/// More addresses than this a sitemap may not have (sitemaps.org).
pub(super) const LONGEST_SITEMAP: usize = 50_000;

/// Returns the path of a part of a sitemap that is too long for one file.
pub(super) fn sitemap_part(at: usize) -> String {
    format!("sitemap-{}.xml", at + 1)
}

/// Returns what the template `sitemap-index.xml` sees besides `site`: the addresses of the parts.
pub(super) fn sitemap_index_context(base: &Base, parts: usize) -> Context {
    let parts: Vec<String> = (0..parts)
        .map(|at| base.permalink(&sitemap_part(at)))
        .collect();
    let mut context = Context::new();
    context.insert("parts", &parts);
    context
}

/// Returns what the template `robots.txt` sees besides `site`: the address of the sitemap.
pub(super) fn robots_context(base: &Base) -> Context {
    let mut context = Context::new();
    context.insert_value("sitemap", Value::from(base.permalink("/sitemap.xml")));
    context
}
