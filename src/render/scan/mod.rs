//! Reads the final HTML, stylesheets and feeds again: no address may leave the site or lead to
//! nothing, and ids must be unique and there. Each output is read once; an address that stands on
//! every page is followed once, and reported once with the first page that has it.

mod facts;
mod target;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::config::Base;
use crate::diagnostic::{Code, Diagnostic};

use super::collect::Collection;
use super::path;
use facts::{Address, Facts};
use target::Target;

/// Checks all outputs.
pub(super) fn check(collection: &Collection, base: &Base) -> Vec<Diagnostic> {
    let read = |(path, bytes)| Some((path, Facts::read(path, bytes)?));
    let pairs = collection
        .outputs
        .iter()
        .map(|(path, bytes)| (path.as_str(), &**bytes));
    let mut scan = Scan {
        collection,
        base,
        facts: pairs.filter_map(read).collect(),
        followed: [HashMap::new(), HashMap::new()],
        problems: BTreeMap::new(),
    };
    scan.run();
    scan.finish()
}

struct Scan<'a> {
    collection: &'a Collection,
    base: &'a Base,
    facts: BTreeMap<&'a str, Facts<'a>>,
    /// What came of addresses that mean the same on every page. Only looked up, never listed.
    /// One map for what browsers fetch by themselves, one for the rest.
    followed: [HashMap<Cow<'a, str>, Option<Trouble>>; 2],
    problems: BTreeMap<Key, Problem>,
}

/// What makes two problems one: what is wrong, where it stands, and the template that wrote it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    template: Option<&'static str>,
    what: String,
    trouble: Trouble,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Trouble {
    /// The address is wrong by itself.
    Wrong(&'static str),
    /// There is no such output.
    NoOutput(String),
    /// There is no such anchor in the output.
    NoAnchor(String, String),
    /// An id that an attribute names is not on the page.
    NoId(&'static str),
    /// An id stands more than once on the page.
    TwiceId,
}

struct Problem {
    output: String,
    /// The output that had it last.
    last: String,
    others: usize,
}

impl<'a> Scan<'a> {
    fn run(&mut self) {
        let facts = std::mem::take(&mut self.facts);
        for (output, page) in &facts {
            for address in &page.addresses {
                if let Some(trouble) = self.follow(address, output, page, &facts) {
                    self.note(output, address.text.to_string(), trouble);
                }
            }
            let pairs = page.ids.windows(2).filter(|pair| pair[0] == pair[1]);
            for pair in pairs {
                if output.ends_with(".html") {
                    self.note(output, pair[0].to_string(), Trouble::TwiceId);
                }
            }
            for (attribute, id) in &page.wanted {
                if !page.has_id(id) {
                    self.note(output, id.to_string(), Trouble::NoId(attribute));
                }
            }
        }
        self.facts = facts;
    }

    fn follow(
        &mut self,
        address: &Address<'a>,
        output: &str,
        page: &Facts<'a>,
        facts: &BTreeMap<&str, Facts<'a>>,
    ) -> Option<Trouble> {
        let text = &*address.text;
        if text
            .strip_prefix('#')
            .is_some_and(|anchor| page.has_id(anchor))
        {
            return None;
        }
        let is_same_everywhere = text.starts_with('/') || text.starts_with("http");
        if !is_same_everywhere {
            return self.trouble(address, output, facts);
        }
        let kind = usize::from(address.is_fetched);
        if let Some(known) = self.followed[kind].get(text) {
            return known.clone();
        }
        let trouble = self.trouble(address, output, facts);
        self.followed[kind].insert(address.text.clone(), trouble.clone());
        trouble
    }

    fn trouble(
        &self,
        address: &Address<'_>,
        output: &str,
        facts: &BTreeMap<&str, Facts<'_>>,
    ) -> Option<Trouble> {
        match target::of(&address.text, address.is_fetched, output, self.base) {
            Target::Elsewhere => None,
            Target::Wrong(why) => Some(Trouble::Wrong(why)),
            Target::Output { path, .. } if !self.collection.origins.contains_key(&path) => {
                Some(Trouble::NoOutput(path))
            }
            Target::Output { path, anchor } => {
                let anchor = anchor?;
                let target = facts.get(path.as_str())?;
                let is_there = target.has_id(&anchor);
                (!is_there).then(|| Trouble::NoAnchor(path, anchor.into_owned()))
            }
        }
    }

    fn note(&mut self, output: &str, what: String, trouble: Trouble) {
        let origin = self.collection.origins.get(output);
        let key = Key {
            template: origin.and_then(|origin| origin.template),
            what,
            trouble,
        };
        self.problems
            .entry(key)
            .and_modify(|problem| {
                if problem.last != output {
                    output.clone_into(&mut problem.last);
                    problem.others += 1;
                }
            })
            .or_insert_with(|| Problem {
                output: output.to_owned(),
                last: output.to_owned(),
                others: 0,
            });
    }

    fn finish(self) -> Vec<Diagnostic> {
        let problems = self.problems.iter();
        problems
            .map(|(key, problem)| self.tell(key, problem))
            .collect()
    }

    fn tell(&self, key: &Key, problem: &Problem) -> Diagnostic {
        let page = shown(&problem.output);
        let others = match problem.others {
            0 => String::new(),
            1 => " and 1 other page".to_owned(),
            count => format!(" and {count} other pages"),
        };
        let place = format!("`{page}`{others}");
        let what = &key.what;
        let error = |message| Diagnostic::new(Code::BrokenUrl, None, message);
        let diagnostic = match &key.trouble {
            Trouble::Wrong(why) => {
                let below = path::output_of(what.split(['?', '#']).next().unwrap_or(what));
                let is_there =
                    what.starts_with('/') && self.collection.origins.contains_key(&below);
                let message = format!("`{what}` on {place} {why}");
                suggest(error(message), is_there.then(|| self.base.url(what)))
            }
            Trouble::NoOutput(path) => {
                let known: Vec<String> = self.collection.origins.keys().map(|p| shown(p)).collect();
                let message = format!("`{what}` on {place} leads to nothing");
                let near =
                    crate::diagnostic::nearest(&shown(path), known.iter().map(String::as_str));
                suggest(error(message), near.map(|near| self.base.url(near)))
            }
            Trouble::NoAnchor(path, anchor) => {
                let target = shown(path);
                let message = format!("`{what}` on {place} leads to no place on `{target}`");
                let ids = self
                    .facts
                    .get(path.as_str())
                    .map(|facts| facts.ids.as_slice());
                let ids = ids.unwrap_or_default().iter().map(|id| &**id);
                let near = crate::diagnostic::nearest(anchor, ids);
                suggest(error(message), near.map(|near| format!("#{near}")))
            }
            Trouble::NoId(attribute) => error(format!(
                "`{attribute}` names the id `{what}`, which {place} does not have"
            )),
            Trouble::TwiceId => {
                let message = format!("the id `{what}` stands more than once on {place}");
                Diagnostic::new(Code::DuplicateHtmlId, None, message)
            }
        };
        self.made_by(diagnostic, &problem.output)
    }

    /// Says what a page was made from.
    fn made_by(&self, diagnostic: Diagnostic, output: &str) -> Diagnostic {
        let Some(origin) = self.collection.origins.get(output) else {
            return diagnostic;
        };
        let from = &origin.name;
        diagnostic.help(match origin.template {
            Some(template) if *from == shown(output) || from == output => {
                format!("`{from}` is made by the template `{template}`")
            }
            Some(template) => {
                format!(
                    "`{}` is made from `{from}` by the template `{template}`",
                    shown(output)
                )
            }
            None => format!("`{}` is `{from}`", shown(output)),
        })
    }
}

fn suggest(diagnostic: Diagnostic, near: Option<String>) -> Diagnostic {
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// Returns an output as the path under which people know it: `/articles/who-pays/`.
fn shown(output: &str) -> String {
    let path = output.strip_suffix("index.html");
    let path = path.filter(|path| path.is_empty() || path.ends_with('/'));
    format!("/{}", path.unwrap_or(output))
}
