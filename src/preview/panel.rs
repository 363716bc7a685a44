//! The panel over a page whose site has errors: the text that `check` prints, as HTML that needs no
//! script and no inline style.

use std::fmt::Write as _;

/// Above this many bytes the rest is left to the terminal, since the panel is in every page.
const LONGEST: usize = 256 * 1024;

/// Returns the panel.
pub(super) fn html(summary: &str, text: &str) -> String {
    let (text, rest) = match text.len() > LONGEST {
        true => {
            let end = text.floor_char_boundary(LONGEST);
            let end = text[..end].rfind("\n\n").unwrap_or(end);
            (
                &text[..end],
                "<p>There is more; <code>casebook check</code> shows all of it.</p>",
            )
        }
        false => (text, ""),
    };
    format!(
        "<aside id=\"casebook-panel\" role=\"alert\" aria-label=\"Casebook\"><details open>\
         <summary>{}</summary><pre tabindex=\"0\">{}</pre>{rest}</details></aside>",
        escape(summary),
        escape(text.trim_end())
    )
}

/// Returns a page for an address at which there is nothing to show.
pub(super) fn bare_page(path: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Not there</title></head>\
         <body><main><h1>Not there</h1><p>The site has no page <code>{}</code>.</p></main></body></html>\n",
        escape(path)
    )
}

/// Returns a text that is only text in HTML, also inside quotation marks.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // HTML knows no other control characters.
            c if c.is_control() && !matches!(c, '\n' | '\t') => {
                let _ = write!(escaped, "\u{fffd}"); // a string takes all
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_content_becomes_markup() {
        let panel = html("1 error", "</pre><script>alert('x' & \"y\")</script>\0");
        assert!(panel.contains(
            "&lt;/pre&gt;&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;\u{fffd}"
        ));
    }

    #[test]
    fn a_flood_is_cut_between_diagnostics() {
        let panel = html("many", &"error: é\n --> a.md\n\n".repeat(20_000));
        assert!(panel.len() < LONGEST + LONGEST / 2);
        assert!(panel.contains(" --&gt; a.md</pre><p>There is more"));
    }
}
