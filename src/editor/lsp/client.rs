//! What a client can do, and what it is told that the server can.

use std::path::PathBuf;

use lsp_types::notification::{DidChangeWatchedFiles, Notification as _};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions,
    DidChangeWatchedFilesRegistrationOptions, FileOperationFilter, FileOperationPattern,
    FileOperationRegistrationOptions, FileSystemWatcher, GlobPattern, HoverProviderCapability,
    InitializeParams, InitializeResult, MarkupKind, OneOf, Registration, RegistrationParams,
    RenameOptions, ResourceOperationKind, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, WorkDoneProgressOptions,
    WorkspaceFileOperationsServerCapabilities, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities,
};
use serde_json::{Value, json};

use super::address;
use super::text::Encoding;

/// What a client can do.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// Whether drafts are understood as if they were published; they are what is written most.
    pub(super) drafts: bool,
    /// Whether it tells of files that change on the disk.
    pub(super) can_watch: bool,
    /// Whether it renames files.
    pub(super) can_rename_files: bool,
    /// Whether edits may name the states of texts to which they belong.
    pub(super) has_versions: bool,
    /// Whether it shows other places that explain a diagnostic.
    pub(super) has_related: bool,
    /// Whether lists of symbols may be nested.
    pub(super) has_nested_symbols: bool,
    /// Whether it shows Markdown.
    pub(super) has_markdown: bool,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            encoding: Encoding::default(),
            drafts: true,
            can_watch: false,
            can_rename_files: false,
            has_versions: false,
            has_related: false,
            has_nested_symbols: false,
            has_markdown: true,
        }
    }
}

impl Client {
    pub(super) fn of(params: &InitializeParams) -> Self {
        let can = &params.capabilities;
        let general = can.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        let (workspace, text) = (can.workspace.as_ref(), can.text_document.as_ref());
        let edit = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let operations = edit.and_then(|edit| edit.resource_operations.as_deref());
        let can_rename_files =
            operations.is_some_and(|list| list.contains(&ResourceOperationKind::Rename));
        // Neovim renames files, and does not say that it takes the form of edits in which they are.
        let has_versions =
            can_rename_files || edit.and_then(|edit| edit.document_changes) == Some(true);
        let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        let told = text.and_then(|text| text.publish_diagnostics.as_ref());
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        let hover = text.and_then(|text| text.hover.as_ref());
        let formats = hover.and_then(|hover| hover.content_format.as_ref());
        let options = params.initialization_options.as_ref();
        let drafts = options.and_then(|options| options.get("drafts")?.as_bool());
        Self {
            encoding: Encoding::of_client(offered),
            drafts: drafts != Some(false),
            can_watch: watched.and_then(|watched| watched.dynamic_registration) == Some(true),
            can_rename_files,
            has_versions,
            has_related: told.and_then(|told| told.related_information) == Some(true),
            has_nested_symbols: symbols
                .and_then(|symbols| symbols.hierarchical_document_symbol_support)
                == Some(true),
            has_markdown: formats.is_none_or(|formats| formats.contains(&MarkupKind::Markdown)),
        }
    }

    /// Returns what a client is told that the server can.
    pub(super) fn welcome(&self) -> Value {
        let welcome = InitializeResult {
            capabilities: self.capabilities(),
            server_info: Some(ServerInfo {
                name: "casebook".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
        };
        serde_json::to_value(welcome).expect("what the server can is plain data")
    }

    fn capabilities(&self) -> ServerCapabilities {
        let files = FileOperationRegistrationOptions {
            filters: vec![FileOperationFilter {
                scheme: Some("file".to_owned()),
                pattern: FileOperationPattern {
                    glob: "**/content/**".to_owned(),
                    ..FileOperationPattern::default()
                },
            }],
        };
        ServerCapabilities {
            position_encoding: Some(self.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(
                TextDocumentSyncOptions {
                    open_close: Some(true),
                    change: Some(TextDocumentSyncKind::INCREMENTAL),
                    save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
                        include_text: Some(false),
                    })),
                    ..TextDocumentSyncOptions::default()
                },
            )),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(
                    [":", "@", "(", "#", "/", "[", "`"]
                        .map(str::to_owned)
                        .into(),
                ),
                ..CompletionOptions::default()
            }),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QUICKFIX,
                    CodeActionKind::SOURCE_FIX_ALL,
                ]),
                ..CodeActionOptions::default()
            })),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            })),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                    will_rename: Some(files),
                    ..WorkspaceFileOperationsServerCapabilities::default()
                }),
            }),
            ..ServerCapabilities::default()
        }
    }

    /// Returns what to ask of a client that can tell of files that change on the disk.
    pub(super) fn watchers(&self) -> Option<RegistrationParams> {
        if !self.can_watch {
            return None;
        }
        let watchers = ["**/site.toml", "**/content/**"].map(|glob| FileSystemWatcher {
            glob_pattern: GlobPattern::String(glob.to_owned()),
            kind: None,
        });
        let options = DidChangeWatchedFilesRegistrationOptions {
            watchers: watchers.into(),
        };
        Some(RegistrationParams {
            registrations: vec![Registration {
                id: "casebook-files".to_owned(),
                method: DidChangeWatchedFiles::METHOD.to_owned(),
                register_options: Some(json!(options)),
            }],
        })
    }
}

/// Returns the folders in which somebody works.
pub(super) fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let folders = params.workspace_folders.iter().flatten();
    let mut paths: Vec<PathBuf> = folders
        .filter_map(|folder| address::path(&folder.uri))
        .collect();
    if paths.is_empty() {
        #[expect(deprecated, reason = "older clients know nothing else")]
        let root = params.root_uri.as_ref();
        paths.extend(root.and_then(address::path));
    }
    paths
}
