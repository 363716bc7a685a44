//! What may be written where, as JSON Schemas: for validators, for completion in editors, and for
//! whoever wants to list the keys of something with what they are.

use serde_json::{Value, json};

use crate::config;
use crate::document::schema::{self, Kind};
use crate::load::SETTINGS;
use crate::source::SourceId;

/// Something that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Described {
    /// Its name, as a file and on the command line.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// What of `content/` it describes; nothing for `site.toml`.
    pub kind: Option<Kind>,
}

/// All that has a schema.
pub const ALL: [Described; 11] = [
    described("site", "The settings of a site, `site.toml`", None),
    described("article", "The settings of an article", Some(Kind::Article)),
    described("page", "The settings of a page of text", Some(Kind::Page)),
    described("term", "The settings of a glossary entry", Some(Kind::Term)),
    described("events", "A list of events", Some(Kind::Events)),
    described("figures", "A list of figures", Some(Kind::Figures)),
    described("sources", "A list of sources", Some(Kind::Sources)),
    described(
        "timeline-block",
        "A fenced block `timeline`",
        Some(Kind::TimelineBlock),
    ),
    described(
        "figures-block",
        "A fenced block `figures`",
        Some(Kind::FiguresBlock),
    ),
    described(
        "chart-block",
        "A fenced block `chart`",
        Some(Kind::ChartBlock),
    ),
    described("flow-block", "A fenced block `flow`", Some(Kind::FlowBlock)),
];

const fn described(name: &'static str, title: &'static str, kind: Option<Kind>) -> Described {
    Described { name, title, kind }
}

/// The folder in which a site keeps its schemas.
pub const FOLDER: &str = ".vscode/schema";

/// Finds what has a schema by its name.
pub fn named(name: &str) -> Option<Described> {
    ALL.into_iter().find(|one| one.name == name)
}

/// Says what the keys of a file are those of: its settings, or its records.
pub fn of_file(file: &SourceId) -> Option<Described> {
    let parts: Vec<&str> = file.as_str().split('/').collect();
    named(match parts.as_slice() {
        [SETTINGS] => "site",
        ["content", "index.md"] => "page",
        ["content", "pages", name] if name.ends_with(".md") => "page",
        ["content", "articles", name] if name.ends_with(".md") => "article",
        ["content", "articles", _, "index.md"] => "article",
        ["content", "glossary", name] if name.ends_with(".md") => "term",
        ["content", "timeline", name] if name.ends_with(".yaml") => "events",
        ["content", "figures", name] if name.ends_with(".yaml") => "figures",
        ["content", "sources", name] if name.ends_with(".yaml") => "sources",
        _ => return None,
    })
}

/// Says what the keys of a fenced block are those of, by the word after its fence.
pub fn of_block(word: &str) -> Option<Described> {
    ["timeline", "figures", "chart", "flow"]
        .contains(&word)
        .then(|| named(&format!("{word}-block")))?
}

impl Described {
    /// Returns its JSON Schema, of draft 7.
    pub fn schema(self) -> Value {
        let mut schema = match self.kind {
            Some(kind) => schema::schema(kind),
            None => config::schema(),
        };
        schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        schema["title"] = json!(self.title);
        schema
    }

    /// Returns the file of its schema, as it is written.
    pub fn text(self) -> String {
        let text = serde_json::to_string_pretty(&self.schema()).expect("a schema is plain data");
        text + "\n"
    }
}

/// A key that may be written somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub name: String,
    /// What it is, in plain words.
    pub about: String,
    /// Whether it must be there.
    pub is_required: bool,
    /// Whether a list stands after it.
    pub is_list: bool,
    /// Whether keys of its own stand below it, of it or of each item of its list.
    pub has_keys: bool,
    /// The words that can stand after it, with what they mean, where there are only a few.
    pub words: Vec<(String, String)>,
    /// What could stand after it, as YAML.
    pub examples: Vec<String>,
}

/// Returns the keys that may stand below a path of keys in something described: none of the
/// path's steps are items, since all items of a list have the same keys.
pub fn keys(schema: &Value, path: &[&str]) -> Vec<Key> {
    let Some(place) = path
        .iter()
        .try_fold(block(schema), |place, key| {
            Some(block(place?.get("properties")?.get(*key)?))
        })
        .flatten()
    else {
        return Vec::new();
    };
    let required = |name: &str| {
        let keys = place["required"].as_array();
        keys.is_some_and(|keys| keys.iter().any(|key| key == name))
    };
    let properties = place["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(name, of)| Key {
            name: name.clone(),
            about: text(&of["description"]),
            is_required: required(name),
            is_list: of["items"].is_object(),
            has_keys: block(of).is_some_and(|block| block["properties"].is_object()),
            words: words(of),
            examples: examples(of),
        })
        .collect()
}

/// Returns the schema of a block of keys: of a value, of the items of a list, or of the choice
/// among several that has keys.
fn block(of: &Value) -> Option<&Value> {
    if of["properties"].is_object() {
        return Some(of);
    }
    if of["items"].is_object() {
        return block(&of["items"]);
    }
    of["anyOf"].as_array()?.iter().find_map(block)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn words(of: &Value) -> Vec<(String, String)> {
    if let Some(word) = of["const"].as_str() {
        return vec![(word.to_owned(), text(&of["description"]))];
    }
    if let Some(words) = of["enum"].as_array() {
        let about = match words.len() {
            1 => text(&of["description"]),
            _ => String::new(),
        };
        let words = words.iter().filter_map(Value::as_str);
        return words.map(|word| (word.to_owned(), about.clone())).collect();
    }
    if is_boolean(&of["type"]) {
        return ["true", "false"]
            .map(|word| (word.to_owned(), String::new()))
            .into();
    }
    let choices = ["oneOf", "anyOf"]
        .iter()
        .filter_map(|key| of[*key].as_array());
    choices.flatten().flat_map(words).collect()
}

/// Says whether nothing but `true` and `false` can stand there; a text may look like one of them.
fn is_boolean(types: &Value) -> bool {
    match types.as_array() {
        None => types == "boolean",
        Some(types) => {
            let is_either = |name: &Value| name == "boolean" || name == "null";
            types.iter().all(is_either) && types.iter().any(|name| name == "boolean")
        }
    }
}

fn examples(of: &Value) -> Vec<String> {
    let examples = of["examples"].as_array().into_iter().flatten();
    examples
        .map(|example| match example {
            Value::String(text) => text.clone(),
            other => other.to_string().replace('"', "").replace(',', ", "),
        })
        .collect()
}
