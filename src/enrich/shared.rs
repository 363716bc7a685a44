//! What many pages show: a view that is made once, and turned once into what templates see.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Serialize, Serializer};
use tera::Value;

/// A view that pages share. To serialize it hands out the same value each time, which costs a template
/// nothing to copy: the one thing in this room that knows what templates are made with.
#[derive(Debug)]
pub struct Shared<T>(Arc<Inner<T>>);

#[derive(Debug)]
struct Inner<T> {
    view: T,
    ready: Mutex<Option<Ready>>,
}

/// A value for templates, and what has been added to it.
#[derive(Debug)]
struct Ready {
    value: Value,
    stage: Stage,
}

/// How far a value has been made ready: by which templates, and how much of it. A bare value has seen none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// The number of the templates.
    pub templates: u64,
    /// How much has been added.
    pub depth: u8,
}

impl<T> Shared<T> {
    /// Shares a view.
    pub fn new(view: T) -> Self {
        Self(Arc::new(Inner {
            view,
            ready: Mutex::new(None),
        }))
    }

    fn ready(&self) -> MutexGuard<'_, Option<Ready>> {
        // A value is put in whole, so a thread that dies leaves a sound one.
        self.0.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Serialize> Shared<T> {
    /// Makes the value ready up to a stage, unless it is: `add` gets the bare value and adds to it.
    ///
    /// # Errors
    ///
    /// Those of `add`; the value stays as it was.
    pub fn prepare<E>(
        &self,
        stage: Stage,
        add: impl FnOnce(Value) -> Result<Value, E>,
    ) -> Result<(), E> {
        let mut ready = self.ready();
        let is_done = ready.as_ref().is_some_and(|ready| {
            ready.stage.templates == stage.templates && ready.stage.depth >= stage.depth
        });
        if !is_done {
            let value = add(Value::from_serializable(&self.0.view))?;
            *ready = Some(Ready { value, stage });
        }
        Ok(())
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.view
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = {
            let mut ready = self.ready();
            let ready = ready.get_or_insert_with(|| Ready {
                value: Value::from_serializable(&self.0.view),
                stage: Stage::default(),
            });
            ready.value.clone()
        };
        value.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_ready_once_for_each_stage() {
        let shared = Shared::new(vec![1]);
        let mut times = 0;
        let mut prepare = |templates, depth| {
            let stage = Stage { templates, depth };
            let done: Result<(), ()> = shared.prepare(stage, |value| {
                times += 1;
                Ok(value)
            });
            done.expect("nothing fails");
            times
        };
        assert_eq!(
            [
                prepare(1, 1),
                prepare(1, 1),
                prepare(1, 0),
                prepare(1, 2),
                prepare(2, 1)
            ],
            [1, 1, 1, 2, 3]
        );
        assert_eq!(shared.prepare(Stage::default(), |_| Err("no")), Err("no"));
        assert_eq!(Value::from_serializable(&shared), Value::from(vec![1]));
    }
}
