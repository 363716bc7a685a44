//! The templates and static files inside the binary: this repository's own.

/// Templates and static files that a site falls back to, file by file.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Path below `templates/`, and text.
    pub templates: &'static [(&'static str, &'static str)],
    /// Path below `static/`, and bytes.
    pub statics: &'static [(&'static str, &'static [u8])],
}

impl BuiltIn {
    /// What this binary was built with.
    pub const SHIPPED: BuiltIn = include!(concat!(env!("OUT_DIR"), "/built_in.rs"));
}
