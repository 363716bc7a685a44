//! What somebody meets who begins: a new site, new content, schemas for their editor, and what a
//! change does to the site.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use casebook::audit::diff::{self, Side};
use casebook::editor::{schema, vscode};
use casebook::load::load;
use insta::assert_snapshot;

use crate::temp::TempDir;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .output()
        .expect("the binary runs")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are text")
}

/// Runs a command that must end well, and returns what it says.
fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}\n{said}");
    said
}

/// Runs a command that the content must stop, and returns what it says.
fn bad(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}\n{said}");
    said
}

fn begun() -> TempDir {
    let folder = TempDir::new();
    good(folder.path(), &["init", "."]);
    folder
}

#[test]
fn a_new_site_builds_and_is_clean() {
    let folder = TempDir::new();
    let told = good(folder.path(), &["init", "x"]);
    assert!(told.contains("cd x"), "{told}");
    let site = folder.path().join("x");
    let built = good(&site, &["build", "--deny", "warnings"]);
    assert!(built.contains("10 terms, 10 events"), "{built}");
    good(&site, &["check", "--deny", "warnings"]);
    assert_eq!(
        fs::read_dir(site.join("content/articles"))
            .map(Iterator::count)
            .ok(),
        Some(3)
    );
    for file in [
        ".github/workflows/pages.yml",
        ".gitignore",
        ".vscode/settings.json",
        "README.md",
    ] {
        assert!(site.join(file).exists(), "{file}");
    }
    let written = good(&site, &["schema", "--write"]);
    assert!(written.contains("everything is in place"), "{written}");
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = TempDir::new();
    folder.write("x/mine.txt", "mine");
    folder.write("y", "a file");
    for name in ["x", "y"] {
        let output = run(folder.path(), &["init", name]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains("is not empty; nothing was written"));
    }
    let left: Vec<_> = fs::read_dir(folder.path().join("x"))
        .expect("it is there")
        .collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn what_is_new_passes_the_check() {
    let folder = begun();
    let root = folder.path();
    good(
        root,
        &[
            "new",
            "source",
            "A report: the year",
            "--publisher",
            "An office",
            "--url",
            "https://example.com/report",
            "--kind",
            "data",
        ],
    );
    good(
        root,
        &[
            "new",
            "source",
            "A letter",
            "--publisher",
            "An office",
            "--note",
            "It was never printed.",
            "--id",
            "letter",
        ],
    );
    good(
        root,
        &[
            "new",
            "figure",
            "The week",
            "--value",
            "7",
            "--unit",
            "days",
            "--as-of",
            "2025",
            "--measures",
            "days of a week",
            "--source",
            "letter",
        ],
    );
    good(
        root,
        &[
            "new",
            "event",
            "A \"quoted\" thing: done",
            "--date",
            "2025-03",
            "--source",
            "letter",
            "--source",
            "a-report-the-year",
            "--tag",
            "clock",
        ],
    );
    good(
        root,
        &[
            "new",
            "term",
            "Sun dial",
            "--short",
            "A clock # without wheels.",
            "--source",
            "letter",
            "--kind",
            "instrument",
        ],
    );
    good(
        root,
        &["new", "article", "Who keeps the time?", "--summary", "yes"],
    );
    good(
        root,
        &[
            "new",
            "page",
            "Contact",
            "--summary",
            "How to write: to us.",
        ],
    );
    let told = good(root, &["check"]);
    assert!(
        told.contains("0 errors") || !told.contains("error"),
        "{told}"
    );
    assert_snapshot!(folder.read("content/timeline/2025.yaml").expect("the list is there"), @r##"
    # yaml-language-server: $schema=../../.vscode/schema/events.json
    - id: a-quoted-thing-done
      title: 'A "quoted" thing: done'
      date: 2025-03
      sources: [letter, a-report-the-year]
      tags: [clock]
    "##);
    assert_snapshot!(folder.read("content/glossary/sun-dial.md").expect("the entry is there"), @r##"
    ---
    term: Sun dial
    short: "A clock # without wheels."
    kind: instrument
    sources: [letter]
    ---

    <!-- The long entry. This comment stays in the file. -->
    "##);
    let sources = folder
        .read("content/sources/sources.yaml")
        .expect("the list is there");
    let sources = sources
        .split("resolution-4\n")
        .last()
        .expect("there is an end");
    let sources: Vec<&str> = sources
        .lines()
        .filter(|line| !line.contains("checked:"))
        .collect();
    assert_snapshot!(sources.join("\n"), @r##"
      published: 2022-11-18
      kind: official

    - id: a-report-the-year
      title: "A report: the year"
      publisher: An office
      url: https://example.com/report
      kind: data

    - id: letter
      title: A letter
      publisher: An office
      note: It was never printed.
    "##);
}

#[test]
fn names_in_any_script_become_addresses() {
    let folder = begun();
    for (title, file) in [
        ("Кто платит?", "kto-platit"),
        ("¿Quién paga?", "quien-paga"),
        ("Ποιος πληρώνει;", "poios-pleronei"),
        ("谁付钱", "shui-fu-qian"),
        ("Straße & Œuvre", "strasse-oeuvre"),
    ] {
        good(folder.path(), &["new", "article", title, "--summary", "S."]);
        let path = format!("content/articles/{file}.md");
        assert!(folder.read(&path).is_some(), "{path}");
    }
    let told = bad(folder.path(), &["new", "article", "?!", "--summary", "S."]);
    assert!(told.contains("no id can be made of this name"), "{told}");
    good(folder.path(), &["check"]);
}

#[test]
fn nothing_is_overwritten() {
    let folder = begun();
    let before = folder.read("content/articles/leap-seconds.md");
    let told = bad(
        folder.path(),
        &["new", "article", "Leap seconds", "--summary", "S."],
    );
    assert!(
        told.contains("there is an article `leap-seconds` already"),
        "{told}"
    );
    assert_eq!(folder.read("content/articles/leap-seconds.md"), before);
    let list = folder.read("content/sources/sources.yaml");
    bad(
        folder.path(),
        &[
            "new",
            "source",
            "X",
            "--publisher",
            "Y",
            "--note",
            "Z",
            "--id",
            "calendar-act",
        ],
    );
    assert_eq!(folder.read("content/sources/sources.yaml"), list);
}

#[test]
fn a_taken_id_is_told_before_the_rest_is_asked_for() {
    let folder = begun();
    let root = folder.path();
    for arguments in [
        &["new", "article", "Leap seconds"][..],
        &["new", "source", "--id", "calendar-act"],
    ] {
        let told = bad(root, arguments);
        assert!(told.contains("already"), "{told}");
    }
}

#[test]
fn new_takes_the_site_behind_the_kind_and_a_status() {
    let folder = TempDir::new();
    good(folder.path(), &["init", "x"]);
    let settings = folder.read("x/site.toml").expect("it is there");
    let settings = format!("{settings}\n[statuses.adopted]\ntitle = \"adopted\"\n");
    folder.write("x/site.toml", &settings);
    let event = [
        "new",
        "event",
        "An act",
        "--date",
        "2025",
        "--source",
        "calendar-act",
    ];
    let with = |more: &[&'static str]| [&event[..], more].concat();
    good(
        folder.path(),
        &with(&["--site", "x", "--status", "adopted"]),
    );
    let list = folder
        .read("x/content/timeline/2025.yaml")
        .expect("it is there");
    assert!(list.contains("  status: adopted\n"), "{list}");
    let told = bad(
        folder.path(),
        &with(&["--id", "b", "--site", "x", "--status", "adoptd"]),
    );
    assert!(told.contains("`status`: "), "{told}");
    good(
        folder.path(),
        &["new", "--site", "x", "page", "Contact", "--summary", "S."],
    );
    good(&folder.path().join("x"), &["check"]);
}

#[test]
fn what_would_be_wrong_is_not_written() {
    let folder = begun();
    let root = folder.path();
    let told = bad(
        root,
        &[
            "new",
            "event",
            "Wrong",
            "--date",
            "2025-13",
            "--source",
            "calendar-act",
        ],
    );
    assert!(
        told.contains("bad-date") && told.contains("nothing was written"),
        "{told}"
    );
    assert!(told.contains("`date`: "), "{told}");
    assert!(!told.contains("-->"), "no line of a file: {told}");
    assert!(folder.read("content/timeline/2025.yaml").is_none());
    let told = bad(
        root,
        &[
            "new",
            "event",
            "Wrong",
            "--date",
            "2025",
            "--source",
            "calender-act",
        ],
    );
    assert!(told.contains("did you mean `calendar-act`?"), "{told}");
    let told = bad(root, &["new", "figure", "Wrong", "--value", "1"]);
    assert!(
        told.contains("a figure needs unit, as_of, measures, sources"),
        "{told}"
    );
    let told = bad(
        root,
        &[
            "new",
            "event",
            "Right",
            "--date",
            "2025",
            "--source",
            "calendar-act",
            "--file",
            "content/figures/x.yaml",
        ],
    );
    assert!(told.contains("content/timeline/NAME.yaml"), "{told}");
    let output = run(
        &root.join("content"),
        &["new", "page", "X", "--summary", "Y"],
    );
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn the_schemas_of_this_site_are_those_of_the_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inputs = load(root).expect("the site can be read");
    let settings = fs::read_to_string(root.join(vscode::SETTINGS)).ok();
    let wanted = vscode::files(&inputs, settings.as_deref()).expect("the settings can be read");
    let stale: Vec<&String> = wanted
        .iter()
        .filter(|(path, text)| {
            let old = fs::read_to_string(root.join(path)).ok();
            // Git may write other line ends.
            old.map(|old| old.replace("\r\n", "\n")) != Some(text.replace("\r\n", "\n"))
        })
        .map(|(path, _)| path)
        .collect();
    assert!(
        stale.is_empty(),
        "`casebook schema --write` writes these anew: {stale:#?}"
    );
}

#[test]
fn every_key_is_described_in_plain_words() {
    for one in schema::ALL {
        let schema = one.schema();
        let keys = schema::keys(&schema, &[]);
        assert!(!keys.is_empty(), "{}", one.name);
        for key in keys {
            assert!(key.about.len() > 5, "{}: {}", one.name, key.name);
            let inner = schema::keys(&schema, &[&key.name]);
            assert_eq!(
                key.has_keys,
                !inner.is_empty(),
                "{}: {}",
                one.name,
                key.name
            );
        }
    }
    let term = schema::named("term").expect("terms have keys").schema();
    let keys = schema::keys(&term, &[]);
    let kind = keys
        .iter()
        .find(|key| key.name == "kind")
        .expect("terms have a kind");
    let words: BTreeSet<&str> = kind.words.iter().map(|(word, _)| word.as_str()).collect();
    assert!(words.contains("person") && words.len() == 6, "{words:?}");
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.is_required)
        .map(|key| key.name.as_str())
        .collect();
    assert_eq!(required, ["short", "term"]);
}

#[test]
fn settings_of_others_are_kept() {
    let folder = begun();
    folder.write(
        vscode::SETTINGS,
        "{\n  \"editor.wordWrap\": \"on\",\n  \"yaml.schemas\": { \"./x.json\": [\"x\"] }\n}\n",
    );
    good(folder.path(), &["schema", "--write"]);
    let settings = folder.read(vscode::SETTINGS).expect("they are there");
    for part in [
        "editor.wordWrap",
        "./x.json",
        "schema/events.json",
        "schema/site.json",
    ] {
        assert!(settings.contains(part), "{settings}");
    }
    folder.write(vscode::SETTINGS, "{ // a comment\n}\n");
    let output = run(folder.path(), &["schema", "--write"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        folder.read(vscode::SETTINGS).as_deref(),
        Some("{ // a comment\n}\n")
    );
}

/// A page as the templates make it.
fn page(title: &str, main: &str) -> Vec<u8> {
    format!("<!doctype html><title>{title}</title><nav>Menu</nav><main>{main}</main>").into_bytes()
}

fn sides() -> (Side, Side) {
    let mut old = Side::default();
    let mut new = Side::default();
    let mut put = |path: &str, before: Option<Vec<u8>>, after: Option<Vec<u8>>| {
        old.files
            .extend(before.map(|bytes| (path.to_owned(), bytes)));
        new.files
            .extend(after.map(|bytes| (path.to_owned(), bytes)));
    };
    put(
        "index.html",
        Some(page("Home", "<p>Same</p>")),
        Some(page("Home", "<p>Same</p>")),
    );
    put(
        "a/index.html",
        Some(page("A", "<h1>A</h1><p>It was <b>95</b>.</p><p>Kept.</p>")),
        Some(page(
            "A",
            "<h1>A</h1><p>It was <b>90</b>.</p><p>Kept.</p><p>New.</p>",
        )),
    );
    put(
        "b/index.html",
        Some(page("B", "<p>Words</p>")),
        Some(page("B", "<p class=x>Words</p>")),
    );
    put(
        "new/index.html",
        None,
        Some(page("`New` | &lt;b>", "<p>x</p>")),
    );
    put("gone/index.html", Some(page("Gone", "<p>x</p>")), None);
    put(
        "print/index.html",
        Some(page("All", "<p>95</p>")),
        Some(page("All", "<p>90</p>")),
    );
    put(
        "c/index.html",
        Some(page("C", "<p>x</p>")),
        Some(page("C", "<p>```\u{1b}[31m</p>")),
    );
    put("figures.csv", Some(b"1".to_vec()), Some(b"2".to_vec()));
    put("site.1234.css", None, Some(b"x".to_vec()));
    let message = |line: usize, text: &str| {
        format!(
            "{{\"code\":\"bare-figure\",\"severity\":\"warning\",\"message\":\"{text}\",\"path\":\"content/a.md\",\"line\":{line}}}\n"
        )
    };
    old.messages = diff::messages(&(message(3, "kept") + &message(9, "gone")));
    new.messages = diff::messages(&(message(4, "kept") + &message(5, "kept") + "no json\n"));
    (old, new)
}

#[test]
fn a_difference_is_told_as_text() {
    let (old, new) = sides();
    assert_snapshot!(diff::text(&diff::diff(&old, &new)), @r##"
    Pages: 1 added, 1 removed, 3 changed, 1 with another look, 1 the same. Messages new: 1. Messages gone: 1.
    added    /new/  `New` | <b>
    removed  /gone/  Gone
    changed  /a/  A
      - It was 95.
      + It was 90.
      + New.
    changed  /c/  C
      - x
      + ```�[31m
    changed  /print/  All
    same words, other look  /b/  B
    changed  figures.csv
    added    site.1234.css
    new      content/a.md:5: warning[bare-figure]: kept
    gone     content/a.md:9: warning[bare-figure]: gone
    "##);
    assert_eq!(
        diff::text(&diff::diff(&old, &old)),
        "Nothing changes: 6 pages are the same.\n"
    );
}

#[test]
fn a_difference_is_told_as_markdown() {
    let (old, new) = sides();
    assert_snapshot!(diff::markdown(&diff::diff(&old, &new)), @r##"
    ## What changes on the site

    Pages: 1 added, 1 removed, 3 changed, 1 with another look, 1 the same. Messages new: 1. Messages gone: 1.

    ### New messages

    - `content/a.md:5: warning[bare-figure]: kept`

    ### Messages that are gone

    - `content/a.md:9: warning[bare-figure]: gone`

    ### Pages added

    - `/new/` `` `New` | <b> ``

    ### Pages removed

    - `/gone/` `Gone`

    ### Pages changed

    `/a/` `A`

    ```diff
    - It was 95.
    + It was 90.
    + New.
    ```

    `/c/` `C`

    ````diff
    - x
    + ```�[31m
    ````

    ### Pages that repeat them

    - `/print/` `All`

    ### Pages with the same words and another look

    - `/b/` `B`

    ### Other files

    - changed: `figures.csv`
    - added: `site.1234.css`
    "##);
}

#[test]
fn two_builds_are_compared_by_the_command() {
    let folder = begun();
    let root = folder.path();
    good(root, &["build", "--out", "old"]);
    let path = "content/articles/leap-seconds.md";
    let text = folder.read(path).expect("the article is there");
    folder.write(
        path,
        &text.replace("turns a little unevenly", "turns unevenly"),
    );
    good(root, &["build", "--out", "new"]);
    let output = run(root, &["diff", "old", "new"]);
    let told = String::from_utf8(output.stdout).expect("it is text");
    assert!(told.contains("changed  /articles/leap-seconds/"), "{told}");
    assert!(
        told.contains("- Clocks count seconds of atoms, and the Earth turns a little unevenly."),
        "{told}"
    );
    assert!(
        told.contains("+ Clocks count seconds of atoms, and the Earth turns unevenly."),
        "{told}"
    );
    assert_eq!(
        run(root, &["diff", "old", "nowhere"]).status.code(),
        Some(2)
    );
}

/// Pages lead to their file and to a place for reports where the site says where it is kept.
#[test]
fn pages_say_where_to_mend_them() {
    let folder = begun();
    let root = folder.path();
    good(root, &["build"]);
    let read = |path: &str| folder.read(path).expect("the page is there");
    assert!(!read("public/articles/leap-seconds/index.html").contains("Edit this page"));
    let settings = read("site.toml").replace("# repository", "repository");
    folder.write("site.toml", &settings);
    good(root, &["build"]);
    for (page, file) in [
        ("articles/leap-seconds/", "content/articles/leap-seconds.md"),
        ("glossary/utc/", "content/glossary/utc.md"),
        ("about/", "content/pages/about.md"),
        ("", "content/index.md"),
    ] {
        let html = read(&format!("public/{page}index.html"));
        assert!(
            html.contains(&format!(
                "https://github.com/NAME/REPOSITORY/edit/main/{file}"
            )),
            "{page}"
        );
        assert!(
            html.contains("https://github.com/NAME/REPOSITORY/issues/new"),
            "{page}"
        );
    }
    for page in ["timeline/", "figures/", "sources/", "questions/"] {
        let html = read(&format!("public/{page}index.html"));
        assert!(
            html.contains("https://github.com/NAME/REPOSITORY/issues/new"),
            "{page}"
        );
    }
}
