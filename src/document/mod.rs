//! PARSE: one source file becomes one typed document. Knows nothing of any other file.

pub mod yaml;
pub mod bare_number;
pub mod currency;
pub mod date;
mod date_nearest;
pub mod date_text;
mod date_words;
pub mod decimal;
pub mod disagreement;
pub mod number;
mod number_agreement;
mod number_text;
pub mod unit;
