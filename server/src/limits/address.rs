//! Whose request it is, by address: that of the connection, or the one that a trusted proxy names. Asked by
//! `front` of every request, and by routes through the extractor.

use std::convert::Infallible;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::header::HeaderName;
use axum::http::request::Parts;
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Where a request comes from, as far as counting goes: an IPv4 address, or the first address of an IPv6
/// caller's /64, since one household has all of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Of requests that came over no connection, as tests make them.
    const NEARBY: Self = Self(IpAddr::V4(Ipv4Addr::LOCALHOST));

    /// That of a caller at `ip`. IPv4 written as IPv6 is IPv4.
    pub fn of(ip: IpAddr) -> Self {
        match ip.to_canonical() {
            IpAddr::V4(ip) => Self(ip.into()),
            IpAddr::V6(ip) => Self(Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 64)).into()),
        }
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What `front` found out.
impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get().copied().unwrap_or(Self::NEARBY))
    }
}

/// The proxies that are believed when they name the caller of a request.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Arc<[IpNet]>);

impl TrustedProxies {
    /// From addresses and networks such as `10.0.0.0/8`; the first text that is neither is the error.
    pub fn parse<'a>(entries: impl Iterator<Item = &'a str>) -> Result<Self, &'a str> {
        entries.map(|text| network(text.trim()).ok_or(text)).collect::<Result<_, _>>().map(Self)
    }

    /// Who sent `request`.
    pub fn caller(&self, request: &Request) -> ClientAddress {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        peer.map_or(ClientAddress::NEARBY, |ConnectInfo(peer)| {
            ClientAddress::of(self.origin(peer.ip().to_canonical(), request.headers()))
        })
    }

    /// Each proxy appends whom it heard from, so the list is read from its end, as long as the one who says
    /// so is trusted. What stands before that may be anybody's invention.
    fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut caller = peer;
        let lines = headers.get_all(FORWARDED_FOR).iter().rev();
        let mut entries = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        while self.trusts(caller) {
            let Some(named) = entries.next().and_then(|entry| address(entry.trim())) else { break };
            caller = named;
        }
        caller
    }

    fn trusts(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&ip))
    }
}

fn network(text: &str) -> Option<IpNet> {
    let one = || text.parse::<IpAddr>().map(|ip| ip.to_canonical().into());
    text.parse().or_else(|_| one()).ok()
}

/// As proxies write it: perhaps with a port, IPv6 perhaps in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let ip = text.parse().ok().or_else(with_port).or_else(in_brackets);
    ip.map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn proxies(list: &str) -> TrustedProxies {
        TrustedProxies::parse(list.split(',').filter(|entry| !entry.is_empty())).unwrap()
    }

    /// The caller of a request from `peer` with these header lines, where `trusted` are trusted.
    fn caller(trusted: &str, peer: &str, lines: &[&str]) -> String {
        let mut request = Request::builder();
        for line in lines {
            request = request.header(FORWARDED_FOR, *line);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 9)));
        proxies(trusted).caller(&request).to_string()
    }

    #[test]
    fn a_header_from_an_untrusted_peer_changes_nothing() {
        assert_eq!(caller("", "203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(caller("10.0.0.1", "203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        assert_eq!(caller("10.0.0.1", "203.0.113.7", &["198.51.100.1, 10.0.0.1"]), "203.0.113.7");
    }

    #[test]
    fn the_last_address_that_is_no_trusted_proxy_is_the_caller() {
        let behind = |lines: &[&str]| caller("10.0.0.0/8,192.0.2.1", "10.0.0.1", lines);
        assert_eq!(behind(&["198.51.100.1"]), "198.51.100.1");
        assert_eq!(behind(&["6.6.6.6, 198.51.100.1"]), "198.51.100.1");
        assert_eq!(behind(&["6.6.6.6, 198.51.100.1,192.0.2.1 , 10.9.9.9"]), "198.51.100.1");
        assert_eq!(behind(&["6.6.6.6", "198.51.100.1", "192.0.2.1, 10.9.9.9"]), "198.51.100.1");
        assert_eq!(behind(&[]), "10.0.0.1");
        assert_eq!(behind(&["10.1.1.1, 10.2.2.2"]), "10.1.1.1");
    }

    #[test]
    fn what_is_no_address_ends_the_walk() {
        let behind = |line: &str| caller("10.0.0.0/8", "10.0.0.1", &[line]);
        assert_eq!(behind("198.51.100.1, unknown, 10.2.2.2"), "10.2.2.2");
        assert_eq!(behind("198.51.100.1, , 10.2.2.2"), "10.2.2.2");
        assert_eq!(behind("198.51.100.1 10.2.2.2"), "10.0.0.1");
        assert_eq!(behind(""), "10.0.0.1");
    }

    #[test]
    fn ports_and_brackets_are_tolerated() {
        let behind = |line: &str| caller("10.0.0.0/8", "10.0.0.1", &[line]);
        assert_eq!(behind("198.51.100.1:4711"), "198.51.100.1");
        assert_eq!(behind("[2001:db8:1:2::3]:4711, 10.1.1.1:80"), "2001:db8:1:2::");
        assert_eq!(behind("[2001:db8:1:2::3]"), "2001:db8:1:2::");
        assert_eq!(behind("2001:db8:1:2::3"), "2001:db8:1:2::");
    }

    #[test]
    fn ipv4_written_as_ipv6_is_ipv4() {
        assert_eq!(caller("", "::ffff:203.0.113.7", &[]), "203.0.113.7");
        assert_eq!(caller("10.0.0.1", "::ffff:10.0.0.1", &["::ffff:198.51.100.1"]), "198.51.100.1");
        assert_eq!(caller("::ffff:10.0.0.1", "10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
    }

    #[test]
    fn ipv6_callers_count_by_their_64_bits() {
        let one = |ip: &str| ClientAddress::of(ip.parse().unwrap());
        assert_eq!(one("2001:db8:1:2::3"), one("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assert_ne!(one("2001:db8:1:2::3"), one("2001:db8:1:3::3"));
        assert_ne!(one("198.51.100.1"), one("198.51.100.2"));
    }

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        assert_eq!(proxies("10.0.0.0/8, ::1,fd00::/8").0.len(), 3);
        for wrong in ["10.0.0.0/33", "proxy.example", "10.0.0", "*", "10.0.0.1:80"] {
            assert_eq!(TrustedProxies::parse(["::1", wrong].into_iter()).unwrap_err(), wrong);
        }
    }

    #[test]
    fn a_request_without_a_connection_comes_from_this_machine() {
        let request = Request::builder().header(FORWARDED_FOR, "6.6.6.6").body(Body::empty()).unwrap();
        assert_eq!(proxies("127.0.0.1").caller(&request), ClientAddress::NEARBY);
    }
}
