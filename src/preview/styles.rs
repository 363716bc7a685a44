//! What changed between two states besides pages: stylesheets, which browsers can swap without
//! looking at the page again, and pictures.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::compose::Shown;
use super::mime;

/// A stylesheet that takes the place of another, by address; the same address if only bytes changed.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Swap {
    from: String,
    to: String,
}

/// Lists the stylesheets that changed.
pub(super) fn swaps(old: &Shown, new: &Shown) -> Vec<Swap> {
    let swap = |from: &str, to: &str| Swap {
        from: old.base.url(from),
        to: new.base.url(to),
    };
    let mut swaps: Vec<Swap> = changed(old, new, is_style)
        .map(|path| swap(path, path))
        .collect();
    let new_names = only_in(new, old);
    for (name, from) in only_in(old, new) {
        if let (Some(from), Some(Some(to))) = (from, new_names.get(&name)) {
            swaps.push(swap(from, to));
        }
    }
    swaps
}

/// Lists the addresses of pictures that changed under their names.
pub(super) fn pictures(old: &Shown, new: &Shown) -> Vec<String> {
    changed(old, new, mime::is_picture)
        .map(|path| new.base.url(path))
        .collect()
}

/// Says whether a page differs in the addresses of its stylesheets only.
pub(super) fn is_all(swaps: &[Swap], old: &[u8], new: &[u8]) -> bool {
    if swaps.iter().all(|swap| swap.from == swap.to) {
        return false;
    }
    let (Ok(old), Ok(new)) = (std::str::from_utf8(old), std::str::from_utf8(new)) else {
        return false;
    };
    let swapped = swaps.iter().fold(old.to_owned(), |page, swap| {
        page.replace(&swap.from, &swap.to)
    });
    swapped == new
}

fn is_style(path: &str) -> bool {
    mime::of(path).starts_with("text/css")
}

fn changed<'a>(
    old: &'a Shown,
    new: &'a Shown,
    is_wanted: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = &'a str> {
    let differs = |path: &str| match (old.get(path), new.get(path)) {
        (Some(was), Some(is)) => was != is,
        _ => false,
    };
    let paths = new.paths_beside(old).into_iter();
    let paths: BTreeSet<&str> = paths.filter(|path| is_wanted(path)).collect();
    paths.into_iter().filter(move |path| differs(path))
}

/// Lists the stylesheets of the one that the other does not have, by the name without its hash;
/// none stands for several.
fn only_in<'a>(one: &'a Shown, other: &'a Shown) -> BTreeMap<String, Option<&'a str>> {
    let mut names = BTreeMap::new();
    for path in one
        .paths_beside(other)
        .into_iter()
        .filter(|path| is_style(path) && one.get(path).is_some() && other.get(path).is_none())
        .collect::<BTreeSet<_>>()
    {
        names
            .entry(unhashed(path))
            .and_modify(|path| *path = None)
            .or_insert(Some(path));
    }
    names
}

/// Returns a path without the hash before its ending: `site.0123abcd.css` is `site.css`.
fn unhashed(path: &str) -> String {
    let parts: Vec<&str> = path.rsplitn(3, '.').collect();
    match parts[..] {
        [ending, hash, stem] if hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => {
            format!("{stem}.{ending}")
        }
        _ => path.to_owned(),
    }
}
