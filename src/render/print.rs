//! Prints pages through their templates, each for itself: a pure function of a page, the value for the
//! site and the templates, so that pages can be printed at the same time and in any order.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tera::{Context, Value};

use crate::config::Base;
use crate::diagnostic::{Code, Diagnostic};
use crate::enrich::page::{Page, SiteView};
use crate::source::Span;

use super::collect::Origin;
use super::fragments::Printer;
use super::one_page::{self, Body, Part};
use super::pictures::{self, Cover};
use super::scan::{self, Facts, Links};
use super::templates::Templates;
use super::{marks, path, policy};

/// The component that prints a page as a part of the one page.
const PART: &str = "one_part";

/// Prints pages.
#[derive(Debug)]
pub struct Press<'a> {
    templates: &'a Templates,
    base: &'a Base,
    cover: &'a Cover,
    draws: bool,
    /// Made once: a clone of it costs nothing.
    site: Value,
    buffers: Buffers,
}

/// A page that was printed, or why it could not be.
#[derive(Debug)]
pub struct Printed {
    /// Its path from the output root.
    path: String,
    origin: Origin,
    result: Result<Sheet, Failure>,
    picture: Option<pictures::Made>,
}

/// The bytes of an output with what must be answered for.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) bytes: Arc<[u8]>,
    pub(super) facts: Option<Arc<Facts>>,
}

/// Why a template could not print.
#[derive(Clone, Debug)]
pub(super) struct Failure {
    diagnostic: Box<Diagnostic>,
    /// Whether it merely follows from a template that is set aside.
    is_consequence: bool,
}

impl Printed {
    /// Returns its path from the output root.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns its bytes, if it could be printed.
    pub fn bytes(&self) -> Option<&Arc<[u8]>> {
        self.result.as_ref().ok().map(|sheet| &sheet.bytes)
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) fn picture(&self) -> Option<&pictures::Made> {
        self.picture.as_ref()
    }

    pub(super) fn result(&self) -> Result<&Sheet, &Failure> {
        self.result.as_ref()
    }
}

impl<'a> Press<'a> {
    /// Makes a press for a site that has that cover.
    pub fn new(
        templates: &'a Templates,
        site: &SiteView,
        base: &'a Base,
        cover: &'a Cover,
    ) -> Self {
        Self {
            templates,
            base,
            cover,
            draws: site.outputs.pictures,
            site: Value::from_serializable(site),
            buffers: Buffers::default(),
        }
    }

    /// Prints a page, and adds the addresses on it to those that are known.
    pub fn page(&self, page: &Page, links: &Links) -> Printed {
        self.printed(page, self.value(page), links)
    }

    /// Prints a page as a part of the one page.
    pub fn part(&self, page: &Page) -> Part {
        Part(self.body(page, self.value(page)))
    }

    /// Does both.
    pub fn page_and_part(&self, page: &Page, links: &Links) -> (Printed, Part) {
        let value = self.value(page);
        let part = Part(self.body(page, value.clone()));
        (self.printed(page, value, links), part)
    }

    /// Prints the page that holds others, which are its parts in this order.
    pub fn one_page(&self, page: &Page, parts: &[Arc<Part>], links: &Links) -> Printed {
        let path = path::output_of(&page.path);
        let bodies: Result<Vec<&Body>, &Failure> =
            parts.iter().map(|part| part.0.as_ref()).collect();
        let bodies = match bodies {
            Ok(bodies) => bodies,
            Err(failure) => return failed(path, page, failure.clone()),
        };
        let mut context = Context::new();
        let parts = one_page::joined(&bodies, self.base);
        context.insert_value("parts", Value::from_serializable(&parts));
        context.insert_value("page", Value::from_serializable(page));
        context.insert_value("picture", Value::from_serializable(&self.cover.shown));
        self.print(path, context, origin_of(page), links)
    }

    fn value(&self, page: &Page) -> Result<Value, Failure> {
        let printer = Printer {
            tera: &self.templates.tera,
            templates: self.templates.number,
        };
        let prepared = printer.prepare(page);
        prepared.map_err(|error| Failure::of(self.templates, &error))?;
        Ok(Value::from_serializable(page))
    }

    fn body(&self, page: &Page, value: Result<Value, Failure>) -> Result<Body, Failure> {
        let mut context = Context::new();
        context.insert_value("part", value?);
        let tera = &self.templates.tera;
        let html = tera.render_component(PART, &context, None, true);
        let html = html.map_err(|error| Failure::of(self.templates, &error))?;
        // Ids differ on the one page, and so do the fragments that hold them.
        let mut html = html.into_bytes();
        marks::take_out(&mut html);
        let html = std::str::from_utf8(&html).expect("marks are whole characters");
        Ok(Body::new(
            &page.title,
            &page.path,
            page.template,
            html,
            self.base,
        ))
    }

    fn printed(&self, page: &Page, value: Result<Value, Failure>, links: &Links) -> Printed {
        let path = path::output_of(&page.path);
        let value = match value {
            Ok(value) => value,
            Err(failure) => return failed(path, page, failure),
        };
        let own = pictures::of_page(self.templates, &self.site, self.draws, page, &value);
        let shown = own.shown.as_ref().or(self.cover.shown.as_ref());
        let mut context = Context::new();
        context.insert_value("page", value);
        context.insert_value("picture", Value::from_serializable(&shown));
        let mut printed = self.print(path, context, origin_of(page), links);
        printed.picture = own.made;
        printed
    }

    /// Returns the picture of the site, if one is made.
    pub(super) fn cover(&self) -> Option<&pictures::Made> {
        self.cover.made.as_ref()
    }

    /// Prints a file that is not a page and has a template of its own name.
    pub(super) fn file(
        &self,
        path: &str,
        template: &'static str,
        context: Context,
        links: &Links,
    ) -> Printed {
        let origin = Origin {
            name: path.to_owned(),
            template: Some(template),
        };
        self.print(path.to_owned(), context, origin, links)
    }

    fn print(&self, path: String, mut context: Context, origin: Origin, links: &Links) -> Printed {
        context.insert_value("site", self.site.clone());
        let template = origin.template.unwrap_or_default();
        let mut buffer = self.buffers.take();
        let tera = &self.templates.tera;
        let result = match tera.render_to(template, &context, &mut buffer) {
            Ok(()) => Ok(self.sheet(&path, &mut buffer, links)),
            Err(error) => Err(Failure::of(self.templates, &error)),
        };
        self.buffers.give(buffer);
        Printed {
            path,
            origin,
            result,
            picture: None,
        }
    }
}

impl Press<'_> {
    fn sheet(&self, path: &str, printed: &mut Vec<u8>, links: &Links) -> Sheet {
        let pieces = marks::take_out(printed);
        let text = std::str::from_utf8(printed).expect("templates print text");
        let text = policy::with_hashes(text);
        let pieces = match text {
            Cow::Borrowed(_) => pieces,
            // What was put in has moved them.
            Cow::Owned(_) => Vec::new(),
        };
        let read = scan::read(path, &text, &pieces, self.base, &links.look());
        let facts = read.map(|read| {
            links.add(read.news);
            Arc::new(read.facts)
        });
        Sheet {
            bytes: text.as_bytes().into(),
            facts,
        }
    }
}

/// What pages are printed into, one after the other: a buffer grows once.
#[derive(Debug, Default)]
struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    fn take(&self) -> Vec<u8> {
        let mut buffers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buffers.pop().unwrap_or_default()
    }

    fn give(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        let mut buffers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        buffers.push(buffer);
    }
}

impl Failure {
    pub(super) fn of(templates: &Templates, error: &tera::Error) -> Self {
        let finding = templates.explainer().at_render(error);
        let is_broken = |name: &String| templates.broken.contains(name);
        let is_consequence = finding.templates.iter().any(is_broken)
            || finding.wants.as_ref().is_some_and(is_broken);
        Self {
            diagnostic: Box::new(finding.diagnostic),
            is_consequence,
        }
    }
}

/// What went wrong in printing. A mistake in a template that many pages share is told once, with the
/// first page that met it.
#[derive(Debug, Default)]
pub(super) struct Failures {
    problems: BTreeMap<(Option<Span>, String), Problem>,
}

#[derive(Debug)]
struct Problem {
    diagnostic: Diagnostic,
    first: String,
    others: usize,
}

impl Failures {
    pub(super) fn note(&mut self, failure: &Failure, first: &str) {
        if failure.is_consequence {
            return;
        }
        let diagnostic = &failure.diagnostic;
        let key = (diagnostic.span.clone(), diagnostic.message.clone());
        self.problems
            .entry(key)
            .and_modify(|problem| problem.others += 1)
            .or_insert_with(|| Problem {
                diagnostic: (**diagnostic).clone(),
                first: first.to_owned(),
                others: 0,
            });
    }

    pub(super) fn finish(self) -> Vec<Diagnostic> {
        let problems = self.problems.into_values();
        problems.map(Problem::told).collect()
    }
}

impl Problem {
    fn told(self) -> Diagnostic {
        let Problem {
            diagnostic,
            first,
            others,
        } = self;
        debug_assert_eq!(diagnostic.code, Code::Template);
        let others = match others {
            0 => String::new(),
            1 => " and 1 other page".to_owned(),
            count => format!(" and {count} other pages"),
        };
        diagnostic.help(format!("while rendering `{first}`{others}"))
    }
}

fn failed(path: String, page: &Page, failure: Failure) -> Printed {
    Printed {
        path,
        origin: origin_of(page),
        result: Err(failure),
        picture: None,
    }
}

fn origin_of(page: &Page) -> Origin {
    let name = if page.origin.is_empty() {
        &page.path
    } else {
        &page.origin
    };
    Origin {
        name: name.clone(),
        template: Some(page.template),
    }
}
