//! What is shown now, for all threads. Readers take the newest state when they come to it; nobody
//! queues anything for them, so a slow one can hold up nobody and holds no more than one old state.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use super::compose::Shown;

/// How many event streams may be open at once.
pub(super) const MOST_STREAMS: usize = 200;

/// How long a newcomer waits for the place of a stream whose reader has gone.
const PATIENCE: Duration = Duration::from_secs(1);

/// The board on which the newest state hangs.
pub(super) struct Hub {
    board: Mutex<Board>,
    changed: Condvar,
}

#[derive(Default)]
struct Board {
    shown: Option<Arc<Shown>>,
    version: u64,
    /// How often everybody was asked whether their reader is still there.
    roll_calls: u64,
    streams: usize,
    /// How many streams look at each page, by path from the base path.
    viewed: BTreeMap<String, usize>,
    progress: Progress,
    is_stopped: bool,
}

/// How far the site is that is being made.
#[derive(Debug, Default)]
enum Progress {
    /// All that is shown is what there is.
    #[default]
    Done,
    /// Pages are made when they are asked for; the rest will follow.
    Ahead {
        /// Pages that somebody waits for.
        wanted: BTreeSet<String>,
        /// Pages that were made, or are not there.
        made: BTreeSet<String>,
    },
}

/// How long a request waits for a page that is being made.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// What a stream has seen of the board.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    version: u64,
    roll_calls: u64,
}

/// What a stream is to do.
pub(super) enum Task {
    /// Tell of a new state.
    Tell(Arc<Shown>),
    /// Find out whether the reader is still there.
    Answer,
    /// Write something so that the connection stays open.
    Beat,
    /// End.
    End,
}

impl Hub {
    pub(super) fn new() -> Self {
        Self {
            board: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        // The board is only ever replaced in whole fields; it is sound after a panic elsewhere.
        self.board
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn wait<'a>(&self, board: MutexGuard<'a, Board>, until: Instant) -> MutexGuard<'a, Board> {
        let time = until.saturating_duration_since(Instant::now());
        let waited = self.changed.wait_timeout(board, time);
        waited.unwrap_or_else(std::sync::PoisonError::into_inner).0
    }

    /// Hangs out a new state.
    pub(super) fn show(&self, shown: Arc<Shown>) {
        let mut board = self.board();
        board.shown = Some(shown);
        board.version += 1;
        self.changed.notify_all();
    }

    /// From now on pages are made when they are asked for.
    pub(super) fn begin_ahead(&self) {
        self.board().progress = Progress::Ahead {
            wanted: BTreeSet::new(),
            made: BTreeSet::new(),
        };
    }

    /// From now on all that is shown is what there is.
    pub(super) fn end_ahead(&self) {
        self.board().progress = Progress::Done;
        self.changed.notify_all();
    }

    /// Returns the pages that somebody looks at.
    pub(super) fn viewed(&self) -> BTreeSet<String> {
        self.board().viewed.keys().cloned().collect()
    }

    /// Says whether somebody waits for a page.
    pub(super) fn is_asked(&self) -> bool {
        match &self.board().progress {
            Progress::Done => false,
            Progress::Ahead { wanted, .. } => !wanted.is_empty(),
        }
    }

    /// Returns the pages that somebody waits for.
    pub(super) fn wanted(&self) -> BTreeSet<String> {
        match &mut self.board().progress {
            Progress::Done => BTreeSet::new(),
            Progress::Ahead { wanted, .. } => std::mem::take(wanted),
        }
    }

    /// Says that these pages were made, or that there are none.
    pub(super) fn have_made(&self, paths: BTreeSet<String>) {
        if let Progress::Ahead { made, .. } = &mut self.board().progress {
            made.extend(paths);
        }
        self.changed.notify_all();
    }

    /// Returns a state in which the output at a path from the base path is up to date; makes the desk
    /// make it if need be.
    pub(super) fn shown_with(&self, path: &str) -> Option<Arc<Shown>> {
        let until = Instant::now() + LONGEST_WAIT;
        let page = page_of(path);
        self.shown()?;
        let mut board = self.board();
        loop {
            if board.is_stopped {
                return None;
            }
            let shown = board.shown.clone();
            let is_there = shown
                .as_ref()
                .is_some_and(|shown| shown.get(path).is_some());
            let is_ready = match (&mut board.progress, &page) {
                (Progress::Done, _) => true,
                (Progress::Ahead { .. }, None) => is_there,
                (Progress::Ahead { wanted, made }, Some(page)) => {
                    let is_made = made.contains(page);
                    if !is_made {
                        wanted.insert(page.clone());
                    }
                    is_made
                }
            };
            if is_ready || Instant::now() >= until {
                return shown;
            }
            board = self.wait(board, until);
        }
    }

    /// Makes everybody end.
    pub(super) fn stop(&self) {
        self.board().is_stopped = true;
        self.changed.notify_all();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.board().is_stopped
    }

    /// Returns the newest state; waits for the first one.
    pub(super) fn shown(&self) -> Option<Arc<Shown>> {
        let mut board = self.board();
        while board.shown.is_none() && !board.is_stopped {
            board = self
                .changed
                .wait(board)
                .unwrap_or_else(std::sync::PoisonError::into_inner);
        }
        if board.is_stopped {
            None
        } else {
            board.shown.clone()
        }
    }

    /// Waits until there is something to do for a stream that has seen so much.
    pub(super) fn next(&self, seen: &mut Seen, beat: Duration) -> Task {
        let until = Instant::now() + beat;
        let mut board = self.board();
        loop {
            if board.is_stopped {
                return Task::End;
            }
            if board.version != seen.version {
                seen.version = board.version;
                if let Some(shown) = &board.shown {
                    return Task::Tell(shown.clone());
                }
            }
            if board.roll_calls != seen.roll_calls {
                seen.roll_calls = board.roll_calls;
                return Task::Answer;
            }
            if Instant::now() >= until {
                return Task::Beat;
            }
            board = self.wait(board, until);
        }
    }

    /// Takes one of the places for streams, if one is or becomes free. The stream tells of this page.
    pub(super) fn enter(&self, page: &str) -> Option<Place<'_>> {
        let until = Instant::now() + PATIENCE;
        let mut board = self.board();
        if board.streams >= MOST_STREAMS {
            board.roll_calls += 1;
            self.changed.notify_all();
        }
        while board.streams >= MOST_STREAMS {
            if board.is_stopped || Instant::now() >= until {
                return None;
            }
            board = self.wait(board, until);
        }
        board.streams += 1;
        let page = page_of(page).unwrap_or_else(|| page.to_owned());
        *board.viewed.entry(page.clone()).or_default() += 1;
        Some(Place { hub: self, page })
    }
}

/// The place of one stream.
pub(super) struct Place<'a> {
    hub: &'a Hub,
    page: String,
}

/// Returns the page that a path from the base path asks for, in one form; none where it asks for
/// another kind of file.
fn page_of(path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(a, b)| (a, b));
    let slash = if folder.is_empty() { "" } else { "/" };
    match name {
        "" | "index.html" => Some(format!("{folder}{slash}")),
        name if name.ends_with(".html") => Some(path.to_owned()),
        name if name.contains('.') => None,
        _ => Some(format!("{path}/")),
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut board = self.hub.board();
        board.streams -= 1;
        if let Some(count) = board.viewed.get_mut(&self.page) {
            *count -= 1;
            if *count == 0 {
                board.viewed.remove(&self.page);
            }
        }
        drop(board);
        self.hub.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_one_form() {
        for (path, page) in [
            ("", Some("")),
            ("index.html", Some("")),
            ("articles/a/", Some("articles/a/")),
            ("articles/a", Some("articles/a/")),
            ("articles/a/index.html", Some("articles/a/")),
            ("404.html", Some("404.html")),
            ("site.0123.css", None),
            ("articles/a/b.png", None),
        ] {
            assert_eq!(page_of(path).as_deref(), page, "{path}");
        }
    }
}
