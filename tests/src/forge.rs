//! The keys of a shop's servers, derived from its data directory as they derive them: for tokens and digests
//! that a server would make, and for those that none ever would.

use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use chrono::{DateTime, Utc};
use comanda_sdk::id::PasswordResetId;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// Who has read the secret key of a shop.
#[derive(Debug)]
pub struct Forge {
    key: String,
}

/// How a token is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// HMAC with SHA-256: the one that counts.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl Forge {
    /// Reads the key that the servers on `data_dir` share.
    pub fn of(data_dir: &Path) -> Self {
        Self { key: std::fs::read_to_string(data_dir.join("secret.key")).unwrap().trim().to_owned() }
    }

    /// The key as it is kept, from which the others follow.
    pub fn secret(&self) -> &[u8] {
        self.key.as_bytes()
    }

    /// What signs access and device tokens.
    pub fn token_key(&self) -> [u8; 32] {
        self.derived(b"comanda access token v1\0")
    }

    /// What makes keyed digests.
    pub fn digest_key(&self) -> [u8; 32] {
        self.derived(b"comanda digests v1\0")
    }

    /// The refresh token that `presented` buys.
    pub fn successor(&self, presented: &str) -> String {
        self.digest(b"comanda refresh successor v1\0", &[presented.as_bytes()])
    }

    /// What is kept of a code that replaces a password.
    pub fn code_digest(&self, id: PasswordResetId, code: &str) -> String {
        self.digest(b"comanda reset code v1\0", &[id.to_string().as_bytes(), code.as_bytes()])
    }

    fn derived(&self, label: &[u8]) -> [u8; 32] {
        Sha256::new().chain_update(label).chain_update(self.secret()).finalize().into()
    }

    fn digest(&self, label: &[u8], parts: &[&[u8]]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.digest_key()).unwrap();
        mac.update(label);
        for part in parts {
            mac.update(&part.len().to_le_bytes());
            mac.update(part);
        }
        BASE64.encode(mac.finalize().into_bytes())
    }
}

/// What is kept of a refresh token or of a key.
pub fn stored(secret: &str) -> String {
    BASE64.encode(Sha256::digest(secret))
}

/// The claims of `token`, whoever signed it.
pub fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64.decode(payload).unwrap()).unwrap()
}

/// A token with this header and payload, as they are written, signed with `key`.
pub fn token(signing: Signing, header: &str, payload: &str, key: &[u8]) -> String {
    let signed = format!("{}.{}", BASE64.encode(header), BASE64.encode(payload));
    let signature = signature(signing, &signed, key);
    format!("{signed}.{signature}")
}

fn signature(signing: Signing, signed: &str, key: &[u8]) -> String {
    macro_rules! mac {
        ($hash:ty) => {
            BASE64.encode(
                Hmac::<$hash>::new_from_slice(key).unwrap().chain_update(signed).finalize().into_bytes(),
            )
        };
    }
    match signing {
        Signing::Hs256 => mac!(Sha256),
        Signing::Hs384 => mac!(Sha384),
        Signing::Hs512 => mac!(Sha512),
    }
}

/// The time by the clock that the servers of this machine read as well.
#[expect(clippy::disallowed_methods, reason = "tests have no clock to be told the time by")]
pub fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}
