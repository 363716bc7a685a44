//! Goes through the events of pulldown-cmark in order and hands each to what knows its kind.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::fence::Fence;
use super::link::Link;
use super::{Heading, Node, Picture, Prose};
use crate::diagnostic::Diagnostic;
use crate::document::anchor::Anchors;
use crate::document::block;
use crate::document::reference::{self, Mistake};

/// What has been read so far, and what is open.
pub(super) struct Builder<'a> {
    pub(super) text: &'a str,
    pub(super) offset: usize,
    pub(super) whole: Option<&'a Arc<str>>,
    pub(super) prose: Prose,
    pub(super) anchors: Anchors,
    pub(super) links: Vec<Link>,
    pub(super) picture: Option<(Picture, usize)>,
    pub(super) heading: Option<(usize, String)>,
    pub(super) fence: Option<Fence>,
    pub(super) skip_citation: usize,
    pub(super) is_in_comment: bool,
    /// Ranges in which `](term: x)` is not a slip: code and links.
    pub(super) quiet: Vec<Range<usize>>,
    pub(super) diagnostics: &'a mut Vec<Diagnostic>,
}

impl Builder<'_> {
    pub(super) fn shift(&self, range: Range<usize>) -> Range<usize> {
        range.start + self.offset..range.end + self.offset
    }

    pub(super) fn report(&mut self, mistake: Mistake) {
        let origin = &self.prose.origin;
        self.diagnostics
            .push(reference::bind(mistake, |range| origin.span(range)));
    }

    pub(super) fn push(&mut self, node: Node, range: Range<usize>) {
        let range = self.shift(range);
        self.prose.nodes.push((node, range));
    }

    pub(super) fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skip_citation > 0 {
            match event {
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => self.skip_citation += 1,
                Event::End(TagEnd::Link | TagEnd::Image) => self.skip_citation -= 1,
                _ => {}
            }
            return;
        }
        if self.picture.is_some() {
            return self.in_picture(event);
        }
        if self.fence.is_some() {
            return self.in_fence(event, range);
        }
        if let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = &event {
            self.almost_a_block(info, &range);
        }
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            }) => {
                self.open_link(link_type, &dest_url, &title, range);
            }
            Event::End(TagEnd::Link) => self.close_link(range),
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => {
                self.open_picture(&dest_url, &title, range);
            }
            Event::Start(Tag::Heading { level, .. }) => {
                let heading = Heading {
                    level: level as u8,
                    title: String::new(),
                    anchor: String::new(),
                    range: self.shift(range.clone()),
                };
                self.prose.headings.push(heading);
                let index = self.prose.headings.len() - 1;
                self.heading = Some((index, String::new()));
                self.push(Node::Heading(index), range);
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((index, title)) = self.heading.take() {
                    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.prose.headings[index].anchor = self.anchors.of(&title);
                    self.prose.headings[index].title = title;
                    self.push(Node::HeadingEnd(index), range);
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))
                if info.split_whitespace().next().is_some_and(block::is_ours) =>
            {
                self.quiet.push(range.clone());
                self.fence = Some(Fence {
                    info: info.into_string(),
                    inner: None,
                    whole: range,
                });
            }
            Event::Html(html) => self.html(&html, range),
            Event::InlineHtml(html) => {
                self.html(&html, range);
                self.is_in_comment = false;
            }
            Event::End(TagEnd::HtmlBlock) => {
                self.is_in_comment = false;
                self.plain(event, range);
            }
            other => self.plain(other, range),
        }
    }

    fn plain(&mut self, event: Event<'_>, range: Range<usize>) {
        let event = without_zeros(event);
        if let Event::Text(text) | Event::Code(text) = &event {
            if let Some((_, title)) = &mut self.heading {
                title.push_str(text);
            }
            for link in &mut self.links {
                link.text.push_str(text);
            }
        }
        if matches!(event, Event::SoftBreak | Event::HardBreak) {
            for link in &mut self.links {
                link.text.push(' ');
            }
            if let Some((_, title)) = &mut self.heading {
                title.push(' ');
            }
        }
        for link in &mut self.links {
            let inner = link.inner.get_or_insert(range.clone());
            inner.start = inner.start.min(range.start);
            inner.end = inner.end.max(range.end);
        }
        if matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))) {
            self.quiet.push(range.clone());
        }
        self.push(Node::Markdown(event.into_static()), range);
    }

    /// A comment is a note to editors and goes no further; a block of it arrives line by line.
    fn html(&mut self, html: &str, range: Range<usize>) {
        self.quiet.push(range.clone());
        let mut at = 0;
        while at < html.len() {
            let rest = &html[at..];
            let (mark, length) = match self.is_in_comment {
                true => ("-->", "-->".len()),
                false => ("<!--", 0),
            };
            let end = rest.find(mark).map_or(rest.len(), |end| end + length);
            if !self.is_in_comment {
                self.html_part(&rest[..end], range.start + at);
            }
            if rest[..end].len() < rest.len() || rest.ends_with(mark) {
                self.is_in_comment = !self.is_in_comment;
            }
            at += end;
        }
    }

    fn html_part(&mut self, html: &str, start: usize) {
        if !html.trim().is_empty() {
            self.note_html(html, start);
        }
        let event = Event::Html(html.to_owned().into());
        self.push(Node::Markdown(event), start..start + html.len());
    }

    fn note_html(&mut self, html: &str, start: usize) {
        let lead = html.len() - html.trim_start().len();
        let found = self.shift(start + lead..start + html.trim_end().len());
        let text = self.text;
        let offset = self.offset;
        match self.prose.html.last_mut() {
            // The lines of one block are one mistake.
            Some(last)
                if text[last.end - offset..found.start - offset]
                    .trim()
                    .is_empty() =>
            {
                last.end = found.end;
            }
            _ => self.prose.html.push(found),
        }
    }
}

/// Replaces the zero character, which no page may hold, as CommonMark asks.
fn without_zeros(event: Event<'_>) -> Event<'_> {
    let replaced = |text: &CowStr<'_>| text.replace('\0', "\u{fffd}");
    match &event {
        Event::Text(text) if text.contains('\0') => Event::Text(replaced(text).into()),
        Event::Code(text) if text.contains('\0') => Event::Code(replaced(text).into()),
        _ => event,
    }
}
