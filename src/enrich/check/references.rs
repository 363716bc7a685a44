//! References: ids that do not exist, numbers and dates that do not agree, links that lead nowhere.

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::disagreement::Disagreement;
use crate::document::markdown::Prose;
use crate::document::reference::{self, Reference, Target};
use crate::document::{date, number, slug};
use crate::enrich::prose::file_of;
use crate::enrich::status;
use crate::site::usage::Kind;
use crate::site::{LinkTarget, relative};
use crate::source::Span;

impl Checker<'_, '_> {
    pub(super) fn unknown_term(&mut self, id: &str, span: Span) {
        let message = format!("there is no term `{id}`");
        let diagnostic = Diagnostic::new(Code::UnknownTerm, span.clone(), message);
        let diagnostic = match self.term_named(id) {
            Some(named) => {
                let is_plain = span.range().len() == id.len();
                let diagnostic = diagnostic.help(format!("the term of that name is `{named}`"));
                match is_plain {
                    true => diagnostic.fix(span, named),
                    false => diagnostic,
                }
            }
            None => diagnostic
                .did_you_mean(id, self.view.term_ids())
                .help(format!("a new term is a file `content/glossary/{id}.md`")),
        };
        self.push(diagnostic);
    }

    /// Returns the id of the one term of which a name, made an id, is this one.
    fn term_named(&mut self, id: &str) -> Option<&str> {
        let mut terms = self.view.terms().filter(|term| {
            let mut names = std::iter::once(&term.name).chain(&term.aliases);
            names.any(|name| slug(name) == id)
        });
        let first = terms.next()?;
        terms.next().is_none().then_some(first.id.as_str())
    }

    pub(super) fn unknown_source(&mut self, id: &str, span: Span) {
        let is_doubtful = self.view.is_doubtful(Kind::Source, id);
        let known = self.view.source_ids();
        let diagnostic = Diagnostic::new(
            Code::UnknownSource,
            span,
            format!("there is no source `{id}`"),
        )
        .did_you_mean(id, known)
        .help("sources are listed in `content/sources/`");
        self.push(diagnostic.following(is_doubtful));
    }

    /// Says that there is no such event. `text` is what refers to it: an event with another date was not meant.
    pub(super) fn unknown_event(&mut self, id: &str, span: Span, text: &str) {
        let is_doubtful = self.view.is_doubtful(Kind::Event, id);
        let known = self.view.event_ids();
        let mut diagnostic = Diagnostic::new(
            Code::UnknownEvent,
            span,
            format!("there is no event `{id}`"),
        )
        .did_you_mean(id, known)
        .help("events are listed in `content/timeline/`");
        diagnostic.fix = diagnostic.fix.filter(|fix| {
            let meant = self.view.event(&fix.replacement);
            is_blank(text)
                || meant.is_some_and(|meant| date::text::agree(text, &meant.date).is_ok())
        });
        self.push(diagnostic.following(is_doubtful));
    }

    /// Says that there is no such figure. `text` is what refers to it: a figure with another number was not meant.
    pub(super) fn unknown_figure(&mut self, id: &str, span: Span, text: &str) {
        let is_doubtful = self.view.is_doubtful(Kind::Figure, id);
        let known = self.view.figures().iter().map(|figure| figure.id.as_str());
        let mut diagnostic = Diagnostic::new(
            Code::UnknownFigure,
            span,
            format!("there is no figure `{id}`"),
        )
        .did_you_mean(id, known)
        .help("figures are listed in `content/figures/`");
        diagnostic.fix = diagnostic.fix.filter(|fix| {
            let meant = self.view.figure(&fix.replacement);
            is_blank(text)
                || meant.is_some_and(|meant| number::agree(text, &meant.quantity).is_ok())
        });
        self.push(diagnostic.following(is_doubtful));
    }

    pub(super) fn draft(&mut self, message: &str, span: Span) {
        self.push(
            Diagnostic::new(Code::DraftReference, span, message)
                .help("publish the draft first, or leave the reference out"),
        );
    }

    pub(super) fn reference(&mut self, prose: &Prose, reference: &Reference) {
        let id_span = |id: &str| prose.span(reference.range_of(id));
        match &reference.target {
            Target::Term(id) => {
                if !self.view.has_term(id) {
                    self.unknown_term(id, id_span(id));
                }
            }
            Target::Figure(id) => match self.view.figure(id) {
                Some(figure) => {
                    if let Err(wrong) = number::agree(&reference.text, &figure.quantity) {
                        let place = self.view.figure_place(&figure.id);
                        self.disagreement(
                            Code::NumberDisagrees,
                            prose,
                            reference,
                            wrong,
                            place,
                            "the figure",
                        );
                    }
                }
                None => self.unknown_figure(id, id_span(id), &reference.text),
            },
            Target::Event(id) => match self.view.event(id) {
                Some(event) if !reference.text.trim().is_empty() => {
                    let span = prose.span(reference.text_range.clone());
                    let wrong = status::disagreement(self.view, event, &reference.text, span);
                    let is_doubtful = self.view.is_doubtful(Kind::Event, id);
                    let wrong = wrong.into_iter();
                    wrong.for_each(|wrong| self.push(wrong.following(is_doubtful)));
                    if let Err(wrong) = date::text::agree(&reference.text, &event.date) {
                        let place = self.view.event_place(&event.id);
                        self.disagreement(
                            Code::DateDisagrees,
                            prose,
                            reference,
                            wrong,
                            place,
                            "the event",
                        );
                    }
                }
                Some(_) => {}
                None if self.view.is_draft_event(id) => {
                    self.draft(&draft_event(id), id_span(id));
                }
                None => self.unknown_event(id, id_span(id), &reference.text),
            },
            Target::Citation(cites) => {
                for cite in cites {
                    if !self.view.has_source(&cite.id) {
                        self.unknown_source(&cite.id, prose.span(cite.range.clone()));
                    }
                }
            }
            Target::File { path, anchor } => {
                self.file_link(prose, reference, path, anchor.as_deref())
            }
            Target::Page { path, .. } => {
                if !self.view.has_page(path) {
                    let span = prose.span(reference.id_range.clone());
                    let message = format!("there is no page `{path}`");
                    let whole = format!("{path}/");
                    let mut diagnostic = Diagnostic::new(Code::BrokenLink, span, message);
                    if self.view.has_page(&whole) {
                        diagnostic = diagnostic.did_you_mean(path, [whole.as_str()]);
                    }
                    self.push(diagnostic.help(
                        "link to the file, such as `../articles/name.md`; only lists such as `/timeline/` have no file",
                    ));
                }
            }
            Target::Url(_) | Target::NoTerm | Target::Broken => {}
        }
    }

    fn disagreement(
        &mut self,
        code: Code,
        prose: &Prose,
        reference: &Reference,
        wrong: Disagreement,
        place: Option<Span>,
        label: &str,
    ) {
        let whole = reference.text_range.clone();
        // Markup or escapes in the text make it differ from the file; then all of it is marked.
        let is_plain = whole.len() == reference.text.len();
        let range = match is_plain && !wrong.range.is_empty() {
            true => whole.start + wrong.range.start..whole.start + wrong.range.end,
            false => whole.clone(),
        };
        let is_doubtful = match &reference.target {
            Target::Figure(id) => self.view.is_doubtful(Kind::Figure, id),
            Target::Event(id) => self.view.is_doubtful(Kind::Event, id),
            _ => false,
        };
        let mut diagnostic = Diagnostic::new(code, prose.span(range), wrong.message);
        diagnostic
            .labels
            .extend(place.map(|place| (place, label.to_owned())));
        diagnostic.help.extend(wrong.help);
        if let (Some(text), true) = (wrong.replacement, is_plain) {
            diagnostic = diagnostic.fix(prose.span(whole), text);
        }
        self.push(diagnostic.following(is_doubtful));
    }

    fn file_link(
        &mut self,
        prose: &Prose,
        reference: &Reference,
        path: &str,
        anchor: Option<&str>,
    ) {
        let from = file_of(prose);
        match self.view.link(from, path, anchor) {
            LinkTarget::Path(_) => {}
            LinkTarget::Draft => {
                let span = prose.span(reference.range_of(path));
                self.draft(&format!("`{path}` is a draft"), span);
            }
            LinkTarget::NoFile { meant } => {
                let files: Vec<String> = self
                    .view
                    .linkable_files()
                    .map(|file| relative(from.folder(), file))
                    .collect();
                let mut files: Vec<&str> = files.iter().map(String::as_str).collect();
                files.sort_unstable();
                let span = prose.span(reference.range_of(path));
                let message = format!("there is no file `{meant}`");
                let diagnostic =
                    Diagnostic::new(Code::BrokenLink, span, message).did_you_mean(path, files);
                self.push(match reference::elsewhere(path) {
                    Some(address) if diagnostic.help.is_empty() => diagnostic.help(format!(
                        "an address that is no file of the site is written in full: `{address}`"
                    )),
                    _ => diagnostic
                        .help("links lead from file to file, such as `../glossary/name.md`"),
                });
            }
            LinkTarget::NoAnchor { known } => {
                let anchor = anchor.unwrap_or_default();
                let span = prose.span(reference.range_of(anchor));
                let there = match path.is_empty() {
                    true => "this file".to_owned(),
                    false => format!("`{path}`"),
                };
                let diagnostic = Diagnostic::new(
                    Code::BrokenAnchor,
                    span,
                    format!("there is no heading `#{anchor}` in {there}"),
                )
                .did_you_mean(anchor, known.iter().map(String::as_str));
                self.push(match known.is_empty() {
                    true => diagnostic.help("the file has no headings"),
                    false => diagnostic.help(format!("its headings are #{}", known.join(", #"))),
                });
            }
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

pub(super) fn draft_event(id: &str) -> String {
    format!("the event `{id}` stands only in a draft")
}
