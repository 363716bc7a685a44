//! Certain cures put into the texts: `casebook check --fix`.
//!
//! Only the bytes that a cure names change; line ends and byte order marks stay. Of cures that
//! touch, the first is put in, and the site is looked over again until nothing is left to cure. A
//! file whose cures come to no end is left as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Fix};
use crate::document::markdown::Prose;
use crate::document::reference::{Reference, Target};
use crate::document::{Document, number};
use crate::load::Inputs;
use crate::pipeline::{self, Built, Memory, Options};
use crate::site::Site;
use crate::source::{Source, SourceId};

/// So often the site is looked over before what still changes is given up.
const MOST_PASSES: usize = 40;

/// A text that grows by more than its own length and so many bytes is not being cured.
const ROOM: usize = 1_000;

/// A site with all certain cures put in.
#[derive(Debug)]
pub struct Fixed {
    /// The site's files with their new texts.
    pub inputs: Inputs,
    /// What was made of them, and what is still wrong.
    pub built: Built,
    /// The files that changed, with the number of cures in each.
    pub files: BTreeMap<SourceId, usize>,
}

/// Puts every certain cure into the texts of a site, and the value into every `[](figure:id)`.
pub fn fix(original: &Inputs, options: &Options) -> Fixed {
    let mut inputs = original.clone();
    let mut files: BTreeMap<SourceId, usize> = BTreeMap::new();
    // The text of a file that is not UTF-8 is not what lies on the disk.
    let mut untouched: BTreeSet<SourceId> = files_with(&original.diagnostics, Code::NotUtf8);
    let mut memory = Memory::default();
    let mut passes = 0;
    let mut unread: Option<BTreeMap<SourceId, usize>> = None;
    loop {
        let built = memory.build(&inputs, options, &|_| ());
        let unread_now = unread_in(&built.diagnostics);
        let unread_before = unread.get_or_insert_with(|| unread_now.clone());
        let cures: Vec<Fix> = built
            .diagnostics
            .iter()
            .filter_map(|diagnostic| diagnostic.fix.clone())
            .collect();
        let mut changes = changes_by(&inputs, cures, &untouched);
        if changes.is_empty() {
            changes = changes_by(&inputs, values(&inputs, options), &untouched);
        }
        // A file that can be read less than before is better left to its writer.
        let worse = |id: &&SourceId| {
            let most = 2 * text_of(original, id).len() + ROOM;
            unread_now.get(id) > unread_before.get(id) || text_of(&inputs, id).len() > most
        };
        let mut given_up: BTreeSet<SourceId> = files.keys().filter(worse).cloned().collect();
        passes += 1;
        if passes % MOST_PASSES == 0 {
            given_up.extend(changes.keys().cloned());
        }
        if given_up.is_empty() && changes.is_empty() {
            return Fixed {
                inputs,
                built,
                files,
            };
        }
        for (id, (text, count)) in changes {
            put(&mut inputs, &id, text.into());
            *files.entry(id).or_default() += count;
        }
        for id in given_up {
            put(&mut inputs, &id, text_of(original, &id));
            files.remove(&id);
            untouched.insert(id);
        }
    }
}

/// Counts what of each file cannot be read.
fn unread_in(diagnostics: &[Diagnostic]) -> BTreeMap<SourceId, usize> {
    let mut counts = BTreeMap::new();
    let unread = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == Code::YamlSyntax);
    for span in unread.filter_map(|diagnostic| diagnostic.span.as_ref()) {
        *counts.entry(span.file.clone()).or_default() += 1;
    }
    counts
}

fn files_with(diagnostics: &[Diagnostic], code: Code) -> BTreeSet<SourceId> {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == code)
        .filter_map(|diagnostic| Some(diagnostic.span.as_ref()?.file.clone()))
        .collect()
}

/// Returns the new texts of the files that cures change, with the number of cures.
fn changes_by(
    inputs: &Inputs,
    cures: Vec<Fix>,
    untouched: &BTreeSet<SourceId>,
) -> BTreeMap<SourceId, (String, usize)> {
    let mut by_file: BTreeMap<SourceId, Vec<Fix>> = BTreeMap::new();
    for cure in cures {
        if !untouched.contains(&cure.span.file) {
            by_file
                .entry(cure.span.file.clone())
                .or_default()
                .push(cure);
        }
    }
    sources(inputs)
        .filter_map(|source| {
            let cures = by_file.get(&source.id)?;
            Some((source.id.clone(), apply(&source.text, cures)?))
        })
        .collect()
}

/// Puts cures into a text. Returns the new text with their number, or `None` where nothing changes.
/// Of cures that touch one another, the first is put in.
pub fn apply(text: &str, cures: &[Fix]) -> Option<(String, usize)> {
    let chosen = chosen(text, cures);
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for Fix { span, replacement } in &chosen {
        new.push_str(&text[at..span.start]);
        new.push_str(replacement);
        at = span.end;
    }
    new.push_str(&text[at..]);
    (!chosen.is_empty()).then_some((new, chosen.len()))
}

/// Returns the cures that can be put into a text together, in order and with its line ends: those
/// that change something and touch none before them.
pub(super) fn chosen(text: &str, cures: &[Fix]) -> Vec<Fix> {
    let has_carriage_returns = text.contains("\r\n");
    let mut chosen: BTreeMap<usize, Fix> = BTreeMap::new();
    for Fix { span, replacement } in cures {
        let Some(before) = text.get(span.range()) else {
            continue;
        };
        let replacement = match has_carriage_returns {
            true => replacement.replace("\r\n", "\n").replace('\n', "\r\n"),
            false => replacement.clone(),
        };
        // The last chosen one that begins before this one ends, or where it ends.
        let neighbour = chosen.range(..=span.end).next_back();
        let is_taken = neighbour.is_some_and(|(_, other)| other.span.end >= span.start);
        if !is_taken && before != replacement {
            let span = span.clone();
            chosen.insert(span.start, Fix { span, replacement });
        }
    }
    chosen.into_values().collect()
}

/// Returns the cures that write the value of a figure where its text was left empty.
fn values(inputs: &Inputs, options: &Options) -> Vec<Fix> {
    let (site, _) = pipeline::understand(inputs, options);
    let texts = pipeline::texts(inputs);
    let documents = site.documents().iter();
    documents
        .flat_map(|document| {
            let text = texts.get(&document.id).map_or("", |text| text);
            values_of(&site, document, text)
        })
        .collect()
}

/// Returns those cures of one document.
pub(super) fn values_of(site: &Site, document: &Document, text: &str) -> Vec<Fix> {
    let references = document
        .proses()
        .into_iter()
        .flat_map(|prose| prose.references.iter().map(move |one| (prose, one)));
    references
        .filter_map(|(prose, reference)| value(site, prose, reference, text))
        .collect()
}

fn value(site: &Site, prose: &Prose, reference: &Reference, text: &str) -> Option<Fix> {
    let Target::Figure(id) = &reference.target else {
        return None;
    };
    let figure = site.figure(id).filter(|_| reference.text.is_empty())?;
    let mut span = prose.span(reference.range.clone());
    let written = text.get(span.range())?;
    let value = figure.quantity.shown();
    // Brackets, quotes and the like would need escapes, in Markdown or in YAML.
    let is_harmless = !value.contains(['[', ']', '\\', '"', '\'', '#', ':', '*', '_', '`']);
    let is_due = written == format!("[](figure:{id})")
        && is_harmless
        && number::agree(&value, &figure.quantity).is_ok();
    is_due.then(|| {
        span.start += 1;
        span.end = span.start;
        Fix {
            span,
            replacement: value,
        }
    })
}

fn sources(inputs: &Inputs) -> impl Iterator<Item = &Source> {
    inputs
        .settings
        .iter()
        .chain(&inputs.content)
        .chain(&inputs.templates)
}

/// Returns the text of a file that is one of the site's.
pub fn text_of(inputs: &Inputs, id: &SourceId) -> Arc<str> {
    let source = sources(inputs).find(|source| source.id == *id);
    let source = source.expect("only files of the site change");
    source.text.clone()
}

fn put(inputs: &mut Inputs, id: &SourceId, text: Arc<str>) {
    let all = inputs
        .settings
        .iter_mut()
        .chain(&mut inputs.content)
        .chain(&mut inputs.templates);
    for source in all.filter(|source| source.id == *id) {
        source.text = text.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn cure(range: std::ops::Range<usize>, replacement: &str) -> Fix {
        Fix {
            span: Span::new(&SourceId::new("a.md"), range),
            replacement: replacement.to_owned(),
        }
    }

    fn applied(text: &str, cures: &[Fix]) -> Option<(String, usize)> {
        apply(text, cures)
    }

    #[test]
    fn cures_change_their_bytes_only() {
        let cures = [cure(6..7, "X"), cure(3..4, "")];
        assert_eq!(
            applied("\u{feff}abcd\r\n", &cures),
            Some(("\u{feff}bcX\r\n".to_owned(), 2))
        );
    }

    #[test]
    fn of_cures_that_touch_the_first_wins() {
        let cures = [
            cure(2..4, "x"),
            cure(0..3, "y"),
            cure(4..4, "z"),
            cure(3..3, "w"),
        ];
        assert_eq!(applied("abcdef", &cures), Some(("abxef".to_owned(), 1)));
        let twice = [cure(1..1, "-"), cure(1..1, "-")];
        assert_eq!(applied("ab", &twice), Some(("a-b".to_owned(), 1)));
        let inside = [cure(0..6, "all"), cure(2..3, "x")];
        assert_eq!(applied("abcdef", &inside), Some(("all".to_owned(), 1)));
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        let cures = [cure(1..1, "\nx\n")];
        assert_eq!(
            applied("ab\r\n", &cures),
            Some(("a\r\nx\r\nb\r\n".to_owned(), 1))
        );
        assert_eq!(applied("ab\n", &cures), Some(("a\nx\nb\n".to_owned(), 1)));
    }

    #[test]
    fn what_changes_nothing_or_lies_elsewhere_is_left_out() {
        assert_eq!(
            applied("é", &[cure(0..2, "é"), cure(1..2, "x"), cure(5..6, "y")]),
            None
        );
    }
}
