//! Outputs as they come in, each with its origin. Two origins for one path are an error, also where
//! the paths differ only in case, which some systems do not tell apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::fs::name::flaw;

use super::Outputs;
use super::scan::Facts;

/// Where an output came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// What people know it by: a file of the site, or the path of a page.
    pub(super) name: String,
    /// The template that made it, if one did.
    pub(super) template: Option<&'static str>,
}

impl Origin {
    /// Makes the origin of an output that no template made.
    pub(super) fn file(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            template: None,
        }
    }
}

/// What has come in.
#[derive(Debug, Default)]
pub(super) struct Collection {
    pub(super) outputs: Outputs,
    pub(super) origins: BTreeMap<String, Origin>,
    /// What the outputs hold that must be answered for.
    pub(super) facts: BTreeMap<String, Arc<Facts>>,
    /// Paths by their lower-case form.
    folded: BTreeMap<String, String>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Collection {
    /// Takes an output in, or reports the clash and keeps the first.
    pub(super) fn add(
        &mut self,
        path: &str,
        bytes: Arc<[u8]>,
        facts: Option<Arc<Facts>>,
        origin: Origin,
    ) {
        if let Some(flaw) = flaw(path) {
            let message = format!("`{}` cannot be published: {flaw}", path.escape_debug());
            let help = format!("rename `{}`", origin.name.escape_debug());
            self.diagnostics
                .push(Diagnostic::new(Code::BadId, None, message).help(help));
            return;
        }
        if self.reserve(path, origin) {
            self.outputs.insert(path.to_owned(), bytes);
            if let Some(facts) = facts {
                self.facts.insert(path.to_owned(), facts);
            }
        }
    }

    /// Takes in the path of an output that could not be made; says whether it is free.
    pub(super) fn reserve(&mut self, path: &str, origin: Origin) -> bool {
        let folded = path.to_lowercase();
        if let Some(taken) = self.folded.get(&folded) {
            let first = &self.origins[taken].name;
            let second = &origin.name;
            let message = if taken == path {
                format!("`{first}` and `{second}` would both be published at `/{path}`")
            } else {
                format!(
                    "`{first}` and `{second}` would be published at `/{taken}` and `/{path}`, which differ only in case"
                )
            };
            self.diagnostics.push(
                Diagnostic::new(Code::RouteClash, None, message)
                    .help("rename or remove one of them"),
            );
            return false;
        }
        self.folded.insert(folded, path.to_owned());
        self.origins.insert(path.to_owned(), origin);
        true
    }

    /// Reports files whose path is also a folder of others.
    pub(super) fn check_folders(&mut self) {
        for (folded, path) in &self.folded {
            let file = folded
                .match_indices('/')
                .find_map(|(at, _)| self.folded.get(&folded[..at]));
            if let Some(file) = file {
                let (first, second) = (&self.origins[file].name, &self.origins[path].name);
                let message = format!(
                    "`{first}` would be published at `/{file}`, which is the folder of `/{path}` from `{second}`"
                );
                self.diagnostics.push(
                    Diagnostic::new(Code::RouteClash, None, message)
                        .help("rename or remove one of them"),
                );
            }
        }
    }
}
