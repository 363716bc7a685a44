//! What the preview promises, over real sockets. Nothing waits but for events, and each wait ends.

mod ahead;
mod broken;
mod crowd;
mod desk;
mod hostile;
mod saves;
mod serving;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use casebook::config::Base;
use casebook::load::Inputs;
use casebook::pipeline::Built;
use casebook::preview::{Error, Event, Maker, Options, Preview, Stop, Watching};

use crate::temp::TempDir;

/// After this long a test has failed.
const DEADLINE: Duration = Duration::from_secs(20);

/// What was told.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Listening(String, Watching),
    Built { is_shown: bool, changed: usize },
    Failed(String),
    Watching(Watching),
}

/// A preview of a site made by `desk::build`, or of another one.
struct Running {
    temp: TempDir,
    address: SocketAddr,
    watching: Watching,
    stop: Stop,
    said: Receiver<Said>,
    thread: Option<JoinHandle<Result<(), Error>>>,
}

impl Running {
    /// Shows a site at the base path `/repo/`, when its first build is there.
    fn start(files: &[(&str, &str)]) -> Self {
        Self::start_with(files, Options::default())
    }

    fn start_with(files: &[(&str, &str)], options: Options) -> Self {
        let temp = TempDir::new();
        for (path, text) in files {
            temp.write(&format!("site/{path}"), text);
        }
        let port = options.port.or(Some(0));
        Self::start_at(temp, Options { port, ..options })
    }

    /// Shows an empty folder on the first free port.
    fn start_free(temp: TempDir) -> Self {
        Self::start_at(temp, Options::default())
    }

    fn start_at(temp: TempDir, options: Options) -> Self {
        let base = Base::parse("https://example.org/repo/").expect("this is an address");
        Self::start_as(
            temp,
            Options {
                base: options.base.clone().or(Some(base)),
                ..options
            },
        )
    }

    fn start_as(temp: TempDir, options: Options) -> Self {
        Self::start_made_by(desk::build, temp, options)
    }

    fn start_made_by(build: fn(&Inputs) -> Built, temp: TempDir, options: Options) -> Self {
        Self::start_with_maker(build, temp, options)
    }

    fn start_with_maker(
        mut maker: impl Maker + Send + 'static,
        temp: TempDir,
        options: Options,
    ) -> Self {
        let preview = Preview::new(&temp.path().join("site"), options);
        let stop = preview.stop();
        let (sender, said) = channel();
        let thread = std::thread::spawn(move || {
            let mut say = |event: Event<'_>| {
                let said = match event {
                    Event::Listening { address, watching } => Said::Listening(address, watching),
                    Event::Built {
                        is_shown, changed, ..
                    } => Said::Built { is_shown, changed },
                    Event::Failed(why) => Said::Failed(why),
                    Event::Watching(watching) => Said::Watching(watching),
                };
                // The test may have heard enough.
                let _ = sender.send(said);
            };
            preview.run(&mut maker, &mut say)
        });
        let Ok(Said::Listening(address, watching)) = said.recv_timeout(DEADLINE) else {
            panic!("it listens first");
        };
        let host = address
            .trim_start_matches("http://")
            .split('/')
            .next()
            .expect("it names a host");
        let address = host.parse().expect("the host is an address");
        Self {
            temp,
            address,
            watching,
            stop,
            said,
            thread: Some(thread),
        }
    }

    fn write(&self, path: &str, text: &str) {
        self.temp.write(&format!("site/{path}"), text);
    }

    fn place(&self, path: &str) -> std::path::PathBuf {
        self.temp.path().join("site").join(path)
    }

    /// Returns the next thing that is told.
    fn hear(&self) -> Said {
        self.said
            .recv_timeout(DEADLINE)
            .expect("it tells what it does")
    }

    /// Sends bytes and reads the answer to the end of the connection.
    fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // A refusal may come before all of it is written.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        // So may the end of the connection.
        let _ = stream.read_to_end(&mut bytes);
        Reply::parse(&bytes)
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it listens");
        stream
            .set_read_timeout(Some(DEADLINE))
            .expect("sockets have timeouts");
        stream
            .set_write_timeout(Some(DEADLINE))
            .expect("sockets have timeouts");
        stream
    }

    fn ask(&self, method: &str, path: &str) -> Reply {
        let host = self.address;
        self.raw(
            format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
    }

    fn get(&self, path: &str) -> Reply {
        self.ask("GET", path)
    }

    /// Opens the event stream of a page that has just been fetched.
    fn open(&self, page: &str) -> Stream {
        let mark = self.get(page).mark();
        let mut stream = self.listen(page, &mark);
        assert_eq!(stream.next(), ("ready".to_owned(), mark));
        stream
    }

    fn listen(&self, page: &str, mark: &str) -> Stream {
        let mut stream = self.connect();
        let host = self.address;
        write!(
            stream,
            "GET /repo/.casebook/events?page={page}&have={mark} HTTP/1.1\r\nHost: {host}\r\n\r\n"
        )
        .expect("it reads");
        Stream {
            lines: BufReader::new(stream),
        }
    }

    /// Waits until a page shows a text.
    fn wait_for(&self, stream: &mut Stream, page: &str, text: &str) {
        let until = Instant::now() + DEADLINE;
        while !self.get(page).text().contains(text) {
            assert!(Instant::now() < until, "`{page}` never shows `{text}`");
            stream.next();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.expect("it does not panic").expect("it ends well");
            }
        }
    }
}

/// An answer.
#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n");
        let end = end.map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        Self {
            status,
            head,
            body: bytes[end..].to_vec(),
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(is, _)| is.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the mark of the page.
    fn mark(&self) -> String {
        let text = self.text();
        let mark = text
            .rsplit_once("data-page=\"")
            .and_then(|(_, rest)| rest.split('"').next());
        mark.expect("a page has the script").to_owned()
    }
}

/// An event stream.
struct Stream {
    lines: BufReader<TcpStream>,
}

impl Stream {
    /// Returns kind and data of the next event.
    fn next(&mut self) -> (String, String) {
        let mut kind = String::new();
        loop {
            let mut line = String::new();
            let read = self
                .lines
                .read_line(&mut line)
                .expect("an event comes before the deadline");
            assert_ne!(read, 0, "the stream stays open");
            if let Some(value) = line.strip_prefix("event: ") {
                kind = value.trim_end().to_owned();
            }
            if let Some(value) = line.strip_prefix("data: ") {
                return (kind, value.trim_end().to_owned());
            }
        }
    }
}
