//! Weak sources: they may stand beside a better one, and not alone.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::markdown::{Node, Prose};
use crate::document::reference::{Cite, Target};
use crate::source::Span;

/// A paragraph, list item or table row that is open: its citations of weak sources, and whether
/// there is a better one beside them.
#[derive(Default)]
struct Unit {
    weak: Vec<Span>,
    is_sound: bool,
}

impl Checker<'_, '_> {
    /// Names a record that rests on weak sources alone.
    pub(super) fn weak_sources(&mut self, what: &str, ids: &[String], span: impl Fn() -> Span) {
        if !ids.is_empty() && ids.iter().all(|id| self.is_weak(id)) {
            self.weak(format!("{what} rests on weak sources alone"), span());
        }
    }

    /// Names citations of weak sources that have no better one in their paragraph.
    pub(super) fn weak_citations(&mut self, prose: &Prose) {
        let mut open: Vec<Unit> = Vec::new();
        let mut alone = Vec::new();
        for (node, _) in &prose.nodes {
            match node {
                Node::Markdown(Event::Start(Tag::Paragraph | Tag::Item | Tag::TableRow)) => {
                    open.push(Unit::default());
                }
                Node::Markdown(Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableRow)) => {
                    let unit = open.pop().unwrap_or_default();
                    match open.last_mut() {
                        Some(outer) => {
                            outer.is_sound |= unit.is_sound;
                            outer
                                .weak
                                .extend(unit.weak.into_iter().filter(|_| !unit.is_sound));
                        }
                        None if !unit.is_sound => alone.extend(unit.weak),
                        None => {}
                    }
                }
                Node::Citation(index) => {
                    let Target::Citation(cites) = &prose.references[*index].target else {
                        continue;
                    };
                    if let Some(unit) = open.last_mut() {
                        self.note(prose, cites, unit);
                    }
                }
                _ => {}
            }
        }
        for span in alone {
            self.weak("this rests on weak sources alone".to_owned(), span);
        }
    }

    fn note(&mut self, prose: &Prose, cites: &[Cite], unit: &mut Unit) {
        for cite in cites {
            match self.is_weak(&cite.id) {
                true => unit.weak.push(prose.span(cite.range.clone())),
                false => unit.is_sound = true,
            }
        }
    }

    /// Says whether a source is there, and weak.
    fn is_weak(&mut self, id: &str) -> bool {
        self.view.is_weak_source(id)
    }

    fn weak(&mut self, message: String, span: Span) {
        self.push(Diagnostic::new(Code::WeakSources, span, message).help(
            "put a better source beside it, or say in the text who claims it, or leave it out",
        ));
    }
}
