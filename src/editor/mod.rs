//! What helps the people who write: cures put into files, where something is used, what may be
//! written where, and all of that in an editor, as a language server.
//!
//! Values in, values out: reads no disk and prints nothing. What is wrong with a site is for the
//! stages to say.

pub mod fix;
pub mod lsp;
pub mod new;
mod places;
pub mod schema;
pub mod starter;
pub mod uses;
pub mod vscode;
