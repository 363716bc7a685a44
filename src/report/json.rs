//! Diagnostics as JSON for other programs: one object a line.

use serde::Serialize;

use super::excerpt::Columns;
use super::visible;
use super::{Files, Sources, shown};
use crate::diagnostic::{Diagnostic, Fix};
use crate::source::Span;

/// One diagnostic.
#[derive(Serialize)]
struct Line<'a> {
    code: &'a str,
    severity: String,
    message: &'a str,
    #[serde(flatten)]
    place: Where,
    help: &'a [String],
    labels: Vec<Label<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Cure<'a>>,
}

/// Where something stands: numbers from 1, columns in characters, the end not included.
#[derive(Default, Serialize)]
struct Where {
    path: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

/// Another place that explains it.
#[derive(Serialize)]
struct Label<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Where,
}

/// What takes the place of what.
#[derive(Serialize)]
struct Cure<'a> {
    #[serde(flatten)]
    place: Where,
    replacement: &'a str,
}

/// Lists diagnostics as JSON, one object a line. `prefix` stands before every path: the way to the
/// site's root.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources<'_>, prefix: &str) -> String {
    let mut files = Files::new(sources);
    let mut place = |span: &Span| place(&mut files, span, prefix);
    let mut text = String::new();
    for diagnostic in shown(diagnostics) {
        let line = Line {
            code: diagnostic.code.name(),
            severity: diagnostic.severity.to_string(),
            message: &diagnostic.message,
            place: diagnostic.span.as_ref().map(&mut place).unwrap_or_default(),
            help: &diagnostic.help,
            labels: diagnostic
                .labels
                .iter()
                .map(|(span, message)| Label {
                    message,
                    place: place(span),
                })
                .collect(),
            fix: diagnostic
                .fix
                .as_ref()
                .map(|Fix { span, replacement }| Cure {
                    place: place(span),
                    replacement,
                }),
        };
        let line = serde_json::to_string(&line).expect("texts and numbers can be written as JSON");
        text.push_str(&tame(&line));
        text.push('\n');
    }
    text
}

fn place(files: &mut Files<'_>, span: &Span, prefix: &str) -> Where {
    let region = files.region(span, Columns::Characters);
    let start = region.as_ref().map(|region| region.start);
    let end = region.as_ref().map(|region| region.end);
    Where {
        path: Some(format!("{prefix}{}", span.file)),
        line: start.map(|place| place.line),
        column: start.map(|place| place.column),
        end_line: end.map(|place| place.line),
        end_column: end.map(|place| place.column),
    }
}

/// Returns JSON in which characters that could command a terminal are written as `\u`: the same
/// value, as they stand only inside of strings.
pub(super) fn tame(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || visible::shown(c) == c {
            text.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}
