//! A way on which some answers to commands are lost: the server has done what was asked, and whoever asked hears
//! nothing. Reads HTTP/1.1 just so far that it knows where a message ends.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Which answers are lost.
#[derive(Debug, Default)]
pub struct Losses {
    commands: AtomicU64,
    lost: AtomicU64,
}

impl Losses {
    /// Answers that were lost so far.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }

    /// One more command was answered; true when that answer is to be lost: two of ten, so that no retry meets the
    /// same fate for ever.
    fn loses(&self) -> bool {
        let number = self.commands.fetch_add(1, Ordering::Relaxed);
        let loses = matches!(number % 10, 3 | 7);
        if loses {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        loses
    }
}

/// Carries messages back and forth until one is lost or somebody hangs up.
pub(super) async fn carry(mut caller: TcpStream, mut server: TcpStream, losses: &Losses) {
    let (mut asked, mut answered) = (Vec::new(), Vec::new());
    loop {
        let Some(request) = message(&mut caller, &mut asked).await else { return };
        if server.write_all(&request).await.is_err() {
            return;
        }
        let Some(answer) = message(&mut server, &mut answered).await else { return };
        let is_command = request.starts_with(b"POST ") || request.starts_with(b"PUT ");
        if is_command && losses.loses() {
            return;
        }
        if caller.write_all(&answer).await.is_err() {
            return;
        }
    }
}

/// The next message, head and body; what was read beyond it stays in `read`.
async fn message(from: &mut TcpStream, read: &mut Vec<u8>) -> Option<Vec<u8>> {
    let head = loop {
        if let Some(at) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break at + 4;
        }
        more(from, read).await?;
    };
    let text = String::from_utf8_lossy(&read[..head]).to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let length = length.map_or(0, |length| length.parse::<usize>().unwrap());
    while read.len() < head + length {
        more(from, read).await?;
    }
    let rest = read.split_off(head + length);
    Some(std::mem::replace(read, rest))
}

async fn more(from: &mut TcpStream, read: &mut Vec<u8>) -> Option<()> {
    match from.read_buf(read).await {
        Ok(count) if count > 0 => Some(()),
        Ok(_) | Err(_) => None,
    }
}
