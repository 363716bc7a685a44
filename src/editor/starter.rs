//! What a new site begins with: a small explainer on a neutral subject, ready for GitHub Pages.
//!
//! Its files lie in `starter/` beside this file and are put into the binary by `build.rs`. Names there
//! begin with `dot-` where those in the site begin with a point.

/// Returns the files of a new site: path from its root, and text.
pub fn files() -> Vec<(String, &'static str)> {
    const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/starter.rs"));
    FILES
        .iter()
        .map(|(path, text)| {
            let parts: Vec<String> = path
                .split('/')
                .map(|part| match part.strip_prefix("dot-") {
                    Some(rest) => format!(".{rest}"),
                    None => part.to_owned(),
                })
                .collect();
            (parts.join("/"), *text)
        })
        .collect()
}
