//! The editor's window: serves the site from memory, watches its files and shows every save.
//!
//! What is served is what publishing would write. The server adds the reload script and, while the
//! content has errors, the panel to HTML that it sends, never to the outputs. The last good site stays
//! until a build without errors takes its place. This room prints nothing: it hands out [`Event`]s.

mod answer;
mod compose;
mod desk;
mod door;
mod exchange;
mod http;
mod hub;
mod maker;
mod mime;
mod panel;
mod server;
mod stream;
mod styles;
mod watcher;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

use crate::config::Base;
use crate::fs;
use crate::pipeline::{self, Built};
use crate::source::SourceId;

pub use exchange::Exchange;

use desk::Desk;
use door::Door;
use hub::Hub;
use maker::FromMemory;
pub use maker::{Ahead, Maker};
use watcher::Watcher;

/// What a preview is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The address to listen on; 127.0.0.1 unless asked for.
    pub host: Option<IpAddr>,
    /// The port, which must be free then; 0 lets the system choose, none takes the first free one
    /// from 8000 on.
    pub port: Option<u16>,
    /// Whether drafts are shown; for [`serve`].
    pub drafts: bool,
    /// Takes the place of `base_url`.
    pub base: Option<Base>,
    /// Whether to look at the files again and again instead of trusting the system's events.
    pub poll: bool,
}

/// How changes of files are noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watching {
    /// The system tells of them.
    Events,
    /// The files are looked at again and again, for this reason.
    Polling(String),
}

/// What a preview tells.
#[derive(Debug)]
pub enum Event<'a> {
    /// The site can be looked at.
    Listening {
        /// Its address.
        address: String,
        /// How changes will be noticed.
        watching: Watching,
    },
    /// The content changed and was built.
    Built {
        /// What was built.
        built: &'a Built,
        /// The texts to which diagnostics point.
        texts: &'a BTreeMap<SourceId, Arc<str>>,
        /// How many outputs are new, other or gone.
        changed: usize,
        /// Whether this is shown now; otherwise the last good site stays.
        is_shown: bool,
        /// How long it took from the end of the save.
        time: Duration,
    },
    /// The site cannot be built at all for now; the last good one stays.
    Failed(String),
    /// Changes are noticed in another way from now on.
    Watching(Watching),
}

/// The preview cannot go on.
#[derive(Debug)]
pub enum Error {
    /// The disk refused.
    Disk(fs::Error),
    /// No port could be had.
    Bind(SocketAddr, io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Disk(error) => error.fmt(f),
            Error::Bind(address, cause) => write!(f, "cannot listen on {address}: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<fs::Error> for Error {
    fn from(error: fs::Error) -> Self {
        Error::Disk(error)
    }
}

/// Serves the site in a folder until the process ends.
///
/// # Errors
/// As [`Preview::run`].
pub fn serve(root: &Path, options: Options, say: &mut dyn FnMut(Event<'_>)) -> Result<(), Error> {
    let wishes = pipeline::Options {
        base: options.base.clone(),
        drafts: options.drafts,
        ..pipeline::Options::default()
    };
    Preview::new(root, options).run(&mut FromMemory::new(wishes), say)
}

/// Ends a preview from another thread.
#[derive(Clone, Debug)]
pub struct Stop {
    is_set: Arc<AtomicBool>,
    wake: SyncSender<()>,
}

impl Stop {
    /// Makes the preview end; its threads have ended when [`Preview::run`] returns.
    pub fn stop(&self) {
        self.is_set.store(true, Ordering::SeqCst);
        // A full queue wakes it as well.
        let _ = self.wake.try_send(());
    }

    fn is_set(&self) -> bool {
        self.is_set.load(Ordering::SeqCst)
    }
}

/// A preview of one site.
pub struct Preview {
    root: PathBuf,
    options: Options,
    stop: Stop,
    wakes: Receiver<()>,
}

impl Preview {
    /// Makes a preview of the site in a folder.
    pub fn new(root: &Path, options: Options) -> Self {
        let (wake, wakes) = sync_channel(1);
        let is_set = Arc::new(AtomicBool::new(false));
        Self {
            root: root.to_owned(),
            options,
            stop: Stop { is_set, wake },
            wakes,
        }
    }

    /// Returns what ends it.
    pub fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Serves until it is stopped: listens, builds, and builds again when the content changes. The pages
    /// that are looked at are made first.
    ///
    /// # Errors
    /// No port can be had, or the place of the folder cannot be found out. A site that is broken or
    /// not there is no error.
    pub fn run(self, maker: &mut dyn Maker, say: &mut dyn FnMut(Event<'_>)) -> Result<(), Error> {
        let root = fs::resolve(&self.root)?;
        let (door, listener) = Door::open(self.options.host, self.options.port)?;
        let mut watcher = Watcher::start(&root, self.options.poll, self.stop, self.wakes);
        let hub = Hub::new();
        let mut desk = Desk::new(root, self.options.base, &hub);
        std::thread::scope(|scope| {
            let server = scope.spawn(|| server::serve(&listener, &door, &hub));
            let address = door.address(desk.look().as_str());
            let watching = watcher.watching();
            say(Event::Listening { address, watching });
            loop {
                desk.refresh(maker, say, &mut watcher);
                if !watcher.wait(say) {
                    break;
                }
            }
            hub.stop();
            door.knock();
            server.join().expect("the server thread does not panic");
        });
        Ok(())
    }
}
