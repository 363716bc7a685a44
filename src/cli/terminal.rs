//! What is known of the terminal, and diagnostics on it or, for programs, on stdout.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write as _};
use std::path::Path;
use std::sync::Arc;

use super::Format;
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

/// Tells diagnostics as asked for: people on stderr, programs on stdout.
pub(super) fn tell(
    diagnostics: &[Diagnostic],
    texts: &BTreeMap<SourceId, Arc<str>>,
    format: Format,
    site: &Path,
) {
    let find = |id: &SourceId| texts.get(id).cloned();
    let text = match format {
        Format::Human => return draw(diagnostics, texts),
        Format::Short => report::short(diagnostics, &find),
        Format::Json => report::json(diagnostics, &find, &way_to(site)),
        Format::Sarif => report::sarif(diagnostics, &find, &way_to(site)),
        Format::Github => report::github(diagnostics, &find, &way_to(site)),
    };
    say(format_args!("{text}"));
}

/// Writes to stdout. A reader that has gone, such as `head`, wants no more.
pub(super) fn say(text: std::fmt::Arguments<'_>) {
    let _ = std::io::stdout().write_fmt(text);
}

/// Returns the way from the folder in which the command runs to the site, with a slash at its end;
/// empty for that folder itself, and for a site that lies elsewhere by an absolute path.
fn way_to(site: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = match (site.is_absolute(), here) {
        (true, Some(here)) => site.strip_prefix(here).ok(),
        (true, None) => None,
        (false, _) => Some(site),
    };
    let parts = below.into_iter().flat_map(Path::components);
    parts
        .filter(|part| !matches!(part, std::path::Component::CurDir))
        .map(|part| format!("{}/", part.as_os_str().to_string_lossy()))
        .collect()
}
