//! What one output holds that others, or itself, must answer for: addresses, ids, and references
//! to ids.

use std::borrow::Cow;

use super::super::css;
use super::super::tags::{self, Tag, decoded};

/// What an output holds.
#[derive(Debug, Default)]
pub(super) struct Facts<'a> {
    /// All addresses, in order.
    pub(super) addresses: Vec<Address<'a>>,
    /// All ids, sorted.
    pub(super) ids: Vec<Cow<'a, str>>,
    /// Ids that something on the page refers to, with the attribute that does.
    pub(super) wanted: Vec<(&'static str, Cow<'a, str>)>,
}

/// An address in an output.
#[derive(Debug)]
pub(super) struct Address<'a> {
    pub(super) text: Cow<'a, str>,
    /// Whether browsers fetch it by themselves.
    pub(super) is_fetched: bool,
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

impl<'a> Facts<'a> {
    /// Reads an output, if it is of a kind that holds addresses or ids.
    pub(super) fn read(path: &str, bytes: &'a [u8]) -> Option<Self> {
        let (_, ending) = path.rsplit_once('.')?;
        let read = match ending {
            "html" | "htm" => Self::of_html,
            "xml" => Self::of_xml,
            "svg" => Self::of_svg,
            "css" => Self::of_css,
            _ => return None,
        };
        let mut facts = Self::default();
        read(&mut facts, std::str::from_utf8(bytes).ok()?);
        facts.ids.sort_unstable();
        Some(facts)
    }

    pub(super) fn has_id(&self, id: &str) -> bool {
        self.ids.binary_search_by(|known| (**known).cmp(id)).is_ok()
    }

    fn of_html(&mut self, text: &'a str) {
        tags::visit(text, |tag| {
            for attribute in tag.attributes {
                let value = attribute.value;
                if attribute.name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    self.attribute(tag, &attribute.name.to_ascii_lowercase(), value);
                } else {
                    self.attribute(tag, attribute.name, value);
                }
            }
        });
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
        let facts = Facts::read(path, text.as_bytes()).expect("a kind that holds addresses");
        let addresses = facts.addresses.iter();
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
