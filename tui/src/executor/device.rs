//! What the server knows this till by after a sign-in with a password: shown at the next one, so that
//! whoever guesses passwords elsewhere does not keep the till out.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use comanda_core::wire::Secret;

/// The file that keeps it, one for each shop.
#[derive(Debug, Clone)]
pub(super) struct Device(PathBuf);

impl Device {
    /// Of the shop called `shop`, under `data_dir`.
    pub(super) fn of(data_dir: &Path, shop: &str) -> Self {
        let safe: String = shop.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        Self(data_dir.join("device").join(safe))
    }

    /// What was kept, if anything.
    pub(super) fn kept(&self) -> Option<Secret> {
        let text = fs::read_to_string(&self.0).ok()?;
        Some(text.trim()).filter(|token| !token.is_empty()).map(Secret::from)
    }

    /// Keeps `token`, for the owner of the files only.
    pub(super) fn keep(&self, token: &Secret) -> io::Result<()> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        let draft = self.0.with_extension("draft");
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        io::Write::write_all(&mut options.open(&draft)?, token.expose().as_bytes())?;
        fs::rename(&draft, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_kept_for_the_next_start_and_for_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::of(folder.path(), "http://till.local:80");
        assert!(device.kept().is_none());
        device.keep(&Secret::from("t-1")).unwrap();
        device.keep(&Secret::from("t-2")).unwrap();
        assert_eq!(device.kept(), Some(Secret::from("t-2")));
        assert!(Device::of(folder.path(), "demo").kept().is_none());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&device.0).unwrap().permissions().mode() & 0o077, 0);
        }
    }
}
