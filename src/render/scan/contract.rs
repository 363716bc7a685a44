//! The contract of addresses: what of all that is published may be promised.
//!
//! An anchor is promised only where its thing
//! has its home: the heading of a text, the event on the timeline. Which terms an article explains and
//! which sources it cites changes with every edit, and so do the ids that belong to them there.

use std::collections::BTreeSet;

use crate::document::is_reserved_anchor;
use crate::site::route;

use super::{facts, shown};

/// Ids that serve the page alone.
const OF_THE_PAGE: [&str; 5] = ["card-", "cite-", "note-", "ref-", "letter-"];
/// Ids that are promised only on the list to which they belong.
const OF_LISTS: [(&str, &str); 7] = [
    ("term-", route::GLOSSARY),
    ("source-", route::SOURCES),
    ("figure-", route::FIGURES),
    ("series-", route::FIGURES),
    ("event-", route::TIMELINE),
    ("question-", route::QUESTIONS),
    ("year-", route::TIMELINE),
];
/// What the ids of drawings begin with. Their parts have ids that begin with those of the whole.
const DRAWINGS: [&str; 2] = ["chart-", "flow-"];
/// Files that nobody links to, or whose names change with what is in them.
const NOT_PROMISED: [&str; 10] = [
    "css", "js", "mjs", "woff2", "woff", "ttf", "map", "nojekyll", "xsl", "txt",
];

/// Lists the addresses of an output and its anchors, as paths from the base.
pub(super) fn addresses(output: &str, bytes: &[u8], all: &mut BTreeSet<String>) {
    let ending = output.rsplit_once('.').map(|(_, ending)| ending);
    let is_promised = ending.is_some_and(|ending| !NOT_PROMISED.contains(&ending));
    if !is_promised || output == "404.html" {
        return;
    }
    let address = shown(output);
    if output.ends_with(".html") {
        let ids = facts::ids(output, bytes);
        let anchors = ids
            .iter()
            .filter(|id| is_at_home(id, &address) && !is_part(id, &ids));
        all.extend(anchors.map(|id| format!("{address}#{id}")));
    }
    all.insert(address);
}

fn is_at_home(id: &str, address: &str) -> bool {
    // Sections such as that of the sources come and go with what is in them.
    let is_of_page =
        is_reserved_anchor(id) || OF_THE_PAGE.iter().any(|start| id.starts_with(start));
    // The one page and frames repeat what stands elsewhere; the search finds what is there.
    let is_repeated = [route::PRINT, route::SEARCH, "/embed/"]
        .iter()
        .any(|start| address.starts_with(start));
    let list = OF_LISTS.iter().find(|(start, _)| id.starts_with(start));
    !is_of_page && !is_repeated && list.is_none_or(|(_, list)| address == *list)
}

fn is_part(id: &str, ids: &[String]) -> bool {
    let is_whole = |whole: &String| {
        id.strip_prefix(whole.as_str())
            .is_some_and(|rest| rest.starts_with('-'))
    };
    DRAWINGS.iter().any(|start| id.starts_with(start)) && ids.iter().any(is_whole)
}
