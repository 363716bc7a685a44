//! Where something is used: every reference, every list, every mention that is linked by itself.

use super::places::{Naming, Topic, Way, walk};
use crate::document::markdown::Prose;
use crate::document::{Content, Document};
use crate::site::mentions::{Verdict, Wishes, verdicts};
use crate::site::usage::Kind;
use crate::site::{Site, wishes_of_article, wishes_of_page, wishes_of_term};
use crate::source::Span;

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
    let wanted = Wanted::new(site, kind, id);
    let mut found = Vec::new();
    for document in site.documents() {
        walk(document, &mut |naming| {
            found.extend(wanted.how(&naming).map(|how| Use {
                span: (naming.span)(),
                how,
            }));
        });
        if kind == Kind::Term {
            let spans = mentions(site, document, Some(id)).into_iter();
            found.extend(spans.map(|(span, _)| Use {
                span,
                how: How::Mention,
            }));
        }
    }
    found.sort();
    found.dedup();
    found
}

struct Wanted<'a> {
    topic: Topic,
    id: &'a str,
    /// The file of the term that is looked for.
    home: Option<&'a str>,
    /// The series of the figure that is looked for: who shows it rests on each of its figures.
    series: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn new(site: &'a Site, kind: Kind, id: &'a str) -> Self {
        let figure = site.figure(id).filter(|_| kind == Kind::Figure);
        let term = site.term(id).filter(|_| kind == Kind::Term);
        Self {
            topic: match kind {
                Kind::Term => Topic::Term,
                Kind::Figure => Topic::Figure,
                Kind::Event => Topic::Event,
                Kind::Source => Topic::Source,
            },
            id,
            home: term.map(|term| term.block.file.as_str()),
            series: figure.and_then(|figure| figure.series.as_deref()),
        }
    }

    fn how(&self, naming: &Naming<'_>) -> Option<How> {
        let is_it = naming.topic == self.topic && naming.id == self.id;
        match naming.way {
            Way::Reference(words) if is_it => Some(How::Reference(words.to_owned())),
            Way::Citation if is_it => Some(How::Citation),
            Way::Listed(name) if is_it => Some(How::Listed(name)),
            Way::Listed(name) if naming.topic == Topic::Series => {
                (self.series == Some(naming.id)).then_some(How::Listed(name))
            }
            Way::Link(words) if naming.topic == Topic::File => {
                (self.home == Some(naming.id)).then(|| How::Link(words.to_owned()))
            }
            _ => None,
        }
    }
}

/// Returns where a document mentions terms, or one term, in words that are linked by themselves,
/// with their ids.
pub(super) fn mentions(site: &Site, document: &Document, id: Option<&str>) -> Vec<(Span, String)> {
    let is_wanted = |term: &str| id.is_none_or(|id| id == term);
    let of_file = site.mentions(&document.id);
    let is_there = of_file.iter().any(|mention| is_wanted(&mention.term));
    // Texts in drafts are not looked through when the site is assembled.
    if !is_there && !is_draft(document) {
        return Vec::new();
    }
    let Some((prose, wishes)) = body(document) else {
        return Vec::new();
    };
    verdicts(prose, site.names(), wishes)
        .into_iter()
        .filter(|hit| hit.verdict == Verdict::Linked)
        .filter(|hit| is_wanted(&hit.mention.term))
        .map(|hit| (prose.span(hit.range), hit.mention.term.to_string()))
        .collect()
}

fn is_draft(document: &Document) -> bool {
    match &document.content {
        Content::Article(article) => article.is_draft,
        Content::Page(page) | Content::Home(page) => page.is_draft,
        _ => false,
    }
}

fn body(document: &Document) -> Option<(&Prose, Wishes<'_>)> {
    match &document.content {
        Content::Home(page) | Content::Page(page) => Some((&page.body, wishes_of_page(page))),
        Content::Article(article) => Some((&article.body, wishes_of_article(article))),
        Content::Term(term) => Some((&term.body, wishes_of_term(term))),
        _ => None,
    }
}
