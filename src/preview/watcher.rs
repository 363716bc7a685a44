//! Notices that files change. An event says that it is time to look, and where first; what changed is
//! found by reading the whole site again a little later, since events are lost where folders come and go.
//!
//! Where events do not arrive, as on some network drives, it looks again and again by itself.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::{Event, Stop, Watching};
use crate::fs::{self, Stamp};
use crate::load;

/// A save is over when nothing happened for so long …
const QUIET: Duration = Duration::from_millis(10);
/// … for less where the last thing that happened was that a file was written to its end …
const QUIET_WHEN_CLOSED: Duration = Duration::from_millis(3);
/// … or when it takes longer than this, as a checkout may.
const LONGEST_WAIT: Duration = Duration::from_millis(250);
/// When to look again behind an event, for what events miss.
const FOLLOW_UP: Duration = Duration::from_millis(250);
/// When to look again if files vanished while they were read.
const SOON: Duration = Duration::from_millis(40);
/// How often to look by ourselves.
const POLL: Duration = Duration::from_millis(400);
/// How often to look whether the folder of the site is there.
const PULSE: Duration = Duration::from_secs(2);
/// How long an event may take to arrive at the start.
const PROOF: Duration = Duration::from_secs(1);

const FOLDERS: [&str; 3] = ["content", "templates", "static"];

/// Notices changes of one site.
pub(super) struct Watcher {
    root: PathBuf,
    stop: Stop,
    wakes: Receiver<()>,
    mode: Mode,
    is_there: bool,
    look_at: Option<Instant>,
    /// Whether a wake was taken before anybody waited for it.
    is_woken: Cell<bool>,
    heard: Arc<Mutex<Heard>>,
}

/// What events named.
#[derive(Debug, Default)]
enum Heard {
    #[default]
    Nothing,
    Paths(BTreeSet<PathBuf>),
    /// Too much, or something that has no path.
    Everything,
}

/// So many paths are looked at one by one; above that, all files are.
const MOST_PATHS: usize = 64;

impl Heard {
    fn add(&mut self, event: &notify::Result<notify::Event>, is_loss: bool) {
        let Ok(event) = event else {
            *self = Heard::Everything;
            return;
        };
        if is_loss || event.need_rescan() {
            *self = Heard::Everything;
        }
        let mut paths = match std::mem::take(self) {
            Heard::Everything => {
                *self = Heard::Everything;
                return;
            }
            Heard::Nothing => BTreeSet::new(),
            Heard::Paths(paths) => paths,
        };
        paths.extend(event.paths.iter().cloned());
        *self = match paths.len() > MOST_PATHS {
            true => Heard::Everything,
            false => Heard::Paths(paths),
        };
    }
}

enum Mode {
    Events(Ears),
    Polling {
        last: Vec<Stamp>,
        interval: Duration,
        reason: String,
    },
}

/// What listens to the system's events.
struct Ears {
    _notify: RecommendedWatcher,
    /// Set when a watched folder came or went: its watch is dead or not there yet.
    is_lost: Arc<AtomicBool>,
    /// Whether the last event said that somebody who wrote a file has closed it.
    is_closed: Arc<AtomicBool>,
}

impl Watcher {
    /// Begins to watch. Events are used if they are seen to arrive.
    pub(super) fn start(root: &Path, poll: bool, stop: Stop, wakes: Receiver<()>) -> Self {
        let heard = Arc::new(Mutex::new(Heard::default()));
        let mode = match poll {
            true => Err("it was asked for".to_owned()),
            false => prove(root, &stop, &wakes).and_then(|()| listen(root, &stop, &heard)),
        };
        let mode = mode.map_or_else(|reason| polling(root, reason), Mode::Events);
        let root = root.to_owned();
        let is_there = fs::is_folder(&root);
        Self {
            root,
            stop,
            wakes,
            mode,
            is_there,
            look_at: None,
            is_woken: Cell::new(false),
            heard,
        }
    }

    /// Says whether there are news that nobody has waited for yet, or it is time to end.
    pub(super) fn has_news(&self) -> bool {
        if self.wakes.try_recv().is_ok() {
            self.is_woken.set(true);
        }
        self.is_woken.get() || self.stop.is_set()
    }

    /// Returns the paths that events have named since the last time. None where all files must be
    /// looked at.
    pub(super) fn heard(&self) -> Option<Vec<PathBuf>> {
        // What is heard is replaced whole; it is sound after a panic elsewhere.
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        match std::mem::take(&mut *heard) {
            Heard::Paths(paths) => Some(paths.into_iter().collect()),
            Heard::Nothing | Heard::Everything => None,
        }
    }

    /// Returns how changes are noticed.
    pub(super) fn watching(&self) -> Watching {
        match &self.mode {
            Mode::Events(_) => Watching::Events,
            Mode::Polling { reason, .. } => Watching::Polling(reason.clone()),
        }
    }

    /// Makes the next wait short.
    pub(super) fn look_again_soon(&mut self) {
        self.look_at = Some(Instant::now() + SOON);
    }

    /// Waits until it is time to look at the site, and says `false` when it is time to end.
    pub(super) fn wait(&mut self, say: &mut dyn FnMut(Event<'_>)) -> bool {
        while !self.stop.is_set() {
            let woken = match self.is_woken.take() {
                true => Ok(()),
                false => self.wakes.recv_timeout(self.patience()),
            };
            if self.stop.is_set() || woken == Err(RecvTimeoutError::Disconnected) {
                return false;
            }
            let is_time = match woken {
                Ok(()) => {
                    self.let_settle();
                    self.look_at = Some(Instant::now() + FOLLOW_UP);
                    true
                }
                Err(_) => self.is_time_to_look(),
            };
            if self.stop.is_set() {
                return false;
            }
            self.renew(say);
            if is_time {
                return true;
            }
        }
        false
    }

    fn patience(&self) -> Duration {
        let usual = match &self.mode {
            Mode::Polling { interval, .. } => *interval,
            Mode::Events(_) if self.is_there => PULSE,
            Mode::Events(_) => POLL,
        };
        match self.look_at {
            Some(at) => usual.min(at.saturating_duration_since(Instant::now())),
            None => usual,
        }
    }

    fn let_settle(&self) {
        let until = Instant::now() + LONGEST_WAIT;
        loop {
            let rest = until.saturating_duration_since(Instant::now());
            if self.stop.is_set()
                || rest.is_zero()
                || self.wakes.recv_timeout(self.quiet().min(rest)).is_err()
            {
                return;
            }
        }
    }

    fn quiet(&self) -> Duration {
        match &self.mode {
            Mode::Events(ears) if ears.is_closed.load(Ordering::SeqCst) => QUIET_WHEN_CLOSED,
            _ => QUIET,
        }
    }

    /// Says whether there is something to look at without having been woken.
    fn is_time_to_look(&mut self) -> bool {
        let is_due = self.look_at.is_some_and(|at| at <= Instant::now());
        if is_due {
            self.look_at = None;
        }
        let was_there = std::mem::replace(&mut self.is_there, fs::is_folder(&self.root));
        let mut is_time = is_due || was_there != self.is_there;
        match &mut self.mode {
            Mode::Events(ears) if was_there != self.is_there => {
                ears.is_lost.store(true, Ordering::SeqCst)
            }
            Mode::Events(_) => {}
            Mode::Polling { last, interval, .. } => {
                let begun = Instant::now();
                let now = stamps(&self.root);
                // A slow disk is not kept busy by looking at it.
                *interval = POLL.max(begun.elapsed() * 10);
                is_time |= now != *last;
                *last = now;
            }
        }
        is_time
    }

    /// Watches anew if a watched folder came or went.
    fn renew(&mut self, say: &mut dyn FnMut(Event<'_>)) {
        let Mode::Events(ears) = &self.mode else {
            return;
        };
        if !ears.is_lost.swap(false, Ordering::SeqCst) {
            return;
        }
        self.is_there = fs::is_folder(&self.root);
        if !self.is_there {
            return;
        }
        self.look_at = Some(Instant::now() + FOLLOW_UP);
        match listen(&self.root, &self.stop, &self.heard) {
            Ok(ears) => self.mode = Mode::Events(ears),
            Err(_) if !fs::is_folder(&self.root) => self.is_there = false,
            Err(reason) => {
                self.mode = polling(&self.root, reason);
                say(Event::Watching(self.watching()));
            }
        }
    }
}

fn polling(root: &Path, reason: String) -> Mode {
    Mode::Polling {
        last: stamps(root),
        interval: POLL,
        reason,
    }
}

fn stamps(root: &Path) -> Vec<Stamp> {
    let mut stamps: Vec<Stamp> = fs::stamps(&root.join(load::SETTINGS), load::is_ignored);
    stamps.extend(fs::stamps(&root.join(load::KEPT), load::is_ignored));
    for folder in FOLDERS {
        stamps.extend(fs::stamps(&root.join(folder), load::is_ignored));
    }
    stamps
}

/// Listens to the events of a site. The root is watched first, so that a folder that comes while the
/// others are looked at is heard.
fn listen(root: &Path, stop: &Stop, heard: &Arc<Mutex<Heard>>) -> Result<Ears, String> {
    let (is_lost, is_closed) = <(Arc<AtomicBool>, Arc<AtomicBool>)>::default();
    let (lost, closed) = (is_lost.clone(), is_closed.clone());
    let (site, stop) = (root.to_owned(), stop.clone());
    let heard = heard.clone();
    let hear = move |event: notify::Result<notify::Event>| {
        let (is_news, is_loss) = match &event {
            Ok(event) => (is_news(event, &site), is_loss(event, &site)),
            // Something went wrong in the system's queue: look at everything.
            Err(_) => (true, true),
        };
        if is_loss {
            lost.store(true, Ordering::SeqCst);
        }
        if is_news || is_loss {
            heard
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .add(&event, is_loss);
            closed.store(event.as_ref().is_ok_and(is_close), Ordering::SeqCst);
            // A full queue wakes as well.
            let _ = stop.wake.try_send(());
        }
    };
    let plain = |error: notify::Error| error.to_string();
    let mut notify = notify::recommended_watcher(hear).map_err(plain)?;
    notify
        .watch(root, RecursiveMode::NonRecursive)
        .map_err(plain)?;
    for folder in FOLDERS.map(|folder| root.join(folder)) {
        if !fs::is_folder(&folder) {
            continue;
        }
        match notify.watch(&folder, RecursiveMode::Recursive) {
            // It, or a folder in it, went meanwhile, and the watch on the root or on it tells.
            Err(error) if is_absence(&error) => is_lost.store(true, Ordering::SeqCst),
            watched => watched.map_err(plain)?,
        }
    }
    Ok(Ears {
        _notify: notify,
        is_lost,
        is_closed,
    })
}

fn is_absence(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound => true,
        notify::ErrorKind::Io(cause) => cause.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Says whether an event may mean that the content changed. Reading does not, or we would wake
/// ourselves for ever; nor does anything beside the content, such as our own output.
fn is_news(event: &notify::Event, root: &Path) -> bool {
    let is_change = is_close(event) || !matches!(event.kind, EventKind::Access(_));
    event.need_rescan() || (is_change && event.paths.iter().any(|path| is_content(path, root)))
}

/// Says whether somebody who wrote a file has closed it.
fn is_close(event: &notify::Event) -> bool {
    event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write))
}

fn is_content(path: &Path, root: &Path) -> bool {
    let Ok(path) = path.strip_prefix(root) else {
        return false;
    };
    let Some(first) = path.iter().next() else {
        return true;
    };
    first == load::SETTINGS || first == load::KEPT || FOLDERS.iter().any(|folder| first == *folder)
}

/// Says whether an event may mean that a watched folder came or went.
fn is_loss(event: &notify::Event, root: &Path) -> bool {
    let is_coming_or_going = matches!(
        event.kind,
        EventKind::Create(_)
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_))
            | EventKind::Other
    );
    let is_watched =
        |path: &PathBuf| path == root || FOLDERS.iter().any(|folder| *path == root.join(folder));
    event.need_rescan() || (is_coming_or_going && event.paths.iter().any(is_watched))
}

/// Writes a file in our own folder and waits for its event.
fn prove(root: &Path, stop: &Stop, wakes: &Receiver<()>) -> Result<(), String> {
    if !fs::is_folder(root) {
        // Nothing can be proved yet; the pulse notices when it comes.
        return Err("the folder of the site is not there".to_owned());
    }
    let folder = root.join(".casebook");
    let is_new = fs::kind(&folder).is_ok_and(|kind| kind.is_none());
    let probe = folder.join(format!("probe-{}", std::process::id()));
    fs::create_folder(&folder).map_err(|error| error.to_string())?;
    let (expected, wake) = (probe.clone(), stop.wake.clone());
    let hear = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| event.paths.contains(&expected)) {
            // A full queue wakes as well.
            let _ = wake.try_send(());
        }
    };
    let plain = |error: notify::Error| error.to_string();
    let mut notify = notify::recommended_watcher(hear).map_err(plain)?;
    notify
        .watch(&folder, RecursiveMode::NonRecursive)
        .map_err(plain)?;
    fs::write_atomically(&probe, b"").map_err(|error| error.to_string())?;
    let heard = wakes.recv_timeout(PROOF);
    fs::remove_file(&probe).map_err(|error| error.to_string())?;
    if is_new {
        // The folder may be no site; where somebody has put something in by now, it stays.
        let _ = fs::remove_empty_folder(&folder);
    }
    heard.map_err(|_| "no events arrive here".to_owned())
}
