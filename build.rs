//! Lists the files of `templates/` and `static/`, so that the binary holds them: a site gets those
//! that it does not have itself. A new file needs no line of Rust.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut list = String::from("BuiltIn {\n");
    for (field, folder, include) in [
        ("templates", "templates", "include_str"),
        ("statics", "static", "include_bytes"),
    ] {
        let folder = Path::new(&root).join(folder);
        let mut files = Vec::new();
        if folder.is_dir() {
            gather(&folder, "", &mut files)?;
        }
        files.sort();
        list.push_str(&format!("    {field}: &[\n"));
        for path in files {
            let file = folder.join(&path);
            list.push_str(&format!("        ({path:?}, {include}!({file:?})),\n"));
        }
        list.push_str("    ],\n");
    }
    list.push_str("}\n");
    fs::write(Path::new(&out).join("built_in.rs"), list)?;
    tell_cargo();
    Ok(())
}

/// Gathers the paths of all files below a folder, but for those that editors leave behind.
fn gather(folder: &Path, prefix: &str, files: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|_| {
            io::Error::other("a file name in `templates/` or `static/` is not UTF-8")
        })?;
        let is_left_over = name.starts_with('.')
            || name.ends_with('~')
            || name.ends_with(".swp")
            || name.ends_with(".tmp");
        if is_left_over {
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
    println!("cargo::rerun-if-changed=build.rs");
}
