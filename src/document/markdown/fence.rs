//! Fenced blocks that are to be drawn.

use std::ops::Range;

use pulldown_cmark::{Event, TagEnd};

use super::builder::Builder;
use super::{Node, Origin};
use crate::diagnostic::Code;
use crate::document::block;
use crate::document::reference::Mistake;
use crate::document::yaml::Block;

/// A block that is open.
pub(super) struct Fence {
    /// What stands behind the opening fence.
    pub(super) info: String,
    /// Where its lines stand, once there is one.
    pub(super) inner: Option<Range<usize>>,
    /// Where all of it stands.
    pub(super) whole: Range<usize>,
}

impl Builder<'_> {
    /// Tells of a fence whose name is almost that of a block: what stands in it would be shown as code.
    pub(super) fn almost_a_block(&mut self, info: &str, whole: &Range<usize>) {
        let Some(name) = info.split_whitespace().next() else {
            return;
        };
        let place = self.text[whole.clone()].find(name);
        let meant = match block::is_ours(name) {
            true => None,
            false => block::meant(name),
        };
        if let (Some(at), Some(meant)) = (place, meant) {
            let start = whole.start + at;
            let range = self.shift(start..start + name.len());
            let message = format!("there is no block `{name}`");
            let mistake = Mistake::new(Code::BadBlock, range.clone(), message)
                .help(format!("did you mean `{meant}`?"))
                .fix(range, meant);
            self.report(mistake);
        }
    }

    pub(super) fn in_fence(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(_) => {
                if let Some(fence) = &mut self.fence {
                    let inner = fence.inner.get_or_insert(range.clone());
                    inner.end = range.end;
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(fence) = self.fence.take() {
                    self.close_fence(fence);
                }
            }
            _ => {}
        }
    }

    fn close_fence(&mut self, fence: Fence) {
        let (Some(whole), Origin::File(file)) = (self.whole, &self.prose.origin) else {
            let info = &fence.info;
            let name = info.split_whitespace().next().unwrap_or(info).to_owned();
            let mistake = Mistake::new(
                Code::BadBlock,
                self.shift(fence.whole),
                format!("a block `{name}` cannot stand here"),
            )
            .help("blocks stand in the text of an article or page");
            return self.report(mistake);
        };
        // From the start of the first line, so that a block inside a list keeps its indentation.
        let Fence {
            info,
            inner,
            whole: fence,
        } = fence;
        let inner = inner.unwrap_or(fence.start..fence.start);
        let start = self.text[..inner.start].rfind('\n').map_or(0, |at| at + 1);
        let start = if self.text[start..inner.start].trim().is_empty() {
            start
        } else {
            inner.start
        };
        let range = self.shift(start..inner.end.max(start));
        let block = Block::new(file, whole, range);
        if let Some(block) = block::read(&info, block, self.diagnostics) {
            self.prose.blocks.push(block);
            let index = self.prose.blocks.len() - 1;
            self.push(Node::Block(index), fence);
        }
    }
}
