//! Which picture a page shows where it is shared. Articles, terms and the timeline have one of their
//! own, drawn from a template; all others, and those for which nothing can be drawn, show the cover,
//! that of the site. A file of the same name in `static/` is taken as it is.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::enrich::page::{Page, SiteView};
use crate::social::{Flaw, HEIGHT, Picture, WIDTH};
use crate::source::{SourceId, Span};

use super::print::Failure;
use super::templates::Templates;

/// The template that draws.
pub(super) const TEMPLATE: &str = "social.svg";

/// The path of the picture of the site.
const COVER: &str = "social.png";

/// What the template of a page gets as `picture`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Shown {
    /// Its path from the base.
    path: String,
    /// Whether it is the page's own.
    is_own: bool,
    width: u32,
    height: u32,
}

/// Why a page has no picture of its own.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// The template could not be filled in.
    Template(Box<Failure>),
    /// What came of it cannot be drawn.
    Drawing(Box<Diagnostic>),
}

/// A picture that was made, or why it could not be.
pub(super) type Made = Result<Picture, Trouble>;

/// The picture of the site, if it has one.
#[derive(Debug, Default)]
pub struct Cover {
    pub(super) shown: Option<Shown>,
    pub(super) made: Option<Made>,
}

impl Cover {
    /// Takes the picture of the site from its static files, or else makes one.
    pub fn new(templates: &Templates, site: &SiteView) -> Self {
        let texts = [
            ("path", "/"),
            ("section", "home"),
            ("title", &site.title),
            ("description", &site.description),
        ];
        let page = Value::from_serializable(&BTreeMap::from(texts));
        let place = Place {
            path: COVER.to_owned(),
            page: "/",
            origin: "",
            is_own: false,
        };
        place.fill(
            templates,
            &Value::from_serializable(site),
            site.outputs.pictures,
            page,
        )
    }
}

/// Returns the picture of a page's own, if it has one.
pub(super) fn of_page(
    templates: &Templates,
    site: &Value,
    can_draw: bool,
    page: &Page,
    value: &Value,
) -> Cover {
    let Some(path) = page.own_picture() else {
        return Cover::default();
    };
    let place = Place {
        path,
        page: &page.path,
        origin: &page.origin,
        is_own: true,
    };
    place.fill(templates, site, can_draw, value.clone())
}

/// Where a picture belongs.
struct Place<'a> {
    path: String,
    /// The path of its page.
    page: &'a str,
    /// The file of content that the page comes from.
    origin: &'a str,
    is_own: bool,
}

impl Place<'_> {
    fn fill(self, templates: &Templates, site: &Value, can_draw: bool, page: Value) -> Cover {
        let made = match templates.assets.contains(&self.path) {
            true => None,
            false if can_draw && templates.can_draw(TEMPLATE) => {
                Some(self.draw(templates, site, page))
            }
            false => return Cover::default(),
        };
        let is_there = made.as_ref().is_none_or(Result::is_ok);
        let shown = is_there.then(|| Shown {
            path: format!("/{}", self.path),
            is_own: self.is_own,
            width: WIDTH,
            height: HEIGHT,
        });
        Cover { shown, made }
    }

    fn draw(&self, templates: &Templates, site: &Value, page: Value) -> Made {
        let mut context = Context::new();
        context.insert_value("page", page);
        context.insert_value("site", site.clone());
        let svg = templates
            .tera
            .render(TEMPLATE, &context)
            .map_err(|error| Trouble::Template(Box::new(Failure::of(templates, &error))))?;
        Picture::new(self.path.clone(), svg, &templates.fonts, &templates.drawn)
            .map_err(|flaw| Trouble::Drawing(Box::new(self.told(&flaw))))
    }

    fn told(&self, flaw: &Flaw) -> Diagnostic {
        let page = self.page;
        match flaw {
            Flaw::Svg(said) => {
                let message = format!("the picture of `{page}` is no SVG: {said}");
                Diagnostic::new(Code::Template, None, message).help(format!(
                    "it is drawn by the template `{TEMPLATE}`, {WIDTH} wide and {HEIGHT} high"
                ))
            }
            Flaw::Letters(letters) => {
                let file = SourceId::new(self.origin);
                let span = (!self.origin.is_empty()).then(|| Span::new(&file, 0..0));
                let message = format!(
                    "no font of the site has `{letters}`, so `{page}` has no picture of its own"
                );
                Diagnostic::new(Code::SocialPicture, span, message)
                    .help("put a font that has it into `static/fonts/`, or write the title without it")
                    .help("without drawn pictures all pages show `static/social.png`: `pictures = false` under `[outputs]`")
            }
        }
    }
}
