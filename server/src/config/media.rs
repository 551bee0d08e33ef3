//! Where pictures are kept: `MEDIA_URL`.

use std::path::{Path, PathBuf};

use super::ConfigError;

/// Where pictures are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaPlace {
    /// In a folder of this machine.
    Folder(PathBuf),
}

impl MediaPlace {
    /// `file://folder`, as written after the `//`; without a URL a folder in `data_dir`.
    pub fn parse(url: Option<&str>, data_dir: &Path) -> Result<Self, ConfigError> {
        match url {
            Some(url) if !url.is_empty() => {
                let folder = url.strip_prefix("file://").filter(|folder| !folder.is_empty());
                folder.map(Self::at).ok_or(ConfigError::MediaUrl)
            }
            _ => Ok(Self::in_dir(data_dir)),
        }
    }

    /// The folder that is used when none is named.
    pub fn in_dir(data_dir: &Path) -> Self {
        Self::Folder(data_dir.join("media"))
    }

    fn at(folder: &str) -> Self {
        Self::Folder(PathBuf::from(folder))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_lie_in_the_data_directory_unless_a_folder_is_named() {
        let at = |url| MediaPlace::parse(url, Path::new("shop")).unwrap();
        for none in [None, Some("")] {
            assert_eq!(at(none), MediaPlace::Folder("shop/media".into()));
        }
        assert_eq!(at(Some("file:///srv/media")), MediaPlace::Folder("/srv/media".into()));
        assert_eq!(at(Some("file://media")), MediaPlace::Folder("media".into()));
    }

    #[test]
    fn another_place_is_refused_with_what_there_is() {
        for url in ["s3://key:hunter2@bucket", "media", "file://", "FILE:///x"] {
            let told = MediaPlace::parse(Some(url), Path::new("shop")).unwrap_err().to_string();
            assert!(told.starts_with("MEDIA_URL") && told.contains("file://"), "{told}");
            assert!(!told.contains("hunter2"), "{told}");
        }
    }
}
