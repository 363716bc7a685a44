//! Whether all that a list of addresses promises is still published.
//!
//! A page that moved keeps its address through a redirect. What has one cause is told once: a page that
//! is gone takes its anchors with it, and an output that is turned off all of its addresses.

use std::collections::HashMap;

use crate::config::Outputs;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::{Source, Span};

use super::super::collect::Collection;
use super::super::path;
use super::{facts, shown};

/// What of a list is gone for one cause.
struct Gone<'a> {
    cause: Cause<'a>,
    /// The line that says it, or the first that rests on it.
    span: Span,
    is_listed: bool,
    /// How many other lines rest on it.
    others: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Cause<'a> {
    /// A key of `[outputs]` is off.
    Output(&'static str),
    /// The page or file at this address is gone.
    Page(&'a str),
}

/// Says which addresses of a list would no longer be published, and which of its lines are none.
pub(super) fn check(list: &Source, outputs: Outputs, collection: &Collection) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut gone: Vec<Gone<'_>> = Vec::new();
    let mut places: HashMap<Cause<'_>, usize> = HashMap::new();
    for (address, span) in lines(list) {
        if !address.starts_with('/') {
            let message = format!("`{address}` is not an address of this site");
            let diagnostic = Diagnostic::new(Code::BadUrl, span, message)
                .help("write one address a line, from the base path on: `/articles/who-pays/`");
            diagnostics.push(diagnostic);
            continue;
        }
        let (page, anchor) = match address.split_once('#') {
            Some((page, anchor)) => (page, Some(anchor)),
            None => (address, None),
        };
        if collection.origins.contains_key(&path::output_of(page)) {
            let lost = anchor.filter(|anchor| !has_anchor(collection, page, anchor));
            diagnostics.extend(lost.map(|anchor| lost_anchor(collection, page, anchor, span)));
            continue;
        }
        let cause = turned_off(page, outputs).map_or(Cause::Page(page), Cause::Output);
        match places.get(&cause) {
            Some(place) => gone[*place].add(span, anchor.is_none()),
            None => {
                places.insert(cause, gone.len());
                gone.push(Gone {
                    cause,
                    span,
                    is_listed: anchor.is_none(),
                    others: 0,
                });
            }
        }
    }
    diagnostics.extend(gone.into_iter().map(|gone| gone.told(collection)));
    diagnostics
}

/// Lists the lines that are to hold an address.
fn lines(list: &Source) -> impl Iterator<Item = (&str, Span)> {
    let mut start = 0;
    list.text.split_inclusive('\n').filter_map(move |line| {
        let end = start + line.trim_end().len();
        start += line.len();
        // A byte order mark counts as a blank here.
        let address = line.trim().trim_start_matches('\u{feff}');
        let is_address = !address.is_empty() && !address.starts_with('#');
        is_address.then(|| (address, list.span(end - address.len()..end)))
    })
}

/// Returns the key of `[outputs]` that would publish an address if it were on.
fn turned_off(address: &str, outputs: Outputs) -> Option<&'static str> {
    let all = [
        ("calendar", outputs.calendar),
        ("data", outputs.data),
        ("embed", outputs.embed),
        ("feed", outputs.feed),
        ("llms", outputs.llms),
        ("pictures", outputs.pictures),
        ("print", outputs.print),
        ("search", outputs.search),
        ("sitemap", outputs.sitemap),
        ("cname", outputs.cname),
    ];
    let publishes = |key| match key {
        "calendar" => address == "/timeline.ics",
        "data" => [
            "/timeline.json",
            "/timeline.csv",
            "/figures.json",
            "/figures.csv",
        ]
        .contains(&address),
        "embed" => address.starts_with("/embed/"),
        "feed" => ["/feed.xml", "/timeline.xml"].contains(&address),
        "llms" => address == "/llms.txt",
        "pictures" => address == "/social.png" || address.starts_with("/social/"),
        "print" => is_page(address, "/print"),
        "search" => is_page(address, "/search") || address == "/search-index.json",
        "sitemap" => address.starts_with("/sitemap") || address == "/robots.txt",
        _ => address == "/CNAME",
    };
    let mut off = all.into_iter().filter(|(_, is_on)| !is_on);
    off.find(|(key, _)| publishes(key)).map(|(key, _)| key)
}

/// Says whether an address is that of a page, with or without the slash at its end.
fn is_page(address: &str, page: &str) -> bool {
    address.strip_suffix('/').unwrap_or(address) == page
}

impl Gone<'_> {
    fn add(&mut self, span: Span, is_page: bool) {
        if is_page && !self.is_listed {
            self.span = span;
            self.is_listed = true;
        }
        self.others += 1;
    }

    fn told(self, collection: &Collection) -> Diagnostic {
        match self.cause {
            Cause::Output(key) => self.output(key),
            Cause::Page(page) => self.page(page, collection),
        }
    }

    fn output(self, key: &str) -> Diagnostic {
        let message = match self.others + 1 {
            1 => format!("`{key}` is off under `[outputs]`, which published this address"),
            count => {
                format!(
                    "`{key}` is off under `[outputs]`, which published {count} addresses of this list"
                )
            }
        };
        Diagnostic::new(Code::VanishedUrl, self.span, message)
            .help(format!("turn it on again in `site.toml`: `{key} = true`"))
            .help("if readers can do without what it made, take its lines out of `urls.txt`")
    }

    fn page(self, page: &str, collection: &Collection) -> Diagnostic {
        // Where the page itself is not on the list, the line that is marked holds an anchor.
        let anchors = self.others + usize::from(!self.is_listed);
        let with = match anchors {
            0 => String::new(),
            1 => ", and with it 1 anchor".to_owned(),
            count => format!(", and with it {count} anchors"),
        };
        let message = format!("`{page}` is no longer published{with}");
        let mut diagnostic = Diagnostic::new(Code::VanishedUrl, self.span, message);
        // Only a page can lead on to another.
        if path::output_of(page).ends_with(".html") {
            diagnostic = diagnostic.help(format!(
                "if the page has another address now, give it the old one: `aliases: [{page}]`"
            ));
        }
        let known = collection.origins.keys().map(|output| shown(output));
        let known: Vec<String> = known.collect();
        if let Some(near) = nearest(page, known.iter().map(String::as_str)) {
            diagnostic = diagnostic.help(format!("the nearest address is `{near}`"));
        }
        diagnostic.help(match self.others {
            0 => "if readers can do without it, take the line out",
            _ => "if readers can do without it, take its lines out",
        })
    }
}

fn has_anchor(collection: &Collection, page: &str, anchor: &str) -> bool {
    let output = path::output_of(page);
    let origin = collection.origins.get(&output);
    // Where a page has moved, its redirect is all that is left.
    let is_redirect = origin.is_some_and(|origin| origin.template == Some("redirect.html"));
    let facts = collection.facts.get(&output);
    is_redirect || facts.is_none_or(|facts| facts.has_id(anchor))
}

fn lost_anchor(collection: &Collection, page: &str, anchor: &str, span: Span) -> Diagnostic {
    let output = path::output_of(page);
    let bytes = collection.outputs.get(&output);
    let ids = bytes.map_or_else(Vec::new, |bytes| facts::ids(&output, bytes));
    let message = format!("`{page}` no longer has the anchor `#{anchor}`");
    let mut diagnostic = Diagnostic::new(Code::VanishedUrl, span, message);
    if let Some(near) = nearest(anchor, ids.iter().map(String::as_str)) {
        diagnostic = diagnostic.help(format!("the nearest anchor is `#{near}`"));
    }
    diagnostic.help(
        "give the heading or record its old name again, or take the line out if readers can do without it",
    )
}
