//! What was meant as a link and is none to Markdown, found in the text itself.

use super::OWN_STARTS;
use super::builder::Builder;
use super::quiet::{Next, Quiet};
use crate::diagnostic::Code;
use crate::document::reference::Mistake;

/// An id of more words, with spaces between them, is one with running text behind it.
const MOST_WORDS: usize = 3;

/// The most that is shown of what is wrong, in bytes.
const LONGEST: usize = 200;

impl Builder<'_> {
    /// `[x](term: y)` is no link to CommonMark: the space ends the address.
    pub(super) fn find_spaced_schemes(&mut self, quiet: &Quiet) {
        for scheme in OWN_STARTS {
            let scheme = format!("]({scheme}");
            let found: Vec<usize> = self.text.match_indices(&scheme).map(|(at, _)| at).collect();
            let mut ends = Next::new(self.text, [')', '\n']);
            for at in found {
                let end = ends.from(at).unwrap_or(self.text.len());
                // What follows an end that others share is theirs.
                let is_last = !self.text[at + scheme.len()..end].contains(&scheme);
                let is_escaped = self.text[..at].ends_with('\\');
                if quiet.holds(at) || !is_last || is_escaped {
                    continue;
                }
                let address = at + 2..end;
                let written = &self.text[address.clone()];
                let (scheme, id) = written.split_once(':').unwrap_or(("", written));
                let words: Vec<&str> = id.split_whitespace().collect();
                let is_closed = self.text[end..].starts_with(')');
                let could_be_id = words.len() <= MOST_WORDS && words.iter().all(is_of_id);
                if !is_closed || !could_be_id {
                    self.report_open_link(at + 2, scheme.len() + 1);
                } else if written.contains(char::is_whitespace) {
                    let joined = format!("{scheme}:{}", words.join("-"));
                    let address = self.shift(address);
                    let mistake = Mistake::new(
                        Code::BadReference,
                        address.clone(),
                        format!("`{written}` has a space in it"),
                    )
                    .help("ids have no spaces")
                    .fix(address, joined);
                    self.report(mistake);
                }
            }
        }
    }

    /// Says that nothing ends a link whose address begins at a place, with a scheme of some length.
    fn report_open_link(&mut self, start: usize, scheme: usize) {
        let id = &self.text[start + scheme..];
        let length = id.find(|c| !is_of_id_alone(c)).unwrap_or(id.len());
        let end = start + scheme + length;
        let message = format!("the link to `{}` has no `)`", &self.text[start..end]);
        let mistake = Mistake::new(Code::BadReference, self.shift(start..end), message);
        self.report(mistake.help("write `)` right after the id"));
    }

    /// Text that was meant as a link: an address with a space, a link inside a link.
    pub(super) fn find_stray_links(&mut self, quiet: &Quiet) {
        let found: Vec<usize> = self.text.match_indices("](").map(|(at, _)| at).collect();
        let first = self.text.find('[').unwrap_or(self.text.len());
        let mut ends = Next::new(self.text, [')', '\n']);
        for at in found {
            let Some(end) = ends
                .from(at)
                .filter(|end| self.text[*end..].starts_with(')'))
            else {
                continue;
            };
            let after = &self.text[at + 2..];
            let is_own = OWN_STARTS.iter().any(|start| after.starts_with(start));
            let is_escaped = self.text[..at].ends_with('\\');
            if is_own || is_escaped || quiet.holds(at) || at < first {
                continue;
            }
            let range = self.shift(at..end + 1);
            let mistake = Mistake::new(
                Code::BadReference,
                range,
                format!("`{}` does not end a link", shortened(&self.text[at..=end])),
            );
            let address = shortened(&self.text[at + 2..end]);
            self.report(match address.contains(char::is_whitespace) {
                true => mistake.help("an address has no spaces: write `%20`, or rename the file"),
                false => mistake.help(
                    "nothing in a link may be a link or a citation itself; `\\]` writes a bracket",
                ),
            });
        }
    }
}

fn is_of_id(word: &&str) -> bool {
    word.chars().all(is_of_id_alone)
}

fn is_of_id_alone(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// Returns a text, or the beginning of one of which many may be told.
fn shortened(text: &str) -> std::borrow::Cow<'_, str> {
    match text.floor_char_boundary(LONGEST) {
        end if end < text.len() => format!("{}…", &text[..end]).into(),
        _ => text.into(),
    }
}
