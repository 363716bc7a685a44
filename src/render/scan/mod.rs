//! Reads the final HTML, stylesheets and feeds again: no address may leave the site or lead to
//! nothing, and ids must be unique and there. Each output is read once, when it is made, and what it
//! holds is kept as its [`Facts`]; an address that stands on every page is followed once, and reported
//! once with the first page that has it.

mod contract;
mod facts;
mod hidden;
mod links;
mod pieces;
mod target;
mod vanished;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::config::Base;
use crate::diagnostic::{Code, Diagnostic};

use super::collect::Collection;
use super::path;
use super::{Outputs, Place, Work};
pub(super) use facts::{Facts, read};
pub use links::Links;
use links::{Key as Address, Known, Lead};

/// Lists every address and anchor that is published, as paths from the base.
pub fn addresses(outputs: &Outputs) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (output, bytes) in outputs {
        contract::addresses(output, bytes, &mut all);
    }
    all
}

/// Checks all outputs, among which must be the addresses that the site keeps.
pub(super) fn check(
    collection: &Collection,
    work: &Work<'_>,
    known: &mut Known,
) -> Vec<Diagnostic> {
    let mut scan = Scan {
        collection,
        base: work.base,
        place: work.place,
        problems: BTreeMap::new(),
    };
    let failing = scan.failing(known);
    let unused = scan.run(known, &failing);
    known.forget(unused);
    let kept = work.kept.into_iter();
    let mut vanished: Vec<_> = kept
        .flat_map(|list| vanished::check(list, work.outputs, collection))
        .collect();
    vanished.append(&mut scan.finish());
    vanished
}

struct Scan<'a> {
    collection: &'a Collection,
    base: &'a Base,
    place: Place<'a>,
    problems: BTreeMap<Key, Problem>,
}

/// What makes two problems one: what is wrong, where it stands, and the template that wrote it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    template: Option<&'static str>,
    what: String,
    trouble: Trouble,
}

/// What is wrong with an address or an id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
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
    /// It holds a character that nobody sees.
    Hidden(char),
}

struct Problem {
    output: String,
    /// The output that had it last.
    last: String,
    others: usize,
}

impl Scan<'_> {
    /// Follows every address once, and returns those that fail.
    fn failing(&self, known: &Known) -> HashMap<Address, Trouble> {
        let pairs = known.all();
        pairs
            .filter_map(|(key, link)| Some((key, self.trouble(&link.lead)?)))
            .collect()
    }

    fn trouble(&self, lead: &Lead) -> Option<Trouble> {
        match lead {
            Lead::Elsewhere => None,
            Lead::Wrong(why) => Some(Trouble::Wrong(why)),
            Lead::Output(path, _) if !self.collection.origins.contains_key(&**path) => {
                Some(Trouble::NoOutput(path.to_string()))
            }
            Lead::Output(path, anchor) => {
                let anchor = anchor.as_deref()?;
                let target = self.collection.facts.get(&**path)?;
                let is_there = target.has_id(anchor);
                (!is_there).then(|| Trouble::NoAnchor(path.to_string(), anchor.to_owned()))
            }
        }
    }

    /// Notes what is wrong, output by output; returns the failing addresses that no output has.
    fn run(&mut self, known: &Known, failing: &HashMap<Address, Trouble>) -> Vec<Address> {
        let collection = self.collection;
        let mut unused: HashSet<Address> = failing.keys().copied().collect();
        for (output, facts) in &collection.facts {
            for (what, trouble) in &facts.slips {
                self.note(output, what.clone(), trouble.clone());
            }
            if failing.is_empty() {
                continue;
            }
            for key in &facts.links {
                if let (Some(trouble), Some(link)) = (failing.get(key), known.get(*key)) {
                    self.note(output, link.text.to_string(), trouble.clone());
                    unused.remove(key);
                }
            }
        }
        unused.into_iter().collect()
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
        let mut told = BTreeSet::new();
        problems
            .map(|(key, problem)| self.tell(key, problem))
            // The one page, which has a template of its own, shows a text again.
            .filter(|found| match &found.span {
                Some(span) => told.insert(span.clone()),
                None => true,
            })
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
        let span = match &key.trouble {
            Trouble::Wrong(_) | Trouble::NoOutput(_) | Trouble::NoAnchor(..) => {
                (self.place.0)(what)
            }
            Trouble::NoId(_) | Trouble::TwiceId | Trouble::Hidden(_) => None,
        };
        // Where a text writes the address, its place says more than the pages that show it.
        let is_placed = span.is_some();
        let on = match is_placed {
            true => String::new(),
            false => format!(" on {place}"),
        };
        // A mistake in a text is told at its place; pages that were made all the same show it again.
        let error = |message| Diagnostic::new(Code::BrokenUrl, span, message).following(true);
        let diagnostic = match &key.trouble {
            Trouble::Wrong(why) => {
                let below = path::output_of(what.split(['?', '#']).next().unwrap_or(what));
                let is_there =
                    what.starts_with('/') && self.collection.origins.contains_key(&below);
                let message = format!("`{what}`{on} {why}");
                suggest(error(message), is_there.then(|| self.base.url(what)))
            }
            Trouble::NoOutput(path) => {
                let known: Vec<String> = self.collection.origins.keys().map(|p| shown(p)).collect();
                let message = format!("`{what}`{on} leads to nothing");
                let near =
                    crate::diagnostic::nearest(&shown(path), known.iter().map(String::as_str));
                suggest(error(message), near.map(|near| self.base.url(near)))
            }
            Trouble::NoAnchor(path, anchor) => {
                let target = shown(path);
                let message = format!("`{what}`{on} leads to no place on `{target}`");
                let bytes = self.collection.outputs.get(path);
                let ids = bytes.map(|bytes| facts::ids(path, bytes));
                let ids = ids.unwrap_or_default();
                let near = crate::diagnostic::nearest(anchor, ids.iter().map(String::as_str));
                suggest(error(message), near.map(|near| format!("#{near}")))
            }
            Trouble::NoId(attribute) => error(format!(
                "`{attribute}` names the id `{what}`, which {place} does not have"
            )),
            Trouble::Hidden(c) => {
                let code = u32::from(*c);
                let message = format!("{place} holds `U+{code:04X}`, which nobody sees");
                Diagnostic::new(Code::HiddenCharacter, None, message).help(format!(
                    "look for an escape such as `\\u{code:04x}` or `&#{code};`"
                ))
            }
            Trouble::TwiceId => {
                let message = format!("the id `{what}` stands more than once on {place}");
                Diagnostic::new(Code::DuplicateHtmlId, None, message)
            }
        };
        match is_placed {
            true => diagnostic.help(
                "what is on the site itself is linked by its file, such as `../articles/name.md`",
            ),
            false => self.made_by(diagnostic, &problem.output),
        }
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
