//! What the worker does and did, and what is done by the clock. For admins.

use comanda_core::jobs::{JobId, JobQueue, JobStatus};
use comanda_core::wire::Page;
use comanda_core::wire::jobs::{ChoreView, JobView, QueueView};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

const JOBS: &str = "api/system/jobs/";

/// The worker's jobs. See [`Client::jobs`].
#[derive(Debug, Clone, Copy)]
pub struct Jobs<'a> {
    client: &'a Client,
}

impl<'a> Jobs<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Jobs of the server's queue, the newest first; ends with [`send`](JobList::send) or [`stream`](JobList::stream).
    pub fn list(self) -> JobList {
        JobList(Listing::new(self.client, JOBS))
    }

    /// One of them.
    pub async fn get(self, id: &JobId) -> Result<JobView> {
        self.client.call(&Call::get(format!("{JOBS}{id}/"))).await
    }

    /// Lets a dead one be tried again, and what it is about.
    pub async fn retry(self, id: &JobId) -> Result<JobView> {
        self.retry_with_key(id, &IdempotencyKey::new()).await
    }

    /// As [`retry`](Self::retry), under a key that the caller keeps.
    pub async fn retry_with_key(self, id: &JobId, key: &IdempotencyKey) -> Result<JobView> {
        self.client.call(&Call::new(Method::POST, format!("{JOBS}{id}/retry/")).keyed(key)).await
    }

    /// Everything that is done by the clock.
    pub async fn schedule(self) -> Result<Vec<ChoreView>> {
        self.client.call(&Call::get(format!("{JOBS}schedule/"))).await
    }

    /// How each queue stands.
    pub async fn queues(self) -> Result<Vec<QueueView>> {
        self.client.call(&Call::get(format!("{JOBS}queues/"))).await
    }
}

/// A list of jobs before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct JobList(Listing);

impl JobList {
    /// Only of this queue.
    pub fn queue(self, queue: JobQueue) -> Self {
        Self(self.0.filter("queue", queue.as_str()))
    }

    /// Only those that stand so.
    pub fn status(self, status: JobStatus) -> Self {
        Self(self.0.filter("status", status.as_str()))
    }

    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self(self.0.page(number))
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size))
    }

    /// One page.
    pub async fn send(self) -> Result<Page<JobView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<JobView>> + Send + use<> {
        self.0.stream()
    }
}
