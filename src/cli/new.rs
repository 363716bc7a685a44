//! `new`: an article, page, term, event, figure or source, asked for on the terminal or given whole.

use std::collections::BTreeMap;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::Command;

use clap::{Args, Subcommand};

use super::{Outcome, SiteArguments, Stop, terminal, today};
use crate::diagnostic::Diagnostic;
use crate::editor::new::{Kind, New, Refusal, Wish, make, missing, problem};
use crate::editor::schema::Key;
use crate::fs;
use crate::load::{self, Inputs};
use crate::pipeline;
use crate::report;

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
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Subcommand)]
enum What {
    /// An article, a file in content/articles
    Article {
        /// The title
        title: Option<String>,
        /// One or two sentences that answer the title
        #[arg(long)]
        summary: Option<String>,
        /// Not to be published yet
        #[arg(long)]
        draft: bool,
    },
    /// A page, a file in content/pages
    Page {
        /// The title
        title: Option<String>,
        /// One or two sentences on the page
        #[arg(long)]
        summary: Option<String>,
    },
    /// A glossary entry, a file in content/glossary
    Term {
        /// The name, as in running text
        term: Option<String>,
        /// One plain sentence of at most 200 characters
        #[arg(long)]
        short: Option<String>,
        /// What it is: term, institution, person, place, instrument or law
        #[arg(long)]
        kind: Option<String>,
        /// Another name; may be given several times
        #[arg(long = "alias", value_name = "NAME")]
        aliases: Vec<String>,
        /// A source, by id; may be given several times
        #[arg(long = "source", value_name = "ID")]
        sources: Vec<String>,
    },
    /// An event, a record in content/timeline
    Event {
        /// What happened, in a few words
        title: Option<String>,
        /// When: `2025-12-03`, `2025-12`, `2025-12-18/2025-12-19`
        #[arg(long)]
        date: Option<String>,
        /// A source, by id; may be given several times
        #[arg(long = "source", value_name = "ID")]
        sources: Vec<String>,
        /// What happened, in a few sentences
        #[arg(long)]
        summary: Option<String>,
        /// A tag; may be given several times
        #[arg(long = "tag", value_name = "TAG")]
        tags: Vec<String>,
        /// How sure it is: high, medium or low
        #[arg(long)]
        confidence: Option<String>,
        /// The list that is to hold it
        #[arg(long, value_name = "FILE")]
        file: Option<String>,
    },
    /// A figure, a record in content/figures
    Figure {
        /// What the number is called
        label: Option<String>,
        /// The number alone
        #[arg(long, allow_hyphen_values = true)]
        value: Option<String>,
        /// The unit: `EUR bn`, `%`, `votes`
        #[arg(long)]
        unit: Option<String>,
        /// The date for which it holds
        #[arg(long)]
        as_of: Option<String>,
        /// What exactly is counted
        #[arg(long)]
        measures: Option<String>,
        /// A source, by id; may be given several times
        #[arg(long = "source", value_name = "ID")]
        sources: Vec<String>,
        /// The series to which it belongs
        #[arg(long)]
        series: Option<String>,
        /// What a reader must know to use it
        #[arg(long)]
        note: Option<String>,
        /// The list that is to hold it
        #[arg(long, value_name = "FILE")]
        file: Option<String>,
    },
    /// A source, a record in content/sources
    Source {
        /// Its title, as printed
        title: Option<String>,
        /// Who published it
        #[arg(long)]
        publisher: Option<String>,
        /// Its address
        #[arg(long)]
        url: Option<String>,
        /// A note, which says why there is no address where there is none
        #[arg(long)]
        note: Option<String>,
        /// When it was published
        #[arg(long)]
        published: Option<String>,
        /// What it is: official, law, data, news or analysis
        #[arg(long)]
        kind: Option<String>,
        /// The list that is to hold it
        #[arg(long, value_name = "FILE")]
        file: Option<String>,
    },
}

/// Makes something new and says where it is.
pub(super) fn new(arguments: &NewArguments) -> Result<Outcome, Stop> {
    let root = &arguments.site.site;
    let inputs = load::load(root)?;
    if inputs.settings.is_none() {
        return Err(Stop {
            message: "there is no `site.toml` in this folder".to_owned(),
            help: Some("run it in the folder of a site, or name that with `--site DIR`; `casebook init DIR` begins one".to_owned()),
        });
    }
    let options = arguments.site.options();
    let mut wish = wish(arguments);
    if std::io::stdin().is_terminal() && terminal::is_terminal() {
        let (site, _) = pipeline::understand(&inputs, &options);
        let keys = wish.kind.keys();
        let asked = missing(&wish, &keys);
        ask(&asked, &mut wish, |kind, key, value| {
            problem(&site, kind, key, value)
        })?;
    }
    match make(&inputs, &options, &wish) {
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
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut one = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            values.insert(key.to_owned(), vec![value.clone()]);
        }
    };
    let mut list = None;
    let mut lists: Vec<(&str, &Vec<String>)> = Vec::new();
    let kind = match &arguments.what {
        What::Article {
            title,
            summary,
            draft,
        } => {
            one("title", title);
            one("summary", summary);
            one("draft", &draft.then(|| "true".to_owned()));
            Kind::Article
        }
        What::Page { title, summary } => {
            one("title", title);
            one("summary", summary);
            Kind::Page
        }
        What::Term {
            term,
            short,
            kind,
            aliases,
            sources,
        } => {
            one("term", term);
            one("short", short);
            one("kind", kind);
            lists.extend([("aliases", aliases), ("sources", sources)]);
            Kind::Term
        }
        What::Event {
            title,
            date,
            sources,
            summary,
            tags,
            confidence,
            file,
        } => {
            one("title", title);
            one("date", date);
            one("summary", summary);
            one("confidence", confidence);
            lists.extend([("sources", sources), ("tags", tags)]);
            list = file.clone();
            Kind::Event
        }
        What::Figure {
            label,
            value,
            unit,
            as_of,
            measures,
            sources,
            series,
            note,
            file,
        } => {
            for (key, value) in [
                ("label", label),
                ("value", value),
                ("unit", unit),
                ("as_of", as_of),
                ("measures", measures),
                ("series", series),
                ("note", note),
            ] {
                one(key, value);
            }
            lists.push(("sources", sources));
            list = file.clone();
            Kind::Figure
        }
        What::Source {
            title,
            publisher,
            url,
            note,
            published,
            kind,
            file,
        } => {
            for (key, value) in [
                ("title", title),
                ("publisher", publisher),
                ("url", url),
                ("note", note),
                ("published", published),
                ("kind", kind),
            ] {
                one(key, value);
            }
            // Whoever adds a source has it before them.
            one("checked", &today().map(|day| day.to_string()));
            list = file.clone();
            Kind::Source
        }
    };
    for (key, given) in lists.into_iter().filter(|(_, given)| !given.is_empty()) {
        values.insert(key.to_owned(), given.clone());
    }
    Wish {
        kind,
        id: arguments.id.clone(),
        file: list,
        values,
    }
}

/// Asks for what is missing, again where an answer will not do.
fn ask(
    keys: &[Key],
    wish: &mut Wish,
    problem: impl Fn(Kind, &str, &str) -> Option<String>,
) -> Result<(), Stop> {
    for key in keys {
        let example = key.examples.first().map(|one| format!(", such as {one}"));
        eprintln!(
            "{}{}",
            key.about.trim_end_matches('.'),
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
        Refusal::Wrong(diagnostics, inputs) => {
            draw(&diagnostics, &inputs);
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

fn draw(diagnostics: &[Diagnostic], inputs: &Inputs) {
    terminal::draw(diagnostics, &pipeline::texts(inputs));
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
