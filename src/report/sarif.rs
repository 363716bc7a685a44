//! Diagnostics as SARIF 2.1.0, which code hosts and editors read.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use serde_json::{Value, json};

use super::excerpt::Columns;
use super::json::tame;
use super::{Files, Sources, shown};
use crate::diagnostic::{Code, Diagnostic, Fix, Severity, plain};
use crate::source::{SourceId, Span};

/// Writes diagnostics as one run in SARIF. `prefix` stands before every path: the way to the site's
/// root.
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources<'_>, prefix: &str) -> String {
    let mut writer = Writer {
        files: Files::new(sources),
        prefix,
    };
    let results: Vec<Value> = shown(diagnostics)
        .map(|diagnostic| writer.result(diagnostic))
        .collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Casebook",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": Code::pages().map(rule).collect::<Vec<_>>(),
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    });
    let text =
        serde_json::to_string_pretty(&log).expect("texts and numbers can be written as JSON");
    tame(&text) + "\n"
}

fn rule((code, page): (Code, &str)) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.title() },
        "help": {
            "text": literal(&plain(page)),
            "markdown": page.replace('{', "{{").replace('}', "}}"),
        },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Off => "none",
    }
}

struct Writer<'a> {
    files: Files<'a>,
    prefix: &'a str,
}

impl Writer<'_> {
    fn result(&mut self, diagnostic: &Diagnostic) -> Value {
        let position = Code::ALL.iter().position(|code| *code == diagnostic.code);
        let mut message = diagnostic.message.clone();
        for help in &diagnostic.help {
            message.push('\n');
            message.push_str(help);
        }
        let locations: Vec<Value> = diagnostic
            .span
            .iter()
            .map(|span| json!({ "physicalLocation": self.physical(span) }))
            .collect();
        let mut result = json!({
            "ruleId": diagnostic.code.name(),
            "ruleIndex": position,
            "level": level(diagnostic.severity),
            "message": { "text": literal(&message) },
            "locations": locations,
        });
        if !diagnostic.labels.is_empty() {
            let related = diagnostic.labels.iter().enumerate();
            let related: Vec<Value> = related
                .map(|(at, (span, text))| {
                    json!({
                        "id": at + 1,
                        "physicalLocation": self.physical(span),
                        "message": { "text": literal(text) },
                    })
                })
                .collect();
            result["relatedLocations"] = related.into();
        }
        if let Some(fix) = diagnostic.fix.as_ref().and_then(|fix| self.fix(fix)) {
            result["fixes"] = json!([fix]);
        }
        result
    }

    fn physical(&mut self, span: &Span) -> Value {
        let mut physical = json!({ "artifactLocation": self.artifact(&span.file) });
        if let Some(region) = self.region(span) {
            physical["region"] = region;
        }
        physical
    }

    fn artifact(&self, file: &SourceId) -> Value {
        json!({ "uri": uri(&format!("{}{file}", self.prefix)) })
    }

    fn region(&mut self, span: &Span) -> Option<Value> {
        let region = self.files.region(span, Columns::Utf16)?;
        Some(json!({
            "startLine": region.start.line,
            "startColumn": region.start.column,
            "endLine": region.end.line,
            "endColumn": region.end.column,
        }))
    }

    /// Returns a cure, unless the file that it changes has no text.
    fn fix(&mut self, fix: &Fix) -> Option<Value> {
        let deleted = self.region(&fix.span)?;
        let description = match fix.replacement.as_str() {
            "" => "remove this".to_owned(),
            text => format!("write `{text}`"),
        };
        Some(json!({
            "description": { "text": literal(&description) },
            "artifactChanges": [{
                "artifactLocation": self.artifact(&fix.span.file),
                "replacements": [{
                    "deletedRegion": deleted,
                    "insertedContent": { "text": fix.replacement },
                }],
            }],
        }))
    }
}

/// Returns a text that stands for itself in a message: braces would be gaps to fill in (§ 3.11.5),
/// and `[a](b)` a link (§ 3.11.6).
fn literal(text: &str) -> String {
    text.replace('{', "{{")
        .replace('}', "}}")
        .replace("](", "\\](")
}

/// Returns a path as a relative address (RFC 3986): all but letters, digits, `-._~` and `/` is coded.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("a b/é:c%.md"), "a%20b/%C3%A9%3Ac%25.md");
    }
}
