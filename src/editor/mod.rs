//! What helps the people who write: cures put into files, where something is used, what may be
//! written where, and all of that in an editor, as a language server.
//!
//! Values in, values out: reads no disk and prints nothing. What is wrong with a site is for the
//! stages to say.

pub mod fix;
pub mod lsp;
pub mod new;
mod places;
pub mod schema;
pub mod starter;
pub mod uses;
pub mod vscode;

use crate::document::markdown::Prose;
use crate::document::record::Event;
use crate::document::{Content, Document};

/// Returns all texts of a document, those in its settings, records and blocks included.
fn proses(document: &Document) -> Vec<&Prose> {
    let mut all = outer_proses(document);
    let blocks = all.iter().flat_map(|prose| &prose.blocks);
    let inner: Vec<&Prose> = blocks.flat_map(|block| block.kind.proses()).collect();
    all.extend(inner);
    all
}

fn outer_proses(document: &Document) -> Vec<&Prose> {
    match &document.content {
        Content::Home(page) | Content::Page(page) => vec![&page.summary, &page.body],
        Content::Article(article) => {
            let events = article.events.iter().filter_map(|event| summary(event));
            article.proses().chain(events).collect()
        }
        Content::Term(term) => vec![&term.short, &term.body],
        Content::Events(events) => events.iter().filter_map(|event| summary(event)).collect(),
        Content::Figures { figures, .. } => figures
            .iter()
            .filter_map(|figure| figure.note.as_ref())
            .collect(),
        Content::Sources(_) | Content::Table(_) | Content::Unknown => Vec::new(),
    }
}

fn summary(event: &Event) -> Option<&Prose> {
    event.summary.as_ref()
}
