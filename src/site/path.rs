//! The reading path: what rests on which articles there are, in their order, and on little of what they say.

use std::sync::Arc;

use super::division::Division;
use super::near;
use crate::document::record::Article;

/// What is worked out once for all articles.
#[derive(Debug, Default)]
pub(super) struct ReadingPath {
    /// The related articles of each, by position.
    pub(super) related: Vec<Vec<usize>>,
    /// How the path is divided.
    pub(super) parts: Division,
    /// How the questions are divided.
    pub(super) questions: Division,
    pub(super) has_questions: bool,
    pub(super) has_changes: bool,
    /// The positions of articles that had other addresses.
    pub(super) moved: Vec<usize>,
}

impl ReadingPath {
    /// Works it out anew, unless it is as it was: `before` are the articles of before, with theirs.
    pub(super) fn new(
        articles: &[Arc<Article>],
        before: Option<(&[Arc<Article>], &Arc<Self>)>,
    ) -> Arc<Self> {
        if let Some((known, path)) = before
            && known.len() == articles.len()
            && known
                .iter()
                .zip(articles)
                .all(|(old, new)| is_same(old, new))
        {
            return path.clone();
        }
        let moved = articles.iter().enumerate();
        let moved = moved.filter(|(_, article)| !article.aliases.is_empty());
        Arc::new(Self {
            related: near::related(articles),
            parts: Division::of_articles(articles),
            questions: Division::of_questions(articles),
            has_questions: articles.iter().any(|a| !a.questions.is_empty()),
            has_changes: articles.iter().any(|a| !a.changes.is_empty()),
            moved: moved.map(|(at, _)| at).collect(),
        })
    }
}

/// Says whether the path is the same with one article as with the other. Most are the very same, which is
/// seen without a look at them.
fn is_same(old: &Arc<Article>, new: &Arc<Article>) -> bool {
    Arc::ptr_eq(old, new)
        || (old.slug == new.slug
            && old.head == new.head
            && old.questions.len() == new.questions.len()
            && old.changes.is_empty() == new.changes.is_empty()
            && old.aliases.is_empty() == new.aliases.is_empty())
}
