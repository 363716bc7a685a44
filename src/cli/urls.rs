//! `urls`: every address that is published, and the list of those that must not vanish.

use super::build::load;
use super::{Outcome, Stop, UrlsArguments, terminal};
use crate::audit::urls;
use crate::diagnostic::Severity;
use crate::fs;
use crate::load::KEPT;
use crate::pipeline;

/// Lists the addresses, or adds them to the list of the site.
pub(super) fn urls_of(arguments: &UrlsArguments) -> Result<Outcome, Stop> {
    let mut inputs = load(&arguments.site)?;
    let list = inputs.kept.take();
    let built = pipeline::build(&inputs, &arguments.site.options(), &|_| {});
    let errors = built.diagnostics.iter();
    if errors.clone().any(|one| one.severity == Severity::Error) {
        let texts = pipeline::texts(&inputs);
        let root = &arguments.site.site;
        terminal::tell(&built.diagnostics, &texts, super::Format::Human, root);
        eprintln!(
            "{}; no addresses are listed",
            crate::report::summary(&built.diagnostics)
        );
        return Ok(Outcome::Wrong);
    }
    let published = urls::published(&built.outputs);
    if !arguments.keep {
        for address in &published {
            write_line!("{address}");
        }
        return Ok(Outcome::Fine);
    }
    let (text, new) = urls::kept(list.as_ref().map(|list| &*list.text), &published);
    let path = arguments.site.site.join(KEPT);
    if list.is_none_or(|list| *list.text != *text) {
        fs::write_atomically(&path, text.as_bytes())?;
    }
    let path = path.display();
    match new {
        0 => eprintln!("{path} holds all addresses already"),
        1 => eprintln!("added 1 address to {path}"),
        _ => eprintln!("added {new} addresses to {path}"),
    }
    Ok(Outcome::Fine)
}
