//! Building the site: everything is collected under its id, what clashes is reported, names are
//! looked for in every text, and who uses what is written down.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::links::{self, File};
use super::mentions::{self, Mention, Wishes};
use super::names::Names;
use super::near;
use super::usage::{Kind, Usage, User};
use super::{Drafts, Kept, Picture, Site, route};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::block::{BlockKind, Chart, Data};
use crate::document::date::Date;
use crate::document::keys::TermLinks;
use crate::document::markdown::Prose;
use crate::document::record::{
    Article, Event, Figure, Place, Series, SourceRecord, Term, TextPage,
};
use crate::document::reference::Target;
use crate::document::table::Table;
use crate::document::yaml::Block;
use crate::document::{self, Content, Document};
use crate::load::Asset;
use crate::source::{SourceId, Span};

/// What the run asks of the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether drafts are shown.
    pub drafts: bool,
}

/// Builds the site out of all documents. What can be taken over from the site `before` is.
pub fn assemble(
    config: Config,
    documents: Vec<Arc<Document>>,
    assets: &[Asset],
    settings: Settings,
    before: Option<Site>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Site {
    let before = before.as_ref();
    let checked = checked(&config, diagnostics);
    let mut collector = Collector::new(diagnostics, settings);
    for document in &documents {
        collector.take(document);
    }
    collector.finish(assets);
    let Collector {
        home,
        pages,
        articles,
        terms,
        events,
        figures,
        series,
        tables,
        sources,
        drafts,
        files,
        pictures,
        ..
    } = collector;
    unused_tables(&documents, &tables, diagnostics);
    if home.is_none() {
        diagnostics.push(
            Diagnostic::new(Code::MissingHome, None, "there is no home page")
                .help("write `content/index.md`, with `title` and `summary` at its top"),
        );
    }
    let names = Names::new(terms.values(), before.map(|site| &site.names), diagnostics);
    let reusable = before.filter(|site| Arc::ptr_eq(&site.names, &names));
    let mut searcher = Searcher {
        names: &names,
        before: reusable,
        mentions: HashMap::new(),
    };
    searcher.search(&articles, home.iter().chain(&pages), terms.values());
    let mentions = searcher.mentions;
    let events_of_tag = positions(&events, |event| &event.tags);
    let tags = events_of_tag
        .iter()
        .map(|(tag, events)| (tag.clone(), events.len()))
        .collect();
    let mut site = Site {
        article_index: articles
            .iter()
            .enumerate()
            .map(|(at, a)| (a.slug.clone(), at))
            .collect(),
        related: related(&articles, before),
        event_index: events
            .iter()
            .enumerate()
            .map(|(at, e)| (e.id.clone(), at))
            .collect(),
        figure_index: figures
            .iter()
            .enumerate()
            .map(|(at, f)| (f.id.clone(), at))
            .collect(),
        figures_of_series: positions(&figures, |figure| figure.series.as_slice()),
        events_of_tag,
        paths: files
            .values()
            .filter(|file| !file.is_draft)
            .map(|file| file.path.clone())
            .collect(),
        config,
        checked,
        documents,
        home,
        pages,
        articles,
        terms,
        events,
        figures,
        series,
        tables,
        sources,
        tags,
        drafts,
        files,
        pictures,
        names,
        mentions,
        usage: Usage::default(),
    };
    site.usage = usage(&site);
    clashing_aliases(&site, diagnostics);
    site
}

/// The related articles of every article; those of before where no head of an article has changed.
fn related(articles: &[Arc<Article>], before: Option<&Site>) -> Arc<[Vec<usize>]> {
    let heads = articles.iter().map(|article| article.head);
    let kept = before.filter(|site| {
        let known = site.articles.iter().map(|article| article.head);
        heads.eq(known)
    });
    match kept {
        Some(site) => site.related.clone(),
        None => near::related(articles).into(),
    }
}

/// The positions of records under each of their words.
fn positions<T>(
    records: &[Arc<T>],
    words: impl Fn(&T) -> &[String],
) -> HashMap<String, Vec<usize>> {
    let mut positions: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, record) in records.iter().enumerate() {
        for word in words(record) {
            match positions.get_mut(word) {
                Some(known) if known.last() == Some(&at) => {}
                Some(known) => known.push(at),
                None => {
                    positions.insert(word.clone(), vec![at]);
                }
            }
        }
    }
    positions
}

/// Reports old addresses that are the address of something else, or that two files claim.
fn clashing_aliases(site: &Site, diagnostics: &mut Vec<Diagnostic>) {
    let articles = site
        .articles
        .iter()
        .map(|article| (&article.aliases, &article.block));
    let pages = site.home.iter().chain(&site.pages);
    let pages = pages.map(|page| (&page.aliases, &page.block));
    let mut taken: HashMap<String, (&Block, &str)> = HashMap::new();
    for (aliases, block) in articles.chain(pages) {
        for alias in aliases {
            let span = || block.span_of_text("aliases", alias);
            let path = route::redirect(alias);
            if site.has_page(&path) {
                let message = format!("`{alias}` is the address of something else");
                let diagnostic = Diagnostic::new(Code::RouteClash, span(), message);
                let owners = site.files.iter().filter(|(_, file)| file.path == path);
                diagnostics.push(match owners.map(|(file, _)| file).min() {
                    Some(file) => diagnostic.help(format!("`{file}` is published there")),
                    None => diagnostic.help("Casebook itself makes a page there"),
                });
            } else if let Some((first, text)) = taken.get(&path) {
                let message = format!("two pages claim the old address `{alias}`");
                let first = first.span_of_text("aliases", text);
                diagnostics.push(
                    Diagnostic::new(Code::RouteClash, span(), message)
                        .label(first, "here it is claimed first")
                        .help("an old address leads to one page only"),
                );
            } else {
                taken.insert(path, (block, alias));
            }
        }
    }
}

/// Warns of tables that no chart draws; a chart in a draft counts.
fn unused_tables(
    documents: &[Arc<Document>],
    tables: &BTreeMap<String, Arc<Table>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let bodies = documents
        .iter()
        .filter_map(|document| match &document.content {
            Content::Home(page) | Content::Page(page) => Some(&page.body),
            Content::Article(article) => Some(&article.body),
            Content::Term(term) => Some(&term.body),
            _ => None,
        });
    let used: BTreeSet<&str> = bodies
        .flat_map(|body| &body.blocks)
        .filter_map(|block| match &block.kind {
            BlockKind::Chart(chart) => match &chart.data {
                Some(Data::Csv(path, _)) => Some(path.as_str()),
                _ => None,
            },
            _ => None,
        })
        .collect();
    for table in tables.values() {
        if !used.contains(table.file.as_str()) {
            let message = format!("no chart draws `{}`", table.file);
            diagnostics.push(
                Diagnostic::new(Code::UnexpectedFile, Span::new(&table.file, 0..0), message)
                    .help(format!("name it in a block `chart`: `csv: {}`", table.file)),
            );
        }
    }
}

fn checked(config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Option<Date> {
    let (written, span) = config.checked.as_ref()?;
    match written.parse::<Date>() {
        Ok(date) => Some(date),
        Err(error) => {
            let mut diagnostic = Diagnostic::new(Code::BadDate, span.clone(), error.message);
            diagnostic.help.extend(error.help);
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// Looks for mentions in every text that links terms.
struct Searcher<'a> {
    names: &'a Names,
    /// A site with the same names, whose findings hold for texts that have not changed.
    before: Option<&'a Site>,
    mentions: HashMap<SourceId, Kept>,
}

impl Searcher<'_> {
    fn search<'s>(
        &mut self,
        articles: &[Arc<Article>],
        pages: impl Iterator<Item = &'s Arc<TextPage>>,
        terms: impl Iterator<Item = &'s Arc<Term>>,
    ) {
        for article in articles {
            let wishes = wishes_of_article(article);
            self.text(
                &article.block.file,
                article.fingerprint,
                &article.body,
                wishes,
            );
        }
        for page in pages {
            let wishes = wishes_of_page(page);
            self.text(&page.block.file, page.fingerprint, &page.body, wishes);
        }
        for term in terms {
            let wishes = wishes_of_term(term);
            self.text(&term.block.file, term.fingerprint, &term.body, wishes);
        }
    }

    fn text(&mut self, file: &SourceId, fingerprint: u64, prose: &Prose, wishes: Wishes<'_>) {
        let known = self.before.and_then(|site| site.mentions.get(file));
        let kept = match known.filter(|kept| kept.fingerprint == fingerprint) {
            Some(kept) => kept.clone(),
            None => Kept {
                fingerprint,
                mentions: mentions::mentions(prose, self.names, wishes).into(),
            },
        };
        self.mentions.insert(file.clone(), kept);
    }
}

/// Returns how an article wants its terms to be linked.
pub fn wishes_of_article(article: &Article) -> Wishes<'_> {
    Wishes {
        links: article.term_links,
        excluded: &article.excluded_terms,
        own: None,
    }
}

/// Returns how a page of text wants its terms to be linked.
pub fn wishes_of_page(page: &TextPage) -> Wishes<'_> {
    Wishes {
        links: page.term_links,
        excluded: &page.excluded_terms,
        own: None,
    }
}

/// Returns how a glossary entry wants terms to be linked.
pub fn wishes_of_term(term: &Term) -> Wishes<'_> {
    Wishes {
        links: TermLinks::First,
        excluded: &[],
        own: Some(&term.id),
    }
}

/// Takes documents and keeps what is in them under its id.
struct Collector<'a> {
    diagnostics: &'a mut Vec<Diagnostic>,
    settings: Settings,
    home: Option<Arc<TextPage>>,
    pages: Vec<Arc<TextPage>>,
    articles: Vec<Arc<Article>>,
    terms: BTreeMap<String, Arc<Term>>,
    events: Vec<Arc<Event>>,
    event_places: HashMap<String, Place>,
    figures: Vec<Arc<Figure>>,
    figure_places: HashMap<String, Place>,
    series: BTreeMap<String, Arc<Series>>,
    tables: BTreeMap<String, Arc<Table>>,
    sources: BTreeMap<String, Arc<SourceRecord>>,
    drafts: Drafts,
    files: HashMap<String, File>,
    pictures: BTreeMap<String, Picture>,
    routes: HashMap<String, SourceId>,
}

impl<'a> Collector<'a> {
    fn new(diagnostics: &'a mut Vec<Diagnostic>, settings: Settings) -> Self {
        Self {
            diagnostics,
            settings,
            home: None,
            pages: Vec::new(),
            articles: Vec::new(),
            terms: BTreeMap::new(),
            events: Vec::new(),
            event_places: HashMap::new(),
            figures: Vec::new(),
            figure_places: HashMap::new(),
            series: BTreeMap::new(),
            tables: BTreeMap::new(),
            sources: BTreeMap::new(),
            drafts: Drafts::default(),
            files: HashMap::new(),
            pictures: BTreeMap::new(),
            routes: HashMap::new(),
        }
    }

    fn take(&mut self, document: &Document) {
        match &document.content {
            Content::Home(page) => {
                self.file(&document.id, "/".to_owned(), &page.body, false);
                self.home = Some(page.clone());
            }
            Content::Page(page) => self.page(document, page),
            Content::Article(article) => self.article(document, article),
            Content::Term(term) => {
                self.file(&document.id, route::term(&term.id), &term.body, false);
                self.terms.insert(term.id.clone(), term.clone());
            }
            Content::Events(events) => {
                for event in events {
                    self.event(event);
                }
            }
            Content::Figures { figures, series } => {
                for figure in figures {
                    self.figure(figure);
                }
                for one in series {
                    self.one_series(one);
                }
            }
            Content::Table(table) => {
                self.tables
                    .insert(table.file.as_str().to_owned(), table.clone());
            }
            Content::Sources(sources) => {
                for source in sources {
                    self.source(source);
                }
            }
            Content::Unknown => {}
        }
    }

    fn file(&mut self, id: &SourceId, path: String, body: &Prose, is_draft: bool) {
        let anchors = links::anchors(body);
        self.files.insert(
            id.as_str().to_owned(),
            File {
                path,
                anchors,
                is_draft,
            },
        );
    }

    /// Claims an address for a file; the first file keeps it.
    fn claim(&mut self, path: &str, file: &SourceId) -> bool {
        if let Some(other) = self.routes.get(path) {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::RouteClash,
                    Span::new(file, 0..0),
                    format!("`{file}` and `{other}` would both be published at `{path}`"),
                )
                .help("rename or remove one of the two"),
            );
            return false;
        }
        self.routes.insert(path.to_owned(), file.clone());
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
            self.diagnostics.push(
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
            self.pages.push(page.clone());
        }
    }

    fn article(&mut self, document: &Document, article: &Arc<Article>) {
        let path = route::article(&article.slug);
        let is_hidden = article.is_draft && !self.settings.drafts;
        self.file(&document.id, path.clone(), &article.body, is_hidden);
        if is_hidden {
            self.drafts
                .events
                .extend(article.events.iter().map(|event| event.id.clone()));
            return;
        }
        if !self.claim(&path, &document.id) {
            return;
        }
        for event in &article.events {
            self.event(event);
        }
        self.articles.push(article.clone());
    }

    fn event(&mut self, event: &Arc<Event>) {
        let first = self.event_places.get(&event.id);
        if let Some(diagnostic) = twice("event", &event.id, &event.place, first) {
            return self.diagnostics.push(diagnostic);
        }
        self.event_places
            .insert(event.id.clone(), event.place.clone());
        self.events.push(event.clone());
    }

    fn figure(&mut self, figure: &Arc<Figure>) {
        let first = self.figure_places.get(&figure.id);
        if let Some(diagnostic) = twice("figure", &figure.id, &figure.place, first) {
            return self.diagnostics.push(diagnostic);
        }
        self.figure_places
            .insert(figure.id.clone(), figure.place.clone());
        self.figures.push(figure.clone());
    }

    fn one_series(&mut self, series: &Arc<Series>) {
        let first = self.series.get(&series.id).map(|series| &series.place);
        if let Some(diagnostic) = twice("series", &series.id, &series.place, first) {
            return self.diagnostics.push(diagnostic);
        }
        self.series.insert(series.id.clone(), series.clone());
    }

    fn source(&mut self, source: &Arc<SourceRecord>) {
        let first = self.sources.get(&source.id).map(|source| &source.place);
        if let Some(diagnostic) = twice("source", &source.id, &source.place, first) {
            return self.diagnostics.push(diagnostic);
        }
        self.sources.insert(source.id.clone(), source.clone());
    }

    /// Puts articles in reading order and events in order of time; takes in what lies beside
    /// articles.
    fn finish(&mut self, assets: &[Asset]) {
        fn place(article: &Article) -> (usize, &str) {
            (article.order.unwrap_or(usize::MAX), &article.slug)
        }
        self.articles.sort_by(|a, b| place(a).cmp(&place(b)));
        // The sort is stable: events of one time stay in the order of their files.
        self.events.sort_by_key(|event| event.date.order_key());
        for asset in assets {
            self.asset(asset);
        }
    }

    fn asset(&mut self, asset: &Asset) {
        let parts: Vec<&str> = asset.id.as_str().split('/').collect();
        let ["content", "articles", slug, rest @ ..] = parts.as_slice() else {
            return self.diagnostics.push(document::unexpected(&asset.id));
        };
        let ending = asset
            .id
            .as_str()
            .rsplit('.')
            .next()
            .unwrap_or("")
            .to_ascii_lowercase();
        let is_copied = matches!(
            ending.as_str(),
            "png" | "jpg" | "jpeg" | "webp" | "avif" | "svg" | "pdf" | "csv"
        );
        let index = format!("content/articles/{slug}/index.md");
        match self.files.get(&index) {
            Some(file) if is_copied && !rest.is_empty() => {
                if file.is_draft {
                    return;
                }
                let path = format!("{}{}", file.path, rest.join("/"));
                let size = picture_size(&ending, &asset.bytes);
                let picture = Picture {
                    path,
                    asset: asset.clone(),
                    size,
                };
                self.pictures.insert(asset.id.as_str().to_owned(), picture);
            }
            _ => self.diagnostics.push(document::unexpected(&asset.id)),
        }
    }
}

fn twice(kind: &str, id: &str, place: &Place, first: Option<&Place>) -> Option<Diagnostic> {
    let first = first?;
    let key = if kind == "series" { "series" } else { "id" };
    Some(
        Diagnostic::new(
            Code::DuplicateId,
            place.at(key),
            format!("there are two {kind} records with the id `{id}`"),
        )
        .label(first.at(key), "here it is given first")
        .help("give one of them another id, or remove it"),
    )
}

/// Returns width and height of a picture in pixels, from its header.
fn picture_size(ending: &str, bytes: &[u8]) -> Option<(usize, usize)> {
    if ending == "svg" {
        return svg_size(std::str::from_utf8(bytes).ok()?);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((size.width, size.height))
}

/// Returns the size of an SVG: its `width` and `height`, else those of its `viewBox`.
fn svg_size(text: &str) -> Option<(usize, usize)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        let at = tag
            .find(&format!(" {name}="))
            .or_else(|| tag.find(&format!("\n{name}=")))?;
        let rest = &tag[at + name.len() + 2..];
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split(quote).next()
    };
    let pixels = |text: &str| {
        let number: f64 = text.trim_end_matches("px").trim().parse().ok()?;
        (number.is_finite() && (1.0..100_000.0).contains(&number))
            .then_some(number.round() as usize)
    };
    if let (Some(width), Some(height)) = (
        attribute("width").and_then(pixels),
        attribute("height").and_then(pixels),
    ) {
        return Some((width, height));
    }
    let numbers: Vec<usize> = attribute("viewBox")?
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .skip(2)
        .filter_map(pixels)
        .collect();
    match numbers.as_slice() {
        [width, height] => Some((*width, *height)),
        _ => None,
    }
}

/// Notes who uses what, in the order of the site.
fn usage(site: &Site) -> Usage {
    let mut usage = Usage::default();
    for article in &site.articles {
        let user = Arc::new(User {
            title: article.title.clone(),
            path: route::article(&article.slug),
        });
        for prose in article.proses() {
            note_prose(&mut usage, site, prose, &user);
        }
        note_mentions(&mut usage, site.mentions(&article.block.file), &user);
    }
    for page in site.home.iter().chain(&site.pages) {
        let user = Arc::new(User {
            title: page.title.clone(),
            path: route::text_page(&page.slug),
        });
        for prose in [&page.summary, &page.body] {
            note_prose(&mut usage, site, prose, &user);
        }
        note_mentions(&mut usage, site.mentions(&page.block.file), &user);
    }
    for term in site.terms.values() {
        let user = Arc::new(User {
            title: super::capitalised(&term.name),
            path: route::term(&term.id),
        });
        for prose in [&term.short, &term.body] {
            note_prose(&mut usage, site, prose, &user);
        }
        for source in &term.sources {
            usage.note(Kind::Source, source, &user);
        }
        note_mentions(&mut usage, site.mentions(&term.block.file), &user);
    }
    for event in &site.events {
        let user = Arc::new(User {
            title: event.title.clone(),
            path: route::event(&event.id),
        });
        if let Some(prose) = &event.summary {
            note_prose(&mut usage, site, prose, &user);
        }
    }
    for figure in &site.figures {
        let user = Arc::new(User {
            title: figure.label.clone(),
            path: route::figure(&figure.id),
        });
        if let Some(prose) = &figure.note {
            note_prose(&mut usage, site, prose, &user);
        }
    }
    usage
}

fn note_mentions(usage: &mut Usage, mentions: &[Mention], user: &Arc<User>) {
    for mention in mentions {
        usage.note(Kind::Term, &mention.term, user);
    }
}

/// Notes what a chart draws.
fn note_chart(usage: &mut Usage, site: &Site, chart: &Chart, user: &Arc<User>) {
    match &chart.data {
        Some(Data::Figures(ids)) => {
            for id in ids {
                usage.note(Kind::Figure, id, user);
            }
        }
        Some(Data::Series(ids)) => {
            for figure in ids.iter().flat_map(|id| site.figures_of_series(id)) {
                usage.note(Kind::Figure, &figure.id, user);
            }
        }
        Some(Data::Csv(_, notes)) => {
            for id in &notes.sources {
                usage.note(Kind::Source, id, user);
            }
        }
        None => {}
    }
}

fn note_prose(usage: &mut Usage, site: &Site, prose: &Prose, user: &Arc<User>) {
    for reference in &prose.references {
        match &reference.target {
            Target::Term(id) => usage.note(Kind::Term, id, user),
            Target::Figure(id) => usage.note(Kind::Figure, id, user),
            Target::Event(id) => usage.note(Kind::Event, id, user),
            Target::Citation(cites) => {
                for cite in cites {
                    usage.note(Kind::Source, &cite.id, user);
                }
            }
            _ => {}
        }
    }
    for block in &prose.blocks {
        for inner in block.kind.proses() {
            note_prose(usage, site, inner, user);
        }
        match &block.kind {
            BlockKind::Figures(query) => {
                for id in &query.figures {
                    usage.note(Kind::Figure, id, user);
                }
            }
            BlockKind::Timeline(query) => {
                for id in &query.events {
                    usage.note(Kind::Event, id, user);
                }
            }
            BlockKind::Chart(chart) => note_chart(usage, site, chart, user),
            BlockKind::Flow(_) => {}
        }
    }
}
