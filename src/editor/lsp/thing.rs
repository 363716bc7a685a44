//! What the cursor is on, where that is defined, and where else it is named.

use std::ops::Range;

use crate::document::{Content, Document};
use crate::editor::places::{Naming, Topic, Way, walk};
use crate::editor::uses::mentions;
use crate::load::SETTINGS;
use crate::site::Site;
use crate::source::{SourceId, Span};

/// Something that can be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) topic: Topic,
    pub(super) id: String,
}

/// How the thing under the cursor stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Its id.
    Id,
    /// A link to its file.
    Path,
    /// Words that stand for it.
    Words,
    /// Words that are linked by themselves.
    Mention,
    /// What it is called, where it is defined.
    Title,
}

/// What the cursor is on.
#[derive(Clone, Debug)]
pub(super) struct Here {
    pub(super) thing: Thing,
    pub(super) range: Range<usize>,
    pub(super) role: Role,
}

/// Returns what stands at a byte of a document: the smallest of what can be named there.
pub(super) fn here(site: &Site, document: &Document, byte: usize) -> Option<Here> {
    let mut best: Option<Here> = None;
    walk(document, &mut |naming| {
        if !touches(&naming.within, byte) {
            return;
        }
        let Some((range, role)) = place(&naming, &document.id, byte) else {
            return;
        };
        let is_smaller = |best: &Here| range.len() < best.range.len();
        if best.as_ref().is_none_or(is_smaller) {
            let thing = thing(site, &naming);
            best = Some(Here { thing, range, role });
        }
    });
    best.or_else(|| {
        let mut mentions = mentions(site, document, None).into_iter();
        let (span, id) = mentions.find(|(span, _)| touches(&span.range(), byte))?;
        Some(Here {
            thing: Thing {
                topic: Topic::Term,
                id,
            },
            range: span.range(),
            role: Role::Mention,
        })
    })
}

/// A link to the file of a term means the term.
fn thing(site: &Site, naming: &Naming<'_>) -> Thing {
    let file = SourceId::new(naming.id);
    let term = site
        .term(file.stem())
        .filter(|_| naming.topic == Topic::File);
    match term.filter(|term| term.block.file == file) {
        Some(term) => Thing {
            topic: Topic::Term,
            id: term.id.clone(),
        },
        None => Thing {
            topic: naming.topic,
            id: naming.id.to_owned(),
        },
    }
}

fn place(naming: &Naming<'_>, file: &SourceId, byte: usize) -> Option<(Range<usize>, Role)> {
    let span = (naming.span)();
    if span.file != *file {
        return None;
    }
    if touches(&span.range(), byte) {
        let is_title = matches!(naming.topic, Topic::Term | Topic::File | Topic::Heading);
        let role = match naming.way {
            Way::Defined if is_title => Role::Title,
            Way::Link(_) | Way::Listed("csv") if naming.topic == Topic::File => Role::Path,
            _ => Role::Id,
        };
        return Some((span.range(), role));
    }
    let whole = (naming.whole)().range();
    touches(&whole, byte).then_some((whole, Role::Words))
}

/// Says whether the cursor is in a range, or right before or after it.
pub(super) fn touches(range: &Range<usize>, byte: usize) -> bool {
    range.start <= byte && byte <= range.end
}

/// Returns where something is defined.
pub(super) fn definition(site: &Site, thing: &Thing) -> Option<Span> {
    let id = thing.id.as_str();
    match thing.topic {
        Topic::Term => Some(site.term(id)?.block.span_at(&["term".into()])),
        Topic::Figure => Some(site.figure(id)?.place.at("id")),
        Topic::Event => {
            let event = site.event(id)?;
            Some(event.place.at("id"))
        }
        Topic::Source => Some(site.source(id)?.place.at("id")),
        Topic::Series => match site.series(id) {
            Some(series) => Some(series.place.at("series")),
            None => Some(site.figures_of_series(id).next()?.place.at("series")),
        },
        Topic::Tag => None,
        Topic::File => {
            let file = document(site, id)?;
            Some(title(file).unwrap_or_else(|| Span::new(&file.id, 0..0)))
        }
        Topic::Heading => {
            let (file, anchor) = id.split_once('#')?;
            let document = document(site, file)?;
            let heading = headings(document).iter().find(|one| one.anchor == anchor)?;
            Some(Span::new(&document.id, heading.range.clone()))
        }
    }
}

/// Returns a document by its path; a site has them in the order of their paths.
pub(super) fn document<'a>(site: &'a Site, path: &str) -> Option<&'a Document> {
    let documents = site.documents();
    let at = documents
        .binary_search_by(|one| one.id.as_str().cmp(path))
        .ok()?;
    Some(&documents[at])
}

/// Returns the table of a tag in the settings of a site, where it has one: the id in `[tags.ID]`.
pub(super) fn table_of_tag(settings: &str, id: &str) -> Option<Span> {
    let head = ["[tags.", "[tags.\""].into_iter().find_map(|start| {
        let end = if start.ends_with('"') { "\"]" } else { "]" };
        let at = settings.find(&format!("{start}{id}{end}"))?;
        Some(at + start.len())
    })?;
    Some(Span::new(&SourceId::new(SETTINGS), head..head + id.len()))
}

fn title(document: &Document) -> Option<Span> {
    let block = match &document.content {
        Content::Home(page) | Content::Page(page) => &page.block,
        Content::Article(article) => &article.block,
        _ => return None,
    };
    Some(block.span_at(&["title".into()]))
}

/// Returns the headings of a document.
pub(super) fn headings(document: &Document) -> &[crate::document::markdown::Heading] {
    match &document.content {
        Content::Home(page) | Content::Page(page) => &page.body.headings,
        Content::Article(article) => &article.body.headings,
        Content::Term(term) => &term.body.headings,
        _ => &[],
    }
}

/// Which of the places where something is named are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All, where it is defined included.
    All,
    /// Those that rest on it.
    Uses,
}

/// Returns the places of a document where something is named, in words that are linked by
/// themselves too.
pub(super) fn places_in(
    site: &Site,
    document: &Document,
    thing: &Thing,
    wanted: Wanted,
) -> Vec<Span> {
    let mut places = Vec::new();
    let home = home(site, thing);
    walk(document, &mut |naming| {
        let is_it = naming.topic == thing.topic && naming.id == thing.id;
        let is_home = naming.topic == Topic::File && home == Some(naming.id);
        let is_wanted = wanted == Wanted::All || naming.way != Way::Defined;
        if (is_it || is_home) && is_wanted {
            places.push((naming.span)());
        }
    });
    if thing.topic == Topic::Term {
        let mentions = mentions(site, document, Some(&thing.id)).into_iter();
        places.extend(mentions.map(|(span, _)| span));
    }
    places
}

/// Counts the places of a site that rest on something.
pub(super) fn count(site: &Site, thing: &Thing) -> usize {
    let mut count = 0;
    let home = home(site, thing);
    for document in site.documents() {
        walk(document, &mut |naming| {
            let is_it = naming.topic == thing.topic && naming.id == thing.id;
            let is_home = naming.topic == Topic::File && home == Some(naming.id);
            count += usize::from((is_it || is_home) && naming.way != Way::Defined);
        });
        if thing.topic == Topic::Term {
            let mentions = site.mentions(&document.id).iter();
            count += mentions
                .filter(|mention| *mention.term == *thing.id)
                .count();
        }
    }
    count
}

/// Returns the file of a term.
fn home<'a>(site: &'a Site, thing: &Thing) -> Option<&'a str> {
    let term = site
        .term(&thing.id)
        .filter(|_| thing.topic == Topic::Term)?;
    Some(term.block.file.as_str())
}

/// Returns all places of a site where something is named, in the order of files.
pub(super) fn places(site: &Site, thing: &Thing, wanted: Wanted) -> Vec<Span> {
    let documents = site.documents().iter();
    let mut places: Vec<Span> = documents
        .flat_map(|document| places_in(site, document, thing, wanted))
        .collect();
    places.sort();
    places.dedup();
    places
}
