//! Casebook compiles a folder of Markdown into an explainer in which every term, date, number and
//! source is checked.
//!
//! Data flows one way; each room is a stage that turns values into values:
//!
//! ```text
//! load → document (parse) → site (assemble) → enrich → render → publish
//! ```
//!
//! `pipeline` knows the order, `cli` talks to people. A room imports only from rooms above its own
//! in the list below; a test checks it.

pub mod diagnostic;
pub mod fs;
pub mod source;

pub mod config;
pub mod load;
pub mod report;

pub mod document;
pub mod site;

pub mod reach;

pub mod enrich;

pub mod social;

pub mod render;

pub mod publish;

pub mod pipeline;

pub mod audit;
pub mod editor;
pub mod preview;

pub mod cli;
