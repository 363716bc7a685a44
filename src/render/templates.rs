//! The templates of a site, laid file by file over the built-in ones.
//!
//! Tera takes templates as a whole batch or not at all. When it refuses, each culprit is reported
//! and set aside, the built-in file of that name steps in, and the rest is tried again: one run
//! reports all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tera::Tera;

use crate::config::Base;
use crate::diagnostic::{Code, Diagnostic};
use crate::social::{Fonts, Key, Unreadable};
use crate::source::{Source, SourceId, fingerprint};

use super::built_in::BuiltIn;
use super::explain::{Explainer, Finding};
use super::functions;
use super::pictures;
use super::statics::Statics;

/// The templates by which pages are rendered.
#[derive(Clone, Debug)]
pub struct Templates {
    pub(super) tera: Tera,
    /// The same for templates that print the same.
    pub(super) number: u64,
    pub(super) texts: Texts,
    /// Templates of the site that are set aside: what follows from that is not reported again.
    pub(super) broken: BTreeSet<String>,
    /// Paths of static files, for "did you mean".
    pub(super) assets: Vec<String>,
    /// The fonts in which pictures are drawn.
    pub(super) fonts: Fonts,
    /// What was drawn before.
    pub(super) drawn: Arc<BTreeSet<Key>>,
}

/// The texts of all templates under their names, which are paths below `templates/`.
pub(super) type Texts = BTreeMap<String, Text>;

/// The text of a template.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) source: Source,
    pub(super) is_built_in: bool,
}

impl Templates {
    /// Reads the templates of a site, whose ids begin with `templates/`.
    pub fn load(
        built_in: &BuiltIn,
        site: &[Source],
        statics: &Statics,
        base: &Base,
    ) -> (Self, Vec<Diagnostic>) {
        let mut tera = Tera::new();
        tera.autoescape_on([".html", ".htm", ".xml", ".svg"]);
        let texts = overlaid(built_in, site);
        let (fonts, unreadable) = match texts.contains_key(pictures::TEMPLATE) {
            true => Fonts::read(statics.fonts()),
            false => (Fonts::default(), Vec::new()),
        };
        functions::register(&mut tera, base, statics.addresses(), &fonts);
        let mut loader = Loader {
            built_in,
            templates: Self {
                tera,
                number: 0,
                texts,
                broken: BTreeSet::new(),
                assets: statics.addresses().keys().cloned().collect(),
                fonts,
                drawn: Arc::default(),
            },
            defined_by_broken: BTreeSet::new(),
            diagnostics: unreadable.iter().map(no_font).collect(),
        };
        loader.add_all();
        loader.templates.number = number(&loader.templates.texts, statics, base);
        (loader.templates, loader.diagnostics)
    }

    /// Returns them with what is known of pictures that were drawn before.
    pub fn with_drawn(self, drawn: Arc<BTreeSet<Key>>) -> Self {
        Self { drawn, ..self }
    }

    /// Returns the text of a template, built-in ones included, for drawing diagnostics.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        let name = id.as_str().strip_prefix("templates/")?;
        self.texts.get(name).map(|text| &text.source)
    }

    /// Says whether a drawing can be made by that template.
    pub(super) fn can_draw(&self, template: &str) -> bool {
        !self.fonts.are_none() && self.texts.contains_key(template)
    }

    pub(super) fn explainer(&self) -> Explainer<'_> {
        Explainer {
            texts: &self.texts,
            assets: &self.assets,
        }
    }
}

fn no_font(unreadable: &Unreadable) -> Diagnostic {
    let Unreadable { path, why } = unreadable;
    let message = format!("`{path}` cannot be read as a font: {why}");
    Diagnostic::new(Code::SocialPicture, None, message)
        .help("pictures are drawn in the other fonts; put the file there again from where it came")
}

/// What prints otherwise has another number: other texts, other addresses of what they name.
fn number(texts: &Texts, statics: &Statics, base: &Base) -> u64 {
    let texts: Vec<(&String, &str)> = texts
        .iter()
        .map(|(name, text)| (name, &*text.source.text))
        .collect();
    fingerprint(&(texts, statics.addresses(), base.permalink("/")))
}

fn overlaid(built_in: &BuiltIn, site: &[Source]) -> Texts {
    let mut texts: Texts = built_in
        .templates
        .iter()
        .map(|(name, text)| ((*name).to_owned(), built_in_text(name, text)))
        .collect();
    for source in site {
        let id = source.id.as_str();
        let name = id.strip_prefix("templates/").unwrap_or(id);
        let text = Text {
            source: source.clone(),
            is_built_in: false,
        };
        texts.insert(name.to_owned(), text);
    }
    texts
}

fn built_in_text(name: &str, text: &str) -> Text {
    Text {
        source: Source::new(format!("templates/{name}"), text),
        is_built_in: true,
    }
}

struct Loader<'a> {
    built_in: &'a BuiltIn,
    templates: Templates,
    /// Components and blocks that templates set aside would have defined.
    defined_by_broken: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Loader<'_> {
    /// Tries until Tera takes what is left. Each round sets at least one template aside.
    fn add_all(&mut self) {
        self.set_aside_unreadable();
        while let Err(error) = self.add_batch() {
            let findings = self.templates.explainer().at_load(&error);
            let culprits = self.report(findings);
            if culprits.is_empty() {
                self.fall_back_to_built_in();
            }
            for name in culprits {
                self.set_aside(&name);
            }
        }
    }

    fn add_batch(&mut self) -> tera::TeraResult<()> {
        let texts = &self.templates.texts;
        let batch = texts
            .iter()
            .map(|(name, text)| (name.as_str(), &*text.source.text));
        self.templates.tera.add_raw_templates(batch)
    }

    /// Sets aside each template of the site that is no template by itself, since Tera names only
    /// the first of them.
    fn set_aside_unreadable(&mut self) {
        let mut unreadable = Vec::new();
        for (name, text) in &self.templates.texts {
            if text.is_built_in {
                continue;
            }
            let mut alone = Tera::new();
            if let Err(error) = alone.add_raw_template(name, &text.source.text)
                && let tera::ErrorKind::SyntaxError(_) = error.kind()
            {
                unreadable.extend(self.templates.explainer().at_load(&error));
            }
        }
        for name in self.report(unreadable) {
            self.set_aside(&name);
        }
    }

    /// Reports what does not merely follow from a template that is set aside, and returns the
    /// names of the site's templates to set aside.
    fn report(&mut self, findings: Vec<Finding>) -> BTreeSet<String> {
        let mut culprits = BTreeSet::new();
        for finding in findings {
            let follows = finding.wants.as_ref().is_some_and(|wanted| {
                self.templates.broken.contains(wanted) || self.defined_by_broken.contains(wanted)
            });
            if !follows {
                self.diagnostics.push(finding.diagnostic);
            }
            culprits.extend(finding.templates.into_iter().filter(|name| {
                let text = self.templates.texts.get(name);
                text.is_some_and(|text| !text.is_built_in)
            }));
        }
        culprits
    }

    fn set_aside(&mut self, name: &str) {
        let Some(text) = self.templates.texts.remove(name) else {
            return;
        };
        self.templates.broken.insert(name.to_owned());
        for keyword in ["component", "block"] {
            let defined = super::explain::defined(&text.source.text, keyword);
            self.defined_by_broken.extend(defined.map(str::to_owned));
        }
        let stand_in = self
            .built_in
            .templates
            .iter()
            .find(|(known, _)| *known == name);
        if let Some((name, text)) = stand_in {
            let text = built_in_text(name, text);
            self.templates.texts.insert((*name).to_owned(), text);
        }
    }

    /// Leaves out all that the site brings: a built-in template does not get along with it.
    fn fall_back_to_built_in(&mut self) {
        let of_site: Vec<String> = self
            .templates
            .texts
            .iter()
            .filter(|(_, text)| !text.is_built_in)
            .map(|(name, _)| name.clone())
            .collect();
        assert!(
            !of_site.is_empty(),
            "the built-in templates are sound by themselves"
        );
        for name in of_site {
            self.set_aside(&name);
        }
    }
}
