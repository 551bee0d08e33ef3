//! Replays the laws on everything that is stored, and names the first entry that breaks one.

mod alerts;
mod coupons;
mod house;
mod log;
mod money;
mod referrals;
mod selling;
mod stock;
mod telling;
mod webhooks;

use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::orders::{Status, status};
use crate::store::{self, Tx};

/// What the replay found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VerifyReport {
    /// True when every law holds.
    pub ok: bool,
    /// The laws that were replayed, in order, up to the first that is broken.
    pub laws: Vec<LawReport>,
}

/// One law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LawReport {
    /// Its name in `docs/invariants.md`.
    pub law: String,
    /// What it says.
    pub rule: String,
    /// How many entries it was replayed on.
    pub entries: u64,
    /// The first entry that breaks it.
    pub broken: Option<String>,
}

struct Law {
    name: &'static str,
    rule: &'static str,
    table: &'static str,
    /// Selects an `entry` that breaks the law.
    breach: &'static str,
}

/// Replays every law up to the first that is broken.
pub fn replay(tx: &mut Tx<'_>, actor: &Actor) -> Result<VerifyReport> {
    actor.require(Permission::VerifyBooks)?;
    let mut laws = Vec::new();
    let all = [
        selling::FIGURES,
        coupons::LAWS,
        stock::LAWS,
        money::LAWS,
        selling::WAYS,
        house::LAWS,
        referrals::LAWS,
        log::LAWS,
        alerts::LAWS,
        webhooks::LAWS,
        telling::LAWS,
    ];
    for law in all.into_iter().flatten() {
        let broken = store::verify::first_breach(tx, law.breach)?;
        let entries = store::verify::count(tx, law.table)?;
        let is_broken = broken.is_some();
        laws.push(LawReport { law: law.name.to_owned(), rule: law.rule.to_owned(), entries, broken });
        if is_broken {
            return Ok(VerifyReport { ok: false, laws });
        }
    }
    // What is a rule of this crate, and not a query.
    for step in [coupons::above_a_customers_limit, illegal_step] {
        let report = step(tx)?;
        let is_broken = report.broken.is_some();
        laws.push(report);
        if is_broken {
            return Ok(VerifyReport { ok: false, laws });
        }
    }
    Ok(VerifyReport { ok: true, laws })
}

/// The workflow itself is a rule of this crate, not a query.
fn illegal_step(tx: &mut Tx<'_>) -> Result<LawReport> {
    let legal = |step: &store::verify::StepTaken| match (step.from, step.to, step.method) {
        (None, Some(Status::Pending), Some(_)) => true,
        (Some(from), Some(to), Some(method)) => status::may_follow(from, to, method),
        _ => false,
    };
    let taken = store::verify::steps_taken(tx)?;
    Ok(LawReport {
        law: "statuses".to_owned(),
        rule: "no order took a step that its workflow does not have".to_owned(),
        entries: store::verify::count(tx, "order_history")?,
        broken: taken.into_iter().find(|step| !legal(step)).map(|step| step.entry),
    })
}
