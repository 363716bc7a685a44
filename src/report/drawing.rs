//! One diagnostic as text: its marks sorted into snippets, its fix as a diff, and the places put in.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Message, Origin, Patch, Renderer, Snippet,
};

use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::source::{SourceId, Span};

use super::Files;
use super::excerpt::Keep;
use super::visible::{one_line, visible};

/// What the renderer writes where a place belongs; it counts columns in the excerpt, and we put in
/// those of the file. Content never holds these characters: `visible` replaces them.
const HERE: char = '\u{f0000}';
const ELSEWHERE: char = '\u{f0001}';

/// Draws one diagnostic after another.
pub(super) struct Drawing<'a> {
    renderer: Renderer,
    width: usize,
    files: Files<'a>,
}

/// One span that a snippet marks.
struct Mark {
    kind: AnnotationKind,
    span: Span,
    label: Option<String>,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(renderer: Renderer, width: usize, files: Files<'a>) -> Self {
        Self {
            renderer,
            width,
            files,
        }
    }

    pub(super) fn draw(&mut self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning | Severity::Off => Level::WARNING,
        };
        let title = level
            .primary_title(visible(&diagnostic.message))
            .id(diagnostic.code.name());
        let mut group = Group::with_title(title);
        let mut origins = Vec::new();
        for marks in self.bundles(marks(diagnostic)) {
            origins.push(self.files.origin(&marks[0].span));
            group = self.add_snippet(group, &marks);
        }
        let mut help: Vec<&str> = diagnostic.help.iter().map(String::as_str).collect();
        let fix = diagnostic.fix.as_ref().and_then(|fix| {
            let home = diagnostic.span.as_ref().map(|span| &span.file);
            let (suggestion, origin) = self.suggestion(fix, home)?;
            origins.push(origin);
            Some(
                Level::HELP
                    .secondary_title(fix_title(fix, &mut help))
                    .element(suggestion),
            )
        });
        let help: Vec<Message<'_>> = help
            .into_iter()
            .map(|help| Level::HELP.message(visible(help)))
            .collect();
        let groups: Vec<Group<'_>> = [group.elements(help)].into_iter().chain(fix).collect();
        with_origins(&self.renderer.render(&groups), &origins)
    }

    /// Sorts marks into bundles, each of which fits into one snippet. The first holds the primary.
    fn bundles(&mut self, marks: Vec<Mark>) -> Vec<Vec<Mark>> {
        let mut bundles: Vec<(Extent, Vec<Mark>)> = Vec::new();
        for mark in marks {
            let extent = self.extent(&mark.span);
            let room = self.room();
            let fitting = bundles.iter_mut().find(|(other, marks)| {
                marks[0].span.file == mark.span.file && other.with(&extent).fits(room)
            });
            match fitting {
                Some((other, marks)) => {
                    *other = other.with(&extent);
                    marks.push(mark);
                }
                None => bundles.push((extent, vec![mark])),
            }
        }
        bundles.into_iter().map(|(_, marks)| marks).collect()
    }

    /// Returns how many columns of a line a snippet has to show.
    fn room(&self) -> usize {
        self.width - 24
    }

    fn extent(&mut self, span: &Span) -> Extent {
        let room = self.room();
        let Some(file) = self.files.get(&span.file) else {
            return Extent {
                lines: 0..0,
                columns: 0..usize::MAX,
            };
        };
        let range = file.drawable(&span.range(), room);
        let (start, end) = (file.place(range.start), file.place(range.end));
        let columns = start.column.min(end.column)..start.column.max(end.column);
        Extent {
            lines: start.line..end.line,
            columns,
        }
    }

    fn add_snippet<'s>(&mut self, group: Group<'s>, marks: &[Mark]) -> Group<'s> {
        let room = self.room();
        // So much that what is cut here lies beyond what the renderer cuts, which marks it.
        let keep = Keep {
            bytes: 4 * self.width,
            ellipsis: "",
        };
        let Some(file) = self.files.get(&marks[0].span.file) else {
            return group.element(Origin::path(HERE.to_string()));
        };
        let ranges: Vec<_> = marks
            .iter()
            .map(|mark| file.drawable(&mark.span.range(), room))
            .collect();
        let excerpt = file.excerpt(&ranges, keep);
        let annotations = marks
            .iter()
            .zip(excerpt.marks)
            .map(|(mark, range)| -> Annotation<'s> {
                mark.kind.span(range).label(mark.label.clone())
            });
        let snippet = Snippet::source(excerpt.text)
            .line_start(excerpt.first_line)
            .path(HERE.to_string());
        group.element(snippet.annotations(annotations))
    }

    /// Returns the change that a fix makes, and the place where it makes it; none where it is too
    /// large to be shown.
    fn suggestion(
        &mut self,
        fix: &Fix,
        home: Option<&SourceId>,
    ) -> Option<(Snippet<'static, Patch<'static>>, String)> {
        let origin = self.files.origin(&fix.span);
        let room = self.room();
        let file = self.files.get(&fix.span.file)?;
        let range = file.on_characters(&fix.span.range());
        if range.len() + fix.replacement.len() > LARGEST_FIX {
            return None;
        }
        let replaced = file.text(range.clone()).chars().count();
        let changed = replaced.max(fix.replacement.chars().count());
        let bytes = (room.saturating_sub(changed) / 2).max(12);
        let keep = Keep {
            bytes,
            ellipsis: "...",
        };
        let excerpt = file.excerpt(std::slice::from_ref(&range), keep);
        let patch = Patch::new(excerpt.marks[0].clone(), visible(&fix.replacement));
        let path = if home == Some(&fix.span.file) {
            HERE
        } else {
            ELSEWHERE
        };
        let snippet = Snippet::source(excerpt.text)
            .line_start(excerpt.first_line)
            .path(path.to_string());
        Some((snippet.patch(patch), origin))
    }
}

/// A fix with more bytes before and after is named, but not shown.
const LARGEST_FIX: usize = 2000;

/// Lines and columns that marks take.
struct Extent {
    lines: Range<usize>,
    columns: Range<usize>,
}

impl Extent {
    fn with(&self, other: &Extent) -> Extent {
        let both = |a: &Range<usize>, b: &Range<usize>| a.start.min(b.start)..a.end.max(b.end);
        Extent {
            lines: both(&self.lines, &other.lines),
            columns: both(&self.columns, &other.columns),
        }
    }

    fn fits(&self, room: usize) -> bool {
        self.lines.len() <= 60 && self.columns.len() <= room
    }
}

/// Returns the spans of a diagnostic, the primary one first. A label at the primary span is its own.
fn marks(diagnostic: &Diagnostic) -> Vec<Mark> {
    let mut labels: Vec<_> = diagnostic
        .labels
        .iter()
        .map(|(span, text)| (span, one_line(text)))
        .collect();
    let mut marks = Vec::new();
    if let Some(span) = &diagnostic.span {
        let own = labels.iter().position(|(other, _)| *other == span);
        let label = own.map(|at| labels.remove(at).1);
        marks.push(Mark {
            kind: AnnotationKind::Primary,
            span: span.clone(),
            label,
        });
    }
    marks.extend(labels.into_iter().map(|(span, text)| Mark {
        kind: AnnotationKind::Context,
        span: span.clone(),
        label: Some(text),
    }));
    marks
}

/// Takes from the lines of advice the one that says what the fix does (it quotes the replacement,
/// or is the last), or says it.
fn fix_title(fix: &Fix, help: &mut Vec<&str>) -> String {
    let quoted = format!("`{}`", fix.replacement);
    let named = help.iter().position(|help| help.contains(&quoted));
    if let Some(at) = named.or(help.len().checked_sub(1)) {
        return visible(help.remove(at));
    }
    match (fix.replacement.is_empty(), fix.span.start == fix.span.end) {
        (true, _) => "remove it".to_owned(),
        (false, true) => "add this".to_owned(),
        (false, false) => "write this".to_owned(),
    }
}

/// Puts the places where the renderer wrote those of the excerpts, and cuts spaces at line ends.
fn with_origins(rendered: &str, origins: &[String]) -> String {
    let mut text = String::with_capacity(rendered.len());
    let mut origins = origins.iter();
    for line in rendered.lines() {
        match line.split_once([HERE, ELSEWHERE]) {
            Some((arrow, counted)) => {
                text.push_str(arrow);
                text.extend(origins.next().map(String::as_str));
                text.push_str(counted.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
            }
            None => text.push_str(line.trim_end_matches(' ')),
        }
        text.push('\n');
    }
    text
}
