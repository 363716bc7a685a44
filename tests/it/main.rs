//! What the whole promises, tested through the library and the binary.

mod cases;
mod claims;
mod cli;
mod docs;
mod drawn;
mod editor;
mod editorial;
mod formats;
mod hostile;
mod house;
mod lsp;
mod newcomer;
mod pictures;
mod preview;
mod publish;
mod reach;
mod render;
mod report;
mod reread;
mod scale;
mod social;
mod spec;
mod temp;
mod warm;
