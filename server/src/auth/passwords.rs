//! Passwords: argon2id, computed on few threads at a time, and as slowly for names that do not exist.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::strength::{self, Owner};
use crate::respond::Failure;

/// Hashes and checks passwords. One check costs 19 MiB and some tens of milliseconds.
pub struct Passwords(Arc<Semaphore>);

/// What a password is compared with when nobody has the name, so that the time tells nothing. It costs what
/// a fresh hash costs; no password is behind it.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password is too weak to be taken, or cannot be hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Easily guessed; why, and what to do.
    #[error("the password {0}")]
    Weak(String),
    /// The hash function refused its input.
    #[error("the password cannot be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// Beyond this it is no password but an attempt to keep the server busy.
const LONGEST: usize = 1024;

impl Passwords {
    /// At most `places` checks run at a time; the others wait.
    pub fn new(places: usize) -> Self {
        Self(Arc::new(Semaphore::new(places.max(1))))
    }

    /// The PHC string of `password`, with a salt of its own. Blocks for as long as a check.
    pub fn hash(password: &str) -> Result<String, PasswordError> {
        let hash = Argon2::default().hash_password(password.as_bytes()).map_err(PasswordError::Hash)?;
        Ok(hash.to_string())
    }

    /// As [`Passwords::hash`], away from the async threads and among the bounded checks.
    pub async fn hash_apart(&self, password: String) -> Result<String, Failure> {
        let place = self.place().await?;
        let hash = move || {
            let _place = place;
            Self::hash(&password)
        };
        let hashed = tokio::task::spawn_blocking(hash).await;
        hashed
            .map_err(|cause| Failure::Broken(cause.to_string()))?
            .map_err(|cause| Failure::Broken(cause.to_string()))
    }

    /// The hash of a password that somebody chose, which is refused on `field` when it is easily guessed.
    pub async fn hash_chosen(
        &self,
        password: String,
        owner: Owner,
        field: &'static str,
    ) -> Result<String, Failure> {
        let place = self.place().await?;
        let judge = move || {
            let _place = place;
            strength::require(&password, &owner, field).map_err(Failure::from)?;
            Self::hash(&password).map_err(|cause| Failure::Broken(cause.to_string()))
        };
        tokio::task::spawn_blocking(judge).await.map_err(|cause| Failure::Broken(cause.to_string()))?
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let place = Arc::clone(&self.0).acquire_owned().await;
        place.map_err(|_| Failure::Unavailable("closing".to_owned()))
    }

    /// True when `password` is the one behind `hash`; `None` takes as long and is never true.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        let place = self.place().await?;
        let check = move || {
            // Held until the work is done, also when the caller has gone.
            let _place = place;
            matches(&password, hash.as_deref().unwrap_or(NOBODY)) && hash.is_some()
        };
        tokio::task::spawn_blocking(check).await.map_err(|cause| Failure::Broken(cause.to_string()))
    }
}

/// True when `hash` cost less to make than a fresh one does: it is replaced when its password is next shown.
pub fn needs_rehash(hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    let Ok(params) = Params::try_from(&hash) else { return true };
    let now = Params::DEFAULT;
    let is_weaker = params.m_cost() < now.m_cost() || params.t_cost() < now.t_cost();
    is_weaker || hash.algorithm.as_str() != Algorithm::Argon2id.as_str()
}

fn matches(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    password.len() <= LONGEST && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_is_right_and_others_are_not() {
        let passwords = Passwords::new(2);
        let hash = Passwords::hash("correct horse").unwrap();
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct hors".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("x".into(), Some("no hash".into())).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_signs_in_with_the_comparison_hash() {
        assert!(!Passwords::new(1).verify("nobody has this!".into(), None).await.unwrap());
    }

    #[test]
    fn an_unknown_name_costs_as_much_as_a_known_one() {
        let cost = |hash: &str| hash.split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(cost(NOBODY), cost(&Passwords::hash("correct horse").unwrap()));
        assert!(
            PasswordHash::new(NOBODY).is_ok_and(|hash| hash.hash.is_some()),
            "it would not even be compared"
        );
    }

    #[test]
    fn hashes_are_argon2id_with_at_least_19_mib() {
        let hash = Passwords::hash("correct horse").unwrap();
        let cost = hash.split("m=").nth(1).and_then(|rest| rest.split(',').next()).unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(cost.parse::<u32>().unwrap() >= 19 * 1024, "{hash}");
    }

    #[test]
    fn a_hash_that_was_cheaper_is_made_again() {
        let fresh = Passwords::hash("correct horse").unwrap();
        assert!(!needs_rehash(&fresh));
        assert!(needs_rehash(&fresh.replace("m=19456", "m=64")));
        assert!(needs_rehash(&fresh.replace("t=2", "t=1")));
        assert!(needs_rehash(&fresh.replace("argon2id", "argon2i")));
        assert!(!needs_rehash("no hash"));
    }
}
