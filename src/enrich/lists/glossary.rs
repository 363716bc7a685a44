//! The glossary, A to Z.

use std::collections::BTreeMap;

use super::letters::{letter, letter_anchor, sort_key};
use super::{counted, list};
use crate::document::keys::TermKind;
use crate::enrich::page::{Content, Letter, Page};
use crate::enrich::shelf::Lookup;
use crate::enrich::views;
use crate::site::{Card, route};

pub(in crate::enrich) fn glossary(view: &mut Lookup<'_>) -> Page {
    let mut letters: BTreeMap<String, Vec<_>> = BTreeMap::new();
    let terms = view.glossary();
    let count = counted(terms.len(), "entry", "entries");
    for (term, aliases) in terms {
        let filed = filed_under(term, aliases);
        letters
            .entry(letter(filed))
            .or_default()
            .push((sort_key(filed), views::term(view, term)));
    }
    let letters = letters
        .into_iter()
        .map(|(letter, mut terms)| {
            terms.sort_by(|(a, first), (b, second)| (a, &first.id).cmp(&(b, &second.id)));
            let terms = terms.into_iter().map(|(_, term)| term).collect();
            Letter {
                anchor: letter_anchor(&letter),
                letter,
                terms,
            }
        })
        .collect();
    let description = format!("{count}: the terms, institutions, laws and people, explained.");
    list(
        "glossary.html",
        "glossary",
        "Glossary",
        route::GLOSSARY,
        description,
    )
    .page(view, &[], Content::Glossary { letters })
}

/// The name under which an entry is filed. A person is filed under the surname: the longest other
/// name with which the full one ends, such as De Wever for Bart De Wever.
fn filed_under<'a>(term: Card<'a>, aliases: &'a [String]) -> &'a str {
    let is_surname = |alias: &&String| {
        term.name
            .strip_suffix(alias.as_str())
            .is_some_and(|rest| rest.ends_with(' '))
    };
    let surname = match term.kind {
        TermKind::Person => aliases
            .iter()
            .filter(is_surname)
            .max_by_key(|alias| alias.len()),
        _ => None,
    };
    surname.map_or(term.name, |surname| surname)
}
