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

/// How many mutations of each kind are tried; `CASEBOOK_FUZZ_ROUNDS` takes its place.
const ROUNDS: usize = 24;

/// A generator of numbers that are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).expect("the limit was a usize")
    }

    fn pick<'a>(&mut self, items: &'a [Vec<u8>]) -> &'a [u8] {
        &items[self.below(items.len())]
    }
}

#[test]
fn mutations_of_every_kind_keep_the_promises() {
    let rounds = std::env::var("CASEBOOK_FUZZ_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(ROUNDS);
    let words = dictionary();
    let mut wrong = Vec::new();
    for (name, promise) in promises::ALL {
        let seeds = promises::seeds::of(name, root());
        assert!(seeds.len() > 2, "{name} has nothing to begin with");
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        for round in 0..rounds {
            let input = mutated(&seeds, &words, &mut dice);
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

fn mutated(seeds: &[Vec<u8>], words: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = dice.pick(seeds).to_vec();
    for _ in 0..=dice.below(5) {
        let start = dice.below(bytes.len() + 1);
        let end = (start + dice.below(40)).min(bytes.len());
        match dice.below(8) {
            0 => bytes.truncate(start),
            1 => drop(bytes.drain(start..end)),
            2 => {
                let copy = bytes[start..end].to_vec();
                bytes.splice(start..start, copy);
            }
            3 => {
                let byte = u8::try_from(dice.below(256)).expect("it is below 256");
                bytes.splice(start..start, [byte]);
            }
            4 => {
                let other = dice.pick(seeds);
                let at = dice.below(other.len() + 1);
                let until = (at + dice.below(80)).min(other.len());
                bytes.splice(start..end, other[at..until].iter().copied());
            }
            5 => drop(bytes.splice(start..end, dice.pick(words).iter().copied())),
            _ => drop(bytes.splice(start..start, dice.pick(words).iter().copied())),
        }
    }
    bytes
}

/// Returns the words of libFuzzer's dictionary.
fn dictionary() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(root().join("fuzz/dictionary.txt")).expect("it is there");
    let lines = text.lines().filter(|line| line.starts_with('"'));
    lines.map(|line| word(line.trim_matches('"'))).collect()
}

/// Reads `\xHH`, `\\` and `\"`.
fn word(written: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = written.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        match (byte, after) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digit = |byte: u8| char::from(byte).to_digit(16).expect("it is a digit");
                let value = digit(*high) * 16 + digit(*low);
                bytes.push(u8::try_from(value).expect("two digits make a byte"));
                rest = after;
            }
            (b'\\', [escaped, after @ ..]) => {
                bytes.push(*escaped);
                rest = after;
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    bytes
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
