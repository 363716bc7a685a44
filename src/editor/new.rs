//! New content: an article, page or term as a file of its own, an event, figure or source as a
//! record at the end of a list. What is made passes the check, and overwrites nothing.

use std::collections::BTreeMap;

use super::schema::{self, Key};
use super::vscode;
use crate::diagnostic::{Diagnostic, Severity, nearest};
use crate::document::date::Date;
use crate::document::yaml::scalar;
use crate::document::{Content, is_web_address, slug};
use crate::load::Inputs;
use crate::pipeline::{self, Options};
use crate::site::Site;
use crate::source::{Source, SourceId};

/// What can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An article.
    Article,
    /// A page of text.
    Page,
    /// A glossary entry.
    Term,
    /// An event.
    Event,
    /// A figure.
    Figure,
    /// A source.
    Source,
}

impl Kind {
    /// Returns what it is called.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Article => "article",
            Kind::Page => "page",
            Kind::Term => "term",
            Kind::Event => "event",
            Kind::Figure => "figure",
            Kind::Source => "source",
        }
    }

    /// Returns its keys in the order in which they are asked for and written.
    pub fn keys(self) -> Vec<Key> {
        let (schema, order): (_, &[&str]) = match self {
            Kind::Article => ("article", &["title", "summary", "draft"]),
            Kind::Page => ("page", &["title", "summary"]),
            Kind::Term => ("term", &["term", "short", "kind", "aliases", "sources"]),
            Kind::Event => (
                "events",
                &[
                    "title",
                    "date",
                    "summary",
                    "sources",
                    "tags",
                    "status",
                    "confidence",
                ],
            ),
            Kind::Figure => (
                "figures",
                &[
                    "label", "value", "unit", "as_of", "measures", "sources", "series", "note",
                ],
            ),
            Kind::Source => (
                "sources",
                &[
                    "title",
                    "publisher",
                    "url",
                    "note",
                    "published",
                    "kind",
                    "checked",
                ],
            ),
        };
        let schema = schema::named(schema)
            .expect("every kind has a schema")
            .schema();
        let known = schema::keys(&schema, &[]);
        let find = |name: &&str| known.iter().find(|key| key.name == **name).cloned();
        let mut keys: Vec<Key> = order.iter().filter_map(find).collect();
        if self == Kind::Figure {
            // The schema asks for them apart, since a series has others.
            for key in keys.iter_mut().take(6) {
                key.is_required = true;
            }
        }
        keys
    }

    fn is_record(self) -> bool {
        matches!(self, Kind::Event | Kind::Figure | Kind::Source)
    }
}

/// What somebody wants to make.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What.
    pub kind: Kind,
    /// Its id or the end of its address; made of its name where none is given.
    pub id: Option<String>,
    /// The list that is to hold the record; chosen where none is given.
    pub file: Option<String>,
    /// The values of its keys; one value, or those of a list.
    pub values: BTreeMap<String, Vec<String>>,
}

/// A file with something new in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Its id.
    pub id: String,
    /// The file.
    pub file: SourceId,
    /// The text of the file, whole.
    pub text: String,
    /// The line on which the new begins.
    pub line: usize,
    /// Whether the file is new, too.
    pub is_new_file: bool,
}

/// Why nothing can be made.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// Keys have no value.
    Missing(Vec<Key>),
    /// No letter of the name can stand in an id.
    NoId,
    /// The id is taken.
    Taken(String),
    /// The file that is to hold the record is no list of its kind.
    WrongFile(String),
    /// What would be made is wrong.
    Wrong(Box<Wrong>),
}

/// What is wrong with something that would have been made.
#[derive(Clone, Debug)]
pub struct Wrong {
    /// The file that would have held it.
    pub file: SourceId,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts to which the messages point, that of the file as it would have been.
    pub inputs: Inputs,
}

/// Makes what is wished for.
///
/// # Errors
/// Why it cannot be made.
pub fn make(inputs: &Inputs, wish: &Wish) -> Result<New, Refusal> {
    let keys = wish.kind.keys();
    let options = with_drafts();
    let (site, before) = pipeline::understand(inputs, &options);
    // Whoever is to type the rest wants to know at once that it would be for nothing.
    if has_taken_id(&site, wish) {
        id(&site, wish, &keys)?;
    }
    let missing = missing(wish, &keys);
    if !missing.is_empty() {
        return Err(Refusal::Missing(missing));
    }
    let id = id(&site, wish, &keys)?;
    let file = file(&site, wish, &id)?;
    let old = inputs.content.iter().find(|source| source.id == file);
    let (text, line) = match wish.kind.is_record() {
        true => with_record(old.map(|source| &*source.text), &file, wish, &keys, &id),
        false => (page(wish, &keys), 1),
    };
    let new = New {
        id,
        is_new_file: old.is_none(),
        file,
        text,
        line,
    };
    proven(inputs, &options, &before, new)
}

/// Returns how a site is understood to which something is added: a draft may hold an id, or the new
/// may be one itself.
pub fn with_drafts() -> Options {
    Options {
        drafts: true,
        ..Options::default()
    }
}

/// Says whether the id is known by now, and taken.
pub fn has_taken_id(site: &Site, wish: &Wish) -> bool {
    matches!(id(site, wish, &wish.kind.keys()), Err(Refusal::Taken(_)))
}

/// Returns the keys that must have a value and have none.
pub fn missing(wish: &Wish, keys: &[Key]) -> Vec<Key> {
    let has = |name: &str| {
        let values = wish.values.get(name);
        values.is_some_and(|values| values.iter().any(|value| !value.trim().is_empty()))
    };
    let is_missing = |key: &&Key| match (wish.kind, key.name.as_str()) {
        // A source has an address, or a note that says why there is none.
        (Kind::Source, "url") => !has("url") && !has("note"),
        _ => key.is_required && !has(&key.name),
    };
    keys.iter().filter(is_missing).cloned().collect()
}

/// Says what is wrong with a value, if that can be told from it alone or from the ids that exist.
pub fn problem(site: &Site, kind: Kind, key: &str, value: &str) -> Option<String> {
    let value = value.trim();
    match key {
        "date" | "as_of" | "published" | "checked" => {
            value.parse::<Date>().err().map(|error| error.to_string())
        }
        "value" => {
            let value = value.parse::<crate::document::number::decimal::Decimal>();
            value.err().map(|error| error.to_string())
        }
        "unit" => {
            let unit = value.parse::<crate::document::number::unit::Unit>();
            unit.err().map(|error| error.to_string())
        }
        "url" | "archived" if !value.is_empty() && !is_web_address(value) => {
            Some("an address looks like `https://example.org/page`".to_owned())
        }
        "sources" if site.source(value).is_none() => {
            let known = site.sources().map(|source| source.id.as_str());
            let near = nearest(value, known);
            Some(match near {
                Some(near) => format!("there is no source `{value}`; did you mean `{near}`?"),
                None => format!("there is no source `{value}`; `casebook new source` makes one"),
            })
        }
        _ => {
            let keys = kind.keys();
            let words = &keys.iter().find(|known| known.name == key)?.words;
            let is_known = words.is_empty() || words.iter().any(|(word, _)| word == value);
            (!is_known).then(|| {
                let words: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
                format!("it is one of: {}", words.join(", "))
            })
        }
    }
}

fn id(site: &Site, wish: &Wish, keys: &[Key]) -> Result<String, Refusal> {
    let name = keys.first().and_then(|key| wish.values.get(&key.name));
    let name = name.and_then(|values| values.first()).map(String::as_str);
    let id = match &wish.id {
        Some(id) => id.clone(),
        None => slug(name.unwrap_or_default()),
    };
    if id.is_empty() {
        return Err(Refusal::NoId);
    }
    let is_taken = match wish.kind {
        Kind::Article => site.article(&id).is_some(),
        Kind::Page => site.pages().iter().any(|page| page.slug == id),
        Kind::Term => site.term(&id).is_some(),
        Kind::Event => site.event(&id).is_some(),
        Kind::Figure => site.figure(&id).is_some(),
        Kind::Source => site.source(&id).is_some(),
    };
    match is_taken {
        true => Err(Refusal::Taken(id)),
        false => Ok(id),
    }
}

/// Returns the file of something new: its own, or the list in which its like stand.
fn file(site: &Site, wish: &Wish, id: &str) -> Result<SourceId, Refusal> {
    let folder = match wish.kind {
        Kind::Article => return Ok(SourceId::new(format!("content/articles/{id}.md"))),
        Kind::Page => return Ok(SourceId::new(format!("content/pages/{id}.md"))),
        Kind::Term => return Ok(SourceId::new(format!("content/glossary/{id}.md"))),
        Kind::Event => "content/timeline",
        Kind::Figure => "content/figures",
        Kind::Source => "content/sources",
    };
    if let Some(file) = &wish.file {
        let file = SourceId::new(file.replace('\\', "/").trim_start_matches("./"));
        let is_list = file.folder() == folder && file.as_str().ends_with(".yaml");
        return match is_list {
            true => Ok(file),
            false => Err(Refusal::WrongFile(format!("{folder}/NAME.yaml"))),
        };
    }
    let first = |key: &str| Some(wish.values.get(key)?.first()?.trim());
    let lists: Vec<&SourceId> = site
        .documents()
        .iter()
        .map(|document| &document.id)
        .filter(|file| file.folder() == folder && file.as_str().ends_with(".yaml"))
        .collect();
    let named = match wish.kind {
        Kind::Event => first("date")
            .and_then(|date| date.parse::<Date>().ok())
            .map(|date| format!("{:04}", date.year())),
        Kind::Source => first("kind").map(str::to_owned),
        _ => None,
    };
    let of_series = first("series").and_then(|series| {
        let documents = site.documents().iter();
        let mut holding = documents.filter(|document| match &document.content {
            Content::Figures { figures, .. } => figures
                .iter()
                .any(|figure| figure.series.as_deref() == Some(series)),
            _ => false,
        });
        holding.next().map(|document| document.id.clone())
    });
    // Years may be cut in halves: the last list whose name begins with the year.
    let of_name = named.as_ref().and_then(|name| {
        let named = lists
            .iter()
            .filter(|file| file.stem().starts_with(name.as_str()));
        named.max().map(|file| (*file).clone())
    });
    let only = || match (lists.as_slice(), wish.kind) {
        ([only], Kind::Figure | Kind::Source) => Some((*only).clone()),
        _ => None,
    };
    let stem = match wish.kind {
        Kind::Figure => "figures".to_owned(),
        _ => named.clone().unwrap_or_else(|| "sources".to_owned()),
    };
    let new = || SourceId::new(format!("{folder}/{stem}.yaml"));
    Ok(of_series.or(of_name).or_else(only).unwrap_or_else(new))
}

/// Writes the settings of a file of its own.
fn page(wish: &Wish, keys: &[Key]) -> String {
    let mut text = "---\n".to_owned();
    for key in keys {
        text.push_str(&line(wish, key).map(|line| line + "\n").unwrap_or_default());
    }
    text.push_str("---\n\n");
    text + match wish.kind {
        Kind::Term => "<!-- The long entry. This comment stays in the file. -->\n",
        _ => "<!-- The text. This comment stays in the file. -->\n",
    }
}

/// Puts a record at the end of a list. Returns the text, and the line on which the record begins.
fn with_record(
    old: Option<&str>,
    file: &SourceId,
    wish: &Wish,
    keys: &[Key],
    id: &str,
) -> (String, usize) {
    let old = old.unwrap_or_default();
    let end = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = old.to_owned();
    if text.is_empty() {
        let name = schema::of_file(file).map_or("", |one| one.name);
        text.push_str(&vscode::modeline(name));
        text.push_str(end);
    }
    // A list that is empty so far may say so.
    if text.trim() == "[]" {
        text.clear();
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    if text.contains(&format!("{end}{end}- ")) {
        text.push_str(end);
    }
    let line_number = text.matches('\n').count() + 1;
    text.push_str(&format!("- id: {}{end}", scalar(id)));
    for key in keys {
        if let Some(line) = line(wish, key) {
            text.push_str(&format!("  {line}{end}"));
        }
    }
    (text, line_number)
}

fn line(wish: &Wish, key: &Key) -> Option<String> {
    let values: Vec<String> = wish
        .values
        .get(&key.name)?
        .iter()
        .map(|value| value.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|value| !value.is_empty())
        .collect();
    let is_word = |word: &str| key.words.iter().any(|(known, _)| known == word);
    let written = |value: &String| match is_word(value) {
        true => value.clone(),
        false => scalar(value),
    };
    let values: Vec<String> = values.iter().map(written).collect();
    match (key.is_list, values.as_slice()) {
        (_, []) => None,
        (true, values) => Some(format!("{}: [{}]", key.name, values.join(", "))),
        (false, [value, ..]) => Some(format!("{}: {value}", key.name)),
    }
}

/// Lets pass what brings no new error into the site.
fn proven(
    inputs: &Inputs,
    options: &Options,
    before: &[Diagnostic],
    new: New,
) -> Result<New, Refusal> {
    let mut after = inputs.clone();
    let source = Source::new(new.file.as_str(), new.text.clone());
    match after.content.iter_mut().find(|old| old.id == new.file) {
        Some(old) => *old = source,
        None => after.content.push(source),
    }
    after.content.sort_by(|a, b| a.id.cmp(&b.id));
    let (_, found) = pipeline::understand(&after, options);
    let is_new = |diagnostic: &&Diagnostic| {
        diagnostic.severity == Severity::Error && !before.contains(diagnostic)
    };
    let wrong: Vec<Diagnostic> = found.iter().filter(is_new).cloned().collect();
    match wrong.is_empty() {
        true => Ok(new),
        false => Err(Refusal::Wrong(Box::new(Wrong {
            file: new.file,
            diagnostics: wrong,
            inputs: after,
        }))),
    }
}
