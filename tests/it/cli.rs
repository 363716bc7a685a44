//! What the command promises: exit codes, what it prints and where, what it writes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::temp::TempDir;

/// A site of one article, one term, one event, one figure and one source.
const SITE: [(&str, &str); 7] = [
    (
        "site.toml",
        "title = \"Small\"\nbase_url = \"https://example.org/repo/\"\n",
    ),
    (
        "content/index.md",
        "---\ntitle: Home\nsummary: A small site.\n---\n\nSee [the article](articles/loan.md).\n",
    ),
    (
        "content/articles/loan.md",
        "---\ntitle: The loan\nsummary: What it is.\n---\n\nOn [3 December 2025](event:proposal) the loan was to be\n[€90 billion](figure:size).[@paper] The bank held the cash.\n",
    ),
    (
        "content/glossary/bank.md",
        "---\nterm: bank\nshort: A firm that keeps money.\nsources: [paper]\n---\n\nIt keeps money.[@paper]\n",
    ),
    (
        "content/timeline/all.yaml",
        "- id: proposal\n  date: 2025-12-03\n  title: The loan is proposed\n  sources: [paper]\n",
    ),
    (
        "content/figures/all.yaml",
        "- id: size\n  label: Size\n  value: 90\n  unit: EUR bn\n  as_of: 2025-12\n  measures: The loan\n  sources: [paper]\n",
    ),
    (
        "content/sources/all.yaml",
        "- id: paper\n  title: The paper\n  publisher: The office\n  url: https://paper.example/\n",
    ),
];

fn site() -> TempDir {
    let folder = TempDir::new();
    for (path, text) in SITE {
        write(folder.path(), path, text);
    }
    folder
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    let parent = path.parent().expect("a file has a folder");
    fs::create_dir_all(parent).expect("the folder can be made");
    fs::write(path, text).expect("the file can be written");
}

/// Runs the command in a folder, with nothing of the environment but the path.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_casebook"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder.join("home"))
        .output()
        .expect("the command can be run")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("what is printed is text")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("what is printed is text")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

#[test]
fn build_writes_the_site_and_says_so_on_stderr() {
    let site = site();
    let output = run(site.path(), &["build"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    let said = stderr(&output);
    assert!(said.contains("1 term, 1 event in "), "{said}");
    let page = fs::read_to_string(site.path().join("public/articles/loan/index.html"))
        .expect("the article was written");
    for wanted in [
        "<meta name=\"generator\" content=\"Casebook",
        "href=\"#term-bank\"",
        "data-card=\"card-term-bank\"",
        "<data value=\"90000000000\">€90 billion</data>",
        "<time datetime=\"2025-12-03\">3 December 2025</time>",
        "href=\"#source-paper\"",
        "id=\"source-paper\"",
        "href=\"/repo/figures/#figure-size\"",
    ] {
        assert!(page.contains(wanted), "{wanted} is not in\n{page}");
    }
}

#[test]
fn a_second_build_changes_nothing() {
    let site = site();
    run(site.path(), &["build"]);
    let again = run(site.path(), &["build", "--out", "public"]);
    assert!(
        stderr(&again).contains("nothing to change"),
        "{}",
        stderr(&again)
    );
}

/// Returns the note that says what the only output folder of a site was made from.
fn seal(root: &Path) -> std::path::PathBuf {
    let notes = fs::read_dir(root.join(".casebook")).expect("there are notes");
    let mut paths = notes.map(|entry| entry.expect("it can be read").path());
    let seal = paths.find(|path| path.extension().is_some_and(|ending| ending == "seal"));
    seal.expect("there is a seal")
}

/// Makes the program tell, of a site that it does not make again, that it has 999 pages.
fn mark(root: &Path) {
    let path = seal(root);
    let text = fs::read_to_string(&path).expect("it is text");
    let (_, rest) = text.split_once(" pages").expect("pages are counted");
    let hashes: Vec<&str> = text.lines().take(3).collect();
    let marked = format!("{}\n999 pages{rest}", hashes.join("\n"));
    fs::write(path, marked).expect("it can be written");
}

#[test]
fn a_site_from_which_nothing_changed_is_not_made_again() {
    let site = site();
    let root = site.path();
    let is_made_again = |arguments: &[&str]| {
        let said = run(root, arguments);
        assert_eq!(code(&said), 0, "{}", stderr(&said));
        !stderr(&said).starts_with("999 pages, 1 term, 1 event in ")
    };
    let page = root.join("public/articles/loan/index.html");
    let build = |why: &str| {
        assert!(is_made_again(&["build"]), "{why}");
        mark(root);
        assert!(!is_made_again(&["build"]), "after {why}");
    };
    build("the first time");
    let made = fs::read(&page).expect("the article was written");

    fs::write(&page, "by hand").expect("it can be written");
    build("a page was changed");
    assert_eq!(fs::read(&page).expect("it is there"), made);
    fs::remove_file(&page).expect("it can be removed");
    build("a page was removed");
    assert_eq!(fs::read(&page).expect("it is there"), made);
    write(root, "static/humans.txt", "We.\n");
    build("a file was added");
    fs::remove_file(root.join("static/humans.txt")).expect("it can be removed");
    build("a file was removed");
    fs::rename(
        root.join("content/articles/loan.md"),
        root.join("content/articles/aid.md"),
    )
    .expect("it can be renamed");
    write(
        root,
        "content/index.md",
        "---\ntitle: Home\nsummary: A small site.\n---\n",
    );
    build("an article has another name");

    assert!(
        is_made_again(&["build", "--drafts"]),
        "drafts are asked for"
    );
    assert!(
        is_made_again(&["build", "--verify"]),
        "it is to be verified"
    );
    assert!(
        is_made_again(&["build", "--base-url", "https://a.example/"]),
        "another address"
    );
    assert!(
        is_made_again(&["build", "--out", "elsewhere"]),
        "another folder"
    );
}

#[test]
fn what_cannot_be_read_is_told_where_the_rest_is_unchanged() {
    let site = site();
    let is_told = |told: &str| {
        let said = stderr(&run(site.path(), &["build"]));
        assert!(said.contains(told), "{told}: {said}");
    };
    let about = "---\ntitle: About\nsummary: A sign, \u{fffd}.\n---\n\nText.\n";
    write(site.path(), "content/pages/about.md", about);
    let first = run(site.path(), &["build"]);
    assert_eq!(code(&first), 0, "{}", stderr(&first));
    // What is no text is shown with such signs in its place.
    let broken: Vec<&[u8]> = about.split('\u{fffd}').map(str::as_bytes).collect();
    let path = site.path().join("content/pages/about.md");
    fs::write(&path, broken.join(&0xff)).expect("it can be written");
    is_told("error[not-utf8]");
    write(site.path(), "content/pages/about.md", about);
    assert_eq!(code(&run(site.path(), &["build"])), 0);
    #[cfg(unix)]
    {
        let link = site.path().join("content/pages/link.md");
        std::os::unix::fs::symlink(&path, link).expect("a link can be made");
        is_told("warning[unexpected-file]");
    }
}

#[test]
fn a_site_with_a_warning_tells_it_each_time() {
    let site = site();
    let text = "---\nterm: gold\nshort: A metal.\nsources: [paper]\n---\n\nIt shines.[@paper]\n";
    write(site.path(), "content/glossary/gold.md", text);
    for _ in 0..2 {
        let said = stderr(&run(site.path(), &["build"]));
        assert!(said.contains("warning[unlinked-term]"), "{said}");
    }
}

#[test]
fn a_seal_that_is_broken_is_as_none() {
    let site = site();
    run(site.path(), &["build"]);
    for text in ["", "casebook seal 1\n", "x\ny\nz\n"] {
        fs::write(seal(site.path()), text).expect("it can be written");
        let again = run(site.path(), &["build"]);
        assert!(stderr(&again).contains("nothing to change"), "{text}");
        let whole = fs::read_to_string(seal(site.path())).expect("it is written anew");
        assert!(whole.ends_with(" pages, 1 term, 1 event\n"), "{whole}");
    }
}

#[test]
fn an_error_publishes_nothing_and_leaves_the_last_output() {
    let site = site();
    run(site.path(), &["build"]);
    let page = site.path().join("public/articles/loan/index.html");
    let before = fs::read(&page).expect("the article was written");
    write(
        site.path(),
        "content/sources/all.yaml",
        "- id: other\n  title: T\n  publisher: P\n  note: none\n",
    );
    let output = run(site.path(), &["build"]);
    assert_eq!(code(&output), 1);
    let said = stderr(&output);
    assert!(
        said.contains("error[unknown-source]: there is no source `paper`"),
        "{said}"
    );
    assert!(
        said.contains(" --> content/articles/loan.md:7:30"),
        "{said}"
    );
    assert!(said.ends_with("nothing was written\n"), "{said}");
    assert_eq!(fs::read(&page).expect("it is still there"), before);
}

#[test]
fn an_address_of_the_site_itself_is_followed_and_told_where_it_stands() {
    let site = site();
    let root = site.path();
    let settings = fs::read_to_string(root.join("site.toml")).expect("the site has settings");
    let settings = format!("{settings}\n[markdown]\nraw_html = true\n");
    write(root, "site.toml", &settings);
    let lines = [
        "---\ntitle: T\nsummary: S.\n---",
        "[a](https://example.org/repo/articles/loan/), [b](https://example.org/repo/articles/laon/),",
        "[c](/timeline/#nothing), <a href=\"https://example.org/nowhere/\">d</a>.",
    ];
    write(root, "content/articles/t.md", &lines.join("\n"));
    let output = run(root, &["check", "--format", "short"]);
    let said = stdout(&output);
    let said: Vec<&str> = said.lines().collect();
    let expected = [
        "content/articles/t.md:5:51: error[broken-url]: `https://example.org/repo/articles/laon/` leads to nothing",
        "content/articles/t.md:6:5: error[broken-url]: `/repo/timeline/#nothing` leads to no place on `/timeline/`",
        "content/articles/t.md:6:26: error[broken-url]: `https://example.org/nowhere/` leaves the base path of the site",
    ];
    assert_eq!(said, expected, "{}", stderr(&output));
    let source =
        "- id: paper\n  title: P\n  publisher: O\n  url: https://example.org/repo/paper/\n";
    write(root, "content/sources/all.yaml", source);
    write(root, "content/articles/t.md", lines[0]);
    assert_eq!(
        stdout(&run(root, &["check", "--format", "short"])),
        "content/sources/all.yaml:4:8: error[broken-url]: `https://example.org/repo/paper/` leads to nothing\n"
    );
    // A page that is missing since something is wrong with it is not told of wherever something leads to it.
    let lines = "---\ntitle: T\nsummary: S.\n---\n[a](https://example.org/repo/articles/u/)";
    write(root, "content/articles/t.md", lines);
    write(root, "content/articles/u.md", "---\ntitle: U\n---\n");
    let said = stdout(&run(root, &["check", "--format", "short"]));
    assert_eq!(
        said,
        "content/articles/u.md:2:1: error[missing-key]: `summary` is missing\n"
    );
}

#[test]
fn warnings_stop_a_build_only_when_denied() {
    let site = site();
    write(site.path(), "content/notes.txt", "remember");
    let output = run(site.path(), &["check"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).contains("warning[unexpected-file]"),
        "{}",
        stderr(&output)
    );
    assert_eq!(code(&run(site.path(), &["check", "--deny", "warnings"])), 1);
    assert_eq!(code(&run(site.path(), &["build", "--deny", "warnings"])), 1);
    assert!(!site.path().join("public").exists());
}

#[test]
fn check_writes_nothing() {
    let site = site();
    let output = run(site.path(), &["check"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        stderr(&output).starts_with("no errors, no warnings: "),
        "{}",
        stderr(&output)
    );
    let mut names: Vec<_> = fs::read_dir(site.path())
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be listed").file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["content", "site.toml"]);
}

#[test]
fn drafts_are_shown_when_asked_for() {
    let site = site();
    let draft = "---\ntitle: Later\nsummary: Not yet.\ndraft: true\n---\n\nText.\n";
    write(site.path(), "content/articles/later.md", draft);
    run(site.path(), &["build"]);
    let page = site.path().join("public/articles/later/index.html");
    assert!(!page.exists());
    run(site.path(), &["build", "--drafts"]);
    assert!(page.exists());
}

#[test]
fn what_cannot_be_run_ends_with_two() {
    let site = site();
    for arguments in [
        &["bild"] as &[&str],
        &["build", "--site", "nowhere"],
        &["build", "--base-url", "nowhere"],
        &["build", "--out", "."],
        &["why", "bank", "--in", "content/nowhere.md"],
        &["uses", "term:bank", "--site", "nowhere"],
        &["check", "--deny", "everything"],
    ] {
        let output = run(site.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", stderr(&output));
        assert!(
            stderr(&output).starts_with("error: "),
            "{}",
            stderr(&output)
        );
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn files_of_others_are_not_touched() {
    let site = site();
    write(site.path(), "public/index.html", "mine");
    let output = run(site.path(), &["build"]);
    assert_eq!(code(&output), 2);
    assert!(
        stderr(&output).contains("index.html"),
        "{}",
        stderr(&output)
    );
    let index = site.path().join("public/index.html");
    assert_eq!(fs::read_to_string(&index).expect("it is there"), "mine");
    assert_eq!(code(&run(site.path(), &["build", "--adopt"])), 0);
    assert_ne!(fs::read_to_string(&index).expect("it is there"), "mine");
}

#[test]
fn a_site_elsewhere_is_named() {
    let site = site();
    let here = TempDir::new();
    let root = site.path().to_str().expect("the path is text");
    let output = run(
        here.path(),
        &[
            "build",
            "--site",
            root,
            "--base-url",
            "https://other.example/",
        ],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let page = fs::read_to_string(site.path().join("public/articles/loan/index.html"))
        .expect("the article was written");
    assert!(page.contains("href=\"https://other.example/articles/loan/\""));
    assert!(page.contains("href=\"/figures/#figure-size\""));
}

#[test]
fn why_tells_on_stdout() {
    let site = site();
    let output = run(site.path(), &["why", "bank", "--in", "articles/loan.md"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(
        stdout(&output),
        "content/articles/loan.md:7:41: `bank` (bank): linked: the first mention\n"
    );
    let own = run(site.path(), &["why", "bank", "--in", "glossary/bank.md"]);
    assert!(
        stdout(&own).contains("does not stand in this text"),
        "{}",
        stdout(&own)
    );
    let typo = run(site.path(), &["why", "bnak", "--in", "articles/loan.md"]);
    assert_eq!(code(&typo), 1);
    assert!(
        stdout(&typo).contains("did you mean `bank`?"),
        "{}",
        stdout(&typo)
    );
}

#[test]
fn a_folder_without_settings_says_what_a_site_is() {
    let folder = TempDir::new();
    let output = run(folder.path(), &["check"]);
    assert_eq!(code(&output), 1);
    let said = stderr(&output);
    assert!(said.contains("there is no `site.toml`"), "{said}");
    assert!(said.contains("`--site DIR`"), "{said}");
    assert!(said.contains("1 error: "), "{said}");
}

#[test]
fn an_old_address_that_is_taken_is_told_once() {
    let folder = site();
    let page = "---\ntitle: Old\nsummary: S.\naliases: [/articles/old/, /x/, /x]\n---\n";
    write(folder.path(), "content/articles/old.md", page);
    let output = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(
        stdout(&output),
        "content/articles/old.md:4:11: error[route-clash]: `/articles/old/` is the address of this page itself\n\
         content/articles/old.md:4:32: error[route-clash]: two pages claim the old address `/x`\n"
    );
}

#[test]
fn why_finds_a_term_by_the_words_of_the_text() {
    let folder = site();
    let text =
        "---\ntitle: The loan\nsummary: S.\n---\n\nAll Banks, and [the houses](term:bank).\n";
    write(folder.path(), "content/articles/loan.md", text);
    for (words, said) in [
        ("banks", "`Banks` (bank): "),
        ("the houses", "linked: a `term:` link"),
    ] {
        let output = run(folder.path(), &["why", words, "--in", "articles/loan.md"]);
        assert_eq!(code(&output), 0, "{}", stdout(&output));
        assert!(stdout(&output).contains(said), "{}", stdout(&output));
    }
}

#[test]
fn help_names_every_command() {
    let folder = TempDir::new();
    let output = run(folder.path(), &["--help"]);
    assert_eq!(code(&output), 0);
    for command in ["build", "check", "serve", "why", "uses", "explain"] {
        assert!(
            stdout(&output).contains(&format!("  {command} ")),
            "{}",
            stdout(&output)
        );
    }
}

#[test]
fn formats_for_programs_stand_alone_on_stdout() {
    let site = site();
    write(
        site.path(),
        "content/articles/loan.md",
        "---\ntitle: The loan\nsumary: What.\n---\n\nText.\n",
    );
    for command in ["check", "build"] {
        for (format, start) in [
            (
                "short",
                "content/articles/loan.md:3:1: error[unknown-key]: ",
            ),
            ("json", "{\"code\":\"unknown-key\",\"severity\":\"error\","),
            ("sarif", "{\n  \"$schema\": "),
            (
                "github",
                "::error file=content/articles/loan.md,line=3,col=1,endColumn=7,title=unknown-key::",
            ),
        ] {
            let output = run(site.path(), &[command, "--format", format]);
            assert_eq!(code(&output), 1);
            let said = stdout(&output);
            let found = said.contains(start) && !said.contains("1 page");
            assert!(found, "{format}: {said}");
            assert_eq!(stderr(&output).lines().count(), 1, "{}", stderr(&output));
        }
    }
    let human = run(site.path(), &["check"]);
    assert_eq!(stdout(&human), "");
}

#[test]
fn programs_get_paths_from_where_the_command_runs() {
    let site = site();
    write(site.path(), "content/notes.txt", "remember");
    let above = site.path().parent().expect("the folder lies in one");
    let name = site
        .path()
        .file_name()
        .and_then(|name| name.to_str())
        .expect("a name");
    let absolute = site.path().to_str().expect("the path is text");
    for named in [name, absolute, &format!("./{name}/")] {
        let arguments = ["check", "--format", "github", "--site", named];
        let said = stdout(&run(above, &arguments));
        let start = format!("::warning file={name}/content/notes.txt,");
        assert!(said.starts_with(&start), "{said}");
    }
}

#[test]
fn fix_writes_what_is_cured_and_says_how_much() {
    let site = site();
    let good = SITE[2].1;
    let bad = good
        .replace("summary", "sumary")
        .replace("@paper", "@papre");
    let path = "content/articles/loan.md";
    write(site.path(), path, &bad);
    write(site.path(), "content/notes.txt", "remember");
    let output = run(site.path(), &["check", "--fix", "--format", "short"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.starts_with("fixed 2 mistakes in content/articles/loan.md\n"),
        "{said}"
    );
    assert!(
        stdout(&output).contains("warning[unexpected-file]"),
        "what is left is told"
    );
    assert_eq!(site.read(path).as_deref(), Some(good));
    let again = run(site.path(), &["check", "--fix"]);
    assert!(
        stderr(&again).starts_with("nothing to fix\n"),
        "{}",
        stderr(&again)
    );
}

#[cfg(unix)]
#[test]
fn fix_keeps_permissions_and_links() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let site = site();
    let root = site.path();
    let article = root.join("content/articles/loan.md");
    write(
        root,
        "content/articles/loan.md",
        &SITE[2].1.replace("summary", "sumary"),
    );
    fs::set_permissions(&article, fs::Permissions::from_mode(0o640)).expect("it is ours");
    write(root, "real.toml", &SITE[0].1.replace("title", "titel"));
    fs::remove_file(root.join("site.toml")).expect("it is ours");
    symlink("real.toml", root.join("site.toml")).expect("links can be made");
    let output = run(root, &["check", "--fix"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let mode = fs::metadata(&article)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(root.join("site.toml").is_symlink());
    assert_eq!(site.read("real.toml").as_deref(), Some(SITE[0].1));
}

#[test]
fn explain_prints_the_page_of_a_code() {
    let folder = TempDir::new();
    let output = run(folder.path(), &["explain", "unknown-key"]);
    assert_eq!(code(&output), 0);
    let said = stdout(&output);
    assert!(
        said.starts_with("error[unknown-key]: a key that this kind of file does not have\n\n"),
        "{said}"
    );
    assert!(!said.contains("```") && !said.contains("## "), "{said}");
    let typo = run(folder.path(), &["explain", "unknwon-key"]);
    assert_eq!(code(&typo), 1);
    assert!(
        stderr(&typo).contains("did you mean `unknown-key`?"),
        "{}",
        stderr(&typo)
    );
    let list = stdout(&run(folder.path(), &["explain"]));
    assert_eq!(list.lines().count(), casebook::diagnostic::Code::ALL.len());
    assert!(list.contains("\nroute-clash"), "{list}");
}

#[test]
fn uses_lists_places_and_says_what_it_does_not_know() {
    let site = site();
    let output = run(site.path(), &["uses", "term:bank"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(
        stdout(&output),
        "content/articles/loan.md:7:41: mention `bank`, linked by itself\n"
    );
    assert_eq!(stderr(&output), "1 place rests on `term:bank`\n");
    for (thing, help) in [
        ("figure:sise", "did you mean `figure:size`?"),
        ("event:paper", "there is `source:paper`"),
    ] {
        let typo = run(site.path(), &["uses", thing]);
        assert_eq!(code(&typo), 1);
        assert_eq!(stdout(&typo), "");
        assert!(stderr(&typo).contains(help), "{}", stderr(&typo));
    }
    let slip = run(site.path(), &["uses", "figur:size"]);
    assert_eq!(code(&slip), 2);
    assert!(
        stderr(&slip).contains("did you mean `figure:size`?"),
        "{}",
        stderr(&slip)
    );
}

#[test]
fn a_reader_that_has_gone_is_no_accident() {
    let folder = site();
    for arguments in [
        &["explain"][..],
        &["explain", "bad-date"],
        &["schema"],
        &["schema", "article"],
        &["uses", "source:paper"],
        &["urls"],
        &["why", "bank", "--in", "content/articles/loan.md"],
        &["diff", "content", "content"],
        &["--version"],
        &["check", "--format", "json"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let output = Command::new(env!("CARGO_BIN_EXE_casebook"))
            .args(arguments)
            .current_dir(folder.path())
            .stdout(writer)
            .output()
            .expect("the command can be run");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("panicked"), "{arguments:?}: {told}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {told}");
    }
}

#[test]
fn a_page_that_vanished_is_told_once_with_its_anchors() {
    let folder = site();
    let kept =
        "/\n/articles/gone/#a\n/articles/gone/\n/articles/gone/#b\n/articles/loan/#none\n/old/#a\n";
    write(folder.path(), "urls.txt", kept);
    let output = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(
        stdout(&output),
        "urls.txt:3:1: error[vanished-url]: `/articles/gone/` is no longer published, and with it 2 anchors\n\
         urls.txt:5:1: error[vanished-url]: `/articles/loan/` no longer has the anchor `#none`\n\
         urls.txt:6:1: error[vanished-url]: `/old/` is no longer published, and with it 1 anchor\n"
    );
}

#[test]
fn an_output_that_is_off_is_told_once_with_its_setting() {
    let folder = site();
    let settings =
        "[outputs]\nsearch = false\ndata = false\nprint = false\nfeed = false\nsitemap = false\n";
    write(
        folder.path(),
        "site.toml",
        &format!("{}{settings}", SITE[0].1),
    );
    let kept = "/feed.xml\n/figures.csv\n/figures.json\n/print/\n/print/#a\n/search-index.json\n/search/\n/sitemap.xml\n/timeline.csv\n";
    write(folder.path(), "urls.txt", kept);
    let output = run(folder.path(), &["check", "--format", "short"]);
    assert_eq!(
        stdout(&output),
        "urls.txt:1:1: error[vanished-url]: `feed` is off under `[outputs]`, which published this address\n\
         urls.txt:2:1: error[vanished-url]: `data` is off under `[outputs]`, which published 3 addresses of this list\n\
         urls.txt:4:1: error[vanished-url]: `print` is off under `[outputs]`, which published 2 addresses of this list\n\
         urls.txt:6:1: error[vanished-url]: `search` is off under `[outputs]`, which published 2 addresses of this list\n\
         urls.txt:8:1: error[vanished-url]: `sitemap` is off under `[outputs]`, which published this address\n"
    );
    let output = run(folder.path(), &["check"]);
    assert!(stderr(&output).contains("turn it on again in `site.toml`: `data = true`"));
    assert!(!stderr(&output).contains("aliases"));
}
