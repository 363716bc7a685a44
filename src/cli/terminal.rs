//! What is known of the terminal, and diagnostics on it.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::report::{self, Style};
use crate::source::SourceId;

/// Returns how diagnostics are drawn on stderr: in colour on a terminal, unless `NO_COLOR` is set
/// (<https://no-color.org>).
pub(super) fn style() -> Style {
    let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    Style {
        colour: is_terminal() && !is_unwanted,
        width: columns.unwrap_or(Style::PLAIN.width),
    }
}

/// Says whether a person reads stderr.
pub(super) fn is_terminal() -> bool {
    std::io::stderr().is_terminal()
}

/// Draws diagnostics on stderr.
pub(super) fn draw(diagnostics: &[Diagnostic], texts: &BTreeMap<SourceId, Arc<str>>) {
    let find = |id: &SourceId| texts.get(id).cloned();
    eprint!("{}", report::human(diagnostics, &find, style()));
}
