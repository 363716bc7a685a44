//! What strangers and broken programs may send.

use std::io::{Read as _, Write as _};

use super::{Reply, Running};

fn site() -> Running {
    let site = Running::start(&[("content/index.md", "home"), ("content/a.md", "text of a")]);
    site.temp.write("secret.txt", "SECRET");
    site.write("secret.txt", "SECRET");
    site
}

/// Sees that the next one is served as if nothing had happened.
fn is_well(site: &Running) {
    assert!(site.get("/repo/a/").text().contains("text of a"));
}

fn with_host(site: &Running, host: &str) -> Reply {
    site.raw(
        format!("GET /repo/a/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes(),
    )
}

#[test]
fn no_path_leads_out_of_the_site() {
    let site = site();
    let up = [
        "..",
        "%2e%2e",
        "%2E.",
        ".%2e",
        "%252e%252e",
        "..%00",
        "%c0%ae%c0%ae",
        "..;",
        "\u{2024}\u{2024}",
    ];
    let slashes = [
        "/", "%2f", "%2F", "\\", "%5c", "%255c", "//", "%c0%af", "/./",
    ];
    for (up, slash) in up.iter().flat_map(|up| slashes.map(|slash| (up, slash))) {
        for path in [
            format!("/repo/{up}{slash}secret.txt"),
            format!("/repo/a{slash}{up}{slash}{up}{slash}secret.txt"),
            format!("{slash}{up}{slash}secret.txt"),
            format!("/repo/.casebook{slash}{up}{slash}secret.txt"),
        ] {
            let reply = site.get(&path);
            let outcome = (reply.status, reply.header("Location").unwrap_or_default());
            let is_refused = matches!(outcome, (400 | 404, ""))
                || (outcome.0 == 302 && outcome.1.starts_with("/repo/"));
            assert!(
                is_refused && !reply.text().contains("SECRET"),
                "{path}: {outcome:?}"
            );
        }
    }
    for path in [
        "/repo/secret.txt",
        "/repo/site.toml",
        "/repo/.git/config",
        "/repo//etc/passwd",
        "/repo/a/index.html%00",
    ] {
        assert!(matches!(site.get(path).status, 400 | 404), "{path}");
    }
    is_well(&site);
}

#[test]
fn only_our_own_names_are_answered() {
    let site = site();
    let port = site.address.port();
    for host in ["127.0.0.1", "localhost", "LocalHost", "[::1]"] {
        assert_eq!(
            with_host(&site, &format!("{host}:{port}")).status,
            200,
            "{host}"
        );
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.168.0.1",
        "0.0.0.0",
        "[::]",
    ] {
        assert_eq!(
            with_host(&site, &format!("{host}:{port}")).status,
            403,
            "{host}"
        );
    }
    for host in [
        "127.0.0.1",
        "localhost",
        "localhost:1",
        "",
        " ",
        ":",
        "localhost:x",
    ] {
        assert_eq!(with_host(&site, host).status, 403, "{host}");
    }
    assert_eq!(site.raw(b"GET /repo/a/ HTTP/1.1\r\n\r\n").status, 400);
    assert_eq!(
        with_host(
            &site,
            &format!("localhost:{port}\r\nHost: localhost:{port}")
        )
        .status,
        400
    );
    let events = "GET /repo/.casebook/events?page=/repo/a/&have= HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(site.raw(events.as_bytes()).status, 403);
}

#[test]
fn absolute_targets_count_as_hosts() {
    let site = site();
    let host = site.address;
    let ask = |target: &str| {
        site.raw(
            format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
    };
    assert!(
        ask(&format!("http://{host}/repo/a/"))
            .text()
            .contains("text of a")
    );
    assert_eq!(
        ask(&format!("HTTP://{host}")).header("Location"),
        Some("/repo/")
    );
    assert_eq!(ask("http://evil.example/repo/a/").status, 403);
    assert_eq!(ask(&format!("http://user@{host}/repo/a/")).status, 403);
    assert_eq!(ask("http:///repo/a/").status, 403);
    assert_eq!(ask("https://localhost/repo/a/").status, 400);
    assert_eq!(ask("file:///etc/passwd").status, 400);
}

#[test]
fn what_is_not_http_is_refused() {
    let site = site();
    let host = site.address;
    for request in [
        &b"\r\n\r\n"[..],
        b"\0\0\0\0\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\r\n\r\n",
        b"GET /repo/a/\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: \xff\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n: nameless\r\n\r\n",
    ] {
        assert_eq!(site.raw(request).status, 400, "{request:?}");
    }
    for page in ["", "a", "/repo/../x", "%zz", "%ff", "%252e%252e/"] {
        let request = format!(
            "GET /repo/.casebook/events?page={page} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        );
        assert_eq!(site.raw(request.as_bytes()).status, 400, "{page}");
    }
    is_well(&site);
}

#[test]
fn giants_are_refused() {
    let site = site();
    let host = site.address;
    let long = "x".repeat(1 << 20);
    for request in [
        format!("GET /{long} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: {long}\r\n\r\n"),
        format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\n{}\r\n",
            "X: y\r\n".repeat(100_000)
        ),
        long,
    ] {
        let reply = site.raw(request.as_bytes());
        // The answer may be lost where the sender did not stop to hear it.
        assert!(matches!(reply.status, 431 | 0), "{}", reply.status);
    }
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n",
        "x".repeat(17 * 1024)
    );
    assert_eq!(site.raw(request.as_bytes()).status, 431);
    is_well(&site);
}

#[test]
fn bodies_are_neither_read_nor_waited_for() {
    let site = site();
    let host = site.address;
    for length in [
        "5",
        "18446744073709551615",
        "9000000000000000000",
        "-1",
        "x",
    ] {
        let request = format!(
            "GET /repo/a/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\nGET /"
        );
        let reply = site.raw(request.as_bytes());
        assert_eq!(
            (reply.status, reply.header("Connection")),
            (200, Some("close")),
            "{length}"
        );
    }
    let request = format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n"
    );
    assert_eq!(site.raw(request.as_bytes()).status, 405);
    is_well(&site);
}

#[test]
fn a_head_that_comes_in_pieces_is_one_head() {
    let site = site();
    let mut stream = site.connect();
    let request = format!(
        "GET /repo/a/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        site.address
    );
    for byte in request.bytes() {
        stream.write_all(&[byte]).expect("it reads");
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.contains("text of a"));
}
