//! The quick part of fuzzing: what `fuzz/` promises of any bytes, tried on mutations that are the
//! same every time, and on everything that was ever found. `scripts/fuzz` tries far more.

use std::fs;
use std::path::{Path, PathBuf};

#[expect(
    unreachable_pub,
    reason = "the same files are a crate of their own for libFuzzer"
)]
#[path = "../../fuzz/src/promises.rs"]
pub(crate) mod promises;

use promises::mutations::Mutations;

/// How many mutations of each kind are tried; `CASEBOOK_FUZZ_ROUNDS` takes its place.
const ROUNDS: u64 = 24;

#[test]
fn mutations_of_every_kind_keep_the_promises() {
    let rounds = std::env::var("CASEBOOK_FUZZ_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(ROUNDS);
    let mut wrong = Vec::new();
    for (name, promise) in promises::ALL {
        let seeds = promises::seeds::of(name, root());
        assert!(seeds.len() > 2, "{name} has nothing to begin with");
        let mutations = Mutations::new(seeds, root());
        for round in 0..rounds {
            let input = mutations.of(round);
            wrong.extend(failure(name, promise, &input, &format!("round {round}")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_was_found_once_stays_mended() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for (name, promise) in promises::ALL {
        for path in files(&root().join("fuzz/finds").join(name)) {
            count += 1;
            let input = fs::read(&path).expect("a find can be read");
            wrong.extend(failure(name, promise, &input, &path.display().to_string()));
        }
    }
    assert!(count > 0 && wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Runs a promise and says how it was broken, if it was.
fn failure(name: &str, promise: promises::Promise, input: &[u8], what: &str) -> Option<String> {
    let outcome = std::panic::catch_unwind(|| promise(input));
    outcome
        .err()
        .map(|_| format!("{name}, {what}: {:?}", String::from_utf8_lossy(input)))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    files.sort();
    files
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
