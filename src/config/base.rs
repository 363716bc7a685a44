//! The address of a site: every address goes through it.

/// The address under which the site is published: origin and base path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    pub(super) origin: String,
    pub(super) path: String,
}

impl Base {
    /// Reads an address such as `https://example.org/repo/`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn parse(address: &str) -> Result<Self, &'static str> {
        let rest = address
            .strip_prefix("https://")
            .or_else(|| address.strip_prefix("http://"))
            .ok_or("an address begins with `https://`")?;
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        if host.is_empty() || !host.chars().all(is_host) {
            return Err("an address names a host, such as `https://example.org/`");
        }
        let is_path = |c: char| c.is_ascii_alphanumeric() || "/-._~".contains(c);
        if !path.chars().all(is_path) || path.contains("//") || path.split('/').any(|p| p == "..") {
            return Err("the path may hold letters, digits, `-`, `_`, `.`, `~` and `/`");
        }
        let scheme = &address[..address.len() - rest.len()];
        let slash = if path.ends_with('/') { "" } else { "/" };
        Ok(Self {
            origin: format!("{scheme}{host}"),
            path: format!("{path}{slash}"),
        })
    }

    /// Returns scheme and host, such as `https://example.org`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the base path, which begins and ends with `/`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the host without a port.
    pub fn host(&self) -> &str {
        let host = self.origin.split("//").nth(1).unwrap_or("");
        host.split(':').next().unwrap_or(host)
    }

    /// Returns the address of a path of the site (`/figures/`) below the base path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.path, path.trim_start_matches('/'))
    }

    /// Returns the whole address of a path of the site.
    pub fn permalink(&self, path: &str) -> String {
        format!("{}{}", self.origin, self.url(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases_have_an_origin_and_a_path() {
        let base = Base::parse("https://example.org/repo").expect("this is an address");
        assert_eq!(base.path(), "/repo/");
        assert_eq!(base.url("/figures/"), "/repo/figures/");
        assert_eq!(base.permalink("/"), "https://example.org/repo/");
        assert_eq!(
            Base::parse("https://example.org")
                .expect("so is this")
                .path(),
            "/"
        );
        for wrong in [
            "example.org",
            "https://",
            "https://a b/",
            "ftp://a/",
            "https://a/x?y",
        ] {
            assert!(Base::parse(wrong).is_err(), "{wrong}");
        }
    }
}
