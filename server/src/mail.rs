//! Letters to people: by SMTP, or into files where no mail server is named. Routes [`post`](Mailer::post) those with
//! codes and go on; the worker sends what was written down, on a [`line`](Mailer::line) of its own. Nobody waits for a
//! mail server, and no request fails because of one.

mod failure;
pub mod letters;
mod message;
mod route;

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use comanda_core::id::LetterId;
use lettre::message::Mailbox;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::MailSettings;

pub use comanda_core::text::masked_address as masked;
pub use failure::MailError;
use route::Route;

/// One letter, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Which, where it was written down.
    pub id: Option<LetterId>,
    /// The address it goes to.
    pub to: String,
    /// On one line; what does not fit there is dropped when it is sent.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as a page.
    pub html: String,
}

/// Shows neither the text, which may hold a code, nor the whole address.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Letter to {}", masked(&self.to))
    }
}

/// Sends letters; cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Inner>);

/// Nothing of it may be shown: neither who gets letters nor how the server signs in.
impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mailer").finish_non_exhaustive()
    }
}

struct Inner {
    from: Mailbox,
    route: Route,
    /// A place for each letter that was posted and is not sent yet.
    places: Arc<Semaphore>,
    /// One for each conversation with the mail server.
    lines: Semaphore,
    /// And for those of the worker: a thousand coupons must not stand before somebody's code.
    worker_lines: Semaphore,
    /// Letters are also posted by threads of the store, which know of no runtime.
    runtime: Handle,
    under_way: TaskTracker,
    closing: CancellationToken,
}

/// One second, five, twenty-five.
const PAUSES: ExponentialBuilder = ExponentialBuilder::new()
    .with_factor(5.0)
    .with_min_delay(Duration::from_secs(1))
    .with_max_delay(Duration::from_secs(25))
    .with_max_times(3);

impl Mailer {
    /// How many letters may wait; a mail server that is down must not fill the memory.
    const PLACES: usize = 1_000;
    /// How many letters are sent at the same time: mail servers put off callers with many connections.
    const LINES: usize = 4;
    /// The longest that one attempt may take.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// By the settings; files go below `data_dir`. Needs a Tokio runtime, which sends the letters.
    pub fn new(settings: &MailSettings, data_dir: &Path) -> Self {
        Self(Arc::new(Inner {
            from: settings.from.clone(),
            route: Route::new(&settings.delivery, data_dir),
            places: Arc::new(Semaphore::new(Self::PLACES)),
            lines: Semaphore::new(Self::LINES),
            worker_lines: Semaphore::new(Self::LINES),
            runtime: Handle::current(),
            under_way: TaskTracker::new(),
            closing: CancellationToken::new(),
        }))
    }

    /// Sends `letter` in one attempt.
    pub async fn send(&self, letter: &Letter) -> Result<(), MailError> {
        let line = self.0.lines.acquire().await.map_err(|_| MailError::TimedOut)?;
        Line { mailer: self, _place: line }.send(letter).await
    }

    /// Waits for a line to the mail server that is not busy. What is taken up after this is sent at once, or not
    /// within [`PATIENCE`](Self::PATIENCE).
    pub async fn line(&self) -> Result<Line<'_>, MailError> {
        let line = self.0.worker_lines.acquire().await.map_err(|_| MailError::TimedOut)?;
        Ok(Line { mailer: self, _place: line })
    }

    /// Takes a letter and returns at once. It is tried again while there is hope; in the end a failure is
    /// only logged.
    pub fn post(&self, letter: Result<Letter, MailError>) {
        let letter = match letter {
            Ok(letter) => letter,
            Err(cause) => return tracing::error!(%cause, "a letter could not be written"),
        };
        let Ok(place) = Arc::clone(&self.0.places).try_acquire_owned() else {
            tracing::warn!(to = masked(&letter.to), "too many letters are waiting; this one is dropped");
            return;
        };
        let mailer = self.clone();
        let delivering = async move {
            mailer.deliver(&letter).await;
            drop(place);
        };
        self.0.under_way.spawn_on(delivering, &self.0.runtime);
    }

    /// Waits for the letters under way. Pauses between attempts end: it is now or never. The caller sets the
    /// limit.
    pub async fn finish(&self) {
        self.0.closing.cancel();
        self.0.under_way.close();
        self.0.under_way.wait().await;
    }

    async fn deliver(&self, letter: &Letter) {
        let closing = self.0.closing.clone();
        let pause = move |pause: Duration| {
            let closing = closing.clone();
            async move { drop(tokio::time::timeout(pause, closing.cancelled()).await) }
        };
        let attempt = || self.send(letter);
        let delivered = attempt.retry(PAUSES).sleep(pause).when(MailError::is_passing).await;
        if let Err(cause) = delivered {
            tracing::error!(to = masked(&letter.to), %cause, "a letter could not be sent");
        }
    }
}

/// A line to the mail server, for one letter.
#[must_use = "somebody else may be waiting for it"]
pub struct Line<'a> {
    mailer: &'a Mailer,
    _place: SemaphorePermit<'a>,
}

impl Line<'_> {
    /// Sends `letter` in one attempt.
    pub async fn send(self, letter: &Letter) -> Result<(), MailError> {
        let inner = &self.mailer.0;
        let message = message::of(&inner.from, letter)?;
        let sending = inner.route.send(message);
        tokio::time::timeout(Mailer::PATIENCE, sending).await.map_err(|_| MailError::TimedOut)?
    }
}

#[cfg(test)]
mod tests;
