//! Coupons judged on small baskets whose results are worked out by hand.

mod drafts;
mod judging;
mod suggesting;
mod times;
mod warned;

use chrono::{DateTime, Utc};

use super::*;
use crate::accounts::{Patronage, Tier};
use crate::catalog::Shop;
use crate::id::{CategoryId, Id, ProductId};
use crate::money::BasisPoints;

fn id<K: type_safe_id::StaticType>(number: u128) -> Id<K> {
    Id::from_uuid(uuid::Uuid::from_u128(number))
}

/// A Tuesday.
fn noon() -> DateTime<Utc> {
    "2026-11-24T12:00:00Z".parse().unwrap()
}

fn tenth() -> Benefit {
    Benefit::Percentage { rate: BasisPoints::new(1000), cap: None }
}

/// For everybody on everything, since a day ago.
fn coupon(code: &str, benefit: Benefit) -> Coupon {
    let since = noon() - chrono::TimeDelta::days(1);
    Coupon {
        id: id(code.bytes().map(u128::from).sum()),
        code: CouponCode::try_from(code).unwrap(),
        description: String::new(),
        terms: Terms::of(benefit, since),
        held: 0,
        consumed: 0,
        is_active: true,
        is_public: true,
        owner: None,
        batch: None,
        archived_at: None,
        created_at: since,
        updated_at: since,
        version: 1,
    }
}

fn line(number: u128, cents: i64, quantity: u32) -> BasketLine<'static> {
    BasketLine {
        product: id::<crate::id::kind::Product>(number),
        category: id::<crate::id::kind::Category>(100 + number),
        name: "Dish",
        unit_price: Money::minor(cents),
        quantity,
        is_reduced: false,
    }
}

fn bought<'a>(shop: &'a Shop, lines: &[BasketLine<'a>]) -> Occasion<'a> {
    Occasion { shop, now: noon(), lines: lines.to_vec(), delivery_fee: Money::ZERO, buyer: Buyer::Guest }
}

fn unused(coupon: &Coupon) -> InPlay<'_> {
    InPlay { coupon, uses: Uses::default() }
}

fn customer(tier: Tier) -> Buyer {
    Buyer::Customer { tier, past: Patronage::default() }
}

/// What `condition` came to for one coupon alone.
fn verdict(occasion: &Occasion<'_>, coupon: &Coupon, condition: Condition) -> Verdict {
    let judged = judge(occasion, &[unused(coupon)]);
    judged[0].rules.iter().find(|rule| rule.condition == condition).unwrap().verdict
}

#[test]
fn every_word_reads_back() {
    assert!(Condition::ALL.iter().all(|one| Condition::parse(one.as_str()) == Some(*one)));
    assert!(DiscountType::ALL.iter().all(|one| DiscountType::parse(one.as_str()) == Some(*one)));
    assert!(CouponStatus::ALL.iter().all(|one| CouponStatus::parse(one.as_str()) == Some(*one)));
    assert!(UseStatus::ALL.iter().all(|one| UseStatus::parse(one.as_str()) == Some(*one)));
    assert!(Verdict::ALL.iter().all(|one| Verdict::parse(one.as_str()) == Some(*one)));
}

#[test]
fn a_code_is_the_same_in_small_letters() {
    assert_eq!(CouponCode::try_from(" lunch-20 ").unwrap().as_str(), "LUNCH-20");
    for wrong in ["", "ab", "two words", "100%", "ÄPFEL", &"x".repeat(41)] {
        assert!(CouponCode::try_from(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn where_a_coupon_stands_follows_from_its_terms_and_its_uses() {
    let hour = chrono::TimeDelta::hours(1);
    let stands = |change: &dyn Fn(&mut Coupon)| {
        let mut one = coupon("CODE", tenth());
        change(&mut one);
        one.status(noon())
    };
    assert_eq!(stands(&|_| ()), CouponStatus::Active);
    assert_eq!(stands(&|one| one.is_active = false), CouponStatus::Cancelled);
    assert_eq!(stands(&|one| one.archived_at = Some(noon())), CouponStatus::Cancelled);
    assert_eq!(stands(&|one| one.terms.valid_from = noon() + hour), CouponStatus::Scheduled);
    assert_eq!(stands(&|one| one.terms.valid_until = Some(noon())), CouponStatus::Expired, "exclusive");
    assert_eq!(stands(&|one| one.terms.valid_until = Some(noon() + hour)), CouponStatus::Active);
    let used = |held, consumed| {
        stands(&move |one| {
            (one.held, one.consumed) = (held, consumed);
            one.terms.limits.uses = Some(3);
        })
    };
    assert_eq!((used(1, 1), used(1, 2)), (CouponStatus::Active, CouponStatus::Depleted), "held ones count");
}
