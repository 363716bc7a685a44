//! `check --fix`: the new texts written.

use std::path::Path;

use super::Stop;
use crate::editor::fix::{Fixed, text_of};
use crate::fs;
use crate::load::Inputs;

/// Writes the files that cures changed, and says how many cures each got.
pub(super) fn write(before: &Inputs, fixed: &Fixed, root: &Path) -> Result<(), Stop> {
    let mut places = Vec::new();
    for (id, count) in &fixed.files {
        // The file may be reached by a link, which stays one.
        let path = fs::resolve(&root.join(id.as_str()))?;
        if !fs::holds(&path, text_of(before, id).as_bytes())? {
            return Err(Stop {
                message: format!("`{id}` was changed meanwhile; nothing was written"),
                help: Some("run the command again".to_owned()),
            });
        }
        places.push((path, id, count));
    }
    for (path, id, count) in &places {
        fs::rewrite_atomically(path, text_of(&fixed.inputs, id).as_bytes())?;
        match count {
            1 => eprintln!("fixed 1 mistake in {id}"),
            count => eprintln!("fixed {count} mistakes in {id}"),
        }
    }
    if places.is_empty() {
        eprintln!("nothing to fix");
    }
    Ok(())
}
