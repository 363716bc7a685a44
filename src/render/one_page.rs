//! A page as a part of the one page that holds several: ids stay unique, links between the pages become links
//! within the one.
//!
//! An element with `data-part` begins what stands on the page. Its attribute becomes an id made of the path,
//! which goes before all ids of the part; headings go down a level; cards, which the one page does not have,
//! are forgotten. Where links lead is known once all parts are there: one that finds no place on the one page
//! leads to the page of the site.

use std::collections::HashSet;

use memchr::memmem;
use serde::Serialize;

use super::print::Failure;
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

/// A page as a part of the one page, printed for itself, or why it could not be.
#[derive(Debug)]
pub struct Part(pub(super) Result<Body, Failure>);

/// What a part shows.
#[derive(Debug)]
pub(super) struct Body {
    title: String,
    path: String,
    template: &'static str,
    anchor: String,
    /// The HTML without the addresses that may lead to other parts.
    html: String,
    links: Vec<Link>,
    ids: Vec<String>,
}

/// An address that may lead to another part.
#[derive(Debug)]
struct Link {
    /// Where it belongs in the HTML.
    at: usize,
    /// The address on the page of the part, as written.
    address: String,
}

/// A part as the template of the one page sees it.
#[derive(Debug, Serialize)]
pub(super) struct View<'a> {
    title: &'a str,
    path: &'a str,
    template: &'a str,
    /// Its id on the one page.
    anchor: &'a str,
    pub(super) html: String,
}

/// Brings parts together on one page.
pub(super) fn joined<'a>(parts: &[&'a Body], base: &Base) -> Vec<View<'a>> {
    let ids = parts.iter().flat_map(|part| &part.ids);
    let joiner = Joiner {
        base,
        places: ids.map(String::as_str).collect(),
    };
    let parts = parts.iter();
    parts
        .map(|part| View {
            title: &part.title,
            path: &part.path,
            template: part.template,
            anchor: &part.anchor,
            html: joiner.linked(part),
        })
        .collect()
}

impl Body {
    /// Makes one of the HTML that shows a page as a part, with the title, path and template of the page.
    pub(super) fn new(
        title: &str,
        path: &str,
        template: &'static str,
        html: &str,
        base: &Base,
    ) -> Self {
        let anchor = anchor(path);
        let mut writer = Writer {
            base,
            anchor: &anchor,
            html,
            done: 0,
            text: String::with_capacity(html.len() + html.len() / 8),
            links: Vec::new(),
            ids: Vec::new(),
        };
        tags::visit(html, |tag| writer.tag(tag));
        writer.pass_to(html.len());
        let Writer {
            text, links, ids, ..
        } = writer;
        Self {
            title: title.to_owned(),
            path: path.to_owned(),
            template,
            html: text,
            links,
            ids,
            anchor,
        }
    }
}

/// Writes the HTML of a part as it is on the one page.
struct Writer<'a> {
    base: &'a Base,
    anchor: &'a str,
    html: &'a str,
    /// How far that is written.
    done: usize,
    text: String,
    links: Vec<Link>,
    ids: Vec<String>,
}

impl<'a> Writer<'a> {
    fn tag(&mut self, tag: &Tag<'a, '_>) {
        if let Some(lower) = lower_heading(tag.name) {
            self.replace(tag.name, lower);
        }
        for attribute in tag.attributes {
            self.attribute(tag, attribute);
        }
    }

    fn attribute(&mut self, tag: &Tag<'a, '_>, attribute: &Attribute<'a>) {
        let Attribute { name, value } = *attribute;
        match name {
            "data-card" => {
                let (start, end) = whole(self.html, attribute);
                self.pass_to(start);
                self.done = end;
            }
            PART => {
                let (start, end) = whole(self.html, attribute);
                self.pass_to(start);
                self.text.push_str(&format!(" id=\"{}\"", self.anchor));
                self.done = end;
                self.ids.push(self.anchor.to_owned());
            }
            _ if value.is_empty() => {}
            "id" => {
                let id = inside(self.anchor, value);
                self.replace(value, &id);
                self.ids.push(id);
            }
            "name" if tag.is("input") => self.replace(value, &inside(self.anchor, value)),
            "href" | "xlink:href" => self.address(value),
            _ if REFERRING.contains(&name) => {
                let ids = value.split_ascii_whitespace();
                let ids: Vec<String> = ids.map(|id| inside(self.anchor, id)).collect();
                self.replace(value, &ids.join(" "));
            }
            _ if value.contains("url(#") => {
                let start = format!("url(#{}", inside(self.anchor, ""));
                self.replace(value, &value.replace("url(#", &start));
            }
            _ => {}
        }
    }

    /// Leaves an address out that may lead to another part.
    fn address(&mut self, address: &str) {
        if address.starts_with('#') || address.starts_with(self.base.path()) {
            self.replace(address, "");
            self.links.push(Link {
                at: self.text.len(),
                address: address.to_owned(),
            });
        }
    }

    /// Writes what stands before a piece, and something else in its place.
    fn replace(&mut self, piece: &str, new: &str) {
        let start = offset(self.html, piece);
        self.pass_to(start);
        self.text.push_str(new);
        self.done = start + piece.len();
    }

    /// Writes what stands before a place.
    fn pass_to(&mut self, place: usize) {
        push_lowered(&mut self.text, &self.html[self.done..place]);
        self.done = place;
    }
}

struct Joiner<'a> {
    base: &'a Base,
    /// All ids of the one page.
    places: HashSet<&'a str>,
}

impl Joiner<'_> {
    /// Returns the HTML of a part with all addresses.
    fn linked(&self, part: &Body) -> String {
        let mut html = String::with_capacity(part.html.len() + part.html.len() / 8);
        let mut done = 0;
        for Link { at, address } in &part.links {
            html.push_str(&part.html[done..*at]);
            match self.address(part, address) {
                Some(address) => html.push_str(&address),
                None => html.push_str(address),
            }
            done = *at;
        }
        html.push_str(&part.html[done..]);
        html
    }

    /// Returns the address that takes the place of one, if any does.
    fn address(&self, part: &Body, address: &str) -> Option<String> {
        if let Some(id) = address.strip_prefix('#') {
            let place = self.place(inside(&part.anchor, id));
            let place = place.or_else(|| self.elsewhere(id));
            return Some(place.unwrap_or_else(|| format!("{}#{id}", self.base.url(&part.path))));
        }
        let path = address.strip_prefix(self.base.path())?;
        match path.split_once('#') {
            Some((path, id)) => self.place(inside(&anchor(path), id)),
            None => self.place(anchor(path)),
        }
    }

    /// Returns the link to an id, if it is on the page.
    fn place(&self, id: String) -> Option<String> {
        self.places.contains(&*id).then(|| format!("#{id}"))
    }

    /// Returns the link to what a list at the foot of the part's page would have told.
    fn elsewhere(&self, id: &str) -> Option<String> {
        if let Some(term) = id.strip_prefix("term-") {
            return self.place(anchor(&route::term(term)));
        }
        [
            ("event-", route::TIMELINE),
            ("figure-", route::FIGURES),
            ("source-", route::SOURCES),
        ]
        .into_iter()
        .find(|(start, _)| id.starts_with(start))
        .and_then(|(_, list)| self.place(inside(&anchor(list), id)))
    }
}

/// Returns the id of what stands on the page at a path.
fn anchor(path: &str) -> String {
    match path.trim_matches('/') {
        "" => "home".to_owned(),
        path => path.replace('/', "_"),
    }
}

/// Returns an id of a part as it is on the one page.
fn inside(anchor: &str, id: &str) -> String {
    [anchor, "_", id].concat()
}

/// Returns the heading a level below.
fn lower_heading(name: &str) -> Option<&'static str> {
    let level: usize = name.strip_prefix(['h', 'H'])?.parse().ok()?;
    let lower = ["h2", "h3", "h4", "h5", "h6", "h6"];
    lower.get(level.checked_sub(1)?).copied()
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

    /// Joins parts, each of which is a path and what stands on the page there.
    fn joined_at_repo(parts: &[(&str, &str)]) -> Vec<String> {
        let base = Base::parse("https://example.org/repo/").expect("an address");
        let bodies = parts.iter();
        let bodies: Vec<Body> = bodies
            .map(|(path, html)| Body::new("A page", path, "page.html", html, &base))
            .collect();
        let bodies: Vec<&Body> = bodies.iter().collect();
        let views = joined(&bodies, &base).into_iter();
        views.map(|view| view.html).collect()
    }

    #[test]
    fn ids_of_parts_are_unique_and_links_stay_on_the_page() {
        let parts = [
            (
                "/",
                "<section data-part><h1>Home</h1><a href=\"/repo/articles/a/#x\">x</a></section>",
            ),
            (
                "/articles/a/",
                "<article data-part=\"\"><h2 id=\"x\">X</h2><a class=\"term\" href=\"#term-t\" data-card=\"card-term-t\">t</a>\
                <a href=\"#x\">up</a><a href=\"#gone\">gone</a><a href=\"/repo/questions/\">q</a><a href=\"https://e.org/#x\">e</a></article>",
            ),
            (
                "/glossary/t/",
                "<div data-part=\"/glossary/t/\"><h6 id=\"x\">T</h6><input id=\"i\" name=\"n\"><label for=\"i\">l</label>\
                <svg aria-labelledby=\"x i\"><path marker-end=\"url(#i)\"/></svg></div>",
            ),
        ];
        assert_eq!(
            joined_at_repo(&parts),
            [
                "<section id=\"home\"><h2>Home</h2><a href=\"#articles_a_x\">x</a></section>",
                "<article id=\"articles_a\"><h3 id=\"articles_a_x\">X</h3><a class=\"term\" href=\"#glossary_t\">t</a>\
                <a href=\"#articles_a_x\">up</a><a href=\"/repo/articles/a/#gone\">gone</a><a href=\"/repo/questions/\">q</a><a href=\"https://e.org/#x\">e</a></article>",
                "<div id=\"glossary_t\"><h6 id=\"glossary_t_x\">T</h6><input id=\"glossary_t_i\" name=\"glossary_t_n\"><label for=\"glossary_t_i\">l</label>\
                <svg aria-labelledby=\"glossary_t_x glossary_t_i\"><path marker-end=\"url(#glossary_t_i)\"/></svg></div>",
            ]
        );
    }

    #[test]
    fn text_that_looks_like_tags_is_left_alone() {
        let html =
            "<p data-part>1 < 2 <b title=\"id='x' &quot;\" data-card='c' hidden>é]]></b></p>";
        assert_eq!(
            joined_at_repo(&[("/a/", html)]),
            ["<p id=\"a\">1 < 2 <b title=\"id='x' &quot;\" hidden>é]]></b></p>"]
        );
    }

    #[test]
    fn attributes_without_a_value_are_left_alone() {
        let html = "<p data-part><a id data-card href name>é</a><label for=>l</label></p>";
        assert_eq!(
            joined_at_repo(&[("/a/", html)]),
            ["<p id=\"a\"><a id href name>é</a><label for=>l</label></p>"]
        );
    }
}
