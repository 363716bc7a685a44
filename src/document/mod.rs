//! PARSE: one source file becomes one typed document. Knows nothing of any other file.
//!
//! [`parse`] is pure: the same text gives the same document and the same diagnostics.

mod anchor;
pub mod block;
mod cut;
pub mod date;
pub mod disagreement;
mod front_matter;
pub mod hidden;
pub mod keys;
mod lint;
pub mod markdown;
pub mod number;
mod read;
pub mod record;
pub mod reference;
mod refused;
pub mod schema;
pub mod table;
mod values;

pub(crate) use anchor::is_reserved_anchor;
pub mod yaml;

pub(crate) use values::{is_id, is_web_address, to_id as slug};

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, SourceId};
use markdown::Prose;
use record::{Article, Event, Figure, Series, SourceRecord, Term, TextPage};
use table::Table;

/// One file, understood.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file.
    pub id: SourceId,
    /// What is in it.
    pub content: Content,
    /// What is wrong with it, as far as the file alone can tell.
    pub diagnostics: Vec<Diagnostic>,
    /// Ids that it gives to records which could not be read, so that references to them can be told from typos.
    pub refused: Vec<String>,
}

impl Document {
    /// Returns all texts, those in settings, records and blocks included.
    pub fn proses(&self) -> Vec<&Prose> {
        let mut all = self.outer_proses();
        let blocks = all.iter().flat_map(|prose| &prose.blocks);
        let inner: Vec<&Prose> = blocks.flat_map(|block| block.kind.proses()).collect();
        all.extend(inner);
        all
    }

    /// Returns the texts that stand in no block of another.
    pub fn outer_proses(&self) -> Vec<&Prose> {
        match &self.content {
            Content::Home(page) | Content::Page(page) => vec![&page.summary, &page.body],
            Content::Article(article) => {
                let events = article
                    .events
                    .iter()
                    .filter_map(|event| event.summary.as_ref());
                article.proses().chain(events).collect()
            }
            Content::Term(term) => vec![&term.short, &term.body],
            Content::Events(events) => events
                .iter()
                .filter_map(|event| event.summary.as_ref())
                .collect(),
            Content::Figures { figures, .. } => figures
                .iter()
                .filter_map(|figure| figure.note.as_ref())
                .collect(),
            Content::Sources(_) | Content::Table(_) | Content::Unknown => Vec::new(),
        }
    }
}

/// What is in a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// `content/index.md`
    Home(Arc<TextPage>),
    /// `content/pages/*.md`
    Page(Arc<TextPage>),
    /// `content/articles/*.md`
    Article(Arc<Article>),
    /// `content/glossary/*.md`
    Term(Arc<Term>),
    /// `content/timeline/*.yaml`
    Events(Vec<Arc<Event>>),
    /// `content/figures/*.yaml`
    Figures {
        /// The numbers.
        figures: Vec<Arc<Figure>>,
        /// The series that are described.
        series: Vec<Arc<Series>>,
    },
    /// `content/figures/*.csv`
    Table(Arc<Table>),
    /// `content/sources/*.yaml`
    Sources(Vec<Arc<SourceRecord>>),
    /// A file that nothing uses.
    Unknown,
}

/// Understands one file.
pub fn parse(source: &Source) -> Document {
    let mut diagnostics = hidden::characters(source);
    let content = content(source, &mut diagnostics);
    let cut = cut::texts(source, &content, &diagnostics);
    diagnostics.extend(cut);
    diagnostics.extend(lint::lint(&content));
    let refused = match diagnostics.iter().any(Diagnostic::is_error) {
        true => refused::ids(&source.text, &content),
        false => Vec::new(),
    };
    Document {
        id: source.id.clone(),
        content,
        diagnostics,
        refused,
    }
}

fn content(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Content {
    let parts: Vec<&str> = source.id.as_str().split('/').collect();
    match parts.as_slice() {
        ["content", "index.md"] => {
            Content::Home(Arc::new(read::text_page(source, "", diagnostics)))
        }
        ["content", "pages", name] if name.ends_with(".md") => Content::Page(Arc::new(
            read::text_page(source, source.id.stem(), diagnostics),
        )),
        ["content", "articles", name] if name.ends_with(".md") => Content::Article(Arc::new(
            read::article(source, source.id.stem(), diagnostics),
        )),
        ["content", "articles", slug, "index.md"] => {
            Content::Article(Arc::new(read::article(source, slug, diagnostics)))
        }
        ["content", "glossary", name] if name.ends_with(".md") => {
            Content::Term(Arc::new(read::term(source, source.id.stem(), diagnostics)))
        }
        ["content", "timeline", name] if name.ends_with(".yaml") => {
            Content::Events(shared(read::events(source, diagnostics)))
        }
        ["content", "figures", name] if name.ends_with(".yaml") => figures(source, diagnostics),
        ["content", "figures", name] if name.ends_with(".csv") => {
            Content::Table(Arc::new(table::read(source, diagnostics)))
        }
        ["content", "sources", name] if name.ends_with(".yaml") => {
            Content::Sources(shared(read::sources(source, diagnostics)))
        }
        _ => {
            diagnostics.push(unexpected(&source.id));
            Content::Unknown
        }
    }
}

fn shared<T>(records: Vec<T>) -> Vec<Arc<T>> {
    records.into_iter().map(Arc::new).collect()
}

fn figures(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Content {
    let mut figures = Vec::new();
    let mut series = Vec::new();
    for record in read::figures(source, diagnostics) {
        match record {
            read::FigureRecord::Figure(figure) => figures.push(Arc::from(figure)),
            read::FigureRecord::Series(one) => series.push(Arc::new(one)),
        }
    }
    Content::Figures { figures, series }
}

/// Says of a file under `content/` that nothing uses it.
pub fn unexpected(id: &SourceId) -> Diagnostic {
    let span = crate::source::Span::new(id, 0..0);
    let help = match id.as_str().rsplit_once('.') {
        Some((stem, "yml")) => format!("rename it: `{stem}.yaml`"),
        _ => "articles, glossary and pages hold .md files; timeline, figures and sources hold .yaml files, figures also .csv; pictures stand beside `articles/NAME/index.md`".to_owned(),
    };
    Diagnostic::new(Code::UnexpectedFile, span, format!("nothing uses `{id}`")).help(help)
}
