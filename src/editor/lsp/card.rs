//! What the cursor is on, in a few lines: the card of a term, a figure with its sources, an event,
//! a source.

use std::fmt::Write as _;

use super::thing::{Thing, document, headings};
use crate::document::Content;
use crate::document::markdown::Prose;
use crate::document::record::{Event, Figure, SourceRecord, Term};
use crate::editor::places::Topic;
use crate::site::Site;

/// So many figures of a series are shown.
const MOST_FIGURES: usize = 12;

/// Returns what is to be shown of something, as Markdown; nothing where there is no such thing.
pub(super) fn card(site: &Site, thing: &Thing) -> Option<String> {
    let id = thing.id.as_str();
    match thing.topic {
        Topic::Term => Some(term(site, site.term(id)?)),
        Topic::Figure => Some(figure(site, site.figure(id)?)),
        Topic::Event => Some(event(site, site.event(id)?)),
        Topic::Source => Some(source(site.source(id)?)),
        Topic::Series => series(site, id),
        Topic::Tag => tag(site, id),
        Topic::File => file(site, id),
        Topic::Heading => heading(site, id),
    }
}

/// Returns a text in which no sign is markup.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '|' | '~' => {
                out.extend(['\\', c])
            }
            '\n' | '\r' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

fn prose(text: &Prose) -> String {
    plain(&text.plain_text())
}

fn paragraphs(parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}

fn term(site: &Site, term: &Term) -> String {
    let aliases = match term.aliases.is_empty() {
        true => String::new(),
        false => format!("Also: {}", plain(&term.aliases.join(", "))),
    };
    paragraphs([
        format!("**{}** · {}", plain(&term.name), term.kind.name()),
        prose(&term.short),
        aliases,
        sources(site, &term.sources),
    ])
}

fn figure(site: &Site, figure: &Figure) -> String {
    let value = plain(&figure.quantity.shown());
    let note = figure.note.as_ref().map(prose).unwrap_or_default();
    paragraphs([
        format!("**{value}** · {}", plain(&figure.label)),
        format!("{}, {}", plain(&figure.measures), figure.as_of.prose()),
        note,
        sources(site, &figure.sources),
    ])
}

fn event(site: &Site, event: &Event) -> String {
    let confidence = event
        .confidence
        .map(|one| one.name())
        .filter(|name| *name != "high");
    let confidence = confidence.map(|name| format!("Confidence: {name}"));
    let summary = event.summary.as_ref().map(prose).unwrap_or_default();
    paragraphs([
        format!("**{}** · {}", event.date.prose(), plain(&event.title)),
        summary,
        confidence.unwrap_or_default(),
        sources(site, &event.sources),
    ])
}

fn source(source: &SourceRecord) -> String {
    let mut facts = vec![plain(&source.publisher)];
    facts.extend(source.published.as_ref().map(|date| date.prose()));
    facts.extend(source.kind.map(|kind| kind.name().to_owned()));
    if source.is_weak {
        facts.push("must not stand alone".to_owned());
    }
    let checked = source
        .checked
        .as_ref()
        .map(|date| format!("checked {}", date.prose()));
    facts.extend(checked);
    let url = source.url.as_ref().map(|url| format!("<{url}>"));
    let note = source.note.as_ref().map(|note| plain(note));
    paragraphs([
        format!("**{}**", plain(&source.title)),
        facts.join(" · "),
        url.unwrap_or_default(),
        note.unwrap_or_default(),
    ])
}

/// A list of sources, one a line.
fn sources(site: &Site, ids: &[String]) -> String {
    let lines = ids.iter().map(|id| match site.source(id) {
        Some(source) => {
            let title = plain(&source.title);
            let title = match &source.url {
                Some(url) => format!("[{title}](<{url}>)"),
                None => title,
            };
            let date = source
                .published
                .as_ref()
                .map(|date| format!(", {}", date.prose()));
            format!(
                "- {title}, {}{}",
                plain(&source.publisher),
                date.unwrap_or_default()
            )
        }
        None => format!("- `{id}`, which is not there"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Says how many places rest on something.
pub(super) fn used(places: usize) -> String {
    match places {
        0 => "Used nowhere".to_owned(),
        1 => "Used in 1 place".to_owned(),
        count => format!("Used in {count} places"),
    }
}

fn series(site: &Site, id: &str) -> Option<String> {
    let described = site.series(id);
    let figures: Vec<_> = site.figures_of_series(id).collect();
    if described.is_none() && figures.is_empty() {
        return None;
    }
    let title = described.map_or(id, |series| &series.title);
    let mut list = String::new();
    for figure in figures.iter().take(MOST_FIGURES) {
        let value = plain(&figure.quantity.shown());
        let _ = writeln!(
            list,
            "- {value}, {} (`{}`)",
            plain(&figure.label),
            figure.id
        ); // a string takes all
    }
    let more = figures.len().saturating_sub(MOST_FIGURES);
    let apart = described.filter(|series| !series.is_additive);
    Some(paragraphs([
        format!("**{}** · series of {}", plain(title), figures.len()),
        apart
            .map(|_| "Its values must not be added up.".to_owned())
            .unwrap_or_default(),
        list.trim_end().to_owned(),
        if more > 0 {
            format!("and {more} more")
        } else {
            String::new()
        },
    ]))
}

fn tag(site: &Site, id: &str) -> Option<String> {
    let events = site.tags().get(id).copied().unwrap_or_default();
    let is_titled = site.config().tags.contains_key(id);
    (is_titled || events > 0).then(|| {
        let title = plain(&site.tag_title(id));
        match events {
            1 => format!("**{title}** · tag of 1 event"),
            count => format!("**{title}** · tag of {count} events"),
        }
    })
}

fn file(site: &Site, path: &str) -> Option<String> {
    let document = document(site, path)?;
    let (title, summary, is_draft) = match &document.content {
        Content::Home(page) | Content::Page(page) => (&page.title, &page.summary, page.is_draft),
        Content::Article(article) => (&article.title, &article.summary, article.is_draft),
        _ => return Some(format!("`{path}`")),
    };
    let draft = if is_draft { " · draft" } else { "" };
    Some(paragraphs([
        format!("**{}**{draft}", plain(title)),
        prose(summary),
        format!("`{path}`"),
    ]))
}

fn heading(site: &Site, id: &str) -> Option<String> {
    let (path, anchor) = id.split_once('#')?;
    let document = document(site, path)?;
    let heading = headings(document).iter().find(|one| one.anchor == anchor)?;
    Some(format!("**{}**\n\n`{path}`", plain(&heading.title)))
}
