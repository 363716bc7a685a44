//! Where a site may be published, and where not.

use std::path::{Path, PathBuf};

use crate::fs;

use super::PublishError;

/// Where a site is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The output folder; made if it is not there.
    pub folder: PathBuf,
    /// The `.casebook` folder beside `site.toml`; made if it is not there.
    pub state: PathBuf,
    /// Whether to replace files that Casebook did not make.
    pub adopt: bool,
    /// The home folder of who runs this, which is never an output folder.
    pub home: Option<PathBuf>,
}

/// What in a site's folder is never the output.
const INPUTS: [&str; 6] = ["content", "templates", "static", "src", ".git", ".casebook"];

/// Returns the output folder as an absolute path without links.
///
/// # Errors
/// A folder that must not be one: files would be lost, or the next build would read its own output.
pub(super) fn check(destination: &Destination) -> Result<PathBuf, PublishError> {
    let folder = fs::resolve(&destination.folder)?;
    let refuse = |because: String| {
        Err(PublishError::Refused {
            folder: destination.folder.clone(),
            because,
        })
    };
    if folder.parent().is_none() {
        return refuse("is the root of the disk".to_owned());
    }
    let state = fs::resolve(&destination.state)?;
    let parent = destination
        .state
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let site = fs::resolve(parent.unwrap_or(Path::new(".")))?;
    if site.starts_with(&folder) {
        return refuse("is the folder of the site, or holds it".to_owned());
    }
    if let Some(home) = destination
        .home
        .as_ref()
        .filter(|home| !home.as_os_str().is_empty())
        && fs::resolve(home)?.starts_with(&folder)
    {
        return refuse("is your home folder, or holds it".to_owned());
    }
    if folder.starts_with(&state) || state.starts_with(&folder) {
        return refuse("is where Casebook keeps its own notes".to_owned());
    }
    for name in INPUTS {
        let input = fs::resolve(&site.join(name))?;
        if folder.starts_with(&input)
            || input.starts_with(&folder)
            || is_called(&folder, &site, name)
        {
            return refuse(format!("is, holds or lies in `{name}` of the site"));
        }
    }
    let foreign = folder
        .iter()
        .find(|part| part.eq_ignore_ascii_case(".git") || part.eq_ignore_ascii_case(".casebook"));
    if let Some(part) = foreign {
        return refuse(format!("lies in a folder `{}`", part.display()));
    }
    match fs::kind(&folder)? {
        None | Some(fs::Kind::Folder) => Ok(folder),
        Some(_) => refuse("is not a folder".to_owned()),
    }
}

/// Says whether a folder lies in the folder of that name in the site, where case may not count.
fn is_called(folder: &Path, site: &Path, name: &str) -> bool {
    let first = folder
        .strip_prefix(site)
        .ok()
        .and_then(|inside| inside.iter().next());
    first.is_some_and(|first| first.eq_ignore_ascii_case(name))
}
