//! Where an address leads: out of the site, or to one of its outputs, or where it must not.

use std::borrow::Cow;

use crate::config::Base;
use crate::document::reference::scheme;

use super::super::path;

/// Where an address leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'a> {
    /// To another site, or nowhere that is ours.
    Elsewhere,
    /// To an output.
    Output {
        /// Its path from the output root.
        path: String,
        /// The anchor in it.
        anchor: Option<Cow<'a, str>>,
    },
    /// Where it must not; what is wrong with that.
    Wrong(&'static str),
}

/// Says where an address on a page leads. `output` is the path of the page from the output root.
pub(super) fn of<'a>(address: &'a str, is_fetched: bool, output: &str, base: &Base) -> Target<'a> {
    if address.starts_with("//") {
        return Target::Wrong("begins with `//`, which leads to another site");
    }
    let local = match scheme(address) {
        None => address,
        Some(name) => match below_origin(address, base.origin()) {
            Some(rest) => return below(rest, base),
            None => return outside(name, is_fetched),
        },
    };
    if local.starts_with('/') {
        return below(local, base);
    }
    let (file, anchor) = split(local);
    if file.is_empty() {
        return Target::Output {
            path: output.to_owned(),
            anchor,
        };
    }
    if output == "404.html" {
        return Target::Wrong("is relative, but this page is shown at any address");
    }
    match path::resolve(path::folder(output), &percent_decoded(file)) {
        Some(path) => Target::Output {
            path: with_index(path),
            anchor,
        },
        None => Target::Wrong(LEAVES),
    }
}

const LEAVES: &str = "leaves the base path of the site";

/// Returns what follows the origin of the site in an address.
fn below_origin<'a>(address: &'a str, origin: &str) -> Option<&'a str> {
    let start = address.get(..origin.len())?;
    let rest = &address[origin.len()..];
    let ends = rest.is_empty() || rest.starts_with(['/', '?', '#']);
    (start.eq_ignore_ascii_case(origin) && ends).then_some(rest)
}

fn outside(scheme: &str, is_fetched: bool) -> Target<'static> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" if is_fetched => {
            Target::Wrong("is fetched from another site, which no page may do")
        }
        "http" | "https" | "mailto" | "tel" | "urn" | "tag" | "data" => Target::Elsewhere,
        _ => Target::Wrong("has a scheme that is not allowed"),
    }
}

/// Says where an address leads that begins at the root of the host.
fn below<'a>(local: &'a str, base: &Base) -> Target<'a> {
    let (file, anchor) = split(local);
    let decoded = percent_decoded(file);
    let path = decoded
        .strip_prefix(base.path())
        .and_then(|rest| path::resolve("", rest));
    match path {
        Some(path) => Target::Output {
            path: with_index(path),
            anchor,
        },
        None => Target::Wrong(LEAVES),
    }
}

/// Splits an address into the path, without its query, and the anchor.
fn split(address: &str) -> (&str, Option<Cow<'_, str>>) {
    let (before, anchor) = match address.split_once('#') {
        Some((before, anchor)) => (before, Some(anchor)),
        None => (address, None),
    };
    let file = before.split('?').next().unwrap_or(before);
    let anchor = anchor.map(|anchor| anchor.split(":~:").next().unwrap_or(anchor));
    let anchor = anchor.filter(|anchor| !anchor.is_empty() && *anchor != "top");
    (file, anchor.map(percent_decoded))
}

fn with_index(mut path: String) -> String {
    if path.is_empty() || path.ends_with('/') {
        path.push_str("index.html");
    }
    path
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let byte = digits
            .filter(|_| *first == b'%')
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> String {
        let base = Base::parse("https://example.org/repo/").expect("an address");
        match super::of(address, false, "a/b/index.html", &base) {
            Target::Elsewhere => "elsewhere".to_owned(),
            Target::Wrong(why) => format!("! {why}"),
            Target::Output { path, anchor } => match anchor {
                Some(anchor) => format!("{path} # {anchor}"),
                None => path,
            },
        }
    }

    #[test]
    fn addresses_lead_to_outputs() {
        assert_eq!(of("/repo/"), "index.html");
        assert_eq!(of("https://EXAMPLE.org/repo/x/?q#y"), "x/index.html # y");
        assert_eq!(of("../c/#top"), "a/c/index.html");
        assert_eq!(of("x%20y.pdf"), "a/b/x y.pdf");
        assert_eq!(of("#%C3%A4"), "a/b/index.html # ä");
        assert_eq!(of(""), "a/b/index.html");
    }

    #[test]
    fn addresses_lead_out_of_the_site() {
        for address in [
            "https://example.org.evil.org/",
            "http://x.org",
            "mailto:a@b.c",
            "tel:+1",
        ] {
            assert_eq!(of(address), "elsewhere", "{address}");
        }
        for address in [
            "/x/",
            "/repo",
            "https://example.org",
            "../../../x",
            "/repo/../x",
            "//x.org",
        ] {
            assert!(of(address).starts_with('!'), "{address}");
        }
        assert_eq!(of("javascript:x()"), "! has a scheme that is not allowed");
    }
}
