//! From keys to typed content: ids and addresses are checked, required keys are asked for, inline
//! Markdown is parsed.

use std::sync::Arc;

use super::front_matter;
use super::keys::{
    ArticleKeys, ChangeKeys, EventKeys, FigureKeys, OfficeKeys, PageKeys, QuestionKeys, SourceKeys,
    TermKeys,
};
use super::markdown::{self, Origin, Prose};
use super::number::Quantity;
use super::record::{
    Article, Change, Event, Figure, Office, Place, Question, Series, SourceRecord, Term, TextPage,
};
use super::values::{is_id, to_id};
use super::yaml::{self, Block, Step};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, fingerprint};

/// The longest short definition, in characters.
const LONGEST_SHORT: usize = 200;

/// Reads values out of one block.
struct Reader<'a> {
    place: Place,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn new(block: Block, path: Vec<Step>, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        let fingerprint = fingerprint(&block.yaml());
        Self {
            place: Place {
                block,
                path,
                fingerprint,
            },
            diagnostics,
        }
    }

    fn inside(&mut self, key: &str, item: usize) -> Reader<'_> {
        Reader {
            place: Place {
                block: self.place.block.clone(),
                path: self.place.path_to(key, Some(item)),
                fingerprint: self.place.fingerprint,
            },
            diagnostics: self.diagnostics,
        }
    }

    /// Reports a required key that is not there. A key that is there but was refused has been
    /// reported already.
    fn missing(&mut self, key: &str, help: &str) {
        let path = self.place.path_to(key, None);
        let has_value = self.place.block.has_value(&path);
        if has_value || self.is_misspelt(key) || self.has_no_settings() {
            return;
        }
        let block = &self.place.block;
        let span = match self.place.path.is_empty() {
            true => block.span_of_key(&path),
            false => block.span_of_first_key(&self.place.path),
        };
        self.diagnostics.push(
            Diagnostic::new(Code::MissingKey, span, format!("`{key}` is missing")).help(help),
        );
    }

    /// Says whether there are no settings at all, which was reported.
    fn has_no_settings(&self) -> bool {
        if self.place.path.is_empty() && self.place.block.is_no_map() {
            return true;
        }
        self.place.block.range.is_empty()
            && self.diagnostics.iter().any(|diagnostic| {
                diagnostic.code == Code::FrontMatter
                    && diagnostic
                        .span
                        .as_ref()
                        .is_some_and(|span| span.file == self.place.block.file)
            })
    }

    /// Says whether an unknown key of this record was probably meant to be `key`.
    fn is_misspelt(&self, key: &str) -> bool {
        let block = &self.place.block;
        self.diagnostics.iter().any(|diagnostic| {
            let is_here = diagnostic
                .span
                .as_ref()
                .is_some_and(|span| span.file == block.file && block.range.contains(&span.start));
            let cure = diagnostic.fix.as_ref().map(|fix| fix.replacement.as_str());
            diagnostic.code == Code::UnknownKey && is_here && cure == Some(key)
        })
    }

    fn required(&mut self, key: &str, value: Option<String>, help: &str) -> String {
        match value
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
        {
            Some(value) => value,
            None => {
                self.missing(key, help);
                String::new()
            }
        }
    }

    fn needed<T>(&mut self, key: &str, value: Option<T>, help: &str) -> Option<T> {
        if value.is_none() {
            self.missing(key, help);
        }
        value
    }

    /// The id of a record; `None` where there is none to speak of.
    fn id(&mut self, id: Option<String>) -> Option<String> {
        let Some(id) = id else {
            self.missing(
                "id",
                "give it an id of lower-case letters, digits and hyphens",
            );
            return None;
        };
        if is_id(&id) {
            return Some(id);
        }
        let span = self.place.at("id");
        let better = to_id(&id);
        let mut diagnostic =
            Diagnostic::new(Code::BadId, span.clone(), format!("`{id}` cannot be an id"))
                .help("ids are of lower-case letters, digits and hyphens");
        if !better.is_empty() {
            diagnostic = diagnostic
                .help(format!("write `{better}`"))
                .fix(span, better);
        }
        self.diagnostics.push(diagnostic);
        None
    }

    fn prose(&mut self, key: &str, text: &str) -> Prose {
        let path = self.place.path_to(key, None);
        let origin = Origin::Field {
            block: self.place.block.clone(),
            path,
        };
        markdown::parse(text, 0, origin, None, self.diagnostics)
    }

    fn required_prose(&mut self, key: &str, text: Option<String>, help: &str) -> Prose {
        let text = self.required(key, text, help);
        self.prose(key, &text)
    }

    fn url(&mut self, key: &str, url: Option<String>) -> Option<String> {
        let url = url
            .map(|url| url.trim().to_owned())
            .filter(|url| !url.is_empty())?;
        let host = url
            .strip_prefix("https://")
            .or_else(|| url.strip_prefix("http://"))
            .unwrap_or("");
        let has_host = host.starts_with(|c: char| c.is_alphanumeric());
        let is_clean =
            !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"".contains(c));
        if has_host && is_clean {
            return Some(url);
        }
        let span = self.place.at(key);
        self.diagnostics.push(
            Diagnostic::new(Code::BadUrl, span, format!("`{url}` is not an address"))
                .help("an address looks like `https://example.org/page`"),
        );
        None
    }

    fn aliases(&mut self, aliases: Vec<String>) -> Vec<String> {
        let mut good = Vec::new();
        for (at, alias) in aliases.into_iter().enumerate() {
            let is_path = alias.starts_with('/')
                && !alias.contains("//")
                && !alias.split('/').any(|part| part == ".." || part == ".")
                && alias
                    .chars()
                    .all(|c| c.is_alphanumeric() || "/-_.~".contains(c));
            if is_path {
                good.push(alias);
                continue;
            }
            let span = self.place.item("aliases", at);
            self.diagnostics.push(
                Diagnostic::new(
                    Code::BadValue,
                    span,
                    format!("`{alias}` is not an old address"),
                )
                .help("write the path on this site, such as `/old-name/`"),
            );
        }
        good
    }
}

fn file_id(source: &Source, slug: &str, diagnostics: &mut Vec<Diagnostic>) {
    if is_id(slug) {
        return;
    }
    let better = to_id(slug);
    let help = match better.is_empty() {
        true => "file names are of lower-case letters, digits and hyphens".to_owned(),
        false => format!("rename the file: `{better}`"),
    };
    diagnostics.push(
        Diagnostic::new(
            Code::BadId,
            source.span(0..0),
            format!("the file name `{slug}` cannot be part of an address"),
        )
        .help(help),
    );
}

fn body(source: &Source, start: usize, diagnostics: &mut Vec<Diagnostic>) -> Prose {
    let origin = Origin::File(source.id.clone());
    markdown::parse(
        &source.text[start..],
        start,
        origin,
        Some(&source.text),
        diagnostics,
    )
}

pub(super) fn article(source: &Source, slug: &str, diagnostics: &mut Vec<Diagnostic>) -> Article {
    file_id(source, slug, diagnostics);
    let (block, start) = front_matter::split(source, diagnostics);
    let keys: ArticleKeys = yaml::read(&block, diagnostics);
    let body = body(source, start, diagnostics);
    let mut reader = Reader::new(block.clone(), Vec::new(), diagnostics);
    let title = reader.required("title", keys.title, "add `title: What the page is called`");
    let help = "add `summary: One or two sentences that answer the title`";
    let summary = reader.required_prose("summary", keys.summary, help);
    let aliases = reader.aliases(keys.aliases);
    let (asked, logged) = (fingerprint(&keys.questions), fingerprint(&keys.changes));
    let mut events = Vec::new();
    for (at, keys) in keys.events.into_iter().enumerate() {
        events.extend(event(reader.inside("events", at), keys).map(Arc::new));
    }
    let mut questions = Vec::new();
    for (at, keys) in keys.questions.into_iter().enumerate() {
        questions.push(question(reader.inside("questions", at), keys));
    }
    let mut changes = Vec::new();
    for (at, keys) in keys.changes.into_iter().enumerate() {
        changes.extend(change(reader.inside("changes", at), keys));
    }
    let head = fingerprint(&(slug, &title, summary.plain_text(), &keys.tags));
    Article {
        slug: slug.to_owned(),
        title,
        summary,
        date: keys.date,
        updated: keys.updated,
        checked: keys.checked,
        order: keys.order,
        tags: keys.tags,
        authors: keys.authors,
        is_draft: keys.draft,
        aliases,
        events,
        timeline: keys.timeline,
        term_links: keys.glossary.link,
        excluded_terms: keys.glossary.exclude,
        questions,
        changes,
        body,
        block,
        fingerprint: fingerprint(&source.text),
        head,
        asked,
        logged,
    }
}

pub(super) fn text_page(
    source: &Source,
    slug: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> TextPage {
    if !slug.is_empty() {
        file_id(source, slug, diagnostics);
    }
    let (block, start) = front_matter::split(source, diagnostics);
    let keys: PageKeys = yaml::read(&block, diagnostics);
    let body = body(source, start, diagnostics);
    let mut reader = Reader::new(block.clone(), Vec::new(), diagnostics);
    let title = reader.required("title", keys.title, "add `title: What the page is called`");
    let help = "add `summary: One or two sentences on the page`";
    let summary = reader.required_prose("summary", keys.summary, help);
    let aliases = reader.aliases(keys.aliases);
    TextPage {
        slug: slug.to_owned(),
        title,
        summary,
        checked: keys.checked,
        is_draft: keys.draft,
        aliases,
        term_links: keys.glossary.link,
        excluded_terms: keys.glossary.exclude,
        body,
        block,
        fingerprint: fingerprint(&source.text),
    }
}

pub(super) fn term(source: &Source, id: &str, diagnostics: &mut Vec<Diagnostic>) -> Term {
    file_id(source, id, diagnostics);
    let (block, start) = front_matter::split(source, diagnostics);
    let keys: TermKeys = yaml::read(&block, diagnostics);
    let body = body(source, start, diagnostics);
    let mut reader = Reader::new(block.clone(), Vec::new(), diagnostics);
    let name = reader.required("term", keys.term, "add `term: the name as in running text`");
    let help = "add `short: One plain sentence of at most 200 characters`";
    let card = fingerprint(&(id, &name, &keys.short, keys.kind.name()));
    let short = reader.required_prose("short", keys.short, help);
    let length = short.plain_text().chars().count();
    if length > LONGEST_SHORT {
        let span = reader.place.at("short");
        reader.diagnostics.push(
            Diagnostic::new(
                Code::BadValue,
                span,
                format!("the short definition has {length} characters"),
            )
            .help("at most 200 fit on a card; the rest belongs below the settings"),
        );
    }
    let mut aliases = Vec::new();
    for (at, alias) in keys.aliases.into_iter().enumerate() {
        if alias.trim().is_empty() {
            let span = reader.place.item("aliases", at);
            let diagnostic = Diagnostic::new(Code::BadValue, span, "a name cannot be empty");
            reader.diagnostics.push(diagnostic.help("remove it"));
        } else {
            aliases.push(alias.trim().to_owned());
        }
    }
    let mut offices = Vec::new();
    for (at, keys) in keys.office.into_iter().enumerate() {
        offices.push(office(reader.inside("office", at), keys));
    }
    Term {
        id: id.to_owned(),
        name,
        short,
        aliases,
        kind: keys.kind,
        see_also: keys.see_also,
        sources: keys.sources,
        is_linked: keys.link != Some(false),
        offices,
        body,
        block,
        fingerprint: fingerprint(&source.text),
        card,
    }
}

fn office(mut reader: Reader<'_>, keys: OfficeKeys) -> Office {
    Office {
        title: reader.required("title", keys.title, "add what the office is called"),
        from: keys.from,
        until: keys.until,
    }
}

fn question(mut reader: Reader<'_>, keys: QuestionKeys) -> Question {
    Question {
        question: reader.required("question", keys.question, "add the question"),
        answer: reader.required_prose("answer", keys.answer, "add the answer"),
    }
}

fn change(mut reader: Reader<'_>, keys: ChangeKeys) -> Option<Change> {
    let date = reader.needed("date", keys.date, "add the day of the change");
    let note = reader.required_prose("note", keys.note, "add what changed");
    Some(Change { date: date?, note })
}

fn event(mut reader: Reader<'_>, keys: EventKeys) -> Option<Event> {
    // The settings of an article say more than its events do.
    reader.place.fingerprint = fingerprint(&keys);
    let id = reader.id(keys.id);
    let date = reader.needed(
        "date",
        keys.date,
        "add the date, such as `2025-12-03` or `2025-12`",
    );
    let title = reader.required("title", keys.title, "add what happened, in a few words");
    if keys.sources.is_empty() {
        reader.missing(
            "sources",
            "add at least one source, such as `sources: [some-id]`",
        );
    }
    let summary = keys.summary.map(|text| reader.prose("summary", &text));
    Some(Event {
        id: id?,
        date: date?,
        title,
        summary,
        sources: keys.sources,
        tags: keys.tags,
        status: keys.status,
        confidence: keys.confidence,
        place: reader.place,
    })
}

/// A figure, or a series of figures.
pub(super) enum FigureRecord {
    Figure(Box<Figure>),
    Series(Series),
}

fn figure_or_series(mut reader: Reader<'_>, keys: FigureKeys) -> Option<FigureRecord> {
    if keys.id.is_none() && keys.series.is_some() && keys.value.is_none() {
        return series(reader, keys).map(FigureRecord::Series);
    }
    let id = reader.id(keys.id);
    for (key, is_there) in [
        ("title", keys.title.is_some()),
        ("additive", keys.additive.is_some()),
    ] {
        if is_there {
            let span = reader
                .place
                .block
                .span_of_key(&reader.place.path_to(key, None));
            let diagnostic = Diagnostic::new(
                Code::UnknownKey,
                span,
                format!("a figure has no key `{key}`"),
            );
            reader.diagnostics.push(diagnostic.help(
                "it belongs to the record of a series, which begins with `- series:` and has no `id`",
            ));
        }
    }
    let label = reader.required("label", keys.label, "add what the number is called");
    let value = reader.needed("value", keys.value, "add the number, such as `value: 210`");
    let unit = reader.needed("unit", keys.unit, "add the unit, such as `unit: EUR bn`");
    let as_of = reader.needed("as_of", keys.as_of, "add the date for which it holds");
    let measures = reader.required("measures", keys.measures, "add what the number counts");
    if keys.sources.is_empty() {
        reader.missing(
            "sources",
            "add at least one source, such as `sources: [some-id]`",
        );
    }
    let note = keys.note.filter(|note| !note.trim().is_empty());
    let note = note.map(|text| reader.prose("note", &text));
    Some(FigureRecord::Figure(Box::new(Figure {
        id: id?,
        label,
        quantity: Quantity {
            value: value?,
            unit: unit?,
        },
        as_of: as_of?,
        measures,
        sources: keys.sources,
        note,
        series: keys.series,
        place: reader.place,
    })))
}

fn series(mut reader: Reader<'_>, keys: FigureKeys) -> Option<Series> {
    let id = keys.series.filter(|id| is_id(id));
    if id.is_none() {
        let span = reader.place.at("series");
        let diagnostic = Diagnostic::new(Code::BadId, span, "this cannot be the id of a series");
        reader
            .diagnostics
            .push(diagnostic.help("ids are of lower-case letters, digits and hyphens"));
    }
    let title = reader.required("title", keys.title, "add what the series is called");
    Some(Series {
        id: id?,
        title,
        is_additive: keys.additive != Some(false),
        place: reader.place,
    })
}

fn source_record(mut reader: Reader<'_>, keys: SourceKeys) -> Option<SourceRecord> {
    let id = reader.id(keys.id);
    let title = reader.required("title", keys.title, "add what the source is called");
    let publisher = reader.required("publisher", keys.publisher, "add who published it");
    let has_url = keys.url.is_some();
    let url = reader.url("url", keys.url);
    let note = keys
        .note
        .map(|note| note.trim().to_owned())
        .filter(|note| !note.is_empty());
    if !has_url && note.is_none() {
        reader.missing(
            "url",
            "add the address, or a `note` that says why there is none",
        );
    }
    let archived = reader.url("archived", keys.archived);
    Some(SourceRecord {
        id: id?,
        title,
        publisher,
        url,
        published: keys.published,
        kind: keys.kind,
        is_weak: keys.weight.is_some(),
        checked: keys.checked,
        archived,
        note,
        place: reader.place,
    })
}

pub(super) fn events(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<Event> {
    records(source, diagnostics, event)
}

pub(super) fn figures(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<FigureRecord> {
    records(source, diagnostics, figure_or_series)
}

pub(super) fn sources(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<SourceRecord> {
    records(source, diagnostics, source_record)
}

/// Reads a list of records. Each record is a block of its own, which keeps one record's mistakes
/// from the next and errors linear in the size of the file.
fn records<K, R>(
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
    read: impl Fn(Reader<'_>, K) -> Option<R>,
) -> Vec<R>
where
    K: serde::de::DeserializeOwned,
{
    let mut records = Vec::new();
    for block in record_blocks(source, diagnostics) {
        let keys: Vec<K> = yaml::read(&block, diagnostics);
        for (at, keys) in keys.into_iter().enumerate() {
            let reader = Reader::new(block.clone(), vec![at.into()], diagnostics);
            records.extend(read(reader, keys));
        }
    }
    records
}

/// Cuts a file of records at the lines that begin with `-` in column 0.
fn record_blocks(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Vec<Block> {
    let text = &source.text;
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut starts = Vec::new();
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let is_item = line.starts_with("- ") || line.trim_end() == "-";
        if is_item {
            starts.push(at);
        } else if starts.is_empty() && !is_preamble(line) {
            diagnostics.push(not_a_list(source, at, line));
            return Vec::new();
        }
        at += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    let blocks = starts.iter().zip(ends).map(|(start, end)| Block {
        file: source.id.clone(),
        text: Arc::clone(text),
        range: *start..end,
    });
    let (empty, blocks): (Vec<Block>, Vec<Block>) =
        blocks.partition(|block| block.yaml().trim_end() == "-");
    for block in empty {
        let span = block.span(0..1);
        let diagnostic = Diagnostic::new(Code::MissingKey, span.clone(), "this record is empty");
        diagnostics.push(diagnostic.help("remove the hyphen").fix(span, ""));
    }
    blocks
}

fn not_a_list(source: &Source, at: usize, line: &str) -> Diagnostic {
    let text = line.trim();
    let start = at + line.len() - line.trim_start().len();
    let message = match text.starts_with('-') {
        true => "the list does not stand at the start of its lines",
        false => "a file of records is a list",
    };
    Diagnostic::new(
        Code::YamlSyntax,
        source.span(start..start + text.len()),
        message,
    )
    .help("each record begins with `- id:` at the start of a line, its other keys stand two spaces in")
}

fn is_preamble(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#') || line == "---" || line == "[]"
}
