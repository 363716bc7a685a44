//! Looks for texts whose work grows faster than they do: pieces and pairs of pieces, repeated, at one
//! length and at sixteen times that length. Linear work takes 16 times as long and quadratic 256 times;
//! what takes more than 48 times is told. The time of the processor counts, and of several runs the
//! fastest, so that a busy machine does not show.

use std::time::Duration;

use casebook::load::Inputs;
use casebook::pipeline::{self, Options};
use casebook::report::{self, Style};
use casebook::source::{Source, SourceId};
use cpu_time::ThreadTime;

const SHORT: usize = 8_000;
const FACTOR: usize = 16;
const MOST: f64 = 48.0;

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

fn main() -> std::process::ExitCode {
    promises::on_this_thread();
    let mut tried = 0;
    let mut found = 0;
    for (first, one) in PIECES.iter().enumerate() {
        for other in std::iter::once("").chain(PIECES.iter().skip(first + 1).copied()) {
            for prose in [true, false] {
                tried += 1;
                let piece = format!("{one}{other}");
                let growth = growth(&piece, prose);
                if growth > MOST {
                    found += 1;
                    println!(
                        "{piece:?} repeated, in {}: {growth:.0} times the work",
                        if prose { "a text" } else { "a record" }
                    );
                }
            }
        }
    }
    println!("{tried} texts tried, {found} whose work grows faster than they do");
    std::process::ExitCode::from(u8::from(found > 0))
}

/// Returns how many times longer the long text takes; short times count for nothing.
fn growth(piece: &str, prose: bool) -> f64 {
    let short = fastest(&inputs(piece, SHORT, prose), 5);
    let long = fastest(&inputs(piece, SHORT * FACTOR, prose), 1);
    let ratio = |long: Duration| long.as_secs_f64() / short.as_secs_f64().max(0.000_5);
    match ratio(long) > MOST {
        true => ratio(fastest(&inputs(piece, SHORT * FACTOR, prose), 3)),
        false => ratio(long),
    }
}

fn inputs(piece: &str, length: usize, prose: bool) -> Inputs {
    let text = piece.repeat(length / piece.len());
    let mut inputs = promises::sites::inputs();
    let (path, text) = match prose {
        true => (
            "content/articles/a.md",
            format!("---\ntitle: A\nsummary: S.\n---\n{text}\n"),
        ),
        false => (
            "content/timeline/a.yaml",
            format!(
                "- id: plan\n  date: 2025-12-03\n  title: A plan\n  sources: [council]\n  summary: {text}\n"
            ),
        ),
    };
    for file in &mut inputs.content {
        if file.id.as_str() == path {
            *file = Source::new(path, text.clone());
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
