//! New names: ids everywhere they are written, and files with all links to them and in them.

use super::messages::Changes;
use super::thing::{Here, Role, Thing, definition, table_of_tag};
use super::workspace::Workspace;
use crate::diagnostic::Fix;
use crate::document::record::Article;
use crate::document::yaml::Block;
use crate::document::{Content, Document, is_id};
use crate::editor::places::{Naming, Topic, Way, walk};
use crate::site::{Site, relative, route};
use crate::source::{SourceId, Span};

/// Why something cannot be renamed, in words for who asked.
pub(super) type Refusal = String;

/// Returns where the name stands that can be changed, and the name.
///
/// # Errors
/// It cannot be changed here.
pub(super) fn prepare(
    workspace: &Workspace,
    file: &SourceId,
    here: &Here,
) -> Result<(Span, String), Refusal> {
    let name = name(here)?;
    let place = Span::new(file, here.range.clone());
    let span = inside(workspace, &place, &name).ok_or_else(|| odd(&place))?;
    Ok((span, name))
}

/// The name that can be changed.
fn name(here: &Here) -> Result<String, Refusal> {
    let Thing { topic, id } = &here.thing;
    match (here.role, topic) {
        (Role::Mention, _) => Err(format!(
            "these words are linked by themselves to the term `{id}`; rename it where its id is written, or rename its file"
        )),
        (Role::Title, Topic::Heading) => {
            Err("change the words of the heading; links to it are then named".to_owned())
        }
        (Role::Title, _) => Err(
            "the id is the name of the file: rename the file, or the id where it is written"
                .to_owned(),
        ),
        (_, Topic::Heading) => {
            Err("an anchor is made from the words of its heading: change those".to_owned())
        }
        (Role::Words, _) => Err("put the cursor on the id to rename it".to_owned()),
        (_, Topic::File) => slug(id)
            .map(|(_, name)| name.to_owned())
            .ok_or_else(|| format!("`{id}` cannot be renamed from here: rename the file itself")),
        _ => Ok(id.clone()),
    }
}

/// Returns how a new name is written everywhere.
///
/// # Errors
/// The name cannot be one, is taken, or cannot be changed here.
pub(super) fn rename(
    workspace: &Workspace,
    site: &Site,
    here: &Here,
    new: &str,
    can_rename_files: bool,
) -> Result<Changes, Refusal> {
    let old = name(here)?;
    if !is_id(new) {
        return Err(format!(
            "`{new}` cannot be an id: ids are of lower-case letters, digits and hyphens"
        ));
    }
    if new == old {
        return Ok(Changes::default());
    }
    let thing = &here.thing;
    let file = match thing.topic {
        Topic::Term => site.term(&thing.id).map(|term| term.block.file.clone()),
        Topic::File => Some(SourceId::new(thing.id.as_str())),
        _ => None,
    };
    let Some(file) = file else {
        return ids(workspace, site, thing, new);
    };
    let is_there = site.documents().iter().any(|document| document.id == file);
    let path = slug(file.as_str()).filter(|_| is_there);
    let (path, _) = path.ok_or_else(|| format!("there is no file `{file}`"))?;
    if !can_rename_files {
        return Err(format!(
            "this editor renames no files; rename `{path}` by hand, and `casebook check` names every place to change"
        ));
    }
    let new_path = match path.strip_suffix(".md") {
        Some(_) => format!("{}/{new}.md", folder(path)),
        None => format!("{}/{new}", folder(path)),
    };
    let is_taken = |taken: &SourceId| {
        taken.as_str() == new_path || taken.as_str().starts_with(&format!("{new_path}/"))
    };
    if site
        .documents()
        .iter()
        .any(|document| is_taken(&document.id))
    {
        return Err(format!("there is already a file `{new_path}`"));
    }
    let mut changes = moved(workspace, site, path, &new_path)?;
    changes.renamed = Some((SourceId::new(path), SourceId::new(new_path)));
    Ok(changes)
}

/// Returns the file or folder that gives something its name, and that name.
fn slug(file: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = file.split('/').collect();
    match parts.as_slice() {
        ["content", "articles", name, "index.md"] => Some((file.strip_suffix("/index.md")?, *name)),
        ["content", "articles" | "glossary" | "pages", name] => {
            Some((file, name.strip_suffix(".md")?))
        }
        _ => None,
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Changes an id that stands in records and texts.
fn ids(workspace: &Workspace, site: &Site, thing: &Thing, new: &str) -> Result<Changes, Refusal> {
    let taken = Thing {
        topic: thing.topic,
        id: new.to_owned(),
    };
    let settings = workspace.text(&SourceId::new(crate::load::SETTINGS));
    let settings = settings.as_ref().map_or("", |text| text.text());
    let is_taken = match thing.topic {
        Topic::Tag => site.tags().contains_key(new) || site.config().tags.contains_key(new),
        _ => definition(site, &taken).is_some(),
    };
    let what = match thing.topic {
        Topic::Figure => "a figure",
        Topic::Event => "an event",
        Topic::Source => "a source",
        Topic::Series => "a series",
        Topic::Tag => "a tag",
        Topic::Term | Topic::File | Topic::Heading => "a term",
    };
    if is_taken {
        return Err(format!("`{new}` is already {what}"));
    }
    let mut spans = Vec::new();
    for document in site.documents() {
        walk(document, &mut |naming| {
            if naming.topic == thing.topic && naming.id == thing.id {
                spans.push((naming.span)());
            }
        });
    }
    if thing.topic == Topic::Tag {
        spans.extend(table_of_tag(settings, &thing.id));
    }
    if spans.is_empty() {
        return Err(format!("`{}` is not {what}", thing.id));
    }
    let edits: Result<Vec<Fix>, Refusal> = spans
        .iter()
        .map(|span| replaced(workspace, span, &thing.id, new))
        .collect();
    Ok(Changes {
        edits: edits?,
        renamed: None,
    })
}

fn replaced(workspace: &Workspace, span: &Span, old: &str, new: &str) -> Result<Fix, Refusal> {
    Ok(Fix {
        span: inside(workspace, span, old).ok_or_else(|| odd(span))?,
        replacement: new.to_owned(),
    })
}

fn odd(span: &Span) -> Refusal {
    format!(
        "`{}` writes it in a way that cannot be changed safely",
        span.file
    )
}

/// Returns where a word stands in a span, quotes and folders before it left out: the last place
/// where nothing that could belong to it stands round it.
fn inside(workspace: &Workspace, span: &Span, word: &str) -> Option<Span> {
    let text = workspace.text(&span.file)?;
    let written = text.text().get(span.range())?;
    let is_edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    let (at, _) = written.rmatch_indices(word).find(|(at, _)| {
        let before = written[..*at].chars().next_back();
        let after = written[at + word.len()..].chars().next();
        is_edge(before) && is_edge(after)
    })?;
    let start = span.start + at;
    Some(Span::new(&span.file, start..start + word.len()))
}

/// Returns what must be written elsewhere when a file or folder of the site gets another path.
///
/// # Errors
/// A link is written in a way that cannot be changed.
pub(super) fn moved(
    workspace: &Workspace,
    site: &Site,
    old: &str,
    new: &str,
) -> Result<Changes, Refusal> {
    let mut edits = Vec::new();
    let term = renamed_term(site, old, new);
    for document in site.documents() {
        let mut spans: Vec<(Span, String, String)> = Vec::new();
        walk(document, &mut |naming| match term {
            Some((old_id, new_id))
                if naming.topic == Topic::Term
                    && naming.id == old_id
                    && naming.way != Way::Defined =>
            {
                spans.push(((naming.span)(), old_id.to_owned(), new_id.to_owned()));
            }
            _ => spans.extend(link(document, &naming, old, new)),
        });
        for (span, old, new) in spans {
            edits.push(replaced(workspace, &span, &old, &new)?);
        }
        edits.extend(old_address(workspace, document, old, new));
    }
    Ok(Changes {
        edits,
        renamed: None,
    })
}

/// The old and new id of a term whose file gets another name.
fn renamed_term<'a>(site: &Site, old: &'a str, new: &'a str) -> Option<(&'a str, &'a str)> {
    let id = |path: &'a str| path.strip_prefix("content/glossary/")?.strip_suffix(".md");
    let (old, new) = (id(old)?, id(new)?);
    (site.term(old).is_some() && old != new && is_id(new)).then_some((old, new))
}

/// The part of a link that changes when files move, from what to what.
fn link(
    document: &Document,
    naming: &Naming<'_>,
    old: &str,
    new: &str,
) -> Option<(Span, String, String)> {
    if naming.topic != Topic::File || naming.way == Way::Defined {
        return None;
    }
    let from = document.id.as_str();
    let (new_from, new_to) = (after(from, old, new), after(naming.id, old, new));
    if new_from == from && new_to == naming.id {
        return None;
    }
    // The path in the block of a chart counts from the site's root.
    let is_absolute = matches!(naming.way, Way::Listed(_));
    let way = |from: &str, to: &str| match is_absolute {
        true => to.to_owned(),
        false => relative(folder(from), to),
    };
    let (written, wanted) = (way(from, naming.id), way(&new_from, &new_to));
    (written != wanted).then(|| ((naming.span)(), written, wanted))
}

/// The path of a file after another, or a folder, has moved.
fn after(path: &str, old: &str, new: &str) -> String {
    match path.strip_prefix(old) {
        Some("") => new.to_owned(),
        Some(rest) if rest.starts_with('/') => format!("{new}{rest}"),
        _ => path.to_owned(),
    }
}

/// Keeps the old address of an article that moves, so that links from elsewhere go on working.
fn old_address(workspace: &Workspace, document: &Document, old: &str, new: &str) -> Option<Fix> {
    let Content::Article(article) = &document.content else {
        return None;
    };
    let path = document.id.as_str();
    let new_path = after(path, old, new);
    let is_article = new_path != path && new_path.starts_with("content/articles/");
    let (_, name) = slug(&new_path).filter(|_| is_article)?;
    let address = route::article(&article.slug);
    let is_kept = article.is_draft || name == article.slug || article.aliases.contains(&address);
    if is_kept {
        return None;
    }
    let text = workspace.text(&document.id)?;
    alias(article, &article.block, text.text(), &address)
}

/// Adds an old address to the settings of an article.
fn alias(article: &Article, block: &Block, text: &str, address: &str) -> Option<Fix> {
    let at = |byte: usize| Span::new(&block.file, byte..byte);
    if block.range.is_empty() {
        return None;
    }
    if !block.has_key("aliases") {
        return Some(Fix {
            span: at(block.range.end),
            replacement: format!("aliases: [{address}]\n"),
        });
    }
    let last = article.aliases.len().checked_sub(1)?;
    let list = block.span_at(&["aliases".into()]);
    let item = block.span_at(&["aliases".into(), last.into()]);
    if text.get(list.range())?.starts_with('[') {
        return Some(Fix {
            span: at(item.end),
            replacement: format!(", {address}"),
        });
    }
    let line = text[..item.start].rfind('\n').map_or(0, |at| at + 1);
    let lead = text.get(line..item.start)?;
    lead.trim_start().starts_with('-').then(|| Fix {
        span: at(item.end),
        replacement: format!("\n{lead}{address}"),
    })
}
