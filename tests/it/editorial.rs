//! What this repository's own site promises its readers and the generator cannot know: how long an
//! article is, that each question is answered, how names are spelt, and that weak sources stand beside
//! better ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use casebook::document::markdown::{Node, Prose};
use casebook::document::record::Question;
use casebook::document::reference::{Cite, Target};
use casebook::load;
use casebook::pipeline::{self, Options};
use casebook::site::Site;

/// Words in the body of an article, tables included, blocks not.
const LENGTH_OF_ARTICLE: std::ops::RangeInclusive<usize> = 600..=1400;
/// Characters of a summary, as a search engine shows it.
const LENGTH_OF_SUMMARY: std::ops::RangeInclusive<usize> = 70..=160;
/// The least number of words that explain a term.
const LENGTH_OF_ENTRY: usize = 50;

/// Quotations, each found word for word in the source that it is cited from. There are none: what was said is
/// told in words of the site's own.
const QUOTATIONS: [&str; 0] = [];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let inputs = load::load(&root()).expect("the site can be read");
        pipeline::understand(&inputs, &Options::default()).0
    })
}

/// The lines of a list, `␣` standing for a space at an end.
fn list(name: &str) -> Vec<String> {
    let path = Path::new("tests/cases/editorial").join(name);
    let text = fs::read_to_string(root().join(path)).expect("the list can be read");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.replace('␣', " ")).collect()
}

fn words(text: &str) -> usize {
    let words = text.split_whitespace();
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}

/// All that a reader reads, with the place where it stands; titles of sources are theirs, not ours.
fn texts(site: &Site) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut add = |place: String, text: String| texts.push((place, text));
    for page in site.pages().iter().chain(site.home()) {
        let text = [&page.summary, &page.body].map(Prose::plain_text).join(" ");
        add(
            format!("page {}", page.slug),
            format!("{} {text}", page.title),
        );
    }
    for article in site.articles() {
        let text = [&article.summary, &article.body].map(Prose::plain_text);
        let place = format!("article {}", article.slug);
        add(
            place.clone(),
            format!("{} {}", article.title, text.join(" ")),
        );
        for Question { question, answer } in &article.questions {
            add(place.clone(), format!("{question} {}", answer.plain_text()));
        }
    }
    for term in site.terms() {
        let text = [&term.short, &term.body].map(Prose::plain_text).join(" ");
        add(format!("term {}", term.id), format!("{} {text}", term.name));
    }
    texts.extend(record_texts(site));
    texts
}

/// What a reader reads of events and figures, with the place where it stands.
fn record_texts(site: &Site) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for event in site.events() {
        let summary = event.summary.as_ref().map(Prose::plain_text);
        let text = format!("{} {}", event.title, summary.unwrap_or_default());
        texts.push((format!("event {}", event.id), text));
    }
    for figure in site.figures() {
        let note = figure.note.as_ref().map(Prose::plain_text);
        let note = note.unwrap_or_default();
        let text = format!("{} {} {note}", figure.label, figure.measures);
        texts.push((format!("figure {}", figure.id), text));
    }
    texts
}

/// Every prose of the site's articles, pages, terms, events and figures.
fn proses(site: &Site) -> Vec<&Prose> {
    let mut proses = Vec::new();
    for page in site.pages().iter().chain(site.home()) {
        proses.extend([&page.summary, &page.body]);
    }
    for article in site.articles() {
        proses.extend([&article.summary, &article.body]);
        proses.extend(article.questions.iter().map(|question| &question.answer));
    }
    for term in site.terms() {
        proses.extend([&term.short, &term.body]);
    }
    proses.extend(
        site.events()
            .iter()
            .filter_map(|event| event.summary.as_ref()),
    );
    proses.extend(
        site.figures()
            .iter()
            .filter_map(|figure| figure.note.as_ref()),
    );
    proses
}

fn citations(prose: &Prose) -> impl Iterator<Item = &[Cite]> {
    let targets = prose.references.iter().map(|reference| &reference.target);
    targets.filter_map(|target| match target {
        Target::Citation(cites) => Some(cites.as_slice()),
        _ => None,
    })
}

fn links_to_article(prose: &Prose) -> bool {
    let mut targets = prose.references.iter().map(|reference| &reference.target);
    targets.any(|target| matches!(target, Target::File { path, .. } if path.ends_with(".md")))
}

fn expect_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn articles_are_neither_thin_nor_long() {
    let lengths = site().articles().iter().map(|article| {
        let text = article.body.plain_text();
        (&article.slug, words(&text))
    });
    let wrong = lengths.filter(|(_, length)| !LENGTH_OF_ARTICLE.contains(length));
    let wrong: Vec<_> = wrong
        .map(|(slug, length)| format!("{slug}: {length} words"))
        .collect();
    expect_none(&wrong);
}

#[test]
fn an_article_begins_with_a_sourced_paragraph() {
    let bare = site().articles().iter().filter(|article| {
        let mut nodes = article.body.nodes.iter().map(|(node, _)| node);
        let opening = nodes.by_ref().take_while(|node| !is_end_of_paragraph(node));
        !opening
            .into_iter()
            .any(|node| matches!(node, Node::Citation(_)))
    });
    let bare: Vec<_> = bare.map(|article| article.slug.clone()).collect();
    expect_none(&bare);
}

fn is_end_of_paragraph(node: &Node) -> bool {
    use pulldown_cmark::{Event, TagEnd};
    matches!(node, Node::Markdown(Event::End(TagEnd::Paragraph)))
}

#[test]
fn summaries_fit_a_search_result() {
    let articles = site().articles().iter();
    let articles = articles.map(|article| (&article.slug, article.summary.plain_text()));
    let pages = site().pages().iter();
    let pages = pages.map(|page| (&page.slug, page.summary.plain_text()));
    let lengths = articles
        .chain(pages)
        .map(|(slug, text)| (slug, text.chars().count()));
    let wrong = lengths.filter(|(_, length)| !LENGTH_OF_SUMMARY.contains(length));
    let wrong: Vec<_> = wrong
        .map(|(slug, length)| format!("{slug}: {length} characters"))
        .collect();
    expect_none(&wrong);
}

#[test]
fn every_question_that_readers_ask_is_answered() {
    let asked: Vec<_> = site()
        .articles()
        .iter()
        .flat_map(|article| &article.questions)
        .collect();
    let wanted = list("questions.txt");
    let missing = wanted
        .iter()
        .filter(|wanted| !asked.iter().any(|asked| asked.question == **wanted));
    let missing: Vec<_> = missing.cloned().collect();
    expect_none(&missing);
    assert!(wanted.len() >= 30, "the list holds thirty questions");
}

#[test]
fn every_answer_has_a_source_and_leads_to_an_article() {
    let asked = site()
        .articles()
        .iter()
        .flat_map(|article| &article.questions);
    let bare = asked.filter(|asked| {
        citations(&asked.answer).next().is_none() || !links_to_article(&asked.answer)
    });
    let bare: Vec<_> = bare.map(|asked| asked.question.clone()).collect();
    expect_none(&bare);
}

#[test]
fn every_term_is_explained_at_length_with_sources() {
    let thin = site().terms().filter(|term| {
        words(&term.body.plain_text()) < LENGTH_OF_ENTRY || citations(&term.body).next().is_none()
    });
    let thin: Vec<_> = thin.map(|term| term.id.clone()).collect();
    expect_none(&thin);
}

#[test]
fn weak_sources_stand_beside_better_ones() {
    let site = site();
    let is_weak = |id: &str| site.source(id).is_some_and(|source| source.is_weak);
    let mut alone: Vec<String> = Vec::new();
    for event in site.events() {
        if event.sources.iter().all(|id| is_weak(id)) {
            alone.push(format!("event {}", event.id));
        }
    }
    for figure in site.figures() {
        if figure.sources.iter().all(|id| is_weak(id)) {
            alone.push(format!("figure {}", figure.id));
        }
    }
    for cites in proses(site).into_iter().flat_map(citations) {
        if cites.iter().all(|cite| is_weak(&cite.id)) {
            alone.push(format!("citation of {}", cites[0].id));
        }
    }
    expect_none(&alone);
}

#[test]
fn names_are_spelt_one_way() {
    let mut found = Vec::new();
    for line in list("spelling.txt") {
        let (wrong, right) = line.split_once(" | ").expect("a line holds two spellings");
        for (place, text) in texts(site()) {
            if text.contains(wrong) {
                found.push(format!("{place}: `{wrong}` for `{right}`"));
            }
        }
    }
    expect_none(&found);
}

#[test]
fn nothing_is_said_of_the_readers_day() {
    let mut found = Vec::new();
    for phrase in list("time.txt") {
        for (place, text) in texts(site()) {
            let text = text.to_lowercase();
            let mut hits = text.match_indices(&phrase);
            let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
            if hits.any(|(at, _)| begins(at)) {
                found.push(format!("{place}: `{phrase}`"));
            }
        }
    }
    expect_none(&found);
}

#[test]
fn nobody_is_quoted_but_word_for_word() {
    let quoted = texts(site()).into_iter().filter(|(_, text)| {
        let mut parts = text.split('“').skip(1);
        let straight = text.contains('"') || text.contains('«');
        straight || parts.any(|part| !QUOTATIONS.iter().any(|allowed| part.starts_with(allowed)))
    });
    let quoted: Vec<_> = quoted.map(|(place, _)| place).collect();
    expect_none(&quoted);
}
