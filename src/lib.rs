//! Casebook compiles a folder of Markdown into an explainer in which every term, date, number and
//! source is checked.

pub mod document;
