//! Trying a coupon, or changes of one, on orders of the past: managers see what it would cost before it does.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

use super::keep::{refused, require_known};
use crate::actor::{Actor, Permission};
use crate::catalog::Shop;
use crate::coupons::draft::{CouponDraft, Taken};
use crate::coupons::simulate::{Background, PastOrder, Simulation, simulate as tried};
use crate::coupons::{Coupon, CouponCode};
use crate::error::{Error, Result};
use crate::id::{CouponId, UserId};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::past_orders::{self as rows, Period};
use crate::store::{self, Tx};
use crate::time::BusinessDay;
use crate::wire::catalog::Extent;
use crate::wire::coupons::simulation::{ChangedOrder, RefusedBy};
use crate::wire::coupons::{CouponForm, SimulateCoupon, SimulationView};

/// Days, where the caller names none.
const USUAL_DAYS: u64 = 30;
/// The most days and the most orders of one answer.
const MOST_DAYS: i64 = 366;
const MOST_ORDERS: u64 = 20_000;
/// Years in which a shop may have sold something.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2999;

/// What the coupon would have come to on the orders of these business days; with the draft as it would be then.
/// Changes nothing.
pub fn simulate(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CouponId,
    command: &SimulateCoupon,
    now: DateTime<Utc>,
) -> Result<SimulationView> {
    actor.require(Permission::ManageCoupons)?;
    let shop = store::settings::load_shop(tx)?;
    let coupon = store::coupons::load(tx, id)?;
    let coupon = match &command.draft {
        Some(form) => with(tx, coupon, form, &shop, now).map_err(|error| under(error, "draft."))?,
        None => coupon,
    };
    let period = period(command, &shop, now)?;
    let count = rows::count(tx, &period)?;
    if count > MOST_ORDERS {
        let why =
            format!("there are {count} orders in it; choose a shorter period, of at most {MOST_ORDERS}");
        return Err(Refusal::invalid("start_date", why).into());
    }
    let past = rows::load(tx, &period)?;
    let background = background(tx, &coupon, &past, &period)?;
    Ok(view(tried(&coupon, past, &background, &shop), &period, &shop))
}

/// The coupon as it would be with these changes, whose uses begin anew.
fn with(
    tx: &mut Tx<'_>,
    before: Coupon,
    form: &CouponForm,
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<Coupon> {
    let draft = CouponDraft::of(&before);
    let draft = form.onto(Some(draft), Extent::Part, shop.currency, now).map_err(refused)?;
    let known = Some((&before, Taken::default()));
    let (code, draft): (CouponCode, CouponDraft) = draft.checked(shop, known, now).map_err(refused)?;
    require_known(tx, &draft.terms.scope, &before.terms.scope)?;
    Ok(Coupon { code, terms: draft.terms, ..before })
}

fn under(error: Error, prefix: &str) -> Error {
    match error {
        Error::Refused(refusal) => Error::Refused(refusal.under(prefix)),
        other => other,
    }
}

/// The days that are meant.
fn period(command: &SimulateCoupon, shop: &Shop, now: DateTime<Utc>) -> Result<Period, Refusal> {
    let last = command.end_date.unwrap_or_else(|| shop.business_day(now).date());
    let usual = last.checked_sub_days(Days::new(USUAL_DAYS - 1)).unwrap_or(last);
    let first = command.start_date.unwrap_or(usual);
    let mut errors = FieldErrors::default();
    for (field, date) in [("start_date", first), ("end_date", last)] {
        if !YEARS.contains(&date.year()) {
            errors.add(field, format!("is of the years {} to {}", YEARS.start(), YEARS.end()));
        }
    }
    errors.into_result()?;
    let days = (last - first).num_days() + 1;
    if days < 1 {
        return Err(Refusal::invalid("start_date", "is after end_date"));
    }
    if days > MOST_DAYS {
        return Err(Refusal::invalid(
            "start_date",
            format!("choose a shorter period, of at most {MOST_DAYS} days"),
        ));
    }
    let start = |date: NaiveDate| shop.day_start(BusinessDay::of_date(date));
    let after = last.checked_add_days(Days::new(1)).unwrap_or(last);
    Ok(Period { first, last, from: start(first), until: start(after) })
}

/// What else has to be known: the past of buyers where the coupon asks for it, and the other coupons.
fn background(tx: &mut Tx<'_>, coupon: &Coupon, past: &[PastOrder], period: &Period) -> Result<Background> {
    let earlier = match past.first() {
        Some(first) if coupon.terms.needs_past() => {
            let buyers: BTreeSet<UserId> = past.iter().filter_map(|order| order.customer).collect();
            let buyers: Vec<UserId> = buyers.into_iter().collect();
            rows::earlier(tx, &buyers, period, first.placed_at)?
        }
        _ => BTreeMap::new(),
    };
    let used: BTreeSet<CouponId> = past.iter().flat_map(|order| &order.used).copied().collect();
    let others: Vec<CouponId> = used.into_iter().filter(|id| *id != coupon.id).collect();
    let mut beside = BTreeMap::new();
    for some in others.chunks(rows::BATCH) {
        let found = store::coupons::find_all(tx, some)?;
        beside.extend(found.into_iter().map(|coupon| (coupon.id, coupon)));
    }
    Ok(Background { earlier, beside })
}

fn view(found: Simulation, period: &Period, shop: &Shop) -> SimulationView {
    let currency = shop.currency;
    let cost_percent = found.cost_rate().map(Into::into);
    let changed = found.changed.into_iter().map(|changed| ChangedOrder {
        id: changed.id,
        number: changed.number,
        day: changed.day,
        goods: currency.amount(changed.goods),
        discount_amount: currency.amount(changed.discount),
    });
    SimulationView {
        start_date: BusinessDay::of_date(period.first),
        end_date: BusinessDay::of_date(period.last),
        orders: found.orders,
        redemptions: found.redemptions,
        cost: currency.amount(found.cost),
        revenue: currency.amount(found.revenue),
        cost_percent,
        refused: found.refused.into_iter().map(|(rule, orders)| RefusedBy { rule, orders }).collect(),
        changed_orders: changed.collect(),
    }
}
