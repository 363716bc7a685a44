//! What a YAML failure means, said to a writer: the place, the cure and what to blank out so that
//! the rest of the block can be read.

use std::ops::Range;

use serde_path_to_error::Segment;

use super::index::{self, Kind, Node, Step};
use super::{Block, is_blank};
use crate::diagnostic::{Code, Diagnostic};

/// A diagnostic and the part of the block to blank out before the next attempt; `None` where there
/// is no use in going on.
pub(super) struct Mistake {
    pub(super) diagnostic: Diagnostic,
    pub(super) blank: Option<Range<usize>>,
}

/// Separates the parts of a message that our own value types hand through serde:
/// `␁code␁message␁help␁replacement␁`.
pub(super) const SEPARATOR: char = '\u{1}';

pub(super) fn explain(
    block: &Block,
    yaml: &str,
    error: &serde_path_to_error::Error<serde_yaml::Error>,
) -> Mistake {
    let path: Vec<Step> = error
        .path()
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Item(*index)),
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let text = error.inner().to_string();
    let Some(root) = index::build(yaml) else {
        return syntax(block, yaml, error.inner());
    };
    let failure = Failure {
        block,
        yaml,
        root: &root,
        path,
    };
    if let Some(parts) = text.split_once(SEPARATOR).map(|(_, rest)| rest) {
        return failure.own(parts);
    }
    if let Some(rest) = after(&text, "unknown field `") {
        return failure.unknown_key(rest);
    }
    if let Some(rest) = after(&text, "duplicate field `") {
        return failure.duplicate_key(rest);
    }
    if let Some(rest) = after(&text, "duplicate entry with key ") {
        return failure.duplicate_key(rest.trim_start_matches('"'));
    }
    if let Some(rest) = after(&text, "unknown variant `") {
        return failure.unknown_word(rest);
    }
    if let Some(rest) = after(&text, "invalid type: ").or_else(|| after(&text, "invalid value: ")) {
        return failure.wrong_type(rest);
    }
    syntax(block, yaml, error.inner())
}

fn after<'a>(text: &'a str, phrase: &str) -> Option<&'a str> {
    text.find(phrase).map(|at| &text[at + phrase.len()..])
}

/// A failure to read a value, with everything needed to place it.
struct Failure<'a> {
    block: &'a Block,
    yaml: &'a str,
    root: &'a Node,
    path: Vec<Step>,
}

impl Failure<'_> {
    fn value(&self) -> Range<usize> {
        let found = (0..=self.path.len())
            .rev()
            .find_map(|length| self.root.find(&self.path[..length]));
        found.map_or(0..0, |found| found.node.range.clone())
    }

    fn mistake(&self, diagnostic: Diagnostic) -> Mistake {
        Mistake {
            diagnostic,
            blank: entry_range(self.yaml, self.root, &self.path),
        }
    }

    /// Names the value: "`title`" or "item 2 of `sources`".
    fn name(&self) -> String {
        let key = self.path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(format!("`{key}`")),
            Step::Item(_) => None,
        });
        match (self.path.last(), key) {
            (Some(Step::Item(at)), Some(key)) => format!("item {} of {key}", at + 1),
            (Some(Step::Item(_)), None) => "a record".to_owned(),
            (_, Some(key)) => key,
            (_, None) => "this".to_owned(),
        }
    }

    fn own(&self, parts: &str) -> Mistake {
        let mut parts = parts.split(SEPARATOR);
        let code = parts
            .next()
            .and_then(Code::of_name)
            .unwrap_or(Code::BadValue);
        let message = parts.next().unwrap_or("this value cannot be used");
        let span = self.block.span(self.value());
        let mut diagnostic = Diagnostic::new(code, span.clone(), message);
        if let Some(help) = parts.next().filter(|help| !help.is_empty()) {
            diagnostic = diagnostic.help(help);
        }
        if let Some(replacement) = parts.next().filter(|text| !text.is_empty()) {
            diagnostic = diagnostic.fix(span, replacement);
        }
        self.mistake(diagnostic)
    }

    fn unknown_key(mut self, rest: &str) -> Mistake {
        let name = rest.split('`').next().unwrap_or("").to_owned();
        if self.path.last() != Some(&Step::Key(name.clone())) {
            self.path.push(Step::Key(name.clone()));
        }
        let key = self.root.find(&self.path).and_then(|found| found.key);
        let span = self.block.span(key.unwrap_or_else(|| self.value()));
        let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
        let mut diagnostic =
            Diagnostic::new(Code::UnknownKey, span, format!("unknown key `{name}`"))
                .did_you_mean(&name, known.iter().copied());
        if name == "<<" {
            diagnostic = diagnostic.help("merge keys are not used here: write the keys out");
        } else if diagnostic.help.is_empty() {
            diagnostic = diagnostic.help(format!("known keys: {}", known.join(", ")));
        }
        self.mistake(diagnostic)
    }

    fn duplicate_key(mut self, rest: &str) -> Mistake {
        let name = rest.split(['`', '"']).next().unwrap_or("").to_owned();
        if self.path.last() == Some(&Step::Key(name.clone())) {
            self.path.pop();
        }
        let places: Vec<_> = self
            .root
            .find(&self.path)
            .map(|found| found.node.entries())
            .unwrap_or_default()
            .iter()
            .filter(|entry| entry.name == name)
            .map(|entry| (entry.key.clone(), entry.key.start..entry.value.range.end))
            .collect();
        let (Some(first), Some(second)) = (places.first(), places.get(1)) else {
            return self.mistake(Diagnostic::new(
                Code::DuplicateKey,
                self.block.span(self.value()),
                format!("the key `{name}` stands twice"),
            ));
        };
        let diagnostic = Diagnostic::new(
            Code::DuplicateKey,
            self.block.span(second.0.clone()),
            format!("the key `{name}` stands twice"),
        )
        .label(self.block.span(first.0.clone()), "here it stands first")
        .help("keep one of the two");
        Mistake {
            diagnostic,
            blank: Some(second.1.clone()),
        }
    }

    fn unknown_word(&self, rest: &str) -> Mistake {
        let word = rest.split('`').next().unwrap_or("");
        let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
        let message = format!("{} cannot be `{word}`", self.name());
        let span = self.block.span(self.value());
        let diagnostic = Diagnostic::new(Code::BadValue, span, message)
            .did_you_mean(word, known.iter().copied())
            .help(format!("it is one of: {}", known.join(", ")));
        self.mistake(diagnostic)
    }

    fn wrong_type(&self, rest: &str) -> Mistake {
        let (found, expected) = rest
            .split_once(", expected ")
            .unwrap_or((rest, "another value"));
        let expected = expected.split(" at line ").next().unwrap_or(expected);
        let value = self.value();
        let raw = self.yaml[value.clone()].trim_end();
        let value = value.start..value.start + raw.len();
        let span = self.block.span(value.clone());
        let message = format!(
            "{} must be {}, not {}",
            self.name(),
            expected_in_words(expected),
            found_in_words(found, raw),
        );
        let mut diagnostic = Diagnostic::new(Code::WrongType, span.clone(), message);
        if expected.contains("string") && raw.starts_with(['[', '{']) {
            diagnostic = diagnostic
                .help("put quotes round this text")
                .fix(span, quoted(raw));
        } else if expected.contains("sequence") && found.starts_with("string") {
            let is_single = !raw.contains([',', '\n', '[', '{']);
            diagnostic = diagnostic.help("a list is written `[a, b]`, also when it has one item");
            if is_single {
                diagnostic = diagnostic.fix(span, format!("[{raw}]"));
            }
        } else if expected.contains("boolean") && matches!(raw, "yes" | "on" | "Yes") {
            diagnostic = diagnostic.help("write `true`").fix(span, "true");
        } else if expected.contains("boolean") && matches!(raw, "no" | "off" | "No") {
            diagnostic = diagnostic.help("write `false`").fix(span, "false");
        } else {
            diagnostic = diagnostic.help(match expected_in_words(expected) {
                "text" => "write it as text, in quotes if need be",
                "a list" => "a list is written `[a, b]`, or one item a line after `- `",
                "a block of keys" => "write one `key: value` a line",
                _ => "see the list of keys in docs/authoring.md",
            });
        }
        self.mistake(diagnostic)
    }
}

fn expected_in_words(expected: &str) -> &'static str {
    if expected.contains("string") {
        "text"
    } else if expected.contains("sequence") {
        "a list"
    } else if expected.contains("boolean") {
        "`true` or `false`"
    } else if expected.contains("struct") || expected.contains("map") {
        "a block of keys"
    } else {
        "a whole number"
    }
}

fn found_in_words(found: &str, raw: &str) -> String {
    let shown: String = raw.lines().next().unwrap_or("").chars().take(60).collect();
    if found.starts_with("sequence") {
        "a list".to_owned()
    } else if found.starts_with("map") {
        "a block of keys".to_owned()
    } else if found.starts_with("unit") || found.contains("null") || shown.is_empty() {
        "empty".to_owned()
    } else {
        format!("`{shown}`")
    }
}

/// The range to blank out so that the value at a path is gone: with its key, or with its dash.
fn entry_range(yaml: &str, root: &Node, path: &[Step]) -> Option<Range<usize>> {
    let found = root.find(path)?;
    let (last, above) = path.split_last()?;
    let start = match last {
        Step::Key(_) => {
            let parent = root.find(above)?.node;
            let is_alone = parent.entries().len() == 1;
            if is_alone && matches!(above.last(), Some(Step::Item(_))) {
                return entry_range(yaml, root, above);
            }
            found.key?.start
        }
        Step::Item(_) => {
            let before = &yaml[..found.node.range.start];
            let is_flow = matches!(
                root.find(above)?.node.kind,
                Kind::List { is_flow: true, .. }
            );
            if is_flow {
                found.node.range.start
            } else {
                before.rfind('-')?
            }
        }
    };
    let end = found.node.range.end.max(start);
    let rest = &yaml[end..];
    let gap = rest.len() - rest.trim_start().len();
    let takes_comma = rest[gap..].starts_with(',');
    Some(start..if takes_comma { end + gap + 1 } else { end })
}

/// A text that YAML takes for something else.
pub(super) fn needs_quotes(block: &Block, yaml: &str, value: Range<usize>) -> Mistake {
    let raw = &yaml[value.clone()];
    let span = block.span(value.clone());
    let shown: String = raw.chars().take(40).collect();
    let diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        span.clone(),
        format!("`{shown}` is not plain text to YAML"),
    )
    .help("put quotes round this text")
    .fix(span, quoted(raw));
    Mistake {
        diagnostic,
        blank: Some(value),
    }
}

fn quoted(raw: &str) -> String {
    if !raw.contains(['"', '\\']) {
        format!("\"{raw}\"")
    } else if !raw.contains('\'') {
        format!("'{raw}'")
    } else {
        format!("\"{}\"", raw.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

fn syntax(block: &Block, yaml: &str, error: &serde_yaml::Error) -> Mistake {
    let at = error
        .location()
        .map_or(0, |location| location.index())
        .min(yaml.len());
    let at = yaml.floor_char_boundary(at);
    let line = line_at(yaml, at);
    let indent = &yaml[line.clone()];
    let indent_length = indent.len() - indent.trim_start().len();
    if let Some(tab) = indent[..indent_length].find('\t') {
        let tab = line.start + tab;
        let diagnostic = Diagnostic::new(
            Code::YamlSyntax,
            block.span(tab..tab + 1),
            "a tab stands where YAML allows only spaces",
        )
        .help("indent with spaces")
        .fix(block.span(tab..tab + 1), "  ");
        return Mistake {
            diagnostic,
            blank: Some(line),
        };
    }
    if let Some(value) = suspicious_value(yaml, at) {
        return needs_quotes(block, yaml, value);
    }
    let line = if yaml[line.clone()].trim().is_empty() {
        last_line_before(yaml, at)
    } else {
        line
    };
    let trimmed = yaml[line.clone()].trim_end();
    let start = line.start + (trimmed.len() - trimmed.trim_start().len());
    let range = start..(line.start + trimmed.len()).max(start);
    let text = error.to_string();
    let cause = text.split(" at line ").next().unwrap_or(&text).to_owned();
    let mut diagnostic = Diagnostic::new(
        Code::YamlSyntax,
        block.span(range.clone()),
        format!("this is not YAML: {cause}"),
    );
    let has_quote = yaml[range].contains(['"', '\'']);
    diagnostic = diagnostic.help(if has_quote {
        "a text that begins with a quote must end with the same quote, and hold it only doubled"
    } else {
        "one `key: value` a line, keys of one block in one column"
    });
    Mistake {
        diagnostic,
        blank: None,
    }
}

fn line_at(yaml: &str, at: usize) -> Range<usize> {
    let start = yaml[..at].rfind('\n').map_or(0, |end| end + 1);
    let end = yaml[at..]
        .find('\n')
        .map_or(yaml.len(), |length| at + length);
    start..end
}

fn last_line_before(yaml: &str, at: usize) -> Range<usize> {
    let end = yaml[..at].trim_end().len();
    line_at(yaml, end.saturating_sub(1))
}

/// Looks at the line of a failure and a few above it for a value that should be in quotes.
fn suspicious_value(yaml: &str, at: usize) -> Option<Range<usize>> {
    let mut line = line_at(yaml, at);
    for _ in 0..4 {
        if let Some(value) = plain_value(yaml, &line)
            && looks_unquoted(&yaml[value.clone()])
        {
            return Some(value);
        }
        if line.start == 0 {
            return None;
        }
        line = line_at(yaml, line.start - 1);
    }
    None
}

/// The value of a line `key: value` or `- value`.
fn plain_value(yaml: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let text = &yaml[line.clone()];
    let mut rest = text.trim_start();
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start();
    }
    let is_key = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let name = rest.find(|c| !is_key(c)).unwrap_or(rest.len());
    if name > 0 && rest[name..].starts_with(": ") {
        rest = rest[name + 1..].trim_start();
    }
    if is_blank(rest) {
        return None;
    }
    let start = line.start + text.len() - rest.len();
    Some(start..start + rest.trim_end().len())
}

fn looks_unquoted(value: &str) -> bool {
    let is_list = value.starts_with('[') && value.ends_with(']') && !value.starts_with("[@");
    let has_colon = value.contains(": ") || value.ends_with(':');
    match value.chars().next() {
        Some('"' | '\'') => false,
        Some('[') => !is_list,
        Some('{') => !value.ends_with('}'),
        Some('@' | '%' | '*' | '&' | '`' | '!' | '|' | '>') => true,
        _ => has_colon,
    }
}

/// Which side of a range an offset is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Start,
    End,
}

/// Returns where in the raw scalar (quotes, escapes, folds) the byte `offset` of its value stands.
pub(super) fn raw_offset(raw: &str, value: &str, offset: usize, edge: Edge) -> usize {
    let mut at = opening(raw);
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
    let mut last_end = at;
    for (position, wanted) in value.char_indices() {
        if position >= offset && edge == Edge::End {
            return last_end;
        }
        let Some((start, end)) = next_piece(raw, at, wanted, quote) else {
            return last_end;
        };
        if position >= offset {
            return start;
        }
        at = end;
        last_end = end;
    }
    last_end
}

/// The length of an opening quote or of the header line of a block scalar.
fn opening(raw: &str) -> usize {
    match raw.chars().next() {
        Some('"' | '\'') => 1,
        Some('|' | '>') => raw.find('\n').map_or(raw.len(), |at| at + 1),
        _ => 0,
    }
}

/// The bytes of `raw` from `at` on that stand for one character of the value.
fn next_piece(
    raw: &str,
    mut at: usize,
    wanted: char,
    quote: Option<char>,
) -> Option<(usize, usize)> {
    loop {
        let rest = &raw[at..];
        let next = rest.chars().next()?;
        if quote == Some('"') && next == '\\' {
            let kind = rest[1..].chars().next()?;
            let length = match kind {
                'x' => 4,
                'u' => 6,
                'U' => 10,
                _ => 1 + kind.len_utf8(),
            };
            if matches!(kind, '\n' | '\r') {
                at += length;
                continue;
            }
            return Some((at, (at + length).min(raw.len())));
        }
        if quote == Some('\'') && wanted == '\'' && rest.starts_with("''") {
            return Some((at, at + 2));
        }
        if next == wanted && wanted != '\n' {
            return Some((at, at + next.len_utf8()));
        }
        if wanted.is_whitespace() && next.is_whitespace() {
            return Some((at, at + rest.len() - rest.trim_start().len()));
        }
        if !next.is_whitespace() {
            return None;
        }
        at += next.len_utf8();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(raw: &str, value: &str, needle: &str) -> String {
        let start = value.find(needle).expect("the needle is in the value");
        let from = raw_offset(raw, value, start, Edge::Start);
        let to = raw_offset(raw, value, start + needle.len(), Edge::End);
        raw[from..to].to_owned()
    }

    #[test]
    fn offsets_see_through_quotes_and_folds() {
        assert_eq!(placed("plain [@a] x", "plain [@a] x", "[@a]"), "[@a]");
        assert_eq!(
            placed("\"a \\\"b\\\" [@c]\"", "a \"b\" [@c]", "[@c]"),
            "[@c]"
        );
        assert_eq!(placed("'it''s [@c]'", "it's [@c]", "[@c]"), "[@c]");
        assert_eq!(
            placed(">-\n  two\n  lines [@c]\n", "two lines [@c]", "[@c]"),
            "[@c]"
        );
        assert_eq!(
            placed("|\n  two\n  lines [@c]\n", "two\nlines [@c]\n", "lines"),
            "lines"
        );
        assert_eq!(placed("one\n    two", "one two", "two"), "two");
    }
}
