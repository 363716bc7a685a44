//! What is shown now, for all threads. Readers take the newest state when they come to it; nobody
//! queues anything for them, so a slow one can hold up nobody and holds no more than one old state.

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
    is_stopped: bool,
}

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

    /// Takes one of the places for streams, if one is or becomes free.
    pub(super) fn enter(&self) -> Option<Place<'_>> {
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
        Some(Place { hub: self })
    }
}

/// The place of one stream.
pub(super) struct Place<'a> {
    hub: &'a Hub,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.hub.board().streams -= 1;
        self.hub.changed.notify_all();
    }
}
