//! ENRICH: a document and the site become a page, all that a template may see.

pub mod page;
