//! The addresses in a stylesheet: in `url(…)`, after `@import`, and the strings of `image-set(…)`.
//! One pass; comments and other strings are passed over.

use std::ops::Range;

/// Returns the places of the addresses, without their quotes, in order.
pub(super) fn addresses(css: &str) -> Vec<Range<usize>> {
    let mut scanner = Scanner {
        bytes: css.as_bytes(),
        at: 0,
        found: Vec::new(),
        brackets: Vec::new(),
        is_import: false,
    };
    scanner.run();
    let is_address = |range: &Range<usize>| !css[range.clone()].trim().is_empty();
    scanner.found.into_iter().filter(is_address).collect()
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    found: Vec<Range<usize>>,
    /// The open brackets; true for those of `image-set`.
    brackets: Vec<bool>,
    /// Whether the statement began with `@import` and its address is still to come.
    is_import: bool,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'/' if self.bytes.get(self.at + 1) == Some(&b'*') => self.comment(),
                b'"' | b'\'' => {
                    let string = self.string();
                    if self.is_import || self.brackets.last() == Some(&true) {
                        self.found.push(string);
                    }
                    self.is_import = false;
                }
                b'(' => self.bracket(),
                b')' => {
                    self.brackets.pop();
                    self.at += 1;
                }
                b'@' => {
                    self.is_import = starts_with(&self.bytes[self.at..], b"@import");
                    self.at += 1;
                }
                b'\\' => self.at += 2,
                b';' => {
                    self.is_import = false;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }

    fn comment(&mut self) {
        let rest = &self.bytes[self.at + 2..];
        let end = rest.windows(2).position(|pair| pair == b"*/");
        self.at += end.map_or(self.bytes.len(), |end| end + 4);
    }

    /// Passes over a string and returns the place of its text.
    fn string(&mut self) -> Range<usize> {
        let quote = self.bytes[self.at];
        let start = self.at + 1;
        let mut end = start;
        while end < self.bytes.len() && self.bytes[end] != quote && self.bytes[end] != b'\n' {
            end += if self.bytes[end] == b'\\' { 2 } else { 1 };
        }
        let end = end.min(self.bytes.len());
        self.at = end + 1;
        start..end
    }

    fn bracket(&mut self) {
        let before = &self.bytes[..self.at];
        self.at += 1;
        if !ends_with(before, b"url") {
            self.brackets.push(ends_with(before, b"image-set"));
            return;
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let address = match self.bytes.get(self.at) {
            Some(b'"' | b'\'') => self.string(),
            _ => {
                let start = self.at;
                let rest = &self.bytes[start..];
                let end = rest
                    .iter()
                    .position(|b| *b == b')' || b.is_ascii_whitespace());
                self.at = start + end.unwrap_or(rest.len());
                start..self.at
            }
        };
        self.found.push(address);
        self.is_import = false;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let close = rest.iter().position(|b| *b == b')');
        self.at += close.map_or(rest.len(), |close| close + 1);
    }
}

fn starts_with(bytes: &[u8], word: &[u8]) -> bool {
    bytes.len() >= word.len() && bytes[..word.len()].eq_ignore_ascii_case(word)
}

fn ends_with(bytes: &[u8], word: &[u8]) -> bool {
    bytes.len() >= word.len() && bytes[bytes.len() - word.len()..].eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(css: &str) -> Vec<&str> {
        addresses(css)
            .into_iter()
            .map(|range| &css[range])
            .collect()
    }

    #[test]
    fn addresses_are_found_in_all_their_forms() {
        assert_eq!(found("a{b:url(x.png)}"), ["x.png"]);
        assert_eq!(found("a{b:URL( 'x y.png' ), url(\"z\")}"), ["x y.png", "z"]);
        assert_eq!(found("@import 'a.css'; b{content:'no'}"), ["a.css"]);
        assert_eq!(found("@import url(a.css) screen;"), ["a.css"]);
        assert_eq!(
            found("a{b:image-set('x.png' 1x, url(y.png) 2x)}"),
            ["x.png", "y.png"]
        );
        assert_eq!(
            found("a{b:url(data:image/png;base64,AA==)}"),
            ["data:image/png;base64,AA=="]
        );
    }

    #[test]
    fn comments_strings_and_rubbish_hold_none() {
        assert!(found("/* url(a) */ a{content:\"url(b)\"; c:var(--d)}").is_empty());
        for css in [
            "url(",
            "url('",
            "/*",
            "@import '",
            "\\",
            "a{b:url()}",
            "'é\\",
        ] {
            assert!(found(css).len() <= 1, "{css}");
        }
    }
}
