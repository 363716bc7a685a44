//! Quick fixes: the certain cures of what is wrong, one by one or all of a file.

use std::ops::Range;

use lsp_types::{CodeAction, CodeActionKind};

use super::Client;
use super::messages::{self, Changes};
use super::workspace::Workspace;
use crate::diagnostic::{Diagnostic, Fix};
use crate::editor::fix;
use crate::source::SourceId;

/// Returns what can be done about a part of a file. `only` names the kinds that are asked for.
pub(super) fn actions(
    workspace: &Workspace,
    client: &Client,
    file: &SourceId,
    range: &Range<usize>,
    only: Option<&[CodeActionKind]>,
) -> Vec<CodeAction> {
    let mut actions = Vec::new();
    if is_asked(only, &CodeActionKind::QUICKFIX) {
        let here = cures(workspace, file).filter(|(found, fix)| {
            let span = found.span.as_ref().unwrap_or(&fix.span);
            meet(&span.range(), range) || meet(&fix.span.range(), range)
        });
        actions.extend(here.map(|(found, fix)| cure(workspace, client, file, found, fix)));
        actions.extend(values(workspace, client, file, range));
    }
    let all = CodeActionKind::new("source.fixAll.casebook");
    if is_asked(only, &all) {
        actions.extend(all_cures(workspace, client, file, all));
    }
    actions
}

/// Says whether a kind of action is asked for, by itself or by a kind above it.
fn is_asked(only: Option<&[CodeActionKind]>, kind: &CodeActionKind) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|asked| {
            let rest = kind.as_str().strip_prefix(asked.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                || asked.as_str().is_empty()
        })
    })
}

fn meet(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

/// What is wrong with a file and has a certain cure in it.
fn cures<'a>(
    workspace: &'a Workspace,
    file: &'a SourceId,
) -> impl Iterator<Item = (&'a Diagnostic, &'a Fix)> {
    let found = workspace.found().iter();
    found.filter_map(move |one| {
        let fix = one.fix.as_ref().filter(|fix| fix.span.file == *file)?;
        Some((one, fix))
    })
}

fn cure(
    workspace: &Workspace,
    client: &Client,
    file: &SourceId,
    found: &Diagnostic,
    fix: &Fix,
) -> CodeAction {
    CodeAction {
        title: title(workspace, fix),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![messages::diagnostic(
            workspace,
            file,
            found,
            client.has_related,
        )]),
        edit: Some(edit(workspace, client, vec![fix.clone()])),
        is_preferred: Some(true),
        ..CodeAction::default()
    }
}

fn edit(workspace: &Workspace, client: &Client, edits: Vec<Fix>) -> lsp_types::WorkspaceEdit {
    let changes = Changes {
        edits,
        renamed: None,
    };
    changes.edit(workspace, client.has_versions)
}

fn title(workspace: &Workspace, fix: &Fix) -> String {
    let text = workspace.text(&fix.span.file);
    let old = text
        .as_ref()
        .and_then(|text| text.text().get(fix.span.range()))
        .unwrap_or_default();
    let (old, new) = (shown(old), shown(&fix.replacement));
    match (old.trim().is_empty(), new.trim().is_empty()) {
        (true, true) => "Remove what is blank here".to_owned(),
        (true, false) => format!("Insert `{new}`"),
        (false, true) => format!("Remove `{old}`"),
        (false, false) => format!("Replace `{old}` by `{new}`"),
    }
}

/// A text that is short enough to stand in a menu.
fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// Writes the value of a figure where its text was left empty.
fn values(
    workspace: &Workspace,
    client: &Client,
    file: &SourceId,
    range: &Range<usize>,
) -> Vec<CodeAction> {
    let (Some(site), Some(document)) = (workspace.site(), workspace.document(file)) else {
        return Vec::new();
    };
    let Some(text) = workspace.text(file) else {
        return Vec::new();
    };
    fix::values_of(site, document, text.text())
        .into_iter()
        .filter(|fix| meet(&(fix.span.start.saturating_sub(1)..fix.span.end + 1), range))
        .map(|fix| CodeAction {
            title: format!("Write the value, `{}`", fix.replacement),
            kind: Some(CodeActionKind::QUICKFIX),
            edit: Some(edit(workspace, client, vec![fix])),
            ..CodeAction::default()
        })
        .collect()
}

/// All cures of a file that do not touch one another.
fn all_cures(
    workspace: &Workspace,
    client: &Client,
    file: &SourceId,
    kind: CodeActionKind,
) -> Option<CodeAction> {
    let fixes: Vec<Fix> = cures(workspace, file).map(|(_, fix)| fix.clone()).collect();
    let text = workspace.text(file)?;
    let fixes = fix::chosen(text.text(), &fixes);
    let title = match fixes.len() {
        0 => return None,
        1 => "Put the one certain cure into this file".to_owned(),
        count => format!("Put all {count} certain cures into this file"),
    };
    Some(CodeAction {
        title,
        kind: Some(kind),
        edit: Some(edit(workspace, client, fixes)),
        ..CodeAction::default()
    })
}
