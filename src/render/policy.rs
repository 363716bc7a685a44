//! The Content-Security-Policy that every page carries in its head, since not every host lets a site
//! send headers: nothing is loaded from elsewhere, and nothing runs that stands in the page itself.
//!
//! Built-in templates have no inline scripts or styles. Those of a site's own templates are let
//! through by the hash of their bytes, which is put in when the page is printed; text that got into the
//! page by mistake has no such hash, and does not run.

use std::borrow::Cow;

use memchr::memmem;
use sha2::{Digest as _, Sha256};

use super::tags;

/// What a page may load, before hashes are added.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'self'";

const SCRIPTS: &str = "script-src 'self'";
const STYLES: &str = "style-src 'self'";

/// Adds the hashes of inline scripts and styles to the policy of a page, where it has both.
pub(super) fn with_hashes(page: &str) -> Cow<'_, str> {
    let Some(at) = page.find(POLICY) else {
        return page.into();
    };
    let (scripts, styles) = hashes(page);
    if scripts.is_empty() && styles.is_empty() {
        return page.into();
    }
    let policy = POLICY
        .replace(SCRIPTS, &format!("{SCRIPTS}{scripts}"))
        .replace(STYLES, &format!("{STYLES}{styles}"));
    [&page[..at], &policy, &page[at + POLICY.len()..]]
        .concat()
        .into()
}

/// Returns ` 'sha256-…'` of each inline script, and of each style element.
fn hashes(page: &str) -> (String, String) {
    let (mut scripts, mut styles) = (String::new(), String::new());
    if !may_need_hashes(page) {
        return (scripts, styles);
    }
    tags::visit(page, |tag| {
        let is_script = tag.is("script") && tag.attribute("src").is_none() && !is_data(tag);
        let hashes = match () {
            () if is_script => &mut scripts,
            () if tag.is("style") => &mut styles,
            () => return,
        };
        let hash = format!(" 'sha256-{}'", digest(tags::raw_text(tag)));
        if !hashes.contains(&hash) {
            hashes.push_str(&hash);
        }
    });
    (scripts, styles)
}

/// Says whether a page may have inline scripts or styles; few have, and a look at every tag takes time.
fn may_need_hashes(page: &str) -> bool {
    let is_plain = |tag: &str| {
        [" src=", "json\"", "plain\""]
            .iter()
            .any(|sign| tag.contains(sign))
    };
    let scripts = memmem::find_iter(page.as_bytes(), "<script").map(|at| &page[at..]);
    let mut tags = scripts.map(|rest| rest.split('>').next().unwrap_or_default());
    tags.any(|tag| !is_plain(tag)) || memmem::find(page.as_bytes(), b"<style").is_some()
}

/// Says whether a script element holds data, which never runs.
fn is_data(tag: &tags::Tag<'_, '_>) -> bool {
    tag.attribute("type")
        .is_some_and(|kind| kind.ends_with("json") || kind.ends_with("plain"))
}

/// Returns the SHA-256 of a text in base 64, of its line ends as browsers read them.
fn digest(text: &str) -> String {
    let text: Cow<'_, str> = match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        false => text.into(),
    };
    base64(&Sha256::digest(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for part in bytes.chunks(3) {
        let bits = part
            .iter()
            .fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - part.len()));
        for place in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place > part.len() {
                '='
            } else {
                sign as char
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_rfc_4648() {
        let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let encoded = [
            "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy",
        ];
        assert_eq!(texts.map(|text| base64(text.as_bytes())), encoded);
    }

    #[test]
    fn inline_scripts_and_styles_are_named_by_their_hashes() {
        let head = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">");
        let page = format!("{head}<script>doSomething();</script><style>p{{}}</style>");
        let page = with_hashes(&page);
        // The example of the specification of CSP.
        let hash = "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='";
        assert!(
            page.contains(&format!("script-src 'self' {hash};")),
            "{page}"
        );
        assert!(page.contains("style-src 'self' 'sha256-"), "{page}");
    }

    #[test]
    fn data_and_loaded_scripts_need_no_hash() {
        let page = format!(
            "<meta content=\"{POLICY}\"><script src=\"a.js\"></script><script type=\"application/ld+json\">{{}}</script>"
        );
        assert_eq!(with_hashes(&page), page);
    }
}
