//! Tera's messages in plain words, with the wrong name in them and the names that exist.

use super::explain::defined;
use super::functions;
use super::templates::Texts;

/// A message in plain words.
pub(super) struct Plain {
    pub(super) message: String,
    /// The name that is wrong.
    pub(super) wrong: Option<String>,
    /// The names that would be right.
    pub(super) known: Vec<String>,
}

/// Our filter, and those of Tera 2.4, which does not list them.
const FILTERS: [&str; 37] = [
    "abs",
    "capitalize",
    "default",
    "escape",
    "escape_html",
    "escape_xml",
    "first",
    "float",
    "get",
    "group_by",
    "indent",
    "int",
    "join",
    "keys",
    "last",
    "length",
    "lower",
    "newlines_to_br",
    "nth",
    "pairs",
    "pluralize",
    "replace",
    "reverse",
    "round",
    "safe",
    "sort",
    "split",
    "str",
    "title",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "unique",
    "upper",
    "values",
    "wordcount",
];

/// The tests of Tera 2.4, which does not list them.
const TESTS: [&str; 17] = [
    "array",
    "bool",
    "containing",
    "defined",
    "divisible_by",
    "ending_with",
    "even",
    "float",
    "integer",
    "iterable",
    "map",
    "none",
    "number",
    "odd",
    "starting_with",
    "string",
    "undefined",
];

/// The tags of Tera 2.4.
const TAGS: [&str; 20] = [
    "block",
    "break",
    "component",
    "continue",
    "elif",
    "else",
    "endblock",
    "endcomponent",
    "endfilter",
    "endfor",
    "endif",
    "endraw",
    "endset",
    "extends",
    "filter",
    "for",
    "if",
    "include",
    "raw",
    "set",
];

/// Says in plain words what Tera says.
pub(super) fn plain(message: &str, texts: &Texts, assets: &[String]) -> Plain {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let all = |keyword: &'static str| {
        let names = texts
            .values()
            .flat_map(move |text| defined(&text.source.text, keyword));
        names.map(str::to_owned).collect()
    };
    let Some((before, wrong, after)) = first_quoted(message) else {
        return Plain {
            message: tidy(message),
            wrong: None,
            known: Vec::new(),
        };
    };
    let (message, known): (String, Vec<String>) = match (before, after) {
        ("Field ", after) if after.starts_with(" is not defined") => {
            (format!("there is no field `{wrong}` here"), listed(after))
        }
        ("Variable ", after) if after.starts_with(" is not defined") => {
            (format!("there is no value `{wrong}` here"), listed(after))
        }
        ("Unknown filter ", _) => (format!("there is no filter `{wrong}`"), owned(&FILTERS)),
        ("Unknown test ", _) => (format!("there is no test `{wrong}`"), owned(&TESTS)),
        ("Unknown function ", _) => (
            format!("there is no function `{wrong}`"),
            owned(&functions::NAMES),
        ),
        ("Unknown component ", _) => (format!("there is no component `{wrong}`"), all("component")),
        ("Unknown template ", _) => (
            format!("there is no template `{wrong}`"),
            texts.keys().cloned().collect(),
        ),
        ("Block ", _) => (
            format!("no template above this one has a block `{wrong}`"),
            all("block"),
        ),
        ("there is no file ", _) => (message.to_owned(), assets.to_vec()),
        ("Unknown argument(s) ", after) => (
            format!("the component has no argument `{wrong}`"),
            after
                .split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect(),
        ),
        ("Argument ", after) if after.ends_with(" missing.") => {
            return Plain {
                message: format!("the component needs an argument `{wrong}`"),
                wrong: None,
                known: Vec::new(),
            };
        }
        _ => (tidy(message), Vec::new()),
    };
    Plain {
        message,
        wrong: Some(wrong.to_owned()),
        known: known.into_iter().filter(|name| name != wrong).collect(),
    }
}

/// Says that a tag is not known. Tera leaves its name to the place.
pub(super) fn unknown_tag(wrong: &str) -> Plain {
    Plain {
        message: format!("there is no tag `{wrong}`"),
        wrong: Some(wrong.to_owned()),
        known: TAGS.map(str::to_owned).to_vec(),
    }
}

/// Splits a text around what stands first in backticks.
fn first_quoted(message: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = message.split_once('`')?;
    let (quoted, after) = rest.split_once('`')?;
    Some((before, quoted, after))
}

/// Reads the names after `Available fields: `.
fn listed(text: &str) -> Vec<String> {
    let names = text.split_once(": ").map_or("", |(_, names)| names);
    let names = names.split(", ").filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

/// Brings a message into the form of ours: one line, lower case, no full stop.
pub(super) fn tidy(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.trim().trim_end_matches('.');
    let mut letters = line.chars();
    match letters.next() {
        Some(first) if !letters.as_str().starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => line.to_owned(),
    }
}
