//! How long builds take in memory: cold, with nothing changed, and after one edit of each kind.
//!
//! ```text
//! scripts/make-site 1000 /tmp/site
//! cargo bench --bench warm -- /tmp/site
//! ```
//!
//! Prints medians in milliseconds, stage by stage, and what each edit made anew. Where Linux tells
//! how long the thread was at work, that is the time; elsewhere it is the clock on the wall.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

use std::cell::RefCell;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use casebook::load::{self, Inputs};
use casebook::pipeline::{Memory, Options, Stage, Work};
use casebook::source::Source;

/// How often each edit is made.
const ROUNDS: usize = 5;

fn main() {
    let folders = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'));
    for folder in folders {
        let inputs = load::load(Path::new(&folder)).expect("the site can be read");
        measure(&folder, inputs);
    }
}

/// Returns the time that this thread has worked.
fn now() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| BEGUN.elapsed(), Duration::from_nanos)
}

/// The times of one build: all of it, and each stage.
struct Times {
    whole: Duration,
    stages: [Duration; 4],
    work: Work,
}

fn build(memory: &mut Memory, inputs: &Inputs) -> Times {
    let marks: RefCell<Vec<(Stage, Duration)>> = RefCell::default();
    let begun = now();
    let built = memory.build(inputs, &Options::default(), &|stage| {
        marks.borrow_mut().push((stage, now()));
    });
    let ended = now();
    let marks = marks.into_inner();
    let mut stages = [Duration::ZERO; 4];
    for (at, (stage, from)) in marks.iter().enumerate() {
        let to = marks.get(at + 1).map_or(ended, |(_, to)| *to);
        let place = Stage::ALL.iter().position(|other| other == stage);
        stages[place.expect("all stages are listed")] += to - *from;
    }
    Times {
        whole: ended - begun,
        stages,
        work: built.work,
    }
}

fn measure(folder: &str, mut inputs: Inputs) {
    println!("{folder}: {} files", inputs.content.len());
    println!(
        "{:16} {:>9} {:>9} {:>9} {:>9} {:>9}  parsed checked made printed",
        "", "all", "reading", "linking", "rendering", "scanning"
    );
    let cold = (0..3)
        .map(|_| build(&mut Memory::default(), &inputs))
        .collect();
    print("cold", cold);
    let mut memory = Memory::default();
    build(&mut memory, &inputs);
    print(
        "nothing",
        (0..ROUNDS).map(|_| build(&mut memory, &inputs)).collect(),
    );
    type Change = fn(&str, usize) -> String;
    let edits: [(&str, &str, Change); 5] = [
        ("article", "content/articles/", |text, round| {
            format!("{text}\nA new line {round}.\n")
        }),
        ("term, short", "content/glossary/", |text, round| {
            text.replacen("short: What", &format!("short: In round {round}, what"), 1)
        }),
        ("term, text", "content/glossary/", |text, round| {
            format!("{text}\nA new line {round}.\n")
        }),
        ("event, summary", "content/timeline/", |text, round| {
            amid(text, "  summary: ", &format!("In round {round}. "))
        }),
        ("figure, label", "content/figures/", |text, round| {
            amid(text, "  label: ", &format!("Round {round}, "))
        }),
    ];
    for (name, folder, change) in edits {
        let positions = inputs.content.iter().enumerate();
        let found: Vec<usize> = positions
            .filter(|(_, source)| source.id.as_str().starts_with(folder))
            .map(|(at, _)| at)
            .collect();
        let at = found[found.len() / 2];
        let before = inputs.content[at].clone();
        let times = (0..ROUNDS).map(|round| {
            let text = change(&before.text, round);
            inputs.content[at] = Source::new(before.id.as_str(), text);
            build(&mut memory, &inputs)
        });
        let times = times.collect();
        print(name, times);
        inputs.content[at] = before;
        build(&mut memory, &inputs);
    }
    let base = include_str!("../templates/base.html");
    let times = (0..3).map(|round| {
        let text = base.replacen("</head>", &format!("<!-- {round} --></head>"), 1);
        inputs.templates = vec![Source::new("templates/base.html", text)];
        build(&mut memory, &inputs)
    });
    print("base template", times.collect());
}

/// Inserts a text after the middle one of all places where a key stands.
fn amid(text: &str, key: &str, insert: &str) -> String {
    let places: Vec<usize> = text
        .match_indices(key)
        .map(|(at, _)| at + key.len())
        .collect();
    let mut text = text.to_owned();
    text.insert_str(places[places.len() / 2], insert);
    text
}

fn print(name: &str, mut times: Vec<Times>) {
    times.sort_by_key(|times| times.whole);
    let middle = &times[times.len() / 2];
    let millis = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
    let [parse, assemble, render, scan] = middle.stages.map(millis);
    let work = middle.work;
    println!(
        "{name:16} {:>9} {parse:>9} {assemble:>9} {render:>9} {scan:>9}  {} {} {} {}",
        millis(middle.whole),
        work.parsed,
        work.checked,
        work.enriched,
        work.printed
    );
}
