//! When something that is done by the clock is to be done: once for each hour it is due at, and once for all that were
//! missed. Asked by the worker, which knows the clock and reads the cron expressions.

use chrono::{DateTime, Utc};

/// How far something has come that is done by the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The latest hour it was due at and is done; never, where there is none.
    pub done_for: Option<DateTime<Utc>>,
    /// Until when somebody is at it.
    pub held_until: Option<DateTime<Utc>>,
}

impl Standing {
    /// True when it is to be done at `now`: it was due at `due`, the latest hour before `now`, and is not done for that
    /// or a later one, and nobody is at it. However many hours were missed, it is one.
    pub fn is_due(self, due: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let is_done = self.done_for.is_some_and(|done| done >= due);
        let is_held = self.held_until.is_some_and(|until| until > now);
        due <= now && !is_done && !is_held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-11-24T{text}:00Z").parse().unwrap()
    }

    fn done_for(text: &str) -> Standing {
        Standing { done_for: Some(at(text)), held_until: None }
    }

    #[test]
    fn it_is_due_once_for_each_hour() {
        assert!(Standing::default().is_due(at("10:00"), at("10:00")), "it was never done");
        assert!(done_for("09:00").is_due(at("10:00"), at("10:00")));
        assert!(!done_for("10:00").is_due(at("10:00"), at("10:59")));
        assert!(!done_for("11:00").is_due(at("10:00"), at("10:59")), "a clock that went back");
        assert!(!done_for("09:00").is_due(at("10:00"), at("09:59")), "it is not yet that late");
    }

    #[test]
    fn nobody_begins_what_somebody_is_at() {
        let held = Standing { held_until: Some(at("10:05")), ..done_for("09:00") };
        assert!(!held.is_due(at("10:00"), at("10:04")));
        assert!(held.is_due(at("10:00"), at("10:05")), "whoever held it is gone");
    }
}
