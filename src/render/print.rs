//! Prints pages through their templates. A mistake in a template that many pages share is reported
//! once, with the first page that met it.

use std::collections::BTreeMap;

use tera::{Context, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::enrich::page::{Page, SiteView};
use crate::source::Span;

use super::collect::{Collection, Origin};
use super::templates::Templates;

pub(super) struct Printer<'a> {
    templates: &'a Templates,
    /// Made once: a clone of it costs nothing.
    site: Value,
    problems: BTreeMap<(Option<Span>, String), Problem>,
}

struct Problem {
    diagnostic: Diagnostic,
    first: String,
    others: usize,
}

impl<'a> Printer<'a> {
    pub(super) fn new(templates: &'a Templates, site: &SiteView) -> Self {
        Self {
            templates,
            site: Value::from_serializable(site),
            problems: BTreeMap::new(),
        }
    }

    /// Prints a page to a path.
    pub(super) fn page(&mut self, page: &Page, path: String, collection: &mut Collection) {
        let mut context = Context::new();
        context.insert_value("page", Value::from_serializable(page));
        let origin = Origin {
            name: if page.origin.is_empty() {
                page.path.clone()
            } else {
                page.origin.clone()
            },
            template: Some(page.template),
        };
        self.print(path, context, origin, collection);
    }

    /// Prints a file that is not a page and has a template of its own name.
    pub(super) fn file(
        &mut self,
        name: &'static str,
        context: Context,
        collection: &mut Collection,
    ) {
        let origin = Origin {
            name: name.to_owned(),
            template: Some(name),
        };
        self.print(name.to_owned(), context, origin, collection);
    }

    fn print(
        &mut self,
        path: String,
        mut context: Context,
        origin: Origin,
        collection: &mut Collection,
    ) {
        context.insert_value("site", self.site.clone());
        let template = origin.template.unwrap_or_default();
        match self.templates.tera.render(template, &context) {
            Ok(text) => collection.add(path, text.into_bytes().into(), origin),
            Err(error) => {
                self.note(&error, &origin.name);
                collection.reserve(&path, origin);
            }
        }
    }

    fn note(&mut self, error: &tera::Error, first: &str) {
        let finding = self.templates.explainer().at_render(error);
        let is_broken = |name: &String| self.templates.broken.contains(name);
        if finding.templates.iter().any(is_broken) || finding.wants.as_ref().is_some_and(is_broken)
        {
            return;
        }
        let diagnostic = finding.diagnostic;
        let key = (diagnostic.span.clone(), diagnostic.message.clone());
        self.problems
            .entry(key)
            .and_modify(|problem| problem.others += 1)
            .or_insert_with(|| Problem {
                diagnostic,
                first: first.to_owned(),
                others: 0,
            });
    }

    /// Returns what went wrong.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        let problems = self.problems.into_values();
        let diagnostics = problems.map(
            |Problem {
                 diagnostic,
                 first,
                 others,
             }| {
                debug_assert_eq!(diagnostic.code, Code::Template);
                let others = match others {
                    0 => String::new(),
                    1 => " and 1 other page".to_owned(),
                    count => format!(" and {count} other pages"),
                };
                diagnostic.help(format!("while rendering `{first}`{others}"))
            },
        );
        diagnostics.collect()
    }
}
