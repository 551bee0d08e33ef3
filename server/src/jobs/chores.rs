//! What the shop does by the clock and nobody asks for, and when each is due. Times are UTC: the nightly ones only have
//! to be at night somewhere, and a shop that is closed then has them caught up when it opens.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use comanda_core::flows::schedule::{Run, Step, Turn, step};
use comanda_core::flows::{alerts, coupons, housekeeping, orders, referrals};
use cron::Schedule;

use crate::clock;
use crate::respond::Failure;
use crate::state::AppState;
use crate::worker::Outcome;

/// How many go in one transaction: others wait for it.
const AT_ONCE: u32 = 50;

/// Something that is done again and again.
#[derive(Debug, Clone, Copy)]
pub struct Chore {
    /// Which; kept in the database.
    pub name: &'static str,
    /// When: second, minute, hour, day of the month, month, day of the week; UTC.
    pub cron: &'static str,
    /// Does some of it.
    pub run: Run,
}

impl Chore {
    const fn new(name: &'static str, cron: &'static str, run: Run) -> Self {
        Self { name, cron, run }
    }

    /// All its hours; none where the expression is none, which a test rules out.
    fn hours(&self) -> Option<Schedule> {
        Schedule::from_str(self.cron).ok()
    }

    /// The latest hour up to `now` at which it was due.
    pub fn last_due(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let hours = self.hours()?;
        // What comes before a moment does not include it.
        let just_after = now + chrono::TimeDelta::microseconds(1);
        hours.after(&just_after).next_back()
    }

    /// The first hour after `now` at which it is due.
    pub fn next_due(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.hours()?.after(&now).next()
    }
}

/// All of them.
pub const CHORES: &[Chore] = &[
    Chore::new("call_off_unpaid_orders", "0 * * * * *", orders::expire_unpaid),
    Chore::new("thank_for_new_customers", "0 */10 * * * *", referrals::pay_due),
    // Once a day would do; looking each hour costs nothing and is nearer to the truth.
    Chore::new("end_coupons", "0 10 * * * *", coupons::expire_due),
    Chore::new("tell_of_coupons_that_end_soon", "0 20 * * * *", coupons::expiring_soon),
    Chore::new("clean_up_coupons", "0 30 4,16 * * *", coupons::clean_up),
    // Crossing a limit raises its alert by itself; this repairs.
    Chore::new("look_at_the_stock", "0 40 * * * *", alerts::sweep_stock),
    Chore::new("look_at_the_demand", "0 */5 * * * *", alerts::sweep_demand),
    Chore::new("forget_sign_ins", "0 5 3 * * *", housekeeping::sign_ins),
    Chore::new("forget_password_resets", "0 10 3 * * *", housekeeping::password_resets),
    Chore::new("forget_attempts", "0 15 3 * * *", housekeeping::attempts),
    Chore::new("forget_idempotency_keys", "0 20 3 * * *", housekeeping::idempotency_keys),
    Chore::new("forget_notifications", "0 25 3 * * *", housekeeping::notifications),
    Chore::new("forget_letters", "0 30 3 * * *", housekeeping::letters),
    Chore::new("forget_deliveries", "0 35 3 * * *", housekeeping::deliveries),
];

/// What tests do that the shop does not.
#[cfg(not(test))]
const TRIALS: &[Chore] = &[];
#[cfg(test)]
const TRIALS: &[Chore] = &[
    Chore::new("trial: defect", "0 0 0 * * *", |_, _, _| panic!("as it shall")),
    Chore::new("trial: slow", "0 0 0 * * *", |_, _, _| {
        std::thread::sleep(std::time::Duration::from_millis(700));
        Ok(0)
    }),
];

/// Does all of a chore that was due at `due`, unless it is done or another is at it. Called by the queue's handler.
pub async fn run(app: &AppState, name: &str, due: DateTime<Utc>) -> Result<Outcome, Failure> {
    let Some(chore) = CHORES.iter().chain(TRIALS).find(|chore| chore.name == name) else {
        return Ok(Outcome::Dead(format!("There is no chore {name} in this version.")));
    };
    let holder = uuid::Uuid::now_v7().simple().to_string();
    let turn = Turn { name: chore.name.to_owned(), due, holder };
    let (run, mut done) = (chore.run, 0);
    loop {
        let (turn, now) = (turn.clone(), clock::now());
        match app.write(move |tx| step(tx, &turn, run, done, now, AT_ONCE)).await? {
            Step::Some(count) => done += count,
            Step::Finished | Step::NotOurs => {
                if done > 0 {
                    tracing::info!(count = done, chore = chore.name, "done");
                }
                return Ok(Outcome::Done);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn every_chore_has_hours_and_a_name_of_its_own() {
        let now = at("2026-11-24T12:00:00Z");
        for chore in CHORES {
            let (last, next) = (chore.last_due(now).unwrap(), chore.next_due(now).unwrap());
            assert!(last <= now && now < next, "{}", chore.name);
        }
        let names: BTreeSet<&str> = CHORES.iter().map(|chore| chore.name).collect();
        assert_eq!(names.len(), CHORES.len());
    }

    #[test]
    fn the_hour_itself_is_due_and_the_moment_before_is_not() {
        let chore = Chore::new("once a night", "0 5 3 * * *", housekeeping::letters);
        let due = |text: &str| chore.last_due(at(text)).unwrap();
        assert_eq!(due("2026-11-24T03:05:00Z"), at("2026-11-24T03:05:00Z"));
        assert_eq!(due("2026-11-24T03:05:00.5Z"), at("2026-11-24T03:05:00Z"));
        assert_eq!(due("2026-11-24T03:04:59.999999Z"), at("2026-11-23T03:05:00Z"));
        assert_eq!(due("2027-01-01T00:00:00Z"), at("2026-12-31T03:05:00Z"));
        assert_eq!(chore.next_due(at("2026-11-24T03:05:00Z")).unwrap(), at("2026-11-25T03:05:00Z"));
        let minutely = Chore::new("each minute", "0 * * * * *", housekeeping::letters);
        assert_eq!(minutely.last_due(at("2026-11-24T03:05:59Z")).unwrap(), at("2026-11-24T03:05:00Z"));
    }
}
