//! What happens in the shop: asked for from time to time, or followed.

use std::time::Duration;

use comanda_core::events::Topic;
use comanda_core::wire::EventsView;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::events::Subscription;

const EVENTS: &str = "api/events/";

/// What happens. See [`Client::events`].
#[derive(Debug, Clone, Copy)]
pub struct Events<'a> {
    client: &'a Client,
}

impl<'a> Events<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Follows what happens from now on, or from [`after`](Subscription::after) on; ends with
    /// [`stream`](Subscription::stream).
    ///
    /// ```no_run
    /// # async fn follow(comanda: comanda_sdk::Client) {
    /// use comanda_sdk::Topic;
    /// use comanda_sdk::events::Update;
    /// use futures::StreamExt;
    ///
    /// let mut updates = comanda.events().subscribe().topics([Topic::Orders]).stream();
    /// while let Some(update) = updates.next().await {
    ///     match update {
    ///         Update::Event(event) => println!("{} {}", event.event_type, event.subject),
    ///         Update::Connected => println!("live"),
    ///         Update::Missed => println!("load everything anew"),
    ///         Update::Lost { error, retry_in } => println!("{error}; again in {retry_in:?}"),
    ///         Update::Ended { error } => println!("sign in again: {error}"),
    ///         _ => {}
    ///     }
    /// }
    /// # }
    /// ```
    pub fn subscribe(self) -> Subscription {
        Subscription::new(self.client)
    }

    /// What happened after event `after`, the oldest first; ends with [`send`](EventsAfter::send).
    pub fn after(self, after: i64) -> EventsAfter {
        EventsAfter { client: self.client.clone(), after, topics: Vec::new(), limit: None, wait: None }
    }

    /// Where the log is now: what comes [`after`](Self::after) it has not happened yet.
    pub async fn position(self) -> Result<i64> {
        let here: EventsView = self.client.call(&Call::get(EVENTS)).await?;
        Ok(here.last)
    }
}

/// Events since some place in the log, before they are asked for.
#[derive(Debug, Clone)]
#[must_use = "events are asked for by `send`"]
pub struct EventsAfter {
    client: Client,
    after: i64,
    topics: Vec<Topic>,
    limit: Option<u32>,
    wait: Option<Duration>,
}

impl EventsAfter {
    /// Only of these topics.
    pub fn topics(mut self, topics: impl IntoIterator<Item = Topic>) -> Self {
        self.topics = topics.into_iter().collect();
        self
    }

    /// How many at most, 1 to 500; 100 unless told.
    pub const fn limit(mut self, limit: u32) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Where nothing has happened yet, the server answers when something does, or after so long: whole seconds, 25 at
    /// most. The client's own limit of one attempt counts, too.
    pub const fn wait(mut self, wait: Duration) -> Self {
        self.wait = Some(wait);
        self
    }

    /// Those that whoever is signed in may see. Ask for what comes after `last` next time, also when there were none.
    pub async fn send(self) -> Result<EventsView> {
        let mut query = vec![("after", self.after.to_string())];
        query.extend(topics(&self.topics));
        query.extend(self.limit.map(|limit| ("limit", limit.to_string())));
        query.extend(self.wait.map(|wait| ("wait", wait.as_secs().to_string())));
        self.client.call(&Call::get(EVENTS).query(query)).await
    }
}

/// How topics are asked for.
pub(crate) fn topics(topics: &[Topic]) -> Option<(&'static str, String)> {
    let words: Vec<&str> = topics.iter().map(|topic| topic.as_str()).collect();
    (!words.is_empty()).then(|| ("topics", words.join(",")))
}
