//! PARSE: one source file becomes one typed document. Knows nothing of any other file.

pub mod yaml;
pub mod currency;
pub mod decimal;
pub mod disagreement;
pub mod number;
mod number_agreement;
mod number_text;
pub mod unit;
