//! What machines read: the Atom feed, the sitemap and `robots.txt`, through templates of the same
//! names. There is no clock here: all dates are given.

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

/// Returns what the template `sitemap.xml` sees besides `site`.
pub(super) fn sitemap_context(urls: &[SitemapEntry]) -> Context {
    let mut context = Context::new();
    context.insert("urls", urls);
    context
}

/// Returns what the template `robots.txt` sees besides `site`: the address of the sitemap.
pub(super) fn robots_context(base: &Base) -> Context {
    let mut context = Context::new();
    context.insert_value("sitemap", Value::from(base.permalink("/sitemap.xml")));
    context
}
