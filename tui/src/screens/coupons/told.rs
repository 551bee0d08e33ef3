//! A coupon in words, one thing after the other: for its detail, and for a look at one that is being written.

use comanda_core::accounts::Tier;
use comanda_core::coupons::{Benefit, Coupon, Reward, TierStep, words as rules};
use comanda_core::money::Money;

use crate::amounts;
use crate::screens::customers::tier_word;
use crate::sell::Menu;
use crate::sell::coupons::words;

/// What it gives, when, to whom and how often.
pub fn told(coupon: &Coupon, menu: &Menu) -> Vec<(&'static str, String)> {
    let (terms, shop) = (&coupon.terms, &menu.shop);
    let mut lines = vec![("Gives", gives(&terms.benefit, menu))];
    if !coupon.description.is_empty() {
        lines.push(("Says", coupon.description.clone()));
    }
    lines.push(("Dates", rules::window(coupon, shop)));
    if terms.schedule.has_hours() {
        lines.push(("Hours", rules::hours(&terms.schedule)));
    }
    if terms.schedule.has_season() {
        lines.push(("Season", rules::season(&terms.schedule)));
    }
    let limits = &terms.limits;
    lines.push((
        "Uses",
        match limits.uses {
            Some(most) => format!("{} of {most}", coupon.uses()),
            None => format!("{}, no limit", coupon.uses()),
        },
    ));
    if let Some(most) = limits.uses_per_customer {
        lines.push(("Per person", most.to_string()));
    }
    if let Some(days) = limits.interval_days {
        lines.push(("Again", format!("after {days} days")));
    }
    lines.extend(asked(coupon, menu));
    lines.extend(scope(coupon, menu));
    let with = if terms.combinable { "other codes that allow it" } else { "no other code" };
    lines.push(("Goes with", with.to_owned()));
    if !coupon.is_public {
        lines.push(("Shown", "to nobody; only for who knows it".to_owned()));
    }
    lines
}

/// What is asked of order and customer.
fn asked(coupon: &Coupon, menu: &Menu) -> Vec<(&'static str, String)> {
    let (minimum, customer) = (&coupon.terms.minimum, &coupon.terms.customer);
    let amount = |money: Money| amounts::written(money, menu.shop.currency);
    let mut lines = Vec::new();
    if let Some(value) = minimum.order_value {
        lines.push(("Min order", amount(value)));
    }
    if let Some(items) = minimum.order_items {
        lines.push(("Min items", items.to_string()));
    }
    if let Some(items) = minimum.category_items {
        lines.push(("Min of only", items.to_string()));
    }
    if customer.tier != Tier::All {
        lines.push(("Customers", format!("{} only", tier_word(customer.tier))));
    }
    if let Some(orders) = customer.min_orders {
        lines.push(("Orders had", format!("at least {orders}")));
    }
    if let Some(orders) = customer.max_orders {
        lines.push(("Orders had", format!("at most {orders}")));
    }
    if let Some(spent) = customer.min_spent {
        lines.push(("Spent", format!("at least {}", amount(spent))));
    }
    lines
}

/// What counts.
fn scope(coupon: &Coupon, menu: &Menu) -> Vec<(&'static str, String)> {
    let scope = &coupon.terms.scope;
    let product =
        |id| menu.product(id).map_or_else(|| "something off the menu".to_owned(), |one| one.name.clone());
    let section = |id| {
        let found = menu.categories.iter().find(|(known, _)| *known == id);
        found.map_or_else(|| "a section that is gone".to_owned(), |(_, name)| name.clone())
    };
    let only: Vec<String> = scope
        .categories
        .iter()
        .map(|id| section(*id))
        .chain(scope.products.iter().map(|id| product(*id)))
        .collect();
    let not: Vec<String> = scope
        .excluded_categories
        .iter()
        .map(|id| section(*id))
        .chain(scope.excluded_products.iter().map(|id| product(*id)))
        .collect();
    let mut lines = Vec::new();
    if !only.is_empty() {
        lines.push(("Only", only.join(", ")));
    }
    if !not.is_empty() {
        lines.push(("Not", not.join(", ")));
    }
    if !scope.with_reduced {
        lines.push(("Not", "what is reduced already".to_owned()));
    }
    lines
}

fn gives(benefit: &Benefit, menu: &Menu) -> String {
    let amount = |money: Money| amounts::written(money, menu.shop.currency);
    let capped =
        |cap: &Option<Money>| cap.map(|cap| format!(", at most {}", amount(cap))).unwrap_or_default();
    match benefit {
        Benefit::Percentage { rate, cap } => format!("{}% off{}", words::percent(*rate), capped(cap)),
        Benefit::Delivery { rate, cap } => {
            format!("{}% off the delivery{}", words::percent(*rate), capped(cap))
        }
        Benefit::Fixed { value } => format!("{} off", amount(*value)),
        Benefit::BuyGet { buy, get, max_sets } => {
            let most = max_sets.map(|most| format!(", at most {most}×")).unwrap_or_default();
            format!("for {buy} that are paid {get} free, the cheapest{most}")
        }
        Benefit::Tiered { steps } => {
            let step = |TierStep { from, reward }: &TierStep| {
                let reward = match reward {
                    Reward::Percentage(rate) => format!("{}%", words::percent(*rate)),
                    Reward::Fixed(value) => amount(*value),
                };
                format!("from {} on {reward}", amount(*from))
            };
            steps.iter().map(step).collect::<Vec<_>>().join(", ")
        }
    }
}
