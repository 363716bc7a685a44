//! Pictures, and what only looks like one.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::builder::Builder;
use super::{CITE, Node, Picture};
use crate::diagnostic::Code;
use crate::document::reference::{self, Mistake};

impl Builder<'_> {
    pub(super) fn open_picture(&mut self, address: &str, title: &str, range: Range<usize>) {
        self.quiet.push(range.clone());
        let shifted = self.shift(range.clone());
        let written = &self.text[range.clone()];
        if address == CITE {
            let mistake = self.picture_of_citation(written, shifted);
            self.report(mistake);
            self.skip_citation = 1;
            return;
        }
        if reference::scheme(address).is_some_and(reference::is_own) {
            let mistake = Mistake::new(
                Code::BadReference,
                shifted.clone(),
                format!("`{written}` is a picture of something that is not one"),
            )
            .help("leave the `!` out")
            .fix(shifted.clone(), written.trim_start_matches('!'));
            self.report(mistake);
            self.skip_citation = 1;
            return;
        }
        let address_range = match written.rfind(address) {
            Some(at) if !address.is_empty() => {
                shifted.start + at..shifted.start + at + address.len()
            }
            _ => shifted.clone(),
        };
        let picture = Picture {
            address: reference::decode(address),
            alt: String::new(),
            title: title.to_owned(),
            range: shifted,
            address_range,
        };
        self.picture = Some((picture, range.start));
    }

    /// `![@a]`, or a picture whose label is not defined.
    fn picture_of_citation(&self, written: &str, whole: Range<usize>) -> Mistake {
        if !written.contains('@') {
            let label = written.rsplit('[').next().unwrap_or("");
            let label = label.trim_end_matches(']');
            return Mistake::new(
                Code::BrokenLink,
                whole,
                format!("no address is given for `[{label}]`"),
            )
            .help("write the picture as `![what it shows](file.png)`");
        }
        Mistake::new(
            Code::BadCitation,
            whole.clone(),
            format!("`{written}` is a picture to Markdown, not a citation"),
        )
        .help("put a space between the exclamation mark and the bracket")
        .fix(whole, format!("! {}", written.trim_start_matches('!')))
    }

    pub(super) fn in_picture(&mut self, event: Event<'_>) {
        let Some((picture, start)) = &mut self.picture else {
            return;
        };
        match event {
            Event::Text(text) | Event::Code(text) => picture.alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => picture.alt.push(' '),
            Event::End(TagEnd::Image) => {
                let range = *start..*start;
                let Some((picture, _)) = self.picture.take() else {
                    return;
                };
                self.prose.pictures.push(picture);
                let index = self.prose.pictures.len() - 1;
                self.push(Node::Picture(index), range);
            }
            _ => {}
        }
    }
}
