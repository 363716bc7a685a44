//! What is written by the habits of other programs and is plain text to Markdown: headings without a
//! space, links and pictures as wikis write them.

use super::Origin;
use super::builder::Builder;
use super::quiet::Quiet;
use crate::diagnostic::Code;
use crate::document::reference::Mistake;

/// The spaces before a line with which it is still no code.
const MOST_INDENT: usize = 3;

impl Builder<'_> {
    /// `##What is it`: the signs are shown, for no space follows them. A single sign may begin a word, as in `#1`.
    /// A field holds no headings.
    pub(super) fn find_unspaced_headings(&mut self, quiet: &Quiet) {
        if matches!(self.prose.origin, Origin::Field { .. }) {
            return;
        }
        let mut next = 0;
        for line in self.text.split_inclusive('\n') {
            let start = next;
            next += line.len();
            let written = line.trim_start_matches(' ');
            let rest = written.trim_start_matches('#');
            let signs = written.len() - rest.len();
            let indent = line.len() - written.len();
            let at = start + indent;
            let begins_word = |c: char| c.is_alphanumeric() || "\u{a0}*_[“‘\"'(".contains(c);
            let is_meant = (2..=6).contains(&signs) && rest.starts_with(begins_word);
            if !is_meant || indent > MOST_INDENT || quiet.holds(at) {
                continue;
            }
            // A no-break space is not one to Markdown.
            let blank = rest.len() - rest.trim_start_matches('\u{a0}').len();
            let place = self.shift(at..at + signs + blank);
            let signs = &written[..signs];
            let message = format!("`{signs}` makes no heading without a space behind it");
            let mistake = Mistake::new(
                Code::HeadingLevel,
                self.shift(at..start + line.trim_end().len()),
                message,
            )
            .help("put a space between the signs and the words")
            .fix(place, format!("{signs} "));
            self.report(mistake);
        }
    }

    /// `[[leap-seconds]]` and `![[bees.png]]`.
    pub(super) fn find_wiki_links(&mut self, quiet: &Quiet) {
        for (at, _) in self.text.match_indices("[[") {
            let inner = &self.text[at + 2..];
            let length = inner.find(['[', ']', '\n']).unwrap_or(inner.len());
            let (inner, rest) = inner.split_at(length);
            let before = &self.text[..at];
            let is_escaped = before.ends_with(|c: char| c == '\\' || c.is_alphanumeric());
            let is_closed = rest.starts_with("]]") && !rest.starts_with("]](");
            // What is inside may be a link, a citation or a footnote by itself.
            if !is_closed || is_escaped || !is_name(inner) || quiet.holds(at) || quiet.holds(at + 1)
            {
                continue;
            }
            let is_picture = before.ends_with('!') && !before.ends_with("\\!");
            let start = at - usize::from(is_picture);
            let range = start..at + "[[".len() + length + "]]".len();
            let written = &self.text[range.clone()];
            let name = inner.split(['|', '#']).next().unwrap_or(inner).trim();
            let mistake = Mistake::new(
                Code::BadReference,
                self.shift(range),
                match is_picture {
                    true => format!("`{written}` is no picture here"),
                    false => format!("`{written}` is no link here"),
                },
            );
            self.report(match is_picture {
                true => mistake.help(format!("write `![what it shows]({name})`")),
                false => {
                    let id = crate::document::values::to_id(name.trim_end_matches(".md"));
                    mistake.help(format!(
                        "a link to a page is written `[words]({id}.md)`, one to an entry of the glossary `[words](term:{id})`"
                    ))
                }
            });
        }
    }
}

/// Says whether a text is surely the name of a page or file: it has a sign that words have not. `[[sic]]` is an editor's.
fn is_name(text: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || " -_./#|'’".contains(c);
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let has_sign = text.contains(['-', '_', '.', '/', '#', '|']);
    has_sign && letters.take(3).count() == 3 && text.chars().all(is_of_name)
}
