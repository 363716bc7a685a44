//! What the clock of the machine says, decides nothing that is published. The program itself runs in 1970
//! and in 2099, where `faketime` is there to make it believe so.

#![cfg(target_os = "linux")]
#![expect(
    clippy::print_stderr,
    reason = "what could not be tried is told to those who run a test by itself"
)]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::temp::TempDir;

/// The first seconds of the clock, and the last of the century.
const TIMES: [&str; 2] = ["@1970-01-01 00:00:01", "@2099-12-31 23:59:58"];

/// How long anything may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// Returns the library that tells another time; none where it is not installed.
fn library() -> Option<String> {
    let asked = Command::new("faketime")
        .args(["-m", "-f", "+0s", "printenv", "LD_PRELOAD"])
        .output();
    let found = asked.ok().filter(|output| output.status.success());
    if found.is_none() {
        eprintln!("not tried: `faketime` is not installed");
    }
    found.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn casebook(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.args(arguments).current_dir(root);
    command
}

/// The same at another time. How long something takes is measured as ever.
fn at(time: &str, library: &str, root: &Path, arguments: &[&str]) -> Command {
    let mut command = casebook(root, arguments);
    command
        .env("LD_PRELOAD", library)
        .env("FAKETIME", time)
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    command
}

/// Runs a command to its end and returns what it said.
fn run(mut command: Command) -> String {
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    said
}

fn published(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let public = root.join("public");
    let files = walkdir::WalkDir::new(&public).into_iter().flatten();
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(&public).expect("it is below");
            let bytes = std::fs::read(entry.path()).expect("it can be read");
            (path.to_string_lossy().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn any_time_makes_the_same_site() {
    let Some(library) = library() else { return };
    let temp = TempDir::new();
    run(casebook(temp.path(), &["init", "site"]));
    let root = temp.path().join("site");
    run(casebook(&root, &["build"]));
    let now = published(&root);
    for time in TIMES {
        let said = run(at(time, &library, &root, &["build"]));
        assert!(said.contains("nothing to change"), "{time}: {said}");
        std::fs::remove_dir_all(root.join("public")).expect("it is there");
        run(at(time, &library, &root, &["build"]));
        assert!(published(&root) == now, "{time}: another site");
        let said = run(casebook(&root, &["build"]));
        assert!(said.contains("nothing to change"), "after {time}: {said}");
        run(at(time, &library, &root, &["check"]));
    }
}

/// A preview that ends with the test.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn any_time_shows_a_save() {
    let Some(library) = library() else { return };
    for time in TIMES {
        let temp = TempDir::new();
        run(casebook(temp.path(), &["init", "site"]));
        let root = temp.path().join("site");
        let mut command = at(time, &library, &root, &["serve", "--port", "0"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut served = Served(child.expect("it runs"));
        let said = lines(served.0.stderr.take().expect("it is piped"));
        let next = || said.recv_timeout(DEADLINE).expect("it says what it does");
        let line = next();
        let host = line
            .split_once("http://")
            .and_then(|(_, rest)| rest.split('/').next())
            .unwrap_or_else(|| panic!("{time}: no address in {line}"));
        while !next().contains(" pages, ") {}
        let path = "site/content/index.md";
        let text = temp.read(path).expect("`init` wrote it");
        temp.write(path, &format!("{text}\nSaid at another time.\n"));
        while !next().contains("changed") {}
        let page = get(host);
        assert!(page.contains("Said at another time."), "{time}: {page}");
    }
}

/// Returns what is said, line by line, as it is said.
fn lines(said: ChildStderr) -> Receiver<String> {
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            // The test may have heard enough.
            let _ = sender.send(line);
        }
    });
    lines
}

/// Asks for the first page.
fn get(host: &str) -> String {
    let mut stream = TcpStream::connect(host).expect("it listens");
    let limit = stream.set_read_timeout(Some(DEADLINE));
    limit.expect("a limit can be set");
    let head = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream
        .write_all(head.as_bytes())
        .expect("it takes a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer
}
