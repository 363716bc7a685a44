//! `why`: why a word is or is not linked to the glossary.

use std::sync::Arc;

use super::{Outcome, Stop, WhyArguments};
use crate::diagnostic::nearest;
use crate::document::markdown::Prose;
use crate::document::reference::Target;
use crate::document::{Content, Document};
use crate::load::{self, Inputs};
use crate::pipeline;
use crate::site::mentions::{Hit, Verdict, Wishes, verdicts};
use crate::site::{Site, wishes_of_article, wishes_of_page, wishes_of_term};
use crate::source::{Source, SourceId, place};

/// Tells of every place where the word stands what became of it, and why.
pub(super) fn why(arguments: &WhyArguments) -> Result<Outcome, Stop> {
    let inputs = load::load(&arguments.site.site)?;
    let (site, _) = pipeline::understand(&inputs, &arguments.site.options());
    let site = &site;
    let source = find(&inputs, &arguments.file)?;
    let document = site
        .documents()
        .iter()
        .find(|document| document.id == source.id);
    let text = document.and_then(|document| text(document));
    let named = site.names().lookup(&arguments.word);
    let mut terms: Vec<&str> = named.iter().map(|name| &*name.term).collect();
    let hits = text.map_or_else(Vec::new, |(prose, wishes)| {
        verdicts(prose, site.names(), wishes)
    });
    if let Some((prose, _)) = text.filter(|_| terms.is_empty()) {
        terms = written(prose, source, &hits, &arguments.word);
    }
    if terms.is_empty() {
        write_line!("no glossary entry has the name `{}`", arguments.word);
        let known = site.names().all().map(|name| name.text.as_str());
        if let Some(near) = nearest(&arguments.word, known) {
            write_line!("  = help: did you mean `{near}`?");
        }
        return Ok(Outcome::Wrong);
    }
    let Some((prose, _)) = text else {
        write_line!("{}: this kind of file links no terms by itself", source.id);
        return Ok(Outcome::Wrong);
    };
    let wanted = crate::site::names::normalise(&arguments.word).to_lowercase();
    let hits = hits
        .iter()
        .filter(|hit| terms.contains(&&*hit.mention.term));
    let (spelt, others): (Vec<&Hit>, Vec<&Hit>) = hits.partition(|hit| {
        let written = source.text.get(hit.range.clone()).unwrap_or_default();
        crate::site::names::normalise(written)
            .to_lowercase()
            .starts_with(&wanted)
    });
    let by_explicit = explicit(prose, &terms);
    if spelt.is_empty() && others.is_empty() && by_explicit.is_empty() {
        write_line!(
            "{}: `{}` does not stand in this text",
            source.id,
            arguments.word
        );
        return Ok(Outcome::Wrong);
    }
    for range in by_explicit {
        write_line!("{}: linked: a `term:` link", at(source, range.start));
    }
    for hit in spelt {
        tell(site, source, hit);
    }
    if !others.is_empty() {
        write_line!("under other names of the same entry:");
        for hit in others {
            tell(site, source, hit);
        }
    }
    Ok(Outcome::Fine)
}

/// Returns the terms that the text mentions or links with just this word, such as the plural of a name.
fn written<'a>(prose: &'a Prose, source: &Source, hits: &'a [Hit], word: &str) -> Vec<&'a str> {
    let small = |text: &str| crate::site::names::normalise(text).to_lowercase();
    let word = small(word);
    let mentioned = hits.iter().filter(|hit| {
        let written = source.text.get(hit.range.clone()).unwrap_or_default();
        small(written) == word
    });
    let mentioned = mentioned.map(|hit| &*hit.mention.term);
    let linked = prose.references.iter().filter_map(|reference| {
        let is_meant = small(&reference.text) == word;
        match &reference.target {
            Target::Term(id) if is_meant => Some(id.as_str()),
            _ => None,
        }
    });
    mentioned.chain(linked).collect()
}

fn find<'a>(inputs: &'a Inputs, file: &str) -> Result<&'a Source, Stop> {
    let wanted = file.replace('\\', "/");
    let wanted = wanted.trim_start_matches("./");
    let found = inputs.content.iter().find(|source| {
        let id = source.id.as_str();
        id == wanted
            || id.strip_prefix("content/") == Some(wanted)
            || wanted.ends_with(&format!("/{id}"))
    });
    found.ok_or_else(|| {
        let known = inputs.content.iter().map(|source| source.id.as_str());
        Stop {
            message: format!("there is no content file `{file}`"),
            help: nearest(wanted, known).map(|near| format!("did you mean `{near}`?")),
        }
    })
}

fn text(document: &Arc<Document>) -> Option<(&Prose, Wishes<'_>)> {
    match &document.content {
        Content::Article(article) => Some((&article.body, wishes_of_article(article))),
        Content::Home(page) | Content::Page(page) => Some((&page.body, wishes_of_page(page))),
        Content::Term(term) => Some((&term.body, wishes_of_term(term))),
        _ => None,
    }
}

fn explicit(prose: &Prose, terms: &[&str]) -> Vec<std::ops::Range<usize>> {
    prose
        .references
        .iter()
        .filter(|r| matches!(&r.target, Target::Term(id) if terms.contains(&id.as_str())))
        .map(|reference| reference.range.clone())
        .collect()
}

fn at(source: &Source, byte: usize) -> String {
    spot(&source.id, &source.text, byte)
}

fn spot(id: &SourceId, text: &str, byte: usize) -> String {
    let place = place(text, byte);
    format!("{id}:{}:{}", place.line, place.column)
}

fn tell(site: &Site, source: &Source, hit: &Hit) {
    let written = source
        .text
        .get(hit.range.clone())
        .unwrap_or_default()
        .replace('\n', " ");
    let line = |byte: usize| source.place(byte).line;
    let name = site
        .term(&hit.mention.term)
        .map_or("", |term| term.name.as_str());
    let reason = match &hit.verdict {
        Verdict::Linked => "linked: the first mention".to_owned(),
        Verdict::AlreadyLinked(place) => {
            format!("not linked: the mention in line {} is", line(place.start))
        }
        Verdict::LinkedExplicitly(place) => {
            format!(
                "not linked: the `term:` link in line {} counts as the mention",
                line(place.start)
            )
        }
        Verdict::InHeading => "not linked: it stands in a heading".to_owned(),
        Verdict::InLink => "not linked: it stands in a link or a `term:-`".to_owned(),
        Verdict::InQuotation => "not linked: it stands in a quotation".to_owned(),
        Verdict::InCode => "not linked: it stands in code".to_owned(),
        Verdict::OwnPage => "not linked: this is the page of the entry itself".to_owned(),
        Verdict::Excluded => "not linked: `glossary: exclude` names the entry".to_owned(),
        Verdict::Off => "not linked: `glossary: link` is `off` here".to_owned(),
        Verdict::NeverLinked => "not linked: the entry has `link: false`".to_owned(),
        Verdict::PartOfWord => {
            "not linked: a letter, digit or hyphen stands right before or after it".to_owned()
        }
        Verdict::OtherCase => {
            "not linked: the name has a capital and is written otherwise here".to_owned()
        }
        Verdict::InLongerName => "not linked: a longer name covers it".to_owned(),
    };
    write_line!(
        "{}: `{written}` ({name}): {reason}",
        at(source, hit.range.start)
    );
}
