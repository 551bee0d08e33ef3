//! The secrets of API keys: made here, shown once, recognised by how they begin.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use comanda_core::actor::Actor;
use comanda_core::flows::accounts::{self, NewKeySecret};
use comanda_core::wire::Secret;
use comanda_core::wire::accounts::{CreateApiKey, NewApiKey};

use super::digests;
use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;

/// How every secret begins, so that people and scanners of source code know one when they see it.
const BEGINS: &str = "comanda_";
/// How much of it is shown, to tell one key from another.
const SHOWN: usize = BEGINS.len() + 6;

/// True for what looks like the secret of a key; anything else is a token.
pub(super) fn is_secret(bearer: &str) -> bool {
    bearer.starts_with(BEGINS)
}

/// 256 random bits, and what is kept of them.
pub fn fresh() -> (Secret, NewKeySecret) {
    let random: [u8; 32] = rand::random();
    let secret = format!("{BEGINS}{}", BASE64_URL_SAFE_NO_PAD.encode(random));
    let kept = NewKeySecret { prefix: secret[..SHOWN].to_owned(), hash: digests::stored(&secret) };
    (secret.into(), kept)
}

/// Makes a key. Its secret is in the answer and nowhere else.
pub async fn create(app: &AppState, actor: Actor, form: CreateApiKey) -> Result<NewApiKey, Failure> {
    let (secret, kept) = fresh();
    let now = clock::now();
    let key = app.write(move |tx| accounts::create_api_key(tx, &actor, &form, &kept, now)).await?;
    Ok(NewApiKey { key, secret })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_unlike_any_other_and_little_of_it_is_kept() {
        let ((one, kept), (other, _)) = (fresh(), fresh());
        assert_ne!(one, other);
        assert!(is_secret(one.expose()) && one.expose().len() > 48);
        assert!(one.expose().starts_with(&kept.prefix) && kept.prefix.len() == SHOWN);
        assert!(!kept.hash.contains(one.expose()));
        assert!(!is_secret("eyJhbGciOiJIUzI1NiJ9.e30.x"));
    }
}
