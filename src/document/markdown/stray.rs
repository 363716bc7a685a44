//! What was meant as a link and is none to Markdown, found in the text itself.

use super::OWN_STARTS;
use super::builder::Builder;
use crate::diagnostic::Code;
use crate::document::reference::Mistake;

impl Builder<'_> {
    /// `[x](term: y)` is no link to CommonMark: the space ends the address.
    pub(super) fn find_spaced_schemes(&mut self) {
        for scheme in OWN_STARTS {
            let scheme = format!("]({scheme}");
            let found: Vec<usize> = self.text.match_indices(&scheme).map(|(at, _)| at).collect();
            for at in found {
                let is_quiet = self.quiet.iter().any(|range| range.contains(&at));
                let end = self.text[at..]
                    .find([')', '\n'])
                    .map_or(self.text.len(), |length| at + length);
                if is_quiet || !self.text[at..end].contains(char::is_whitespace) {
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
    pub(super) fn find_stray_links(&mut self) {
        let found: Vec<usize> = self.text.match_indices("](").map(|(at, _)| at).collect();
        for at in found {
            let after = &self.text[at + 2..];
            let is_own = OWN_STARTS.iter().any(|start| after.starts_with(start));
            let is_quiet = self.quiet.iter().any(|range| range.contains(&at));
            let is_escaped = self.text[..at].ends_with('\\');
            let line = after.lines().next().unwrap_or("");
            let Some(length) = line.find(')') else {
                continue;
            };
            if is_own || is_quiet || is_escaped || !self.text[..at].contains('[') {
                continue;
            }
            let range = self.shift(at..at + 2 + length + 1);
            let mistake = Mistake::new(
                Code::BadReference,
                range,
                format!("`{}` does not end a link", &self.text[at..at + 3 + length]),
            );
            let address = &line[..length];
            self.report(match address.contains(char::is_whitespace) {
                true => mistake.help("an address has no spaces: write `%20`, or rename the file"),
                false => mistake.help(
                    "nothing in a link may be a link or a citation itself; `\\]` writes a bracket",
                ),
            });
        }
    }
}
