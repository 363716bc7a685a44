//! One site: its files as they lie on the disk, the texts that are open laid over them, and what
//! was understood of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsp_types::{PublishDiagnosticsParams, Uri};

use super::messages;
use super::text::{Encoding, Text};
use super::{Disk, address};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::fs;
use crate::load::{Inputs, SETTINGS, is_ignored, is_source};
use crate::pipeline::{Memory, Options};
use crate::site::Site;
use crate::source::{Source, SourceId};

/// A text that is open in the editor.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// Its address, as the client writes it.
    pub(super) uri: Uri,
    /// What the client calls this state of it.
    pub(super) version: i32,
    pub(super) text: Text,
}

/// What was told of a file last.
struct Told {
    text: Option<Arc<str>>,
    found: Vec<Diagnostic>,
}

/// One site.
pub(super) struct Workspace {
    root: PathBuf,
    encoding: Encoding,
    options: Options,
    /// The files as they lie on the disk.
    disk: Inputs,
    /// The files with what is open laid over them.
    inputs: Inputs,
    open: BTreeMap<SourceId, Open>,
    memory: Memory,
    found: Vec<Diagnostic>,
    told: BTreeMap<SourceId, Told>,
    /// Whether the files on the disk may have changed.
    is_old: bool,
    /// Whether the texts have changed since they were understood.
    is_stale: bool,
}

impl Workspace {
    pub(super) fn new(root: PathBuf, encoding: Encoding, drafts: bool) -> Self {
        Self {
            root,
            encoding,
            options: Options {
                drafts,
                ..Options::default()
            },
            disk: Inputs::default(),
            inputs: Inputs::default(),
            open: BTreeMap::new(),
            memory: Memory::default(),
            found: Vec::new(),
            told: BTreeMap::new(),
            is_old: true,
            is_stale: true,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the id of a file of this site.
    pub(super) fn id(&self, path: &Path) -> Option<SourceId> {
        address::id(&self.root, path)
    }

    /// Notes that files on the disk may have changed.
    pub(super) fn outdate(&mut self) {
        self.is_old = true;
    }

    /// Forgets all that was understood, as after a slip of ours.
    pub(super) fn forget(&mut self) {
        self.memory = Memory::default();
        self.found.clear();
        self.is_old = true;
        self.is_stale = true;
    }

    pub(super) fn open(&mut self, id: SourceId, open: Open) {
        lay(&mut self.inputs, &id, Some(open.text.text().clone()));
        self.open.insert(id, open);
        self.is_stale = true;
    }

    pub(super) fn close(&mut self, id: &SourceId) {
        if self.open.remove(id).is_some() {
            let below = text_of(&self.disk, id);
            lay(&mut self.inputs, id, below);
            self.is_stale = true;
        }
    }

    pub(super) fn opened(&self, id: &SourceId) -> Option<&Open> {
        self.open.get(id)
    }

    /// Reads the disk again if it may have changed. What cannot be read now stays as it was.
    fn reload(&mut self, disk: &dyn Disk) -> Result<(), fs::Error> {
        if !std::mem::take(&mut self.is_old) {
            return Ok(());
        }
        let disk = disk.load(&self.root)?;
        self.inputs = disk.clone();
        self.disk = disk;
        for (id, open) in &self.open {
            lay(&mut self.inputs, id, Some(open.text.text().clone()));
        }
        self.is_stale = true;
        Ok(())
    }

    /// Understands the site if anything has changed.
    ///
    /// # Errors
    /// The disk cannot be read; what is known of it stays.
    pub(super) fn understand(&mut self, disk: &dyn Disk) -> Result<(), fs::Error> {
        let reloaded = self.reload(disk);
        let today = disk.today();
        self.is_stale |= today != self.options.today;
        self.options.today = today;
        if std::mem::take(&mut self.is_stale) {
            let mut inputs = std::mem::take(&mut self.inputs);
            // What was wrong with the bytes on the disk is covered by a text that is open.
            let open = &self.open;
            inputs.diagnostics.retain(|diagnostic| {
                let span = diagnostic.span.as_ref();
                span.is_none_or(|span| !open.contains_key(&span.file))
            });
            let (_, found) = self.memory.understand(&inputs, &self.options);
            self.found = found;
            inputs.diagnostics.clone_from(&self.disk.diagnostics);
            self.inputs = inputs;
        }
        reloaded
    }

    /// Returns the site as it was understood last.
    pub(super) fn site(&self) -> Option<&Site> {
        self.memory.site()
    }

    /// Returns a file as it was understood last.
    pub(super) fn document(&self, id: &SourceId) -> Option<&Document> {
        super::thing::document(self.site()?, id.as_str())
    }

    /// Returns what is wrong with the site.
    pub(super) fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// Returns the text of a file with its lines.
    pub(super) fn text(&self, id: &SourceId) -> Option<Cow<'_, Text>> {
        if let Some(open) = self.open.get(id) {
            return Some(Cow::Borrowed(&open.text));
        }
        let text = text_of(&self.inputs, id)?;
        Some(Cow::Owned(Text::of_file(text, self.encoding)))
    }

    /// Returns the address of a file: as the client writes it, where it has told.
    pub(super) fn uri(&self, id: &SourceId) -> Option<Uri> {
        match self.open.get(id) {
            Some(open) => Some(open.uri.clone()),
            None => address::uri(&self.root.join(id.as_str())),
        }
    }

    /// Returns a place in a file.
    pub(super) fn location(&self, span: &crate::source::Span) -> Option<lsp_types::Location> {
        Some(lsp_types::Location {
            uri: self.uri(&span.file)?,
            range: self.text(&span.file)?.range(span.range()),
        })
    }

    /// Returns what is to be told of the files of which something else was told last.
    pub(super) fn news(&mut self, has_related: bool) -> Vec<PublishDiagnosticsParams> {
        let mut by_file: BTreeMap<SourceId, Vec<Diagnostic>> = BTreeMap::new();
        for diagnostic in &self.found {
            let file = diagnostic.span.as_ref().map(|span| span.file.clone());
            let file = file.unwrap_or_else(|| SourceId::new(SETTINGS));
            by_file.entry(file).or_default().push(diagnostic.clone());
        }
        for file in self.told.keys() {
            by_file.entry(file.clone()).or_default();
        }
        let mut news = Vec::new();
        for (file, found) in by_file {
            let text = text_of(&self.inputs, &file);
            let is_known = self
                .told
                .get(&file)
                .is_some_and(|told| told.found == found && told.text == text);
            let Some(uri) = self.uri(&file).filter(|_| !is_known) else {
                continue;
            };
            let diagnostics = found
                .iter()
                .map(|one| messages::diagnostic(self, &file, one, has_related))
                .collect();
            news.push(PublishDiagnosticsParams {
                uri,
                diagnostics,
                version: self.open.get(&file).map(|open| open.version),
            });
            match found.is_empty() {
                true => self.told.remove(&file),
                false => self.told.insert(file, Told { text, found }),
            };
        }
        news
    }
}

/// Returns the text of a file.
fn text_of(inputs: &Inputs, id: &SourceId) -> Option<Arc<str>> {
    let source = if id.as_str() == SETTINGS {
        inputs.settings.as_ref()
    } else {
        let list = match id.as_str().starts_with("content/") {
            true => &inputs.content,
            false => &inputs.templates,
        };
        let at = list.binary_search_by(|source| source.id.cmp(id)).ok()?;
        list.get(at)
    };
    source.map(|source| source.text.clone())
}

/// Puts a text in the place of a file, or takes the file away. Files that are not read as text are
/// left alone.
fn lay(inputs: &mut Inputs, id: &SourceId, text: Option<Arc<str>>) {
    let path = id.as_str();
    let source = text.map(|text| Source {
        id: id.clone(),
        text,
    });
    if path == SETTINGS {
        inputs.settings = source;
        return;
    }
    let list = match path.split('/').next() {
        Some("content") if is_source(path) => &mut inputs.content,
        Some("templates") => &mut inputs.templates,
        _ => return,
    };
    if path.split('/').any(is_ignored) {
        return;
    }
    match (list.binary_search_by(|one| one.id.cmp(id)), source) {
        (Ok(at), Some(source)) => list[at] = source,
        (Err(at), Some(source)) => list.insert(at, source),
        (Ok(at), None) => {
            list.remove(at);
        }
        (Err(_), None) => {}
    }
}
