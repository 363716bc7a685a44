//! Diagnostics as commands of GitHub's workflows, which become marks on lines of a pull request.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write as _;

use super::excerpt::Columns;
use super::visible::{one_line, visible};
use super::{Files, Sources, shown};
use crate::diagnostic::{Diagnostic, Severity};

/// Lists diagnostics one a line: `::error file=…,line=…,col=…,endColumn=…,title=…::message`, advice
/// included. `prefix` stands before every path: the way to the site's root.
pub fn github(diagnostics: &[Diagnostic], sources: &Sources<'_>, prefix: &str) -> String {
    let mut files = Files::new(sources);
    let mut text = String::new();
    for diagnostic in shown(diagnostics) {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning | Severity::Off => "warning",
        };
        let mut properties = Vec::new();
        if let Some(span) = &diagnostic.span {
            let path = one_line(&format!("{prefix}{}", span.file));
            properties.push(("file", path));
            if let Some(region) = files.region(span, Columns::Characters) {
                let (start, end) = (region.start, region.end);
                properties.push(("line", start.line.to_string()));
                // GitHub refuses columns of a stretch of several lines.
                if end.line == start.line {
                    properties.push(("col", start.column.to_string()));
                    properties.push(("endColumn", end.column.to_string()));
                } else {
                    properties.push(("endLine", end.line.to_string()));
                }
            }
        }
        properties.push(("title", diagnostic.code.to_string()));
        let properties: Vec<String> = properties
            .into_iter()
            .map(|(key, value)| format!("{key}={}", property(&value)))
            .collect();
        let mut message = visible(&diagnostic.message);
        for help in &diagnostic.help {
            let _ = write!(message, "\n{}", visible(help)); // a string takes all
        }
        let properties = properties.join(",");
        let _ = writeln!(text, "::{level} {properties}::{}", escaped(&message)); // as above
    }
    text
}

/// Returns a message as GitHub wants it.
fn escaped(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// Returns the value of a property as GitHub wants it.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_commands_are_escaped() {
        assert_eq!(escaped("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a:b,c%0A"), "a%3Ab%2Cc%250A");
    }
}
