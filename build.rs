//! Lists the files of `templates/` and `static/`, so that the binary holds them: a site gets those
//! that it does not have itself. The same for the site that `init` writes. A new file needs no line
//! of Rust.
//!
//! The picture of a site is of no use to another: it says which site it is.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let root = Path::new(&root);
    let templates = list(&root.join("templates"), "include_str")?;
    let statics = list(&root.join("static"), "include_bytes")?;
    let built_in =
        format!("BuiltIn {{\n    templates: {templates},\n    statics: {statics},\n}}\n");
    let starter = list(&root.join("src/editor/starter"), "include_str")?;
    fs::write(Path::new(&out).join("built_in.rs"), built_in)?;
    fs::write(Path::new(&out).join("starter.rs"), starter)?;
    tell_cargo();
    Ok(())
}

/// Returns an array of the files below a folder, as Rust: path and what is in it.
fn list(folder: &Path, include: &str) -> io::Result<String> {
    let mut files = Vec::new();
    if folder.is_dir() {
        gather(folder, "", &mut files)?;
    }
    files.sort();
    let mut list = String::from("&[\n");
    for path in files {
        let file = folder.join(&path);
        list.push_str(&format!("        ({path:?}, {include}!({file:?})),\n"));
    }
    Ok(list + "    ]")
}

/// Gathers the paths of all files below a folder, but for those that editors leave behind and those
/// of this site alone.
fn gather(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|_| {
            io::Error::other("the name of a file to put into the binary is not UTF-8")
        })?;
        let is_passed_over = name.starts_with('.')
            || name.ends_with('~')
            || name.ends_with(".swp")
            || name.ends_with(".tmp")
            || (prefix.is_empty() && name == "social.png");
        if is_passed_over {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            gather(&entry.path(), &format!("{path}/"), files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn tell_cargo() {
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=static");
    println!("cargo::rerun-if-changed=src/editor/starter");
    println!("cargo::rerun-if-changed=build.rs");
}
