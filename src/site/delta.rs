//! What differs between the documents of two sites, so that what rests on the others is taken over.

use std::sync::Arc;

use super::links;
use crate::document::record::{Article, TextPage};
use crate::document::{Content, Document};

/// Which kinds of documents are not the same as before.
#[derive(Debug, Default)]
pub(super) struct Delta {
    /// Texts that take the places of others: nothing but what they say has changed.
    pub(super) replaced: Vec<(Arc<Document>, Arc<Document>)>,
    /// Texts have come, gone, or changed in what makes addresses, order and anchors.
    pub(super) has_moved: bool,
    pub(super) terms: bool,
    pub(super) events: bool,
    pub(super) figures: bool,
    pub(super) tables: bool,
    pub(super) sources: bool,
}

impl Delta {
    /// The delta where there was nothing before.
    pub(super) fn everything() -> Self {
        Self {
            replaced: Vec::new(),
            has_moved: true,
            terms: true,
            events: true,
            figures: true,
            tables: true,
            sources: true,
        }
    }

    /// Compares documents, both sorted by path.
    pub(super) fn between(before: &[Arc<Document>], now: &[Arc<Document>]) -> Self {
        let mut delta = Self::default();
        let (mut before, mut now) = (before.iter().peekable(), now.iter().peekable());
        loop {
            let order = match (before.peek(), now.peek()) {
                (None, None) => return delta,
                (Some(old), Some(new)) if Arc::ptr_eq(old, new) => std::cmp::Ordering::Equal,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(old), Some(new)) => old.id.cmp(&new.id),
            };
            let old = order.is_le().then(|| before.next()).flatten();
            let new = order.is_ge().then(|| now.next()).flatten();
            match (old, new) {
                (Some(old), Some(new)) if Arc::ptr_eq(old, new) => {}
                (old, new) => delta.note(old, new),
            }
        }
    }

    fn note(&mut self, old: Option<&Arc<Document>>, new: Option<&Arc<Document>>) {
        for document in old.into_iter().chain(new) {
            match &document.content {
                Content::Article(article) => {
                    self.events |= !article.events.is_empty() || !document.refused.is_empty();
                }
                Content::Term(_) => self.terms = true,
                Content::Events(_) => self.events = true,
                Content::Figures { .. } => self.figures = true,
                Content::Table(_) => self.tables = true,
                Content::Sources(_) => self.sources = true,
                Content::Home(_) | Content::Page(_) | Content::Unknown => {}
            }
        }
        match (old, new) {
            (Some(old), Some(new)) if is_in_place(&old.content, &new.content) => {
                self.replaced.push((old.clone(), new.clone()));
            }
            (old, new) => {
                let is_text = |document: &&Arc<Document>| has_address(&document.content);
                self.has_moved |= old.iter().chain(&new).any(is_text);
            }
        }
    }
}

fn has_address(content: &Content) -> bool {
    matches!(
        content,
        Content::Home(_) | Content::Page(_) | Content::Article(_) | Content::Term(_)
    )
}

/// Says whether one text takes the place of another.
fn is_in_place(old: &Content, new: &Content) -> bool {
    match (old, new) {
        (Content::Home(old), Content::Home(new)) | (Content::Page(old), Content::Page(new)) => {
            shape_of_page(old) == shape_of_page(new)
                && links::anchors(&old.body) == links::anchors(&new.body)
        }
        (Content::Article(old), Content::Article(new)) => {
            shape_of_article(old) == shape_of_article(new)
                && links::anchors(&old.body) == links::anchors(&new.body)
        }
        (Content::Term(old), Content::Term(new)) => {
            old.id == new.id && links::anchors(&old.body) == links::anchors(&new.body)
        }
        _ => false,
    }
}

fn shape_of_page(page: &TextPage) -> (&str, bool) {
    (&page.slug, page.is_draft)
}

fn shape_of_article(article: &Article) -> (&str, Option<usize>, bool) {
    (&article.slug, article.order, article.is_draft)
}
