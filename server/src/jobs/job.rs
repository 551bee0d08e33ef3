//! What a job carries: the id of what is to be looked at, or the name of a chore and its hour. Nothing secret, and nothing
//! that the shop's database does not know.

use chrono::{DateTime, Utc};
use comanda_core::flows::events::Work;
use comanda_core::jobs::JobQueue;
use serde::{Deserialize, Serialize};

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Look at this.
    Look {
        /// At what.
        work: Work,
        /// Another one each time it is put into the queue.
        turn: i64,
    },
    /// Do what is due by the clock.
    Chore {
        /// Which.
        name: String,
        /// The hour it was due at.
        due: DateTime<Utc>,
        /// Another one each time it is put into the queue.
        turn: i64,
    },
}

impl Job {
    /// To look at something for the first time.
    pub const fn first(work: Work) -> Self {
        Self::Look { work, turn: 0 }
    }

    /// To look at something that nobody has looked at for too long: a turn that none before it had, whatever became of
    /// those.
    pub const fn lost(work: Work, now: DateTime<Utc>) -> Self {
        Self::Look { work, turn: now.timestamp() }
    }

    /// The same, for the next time.
    pub fn next(&self) -> Self {
        let mut next = self.clone();
        let (Self::Look { turn, .. } | Self::Chore { turn, .. }) = &mut next;
        *turn += 1;
        next
    }

    /// In which queue it belongs.
    pub const fn queue(&self) -> JobQueue {
        match self {
            Self::Look { work: Work::Letter(_), .. } => JobQueue::Letters,
            Self::Look { work: Work::Delivery(_), .. } => JobQueue::Deliveries,
            Self::Look { work: Work::Audience(_), .. } => JobQueue::Audiences,
            Self::Chore { .. } => JobQueue::Chores,
        }
    }

    /// What it is about.
    pub fn subject(&self) -> String {
        match self {
            Self::Look { work: Work::Letter(id), .. } => id.to_string(),
            Self::Look { work: Work::Delivery(id), .. } => id.to_string(),
            Self::Look { work: Work::Audience(id), .. } => id.to_string(),
            Self::Chore { name, .. } => name.clone(),
        }
    }

    /// What it is about, where that is a row of its own.
    pub const fn work(&self) -> Option<Work> {
        match self {
            Self::Look { work, .. } => Some(*work),
            Self::Chore { .. } => None,
        }
    }

    /// By this the queue knows a job that it has already.
    pub fn key(&self) -> String {
        let (Self::Look { turn, .. } | Self::Chore { turn, .. }) = self;
        format!("{}:{turn}", self.subject())
    }
}

#[cfg(test)]
mod tests {
    use comanda_core::id::{DeliveryId, LetterId};

    use super::*;

    #[test]
    fn a_job_carries_an_id_and_reads_back() {
        let letter: LetterId = "letter_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        let jobs = [
            Job::first(Work::Letter(letter)),
            Job::Chore { name: "forget_letters".to_owned(), due: DateTime::UNIX_EPOCH, turn: 7 },
        ];
        for job in jobs {
            let text = serde_json::to_string(&job).unwrap();
            assert_eq!(serde_json::from_str::<Job>(&text).unwrap(), job, "{text}");
        }
    }

    #[test]
    fn each_turn_of_the_same_has_a_key_of_its_own() {
        let delivery: DeliveryId = "delivery_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        let work = Work::Delivery(delivery);
        let (first, lost) = (Job::first(work), Job::lost(work, clock(100)));
        assert_eq!(first.key(), "delivery_01h455vb4pex5vsknk084sn02q:0");
        assert_eq!(lost.key(), "delivery_01h455vb4pex5vsknk084sn02q:100");
        assert_eq!(first.queue(), JobQueue::Deliveries);
    }

    fn clock(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }
}
