//! What is wrong with what a document refers to: ids that do not exist, numbers and dates that do
//! not agree, links that lead nowhere, amounts in running text that are tied to no figure.
//!
//! Asked once for each document, wherever its texts are shown.

use std::ops::Range;

use pulldown_cmark::{Event as MarkdownEvent, Tag, TagEnd};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::{BlockKind, FiguresQuery, TimelineQuery};
use crate::document::disagreement::Disagreement;
use crate::document::keys::TimelineChoice;
use crate::document::markdown::{Node, Prose};
use crate::document::record::{Article, Event, Figure, Place, Term, TextPage};
use crate::document::reference::{Reference, Target};
use crate::document::yaml::{Block, Step};
use crate::document::{Content, Document, date, number, reference};
use crate::site::mentions::Mention;
use crate::site::{LinkTarget, QueryProblem, View, relative};
use crate::source::Span;

use super::prose::file_of;
use super::{coverage, status};

/// Returns what is wrong with the references of a document.
pub fn check(view: &mut View<'_>, document: &Document) -> Vec<Diagnostic> {
    let mut checker = Checker {
        view,
        diagnostics: Vec::new(),
    };
    match &document.content {
        Content::Home(page) | Content::Page(page) => checker.text_page(page),
        Content::Article(article) => checker.article(article),
        Content::Term(term) => checker.term(term),
        Content::Events(events) => {
            for event in events {
                checker.event(event);
            }
        }
        Content::Figures { figures, .. } => {
            for figure in figures {
                checker.figure(figure);
            }
        }
        Content::Sources(_) | Content::Table(_) | Content::Unknown => {}
    }
    checker.diagnostics
}

struct Checker<'w, 'a> {
    view: &'w mut View<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Names numbers and dates that rest on nothing.
    fn coverage(&mut self, prose: &Prose, mentions: &[Mention]) {
        for claim in coverage::uncovered(prose, mentions) {
            let (what, cure) = match claim.is_date {
                true => ("date", "event"),
                false => ("number", "figure"),
            };
            let message = format!("the {what} `{}` rests on no source", claim.written);
            let diagnostic =
                Diagnostic::new(Code::UncoveredClaim, prose.span(claim.range), message).help(format!(
                    "cite a source in its paragraph, `[@id]`, or make it a reference, `[{}]({cure}:id)`",
                    claim.written
                ));
            self.push(diagnostic);
        }
    }

    fn body(&mut self, prose: &Prose) {
        self.prose(prose);
        let mentions = self.view.mentions(file_of(prose));
        self.coverage(prose, mentions);
    }

    fn article(&mut self, article: &Article) {
        let is_shown = self.view.is_shown(&article.slug);
        if !is_shown {
            return;
        }
        for prose in article.proses() {
            self.prose(prose);
        }
        let mentions = self.view.mentions(&article.block.file);
        self.coverage(&article.body, mentions);
        for question in &article.questions {
            self.coverage(&question.answer, &[]);
        }
        let key = |key: &str, at: usize| [Step::from(key), Step::from(at)];
        for (at, tag) in article.tags.iter().enumerate() {
            self.tag(tag, || article.block.span_at(&key("tags", at)));
        }
        for event in &article.events {
            self.event(event);
        }
        if let TimelineChoice::Query(query) = &article.timeline {
            self.timeline(query, &article.block, &["timeline".into()]);
        }
        let path = vec!["glossary".into(), "exclude".into()];
        self.term_ids(&article.excluded_terms, &article.block, path);
    }

    fn text_page(&mut self, page: &TextPage) {
        self.prose(&page.summary);
        // Other pages of text tell of the site itself, and are their own source.
        match page.slug.as_str() {
            "" => self.body(&page.body),
            _ => self.prose(&page.body),
        }
        let path = vec!["glossary".into(), "exclude".into()];
        self.term_ids(&page.excluded_terms, &page.block, path);
    }

    fn term(&mut self, term: &Term) {
        self.prose(&term.short);
        self.body(&term.body);
        self.term_ids(&term.see_also, &term.block, vec!["see_also".into()]);
        let place = Place {
            block: term.block.clone(),
            path: Vec::new(),
            fingerprint: term.fingerprint,
        };
        self.source_ids(&term.sources, &place);
    }

    fn event(&mut self, event: &Event) {
        if let Some(summary) = &event.summary {
            self.prose(summary);
        }
        self.source_ids(&event.sources, &event.place);
        for (at, tag) in event.tags.iter().enumerate() {
            self.tag(tag, || event.place.item("tags", at));
        }
        if let Some(status) = &event.status {
            let unknown = status::unknown(self.view, status, event.place.at("status"));
            unknown.into_iter().for_each(|wrong| self.push(wrong));
        }
    }

    fn figure(&mut self, figure: &Figure) {
        if let Some(note) = &figure.note {
            self.prose(note);
        }
        self.source_ids(&figure.sources, &figure.place);
        if let Some(series) = &figure.series
            && self.view.series(series).is_none()
        {
            let known = self.view.all_series().map(|series| series.id.as_str());
            let message = format!("there is no series `{series}`");
            self.push(
                Diagnostic::new(Code::UnknownFigure, figure.place.at("series"), message)
                    .did_you_mean(series, known)
                    .help(format!(
                        "a new series is a record `- series: {series}` with a `title`"
                    )),
            );
        }
    }

    /// A site that gives its tags titles means those tags and no others.
    fn tag(&mut self, tag: &str, span: impl Fn() -> Span) {
        let titles = self.view.titled_tags();
        let is_id = crate::document::is_id(tag);
        if is_id && (titles.len() == 0 || titles.clone().any(|titled| titled == tag)) {
            return;
        }
        let diagnostic =
            Diagnostic::new(Code::UnknownTag, span(), format!("there is no tag `{tag}`"))
                .did_you_mean(tag, titles);
        self.push(match is_id {
            true => diagnostic.help(format!(
                "a new tag gets its title in `site.toml`: `[tags.{tag}]`"
            )),
            false => diagnostic.help("tags are of lower-case letters, digits and hyphens"),
        });
    }

    fn term_ids(&mut self, ids: &[String], block: &Block, path: Vec<Step>) {
        for (at, id) in ids.iter().enumerate() {
            if !self.view.has_term(id) {
                let mut path = path.clone();
                path.push(at.into());
                self.unknown_term(id, block.span_at(&path));
            }
        }
    }

    fn source_ids(&mut self, ids: &[String], place: &Place) {
        for (at, id) in ids.iter().enumerate() {
            if !self.view.has_source(id) {
                self.unknown_source(id, place.item("sources", at));
            }
        }
    }

    fn unknown_term(&mut self, id: &str, span: Span) {
        let known = self.view.term_ids();
        let diagnostic =
            Diagnostic::new(Code::UnknownTerm, span, format!("there is no term `{id}`"))
                .did_you_mean(id, known)
                .help(format!("a new term is a file `content/glossary/{id}.md`"));
        self.push(diagnostic);
    }

    fn unknown_source(&mut self, id: &str, span: Span) {
        let known = self.view.source_ids();
        let diagnostic = Diagnostic::new(
            Code::UnknownSource,
            span,
            format!("there is no source `{id}`"),
        )
        .did_you_mean(id, known)
        .help("sources are listed in `content/sources/`");
        self.push(diagnostic);
    }

    fn unknown_event(&mut self, id: &str, span: Span) {
        let known = self.view.event_ids();
        let diagnostic = Diagnostic::new(
            Code::UnknownEvent,
            span,
            format!("there is no event `{id}`"),
        )
        .did_you_mean(id, known)
        .help("events are listed in `content/timeline/`");
        self.push(diagnostic);
    }

    fn unknown_figure(&mut self, id: &str, span: Span) {
        let known = self.view.figures().iter().map(|figure| figure.id.as_str());
        let diagnostic = Diagnostic::new(
            Code::UnknownFigure,
            span,
            format!("there is no figure `{id}`"),
        )
        .did_you_mean(id, known)
        .help("figures are listed in `content/figures/`");
        self.push(diagnostic);
    }

    fn draft(&mut self, message: &str, span: Span) {
        self.push(
            Diagnostic::new(Code::DraftReference, span, message)
                .help("publish the draft first, or leave the reference out"),
        );
    }

    fn prose(&mut self, prose: &Prose) {
        for reference in &prose.references {
            self.reference(prose, reference);
        }
        for block in &prose.blocks {
            for inner in block.kind.proses() {
                self.prose(inner);
            }
            match &block.kind {
                BlockKind::Timeline(query) => self.timeline(query, &block.block, &[]),
                BlockKind::Figures(query) => self.figures(query, &block.block),
                BlockKind::Chart(chart) => {
                    let found = super::chart::check(self.view, chart, &block.block);
                    self.diagnostics.extend(found);
                }
                BlockKind::Flow(_) => {}
            }
        }
        self.pictures(prose);
        if !self.view.lets_html_through() {
            for range in &prose.html {
                self.push(
                    Diagnostic::new(
                        Code::RawHtml,
                        prose.span(range.clone()),
                        "HTML is not let through here",
                    )
                    .help("write it in Markdown; `[markdown] raw_html = true` in `site.toml` lets HTML through"),
                );
            }
        }
        self.bare_figures(prose);
    }

    fn reference(&mut self, prose: &Prose, reference: &Reference) {
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
                None => self.unknown_figure(id, id_span(id)),
            },
            Target::Event(id) => match self.view.event(id) {
                Some(event) if !reference.text.trim().is_empty() => {
                    let span = prose.span(reference.text_range.clone());
                    let wrong = status::disagreement(self.view, event, &reference.text, span);
                    wrong.into_iter().for_each(|wrong| self.push(wrong));
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
                None => self.unknown_event(id, id_span(id)),
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
        let mut diagnostic = Diagnostic::new(code, prose.span(range), wrong.message);
        diagnostic
            .labels
            .extend(place.map(|place| (place, label.to_owned())));
        diagnostic.help.extend(wrong.help);
        if let (Some(text), true) = (wrong.replacement, is_plain) {
            diagnostic = diagnostic.fix(prose.span(whole), text);
        }
        self.push(diagnostic);
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
                self.push(
                    Diagnostic::new(
                        Code::BrokenLink,
                        span,
                        format!("there is no file `{meant}`"),
                    )
                    .did_you_mean(path, files)
                    .help("links lead from file to file, such as `../glossary/name.md`"),
                );
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

    fn timeline(&mut self, query: &TimelineQuery, block: &Block, path: &[Step]) {
        let at = |key: &str, item: usize| {
            let mut path = path.to_vec();
            path.extend([Step::from(key), Step::from(item)]);
            block.span_at(&path)
        };
        for problem in self.view.timeline(query).1 {
            match problem {
                QueryProblem::UnknownEvent(item) => {
                    self.unknown_event(&query.events[item], at("events", item));
                }
                QueryProblem::DraftEvent(item) => {
                    self.draft(&draft_event(&query.events[item]), at("events", item));
                }
                QueryProblem::UnknownTag(item) => {
                    let tag = &query.tags[item];
                    let known = self.view.tags().keys().map(String::as_str);
                    let diagnostic = Diagnostic::new(
                        Code::UnknownTag,
                        at("tags", item),
                        format!("no event has the tag `{tag}`"),
                    )
                    .did_you_mean(tag, known)
                    .help("the page of the timeline lists all tags");
                    self.push(diagnostic);
                }
                QueryProblem::Empty => {
                    let is_reversed = match (&query.from, &query.to) {
                        (Some(from), Some(to)) => {
                            matches!((from.earliest(), to.latest()), (Some(a), Some(b)) if a > b)
                        }
                        _ => false,
                    };
                    let diagnostic = Diagnostic::new(
                        Code::EmptyTimeline,
                        block.span_at(path),
                        "this timeline shows no event",
                    );
                    self.push(diagnostic.help(match is_reversed {
                        true => "`from` is later than `to`",
                        false => "no event fits its tags and dates",
                    }));
                }
            }
        }
    }

    fn figures(&mut self, query: &FiguresQuery, block: &Block) {
        for (at, id) in query.figures.iter().enumerate() {
            if self.view.figure(id).is_none() {
                self.unknown_figure(id, block.span_at(&["figures".into(), at.into()]));
            }
        }
        if let Some(series) = &query.series
            && self.view.figures_of_series(series).is_empty()
        {
            let known = self
                .view
                .figures()
                .iter()
                .filter_map(|figure| figure.series.as_deref());
            let diagnostic = Diagnostic::new(
                Code::UnknownFigure,
                block.span_at(&["series".into()]),
                format!("no figure belongs to a series `{series}`"),
            )
            .did_you_mean(series, known);
            self.push(diagnostic.help("figures name their series with `series:`"));
        }
        // A key that was refused has been reported.
        let is_told = !block.is_blank() && !block.has_key("figures");
        if query.figures.is_empty() && query.series.is_none() && !is_told {
            self.push(
                Diagnostic::new(
                    Code::BadBlock,
                    block.span_at(&[]),
                    "this block names no figure",
                )
                .help("write `figures: [id, id]` or `series: id`"),
            );
        }
    }

    fn pictures(&mut self, prose: &Prose) {
        for picture in &prose.pictures {
            let span = || prose.span(picture.range.clone());
            if picture.alt.trim().is_empty() {
                self.push(
                    Diagnostic::new(
                        Code::MissingAlt,
                        span(),
                        "the picture has no alternative text",
                    )
                    .help("say in the brackets what it shows: `![what it shows](picture.png)`"),
                );
            }
            if picture.address.is_empty() {
                self.push(
                    Diagnostic::new(Code::BadPicture, span(), "the picture has no address")
                        .help("write the name of its file in the round brackets"),
                );
                continue;
            }
            let span = || prose.span(picture.address_range.clone());
            if reference::scheme(&picture.address).is_some() || picture.address.starts_with("//") {
                self.push(
                    Diagnostic::new(
                        Code::BadPicture,
                        span(),
                        format!("`{}` is not on this site", picture.address),
                    )
                    .help("put the picture beside `articles/NAME/index.md`: pages ask nothing of other sites"),
                );
                continue;
            }
            let path = crate::site::join(file_of(prose).folder(), &picture.address);
            match self.view.picture(&path) {
                None => {
                    let known: Vec<String> = self
                        .view
                        .picture_paths()
                        .map(|other| relative(file_of(prose).folder(), other))
                        .collect();
                    let diagnostic = Diagnostic::new(
                        Code::BadPicture,
                        span(),
                        format!("there is no picture `{path}`"),
                    )
                    .did_you_mean(&picture.address, known.iter().map(String::as_str));
                    self.push(diagnostic.help("pictures stand beside `articles/NAME/index.md`"));
                }
                Some(found) if found.size.is_none() => {
                    self.push(
                        Diagnostic::new(
                            Code::BadPicture,
                            span(),
                            format!("the size of `{path}` cannot be read"),
                        )
                        .help("is it a png, jpg, webp, avif or svg with `width` and `height`?"),
                    );
                }
                Some(_) => {}
            }
        }
    }

    /// Names amounts in running text that are tied to no figure: paragraphs, list items and table
    /// cells, but not headings, links, code, quotations and linked terms.
    fn bare_figures(&mut self, prose: &Prose) {
        let mentions = self.view.mentions(file_of(prose));
        let mut blocked = 0usize;
        let mut found = Vec::new();
        for (at, (node, range)) in prose.nodes.iter().enumerate() {
            match node {
                Node::Heading(_) | Node::Open(_) => blocked += 1,
                Node::HeadingEnd(_) | Node::Close(_) => blocked -= 1,
                Node::Markdown(MarkdownEvent::Start(tag)) if is_quiet(tag) => blocked += 1,
                Node::Markdown(MarkdownEvent::End(end)) if is_quiet_end(end) => blocked -= 1,
                Node::Markdown(MarkdownEvent::Text(text)) if blocked == 0 => {
                    for bare in number::bare::bare_numbers(text) {
                        let in_term =
                            matches!(prose.origin, crate::document::markdown::Origin::File(_))
                                && mentions.iter().any(|mention| {
                                    let start = (mention.start.node, mention.start.byte);
                                    let end = (mention.end.node, mention.end.byte);
                                    start <= (at, bare.range.start) && (at, bare.range.end) <= end
                                });
                        if !in_term {
                            found.push((bare, range.clone(), text.len(), text.to_string()));
                        }
                    }
                }
                _ => {}
            }
        }
        for (bare, range, length, text) in found {
            // An escape in the text makes places inside it uncertain; then all of it is marked.
            let place: Range<usize> = match range.len() == length {
                true => range.start + bare.range.start..range.start + bare.range.end,
                false => range,
            };
            let written = &text[bare.range.clone()];
            let span = prose.span(place);
            let mut diagnostic = Diagnostic::new(
                Code::BareFigure,
                span,
                format!("`{written}` is not tied to a figure"),
            );
            let same: Vec<&str> = self
                .view
                .figures()
                .iter()
                .filter(|figure| bare.matches(&figure.quantity))
                .map(|figure| figure.id.as_str())
                .take(5)
                .collect();
            diagnostic = match same.as_slice() {
                [] => diagnostic.help(
                    "no figure has this value: add it to `content/figures/`, with its source",
                ),
                [first, ..] => diagnostic
                    .help(format!("write `[{written}](figure:{first})`"))
                    .help(format!("figures of this value: {}", same.join(", "))),
            };
            self.push(diagnostic);
        }
    }
}

fn draft_event(id: &str) -> String {
    format!("the event `{id}` stands only in a draft")
}

fn is_quiet(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::BlockQuote(None)
    )
}

fn is_quiet_end(end: &TagEnd) -> bool {
    matches!(
        end,
        TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::BlockQuote(None)
    )
}
