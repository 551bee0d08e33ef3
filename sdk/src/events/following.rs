//! What a subscription does next: call, listen, tell, wait, call again. It remembers the last event, so that nothing is
//! missed and nothing told twice. Driven by [`Subscription::stream`](super::Subscription::stream).

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use comanda_core::events::Topic;
use comanda_core::id::UserId;
use comanda_core::refusal::Refusal;
use comanda_core::wire::EventView;
use serde::Deserialize;
use sse_stream::Sse;
use tokio::time::Instant;

use super::Update;
use super::line::{Line, unreadable};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::transport::Failure;

/// About how long it waits before it calls again the first time.
const SHORTEST: Duration = Duration::from_millis(500);
/// A talk that was shorter than this is not taken up again without a pause.
const SHORT_TALK: Duration = Duration::from_secs(2);
/// The longest that it waits.
const LONGEST: Duration = Duration::from_secs(15);

/// Somebody who follows.
pub(super) struct Following {
    client: Client,
    /// In whose name; with the API key, where nobody was signed in.
    speaker: Option<UserId>,
    topics: Vec<Topic>,
    /// The last event, or a place behind it up to which there are none.
    last: Option<i64>,
    stage: Stage,
    /// True between `Connected` and whatever comes in its way: a token that was renewed is nobody's business.
    is_told: bool,
    /// What somebody wants, whatever the server asks for.
    pauses: Option<(Duration, Duration)>,
    /// What the server asks for.
    asked: Duration,
    delays: Option<ExponentialBackoff>,
}

enum Stage {
    /// Call after so long.
    Away(Duration),
    On(Box<Line>, Instant),
    Over,
}

/// Why the shop hangs up.
#[derive(Deserialize)]
struct Bye {
    reason: String,
}

impl Following {
    pub(super) fn new(
        client: Client,
        topics: Vec<Topic>,
        last: Option<i64>,
        pauses: Option<(Duration, Duration)>,
    ) -> Self {
        Self {
            speaker: client.user().map(|user| user.id),
            client,
            topics,
            last,
            stage: Stage::Away(Duration::ZERO),
            is_told: false,
            pauses,
            asked: SHORTEST,
            delays: None,
        }
    }

    /// What there is to tell next; nothing after the end.
    pub(super) async fn next(&mut self) -> Option<Update> {
        loop {
            let told = match &mut self.stage {
                Stage::Over => return None,
                Stage::Away(pause) => {
                    tokio::time::sleep(*pause).await;
                    self.call().await
                }
                Stage::On(line, _) => match line.next().await {
                    Some(Ok(block)) => self.hear(&block),
                    Some(Err(error)) => Some(self.lose(error, None)),
                    None => Some(self.lose(Error::Closed, None)),
                },
            };
            if told.is_some() {
                return told;
            }
        }
    }

    async fn call(&mut self) -> Option<Update> {
        match Line::open(&self.client, self.speaker, &self.topics, self.last).await {
            Ok(line) => {
                self.stage = Stage::On(Box::new(line), Instant::now());
                None
            }
            Err(Failure { error, pause, .. }) => Some(self.fail(error, pause)),
        }
    }

    fn fail(&mut self, error: Error, pause: Option<Duration>) -> Update {
        if let Some(Refusal::EventsGone { last }) = error.refusal()
            && self.last != Some(last)
        {
            self.last = Some(last);
            self.is_told = false;
            self.stage = Stage::Away(Duration::ZERO);
            return Update::Missed;
        }
        // Signing in was tried already, and asking as before will not help.
        if error.is_unauthenticated() || matches!(error, Error::Config(_)) {
            self.stage = Stage::Over;
            return Update::Ended { error };
        }
        self.lose(error, pause)
    }

    fn lose(&mut self, error: Error, pause: Option<Duration>) -> Update {
        let retry_in = self.delay().max(pause.unwrap_or_default());
        self.is_told = false;
        self.stage = Stage::Away(retry_in);
        tracing::debug!(%error, ?retry_in, "the events are not heard");
        Update::Lost { error, retry_in }
    }

    /// Longer each time, until the shop was heard again; never the same for all who lost it at once.
    fn delay(&mut self) -> Duration {
        let (shortest, longest) = self.pauses.unwrap_or((self.asked.clamp(SHORTEST, LONGEST), LONGEST));
        let delays = self.delays.get_or_insert_with(|| {
            let growing = ExponentialBuilder::default().with_min_delay(shortest).with_max_delay(longest);
            growing.with_jitter().without_max_times().build()
        });
        delays.next().unwrap_or(longest).min(longest)
    }

    /// What a block says, if it is for whoever follows.
    fn hear(&mut self, block: &Sse) -> Option<Update> {
        if let Some(asked) = block.retry {
            self.asked = Duration::from_millis(asked);
        }
        let Some(id) = block.id.as_ref().and_then(|id| id.parse::<i64>().ok()) else { return None };
        // The shop is well: the next loss is a new one.
        self.delays = None;
        match block.event.as_deref().unwrap_or_default() {
            "ready" => {
                self.reach(id);
                (!std::mem::replace(&mut self.is_told, true)).then_some(Update::Connected)
            }
            "position" => {
                self.reach(id);
                None
            }
            "bye" => {
                self.reach(id);
                self.part(block)
            }
            _ if self.last.is_some_and(|last| id <= last) => None,
            _ => match event(block) {
                Ok(event) => {
                    self.reach(id);
                    Some(Update::Event(event))
                }
                Err(error) => Some(self.lose(error, None)),
            },
        }
    }

    fn reach(&mut self, id: i64) {
        self.last = Some(self.last.map_or(id, |last| last.max(id)));
    }

    /// The shop hangs up. Where only a token has ended, it is renewed and the talk goes on.
    fn part(&mut self, block: &Sse) -> Option<Update> {
        let bye: Option<Bye> = block.data.as_deref().and_then(|data| serde_json::from_str(data).ok());
        let was_long = matches!(&self.stage, Stage::On(_, since) if since.elapsed() >= SHORT_TALK);
        match bye.as_ref().map(|bye| bye.reason.as_str()) {
            Some("token_ended" | "session_ended") if was_long => {
                self.stage = Stage::Away(Duration::ZERO);
                None
            }
            _ => Some(self.lose(Error::Closed, None)),
        }
    }
}

fn event(block: &Sse) -> Result<EventView> {
    serde_json::from_str(block.data.as_deref().unwrap_or_default())
        .map_err(|error| unreadable(&error.to_string()))
}
