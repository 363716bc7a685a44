//! Whether every field is tried: each text that the schemas know stands in the site with a mark.

use casebook::editor::schema::{self, Described};
use casebook::source::Source;
use serde_json::Value;

use super::site;

#[test]
fn every_text_that_the_schemas_know_is_tried() {
    let (inputs, _) = site("");
    let mut texts: Vec<(Described, Value)> = Vec::new();
    for source in inputs.content.iter().chain(&inputs.settings) {
        texts.extend(settings_and_records(source));
        texts.extend(blocks(source));
    }
    let mut unmarked = String::new();
    for described in schema::ALL {
        let values = texts.iter().filter(|(of, _)| *of == described);
        let values: Vec<&Value> = values.map(|(_, value)| value).collect();
        let mut found = Vec::new();
        texts_without_a_mark(&described.schema(), &values, described.name, &mut found);
        found.sort();
        found.dedup();
        unmarked.extend(found.into_iter().map(|path| path + "\n"));
    }
    // All of these name something else, by id, path or day: any other text in them is an error.
    insta::assert_snapshot!(unmarked, @r"
    site.checked
    article.events.sources
    article.events.status
    article.events.tags
    article.glossary.exclude
    article.tags
    article.timeline.events
    article.timeline.tags
    page.glossary.exclude
    term.see_also
    term.sources
    events.sources
    events.status
    events.tags
    figures.series
    figures.sources
    timeline-block.events
    timeline-block.tags
    figures-block.figures
    figures-block.series
    chart-block.csv
    chart-block.figures
    chart-block.series
    chart-block.sources
    flow-block.parties.id
    flow-block.steps.at
    flow-block.steps.from
    flow-block.steps.to
    flow-block.variants.add.at
    flow-block.variants.add.from
    flow-block.variants.add.to
    flow-block.variants.change.at
    flow-block.variants.change.from
    flow-block.variants.change.to
    flow-block.variants.remove
    flow-block.variants.steps.at
    flow-block.variants.steps.from
    flow-block.variants.steps.to
    ");
}

/// Reads what stands in a file under its keys.
fn settings_and_records(source: &Source) -> Option<(Described, Value)> {
    let described = schema::of_file(&source.id)?;
    let text = &*source.text;
    let value = match source.id.as_str().rsplit_once('.')?.1 {
        "toml" => toml::from_str(text).expect("the settings are TOML"),
        "md" => yaml(text.split("---\n").nth(1)?),
        _ => yaml(text),
    };
    Some((described, value))
}

/// Reads the fenced blocks of a text.
fn blocks(source: &Source) -> Vec<(Described, Value)> {
    let fences = source.text.split("```").skip(1).step_by(2);
    let blocks = fences.filter_map(|block| block.split_once('\n'));
    blocks
        .filter_map(|(word, text)| Some((schema::of_block(word)?, yaml(text))))
        .collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).expect("the text is YAML")
}

/// Lists where a schema has free text and none of the values has a mark.
fn texts_without_a_mark(schema: &Value, values: &[&Value], path: &str, found: &mut Vec<String>) {
    let values: Vec<&Value> = values.iter().flat_map(|value| items(value)).collect();
    for choice in ["anyOf", "oneOf", "allOf"] {
        for schema in schema[choice].as_array().into_iter().flatten() {
            texts_without_a_mark(schema, &values, path, found);
        }
    }
    if schema["items"].is_object() {
        texts_without_a_mark(&schema["items"], &values, path, found);
    }
    for (key, of) in schema["properties"].as_object().into_iter().flatten() {
        let below: Vec<&Value> = values.iter().filter_map(|value| value.get(key)).collect();
        texts_without_a_mark(of, &below, &format!("{path}.{key}"), found);
    }
    if schema["additionalProperties"].is_object() {
        let maps = values.iter().filter_map(|value| value.as_object());
        let below: Vec<&Value> = maps.flat_map(|map| map.values()).collect();
        texts_without_a_mark(
            &schema["additionalProperties"],
            &below,
            &format!("{path}.*"),
            found,
        );
    }
    let is_marked = |value: &&Value| value.as_str().is_some_and(|text| text.contains("Zq"));
    if is_free_text(schema) && !values.iter().any(is_marked) {
        found.push(path.to_owned());
    }
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    }
}

/// Says whether any text that is not blank may stand there.
fn is_free_text(schema: &Value) -> bool {
    let types = items(&schema["type"]);
    let is_bound = ["enum", "const", "format"]
        .iter()
        .any(|key| schema.get(key).is_some());
    let is_any = schema.get("pattern").is_none_or(|pattern| pattern == "\\S");
    types.iter().any(|kind| *kind == "string") && !is_bound && is_any
}
