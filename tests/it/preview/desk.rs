//! A small generator for the tests: what it makes is plain to see, and it errs on request.

use std::sync::Arc;

use casebook::diagnostic::{Code, Diagnostic};
use casebook::load::Inputs;
use casebook::pipeline::Built;

/// Makes a page of each text, `content/a.md` at `/a/`; copies static files, stylesheets under
/// hashed names unless they are called `plain.css`. `BROKEN` is an error, `PANIC` a bug.
pub(super) fn build(inputs: &Inputs) -> Built {
    let mut built = Built::default();
    let mut add = |path: String, bytes: Arc<[u8]>| built.outputs.insert(path, bytes);
    let mut links = String::new();
    for asset in &inputs.statics {
        let name = asset.id.as_str().trim_start_matches("static/");
        let path = match name.strip_suffix(".css") {
            Some(stem) if name != "plain.css" => {
                let sum = asset.bytes.iter().fold(7u32, |sum, b| {
                    sum.wrapping_mul(31).wrapping_add((*b).into())
                });
                let path = format!("{stem}.{sum:08x}.css");
                links.push_str(&format!("<link rel=\"stylesheet\" href=\"/repo/{path}\">"));
                path
            }
            _ => name.to_owned(),
        };
        add(path, asset.bytes.clone());
    }
    for source in &inputs.content {
        assert!(!source.text.contains("PANIC"), "the test asked for it");
        let name = source
            .id
            .as_str()
            .trim_start_matches("content/")
            .trim_end_matches(".md");
        let path = match name {
            "index" => "index.html".to_owned(),
            "404" => "404.html".to_owned(),
            _ => format!("{name}/index.html"),
        };
        let text = &source.text;
        let html = format!("<!doctype html><head>{links}</head><body><p>{text}</p></body></html>");
        add(path, html.into_bytes().into());
    }
    for source in &inputs.content {
        if let Some(at) = source.text.find("BROKEN") {
            let span = source.span(at..at + 6);
            let message = "`<BROKEN>` & \"more\"";
            built
                .diagnostics
                .push(Diagnostic::new(Code::BadValue, span, message).help("mend it"));
        }
    }
    built
}
