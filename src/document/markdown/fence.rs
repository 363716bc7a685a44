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
