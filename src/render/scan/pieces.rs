//! Pages of which pieces stand on many others, such as the card of a term: each piece is read once. A page that
//! is not in order is left to be read as a whole, so that what is wrong is told in one way alone.

use std::ops::Range;
use std::sync::Arc;

use super::super::tags;
use super::facts::{Id, Read, Sorter, Text};
use super::hidden;
use super::links::{Key, Known, Link};
use crate::config::Base;
use crate::source::fingerprint;

/// What a piece of a page holds.
#[derive(Debug)]
pub(in super::super) struct Piece {
    text: Box<str>,
    ids: Box<[Id]>,
    /// Ids to which it refers, which must be on the page.
    wanted: Box<[Id]>,
    /// The addresses that lead elsewhere than to a place on the page.
    links: Box<[Key]>,
}

impl Piece {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Reads a piece, and the addresses in it that were not known. None where it cannot stand for itself: it
    /// ends amid a tag or a comment, or holds an address that means something else on another page.
    fn read(text: &str, base: &Base, known: &Known) -> Option<(Self, Vec<(Key, Link)>)> {
        // What is open at the end swallows what follows.
        let followed = format!("{text}<{AFTER}>");
        let mut found = Text::default();
        let mut is_whole = false;
        tags::visit(&followed, |tag| {
            is_whole = tag.is(AFTER) && tag.attributes.is_empty() && tag.rest.is_empty();
            found.tag(tag);
        });
        if !is_whole || hidden::first(text.as_bytes()).is_some() {
            return None;
        }
        let mut sorter = Sorter::new("", base, known);
        let mut wanted: Vec<Id> = found
            .wanted
            .iter()
            .map(|(_, id)| fingerprint(&**id))
            .collect();
        for address in &found.addresses {
            match address.text.strip_prefix('#') {
                Some(anchor) => wanted.push(fingerprint(anchor)),
                None if address.is_relative() => return None,
                None => sorter.address(address),
            }
        }
        let read = sorter.finish();
        let piece = Self {
            text: text.into(),
            ids: found.ids.iter().map(|id| fingerprint(&**id)).collect(),
            wanted: wanted.into(),
            links: read.facts.links,
        };
        Some((piece, read.news.links))
    }
}

/// A tag that begins where nothing is open.
const AFTER: &str = "i";

/// Reads a page in pieces. None where it is not in order, or cannot be told apart in these.
pub(super) fn read(
    path: &str,
    page: &str,
    shared: &[Range<usize>],
    base: &Base,
    known: &Known,
) -> Option<Read> {
    let mut between = Text::default();
    let can_be_told_apart = path.ends_with(".html")
        && tags::visit_outside(page, shared, |tag| between.tag(tag))
        && !is_hidden_between(page.as_bytes(), shared);
    if !can_be_told_apart {
        return None;
    }
    let mut sorter = Sorter::new(path, base, known);
    let mut new = Vec::new();
    let mut pieces: Vec<Arc<Piece>> = Vec::with_capacity(shared.len());
    for piece in shared {
        let text = &page[piece.clone()];
        if let Some(piece) = known.piece(text) {
            pieces.push(piece.clone());
            continue;
        }
        let (piece, links) = Piece::read(text, base, known)?;
        pieces.push(Arc::new(piece));
        new.extend(pieces.last().cloned());
        sorter.new.extend(links);
    }
    sorter.ids = between.ids.iter().map(|id| fingerprint(&**id)).collect();
    for piece in &pieces {
        sorter.ids.extend(&piece.ids);
        sorter.links.extend(&piece.links);
    }
    sorter.ids.sort_unstable();
    let is_repeated = sorter.ids.windows(2).any(|pair| pair[0] == pair[1]);
    let wanted = between.wanted.iter().map(|(_, id)| fingerprint(&**id));
    let mut wanted = wanted.chain(pieces.iter().flat_map(|piece| piece.wanted.iter().copied()));
    if is_repeated || !wanted.all(|id| sorter.ids.binary_search(&id).is_ok()) {
        return None;
    }
    for address in &between.addresses {
        sorter.address(address);
    }
    let is_in_order = sorter.slips.is_empty();
    let mut read = sorter.finish();
    read.news.pieces = new;
    is_in_order.then_some(read)
}

/// Says whether a character that nobody sees stands outside of the pieces.
fn is_hidden_between(bytes: &[u8], shared: &[Range<usize>]) -> bool {
    let ends = shared.iter().map(|piece| piece.end);
    let starts = shared.iter().map(|piece| piece.start).chain([bytes.len()]);
    let mut between = [0].into_iter().chain(ends).zip(starts);
    between.any(|(end, start)| hidden::first(&bytes[end..start]).is_some())
}

#[cfg(test)]
mod tests {
    use super::super::Links;
    use super::*;

    /// Reads a page of which some pieces, in brackets, are shared; returns the facts, if it can be told apart.
    fn facts(page: &str, links: &Links) -> Option<(Vec<Id>, Vec<Key>)> {
        let base = Base::parse("https://a.example/").expect("an address");
        let (mut text, mut shared, mut start) = (String::new(), Vec::new(), 0);
        for c in page.chars() {
            match c {
                '[' => start = text.len(),
                ']' => shared.push(start..text.len()),
                c => text.push(c),
            }
        }
        let read = read("a/index.html", &text, &shared, &base, &links.look())?;
        links.add(read.news);
        Some((read.facts.ids().to_vec(), read.facts.links.to_vec()))
    }

    #[test]
    fn a_page_in_pieces_holds_what_it_holds_as_a_whole() {
        let links = Links::default();
        let page = "<p id=a><a href='/x/' data-card=b>[<b id=b><a href='#a'><a href='/x/'><a href='/y/'>]\
            [<i id=c><a href='https://b.example/'>]<a href='#c'>";
        let whole = facts(&page.replace(['[', ']'], ""), &Links::default());
        for _ in 0..2 {
            assert_eq!(facts(page, &links), whole);
        }
        let known = links.look();
        assert_eq!(known.all().count(), 3);
        let piece = "<i id=c><a href='https://b.example/'>";
        assert!(known.piece(piece).is_some());
    }

    #[test]
    fn what_cannot_be_told_apart_is_left_to_be_read_whole() {
        for page in [
            "<!-- [<b id=b>] -->",
            "<p title='[<b id=b>]'>",
            "[<b id=b] class=c>",
            "[<!-- <b>]-->",
            "[<b title=' ]<i>'>",
            "[<a href='x'>]",
            "[<b id=a>]<b id=a>",
            "[<a href='#a'>]",
            "[<b>]<a href='#a'>",
            "[<b data-card=a>]",
            "[<b>]\u{7}",
            "[<b>\u{7}]",
        ] {
            assert_eq!(facts(page, &Links::default()), None, "{page}");
        }
    }
}
