//! Where things are named: a walk over all references, lists and ids of a document.
//!
//! Finding out where something stands costs more than finding that it is there, so the walk hands
//! out a way to ask.

use std::ops::Range;

use crate::document::block::{BlockKind, Chart, Data, FencedBlock, TimelineQuery};
use crate::document::keys::TimelineChoice;
use crate::document::markdown::{Origin, Prose};
use crate::document::record::{Article, Event, Figure, Place, Term, TextPage};
use crate::document::reference::{Reference, Target};
use crate::document::yaml::{Block, Step};
use crate::document::{Content, Document};
use crate::site::{meant, route};
use crate::source::{SourceId, Span};

/// What can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    /// A glossary entry, by id.
    Term,
    /// A figure, by id.
    Figure,
    /// An event, by id.
    Event,
    /// A source, by id.
    Source,
    /// A series of figures, by id.
    Series,
    /// A tag, by id.
    Tag,
    /// A file, by its path from the site's root.
    File,
    /// A heading, by the path of its file, `#` and its anchor.
    Heading,
}

/// In which way something is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way<'a> {
    /// It is defined here.
    Defined,
    /// A reference, with its words.
    Reference(&'a str),
    /// A link to a file or heading, with its words.
    Link(&'a str),
    /// A citation.
    Citation,
    /// An item of the list of that name.
    Listed(&'static str),
    /// A figure says that it belongs to a series.
    Member,
    /// A name is given for it to show.
    Labelled,
}

/// One place where something is named.
pub(super) struct Naming<'a> {
    pub(super) topic: Topic,
    pub(super) id: &'a str,
    pub(super) way: Way<'a>,
    /// A part of the file inside which it stands.
    pub(super) within: Range<usize>,
    /// Where exactly its id stands.
    pub(super) span: &'a dyn Fn() -> Span,
    /// Where all of the reference stands, its words included.
    pub(super) whole: &'a dyn Fn() -> Span,
}

/// Walks over all places of a document where something is named.
pub(super) fn walk(document: &Document, tell: &mut dyn FnMut(Naming<'_>)) {
    let mut walk = Walk {
        file: &document.id,
        tell,
    };
    for prose in document.proses() {
        walk.references(prose);
    }
    for prose in document.outer_proses() {
        walk.headings(prose);
        for block in &prose.blocks {
            walk.block(block);
        }
    }
    match &document.content {
        Content::Home(page) | Content::Page(page) => walk.text_page(page),
        Content::Article(article) => walk.article(article),
        Content::Term(term) => walk.term(term),
        Content::Events(events) => events.iter().for_each(|event| walk.event(event)),
        Content::Figures { figures, series } => {
            figures.iter().for_each(|figure| walk.figure(figure));
            for one in series {
                walk.record(Topic::Series, &one.id, "series", &one.place);
            }
        }
        Content::Sources(sources) => {
            for source in sources {
                walk.record(Topic::Source, &source.id, "id", &source.place);
            }
        }
        Content::Table(_) | Content::Unknown => {}
    }
}

struct Walk<'w, 'd> {
    file: &'d SourceId,
    tell: &'w mut dyn FnMut(Naming<'_>),
}

impl Walk<'_, '_> {
    fn tell(
        &mut self,
        (topic, id): (Topic, &str),
        way: Way<'_>,
        within: &Range<usize>,
        span: &dyn Fn() -> Span,
    ) {
        (self.tell)(Naming {
            topic,
            id,
            way,
            within: within.clone(),
            span,
            whole: span,
        });
    }

    /// A reference, which is more than the id in it.
    fn refer(
        &mut self,
        (topic, id): (Topic, &str),
        way: Way<'_>,
        (prose, range): (&Prose, &Range<usize>),
        span: &dyn Fn() -> Span,
    ) {
        (self.tell)(Naming {
            topic,
            id,
            way,
            within: within(prose, range),
            span,
            whole: &|| prose.span(range.clone()),
        });
    }

    fn list(
        &mut self,
        topic: Topic,
        ids: &[String],
        (name, block): (&'static str, &Block),
        span: impl Fn(usize) -> Span,
    ) {
        for (at, id) in ids.iter().enumerate() {
            let way = Way::Listed(name);
            self.tell((topic, id), way, &block.range, &|| span(at));
        }
    }

    /// A list in settings or in a block, by the way to it.
    fn list_at(&mut self, topic: Topic, ids: &[String], block: &Block, path: &[&'static str]) {
        let name = path.last().copied().unwrap_or_default();
        self.list(topic, ids, (name, block), |at| {
            let keys = path.iter().map(|key| Step::from(*key));
            let path: Vec<Step> = keys.chain([Step::from(at)]).collect();
            block.span_at(&path)
        });
    }

    /// A list in a record.
    fn list_in(&mut self, topic: Topic, ids: &[String], place: &Place, name: &'static str) {
        self.list(topic, ids, (name, &place.block), |at| place.item(name, at));
    }

    fn record(&mut self, topic: Topic, id: &str, key: &str, place: &Place) {
        let span = || place.at(key);
        self.tell((topic, id), Way::Defined, &place.block.range, &span);
    }

    fn text_page(&mut self, page: &TextPage) {
        self.title(&page.block, "title");
        self.list_at(
            Topic::Term,
            &page.excluded_terms,
            &page.block,
            &["glossary", "exclude"],
        );
    }

    fn article(&mut self, article: &Article) {
        let block = &article.block;
        self.title(block, "title");
        self.list_at(Topic::Tag, &article.tags, block, &["tags"]);
        self.list_at(
            Topic::Term,
            &article.excluded_terms,
            block,
            &["glossary", "exclude"],
        );
        for event in &article.events {
            self.event(event);
        }
        if let TimelineChoice::Query(query) = &article.timeline {
            self.list_at(Topic::Event, &query.events, block, &["timeline", "events"]);
            self.list_at(Topic::Tag, &query.tags, block, &["timeline", "tags"]);
        }
    }

    /// A file is known by its title.
    fn title(&mut self, block: &Block, key: &'static str) {
        let file = self.file;
        let span = || block.span_at(&[key.into()]);
        let within = block.range.clone();
        self.tell((Topic::File, file.as_str()), Way::Defined, &within, &span);
    }

    fn term(&mut self, term: &Term) {
        let block = &term.block;
        let span = || block.span_at(&["term".into()]);
        self.tell((Topic::Term, &term.id), Way::Defined, &block.range, &span);
        self.list_at(Topic::Term, &term.see_also, block, &["see_also"]);
        self.list_at(Topic::Source, &term.sources, block, &["sources"]);
    }

    fn event(&mut self, event: &Event) {
        self.record(Topic::Event, &event.id, "id", &event.place);
        self.list_in(Topic::Source, &event.sources, &event.place, "sources");
        self.list_in(Topic::Tag, &event.tags, &event.place, "tags");
    }

    fn figure(&mut self, figure: &Figure) {
        let place = &figure.place;
        self.record(Topic::Figure, &figure.id, "id", place);
        self.list_in(Topic::Source, &figure.sources, place, "sources");
        if let Some(series) = &figure.series {
            let span = || place.at("series");
            self.tell(
                (Topic::Series, series),
                Way::Member,
                &place.block.range,
                &span,
            );
        }
    }

    fn block(&mut self, fenced: &FencedBlock) {
        let block = &fenced.block;
        match &fenced.kind {
            BlockKind::Timeline(query) => self.timeline(query, block),
            BlockKind::Figures(query) => {
                self.list_at(Topic::Figure, &query.figures, block, &["figures"]);
                self.list_at(Topic::Series, query.series.as_slice(), block, &["series"]);
            }
            BlockKind::Chart(chart) => self.chart(chart, block),
            BlockKind::Flow(_) => {}
        }
    }

    fn timeline(&mut self, query: &TimelineQuery, block: &Block) {
        self.list_at(Topic::Event, &query.events, block, &["events"]);
        self.list_at(Topic::Tag, &query.tags, block, &["tags"]);
    }

    fn chart(&mut self, chart: &Chart, block: &Block) {
        let labelled = match &chart.data {
            Some(Data::Figures(ids)) => {
                self.list_at(Topic::Figure, ids, block, &["figures"]);
                Some(Topic::Figure)
            }
            Some(Data::Series(ids)) => {
                self.list_at(Topic::Series, ids, block, &["series"]);
                Some(Topic::Series)
            }
            Some(Data::Csv(path, notes)) => {
                let span = || block.span_at(&["csv".into()]);
                self.tell((Topic::File, path), Way::Listed("csv"), &block.range, &span);
                self.list_at(Topic::Source, &notes.sources, block, &["sources"]);
                None
            }
            None => None,
        };
        let Some(topic) = labelled else { return };
        for id in chart.labels.keys() {
            let span = || block.span_of_key(&["labels".into(), id.as_str().into()]);
            // A series is drawn with names for itself or for its figures.
            self.tell((topic, id), Way::Labelled, &block.range, &span);
            if topic == Topic::Series {
                self.tell((Topic::Figure, id), Way::Labelled, &block.range, &span);
            }
        }
    }

    fn headings(&mut self, prose: &Prose) {
        let file = self.file;
        for heading in &prose.headings {
            let id = format!("{file}#{}", heading.anchor);
            let span = || prose.span(heading.range.clone());
            self.tell((Topic::Heading, &id), Way::Defined, &heading.range, &span);
        }
    }

    fn references(&mut self, prose: &Prose) {
        for reference in &prose.references {
            self.reference(prose, reference);
        }
        for picture in &prose.pictures {
            let path = meant(self.file, &picture.address);
            let span = || prose.span(picture.address_range.clone());
            let way = Way::Link(&picture.alt);
            self.refer((Topic::File, &path), way, (prose, &picture.range), &span);
        }
    }

    fn reference(&mut self, prose: &Prose, reference: &Reference) {
        let place = (prose, &reference.range);
        let of = |id: &str| prose.span(reference.range_of(id));
        let (words, link) = (Way::Reference(&reference.text), Way::Link(&reference.text));
        match &reference.target {
            Target::Term(id) => self.refer((Topic::Term, id), words, place, &|| of(id)),
            Target::Figure(id) => self.refer((Topic::Figure, id), words, place, &|| of(id)),
            Target::Event(id) => self.refer((Topic::Event, id), words, place, &|| of(id)),
            Target::Citation(cites) => {
                for cite in cites {
                    let span = || prose.span(cite.range.clone());
                    let within = within(prose, &reference.range);
                    self.tell((Topic::Source, &cite.id), Way::Citation, &within, &span);
                }
            }
            Target::File { path, anchor } => {
                let file = meant(self.file, path);
                if !path.is_empty() {
                    self.refer((Topic::File, &file), link, place, &|| of(path));
                }
                if let Some(anchor) = anchor.as_ref().filter(|anchor| !anchor.is_empty()) {
                    let id = format!("{file}#{anchor}");
                    self.refer((Topic::Heading, &id), link, place, &|| of(anchor));
                }
            }
            Target::Page { path, .. } => {
                let tag = path.strip_prefix(route::TIMELINE);
                let Some(tag) = tag.and_then(|rest| rest.strip_suffix('/')) else {
                    return;
                };
                let start = reference.id_range.start + route::TIMELINE.len();
                let span = || prose.span(start..start + tag.len());
                self.refer((Topic::Tag, tag), link, place, &span);
            }
            Target::NoTerm | Target::Url(_) | Target::Broken => {}
        }
    }
}

/// Returns a part of the file inside which a range of a prose stands.
fn within(prose: &Prose, range: &Range<usize>) -> Range<usize> {
    match &prose.origin {
        Origin::File(_) => range.clone(),
        Origin::Field { block, .. } => block.range.clone(),
    }
}
