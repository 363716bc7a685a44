//! Texts that YAML cuts: a ` #` begins a comment, also in the middle of a title that is not in quotes.

use super::Content;
use super::keys::TEXTS;
use super::yaml::quoted;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// Names texts of a file that end at a sign which was meant as a part of them: a `#` right before a letter or digit.
/// Where a blank follows, a comment was meant. Texts that are `told` of as a whole are passed over.
pub(super) fn texts(source: &Source, content: &Content, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let text = &*source.text;
    if !text.contains(" #") {
        return Vec::new();
    }
    let settings = match content {
        Content::Home(page) | Content::Page(page) => page.block.range.clone(),
        Content::Article(article) => article.block.range.clone(),
        Content::Term(term) => term.block.range.clone(),
        Content::Events(_) | Content::Figures { .. } | Content::Sources(_) => 0..text.len(),
        Content::Table(_) | Content::Unknown => return Vec::new(),
    };
    let mut found = Vec::new();
    let mut start = settings.start;
    let mut inside = Inside::default();
    for line in text[settings].split_inclusive('\n') {
        let is_of_text = inside.goes_on(line);
        if let Some((value, length)) = cut(line).filter(|_| !is_of_text) {
            let whole = source.span(start + value..start + length);
            let written = &line[value..length];
            let sign = written.find(" #").map_or(0, |at| at + 1);
            let span = source.span(whole.start + sign..whole.end);
            if is_told(told, &span) {
                start += line.len();
                continue;
            }
            let message = format!("`{}` is a comment to YAML", &written[sign..]);
            let diagnostic = Diagnostic::new(Code::YamlSyntax, span, message)
                .help("put quotes round the whole text");
            // A number belongs to the text; a word may be a note to oneself, and a comment may stand behind both.
            let is_number = written[sign + 1..].starts_with(|c: char| c.is_ascii_digit());
            let is_certain = is_number && !written[sign + 1..].contains(" #");
            found.push(match is_certain {
                true => diagnostic.fix(whole, quoted(written)),
                false => diagnostic,
            });
        }
        start += line.len();
    }
    found
}

/// Says whether a place lies in a text of which it was told that YAML cannot read it.
fn is_told(told: &[Diagnostic], place: &Span) -> bool {
    let unread = told.iter().filter(|found| found.code == Code::YamlSyntax);
    let mut spans = unread.filter_map(|found| found.span.as_ref());
    spans.any(|span| span.start <= place.start && place.end <= span.end)
}

/// The text of several lines in which a line stands: folded, kept or in quotes.
#[derive(Default)]
struct Inside {
    /// How far in the key of a folded or kept text stands.
    block: Option<usize>,
    /// What ends a text in quotes.
    quote: Option<char>,
}

impl Inside {
    /// Says whether a line goes on with a text, and notes whether the next may.
    fn goes_on(&mut self, line: &str) -> bool {
        if let Some(quote) = self.quote {
            if line.contains(quote) {
                self.quote = None;
            }
            return true;
        }
        let column = line.len() - line.trim_start_matches(' ').len();
        if let Some(key) = self.block {
            if column > key || line.trim().is_empty() {
                return true;
            }
            self.block = None;
        }
        let value = line.split_once(": ").map_or("", |(_, value)| value.trim());
        let mut signs = value.chars();
        match signs.next() {
            Some('|' | '>') => {
                self.block = Some(line.len() - line.trim_start_matches([' ', '-']).len());
            }
            Some(quote @ ('"' | '\'')) if !signs.as_str().contains(quote) => {
                self.quote = Some(quote);
            }
            _ => {}
        }
        false
    }
}

/// Returns where the value of a line begins and where the line ends, if its text is cut. Keys stand at most two
/// steps in; deeper lines may be those of a longer text.
fn cut(line: &str) -> Option<(usize, usize)> {
    let end = line.trim_end().len();
    let key = line.trim_start_matches([' ', '-']);
    let start = line.len() - key.len();
    let (name, value) = key.split_once(": ")?;
    let at = start + name.len() + 2 + (value.len() - value.trim_start().len());
    let value = &line[at..end.max(at)];
    let is_plain = !value.starts_with(['"', '\'', '|', '>', '[', '{', '#', '&', '*', '!']);
    let sign = value.find(" #")?;
    let is_of_text = value[sign + 2..].starts_with(char::is_alphanumeric);
    (start <= 4 && TEXTS.contains(&name) && is_plain && is_of_text).then_some((at, end))
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_sign_within_a_text_cuts_it_and_a_comment_does_not() {
        for (line, written) in [
            (
                "title: Why claim #1 is wrong\n",
                Some("Why claim #1 is wrong"),
            ),
            ("  - question:  Is #1 right?", Some("Is #1 right?")),
            ("- title: a # note", None),
            ("title: \"Why #1\"", None),
            ("title: C# and #", None),
            ("value: 5 #1", None),
            ("      title: a #1", None),
        ] {
            let found = cut(line).map(|(start, end)| &line[start..end]);
            assert_eq!(found, written, "{line}");
        }
    }
}
