//! Lists of records: events, figures, sources.

use super::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::date::Date;
use crate::document::keys::{EventKeys, FigureKeys, SourceKeys};
use crate::document::number::Quantity;
use crate::document::record::{Event, Figure, Series, SourceRecord};
use crate::document::values::is_id;
use crate::document::yaml::{self, Block};
use crate::source::{Source, fingerprint};

pub(super) fn event(mut reader: Reader<'_>, keys: EventKeys) -> Option<Event> {
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
pub(in crate::document) enum FigureRecord {
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
            let message = format!("a figure has no key `{key}`");
            let help = "it belongs to the record of a series, which begins with `- series:` and has no `id`";
            misplaced(&mut reader, key, message, help);
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

fn is_filled(text: &Option<String>) -> bool {
    text.as_ref().is_some_and(|text| !text.trim().is_empty())
}

/// Tells of a key that stands in the wrong kind of record.
fn misplaced(reader: &mut Reader<'_>, key: &str, message: String, help: &str) {
    let path = reader.place.path_to(key, None);
    let span = reader.place.block.span_of_key(&path);
    let diagnostic = Diagnostic::new(Code::UnknownKey, span, message).help(help);
    reader.diagnostics.push(diagnostic);
}

fn series(mut reader: Reader<'_>, keys: FigureKeys) -> Option<Series> {
    for (key, is_there) in [
        ("label", is_filled(&keys.label)),
        ("unit", keys.unit.is_some()),
        ("as_of", keys.as_of.is_some()),
        ("measures", is_filled(&keys.measures)),
        ("sources", !keys.sources.is_empty()),
        ("note", is_filled(&keys.note)),
    ] {
        if is_there {
            let message = format!("the record of a series has no key `{key}`");
            let help = "it belongs to a figure, which has an `id`, or the `id` is missing here";
            misplaced(&mut reader, key, message, help);
        }
    }
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
    let has_url = is_filled(&keys.url);
    let url = reader.url("url", keys.url);
    let note = keys
        .note
        .map(|note| note.trim().to_owned())
        .filter(|note| !note.is_empty());
    if let Some(note) = &note {
        reader.markup_in_plain("note", note);
    }
    if !has_url && note.is_none() {
        reader.missing(
            "url",
            "add the address, or a `note` that says why there is none",
        );
    }
    let archived = reader.url("archived", keys.archived);
    // What bears only a month may have come out before it.
    let is_day = |date: &&Date| date.earliest().is_some() && date.earliest() == date.latest();
    let published = keys.published.as_ref().filter(is_day);
    reader.in_order(("published", published), ("checked", keys.checked.as_ref()));
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

pub(in crate::document) fn events(
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Event> {
    records(source, diagnostics, event)
}

pub(in crate::document) fn figures(
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<FigureRecord> {
    records(source, diagnostics, figure_or_series)
}

pub(in crate::document) fn sources(
    source: &Source,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SourceRecord> {
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
        let (keys, meant): (Vec<K>, _) = yaml::read_noting(&block, diagnostics);
        for (at, keys) in keys.into_iter().enumerate() {
            let reader = Reader::new(block.clone(), vec![at.into()], &meant, diagnostics);
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
    let blocks = starts.iter().zip(ends);
    let blocks = blocks.map(|(start, end)| Block::new(&source.id, text, *start..end));
    let (empty, blocks): (Vec<Block>, Vec<Block>) = blocks.partition(is_empty);
    for block in empty {
        let span = block.span(0..1);
        let diagnostic = Diagnostic::new(Code::MissingKey, span, "this record is empty");
        let blanks = block.yaml()[1..].bytes().take_while(|byte| *byte == b' ');
        let hyphen = block.span(0..1 + blanks.count());
        diagnostics.push(diagnostic.help("remove the hyphen").fix(hyphen, ""));
    }
    blocks
}

/// Says whether nothing but comments stands after the hyphen.
fn is_empty(block: &Block) -> bool {
    let mut lines = block.yaml()[1..].lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with('#'))
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
