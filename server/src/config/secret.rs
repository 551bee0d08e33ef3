//! The key that signs access tokens: given by the environment, or made once and kept beside the data.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::private_file;

/// Where the signing key comes from.
#[derive(Debug, Clone)]
pub enum SecretKey {
    /// From `COMANDA_SECRET_KEY`.
    Given(SecretString),
    /// A random one, made at the first start and kept in the data directory, readable by its owner only.
    Kept,
}

/// The signing key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Too short for a server that others reach.
    #[error(
        "COMANDA_SECRET_KEY is shorter than {} bytes; make one with: openssl rand -base64 48",
        SecretKey::SHORTEST
    )]
    TooShort,
    /// The kept key cannot be read or made.
    #[error("the key file {path}: {cause}")]
    File {
        /// Which file.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
}

impl SecretKey {
    /// The fewest bytes of a key in production.
    const SHORTEST: usize = 32;
    const FILE: &str = "secret.key";

    /// The given key, where there is one; an empty variable counts as none.
    pub fn given_or_kept(given: Option<String>) -> Self {
        match given {
            Some(key) if !key.is_empty() => Self::Given(key.into()),
            _ => Self::Kept,
        }
    }

    /// The key itself. Reads or makes the kept one in `data_dir`; `production` refuses a short one.
    pub fn resolve(&self, data_dir: &Path, production: bool) -> Result<SecretString, SecretError> {
        let key = match self {
            Self::Given(key) => key.clone(),
            Self::Kept => kept(&data_dir.join(Self::FILE))?,
        };
        match key.expose_secret().len() {
            short if short < Self::SHORTEST && production => Err(SecretError::TooShort),
            _ => Ok(key),
        }
    }
}

fn kept(path: &Path) -> Result<SecretString, SecretError> {
    let wrap = |cause| SecretError::File { path: path.to_owned(), cause };
    let fresh = || BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 48]>());
    let text = private_file::read_or_make(path, fresh).map_err(wrap)?;
    if text.len() < SecretKey::SHORTEST {
        return Err(wrap(std::io::Error::new(std::io::ErrorKind::InvalidData, "is cut short; remove it")));
    }
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = SecretKey::Kept.resolve(dir.path(), true).unwrap();
        let second = SecretKey::Kept.resolve(dir.path(), true).unwrap();
        assert_eq!(first.expose_secret(), second.expose_secret());
        assert!(first.expose_secret().len() >= 64);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(dir.path().join(SecretKey::FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "a draft was left behind");
    }

    #[test]
    fn a_short_key_is_refused_in_production_only() {
        let dir = tempfile::tempdir().unwrap();
        let short = SecretKey::given_or_kept(Some("changeme".to_owned()));
        assert!(matches!(short.resolve(dir.path(), true), Err(SecretError::TooShort)));
        assert!(short.resolve(dir.path(), false).is_ok());
    }

    #[test]
    fn an_empty_variable_counts_as_none() {
        assert!(matches!(SecretKey::given_or_kept(Some(String::new())), SecretKey::Kept));
    }

    #[test]
    fn a_key_is_not_shown() {
        let key = SecretKey::given_or_kept(Some("correct horse battery".to_owned()));
        assert!(!format!("{key:?}").contains("horse"));
    }
}
