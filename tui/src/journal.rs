//! Payments and errands that were begun and whose answer is not known yet, each in a small file of its own.
//! Written before the request leaves, struck out when its answer is known, read when the program starts: a
//! crash in between leaves a key to ask with, so that nobody is charged twice and no order is lost.

use std::fs::{self, File};
use std::io::{self, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use comanda_core::id::OrderId;
use comanda_core::wire::PlaceOrder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A payment whose answer is not known yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// Its idempotency key.
    pub key: String,
    /// Whose key it is: only the same account may ask with it.
    pub username: String,
    /// What was sent, so that the very same can be sent again.
    pub order: PlaceOrder,
    /// The order that stands already and is only paid; none: it is placed and paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed: Option<PlacedOrder>,
}

/// An order that stands already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacedOrder {
    /// Which.
    pub id: OrderId,
    /// The number people call out.
    pub number: String,
}

/// What is written down.
pub trait Entry: Serialize + DeserializeOwned {
    /// The folder of its kind.
    const FOLDER: &'static str;
    /// Its idempotency key.
    fn key(&self) -> &str;
}

impl Entry for Pending {
    const FOLDER: &'static str = "unanswered";
    fn key(&self) -> &str {
        &self.key
    }
}

/// The folder that holds the entries of one kind.
#[derive(Debug, Clone)]
pub struct Journal<E: Entry = Pending> {
    folder: PathBuf,
    entries: PhantomData<fn() -> E>,
}

impl<E: Entry> Journal<E> {
    /// The journal of the shop called `shop` under `data_dir`; created when missing.
    pub fn open(data_dir: &Path, shop: &str) -> io::Result<Self> {
        let safe: String = shop.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let folder = data_dir.join(E::FOLDER).join(safe);
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, entries: PhantomData })
    }

    /// Writes `entry` down; when this returns it survives a crash of the machine.
    pub fn write(&self, entry: &E) -> io::Result<()> {
        let path = self.path(entry.key());
        let draft = path.with_extension("draft");
        let mut file = File::create(&draft)?;
        file.write_all(&serde_json::to_vec(entry)?)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        File::open(&self.folder)?.sync_all()
    }

    /// Strikes out the one with this key, if it stands there.
    pub fn settle(&self, key: &str) -> io::Result<()> {
        match fs::remove_file(self.path(key)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// All that stand there, oldest first. A file that cannot be read is left alone and logged.
    pub fn pending(&self) -> io::Result<Vec<E>> {
        let mut paths: Vec<PathBuf> = fs::read_dir(&self.folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        paths.sort();
        let read = |path: &PathBuf| match fs::read(path).map(|bytes| serde_json::from_slice(&bytes)) {
            Ok(Ok(entry)) => Some(entry),
            Ok(Err(error)) => {
                tracing::error!(path = %path.display(), %error, "something unanswered cannot be read");
                None
            }
            Err(error) => {
                tracing::error!(path = %path.display(), %error, "something unanswered cannot be read");
                None
            }
        };
        Ok(paths.iter().filter_map(read).collect())
    }

    fn path(&self, key: &str) -> PathBuf {
        let safe: String = key.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        self.folder.join(safe).with_extension("json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending(key: &str) -> Pending {
        Pending { key: key.into(), username: "counter".into(), order: PlaceOrder::default(), placed: None }
    }

    #[test]
    fn an_unanswered_payment_survives_until_it_is_settled() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), "http://till.local:80").unwrap();
        let pending = pending("019-1");
        journal.write(&pending).unwrap();
        let again = Journal::<Pending>::open(folder.path(), "http://till.local:80").unwrap();
        assert_eq!(again.pending().unwrap(), [pending]);
        again.settle("019-1").unwrap();
        again.settle("019-1").unwrap();
        assert!(journal.pending().unwrap().is_empty());
    }

    #[test]
    fn a_broken_file_hides_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::open(folder.path(), "demo").unwrap();
        let pending = pending("b");
        journal.write(&pending).unwrap();
        fs::write(journal.folder.join("a.json"), b"{").unwrap();
        assert_eq!(journal.pending().unwrap(), [pending]);
    }
}
