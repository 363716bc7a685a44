//! JSON Schemas of everything that is written in `content/`, made from the key types that read it.
//!
//! The types say what there is, and in which words; this file adds what serde leaves to `read`:
//! what must be there, and what the values that are read as written look like. A schema sees one
//! file as data: whether an id exists, or a range runs backwards, is beyond it.

use std::borrow::Cow;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::block::{ChartKeys, FiguresQuery, FlowKeys, TimelineQuery};
use super::date::Date;
use super::keys::{
    ArticleKeys, EventKeys, FigureKeys, PageKeys, SourceKeys, TermKeys, TimelineChoice,
};
use super::number::currency::Currency;
use super::number::decimal::Decimal;
use super::number::unit::{Scale, Unit};

/// Something of `content/` that has keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The settings of an article.
    Article,
    /// The settings of the home page and of other pages.
    Page,
    /// The settings of a glossary entry.
    Term,
    /// A list of events.
    Events,
    /// A list of figures.
    Figures,
    /// A list of sources.
    Sources,
    /// A fenced block `timeline`.
    TimelineBlock,
    /// A fenced block `figures`.
    FiguresBlock,
    /// A fenced block `chart`.
    ChartBlock,
    /// A fenced block `flow`.
    FlowBlock,
}

/// Returns the JSON Schema of a kind, of draft 7, whole: it refers to nothing.
pub fn schema(kind: Kind) -> Value {
    match kind {
        Kind::Article => of::<ArticleKeys>(),
        Kind::Page => of::<PageKeys>(),
        Kind::Term => of::<TermKeys>(),
        Kind::Events => list(of::<EventKeys>()),
        Kind::Figures => list(of::<FigureKeys>()),
        Kind::Sources => list(of::<SourceKeys>()),
        Kind::TimelineBlock => of::<TimelineQuery>(),
        Kind::FiguresBlock => of::<FiguresQuery>(),
        Kind::ChartBlock => of::<ChartKeys>(),
        Kind::FlowBlock => of::<FlowKeys>(),
    }
}

fn of<T: JsonSchema>() -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.remove("title");
    let mut value = schema.to_value();
    as_yaml_has_it(&mut value);
    value
}

/// A file of records without records is allowed.
fn list(items: Value) -> Value {
    json!({ "type": ["array", "null"], "items": items })
}

/// Says of values what YAML and serde make of them: a number or a word such as `yes` is text where
/// text is asked for, and a key without a value is an empty list or block.
fn as_yaml_has_it(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let is_nothing = |value: &Value| matches!(value, Value::Null) || is_empty(value);
            if fields.get("default").is_some_and(is_nothing) {
                fields.remove("default");
            }
            let is_plain = !["pattern", "enum", "const"]
                .iter()
                .any(|key| fields.contains_key(*key));
            if is_plain && has_type(fields, "string") {
                let mut types = types(fields);
                for scalar in ["number", "boolean"] {
                    if !types.contains(&json!(scalar)) {
                        types.push(json!(scalar));
                    }
                }
                fields.insert("type".to_owned(), Value::Array(types));
            }
            if let Some(Value::Object(properties)) = fields.get_mut("properties") {
                for property in properties.values_mut() {
                    lets_be_empty(property);
                }
            }
            fields.values_mut().for_each(as_yaml_has_it);
        }
        Value::Array(items) => items.iter_mut().for_each(as_yaml_has_it),
        _ => {}
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty)
}

fn lets_be_empty(property: &mut Value) {
    let Some(fields) = property.as_object_mut() else {
        return;
    };
    let is_block = has_type(fields, "array") || has_type(fields, "object");
    if is_block && !fields.contains_key("minItems") && !has_type(fields, "null") {
        let mut types = types(fields);
        types.push(json!("null"));
        fields.insert("type".to_owned(), Value::Array(types));
    }
}

fn types(fields: &Map<String, Value>) -> Vec<Value> {
    match fields.get("type") {
        Some(Value::Array(types)) => types.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}

fn has_type(fields: &Map<String, Value>, name: &str) -> bool {
    types(fields).contains(&json!(name))
}

/// Returns a transform that asks for keys: they must be there, and must not be empty.
pub(super) fn needs<const N: usize>(keys: [&'static str; N]) -> impl FnMut(&mut Schema) {
    move |schema| {
        schema.insert("required".to_owned(), json!(keys.as_slice()));
        for key in keys {
            if let Some(Value::Object(property)) = schema.pointer_mut(&format!("/properties/{key}"))
            {
                fill(property);
            }
        }
    }
}

/// Refuses nothing and blanks where something must stand.
fn fill(property: &mut Map<String, Value>) {
    let types: Vec<Value> = types(property)
        .into_iter()
        .filter(|name| *name != json!("null"))
        .collect();
    if types.contains(&json!("array")) {
        property.insert("minItems".to_owned(), json!(1));
    }
    if types.contains(&json!("string")) {
        match property.contains_key("pattern") {
            true => property.insert("allOf".to_owned(), json!([{ "pattern": "\\S" }])),
            false => property.insert("pattern".to_owned(), json!("\\S")),
        };
        // Text with a pattern is still text when YAML takes it for a number.
        if types.len() == 1 && !property.contains_key("allOf") {
            property.insert("type".to_owned(), json!(["string", "number", "boolean"]));
            return;
        }
    }
    if !types.is_empty() {
        let one = (types.len() == 1).then(|| types[0].clone());
        property.insert("type".to_owned(), one.unwrap_or(Value::Array(types)));
    }
    if let Some(Value::Array(choices)) = property.get_mut("anyOf") {
        choices.retain(|choice| choice.get("type") != Some(&json!("null")));
    }
}

/// Asks a record of figures for what a figure needs, or, without `id` and `value`, for what a
/// series needs.
pub(super) fn figure_or_series(schema: &mut Schema) {
    let mut filled = schema.clone();
    needs([
        "id", "label", "value", "unit", "as_of", "measures", "sources", "title", "series",
    ])(&mut filled);
    let part = |keys: &[&str]| -> Value {
        let properties: Map<String, Value> = keys
            .iter()
            .filter_map(|key| {
                let property = filled.pointer(&format!("/properties/{key}"))?;
                let mut property = property.clone();
                if let Some(fields) = property.as_object_mut() {
                    fields.remove("description");
                    fields.remove("examples");
                }
                Some(((*key).to_owned(), property))
            })
            .collect();
        json!({ "required": keys, "properties": properties })
    };
    let mut figure = part(&[
        "id", "label", "value", "unit", "as_of", "measures", "sources",
    ]);
    figure["not"] = json!({ "anyOf": [{ "required": ["title"] }, { "required": ["additive"] }] });
    let series = json!({ "type": "string", "pattern": ID });
    let mut described = part(&["series", "title"]);
    described["properties"]["series"] = series;
    described["not"] = json!({
        "anyOf": [
            has("label"), has("unit"), has("as_of"), has("measures"), has("sources"), has("note"),
        ]
    });
    schema.insert(
        "if".to_owned(),
        all_of([has("series"), lacks("id"), lacks("value")]),
    );
    schema.insert("then".to_owned(), described);
    schema.insert("else".to_owned(), figure);
}

/// Asks a source for an address, or for a note that says why there is none.
pub(super) fn source(schema: &mut Schema) {
    needs(["id", "title", "publisher"])(schema);
    schema.insert("anyOf".to_owned(), json!([has("url"), has("note")]));
}

/// Asks a block of number cards for figures.
pub(super) fn figures(schema: &mut Schema) {
    schema.insert("anyOf".to_owned(), json!([has("figures"), has("series")]));
}

/// Asks a chart for numbers from one place, and a table for what it does not say of itself.
pub(super) fn chart(schema: &mut Schema) {
    needs(["kind", "takeaway"])(schema);
    let origin = [has("series"), has("figures"), has("csv")];
    schema.insert("oneOf".to_owned(), json!(origin));
    schema.insert("if".to_owned(), has("csv"));
    let notes = ["title", "unit", "as_of", "sources"];
    schema.insert("then".to_owned(), all_of(notes.map(has)));
    let own = ["unit", "as_of", "sources"];
    schema.insert("else".to_owned(), all_of(own.map(lacks)));
    // One series has a title of its own.
    let several = json!({ "type": "array", "minItems": 2 });
    let several = json!({ "required": ["series"], "properties": { "series": several } });
    let untitled = json!({ "if": { "anyOf": [has("figures"), several] }, "then": has("title") });
    schema.insert("allOf".to_owned(), json!([untitled]));
}

/// Asks a step for a label and for a way: from one to another, or at one.
pub(super) fn step(schema: &mut Schema) {
    needs(["label"])(schema);
    let between = all_of([has("from"), has("to"), lacks("at")]);
    let at = all_of([has("at"), lacks("from"), lacks("to")]);
    schema.insert("anyOf".to_owned(), json!([between, at]));
}

/// Asks changed steps for nothing but the id of the step.
pub(super) fn changed_steps(schema: &mut Schema) {
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        items.remove("anyOf");
        items.insert("required".to_owned(), json!(["id"]));
        if let Some(Value::Object(id)) = items.get_mut("properties").and_then(|of| of.get_mut("id"))
        {
            id.insert("type".to_owned(), json!("string"));
        }
        let label = items
            .get_mut("properties")
            .and_then(|of| of.get_mut("label"));
        if let Some(Value::Object(label)) = label {
            label.remove("pattern");
        }
    }
}

/// Asks a variant for steps of its own, or for changes of those of the flow.
pub(super) fn variant(schema: &mut Schema) {
    needs(["id", "title"])(schema);
    let keys = ["remove", "change", "add"];
    let changes = json!({ "anyOf": keys.map(has) });
    schema.insert("oneOf".to_owned(), json!([has("steps"), changes]));
}

/// A condition: a key is there, and not empty.
fn has(key: &str) -> Value {
    json!({ "required": [key], "properties": { key: { "not": { "enum": [null, "", [], {}] } } } })
}

/// A condition: a key is not there, or empty.
fn lacks(key: &str) -> Value {
    json!({ "not": has(key) })
}

fn all_of<const N: usize>(conditions: [Value; N]) -> Value {
    json!({ "allOf": conditions.as_slice() })
}

const ID: &str = "^[a-z0-9-]+$";

/// Gives a type the schema of what is written for it.
macro_rules! written {
    ($type:ident, $schema:expr) => {
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

/// An id that is given, not one that is referred to.
pub(super) struct Id;

/// The address of a page of another site.
pub(super) struct Address;

/// A path of this site.
pub(super) struct OldAddress;

/// A name that is not empty.
pub(super) struct Name;

/// A whole number from 1 on.
pub(super) struct Count;

written!(
    Id,
    json_schema!({ "type": ["string", "integer"], "pattern": ID, "minimum": 0 })
);
written!(
    Address,
    json_schema!({
        "type": "string",
        "pattern": concat!(
            r#"^\s*(https?://([^\s<>"/?#]*@)?"#,
            r"[\p{L}\p{N}](\.?([A-Za-z0-9_-]|[^\x00-\x7F\s]))*\.?(:[0-9]+)?",
            r#"([/?#][^\s<>"]*)?)?\s*$"#,
        ),
    })
);
written!(
    OldAddress,
    json_schema!({
        "type": "string",
        "pattern": r"^(?!.*//)(?!.*/\.\.?(?:/|$))/[\p{L}\p{N}/_.~-]*$",
    })
);
written!(
    Name,
    json_schema!({ "type": ["string", "number", "boolean"], "pattern": "\\S" })
);
written!(
    Count,
    json_schema!({ "type": ["integer", "string"], "minimum": 1, "pattern": r"^\+?0*[1-9][0-9]*$" })
);
written!(
    Date,
    json_schema!({
        "type": ["string", "integer"],
        "pattern": date_pattern(),
        "minimum": 1,
        "maximum": 9999,
        "examples": ["2025-12-03", "2025-12", "2025", "2025-12~", "2025-12-18/2025-12-19", "2025-12-12/.."],
    })
);
written!(
    Decimal,
    json_schema!({
        "type": ["number", "string"],
        "pattern": r"^\s*([-−]?(0|[1-9][0-9]*)(\.[0-9]+)?)?\s*$",
        "examples": [210, 18.115],
    })
);
written!(
    Unit,
    json_schema!({
        "type": "string",
        "pattern": unit_pattern(),
        "examples": ["EUR bn", "USD mn", "%", "votes", "million barrels"],
    })
);

impl JsonSchema for TimelineChoice {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "TimelineChoice".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let query = generator.subschema_for::<TimelineQuery>();
        json_schema!({ "anyOf": [
            { "enum": ["off"], "description": "No key dates are shown." },
            { "type": ["boolean", "null"] },
            query,
        ]})
    }
}

/// Years, months and days that exist, `~` for "about", and ranges, of which the order is beyond a
/// pattern.
fn date_pattern() -> String {
    let months = [
        (r"(?:0[13578]|1[02])", r"(?:0[1-9]|[12]\d|3[01])"),
        (r"(?:0[469]|11)", r"(?:0[1-9]|[12]\d|30)"),
        ("02", r"(?:0[1-9]|1\d|2[0-8])"),
    ];
    let months: Vec<String> = months
        .iter()
        .map(|(month, day)| format!("{month}(?:-{day})?"))
        .collect();
    let leap = r"(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29";
    let point = format!(
        r"(?!0000)(?:{leap}|\d{{4}}(?:-(?:{}))?)~?",
        months.join("|")
    );
    format!(r"^\s*(?:{point}(?:/(?:{point}|\.\.))?|\.\./{point})?\s*$")
}

fn unit_pattern() -> String {
    let any_case = |word: &str| -> String {
        word.chars()
            .map(|c| format!("[{}{c}]", c.to_ascii_uppercase()))
            .collect()
    };
    let scales: Vec<String> = Scale::ALL
        .into_iter()
        .flat_map(|scale| scale.forms().iter().map(|form| any_case(form)))
        .collect();
    let scale = format!("(?:{})", scales.join("|"));
    let mut vague = vec!["count", "number", "total", "unit", "units"];
    let names: Vec<&str> = Currency::names().map(|(_, name)| name).collect();
    vague.extend(names.iter().filter(|name| !name.contains(' ')));
    let vague = vague.join("|");
    let word = format!(r"(?!{scale}(?:\s|$))\p{{Ll}}[\p{{Ll}}’-]*");
    let things = format!(r"(?!(?:{vague})\s*$){word}(?:\s+{word}){{0,2}}");
    format!(r"^\s*(?:%|percent|per\s+cent|[A-Z]{{3}}(?:\s+{scale})?|(?:{scale}\s+)?{things})?\s*$")
}
