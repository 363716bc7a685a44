//! A stylesheet as it is sent: without comments and without the space that only people need. What it means
//! stays as it was, also where it is wrong; names, values and the order of rules are left alone. A comment
//! that begins with `/*!` (a licence, by custom) is kept.

/// Returns the stylesheet in fewer bytes.
pub(super) fn compact(css: &str) -> String {
    let mut compactor = Compactor {
        css,
        at: 0,
        out: String::with_capacity(css.len()),
        last: b'}',
        gap: Gap::None,
    };
    compactor.run();
    compactor.out
}

/// What stood between the last token and the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    /// A comment, which separates names and joins all else.
    Comment,
    Space,
}

struct Compactor<'a> {
    css: &'a str,
    at: usize,
    out: String,
    /// The last token where it is one byte, else nought: the end of an escape is no punctuation.
    last: u8,
    gap: Gap,
}

impl Compactor<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.css.as_bytes().get(self.at) {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => {
                    self.gap = Gap::Space;
                    self.at += 1;
                }
                b'/' if self.rest().starts_with("/*!") => self.copy(self.comment()),
                b'/' if self.rest().starts_with("/*") => {
                    self.at = self.comment();
                    if self.gap == Gap::None {
                        self.gap = Gap::Comment;
                    }
                }
                b'"' | b'\'' => self.copy(self.string()),
                b'\\' => self.copy(self.escape()),
                b'(' if self.is_bare_address() => self.copy(self.bracket()),
                _ => {
                    let length = self.rest().chars().next().map_or(1, char::len_utf8);
                    self.copy(self.at + length);
                }
            }
        }
    }

    fn rest(&self) -> &str {
        &self.css[self.at..]
    }

    /// Copies what stands up to `end`, with as much of the gap before it as it needs.
    fn copy(&mut self, end: usize) {
        let token = &self.css[self.at..end];
        let is_free = b"{};,:".contains(&self.last) || ["{", "}", ";", ","].contains(&token);
        match self.gap {
            Gap::Space if !is_free => self.out.push(' '),
            Gap::Comment if !is_free => self.out.push_str("/**/"),
            _ => {}
        }
        self.gap = Gap::None;
        if token == "}" && self.last == b';' {
            self.out.pop();
        }
        self.out.push_str(token);
        self.last = match token.as_bytes() {
            [byte] => *byte,
            _ => 0,
        };
        self.at = end;
    }

    /// The end of the comment that begins here.
    fn comment(&self) -> usize {
        let end = self.rest()[2..].find("*/");
        end.map_or(self.css.len(), |end| self.at + end + 4)
    }

    /// The end of the string that begins here; one that is not closed ends with its line.
    fn string(&self) -> usize {
        let mut chars = self.rest().char_indices();
        let quote = chars.next().map(|(_, quote)| quote);
        while let Some((at, char)) = chars.next() {
            match char {
                '\\' => drop(chars.next()),
                '\n' => return self.at + at,
                _ if Some(char) == quote => return self.at + at + 1,
                _ => {}
            }
        }
        self.css.len()
    }

    /// The end of the escape that begins here; one white space after digits belongs to it.
    fn escape(&self) -> usize {
        let rest = &self.rest()[1..];
        let digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit);
        let length = match digits.count() {
            0 => rest.chars().next().map_or(0, char::len_utf8),
            digits => match &rest[digits..] {
                after if after.starts_with("\r\n") => digits + 2,
                after if after.starts_with([' ', '\t', '\n', '\r', '\x0c']) => digits + 1,
                _ => digits,
            },
        };
        self.at + 1 + length
    }

    /// Whether the bracket here opens an address without quotes, in which nothing is a comment.
    fn is_bare_address(&self) -> bool {
        let name = self.out.as_bytes();
        let is_url = self.gap == Gap::None
            && name.len() >= 3
            && name[name.len() - 3..].eq_ignore_ascii_case(b"url");
        is_url && !self.rest()[1..].trim_start().starts_with(['"', '\''])
    }

    fn bracket(&self) -> usize {
        let mut chars = self.rest().char_indices();
        while let Some((at, char)) = chars.next() {
            match char {
                '\\' => drop(chars.next()),
                ')' => return self.at + at + 1,
                _ => {}
            }
        }
        self.css.len()
    }
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn comments_and_space_go() {
        let css = "/* the page */\na {\n  color: red; /* why */\n  margin: 0 1px;\n}\n\n@media (min-width: 46em) {\n  a , b { top: calc(1px + 2px) }\n}\n";
        let short = "a{color:red;margin:0 1px}@media (min-width:46em){a,b{top:calc(1px + 2px)}}";
        assert_eq!(compact(css), short);
        assert_eq!(compact(short), short);
    }

    #[test]
    fn space_that_says_something_stays() {
        for css in [
            "a :hover{top:0}",
            "a *{top:0}",
            "a + b > c{top:0}",
            "@media screen and (width>1px){a{top:0}}",
            "a{inset:auto 0 0;content:\"/\" / \"\"}",
            "@charset \"utf-8\";",
        ] {
            assert_eq!(compact(css), css);
        }
        assert_eq!(compact("a\n\n:hover { top: 0 }"), "a :hover{top:0}");
    }

    #[test]
    fn a_comment_separates_names_and_joins_all_else() {
        assert_eq!(compact("a/* x */b{top:0}"), "a/**/b{top:0}");
        assert_eq!(compact(".a/* x */.b{top:0}"), ".a/**/.b{top:0}");
        assert_eq!(compact("a /* x */ b{top:0}"), "a b{top:0}");
        assert_eq!(compact("a{/* x */top:0/* y */;/* z */}"), "a{top:0}");
        assert_eq!(compact("/*! by us */ a{top:0}"), "/*! by us */ a{top:0}");
    }

    #[test]
    fn strings_addresses_and_escapes_stay_as_they_are() {
        for css in [
            "a{content:\"/* no  comment */\"}",
            "a{content:'it\\'s  ; }'}",
            "a{background:url(a/*b*/.png)}",
            "a{background:URL(  x\\)  y.png )}",
            ".\\31  a{top:0}",
            ".\\26 B{top:0}",
            ".a\\,b{top:0}",
            ".a\\: .b\\, c{top:0}",
            "a{--x:\\;}",
        ] {
            assert_eq!(compact(css), css);
        }
        let quoted = "a{background:url( \"x  y.png\" )}";
        assert_eq!(compact(quoted), quoted);
    }

    #[test]
    fn rubbish_does_no_harm() {
        for css in [
            "/*",
            "a{b:'",
            "\\",
            "url(",
            "é\\",
            "/",
            "}",
            "'é\n",
            "a{b:url(é\\",
        ] {
            let once = compact(css);
            assert_eq!(compact(&once), once, "{css}");
        }
    }
}
