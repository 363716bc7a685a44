//! Messages on a wire: a head that says how long the message is, then the message as JSON.
//!
//! `lsp-server` reads them too, but believes any length and gives up at the first message that is
//! no JSON. Here nothing is believed: heads are short, a message that is too long is passed over
//! without being kept, and one that cannot be understood is told to who sent it.

use std::io::{self, BufRead, Read, Write};

use lsp_server::{Message, RequestId};
use serde_json::{Value, json};

/// The longest head, in bytes.
const LONGEST_HEAD: u64 = 4 * 1024;
/// The longest message, in bytes: far more than any text that a person writes.
const LONGEST_MESSAGE: u64 = 64 * 1024 * 1024;

/// What came over the wire.
#[derive(Debug)]
pub enum Incoming {
    /// A message.
    Message(Message),
    /// Something that is none; the next message can be read.
    Broken(Broken),
}

/// A message that cannot be taken.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken {
    /// The code of JSON-RPC for it.
    pub code: i32,
    /// What is wrong with it.
    pub why: String,
}

/// Reads the next message; `None` where there is none any more.
///
/// # Errors
/// The wire is cut, or a head cannot be understood: nobody knows where the next one begins.
pub fn read(from: &mut impl BufRead) -> io::Result<Option<Incoming>> {
    let Some(length) = head(from)? else {
        return Ok(None);
    };
    if length > LONGEST_MESSAGE {
        let passed = io::copy(&mut from.by_ref().take(length), &mut io::sink())?;
        if passed < length {
            return Ok(None);
        }
        return Ok(Some(broken(
            lsp_server::ErrorCode::InvalidRequest,
            format!("a message of {length} bytes is too long"),
        )));
    }
    let mut body = Vec::new();
    let read = from.by_ref().take(length).read_to_end(&mut body)?;
    if (read as u64) < length {
        return Ok(None);
    }
    Ok(Some(message(&body)))
}

fn message(body: &[u8]) -> Incoming {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => {
            let why = format!("this is no JSON: {error}");
            return broken(lsp_server::ErrorCode::ParseError, why);
        }
    };
    match serde_json::from_value(value) {
        Ok(message) => Incoming::Message(message),
        Err(_) => broken(
            lsp_server::ErrorCode::InvalidRequest,
            "this is neither a request nor a notification nor a response".to_owned(),
        ),
    }
}

fn broken(code: lsp_server::ErrorCode, why: String) -> Incoming {
    Incoming::Broken(Broken {
        code: code as i32,
        why,
    })
}

/// Reads a head and returns the length that it gives; `None` at the end of the wire.
fn head(from: &mut impl BufRead) -> io::Result<Option<u64>> {
    let mut head = from.by_ref().take(LONGEST_HEAD);
    let mut length = None;
    loop {
        let mut line = Vec::new();
        head.read_until(b'\n', &mut line)?;
        if line.last() != Some(&b'\n') {
            let is_end = head.limit() > 0;
            return if is_end {
                Ok(None)
            } else {
                Err(invalid("the head of a message has no end"))
            };
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            let length = length.ok_or_else(|| invalid("the head of a message gives no length"))?;
            return Ok(Some(length));
        }
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = parts.next().unwrap_or_default();
        if name.trim_ascii().eq_ignore_ascii_case(b"content-length") {
            let digits = std::str::from_utf8(parts.next().unwrap_or_default().trim_ascii());
            let number = digits.ok().and_then(|digits| digits.parse().ok());
            length = Some(number.ok_or_else(|| invalid("the length of a message is no number"))?);
        }
    }
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// Writes a message.
///
/// # Errors
/// The wire is cut.
pub fn write(to: &mut impl Write, message: &Message) -> io::Result<()> {
    message.write(to)
}

/// Tells who sent it that a message cannot be taken. Whose request it was is not known.
///
/// # Errors
/// The wire is cut.
pub fn refuse(to: &mut impl Write, broken: &Broken) -> io::Result<()> {
    let answer = json!({
        "jsonrpc": "2.0",
        "id": null,
        "error": { "code": broken.code, "message": broken.why },
    });
    let text = answer.to_string();
    write!(to, "Content-Length: {}\r\n\r\n{text}", text.len())?;
    to.flush()
}

/// Returns the number or word by which a request is known, if the message is one.
pub fn id_of(message: &Message) -> Option<RequestId> {
    match message {
        Message::Request(request) => Some(request.id.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(wire: &[u8]) -> Vec<String> {
        let mut from = wire;
        let mut said = Vec::new();
        loop {
            match read(&mut from) {
                Ok(Some(Incoming::Message(Message::Request(one)))) => said.push(one.method),
                Ok(Some(Incoming::Message(_))) => said.push("other".to_owned()),
                Ok(Some(Incoming::Broken(broken))) => said.push(broken.code.to_string()),
                Ok(None) => return said,
                Err(error) => {
                    said.push(error.to_string());
                    return said;
                }
            }
        }
    }

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    const ONE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"one"}"#;

    #[test]
    fn messages_follow_one_another_whatever_is_between() {
        let wire = [
            framed(ONE),
            framed("{nonsense"),
            framed("[1, 2]"),
            framed("{}"),
            "content-type: x\nCONTENT-LENGTH:39\n\n".to_owned() + ONE,
            framed(r#"{"jsonrpc":"2.0","method":"told"}"#),
        ];
        assert_eq!(
            all(wire.concat().as_bytes()),
            ["one", "-32700", "-32600", "-32600", "one", "other"]
        );
    }

    #[test]
    fn depth_without_an_end_is_refused() {
        assert_eq!(all(framed(&"[".repeat(1_000_000)).as_bytes()), ["-32700"]);
    }

    #[test]
    fn long_messages_are_passed_over() {
        let length = LONGEST_MESSAGE + 1;
        let head = format!("Content-Length: {length}\r\n\r\n");
        let rest = framed(ONE);
        let mut from = io::BufReader::new(
            head.as_bytes()
                .chain(io::repeat(b' ').take(length))
                .chain(rest.as_bytes()),
        );
        assert!(matches!(read(&mut from), Ok(Some(Incoming::Broken(_)))));
        assert!(matches!(read(&mut from), Ok(Some(Incoming::Message(_)))));
    }

    #[test]
    fn what_breaks_off_is_the_end() {
        for wire in [
            "",
            "Content-Le",
            "Content-Length: 10\r\n",
            "Content-Length: 10\r\n\r\n{",
        ] {
            assert_eq!(all(wire.as_bytes()), [] as [&str; 0], "{wire}");
        }
        let huge = "Content-Length: 9000000000000000000\r\n\r\n{}";
        assert_eq!(all(huge.as_bytes()), [] as [&str; 0]);
    }

    #[test]
    fn heads_that_cannot_be_understood_are_errors() {
        let long = format!("{}\r\n", "x".repeat(2 * LONGEST_HEAD as usize));
        for (wire, why) in [
            ("\r\n{}", "the head of a message gives no length"),
            (
                "Content-Length: ten\r\n\r\n",
                "the length of a message is no number",
            ),
            (
                "Content-Length: -1\r\n\r\n",
                "the length of a message is no number",
            ),
            (&long, "the head of a message has no end"),
        ] {
            assert_eq!(all(wire.as_bytes()), [why]);
        }
    }
}
