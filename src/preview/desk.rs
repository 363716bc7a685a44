//! Where the site lies open: reads it, has it made when its content changed, and decides what is shown.
//!
//! What is looked at comes first: the files that events named are read and the pages in view made of
//! them; then the rest is made, unless something comes in between. All files are read a little later.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::Event;
use super::compose::Shown;
use super::hub::Hub;
use super::maker::{Ahead, Maker};
use super::panel;
use super::watcher::Watcher;
use crate::config::{self, Base};
use crate::fs;
use crate::load::{self, Inputs};
use crate::pipeline::{self, Built};
use crate::publish::Outputs;
use crate::report::{self, Style};
use crate::source::SourceId;

/// How often a file may vanish between being listed and being read before it is told.
const MOST_RETRIES: u32 = 5;

/// The site as it lies open.
pub(super) struct Desk<'a> {
    root: PathBuf,
    base: Option<Base>,
    hub: &'a Hub,
    inputs: Option<Inputs>,
    /// What is shown: the last good site, or the newest while there was no good one.
    shown: Option<Arc<Shown>>,
    has_been_good: bool,
    /// The paths of the static files that were laid out last.
    statics: BTreeSet<String>,
    /// When the work on the site began that is not done yet.
    unfinished: Option<Instant>,
    /// Why the content cannot be read at all.
    failure: Option<String>,
    retries: u32,
}

impl<'a> Desk<'a> {
    pub(super) fn new(root: PathBuf, base: Option<Base>, hub: &'a Hub) -> Self {
        Self {
            root,
            base,
            hub,
            inputs: None,
            shown: None,
            has_been_good: false,
            statics: BTreeSet::new(),
            unfinished: None,
            failure: None,
            retries: 0,
        }
    }

    /// Returns the base path without building anything.
    pub(super) fn look(&self) -> String {
        let read = fs::read_if_there(&self.root.join(load::SETTINGS))
            .ok()
            .flatten();
        let source = read
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .map(|text| crate::source::Source::new(load::SETTINGS, text));
        let base = config::read(source.as_ref(), self.base.as_ref(), &mut Vec::new()).base;
        base.path().to_owned()
    }

    /// Reads the content, and has it made and shows it if it is another than before.
    pub(super) fn refresh(
        &mut self,
        maker: &mut dyn Maker,
        say: &mut dyn FnMut(Event<'_>),
        watcher: &mut Watcher,
    ) {
        let begun = Instant::now();
        let inputs = match self.read(watcher) {
            Ok(inputs) => inputs,
            Err(Trouble::Passing) if self.retries < MOST_RETRIES => {
                self.retries += 1;
                watcher.look_again_soon();
                return;
            }
            Err(Trouble::Passing) => {
                return self.fail("files vanish while they are read".to_owned(), say);
            }
            Err(Trouble::Lasting(why)) => return self.fail(why, say),
        };
        self.retries = 0;
        let is_new = self.failure.take().is_some()
            || !self
                .inputs
                .as_ref()
                .is_some_and(|old| is_same(old, &inputs));
        if !is_new && self.unfinished.is_none() {
            return;
        }
        let begun = *self.unfinished.get_or_insert(begun);
        let made = catch_unwind(AssertUnwindSafe(|| {
            if is_new {
                let ahead = maker.begin(&inputs);
                self.begin(maker, ahead);
            }
            self.complete(maker, &inputs, watcher)
        }));
        match made {
            Ok(Some(built)) => {
                self.unfinished = None;
                self.take(&inputs, built, begun, say);
            }
            Ok(None) => {}
            Err(_) => self.fail(
                "Casebook itself failed; its message is in the terminal".to_owned(),
                say,
            ),
        }
        self.inputs = Some(inputs);
    }

    /// Reads the files that events named, or all of them.
    fn read(&self, watcher: &Watcher) -> Result<Inputs, Trouble> {
        if !fs::is_folder(&self.root) {
            let shown = self.root.display();
            return Err(Trouble::Lasting(format!("there is no folder `{shown}`")));
        }
        let trouble = |error: fs::Error| match error.cause.kind() {
            std::io::ErrorKind::NotFound => Trouble::Passing,
            _ => Trouble::Lasting(error.to_string()),
        };
        if let (Some(paths), Some(before)) = (watcher.heard(), &self.inputs)
            && let Some(inputs) = load::reread(&self.root, before, &paths).map_err(trouble)?
        {
            return Ok(inputs);
        }
        let mut inputs = load::load(&self.root).map_err(trouble)?;
        if let Some(before) = &self.inputs {
            inputs.share(before);
        }
        Ok(inputs)
    }

    /// Makes and shows the pages in view, if they can be made before the rest.
    fn begin(&mut self, maker: &mut dyn Maker, ahead: Option<Ahead>) {
        match ahead.filter(|ahead| self.may_show(ahead)) {
            Some(ahead) => {
                let shown = self.laid_out(ahead);
                self.look_at(maker, self.hub.viewed(), shown);
            }
            None => self.hub.end_ahead(),
        }
    }

    /// Has the site made: pages that somebody waits for, then the rest. None if something came in between.
    fn complete(
        &mut self,
        maker: &mut dyn Maker,
        inputs: &Inputs,
        watcher: &Watcher,
    ) -> Option<Built> {
        loop {
            let is_interrupted = || self.hub.is_asked() || watcher.has_news();
            if let Some(built) = maker.complete(inputs, &is_interrupted) {
                return Some(built);
            }
            let wanted = self.hub.wanted();
            if let Some(shown) = self.shown.clone().filter(|_| !wanted.is_empty()) {
                self.look_at(maker, wanted, shown.under(shown.panel.clone()));
            }
            if watcher.has_news() {
                return None;
            }
        }
    }

    /// Says whether pages may be shown before the site is made: not while the last good site stays, and
    /// not at other addresses.
    fn may_show(&self, ahead: &Ahead) -> bool {
        match &self.shown {
            Some(shown) => shown.panel.is_none() && shown.base == ahead.base,
            None => true,
        }
    }

    /// Lays out the static files, so that the pages to come find theirs, and takes the old ones away.
    fn laid_out(&mut self, ahead: Ahead) -> Shown {
        let outputs = self.shown.as_ref().map(|shown| shown.outputs.clone());
        let statics: BTreeSet<String> =
            ahead.statics.iter().map(|(path, _)| path.clone()).collect();
        let before = std::mem::replace(&mut self.statics, statics);
        self.hub.begin_ahead();
        Shown {
            base: ahead.base,
            outputs: outputs.unwrap_or_default(),
            fresh: ahead.statics.into_iter().collect(),
            gone: before.difference(&self.statics).cloned().collect(),
            pictures: Arc::default(),
            panel: None,
        }
    }

    /// Makes pages and shows them in the place of those that are shown.
    fn look_at(&mut self, maker: &mut dyn Maker, paths: BTreeSet<String>, mut shown: Shown) {
        for path in &paths {
            let glimpse = maker.look_at(&format!("/{path}"));
            if glimpse.is_none() {
                shown.gone.insert(path.clone());
                shown.gone.insert(format!("{path}index.html"));
            }
            let Some(glimpse) = glimpse.or_else(|| maker.look_at("/404.html")) else {
                continue;
            };
            let page = glimpse.bytes.map(|bytes| (glimpse.path, bytes));
            shown.fresh.extend(page);
            let files = glimpse.files.into_iter();
            shown
                .fresh
                .extend(files.map(|file| (file.path, file.bytes)));
        }
        self.show(shown);
        self.hub.have_made(paths);
    }

    fn take(
        &mut self,
        inputs: &Inputs,
        mut built: Built,
        begun: Instant,
        say: &mut dyn FnMut(Event<'_>),
    ) {
        let is_good = built.diagnostics.iter().all(|found| !found.is_error());
        let is_shown = is_good || !self.has_been_good;
        self.has_been_good |= is_good;
        let texts = pipeline::texts(inputs);
        let find = |id: &SourceId| texts.get(id).cloned();
        let panel = (!is_good).then(|| {
            let text = report::human(&built.diagnostics, &find, Style::PLAIN);
            panel::html(&report::summary(&built.diagnostics), &text)
        });
        let changed = match &self.shown {
            Some(shown) => share(&mut built.outputs, &shown.outputs),
            None => built.outputs.len(),
        };
        let settings = inputs.settings.as_ref();
        let base = config::read(settings, self.base.as_ref(), &mut Vec::new()).base;
        self.show(match (&self.shown, is_shown) {
            (Some(shown), false) => shown.under(panel),
            _ => Shown {
                base,
                outputs: Arc::new(built.outputs.clone()),
                pictures: built.pictures.clone().into(),
                fresh: Outputs::new(),
                gone: BTreeSet::new(),
                panel,
            },
        });
        self.hub.end_ahead();
        let (built, texts, time) = (&built, &texts, begun.elapsed());
        say(Event::Built {
            built,
            texts,
            changed,
            is_shown,
            time,
        });
    }

    fn fail(&mut self, why: String, say: &mut dyn FnMut(Event<'_>)) {
        self.unfinished = None;
        self.hub.end_ahead();
        if self.failure.as_ref() == Some(&why) {
            return;
        }
        let panel = Some(panel::html("the site cannot be built", &why));
        self.show(match &self.shown {
            Some(shown) => shown.under(panel),
            None => Shown {
                base: config::read(None, self.base.as_ref(), &mut Vec::new()).base,
                outputs: Arc::default(),
                pictures: Arc::default(),
                fresh: Outputs::new(),
                gone: BTreeSet::new(),
                panel,
            },
        });
        self.failure = Some(why.clone());
        say(Event::Failed(why));
    }

    fn show(&mut self, shown: Shown) {
        let shown = Arc::new(shown);
        self.shown = Some(shown.clone());
        self.hub.show(shown);
    }
}

/// Why the content cannot be read.
enum Trouble {
    /// It changed while it was read.
    Passing,
    /// Somebody must do something.
    Lasting(String),
}

/// Makes equal outputs share their bytes, and returns how many differ.
fn share(new: &mut Outputs, old: &Outputs) -> usize {
    let mut differ = old.keys().filter(|path| !new.contains_key(*path)).count();
    for (path, bytes) in new {
        match old.get(path) {
            Some(same) if Arc::ptr_eq(same, bytes) => {}
            Some(same) if same == bytes => *bytes = same.clone(),
            _ => differ += 1,
        }
    }
    differ
}

fn is_same(old: &Inputs, new: &Inputs) -> bool {
    old.settings == new.settings
        && old.kept == new.kept
        && old.content == new.content
        && old.assets == new.assets
        && old.templates == new.templates
        && old.statics == new.statics
        && old.diagnostics == new.diagnostics
}
