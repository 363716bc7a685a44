//! Diagnostics, as a client shows them.

use std::collections::HashMap;

use lsp_types::{
    DiagnosticRelatedInformation, DiagnosticSeverity, DocumentChangeOperation, DocumentChanges,
    NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit,
    WorkspaceEdit,
};

use super::workspace::Workspace;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::source::SourceId;

/// Puts a diagnostic into the words of the protocol.
pub(super) fn diagnostic(
    workspace: &Workspace,
    file: &SourceId,
    found: &Diagnostic,
    has_related: bool,
) -> lsp_types::Diagnostic {
    let text = workspace.text(file);
    let range = match (&found.span, text) {
        (Some(span), Some(text)) => text.range(span.range()),
        _ => lsp_types::Range::default(),
    };
    let related = || {
        let labels = found.labels.iter().filter_map(|(span, message)| {
            Some(DiagnosticRelatedInformation {
                location: workspace.location(span)?,
                message: message.clone(),
            })
        });
        labels.collect::<Vec<_>>()
    };
    let help = found.help.iter().map(|help| format!("\nhelp: {help}"));
    lsp_types::Diagnostic {
        range,
        severity: Some(match found.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning | Severity::Off => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(found.code.name().to_owned())),
        source: Some("casebook".to_owned()),
        message: format!("{}{}", found.message, help.collect::<String>()),
        related_information: (has_related && !found.labels.is_empty()).then(related),
        ..lsp_types::Diagnostic::default()
    }
}

/// Changes of texts, and files that change their names afterwards.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) edits: Vec<Fix>,
    /// Old and new path of a file or folder.
    pub(super) renamed: Option<(SourceId, SourceId)>,
}

impl Changes {
    /// Puts changes into the words of the protocol.
    pub(super) fn edit(mut self, workspace: &Workspace, has_versions: bool) -> WorkspaceEdit {
        self.edits.sort();
        self.edits.dedup();
        let mut files: Vec<(SourceId, Vec<TextEdit>)> = Vec::new();
        for Fix { span, replacement } in self.edits {
            let Some(text) = workspace.text(&span.file) else {
                continue;
            };
            let edit = TextEdit {
                range: text.range(span.range()),
                new_text: match text.text().contains("\r\n") {
                    true => replacement.replace("\r\n", "\n").replace('\n', "\r\n"),
                    false => replacement,
                },
            };
            match files.last_mut() {
                Some((file, edits)) if *file == span.file => edits.push(edit),
                _ => files.push((span.file, vec![edit])),
            }
        }
        if !has_versions {
            #[expect(clippy::mutable_key_type, reason = "the protocol asks for this map")]
            let changes: HashMap<_, _> = files
                .into_iter()
                .filter_map(|(file, edits)| Some((workspace.uri(&file)?, edits)))
                .collect();
            return WorkspaceEdit::new(changes);
        }
        let edits = files.into_iter().filter_map(|(file, edits)| {
            let text_document = OptionalVersionedTextDocumentIdentifier {
                uri: workspace.uri(&file)?,
                version: workspace.opened(&file).map(|open| open.version),
            };
            Some(DocumentChangeOperation::Edit(TextDocumentEdit {
                text_document,
                edits: edits.into_iter().map(OneOf::Left).collect(),
            }))
        });
        let renamed = self.renamed.and_then(|(old, new)| {
            let operation = lsp_types::RenameFile {
                old_uri: workspace.uri(&old)?,
                new_uri: workspace.uri(&new)?,
                options: None,
                annotation_id: None,
            };
            Some(DocumentChangeOperation::Op(lsp_types::ResourceOp::Rename(
                operation,
            )))
        });
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(edits.chain(renamed).collect())),
            ..WorkspaceEdit::default()
        }
    }
}
