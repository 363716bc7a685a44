//! Why nothing, or not everything, could be published.

use std::fmt;
use std::path::PathBuf;

use crate::fs;

/// Why a site could not be published. But for `Disk`, nothing was changed.
#[derive(Debug)]
pub enum PublishError {
    /// The folder must not be an output folder.
    Refused {
        /// The folder.
        folder: PathBuf,
        /// Why not, as the end of a sentence that begins with the folder.
        because: String,
    },
    /// A path that cannot be published on every system.
    BadPath {
        /// The path.
        path: String,
        /// What is wrong with it.
        flaw: &'static str,
    },
    /// Two paths that cannot stand beside each other on every system.
    Clash {
        /// The one.
        first: String,
        /// The other.
        second: String,
    },
    /// Folders on the way to an output that are links; they are not followed.
    Links {
        /// The output folder.
        folder: PathBuf,
        /// The links, as paths from the output folder.
        paths: Vec<String>,
    },
    /// What Casebook did not make stands where it would write.
    InTheWay {
        /// The output folder.
        folder: PathBuf,
        /// What stands there, as paths from the output folder.
        paths: Vec<String>,
        /// Whether there was a manifest that could not be read.
        manifest: Option<String>,
    },
    /// The disk refused.
    Disk(fs::Error),
}

impl PublishError {
    /// Returns advice, if there is any.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Self::Refused { .. } => {
                Some("choose a folder for the output alone, such as `--out public`")
            }
            Self::BadPath { .. } | Self::Clash { .. } => Some("rename the file it is made from"),
            Self::Links { .. } => {
                Some("replace each link with a folder, or choose another folder with `--out`")
            }
            Self::InTheWay { .. } => Some(
                "move them away, choose another folder with `--out`, or let `--adopt` replace the files (it never replaces folders)",
            ),
            Self::Disk(_) => None,
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { folder, because } => {
                write!(f, "cannot publish to `{}`: it {because}", folder.display())
            }
            Self::BadPath { path, flaw } => {
                write!(f, "cannot publish `{}`: {flaw}", path.escape_debug())
            }
            Self::Clash { first, second } => write!(
                f,
                "cannot publish both `{first}` and `{second}`: on some systems one would replace the other"
            ),
            Self::Links { folder, paths } => {
                write!(f, "links inside `{}` are not followed:", folder.display())?;
                list(f, paths)
            }
            Self::InTheWay {
                folder,
                paths,
                manifest,
            } => {
                if let Some(warning) = manifest {
                    writeln!(f, "{warning}")?;
                }
                write!(
                    f,
                    "Casebook did not make what stands in its way in `{}`:",
                    folder.display()
                )?;
                list(f, paths)
            }
            Self::Disk(error) => error.fmt(f),
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, paths: &[String]) -> fmt::Result {
    paths
        .iter()
        .try_for_each(|path| write!(f, "\n  {}", path.escape_debug()))
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Disk(error) => Some(error),
            _ => None,
        }
    }
}

impl From<fs::Error> for PublishError {
    fn from(error: fs::Error) -> Self {
        Self::Disk(error)
    }
}
