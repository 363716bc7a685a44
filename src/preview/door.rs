//! Where the preview listens, and who may ask it: a page of another site must not read a draft by
//! giving its own name the address of this machine, so the host that is asked for counts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};

use super::Error;

/// The ports that are tried when none is asked for.
const PORTS: std::ops::Range<u16> = 8000..8100;

/// The address that is listened on.
#[derive(Debug)]
pub(super) struct Door {
    address: SocketAddr,
    /// The host, if one was asked for.
    host: Option<IpAddr>,
}

impl Door {
    /// Begins to listen.
    pub(super) fn open(
        host: Option<IpAddr>,
        port: Option<u16>,
    ) -> Result<(Self, TcpListener), Error> {
        let ip = host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let bind = |port| {
            let address = SocketAddr::new(ip, port);
            let listener =
                TcpListener::bind(address).map_err(|cause| Error::Bind(address, cause))?;
            match listener.local_addr() {
                Ok(address) => Ok((Self { address, host }, listener)),
                Err(cause) => Err(Error::Bind(address, cause)),
            }
        };
        match port {
            Some(port) => bind(port),
            None => PORTS
                .map(bind)
                .find(Result::is_ok)
                .unwrap_or_else(|| bind(0)),
        }
    }

    /// Makes a door at which nobody listens.
    pub(super) fn at(port: u16) -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            host: None,
        }
    }

    /// Returns the address that a person opens.
    pub(super) fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.own())
    }

    /// Wakes the thread that waits for visitors.
    pub(super) fn knock(&self) {
        // If nobody can be reached, nobody waits.
        let _ = TcpStream::connect(self.own());
    }

    /// The address by which this machine itself reaches the door.
    fn own(&self) -> SocketAddr {
        let ip = match self.address.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        SocketAddr::new(ip, self.address.port())
    }

    /// Says whether `host`, such as `localhost:8000`, is one of our names.
    pub(super) fn is_ours(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        let is_port = port.bytes().all(|b| b.is_ascii_digit()) && port.len() <= 5;
        if !is_port || port.parse() != Ok(self.address.port()) {
            return false;
        }
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let bracketed = name
            .strip_prefix('[')
            .and_then(|name| name.strip_suffix(']'));
        let ip: Option<IpAddr> = match bracketed {
            Some(name) => name.parse().ok().map(IpAddr::V6),
            None => name.parse().ok().map(IpAddr::V4),
        };
        ip.is_some_and(|ip| {
            ip == IpAddr::V4(Ipv4Addr::LOCALHOST)
                || ip == IpAddr::V6(Ipv6Addr::LOCALHOST)
                // A name can be given any address, an address cannot: whoever asks by one means us.
                || self.host.is_some_and(|host| host == ip || host.is_unspecified())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(host: Option<&str>) -> Door {
        let host = host.map(|host| host.parse().expect("the test writes addresses"));
        Door {
            address: "127.0.0.1:8000".parse().expect("an address"),
            host,
        }
    }

    #[test]
    fn only_names_of_this_machine_are_ours() {
        let door = door(None);
        for ours in [
            "127.0.0.1:8000",
            "localhost:8000",
            "LOCALHOST:8000",
            "[::1]:8000",
        ] {
            assert!(door.is_ours(ours), "{ours}");
        }
        for other in [
            "",
            ":",
            ":8000",
            "localhost",
            "localhost:",
            "localhost:8001",
            "localhost:+8000",
            "localhost:08000 ",
            "evil.example:8000",
            "127.0.0.1.evil.example:8000",
            "localhost.:8000",
            "::1:8000",
            "[::1]",
            "[127.0.0.1]:8000",
            "192.168.1.2:8000",
            "a@localhost:8000",
            "[::1:8000",
        ] {
            assert!(!door.is_ours(other), "{other}");
        }
    }

    #[test]
    fn a_host_that_was_asked_for_is_ours() {
        assert!(door(Some("192.168.1.2")).is_ours("192.168.1.2:8000"));
        assert!(!door(Some("192.168.1.2")).is_ours("192.168.1.3:8000"));
        assert!(door(Some("0.0.0.0")).is_ours("192.168.1.3:8000"));
        assert!(!door(Some("0.0.0.0")).is_ours("evil.example:8000"));
    }
}
