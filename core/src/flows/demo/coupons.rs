//! The demo shop's coupons: one of each kind, as a café would have them, and one whose time is over.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, Duration, NaiveTime, Utc};

use crate::accounts::Tier;
use crate::actor::Actor;
use crate::catalog::{Product, Shop};
use crate::coupons::{Day, Hours};
use crate::error::{Error, Result};
use crate::flows::coupons;
use crate::id::CategoryId;
use crate::money::Amount;
use crate::store::Tx;
use crate::wire::coupons::{CouponForm, TierForm, TierType, TimeRestrictions};

/// The code with which one of the morning's orders was placed; there are fifty.
pub(super) const OF_THE_MORNING: &str = "FIRST50";
/// How long ago most of them were made.
const MADE: Days = Days::new(20);

/// Makes them, as if it had been some days ago; how many.
pub(super) fn offer(tx: &mut Tx<'_>, shop: &Shop, products: &[Product], now: DateTime<Utc>) -> Result<usize> {
    let then = now - MADE;
    let ended = CouponForm {
        description: said("15 % off in the first days of the season. It is over."),
        valid_until: Some(Some(now - Duration::days(3))),
        ..CouponForm::percentage("AUTUMN15", percent(15)?)
    };
    let mut forms = for_everybody(shop, products)?;
    forms.extend(for_some(shop, now)?);
    forms.push(ended);
    for form in &forms {
        coupons::create(tx, &Actor::System, form, then)?;
    }
    Ok(forms.len())
}

fn for_everybody(shop: &Shop, products: &[Product]) -> Result<Vec<CouponForm>> {
    let sweets: BTreeSet<CategoryId> = products
        .iter()
        .filter(|product| ["Drinks", "Desserts"].contains(&product.category_name.as_str()))
        .map(|product| product.category_id)
        .collect();
    let step = |from: u32, part: u32| -> Result<TierForm> {
        let value = percent(part)?;
        Ok(TierForm { min_amount: amount(shop, from), kind: TierType::Percentage, value })
    };
    let noon = NaiveTime::from_hms_opt(11, 0, 0).zip(NaiveTime::from_hms_opt(15, 0, 0));
    let (start, end) = noon.ok_or_else(|| Error::Broken("a clock has these hours".to_owned()))?;
    let weekdays = [Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday];
    Ok(vec![
        CouponForm {
            description: said("20 % off your lunch, Monday to Friday from 11 to 15, at most 8."),
            max_discount: Some(Some(amount(shop, 8))),
            time_restrictions: Some(Some(TimeRestrictions {
                days: weekdays.into(),
                hours: Some(Hours { start, end }),
            })),
            ..CouponForm::percentage("LUNCH20", percent(20)?)
        },
        CouponForm {
            description: said("Of three drinks or desserts the cheapest is free, up to three times."),
            applicable_categories: Some(sweets.into_iter().collect()),
            max_sets: Some(Some(3)),
            ..CouponForm::buy_get("BUY2GET1", 2, 1)
        },
        CouponForm {
            description: said("The more the better: 5 % from 20, 10 % from 40, 15 % from 60."),
            combinable: Some(true),
            ..CouponForm::tiered("TIER", vec![step(20, 5)?, step(40, 10)?, step(60, 15)?])
        },
        CouponForm {
            description: said("5 off an order of 25 or more; goes well with others."),
            min_order_value: Some(Some(amount(shop, 25))),
            combinable: Some(true),
            ..CouponForm::fixed("SAVE5", amount(shop, 5))
        },
        CouponForm {
            description: said("We bring it for nothing, from 20 on."),
            min_order_value: Some(Some(amount(shop, 20))),
            combinable: Some(true),
            ..CouponForm::delivery("FREEDELIVERY", percent(100)?)
        },
    ])
}

fn for_some(shop: &Shop, now: DateTime<Utc>) -> Result<[CouponForm; 3]> {
    Ok([
        CouponForm {
            description: said("10 % off your first order. Welcome!"),
            customer_tier: Some(Tier::New),
            max_uses_per_user: Some(Some(1)),
            ..CouponForm::percentage("WELCOME10", percent(10)?)
        },
        CouponForm {
            description: said("Half off for our best guests once a month, at most 25."),
            customer_tier: Some(Tier::Vip),
            max_discount: Some(Some(amount(shop, 25))),
            usage_interval_days: Some(Some(30)),
            ..CouponForm::percentage("VIP50", percent(50)?)
        },
        CouponForm {
            description: said("15 % off the first fifty orders."),
            max_uses: Some(Some(50)),
            max_uses_per_user: Some(Some(2)),
            valid_until: Some(Some(now + Duration::days(5))),
            ..CouponForm::percentage(OF_THE_MORNING, percent(15)?)
        },
    ])
}

#[expect(clippy::unnecessary_wraps, reason = "as forms have it")]
fn said(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// So many whole units of the shop's currency.
fn amount(shop: &Shop, units: u32) -> Amount {
    shop.currency.amount(shop.currency.unit().times(units))
}

fn percent(whole: u32) -> Result<Amount> {
    whole.to_string().parse().map_err(|_| Error::Broken(format!("{whole} percent")))
}
