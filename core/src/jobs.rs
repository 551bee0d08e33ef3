//! The worker's jobs as people see them: in which queue, and how they stand. What they carry are ids.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::words::words;

/// A queue of the worker. Each has its own pace, so that none waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum JobQueue {
    /// Letters to be sent.
    Letters,
    /// Other systems to be told.
    Deliveries,
    /// Long lists of people to be told.
    Audiences,
    /// What is done by the clock.
    Chores,
}

words!(JobQueue {
    Letters = "letters",
    Deliveries = "deliveries",
    Audiences = "audiences",
    Chores = "chores",
});

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum JobStatus {
    /// Until its time has come and somebody is free.
    Waiting,
    /// Somebody is at it.
    Running,
    /// Nothing is left to do.
    Done,
    /// It did not work and is not tried again, unless somebody asks for it.
    Dead,
}

words!(JobStatus { Waiting = "waiting", Running = "running", Done = "done", Dead = "dead" });

/// Which job. It names a place in the queue and nothing of the shop's.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String))]
pub struct JobId(String);

/// A text that names no job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("names no job")]
pub struct InvalidJobId;

impl JobId {
    const LENGTH: usize = 26;

    /// As the queue writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for JobId {
    type Err = InvalidJobId;

    fn from_str(text: &str) -> Result<Self, InvalidJobId> {
        let is_id = text.len() == Self::LENGTH
            && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if is_id { Ok(Self(text.to_owned())) } else { Err(InvalidJobId) }
    }
}

impl TryFrom<String> for JobId {
    type Error = InvalidJobId;

    fn try_from(text: String) -> Result<Self, InvalidJobId> {
        text.parse()
    }
}

impl From<JobId> for String {
    fn from(id: JobId) -> Self {
        id.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_a_job_reads_back_and_nothing_else_is_one() {
        let text = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
        assert_eq!(text.parse::<JobId>().unwrap().to_string(), text);
        for odd in
            ["", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01arz3ndektsv4rrffq69g5fav", "01ARZ3NDEKTSV4RRFFQ69G5F%V"]
        {
            assert_eq!(odd.parse::<JobId>(), Err(InvalidJobId), "{odd}");
        }
    }
}
