//! Saving what was decided about many things at once: the alerts in a few statements, and an event for each that
//! changed. Where very many open in one go people are told once, and not of each.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::alerts::{Alert, AlertType, BY_THE_SHOP, Decision, Facts, Matter, Resolution, Severity, Standing};
use crate::error::Result;
use crate::id::{ProductId, kind};
use crate::store::alerts::About;
use crate::store::events::NewEvent;
use crate::store::{self, Tx};
use crate::text;

/// Of so many that open, or grow graver, in one go people are told one by one; of more they are told that there are.
pub(super) const MOST_TOLD: usize = 20;

/// What is to become of the alert about one product.
pub(super) struct Decided {
    pub about: About,
    pub decision: Decision,
}

/// What became of alerts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub opened: usize,
    pub changed: usize,
    pub resolved: usize,
}

impl Kept {
    pub const fn count(self) -> usize {
        self.opened + self.changed + self.resolved
    }
}

/// What is to be written.
#[derive(Default)]
struct Sheet {
    new: Vec<Alert>,
    changed: Vec<Alert>,
    events: Vec<NewEvent>,
}

impl Sheet {
    fn save(self, tx: &mut Tx<'_>, by: &str, now: DateTime<Utc>) -> Result<()> {
        store::alerts::insert_many(tx, &self.new)?;
        store::alerts::save_many(tx, &self.changed)?;
        store::events::append_many(tx, &self.events, by, now)
    }
}

/// Saves what was decided, about products in the order of their ids; events say that `by` did it.
pub(super) fn save(
    tx: &mut Tx<'_>,
    matter: Matter,
    decided: Vec<Decided>,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Kept> {
    let would_tell = decided.iter().filter_map(|one| told_of(&one.decision));
    let (count, gravest) = (would_tell.clone().count(), would_tell.max());
    let aloud = count <= MOST_TOLD;
    let (mut sheet, mut kept) = (Sheet::default(), Kept::default());
    for Decided { about, decision } in decided {
        let name = Some((about.product, about.name.as_str()));
        match (decision, about.open) {
            (Decision::Open(facts), _) => {
                let told = aloud.then_some(facts.severity);
                let (id, topic) = (tx.new_id::<kind::Alert>(), matter.topic(about.product));
                let standing = Standing { facts, told, is_by_hand: false };
                let alert = Alert::opened(id, topic, Some(about.product), standing, now);
                sheet.events.push(event("alert.opened", &alert, name, aloud));
                sheet.new.push(alert);
                kept.opened += 1;
            }
            (Decision::Change { facts, is_graver, tells }, Some(mut alert)) => {
                let tells = tells && aloud;
                alert.change(facts, is_graver, tells, now);
                let what = if is_graver { "alert.escalated" } else { "alert.changed" };
                sheet.events.push(event(what, &alert, name, tells));
                sheet.changed.push(alert);
                kept.changed += 1;
            }
            (Decision::Resolve, Some(mut alert)) => {
                alert.resolve(by_itself(now));
                sheet.events.push(event("alert.resolved", &alert, name, false));
                sheet.changed.push(alert);
                kept.resolved += 1;
            }
            (Decision::Nothing, _) | (Decision::Change { .. } | Decision::Resolve, None) => {}
        }
    }
    if let Some(severity) = gravest.filter(|_| !aloud) {
        tell_of_many(tx, &mut sheet, matter, count, severity, now)?;
    }
    sheet.save(tx, by, now)?;
    Ok(kept)
}

/// The severity that people would be told of.
const fn told_of(decision: &Decision) -> Option<Severity> {
    match decision {
        Decision::Open(facts) | Decision::Change { facts, tells: true, .. } => Some(facts.severity),
        Decision::Change { tells: false, .. } | Decision::Nothing | Decision::Resolve => None,
    }
}

/// How an alert ends for which there is no reason any more.
pub(super) fn by_itself(now: DateTime<Utc>) -> Resolution {
    Resolution { at: now, by: BY_THE_SHOP.to_owned(), person: None, notes: String::new() }
}

/// One alert that says how many there are, in place of as many letters. While it is open the next ones are added to it.
fn tell_of_many(
    tx: &mut Tx<'_>,
    sheet: &mut Sheet,
    matter: Matter,
    count: usize,
    severity: Severity,
    now: DateTime<Utc>,
) -> Result<()> {
    let topic = format!("many:{}", matter.prefix());
    let open = store::alerts::find_open(tx, &topic)?;
    let before = open.as_ref().and_then(|open| open.standing.facts.current_value).unwrap_or(0);
    let all = before.saturating_add(i64::try_from(count).unwrap_or(i64::MAX));
    let of_what = match matter {
        Matter::Stock => "products are low",
        Matter::Demand => "products are in high demand",
        Matter::Price => "prices changed by much",
    };
    let facts = Facts {
        alert_type: AlertType::System,
        severity: open.as_ref().map_or(severity, |open| open.standing.facts.severity.max(severity)),
        message: format!("{all} {of_what} at once; each has an alert of its own."),
        threshold_value: None,
        current_value: Some(all),
    };
    let decision = Decision::between(open.as_ref().map(|open| &open.standing), Some(facts), true);
    match (decision, open) {
        (Decision::Open(facts), _) => {
            let standing = Standing { told: Some(facts.severity), facts, is_by_hand: false };
            let alert = Alert::opened(tx.new_id::<kind::Alert>(), topic, None, standing, now);
            sheet.events.push(event("alert.opened", &alert, None, true));
            sheet.new.push(alert);
        }
        (Decision::Change { facts, is_graver, tells }, Some(mut alert)) => {
            alert.change(facts, is_graver, tells, now);
            let what = if is_graver { "alert.escalated" } else { "alert.changed" };
            sheet.events.push(event(what, &alert, None, tells));
            sheet.changed.push(alert);
        }
        (Decision::Nothing | Decision::Change { .. } | Decision::Resolve, _) => {}
    }
    Ok(())
}

/// What the log says of an alert: all that is needed to tell somebody of it.
pub(super) fn event(
    what: &'static str,
    alert: &Alert,
    product: Option<(ProductId, &str)>,
    tells: bool,
) -> NewEvent {
    NewEvent { owner: None, kind: what, subject: alert.id.to_string(), data: data(alert, product, tells) }
}

fn data(alert: &Alert, product: Option<(ProductId, &str)>, tells: bool) -> Value {
    let Facts { alert_type, severity, message, threshold_value, current_value } = &alert.standing.facts;
    json!({
        "alert": alert.id,
        "alert_type": alert_type,
        "severity": severity,
        "message": message,
        "product": product.map(|(id, name)| json!({ "id": id, "name": text::line(name) })),
        "threshold_value": threshold_value,
        "current_value": current_value,
        "is_active": alert.is_active(),
        "snoozed_until": alert.snoozed_until,
        "tells": tells,
        "resolved_by": alert.resolution.as_ref().map(|end| &end.by),
        "version": alert.version,
    })
}
