//! Recommendations: the code that somebody passes on, who came with it, and the bonus for that. Called by its routes,
//! by registration, by orders as they come and go, and by the chore that pays what is due.

mod due;
mod invite;
mod orders;
mod redeem;

pub(in crate::flows) use orders::{attribute, let_go};
pub(in crate::flows) use redeem::{came, of_new_account};

pub use due::pay_due;
pub use invite::{Invitation, invite};
pub use redeem::redeem;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::actor::Actor;
use crate::error::Result;
use crate::id::{ReferralId, UserId};
use crate::referrals::{CODE_LENGTH, person};
use crate::store::referrals::{self as rows, Known, ReferralRow};
use crate::store::{self, Tx};
use crate::wire::referrals::{MyReferrals, ReferralView};

/// How many of those who came are shown.
const SHOWN: u32 = 50;

/// The actor's own code, made when it is first asked for, who came with it, and what that brought.
pub fn mine(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<MyReferrals> {
    let own = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let (code, rewarded) = own_code(tx, actor, own, now)?;
    let (invited, earned) = rows::totals(tx, own)?;
    let latest = rows::latest(tx, own, SHOWN)?;
    let ids: Vec<UserId> = latest.iter().map(|row| row.referee_id).collect();
    let known = rows::known(tx, &ids)?;
    let referrals = latest.iter().map(|row| view(row, known.get(&row.referee_id)));
    Ok(MyReferrals {
        code,
        invited,
        rewarded,
        bonus: shop.currency.amount(shop.referrals.bonus),
        paid_as: shop.referrals.paid_as,
        cap: shop.referrals.cap,
        earned: shop.currency.amount(earned),
        referrals: referrals.collect::<Result<_>>()?,
    })
}

fn view(row: &ReferralRow, referee: Option<&Known>) -> Result<ReferralView> {
    Ok(ReferralView {
        id: row.id,
        name: referee.map(|who| person::shown(&who.first_name, &who.username)).unwrap_or_default(),
        status: row.status()?,
        created_at: row.created_at.and_utc(),
        settled_at: row.settled_at.map(|at| at.and_utc()),
    })
}

/// The code of `own`, and for how many it was thanked.
fn own_code(tx: &mut Tx<'_>, actor: &Actor, own: UserId, now: DateTime<Utc>) -> Result<(String, u64)> {
    if let Some((code, rewarded)) = rows::find_code(tx, own)? {
        return Ok((code, u64::try_from(rewarded).unwrap_or(0)));
    }
    let code = tx.new_code(CODE_LENGTH);
    rows::insert_code(tx, own, &code, now)?;
    let data = json!({ "user": own });
    store::events::append(tx, "referral.code_created", &own.to_string(), &data, actor.name(), now)?;
    Ok((code, 0))
}

/// Tells the log that `what` (`referral.rewarded`) happened to a referral.
fn append_event(
    tx: &mut Tx<'_>,
    what: &str,
    id: ReferralId,
    data: &Value,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<()> {
    store::events::append(tx, what, &id.to_string(), data, actor.name(), now)
}
