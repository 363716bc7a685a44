//! Several pages as one: ids stay unique, links between the pages become links within the one.
//!
//! An element with `data-part="/path/"` begins what stands on the page at that path, up to the next one.
//! Its attribute becomes an id made of the path, which goes before all ids of the part; headings go down
//! a level; cards, which the one page does not have, are forgotten. A link that finds no place on the
//! page leads to the page of the site.

use std::borrow::Cow;
use std::collections::HashSet;

use memchr::memmem;

use super::marks;
use super::tags::{self, Attribute, Tag};
use crate::config::Base;
use crate::site::route;

/// What begins a part.
const PART: &str = "data-part";

/// Attributes that hold ids of the same page.
const REFERRING: [&str; 6] = [
    "for",
    "headers",
    "list",
    "aria-labelledby",
    "aria-describedby",
    "aria-details",
];

/// Makes the HTML of several parts one page.
pub(super) fn joined(html: &str, base: &Base) -> String {
    // Ids differ on the one page, and so do the fragments that hold them.
    let mut html = html.as_bytes().to_vec();
    marks::take_out(&mut html);
    let html = std::str::from_utf8(&html).expect("marks are whole characters");
    let (parts, found) = look_through(html);
    let mut places = HashSet::new();
    for (part, what) in &found {
        match what {
            Found::Part(_) => {
                places.insert(parts[*part].key.clone());
            }
            Found::Value {
                name: "id", value, ..
            } => {
                places.insert(parts[*part].inside(value));
            }
            _ => {}
        }
    }
    let joiner = Joiner { base, places };
    let mut edits: Vec<(usize, usize, Cow<'_, str>)> = Vec::with_capacity(found.len());
    for (part, what) in &found {
        let part = &parts[*part];
        match *what {
            Found::Heading(name, level) => edits.push(edit(html, name, level)),
            Found::Card(attribute) => {
                let (start, end) = whole(html, &attribute);
                edits.push((start, end, "".into()));
            }
            Found::Part(attribute) => {
                edits.push(edit(html, attribute.name, "id"));
                edits.push(edit(html, attribute.value, &*part.key));
            }
            Found::Value { name, value } => {
                if let Some(new) = joiner.value(part, name, value) {
                    edits.push(edit(html, value, new));
                }
            }
        }
    }
    edited(html, edits)
}

/// What stands on the page at a path.
struct Part<'a> {
    path: &'a str,
    key: String,
}

impl<'a> Part<'a> {
    fn new(path: &'a str) -> Self {
        Self {
            path,
            key: key(path),
        }
    }

    /// Returns an id of the part as it is on the one page.
    fn inside(&self, id: &str) -> String {
        [&self.key, "_", id].concat()
    }
}

/// What is not on the one page as it is in a part.
enum Found<'a> {
    /// The name of a heading, and what it becomes.
    Heading(&'a str, &'static str),
    /// What leads to a card.
    Card(Attribute<'a>),
    /// What begins a part.
    Part(Attribute<'a>),
    /// An attribute in which ids may stand.
    Value { name: &'a str, value: &'a str },
}

/// Lists the parts, and what must be looked at with the number of its part, in order.
fn look_through(html: &str) -> (Vec<Part<'_>>, Vec<(usize, Found<'_>)>) {
    let (mut parts, mut found) = (vec![Part::new("")], Vec::new());
    tags::visit(html, |tag| {
        if let Some(path) = tag.attribute(PART) {
            parts.push(Part::new(path));
        }
        let part = parts.len() - 1;
        if let Some(lower) = lower_heading(tag.name) {
            found.push((part, Found::Heading(tag.name, lower)));
        }
        for attribute in tag.attributes {
            let what = match attribute.name {
                "data-card" => Found::Card(*attribute),
                PART => Found::Part(*attribute),
                name if may_hold_ids(tag, name, attribute.value) => Found::Value {
                    name,
                    value: attribute.value,
                },
                _ => continue,
            };
            found.push((part, what));
        }
    });
    (parts, found)
}

fn may_hold_ids(tag: &Tag<'_, '_>, name: &str, value: &str) -> bool {
    match name {
        "id" | "href" | "xlink:href" => true,
        "name" => tag.is("input"),
        _ => REFERRING.contains(&name) || value.contains("url(#"),
    }
}

struct Joiner<'a> {
    base: &'a Base,
    /// All ids of the one page.
    places: HashSet<String>,
}

impl Joiner<'_> {
    /// Returns what takes the place of a value, if anything does.
    fn value(&self, part: &Part<'_>, name: &str, value: &str) -> Option<String> {
        match name {
            "id" | "name" => Some(part.inside(value)),
            "href" | "xlink:href" => self.address(part, value),
            name if REFERRING.contains(&name) => {
                let ids = value.split_ascii_whitespace().map(|id| part.inside(id));
                Some(ids.collect::<Vec<_>>().join(" "))
            }
            _ => Some(value.replace("url(#", &format!("url(#{}", part.inside("")))),
        }
    }

    fn address(&self, part: &Part<'_>, address: &str) -> Option<String> {
        if let Some(id) = address.strip_prefix('#') {
            let place = self.place(part.inside(id)).or_else(|| self.elsewhere(id));
            return Some(place.unwrap_or_else(|| format!("{}#{id}", self.base.url(part.path))));
        }
        let path = address.strip_prefix(self.base.path())?;
        match path.split_once('#') {
            Some((path, id)) => self.place(inside(path, id)),
            None => self.place(key(path)),
        }
    }

    /// Returns the link to an id, if it is on the page.
    fn place(&self, id: String) -> Option<String> {
        self.places.contains(&id).then(|| format!("#{id}"))
    }

    /// Returns the link to what a list at the foot of the part's page would have told.
    fn elsewhere(&self, id: &str) -> Option<String> {
        if let Some(term) = id.strip_prefix("term-") {
            return self.place(key(&route::term(term)));
        }
        [
            ("event-", route::TIMELINE),
            ("figure-", route::FIGURES),
            ("source-", route::SOURCES),
        ]
        .into_iter()
        .find(|(start, _)| id.starts_with(start))
        .and_then(|(_, list)| self.place(inside(list, id)))
    }
}

/// Returns the id of a part.
fn key(path: &str) -> String {
    match path.trim_matches('/') {
        "" => "home".to_owned(),
        path => path.replace('/', "_"),
    }
}

/// Returns an id of the part at a path as it is on the one page.
fn inside(path: &str, id: &str) -> String {
    Part::new(path).inside(id)
}

/// Returns the heading a level below.
fn lower_heading(name: &str) -> Option<&'static str> {
    let level: usize = name.strip_prefix(['h', 'H'])?.parse().ok()?;
    let lower = ["h2", "h3", "h4", "h5", "h6", "h6"];
    lower.get(level.checked_sub(1)?).copied()
}

fn edit<'a>(html: &str, piece: &str, new: impl Into<Cow<'a, str>>) -> (usize, usize, Cow<'a, str>) {
    let start = offset(html, piece);
    (start, start + piece.len(), new.into())
}

/// Returns where a piece of a text begins in it.
fn offset(text: &str, piece: &str) -> usize {
    piece.as_ptr() as usize - text.as_ptr() as usize
}

/// Returns where an attribute begins and ends, with the space before it and its quotes.
fn whole(html: &str, attribute: &Attribute<'_>) -> (usize, usize) {
    let start = offset(html, attribute.name);
    let start = html[..start].trim_end().len();
    let end = offset(html, attribute.value) + attribute.value.len();
    let is_quoted = html[end..].starts_with(['"', '\'']);
    (start, end + usize::from(is_quoted))
}

fn edited(html: &str, edits: Vec<(usize, usize, Cow<'_, str>)>) -> String {
    let mut text = String::with_capacity(html.len() + html.len() / 8);
    let mut done = 0;
    for (start, end, new) in edits {
        push_lowered(&mut text, &html[done..start]);
        text.push_str(&new);
        done = end;
    }
    push_lowered(&mut text, &html[done..]);
    text
}

/// Adds a piece in which the end tags of headings go down a level.
fn push_lowered(text: &mut String, piece: &str) {
    let mut done = 0;
    for at in memmem::find_iter(piece.as_bytes(), b"</h") {
        let level = at + "</h".len();
        if let [digit @ b'1'..=b'5', b'>', ..] = piece.as_bytes()[level..] {
            text.push_str(&piece[done..level]);
            text.push(char::from(digit + 1));
            done = level + 1;
        }
    }
    text.push_str(&piece[done..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined_at_repo(html: &str) -> String {
        joined(
            html,
            &Base::parse("https://example.org/repo/").expect("an address"),
        )
    }

    #[test]
    fn ids_of_parts_are_unique_and_links_stay_on_the_page() {
        let html = "<section data-part=\"/\"><h1>Home</h1><a href=\"/repo/articles/a/#x\">x</a></section>\
            <article data-part=\"/articles/a/\"><h2 id=\"x\">X</h2><a class=\"term\" href=\"#term-t\" data-card=\"card-term-t\">t</a>\
            <a href=\"#x\">up</a><a href=\"#gone\">gone</a><a href=\"/repo/questions/\">q</a><a href=\"https://e.org/#x\">e</a></article>\
            <div data-part=\"/glossary/t/\"><h6 id=\"x\">T</h6><input id=\"i\" name=\"n\"><label for=\"i\">l</label>\
            <svg aria-labelledby=\"x i\"><path marker-end=\"url(#i)\"/></svg></div>";
        assert_eq!(
            joined_at_repo(html),
            "<section id=\"home\"><h2>Home</h2><a href=\"#articles_a_x\">x</a></section>\
            <article id=\"articles_a\"><h3 id=\"articles_a_x\">X</h3><a class=\"term\" href=\"#glossary_t\">t</a>\
            <a href=\"#articles_a_x\">up</a><a href=\"/repo/articles/a/#gone\">gone</a><a href=\"/repo/questions/\">q</a><a href=\"https://e.org/#x\">e</a></article>\
            <div id=\"glossary_t\"><h6 id=\"glossary_t_x\">T</h6><input id=\"glossary_t_i\" name=\"glossary_t_n\"><label for=\"glossary_t_i\">l</label>\
            <svg aria-labelledby=\"glossary_t_x glossary_t_i\"><path marker-end=\"url(#glossary_t_i)\"/></svg></div>"
        );
    }

    #[test]
    fn text_that_looks_like_tags_is_left_alone() {
        let html = "<p data-part=\"/a/\">1 < 2 <b title=\"id='x' &quot;\" data-card='c' hidden>é]]></b></p>";
        assert_eq!(
            joined_at_repo(html),
            "<p id=\"a\">1 < 2 <b title=\"id='x' &quot;\" hidden>é]]></b></p>"
        );
    }
}
