//! The smallest change that would make a code count, found by trying it.

use chrono::{DateTime, Utc};

use super::judge::{Judged, judge};
use super::occasion::{BasketLine, InPlay, Occasion};
use super::rule::{Condition, Facts};
use super::{Benefit, CouponCode};
use crate::id::{CategoryId, CouponId, ProductId};
use crate::money::Money;
use crate::quantity::Quantity;

/// How many units are tried one by one.
const ONE_BY_ONE: u32 = 24;

/// Something that could be added to the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer<'a> {
    /// What.
    pub product: ProductId,
    /// Of which section.
    pub category: CategoryId,
    /// What it is called.
    pub name: &'a str,
    /// What one costs without options.
    pub unit_price: Money,
    /// Its price is reduced already.
    pub is_reduced: bool,
    /// How many more can be had.
    pub most: u32,
}

/// What else there is to try.
#[derive(Debug, Clone, Copy)]
pub struct Room<'a> {
    /// What could be added.
    pub offers: &'a [Offer<'a>],
    /// What delivery would cost.
    pub delivery_fee: Money,
}

/// What would make a code count. All that it says has to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Take these codes out.
    pub without: Vec<CouponCode>,
    /// Have it delivered.
    pub deliver: bool,
    /// Add this to the basket.
    pub add: Option<Addition>,
    /// Come back at this time.
    pub wait_until: Option<DateTime<Utc>>,
    /// What the code takes off then.
    pub discount: Money,
}

/// Something to add to the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// What.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: u32,
    /// What they cost.
    pub cost: Money,
}

/// The smallest change that makes the coupon `wanted` of `in_play` count: other codes are taken out only where they
/// are in the way, and what is added costs as little as any of the offers allows. Nothing where it counts already, and
/// where no change of the order would help.
pub fn suggest(
    occasion: &Occasion<'_>,
    in_play: &[InPlay<'_>],
    wanted: CouponId,
    room: Room<'_>,
) -> Option<Suggestion> {
    let first = of_wanted(occasion, in_play, wanted)?;
    if first.is_valid() || !first.failing().all(|rule| can_be_mended(rule.condition)) {
        return None;
    }
    let (in_play, without) = without_the_others(in_play, &first);
    let opening = opening(occasion, &first)?;
    let wait_until = (opening > occasion.now).then_some(opening);
    let mut changed = Occasion { now: opening, ..occasion.clone() };
    let is_delivery = matches!(first.coupon.terms.benefit, Benefit::Delivery { .. });
    let deliver = is_delivery && occasion.delivery_fee.is_zero();
    if deliver {
        changed.delivery_fee = room.delivery_fee;
    }
    let add = if of_wanted(&changed, &in_play, wanted)?.is_valid() {
        None
    } else {
        Some(cheapest(&changed, &in_play, wanted, room.offers)?)
    };
    if let Some(add) = &add {
        changed =
            with_more(&changed, room.offers.iter().find(|offer| offer.product == add.product)?, add.quantity);
    }
    let after = of_wanted(&changed, &in_play, wanted)?;
    let discount = after.discount.amount();
    after.is_valid().then_some(Suggestion { without, deliver, add, wait_until, discount })
}

fn of_wanted<'a>(occasion: &Occasion<'_>, in_play: &[InPlay<'a>], wanted: CouponId) -> Option<Judged<'a>> {
    judge(occasion, in_play).into_iter().find(|judged| judged.coupon.id == wanted)
}

/// A change of the order, of its time or of its codes could help; nothing helps a buyer who may not use it.
pub const fn can_be_mended(condition: Condition) -> bool {
    match condition {
        Condition::Dates
        | Condition::Hours
        | Condition::Season
        | Condition::UsageInterval
        | Condition::MinOrderValue
        | Condition::MinOrderItems
        | Condition::MinCategoryItems
        | Condition::EligibleItems
        | Condition::Combinable
        | Condition::Discount => true,
        Condition::Active
        | Condition::MaxUses
        | Condition::CustomerTier
        | Condition::MinCustomerOrders
        | Condition::MaxCustomerOrders
        | Condition::MinCustomerSpent
        | Condition::MaxUsesPerUser => false,
    }
}

/// The codes that are in nobody's way, and those that have to go.
fn without_the_others<'a>(in_play: &[InPlay<'a>], judged: &Judged<'a>) -> (Vec<InPlay<'a>>, Vec<CouponCode>) {
    let in_the_way = judged.failing().find_map(|rule| match &rule.facts {
        Facts::Others { in_the_way, .. } => Some(in_the_way.clone()),
        _ => None,
    });
    let in_the_way = in_the_way.unwrap_or_default();
    let stay = in_play.iter().filter(|one| !in_the_way.contains(&one.coupon.code)).copied().collect();
    (stay, in_the_way)
}

/// When it counts by the clock, from now on; nothing where it never does again.
fn opening(occasion: &Occasion<'_>, judged: &Judged<'_>) -> Option<DateTime<Utc>> {
    let of_clock = |condition| {
        matches!(
            condition,
            Condition::Dates | Condition::Hours | Condition::Season | Condition::UsageInterval
        )
    };
    if !judged.failing().any(|rule| of_clock(rule.condition)) {
        return Some(occasion.now);
    }
    let terms = &judged.coupon.terms;
    let again = judged.failing().find_map(|rule| match rule.facts {
        Facts::Again(at) => Some(at),
        _ => None,
    });
    let earliest = occasion.now.max(terms.valid_from).max(again.unwrap_or(occasion.now));
    let opening = terms.schedule.next_opening(earliest, occasion.shop.time_zone)?;
    terms.valid_until.is_none_or(|until| opening < until).then_some(opening)
}

/// Of what helps, the addition that costs least.
fn cheapest(
    occasion: &Occasion<'_>,
    in_play: &[InPlay<'_>],
    wanted: CouponId,
    offers: &[Offer<'_>],
) -> Option<Addition> {
    let mut best: Option<Addition> = None;
    for offer in offers {
        let beaten = |quantity: u32| {
            let cost = offer.unit_price.times(quantity);
            best.as_ref().is_some_and(|best| (best.cost, best.quantity) <= (cost, quantity))
        };
        let helps = |quantity: u32| {
            of_wanted(&with_more(occasion, offer, quantity), in_play, wanted)
                .is_some_and(|judged| judged.is_valid())
        };
        let Some(quantity) = fewest(offer.most.min(Quantity::MAX), helps, beaten) else { continue };
        let (name, cost) = (offer.name.to_owned(), offer.unit_price.times(quantity));
        best = Some(Addition { product: offer.product, name, quantity, cost });
    }
    best
}

/// The fewest units that help and are not beaten: a few are tried one by one, because two coupons of free units can get
/// in each other's way with one more; then they are doubled until they help, and halved in between.
fn fewest(most: u32, helps: impl Fn(u32) -> bool, beaten: impl Fn(u32) -> bool) -> Option<u32> {
    for quantity in 1..=most.min(ONE_BY_ONE) {
        if beaten(quantity) {
            return None;
        }
        if helps(quantity) {
            return Some(quantity);
        }
    }
    let (mut too_few, mut enough) = (ONE_BY_ONE, 2 * ONE_BY_ONE);
    loop {
        let tried = enough.min(most);
        if tried <= too_few || beaten(too_few + 1) {
            return None;
        }
        if helps(tried) {
            enough = tried;
            break;
        }
        (too_few, enough) = (tried, tried.saturating_mul(2));
    }
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if helps(middle) { enough = middle } else { too_few = middle }
    }
    (!beaten(enough)).then_some(enough)
}

/// The same purchase with more of something.
pub fn with_more<'a>(occasion: &Occasion<'a>, offer: &Offer<'a>, quantity: u32) -> Occasion<'a> {
    let mut more = occasion.clone();
    let Offer { product, category, name, unit_price, is_reduced, .. } = *offer;
    let same = |line: &&mut BasketLine<'_>| line.product == product && line.unit_price == unit_price;
    match more.lines.iter_mut().find(same) {
        Some(line) => line.quantity += quantity,
        None => more.lines.push(BasketLine { product, category, name, unit_price, quantity, is_reduced }),
    }
    more
}
