//! The command line: the one room that prints.

#![expect(clippy::print_stderr, reason = "this is the room that talks to people")]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::diagnostic::Severity;
use crate::load;
use crate::pipeline::{self, Options};
use crate::report::{self, Style};

/// Compiles explainers: every term, date, number and source is checked.
#[derive(Parser)]
#[command(name = "casebook", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Say what is wrong with the site, without writing anything
    Check(Check),
}

#[derive(Args)]
struct Check {
    /// The folder of the site
    #[arg(long, default_value = ".")]
    site: PathBuf,
}

/// Runs the command that is written in the arguments.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let arguments = Arguments::parse_from(arguments);
    let Command::Check(check) = arguments.command;
    let inputs = match load::load(&check.site) {
        Ok(inputs) => inputs,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let mut understood = pipeline::understand(&inputs, &Options::default());
    pipeline::settle(&understood.site, &mut understood.diagnostics);
    let texts = pipeline::texts(&inputs);
    let find = |id: &crate::source::SourceId| texts.get(id).cloned();
    eprint!(
        "{}",
        report::human(&understood.diagnostics, &find, Style::PLAIN)
    );
    eprintln!("{}", report::summary(&understood.diagnostics));
    let has_errors = understood
        .diagnostics
        .iter()
        .any(|d| d.severity == Severity::Error);
    ExitCode::from(u8::from(has_errors))
}
