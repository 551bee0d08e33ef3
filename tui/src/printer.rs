//! The printer for receipts: on the network, at a device, or a file. Told by a setting of the terminal; written to by
//! the executor, within a time limit, so that a printer without paper holds nobody up.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// How long a printer may take for one receipt.
const PATIENCE: Duration = Duration::from_secs(5);
/// The port that printers on a network listen at.
const PORT: u16 = 9100;

/// What is told where there is no printer.
pub const NONE: &str = "No printer is set up. Start with --printer tcp://HOST:9100 or --printer /dev/usb/lp0 (or set COMANDA_PRINTER).";

/// Where receipts come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printer {
    /// A printer that listens at this host and port.
    Network(String),
    /// A device or a file.
    File(PathBuf),
}

/// As it is written in the settings.
impl fmt::Display for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(address) => write!(f, "tcp://{address}"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

impl FromStr for Printer {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let Some((scheme, rest)) = text.split_once("://") else {
            return if text.is_empty() {
                Err("name a printer: tcp://host:9100, a device or a file".to_owned())
            } else {
                Ok(Self::File(PathBuf::from(text)))
            };
        };
        let address = rest.trim_end_matches('/');
        if scheme != "tcp" || address.is_empty() {
            return Err(format!("{text} is no printer; write tcp://host:9100, a device or a file"));
        }
        let has_port = address.rsplit_once(':').is_some_and(|(host, port)| {
            // Of [::1] the last part is no port.
            !port.contains(']') && !host.is_empty() && port.parse::<u16>().is_ok()
        });
        Ok(Self::Network(if has_port { address.to_owned() } else { format!("{address}:{PORT}") }))
    }
}

impl Printer {
    /// Writes `bytes` to it. Errors when it does not take them all in time.
    pub async fn write(&self, bytes: Vec<u8>) -> io::Result<()> {
        let late = |_| io::Error::from(io::ErrorKind::TimedOut);
        match self {
            Self::Network(address) => timeout(PATIENCE, to_network(address, &bytes)).await.map_err(late)?,
            Self::File(path) => timeout(PATIENCE, to_file(path.clone(), bytes)).await.map_err(late)?,
        }
    }

    /// What is told when it did not work, and what to do about it.
    pub fn sentence(&self, error: &io::Error) -> String {
        match (self, error.kind()) {
            (Self::File(_), kind) if kind != io::ErrorKind::TimedOut => {
                format!("The printer at {self} cannot be written to ({error}). p prints again.")
            }
            _ => format!("The printer at {self} does not answer. Check paper and cable; p prints again."),
        }
    }
}

async fn to_network(address: &str, bytes: &[u8]) -> io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(bytes).await?;
    stream.flush().await?;
    stream.shutdown().await
}

/// On a thread of its own: a device without paper may hold whoever writes for ever, and must not hold the program's
/// end.
async fn to_file(path: PathBuf, bytes: Vec<u8>) -> io::Result<()> {
    let (tell, told) = oneshot::channel();
    std::thread::Builder::new().name("printer".to_owned()).spawn(move || {
        // Whoever asked has gone when this took too long.
        let _ = tell.send(append(&path, &bytes));
    })?;
    told.await.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?
}

fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(bytes)?;
    file.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("tcp://printer.local:9101", "tcp://printer.local:9101")]
    #[case("tcp://printer.local", "tcp://printer.local:9100")]
    #[case("tcp://[::1]", "tcp://[::1]:9100")]
    #[case(" /dev/usb/lp0 ", "/dev/usb/lp0")]
    #[case("receipts.bin", "receipts.bin")]
    fn a_printer_is_an_address_or_a_path(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(text.parse::<Printer>().unwrap().to_string(), shown);
    }

    #[rstest]
    #[case("")]
    #[case("tcp://")]
    #[case("http://printer.local")]
    fn what_is_no_printer_is_refused(#[case] text: &str) {
        assert!(text.parse::<Printer>().is_err());
    }

    #[tokio::test]
    async fn a_file_takes_one_receipt_after_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("receipts");
        let printer = Printer::File(path.clone());
        printer.write(b"one,".to_vec()).await.unwrap();
        printer.write(b"two".to_vec()).await.unwrap();
        assert_eq!(std::fs::read(path).unwrap(), b"one,two");
    }

    #[tokio::test]
    async fn a_printer_that_is_not_there_is_told() {
        let printer: Printer = "tcp://127.0.0.1:9".parse().unwrap();
        let error = printer.write(b"receipt".to_vec()).await.unwrap_err();
        assert_eq!(
            printer.sentence(&error),
            "The printer at tcp://127.0.0.1:9 does not answer. Check paper and cable; p prints again."
        );
        let printer = Printer::File(PathBuf::from("/nowhere/lp0"));
        let error = printer.write(b"receipt".to_vec()).await.unwrap_err();
        assert!(printer.sentence(&error).starts_with("The printer at /nowhere/lp0 cannot be written to ("));
    }
}
