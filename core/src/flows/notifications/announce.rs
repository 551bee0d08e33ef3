//! From events to those who are told. Called in the transaction that moves the log's place on, so each event comes here
//! once; what it takes to know is loaded once for all of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::plan::Plan;
use crate::accounts::Patronage;
use crate::catalog::Shop;
use crate::coupons::{Coupon, Uses};
use crate::error::Result;
use crate::events::Event;
use crate::flows::events::Work;
use crate::id::{CouponId, UserId};
use crate::notifications::Receiver;
use crate::notifications::eligible::can_still_use;
use crate::notifications::telling::{self, Told, Whom};
use crate::store::{self, Tx};

/// How many of the staff are told at most, the first ones by their accounts.
const MOST_STAFF: u32 = 1_000;

/// Writes down who is told of `events`, and by which way. What is to be done then: letters to send, and long lists of
/// people to go through.
pub fn announce(tx: &mut Tx<'_>, events: &[Event], now: DateTime<Utc>) -> Result<Vec<Work>> {
    let shop = store::settings::load_shop(tx)?;
    let told: Vec<(&Event, Told)> = events
        .iter()
        .filter_map(|event| telling::told(event, shop.currency).map(|told| (event, told)))
        .collect();
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let known = Known::of(tx, &told)?;
    let ids: Vec<UserId> = known.staff.iter().chain(known.people.values()).map(|one| one.id).collect();
    let wishes = store::receivers::preferences(tx, &ids)?;
    let (mut plan, mut work) = (Plan::default(), Vec::new());
    for (event, told) in told {
        match told.whom {
            Whom::Staff => {
                for receiver in &known.staff {
                    plan.tell(tx, event, &told, receiver, &wishes, now)?;
                }
            }
            Whom::Account(id) => {
                if let Some(receiver) = known.people.get(&id)
                    && known.is_news(&told, id, &shop, now)
                {
                    plan.tell(tx, event, &told, receiver, &wishes, now)?;
                }
            }
            Whom::CustomersWith(_) => {
                store::audiences::insert(tx, event, now)?;
                work.push(Work::Audience(event.id));
            }
        }
    }
    work.extend(plan.save(tx, now)?);
    Ok(work)
}

/// All that is looked at, whichever event it is for.
struct Known {
    staff: Vec<Receiver>,
    people: BTreeMap<UserId, Receiver>,
    coupons: BTreeMap<CouponId, Coupon>,
    past: BTreeMap<UserId, Patronage>,
    uses: BTreeMap<(CouponId, UserId), Uses>,
}

impl Known {
    fn of(tx: &mut Tx<'_>, told: &[(&Event, Told)]) -> Result<Self> {
        let to_staff = told.iter().any(|(_, told)| told.whom == Whom::Staff);
        let staff = if to_staff { store::receivers::staff(tx, MOST_STAFF)? } else { Vec::new() };
        let accounts: BTreeSet<UserId> = told.iter().filter_map(|(_, told)| account(told)).collect();
        let people = store::receivers::find(tx, &accounts.into_iter().collect::<Vec<_>>())?;
        let people = people.into_iter().map(|receiver| (receiver.id, receiver)).collect();
        let mut known =
            Self { staff, people, coupons: BTreeMap::new(), past: BTreeMap::new(), uses: BTreeMap::new() };
        known.load_coupons(tx, told)?;
        Ok(known)
    }

    /// The coupons of somebody that end, and what their owners did with them.
    fn load_coupons(&mut self, tx: &mut Tx<'_>, told: &[(&Event, Told)]) -> Result<()> {
        let owned = told.iter().filter_map(|(_, told)| Some((told.coupon?, account(told)?)));
        let (coupons, owners): (Vec<CouponId>, Vec<UserId>) = owned.unzip();
        if coupons.is_empty() {
            return Ok(());
        }
        let found = store::coupons::find_all(tx, &coupons)?;
        self.coupons = found.into_iter().map(|coupon| (coupon.id, coupon)).collect();
        self.past = store::accounts::customers::patronage(tx, &owners)?;
        self.uses = store::coupon_uses::of_customers(tx, &coupons, &owners)?;
        Ok(())
    }

    /// False for the end of a coupon that its owner cannot use any more.
    fn is_news(&self, told: &Told, receiver: UserId, shop: &Shop, now: DateTime<Utc>) -> bool {
        let Some(coupon) = told.coupon else { return true };
        let past = self.past.get(&receiver).copied().unwrap_or_default();
        let uses = self.uses.get(&(coupon, receiver));
        let coupon = self.coupons.get(&coupon);
        coupon.is_some_and(|coupon| can_still_use(coupon, &past, uses, &shop.tiers, now))
    }
}

const fn account(told: &Told) -> Option<UserId> {
    match told.whom {
        Whom::Account(id) => Some(id),
        Whom::Staff | Whom::CustomersWith(_) => None,
    }
}
