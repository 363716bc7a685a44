//! The parts of lists that are too long for one page, and what leads to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::date::month_name;
use crate::enrich::page::{PageFile, PartLink};
use crate::enrich::shelf::Lookup;
use crate::site::{List, Part, route};

/// Returns what leads from the page of a list to its parts; nothing where it has none.
pub(super) fn counted_links(view: &mut Lookup<'_>, list: List) -> Vec<PartLink> {
    let parts = view.part_counts(list).iter();
    let links = parts.map(|(part, count)| link(list, part, Some(*count)));
    first(list, links.collect())
}

/// Returns what leads from one part of a list to all of them.
pub(super) fn links(view: &mut Lookup<'_>, list: List) -> Vec<PartLink> {
    let parts = view.parts(list);
    let links = parts.map(|part| link(list, part, None));
    first(list, links.collect())
}

/// The articles with which the reading path begins stand on the page of the list itself.
fn first(list: List, mut links: Vec<PartLink>) -> Vec<PartLink> {
    if list == List::Articles && !links.is_empty() {
        links.insert(0, link(list, &Part::From(1), None));
        links[0].path = list.path().to_owned();
    }
    links
}

fn link(list: List, part: &Part, count: Option<usize>) -> PartLink {
    PartLink {
        title: title(part),
        path: route::part(list, part),
        count: count.filter(|_| list != List::Articles),
    }
}

/// Returns what a part is called.
pub(super) fn title(part: &Part) -> String {
    match part {
        Part::From(place) => format!("from {place}"),
        Part::Year(year) => year.to_string(),
        Part::Month(year, month) => format!("{} {year}", month_name(*month)),
        Part::Start(letters) => crate::site::capitalised(letters),
    }
}

/// Returns the file by which the page of a divided list finds where an entry is now, for those who
/// come by an address from when the list was short: a part a line, with the ids in it.
pub(super) fn places<'a>(
    list: List,
    entries: impl Iterator<Item = (Option<Part>, &'a str)>,
) -> Option<PageFile> {
    let mut lines: BTreeMap<Part, String> = BTreeMap::new();
    for (part, id) in entries {
        let part = part?;
        let line = lines.entry(part).or_insert_with_key(Part::to_string);
        line.push(' ');
        line.push_str(id);
    }
    let mut text = String::new();
    for line in lines.values() {
        text.push_str(line);
        text.push('\n');
    }
    (!text.is_empty()).then(|| PageFile {
        path: format!("{}places.txt", list.path()),
        text: Arc::from(text),
        origin: list.path().to_owned(),
    })
}
