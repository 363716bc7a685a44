//! Social pictures: a drawing in SVG becomes a PNG, in the fonts of the site.
//!
//! What is drawn stands in a template, which asks [`Fonts::fit`] how a text breaks into lines. A
//! picture is drawn when somebody wants its bytes, and known before by a key made of all that it is
//! drawn from. Only with the cargo feature `pictures` can anything be drawn; without it the same
//! functions are there and say so.

#[cfg_attr(
    all(not(feature = "pictures"), not(test)),
    expect(dead_code, reason = "only what draws measures texts")
)]
mod lines;
#[cfg(any(feature = "pictures", test))]
mod palette;
#[cfg(feature = "pictures")]
mod png;
#[cfg(feature = "pictures")]
mod with;
#[cfg(not(feature = "pictures"))]
mod without;

pub use lines::{Fitted, Wish};
#[cfg(feature = "pictures")]
pub use with::Fonts;
#[cfg(not(feature = "pictures"))]
pub use without::Fonts;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest as _, Sha256};

/// Whether this program can draw.
pub const IS_BUILT_IN: bool = cfg!(feature = "pictures");

/// The width of every picture in pixels; what networks show widest.
pub const WIDTH: u32 = 1200;
/// The height of every picture in pixels.
pub const HEIGHT: u32 = 630;

/// What draws. Pictures that another version drew are drawn anew; a test compares it with the lock file.
pub const DRAWN_BY: &str = "resvg 0.49.0, png 0.18.1";

/// What the fonts do not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The drawing is no SVG; what its reader says.
    Svg(String),
    /// No font has these characters.
    Letters(String),
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::Svg(said) => write!(f, "the drawing cannot be read: {said}"),
            Flaw::Letters(letters) => write!(f, "no font in `static/` has `{letters}`"),
        }
    }
}

/// A font file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Its path.
    pub path: String,
    /// Why not.
    pub why: String,
}

/// Says what a picture is drawn from: equal keys, equal bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// Makes the key of a drawing in fonts that are known by their hash.
    fn of(svg: &str, fonts: &[u8]) -> Self {
        let mut hash = Sha256::new();
        for part in [DRAWN_BY.as_bytes(), fonts, svg.as_bytes()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        Self(digest[..16].iter().map(|b| format!("{b:02x}")).collect())
    }

    /// Reads what [`Key::as_str`] wrote.
    pub fn parse(digits: &str) -> Option<Self> {
        let is_key = digits.len() == 32
            && digits
                .bytes()
                .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        is_key.then(|| Self(digits.to_owned()))
    }

    /// Returns 32 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A picture that can be drawn.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Its path from the output root.
    pub path: String,
    /// What it is drawn from.
    pub key: Key,
    svg: Arc<str>,
    fonts: Fonts,
}

impl Picture {
    /// Makes a picture of a drawing. What was drawn before can be drawn, and is not looked at again.
    ///
    /// # Errors
    /// A drawing that is no SVG, or characters that no font has.
    pub fn new(
        path: String,
        svg: String,
        fonts: &Fonts,
        drawn: &BTreeSet<Key>,
    ) -> Result<Self, Flaw> {
        let key = Key::of(&svg, fonts.hash());
        if !drawn.contains(&key) {
            fonts.check(&svg)?;
        }
        Ok(Self {
            path,
            key,
            svg: svg.into(),
            fonts: fonts.clone(),
        })
    }

    /// Draws it. The same key always gives the same bytes.
    pub fn draw(&self) -> Vec<u8> {
        self.fonts.draw(&self.svg)
    }
}

/// Pictures that were drawn, by what they were drawn from.
pub type Drawn = BTreeMap<Key, Arc<[u8]>>;

/// Draws those pictures that are not there yet, as many at once as the machine does well.
pub fn draw(pictures: &[Picture], there: &Drawn) -> Drawn {
    let mut wanted: Vec<&Picture> = pictures
        .iter()
        .filter(|picture| !there.contains_key(&picture.key))
        .collect();
    wanted.sort_by(|a, b| a.key.cmp(&b.key));
    wanted.dedup_by(|a, b| a.key == b.key);
    wanted
        .into_par_iter()
        .map(|picture| (picture.key.clone(), picture.draw().into()))
        .collect()
}
