//! `serve`: the preview's events as lines, and the browser opened.

use std::process::{Command, Stdio};

use super::build::{counted, duration};
use super::{Outcome, ServeArguments, Stop, terminal};
use crate::preview::{self, Event, Options, Watching};
use crate::report;

/// Shows the site until the process is ended.
pub(super) fn serve(arguments: &ServeArguments) -> Result<Outcome, Stop> {
    let site = &arguments.site;
    let options = Options {
        host: arguments.host,
        port: arguments.port,
        drafts: site.drafts,
        base: site.base_url.clone(),
        poll: arguments.poll,
    };
    let mut wants_browser = arguments.open;
    let mut say = |event: Event<'_>| match event {
        Event::Listening { address, watching } => {
            eprintln!("Casebook shows the site at {address} (end with Ctrl+C)");
            tell_watching(&watching);
            if std::mem::take(&mut wants_browser) {
                open(&address);
            }
        }
        Event::Built {
            built,
            texts,
            changed,
            is_shown,
            time,
        } => {
            terminal::draw(&built.diagnostics, texts);
            let summary = report::summary(&built.diagnostics);
            let shown = match (is_shown, changed) {
                (false, _) => "the last good site stays".to_owned(),
                (true, 1) => "1 file changed".to_owned(),
                (true, count) => format!("{count} files changed"),
            };
            eprintln!(
                "{} in {}: {summary}; {shown}",
                counted(built),
                duration(time)
            );
        }
        Event::Failed(problem) => eprintln!("error: {problem}; the last good site stays"),
        Event::Watching(watching) => tell_watching(&watching),
    };
    match preview::serve(&site.site, options, &mut say) {
        Ok(()) => Ok(Outcome::Fine),
        Err(error) => {
            let help = matches!(error, preview::Error::Bind(..))
                .then(|| "leave `--port` out to take the next free port".to_owned());
            Err(Stop {
                message: error.to_string(),
                help,
            })
        }
    }
}

fn tell_watching(watching: &Watching) {
    if let Watching::Polling(reason) = watching {
        eprintln!("changes are looked for again and again: {reason}");
    }
}

/// Asks the system to open an address. That it cannot is no reason to stop: the address has been
/// printed.
fn open(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(before)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        eprintln!("no browser could be opened; open the address by hand");
    }
}
