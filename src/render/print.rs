//! Prints pages through their templates. A mistake in a template that many pages share is reported
//! once, with the first page that met it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tera::{Context, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::enrich::page::{Page, SiteView};
use crate::source::Span;

use super::collect::{Collection, Origin};
use super::templates::Templates;

/// Pages that were printed, for the next time. Holds only for the templates that printed them.
#[derive(Debug, Default)]
pub struct Printed {
    site: Option<SiteView>,
    pages: HashMap<String, (Arc<Page>, Arc<[u8]>)>,
}

pub(super) struct Printer<'a> {
    templates: &'a Templates,
    before: HashMap<String, (Arc<Page>, Arc<[u8]>)>,
    printed: &'a mut Printed,
    count: usize,
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
    pub(super) fn new(templates: &'a Templates, site: &SiteView, printed: &'a mut Printed) -> Self {
        let is_same_site = printed.site.as_ref() == Some(site);
        let before = std::mem::take(&mut printed.pages);
        printed.site = Some(site.clone());
        Self {
            templates,
            before: if is_same_site { before } else { HashMap::new() },
            printed,
            count: 0,
            site: Value::from_serializable(site),
            problems: BTreeMap::new(),
        }
    }

    /// Prints a page to a path.
    pub(super) fn page(&mut self, page: &Arc<Page>, path: String, collection: &mut Collection) {
        let known = self
            .before
            .remove(&path)
            .filter(|(known, _)| Arc::ptr_eq(known, page));
        if let Some((_, bytes)) = known {
            self.printed
                .pages
                .insert(path.clone(), (page.clone(), bytes.clone()));
            return collection.add(path, bytes, origin_of(page));
        }
        self.count += 1;
        let mut context = Context::new();
        context.insert_value("page", Value::from_serializable(&**page));
        if let Some(bytes) = self.print(path.clone(), context, origin_of(page), collection) {
            self.printed.pages.insert(path, (page.clone(), bytes));
        }
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
    ) -> Option<Arc<[u8]>> {
        context.insert_value("site", self.site.clone());
        let template = origin.template.unwrap_or_default();
        match self.templates.tera.render(template, &context) {
            Ok(text) => {
                let bytes: Arc<[u8]> = text.into_bytes().into();
                collection.add(path, bytes.clone(), origin);
                Some(bytes)
            }
            Err(error) => {
                self.note(&error, &origin.name);
                collection.reserve(&path, origin);
                None
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

    /// Returns what went wrong, and how many pages were printed.
    pub(super) fn finish(self) -> (Vec<Diagnostic>, usize) {
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
        (diagnostics.collect(), self.count)
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
