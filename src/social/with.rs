//! Drawing with resvg. Fonts come from the site's files alone, never from the machine, and a drawing
//! may not name other files: the same input gives the same bytes everywhere.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, fontdb};
use sha2::{Digest as _, Sha256};
use skrifa::MetadataProvider as _;
use skrifa::instance::{LocationRef, Size};

use super::{Fitted, Flaw, HEIGHT, Unreadable, WIDTH, Wish, lines, png};

/// The fonts of a site.
#[derive(Clone, Debug, Default)]
pub struct Fonts {
    database: Arc<fontdb::Database>,
    hash: Vec<u8>,
}

impl Fonts {
    /// Reads font files, woff2 among them, each with its path. What cannot be read is left out.
    pub fn read<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> (Self, Vec<Unreadable>) {
        let mut database = fontdb::Database::new();
        let mut hash = Sha256::new();
        let mut unreadable = Vec::new();
        for (path, bytes) in files {
            match load(&mut database, path, bytes) {
                Ok(()) => hash.update(Sha256::digest(bytes)),
                Err(why) => unreadable.push(Unreadable {
                    path: path.to_owned(),
                    why,
                }),
            }
        }
        let fonts = Self {
            database: Arc::new(database),
            hash: hash.finalize().to_vec(),
        };
        (fonts, unreadable)
    }

    /// Breaks a text into lines in a font of a family and weight.
    ///
    /// # Errors
    /// There is no such family; the message names those that there are.
    pub fn fit(&self, family: &str, weight: u16, wish: &Wish<'_>) -> Result<Fitted, String> {
        let query = fontdb::Query {
            families: &[fontdb::Family::Name(family)],
            weight: fontdb::Weight(weight),
            ..fontdb::Query::default()
        };
        let face = self.database.query(&query);
        let fitted = face.and_then(|face| {
            let measured = |data: &[u8], index| {
                let font = skrifa::FontRef::from_index(data, index).ok()?;
                let size = Size::new(1.0);
                let letters = font.charmap();
                let glyphs = font.glyph_metrics(size, LocationRef::default());
                let width = |text: &str| {
                    let of = |letter| {
                        let glyph = letters.map(letter).unwrap_or_default();
                        f64::from(glyphs.advance_width(glyph).unwrap_or(1.0))
                    };
                    text.chars().map(of).sum()
                };
                Some(lines::fit(wish, &width))
            };
            self.database.with_face_data(face, measured).flatten()
        });
        fitted.ok_or_else(|| self.no_family(family))
    }

    /// Says whether there are no fonts.
    pub fn are_none(&self) -> bool {
        self.database.is_empty()
    }

    fn no_family(&self, family: &str) -> String {
        let mut known: Vec<&str> = self
            .database
            .faces()
            .flat_map(|face| face.families.iter().map(|(name, _)| name.as_str()))
            .collect();
        known.sort_unstable();
        known.dedup();
        match known.as_slice() {
            [] => format!("no font of the family `{family}` is in `static/`, nor any other font"),
            known => format!(
                "no font of the family `{family}` is in `static/`; there are: {}",
                known.join(", ")
            ),
        }
    }

    pub(super) fn hash(&self) -> &[u8] {
        &self.hash
    }

    pub(super) fn check(&self, svg: &str) -> Result<(), Flaw> {
        let tree = self.tree(svg).map_err(Flaw::Svg)?;
        let mut missing = String::new();
        note_missing(tree.root(), &mut missing);
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Flaw::Letters(missing)),
        }
    }

    pub(super) fn draw(&self, svg: &str) -> Vec<u8> {
        let tree = self.tree(svg).expect("the drawing has been read before");
        let mut pixels = Pixmap::new(WIDTH, HEIGHT).expect("the picture has a size");
        pixels.fill(resvg::tiny_skia::Color::WHITE);
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        png::encode(&pixels)
    }

    fn tree(&self, svg: &str) -> Result<usvg::Tree, String> {
        let options = usvg::Options {
            fontdb: self.database.clone(),
            image_href_resolver: usvg::ImageHrefResolver {
                resolve_data: Box::new(|_, _, _| None),
                resolve_string: Box::new(|_, _| None),
            },
            ..usvg::Options::default()
        };
        let tree = usvg::Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
        let (width, height) = (tree.size().width(), tree.size().height());
        if (width, height) != (WIDTH as f32, HEIGHT as f32) {
            return Err(format!(
                "it is {width} by {height} and must be {WIDTH} by {HEIGHT}"
            ));
        }
        Ok(tree)
    }
}

fn load(database: &mut fontdb::Database, path: &str, bytes: &[u8]) -> Result<(), String> {
    let bytes = match bytes.starts_with(b"wOF2") {
        true => wuff::decompress_woff2(bytes).map_err(|error| error.to_string())?,
        false => bytes.to_vec(),
    };
    let before = database.len();
    database.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
    match database.len() > before {
        true => Ok(()),
        false => Err(format!("`{path}` holds no font")),
    }
}

/// Notes characters for which a text got the glyph that stands for none.
fn note_missing(group: &usvg::Group, missing: &mut String) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => note_missing(group, missing),
            usvg::Node::Text(text) => {
                let spans = text.layouted().iter();
                for glyph in spans.flat_map(|span| &span.positioned_glyphs) {
                    let is_new = |letter: &char| !missing.contains(*letter);
                    if glyph.id.0 == 0 {
                        let new: Vec<char> = glyph.text.chars().filter(is_new).collect();
                        missing.extend(new);
                    }
                }
            }
            _ => {}
        }
    }
}
