//! As much of HTTP/1.1 as a preview needs, over sockets that can be timed out and closed from
//! elsewhere: GET and HEAD, no bodies, heads of a bounded size.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 16 * 1024;
/// How long a connection may stand idle between requests.
const IDLE: Duration = Duration::from_secs(15);
/// How long a head may take from its first byte.
const SLOWEST_HEAD: Duration = Duration::from_secs(10);
/// How long an answer may take, and how long it may make no way at all.
const SLOWEST_ANSWER: Duration = Duration::from_secs(60);
const STUCK: Duration = Duration::from_secs(10);

/// A request that is well formed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: Method,
    /// Path and query, as written.
    pub(super) target: String,
    /// The hosts it names: in the header, and in the target if it is absolute.
    pub(super) hosts: Vec<String>,
    /// Whether another request may follow.
    pub(super) stays_open: bool,
}

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Head,
    Other,
}

/// Why there is no request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Nobody is there any more.
    Gone,
    /// It is to be answered with this status.
    Status(u16),
}

/// An answer.
#[derive(Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Response {
    /// Makes an answer of a line of text.
    pub(super) fn text(status: u16) -> Self {
        let body = format!("{status} {}\n", reason(status)).into_bytes();
        let headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned())];
        Self {
            status,
            headers,
            body,
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Reads the head of the next request. `buffer` keeps what came after it.
pub(super) fn read(mut stream: &TcpStream, buffer: &mut Vec<u8>) -> Result<Request, Refusal> {
    let mut until = Instant::now()
        + if buffer.is_empty() {
            IDLE
        } else {
            SLOWEST_HEAD
        };
    loop {
        if let Some(end) = end_of_head(buffer) {
            let head: Vec<u8> = buffer.drain(..end).collect();
            return parse(&head).map_err(Refusal::Status);
        }
        if buffer.len() > LONGEST_HEAD {
            return Err(Refusal::Status(431));
        }
        let time = until.saturating_duration_since(Instant::now());
        if time.is_zero() || stream.set_read_timeout(Some(time)).is_err() {
            return Err(if buffer.is_empty() {
                Refusal::Gone
            } else {
                Refusal::Status(408)
            });
        }
        let mut part = [0; 4096];
        match stream.read(&mut part) {
            Ok(0) => return Err(Refusal::Gone),
            Ok(read) => {
                if buffer.is_empty() {
                    until = Instant::now() + SLOWEST_HEAD;
                }
                buffer.extend_from_slice(&part[..read]);
            }
            Err(error) if is_pause(&error) => {}
            Err(_) => return Err(Refusal::Gone),
        }
    }
}

fn is_pause(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

fn end_of_head(buffer: &[u8]) -> Option<usize> {
    let end = buffer.windows(4).position(|part| part == b"\r\n\r\n")?;
    (end <= LONGEST_HEAD).then_some(end + 4)
}

/// Reads a head, its end included or not.
pub(super) fn parse(head: &[u8]) -> Result<Request, u16> {
    let head = std::str::from_utf8(head).map_err(|_| 400u16)?;
    let mut lines = head.trim_end_matches("\r\n").split("\r\n");
    let first = lines.next().unwrap_or_default();
    let [method, target, version] = *first.split(' ').collect::<Vec<_>>() else {
        return Err(400);
    };
    let is_old = match version {
        "HTTP/1.1" => false,
        "HTTP/1.0" => true,
        _ if version.starts_with("HTTP/") => return Err(505),
        _ => return Err(400),
    };
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    let method = match method {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "" => return Err(400),
        _ if method.chars().all(is_token) => Method::Other,
        _ => return Err(400),
    };
    let (host, target) = split_target(target)?;
    let mut request = Request {
        method,
        target,
        hosts: Vec::new(),
        stays_open: !is_old,
    };
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(400u16)?;
        let value = value.trim_matches([' ', '\t']);
        if name.is_empty() || !name.chars().all(is_token) || value.contains(char::is_control) {
            return Err(400);
        }
        match name.to_ascii_lowercase().as_str() {
            "host" => request.hosts.push(value.to_owned()),
            "connection" if value.to_ascii_lowercase().contains("close") => {
                request.stays_open = false
            }
            // We read no bodies: what follows is not the next request.
            "content-length" if value != "0" => request.stays_open = false,
            "transfer-encoding" | "upgrade" | "expect" => request.stays_open = false,
            _ => {}
        }
    }
    if request.hosts.len() != 1 {
        return Err(400);
    }
    request.hosts.extend(host);
    Ok(request)
}

/// Splits a target into the host, if it names one, and path with query.
fn split_target(target: &str) -> Result<(Option<String>, String), u16> {
    if target.contains(|c: char| c.is_control() || !c.is_ascii()) {
        return Err(400);
    }
    if target.starts_with('/') {
        return Ok((None, target.to_owned()));
    }
    let scheme = target
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("http://"));
    let rest = &target[scheme.ok_or(400u16)?.len()..];
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let slash = if path.starts_with('/') { "" } else { "/" };
    Ok((Some(host.to_owned()), format!("{slash}{path}")))
}

/// Writes an answer.
///
/// # Errors
/// The reader has gone or reads too slowly.
pub(super) fn write(
    stream: &TcpStream,
    response: &Response,
    request: Option<&Request>,
) -> io::Result<()> {
    write_all(stream, &bytes(response, request))
}

/// Returns an answer as it is sent.
pub(super) fn bytes(response: &Response, request: Option<&Request>) -> Vec<u8> {
    let mut head = format!(
        "HTTP/1.1 {} {}\r\n",
        response.status,
        reason(response.status)
    );
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let stays_open = request.is_some_and(|request| request.stays_open);
    let connection = if stays_open { "keep-alive" } else { "close" };
    head.push_str(&format!(
        "Content-Length: {}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\nConnection: {connection}\r\n\r\n",
        response.body.len()
    ));
    let mut bytes = head.into_bytes();
    if request.is_none_or(|request| request.method != Method::Head) {
        bytes.extend_from_slice(&response.body);
    }
    bytes
}

/// Writes bytes, but not for longer than is reasonable.
pub(super) fn write_all(mut stream: &TcpStream, bytes: &[u8]) -> io::Result<()> {
    let until = Instant::now() + SLOWEST_ANSWER;
    stream.set_write_timeout(Some(STUCK))?;
    for part in bytes.chunks(64 * 1024) {
        if Instant::now() >= until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.write_all(part)?;
    }
    Ok(())
}

/// Ends a connection so that the reader still gets the last answer: a socket that is closed with
/// bytes unread would take it back.
pub(super) fn close(mut stream: &TcpStream) {
    if stream.shutdown(Shutdown::Write).is_err() {
        return;
    }
    let until = Instant::now() + Duration::from_secs(1);
    let mut part = [0; 4096];
    while Instant::now() < until
        && stream
            .set_read_timeout(Some(Duration::from_millis(200)))
            .is_ok()
    {
        match stream.read(&mut part) {
            Ok(1..) => {}
            _ => return,
        }
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        302 => "Found",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        505 => "HTTP Version Not Supported",
        _ => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(head: &str) -> Option<u16> {
        parse(head.as_bytes()).err()
    }

    #[test]
    fn heads_are_read_strictly() {
        let request = parse(b"GET /a?b HTTP/1.1\r\nhost:  localhost:1 \r\nX: y\r\n\r\n");
        let expected = Request {
            method: Method::Get,
            target: "/a?b".to_owned(),
            hosts: vec!["localhost:1".to_owned()],
            stays_open: true,
        };
        assert_eq!(request, Ok(expected));
        for bad in [
            "",
            "GET /\r\nHost: a\r\n",
            "GET  / HTTP/1.1\r\nHost: a\r\n",
            "GET a HTTP/1.1\r\nHost: a\r\n",
            "GET * HTTP/1.1\r\nHost: a\r\n",
            "GET /é HTTP/1.1\r\nHost: a\r\n",
            "G(T / HTTP/1.1\r\nHost: a\r\n",
            "GET / HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n",
            "GET / HTTP/1.1\r\nHost : a\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n",
            "GET / HTTP/1.1\r\nHost: a\nX: b\r\n",
            "GET https://a/ HTTP/1.1\r\nHost: a\r\n",
            "GET / HTTQ/1.1\r\nHost: a\r\n",
        ] {
            assert_eq!(status(bad), Some(400), "{bad:?}");
        }
        assert_eq!(status("GET / HTTP/2.0\r\nHost: a\r\n"), Some(505));
    }

    #[test]
    fn absolute_targets_name_a_second_host() {
        let request = parse(b"GET http://evil.example HTTP/1.1\r\nHost: localhost:1\r\n\r\n");
        let request = request.expect("this is well formed");
        assert_eq!(request.hosts, ["localhost:1", "evil.example"]);
        assert_eq!(request.target, "/");
    }

    #[test]
    fn a_body_ends_the_conversation() {
        let request = parse(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
        assert!(!request.expect("this is well formed").stays_open);
    }
}
