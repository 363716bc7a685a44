//! A warm build equals a cold one, whatever was edited before, and does no more than it must.

mod edits;
mod site;

use std::cell::Cell;
use std::env;
use std::fmt::Write as _;

use casebook::load::Inputs;
use casebook::pipeline::{self, Built, Memory, Options, Work};
use casebook::report::{Style, human};

use edits::{Edit, Random};
use site::Files;

/// How many edits `cargo test` makes; `CASEBOOK_EDITS` asks for another number.
const EDITS: usize = 200;
/// After so many edits the next sequence begins, with a whole site and an empty memory.
const SEQUENCE: usize = 40;

fn warm(memory: &mut Memory, inputs: &Inputs, drafts: bool) -> Built {
    let options = Options {
        drafts,
        ..Options::default()
    };
    memory.build(inputs, &options, &|_| ())
}

fn cold(inputs: &Inputs, drafts: bool) -> Built {
    warm(&mut Memory::default(), inputs, drafts)
}

/// Takes an edit in as the preview may: all at once, or with a page looked at before, or only in part
/// because the next edit comes in between. Returns the build if it came to an end.
fn paced(memory: &mut Memory, inputs: &Inputs, drafts: bool, edit: &Edit) -> Option<Built> {
    let pace = casebook::source::fingerprint(&edit.to_string());
    if pace.is_multiple_of(4) {
        return Some(warm(memory, inputs, drafts));
    }
    memory.begin(
        inputs,
        &Options {
            drafts,
            ..Options::default()
        },
    );
    let glimpse = memory.look_at(PAGES[(pace >> 8) as usize % PAGES.len()]);
    let batches = Cell::new((pace >> 16) % 4);
    let is_interrupted = || match pace % 4 {
        1 => false,
        2 => true,
        _ => batches.replace(batches.get().saturating_sub(1)) == 0,
    };
    let built = memory.complete(&|_| (), &is_interrupted)?;
    if let Some(glimpse) = glimpse {
        assert_eq!(glimpse.bytes.as_ref(), built.outputs.get(&glimpse.path));
    }
    Some(built)
}

/// Pages that are looked at before the rest, if they are there.
const PAGES: [&str; 6] = [
    "/",
    "/articles/story-0/",
    "/articles/story-3/",
    "/glossary/levy/",
    "/timeline/",
    "/404.html",
];

/// Returns what differs between two builds of the same files.
fn difference(warm: &Built, cold: &Built, inputs: &Inputs) -> Option<String> {
    let mut text = String::new();
    for path in warm.outputs.keys().chain(cold.outputs.keys()) {
        let (warm, cold) = (warm.outputs.get(path), cold.outputs.get(path));
        if warm != cold {
            let shown = |bytes: Option<&std::sync::Arc<[u8]>>| match bytes {
                Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                None => "(not there)".to_owned(),
            };
            let (warm, cold) = (shown(warm), shown(cold));
            let line = warm
                .lines()
                .zip(cold.lines())
                .find(|(warm, cold)| warm != cold);
            let (warm, cold) = line.unwrap_or((&warm, &cold));
            let _ = writeln!(text, "{path}\n  warm: {warm}\n  cold: {cold}");
        }
    }
    if warm.diagnostics != cold.diagnostics {
        let texts = pipeline::texts(inputs);
        let shown = |built: &Built, other: &Built| {
            let only: Vec<_> = built
                .diagnostics
                .iter()
                .filter(|diagnostic| !other.diagnostics.contains(diagnostic))
                .cloned()
                .collect();
            human(&only, &|id| texts.get(id).cloned(), Style::PLAIN)
        };
        let _ = writeln!(
            text,
            "only warm:\n{}only cold:\n{}",
            shown(warm, cold),
            shown(cold, warm)
        );
    }
    (!text.is_empty()).then_some(text)
}

/// Makes all edits with one memory and returns what differs in the end.
fn last_difference(whole: &Files, edits: &[Edit]) -> Option<String> {
    let (mut files, mut drafts, mut memory) = (whole.clone(), false, Memory::default());
    warm(&mut memory, &site::inputs(&files), drafts);
    for edit in edits {
        edit.apply(&mut files, &mut drafts);
        paced(&mut memory, &site::inputs(&files), drafts, edit);
    }
    let inputs = site::inputs(&files);
    let last = warm(&mut memory, &inputs, drafts);
    difference(&last, &cold(&inputs, drafts), &inputs)
}

/// Leaves out whatever is not needed for a difference in the end.
fn shrunk(whole: &Files, mut edits: Vec<Edit>) -> Vec<Edit> {
    let mut size = edits.len().div_ceil(2);
    loop {
        let mut at = 0;
        while at < edits.len() {
            let mut fewer = edits.clone();
            fewer.drain(at..(at + size).min(edits.len()));
            match last_difference(whole, &fewer) {
                Some(_) => edits = fewer,
                None => at += size,
            }
        }
        if size == 1 {
            return edits;
        }
        size = size.div_ceil(2);
    }
}

#[test]
fn a_warm_build_equals_a_cold_one_after_any_edits() {
    let wanted = env::var("CASEBOOK_EDITS").ok();
    let wanted = wanted.map_or(EDITS, |text| {
        text.parse().expect("CASEBOOK_EDITS is a number")
    });
    let seed = env::var("CASEBOOK_SEED").ok();
    let seed: u64 = seed.map_or(1, |text| text.parse().expect("CASEBOOK_SEED is a number"));
    let whole = site::files();
    let rounds: Vec<usize> = (0..wanted.div_ceil(SEQUENCE)).collect();
    let hands = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for share in rounds.chunks(rounds.len().div_ceil(hands)) {
            let whole = &whole;
            scope.spawn(move || {
                for round in share {
                    edit_and_compare(whole, seed, *round, SEQUENCE.min(wanted - round * SEQUENCE));
                }
            });
        }
    });
}

/// Makes so many edits with one memory, and compares with a cold build after each.
fn edit_and_compare(whole: &Files, seed: u64, round: usize, count: usize) {
    let mut random = Random::new(seed.wrapping_mul(1 << 32) + round as u64);
    let (mut files, mut drafts, mut memory) = (whole.clone(), false, Memory::default());
    warm(&mut memory, &site::inputs(&files), drafts);
    let mut edits = Vec::new();
    for _ in 0..count {
        let edit = edits::draw(&mut random, &files, whole);
        edit.apply(&mut files, &mut drafts);
        let inputs = site::inputs(&files);
        let built = paced(&mut memory, &inputs, drafts, &edit);
        edits.push(edit);
        let Some(built) = built else { continue };
        if difference(&built, &cold(&inputs, drafts), &inputs).is_none() {
            continue;
        }
        let edits = shrunk(whole, edits);
        let told: String = edits.iter().map(ToString::to_string).collect();
        let difference = last_difference(whole, &edits).unwrap_or_default();
        panic!("seed {seed}, round {round}: after\n{told}\nthe builds differ:\n{difference}");
    }
}

#[test]
fn the_site_of_these_tests_is_sound() {
    let inputs = site::inputs(&site::files());
    let built = cold(&inputs, false);
    let texts = pipeline::texts(&inputs);
    let text = human(
        &built.diagnostics,
        &|id| texts.get(id).cloned(),
        Style::PLAIN,
    );
    assert_eq!(text, "");
    assert!(built.counts.pages >= 40, "{} pages", built.counts.pages);
}

/// A memory that only understands says the same as an empty one, and builds well afterwards.
#[test]
fn understanding_alone_equals_a_cold_run_and_harms_no_build() {
    let whole = site::files();
    let mut random = Random::new(7);
    let (mut files, mut drafts, mut memory) = (whole.clone(), false, Memory::default());
    for step in 0..30 {
        let edit = edits::draw(&mut random, &files, &whole);
        edit.apply(&mut files, &mut drafts);
        let inputs = site::inputs(&files);
        let options = Options {
            drafts,
            ..Options::default()
        };
        let (_, found) = memory.understand(&inputs, &options);
        let (_, expected) = pipeline::understand(&inputs, &options);
        assert_eq!(found, expected, "after {edit}");
        if step % 10 == 9 {
            let built = warm(&mut memory, &inputs, drafts);
            let difference = difference(&built, &cold(&inputs, drafts), &inputs);
            assert_eq!(difference, None, "after {edit}");
        }
    }
}

/// A site with the memory of its last build.
struct Desk {
    files: Files,
    drafts: bool,
    memory: Memory,
    built: Built,
}

impl Desk {
    fn new() -> Self {
        // The files for programs are off: what they hold is the whole site.
        let mut files = site::files();
        let settings = site::SETTINGS.to_owned() + site::NO_EXTRAS;
        files.insert("site.toml".to_owned(), settings.into_bytes());
        let mut desk = Self {
            files,
            drafts: false,
            memory: Memory::default(),
            built: Built::default(),
        };
        desk.build();
        desk
    }

    /// Builds, compares with a cold build and returns what had to be done.
    fn build(&mut self) -> Work {
        let inputs = site::inputs(&self.files);
        let built = warm(&mut self.memory, &inputs, self.drafts);
        let difference = difference(&built, &cold(&inputs, self.drafts), &inputs);
        assert_eq!(difference, None);
        self.built = built;
        self.built.work
    }

    /// Counts the pages on which a text stands.
    fn showing(&self, text: &str) -> usize {
        let pages = self.built.outputs.iter();
        let pages = pages.filter(|(path, _)| path.ends_with(".html"));
        pages
            .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(text))
            .count()
    }

    fn pages(&self) -> usize {
        self.built.counts.pages
    }

    fn write(&mut self, path: &str, text: impl Into<String>) -> Work {
        self.files.insert(path.to_owned(), text.into().into_bytes());
        self.build()
    }

    fn text(&self, path: &str) -> String {
        let bytes = self.files.get(path);
        let bytes = bytes.unwrap_or_else(|| panic!("there is no `{path}`"));
        String::from_utf8_lossy(bytes).into_owned()
    }

    /// Puts one text in the place of another, which must be there.
    fn replace(&mut self, path: &str, from: &str, to: &str) -> Work {
        let text = self.text(path);
        assert!(text.contains(from), "`{from}` is not in {path}:\n{text}");
        self.write(path, text.replacen(from, to, 1))
    }

    fn rename(&mut self, from: &str, to: &str) -> Work {
        let bytes = self.files.remove(from).expect("the file is there");
        self.files.insert(to.to_owned(), bytes);
        self.build()
    }
}

/// What a build had to do: files parsed, documents checked, pages made, pages printed.
fn work(parsed: usize, checked: usize, enriched: usize, printed: usize) -> Work {
    Work {
        parsed,
        checked,
        enriched,
        printed,
        drawn: 0,
    }
}

#[test]
fn a_second_build_does_nothing() {
    assert_eq!(Desk::new().build(), work(0, 0, 0, 0));
}

#[test]
fn an_edited_article_touches_one_page() {
    let mut desk = Desk::new();
    // It has old addresses, questions and changes, an event of its own or none of these.
    for at in [0, 2, 3, 4, 5, 6] {
        let path = site::article_path(at);
        let done = desk.replace(&path, "in spring", "in winter");
        assert_eq!(done, work(1, 1, 1, 1), "{path}");
    }
}

#[test]
fn a_change_of_the_same_size_is_seen() {
    let mut desk = Desk::new();
    let done = desk.replace(&site::article_path(0), "paid", "laid");
    assert_eq!(done, work(1, 1, 1, 1));
}

#[test]
fn an_alias_touches_the_pages_on_which_it_occurs() {
    let mut desk = Desk::new();
    let occurs = desk.showing("autumn");
    let done = desk.replace(
        "content/glossary/pilotage.md",
        "short:",
        "aliases: [autumn]\nshort:",
    );
    // Two of them mention the term before; the glossary and the entry are the others.
    assert_eq!((occurs, done), (4, work(1, 3, 4, 4)));
}

#[test]
fn an_alias_moves_from_one_term_to_another() {
    let mut desk = Desk::new();
    let path = "content/glossary/free-port.md";
    let text = desk.text(path).replace("aliases: [free zone]\n", "");
    desk.files.insert(path.to_owned(), text.into_bytes());
    let occurs = desk.showing("free zone");
    let done = desk.replace(
        "content/glossary/customs-union.md",
        "short:",
        "aliases: [free zone]\nshort:",
    );
    assert_eq!((occurs, done), (14, work(2, 14, 15, 15)));
}

#[test]
fn without_the_first_mention_the_second_is_linked() {
    let mut desk = Desk::new();
    let path = site::article_path(0);
    let done = desk.replace(&path, "| lighter | autumn |", "| nobody | autumn |");
    assert_eq!(done, work(1, 1, 1, 1));
    // Without any, the entry no longer says that the article uses it.
    let done = desk.replace(&path, "the lighter crew", "the crew");
    assert_eq!(done, work(1, 1, 2, 2));
}

#[test]
fn a_draft_comes_and_goes() {
    let mut desk = Desk::new();
    let path = site::article_path(7);
    assert_eq!(
        desk.replace(&path, "draft: true", "draft: false"),
        work(1, 1, 25, 48)
    );
    assert_eq!(
        desk.replace(&path, "draft: false", "draft: true"),
        work(1, 1, 24, 47)
    );
    desk.drafts = true;
    assert_eq!(desk.build(), work(0, 2, 30, 49));
}

#[test]
fn a_title_of_a_tag_touches_the_pages_that_show_it() {
    let mut desk = Desk::new();
    let shown = desk.showing("Law and rules");
    let done = desk.replace("site.toml", "Law and rules", "Rules");
    assert_eq!((shown, done), (12, work(0, 0, 17, 17)));
}

#[test]
fn a_figure_touches_the_pages_that_show_it() {
    let mut desk = Desk::new();
    let shown = desk.showing("Figure number 4");
    let done = desk.replace("content/figures/dues.yaml", "Figure number 4", "The fourth");
    assert_eq!((shown, done), (2, work(1, 1, 2, 2)));
}

#[test]
fn an_included_template_prints_anew() {
    let mut desk = Desk::new();
    let done = desk.write(
        "templates/components/extra.html",
        "<p>Everything is kept.</p>\n",
    );
    assert_eq!(done, work(0, 0, 0, desk.pages()));
    assert_eq!(desk.showing("Everything is kept."), 1);
}

#[test]
fn a_rename_of_case_alone_is_a_rename() {
    let mut desk = Desk::new();
    let from = site::article_path(0);
    let to = from.replace("story", "Story");
    assert_eq!(desk.rename(&from, &to), work(1, 8, 29, 29));
    assert!(
        desk.built
            .outputs
            .contains_key("articles/Story-0/index.html")
    );
    assert!(
        !desk
            .built
            .outputs
            .contains_key("articles/story-0/index.html")
    );
}

#[test]
fn a_short_text_touches_the_pages_that_show_the_card() {
    let mut desk = Desk::new();
    let shown = desk.showing("What levy means");
    let done = desk.replace(
        "content/glossary/levy.md",
        "What levy means",
        "What a levy is",
    );
    assert_eq!((shown, done), (8, work(1, 1, 8, 8)));
    // The long text stands on the page of the entry alone.
    let done = desk.replace("content/glossary/levy.md", "older", "much older");
    assert_eq!(done, work(1, 1, 1, 1));
}

#[test]
fn a_summary_of_an_event_touches_the_pages_that_show_it() {
    let mut desk = Desk::new();
    desk.replace(
        "content/timeline/early.yaml",
        "Nobody spoke",
        "No one spoke",
    );
    let shown = desk.showing("No one spoke of the quay");
    let done = desk.replace(
        "content/timeline/early.yaml",
        "No one spoke of the quay",
        "All spoke",
    );
    assert_eq!((shown, done), (6, work(1, 4, 6, 6)));
}

#[test]
fn a_title_of_a_source_touches_the_pages_that_cite_it() {
    let mut desk = Desk::new();
    let shown = desk.showing("Paper number 7");
    let done = desk.replace("content/sources/news.yaml", "Paper number 7", "Paper seven");
    assert_eq!((shown, done), (2, work(1, 1, 8, 8)));
}

#[test]
fn settings_touch_what_they_settle() {
    let mut desk = Desk::new();
    let done = desk.replace("site.toml", "The Salt Quay", "The Salt Pier");
    // All pages name the site; redirects and the page for lost addresses do not describe it.
    assert_eq!((done, desk.pages()), (work(0, 0, 43, 47), 47));
    let done = desk.replace("site.toml", "A port, a levy", "One port, a levy");
    assert_eq!(done, work(0, 0, 0, desk.pages()));
    let text = desk.text("site.toml") + "\n[lints]\nbare-figure = \"off\"\n";
    assert_eq!(desk.write("site.toml", text), work(0, 0, 0, 0));
}

/// An event that a draft gains is not unknown, but hidden.
#[test]
fn an_event_in_a_draft_is_seen_where_it_is_referred_to() {
    let mut desk = Desk::new();
    let other = "# Other\n\nIt was [then](event:hidden).\n\n```timeline\nevents: [hidden]\n```\n";
    let text = desk.text(&site::article_path(0)) + other;
    desk.write(&site::article_path(0), text);
    let event = "events: [{id: hidden, date: 2023, title: Hidden, sources: [source-1]}]\n";
    let done = desk.replace(
        &site::article_path(7),
        "draft: true\n",
        &format!("draft: true\n{event}"),
    );
    assert_eq!(done, work(1, 2, 1, 1));
}

/// The link in the summary of an article's own event leads from the article's folder.
#[test]
fn an_article_that_moves_into_a_folder_takes_its_links_along() {
    let mut desk = Desk::new();
    let from = site::article_path(2);
    desk.rename(&from, &from.replace(".md", "/index.md"));
}

/// The file that comes first has the address, and what it uses is not forgotten with the other.
#[test]
fn an_address_that_another_file_takes_keeps_what_rests_on_it() {
    let mut desk = Desk::new();
    let path = site::article_path(8);
    let text = desk.text(&path);
    desk.rename(&path, &path.replace(".md", "/index.md"));
    desk.write(&path, text);
    desk.files.remove(&path).expect("it is there");
    desk.build();
}

/// A message that points at a record moves with it.
#[test]
fn a_line_before_a_series_moves_what_is_said_of_it() {
    let mut desk = Desk::new();
    let chart = "\n```chart\nkind: stacked\nseries: tolls\ntakeaway: All of it.\n```\n";
    let text = desk.text(&site::article_path(0)) + chart;
    desk.write(&site::article_path(0), text);
    let text = "# Tolls by year.\n\n".to_owned() + &desk.text("content/figures/tolls.yaml");
    desk.write("content/figures/tolls.yaml", text);
}
