//! `site.toml` as it is written, and its schema, made from the same types.

use std::collections::BTreeMap;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use toml::Spanned;

use super::{FIGURE_DAYS, Outputs, SOURCE_DAYS};
use crate::diagnostic::Code;

/// The settings of a site, as they are written in `site.toml`.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(transform = needs)]
pub(super) struct Written {
    /// The name of the site.
    #[schemars(example = "The name of the site", with = "String", length(min = 1))]
    pub(super) title: Option<Spanned<String>>,
    /// Where the site is published.
    #[schemars(example = "https://example.org/folder/", with = "String", regex(pattern = BASE))]
    pub(super) base_url: Option<Spanned<String>>,
    /// The language of the pages; without it, `en`.
    #[schemars(example = "en-GB", with = "String", regex(pattern = LANGUAGE))]
    pub(super) language: Option<Spanned<String>>,
    /// One sentence on the site.
    #[schemars(with = "String")]
    pub(super) description: Option<String>,
    /// The date to which the facts of the site were checked.
    #[schemars(example = "2026-06-30", with = "String")]
    pub(super) checked: Option<Spanned<String>>,
    /// The address of the public repository; gives every page "Edit this page" and "Report a mistake".
    #[schemars(example = "https://github.com/name/repository", with = "String", regex(pattern = BASE))]
    pub(super) repository: Option<Spanned<String>>,
    /// The licence of the texts.
    #[schemars(example = "CC BY 4.0", with = "String")]
    pub(super) licence: Option<String>,
    /// What is handed out besides the pages.
    pub(super) outputs: Outputs,
    /// The weight of a check, by its code; and how old sources and figures may be.
    #[schemars(schema_with = "lints_schema")]
    pub(super) lints: BTreeMap<Spanned<String>, Spanned<toml::Value>>,
    /// The tags that there are, with what readers see; without any, all tags may be used.
    #[schemars(with = "BTreeMap<String, Titled>", transform = title_ids)]
    pub(super) tags: BTreeMap<Spanned<String>, Titled>,
    /// The statuses that there are, with the word for each: where a thing stands after an event.
    #[schemars(with = "BTreeMap<String, Titled>", transform = title_ids)]
    pub(super) statuses: BTreeMap<Spanned<String>, Titled>,
    /// What Markdown may hold.
    pub(super) markdown: Markdown,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("required" = ["title"]))]
pub(super) struct Titled {
    /// What readers see.
    #[serde(default)]
    #[schemars(with = "String", regex(pattern = r"\S"))]
    pub(super) title: Option<String>,
}

#[derive(Deserialize, Default, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Markdown {
    /// Whether HTML is let through.
    pub(super) raw_html: bool,
}

/// What [`Base::parse`] takes, but for steps up.
const BASE: &str = r"^https?://[A-Za-z0-9.:-]+(?!.*//)(?!.*/\.\.(?:/|$))(?:/[A-Za-z0-9/._~-]*)?$";

const LANGUAGE: &str = "^[A-Za-z]{2,3}(-[A-Za-z]{3}){0,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?\
    (-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(-[A-WYZa-wyz0-9](-[A-Za-z0-9]{2,8})+)*(-[Xx](-[A-Za-z0-9]{1,8})+)?$";

/// Returns the JSON Schema of `site.toml`, of draft 7.
pub fn schema() -> Value {
    let mut settings = SchemaSettings::draft07();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let mut schema = settings.into_generator().into_root_schema_for::<Written>();
    schema.remove("title");
    schema.to_value()
}

fn needs(schema: &mut Schema) {
    schema.insert("required".to_owned(), json!(["title", "base_url"]));
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            property.remove("default");
        }
    }
}

fn lints_schema(_: &mut schemars::SchemaGenerator) -> Schema {
    let mut codes: Map<String, Value> = Code::ALL
        .iter()
        .map(|code| {
            let about = json!({ "description": code.title(), "enum": ["error", "warning", "off"] });
            (code.name().to_owned(), about)
        })
        .collect();
    for (key, about) in [
        (
            SOURCE_DAYS,
            "sources that nobody has checked for more days are named, `stale-source`",
        ),
        (
            FIGURE_DAYS,
            "figures that are more days old are named, `stale-figure`",
        ),
    ] {
        let days =
            json!({ "description": about, "type": "integer", "minimum": 1, "maximum": u32::MAX });
        codes.insert(key.to_owned(), days);
    }
    schemars::json_schema!({
        "type": "object",
        "properties": codes,
        "additionalProperties": false,
    })
}

fn title_ids(schema: &mut Schema) {
    schema.insert(
        "propertyNames".to_owned(),
        json!({ "pattern": "^[a-z0-9-]+$" }),
    );
}
