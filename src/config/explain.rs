//! What is wrong with `site.toml`, said to a writer: every mistake, at its place, with its cure.

use std::ops::Range;

use super::written::Written;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// Settings have at most this many mistakes that are worth telling in one go.
const MOST_MISTAKES: usize = 50;

/// To serde a date of TOML is a table with this key, and where a table of the site's own is expected, the key is unknown.
const KEY_OF_DATES: &str = "$__toml_private_datetime";
/// What is said of other values where a table is expected.
const NO_PART: &str = "invalid type, expected struct";

pub(super) fn written(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Written {
    let bom = source.text.len() - source.text.trim_start_matches('\u{feff}').len();
    let mut rest = format!("{}{}", " ".repeat(bom), &source.text[bom..]);
    for _ in 0..MOST_MISTAKES {
        let error = match toml::from_str::<Written>(&rest) {
            Ok(written) => return written,
            Err(error) => error,
        };
        let range = error.span().unwrap_or(0..0);
        diagnostics.push(explain(source, &error, range.clone()));
        let Some(next) = without_entry(&rest, range) else {
            break;
        };
        rest = next;
    }
    Written::default()
}

fn explain(source: &Source, error: &toml::de::Error, range: Range<usize>) -> Diagnostic {
    let message = error.message();
    let unknown = message
        .strip_prefix("unknown field `")
        .and_then(|rest| rest.split_once('`'))
        .filter(|(name, _)| *name != KEY_OF_DATES);
    let first_line = message.lines().next().unwrap_or(message);
    match unknown {
        Some((name, rest)) => {
            let known = names_in(rest);
            let span = source.span(range);
            let diagnostic =
                Diagnostic::new(Code::UnknownKey, span, format!("unknown key `{name}`"))
                    .did_you_mean(name, known.iter().copied());
            let is_of_top = !known.contains(&name) && is_key_of_top(name);
            match diagnostic.help.is_empty() {
                true if is_of_top => diagnostic.help(
                    "put it above the first line in `[` and `]`: what stands below belongs to that part",
                ),
                true => diagnostic.help(format!("known keys: {}", known.join(", "))),
                false => diagnostic,
            }
        }
        None if message.contains(KEY_OF_DATES) => in_plain_words(source, NO_PART, range),
        None => in_plain_words(source, first_line, range),
    }
}

/// Returns what stands between backticks.
fn names_in(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// Says whether a key belongs at the top of the file. The reader of TOML knows, and is asked with a key that is none.
fn is_key_of_top(name: &str) -> bool {
    let error = toml::from_str::<Written>("no-such-key = 1").err();
    error.is_some_and(|error| names_in(error.message()).contains(&name))
}

/// Says what the reader of TOML means.
fn in_plain_words(source: &Source, message: &str, range: Range<usize>) -> Diagnostic {
    let raw = &source.text[range.clone()];
    let span = source.span(range.clone());
    let wrong = |code, message: String| Diagnostic::new(code, span.clone(), message);
    let line_start = source.text[..range.start]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line = source.text[line_start..].lines().next().unwrap_or("");
    let key = line.split(['=', ':']).next().unwrap_or("").trim();
    if message.starts_with("duplicate key") {
        return wrong(Code::DuplicateKey, format!("the key `{raw}` stands twice"))
            .help("keep one of the two");
    }
    let expected = message
        .rsplit_once(", expected ")
        .map_or("", |(_, rest)| rest);
    let needs_quotes = expected == "a string" && !raw.starts_with(['[', '{', '"', '\'']);
    if needs_quotes || message.starts_with("string values must be quoted") {
        return wrong(
            Code::WrongType,
            format!("`{key}` must be text in quotes, not `{raw}`"),
        )
        .help("put quotes round this text")
        .fix(span.clone(), format!("\"{}\"", without_curly_quotes(raw)));
    }
    match expected {
        "a string" => wrong(
            Code::WrongType,
            format!("`{key}` must be text, not `{raw}`"),
        )
        .help("write one text in quotes"),
        "a boolean" => wrong(
            Code::WrongType,
            format!("`{key}` must be `true` or `false`, not `{raw}`"),
        )
        .help("write `true` or `false`, without quotes"),
        _ if expected.starts_with("struct") || expected == "a map" => wrong(
            Code::WrongType,
            format!("`{key}` must be a part of its own, not `{raw}`"),
        )
        .help(format!(
            "write a line `[{}{key}]` and its keys below it",
            table_before(&source.text[..line_start])
        )),
        _ => {
            let trimmed = line.trim_end();
            let whole = source.span(line_start..line_start + trimmed.len());
            Diagnostic::new(
                Code::BadConfig,
                whole,
                format!("`{trimmed}` cannot be read"),
            )
            .help("settings are written `key = \"value\"`, one a line")
        }
    }
}

/// Returns the name of the table in which a text ends, with a point behind it.
fn table_before(text: &str) -> String {
    let mut headers = text.lines().rev().map(str::trim);
    let header = headers.find(|line| line.starts_with('[') && !line.starts_with("[["));
    let name = header.and_then(|line| line[1..].split_once(']'));
    name.map_or(String::new(), |(name, _)| format!("{}.", name.trim()))
}

/// Takes off the quotes that a text processor has bent.
fn without_curly_quotes(raw: &str) -> &str {
    let is_curly = |c: char| "“”„‟‘’‚«»".contains(c);
    let is_quoted = raw.starts_with(is_curly) && raw.ends_with(is_curly);
    match is_quoted {
        true => raw.trim_matches(is_curly),
        false => raw,
    }
}

/// Blanks out the line of a mistake, or the whole table where the mistake is its name.
fn without_entry(text: &str, range: Range<usize>) -> Option<String> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let mut end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |at| range.end + at);
    if text[start..end].trim_start().starts_with('[') {
        end = text[end..].find("\n[").map_or(text.len(), |at| end + at);
    }
    if text[start..end].trim().is_empty() {
        return None;
    }
    let blanked: String = text[start..end]
        .bytes()
        .map(|b| if b == b'\n' { '\n' } else { ' ' })
        .collect();
    Some(format!("{}{}{}", &text[..start], blanked, &text[end..]))
}
