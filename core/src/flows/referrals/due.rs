//! Paying the bonuses that are due. The server asks for it every ten minutes; several servers may ask at once: the
//! first order of a referral is held while it is looked at, the cap is one conditional write, and the ledger takes a
//! referral once.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::append_event;
use crate::actor::Actor;
use crate::catalog::Shop;
use crate::error::{Error, Result};
use crate::flows::coupons;
use crate::id::{OrderId, UserId, kind};
use crate::ledger::{Account, EntryKind, Posting};
use crate::orders::Order;
use crate::referrals::bonus::settled_before;
use crate::referrals::{BonusKind, COUPON_DAYS, Due, NoBonus, bonus};
use crate::store::referrals::{self as rows, Known, Paid, ReferralRow};
use crate::store::{self, Tx};

/// Settles the referrals whose first order cannot come back any more at `now`, `limit` at most; how many those were.
/// What somebody else holds at this moment is left for the next time. While the shop thanks for nobody all of them
/// wait.
pub fn pay_due(tx: &mut Tx<'_>, now: DateTime<Utc>, limit: u32) -> Result<usize> {
    let shop = store::settings::load_shop(tx)?;
    if !shop.referrals.is_offered() {
        return Ok(0);
    }
    let waiting = rows::lock_due(tx, settled_before(&shop, now), limit)?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let found = Found::of(tx, &waiting)?;
    let mut settled = 0;
    for referral in &waiting {
        match found.due(referral, &shop, now)? {
            Due::Later => continue,
            Due::Never(why) => refuse(tx, referral, why, now)?,
            Due::Now if !rows::count_bonus(tx, referral.referrer_id, shop.referrals.cap)? => {
                refuse(tx, referral, NoBonus::CapReached, now)?;
            }
            Due::Now => reward(tx, referral, &shop, now)?,
        }
        settled += 1;
    }
    Ok(settled)
}

/// All that is looked at, whichever referral it is of.
struct Found {
    orders: BTreeMap<OrderId, Order>,
    being_returned: Vec<OrderId>,
    people: BTreeMap<UserId, Known>,
}

impl Found {
    fn of(tx: &mut Tx<'_>, waiting: &[ReferralRow]) -> Result<Self> {
        let orders: Vec<OrderId> = waiting.iter().filter_map(|row| row.order_id).collect();
        let people: Vec<UserId> = waiting.iter().flat_map(|row| [row.referrer_id, row.referee_id]).collect();
        Ok(Self {
            being_returned: rows::being_returned(tx, &orders)?,
            people: rows::known(tx, &people)?,
            orders: store::orders::find_all(tx, &orders)?
                .into_iter()
                .map(|order| (order.id, order))
                .collect(),
        })
    }

    fn due(&self, referral: &ReferralRow, shop: &Shop, now: DateTime<Utc>) -> Result<Due> {
        let gone = || Error::Broken(format!("referral {} names what is not there", referral.id));
        let order = referral.order_id.and_then(|id| self.orders.get(&id)).ok_or_else(gone)?;
        let referrer = self.people.get(&referral.referrer_id).ok_or_else(gone)?;
        let referee = self.people.get(&referral.referee_id).ok_or_else(gone)?;
        let has_open_return = self.being_returned.contains(&order.id);
        let both = [&referrer.person, &referee.person];
        Ok(bonus::due(order, has_open_return, both, referrer.is_active, shop, now))
    }
}

fn refuse(tx: &mut Tx<'_>, referral: &ReferralRow, why: NoBonus, now: DateTime<Utc>) -> Result<()> {
    rows::save_refused(tx, referral.id, why, now)?;
    let mut data = facts(referral);
    data["reason"] = json!(why.as_str());
    append_event(tx, "referral.refused", referral.id, &data, &Actor::System, now)
}

fn reward(tx: &mut Tx<'_>, referral: &ReferralRow, shop: &Shop, now: DateTime<Utc>) -> Result<()> {
    let amount = shop.referrals.bonus;
    let mut data = facts(referral);
    data["bonus"] = json!(shop.currency.amount(amount));
    let paid = match shop.referrals.paid_as {
        BonusKind::Wallet => {
            let id = tx.new_id::<kind::Posting>();
            data["posting"] = json!(id);
            let posting = Posting::new(id)
                .moving(
                    EntryKind::ReferralBonus,
                    &Account::Bonuses,
                    &Account::wallet_of(referral.referrer_id),
                    amount,
                )
                .known_as(Some(referral.id.to_string()));
            store::ledger::post(tx, &[posting], shop.currency, Actor::System.name(), now)?;
            Paid::Posting(id)
        }
        BonusKind::Coupon => {
            let until = now + TimeDelta::days(COUPON_DAYS);
            let coupon = coupons::give(tx, referral.referrer_id, amount, until, shop, now)?;
            data["coupon"] = json!(coupon);
            Paid::Coupon(coupon)
        }
    };
    rows::save_rewarded(tx, referral.id, amount, paid, now)?;
    append_event(tx, "referral.rewarded", referral.id, &data, &Actor::System, now)
}

fn facts(referral: &ReferralRow) -> Value {
    json!({
        "referral": referral.id,
        "referrer": referral.referrer_id,
        "referee": referral.referee_id,
        "order": referral.order_id,
    })
}
