//! Many readers, slow ones and dead ones; and what is left when all is over.

use std::io::{Read as _, Write as _};
use std::process::Command;

use super::{DEADLINE, Running};

const MOST_STREAMS: usize = 200;

fn status(mut stream: std::net::TcpStream) -> String {
    let mut head = [0; 12];
    stream.read_exact(&mut head).expect("it answers");
    String::from_utf8_lossy(&head[9..]).into_owned()
}

fn ask_for_events(site: &Running) -> std::net::TcpStream {
    let mut stream = site.connect();
    let host = site.address;
    write!(
        stream,
        "GET /repo/.casebook/events?page=/repo/a/&have= HTTP/1.1\r\nHost: {host}\r\n\r\n"
    )
    .expect("it reads");
    stream
}

#[test]
fn two_hundred_streams_are_served_and_a_place_is_given_on() {
    let site = Running::start(&[("content/a.md", "one")]);
    let mut streams: Vec<_> = (0..MOST_STREAMS).map(|_| site.open("/repo/a/")).collect();
    assert_eq!(status(ask_for_events(&site)), "503");
    assert!(
        site.get("/repo/a/").text().contains("<p>one</p>"),
        "pages are served besides"
    );
    site.write("content/a.md", "two");
    for stream in &mut streams {
        assert_eq!(stream.next().0, "page");
    }
    // Readers that went without a word.
    streams.truncate(MOST_STREAMS - 10);
    for _ in 0..10 {
        streams.push(site.open("/repo/a/"));
    }
    assert_eq!(status(ask_for_events(&site)), "503");
}

#[test]
fn readers_that_do_not_read_hold_up_nobody() {
    let site = Running::start(&[
        ("content/a.md", "one"),
        ("content/big.md", &"x".repeat(8 << 20)),
    ]);
    let host = site.address;
    let mut stuck = Vec::new();
    for path in ["/repo/big/", "/repo/.casebook/events?page=/repo/a/&have="].repeat(20) {
        let mut stream = site.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("it reads");
        stuck.push(stream);
    }
    // Some that never finish asking.
    for _ in 0..20 {
        let mut stream = site.connect();
        stream.write_all(b"GET / HTTP/1.1\r\n").expect("it reads");
        stuck.push(stream);
    }
    let mut stream = site.open("/repo/a/");
    for n in 0..20 {
        site.write("content/a.md", &format!("save {n}."));
        site.wait_for(&mut stream, "/repo/a/", &format!("<p>save {n}.</p>"));
    }
}

#[test]
fn a_flood_of_connections_passes() {
    let site = Running::start(&[("content/a.md", "one")]);
    let flood: Vec<_> = (0..600).map(|_| site.connect()).collect();
    assert_eq!(status(site.connect()), "503");
    drop(flood);
    let until = std::time::Instant::now() + DEADLINE;
    while !site.get("/repo/a/").text().contains("<p>one</p>") {
        assert!(std::time::Instant::now() < until, "the flood never passes");
    }
}

/// Runs an ignored test of this binary in a process of its own.
fn alone(test: &str) {
    let binary = std::env::current_exe().expect("a test is a program");
    let run = Command::new(binary)
        .args(["--ignored", "--exact", test])
        .output()
        .expect("it can be run again");
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && told.contains("1 passed"), "{told}");
}

#[test]
#[cfg(target_os = "linux")]
fn nothing_is_left_over() {
    alone("preview::crowd::linux::threads_end");
    alone("preview::crowd::linux::memory_stays");
}

#[cfg(target_os = "linux")]
mod linux {
    use super::Running;

    fn status(key: &str) -> usize {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(key))
            .expect("it has this line");
        line.trim_start_matches(':')
            .split_whitespace()
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number")
    }

    fn open_files() -> usize {
        std::fs::read_dir("/proc/self/fd")
            .expect("Linux tells")
            .count()
    }

    #[test]
    #[ignore = "counts the threads of its process; `nothing_is_left_over` runs it alone"]
    fn threads_end() {
        // Those that read and make sites at the same time stay, once they are there.
        let temp = crate::temp::TempDir::new();
        temp.write("content/a.md", "one");
        casebook::load::load(temp.path()).expect("it can be read");
        let (threads, files) = (status("Threads"), open_files());
        for _ in 0..3 {
            let site = Running::start(&[("content/a.md", "one")]);
            let idle: Vec<_> = (0..20).map(|_| site.connect()).collect();
            let mut streams: Vec<_> = (0..20).map(|_| site.open("/repo/a/")).collect();
            site.write("content/a.md", "two");
            site.wait_for(&mut streams[0], "/repo/a/", "<p>two</p>");
            drop(site);
            drop((idle, streams));
        }
        // The thread of the system's events ends by itself, soon after.
        let until = std::time::Instant::now() + super::DEADLINE;
        while (status("Threads"), open_files()) != (threads, files) {
            assert!(
                std::time::Instant::now() < until,
                "{} threads, {} files",
                status("Threads"),
                open_files()
            );
            std::thread::yield_now();
        }
    }

    #[test]
    #[ignore = "measures the memory of its process; `nothing_is_left_over` runs it alone"]
    fn memory_stays() {
        let site = Running::start(&[("content/a.md", "one")]);
        for n in 0..200 {
            site.write(&format!("content/n{n}.md"), &"text ".repeat(1000));
        }
        let mut stream = site.open("/repo/a/");
        // Never read again.
        let _deaf = site.open("/repo/a/");
        let mut early = 0;
        for round in 0..10 {
            // A hundred saves, and a wait now and then so that many are built.
            for n in 0..100 {
                site.write(
                    "content/a.md",
                    &format!("{round} {n} {}.", "long ".repeat(10_000)),
                );
                if n % 5 == 4 {
                    site.wait_for(&mut stream, "/repo/a/", &format!("<p>{round} {n} "));
                }
            }
            if round == 2 {
                early = status("VmRSS");
            }
        }
        let grown = status("VmRSS").saturating_sub(early);
        assert!(grown < 8 * 1024, "it grew by {grown} kB");
    }
}
