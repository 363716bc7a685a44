//! Who makes what is shown: first the pages that are looked at, then the rest.

use std::sync::Arc;

use crate::config::Base;
use crate::load::Inputs;
use crate::pipeline::{Built, Glimpse, Memory, Options};

/// What makes a site for the preview.
pub trait Maker {
    /// Takes new content in. None where no page can be made before the rest of the site.
    fn begin(&mut self, inputs: &Inputs) -> Option<Ahead>;

    /// Makes the page at a path from the base, if the site has one.
    fn look_at(&mut self, path: &str) -> Option<Glimpse>;

    /// Makes all of the site. None if it was stopped in between, to go on later.
    fn complete(&mut self, inputs: &Inputs, is_interrupted: &dyn Fn() -> bool) -> Option<Built>;
}

/// What is there before any page is.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// Where the site is published.
    pub base: Base,
    /// The static files as they are published, by path from the output root.
    pub statics: Vec<(String, Arc<[u8]>)>,
}

/// A function makes all of a site or nothing.
impl<F: FnMut(&Inputs) -> Built> Maker for F {
    fn begin(&mut self, _: &Inputs) -> Option<Ahead> {
        None
    }

    fn look_at(&mut self, _: &str) -> Option<Glimpse> {
        None
    }

    fn complete(&mut self, inputs: &Inputs, _: &dyn Fn() -> bool) -> Option<Built> {
        Some(self(inputs))
    }
}

/// Makes sites with what is kept of the last one.
pub(super) struct FromMemory {
    memory: Memory,
    options: Options,
    /// Whether something is being done. One that is found so was left by a panic.
    is_at_work: bool,
}

impl FromMemory {
    pub(super) fn new(options: Options) -> Self {
        Self {
            memory: Memory::default(),
            options,
            is_at_work: false,
        }
    }

    fn work<T>(&mut self, work: impl FnOnce(&mut Memory, &Options) -> T) -> T {
        if self.is_at_work {
            self.memory = Memory::default();
        }
        self.is_at_work = true;
        let done = work(&mut self.memory, &self.options);
        self.is_at_work = false;
        done
    }
}

impl Maker for FromMemory {
    /// While the content has errors the last good site stays, so no page is made ahead.
    fn begin(&mut self, inputs: &Inputs) -> Option<Ahead> {
        self.work(|memory, options| memory.begin(inputs, options));
        let site = self.memory.site().filter(|_| self.memory.is_sound())?;
        let statics = self.memory.statics();
        Some(Ahead {
            base: site.config().base.clone(),
            statics: statics
                .map(|(path, bytes)| (path.to_owned(), bytes.clone()))
                .collect(),
        })
    }

    fn look_at(&mut self, path: &str) -> Option<Glimpse> {
        self.work(|memory, _| memory.look_at(path))
    }

    fn complete(&mut self, _: &Inputs, is_interrupted: &dyn Fn() -> bool) -> Option<Built> {
        self.work(|memory, _| memory.complete(&|_| (), is_interrupted))
    }
}
