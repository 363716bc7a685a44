//! What is odd about one text, though nothing in it is wrong: headings that skip a level, links that
//! do not say where they lead, summaries that are too long, entries without sources.

use super::Content;
use super::markdown::{Node, Prose};
use super::record::Term;
use super::reference::Target;
use crate::diagnostic::{Code, Diagnostic};

/// So many characters of a summary does a search result show.
const LONGEST_SUMMARY: usize = 160;

/// Texts of links that say nothing, in lower case.
const VAGUE: [&str; 20] = [
    "here",
    "click here",
    "see here",
    "read here",
    "right here",
    "this",
    "this one",
    "this link",
    "this page",
    "this article",
    "this website",
    "link",
    "page",
    "website",
    "more",
    "more here",
    "read more",
    "learn more",
    "find out more",
    "see more",
];

/// Returns what is odd about a file.
pub(super) fn lint(content: &Content) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    match content {
        Content::Home(page) | Content::Page(page) => {
            long_summary(&page.summary, &mut found);
            texts([&page.summary, &page.body], &mut found);
        }
        Content::Article(article) => {
            long_summary(&article.summary, &mut found);
            texts(article.proses(), &mut found);
            let events = article.events.iter();
            texts(
                events.filter_map(|event| event.summary.as_ref()),
                &mut found,
            );
        }
        Content::Term(term) => {
            unsourced(term, &mut found);
            texts([&term.short, &term.body], &mut found);
        }
        Content::Events(events) => {
            let events = events.iter();
            texts(
                events.filter_map(|event| event.summary.as_ref()),
                &mut found,
            );
        }
        Content::Figures { figures, .. } => {
            let figures = figures.iter();
            texts(
                figures.filter_map(|figure| figure.note.as_ref()),
                &mut found,
            );
        }
        Content::Sources(_) | Content::Table(_) | Content::Unknown => {}
    }
    found
}

fn texts<'a>(proses: impl IntoIterator<Item = &'a Prose>, found: &mut Vec<Diagnostic>) {
    for prose in proses {
        headings(prose, found);
        links(prose, found);
        for inner in prose.blocks.iter().flat_map(|block| block.kind.proses()) {
            links(inner, found);
        }
    }
}

/// The title of the page is the heading of level 1; each other one is at most a level below the one
/// before it.
fn headings(prose: &Prose, found: &mut Vec<Diagnostic>) {
    let mut before = 1;
    for heading in &prose.headings {
        let signs = |level: u8| "#".repeat(level.into());
        let span = prose.span(heading.range.clone());
        if heading.level == 1 {
            let message = format!(
                "the heading `{}` is on the level of the title",
                heading.title
            );
            let help = "the title stands in the settings; headings in the text begin with `##`";
            found.push(Diagnostic::new(Code::HeadingLevel, span, message).help(help));
        } else if heading.level > before + 1 {
            let message = format!("the heading `{}` skips a level", heading.title);
            let (next, now) = (signs(before + 1), signs(heading.level));
            let help =
                format!("write `{next}` in place of `{now}`, or a heading of that level above it");
            found.push(Diagnostic::new(Code::HeadingLevel, span, message).help(help));
        }
        before = heading.level;
    }
}

fn links(prose: &Prose, found: &mut Vec<Diagnostic>) {
    for reference in &prose.references {
        let leads_away = matches!(
            reference.target,
            Target::File { .. } | Target::Page { .. } | Target::Url(_)
        );
        let words: Vec<&str> = reference
            .text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        let text = words.join(" ").to_lowercase();
        if leads_away && VAGUE.contains(&text.as_str()) {
            let span = prose.span(reference.text_range.clone());
            let message = format!("`{}` does not say where the link leads", reference.text);
            found.push(
                Diagnostic::new(Code::VagueLink, span, message).help(
                    "link the words that name what is there, such as `[who pays](who-pays.md)`",
                ),
            );
        }
    }
}

fn long_summary(summary: &Prose, found: &mut Vec<Diagnostic>) {
    let length = summary.plain_text().chars().count();
    if length > LONGEST_SUMMARY {
        let end = summary.nodes.last().map_or(0, |(_, range)| range.end);
        let message = format!("the summary has {length} characters");
        found.push(
            Diagnostic::new(Code::LongSummary, summary.span(0..end), message).help(format!(
                "search results show about {LONGEST_SUMMARY}: say first what matters, and leave the rest to the text"
            )),
        );
    }
}

/// An entry that cites in its text names its sources there.
fn unsourced(term: &Term, found: &mut Vec<Diagnostic>) {
    let is_cited = [&term.short, &term.body].iter().any(|prose| {
        let nodes = prose.nodes.iter();
        nodes
            .map(|(node, _)| node)
            .any(|node| matches!(node, Node::Citation(_)))
    });
    if term.sources.is_empty() && !is_cited && !term.name.is_empty() {
        let span = term.block.span_of_key(&["term".into()]);
        let message = format!("the entry `{}` names no source", term.name);
        found.push(
            Diagnostic::new(Code::UnsourcedTerm, span, message)
                .help("add `sources: [some-id]`, or cite one in the text: `[@some-id]`"),
        );
    }
}
