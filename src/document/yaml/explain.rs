//! What a YAML failure means, said to a writer: the place, the cure and what to blank out so that
//! the rest of the block can be read.

use std::ops::Range;

use serde_path_to_error::Segment;

use super::Block;
use super::index::{self, Kind, Node, Step};
use super::lines::whole_value;
use super::syntax::{glued_key, lacks_space, needs_quotes, no_key, quoted, syntax};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::keys::TEXTS;

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
        if let Some(mistake) = glued_key(self.block, self.yaml, self.value()) {
            return mistake;
        }
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
        if let Some(mistake) = self.cut_by_comma(&name) {
            return mistake;
        }
        let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
        let mut diagnostic =
            Diagnostic::new(Code::UnknownKey, span, format!("unknown key `{name}`"))
                .did_you_mean(&name, known.iter().copied());
        let meant = diagnostic.fix.as_ref().map(|fix| fix.replacement.clone());
        if let Some(meant) = meant.filter(|meant| self.has_beside(meant)) {
            diagnostic.fix = None;
            diagnostic.help = vec![format!(
                "`{meant}` stands here already: remove one of the two"
            )];
        }
        if name == "<<" {
            diagnostic = diagnostic.help("merge keys are not used here: write the keys out");
        } else if diagnostic.help.is_empty() {
            diagnostic = diagnostic.help(format!("known keys: {}", known.join(", ")));
        }
        self.mistake(diagnostic)
    }

    /// Says whether the map in which the path ends has a key.
    fn has_beside(&self, key: &str) -> bool {
        let above = self.path.split_last().map_or(&[][..], |(_, above)| above);
        let map = self.root.find(above);
        map.is_some_and(|map| map.node.entries().iter().any(|entry| entry.name == key))
    }

    /// A text in a map of one line that a comma ends: what stands behind it is taken for keys.
    fn cut_by_comma(&self, name: &str) -> Option<Mistake> {
        let (_, above) = self.path.split_last()?;
        let entries = self.root.find(above)?.node.entries();
        let at = entries.iter().position(|entry| entry.name == name)?;
        let is_bare = |key: &Range<usize>| {
            let rest = self.yaml[key.end..].trim_start();
            rest.starts_with([',', '}'])
        };
        let bare = entries[at..]
            .iter()
            .map_while(|entry| is_bare(&entry.key).then_some(&entry.key));
        let end = bare.last()?.end;
        let before = &entries[at.checked_sub(1)?];
        let text = before.value.range.start..end;
        let raw = &self.yaml[text.clone()];
        let is_plain =
            matches!(before.value.kind, Kind::Scalar(_)) && !raw.starts_with(['"', '\'', '[', '{']);
        // What was blanked out between the two was a key of its own.
        let between = before.value.range.end..entries[at].key.start;
        let is_next = self.block.yaml()[between].trim() == ",";
        let is_text = TEXTS.contains(&before.name.as_str());
        if !is_plain || !is_next || !is_text || raw.contains('\n') {
            return None;
        }
        let span = self.block.span(text.clone());
        let message = format!("a comma ends the text of `{}` before `{name}`", before.name);
        let diagnostic = Diagnostic::new(Code::YamlSyntax, span.clone(), message)
            .help("put quotes round a text with a comma in it");
        // A word alone may be a key that was begun.
        let is_sure = name.contains(' ');
        Some(Mistake {
            diagnostic: match is_sure {
                true => diagnostic.fix(span, quoted(raw)),
                false => diagnostic,
            },
            blank: Some(before.value.range.end..end),
        })
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
            // The two may be written in ways that only a reader of YAML takes for one.
            let diagnostic = Diagnostic::new(
                Code::DuplicateKey,
                self.block.span(self.value()),
                format!("the key `{name}` stands twice"),
            );
            return self.mistake(diagnostic.help("keep one of the two"));
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
            .did_you_mean(word, known.iter().copied());
        self.mistake(diagnostic.help(match known.as_slice() {
            // serde quotes nothing but names; with two it says "`a` or `b`", which splits as well.
            [only] => format!("it can only be `{only}`, or be left out"),
            _ => format!("it is one of: {}", known.join(", ")),
        }))
    }

    fn wrong_type(&self, rest: &str) -> Mistake {
        let (found, expected) = rest
            .split_once(", expected ")
            .unwrap_or((rest, "another value"));
        let expected = expected.split(" at line ").next().unwrap_or(expected);
        let value = self.value();
        let raw = self.yaml[value.clone()].trim_end();
        let value = value.start..value.start + raw.len();
        let whole = whole_value(self.yaml, value.clone());
        if expected.contains("string") && whole != value {
            return needs_quotes(self.block, self.yaml, whole);
        }
        let first_line = raw.lines().next().unwrap_or(raw);
        if expected_in_words(expected) == "a block of keys" && lacks_space(first_line) {
            let line = value.start..value.start + first_line.len();
            let mistake = no_key(self.block, self.yaml, line);
            let record = matches!(self.path.last(), Some(Step::Item(_)))
                .then(|| entry_range(self.yaml, self.root, &self.path));
            return Mistake {
                blank: record.flatten().or(mistake.blank),
                ..mistake
            };
        }
        let span = self.block.span(value.clone());
        let message = format!(
            "{} must be {}, not {}",
            self.name(),
            expected_in_words(expected),
            found_in_words(found, raw),
        );
        let mut diagnostic = Diagnostic::new(Code::WrongType, span.clone(), message);
        let inner = raw.trim_matches(['[', ']', '{', '}']).trim();
        if expected.contains("scalar") {
            diagnostic = diagnostic.help("one value stands here, without brackets");
            if raw.starts_with('[') && !inner.is_empty() && !inner.contains([',', '[', '\n']) {
                diagnostic = diagnostic.fix(span, inner);
            }
        } else if expected.contains("string") && raw.starts_with(['[', '{']) {
            diagnostic = diagnostic
                .help("put quotes round this text")
                .fix(span, quoted(raw));
        } else if expected.contains("sequence") && found.starts_with("string") {
            let is_single = whole == value && !raw.contains([',', '\n', '[', '{']);
            let key = match self.path.last() {
                Some(Step::Key(key)) => key.as_str(),
                _ => "",
            };
            let is_of_words = !LISTS_OF_BLOCKS.contains(&key);
            diagnostic = diagnostic.help(match is_of_words {
                true => "a list is written `[a, b]`, also when it has one item",
                false => "write one item after the other, each after `- ` and with its own keys",
            });
            // The events of an article have keys, and those of a list are ids.
            if is_single && is_of_words && key != "events" {
                diagnostic = diagnostic.fix(span, format!("[{raw}]"));
            }
        } else if expected.contains("boolean") {
            let word = raw.trim_matches(['"', '\'']).to_ascii_lowercase();
            diagnostic = match word.as_str() {
                "yes" | "on" | "true" => diagnostic.help("write `true`").fix(span, "true"),
                "no" | "off" | "false" => diagnostic.help("write `false`").fix(span, "false"),
                _ => diagnostic.help("write `true` or `false`, without quotes"),
            };
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

/// Lists whose items have keys of their own.
const LISTS_OF_BLOCKS: [&str; 8] = [
    "add",
    "change",
    "changes",
    "office",
    "parties",
    "questions",
    "steps",
    "variants",
];

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
            found.key.clone()?.start
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
    // Of a key without a value the colon is all that stands there.
    let key_end = found.key.as_ref().map_or(start, |key| {
        let rest = &yaml[key.end..];
        let gap = rest.len() - rest.trim_start_matches(' ').len();
        key.end + gap + usize::from(rest[gap..].starts_with(':'))
    });
    let end = found.node.range.end.max(start).max(key_end);
    let rest = &yaml[end..];
    let gap = rest.len() - rest.trim_start().len();
    let takes_comma = rest[gap..].starts_with(',');
    Some(start..if takes_comma { end + gap + 1 } else { end })
}
