//! `lsp`: the language server's wire, which is standard input and output.

use std::io::{self, BufReader, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use lsp_server::Message;

use super::{Outcome, Stop};
use crate::document::date::Day;
use crate::editor::lsp::frame::{self, Broken, Incoming};
use crate::editor::lsp::{Disk, Server};
use crate::fs;
use crate::load::{self, Inputs};

/// So many messages wait at most; a client that sends more waits itself.
const MOST_WAITING: usize = 256;

/// The disk of this machine.
struct ThisDisk;

impl Disk for ThisDisk {
    fn load(&self, root: &Path) -> Result<Inputs, fs::Error> {
        load::load(root)
    }

    fn has_file(&self, path: &Path) -> bool {
        matches!(fs::kind(path), Ok(Some(fs::Kind::File | fs::Kind::Link)))
    }

    fn today(&self) -> Option<Day> {
        super::today()
    }
}

/// What comes from the reading thread.
enum Event {
    Message(Message),
    Broken(Broken),
    End(Option<io::Error>),
}

/// Serves one client until it goes.
pub(super) fn lsp() -> Result<Outcome, Stop> {
    let (sender, receiver) = sync_channel(MOST_WAITING);
    // The thread ends with the process: nothing interrupts a read.
    std::thread::spawn(move || listen(&sender));
    let stop = |error: io::Error| Stop {
        message: format!("the wire to the editor is broken: {error}"),
        help: None,
    };
    let is_orderly = serve(&receiver, &mut io::stdout().lock()).map_err(stop)?;
    Ok(match is_orderly {
        true => Outcome::Fine,
        false => Outcome::Wrong,
    })
}

fn listen(sender: &SyncSender<Event>) {
    let mut from = BufReader::new(io::stdin().lock());
    loop {
        let event = match frame::read(&mut from) {
            Ok(Some(Incoming::Message(message))) => Event::Message(message),
            Ok(Some(Incoming::Broken(broken))) => Event::Broken(broken),
            Ok(None) => Event::End(None),
            Err(error) => Event::End(Some(error)),
        };
        let is_end = matches!(event, Event::End(_));
        // Nobody listens any more: the process is about to end.
        if sender.send(event).is_err() || is_end {
            return;
        }
    }
}

/// Answers until the client goes, and returns whether it had said goodbye.
fn serve(events: &Receiver<Event>, to: &mut impl Write) -> io::Result<bool> {
    let mut server = Server::new(Box::new(ThisDisk));
    loop {
        // What has changed is looked over when no message waits, so that fast typing costs one look.
        let event = match events.try_recv() {
            Ok(event) => event,
            Err(_) => {
                guarded(&mut server, None, Server::settle, to)?;
                match events.recv() {
                    Ok(event) => event,
                    Err(_) => return Ok(false),
                }
            }
        };
        match event {
            Event::Message(message) => {
                let id = frame::id_of(&message);
                guarded(&mut server, id, |server| server.take(message), to)?;
            }
            Event::Broken(broken) => frame::refuse(to, &broken)?,
            Event::End(None) => return Ok(false),
            Event::End(Some(error)) => return Err(error),
        }
        if let Some(is_orderly) = server.end() {
            return Ok(is_orderly);
        }
    }
}

/// Lets the server do something and sends what it says. A slip of ours ends one answer, not the
/// work of the person at the editor; what happened is on standard error.
fn guarded(
    server: &mut Server,
    id: Option<lsp_server::RequestId>,
    act: impl FnOnce(&mut Server) -> Vec<Message>,
    to: &mut impl Write,
) -> io::Result<()> {
    let said = catch_unwind(AssertUnwindSafe(|| act(server)));
    let said = said.unwrap_or_else(|_| server.recover(id));
    said.iter()
        .try_for_each(|message| frame::write(to, message))
}
