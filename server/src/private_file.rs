//! Small files with a secret in them, readable by their owner only: the signing key, the counter's own key.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What the file at `path` says, without white space around it. One that is not there yet is made, and says
/// what `fresh` says.
pub fn read_or_make(path: &Path, fresh: impl FnOnce() -> String) -> io::Result<String> {
    if !path.exists() {
        match make(path, &fresh()) {
            // Another start made it meanwhile.
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => {}
            made => made?,
        }
    }
    Ok(std::fs::read_to_string(path)?.trim().to_owned())
}

/// Writes a new file beside and links it into place: a start that dies halfway leaves no half of it.
fn make(path: &Path, text: &str) -> io::Result<()> {
    let draft = draft(path);
    let written = write(&draft, text).and_then(|()| std::fs::hard_link(&draft, path));
    let _ = std::fs::remove_file(&draft);
    written
}

/// Makes the file at `path` say `text`, whatever it said before: all of it or nothing.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let draft = draft(path);
    write(&draft, text).and_then(|()| std::fs::rename(&draft, path))
}

fn draft(path: &Path) -> std::path::PathBuf {
    path.with_extension(format!("{}.draft", uuid::Uuid::now_v7().simple()))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
