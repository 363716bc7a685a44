//! PARSE: one source file becomes one typed document. Knows nothing of any other file.

pub mod yaml;
