//! The least that a generator must do: read, split, YAML, Markdown, one layout, write. Nothing is
//! checked, linked, explained or listed, and one thread does all of it.
//!
//! It writes the same files as Casebook did, each about as large: where its own page is smaller, the
//! rest is filled with text, and what it does not make at all is text alone. So it pays for memory
//! and bytes as Casebook does, and for nothing else.

use std::collections::BTreeMap;
use std::path::Path;

use casebook::load;
use serde::Deserialize;
use tera::{Context, Tera, Value};

use crate::clock::Clock;

const LAYOUT: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{{ title }}</title>
<meta name="description" content="{{ summary }}">
</head>
<body>
<header><a href="/">Home</a> {% for tag in tags %}<a href="/timeline/{{ tag }}/">{{ tag }}</a>{% endfor %}</header>
<main>
<h1>{{ title }}</h1>
{{ body | safe }}
</main>
{{ rest | safe }}
</body>
</html>
"#;

/// The settings of an article, a term or a page of text.
#[derive(Default, Deserialize)]
#[serde(default)]
struct FrontMatter {
    title: String,
    term: String,
    summary: String,
    short: String,
    tags: Vec<String>,
    aliases: Vec<String>,
    sources: Vec<String>,
}

/// An event, a figure or a source.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Record {
    id: String,
    title: String,
    label: String,
    summary: String,
    measures: String,
    publisher: String,
    url: String,
    note: String,
    tags: Vec<String>,
    sources: Vec<String>,
    date: serde_yaml::Value,
    value: serde_yaml::Value,
    unit: String,
}

/// Makes the files of a list (`SIZE PATH` a line) from the texts of a site.
pub(crate) fn run(site: &Path, list: &Path) {
    let list = std::fs::read_to_string(list).expect("the list can be read");
    let mut sizes: BTreeMap<&str, usize> = list
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(size, path)| (path, size.parse().expect("a line begins with a size")))
        .collect();
    let filler = "A sentence that says nothing stands here. ".repeat(1000);

    let clock = Clock::start();
    let inputs = load::load(site).expect("the site can be read");
    let mut tera = Tera::default();
    tera.add_raw_template("page", LAYOUT)
        .expect("it is a template");
    let mut outputs: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut records: Vec<Vec<Record>> = Vec::new();
    for source in &inputs.content {
        let id = source.id.as_str();
        if id.ends_with(".yaml") {
            records.push(serde_yaml::from_str(&source.text).expect("the records are sound"));
        } else if let Some(path) = output_of(id) {
            let size = sizes.remove(path.as_str()).unwrap_or_default();
            let page = page(&tera, &source.text, size, &filler);
            outputs.insert(path, page);
        }
    }
    for (path, size) in sizes {
        outputs.insert(path.to_owned(), fill(size, &filler).into_bytes());
    }
    let time = clock.time();

    let bytes: usize = outputs.values().map(Vec::len).sum();
    time.print("floor", &format!("{} files, {bytes} bytes", outputs.len()));
    std::mem::forget((inputs, outputs, records));
}

/// Returns where the page of a file is published.
fn output_of(id: &str) -> Option<String> {
    let stem = id.strip_prefix("content/")?.strip_suffix(".md")?;
    let stem = stem.strip_prefix("pages/").unwrap_or(stem);
    let stem = stem.strip_suffix("/index").unwrap_or(stem);
    Some(match stem {
        "index" => "index.html".to_owned(),
        stem => format!("{stem}/index.html"),
    })
}

fn page(tera: &Tera, text: &str, size: usize, filler: &str) -> Vec<u8> {
    let (yaml, text) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .expect("a file begins with its settings");
    let front: FrontMatter = serde_yaml::from_str(yaml).expect("the settings are sound");
    let mut body = String::with_capacity(text.len() * 2);
    let options =
        pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_FOOTNOTES;
    pulldown_cmark::html::push_html(&mut body, pulldown_cmark::Parser::new_ext(text, options));
    let rest = fill(size.saturating_sub(body.len() + LAYOUT.len()), filler);
    let mut context = Context::new();
    context.insert("title", &(front.title + &front.term));
    context.insert("summary", &(front.summary + &front.short));
    context.insert("tags", &front.tags);
    context.insert_value("body", Value::from(body));
    context.insert_value("rest", Value::from(rest));
    let page = tera.render("page", &context).expect("the layout is sound");
    page.into_bytes()
}

fn fill(size: usize, filler: &str) -> String {
    let mut text = String::with_capacity(size);
    while text.len() < size {
        text.push_str(&filler[..filler.len().min(size - text.len())]);
    }
    text
}
