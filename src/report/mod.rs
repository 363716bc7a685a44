//! Diagnostics as text: the one place that draws them.
//!
//! [`human`] draws in the look of rustc, [`short`] one line each for editors and scripts, [`json`],
//! [`sarif`] and [`github`] are for other programs, [`summary`] counts. The room returns text and leaves printing to `cli`. It keeps three rules:
//! no character of the content reaches a terminal raw, every place is counted in the whole file,
//! and the work grows with the number of diagnostics, not with the size of the files times that.

mod drawing;
mod excerpt;
mod github;
mod json;
mod sarif;
mod visible;

pub use github::github;
pub use json::json;
pub use sarif::sarif;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use annotate_snippets::Renderer;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{SourceId, Span};

use drawing::Drawing;
use excerpt::{Columns, File, Region};
use visible::one_line;

/// How [`human`] draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour with the codes of terminals.
    pub colour: bool,
    /// The width of the terminal in columns; snippets of longer lines are cut.
    pub width: usize,
}

impl Style {
    /// Without colour, for a file or a pipe.
    pub const PLAIN: Style = Style {
        colour: false,
        width: 100,
    };
}

/// Returns the text of a file, if it has one.
pub type Sources<'a> = dyn Fn(&SourceId) -> Option<Arc<str>> + 'a;

/// Draws diagnostics with the lines at which they point, in the look of rustc. A blank line follows
/// each. Those that are switched off are left out.
pub fn human(diagnostics: &[Diagnostic], sources: &Sources<'_>, style: Style) -> String {
    let width = style.width.clamp(60, 300);
    let renderer = if style.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut drawing = Drawing::new(
        renderer.term_width(width).hyperlink(false),
        width,
        Files::new(sources),
    );
    let mut text = String::new();
    for diagnostic in shown(diagnostics) {
        text.push_str(drawing.draw(diagnostic).trim_end_matches('\n'));
        text.push_str("\n\n");
    }
    text
}

/// Lists diagnostics one a line: `path:line:column: severity[code]: message`.
pub fn short(diagnostics: &[Diagnostic], sources: &Sources<'_>) -> String {
    let mut files = Files::new(sources);
    let mut text = String::new();
    for diagnostic in shown(diagnostics) {
        if let Some(span) = &diagnostic.span {
            let _ = write!(text, "{}: ", files.origin(span)); // a string takes all
        }
        let Diagnostic {
            severity,
            code,
            message,
            ..
        } = diagnostic;
        let _ = writeln!(text, "{severity}[{code}]: {}", one_line(message)); // a string takes all
    }
    text
}

/// Counts diagnostics in one line, such as `3 errors, 1 warning`.
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    };
    let say = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts = [
        say(count(Severity::Error), "error"),
        say(count(Severity::Warning), "warning"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        "no errors, no warnings".to_owned()
    } else {
        parts.join(", ")
    }
}

fn shown(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity != Severity::Off)
}

/// The files that diagnostics point into, each counted once.
struct Files<'a> {
    sources: &'a Sources<'a>,
    read: BTreeMap<SourceId, Option<File>>,
}

impl<'a> Files<'a> {
    fn new(sources: &'a Sources<'a>) -> Self {
        Self {
            sources,
            read: BTreeMap::new(),
        }
    }

    fn get(&mut self, id: &SourceId) -> Option<&File> {
        if !self.read.contains_key(id) {
            let file = (self.sources)(id).map(File::new);
            self.read.insert(id.clone(), file);
        }
        self.read.get(id).and_then(Option::as_ref)
    }

    /// Returns where a span begins and ends, where there is a text.
    fn region(&mut self, span: &Span, columns: Columns) -> Option<Region> {
        let file = self.get(&span.file)?;
        Some(file.region(&span.range(), columns))
    }

    /// Returns `path:line:column` of the start of a span, or the path where there is no text.
    fn origin(&mut self, span: &Span) -> String {
        let path = one_line(span.file.as_str());
        match self.get(&span.file) {
            Some(file) => {
                let place = file.place(span.start);
                format!("{path}:{}:{}", place.line, place.column)
            }
            None => path,
        }
    }
}
