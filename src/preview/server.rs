//! The threads that answer. A connection has a thread; their number is bounded, each is timed out,
//! and all have ended when [`serve`] returns.
//!
//! Written on plain sockets: `tiny_http` 0.12 gives no timeouts, stops for good when some readers do
//! not read, and lets a request's `Content-Length` abort the process.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::answer::{Answer, answer};
use super::door::Door;
use super::http::{self, Refusal, Response};
use super::hub::{Hub, MOST_STREAMS};
use super::stream;

/// How many connections may be open at once: the streams, and the same again for pages.
const MOST_CONNECTIONS: usize = 2 * MOST_STREAMS;

/// The open connections, so that they can be closed from outside.
#[derive(Default)]
struct Connections {
    open: Mutex<BTreeMap<u64, Arc<TcpStream>>>,
}

impl Connections {
    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<TcpStream>>> {
        // Insertions and removals are whole; the map is sound after a panic elsewhere.
        self.open
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Leaves the list when its thread ends, however it ends.
struct Listed<'a> {
    connections: &'a Connections,
    number: u64,
}

impl Drop for Listed<'_> {
    fn drop(&mut self) {
        self.connections.open().remove(&self.number);
    }
}

/// Answers until the hub is stopped.
pub(super) fn serve(listener: &TcpListener, door: &Door, hub: &Hub) {
    let connections = Connections::default();
    std::thread::scope(|scope| {
        let mut number = 0;
        while !hub.is_stopped() {
            let Ok((stream, _)) = listener.accept() else {
                // Such as no more open files: it passes when others close theirs.
                std::thread::sleep(Duration::from_millis(20));
                continue;
            };
            if connections.open().len() >= MOST_CONNECTIONS {
                // Whoever floods us need not hear why.
                let _ = http::write(&stream, &Response::text(503), None);
                continue;
            }
            number += 1;
            let stream = Arc::new(stream);
            connections.open().insert(number, stream.clone());
            let listed = Listed {
                connections: &connections,
                number,
            };
            let started = std::thread::Builder::new()
                .name("preview".to_owned())
                .spawn_scoped(scope, move || {
                    let _listed = listed;
                    converse(&stream, door, hub);
                });
            // Without a thread the connection is closed; the next may find one.
            drop(started);
        }
        for stream in connections.open().values() {
            // One that is closed already needs no closing.
            let _ = stream.shutdown(Shutdown::Both);
        }
    });
}

fn converse(stream: &TcpStream, door: &Door, hub: &Hub) {
    // Small answers go out at once; where that cannot be had they go out later.
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::new();
    loop {
        let request = match http::read(stream, &mut buffer) {
            Ok(request) => request,
            Err(Refusal::Gone) => return,
            Err(Refusal::Status(status)) => {
                if http::write(stream, &Response::text(status), None).is_ok() {
                    http::close(stream);
                }
                return;
            }
        };
        let Some(answer) = answer(&request, door, hub) else {
            return;
        };
        match answer {
            Answer::Response(response) => {
                if http::write(stream, &response, Some(&request)).is_err() {
                    return;
                }
            }
            Answer::Stream(view) => {
                let Some(_place) = hub.enter(&view.path) else {
                    if http::write(stream, &Response::text(503), None).is_ok() {
                        http::close(stream);
                    }
                    return;
                };
                // The reader has gone; that is how every stream ends.
                let _ = stream::run(stream, hub, &view);
                return;
            }
        }
        if !request.stays_open {
            http::close(stream);
            return;
        }
    }
}
