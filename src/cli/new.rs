//! `new`: an article, page, term, event, figure or source, asked for on the terminal or given whole.

mod given;

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use clap::Args;

use super::{Outcome, Stop, terminal};
use crate::diagnostic::Diagnostic;
use crate::editor::new::{
    Kind, New, Refusal, Wish, Wrong, has_taken_id, make, missing, problem, with_drafts,
};
use crate::editor::schema::Key;
use crate::fs;
use crate::load::{self, Inputs};
use crate::pipeline;
use crate::report;
use crate::site::Site;
use crate::source::{SourceId, Span};
use given::What;

/// Makes what its arguments name; what is missing is asked for on a terminal.
#[derive(Args)]
pub(super) struct NewArguments {
    #[command(subcommand)]
    what: What,
    /// Open the file in the editor that `VISUAL` or `EDITOR` names
    #[arg(long, global = true)]
    edit: bool,
    /// The id, in place of the one made of the name
    #[arg(long, global = true, value_name = "ID")]
    id: Option<String>,
    /// The folder of the site, with `site.toml` in it
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    site: PathBuf,
}

/// Makes something new and says where it is.
pub(super) fn new(arguments: &NewArguments) -> Result<Outcome, Stop> {
    let root = &arguments.site;
    let inputs = load::load(root)?;
    if inputs.settings.is_none() {
        return Err(Stop {
            message: "there is no `site.toml` in this folder".to_owned(),
            help: Some("run it in the folder of a site, or name that with `--site DIR`; `casebook init DIR` begins one".to_owned()),
        });
    }
    let mut wish = wish(arguments);
    if std::io::stdin().is_terminal() && terminal::is_terminal() {
        let (site, _) = pipeline::understand(&inputs, &with_drafts());
        ask(&site, &mut wish)?;
    }
    match make(&inputs, &wish) {
        Ok(new) => {
            write(root, &inputs, &new)?;
            say(root, &new, wish.kind);
            match arguments.edit {
                true => edit(&root.join(new.file.as_str())),
                false => Ok(Outcome::Fine),
            }
        }
        Err(refusal) => Ok(refuse(refusal, wish.kind)),
    }
}

fn wish(arguments: &NewArguments) -> Wish {
    let given = arguments.what.given();
    Wish {
        kind: given.kind(),
        id: arguments.id.clone(),
        file: given.file().cloned(),
        values: given.values(),
    }
}

/// Asks for what is missing, again where an answer will not do, but for nothing once it is known that
/// the id is taken.
fn ask(site: &Site, wish: &mut Wish) -> Result<(), Stop> {
    let problem = |kind: Kind, key: &str, value: &str| problem(site, kind, key, value);
    for key in &missing(wish, &wish.kind.keys()) {
        if has_taken_id(site, wish) {
            return Ok(());
        }
        let example = key.examples.first().map(|one| format!(", such as {one}"));
        eprintln!(
            "{}{}",
            // What YAML wants in quotes is answered without them.
            key.about
                .trim_end_matches('.')
                .replace("`\"%\"` in quotes", "`%`"),
            example.unwrap_or_default()
        );
        let answer = answer(key, wish.kind, &problem)?;
        if key.name == "url" && answer.is_empty() {
            let note = Key {
                name: "note".to_owned(),
                about: String::new(),
                ..key.clone()
            };
            eprintln!("Why there is no address");
            let why = self::answer(&note, wish.kind, &problem)?;
            wish.values.insert(note.name, why);
            continue;
        }
        wish.values.insert(key.name.clone(), answer);
    }
    Ok(())
}

fn answer(
    key: &Key,
    kind: Kind,
    problem: &impl Fn(Kind, &str, &str) -> Option<String>,
) -> Result<Vec<String>, Stop> {
    loop {
        eprint!("  {}: ", key.name);
        // What cannot be written will be seen when the answer is read.
        let _ = std::io::stderr().flush();
        let mut line = String::new();
        let length = std::io::stdin().lock().read_line(&mut line);
        if !matches!(length, Ok(length) if length > 0) {
            return Err(Stop {
                message: "nothing was made".to_owned(),
                help: None,
            });
        }
        let answers: Vec<String> = match key.is_list {
            true => line.split(',').map(|one| one.trim().to_owned()).collect(),
            false => vec![line.trim().to_owned()],
        };
        let answers: Vec<String> = answers.into_iter().filter(|one| !one.is_empty()).collect();
        if answers.is_empty() && key.name != "url" {
            eprintln!("  it must have a value");
            continue;
        }
        match answers.iter().find_map(|one| problem(kind, &key.name, one)) {
            Some(problem) => eprintln!("  {problem}"),
            None => return Ok(answers),
        }
    }
}

fn write(root: &Path, inputs: &Inputs, new: &New) -> Result<(), Stop> {
    let path = root.join(new.file.as_str());
    let old = inputs.content.iter().find(|source| source.id == new.file);
    match old {
        Some(old) if fs::holds(&path, old.text.as_bytes())? => {
            Ok(fs::rewrite_atomically(&path, new.text.as_bytes())?)
        }
        None if fs::read_if_there(&path)?.is_none() => {
            if let Some(folder) = path.parent() {
                fs::create_folder(folder)?;
            }
            Ok(fs::write_atomically(&path, new.text.as_bytes())?)
        }
        _ => Err(Stop {
            message: format!("`{}` was changed meanwhile; nothing was written", new.file),
            help: Some("run the command again".to_owned()),
        }),
    }
}

fn say(root: &Path, new: &New, kind: Kind) {
    let path = root.join(new.file.as_str());
    let path = path.display().to_string();
    let path = path.trim_start_matches("./");
    match new.is_new_file {
        true => eprintln!("wrote {path}"),
        false => eprintln!("added `{}` to {path}, line {}", new.id, new.line),
    }
    let (id, next) = (
        &new.id,
        match kind {
            Kind::Article | Kind::Page => return,
            Kind::Term => "a text that has the word links to it by itself, or",
            Kind::Event => "refer to it with its date:",
            Kind::Figure => "refer to it with its number:",
            Kind::Source => "cite it:",
        },
    );
    let form = match kind {
        Kind::Term => format!("[words](term:{id})"),
        Kind::Event => format!("[date](event:{id})"),
        Kind::Figure => format!("[](figure:{id})"),
        _ => format!("[@{id}]"),
    };
    eprintln!("{next} {form}");
}

fn refuse(refusal: Refusal, kind: Kind) -> Outcome {
    let kind = kind.name();
    match refusal {
        Refusal::Missing(keys) => {
            let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
            eprintln!("error: {} {kind} needs {}", article(kind), names.join(", "));
            eprintln!("  = help: `casebook new {kind} --help` shows how they are given");
        }
        Refusal::NoId => {
            eprintln!("error: no id can be made of this name");
            eprintln!("  = help: give one with `--id`");
        }
        Refusal::Taken(id) => {
            eprintln!("error: there is {} {kind} `{id}` already", article(kind));
            eprintln!("  = help: give another id with `--id`");
        }
        Refusal::WrongFile(form) => {
            eprintln!("error: {} {kind} cannot stand there", article(kind));
            eprintln!("  = help: its file is `{form}`");
        }
        Refusal::Wrong(wrong) => {
            let Wrong {
                file,
                diagnostics,
                inputs,
            } = *wrong;
            let texts = pipeline::texts(&inputs);
            let diagnostics: Vec<Diagnostic> = diagnostics
                .into_iter()
                .map(|found| of_what_was_asked(found, &file, &texts))
                .collect();
            terminal::draw(&diagnostics, &texts);
            eprintln!("{}; nothing was written", report::summary(&diagnostics));
        }
    }
    Outcome::Wrong
}

fn article(noun: &str) -> &'static str {
    match noun.starts_with(['a', 'e']) {
        true => "an",
        false => "a",
    }
}

/// Names the key that was asked for in place of a line of the file that would have held it, and does
/// not.
fn of_what_was_asked(
    mut found: Diagnostic,
    file: &SourceId,
    texts: &BTreeMap<SourceId, Arc<str>>,
) -> Diagnostic {
    let is_in_it = |span: &Span| span.file == *file;
    found.labels.retain(|(span, _)| !is_in_it(span));
    let text = texts.get(file).map_or("", |text| &**text);
    let Some(span) = found.span.take_if(|span| is_in_it(span)) else {
        return found;
    };
    let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    let key = line.trim_start_matches(['-', ' ']).split(':').next();
    if let Some(key) = key.filter(|key| is_key(key)) {
        found.message = format!("`{key}`: {}", found.message);
    }
    if let Some(fix) = found.fix.take().filter(|fix| !fix.replacement.is_empty()) {
        found.help.push(format!("write `{}`", fix.replacement));
        found.help.dedup();
    }
    found
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

/// Opens a file in the editor of the person who asks; the command may have arguments of its own.
fn edit(path: &Path) -> Result<Outcome, Stop> {
    let named = ["VISUAL", "EDITOR"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|command| !command.trim().is_empty());
    let Some(command) = named else {
        eprintln!(
            "neither VISUAL nor EDITOR names an editor; open {}",
            path.display()
        );
        return Ok(Outcome::Fine);
    };
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or_default();
    match Command::new(program).args(words).arg(path).status() {
        Ok(_) => Ok(Outcome::Fine),
        Err(error) => Err(Stop {
            message: format!("the editor `{command}` cannot be started: {error}"),
            help: Some(format!("the file is there: {}", path.display())),
        }),
    }
}
