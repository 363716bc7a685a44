//! What fuzzing begins with: the texts of the cases, of the site and of the CommonMark specification,
//! in the form that each promise takes. Nothing is kept twice.

use std::fs;
use std::path::{Path, PathBuf};

/// Longer texts are cut: short inputs are tried more often.
const LONGEST: usize = 1_000;

/// Returns the seeds of a promise. `root` is the folder of the project.
pub fn of(name: &str, root: &Path) -> Vec<Vec<u8>> {
    let mut seeds = match name {
        "front_matter" => files(
            root,
            &[
                ("content/articles/", ".md"),
                ("content/glossary/", ".md"),
                ("content/index", ".md"),
                ("content/pages/", ".md"),
            ],
        ),
        "records" => files(
            root,
            &[
                ("content/timeline/", ".yaml"),
                ("content/figures/", ".yaml"),
                ("content/sources/", ".yaml"),
            ],
        ),
        "markdown" => markdown(root),
        "blocks" => blocks(root),
        "tables" => files(root, &[("content/figures/", ".csv")])
            .into_iter()
            .map(|seed| seed[1..].to_vec())
            .collect(),
        "dates" => claims(&root.join("tests/cases/date")),
        "numbers" => claims(&root.join("tests/cases/number")),
        "settings" => sections(root)
            .into_iter()
            .filter(|(path, _)| path == "site.toml")
            .map(|(_, text)| text.into_bytes())
            .collect(),
        "templates" => templates(root),
        "requests" => requests(),
        "messages" => messages(),
        _ => Vec::new(),
    };
    for seed in &mut seeds {
        seed.truncate(LONGEST);
    }
    seeds.sort();
    seeds.dedup();
    seeds
}

/// What editors say: a request of each kind at several places, and edits.
fn messages() -> Vec<Vec<u8>> {
    let file = serde_json::json!({ "uri": super::desk::OPEN });
    let mut seeds = Vec::new();
    for (line, character) in [(0, 0), (8, 7), (9, 40), (11, 3), (99, 99)] {
        let place = serde_json::json!({ "line": line, "character": character });
        let range = serde_json::json!({ "start": { "line": 8, "character": 0 }, "end": place });
        for method in [
            "hover",
            "completion",
            "definition",
            "references",
            "documentSymbol",
            "documentLink",
            "codeAction",
            "prepareRename",
            "rename",
            "foldingRange",
            "inlayHint",
            "formatting",
            "semanticTokens/full",
        ] {
            let request = serde_json::json!({
                "jsonrpc": "2.0", "id": 1, "method": format!("textDocument/{method}"),
                "params": {
                    "textDocument": file, "position": place, "range": range, "newName": "new",
                    "context": { "diagnostics": [], "includeDeclaration": true },
                },
            });
            seeds.push(request.to_string().into_bytes());
        }
        let edit = serde_json::json!({
            "jsonrpc": "2.0", "method": "textDocument/didChange",
            "params": {
                "textDocument": { "uri": super::desk::OPEN, "version": 2 },
                "contentChanges": [{ "range": range, "text": "[x](term:loan)\n" }],
            },
        });
        seeds.push(edit.to_string().into_bytes());
        let talk: Vec<&[u8]> = seeds.iter().rev().take(3).map(Vec::as_slice).collect();
        seeds.push(talk.join(&b'\n'));
    }
    let body = &seeds[0];
    seeds.push(
        [
            format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes(),
            body,
        ]
        .concat(),
    );
    seeds
}

/// Texts of files of these kinds, each behind the number of its kind.
fn files(root: &Path, kinds: &[(&str, &str)]) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (path, text) in sections(root).into_iter().chain(site(root)) {
        let kind = kinds
            .iter()
            .position(|(start, end)| path.starts_with(start) && path.ends_with(end));
        if let Some(kind) = kind.and_then(|kind| u8::try_from(kind).ok()) {
            seeds.push([&[kind], text.as_bytes()].concat());
        }
    }
    seeds
}

fn markdown(root: &Path) -> Vec<Vec<u8>> {
    let examples = read(&root.join("tests/data/commonmark-0.31.2.json"));
    let examples: Vec<serde_json::Value> =
        serde_json::from_str(&examples).expect("the data is JSON");
    let examples = examples
        .iter()
        .filter_map(|example| example["markdown"].as_str())
        .map(str::to_owned);
    examples
        .chain(bodies(root))
        .map(String::into_bytes)
        .collect()
}

fn blocks(root: &Path) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let texts = bodies(root)
        .into_iter()
        .chain(site(root).into_iter().map(|(_, text)| text));
    for text in texts {
        for (kind, fence) in
            (0u8..).zip(["```chart\n", "```flow\n", "```timeline\n", "```figures\n"])
        {
            for part in text.split(fence).skip(1) {
                let inner = part.split("```").next().unwrap_or(part);
                seeds.push([&[kind], inner.as_bytes()].concat());
            }
        }
    }
    seeds
}

/// Cases `record | text | …` as a line of the record and one of the text.
fn claims(folder: &Path) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for path in all_files(folder) {
        for line in read(&path).lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.splitn(3, " | ").collect();
            if let [record, text, ..] = *fields {
                seeds.push(
                    format!("{record}\n{text}")
                        .replace('␣', "\u{a0}")
                        .into_bytes(),
                );
            }
        }
    }
    seeds
}

fn templates(root: &Path) -> Vec<Vec<u8>> {
    let texts = all_files(&root.join("templates"));
    texts
        .iter()
        .zip((0..4).cycle())
        .map(|(path, kind)| [&[kind], read(path).as_bytes()].concat())
        .collect()
}

fn requests() -> Vec<Vec<u8>> {
    let targets = [
        "/repo/",
        "/repo/articles/a",
        "/",
        "/repo/articles/a/?x=1#y",
        "http://localhost:8000/repo/",
        "/repo/.casebook/events?page=%2Frepo%2F&have=0",
        "/repo/.casebook/mark?page=%2Frepo%2F",
        "/repo/.casebook/reload.js",
        "/repo/%2e%2e/x",
        "/repo/none",
    ];
    let lines = [
        "",
        "Connection: close\r\n",
        "Content-Length: 9\r\n",
        "Transfer-Encoding: chunked\r\n",
    ];
    let mut seeds = Vec::new();
    for target in targets {
        for line in lines {
            for method in ["GET", "HEAD"] {
                seeds.push(
                    format!("{method} {target} HTTP/1.1\r\nHost: localhost:8000\r\n{line}\r\n")
                        .into_bytes(),
                );
            }
        }
    }
    seeds
}

fn bodies(root: &Path) -> Vec<String> {
    sections(root)
        .into_iter()
        .filter(|(path, _)| path == "body")
        .map(|(_, text)| text)
        .collect()
}

/// The files that stand in cases: `=== path`, then the text up to the next line of that kind.
fn sections(root: &Path) -> Vec<(String, String)> {
    let mut found = vec![("site.toml".to_owned(), read(&root.join("site.toml")))];
    for path in all_files(&root.join("tests/cases")) {
        let text = read(&path);
        for part in text.split("\n=== ").skip(1) {
            let (path, text) = part.split_once('\n').unwrap_or((part, ""));
            let path = path.split(" (").next().unwrap_or(path);
            let text = text.split("\n--- ").next().unwrap_or(text);
            found.push((path.to_owned(), format!("{text}\n")));
        }
    }
    found
}

/// The content of the site.
fn site(root: &Path) -> Vec<(String, String)> {
    let paths = all_files(&root.join("content"));
    let texts = paths.iter().filter(|path| {
        path.extension()
            .is_some_and(|ending| ["md", "yaml", "csv"].iter().any(|text| ending == *text))
    });
    texts
        .map(|path| {
            (
                path.strip_prefix(root)
                    .unwrap_or(path)
                    .to_string_lossy()
                    .replace('\\', "/"),
                read(path),
            )
        })
        .collect()
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => found.extend(all_files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}
