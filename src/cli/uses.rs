//! `uses`: every place that rests on something.

use super::build::load;
use super::{Outcome, Stop, Thing, UsesArguments};
use crate::diagnostic::nearest;
use crate::editor::uses::{How, uses};
use crate::pipeline;
use crate::site::Site;
use crate::site::usage::Kind;
use crate::source::place;

/// Lists every place that rests on something, one a line.
pub(super) fn uses_of(arguments: &UsesArguments) -> Result<Outcome, Stop> {
    let Thing { kind, id } = &arguments.thing;
    let inputs = load(&arguments.site)?;
    let (site, _) = pipeline::understand(&inputs, &arguments.site.options());
    let known = ids(&site, *kind);
    let found = uses(&site, *kind, id);
    let word = kind_name(*kind);
    if !known.contains(&id.as_str()) {
        eprintln!("error: there is no {word} `{id}`");
        if let Some(other) = another(&site, id) {
            eprintln!("  = help: there is `{}:{id}`", kind_name(other));
        } else if let Some(near) = nearest(id, known.iter().copied()) {
            eprintln!("  = help: did you mean `{word}:{near}`?");
        }
        return Ok(Outcome::Wrong);
    }
    let texts = pipeline::texts(&inputs);
    for one in &found {
        let file = &one.span.file;
        let text = texts.get(file).map_or("", |text| text);
        let place = place(text, one.span.start);
        let written = text.get(one.span.range()).unwrap_or_default();
        let how = match &one.how {
            How::Reference(words) => format!("reference `{}`", one_line(words)),
            How::Link(words) => format!("link `{}`", one_line(words)),
            How::Citation => "citation".to_owned(),
            How::Listed(key) => format!("in the list `{key}`"),
            How::Mention => format!("mention `{}`, linked by itself", one_line(written)),
        };
        write_line!("{file}:{}:{}: {how}", place.line, place.column);
    }
    match found.len() {
        0 => eprintln!("nothing rests on `{word}:{id}`"),
        1 => eprintln!("1 place rests on `{word}:{id}`"),
        count => eprintln!("{count} places rest on `{word}:{id}`"),
    }
    Ok(Outcome::Fine)
}

const KINDS: [Kind; 4] = [Kind::Figure, Kind::Event, Kind::Term, Kind::Source];

/// Reads `figure:ID` and the like.
pub(super) fn thing(written: &str) -> Result<Thing, String> {
    let all = "it is written `figure:ID`, `event:ID`, `term:ID` or `source:ID`";
    let (word, id) = written.split_once(':').ok_or(all)?;
    let kind = KINDS.into_iter().find(|kind| kind_name(*kind) == word);
    match kind {
        Some(kind) if !id.is_empty() => Ok(Thing {
            kind,
            id: id.to_owned(),
        }),
        Some(_) => Err(all.to_owned()),
        None => match nearest(word, KINDS.into_iter().map(kind_name)) {
            Some(near) => Err(format!("did you mean `{near}:{id}`?")),
            None => Err(all.to_owned()),
        },
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Term => "term",
        Kind::Figure => "figure",
        Kind::Event => "event",
        Kind::Source => "source",
    }
}

fn another(site: &Site, id: &str) -> Option<Kind> {
    KINDS
        .into_iter()
        .find(|kind| ids(site, *kind).contains(&id))
}

fn ids(site: &Site, kind: Kind) -> Vec<&str> {
    match kind {
        Kind::Term => site.terms().map(|term| term.id.as_str()).collect(),
        Kind::Figure => site.figures().iter().map(|one| one.id.as_str()).collect(),
        Kind::Event => site.events().iter().map(|one| one.id.as_str()).collect(),
        Kind::Source => site.sources().map(|one| one.id.as_str()).collect(),
    }
}

/// Returns words on one line, without what could command a terminal.
fn one_line(words: &str) -> String {
    let words: Vec<&str> = words
        .split(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").replace(char::is_control, "\u{fffd}")
}
