//! Requests and their answers.

use lsp_server::{ErrorCode, Request};
use lsp_types::request::{
    CodeActionRequest, Completion, DocumentHighlightRequest, DocumentSymbolRequest, GotoDefinition,
    HoverRequest, PrepareRenameRequest, References, Rename, Request as _, WillRenameFiles,
    WorkspaceSymbolRequest,
};
use lsp_types::{
    CodeAction, CodeActionParams, CompletionList, CompletionParams, DocumentHighlight,
    DocumentHighlightParams, DocumentSymbolParams, GotoDefinitionParams, Hover, HoverContents,
    HoverParams, Location, MarkupContent, MarkupKind, Position, PrepareRenameResponse,
    ReferenceParams, RenameFilesParams, RenameParams, SymbolInformation, Uri, WorkspaceEdit,
    WorkspaceSymbolParams,
};
use serde_json::Value;

use super::card::{card, plain, used};
use super::messages::Changes;
use super::thing::{Here, Wanted, count, definition, here, places, places_in, table_of_tag};
use super::workspace::Workspace;
use super::{Refusal, Server, actions, address, complete, rename, symbols, with};
use crate::document::Document;
use crate::editor::places::Topic;
use crate::load::SETTINGS;
use crate::site::Site;
use crate::source::{SourceId, Span};

/// A place in a file of a site that has been understood.
struct Spot<'a> {
    workspace: &'a Workspace,
    site: &'a Site,
    file: SourceId,
    document: Option<&'a Document>,
    byte: usize,
}

impl Spot<'_> {
    fn here(&self) -> Option<Here> {
        here(self.site, self.document?, self.byte)
    }

    fn range(&self, range: std::ops::Range<usize>) -> Option<lsp_types::Range> {
        Some(self.workspace.text(&self.file)?.range(range))
    }
}

impl Server {
    pub(super) fn answer_on_site(&mut self, request: Request) -> Result<Value, Refusal> {
        let Request { method, params, .. } = request;
        match method.as_str() {
            Completion::METHOD => with(params, |it| Ok(self.completion(&it))),
            HoverRequest::METHOD => with(params, |it| Ok(self.hover(&it))),
            GotoDefinition::METHOD => with(params, |it| Ok(self.definition(&it))),
            References::METHOD => with(params, |it| Ok(self.references(&it))),
            DocumentHighlightRequest::METHOD => with(params, |it| Ok(self.highlights(&it))),
            DocumentSymbolRequest::METHOD => with(params, |it| Ok(self.document_symbols(&it))),
            WorkspaceSymbolRequest::METHOD => with(params, |it| Ok(self.all_symbols(&it))),
            CodeActionRequest::METHOD => with(params, |it| Ok(self.code_actions(&it))),
            PrepareRenameRequest::METHOD => with(params, |it| self.prepare_rename(&it)),
            Rename::METHOD => with(params, |it| self.rename(&it)),
            WillRenameFiles::METHOD => with(params, |it| self.will_rename(&it)),
            _ => Err(Refusal::new(
                ErrorCode::MethodNotFound,
                format!("there is no `{method}`"),
            )),
        }
    }

    /// Returns a place in a file, the site understood as its texts are now.
    fn spot(&mut self, uri: &Uri, position: Position) -> Option<Spot<'_>> {
        let (at, file) = self.at(uri)?;
        self.understand(at);
        let workspace = &self.sites[at];
        let byte = workspace.text(&file)?.byte(position);
        Some(Spot {
            site: workspace.site()?,
            document: workspace.document(&file),
            workspace,
            file,
            byte,
        })
    }

    /// Completion waits for nothing but the first look at the site.
    fn completion(&mut self, params: &CompletionParams) -> Option<CompletionList> {
        let place = &params.text_document_position;
        let (at, file) = self.at(&place.text_document.uri)?;
        if self.sites[at].site().is_none() {
            self.understand(at);
        }
        let workspace = &self.sites[at];
        let text = workspace.text(&file)?;
        let byte = text.byte(place.position);
        Some(complete::complete(workspace.site()?, &file, &text, byte))
    }

    fn hover(&mut self, params: &HoverParams) -> Option<Hover> {
        let place = &params.text_document_position_params;
        let kind = match self.client.has_markdown {
            true => MarkupKind::Markdown,
            false => MarkupKind::PlainText,
        };
        let spot = self.spot(&place.text_document.uri, place.position)?;
        let of_thing = || {
            let here = spot.here()?;
            let card = card(spot.site, &here.thing)?;
            let used = used(count(spot.site, &here.thing));
            Some((here.range, format!("{card}\n\n{used}")))
        };
        let of_key = || {
            let text = spot.workspace.text(&spot.file)?;
            let (range, key) = complete::key_at(&spot.file, text.text(), spot.byte)?;
            Some((range, format!("**{}**\n\n{}", plain(&key.name), key.about)))
        };
        let (range, value) = of_thing().or_else(of_key)?;
        Some(Hover {
            contents: HoverContents::Markup(MarkupContent { kind, value }),
            range: spot.range(range),
        })
    }

    fn definition(&mut self, params: &GotoDefinitionParams) -> Option<Location> {
        let place = &params.text_document_position_params;
        let spot = self.spot(&place.text_document.uri, place.position)?;
        let thing = spot.here()?.thing;
        let span = definition(spot.site, &thing).or_else(|| {
            let settings = spot.workspace.text(&SourceId::new(SETTINGS))?;
            let is_tag = thing.topic == Topic::Tag;
            let table = is_tag.then(|| table_of_tag(settings.text(), &thing.id))?;
            table.or_else(|| picture(spot.site, &thing.id))
        });
        let span = span.or_else(|| picture(spot.site, &thing.id))?;
        match spot.workspace.location(&span) {
            Some(location) => Some(location),
            // A picture has no text, and so no place in it.
            None => Some(Location {
                uri: spot.workspace.uri(&span.file)?,
                range: lsp_types::Range::default(),
            }),
        }
    }

    fn references(&mut self, params: &ReferenceParams) -> Option<Vec<Location>> {
        let place = &params.text_document_position;
        let wanted = match params.context.include_declaration {
            true => Wanted::All,
            false => Wanted::Uses,
        };
        let spot = self.spot(&place.text_document.uri, place.position)?;
        let places = places(spot.site, &spot.here()?.thing, wanted);
        let locations = places.iter();
        Some(
            locations
                .filter_map(|span| spot.workspace.location(span))
                .collect(),
        )
    }

    fn highlights(&mut self, params: &DocumentHighlightParams) -> Option<Vec<DocumentHighlight>> {
        let place = &params.text_document_position_params;
        let spot = self.spot(&place.text_document.uri, place.position)?;
        let thing = spot.here()?.thing;
        let mut places = places_in(spot.site, spot.document?, &thing, Wanted::All);
        places.sort();
        let highlights = places.into_iter().filter_map(|span| {
            Some(DocumentHighlight {
                range: spot.range(span.range())?,
                kind: None,
            })
        });
        Some(highlights.collect())
    }

    fn document_symbols(&mut self, params: &DocumentSymbolParams) -> Option<Value> {
        let uri = &params.text_document.uri;
        let is_nested = self.client.has_nested_symbols;
        let spot = self.spot(uri, Position::default())?;
        let text = spot.workspace.text(&spot.file)?;
        let symbols = symbols::of_document(spot.document?, &text);
        let value = match is_nested {
            true => serde_json::to_value(symbols),
            false => serde_json::to_value(symbols::flat(symbols, uri)),
        };
        value.ok()
    }

    fn all_symbols(&mut self, params: &WorkspaceSymbolParams) -> Vec<SymbolInformation> {
        let mut all = Vec::new();
        for at in 0..self.sites.len() {
            self.understand(at);
            all.extend(symbols::of_site(&self.sites[at], &params.query));
        }
        all
    }

    fn code_actions(&mut self, params: &CodeActionParams) -> Option<Vec<CodeAction>> {
        let client = self.client.clone();
        let spot = self.spot(&params.text_document.uri, params.range.start)?;
        let range = spot.workspace.text(&spot.file)?.bytes(params.range);
        let only = params.context.only.as_deref();
        Some(actions::actions(
            spot.workspace,
            &client,
            &spot.file,
            &range,
            only,
        ))
    }

    fn prepare_rename(
        &mut self,
        params: &lsp_types::TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>, Refusal> {
        let Some(spot) = self.spot(&params.text_document.uri, params.position) else {
            return Ok(None);
        };
        let Some(here) = spot.here() else {
            return Ok(None);
        };
        let (span, placeholder) =
            rename::prepare(spot.workspace, &spot.file, &here).map_err(failed)?;
        Ok(spot
            .range(span.range())
            .map(|range| PrepareRenameResponse::RangeWithPlaceholder { range, placeholder }))
    }

    fn rename(&mut self, params: &RenameParams) -> Result<WorkspaceEdit, Refusal> {
        let place = &params.text_document_position;
        let client = self.client.clone();
        let spot = self.spot(&place.text_document.uri, place.position);
        let spot = spot.ok_or_else(|| failed("this file belongs to no site".to_owned()))?;
        let here = spot.here();
        let here = here.ok_or_else(|| failed("nothing here has a name to change".to_owned()))?;
        let can = client.can_rename_files;
        rename::rename(spot.workspace, spot.site, &here, &params.new_name, can)
            .map(|changes| changes.edit(spot.workspace, client.has_versions))
            .map_err(failed)
    }

    /// What is to be written elsewhere when files are given other names in the editor.
    fn will_rename(
        &mut self,
        params: &RenameFilesParams,
    ) -> Result<Option<WorkspaceEdit>, Refusal> {
        let mut changes = Changes::default();
        let mut of_site = None;
        for file in &params.files {
            let (Some(old), Some(new)) = (read_uri(&file.old_uri), read_uri(&file.new_uri)) else {
                continue;
            };
            let Some((at, old)) = self.at(&old) else {
                continue;
            };
            let new = address::path(&new).and_then(|path| self.sites[at].id(&path));
            let Some(new) = new.filter(|_| of_site.is_none_or(|site| site == at)) else {
                continue;
            };
            of_site = Some(at);
            self.understand(at);
            let workspace = &self.sites[at];
            if let Some(site) = workspace.site() {
                let moved = rename::moved(workspace, site, old.as_str(), new.as_str());
                changes.edits.extend(moved.map_err(failed)?.edits);
            }
        }
        let has_versions = self.client.has_versions;
        Ok(of_site.map(|at| changes.edit(&self.sites[at], has_versions)))
    }
}

fn read_uri(text: &str) -> Option<Uri> {
    text.parse().ok()
}

fn failed(why: String) -> Refusal {
    Refusal::new(ErrorCode::RequestFailed, why)
}

/// Where a picture or another file that is no text stands.
fn picture(site: &Site, path: &str) -> Option<Span> {
    let picture = site.pictures().get(path)?;
    Some(Span::new(&picture.asset.id, 0..0))
}
