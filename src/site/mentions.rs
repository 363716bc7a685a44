//! Which words of a text are linked to the glossary, where, and why not.
//!
//! A pure function of one text and the names. `enrich` only places what is decided here; `casebook
//! why` reads the same verdicts.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::names::{Name, Names, plain};
use crate::document::keys::TermLinks;
use crate::document::markdown::{Node, Prose};
use crate::document::reference::Target;

/// A place in a prose: a node and a byte in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The index of the node.
    pub node: usize,
    /// The byte in the node's text.
    pub byte: usize,
}

/// A mention of a term that is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The id of the term.
    pub term: Arc<str>,
    /// Where the link begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
}

/// What was decided about a word that is a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The mention.
    pub mention: Mention,
    /// Where it stands in the prose.
    pub range: Range<usize>,
    /// What became of it.
    pub verdict: Verdict,
}

/// What became of a word that is a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is linked.
    Linked,
    /// An earlier mention, at this place of the prose, is linked.
    AlreadyLinked(Range<usize>),
    /// A `term:` link in the text or section counts as the mention.
    LinkedExplicitly(Range<usize>),
    /// It stands in a heading.
    InHeading,
    /// It stands in a link, or is marked `term:-`.
    InLink,
    /// It stands in a quotation.
    InQuotation,
    /// It stands in code.
    InCode,
    /// It is the term's own page.
    OwnPage,
    /// The article excludes the term.
    Excluded,
    /// The article links no terms.
    Off,
    /// The term has `link: false`.
    NeverLinked,
    /// A letter, digit or hyphen stands right before or after it.
    PartOfWord,
    /// The name has a capital and is written otherwise here.
    OtherCase,
    /// A longer name covers it.
    InLongerName,
}

/// How a text wants its terms to be linked.
#[derive(Clone, Copy, Debug)]
pub struct Wishes<'a> {
    /// Which mentions are linked.
    pub links: TermLinks,
    /// Terms that are not.
    pub excluded: &'a [String],
    /// The term whose page this is.
    pub own: Option<&'a str>,
}

/// Returns the mentions of a prose that are linked, in order.
pub fn mentions(prose: &Prose, names: &Names, wishes: Wishes<'_>) -> Vec<Mention> {
    if wishes.links == TermLinks::Off {
        return Vec::new();
    }
    hits(prose, names, wishes, Depth::Linkable)
        .into_iter()
        .filter(|hit| hit.verdict == Verdict::Linked)
        .map(|hit| hit.mention)
        .collect()
}

/// Returns every place of a prose where a name is spelt, with what became of it.
pub fn verdicts(prose: &Prose, names: &Names, wishes: Wishes<'_>) -> Vec<Hit> {
    hits(prose, names, wishes, Depth::All)
}

/// How much of a text is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Only where links may stand.
    Linkable,
    /// Everything, to be able to say why not.
    All,
}

/// The words of a prose as one normalised text, with the way back.
#[derive(Default)]
struct Words {
    text: String,
    /// Where stretches of the text come from: start in the text, node, byte in the node.
    pieces: Vec<(usize, Position)>,
    /// From where on the text is blocked, and why; `None` where it is free.
    blocks: Vec<(usize, Option<Verdict>)>,
    /// Where sections begin.
    sections: Vec<usize>,
}

/// Stands in the words where markup ends a run; no name contains it.
const BREAK: char = '\u{0}';

impl Words {
    fn of(prose: &Prose, depth: Depth) -> Self {
        let mut words = Words::default();
        let mut context = Context::default();
        for (index, (node, _)) in prose.nodes.iter().enumerate() {
            if let Node::Heading(heading) = node
                && prose.headings[*heading].level <= 2
            {
                words.sections.push(words.text.len());
            }
            context.step(node);
            let blocked = context.verdict();
            match node {
                Node::Markdown(Event::Text(text)) => {
                    if blocked.is_none() || depth == Depth::All {
                        words.block(blocked);
                        words.push(index, text);
                    }
                }
                Node::Markdown(Event::Code(text)) if depth == Depth::All => {
                    words.text.push(BREAK);
                    words.block(Some(Verdict::InCode));
                    words.push(index, text);
                    words.text.push(BREAK);
                }
                Node::Markdown(Event::SoftBreak) => {
                    words.pieces.push((
                        words.text.len(),
                        Position {
                            node: index,
                            byte: 0,
                        },
                    ));
                    words.text.push(' ');
                }
                _ => words.text.push(BREAK),
            }
        }
        words
    }

    fn block(&mut self, verdict: Option<Verdict>) {
        if self.blocks.last().map(|(_, last)| last) != Some(&verdict) {
            self.blocks.push((self.text.len(), verdict));
        }
    }

    fn push(&mut self, node: usize, text: &str) {
        self.pieces
            .push((self.text.len(), Position { node, byte: 0 }));
        if text.is_ascii() {
            self.text.push_str(text);
            return;
        }
        for (byte, c) in text.char_indices() {
            let plain = plain(c);
            self.text.push(plain);
            if plain != c {
                let next = Position {
                    node,
                    byte: byte + c.len_utf8(),
                };
                self.pieces.push((self.text.len(), next));
            }
        }
    }

    /// Returns the place in the prose of a byte of the words. The end of a name belongs to the
    /// node before it.
    fn position(&self, at: usize, is_end: bool) -> Position {
        let reached = self.pieces.partition_point(|(start, _)| *start <= at);
        let mut piece = &self.pieces[reached.saturating_sub(1)];
        if is_end {
            let passed = self.pieces.partition_point(|(start, _)| *start < at);
            let last = &self.pieces[passed.saturating_sub(1)];
            // A piece of the same node that begins here comes after a longer character.
            let same = self.pieces[passed..reached]
                .iter()
                .rfind(|(_, position)| position.node == last.1.node);
            piece = same.unwrap_or(last);
        }
        let (start, position) = *piece;
        Position {
            node: position.node,
            byte: position.byte + (at - start),
        }
    }

    fn blocked(&self, at: usize) -> Option<Verdict> {
        let index = self.blocks.partition_point(|(start, _)| *start <= at);
        self.blocks.get(index.checked_sub(1)?)?.1.clone()
    }

    fn section(&self, at: usize) -> usize {
        self.sections.partition_point(|start| *start <= at)
    }
}

/// Inside what a walk over the nodes stands.
#[derive(Default)]
struct Context {
    headings: usize,
    links: usize,
    quotes: usize,
    code: usize,
    html: usize,
}

impl Context {
    fn step(&mut self, node: &Node) {
        match node {
            Node::Heading(_) => self.headings += 1,
            Node::HeadingEnd(_) => self.headings -= 1,
            Node::Open(_) => self.links += 1,
            Node::Close(_) => self.links -= 1,
            Node::Markdown(Event::Start(tag)) => match tag {
                // Notes and warnings look like quotations in Markdown, but are the site's words.
                Tag::BlockQuote(None) => self.quotes += 1,
                Tag::CodeBlock(_) => self.code += 1,
                Tag::HtmlBlock => self.html += 1,
                _ => {}
            },
            Node::Markdown(Event::End(end)) => match end {
                TagEnd::BlockQuote(None) => self.quotes -= 1,
                TagEnd::CodeBlock => self.code -= 1,
                TagEnd::HtmlBlock => self.html -= 1,
                _ => {}
            },
            _ => {}
        }
    }

    fn verdict(&self) -> Option<Verdict> {
        if self.code > 0 || self.html > 0 {
            Some(Verdict::InCode)
        } else if self.headings > 0 {
            Some(Verdict::InHeading)
        } else if self.links > 0 {
            Some(Verdict::InLink)
        } else if self.quotes > 0 {
            Some(Verdict::InQuotation)
        } else {
            None
        }
    }
}

/// A name that is spelt somewhere, with what the spelling alone says of it.
struct Candidate<'a> {
    start: usize,
    end: usize,
    name: &'a Name,
    refusal: Option<Verdict>,
}

fn hits(prose: &Prose, names: &Names, wishes: Wishes<'_>, depth: Depth) -> Vec<Hit> {
    let words = Words::of(prose, depth);
    let mut candidates = candidates(&words.text, names, depth);
    // Leftmost first, then longest; a refused spelling makes no way for itself.
    candidates.sort_by_key(|c| (c.start, std::cmp::Reverse(c.end), c.refusal.is_some()));
    let explicit = explicit(prose, &words, wishes.links);
    let excluded: HashSet<&str> = wishes.excluded.iter().map(String::as_str).collect();
    let mut linked: HashMap<(Arc<str>, usize), Range<usize>> = HashMap::new();
    let mut covered = 0;
    let mut hits = Vec::new();
    for candidate in candidates {
        let Candidate {
            start,
            end,
            name,
            refusal,
        } = candidate;
        let mention = Mention {
            term: name.term.clone(),
            start: words.position(start, false),
            end: words.position(end, true),
        };
        let range = file_range(prose, &mention);
        let section = match wishes.links {
            TermLinks::Section => words.section(start),
            TermLinks::First | TermLinks::Off => 0,
        };
        let key = (name.term.clone(), section);
        let verdict = if let Some(refusal) = refusal {
            refusal
        } else if start < covered {
            Verdict::InLongerName
        } else {
            covered = end;
            if let Some(blocked) = words.blocked(start) {
                blocked
            } else if wishes.own == Some(&*name.term) {
                Verdict::OwnPage
            } else if wishes.links == TermLinks::Off {
                Verdict::Off
            } else if excluded.contains(&*name.term) {
                Verdict::Excluded
            } else if !name.is_linked {
                Verdict::NeverLinked
            } else if let Some(place) = explicit.get(&key) {
                Verdict::LinkedExplicitly(place.clone())
            } else if let Some(place) = linked.get(&key) {
                Verdict::AlreadyLinked(place.clone())
            } else {
                linked.insert(key, range.clone());
                Verdict::Linked
            }
        };
        hits.push(Hit {
            mention,
            range,
            verdict,
        });
    }
    hits
}

fn candidates<'a>(text: &str, names: &'a Names, depth: Depth) -> Vec<Candidate<'a>> {
    let mut candidates = Vec::new();
    for spelt in names.spelt(text) {
        let is_start = !text[..spelt.start].ends_with(is_word);
        let end = is_start
            .then(|| word_end(text, spelt.start, spelt.end))
            .flatten();
        for name in names.of_pattern(spelt.pattern) {
            let refusal = if end.is_none() {
                Some(Verdict::PartOfWord)
            } else if name.is_exact && text[spelt.start..spelt.end] != name.text {
                Some(Verdict::OtherCase)
            } else {
                None
            };
            if refusal.is_none() || depth == Depth::All {
                let end = end.unwrap_or(spelt.end);
                candidates.push(Candidate {
                    start: spelt.start,
                    end,
                    name,
                    refusal,
                });
            }
        }
    }
    candidates
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// Returns where the word ends whose name is spelt up to `end`: there, or after an ending s, es,
/// 's or s' that the name lacks.
fn word_end(text: &str, start: usize, end: usize) -> Option<usize> {
    let rest = &text[end..];
    let is_edge = |rest: &str| !rest.starts_with(is_word);
    let name = text[start..end].to_ascii_lowercase();
    for ending in ["'s", "es", "s'", "s"] {
        let lacked = if ending == "s'" { "s" } else { ending };
        if name.ends_with(lacked) {
            continue;
        }
        if let Some(after) = rest.strip_prefix(ending)
            && is_edge(after)
        {
            return Some(end + ending.len());
        }
    }
    is_edge(rest).then_some(end)
}

/// Returns the terms with a `term:` link, by section, with the place of the link.
fn explicit(
    prose: &Prose,
    words: &Words,
    links: TermLinks,
) -> HashMap<(Arc<str>, usize), Range<usize>> {
    let mut found = HashMap::new();
    if !prose
        .references
        .iter()
        .any(|r| matches!(r.target, Target::Term(_)))
    {
        return found;
    }
    let mut section = 0;
    for (node, _) in &prose.nodes {
        match node {
            Node::Heading(index) if prose.headings[*index].level <= 2 => {
                section += usize::from(links == TermLinks::Section);
            }
            Node::Open(index) => {
                let reference = &prose.references[*index];
                if let Target::Term(id) = &reference.target {
                    let key = (Arc::from(id.as_str()), section);
                    found.entry(key).or_insert_with(|| reference.range.clone());
                }
            }
            _ => {}
        }
    }
    debug_assert!(section <= words.sections.len());
    found
}

/// Returns where a mention stands in its prose, as near as escapes in the text let it be known.
fn file_range(prose: &Prose, mention: &Mention) -> Range<usize> {
    let place = |position: Position| {
        let range = &prose.nodes[position.node].1;
        (range.start + position.byte).min(range.end)
    };
    let start = place(mention.start);
    start..place(mention.end).max(start)
}
