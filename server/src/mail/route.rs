//! The road of a letter: a mail server, or a folder of `.eml` files.

use std::path::{Path, PathBuf};

use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::MailError;
use crate::config::Delivery;

/// Where letters go.
pub enum Route {
    /// To a mail server.
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    /// Into this folder, one file each.
    Files(PathBuf),
}

impl Route {
    const FOLDER: &str = "mail";

    /// By the settings; the folder lies in `data_dir`.
    pub fn new(delivery: &Delivery, data_dir: &Path) -> Self {
        match delivery {
            Delivery::Smtp(server) => Self::Smtp(Box::new(server.transport())),
            Delivery::Files => Self::Files(data_dir.join(Self::FOLDER)),
        }
    }

    /// Sends `message`, once.
    pub async fn send(&self, message: Message) -> Result<(), MailError> {
        match self {
            Self::Smtp(server) => {
                server.send(message).await?;
            }
            Self::Files(folder) => {
                make_private(folder).await?;
                AsyncFileTransport::<Tokio1Executor>::new(folder).send(message).await?;
            }
        }
        Ok(())
    }
}

/// Letters hold codes: only the server's own user reads them.
async fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = tokio::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    builder.mode(0o700);
    builder.create(folder).await
}
