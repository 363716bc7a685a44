//! Where something is used: every reference, every list, every mention that is linked by itself.

use std::ops::Range;

use super::proses;
use crate::document::block::{BlockKind, Data, TimelineQuery};
use crate::document::keys::TimelineChoice;
use crate::document::markdown::Prose;
use crate::document::record::{Event, Place};
use crate::document::reference::Target;
use crate::document::yaml::{Block, Step};
use crate::document::{Content, Document};
use crate::site::mentions::{Verdict, Wishes, verdicts};
use crate::site::usage::Kind;
use crate::site::{Site, join, wishes_of_article, wishes_of_page, wishes_of_term};
use crate::source::{SourceId, Span};

/// A place that rests on something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// Where its id stands; of a mention, the words.
    pub span: Span,
    /// In which way it is used.
    pub how: How,
}

/// In which way something is used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// A reference, with its words.
    Reference(String),
    /// A link to the file of a term, with its words.
    Link(String),
    /// A citation.
    Citation,
    /// An item of the list of that name.
    Listed(&'static str),
    /// Words that are linked by themselves.
    Mention,
}

/// Returns every place, drafts included, that rests on something, in the order of files and places.
pub fn uses(site: &Site, kind: Kind, id: &str) -> Vec<Use> {
    let mut search = Search {
        site,
        kind,
        id,
        home: match kind {
            Kind::Term => site.term(id).map(|term| &term.block.file),
            _ => None,
        },
        found: Vec::new(),
    };
    for document in site.documents() {
        search.document(document);
    }
    search.found.sort();
    search.found.dedup();
    search.found
}

struct Search<'a> {
    site: &'a Site,
    kind: Kind,
    id: &'a str,
    /// The file of the term that is looked for.
    home: Option<&'a SourceId>,
    found: Vec<Use>,
}

impl Search<'_> {
    fn document(&mut self, document: &Document) {
        for prose in proses(document) {
            self.references(&document.id, prose);
            self.blocks(prose);
        }
        match &document.content {
            Content::Home(page) | Content::Page(page) => {
                self.excluded(&page.excluded_terms, &page.block);
                self.mentions(&page.body, wishes_of_page(page));
            }
            Content::Article(article) => {
                self.excluded(&article.excluded_terms, &article.block);
                self.mentions(&article.body, wishes_of_article(article));
                for event in &article.events {
                    self.event(event);
                }
                if let TimelineChoice::Query(query) = &article.timeline {
                    self.timeline(query, &article.block, &["timeline".into()]);
                }
            }
            Content::Term(term) => {
                self.list(Kind::Term, &term.see_also, "see_also", |at| {
                    term.block.span_at(&["see_also".into(), at.into()])
                });
                self.list(Kind::Source, &term.sources, "sources", |at| {
                    term.block.span_at(&["sources".into(), at.into()])
                });
                self.mentions(&term.body, wishes_of_term(term));
            }
            Content::Events(events) => {
                for event in events {
                    self.event(event);
                }
            }
            Content::Figures { figures, .. } => {
                for figure in figures {
                    self.sources(&figure.sources, &figure.place);
                }
            }
            Content::Sources(_) | Content::Table(_) | Content::Unknown => {}
        }
    }

    fn event(&mut self, event: &Event) {
        self.sources(&event.sources, &event.place);
    }

    fn sources(&mut self, sources: &[String], place: &Place) {
        self.list(Kind::Source, sources, "sources", |at| {
            place.item("sources", at)
        });
    }

    fn excluded(&mut self, terms: &[String], block: &Block) {
        self.list(Kind::Term, terms, "exclude", |at| {
            block.span_at(&["glossary".into(), "exclude".into(), at.into()])
        });
    }

    fn timeline(&mut self, query: &TimelineQuery, block: &Block, path: &[Step]) {
        self.list(Kind::Event, &query.events, "events", |at| {
            let mut path = path.to_vec();
            path.extend([Step::from("events"), Step::from(at)]);
            block.span_at(&path)
        });
    }

    fn list(
        &mut self,
        kind: Kind,
        ids: &[String],
        name: &'static str,
        span: impl Fn(usize) -> Span,
    ) {
        if kind != self.kind {
            return;
        }
        let wanted = self.id;
        for (at, _) in ids.iter().enumerate().filter(|(_, id)| *id == wanted) {
            self.push(span(at), How::Listed(name));
        }
    }

    fn blocks(&mut self, prose: &Prose) {
        for block in &prose.blocks {
            match &block.kind {
                BlockKind::Timeline(query) => self.timeline(query, &block.block, &[]),
                BlockKind::Figures(query) => {
                    self.figures(&query.figures, &block.block);
                    self.series(query.series.as_slice(), &block.block);
                }
                BlockKind::Chart(chart) => match &chart.data {
                    Some(Data::Figures(ids)) => self.figures(ids, &block.block),
                    Some(Data::Series(ids)) => self.series(ids, &block.block),
                    Some(Data::Csv(_, notes)) => {
                        self.list(Kind::Source, &notes.sources, "sources", |at| {
                            block.block.span_at(&["sources".into(), at.into()])
                        });
                    }
                    None => {}
                },
                BlockKind::Flow(_) => {}
            }
        }
    }

    fn figures(&mut self, ids: &[String], block: &Block) {
        self.list(Kind::Figure, ids, "figures", |at| {
            block.span_at(&["figures".into(), at.into()])
        });
    }

    /// Who shows a series rests on each of its figures.
    fn series(&mut self, ids: &[String], block: &Block) {
        let own = match self.kind {
            Kind::Figure => self.site.figure(self.id),
            _ => None,
        };
        let own = own.and_then(|figure| figure.series.as_ref());
        for (at, _) in ids.iter().enumerate().filter(|(_, id)| own == Some(id)) {
            let span = block.span_at(&["series".into(), at.into()]);
            self.push(span, How::Listed("series"));
        }
    }

    fn references(&mut self, file: &SourceId, prose: &Prose) {
        for reference in &prose.references {
            let words = || reference.text.clone();
            let target = match &reference.target {
                Target::Term(id) => Some((Kind::Term, id)),
                Target::Figure(id) => Some((Kind::Figure, id)),
                Target::Event(id) => Some((Kind::Event, id)),
                Target::Citation(cites) if self.kind == Kind::Source => {
                    let wanted = self.id;
                    for cite in cites.iter().filter(|cite| cite.id == wanted) {
                        self.push(prose.span(cite.range.clone()), How::Citation);
                    }
                    None
                }
                Target::File { path, .. } if !path.is_empty() => {
                    let is_it = self
                        .home
                        .is_some_and(|home| join(file.folder(), path) == home.as_str());
                    if is_it {
                        let span = prose.span(reference.id_range.clone());
                        self.push(span, How::Link(words()));
                    }
                    None
                }
                _ => None,
            };
            if target.is_some_and(|(kind, id)| kind == self.kind && id == self.id) {
                let span = prose.span(reference.range_of(self.id));
                self.push(span, How::Reference(words()));
            }
        }
    }

    fn mentions(&mut self, prose: &Prose, wishes: Wishes<'_>) {
        if self.kind != Kind::Term {
            return;
        }
        let ranges: Vec<Range<usize>> = verdicts(prose, self.site.names(), wishes)
            .into_iter()
            .filter(|hit| hit.verdict == Verdict::Linked && &*hit.mention.term == self.id)
            .map(|hit| hit.range)
            .collect();
        for range in ranges {
            self.push(prose.span(range), How::Mention);
        }
    }

    fn push(&mut self, span: Span, how: How) {
        self.found.push(Use { span, how });
    }
}
