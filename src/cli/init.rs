//! `init`: a new site, whole, in a folder of its own.

use super::{InitArguments, Outcome, Stop};
use crate::editor::{schema, starter, vscode};
use crate::fs;

/// Writes a site to begin with.
pub(super) fn init(arguments: &InitArguments) -> Result<Outcome, Stop> {
    let root = &arguments.folder;
    let is_free = match fs::kind(root)? {
        None => true,
        Some(_) => fs::is_folder(root) && fs::is_empty_folder(root)?,
    };
    if !is_free {
        return Err(Stop {
            message: format!("`{}` is not empty; nothing was written", root.display()),
            help: Some("name a folder that is not there yet".to_owned()),
        });
    }
    let mut files: Vec<(String, String)> = starter::files()
        .into_iter()
        .map(|(path, text)| (path, text.to_owned()))
        .collect();
    for one in schema::ALL {
        files.push((format!("{}/{}.json", schema::FOLDER, one.name), one.text()));
    }
    files.push((vscode::SETTINGS.to_owned(), vscode::settings()));
    for (path, text) in &files {
        let place = root.join(path);
        if let Some(folder) = place.parent() {
            fs::create_folder(folder)?;
        }
        fs::write_atomically(&place, text.as_bytes())?;
    }
    let folder = root.display();
    eprintln!("wrote a site of {} files to {folder}", files.len());
    eprintln!("see it:  cd {folder} && casebook serve --open");
    eprintln!("then:    put your title and address into site.toml; README.md has the rest");
    Ok(Outcome::Fine)
}
