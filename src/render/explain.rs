//! What Tera says of a template, as diagnostics: the place in the file, plain words, and the name
//! that was probably meant.
//!
//! Tera gives a range of bytes for mistakes of syntax and of rendering. What it finds while it puts
//! the templates together arrives as finished text only, which is read back here.

use std::collections::BTreeSet;
use std::ops::Range;

use tera::{Error, ErrorKind};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

use super::plain::{self, Plain};
use super::templates::{Text, Texts};

/// A mistake in templates.
#[derive(Debug)]
pub(super) struct Finding {
    /// The templates at fault.
    pub(super) templates: Vec<String>,
    /// The name of the template, component or block that is missing.
    pub(super) wants: Option<String>,
    pub(super) diagnostic: Diagnostic,
}

/// Knows what exists.
pub(super) struct Explainer<'a> {
    pub(super) texts: &'a Texts,
    pub(super) assets: &'a [String],
}

/// A mistake as Tera reports it.
struct Report<'a> {
    message: &'a str,
    template: &'a str,
    at: At,
    /// Where the template was called from, the innermost first: template, line and column.
    calls: Vec<(&'a str, usize, usize)>,
}

enum At {
    Bytes(Range<usize>),
    /// Line and column, from 1.
    Place(usize, usize),
}

impl Explainer<'_> {
    /// Explains why templates were refused.
    pub(super) fn at_load(&self, error: &Error) -> Vec<Finding> {
        match error.kind() {
            ErrorKind::Msg(text) if text.starts_with("error: ") => reports(text)
                .iter()
                .map(|report| self.placed(report))
                .collect(),
            ErrorKind::Msg(text) => vec![self.defined_twice(text)],
            ErrorKind::MissingParent { current, parent } => {
                vec![self.missing_parent(current, parent)]
            }
            ErrorKind::CircularExtend {
                tpl,
                inheritance_chain: chain,
            }
            | ErrorKind::CircularInclude {
                tpl,
                include_chain: chain,
            } => {
                vec![self.circle(tpl, chain)]
            }
            _ => vec![self.at_render(error)],
        }
    }

    /// Explains why a page could not be rendered.
    pub(super) fn at_render(&self, error: &Error) -> Finding {
        let text = error.to_string();
        match error.kind() {
            ErrorKind::SyntaxError(typed) | ErrorKind::RenderingError(typed) => {
                let calls = reports(&text).pop().map(|report| report.calls);
                self.placed(&Report {
                    message: typed.message(),
                    template: typed.filename(),
                    at: At::Bytes(typed.span().range.clone()),
                    calls: calls.unwrap_or_default(),
                })
            }
            ErrorKind::TemplateNotFound(name) => {
                let diagnostic = Diagnostic::new(
                    Code::Template,
                    None,
                    format!("there is no template `{name}`"),
                )
                .did_you_mean(name, self.texts.keys().map(String::as_str));
                finding([], Some(name), diagnostic)
            }
            _ => finding(
                [],
                None,
                Diagnostic::new(Code::Template, None, plain::tidy(&text)),
            ),
        }
    }

    fn placed(&self, report: &Report<'_>) -> Finding {
        let text = self.texts.get(report.template);
        let plain = match (report.message, text, &report.at) {
            ("Unknown tag", Some(text), At::Bytes(range)) => {
                plain::unknown_tag(text.source.text.get(range.clone()).unwrap_or_default())
            }
            _ => plain::plain(report.message, self.texts, self.assets),
        };
        let span = text.map(|text| {
            text.source.span(narrowed(
                &text.source.text,
                &report.at,
                plain.wrong.as_deref(),
            ))
        });
        let mut diagnostic = Diagnostic::new(Code::Template, span, plain.message.clone());
        diagnostic = advise(diagnostic, &plain);
        for (template, line, column) in &report.calls {
            if let Some(text) = self.texts.get(*template) {
                let at = byte_of(&text.source.text, *line, *column);
                let end = call_end(&text.source.text, at);
                diagnostic = diagnostic.label(text.source.span(at..end), "called from here");
            }
        }
        if text.is_some_and(|text| text.is_built_in) {
            diagnostic = self.in_built_in(diagnostic, report.template, &plain);
        }
        finding([report.template], plain.wrong.as_deref(), diagnostic)
    }

    /// Says that the place is in a built-in template, which cannot be changed there.
    fn in_built_in(&self, mut diagnostic: Diagnostic, template: &str, plain: &Plain) -> Diagnostic {
        diagnostic.fix = None;
        let wrong = plain.wrong.as_deref().unwrap_or_default();
        diagnostic = diagnostic.help(format!(
            "`{template}` is built in; a file `templates/{template}` of the site would take its place"
        ));
        if diagnostic.message.starts_with("there is no component") {
            diagnostic = diagnostic.help(format!(
                "a template of this site takes the place of the built-in one that defines `{wrong}`: define it there"
            ));
        }
        diagnostic
    }

    fn missing_parent(&self, current: &str, parent: &str) -> Finding {
        let known = self.texts.keys().map(String::as_str);
        let span = self.texts.get(current).map(|text| quoted(text, parent));
        let diagnostic = Diagnostic::new(
            Code::Template,
            span,
            format!("there is no template `{parent}` to extend"),
        )
        .did_you_mean(parent, known);
        finding([current], Some(parent), diagnostic)
    }

    fn circle(&self, template: &str, chain: &[String]) -> Finding {
        let mut way: Vec<String> = chain.iter().map(|name| format!("`{name}`")).collect();
        let first = way.first().cloned();
        if way.len() == 1 || way.last() != first.as_ref() {
            way.extend(first);
        }
        let next = chain.iter().find(|name| *name != template);
        let text = self.texts.get(template);
        let span = text.map(|text| quoted(text, next.map_or(template, String::as_str)));
        let message = format!("templates lead back to themselves: {}", way.join(" → "));
        finding(
            [template],
            None,
            Diagnostic::new(Code::Template, span, message),
        )
    }

    /// Explains that two templates define one component, or anything else without a place.
    fn defined_twice(&self, text: &str) -> Finding {
        let names: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        let &[component, first, second] = names.as_slice() else {
            let message = plain::tidy(text);
            return finding([], None, Diagnostic::new(Code::Template, None, message));
        };
        let is_built_in = |name| self.texts.get(name).is_none_or(|text| text.is_built_in);
        let (culprit, other) = if is_built_in(second) {
            (first, second)
        } else {
            (second, first)
        };
        let place = |name: &str| {
            let text = self.texts.get(name)?;
            let source = &text.source.text;
            let word = defined(source, "component").find(|word| *word == component)?;
            let start = word.as_ptr().addr() - source.as_ptr().addr();
            Some(text.source.span(start..start + word.len()))
        };
        let message =
            format!("component `{component}` is defined in both `{first}` and `{second}`");
        let mut diagnostic = Diagnostic::new(Code::Template, place(culprit), message);
        if is_built_in(other) {
            diagnostic = diagnostic.help(format!(
                "to replace the built-in one, write a file `templates/{other}`; or choose another name"
            ));
        } else if let Some(span) = place(other) {
            diagnostic = diagnostic
                .label(span, "also here")
                .help("choose another name for one");
        }
        finding([culprit], None, diagnostic)
    }
}

fn finding<'a>(
    templates: impl IntoIterator<Item = &'a str>,
    wants: Option<&str>,
    diagnostic: Diagnostic,
) -> Finding {
    Finding {
        templates: templates.into_iter().map(str::to_owned).collect(),
        wants: wants.map(str::to_owned),
        diagnostic,
    }
}

/// Adds what was probably meant, or what there is.
fn advise(diagnostic: Diagnostic, plain: &Plain) -> Diagnostic {
    let before = diagnostic.help.len();
    let diagnostic = match &plain.wrong {
        Some(wrong) => diagnostic.did_you_mean(wrong, plain.known.iter().map(String::as_str)),
        None => diagnostic,
    };
    if diagnostic.help.len() > before || plain.known.is_empty() {
        return diagnostic;
    }
    let names: BTreeSet<&str> = plain.known.iter().map(String::as_str).collect();
    let names: Vec<&str> = names.into_iter().collect();
    diagnostic.help(format!("there are: {}", names.join(", ")))
}

/// Reads the reports that Tera wrote into one text.
fn reports(text: &str) -> Vec<Report<'_>> {
    let mut found: Vec<Report<'_>> = Vec::new();
    let mut message = None;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("error: ") {
            message = Some(rest);
        } else if let Some(rest) = line.strip_prefix("note: called from ") {
            if let (Some(report), Some(call)) = (found.last_mut(), place(rest)) {
                report.calls.push(call);
            }
        } else if let Some(rest) = line.trim_start().strip_prefix("--> ")
            && let (Some(message), Some((template, line, column))) = (message.take(), place(rest))
        {
            found.push(Report {
                message,
                template,
                at: At::Place(line, column),
                calls: Vec::new(),
            });
        }
    }
    found
}

/// Reads `name:line:column`.
fn place(text: &str) -> Option<(&str, usize, usize)> {
    let mut parts = text.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?, line, column))
}

/// Returns the byte of a line and a column of characters, both from 1.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let within = text[start..].char_indices().nth(column.saturating_sub(1));
    within.map_or(text.len(), |(at, _)| start + at)
}

/// Returns the range of the wrong word within what Tera points at, or all of it on one line.
fn narrowed(text: &str, at: &At, wrong: Option<&str>) -> Range<usize> {
    let line_end = |start: usize| {
        text[start..]
            .find('\n')
            .map_or(text.len(), |end| start + end)
    };
    let range = match at {
        At::Bytes(range) => {
            let start = text.floor_char_boundary(range.start);
            start..text.floor_char_boundary(range.end).max(start)
        }
        At::Place(line, column) => {
            let start = byte_of(text, *line, *column);
            start..line_end(start)
        }
    };
    if let Some(wrong) = wrong.filter(|wrong| !wrong.is_empty())
        && let Some(inside) = text[range.clone()].find(wrong)
    {
        let start = range.start + inside;
        return start..start + wrong.len();
    }
    let end = range.end.min(line_end(range.start));
    range.start..end
}

/// Returns where a call ends that begins at a byte.
fn call_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let length = ["}}", "%}", "\n"]
        .iter()
        .filter_map(|end| rest.find(end))
        .min();
    at + rest[..length.unwrap_or(rest.len())].trim_end().len()
}

/// Returns the place of a name between quotes in a template, or its first byte.
fn quoted(text: &Text, name: &str) -> Span {
    let source = &text.source;
    let found = ['"', '\'', '`']
        .into_iter()
        .find_map(|quote| source.text.find(&format!("{quote}{name}{quote}")));
    match found {
        Some(at) => source.span(at + 1..at + 1 + name.len()),
        None => source.span(0..0),
    }
}

/// Returns the names that a template defines with `{% component NAME` or `{% block NAME`.
pub(super) fn defined<'a>(text: &'a str, keyword: &'a str) -> impl Iterator<Item = &'a str> {
    text.split("{%").skip(1).filter_map(move |tag| {
        let tag = tag.trim_start_matches('-').trim_start();
        let rest = tag.strip_prefix(keyword)?;
        let name = rest.strip_prefix(char::is_whitespace)?.trim_start();
        let end = name.find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c)));
        Some(&name[..end.unwrap_or(name.len())]).filter(|name| !name.is_empty())
    })
}
