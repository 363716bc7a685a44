//! What the program is built from, and what the workflows run, stays known.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("the file is text")
}

/// The numbers stand in one place, `docs/decisions.md`: who adds a crate changes them there, beside
/// the line that says why.
#[test]
fn the_program_is_built_from_as_many_crates_as_is_written() {
    let text = read("docs/decisions.md");
    let (_, numbers) = text
        .split_once("the program is built from ")
        .expect("the numbers are written");
    // Without the feature its crates need not be on this machine.
    let (features, number) = match cfg!(feature = "pictures") {
        true => ("pictures", numbers.split_once("`pictures`, from ")),
        false => ("", Some(("", numbers))),
    };
    let (_, number) = number.expect("the number is written");
    let written: usize = number
        .split([' ', '.', '\n'])
        .next()
        .and_then(|number| number.parse().ok())
        .expect("it is a number");
    let crates = crates(features);
    assert_eq!(crates.len(), written, "{crates:#?}");
}

/// Lists the crates that are part of the program on Linux, with their versions.
fn crates(features: &str) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", "normal"])
        .args(["--target", "x86_64-unknown-linux-gnu"])
        .args(["--features", features, "--prefix", "none", "--no-dedupe"])
        .args(["--format", "{p}"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let told = String::from_utf8_lossy(&tree.stderr);
    assert!(tree.status.success(), "{told}");
    String::from_utf8_lossy(&tree.stdout)
        .lines()
        .map(|line| line.split(" (").next().unwrap_or(line).to_owned())
        .filter(|name| !name.starts_with("casebook "))
        .collect()
}

#[test]
fn every_crate_that_is_named_has_its_line() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("it is TOML");
    let table = read("docs/decisions.md");
    let lines: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| "))
        .collect();
    let names = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = names
        .iter()
        .filter_map(|name| manifest.get(*name)?.as_table());
    for name in tables.flat_map(|table| table.keys()) {
        let is_told = lines.iter().any(|line| {
            let first = line.split('|').nth(1).unwrap_or_default();
            first.split([',', ' ', '(']).any(|word| word.trim() == name)
        });
        assert!(is_told, "`{name}` has no line in docs/decisions.md");
    }
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("it is TOML");
    assert_eq!(
        manifest["lints"]["rust"]["unsafe_code"].as_str(),
        Some("forbid")
    );
}

/// A tag can be moved to other code; a commit cannot.
#[test]
fn actions_are_pinned_to_commits_with_their_versions() {
    let mut count = 0;
    for entry in fs::read_dir(root().join(".github/workflows")).expect("it is there") {
        let path = entry.expect("it can be listed").path();
        let text = fs::read_to_string(&path).expect("a workflow is text");
        for line in text.lines() {
            let Some((_, action)) = line.split_once("uses: ") else {
                continue;
            };
            count += 1;
            let (action, version) = action.split_once(" # v").unwrap_or((action, ""));
            let (_, commit) = action.split_once('@').unwrap_or((action, ""));
            let is_pinned = commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(
                is_pinned && !version.is_empty(),
                "{}: {line}",
                path.display()
            );
        }
        assert!(
            text.contains("\npermissions:\n"),
            "{}: no permissions",
            path.display()
        );
    }
    assert!(count > 10, "{count}");
}

/// The list of targets stands in the crate, in the script and in the workflow.
#[test]
fn every_way_in_is_fuzzed_by_night() {
    let manifest = read("fuzz/Cargo.toml");
    let script = read("scripts/fuzz");
    let workflow = read(".github/workflows/nightly.yml");
    let names: Vec<&str> = crate::fuzzing::promises::ALL
        .iter()
        .map(|(name, _)| *name)
        .collect();
    assert!(script.contains(&format!("targets=({})", names.join(" "))));
    assert!(workflow.contains(&format!("target: [{}]", names.join(", "))));
    for name in names {
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        assert!(
            root().join(format!("fuzz/targets/{name}.rs")).is_file(),
            "{name}"
        );
    }
}
