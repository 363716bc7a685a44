//! What one output holds that others, or itself, must answer for: ids, addresses, and references to
//! ids. Texts are kept as numbers, so that the facts of a large site take little room; what can be
//! decided with this output alone is decided here.

use std::borrow::Cow;
use std::ops::Range;

use crate::config::Base;
use crate::document::reference::scheme;
use crate::source::fingerprint;

use super::super::css;
use super::super::tags::{self, Tag, decoded};
use super::links::{Key, Known, Link, News};
use super::target::{self, Target};
use super::{Trouble, hidden, pieces};

/// An id as a number.
pub(super) type Id = u64;

/// What an output holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Facts {
    /// All ids, sorted.
    ids: Box<[Id]>,
    /// The addresses that lead elsewhere than to a place on this page, sorted, each once.
    pub(super) links: Box<[Key]>,
    /// What is wrong with the output by itself, with the text that is wrong.
    pub(super) slips: Vec<(String, Trouble)>,
}

/// The facts of an output, with what was not known before.
#[derive(Debug, Default)]
pub(in super::super) struct Read {
    pub(in super::super) facts: Facts,
    pub(in super::super) news: News,
}

/// Attributes that hold one or more ids of the same page.
const REFERRING: [&str; 15] = [
    "data-card",
    "for",
    "form",
    "headers",
    "list",
    "popovertarget",
    "commandfor",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "aria-details",
    "aria-flowto",
    "aria-errormessage",
    "aria-activedescendant",
];

/// What `link` elements make browsers fetch, or connect to.
const FETCHED: [&str; 10] = [
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
    "apple-touch-icon",
    "mask-icon",
];

impl Facts {
    #[cfg(test)]
    pub(super) fn ids(&self) -> &[Id] {
        &self.ids
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.binary_search(&fingerprint(id)).is_ok()
    }
}

/// Reads the text of an output, if it is of a kind that holds addresses or ids. `shared` are the pieces of it that may
/// stand on other pages too.
pub(in super::super) fn read(
    path: &str,
    text: &str,
    shared: &[Range<usize>],
    base: &Base,
    known: &Known,
) -> Option<Read> {
    if !shared.is_empty()
        && let Some(read) = pieces::read(path, text, shared, base, known)
    {
        debug_assert_eq!(
            Some(&read.facts),
            whole(path, text, base, known)
                .map(|read| read.facts)
                .as_ref(),
            "in pieces it holds the same"
        );
        return Some(read);
    }
    whole(path, text, base, known)
}

fn whole(path: &str, output: &str, base: &Base, known: &Known) -> Option<Read> {
    let text = Text::read(path, output)?;
    let mut sorter = Sorter::new(path, base, known);
    sorter.ids = text.ids.iter().map(|id| fingerprint(&**id)).collect();
    if let Some(c) = hidden::first(output.as_bytes()) {
        let slip = (format!("U+{:04X}", u32::from(c)), Trouble::Hidden(c));
        sorter.slips.push(slip);
    }
    sorter.ids.sort_unstable();
    sorter.repeated(&text.ids);
    for address in &text.addresses {
        sorter.address(address);
    }
    for (attribute, id) in &text.wanted {
        if !sorter.has_id(id) {
            let slip = (id.to_string(), Trouble::NoId(attribute));
            sorter.slips.push(slip);
        }
    }
    Some(sorter.finish())
}

/// Returns the ids of an output, sorted, for "did you mean".
pub(super) fn ids(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    let text = Text::read(path, text).unwrap_or_default();
    let mut ids: Vec<String> = text.ids.into_iter().map(Cow::into_owned).collect();
    ids.sort_unstable();
    ids
}

/// Tells what the output itself answers for from what others must.
pub(super) struct Sorter<'a> {
    output: &'a str,
    base: &'a Base,
    known: &'a Known,
    pub(super) ids: Vec<Id>,
    pub(super) links: Vec<Key>,
    pub(super) slips: Vec<(String, Trouble)>,
    pub(super) new: Vec<(Key, Link)>,
}

impl<'a> Sorter<'a> {
    pub(super) fn new(output: &'a str, base: &'a Base, known: &'a Known) -> Self {
        Self {
            output,
            base,
            known,
            ids: Vec::new(),
            links: Vec::new(),
            slips: Vec::new(),
            new: Vec::new(),
        }
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.binary_search(&fingerprint(id)).is_ok()
    }

    /// Notes ids that stand more than once. Only pages have ids that matter by themselves.
    fn repeated(&mut self, ids: &[Cow<'_, str>]) {
        let is_repeated = self.ids.windows(2).any(|pair| pair[0] == pair[1]);
        if !is_repeated || !self.output.ends_with(".html") {
            return;
        }
        let mut sorted: Vec<&str> = ids.iter().map(|id| &**id).collect();
        sorted.sort_unstable();
        for pair in sorted.windows(2).filter(|pair| pair[0] == pair[1]) {
            self.slips.push((pair[0].to_owned(), Trouble::TwiceId));
        }
    }

    pub(super) fn address(&mut self, address: &Address<'_>) {
        let text = &*address.text;
        if let Some(anchor) = text.strip_prefix('#') {
            if !self.has_id(anchor) {
                self.place(address);
            }
            return;
        }
        // Other addresses mean the same wherever they stand.
        let from = if address.is_relative() {
            self.output
        } else {
            ""
        };
        let key = fingerprint(&(text, address.is_fetched, from));
        self.links.push(key);
        if !self.known.has(key) {
            let target = target::of(text, address.is_fetched, self.output, self.base);
            let link = Link::new(text, target);
            self.new.push((key, link));
        }
    }

    /// Looks for a place on this page whose name is written with `%`.
    fn place(&mut self, address: &Address<'_>) {
        let text = &*address.text;
        if let Target::Output {
            path,
            anchor: Some(anchor),
        } = target::of(text, address.is_fetched, self.output, self.base)
            && !self.has_id(&anchor)
        {
            let trouble = Trouble::NoAnchor(path, anchor.into_owned());
            self.slips.push((text.to_owned(), trouble));
        }
    }

    pub(super) fn finish(mut self) -> Read {
        self.ids.dedup();
        self.links.sort_unstable();
        self.links.dedup();
        self.new.sort_unstable_by_key(|(key, _)| *key);
        self.new.dedup_by_key(|(key, _)| *key);
        Read {
            facts: Facts {
                ids: self.ids.into(),
                links: self.links.into(),
                slips: self.slips,
            },
            news: News {
                links: self.new,
                pieces: Vec::new(),
            },
        }
    }
}

/// What stands in the text of an output.
#[derive(Debug, Default)]
pub(super) struct Text<'a> {
    /// All addresses, in order.
    pub(super) addresses: Vec<Address<'a>>,
    /// All ids, in order.
    pub(super) ids: Vec<Cow<'a, str>>,
    /// Ids that something on the page refers to, with the attribute that does.
    pub(super) wanted: Vec<(&'static str, Cow<'a, str>)>,
}

/// An address in an output.
#[derive(Debug)]
pub(super) struct Address<'a> {
    pub(super) text: Cow<'a, str>,
    /// Whether browsers fetch it by themselves.
    is_fetched: bool,
}

impl Address<'_> {
    /// Says whether it means something else where it stands elsewhere.
    pub(super) fn is_relative(&self) -> bool {
        !self.text.starts_with('/') && scheme(&self.text).is_none()
    }
}

impl<'a> Text<'a> {
    fn read(path: &str, output: &'a str) -> Option<Self> {
        let (_, ending) = path.rsplit_once('.')?;
        let read = match ending {
            "html" | "htm" => Self::of_html,
            "xml" => Self::of_xml,
            "svg" => Self::of_svg,
            "css" => Self::of_css,
            _ => return None,
        };
        let mut text = Self::default();
        read(&mut text, output);
        Some(text)
    }

    fn of_html(&mut self, text: &'a str) {
        tags::visit(text, |tag| self.tag(tag));
    }

    pub(super) fn tag(&mut self, tag: &Tag<'a, '_>) {
        for attribute in tag.attributes {
            let value = attribute.value;
            if attribute.name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                self.attribute(tag, &attribute.name.to_ascii_lowercase(), value);
            } else {
                self.attribute(tag, attribute.name, value);
            }
        }
    }

    fn attribute(&mut self, tag: &Tag<'a, '_>, name: &str, value: &'a str) {
        match name {
            "class" | "title" | "alt" | "lang" => {}
            "id" => self.ids.push(decoded(value)),
            "href" => self.address(value, tag.is("link") && is_fetching(tag)),
            "src" | "poster" | "data" | "background" => self.address(value, true),
            "xlink:href" | "action" | "formaction" | "cite" => self.address(value, false),
            "srcset" | "imagesrcset" => self.candidates(value),
            "content" if tag.is("meta") => self.meta(tag, value),
            _ => {
                if let Some(name) = REFERRING.iter().find(|known| **known == name) {
                    let ids = value.split_ascii_whitespace();
                    self.wanted.extend(ids.map(|id| (*name, decoded(id))));
                }
            }
        }
    }

    fn address(&mut self, value: &'a str, is_fetched: bool) {
        self.addresses.push(Address {
            text: decoded(value.trim_ascii()),
            is_fetched,
        });
    }

    /// Reads `address 2x, address 3x`.
    fn candidates(&mut self, value: &'a str) {
        let mut rest = value;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
            if rest.is_empty() {
                return;
            }
            let end = rest
                .find(|c: char| c.is_ascii_whitespace())
                .unwrap_or(rest.len());
            let address = rest[..end].trim_end_matches(',');
            self.address(address, true);
            rest = &rest[end..];
            if address.len() == end {
                rest = rest.find(',').map_or("", |comma| &rest[comma..]);
            }
        }
    }

    fn meta(&mut self, tag: &Tag<'a, '_>, value: &'a str) {
        if let Some(property) = tag.attribute("property").or(tag.attribute("name")) {
            let is_address = property == "og:url"
                || ["image", "audio", "video"].iter().any(|kind| {
                    let rest = property
                        .strip_prefix("og:")
                        .or(property.strip_prefix("twitter:"));
                    rest.and_then(|rest| rest.strip_prefix(kind))
                        .is_some_and(|rest| matches!(rest, "" | ":url" | ":secure_url"))
                });
            if is_address {
                self.address(value, false);
            }
        }
        let is_refresh = |kind: &str| kind.eq_ignore_ascii_case("refresh");
        if tag.attribute("http-equiv").is_some_and(is_refresh)
            && let Some((_, target)) = value.split_once(';')
        {
            let target = target.trim_ascii();
            let address = target
                .split_once('=')
                .filter(|(key, _)| key.trim_ascii().eq_ignore_ascii_case("url"))
                .map_or(target, |(_, address)| address);
            self.address(address.trim_matches(['"', '\'', ' ']), false);
        }
    }

    fn of_xml(&mut self, text: &'a str) {
        tags::visit(text, |tag| {
            for attribute in tag.attributes {
                if matches!(attribute.name, "href" | "src" | "url" | "uri") {
                    self.address(attribute.value, false);
                }
            }
            if matches!(tag.name, "loc" | "id" | "link" | "icon" | "logo") {
                let value = tag.rest.split('<').next().unwrap_or_default();
                if !value.trim_ascii().is_empty() {
                    self.address(value, false);
                }
            }
        });
    }

    fn of_svg(&mut self, text: &'a str) {
        tags::visit(text, |tag| {
            self.ids.extend(tag.attribute("id").map(decoded));
        });
    }

    fn of_css(&mut self, text: &'a str) {
        let addresses = css::addresses(text).into_iter().map(|range| &text[range]);
        // An anchor alone means a place on the page that uses the stylesheet.
        let leading = addresses.filter(|address| !address.starts_with('#'));
        self.addresses.extend(leading.map(|address| Address {
            text: Cow::Borrowed(address),
            is_fetched: true,
        }));
    }
}

fn is_fetching(tag: &Tag<'_, '_>) -> bool {
    let relations = tag.attribute("rel").unwrap_or_default();
    relations.split_ascii_whitespace().any(|relation| {
        FETCHED
            .iter()
            .any(|known| relation.eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(path: &str, text: &str) -> Vec<String> {
        let text = Text::read(path, text).expect("a kind that holds addresses");
        let addresses = text.addresses.iter();
        addresses
            .map(|address| address.text.clone().into_owned())
            .collect()
    }

    #[test]
    fn addresses_of_html_are_found_wherever_they_stand() {
        let html = r#"<A HREF=" /a/ "><img src=b srcset="c.png 1x, d.png 2x,e.png"><video poster=f>
            <form action="g"><meta property="og:image" content="h"><meta name="description" content="no">
            <meta http-equiv="Refresh" content="0; URL='i'"><a data-href="no" href="j?k&amp;l">"#;
        assert_eq!(
            addresses("x.html", html),
            [
                "/a/", "b", "c.png", "d.png", "e.png", "f", "g", "h", "i", "j?k&l"
            ]
        );
    }

    #[test]
    fn addresses_of_feeds_and_sitemaps_are_found() {
        let xml = r#"<feed xmlns="no"><id> a </id><link href="b"/><title>no</title><loc>c&amp;d</loc></feed>"#;
        assert_eq!(addresses("feed.xml", xml), ["a", "b", "c&d"]);
    }
}
