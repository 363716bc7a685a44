//! The names of all glossary entries, ready to be looked for in one pass.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::record::{Place, Term};
use crate::document::yaml::Step;

/// A name under which a term may be mentioned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The id of the term.
    pub term: Arc<str>,
    /// The name, normalised; see [`normalise`].
    pub text: String,
    /// A name with a capital in it matches only as it is written.
    pub is_exact: bool,
    /// Whether the term is linked by itself.
    pub is_linked: bool,
}

/// All names.
#[derive(Clone, Debug)]
pub struct Names {
    automaton: AhoCorasick,
    /// For each pattern of the automaton the names that are spelt so, if case is left aside.
    names: Vec<Vec<Name>>,
}

/// A place in a text where a name is spelt, edges and case not yet looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spelt {
    pub(super) pattern: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Names {
    /// Collects the names of all terms. Two terms with one name are reported, and the first by id
    /// keeps it; what is to be reported comes back too. Where all names are as they were before, so is the automaton, the very same.
    pub(super) fn new<'a>(
        terms: impl Iterator<Item = &'a Arc<Term>>,
        before: Option<&Arc<Names>>,
    ) -> (Arc<Self>, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut by_spelling: BTreeMap<String, Vec<(Name, Place)>> = BTreeMap::new();
        for term in terms {
            let id: Arc<str> = term.id.as_str().into();
            let own = std::iter::once((&term.name, vec![Step::from("term")]));
            let aliases = term
                .aliases
                .iter()
                .enumerate()
                .map(|(at, alias)| (alias, vec!["aliases".into(), at.into()]));
            for (text, path) in own.chain(aliases) {
                let text = normalise(text);
                if text.is_empty() {
                    continue;
                }
                let spelling = folded(&text).to_ascii_lowercase();
                let spellings = by_spelling.entry(spelling).or_default();
                let is_exact = text.chars().any(char::is_uppercase);
                let name = Name {
                    term: id.clone(),
                    text,
                    is_exact,
                    is_linked: term.is_linked,
                };
                let clash = spellings.iter().find(|(other, _)| {
                    other.term != name.term
                        && (!other.is_exact || !name.is_exact || other.text == name.text)
                });
                if let Some((other, place)) = clash {
                    let message = format!("`{}` is also a name of `{}`", name.text, other.term);
                    let span = term.block.span_at(&path);
                    diagnostics.push(
                        Diagnostic::new(Code::DuplicateName, span, message)
                            .label(place.block.span_at(&place.path), "here it is given first")
                            .help("a name can stand for one term only: remove it from one of them"),
                    );
                    continue;
                }
                if spellings.iter().any(|(other, _)| *other == name) {
                    continue;
                }
                let place = Place {
                    block: term.block.clone(),
                    path,
                    fingerprint: term.fingerprint,
                };
                spellings.push((name, place));
            }
        }
        let (spellings, names): (Vec<String>, Vec<Vec<Name>>) = by_spelling
            .into_iter()
            .map(|(spelling, names)| (spelling, names.into_iter().map(|(name, _)| name).collect()))
            .unzip();
        if let Some(before) = before.filter(|before| before.names == names) {
            return (before.clone(), diagnostics);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .build(&spellings)
            .expect("the names of a glossary fit into an automaton");
        (Arc::new(Self { automaton, names }), diagnostics)
    }

    /// Returns every place in a normalised text where a name is spelt, overlaps included.
    pub(super) fn spelt(&self, text: &str) -> Vec<Spelt> {
        self.automaton
            .find_overlapping_iter(&*folded(text))
            .map(|found| Spelt {
                pattern: found.pattern().as_usize(),
                start: found.start(),
                end: found.end(),
            })
            .collect()
    }

    /// Returns the names of a pattern.
    pub(super) fn of_pattern(&self, pattern: usize) -> &[Name] {
        &self.names[pattern]
    }

    /// Returns the terms that have a name, whatever its case.
    pub fn lookup(&self, text: &str) -> Vec<&Name> {
        let text = folded(&normalise(text)).to_ascii_lowercase();
        let index: HashMap<String, &Vec<Name>> = self
            .names
            .iter()
            .filter_map(|names| {
                let spelling = folded(&names.first()?.text).to_ascii_lowercase();
                Some((spelling, names))
            })
            .collect();
        index
            .get(&text)
            .map(|names| names.iter().collect())
            .unwrap_or_default()
    }

    /// Returns all spellings, for "did you mean".
    pub fn all(&self) -> impl Iterator<Item = &Name> {
        self.names.iter().flatten()
    }
}

/// Makes all apostrophes, spaces and hyphens one: ’ is ', a no-break space is a space, a
/// non-breaking hyphen is a hyphen.
pub fn normalise(text: &str) -> String {
    text.trim().chars().map(plain).collect()
}

/// Returns a text with the capitals of other alphabets made small where that keeps every byte in its
/// place; those of ASCII are the automaton's own business.
fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let small = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if !c.is_ascii() && one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    Cow::Owned(text.chars().map(small).collect())
}

/// Returns the plain form of a character, as [`normalise`] does.
pub(super) fn plain(c: char) -> char {
    match c {
        '\u{2019}' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        '\u{2011}' => '-',
        _ => c,
    }
}
