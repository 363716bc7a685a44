//! `diff`: two built sites compared.

use std::path::Path;

use super::{DiffArguments, DiffFormat, Outcome, Stop};
use crate::audit::diff::{Side, diff as compare, markdown, messages, text};
use crate::fs;

/// Says how two builds differ.
pub(super) fn diff(arguments: &DiffArguments) -> Result<Outcome, Stop> {
    let old = side(&arguments.old, arguments.old_messages.as_deref())?;
    let new = side(&arguments.new, arguments.new_messages.as_deref())?;
    let difference = compare(&old, &new);
    match arguments.format {
        DiffFormat::Text => write_out!("{}", text(&difference)),
        DiffFormat::Markdown => write_out!("{}", markdown(&difference)),
    }
    Ok(Outcome::Fine)
}

fn side(folder: &Path, said: Option<&Path>) -> Result<Side, Stop> {
    if !fs::is_folder(folder) {
        return Err(Stop {
            message: format!("there is no folder `{}`", folder.display()),
            help: Some("name the folder of a built site, such as `public`".to_owned()),
        });
    }
    let mut side = Side::default();
    for (path, place) in fs::files_under(folder, |name| name.starts_with('.'))?.files {
        side.files.insert(path, fs::read(&place)?);
    }
    if let Some(file) = said {
        side.messages = messages(&String::from_utf8_lossy(&fs::read(file)?));
    }
    Ok(side)
}
