//! Builds in one process: nothing changed, and one edit of each kind; and how soon after an edit the page
//! in view is there, before the rest of the site.

use std::cell::RefCell;
use std::path::Path;

use casebook::load::{self, Inputs};
use casebook::pipeline::{Memory, Options, Stage, Work};
use casebook::source::Source;

use crate::clock::{Clock, Time};

/// How often each edit is made.
const ROUNDS: usize = 5;

/// A change of a text, another one in each round.
type Change = fn(&str, usize) -> String;

/// What is changed: its name, the folder of the file, and how.
const EDITS: [(&str, &str, Change); 5] = [
    ("article", "content/articles/", |text, round| {
        format!("{text}\nA new line {round}.\n")
    }),
    ("term, short", "content/glossary/", |text, round| {
        text.replacen("short: What", &format!("short: In round {round}, what"), 1)
    }),
    ("term, text", "content/glossary/", |text, round| {
        format!("{text}\nA new line {round}.\n")
    }),
    ("event", "content/timeline/", |text, round| {
        amid(text, "  summary: ", &format!("In round {round}. "))
    }),
    ("figure", "content/figures/", |text, round| {
        amid(text, "  label: ", &format!("Round {round}, "))
    }),
];

/// What one build took and did.
struct Run {
    whole: Time,
    /// By the stages in order.
    stages: [Time; 4],
    work: Work,
}

/// Prints a line for each kind of build that `scripts/bench` reads.
pub(crate) fn lines(site: &Path) {
    measure(site, &mut |name, run| {
        let work = run.work;
        let made = format!(
            "{} parsed, {} checked, {} made, {} printed",
            work.parsed, work.checked, work.enriched, work.printed
        );
        run.whole.print(name, &made);
    });
}

/// Prints a table of milliseconds at work, stage by stage.
pub(crate) fn table(site: &Path) {
    println!(
        "{:17} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}  parsed checked made printed",
        "ms of work", "on wall", "all", "reading", "linking", "rendering", "scanning"
    );
    measure(site, &mut |name, run| {
        let millis = |time: std::time::Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
        let stages = run.stages.map(|time| format!("{:>9}", millis(time.work)));
        let work = run.work;
        println!(
            "{name:17} {:>9} {:>9} {}  {} {} {} {}",
            millis(run.whole.wall),
            millis(run.whole.work),
            stages.join(" "),
            work.parsed,
            work.checked,
            work.enriched,
            work.printed
        );
    });
}

/// Builds in all ways, and tells of the middle run of each.
fn measure(site: &Path, tell: &mut dyn FnMut(&str, &Run)) {
    let mut inputs = load::load(site).expect("the site can be read");
    let mut memory = Memory::default();
    tell("cold", &build(&mut memory, &inputs));
    let runs = (0..ROUNDS).map(|_| build(&mut memory, &inputs));
    tell("nothing", &middle(runs.collect()));
    for (name, folder, change) in EDITS {
        let positions = inputs.content.iter().enumerate();
        let found: Vec<usize> = positions
            .filter(|(_, source)| source.id.as_str().starts_with(folder))
            .map(|(at, _)| at)
            .collect();
        let at = found[found.len() / 2];
        let before = inputs.content[at].clone();
        let runs = (0..ROUNDS).map(|round| {
            let text = change(&before.text, round);
            inputs.content[at] = Source::new(before.id.as_str(), text);
            build(&mut memory, &inputs)
        });
        let runs = runs.collect();
        tell(name, &middle(runs));
        if let Some(page) = seen_at(&inputs, &before) {
            let runs = (0..ROUNDS).map(|round| {
                let text = change(&before.text, round);
                inputs.content[at] = Source::new(before.id.as_str(), text);
                look(&mut memory, &inputs, &page)
            });
            let runs = runs.collect();
            tell(&format!("{name}, seen"), &middle(runs));
        }
        inputs.content[at] = before;
        build(&mut memory, &inputs);
    }
    let page = page_of(&inputs.content[0]);
    let base = include_str!("../../templates/base.html");
    let runs = (0..3).map(|round| {
        let text = base.replacen("</head>", &format!("<!-- {round} --></head>"), 1);
        inputs.templates = vec![Source::new("templates/base.html", text)];
        build(&mut memory, &inputs)
    });
    tell("base template", &middle(runs.collect()));
    let runs = (0..ROUNDS).map(|round| {
        let text = base.replacen("</head>", &format!("<!-- again {round} --></head>"), 1);
        inputs.templates = vec![Source::new("templates/base.html", text)];
        look(&mut memory, &inputs, &page)
    });
    tell("base t., seen", &middle(runs.collect()));
    std::mem::forget(memory);
}

/// Edits one article a hundred times and tells when its page was there, the rest of the site left alone.
pub(crate) fn seen(site: &Path) {
    let mut inputs = load::load(site).expect("the site can be read");
    let mut memory = Memory::default();
    build(&mut memory, &inputs);
    let articles = inputs.content.iter().enumerate();
    let articles =
        articles.filter(|(_, source)| source.id.as_str().starts_with("content/articles/"));
    let articles: Vec<usize> = articles.map(|(at, _)| at).collect();
    let at = articles[articles.len() / 2];
    let before = inputs.content[at].clone();
    let page = page_of(&before);
    let runs = (0..100).map(|round| {
        let text = format!("{}\nA new line {round}.\n", before.text);
        inputs.content[at] = Source::new(before.id.as_str(), text);
        let clock = Clock::start();
        memory.begin(&inputs, &Options::default());
        let read = clock.time();
        assert!(memory.look_at(&page).is_some(), "there is a page `{page}`");
        let whole = clock.time();
        Run {
            whole,
            stages: [read, Time::default(), whole - read, Time::default()],
            work: Work::default(),
        }
    });
    let middle = middle(runs.collect());
    middle.whole.print("seen", "from the text to the page");
    middle.stages[0].print("  read", "parsed, assembled, checked");
    std::mem::forget(memory);
}

fn build(memory: &mut Memory, inputs: &Inputs) -> Run {
    let marks: RefCell<Vec<(Stage, Time)>> = RefCell::default();
    let clock = Clock::start();
    let built = memory.build(inputs, &Options::default(), &|stage| {
        marks.borrow_mut().push((stage, clock.time()));
    });
    let whole = clock.time();
    let marks = marks.into_inner();
    let mut stages = [Time::default(); 4];
    for (at, (stage, from)) in marks.iter().enumerate() {
        let to = marks.get(at + 1).map_or(whole, |(_, to)| *to);
        let place = Stage::ALL.iter().position(|other| other == stage);
        stages[place.expect("all stages are listed")] += to - *from;
    }
    Run {
        whole,
        stages,
        work: built.work,
    }
}

/// Takes an edit in and makes the page in view, as the preview does; then the rest, which is not measured.
fn look(memory: &mut Memory, inputs: &Inputs, page: &str) -> Run {
    let clock = Clock::start();
    memory.begin(inputs, &Options::default());
    let read = clock.time();
    assert!(memory.is_sound(), "the site is sound");
    let glimpse = memory.look_at(page);
    let whole = clock.time();
    assert!(glimpse.is_some(), "there is a page `{page}`");
    let built = memory.complete(&|_| (), &|| false);
    let work = built.map(|built| built.work).unwrap_or_default();
    Run {
        whole,
        stages: [read, Time::default(), whole - read, Time::default()],
        work,
    }
}

/// Returns the path of a page that shows what is edited: that of the text, or of an article that names the record.
fn seen_at(inputs: &Inputs, source: &Source) -> Option<String> {
    let records = ["content/timeline/", "content/figures/"];
    if !records
        .iter()
        .any(|folder| source.id.as_str().starts_with(folder))
    {
        return Some(page_of(source));
    }
    let ids = source
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("- id: "));
    let ids: Vec<&str> = ids.collect();
    let id = ids.get(ids.len() / 2)?;
    let articles = inputs.content.iter();
    let mut articles =
        articles.filter(|source| source.id.as_str().starts_with("content/articles/"));
    let link = format!(":{id})");
    articles
        .find(|article| article.text.contains(&link))
        .map(page_of)
}

/// Returns the path of the page that a text becomes.
fn page_of(source: &Source) -> String {
    let path = source.id.as_str().trim_start_matches("content/");
    let path = path.trim_end_matches(".md").trim_end_matches("/index");
    format!("/{path}/")
}

fn middle(mut runs: Vec<Run>) -> Run {
    runs.sort_by_key(|run| run.whole.work);
    runs.swap_remove(runs.len() / 2)
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
