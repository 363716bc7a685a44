//! Whatever lies in the folder of a site, a run ends, and says what is wrong: links, pipes, devices,
//! names that some systems cannot have, paths of great length, files that change while they are read.

#![expect(
    clippy::print_stderr,
    reason = "counts, and what could not be tried, are told to those who run a test by itself"
)]

use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use casebook::fs;
use casebook::load::{self, Inputs};
use casebook::pipeline::{self, Built, Options};
use casebook::report;
use casebook::source::SourceId;

use crate::temp::TempDir;

fn site() -> TempDir {
    let site = TempDir::new();
    site.write(
        "site.toml",
        "title = \"A\"\nbase_url = \"https://example.org/\"\n",
    );
    site.write(
        "content/index.md",
        "---\ntitle: A\nsummary: S.\n---\nText.\n",
    );
    site
}

fn build(site: &TempDir) -> (Inputs, Built) {
    let inputs = load::load(site.path()).expect("the site can be read");
    let built = pipeline::build(&inputs, &Options::default(), &|_| {});
    (inputs, built)
}

/// Returns all that is said of a site, one a line.
fn said(site: &TempDir) -> String {
    let (inputs, built) = build(site);
    let texts = pipeline::texts(&inputs);
    let find = |id: &SourceId| texts.get(id).cloned();
    report::short(&built.diagnostics, &find)
}

fn assert_said(site: &TempDir, expected: &[&str]) {
    let said = said(site);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines, expected);
}

#[cfg(unix)]
#[test]
fn links_are_told_and_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = TempDir::new();
    outside.write("secret.md", "---\ntitle: Secret\nsummary: S.\n---\n");
    let site = site();
    site.write("content/pages/p.md", "---\ntitle: P\nsummary: S.\n---\n");
    site.write("static/a.txt", "a");
    let links = [
        (outside.path().join("secret.md"), "content/pages/out.md"),
        (outside.path().to_owned(), "content/glossary"),
        (site.path().join("content"), "content/pages/circle"),
        ("loop".into(), "content/loop"),
        ("nothing-there".into(), "static/gone.txt"),
        ("/dev/zero".into(), "static/zero.bin"),
        (site.path().to_owned(), "templates"),
    ];
    for (to, at) in links {
        symlink(to, site.path().join(at)).expect("links can be made");
    }
    // The folder of templates itself may be a link: what is in it counts.
    std::fs::remove_file(site.path().join("templates")).expect("it is there");
    assert_said(
        &site,
        &[
            "content/glossary: warning[unexpected-file]: `content/glossary` is a link, and links are not followed",
            "content/loop: warning[unexpected-file]: `content/loop` is a link, and links are not followed",
            "content/pages/circle: warning[unexpected-file]: `content/pages/circle` is a link, and links are not followed",
            "content/pages/out.md: warning[unexpected-file]: `content/pages/out.md` is a link, and links are not followed",
            "static/gone.txt: warning[unexpected-file]: `static/gone.txt` is a link, and links are not followed",
            "static/zero.bin: warning[unexpected-file]: `static/zero.bin` is a link, and links are not followed",
        ],
    );
    let (_, built) = build(&site);
    let outputs = built.outputs.values();
    let leaks = outputs.filter(|bytes| String::from_utf8_lossy(bytes).contains("Secret"));
    assert_eq!(leaks.count(), 0);
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_told_and_not_waited_for() {
    let site = site();
    std::fs::create_dir_all(site.path().join("content/pages")).expect("it is new");
    std::fs::create_dir_all(site.path().join("static")).expect("it is new");
    pipe(&site.path().join("content/pages/p.md"));
    pipe(&site.path().join("static/s.bin"));
    assert_said(
        &site,
        &[
            "content/pages/p.md: warning[unexpected-file]: `content/pages/p.md` is no file that could be read",
            "static/s.bin: warning[unexpected-file]: `static/s.bin` is no file that could be read",
        ],
    );
    std::fs::remove_file(site.path().join("site.toml")).expect("it is there");
    pipe(&site.path().join("site.toml"));
    let error = load::load(site.path()).expect_err("a pipe is no file of settings");
    let error = error.to_string();
    assert!(error.starts_with("cannot read `"), "{error}");
    assert!(
        error.ends_with("site.toml`: it is not a regular file"),
        "{error}"
    );
}

#[cfg(unix)]
fn pipe(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo is there");
}

#[test]
fn names_that_differ_by_case_or_form_alone_are_refused() {
    let site = site();
    // Where the system does not tell them apart, there is one file, and nothing to say.
    site.write("static/Map.txt", "a");
    site.write("static/map.txt", "b");
    site.write("static/caf\u{e9}.txt", "a");
    site.write("static/cafe\u{301}.txt", "b");
    let is_case_told = site.read("static/Map.txt").as_deref() == Some("a");
    let is_form_told = site.read("static/caf\u{e9}.txt").as_deref() == Some("a");
    let said = said(&site);
    let clash = "`static/Map.txt` and `static/map.txt` would be published at `/Map.txt` and `/map.txt`, which differ only in case";
    assert_eq!(said.contains(clash), is_case_told, "{said}");
    let form = "a name has a letter and its accent as two characters, which some systems make one";
    assert_eq!(said.contains(form), is_form_told, "{said}");
}

#[cfg(unix)]
#[test]
fn names_that_windows_cannot_have_are_refused_on_every_system() {
    let site = site();
    site.write(
        "content/articles/con.md",
        "---\ntitle: Con\nsummary: S.\n---\n",
    );
    const NAMES: [&str; 8] = [
        "NUL",
        "aux.txt",
        "com1.tar.gz",
        "a:b",
        "what?",
        "end.",
        "blank ",
        "x\\y",
    ];
    for name in NAMES {
        site.write(&format!("static/{name}"), "a");
    }
    let said = said(&site);
    let refused = said
        .lines()
        .filter(|line| line.contains("cannot be published"));
    assert_eq!(refused.count(), 9, "{said}");
    for name in NAMES.into_iter().chain(["/con/"]) {
        let shown = name.replace('\\', "\\\\");
        assert!(said.contains(&shown), "{name}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn paths_of_4000_bytes_are_told() {
    let site = site();
    let room = 3_900 - site.path().as_os_str().len();
    let name = "d".repeat(200);
    let deep = vec![name.as_str(); room / 201].join("/");
    site.write(&format!("static/{deep}/a.txt"), "a");
    site.write(&format!("content/{deep}/a.md"), "a");
    let said = said(&site);
    assert!(
        said.contains("the path is longer than 1,024 bytes"),
        "{said}"
    );
    assert!(
        said.contains("warning[unexpected-file]: nothing uses `content/"),
        "{said}"
    );
    assert_eq!(said.lines().count(), 2, "{said}");
}

#[cfg(unix)]
#[test]
fn files_that_cannot_be_read_stop_the_run_with_their_path() {
    let site = site();
    let path = site.path().join("content/index.md");
    forbid(&path);
    let told = match load::load(site.path()) {
        Err(error) => error.to_string(),
        Ok(_) => match checked_as_somebody_else(&site) {
            Some(told) => told,
            None => {
                eprintln!("not tried: this user may read everything");
                return;
            }
        },
    };
    assert!(
        told.contains("content/index.md") && told.contains("denied"),
        "{told}"
    );
}

#[cfg(unix)]
fn forbid(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o000)).expect("it is ours");
}

/// Lets somebody check the site who may read only what all may, which takes a program and a folder that all may
/// read. None where there is nobody else, or no way to become them.
#[cfg(unix)]
fn checked_as_somebody_else(site: &TempDir) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let all = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(site.path(), all).expect("it is ours");
    let program = site.path().join("casebook");
    std::fs::copy(env!("CARGO_BIN_EXE_casebook"), &program).expect("the program can be copied");
    let run = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(&program)
        .arg("check")
        .arg("--site")
        .arg(site.path())
        .output()
        .ok()?;
    assert_eq!(run.status.code(), Some(2), "{run:?}");
    Some(String::from_utf8_lossy(&run.stderr).into_owned())
}

/// Stops the writer, be it that the test failed.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What is written in less time than the clock of the disk can tell apart may be taken for whole;
/// nothing else, and nobody waits for an end that does not come.
#[test]
fn a_file_that_never_stays_the_same_is_read_or_refused_and_never_waited_for() {
    let site = site();
    let path = site.path().join("content/index.md");
    let is_stopped = AtomicBool::new(false);
    let refused = std::thread::scope(|scope| {
        let _stop = Stop(&is_stopped);
        scope.spawn(|| {
            let half = "a".repeat(100_000);
            while !is_stopped.load(Ordering::Relaxed) {
                let mut file = std::fs::File::create(&path).expect("the test may write");
                for _ in 0..2 {
                    file.write_all(half.as_bytes()).expect("the test may write");
                }
            }
        });
        let told = (0..100).map(|_| fs::read(&path));
        let refused = told.filter_map(Result::err).inspect(|error| {
            let told = error.to_string();
            assert!(told.ends_with("it changes while it is read"), "{told}");
        });
        refused.count()
    });
    eprintln!("refused {refused} of 100 reads");
}

#[test]
fn files_that_vanish_stop_the_run_with_their_path() {
    let site = site();
    let error = fs::read(&site.path().join("content/gone.md")).expect_err("there is none");
    assert!(error.to_string().contains("content/gone.md"), "{error}");
}

/// Bombs of YAML are refused at once.
#[test]
fn bombs_are_refused() {
    let mut aliases = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (this, before) in ('b'..='j').zip('a'..) {
        aliases += &format!(
            "{this}: &{this} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
        );
    }
    let nested = format!("- id: {}\n", "[".repeat(100_000));
    let maps = format!("- id: {}\n", "{a: ".repeat(50_000));
    for (path, text) in [
        ("content/pages/p.md", format!("---\n{aliases}---\n")),
        (
            "content/timeline/e.yaml",
            format!("- id: x\n  {}", aliases.replace('\n', "\n  ")),
        ),
        ("content/timeline/e.yaml", nested),
        ("content/figures/f.yaml", maps),
        ("site.toml", format!("title = {}", "[".repeat(100_000))),
    ] {
        let site = site();
        site.write(path, &text);
        let said = said(&site);
        assert!(said.contains("error["), "{path}: {said}");
        assert!(said.len() < 50_000, "{path}: {} bytes are said", said.len());
    }
}

/// How many parts of a giant make the usual test; `CASEBOOK_GIANTS=1` tries it whole.
const PARTS: usize = 1_000;

/// Sizes that no explainer has. Without optimisation the whole of them takes minutes.
#[test]
fn giants_are_read_to_their_end() {
    let parts = std::env::var("CASEBOOK_GIANTS").ok();
    let parts: usize = parts.and_then(|parts| parts.parse().ok()).unwrap_or(PARTS);
    for (what, piece, count) in [
        ("a line of 10 MB", "word ", 2_000_000),
        ("links", "[x](a.md) ", 100_000),
        ("citations", "word [@nobody] ", 100_000),
        ("stray links", "[a](b c) ", 100_000),
        ("headings", "# A\n\n", 1_000_000),
        ("quotes in one another", "> ", 1_000_000),
        ("brackets", "[", 1_000_000),
        ("lists in one another", "- ", 1_000_000),
    ] {
        let count = count / parts;
        let begun = std::time::Instant::now();
        let site = site();
        let text = piece.repeat(count);
        site.write(
            "content/articles/a.md",
            &format!("---\ntitle: A\nsummary: S.\n---\n{text}\n"),
        );
        let (_, built) = build(&site);
        let told = built.diagnostics.len();
        let is_page = built.outputs.contains_key("articles/a/index.html");
        assert!(told > 0 || is_page, "{what}: neither a page nor a message");
        eprintln!("{what}, {count}: {told} messages, {:?}", begun.elapsed());
    }
}
