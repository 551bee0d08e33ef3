//! Pictures and other files that everybody may see: kept under a path that says what they are, served by
//! `routes::media`. What is stored was made by the server itself, see [`picture`].

mod jpeg;
pub mod picture;
mod polyglot;

use std::ops::Range;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::{GetOptions, GetResult, ObjectStore, ObjectStoreExt};

use crate::config::MediaPlace;
use crate::respond::Failure;

/// Where a file is kept and by which path it is served: lower-case words between slashes, and at the end a
/// name whose extension is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaPath(object_store::path::Path);

/// What a path may end with, and the content type that goes with it.
const TYPES: [(&str, &str); 3] = [("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")];
const LONGEST: usize = 200;

/// Under which files are served.
const ROOT: &str = "/media/";

/// A text that is no path of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAPath;

impl FromStr for MediaPath {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let (stem, extension) = text.rsplit_once('.').ok_or(NotAPath)?;
        let known = TYPES.iter().any(|(ending, _)| *ending == extension);
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_');
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(plain);
        let fits = known && text.len() <= LONGEST && stem.split('/').all(is_word);
        fits.then(|| Self(object_store::path::Path::from(text))).ok_or(NotAPath)
    }
}

impl MediaPath {
    /// As it stands in addresses.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }

    /// Where everybody finds it on this server.
    pub fn url(&self) -> String {
        format!("{ROOT}{}", self.as_str())
    }

    /// What a [`MediaPath::url`] names; nothing for the addresses of others.
    pub fn of_url(url: &str) -> Option<Self> {
        url.strip_prefix(ROOT)?.parse().ok()
    }

    /// What lies there.
    pub fn content_type(&self) -> &'static str {
        let extension = self.0.extension().unwrap_or_default();
        let known = TYPES.iter().find(|(ending, _)| *ending == extension);
        known.map_or("application/octet-stream", |(_, content_type)| content_type)
    }
}

/// The files; cheap to clone.
#[derive(Debug, Clone)]
pub struct Media(Arc<dyn ObjectStore>);

impl Media {
    /// Opens the place of the settings; its folder has to be there.
    pub fn open(place: &MediaPlace) -> object_store::Result<Self> {
        let MediaPlace::Folder(folder) = place;
        Self::in_folder(folder)
    }

    fn in_folder(folder: &Path) -> object_store::Result<Self> {
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    /// Keeps `bytes` under `path`, in place of what was there. They are on the disk when this returns.
    pub async fn put(&self, path: &MediaPath, bytes: Bytes) -> Result<(), Failure> {
        self.0.put(&path.0, bytes.into()).await.map_err(away)?;
        Ok(())
    }

    /// What is kept under `path`, if anything is; its body is read while it is sent.
    pub async fn get(&self, path: &MediaPath) -> Result<Option<GetResult>, Failure> {
        match self.0.get(&path.0).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(away(cause)),
        }
    }

    /// How many bytes are kept under `path`, if anything is.
    pub async fn size(&self, path: &MediaPath) -> Result<Option<u64>, Failure> {
        match self.0.head(&path.0).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(away(cause)),
        }
    }

    /// As [`Media::get`], but only these bytes of it, of which there has to be one at least.
    pub async fn get_part(&self, path: &MediaPath, part: Range<u64>) -> Result<Option<GetResult>, Failure> {
        let options = GetOptions { range: Some(part.into()), ..GetOptions::default() };
        match self.0.get_opts(&path.0, options).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(cause) => Err(away(cause)),
        }
    }

    /// Removes what is kept under `path`; nothing there is as good.
    pub async fn delete(&self, path: &MediaPath) -> Result<(), Failure> {
        match self.0.delete(&path.0).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(away(cause)),
        }
    }

    /// Removes what nothing shows any more. When that fails it only takes room.
    pub async fn forget(&self, path: &MediaPath) {
        if let Err(cause) = self.delete(path).await {
            tracing::warn!(path = path.as_str(), ?cause, "a picture that nothing shows was not removed");
        }
    }
}

/// A disk that is full or a store that does not answer: nothing the caller did.
#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn away(cause: object_store::Error) -> Failure {
    Failure::Unavailable(format!("the media: {cause}"))
}

#[cfg(test)]
mod tests;
