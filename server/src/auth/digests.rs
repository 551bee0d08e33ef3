//! Digests that only this server can make: of codes with few digits, of commands that hold passwords, and of
//! refresh tokens, whose successors follow from them.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::digest::Key;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// What a digest is for: the same text has another digest for another purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The refresh token that follows another.
    Successor,
    /// The code of a password reset.
    ResetCode,
    /// A command and its body.
    Command,
    /// A name that somebody wanted to sign in with.
    Login,
    /// What signs for an endpoint of another system.
    Webhook,
    /// A name and its password, as a browser repeats them with every request.
    Board,
}

impl Subject {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Successor => b"comanda refresh successor v1\0",
            Self::ResetCode => b"comanda reset code v1\0",
            Self::Command => b"comanda command v1\0",
            Self::Login => b"comanda login v1\0",
            Self::Webhook => b"comanda webhook v1\0",
            Self::Board => b"comanda board v1\0",
        }
    }
}

/// Makes keyed digests. All servers of one shop share the key, and so agree on them.
#[derive(Clone)]
pub struct Digests(Hmac<Sha256>);

impl Digests {
    /// From the server's secret key.
    pub fn new(key: &SecretString) -> Self {
        let mut digest = Sha256::new();
        digest.update(b"comanda digests v1\0");
        digest.update(key.expose_secret().as_bytes());
        // Shorter than a block: the rest of the key is zeros, as HMAC has it.
        let mut block = Key::<Hmac<Sha256>>::default();
        block[..32].copy_from_slice(&digest.finalize());
        Self(Hmac::new(&block))
    }

    /// The digest of `parts`, in URL-safe Base64. Where one part ends and the next begins matters.
    pub fn of(&self, subject: Subject, parts: &[&[u8]]) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes(subject, parts))
    }

    /// The same as bytes.
    pub fn bytes(&self, subject: Subject, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(subject.label());
        for part in parts {
            mac.update(&part.len().to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// The digest under which a secret of full strength is kept: whoever reads it cannot find the secret.
pub fn stored(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_purpose_and_parts_all_matter() {
        let digests = |key: &str| Digests::new(&key.to_owned().into());
        let of = |key: &str, subject, parts: &[&[u8]]| digests(key).of(subject, parts);
        let first = of("k", Subject::Command, &[b"ab", b"c"]);
        assert_eq!(first, of("k", Subject::Command, &[b"ab", b"c"]));
        assert_ne!(first, of("l", Subject::Command, &[b"ab", b"c"]));
        assert_ne!(first, of("k", Subject::ResetCode, &[b"ab", b"c"]));
        assert_ne!(first, of("k", Subject::Command, &[b"a", b"bc"]));
    }
}
