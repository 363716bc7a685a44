//! Measures one thing in a process of its own, so that its memory is its own too; `scripts/bench`
//! runs it and makes the table.
//!
//! ```text
//! scripts/make-site 1000 /tmp/site
//! cargo bench --bench measure -- stages /tmp/site       stage by stage, for people
//! cargo bench --bench measure -- cold /tmp/site         one cold build in memory
//! cargo bench --bench measure -- list /tmp/site         all outputs with their sizes
//! cargo bench --bench measure -- floor /tmp/site LIST   the floor, with outputs of that list
//! cargo bench --bench measure -- warm /tmp/site         nothing changed, and one edit of each kind
//! cargo bench --bench measure -- seen /tmp/site         the page of an edited article, a hundred times
//! cargo bench --bench measure -- outputs /tmp/site      which extra outputs are on
//! ```
//!
//! All but `stages`, `list` and `outputs` print one line for each measurement: its name, seconds on
//! the wall, seconds of work, and what was made.

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

mod clock;
mod floor;
mod warm;

use std::path::Path;

use casebook::load;
use casebook::pipeline::{self, Memory, Options};

use clock::Clock;

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments = std::env::args().skip(1);
    let arguments: Vec<String> = arguments.filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["cold", site] => cold(Path::new(site)),
        ["list", site] => list(Path::new(site)),
        ["floor", site, list] => floor::run(Path::new(site), Path::new(list)),
        ["warm", site] => warm::lines(Path::new(site)),
        ["stages", site] => warm::table(Path::new(site)),
        ["seen", site] => warm::seen(Path::new(site)),
        ["outputs", site] => outputs(Path::new(site)),
        _ => println!("measure cold|list|warm|stages|seen|outputs SITE, or floor SITE LIST"),
    }
}

/// Reads and builds, from nothing.
fn cold(site: &Path) {
    let clock = Clock::start();
    let inputs = load::load(site).expect("the site can be read");
    let mut memory = Memory::of_one_build();
    let built = memory.build(&inputs, &Options::default(), &|_| {});
    let time = clock.time();
    let bytes: usize = built.outputs.values().map(|bytes| bytes.len()).sum();
    time.print(
        "cold",
        &format!("{} files, {bytes} bytes", built.outputs.len()),
    );
    // What a program holds at its end is not a part of what it does.
    std::mem::forget((inputs, memory, built));
}

fn list(site: &Path) {
    let inputs = load::load(site).expect("the site can be read");
    let built = pipeline::build(&inputs, &Options::default(), &|_| {});
    for (path, bytes) in &built.outputs {
        println!("{} {path}", bytes.len());
    }
}

fn outputs(site: &Path) {
    let inputs = load::load(site).expect("the site can be read");
    let config = casebook::config::read(inputs.settings.as_ref(), None, &mut Vec::new());
    println!("{:?}", config.outputs);
}
