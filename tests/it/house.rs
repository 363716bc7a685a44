//! The rules of the house that a compiler does not check: who may import whom, who may touch the
//! disk, who may print, who may ask for the time.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms by height: a room imports only from lines above its own.
const ROOMS: [&[&str]; 13] = [
    &["diagnostic", "source", "fs"],
    &["config", "load", "report"],
    &["document"],
    &["site"],
    &["reach"],
    &["enrich"],
    &["social"],
    &["render"],
    &["publish"],
    &["pipeline"],
    &["preview", "editor", "audit"],
    &["cli"],
    &["main", "lib"],
];

/// What is written in one file, comments and tests left out.
struct File {
    path: String,
    room: String,
    depth: usize,
    code: String,
}

#[test]
fn a_room_imports_only_from_rooms_above_it() {
    let heights = heights();
    let mut wrong = Vec::new();
    for file in files() {
        let own = height(&heights, &file.room);
        for room in imports(&file) {
            let other = height(&heights, &room);
            let is_same_line = other == own && room != file.room && own > 1;
            if room != file.room && (other > own || is_same_line) {
                wrong.push(format!("{} imports `{room}`", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn only_fs_touches_the_disk() {
    // `walkdir` walks it and `Path::exists` asks it without naming `std::fs`.
    let asks = [
        "std::fs",
        "walkdir::",
        ".exists()",
        ".canonicalize()",
        ".is_file()",
    ];
    expect_none(&asks, |file| file.room != "fs");
}

/// What a page asks of the site is noted by the view; only the list of pages and what all pages
/// see, both made anew in each build, go without it. Where a record stands moves with any line
/// before it: pages do not show it, and `check` says so of its own document alone.
#[test]
fn pages_know_the_site_through_a_view_alone() {
    // The shelf forgets what it holds when the site's answers change, as the memory does.
    let free = ["enrich/mod.rs", "enrich/shelf.rs"];
    let is_page =
        |file: &File| file.room == "enrich" && !free.iter().any(|name| file.path.ends_with(name));
    expect_none(
        &["Site,", "Site}", "Site)", "site::Site;", "Answers"],
        is_page,
    );
    let is_shown = |file: &File| is_page(file) && !file.path.starts_with("enrich/check/");
    expect_none(&[".place.", ".place)", ".item("], is_shown);
}

#[test]
fn only_the_command_line_prints_or_exits() {
    let prints = [
        "println!",
        "eprintln!",
        "print!",
        "eprint!",
        "dbg!",
        "process::exit",
    ];
    expect_none(&prints, |file| {
        !matches!(file.room.as_str(), "cli" | "main")
    });
}

#[test]
fn nothing_below_the_command_line_knows_the_time_or_the_environment() {
    let is_free = |file: &File| matches!(file.room.as_str(), "cli" | "main");
    let asks = ["std::env", "env::var", "thread_rng", "RandomState"];
    expect_none(&asks, |file| !is_free(file));
    // `fs` hands on the times of files, which are no clock.
    expect_none(&["SystemTime"], |file| !is_free(file) && file.room != "fs");
    expect_none(&["SystemTime::now"], |file| !is_free(file));
    expect_none(&["Instant"], |file| {
        !is_free(file) && file.room != "preview"
    });
}

#[test]
fn every_room_has_its_line_and_every_file_says_what_it_is_for() {
    let heights = heights();
    let mut wrong = Vec::new();
    for path in paths(&root()) {
        let text = fs::read_to_string(&path).expect("a source file is text");
        let name = relative(&path);
        if !text.starts_with("//!") {
            wrong.push(format!("{name} does not begin with `//!`"));
        }
        if !heights.contains_key(room_of(&name)) {
            wrong.push(format!("{name}: the room has no line in the drawing"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Reports every line of the files in question that holds one of the words.
fn expect_none(words: &[&str], is_bound: impl Fn(&File) -> bool) {
    let mut wrong = Vec::new();
    for file in files().iter().filter(|file| is_bound(file)) {
        for (number, line) in file.code.lines().enumerate() {
            for word in words.iter().filter(|word| has_word(line, word)) {
                wrong.push(format!("{}:{}: `{word}`", file.path, number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Says whether a word stands in a line and is not the end of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_') || word.starts_with('.')
    })
}

fn heights() -> BTreeMap<&'static str, usize> {
    ROOMS
        .iter()
        .enumerate()
        .flat_map(|(height, rooms)| rooms.iter().map(move |room| (*room, height)))
        .collect()
}

fn height(heights: &BTreeMap<&'static str, usize>, room: &str) -> usize {
    *heights
        .get(room)
        .unwrap_or_else(|| panic!("`{room}` has no line in the drawing"))
}

/// Returns the rooms that a file names: `crate::room`, `crate::{room, other::…}`, and `super::…`
/// that climbs out of its own room.
fn imports(file: &File) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in file.code.match_indices("crate::") {
        let rest = &file.code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => rooms.extend(group_heads(group)),
            None => rooms.push(head(rest)),
        }
    }
    let climb = "super::".repeat(file.depth);
    for (at, _) in file.code.match_indices(&climb) {
        let is_start = !file.code[..at].ends_with("::");
        let rest = &file.code[at + climb.len()..];
        if file.depth > 0 && is_start && !rest.starts_with("super::") {
            rooms.push(head(rest));
        }
    }
    // What `lib.rs` exports by itself is no room.
    rooms.retain(|room| !room.is_empty() && room.starts_with(|c: char| c.is_ascii_lowercase()));
    rooms.sort();
    rooms.dedup();
    rooms
}

fn head(text: &str) -> String {
    text.chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
        .collect()
}

/// Returns what the parts of `{a, b::{c, d}}` begin with, the opening bracket taken off.
fn group_heads(text: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                heads.push(head(text[start..at].trim()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files() -> Vec<File> {
    paths(&root())
        .into_iter()
        .map(|path| {
            let name = relative(&path);
            let text = fs::read_to_string(&path).expect("a source file is text");
            let parts: Vec<&str> = name.split('/').collect();
            let is_mod = name.ends_with("/mod.rs");
            File {
                room: room_of(&name).to_owned(),
                depth: parts.len() - usize::from(is_mod),
                code: code(&text),
                path: name,
            }
        })
        .collect()
}

fn room_of(name: &str) -> &str {
    let first = name.split('/').next().unwrap_or(name);
    first.trim_end_matches(".rs")
}

fn relative(path: &Path) -> String {
    let path = path.strip_prefix(root()).expect("the file is in src");
    path.to_string_lossy().replace('\\', "/")
}

fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("src can be listed") {
        let path = entry.expect("src can be listed").path();
        if path.is_dir() {
            found.extend(paths(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the lines of a file up to its tests, comments blanked out.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]").next().unwrap_or(text);
    text.lines()
        .map(|line| {
            let is_comment = line.trim_start().starts_with("//");
            if is_comment { "" } else { line }
        })
        .collect::<Vec<_>>()
        .join("\n")
}
