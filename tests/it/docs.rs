//! The documents keep up with the code: every diagnostic has its section, and every command that
//! they name exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use casebook::diagnostic::Code;
use casebook::editor::schema;

/// The documents that name commands.
const DOCUMENTS: [&str; 7] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/authoring.md",
    "docs/diagnostics.md",
    "docs/decisions.md",
];

#[test]
fn every_diagnostic_has_a_section_and_every_section_a_diagnostic() {
    let text = document("docs/diagnostics.md");
    let mut is_code = false;
    let mut sections = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        }
        sections.extend(line.strip_prefix("## ").filter(|_| !is_code));
    }
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let missing: Vec<_> = codes
        .iter()
        .filter(|code| !sections.contains(code))
        .collect();
    let unknown: Vec<_> = sections
        .iter()
        .filter(|name| !codes.contains(name))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/diagnostics.md has no section for {missing:?}"
    );
    assert!(
        unknown.is_empty(),
        "docs/diagnostics.md explains what is no code: {unknown:?}"
    );
    assert_eq!(
        sections, codes,
        "the sections stand in the order of the codes"
    );
}

#[test]
fn the_guide_has_a_cure_for_every_message_and_knows_every_key() {
    let guide = document("docs/authoring.md");
    let link = |code: &&Code| format!("](diagnostics.md#{code}) ").trim_end().to_owned();
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !guide.contains(&link(code)))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/authoring.md has no cure for {missing:?}"
    );
    for one in schema::ALL {
        for key in schema::keys(&one.schema(), &[]) {
            let name = &key.name;
            let is_there = [
                format!("`{name}`"),
                format!("`[{name}"),
                format!("`{name}:"),
            ]
            .iter()
            .any(|form| guide.contains(form));
            assert!(
                is_there,
                "docs/authoring.md does not tell of `{name}` of {}",
                one.name
            );
        }
    }
}

#[test]
fn documents_name_only_commands_that_exist() {
    let commands = commands();
    let mut wrong = Vec::new();
    for name in DOCUMENTS {
        for code in code_of(&document(name)) {
            let named = commands_in(&code).filter(|command| !commands.contains(command));
            wrong.extend(named.map(|command| format!("{name}: `{command}`")));
        }
    }
    assert!(wrong.is_empty(), "these commands do not exist: {wrong:#?}");
}

#[test]
fn commands_are_found_in_code() {
    let text = "Run `casebook why` here.\n\n```sh\ncargo run --release -- serve --open\n```\ncasebook is a noun";
    let found: Vec<String> = code_of(text)
        .iter()
        .flat_map(|code| commands_in(code))
        .collect();
    assert_eq!(found, ["why", "serve"]);
}

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name} can be read: {error}"))
}

/// Returns the commands that the binary's help lists.
fn commands() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
        .arg("--help")
        .output()
        .expect("the binary runs");
    let help = String::from_utf8(output.stdout).expect("the help is text");
    let (_, list) = help
        .split_once("Commands:\n")
        .expect("the help lists the commands");
    list.lines()
        .take_while(|line| !line.trim().is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

/// Returns the lines of fenced blocks and the code spans of a Markdown text.
fn code_of(text: &str) -> Vec<String> {
    let mut code = Vec::new();
    let mut is_fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        } else if is_fenced {
            code.push(line.to_owned());
        } else {
            code.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    code
}

/// Returns what stands where a command of `casebook` stands: `casebook build`, `cargo run -- build`.
fn commands_in(code: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = code.split_whitespace().collect();
    // With `--bin` it runs another program.
    let is_cargo_run = code.trim_start().starts_with("cargo run") && !code.contains(" --bin ");
    let mut found = Vec::new();
    for pair in words.windows(2) {
        let is_before = pair[0] == "casebook" || pair[0].ends_with("/casebook");
        let is_after_dashes = is_cargo_run && pair[0] == "--";
        let is_word = pair[1].bytes().all(|byte| byte.is_ascii_lowercase());
        if (is_before || is_after_dashes) && is_word {
            found.push(pair[1].to_owned());
        }
    }
    found.into_iter()
}
