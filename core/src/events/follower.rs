//! Somebody who follows the log: what of it they are told, and how little of it has to be read for that. Asked by the
//! event stream and by polling.

use super::{Event, Topic};
use crate::actor::Actor;
use crate::id::{ApiKeyId, UserId};

/// Somebody who follows the log, or some topics of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub actor: Actor,
    /// What they want to hear of; everything, where there is none.
    pub topics: Vec<Topic>,
}

/// What part of the log has to be read for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    All,
    /// What concerns this account.
    OfOwner(UserId),
    /// What came about through this device.
    Via(ApiKeyId),
    /// None of it.
    Nothing,
}

impl Follower {
    /// True when they want to be told of `event` and may be.
    pub fn sees(&self, event: &Event) -> bool {
        Topic::of(&event.kind).is_some_and(|topic| self.wants(topic)) && event.is_visible_to(&self.actor)
    }

    /// Where nothing that they want is open to them, only their own can be for them.
    pub fn part(&self) -> Part {
        if Topic::ALL.iter().any(|topic| self.wants(*topic) && topic.is_open_to(&self.actor)) {
            return Part::All;
        }
        match &self.actor {
            Actor::User { id, .. } => Part::OfOwner(*id),
            Actor::Device { id, .. } => Part::Via(*id),
            Actor::Anonymous | Actor::System => Part::Nothing,
        }
    }

    fn wants(&self, topic: Topic) -> bool {
        self.topics.is_empty() || self.topics.contains(&topic)
    }
}
