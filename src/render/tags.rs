//! The start tags of HTML and XML with their attributes, in one pass over the text. Comments,
//! declarations, end tags and the text of scripts and styles are passed over. What is not well
//! formed is read as browsers do: as far as it goes.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

/// A start tag; names are as written.
#[derive(Debug)]
pub(super) struct Tag<'a, 'b> {
    pub(super) name: &'a str,
    pub(super) attributes: &'b [Attribute<'a>],
    /// What follows the tag.
    pub(super) rest: &'a str,
}

/// An attribute with its value as written, entities included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute<'a> {
    pub(super) name: &'a str,
    pub(super) value: &'a str,
}

impl<'a> Tag<'a, '_> {
    /// Returns the value of an attribute, as written.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut attributes = self.attributes.iter();
        attributes
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
            .map(|attribute| attribute.value)
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// Calls `visit` with each start tag, in order.
pub(super) fn visit<'a>(text: &'a str, visit: impl FnMut(&Tag<'a, '_>)) {
    visit_outside(text, &[], visit);
}

/// The same, but for the tags of some pieces of the text, which are in order. Says whether each piece begins
/// between tags; where one does not, the rest is not visited.
pub(super) fn visit_outside<'a>(
    text: &'a str,
    pieces: &[Range<usize>],
    mut visit: impl FnMut(&Tag<'a, '_>),
) -> bool {
    let mut attributes = Vec::new();
    let mut pieces = pieces.iter();
    let mut piece = pieces.next();
    let mut at = 0;
    loop {
        let end = piece.map_or(text.len(), |piece| piece.start);
        if at > end {
            return false;
        }
        let Some(found) = memchr(b'<', &text.as_bytes()[at..end]) else {
            let Some(passed) = piece else { return true };
            at = passed.end;
            piece = pieces.next();
            continue;
        };
        at += found + 1;
        let rest = &text[at..];
        match rest.as_bytes().first() {
            Some(b'!') => at += length_of_declaration(rest),
            Some(b'?' | b'/') => at += memchr(b'>', rest.as_bytes()).unwrap_or(rest.len()),
            Some(byte) if byte.is_ascii_alphabetic() => {
                let name = &rest[..name_length(rest)];
                attributes.clear();
                at += name.len() + read_attributes(&rest[name.len()..], &mut attributes);
                visit(&Tag {
                    name,
                    attributes: &attributes,
                    rest: &text[at..],
                });
                if ["script", "style", "textarea", "title"]
                    .iter()
                    .any(|raw| name.eq_ignore_ascii_case(raw))
                {
                    at += length_of_raw(&text[at..], name);
                }
            }
            _ => {}
        }
    }
}

/// A part of a text with tags.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    /// A start tag, by its name.
    Start(&'a str),
    /// An end tag, by its name.
    End(&'a str),
    /// What stands between tags, as written.
    Text(&'a str),
}

/// Calls `visit` with tags and the text between them, in order; without scripts and styles.
pub(super) fn walk<'a>(text: &'a str, visit: &mut dyn FnMut(Piece<'a>)) {
    let mut attributes = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        if found > 0 {
            visit(Piece::Text(&text[at..at + found]));
        }
        at += found + 1;
        let rest = &text[at..];
        match rest.as_bytes().first() {
            Some(b'!') => at += length_of_declaration(rest),
            Some(b'/') => {
                visit(Piece::End(&rest[1..1 + name_length(&rest[1..])]));
                at += rest.find('>').map_or(rest.len(), |end| end + 1);
            }
            Some(byte) if byte.is_ascii_alphabetic() => {
                let name = &rest[..name_length(rest)];
                attributes.clear();
                at += name.len() + read_attributes(&rest[name.len()..], &mut attributes);
                visit(Piece::Start(name));
                if ["script", "style"]
                    .iter()
                    .any(|raw| name.eq_ignore_ascii_case(raw))
                {
                    at += length_of_raw(&text[at..], name);
                }
            }
            _ => visit(Piece::Text("<")),
        }
    }
    visit(Piece::Text(&text[at..]));
}

/// Returns the text of a script or a style, whose start tag this is.
pub(super) fn raw_text<'a>(tag: &Tag<'a, '_>) -> &'a str {
    &tag.rest[..length_of_raw(tag.rest, tag.name)]
}

/// Returns the length of a comment, a CDATA section or a declaration, from its `!` on.
fn length_of_declaration(rest: &str) -> usize {
    let end = if rest.starts_with("!--") {
        "-->"
    } else if rest.starts_with("![CDATA[") {
        "]]>"
    } else {
        ">"
    };
    rest.find(end).map_or(rest.len(), |at| at + end.len())
}

/// Returns the length of text in which `<` means nothing until the end tag.
fn length_of_raw(text: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = text[at..].find("</") {
        at += found;
        let end = text.as_bytes().get(at + 2..at + 2 + name.len());
        if end.is_some_and(|end| end.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
        at += 2;
    }
    text.len()
}

fn name_length(text: &str) -> usize {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/' | b'=');
    text.as_bytes()
        .iter()
        .position(is_end)
        .unwrap_or(text.len())
}

/// Reads attributes up to the end of the tag, whose length it returns.
fn read_attributes<'a>(text: &'a str, attributes: &mut Vec<Attribute<'a>>) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return at + 1,
            b'/' | b'=' => at += 1,
            byte if byte.is_ascii_whitespace() => at += 1,
            _ => {
                let name = &text[at..at + name_length(&text[at..])];
                at += name.len();
                let (value, length) = read_value(&text[at..]);
                at += length;
                attributes.push(Attribute { name, value });
            }
        }
    }
    text.len()
}

/// Reads `= value`, where there is one, and returns its length too.
fn read_value(text: &str) -> (&str, usize) {
    let blank = |text: &str| text.len() - text.trim_ascii_start().len();
    let before = blank(text);
    let Some(after) = text[before..].strip_prefix('=') else {
        // An empty piece of the text: where a value stands is asked of it.
        return (&text[..0], 0);
    };
    let start = before + 1 + blank(after);
    let rest = &text[start..];
    match rest.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let inside = &rest[1..];
            let end = memchr(*quote, inside.as_bytes()).unwrap_or(inside.len());
            (&inside[..end], (start + end + 2).min(text.len()))
        }
        _ => {
            let is_end = |c: char| c.is_ascii_whitespace() || c == '>';
            let end = rest.find(is_end).unwrap_or(rest.len());
            (&rest[..end], start + end)
        }
    }
}

/// Decodes the entities that an address or id can hold.
pub(super) fn decoded(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut parts = value.split('&');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';');
        match entity.and_then(|(name, rest)| Some((character(name)?, rest))) {
            Some((character, rest)) => {
                text.push(character);
                text.push_str(rest);
            }
            None => {
                text.push('&');
                text.push_str(part);
            }
        }
    }
    Cow::Owned(text)
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        visit(text, |tag| {
            let mut line = tag.name.to_owned();
            for attribute in tag.attributes {
                line += &format!(" {}={}", attribute.name, decoded(attribute.value));
            }
            found.push(line);
        });
        found
    }

    #[test]
    fn attributes_are_read_in_all_their_forms() {
        assert_eq!(
            tags("<a href=\"x>y\" id='z' hidden data-n = 1 b=/c/>t</a><br/>"),
            ["a href=x>y id=z hidden= data-n=1 b=/c/", "br"]
        );
        assert_eq!(
            tags("<a href=\"?a=1&amp;b=2&#38;&#x26;&c\">"),
            ["a href=?a=1&b=2&&&c"]
        );
    }

    #[test]
    fn comments_scripts_and_declarations_hold_no_tags() {
        assert_eq!(tags("<!doctype html><!-- <a> --><p>1 < 2</p>"), ["p"]);
        assert_eq!(tags("<script>'<a></b>'</SCRIPT><i>"), ["script", "i"]);
        assert_eq!(tags("<style>a{}<b></style ><i>"), ["style", "i"]);
        assert_eq!(tags("<?xml version='1.0'?><![CDATA[<a>]]><b/>"), ["b"]);
    }

    #[test]
    fn pieces_that_begin_between_tags_are_passed_over() {
        let outside = |text: &str, pieces: &[(usize, usize)]| {
            let mut found = Vec::new();
            let pieces: Vec<_> = pieces.iter().map(|(start, end)| *start..*end).collect();
            let is_all = visit_outside(text, &pieces, |tag| found.push(tag.name.to_owned()));
            is_all.then_some(found.join(" "))
        };
        let text = "<p><a><b></p><i>";
        assert_eq!(outside(text, &[(3, 6), (6, 9)]), Some("p i".to_owned()));
        assert_eq!(outside(text, &[(9, 16)]), Some("p a b".to_owned()));
        assert_eq!(outside(text, &[(4, 9)]), None);
        assert_eq!(outside("<!-- <a> --><i>", &[(5, 8)]), None);
        assert_eq!(outside("<title><a></title><i>", &[(7, 10)]), None);
        assert_eq!(outside("<p title='<a>'><i>", &[(10, 13)]), None);
    }

    #[test]
    fn rubbish_ends() {
        for text in [
            "<",
            "<a",
            "<a href",
            "<a href=",
            "<a href='",
            "<!--",
            "<é>",
            "<a é='ü",
            "</",
        ] {
            tags(text);
        }
        assert_eq!(tags("<a href=x<b>"), ["a href=x<b"]);
    }
}
