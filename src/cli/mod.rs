//! The command line: arguments as typed, commands as meant, and the one room that prints.
//!
//! Exit codes: 0 fine, 1 the content has errors, 2 the run could not go on.

#![expect(clippy::print_stderr, reason = "this is the room that talks to people")]

/// Writes to stdout. A reader that has gone, such as `head`, wants no more.
macro_rules! write_out {
    ($($part:tt)*) => {
        $crate::cli::terminal::say(format_args!($($part)*))
    };
}

/// The same, with the end of a line.
macro_rules! write_line {
    ($($part:tt)*) => {
        write_out!("{}\n", format_args!($($part)*))
    };
}

mod build;
mod diff;
mod explain;
mod fix;
mod init;
mod lsp;
mod new;
mod picture;
mod progress;
mod schema;
mod serve;
mod terminal;
mod urls;
mod uses;
mod why;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::Base;
use crate::document::date::{Date, Day};
use crate::fs;
use crate::pipeline;
use crate::publish::PublishError;
use crate::site::usage::Kind;

/// Compiles explainers: every term, date, number and source is checked
#[derive(Parser)]
#[command(name = "casebook", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the site and write what differs
    Build(BuildArguments),
    /// Say what is wrong with the site, without writing anything
    Check(CheckArguments),
    /// Show the site on this machine, and every save at once
    Serve(ServeArguments),
    /// Begin a site, with a small one that is whole
    Init(InitArguments),
    /// Add an article, page, term, event, figure or source
    New(Box<new::NewArguments>),
    /// Say how two built sites differ, page by page
    Diff(DiffArguments),
    /// Say why a word is or is not linked to the glossary
    Why(WhyArguments),
    /// List every place that rests on a figure, event, term or source
    Uses(UsesArguments),
    /// List every address that the site publishes, or keep them from vanishing
    Urls(UrlsArguments),
    /// Say what the code of a message means
    Explain(ExplainArguments),
    /// Print what may be written where, as JSON Schema, or give it to editors
    Schema(SchemaArguments),
    /// Help an editor while somebody writes: a language server on standard input and output
    Lsp(LspArguments),
    /// Draw the social picture of a page into a file
    Picture(PictureArguments),
}

/// What every command that reads a site takes.
#[derive(Args)]
struct SiteArguments {
    /// The folder of the site, with `site.toml` in it
    #[arg(long, value_name = "DIR", default_value = ".")]
    site: PathBuf,
    /// The address to publish under, in place of `base_url`
    #[arg(long, value_name = "URL", value_parser = base)]
    base_url: Option<Base>,
    /// Show drafts too
    #[arg(long)]
    drafts: bool,
}

impl SiteArguments {
    fn options(&self) -> pipeline::Options {
        pipeline::Options {
            base: self.base_url.clone(),
            drafts: self.drafts,
            ..pipeline::Options::default()
        }
    }
}

/// How a command that makes the site tells what is wrong.
#[derive(Args)]
struct TellingArguments {
    /// Treat warnings as errors
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// How to tell what is wrong; all but `human` is for programs, and stands alone on stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,
}

/// What `--format` takes.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Messages with the lines at which they point
    Human,
    /// `path:line:column: severity[code]: message`
    Short,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Marks in the pull request, made by a workflow of GitHub
    Github,
}

#[derive(Args)]
struct BuildArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// The folder to write to [default: `public` in the site's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Take over files of the output folder that Casebook did not make
    #[arg(long)]
    adopt: bool,
    /// Before writing, build again after edits and say whether anything differs
    #[arg(long)]
    verify: bool,
    #[command(flatten)]
    telling: TellingArguments,
}

#[derive(Args)]
struct CheckArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// Put every certain cure into the files, then say what is left
    #[arg(long)]
    fix: bool,
    /// The day on which the ages of sources and figures are judged [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Day>,
    #[command(flatten)]
    telling: TellingArguments,
}

#[derive(Args)]
struct ServeArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// The port; without it the first free one from 8000 on
    #[arg(long)]
    port: Option<u16>,
    /// The address to listen on, in place of 127.0.0.1: other machines may then look in
    #[arg(long, value_name = "ADDRESS")]
    host: Option<std::net::IpAddr>,
    /// Open the browser
    #[arg(long)]
    open: bool,
    /// Look at the files again and again instead of waiting for the system to tell of changes
    #[arg(long)]
    poll: bool,
}

#[derive(Args)]
struct UsesArguments {
    /// What: `figure:ID`, `event:ID`, `term:ID` or `source:ID`
    #[arg(value_parser = uses::thing)]
    thing: Thing,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Args)]
struct UrlsArguments {
    /// Add them to `urls.txt`, the list of addresses that must not vanish
    #[arg(long)]
    keep: bool,
    #[command(flatten)]
    site: SiteArguments,
}

/// What `uses` looks for.
#[derive(Clone)]
struct Thing {
    kind: Kind,
    id: String,
}

#[derive(Args)]
struct ExplainArguments {
    /// The code, such as `unknown-key`; without it all codes are listed
    code: Option<String>,
}

#[derive(Args)]
struct DiffArguments {
    /// The folder of the old build
    old: PathBuf,
    /// The folder of the new build
    new: PathBuf,
    /// What `check --format json` said of the old site
    #[arg(long, value_name = "FILE", requires = "new_messages")]
    old_messages: Option<PathBuf>,
    /// What `check --format json` said of the new site
    #[arg(long, value_name = "FILE", requires = "old_messages")]
    new_messages: Option<PathBuf>,
    /// How to tell it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: DiffFormat,
}

/// What `diff --format` takes.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// Lines for people
    Text,
    /// Markdown, for the summary of a job on GitHub
    Markdown,
}

#[derive(Args)]
struct InitArguments {
    /// The folder of the new site; it must be empty, or not be there
    folder: PathBuf,
}

#[derive(Args)]
struct LspArguments {
    /// Said by many editors; there is no other way to talk
    #[arg(long, hide = true)]
    stdio: bool,
}

#[derive(Args)]
struct SchemaArguments {
    /// What: `article`, `events` and so on; without it all are listed
    kind: Option<String>,
    /// Write all schemas into the site, with settings of VS Code that name them, and name them in
    /// the files of records
    #[arg(long, conflicts_with = "kind")]
    write: bool,
    /// The folder of the site, with `site.toml` in it
    #[arg(long, value_name = "DIR", default_value = ".")]
    site: PathBuf,
}

#[derive(Args)]
struct PictureArguments {
    /// The path of the page, such as `/timeline/`
    #[arg(default_value = "/")]
    page: String,
    /// The file to write; `static/social.png` is the picture of the site
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Args)]
struct WhyArguments {
    /// The word or words, as they stand in the text
    word: String,
    /// The file of content
    #[arg(long = "in", value_name = "FILE")]
    file: String,
    #[command(flatten)]
    site: SiteArguments,
}

/// What `--deny` takes.
#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    /// Warnings
    Warnings,
}

fn day(text: &str) -> Result<Day, String> {
    let date: Date = text.parse().map_err(|error| format!("{error}"))?;
    match date {
        Date::At(point) if point.day().is_some() && !point.is_about => Ok(point.earliest()),
        _ => Err("a day is written like `2025-12-03`".to_owned()),
    }
}

/// Returns the day on which the program runs, in Greenwich.
fn today() -> Option<Day> {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let epoch = Day {
        year: 1970,
        month: 1,
        day: 1,
    };
    let days = i64::try_from(passed.as_secs() / 86_400).ok()?;
    Day::of_number(epoch.number() + days)
}

fn base(address: &str) -> Result<Base, String> {
    Base::parse(address).map_err(str::to_owned)
}

/// The run cannot go on.
#[derive(Debug)]
struct Stop {
    message: String,
    help: Option<String>,
}

impl From<PublishError> for Stop {
    fn from(error: PublishError) -> Self {
        Stop {
            message: error.to_string(),
            help: error.help().map(str::to_owned),
        }
    }
}

impl From<fs::Error> for Stop {
    fn from(error: fs::Error) -> Self {
        Stop {
            message: error.to_string(),
            help: None,
        }
    }
}

/// How a run that could be made ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Fine,
    /// The content has errors.
    Wrong,
}

/// Runs the command that is written in the arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for and go to stdout; anything else is a slip.
            let is_slip = error.use_stderr();
            match is_slip {
                true => eprint!("{error}"),
                false => write_out!("{error}"),
            }
            return ExitCode::from(if is_slip { 2 } else { 0 });
        }
    };
    let outcome = match arguments.command {
        Command::Build(arguments) => build::build(&arguments),
        Command::Check(arguments) => build::check(&arguments),
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::New(arguments) => new::new(&arguments),
        Command::Why(arguments) => why::why(&arguments),
        Command::Uses(arguments) => uses::uses_of(&arguments),
        Command::Urls(arguments) => urls::urls_of(&arguments),
        Command::Explain(arguments) => Ok(explain::explain(&arguments)),
        Command::Schema(arguments) => schema::schema(&arguments),
        // Nothing else than standard input and output is offered, whether or not it is asked for.
        Command::Lsp(LspArguments { stdio: _ }) => lsp::lsp(),
        Command::Picture(arguments) => picture::picture(&arguments),
    };
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Wrong) => ExitCode::from(1),
        Err(stop) => {
            eprintln!("error: {}", stop.message);
            if let Some(help) = stop.help {
                eprintln!("  = help: {help}");
            }
            ExitCode::from(2)
        }
    }
}
