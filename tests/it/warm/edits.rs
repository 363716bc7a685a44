//! What editors do to a site, good and bad, drawn from a small generator of numbers.

use std::fmt;

use super::site::{self, ARTICLES, EVENTS, FIGURES, Files, SOURCES, TAGS, TERMS};

/// Numbers that look random and are the same in every run (SplitMix64).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// One save of one or two files, or the flag of drafts. It says the same wherever it stands in a
/// sequence, so that a sequence can be cut down.
#[derive(Clone)]
pub(super) struct Edit {
    what: String,
    files: Vec<(String, Option<Vec<u8>>)>,
    flips_drafts: bool,
}

impl Edit {
    fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            files: Vec::new(),
            flips_drafts: false,
        }
    }

    fn write(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((path.to_owned(), Some(bytes.into())));
        self
    }

    fn remove(mut self, path: &str) -> Self {
        self.files.push((path.to_owned(), None));
        self
    }

    /// Does it.
    pub(super) fn apply(&self, files: &mut Files, drafts: &mut bool) {
        for (path, bytes) in &self.files {
            match bytes {
                Some(bytes) => files.insert(path.clone(), bytes.clone()),
                None => files.remove(path),
            };
        }
        *drafts ^= self.flips_drafts;
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "* {}", self.what)?;
        for (path, bytes) in &self.files {
            match bytes {
                Some(bytes) => {
                    let text = String::from_utf8_lossy(bytes);
                    writeln!(
                        f,
                        "  {path}:\n    {}",
                        text.trim_end().replace('\n', "\n    ")
                    )?;
                }
                None => writeln!(f, "  {path}: removed")?,
            }
        }
        Ok(())
    }
}

/// Draws an edit of the site as it stands. `whole` is the site at its best.
pub(super) fn draw(random: &mut Random, files: &Files, whole: &Files) -> Edit {
    match random.below(20) {
        0..5 => restore(random, files, whole),
        5..9 => article(random, files),
        9..11 => term(random, files),
        11..14 => record(random, files),
        14 => rename(random, files),
        15 => remove(random, files),
        16 => looks(random, files),
        17 => settings(random, files),
        18 => anywhere(random, files),
        _ => small(random, files),
    }
}

/// Puts a file back to what it was.
fn restore(random: &mut Random, files: &Files, whole: &Files) -> Edit {
    let lost = whole
        .iter()
        .filter(|(path, bytes)| files.get(*path) != Some(bytes));
    let added = files.keys().filter(|path| !whole.contains_key(*path));
    let changes: Vec<(&String, Option<&Vec<u8>>)> = lost
        .map(|(path, bytes)| (path, Some(bytes)))
        .chain(added.map(|path| (path, None)))
        .collect();
    if changes.is_empty() {
        return anywhere(random, files);
    }
    match random.pick(&changes) {
        (path, Some(bytes)) => Edit::new(format!("restore {path}")).write(path, bytes.clone()),
        (path, None) => Edit::new(format!("remove {path} again")).remove(path),
    }
}

/// Returns a file below a folder, with its text.
fn file(
    random: &mut Random,
    files: &Files,
    folder: &str,
    ending: &str,
) -> Option<(String, String)> {
    let found: Vec<&String> = files
        .keys()
        .filter(|path| path.starts_with(folder) && path.ends_with(ending))
        .collect();
    if found.is_empty() {
        return None;
    }
    let path = random.pick(&found).clone();
    let text = String::from_utf8_lossy(&files[&path]).into_owned();
    Some((path, text))
}

fn nothing() -> Edit {
    Edit::new("nothing")
}

/// Sets a line of settings at the top of a file.
fn with_key(text: &str, line: &str) -> String {
    let key = line.split(':').next().unwrap_or(line);
    let mut lines: Vec<&str> = text.lines().collect();
    let end = lines
        .iter()
        .skip(1)
        .position(|line| *line == "---")
        .map_or(0, |at| at + 1);
    match lines[..end].iter().position(|line| line.starts_with(key)) {
        Some(at) => lines[at] = line,
        None => lines.insert(end.min(lines.len()), line),
    }
    lines.join("\n") + "\n"
}

/// A few words with a reference in them, which may lead nowhere.
fn words(random: &mut Random) -> String {
    let (term, event) = (random.pick(&TERMS), random.below(EVENTS + 1));
    let (figure, source) = (random.below(FIGURES + 1), random.below(SOURCES + 1));
    let article = random.below(ARTICLES + 2);
    match random.below(16) {
        0 => format!("A word on the {}.", term.1),
        1 => format!("A word on the {}.", term.2.first().unwrap_or(&term.1)),
        2 => format!(
            "[This]({}) is so.",
            ["term:levy", "term:levi", "term:new-term", "term:-"][random.below(4)]
        ),
        3 => format!("The sum of [](figure:figure-{figure}) was paid."),
        4 => format!("The sum of [€13 million](figure:figure-{figure}) was paid."),
        5 => format!("It was on [](event:event-{event})."),
        6 => format!("It was on [15 January 2020](event:event-{event})."),
        7 => format!("Nobody knew.[@source-{source}]"),
        8 => format!("Nobody knew.[@source-{source}; @source-1, p. 4]"),
        9 => format!("See [there](story-{article}.md)."),
        10 => format!(
            "See [there](story-{article}.md#first-part) and [here](../glossary/{}.md).",
            term.0
        ),
        11 => "See [the list](/timeline/law/) and [all](/questions/).".to_owned(),
        12 => "![a chart](chart.png)".to_owned(),
        13 => format!(
            "It was [then](event:own-{}), or [then](event:hidden).",
            article
        ),
        14 => "The bill was €14 million.".to_owned(),
        _ => format!("See [the event](event:event-{event}) and <b>the free port</b>."),
    }
}

fn block(random: &mut Random) -> String {
    let tag = random.pick(&TAGS);
    match random.below(8) {
        5 => "```chart\nkind: stacked\nseries: tolls\ntakeaway: All of it.\n```".to_owned(),
        6 => format!("```chart\nkind: bars\nfigures: [figure-1, figure-{}]\ntakeaway: Some of it.\n```", random.below(FIGURES + 1)),
        7 => "```chart\nkind: columns\ncsv: content/figures/ships.csv\nunit: ships\ntitle: Ships by year\nas_of: 2024\ntakeaway: Ships.\nsources: [source-5]\n```".to_owned(),
        0 => format!("```timeline\ntags: [{tag}]\n```"),
        1 => format!(
            "```timeline\nevents: [event-{}, hidden]\nlimit: 3\n```",
            random.below(EVENTS + 1)
        ),
        2 => "```timeline\nfrom: 2021\nto: 2022-06\norder: desc\n```".to_owned(),
        3 => format!(
            "```figures\nfigures: [figure-{}]\n```",
            random.below(FIGURES + 1)
        ),
        _ => format!(
            "```figures\nseries: {}\n```",
            random.pick(&["tolls", "dues", "none"])
        ),
    }
}

fn article(random: &mut Random, files: &Files) -> Edit {
    let folder = random.pick(&[
        "content/articles/",
        "content/articles/",
        "content/pages/",
        "content/index",
    ]);
    let Some((path, text)) = file(random, files, folder, ".md") else {
        return nothing();
    };
    let tag = random.pick(&TAGS).to_string();
    let id = random.pick(&TERMS).0;
    let text = match random.below(16) {
        0..4 => format!("{text}\n{}\n", words(random)),
        4 => format!("{text}\n{}\n", block(random)),
        5 => text.replacen("\n\n", &format!("\n\n{} ", words(random)), 2),
        6 => with_key(&text, &format!("title: Story of the {tag}")),
        7 => with_key(
            &text,
            &format!("summary: {}", words(random).replace(": ", " ")),
        ),
        8 => with_key(
            &text,
            &format!("tags: [{tag}, {}]", random.pick(&["law", "unheard-of"])),
        ),
        9 => with_key(&text, &format!("order: {}", random.below(200))),
        10 => with_key(
            &text,
            random.pick(&["draft: true", "draft: false", "draft: maybe"]),
        ),
        11 => with_key(
            &text,
            &format!(
                "glossary: {{link: {}, exclude: [{id}]}}",
                random.pick(&["first", "section", "off"])
            ),
        ),
        12 => with_key(
            &text,
            &format!("timeline: {{tags: [{tag}], limit: {}}}", random.below(4)),
        ),
        13 => with_key(
            &text,
            &format!(
                "events: [{{id: {}, date: 2023-05, title: Hidden, sources: [source-1], tags: [{tag}]}}]",
                random.pick(&["hidden", "event-3", "own-9"])
            ),
        ),
        14 => with_key(
            &text,
            &format!(
                "changes: [{{date: 2025-12-0{}, note: '{}'}}]",
                random.below(10),
                words(random).replace('\'', "")
            ),
        ),
        _ => with_key(
            &text,
            &format!("aliases: [/old-{}/, /about/]", random.below(6)),
        ),
    };
    Edit::new(format!("edit {path}")).write(&path, text)
}

fn term(random: &mut Random, files: &Files) -> Edit {
    if random.below(6) == 0 {
        let text = format!(
            "---\nterm: {}\nshort: A new one.\n---\n\nNew.\n",
            random.pick(&["spring", "crew", "Nobody"])
        );
        return Edit::new("add a term").write("content/glossary/new-term.md", text);
    }
    let Some((path, text)) = file(random, files, "content/glossary/", ".md") else {
        return nothing();
    };
    let other = random.pick(&TERMS);
    let text = match random.below(9) {
        0 => with_key(
            &text,
            &format!(
                "short: Another {}, and [a link](term:{}).",
                random.below(99),
                other.0
            ),
        ),
        1 => with_key(
            &text,
            &format!(
                "aliases: [{}]",
                random.pick(&["spring", "the other", "levy", "Levy", "crew", "autumn"])
            ),
        ),
        2 => with_key(
            &text,
            &format!("aliases: [{}]", other.2.first().unwrap_or(&other.1)),
        ),
        3 => with_key(
            &text,
            &format!(
                "term: {}",
                random.pick(&["pier", "levy", "Board", "stood still"])
            ),
        ),
        4 => with_key(&text, random.pick(&["link: false", "link: true"])),
        5 => with_key(&text, &format!("see_also: [{}, nobody]", other.0)),
        6 => with_key(
            &text,
            &format!("sources: [source-{}]", random.below(SOURCES + 1)),
        ),
        7 => with_key(
            &text,
            random.pick(&["kind: law", "kind: person", "kind: thing"]),
        ),
        _ => format!("{text}\n{}\n", words(random)),
    };
    Edit::new(format!("edit {path}")).write(&path, text)
}

/// Changes, adds, removes, doubles or moves a record.
fn record(random: &mut Random, files: &Files) -> Edit {
    let folder = random.pick(&[
        "content/timeline/",
        "content/timeline/",
        "content/figures/",
        "content/sources/",
    ]);
    let Some((path, text)) = file(random, files, folder, ".yaml") else {
        return nothing();
    };
    let mut records: Vec<String> = text.split_inclusive("\n\n").map(str::to_owned).collect();
    if records.is_empty() {
        return nothing();
    }
    let at = random.below(records.len());
    let what = format!("edit {path}");
    match random.below(8) {
        0..4 => records[at] = changed(random, folder, &records[at]),
        4 => {
            records.remove(at);
        }
        5 => {
            let new = match folder {
                "content/timeline/" => site::event(random.below(EVENTS + 3)),
                "content/figures/" => site::figure(random.below(FIGURES + 3)),
                _ => site::source(random.below(SOURCES + 3)),
            };
            records.insert(at, new);
        }
        6 => {
            let other = random.below(records.len());
            records.swap(at, other);
        }
        _ => {
            let record = records.remove(at);
            let Some((other, rest)) = file(random, files, folder, ".yaml") else {
                return nothing();
            };
            if other != path {
                return Edit::new(format!("move a record from {path} to {other}"))
                    .write(&path, records.concat())
                    .write(&other, rest + &record);
            }
        }
    }
    Edit::new(what).write(&path, records.concat())
}

fn changed(random: &mut Random, folder: &str, record: &str) -> String {
    let words = words(random).replace(": ", " ");
    let line = match (folder, random.below(5)) {
        ("content/timeline/", 0) => format!("  date: 202{}-0{}", random.below(6), random.below(10)),
        ("content/timeline/", 1) => format!("  tags: [{}]", random.pick(&TAGS)),
        ("content/timeline/", 2) => format!("  title: Another title {}", random.below(99)),
        ("content/timeline/", 3) => format!("  sources: [source-{}]", random.below(SOURCES + 1)),
        ("content/timeline/", _) => format!("  summary: '{}'", words.replace('\'', "")),
        ("content/figures/", 0) => format!("  value: {}", random.below(20)),
        ("content/figures/", 1) => format!("  series: {}", random.pick(&["tolls", "dues", "none"])),
        ("content/figures/", 2) => "  additive: false".to_owned(),
        ("content/figures/", 3) => format!("  label: Another label {}", random.below(99)),
        ("content/figures/", _) => format!("  note: '{}'", words.replace('\'', "")),
        (_, 0) => format!("  title: Another paper {}", random.below(99)),
        (_, 1) => format!("  kind: {}", random.pick(&["law", "data", "gossip"])),
        (_, 2) => "  url: nowhere".to_owned(),
        (_, 3) => "  weight: weak".to_owned(),
        _ => format!("  note: Another note {}", random.below(99)),
    };
    let key = line.split(':').next().unwrap_or_default();
    let mut lines: Vec<&str> = record.trim_end().lines().collect();
    match lines.iter().position(|other| other.starts_with(key)) {
        Some(at) => lines[at] = &line,
        None => lines.push(&line),
    }
    lines.join("\n") + "\n\n"
}

fn rename(random: &mut Random, files: &Files) -> Edit {
    let paths: Vec<&String> = files
        .keys()
        .filter(|path| path.starts_with("content/"))
        .collect();
    if paths.is_empty() {
        return nothing();
    }
    let from = random.pick(&paths).clone();
    let to = match random.below(6) {
        0 => from.replace("story", "Story").replace("event", "Event"),
        1 => from.replace(".md", "-2.md").replace(".yaml", "-2.yaml"),
        2 => match from.strip_suffix("/index.md") {
            Some(stem) => format!("{stem}.md"),
            None => from.replace(".md", "/index.md"),
        },
        3 => from
            .replace("glossary", "pages")
            .replace("articles", "glossary"),
        4 => format!("{}story-{}.md", "content/articles/", random.below(ARTICLES)),
        _ => from.replace(".yaml", ".yml").replace(".md", ".txt"),
    };
    if from == to {
        return nothing();
    }
    let bytes = files[&from].clone();
    Edit::new(format!("rename {from} to {to}"))
        .remove(&from)
        .write(&to, bytes)
}

fn remove(random: &mut Random, files: &Files) -> Edit {
    let paths: Vec<&String> = files.keys().collect();
    let path = random.pick(&paths);
    Edit::new(format!("remove {path}")).remove(path)
}

/// Templates, static files and pictures.
fn looks(random: &mut Random, files: &Files) -> Edit {
    const TEMPLATES: [(&str, &str); 4] = [
        (
            "templates/term.html",
            include_str!("../../../templates/term.html"),
        ),
        (
            "templates/base.html",
            include_str!("../../../templates/base.html"),
        ),
        (
            "templates/article.html",
            include_str!("../../../templates/article.html"),
        ),
        (
            "templates/sitemap.xml",
            include_str!("../../../templates/sitemap.xml"),
        ),
    ];
    let (path, text) = random.pick(&TEMPLATES);
    let number = random.below(99);
    match random.below(10) {
        0 => Edit::new(format!("write {path}")).write(path, format!("{text}<!-- {number} -->\n")),
        1 => Edit::new(format!("break {path}")).write(path, format!("{text}{{% if %}}\n")),
        2 => Edit::new(format!("misspell in {path}")).write(
            path,
            format!("{text}{{{{ page.titel }}}}\n").replacen("page.title", "page.titel", 1),
        ),
        3 => Edit::new("edit an included template").write(
            "templates/components/extra.html",
            format!("<p>{number} words.</p>\n"),
        ),
        4 => Edit::new("edit the stylesheet").write(
            "static/site.css",
            format!("body {{ margin: {number}px }}\n"),
        ),
        5 => Edit::new("break the stylesheet")
            .write("static/site.css", "body { background: url(none.png) }\n"),
        6 => {
            Edit::new("a static file in the way").write("static/about/index.html", "<p>In the way")
        }
        7 => Edit::new("a static file")
            .write(&format!("static/note-{}.txt", random.below(3)), "A note.\n"),
        8 => Edit::new("a picture").write(
            "content/articles/story-6/chart.png",
            site::png(number + 1, 20),
        ),
        _ => match file(random, files, "content/articles/", ".png") {
            Some((path, _)) => Edit::new(format!("break {path}")).write(&path, "no picture"),
            None => Edit::new("another picture")
                .write("content/articles/story-14/other.png", site::png(3, 4)),
        },
    }
}

fn settings(random: &mut Random, files: &Files) -> Edit {
    if random.below(3) == 0 {
        let mut edit = Edit::new("flip the flag of drafts");
        edit.flips_drafts = true;
        return edit;
    }
    let text = match files.get("site.toml") {
        Some(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        None => site::SETTINGS.to_owned(),
    };
    let number = random.below(99);
    let text = match random.below(11) {
        0 => text.replacen("Salt Quay", "Salt Pier", 1),
        1 => text.replacen("Law and rules", &format!("Law {number}"), 1),
        2 => text.replacen("\"Money\"", &format!("\"Money {number}\""), 1),
        3 => text.replacen("[tags.court]", "[tags.courts]", 1),
        4 => text.replacen("/quay/", "/pier/", 1),
        5 => text.replacen("2026-06-30", &format!("2026-06-{number}"), 1),
        6 => format!("{text}\n[lints]\nbare-figure = \"off\"\nunknown-term = \"warning\"\n"),
        7 => format!("{text}\n[markdown]\nraw_html = true\n"),
        8 => format!("{text}\n[outputs]\nfeed = false\n"),
        9 => format!("titel = \"typo\"\n{text}"),
        _ => format!("{text}\n[[[\n"),
    };
    Edit::new("edit site.toml").write("site.toml", text)
}

/// Breaks a text somewhere.
fn anywhere(random: &mut Random, files: &Files) -> Edit {
    let ending = random.pick(&[".md", ".md", ".yaml", ".yaml", ".csv"]);
    let Some((path, text)) = file(random, files, "content/", ending) else {
        return nothing();
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return nothing();
    }
    let at = random.below(lines.len());
    match random.below(7) {
        0 => {
            lines.remove(at);
        }
        1 => lines[at].push_str(": ["),
        2 => lines.insert(at, "unknown: key".to_owned()),
        3 => lines[at] = lines[at].replacen("source", "sauce", 1),
        4 => lines.truncate(at),
        5 => lines.insert(at, String::new()),
        _ => lines[at] = format!("\t{}", lines[at]),
    }
    Edit::new(format!("break {path} at line {}", at + 1)).write(&path, lines.join("\n") + "\n")
}

/// Changes letters and leaves the size as it is.
fn small(random: &mut Random, files: &Files) -> Edit {
    let ending = random.pick(&[".md", ".md", ".yaml", ".yaml", ".csv"]);
    let Some((path, text)) = file(random, files, "content/", ending) else {
        return nothing();
    };
    let pairs = [
        ("the", "teh"),
        ("paid", "laid"),
        ("quay", "quai"),
        ("levy", "Levy"),
        ("2024", "2023"),
    ];
    let (from, to) = random.pick(&pairs);
    Edit::new(format!("{from} becomes {to} in {path}")).write(&path, text.replace(from, to))
}
