//! What makes editors know the keys: schemas, the settings of VS Code that name them, and, for
//! every other editor, a line at the top of each file of records.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::schema::{self, FOLDER};
use crate::load::Inputs;

/// The settings of VS Code in a site.
pub const SETTINGS: &str = ".vscode/settings.json";

/// How the line begins that names the schema of a file of YAML.
const MODELINE: &str = "# yaml-language-server: $schema=";

/// Returns the files to write, by path: schemas, settings, and files of records that do not name
/// their schema yet. `settings` is the text of [`SETTINGS`] as it is.
///
/// # Errors
/// What is wrong with those settings.
pub fn files(inputs: &Inputs, settings: Option<&str>) -> Result<BTreeMap<String, String>, String> {
    let mut files = BTreeMap::new();
    for one in schema::ALL {
        files.insert(format!("{FOLDER}/{}.json", one.name), one.text());
    }
    files.insert(SETTINGS.to_owned(), with_schemas(settings)?);
    for source in &inputs.content {
        let is_yaml = source.id.as_str().ends_with(".yaml");
        let described = schema::of_file(&source.id).filter(|_| is_yaml);
        if let Some(one) = described
            && !source.text.contains(MODELINE)
        {
            let line = modeline(one.name);
            files.insert(source.id.as_str().to_owned(), on_top(&source.text, &line));
        }
    }
    Ok(files)
}

/// Returns the settings for a site that has none yet.
pub fn settings() -> String {
    with_schemas(None).expect("no settings are nothing to fail on")
}

/// Returns the line that names a schema, for a file two folders down.
pub fn modeline(name: &str) -> String {
    format!("{MODELINE}../../{FOLDER}/{name}.json")
}

/// Puts a line on top of a text, after its byte order mark and with its line ends.
fn on_top(text: &str, line: &str) -> String {
    let rest = text.trim_start_matches('\u{feff}');
    let mark = &text[..text.len() - rest.len()];
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    format!("{mark}{line}{end}{rest}")
}

/// Returns the settings with those that name the schemas, all others kept.
fn with_schemas(settings: Option<&str>) -> Result<String, String> {
    let mut all: Map<String, Value> = match settings.filter(|text| !text.trim().is_empty()) {
        Some(text) => serde_json::from_str(text).map_err(|error| error.to_string())?,
        None => Map::new(),
    };
    let before = all.clone();
    let schemas = all.entry("yaml.schemas").or_insert_with(|| json!({}));
    let schemas = schemas
        .as_object_mut()
        .ok_or("`yaml.schemas` is not a block of keys")?;
    for (name, folder) in [
        ("events", "timeline"),
        ("figures", "figures"),
        ("sources", "sources"),
    ] {
        schemas.insert(
            format!("./{FOLDER}/{name}.json"),
            json!([format!("content/{folder}/*.yaml")]),
        );
    }
    let toml = all
        .entry("evenBetterToml.schema.associations")
        .or_insert_with(|| json!({}));
    let toml = toml
        .as_object_mut()
        .ok_or("`evenBetterToml.schema.associations` is not a block of keys")?;
    toml.insert(
        "^.*site\\.toml$".to_owned(),
        json!(format!("./{FOLDER}/site.json")),
    );
    match (settings, all == before) {
        (Some(text), true) => Ok(text.to_owned()),
        _ => {
            let text = serde_json::to_string_pretty(&all).map_err(|error| error.to_string())?;
            Ok(text + "\n")
        }
    }
}
