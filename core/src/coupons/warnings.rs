//! What works and is hardly meant: told when a coupon is saved, and while it is written.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};

use super::amount::{discounts, reached};
use super::occasion::{BasketLine, InPlay, Occasion, Uses};
use super::terms::{Benefit, Reward, Scope, TierStep};
use super::{Coupon, CouponCode, MAX_CODES};
use crate::catalog::Shop;
use crate::id::{CategoryId, ProductId};
use crate::money::Money;

/// Something that its owner should look at once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Who spends a little more pays much less.
    TierCliff {
        /// The step at which.
        from: Money,
        /// What an order just below it costs.
        below: Money,
        /// What an order of exactly that costs.
        at: Money,
    },
    /// It can take all of an order off.
    ReachesZero {
        /// Together with these; none: alone.
        with: Vec<CouponCode>,
    },
    /// It goes on after the time of the year it is for.
    OutlivesSeason {
        /// The first day on which it rests.
        rests_from: NaiveDate,
    },
    /// Anybody can use it any number of times.
    Unlimited,
}

impl Warning {
    /// A stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TierCliff { .. } => "tier_cliff",
            Self::ReachesZero { .. } => "reaches_zero",
            Self::OutlivesSeason { .. } => "outlives_season",
            Self::Unlimited => "unlimited",
        }
    }

    /// A sentence.
    pub fn message(&self, shop: &Shop) -> String {
        let amount = |money| shop.currency.amount(money);
        match self {
            Self::TierCliff { from, below, at } => format!(
                "An order just below {} costs {}, and one of {0} costs {}: customers will add a little to pay less.",
                amount(*from),
                amount(*below),
                amount(*at)
            ),
            Self::ReachesZero { with } if with.is_empty() => {
                "It can take all of an order off; a higher minimum or a cap would keep something.".to_owned()
            }
            Self::ReachesZero { with } => {
                let codes: Vec<&str> = with.iter().map(CouponCode::as_str).collect();
                format!("Together with {} it can take all of an order off.", codes.join(", "))
            }
            Self::OutlivesSeason { rests_from } => {
                format!("From {} on it rests until its next season.", rests_from.format("%-d %b %Y"))
            }
            Self::Unlimited => "Anybody can use it any number of times.".to_owned(),
        }
    }
}

/// What there is to say about `coupon`; `beside` are the coupons that can be used with it.
pub fn warnings(coupon: &Coupon, beside: &[&Coupon], shop: &Shop, now: DateTime<Utc>) -> Vec<Warning> {
    let mut found = cliffs(&coupon.terms.benefit);
    found.extend(zero(coupon, beside, shop, now));
    found.extend(season(coupon, shop, now));
    let limits = &coupon.terms.limits;
    if limits.uses.is_none() && !coupon.terms.needs_account() {
        found.push(Warning::Unlimited);
    }
    found
}

/// A step is a cliff where reaching it takes more than a tenth of it off the bill.
fn cliffs(benefit: &Benefit) -> Vec<Warning> {
    let Benefit::Tiered { steps } = benefit else { return Vec::new() };
    let bill = |goods: Money, steps: &[TierStep]| {
        goods
            - match reached(steps, goods) {
                Some(Reward::Percentage(rate)) => goods.percent(rate),
                Some(Reward::Fixed(value)) => value.min(goods),
                None => Money::ZERO,
            }
    };
    let cliff = |step: &TierStep| {
        let (below, at) = (bill(step.from - Money::minor(1), steps), bill(step.from, steps));
        let falls = (below - at).as_minor() * 10 > step.from.as_minor();
        falls.then_some(Warning::TierCliff { from: step.from, below, at })
    };
    steps.iter().filter_map(cliff).collect()
}

/// Tried on the smallest order that all of them ask for.
fn zero(coupon: &Coupon, beside: &[&Coupon], shop: &Shop, now: DateTime<Utc>) -> Option<Warning> {
    if takes_all(&[coupon], shop, now) {
        return Some(Warning::ReachesZero { with: Vec::new() });
    }
    if !coupon.terms.combinable {
        return None;
    }
    let others: Vec<&Coupon> = beside
        .iter()
        .copied()
        .filter(|other| other.id != coupon.id && other.terms.combinable && is_of_goods(&other.terms.benefit))
        .collect();
    let pair = others.iter().find(|other| takes_all(&[coupon, other], shop, now)).map(|other| vec![*other]);
    let many = || {
        let some: Vec<&Coupon> = others.iter().copied().take(MAX_CODES - 1).collect();
        let all: Vec<&Coupon> = std::iter::once(coupon).chain(some.iter().copied()).collect();
        takes_all(&all, shop, now).then_some(some)
    };
    let with = pair.or_else(many)?;
    Some(Warning::ReachesZero { with: with.iter().map(|other| other.code.clone()).collect() })
}

const fn is_of_goods(benefit: &Benefit) -> bool {
    !matches!(benefit, Benefit::Delivery { .. })
}

fn takes_all(coupons: &[&Coupon], shop: &Shop, now: DateTime<Utc>) -> bool {
    let everywhere: Vec<Coupon> = coupons
        .iter()
        .map(|coupon| {
            let mut coupon = (*coupon).clone();
            coupon.terms.scope = Scope { with_reduced: true, ..Scope::default() };
            coupon
        })
        .collect();
    let least = |coupon: &Coupon| {
        let first_step = match &coupon.terms.benefit {
            Benefit::Tiered { steps } => steps.first().map(|step| step.from),
            _ => None,
        };
        coupon.terms.minimum.order_value.max(first_step)
    };
    let goods = everywhere.iter().filter_map(least).max().unwrap_or_else(|| shop.currency.unit());
    let line = BasketLine {
        product: ProductId::from_uuid(uuid::Uuid::nil()),
        category: CategoryId::from_uuid(uuid::Uuid::nil()),
        name: "",
        unit_price: goods,
        quantity: 1,
        is_reduced: false,
    };
    let occasion =
        Occasion { shop, now, lines: vec![line], delivery_fee: Money::ZERO, buyer: super::Buyer::Guest };
    let in_play: Vec<InPlay<'_>> =
        everywhere.iter().map(|coupon| InPlay { coupon, uses: Uses::default() }).collect();
    let taken: Money = discounts(&occasion, &in_play).iter().map(crate::pricing::Discount::amount).sum();
    taken >= goods
}

/// The first day without it in or after its next season, where its window goes on.
fn season(coupon: &Coupon, shop: &Shop, now: DateTime<Utc>) -> Option<Warning> {
    let (schedule, zone) = (&coupon.terms.schedule, shop.time_zone);
    if !schedule.has_season() {
        return None;
    }
    let opening = schedule.next_opening(now.max(coupon.terms.valid_from), zone)?;
    let first = schedule.day_of(opening.with_timezone(&zone).naive_local());
    let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
    let rests = |day: &NaiveDate| !schedule.in_season(day.and_time(noon));
    let rests_from = (1..=366).filter_map(|ahead| first.checked_add_days(Days::new(ahead))).find(rests)?;
    let resting =
        zone.from_local_datetime(&rests_from.checked_add_days(Days::new(1))?.and_time(noon)).earliest()?;
    let goes_on = coupon.terms.valid_until.is_none_or(|until| until > resting);
    goes_on.then_some(Warning::OutlivesSeason { rests_from })
}
