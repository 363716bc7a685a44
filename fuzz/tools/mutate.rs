//! Tries a great many mutations of what coverage-guided fuzzing has kept, without the cost of watching coverage:
//! ten to twenty times as many inputs in a second, each of which has to keep the same promises.
//!
//! ```sh
//! cargo run --release --manifest-path fuzz/Cargo.toml --bin mutate -- records 10000000
//! ```
//!
//! Begins with the seeds and with `fuzz/corpus/TARGET`. A third number leaves out what is longer, in bytes; a fourth is
//! the number of the first mutation. A find is left in `fuzz/artifacts/TARGET`, and so is what is not done after twenty
//! seconds.

use std::fs;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use promises::mutations::Mutations;
use promises::{ALL, Promise};

/// A thread of the program has so much of a stack.
const STACK: usize = 2 << 20;
/// What takes longer than this hangs.
const LONGEST: Duration = Duration::from_secs(20);
/// How often is looked whether something hangs, and how often is said how far it is.
const LOOK: Duration = Duration::from_secs(1);
const SAY: Duration = Duration::from_secs(60);
/// So many finds are enough to go on with.
const MOST_FINDS: u64 = 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Result<Vec<u64>, _> = arguments.iter().skip(1).map(|text| text.parse()).collect();
    let wanted = ALL
        .iter()
        .find(|(name, _)| arguments.first().is_some_and(|wanted| wanted == name));
    let (Some((name, promise)), Ok([count, rest @ ..])) = (wanted, numbers.as_deref()) else {
        let names = ALL.map(|(name, _)| name).join(", ");
        eprintln!("usage: mutate TARGET COUNT [LONGEST [FIRST]]\ntargets: {names}");
        return ExitCode::from(2);
    };
    let longest = rest.first().copied().unwrap_or(u64::MAX);
    let first = rest.get(1).copied().unwrap_or(0);
    match run(name, *promise, longest, first..first.saturating_add(*count)) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::from(2)
        }
    }
}

/// Tries mutations, and returns how many broke the promise.
fn run(
    name: &'static str,
    promise: Promise,
    longest: u64,
    numbers: std::ops::Range<u64>,
) -> io::Result<u64> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seeds = promises::seeds::of(name, &root);
    seeds.extend(kept(&root.join("fuzz/corpus").join(name))?);
    seeds.retain(|seed| seed.len() as u64 <= longest);
    let mutations = Arc::new(Mutations::new(seeds, &root));
    let finds = root.join("fuzz/artifacts").join(name);
    let start = Instant::now();
    let first = numbers.start;
    let at = Arc::new(AtomicU64::new(first));
    let (done, is_done) = mpsc::channel();
    let worker = {
        let (mutations, finds, at) = (mutations.clone(), finds.clone(), at.clone());
        let work = move || {
            promises::on_this_thread();
            let found = try_all(promise, &mutations, numbers, &finds, &at);
            // Nobody listens where it was given up.
            let _ = done.send(());
            found
        };
        thread::Builder::new().stack_size(STACK).spawn(work)?
    };
    let mut seen = (first, Instant::now());
    let mut said = Instant::now();
    while is_done.recv_timeout(LOOK) == Err(mpsc::RecvTimeoutError::Timeout) {
        let now = at.load(Ordering::Relaxed);
        if now != seen.0 {
            seen = (now, Instant::now());
        } else if seen.1.elapsed() > LONGEST {
            let path = keep(&finds, now, &mutations.of(now))?;
            println!("{name}: {} is not done after {LONGEST:?}", path.display());
            return Ok(1);
        }
        if said.elapsed() > SAY {
            said = Instant::now();
            println!("{name}: {} inputs in {:.0?}", now - first, start.elapsed());
        }
    }
    let found = worker
        .join()
        .map_err(|_| io::Error::other("the worker broke"))??;
    let tried = at.load(Ordering::Relaxed) - first;
    println!(
        "{name}: {tried} inputs of {} seeds in {:.0?}, {found} finds",
        mutations.seeds.len(),
        start.elapsed()
    );
    Ok(found)
}

/// Tries one after another; `at` is the number of the one that is tried.
fn try_all(
    promise: Promise,
    mutations: &Mutations,
    numbers: std::ops::Range<u64>,
    finds: &Path,
    at: &AtomicU64,
) -> io::Result<u64> {
    let mut found = 0;
    for number in numbers {
        at.store(number, Ordering::Relaxed);
        let input = mutations.of(number);
        if panic::catch_unwind(AssertUnwindSafe(|| promise(&input))).is_err() {
            println!("a find: {}", keep(finds, number, &input)?.display());
            found += 1;
            if found == MOST_FINDS {
                break;
            }
        }
    }
    at.fetch_add(1, Ordering::Relaxed);
    Ok(found)
}

fn keep(folder: &Path, number: u64, input: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("mutation-{number}"));
    fs::write(&path, input)?;
    Ok(path)
}

/// Returns what libFuzzer has kept.
fn kept(folder: &Path) -> io::Result<Vec<Vec<u8>>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths?;
    paths.sort();
    paths.into_iter().map(fs::read).collect()
}
