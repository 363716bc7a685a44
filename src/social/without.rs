//! What stands in for drawing where the program was built without it.

use super::{Fitted, Flaw, Unreadable, Wish};

/// No fonts: this program was built without the feature `pictures`.
#[derive(Clone, Debug, Default)]
pub struct Fonts(());

impl Fonts {
    /// Reads nothing.
    pub fn read<'a>(_: impl Iterator<Item = (&'a str, &'a [u8])>) -> (Self, Vec<Unreadable>) {
        (Self(()), Vec::new())
    }

    /// Says whether there are no fonts, which is so.
    pub fn are_none(&self) -> bool {
        true
    }

    /// Says that it cannot measure.
    ///
    /// # Errors
    /// Always.
    pub fn fit(&self, _: &str, _: u16, _: &Wish<'_>) -> Result<Fitted, String> {
        Err("this Casebook was built without pictures and cannot measure a text".to_owned())
    }

    pub(super) fn check(&self, _: &str) -> Result<(), Flaw> {
        Err(Flaw::Svg(
            "this Casebook was built without pictures".to_owned(),
        ))
    }

    pub(super) fn hash(&self) -> &[u8] {
        &[]
    }

    pub(super) fn draw(&self, _: &str) -> Vec<u8> {
        unreachable!("no picture is made where none can be checked")
    }
}
