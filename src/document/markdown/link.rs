//! Links and citations: `[text](address)` becomes a reference, `[@id]` a citation, and what is
//! nearly one of them a mistake with its cure.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType};

use super::builder::Builder;
use super::{CITE, Node};
use crate::diagnostic::Code;
use crate::document::reference::{self, Mistake, Reference, Target};
use crate::document::values;

/// A link that is open.
pub(super) struct Link {
    pub(super) index: usize,
    pub(super) start: usize,
    pub(super) text: String,
    pub(super) inner: Option<Range<usize>>,
}

impl Builder<'_> {
    pub(super) fn open_link(
        &mut self,
        link_type: LinkType,
        address: &str,
        title: &str,
        range: Range<usize>,
    ) {
        let written = &self.text[range.clone()];
        self.quiet.push(range.clone());
        if address == CITE {
            return self.citation(link_type, range);
        }
        if link_type == LinkType::Inline && is_citation_text(written) {
            let end = written.find(']').map_or(written.len(), |at| at + 1);
            let whole = self.shift(range.clone());
            let mistake = Mistake::new(
                Code::BadCitation,
                whole.clone(),
                format!("`{}` is a citation and a link at once", &written[..end]),
            )
            .help("the address belongs to the source; write only the citation")
            .fix(whole, &written[..end]);
            self.report(mistake);
            self.skip_citation = 1;
            return;
        }
        let id_range = match written.rfind(address) {
            Some(at) if !address.is_empty() => range.start + at..range.start + at + address.len(),
            _ => range.clone(),
        };
        let index = self.prose.references.len();
        self.prose.references.push(Reference {
            target: Target::Broken,
            range: self.shift(range.clone()),
            id_range: self.shift(id_range.clone()),
            text: String::new(),
            text_range: self.shift(range.start..range.start),
            title: title.to_owned(),
        });
        let scheme = reference::scheme(address);
        let is_own = scheme.is_some_and(reference::is_own);
        if is_own && matches!(link_type, LinkType::Autolink | LinkType::Email) {
            let mistake = Mistake::new(
                Code::BadReference,
                self.shift(range.clone()),
                format!("`{written}` has no text"),
            )
            .help(format!("write `[text]({address})`"));
            self.report(mistake);
        } else {
            let address = match link_type {
                LinkType::Email => format!("mailto:{address}"),
                _ => address.to_owned(),
            };
            match reference::classify(&address, self.shift(id_range)) {
                Ok(target) => self.prose.references[index].target = target,
                Err(mistake) => self.report(mistake),
            }
        }
        self.push(Node::Open(index), range.clone());
        self.links.push(Link {
            index,
            start: range.start,
            text: String::new(),
            inner: None,
        });
    }

    pub(super) fn close_link(&mut self, range: Range<usize>) {
        let Some(link) = self.links.pop() else { return };
        let mut inside = self.prose.nodes.iter().rev();
        let last = inside.find(|(node, _)| !is_blank(node));
        let is_empty = matches!(last, Some((Node::Open(open), _)) if *open == link.index);
        let target = &self.prose.references[link.index].target;
        let prints_itself = matches!(
            target,
            Target::Figure(_) | Target::Event(_) | Target::NoTerm | Target::Broken
        );
        if is_empty && !prints_itself {
            let mistake = Mistake::new(
                Code::BadReference,
                self.shift(range.clone()),
                format!("the link `{}` has no text", &self.text[range.clone()]),
            )
            .help("write in the brackets what the reader is to see");
            self.report(mistake);
        }
        let inner = link.inner.unwrap_or(link.start + 1..link.start + 1);
        let text_range = self.shift(inner);
        let reference = &mut self.prose.references[link.index];
        reference.text = link.text;
        reference.text_range = text_range;
        self.push(Node::Close(link.index), range);
    }

    fn citation(&mut self, link_type: LinkType, range: Range<usize>) {
        let written = &self.text[range.clone()];
        let whole = self.shift(range.clone());
        self.skip_citation = 1;
        if matches!(link_type, LinkType::Reference | LinkType::ReferenceUnknown) {
            let mistake = if written.contains('@') {
                let joined = written.replace("][", "; ");
                Mistake::new(
                    Code::BadCitation,
                    whole.clone(),
                    format!("`{written}` runs two citations together"),
                )
                .help("put both into one bracket")
                .fix(whole.clone(), joined)
            } else {
                let label = written
                    .rsplit('[')
                    .next()
                    .unwrap_or("")
                    .trim_end_matches(']');
                Mistake::new(
                    Code::BrokenLink,
                    whole.clone(),
                    format!("no address is given for `[{label}]`"),
                )
                .help("write the link as `[text](address)`")
            };
            let text = written
                .split(']')
                .next()
                .unwrap_or("")
                .trim_start_matches('[')
                .to_owned();
            self.report(mistake);
            if !written.contains('@') {
                self.push(Node::Markdown(Event::Text(text.into())), range);
            }
            return;
        }
        if matches!(link_type, LinkType::Collapsed | LinkType::CollapsedUnknown) {
            let cure = written.trim_end_matches("[]").to_owned();
            // The empty brackets are not part of the range.
            let after = whole.end..whole.end + "[]".len();
            let has_more = self.text[range.end..].starts_with("[]");
            let whole = whole.start..if has_more { after.end } else { whole.end };
            let mistake = Mistake::new(
                Code::BadCitation,
                whole.clone(),
                format!("`{cure}[]` is not a citation"),
            )
            .help("leave the empty brackets out")
            .fix(whole, cure);
            return self.report(mistake);
        }
        match reference::citation(written, whole.start) {
            Ok(cites) => {
                let index = self.prose.references.len();
                self.prose.references.push(Reference {
                    target: Target::Citation(cites),
                    range: whole.clone(),
                    id_range: whole.clone(),
                    text: String::new(),
                    text_range: whole,
                    title: String::new(),
                });
                self.push(Node::Citation(index), range);
            }
            Err(mistake) => self.report(mistake),
        }
    }
}

/// Says whether readers see nothing of a node but a space.
fn is_blank(node: &Node) -> bool {
    match node {
        Node::Markdown(Event::Text(text)) => text.trim().is_empty(),
        Node::Markdown(Event::SoftBreak | Event::HardBreak) => true,
        _ => false,
    }
}

fn is_citation_text(written: &str) -> bool {
    written.strip_prefix("[@").is_some_and(|rest| {
        let id = rest.split([']', ';', ',']).next().unwrap_or("");
        values::is_id(id)
    })
}
