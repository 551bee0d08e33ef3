//! Many people who are told of one event: page by page, so that no transaction holds the shop up. The place moves on in
//! the transaction that tells a page: whatever crashes, each is told once. Called by the server's worker.

use chrono::{DateTime, TimeDelta, Utc};

use super::plan::Plan;
use crate::catalog::Shop;
use crate::coupons::Coupon;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::id::{EventId, UserId};
use crate::notifications::Receiver;
use crate::notifications::eligible::can_still_use;
use crate::notifications::telling::{self, Told, Whom};
use crate::store::audiences::{self, AudienceRow};
use crate::store::{self, Tx};

/// How many accounts are looked at in one transaction.
const AT_ONCE: u32 = 200;
/// How long whoever goes through the list has it alone after each page.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// How far the telling has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There are more.
    More,
    /// All were told, by whomever.
    All,
}

/// Takes up the list of those who are told of the event `cause`; false when all were told, or when another is at it.
pub fn begin(tx: &mut Tx<'_>, cause: EventId, now: DateTime<Utc>) -> Result<bool> {
    audiences::claim(tx, cause, now, now + LEASE)
}

/// Tells the next page of people.
pub fn tell_page(tx: &mut Tx<'_>, cause: EventId, now: DateTime<Utc>) -> Result<Progress> {
    let Some(row) = audiences::find_waiting(tx, cause)? else { return Ok(Progress::All) };
    let shop = store::settings::load_shop(tx)?;
    let event = row.event()?;
    let Some((told, coupon)) = news(tx, &event, &shop)? else {
        move_on(tx, &row, &row.up_to.clone(), 0, true, now)?;
        return Ok(Progress::All);
    };
    let page = store::receivers::customers_after(tx, &row.up_to, AT_ONCE)?;
    let eligible = eligible(tx, page.receivers, &coupon, &shop, now)?;
    let ids: Vec<UserId> = eligible.iter().map(|receiver| receiver.id).collect();
    let wishes = store::receivers::preferences(tx, &ids)?;
    let (mut plan, mut count) = (Plan::default(), 0);
    for receiver in &eligible {
        count += usize::from(plan.tell(tx, &event, &told, receiver, &wishes, now)?);
    }
    let up_to = page.last.map_or_else(|| row.up_to.clone(), |last| last.to_string());
    move_on(tx, &row, &up_to, count, page.last.is_none(), now)?;
    // The sweep finds the letters: nobody is in a hurry, and others may be.
    plan.save(tx, now)?;
    Ok(if page.last.is_none() { Progress::All } else { Progress::More })
}

/// What they are told, while the coupon can be used at all.
fn news(tx: &mut Tx<'_>, event: &Event, shop: &Shop) -> Result<Option<(Told, Coupon)>> {
    let Some(told) = telling::told(event, shop.currency) else { return Ok(None) };
    let Whom::CustomersWith(coupon) = told.whom else { return Ok(None) };
    Ok(store::coupons::find_all(tx, &[coupon])?.pop().map(|coupon| (told, coupon)))
}

fn eligible(
    tx: &mut Tx<'_>,
    receivers: Vec<Receiver>,
    coupon: &Coupon,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<Vec<Receiver>> {
    let ids: Vec<UserId> = receivers.iter().map(|receiver| receiver.id).collect();
    let past = store::accounts::customers::patronage(tx, &ids)?;
    let uses = store::coupon_uses::of_customers(tx, &[coupon.id], &ids)?;
    let can = |receiver: &Receiver| {
        let past = past.get(&receiver.id).copied().unwrap_or_default();
        can_still_use(coupon, &past, uses.get(&(coupon.id, receiver.id)), &shop.tiers, now)
    };
    Ok(receivers.into_iter().filter(can).collect())
}

/// Where another was quicker the page begins anew, from where they have come to.
fn move_on(
    tx: &mut Tx<'_>,
    from: &AudienceRow,
    to: &str,
    told: usize,
    is_done: bool,
    now: DateTime<Utc>,
) -> Result<()> {
    if audiences::move_on(tx, from, to, told, is_done, now, now + LEASE)? {
        Ok(())
    } else {
        Err(Error::Contended(format!("audience {}", from.cause)))
    }
}
