//! Following the shop through the SDK, and the small questions of the header. One task follows at a time; it ends with
//! the session that it was begun in.

use std::sync::{Arc, Mutex, PoisonError};

use comanda_core::alerts::Severity;
use comanda_core::events::Topic;
use comanda_sdk::events::Update;
use comanda_sdk::{Client, Result};
use futures::StreamExt;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::trouble;
use crate::live::{Alarms, LiveMsg, MOST_ALARMS};
use crate::msg::Msg;
use crate::screens::orders::query::Group;

/// The task that follows, if there is one.
#[derive(Debug, Clone, Default)]
pub(super) struct Follower(Arc<Mutex<Option<AbortHandle>>>);

impl Follower {
    /// This task follows from now on; the one before ends.
    pub(super) fn put(&self, task: Option<AbortHandle>) {
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), task);
        if let Some(before) = before {
            before.abort();
        }
    }
}

/// Follows these topics, and posts what is told under this number; ends when nobody is signed in any more.
pub(super) async fn follow(
    client: Client,
    post: UnboundedSender<Msg>,
    number: u64,
    topics: Vec<Topic>,
) -> Option<Msg> {
    let mut updates = client.events().subscribe().topics(topics).stream();
    while let Some(update) = updates.next().await {
        let told = match update {
            Update::Connected => LiveMsg::Connected(number),
            Update::Event(event) => LiveMsg::Event(number, Box::new(event)),
            Update::Lost { error, retry_in } => LiveMsg::Lost(number, trouble("feed", &error), retry_in),
            Update::Missed => LiveMsg::Missed(number),
            Update::Ended { error } => LiveMsg::Ended(number, trouble("feed", &error)),
            // What a later SDK tells besides, this till does not know what to do with.
            _ => continue,
        };
        if post.send(Msg::Live(told)).is_err() {
            break;
        }
    }
    None
}

/// How many orders somebody still has to do something about.
pub(super) async fn orders(client: Client, number: u64) -> Option<Msg> {
    let open = Group::InWork.statuses().iter().copied();
    let answer = client.orders().list().statuses(open).page_size(1).send().await;
    let answer = answer.map(|page| page.count).map_err(|error| trouble("open orders", &error));
    Some(Msg::Live(LiveMsg::Orders(number, answer)))
}

/// What there is of alerts.
pub(super) async fn alarms(client: Client, number: u64) -> Option<Msg> {
    let answer = look(&client).await;
    let answer = answer.map(Box::new).map_err(|error| trouble("alerts", &error));
    Some(Msg::Live(LiveMsg::Alarms(number, answer)))
}

async fn look(client: &Client) -> Result<Alarms> {
    let alerts = client.alerts();
    let asked = Instant::now();
    let counts = alerts.counts().await?;
    let took = asked.elapsed();
    let critical = alerts.list().is_active(true).severity(Severity::Critical).page_size(MOST_ALARMS);
    Ok(Alarms { counts, critical: critical.send().await?.results, took })
}
