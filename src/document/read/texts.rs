//! Markdown files: articles, pages of text, glossary entries.

use std::sync::Arc;

use super::Reader;
use super::records::event;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::front_matter;
use crate::document::keys::{
    ArticleKeys, ChangeKeys, OfficeKeys, PageKeys, QuestionKeys, TermKeys,
};
use crate::document::markdown::{self, Origin, Prose};
use crate::document::record::{Article, Change, Office, Question, Term, TextPage};
use crate::document::values::{is_id, to_id};
use crate::document::yaml;
use crate::source::{Source, fingerprint};

/// The longest short definition, in characters.
const LONGEST_SHORT: usize = 200;

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

pub(in crate::document) fn article(
    source: &Source,
    slug: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Article {
    file_id(source, slug, diagnostics);
    let (block, start) = front_matter::split(source, diagnostics);
    let (keys, meant): (ArticleKeys, _) = yaml::read_noting(&block, diagnostics);
    let body = body(source, start, diagnostics);
    let mut reader = Reader::new(block.clone(), Vec::new(), &meant, diagnostics);
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
    reader.in_order(
        ("date", keys.date.as_ref()),
        ("updated", keys.updated.as_ref()),
    );
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

pub(in crate::document) fn text_page(
    source: &Source,
    slug: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> TextPage {
    if !slug.is_empty() {
        file_id(source, slug, diagnostics);
    }
    let (block, start) = front_matter::split(source, diagnostics);
    let (keys, meant): (PageKeys, _) = yaml::read_noting(&block, diagnostics);
    let body = body(source, start, diagnostics);
    let mut reader = Reader::new(block.clone(), Vec::new(), &meant, diagnostics);
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

pub(in crate::document) fn term(
    source: &Source,
    id: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Term {
    file_id(source, id, diagnostics);
    let (block, start) = front_matter::split(source, diagnostics);
    let (keys, meant): (TermKeys, _) = yaml::read_noting(&block, diagnostics);
    let body = body(source, start, diagnostics);
    let mut reader = Reader::new(block.clone(), Vec::new(), &meant, diagnostics);
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
    reader.in_order(("from", keys.from.as_ref()), ("until", keys.until.as_ref()));
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
