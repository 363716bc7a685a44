//! Paths from the output root: how one leads to another.

/// Returns where a relative path leads from a folder (`""` or without a slash at its end). A slash
/// at the end is kept. None where it would leave the root.
pub(super) fn resolve(folder: &str, relative: &str) -> Option<String> {
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    let mut is_folder = false;
    for name in relative.split('/') {
        is_folder = matches!(name, "" | "." | "..");
        match name {
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(name),
        }
    }
    let mut path = names.join("/");
    if is_folder && !path.is_empty() {
        path.push('/');
    }
    Some(path)
}

/// Returns the relative path that leads from a folder to a file.
pub(super) fn relative(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let most = from.len().min(to.len() - 1);
    let shared = (0..most).take_while(|at| from[*at] == to[*at]).count();
    let up = "../".repeat(from.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

/// Returns the folder of a file, without a slash at its end.
pub(super) fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the file that a page's path (`/articles/who-pays/`) is published as.
pub(super) fn output_of(path: &str) -> String {
    let path = path.trim_start_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    match name {
        "" => format!("{path}index.html"),
        name if name.contains('.') => path.to_owned(),
        _ => format!("{path}/index.html"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_resolve_and_relate() {
        assert_eq!(resolve("a/b", "../c.css").as_deref(), Some("a/c.css"));
        assert_eq!(resolve("a/b", "./").as_deref(), Some("a/b/"));
        assert_eq!(resolve("", ".").as_deref(), Some(""));
        assert_eq!(resolve("a", "../..").as_deref(), None);
        assert_eq!(relative("", "fonts/a.woff2"), "fonts/a.woff2");
        assert_eq!(relative("css/x", "css/fonts/a.woff2"), "../fonts/a.woff2");
        assert_eq!(relative("a/b", "a"), "../../a");
    }

    #[test]
    fn pages_are_published_as_files() {
        assert_eq!(output_of("/"), "index.html");
        assert_eq!(output_of("/articles/x/"), "articles/x/index.html");
        assert_eq!(output_of("/404.html"), "404.html");
        assert_eq!(output_of("/about"), "about/index.html");
    }
}
