//! Publishing survives what the world does to it: each file is wholly old or wholly new, the next run
//! completes the rest, leaves no orphan, and nothing that is not ours is touched.

#![expect(
    clippy::print_stderr,
    reason = "counts, and what could not be tried, are told to those who run a test by itself"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use casebook::publish::{Destination, Outputs, publish};

use crate::temp::TempDir;

/// How many builds are killed; `CASEBOOK_KILLS` takes its place.
const KILLS: u32 = 10;
/// How many files each of the two sites has that differ from the other's.
const FILES: usize = 150;

/// Two states of one site, between which builds go back and forth.
fn write_site(root: &TempDir, state: usize) {
    root.write(
        "site.toml",
        "title = \"A\"\nbase_url = \"https://example.org/\"\n",
    );
    root.write(
        "content/index.md",
        &format!("---\ntitle: State {state}\nsummary: S.\n---\n"),
    );
    let statics = root.path().join("static");
    // It may not be there yet.
    let _ = std::fs::remove_dir_all(&statics);
    for number in 0..FILES {
        let text = format!("{state} ").repeat(2_000);
        root.write(&format!("static/both-{number}/file.txt"), &text);
        root.write(&format!("static/only-{state}/{number}.txt"), &text);
    }
}

fn casebook(root: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
    command.arg("build").current_dir(root.path());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Returns all files below a folder with their bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().flatten();
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("it is below");
            let path = path.to_string_lossy().replace('\\', "/");
            (path, std::fs::read(entry.path()).expect("it can be read"))
        })
        .collect()
}

#[test]
fn builds_that_are_killed_leave_whole_files_and_the_next_completes_them() {
    let kills = std::env::var("CASEBOOK_KILLS").ok();
    let kills = kills.and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let root = TempDir::new();
    let public = root.path().join("public");
    let mut states = Vec::new();
    let mut longest = Duration::ZERO;
    for state in 0..2 {
        write_site(&root, state);
        let begun = std::time::Instant::now();
        assert!(casebook(&root).status().expect("it runs").success());
        longest = begun.elapsed();
        states.push(contents(&public));
    }
    std::fs::write(public.join("theirs.txt"), "not ours").expect("the test may write");
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let (mut midway, mut orphans) = (0, 0);
    for round in 0..kills {
        let state = (round as usize + 1) % 2;
        write_site(&root, state);
        let mut child = casebook(&root).spawn().expect("it runs");
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        // Most of a run comes before its first write: the second half of it is where kills hurt.
        let share = 0.4 + 0.6 * (dice % 1000) as f64 / 1000.0;
        std::thread::sleep(longest.mul_f64(share));
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().expect("it was ours");
        let left = contents(&public);
        for (path, bytes) in &left {
            let is_whole = states.iter().any(|state| state.get(path) == Some(bytes));
            let is_unfinished = path
                .rsplit('/')
                .next()
                .is_some_and(|name| name.starts_with(".casebook-tmp-"));
            assert!(
                is_whole || is_unfinished || path == "theirs.txt",
                "round {round}: half of {path}"
            );
            orphans += usize::from(is_unfinished);
        }
        let is_done = states.iter().any(|state| {
            state
                .iter()
                .all(|(path, bytes)| left.get(path) == Some(bytes))
        });
        midway += usize::from(!is_done || left.len() != states[state].len() + 1);
        if round % 5 == 4 {
            assert!(casebook(&root).status().expect("it runs").success());
            let mut done = contents(&public);
            assert_eq!(done.remove("theirs.txt").as_deref(), Some(&b"not ours"[..]));
            assert!(
                done == states[state],
                "round {round}: the next run did not complete it"
            );
        }
    }
    eprintln!(
        "{kills} builds killed, {midway} of them between two states, {orphans} unfinished files left and removed by the next"
    );
}

#[test]
fn two_builds_at_once_take_turns_and_the_second_says_so() {
    let root = TempDir::new();
    write_site(&root, 0);
    assert!(casebook(&root).status().expect("it runs").success());
    // Hold the lock as a build does that is still writing.
    let notes = std::fs::read_dir(root.path().join(".casebook")).expect("it is there");
    let lock = notes
        .map(|entry| entry.expect("it can be listed").path())
        .find(|path| path.extension().is_some_and(|ending| ending == "lock"))
        .expect("there is a lock");
    let held = casebook::fs::lock(&lock, &|| panic!("nobody holds it")).expect("it can be taken");
    let mut second = casebook(&root)
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    let mut said = std::io::BufReader::new(second.stderr.take().expect("it is piped"));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut said, &mut line).expect("it says something");
    assert!(line.starts_with("another build is writing to "), "{line}");
    assert!(line.ends_with("; this one waits for its end\n"), "{line}");
    drop(held);
    assert!(second.wait().expect("it was ours").success());
}

fn outputs(files: &[(&str, usize)]) -> Outputs {
    let outputs = files.iter();
    outputs
        .map(|(path, length)| ((*path).to_owned(), vec![b'x'; *length].into()))
        .collect()
}

fn destination(root: &Path, folder: &Path) -> Destination {
    Destination {
        folder: folder.to_owned(),
        state: root.join("site/.casebook"),
        adopt: false,
        home: None,
    }
}

/// A disk of its own, where this user may make one.
#[cfg(target_os = "linux")]
struct Disk(PathBuf);

#[cfg(target_os = "linux")]
impl Disk {
    fn mount(folder: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(folder).expect("the folder is new");
        let option = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &option, "none"])
            .arg(folder)
            .stderr(Stdio::null())
            .status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Self(folder.to_owned()));
        }
        eprintln!("not tried: this user may not mount a disk");
        None
    }

    fn remount(&self, option: &str) {
        let options = format!("remount,{option}");
        let status = Command::new("mount")
            .args(["-o", &options])
            .arg(&self.0)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "{option}");
    }
}

#[cfg(target_os = "linux")]
impl Drop for Disk {
    fn drop(&mut self) {
        // A disk that stays mounted is emptied with the machine.
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// A small disk to publish to, for a site beside it.
#[cfg(target_os = "linux")]
fn published_to_a_disk(root: &TempDir) -> Option<(Disk, Destination)> {
    std::fs::create_dir(root.path().join("site")).expect("the folder is new");
    let folder = root.path().join("public");
    let disk = Disk::mount(&folder, "512k")?;
    Some((disk, destination(root.path(), &folder)))
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_whole_files_and_a_larger_one_takes_the_rest() {
    let root = TempDir::new();
    let Some((disk, destination)) = published_to_a_disk(&root) else {
        return;
    };
    let old = outputs(&[("a.txt", 1_000), ("b.txt", 2_000), ("old.txt", 10)]);
    let new = outputs(&[("a.txt", 1_001), ("b.txt", 600_000), ("c/d.txt", 300_000)]);
    publish(&old, &destination, None, &|| {}).expect("there is room for these");
    let error = publish(&new, &destination, None, &|| {}).expect_err("there is no room");
    assert!(error.to_string().contains("b.txt"), "{error}");
    for (path, bytes) in contents(&destination.folder) {
        let is_whole = [&old, &new]
            .iter()
            .any(|outputs| outputs.get(&path).is_some_and(|whole| **whole == *bytes));
        assert!(is_whole, "half of {path}");
    }
    disk.remount("size=4m");
    publish(&new, &destination, None, &|| {}).expect("there is room now");
    let done: BTreeMap<String, Vec<u8>> = new
        .iter()
        .map(|(path, bytes)| (path.clone(), bytes.to_vec()))
        .collect();
    assert!(
        contents(&destination.folder) == done,
        "the next run completes the rest and leaves no orphan"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_for_notes_that_is_full_changes_nothing() {
    let root = TempDir::new();
    let site = root.path().join("site");
    let folder = root.path().join("public");
    let Some(disk) = Disk::mount(&site, "16k") else {
        return;
    };
    let destination = destination(root.path(), &folder);
    let old = outputs(&[("a.txt", 10)]);
    publish(&old, &destination, None, &|| {}).expect("there is room for these notes");
    let names: Vec<String> = (0..500)
        .map(|number| format!("folder-{number}/file.txt"))
        .collect();
    let many: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 1)).collect();
    let error = publish(&outputs(&many), &destination, None, &|| {}).expect_err("there is no room");
    assert!(error.to_string().contains(".casebook"), "{error}");
    assert_eq!(
        contents(&folder).len(),
        1,
        "nothing was written without being noted"
    );
    disk.remount("size=1m");
    publish(&outputs(&many), &destination, None, &|| {}).expect("there is room now");
    assert_eq!(contents(&folder).len(), 500);
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_may_only_be_read_changes_nothing() {
    let root = TempDir::new();
    let Some((disk, destination)) = published_to_a_disk(&root) else {
        return;
    };
    let old = outputs(&[("a.txt", 10), ("b.txt", 10)]);
    let new = outputs(&[("a.txt", 20)]);
    publish(&old, &destination, None, &|| {}).expect("it may be written to");
    disk.remount("ro");
    let error = publish(&new, &destination, None, &|| {}).expect_err("it may not be written to");
    assert!(error.to_string().contains("public"), "{error}");
    assert_eq!(contents(&destination.folder).len(), 2);
    disk.remount("rw");
    publish(&new, &destination, None, &|| {}).expect("it may be written to again");
    assert_eq!(contents(&destination.folder).len(), 1);
}

#[test]
fn readers_of_the_old_files_keep_them_whole() {
    use std::io::Read as _;
    let root = TempDir::new();
    let folder = root.path().join("public");
    std::fs::create_dir(root.path().join("site")).expect("the folder is new");
    let destination = destination(root.path(), &folder);
    publish(
        &outputs(&[("a.txt", 100_000), ("b.txt", 5)]),
        &destination,
        None,
        &|| {},
    )
    .expect("nothing is in the way");
    let mut reader = std::fs::File::open(folder.join("a.txt")).expect("it is there");
    let mut start = [0; 10];
    reader.read_exact(&mut start).expect("it can be read");
    let held = std::fs::File::open(folder.join("b.txt")).expect("it is there");
    let published = publish(&outputs(&[("a.txt", 7)]), &destination, None, &|| {});
    // Windows lets nobody replace what is open; then the old stays, and the next run does it.
    if published.is_ok() {
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).expect("it can still be read");
        assert_eq!(rest.len(), 99_990);
    }
    drop((reader, held));
    publish(&outputs(&[("a.txt", 7)]), &destination, None, &|| {}).expect("nobody holds it now");
    assert_eq!(contents(&folder)["a.txt"].len(), 7);
}

#[test]
fn times_of_files_decide_nothing() {
    let root = TempDir::new();
    let folder = root.path().join("public");
    std::fs::create_dir(root.path().join("site")).expect("the folder is new");
    let destination = destination(root.path(), &folder);
    let files = outputs(&[("a.txt", 10), ("b.txt", 10)]);
    publish(&files, &destination, None, &|| {}).expect("nothing is in the way");
    // 1 January 1970 and the last days of 2099.
    for seconds in [0, 4_102_000_000] {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        for path in files.keys() {
            let file = std::fs::File::options().write(true).open(folder.join(path));
            file.and_then(|file| file.set_modified(time))
                .expect("the test may set times");
        }
        let published = publish(&files, &destination, None, &|| {}).expect("nothing is in the way");
        assert_eq!((published.written, published.kept), (0, 2), "{seconds}");
        std::fs::write(folder.join("a.txt"), "0123456789").expect("the test may write");
        let published = publish(&files, &destination, None, &|| {}).expect("it was ours");
        assert_eq!((published.written, published.kept), (1, 1), "{seconds}");
    }
}
