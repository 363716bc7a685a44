//! Which articles stand before, after and near an article.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Site;
use crate::document::record::Article;

/// The articles round one, each with its position in reading order.
#[derive(Debug)]
pub struct Neighbours<'a> {
    /// The position of the article itself.
    pub at: usize,
    /// How many articles there are.
    pub of: usize,
    /// The article before it.
    pub previous: Option<(usize, &'a Arc<Article>)>,
    /// The article after it.
    pub next: Option<(usize, &'a Arc<Article>)>,
    /// Those that share most tags, at most three.
    pub related: Vec<(usize, &'a Arc<Article>)>,
}

impl<'a> Neighbours<'a> {
    /// Returns all of them.
    pub fn all(&self) -> impl Iterator<Item = (usize, &'a Arc<Article>)> {
        self.previous
            .iter()
            .chain(&self.next)
            .chain(&self.related)
            .copied()
    }
}

/// How many related articles are shown.
const RELATED: usize = 3;
/// How many articles on either side in reading order are looked at for each tag, so that a tag that
/// every article has costs no more than others.
const REACH: usize = 50;

/// The related articles of every article, by position.
pub(super) fn related(articles: &[Arc<Article>]) -> Vec<Vec<usize>> {
    let mut by_tag: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, article) in articles.iter().enumerate() {
        for tag in &article.tags {
            by_tag.entry(tag).or_default().push(at);
        }
    }
    articles
        .iter()
        .enumerate()
        .map(|(at, article)| related_to(at, article, &by_tag))
        .collect()
}

fn related_to(at: usize, article: &Article, by_tag: &HashMap<&str, Vec<usize>>) -> Vec<usize> {
    let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
    for tag in &article.tags {
        let Some(positions) = by_tag.get(tag.as_str()) else {
            continue;
        };
        let own = positions.partition_point(|position| *position < at);
        let near = own.saturating_sub(REACH)..(own + 1 + REACH).min(positions.len());
        for other in &positions[near] {
            if *other != at {
                *shared.entry(*other).or_default() += 1;
            }
        }
    }
    let mut ranked: Vec<(usize, usize)> = shared.into_iter().collect();
    ranked.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), other.abs_diff(at), *other));
    ranked
        .into_iter()
        .take(RELATED)
        .map(|(other, _)| other)
        .collect()
}

impl Site {
    /// Returns the articles round one that is shown.
    pub fn neighbours(&self, slug: &str) -> Neighbours<'_> {
        let article = |at: usize| Some((at, self.texts.articles.get(at)?));
        let Some(at) = self.article_position(slug) else {
            return Neighbours {
                at: 0,
                of: self.texts.articles.len(),
                previous: None,
                next: None,
                related: Vec::new(),
            };
        };
        Neighbours {
            at,
            of: self.texts.articles.len(),
            previous: at.checked_sub(1).and_then(article),
            next: article(at + 1),
            related: self.path.related[at]
                .iter()
                .filter_map(|other| article(*other))
                .collect(),
        }
    }
}
