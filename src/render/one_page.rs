//! Several pages as one: ids stay unique, links between the pages become links within the one.
//!
//! An element with `data-part="/path/"` begins what stands on the page at that path, up to the next one.
//! Its attribute becomes an id made of the path, which goes before all ids of the part; headings go down
//! a level; cards, which the one page does not have, are forgotten. A link that finds no place on the
//! page leads to the page of the site.

use std::collections::HashSet;

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
    let mut places = HashSet::new();
    each_tag(html, |part, tag| {
        if tag.attribute(PART).is_some() {
            places.insert(key(part));
        }
        if let Some(id) = tag.attribute("id") {
            places.insert(inside(part, id));
        }
    });
    let joiner = Joiner { base, places };
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    each_tag(html, |part, tag| {
        if let Some(level) = heading(tag.name) {
            edits.push(edit(html, tag.name, format!("h{level}")));
        }
        for attribute in tag.attributes {
            if attribute.name == "data-card" {
                let (start, end) = whole(html, attribute);
                edits.push((start, end, String::new()));
            } else if attribute.name == PART {
                edits.push(edit(html, attribute.name, "id".to_owned()));
                edits.push(edit(html, attribute.value, key(part)));
            } else if let Some(value) = joiner.value(part, tag, attribute) {
                edits.push(edit(html, attribute.value, value));
            }
        }
    });
    lowered(&edited(html, edits))
}

struct Joiner<'a> {
    base: &'a Base,
    /// All ids of the one page.
    places: HashSet<String>,
}

impl Joiner<'_> {
    /// Returns what takes the place of a value, if anything does.
    fn value(&self, part: &str, tag: &Tag<'_, '_>, attribute: &Attribute<'_>) -> Option<String> {
        let value = attribute.value;
        match attribute.name {
            "id" => Some(inside(part, value)),
            "name" if tag.is("input") => Some(inside(part, value)),
            "href" | "xlink:href" => self.address(part, value),
            name if REFERRING.contains(&name) => {
                let ids = value.split_ascii_whitespace().map(|id| inside(part, id));
                Some(ids.collect::<Vec<_>>().join(" "))
            }
            _ if value.contains("url(#") => {
                Some(value.replace("url(#", &format!("url(#{}", inside(part, ""))))
            }
            _ => None,
        }
    }

    fn address(&self, part: &str, address: &str) -> Option<String> {
        if let Some(id) = address.strip_prefix('#') {
            let place = self.place(part, Some(id)).or_else(|| self.elsewhere(id));
            return Some(place.unwrap_or_else(|| format!("{}#{id}", self.base.url(part))));
        }
        let path = address.strip_prefix(self.base.path())?;
        let (path, id) = match path.split_once('#') {
            Some((path, id)) => (path, Some(id)),
            None => (path, None),
        };
        self.place(&format!("/{path}"), id)
    }

    /// Returns the link to a part, or to an id in it, if it is on the page.
    fn place(&self, part: &str, id: Option<&str>) -> Option<String> {
        let place = match id {
            Some(id) => inside(part, id),
            None => key(part),
        };
        self.places.contains(&place).then(|| format!("#{place}"))
    }

    /// Returns the link to what a list at the foot of the part's page would have told.
    fn elsewhere(&self, id: &str) -> Option<String> {
        if let Some(term) = id.strip_prefix("term-") {
            return self.place(&route::term(term), None);
        }
        [
            ("event-", route::TIMELINE),
            ("figure-", route::FIGURES),
            ("source-", route::SOURCES),
        ]
        .into_iter()
        .find(|(start, _)| id.starts_with(start))
        .and_then(|(_, list)| self.place(list, Some(id)))
    }
}

/// Calls `visit` with each start tag and the path of the part in which it stands.
fn each_tag<'a>(html: &'a str, mut visit: impl FnMut(&'a str, &Tag<'a, '_>)) {
    let mut part = "";
    tags::visit(html, |tag| {
        part = tag.attribute(PART).unwrap_or(part);
        visit(part, tag);
    });
}

/// Returns the id of a part.
fn key(path: &str) -> String {
    match path.trim_matches('/') {
        "" => "home".to_owned(),
        path => path.replace('/', "_"),
    }
}

/// Returns an id of a part as it is on the one page.
fn inside(part: &str, id: &str) -> String {
    format!("{}_{id}", key(part))
}

/// Returns the level below that of a heading.
fn heading(name: &str) -> Option<u8> {
    let level: u8 = name.strip_prefix(['h', 'H'])?.parse().ok()?;
    (1..=6).contains(&level).then_some((level + 1).min(6))
}

/// Lowers the end tags of headings.
fn lowered(html: &str) -> String {
    let mut html = html.to_owned();
    for level in (1..6).rev() {
        html = html.replace(&format!("</h{level}>"), &format!("</h{}>", level + 1));
    }
    html
}

fn edit(html: &str, piece: &str, new: String) -> (usize, usize, String) {
    let start = offset(html, piece);
    (start, start + piece.len(), new)
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

fn edited(html: &str, edits: Vec<(usize, usize, String)>) -> String {
    let mut text = String::with_capacity(html.len() + html.len() / 8);
    let mut done = 0;
    for (start, end, new) in edits {
        text.push_str(&html[done..start]);
        text.push_str(&new);
        done = end;
    }
    text.push_str(&html[done..]);
    text
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
