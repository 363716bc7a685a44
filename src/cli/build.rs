//! `build` and `check`.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::progress::Progress;
use super::{
    BuildArguments, CheckArguments, Deny, Outcome, SiteArguments, Stop, TellingArguments, fix,
    terminal, today,
};
use crate::audit;
use crate::diagnostic::{Diagnostic, Severity};
use crate::editor;
use crate::load::{self, Inputs};
use crate::pipeline::{self, Built, Memory};
use crate::publish::{self, Destination, Published};
use crate::report;

/// Makes the site and writes it, unless it has errors, or unless the folder holds what it would write.
pub(super) fn build(arguments: &BuildArguments) -> Result<Outcome, Stop> {
    let begun = Instant::now();
    let inputs = load(&arguments.site)?;
    let destination = destination(arguments);
    let shown = destination.folder.display().to_string();
    let waiting = || eprintln!("another build is writing to {shown}; this one waits for its end");
    let done = |counted: &str, what: &str| {
        eprintln!("{counted} in {}: {what}", duration(begun.elapsed()));
    };
    let made_from = made_from(&inputs, &arguments.site);
    if !arguments.verify
        && let Some(made_from) = &made_from
        && let Some(counted) = publish::unchanged(&destination, made_from, &waiting)?
    {
        let nothing = Built::default();
        let outcome = tell(&nothing, &inputs, &arguments.site, &arguments.telling);
        done(&counted, &changes(&Published::default(), &shown));
        return Ok(outcome);
    }
    let options = pipeline::Options {
        drawn: Arc::new(publish::pictures::known(&destination.state)?),
        ..arguments.site.options()
    };
    let (mut built, outcome) = make(&inputs, &arguments.site, &options, &arguments.telling);
    if outcome == Outcome::Wrong {
        eprintln!(
            "{}; nothing was written",
            report::summary(&built.diagnostics)
        );
        return Ok(outcome);
    }
    if arguments.verify {
        verify(&inputs, &arguments.site, &built)?;
    }
    draw(&mut built, &destination.state)?;
    let counted = counted(&built);
    let made_from = made_from.filter(|_| built.diagnostics.is_empty());
    let note = made_from.as_ref().map(|made_from| publish::Note {
        made_from,
        told: &counted,
    });
    let published = publish::publish(&built.outputs, &destination, note, &waiting)?;
    for warning in &published.warnings {
        eprintln!("warning: {warning}");
    }
    let what = format!("{}{}", drew(&built), changes(&published, &shown));
    done(&counted, &what);
    Ok(outcome)
}

/// Returns where a site is to be written.
fn destination(arguments: &BuildArguments) -> Destination {
    let root = &arguments.site.site;
    let folder = arguments.out.clone();
    Destination {
        folder: folder.unwrap_or_else(|| root.join("public")),
        state: root.join(".casebook"),
        adopt: arguments.adopt,
        home: std::env::home_dir(),
    }
}

/// Returns all that a site is made from: what was read, what was asked for, and the program itself, which
/// somebody may be working on. None where that is not known: some of the site could not be read as it is, or
/// the program does not find itself.
fn made_from(inputs: &Inputs, site: &SiteArguments) -> Option<Vec<u8>> {
    let program = crate::fs::stamps(&std::env::current_exe().ok()?, |_| false);
    if program.is_empty() || !inputs.diagnostics.is_empty() {
        return None;
    }
    let asked = (&site.base_url, site.drafts);
    let mut all = inputs.digest().to_vec();
    all.extend(format!("{} {program:?} {asked:?}", env!("CARGO_PKG_VERSION")).into_bytes());
    Some(all)
}

/// Draws what was not drawn before, and keeps it for the next time.
fn draw(built: &mut Built, state: &Path) -> Result<(), Stop> {
    if built.pictures.is_empty() {
        return Ok(());
    }
    let wanted = built.pictures.iter().map(|picture| &picture.key).collect();
    let there = publish::pictures::read(state, &wanted)?;
    let drawn = pipeline::draw(built, there);
    Ok(publish::pictures::keep(state, &drawn)?)
}

fn drew(built: &Built) -> String {
    match built.work.drawn {
        0 => String::new(),
        1 => "drew 1 picture, ".to_owned(),
        count => format!("drew {count} pictures, "),
    }
}

/// Makes the site and writes nothing, but for the cures that are asked for.
pub(super) fn check(arguments: &CheckArguments) -> Result<Outcome, Stop> {
    let begun = Instant::now();
    let options = pipeline::Options {
        today: arguments.today.or_else(today),
        ..arguments.site.options()
    };
    let (built, outcome) = match arguments.fix {
        true => cure(&arguments.site, &options, &arguments.telling)?,
        false => {
            let inputs = load(&arguments.site)?;
            make(&inputs, &arguments.site, &options, &arguments.telling)
        }
    };
    eprintln!(
        "{}: {} in {}",
        report::summary(&built.diagnostics),
        counted(&built),
        duration(begun.elapsed()),
    );
    Ok(outcome)
}

fn make(
    inputs: &Inputs,
    site: &SiteArguments,
    options: &pipeline::Options,
    telling: &TellingArguments,
) -> (Built, Outcome) {
    let progress = Progress::start();
    let mut memory = Memory::of_one_build();
    let built = memory.build(inputs, options, &|stage| progress.stage(stage));
    // The process is about to end, and gives back all it holds at once.
    std::mem::forget(memory);
    drop(progress);
    let outcome = tell(&built, inputs, site, telling);
    (built, outcome)
}

/// Builds again after edits, and stops where that makes another site.
fn verify(inputs: &Inputs, site: &SiteArguments, built: &Built) -> Result<(), Stop> {
    let found = audit::verify::differences(inputs, &site.options(), built);
    if found.is_empty() {
        let count = built.outputs.len();
        eprintln!("built again after edits: {count} files, all the same");
        return Ok(());
    }
    Err(Stop {
        message: format!(
            "the site built again is not the same:\n  {}",
            found.join("\n  ")
        ),
        help: Some("this is a mistake of Casebook itself: please report it".to_owned()),
    })
}

/// Puts cures into the files, and makes the site from what they are then.
fn cure(
    site: &SiteArguments,
    options: &pipeline::Options,
    telling: &TellingArguments,
) -> Result<(Built, Outcome), Stop> {
    let inputs = load(site)?;
    let fixed = editor::fix::fix(&inputs, options);
    fix::write(&inputs, &fixed, &site.site)?;
    let outcome = tell(&fixed.built, &fixed.inputs, site, telling);
    Ok((fixed.built, outcome))
}

/// Tells what is wrong, and returns what that means for the run.
fn tell(
    built: &Built,
    inputs: &Inputs,
    site: &SiteArguments,
    telling: &TellingArguments,
) -> Outcome {
    let texts = pipeline::texts(inputs);
    terminal::tell(&built.diagnostics, &texts, telling.format, &site.site);
    outcome(&built.diagnostics, telling.deny)
}

/// Reads the site, if there is a folder.
pub(super) fn load(site: &SiteArguments) -> Result<Inputs, Stop> {
    if !crate::fs::is_folder(&site.site) {
        return Err(Stop {
            message: format!("there is no folder `{}`", site.site.display()),
            help: Some("`--site DIR` names the folder of the site".to_owned()),
        });
    }
    Ok(load::load(&site.site)?)
}

fn outcome(diagnostics: &[Diagnostic], deny: Option<Deny>) -> Outcome {
    let is_wrong = diagnostics
        .iter()
        .any(|diagnostic| match diagnostic.severity {
            Severity::Error => true,
            Severity::Warning => deny.is_some(),
            Severity::Off => false,
        });
    if is_wrong {
        Outcome::Wrong
    } else {
        Outcome::Fine
    }
}

/// "214 pages, 71 terms, 100 events".
pub(super) fn counted(built: &Built) -> String {
    let counts = built.counts;
    let of = |count: usize, thing: &str| match count {
        1 => format!("1 {thing}"),
        _ => format!("{count} {thing}s"),
    };
    [
        of(counts.pages, "page"),
        of(counts.terms, "term"),
        of(counts.events, "event"),
    ]
    .join(", ")
}

fn changes(published: &Published, folder: &str) -> String {
    match (published.written, published.removed) {
        (0, 0) => format!("nothing to change in {folder}"),
        (written, 0) => format!("wrote {written} files to {folder}"),
        (written, removed) => format!("wrote {written} files to {folder}, removed {removed}"),
    }
}

/// Returns a time that is short to read: "84 ms", "1.4 s".
pub(super) fn duration(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        millis => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
    }
}
