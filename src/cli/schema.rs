//! `schema`: what may be written where, printed or put where editors find it.

use super::{Outcome, SchemaArguments, Stop};
use crate::diagnostic::nearest;
use crate::editor::{schema, vscode};
use crate::fs;

/// Prints a schema, lists all, or writes them into a site.
pub(super) fn schema(arguments: &SchemaArguments) -> Result<Outcome, Stop> {
    if arguments.write {
        return write(arguments);
    }
    let Some(kind) = &arguments.kind else {
        let names = schema::ALL.iter().map(|one| one.name.len());
        let width = names.max().unwrap_or(0);
        for one in schema::ALL {
            write_line!("{:width$}  {}", one.name, one.title);
        }
        return Ok(Outcome::Fine);
    };
    match schema::named(kind) {
        Some(one) => {
            write_out!("{}", one.text());
            Ok(Outcome::Fine)
        }
        None => {
            eprintln!("error: there is no schema `{kind}`");
            match nearest(kind, schema::ALL.iter().map(|one| one.name)) {
                Some(near) => eprintln!("  = help: did you mean `{near}`?"),
                None => eprintln!("  = help: `casebook schema` lists all"),
            }
            Ok(Outcome::Wrong)
        }
    }
}

fn write(arguments: &SchemaArguments) -> Result<Outcome, Stop> {
    let root = &arguments.site;
    let inputs = crate::load::load(root)?;
    let settings = root.join(vscode::SETTINGS);
    let old = fs::read_if_there(&settings)?;
    let old = old.map(String::from_utf8).transpose();
    let old = old.map_err(|_| unreadable("it is not UTF-8 text"))?;
    let wanted = vscode::files(&inputs, old.as_deref()).map_err(unreadable)?;
    let mut count = 0;
    for (path, text) in wanted {
        let place = root.join(&path);
        if fs::read_if_there(&place)?.is_some_and(|old| old == text.as_bytes()) {
            continue;
        }
        if let Some(folder) = place.parent() {
            fs::create_folder(folder)?;
        }
        fs::write_atomically(&place, text.as_bytes())?;
        eprintln!("wrote {path}");
        count += 1;
    }
    if count == 0 {
        eprintln!("everything is in place");
    }
    Ok(Outcome::Fine)
}

fn unreadable(why: impl std::fmt::Display) -> Stop {
    Stop {
        message: format!("`{}` cannot be added to: {why}", vscode::SETTINGS),
        help: Some("add by hand what docs/authoring.md shows, or move the file away".to_owned()),
    }
}
