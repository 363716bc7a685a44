//! Looks for texts whose work grows faster than they do: pieces and pairs of pieces, repeated, in a text, in
//! a field and in lists of keys, at one length and at sixteen times that length. Linear work takes 16
//! times as long and quadratic 256 times. What takes more than 48 times is tried at a quarter of the longer
//! length as well, since thousands of messages outgrow the caches of a processor: linear work takes 4 times as long
//! from there and quadratic 16 times; what takes more than 8 times is told. The time of the processor counts, and
//! of several runs the fastest, so that a busy machine does not show.
//!
//! ```sh
//! cargo run --release --manifest-path fuzz/Cargo.toml --bin growth -- 2250 3030
//! ```
//!
//! tries the texts with these numbers, the last left out; without numbers it tries all, which takes a night.

use std::time::Duration;

use casebook::load::Inputs;
use casebook::pipeline::{self, Options};
use casebook::report::{self, Style};
use casebook::source::{Source, SourceId};
use cpu_time::ThreadTime;

const FACTOR: usize = 16;
const MOST: f64 = 48.0;

const LAST_FACTOR: usize = 4;
const MOST_AT_LAST: f64 = 8.0;

const PIECES: [&str; 44] = [
    "[",
    "]",
    "> ",
    "- ",
    "* ",
    "1. ",
    "*",
    "**",
    "_",
    "`",
    "``",
    "~~~\n",
    "![",
    "[@a",
    "[@council] ",
    "[@a; ",
    "](",
    "](term: ",
    "](figure:",
    "<!--",
    "-->",
    "<b>",
    "&",
    "&amp;",
    "\\",
    "[^a",
    "[^a] ",
    "\n[^a]: x\n\n",
    "# A\n",
    "a\n===\n",
    "[x][y] ",
    "[x](a.md) ",
    "| a ",
    "|-|\n",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "€1 billion ",
    "3 May 2025, ",
    "reparations loan ",
    "\u{5d0}",
    "a\u{301}",
    "\u{0}",
];

/// Items of lists of keys, most of them wrong.
const ITEMS: [&str; 14] = [
    "- {}\n",
    "- # A\n",
    "- a: b\n",
    "- - a\n",
    "- [@x]\n",
    "- x\n",
    "- id: a\n",
    "- {id: A}\n",
    "- {id: a, title: T, label: L, date: 2025-12-03}\n",
    "- {question: Q, answer: '[@x] [](figure:x)'}\n",
    "- title: [\n",
    "- &a b\n",
    "- titel: T\n",
    "-\n",
];

/// Where a text stands.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// In the text of an article.
    Text,
    /// In a field of a record.
    Field,
    /// As the records of a file.
    Records(&'static str),
    /// Below a key of the settings of an article.
    Settings(&'static str),
    /// Below a key of a fenced block.
    Block(&'static str),
}

impl Place {
    /// Returns how long the shorter of two texts is. Settings may not be longer than 64 KiB.
    fn shorter(self) -> usize {
        match self {
            Place::Settings(_) => 4_000,
            _ => 8_000,
        }
    }
}

const LISTS: [Place; 10] = [
    Place::Records("timeline"),
    Place::Records("figures"),
    Place::Records("sources"),
    Place::Settings("events"),
    Place::Settings("questions"),
    Place::Settings("changes"),
    Place::Settings("tags"),
    Place::Block("flow\nparties"),
    Place::Block("flow\nsteps"),
    Place::Block("timeline\nevents"),
];

fn main() -> std::process::ExitCode {
    promises::on_this_thread();
    let mut numbers = std::env::args()
        .skip(1)
        .map(|number| number.parse::<usize>());
    let (Ok(first), Ok(end)) = (
        numbers.next().unwrap_or(Ok(0)),
        numbers.next().unwrap_or(Ok(usize::MAX)),
    ) else {
        eprintln!("usage: growth [FIRST [END]]");
        return std::process::ExitCode::from(2);
    };
    let mut tried = 0;
    let mut found = 0;
    for (piece, place) in texts().into_iter().take(end).skip(first) {
        tried += 1;
        if let Some(growth) = growth(&piece, place) {
            found += 1;
            println!("{piece:?} repeated, in {place:?}: {growth:.0} times the work");
        }
    }
    println!("{tried} texts tried, {found} whose work grows faster than they do");
    std::process::ExitCode::from(u8::from(found > 0))
}

/// Returns what is tried: pieces and pairs of pieces in prose, items and pairs of items in lists.
fn texts() -> Vec<(String, Place)> {
    let mut texts = Vec::new();
    for (pieces, places) in [
        (PIECES.as_slice(), [Place::Text, Place::Field].as_slice()),
        (ITEMS.as_slice(), LISTS.as_slice()),
    ] {
        for (first, one) in pieces.iter().enumerate() {
            for other in std::iter::once(&"").chain(&pieces[first + 1..]) {
                let piece = format!("{one}{other}");
                texts.extend(places.iter().map(|place| (piece.clone(), *place)));
            }
        }
    }
    texts
}

/// Returns how many times longer the long text takes, if that is too long; short times count for nothing.
fn growth(piece: &str, place: Place) -> Option<f64> {
    let time = |length, runs| fastest(&inputs(piece, length, place), runs);
    let ratio =
        |long: Duration, short: Duration| long.as_secs_f64() / short.as_secs_f64().max(0.000_5);
    let length = place.shorter() * FACTOR;
    let short = time(place.shorter(), 3);
    if ratio(time(length, 1), short) <= MOST {
        return None;
    }
    let long = time(length, 3);
    let growth = ratio(long, short);
    let at_last = ratio(long, time(length / LAST_FACTOR, 3));
    (growth > MOST && at_last > MOST_AT_LAST).then_some(growth)
}

fn inputs(piece: &str, length: usize, place: Place) -> Inputs {
    let text = piece.repeat(length / piece.len());
    let mut inputs = promises::sites::inputs();
    let article = |settings: &str, text: &str| {
        let text = format!("---\ntitle: A\nsummary: S.\n{settings}---\n{text}\n");
        Source::new("content/articles/a.md", text)
    };
    let source = match place {
        Place::Text => article("", &text),
        Place::Field => Source::new(
            "content/timeline/a.yaml",
            format!(
                "- id: plan\n  date: 2025-12-03\n  title: A plan\n  sources: [council]\n  summary: {text}\n"
            ),
        ),
        Place::Records(folder) => Source::new(format!("content/{folder}/a.yaml"), text),
        Place::Settings(key) => article(&format!("{key}:\n{text}"), ""),
        Place::Block(key) => article("", &format!("~~~{key}:\n{text}~~~\n")),
    };
    for file in &mut inputs.content {
        if file.id == source.id {
            *file = source.clone();
        }
    }
    inputs
}

fn fastest(inputs: &Inputs, times: usize) -> Duration {
    let once = || {
        let begun = ThreadTime::now();
        let (_, diagnostics) = pipeline::understand(inputs, &Options::default());
        let texts = pipeline::texts(inputs);
        let find = |id: &SourceId| texts.get(id).cloned();
        report::short(&diagnostics, &find);
        report::human(
            &diagnostics[..diagnostics.len().min(100)],
            &find,
            Style::PLAIN,
        );
        begun.elapsed()
    };
    (0..times).map(|_| once()).min().unwrap_or_default()
}
