//! Under which names the board answers. A page of somebody else's whose name was pointed at this machine (DNS rebinding)
//! gets nothing: browsers name the host that they believe they talk to.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};

/// The address that the board listens on.
#[derive(Debug, Clone, Copy)]
pub struct Host(IpAddr);

impl Host {
    /// Of a board at `addr`.
    pub const fn of(addr: SocketAddr) -> Self {
        Self(addr.ip())
    }

    /// True when a request names a host, and no other than ours.
    pub fn is_meant(self, uri: &Uri, headers: &HeaderMap) -> bool {
        let by_header = headers.get_all(HOST).iter().map(|value| value.to_str().unwrap_or_default());
        let mut named = uri.authority().map(Authority::as_str).into_iter().chain(by_header).peekable();
        named.peek().is_some() && named.all(|text| self.is_ours(text))
    }

    /// The port does not matter: whoever is let in through a tunnel names that of its other end.
    fn is_ours(self, text: &str) -> bool {
        let Ok(authority) = text.parse::<Authority>() else { return false };
        if authority.as_str().contains('@') {
            return false;
        }
        let host = authority.host();
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let is_address = |ip: IpAddr| self.0.is_unspecified() || ip == self.0;
        host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(is_address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_meant(listen: &str, uri: &str, hosts: &[&'static str]) -> bool {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(HOST, host.parse().unwrap());
        }
        Host::of(listen.parse().unwrap()).is_meant(&uri.parse().unwrap(), &headers)
    }

    #[test]
    fn the_board_answers_to_its_address_and_to_localhost() {
        for host in ["127.0.0.1:8002", "127.0.0.1", "localhost:9000", "LOCALHOST"] {
            assert!(is_meant("127.0.0.1:8002", "/", &[host]), "{host}");
        }
        assert!(is_meant("[::1]:8002", "/", &["[::1]:8002"]));
        assert!(is_meant("0.0.0.0:8002", "/", &["192.0.2.7:8002"]));
        assert!(is_meant("127.0.0.1:8002", "http://127.0.0.1:8002/", &[]));
    }

    #[test]
    fn another_name_is_not_ours_wherever_it_stands() {
        for hosts in [
            &[][..],
            &["evil.example"],
            &["localhost.evil.example"],
            &["127.0.0.1.evil.example:8002"],
            &["localhost@evil.example"],
            &["evil@localhost"],
            &["192.0.2.7"],
            &["localhost", "evil.example"],
            &[""],
        ] {
            assert!(!is_meant("127.0.0.1:8002", "/", hosts), "{hosts:?}");
        }
        assert!(!is_meant("0.0.0.0:8002", "/", &["evil.example"]));
        assert!(!is_meant("127.0.0.1:8002", "http://evil.example/", &["localhost"]));
    }
}
