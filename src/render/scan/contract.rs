//! The contract of addresses: what is published, and whether all that a list promises still is.
//!
//! A page that moved keeps its address through a redirect. An anchor is promised only where its thing
//! has its home: the heading of a text, the event on the timeline. Which terms an article explains and
//! which sources it cites changes with every edit, and so do the ids that belong to them there.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::is_reserved_anchor;
use crate::site::route;
use crate::source::Source;

use super::super::collect::Collection;
use super::{facts, path, shown};

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

/// Says which addresses of a list would no longer be published.
pub(super) fn check(list: &Source, collection: &Collection) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut start = 0;
    for line in list.text.split_inclusive('\n') {
        let address = line.trim();
        let range = start..start + line.trim_end().len();
        start += line.len();
        // A byte order mark counts as a blank here.
        let address = address.trim_start_matches('\u{feff}');
        if address.is_empty() || address.starts_with('#') {
            continue;
        }
        let span = list.span(range.end - address.len()..range.end);
        if !address.starts_with('/') {
            let message = format!("`{address}` is not an address of this site");
            let diagnostic = Diagnostic::new(Code::BadUrl, span, message)
                .help("write one address a line, from the base path on: `/articles/who-pays/`");
            diagnostics.push(diagnostic);
        } else if let Some(told) = vanished(address, collection) {
            let (message, help) = told;
            let diagnostic = Diagnostic::new(Code::VanishedUrl, span, message);
            diagnostics.push(help.into_iter().fold(diagnostic, Diagnostic::help));
        }
    }
    diagnostics
}

fn vanished(address: &str, collection: &Collection) -> Option<(String, Vec<String>)> {
    let (page, anchor) = match address.split_once('#') {
        Some((page, anchor)) => (page, Some(anchor)),
        None => (address, None),
    };
    let output = path::output_of(page);
    let Some(origin) = collection.origins.get(&output) else {
        let known = collection.origins.keys().map(|output| shown(output));
        let known: Vec<String> = known.collect();
        let near = crate::diagnostic::nearest(page, known.iter().map(String::as_str));
        let mut help = vec![format!(
            "if the page has another address now, give it the old one: `aliases: [{page}]`"
        )];
        help.extend(near.map(|near| format!("the nearest address is `{near}`")));
        help.push("if readers can do without it, take the line out".to_owned());
        return Some((format!("`{page}` is no longer published"), help));
    };
    let anchor = anchor?;
    // Where a page has moved, its redirect is all that is left.
    let is_there = origin.template == Some("redirect.html")
        || collection
            .facts
            .get(output.as_str())
            .is_none_or(|facts| facts.has_id(anchor));
    if is_there {
        return None;
    }
    let bytes = collection.outputs.get(output.as_str());
    let ids = bytes.map_or_else(Vec::new, |bytes| facts::ids(&output, bytes));
    let near = crate::diagnostic::nearest(anchor, ids.iter().map(String::as_str));
    let mut help: Vec<String> = near
        .map(|near| format!("the nearest anchor is `#{near}`"))
        .into_iter()
        .collect();
    help.push(
        "give the heading or record its old name again, or take the line out if readers can do without it".to_owned(),
    );
    Some((
        format!("`{page}` no longer has the anchor `#{anchor}`"),
        help,
    ))
}
