//! What a reader of each format takes for text, and of which marks a file is made.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::fuzzing::promises::outputs;

/// The kind of an output, as the table of fields names it.
pub(super) fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "html",
        "xml" => "xml",
        "svg" => "svg",
        "json" => "json",
        "csv" => "csv",
        "ics" => "ics",
        "txt" => "txt",
        _ => "other",
    }
}

/// Lists all texts of an output: of elements, attributes, strings, cells and properties.
pub(super) fn texts(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    match kind(path) {
        "html" | "xml" | "svg" => tags(&text).1,
        // The guide for machines is Markdown.
        "txt" => tags(&from_markdown(&text)).1,
        "json" => strings(&serde_json::from_str(&text).expect("it is JSON")),
        "csv" => {
            let rows = outputs::rows(&text).expect("it is CSV");
            rows.into_iter().flatten().collect()
        }
        "ics" => text
            .replace("\r\n ", "")
            .split("\r\n")
            .map(property)
            .collect(),
        _ => vec![text.into_owned()],
    }
}

/// Lists the elements with the names of their attributes, or the names of properties.
pub(super) fn shapes(path: &str, bytes: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(bytes);
    match kind(path) {
        "html" | "xml" | "svg" => tags(&text).0,
        "txt" => tags(&from_markdown(&text)).0,
        "ics" => {
            let lines = text.split("\r\n").filter(|line| !line.starts_with(' '));
            lines
                .map(|line| line.split([':', ';']).next().unwrap_or(line).to_owned())
                .collect()
        }
        _ => BTreeSet::new(),
    }
}

fn from_markdown(text: &str) -> String {
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(text));
    html
}

/// Goes over markup of which is known that it is well formed.
fn tags(text: &str) -> (BTreeSet<String>, Vec<String>) {
    let (mut shapes, mut texts) = (BTreeSet::new(), Vec::new());
    let mut rest = text;
    let mut is_data = false;
    while let Some((before, after)) = rest.split_once('<') {
        match is_data {
            true => texts.extend(strings(&serde_json::from_str(before).unwrap_or_default())),
            false => texts.push(unescaped(before)),
        }
        let (tag, after) = tag(after);
        let mut names = Vec::new();
        for part in tag.split_inclusive(['"']).collect::<Vec<_>>().chunks(2) {
            names.extend(
                part[0]
                    .split_whitespace()
                    .map(|name| name.trim_matches(['=', '"', '/'])),
            );
            texts.extend(
                part.get(1)
                    .map(|value| unescaped(value.trim_end_matches('"'))),
            );
        }
        is_data = tag.starts_with("script") && tag.contains("json");
        shapes.insert(names.join(" "));
        rest = after;
    }
    texts.push(unescaped(rest));
    (shapes, texts)
}

/// Splits behind the end of a tag; `>` may stand in its values. What has no end is no tag: plain text
/// may hold a `<` where a format is not markup.
fn tag(text: &str) -> (&str, &str) {
    let mut is_quoted = false;
    let end = text.find(|c| {
        is_quoted ^= c == '"';
        c == '>' && !is_quoted
    });
    let end = end.unwrap_or(text.len());
    (&text[..end], text.get(end + 1..).unwrap_or_default())
}

fn unescaped(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, sign)| {
        text.replace(entity, sign)
    })
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(key, value)| [vec![key.clone()], strings(value)].concat())
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Returns the value of a line of a calendar.
fn property(line: &str) -> String {
    let (_, value) = line.split_once(':').unwrap_or((line, ""));
    let mut text = String::new();
    let mut signs = value.chars();
    while let Some(sign) = signs.next() {
        text.push(match sign {
            '\\' => match signs.next() {
                Some('n' | 'N') => '\n',
                Some(other) => other,
                None => '\\',
            },
            _ => sign,
        });
    }
    text
}
