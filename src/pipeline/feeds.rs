//! What the feed and the sitemap list. Dates come from the content; there is no clock.

use std::collections::HashMap;
use std::sync::Arc;

use crate::document::date::Date;
use crate::document::record::Article;
use crate::enrich::page::Page;
use crate::render::{Feed, FeedEntry, SitemapEntry};
use crate::site::{Site, route};

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

/// Returns the pages that search engines may list.
pub(super) fn sitemap(site: &Site, pages: &[Arc<Page>]) -> Vec<SitemapEntry> {
    let changed: HashMap<&str, &Date> = site
        .articles()
        .iter()
        .filter_map(|article| Some((article.block.file.as_str(), changed(article)?)))
        .collect();
    pages
        .iter()
        .filter(|page| page.is_indexable)
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
