//! What was meant as a link and is none to Markdown, found in the text itself.

use super::OWN_STARTS;
use super::builder::Builder;
use super::quiet::{Next, Quiet};
use crate::diagnostic::Code;
use crate::document::reference::Mistake;

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
                if quiet.holds(at) || !is_last || !self.text[at..end].contains(char::is_whitespace)
                {
                    continue;
                }
                let address = at + 2..end;
                let written = &self.text[address.clone()];
                let (scheme, id) = written.split_once(':').unwrap_or(("", written));
                let id: Vec<&str> = id.split_whitespace().collect();
                let joined = format!("{scheme}:{}", id.join("-"));
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

/// Returns a text, or the beginning of one of which many may be told.
fn shortened(text: &str) -> std::borrow::Cow<'_, str> {
    match text.floor_char_boundary(LONGEST) {
        end if end < text.len() => format!("{}…", &text[..end]).into(),
        _ => text.into(),
    }
}
