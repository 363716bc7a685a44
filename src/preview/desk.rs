//! Where the site lies open: reads it, builds it when its content changed, and decides what is shown.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::Event;
use super::compose::Shown;
use super::hub::Hub;
use super::panel;
use super::watcher::Watcher;
use crate::config::{self, Base};
use crate::diagnostic::Severity;
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

    /// Reads the content, and builds and shows it if it is another than before.
    pub(super) fn refresh(
        &mut self,
        build: &mut dyn FnMut(&Inputs) -> Built,
        say: &mut dyn FnMut(Event<'_>),
        watcher: &mut Watcher,
    ) {
        let begun = Instant::now();
        let inputs = match self.read() {
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
        if self.failure.is_none()
            && self
                .inputs
                .as_ref()
                .is_some_and(|old| is_same(old, &inputs))
        {
            return;
        }
        self.failure = None;
        match catch_unwind(AssertUnwindSafe(|| build(&inputs))) {
            Ok(built) => self.take(&inputs, built, begun, say),
            Err(_) => self.fail(
                "Casebook itself failed; its message is in the terminal".to_owned(),
                say,
            ),
        }
        self.inputs = Some(inputs);
    }

    fn read(&self) -> Result<Inputs, Trouble> {
        if !fs::is_folder(&self.root) {
            let shown = self.root.display();
            return Err(Trouble::Lasting(format!("there is no folder `{shown}`")));
        }
        load::load(&self.root).map_err(|error| match error.cause.kind() {
            std::io::ErrorKind::NotFound => Trouble::Passing,
            _ => Trouble::Lasting(error.to_string()),
        })
    }

    fn take(
        &mut self,
        inputs: &Inputs,
        mut built: Built,
        begun: Instant,
        say: &mut dyn FnMut(Event<'_>),
    ) {
        let is_good = built
            .diagnostics
            .iter()
            .all(|diagnostic| diagnostic.severity != Severity::Error);
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
        let base = config::read(
            inputs.settings.as_ref(),
            self.base.as_ref(),
            &mut Vec::new(),
        )
        .base;
        match (&self.shown, is_shown) {
            (Some(shown), false) => {
                let (base, outputs) = (shown.base.clone(), shown.outputs.clone());
                self.show(Shown {
                    base,
                    outputs,
                    panel,
                });
            }
            _ => self.show(Shown {
                base,
                outputs: built.outputs.clone(),
                panel,
            }),
        }
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
        if self.failure.as_ref() == Some(&why) {
            return;
        }
        let panel = Some(panel::html("the site cannot be built", &why));
        let (base, outputs) = match &self.shown {
            Some(shown) => (shown.base.clone(), shown.outputs.clone()),
            None => {
                let base = config::read(None, self.base.as_ref(), &mut Vec::new()).base;
                (base, Outputs::new())
            }
        };
        self.show(Shown {
            base,
            outputs,
            panel,
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
            Some(same) if same == bytes => *bytes = same.clone(),
            _ => differ += 1,
        }
    }
    differ
}

fn is_same(old: &Inputs, new: &Inputs) -> bool {
    old.settings == new.settings
        && old.content == new.content
        && old.assets == new.assets
        && old.templates == new.templates
        && old.statics == new.statics
        && old.diagnostics == new.diagnostics
}
