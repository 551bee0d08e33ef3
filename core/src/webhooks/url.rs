//! Where an endpoint may be, as far as its text tells. What a name leads to is judged when it is called, by the
//! address that is really called.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use super::address::is_public;

/// The longest URL, in characters.
pub const LONGEST: usize = 2000;

/// How far the shop's calls may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Into the world only, and only by https.
    Public,
    /// Into the shop's own networks as well, and without TLS.
    Private,
}

impl Reach {
    /// True when this address may be called.
    pub fn includes(self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            Self::Private => true,
        }
    }
}

/// The URL of an endpoint, as it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

/// What is wrong with a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// Not a URL at all.
    #[error("is no URL such as https://example.com/hooks")]
    Unreadable,
    /// More than anybody needs.
    #[error("at most {LONGEST} characters")]
    TooLong,
    /// Another way than https.
    #[error("must start with https://")]
    Scheme,
    /// Secrets do not belong into what is shown.
    #[error("must not hold a user name or a password; the signature says who calls")]
    Credentials,
    /// A fragment is never sent.
    #[error("must not hold a fragment (#…)")]
    Fragment,
    /// Nobody listens there.
    #[error("must not name port 0")]
    Port,
    /// Inside the shop's own networks, or nowhere.
    #[error("must be out on the internet: this host is private or reserved")]
    Private,
}

/// Names that never lead into the world.
const PRIVATE_NAMES: [&str; 8] =
    ["localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "in-addr.arpa"];

impl WebhookUrl {
    /// Reads a URL as browsers do, so that every spelling of an address (`0x7f.1`, `2130706433`, `１２７.0.0.1`) is
    /// the address that would be called.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, InvalidUrl> {
        if text.chars().count() > LONGEST {
            return Err(InvalidUrl::TooLong);
        }
        // A browser would leave these out, and two readers of one text might differ.
        if text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(InvalidUrl::Unreadable);
        }
        let url = Url::parse(text).map_err(|_| InvalidUrl::Unreadable)?;
        match (url.scheme(), reach) {
            ("https", _) | ("http", Reach::Private) => {}
            _ => return Err(InvalidUrl::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidUrl::Credentials);
        }
        if url.fragment().is_some() {
            return Err(InvalidUrl::Fragment);
        }
        if url.port() == Some(0) {
            return Err(InvalidUrl::Port);
        }
        let is_within = match url.host() {
            Some(Host::Ipv4(address)) => reach.includes(address.into()),
            Some(Host::Ipv6(address)) => reach.includes(address.into()),
            Some(Host::Domain(name)) => reach == Reach::Private || is_worldly(name),
            None => return Err(InvalidUrl::Unreadable),
        };
        if url.as_str().chars().count() > LONGEST {
            return Err(InvalidUrl::TooLong);
        }
        if is_within { Ok(Self(url)) } else { Err(InvalidUrl::Private) }
    }

    /// As it is called.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host alone: paths and queries may hold what only the receiver should know.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

/// True for a name that may lead into the world: one with a dot that is none of the house's.
fn is_worldly(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_below =
        |domain: &&str| name.strip_suffix(*domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    name.contains('.')
        && name.split('.').all(|label| !label.is_empty())
        && !PRIVATE_NAMES.iter().any(is_below)
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests;
