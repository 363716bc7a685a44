//! A difference as text for people, and as Markdown for the summary of a job.

use std::fmt::Write as _;

use super::{Changed, Difference, Fate, FileOf, Line, Message, PageOf};

/// Pages that repeat what stands on others: that they changed is enough to say.
const REPEATING: [&str; 3] = ["/print/", "/embed/", "/search/"];

/// More lines of one page than anybody reads in a summary.
const MOST_LINES: usize = 40;

/// More bytes than a summary may have on GitHub, some kept for the end.
const MOST_BYTES: usize = 900_000;

/// Returns a difference as text.
pub fn text(difference: &Difference) -> String {
    let mut out = format!("{}\n", summary(difference));
    for (word, pages) in [
        ("added", &difference.added),
        ("removed", &difference.removed),
    ] {
        for page in pages {
            put(
                &mut out,
                format_args!("{word:8} {}  {}\n", page.address, page.title),
            );
        }
    }
    for changed in &difference.changed {
        let page = &changed.page;
        put(
            &mut out,
            format_args!("changed  {}  {}\n", page.address, page.title),
        );
        if !is_repeating(page) {
            for line in shown(changed) {
                put(&mut out, format_args!("  {line}\n"));
            }
        }
    }
    for page in &difference.look {
        put(
            &mut out,
            format_args!("same words, other look  {}  {}\n", page.address, page.title),
        );
    }
    for file in &difference.files {
        put(
            &mut out,
            format_args!("{:8} {}\n", fate(file.fate), file.path),
        );
    }
    for (word, messages) in [
        ("new", &difference.new_messages),
        ("gone", &difference.gone_messages),
    ] {
        for message in messages {
            put(&mut out, format_args!("{word:8} {}\n", told(message)));
        }
    }
    out
}

/// Returns a difference as Markdown. What comes from the site stands in code, where it commands
/// nothing.
pub fn markdown(difference: &Difference) -> String {
    let mut out = format!("## What changes on the site\n\n{}\n", summary(difference));
    messages(&mut out, "New messages", &difference.new_messages);
    messages(
        &mut out,
        "Messages that are gone",
        &difference.gone_messages,
    );
    pages(&mut out, "Pages added", &difference.added);
    pages(&mut out, "Pages removed", &difference.removed);
    let (repeating, own): (Vec<&Changed>, Vec<&Changed>) = difference
        .changed
        .iter()
        .partition(|changed| is_repeating(&changed.page));
    if !own.is_empty() {
        out.push_str("\n### Pages changed\n");
    }
    let mut left_out = 0;
    for changed in own {
        match out.len() < MOST_BYTES {
            true => details(&mut out, changed),
            false => left_out += 1,
        }
    }
    if left_out > 0 {
        put(&mut out, format_args!("\n… and {left_out} more pages.\n"));
    }
    let repeating: Vec<PageOf> = repeating
        .iter()
        .map(|changed| changed.page.clone())
        .collect();
    pages(&mut out, "Pages that repeat them", &repeating);
    pages(
        &mut out,
        "Pages with the same words and another look",
        &difference.look,
    );
    files(&mut out, &difference.files);
    out
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text); // a string takes all
}

fn summary(difference: &Difference) -> String {
    let (added, removed, changed) = (
        difference.added.len(),
        difference.removed.len(),
        difference.changed.len(),
    );
    let look = difference.look.len();
    if added + removed + changed + look + difference.files.len() == 0 {
        return format!("Nothing changes: {} pages are the same.", difference.same);
    }
    let mut parts = vec![
        format!("{added} added"),
        format!("{removed} removed"),
        format!("{changed} changed"),
    ];
    if look > 0 {
        parts.push(format!("{look} with another look"));
    }
    parts.push(format!("{} the same", difference.same));
    let mut text = format!("Pages: {}.", parts.join(", "));
    for (word, messages) in [
        ("new", &difference.new_messages),
        ("gone", &difference.gone_messages),
    ] {
        if !messages.is_empty() {
            put(
                &mut text,
                format_args!(" Messages {word}: {}.", messages.len()),
            );
        }
    }
    text
}

fn is_repeating(page: &PageOf) -> bool {
    REPEATING
        .iter()
        .any(|start| page.address.starts_with(start))
}

fn shown(changed: &Changed) -> Vec<String> {
    let lines = changed.lines.iter().map(|line| match line {
        Line::Removed(text) => format!("- {}", visible(text)),
        Line::Added(text) => format!("+ {}", visible(text)),
    });
    let mut shown: Vec<String> = lines.take(MOST_LINES).collect();
    if changed.lines.len() > MOST_LINES {
        shown.push(format!("… and {} more", changed.lines.len() - MOST_LINES));
    }
    shown
}

/// Takes out what could command a terminal.
fn visible(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Added => "added",
        Fate::Removed => "removed",
        Fate::Changed => "changed",
    }
}

fn told(message: &Message) -> String {
    let place = match (&message.path, message.line) {
        (Some(path), Some(line)) => format!("{path}:{line}: "),
        (Some(path), None) => format!("{path}: "),
        _ => String::new(),
    };
    visible(&format!(
        "{place}{}[{}]: {}",
        message.severity, message.code, message.message
    ))
}

fn pages(out: &mut String, title: &str, pages: &[PageOf]) {
    if pages.is_empty() {
        return;
    }
    put(out, format_args!("\n### {title}\n\n"));
    for page in pages {
        put(
            out,
            format_args!("- {} {}\n", code(&page.address), code(&page.title)),
        );
    }
}

fn messages(out: &mut String, title: &str, messages: &[Message]) {
    if messages.is_empty() {
        return;
    }
    put(out, format_args!("\n### {title}\n\n"));
    for message in messages {
        put(out, format_args!("- {}\n", code(&told(message))));
    }
}

fn details(out: &mut String, changed: &Changed) {
    let lines = shown(changed).join("\n");
    let fence = "`".repeat(longest_run(&lines).max(2) + 1);
    let page = &changed.page;
    put(
        out,
        format_args!(
            "\n{} {}\n\n{fence}diff\n{lines}\n{fence}\n",
            code(&page.address),
            code(&page.title)
        ),
    );
}

fn files(out: &mut String, files: &[FileOf]) {
    if files.is_empty() {
        return;
    }
    out.push_str("\n### Other files\n\n");
    for file in files {
        put(
            out,
            format_args!("- {}: {}\n", fate(file.fate), code(&file.path)),
        );
    }
}

/// Returns a text as a code span.
fn code(text: &str) -> String {
    let text = visible(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    match text.is_empty() {
        true => String::new(),
        false if text.contains('`') => format!("{fence} {text} {fence}"),
        false => format!("{fence}{text}{fence}"),
    }
}

/// Returns how many backticks stand in a row at most.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}
