//! The texts of a site: which there are, in which order, and at which addresses.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::delta::Delta;
use super::links::{self, File};
use super::picture::{self, Beside, Picture};
use super::{Settings, route};
use crate::diagnostic::{Code, Diagnostic};
use crate::document::markdown::Prose;
use crate::document::record::{Article, Term, TextPage};
use crate::document::{self, Content, Document};
use crate::load::Asset;
use crate::source::{SourceId, Span};

/// The texts; a copy shares all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) home: Option<Arc<TextPage>>,
    /// In the order of their files.
    pub(super) pages: Vec<Arc<TextPage>>,
    /// In reading order.
    pub(super) articles: Vec<Arc<Article>>,
    pub(super) terms: Arc<BTreeMap<String, Arc<Term>>>,
    pub(super) routes: Arc<Routes>,
}

/// What stays the same as long as no text comes, goes or moves.
#[derive(Debug, Default)]
pub(super) struct Routes {
    pub(super) article_index: HashMap<String, usize>,
    pub(super) files: HashMap<String, File>,
    /// The paths of pages that come from files.
    pub(super) paths: HashSet<String>,
    pub(super) pictures: BTreeMap<String, Picture>,
    /// What is wrong with addresses and with files beside articles.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What pictures were taken from.
    assets: Vec<Asset>,
}

impl Texts {
    /// Collects the texts, or puts new ones in the places of old ones where nothing else changed.
    pub(super) fn new(
        documents: &[Arc<Document>],
        assets: &[Asset],
        settings: Settings,
        before: Option<(&Texts, &Delta)>,
    ) -> Self {
        match before {
            Some((before, delta)) if !delta.has_moved && before.routes.assets == assets => {
                let mut texts = before.clone();
                for (old, new) in &delta.replaced {
                    texts.replace(&old.content, &new.content);
                }
                texts
            }
            _ => Self::collect(documents, assets, settings),
        }
    }

    fn replace(&mut self, old: &Content, new: &Content) {
        match (old, new) {
            (Content::Home(_), Content::Home(new)) => self.home = Some(new.clone()),
            (Content::Page(old), Content::Page(new)) => {
                let place = self.pages.iter_mut().find(|page| Arc::ptr_eq(page, old));
                if let Some(place) = place {
                    *place = new.clone();
                }
            }
            (Content::Article(old), Content::Article(new)) => {
                // A draft, or one whose address another has, stands nowhere.
                if let Some(at) = self.routes.article_index.get(&old.slug)
                    && Arc::ptr_eq(&self.articles[*at], old)
                {
                    self.articles[*at] = new.clone();
                }
            }
            (Content::Term(_), Content::Term(new)) => {
                Arc::make_mut(&mut self.terms).insert(new.id.clone(), new.clone());
            }
            _ => unreachable!("a text takes the place of one of its kind"),
        }
    }

    fn collect(documents: &[Arc<Document>], assets: &[Asset], settings: Settings) -> Self {
        let mut collector = Collector {
            settings,
            texts: Texts::default(),
            terms: BTreeMap::new(),
            routes: Routes::default(),
            taken: HashMap::new(),
        };
        for document in documents {
            collector.take(document);
        }
        collector.finish(assets)
    }
}

/// Takes documents and keeps the texts among them.
struct Collector {
    settings: Settings,
    texts: Texts,
    terms: BTreeMap<String, Arc<Term>>,
    routes: Routes,
    /// Which file has an address.
    taken: HashMap<String, SourceId>,
}

impl Collector {
    fn take(&mut self, document: &Document) {
        match &document.content {
            Content::Home(page) => {
                self.file(&document.id, "/".to_owned(), &page.body, false);
                self.texts.home = Some(page.clone());
            }
            Content::Page(page) => self.page(document, page),
            Content::Article(article) => self.article(document, article),
            Content::Term(term) => {
                self.file(&document.id, route::term(&term.id), &term.body, false);
                self.terms.insert(term.id.clone(), term.clone());
            }
            _ => {}
        }
    }

    fn file(&mut self, id: &SourceId, path: String, body: &Prose, is_draft: bool) {
        if !is_draft {
            self.routes.paths.insert(path.clone());
        }
        let anchors = links::anchors(body);
        let file = File {
            path,
            anchors,
            is_draft,
        };
        self.routes.files.insert(id.as_str().to_owned(), file);
    }

    /// Claims an address for a file; the first file keeps it.
    fn claim(&mut self, path: &str, file: &SourceId) -> bool {
        if let Some(other) = self.taken.get(path) {
            self.routes.diagnostics.push(
                Diagnostic::new(
                    Code::RouteClash,
                    Span::new(file, 0..0),
                    format!("`{file}` and `{other}` would both be published at `{path}`"),
                )
                .help("rename or remove one of the two"),
            );
            return false;
        }
        self.taken.insert(path.to_owned(), file.clone());
        true
    }

    fn page(&mut self, document: &Document, page: &Arc<TextPage>) {
        let path = route::text_page(&page.slug);
        let is_hidden = page.is_draft && !self.settings.drafts;
        self.file(&document.id, path.clone(), &page.body, is_hidden);
        if is_hidden {
            return;
        }
        if route::RESERVED.contains(&page.slug.as_str()) {
            self.routes.diagnostics.push(
                Diagnostic::new(
                    Code::RouteClash,
                    Span::new(&document.id, 0..0),
                    format!("`{path}` is an address that Casebook makes itself"),
                )
                .help("give the file another name"),
            );
            return;
        }
        if self.claim(&path, &document.id) {
            self.texts.pages.push(page.clone());
        }
    }

    fn article(&mut self, document: &Document, article: &Arc<Article>) {
        let path = route::article(&article.slug);
        let is_hidden = article.is_draft && !self.settings.drafts;
        self.file(&document.id, path.clone(), &article.body, is_hidden);
        if !is_hidden && self.claim(&path, &document.id) {
            self.texts.articles.push(article.clone());
        }
    }

    /// Puts articles in reading order and takes in what lies beside them.
    fn finish(mut self, assets: &[Asset]) -> Texts {
        fn place(article: &Article) -> (usize, &str) {
            (article.order.unwrap_or(usize::MAX), &article.slug)
        }
        let mut texts = self.texts;
        texts.articles.sort_by(|a, b| place(a).cmp(&place(b)));
        let numbered = texts.articles.iter().enumerate();
        self.routes.article_index = numbered.map(|(at, a)| (a.slug.clone(), at)).collect();
        let (files, diagnostics) = (&self.routes.files, &mut self.routes.diagnostics);
        for asset in assets {
            match picture::beside(asset, files) {
                Beside::Article(picture) => {
                    let id = asset.id.as_str().to_owned();
                    self.routes.pictures.insert(id, picture);
                }
                Beside::Draft => {}
                Beside::Nothing => diagnostics.push(document::unexpected(&asset.id)),
            }
        }
        self.routes.assets = assets.to_vec();
        texts.routes = Arc::new(self.routes);
        texts.terms = Arc::new(self.terms);
        texts
    }
}
