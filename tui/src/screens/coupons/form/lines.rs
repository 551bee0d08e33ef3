//! The lines of the form of a coupon, as they stand when it is opened.

use std::collections::BTreeSet;

use comanda_core::accounts::Tier;
use comanda_core::catalog::Shop;
use comanda_core::coupons::{Day, DiscountType};
use comanda_core::id::{CategoryId, ProductId};
use comanda_core::money::Amount;
use comanda_core::wire::coupons::{CouponView, TierForm, TierType};

use super::{
    ACTIVE, AGAIN, AMOUNT, BEFORE, BUY, CAP, CODE, CUSTOMERS, DATES, DAYS, DESCRIPTION, FREE, FROM, HAD,
    HOURS, KIND, MIN_ITEMS, MIN_ORDER, MIN_SECTION, MONTHS, NOT_PRODUCTS, NOT_SECTIONS, ONLY_PRODUCTS,
    ONLY_SECTIONS, PER_PERSON, PERCENT, PUBLIC, REDUCED, SETS, SPENT, STACKS, TIERS, UNTIL, USES, times,
};
use crate::field::Field;
use crate::screens::form::FormField;

/// The longest line of text.
const MAX_TEXT: usize = 500;

/// The words of the kinds, in the order of [`KINDS`].
const KIND_WORDS: [&str; 5] = ["percent", "amount", "buy X get Y", "tiers", "delivery"];
const KINDS: [DiscountType; 5] = [
    DiscountType::Percentage,
    DiscountType::Fixed,
    DiscountType::BuyXGetY,
    DiscountType::Tiered,
    DiscountType::Delivery,
];

/// The words of the groups of customers, in the order of [`GROUPS`].
const GROUP_WORDS: [&str; 4] = ["all", "new", "regular", "VIP"];
const GROUPS: [Tier; 4] = [Tier::All, Tier::New, Tier::Regular, Tier::Vip];

pub(super) const DAY_WORDS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
pub(super) const MONTH_WORDS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The lines that only some kinds have.
pub(super) const OF_KINDS: [&str; 7] = [PERCENT, AMOUNT, CAP, BUY, FREE, SETS, TIERS];

/// The kind with this word.
pub(super) fn kind_of(word: &str) -> Option<DiscountType> {
    KIND_WORDS.iter().position(|known| *known == word).map(|place| KINDS[place])
}

/// The group with this word.
pub(super) fn group_of(word: &str) -> Option<Tier> {
    GROUP_WORDS.iter().position(|known| *known == word).map(|place| GROUPS[place])
}

fn text(label: &'static str, said: &str) -> FormField {
    FormField::new(label, Field::new(MAX_TEXT).with(said))
}

/// The lines that this kind has of its own, empty.
pub(super) fn of_kind(kind: DiscountType) -> Vec<FormField> {
    let labels: &[&'static str] = match kind {
        DiscountType::Percentage | DiscountType::Delivery => &[PERCENT, CAP],
        DiscountType::Fixed => &[AMOUNT],
        DiscountType::BuyXGetY => &[BUY, FREE, SETS],
        DiscountType::Tiered => &[TIERS],
    };
    labels.iter().map(|label| text(label, "")).collect()
}

/// What can be picked: the products and the sections, each with its name.
pub(super) type Names<'a> = (&'a [(ProductId, String)], &'a [(CategoryId, String)]);

/// All lines.
pub(super) fn all(
    view: Option<&CouponView>,
    kind: DiscountType,
    (products, sections): Names<'_>,
    shop: &Shop,
) -> Vec<FormField> {
    let mut lines = giving(view, kind);
    lines.extend(
        ruling(view, shop).into_iter().chain(scope(view, products, sections)).map(|line| line.on_page(1)),
    );
    let looking = [
        FormField::switch(ACTIVE, view.is_none_or(|view| view.is_active)),
        FormField::switch(PUBLIC, view.is_none_or(|view| view.is_public)),
    ];
    lines.extend(looking.into_iter().map(|line| line.on_page(2)));
    lines
}

fn giving(view: Option<&CouponView>, kind: DiscountType) -> Vec<FormField> {
    let word = KINDS.iter().position(|known| *known == kind).map_or("percent", |place| KIND_WORDS[place]);
    let mut lines = vec![
        FormField::new(CODE, Field::new(40).with(view.map_or("", |view| &view.code))),
        text(DESCRIPTION, view.map_or("", |view| &view.description)),
        FormField::choice(KIND, &KIND_WORDS, word),
    ];
    let mut own = of_kind(kind);
    if let Some(view) = view {
        for line in &mut own {
            let said = match line.label {
                PERCENT | AMOUNT => amount(view.discount_value),
                CAP => amount(view.max_discount),
                BUY => count(view.buy_x_count),
                FREE => count(view.get_y_count),
                SETS => count(view.max_sets),
                _ => tiers(&view.tiers),
            };
            line.field.set(&said);
        }
    }
    lines.extend(own);
    lines
}

fn ruling(view: Option<&CouponView>, shop: &Shop) -> Vec<FormField> {
    let of = |get: fn(&CouponView) -> Option<u32>| count(view.and_then(get));
    let money = |get: fn(&CouponView) -> Option<Amount>| amount(view.and_then(get));
    let group = view.map_or(Tier::All, |view| view.customer_tier);
    let word = GROUPS.iter().position(|known| *known == group).map_or("all", |place| GROUP_WORDS[place]);
    let times_of_day = view.and_then(|view| view.time_restrictions.as_ref());
    let season = view.and_then(|view| view.seasonal_restrictions.as_ref());
    let days: BTreeSet<usize> = Day::ALL
        .iter()
        .enumerate()
        .filter(|(_, day)| times_of_day.is_some_and(|times| times.days.contains(day)))
        .map(|(place, _)| place)
        .collect();
    let months: BTreeSet<usize> = season
        .map(|season| {
            season.months.iter().filter_map(|month| usize::try_from(*month).ok()?.checked_sub(1)).collect()
        })
        .unwrap_or_default();
    let from = view.map(|view| times::written(view.valid_from, shop)).unwrap_or_default();
    let until = view.and_then(|view| view.valid_until).map(|until| times::written_end(until, shop));
    let hours = times_of_day.and_then(|times| times.hours).map(times::written_hours).unwrap_or_default();
    let dates = season.map(|season| times::written_dates(&season.dates)).unwrap_or_default();
    vec![
        text(FROM, &from),
        text(UNTIL, &until.unwrap_or_default()),
        text(USES, &of(|view| view.max_uses)),
        text(PER_PERSON, &of(|view| view.max_uses_per_user)),
        text(AGAIN, &of(|view| view.usage_interval_days)),
        text(MIN_ORDER, &money(|view| view.min_order_value)),
        text(MIN_ITEMS, &of(|view| view.min_order_items)),
        FormField::choice(CUSTOMERS, &GROUP_WORDS, word),
        text(HAD, &of(|view| view.min_customer_orders)),
        text(BEFORE, &of(|view| view.max_customer_orders)),
        text(SPENT, &money(|view| view.min_customer_spent)),
        FormField::several(DAYS, &DAY_WORDS, days),
        text(HOURS, &hours),
        FormField::several(MONTHS, &MONTH_WORDS, months),
        text(DATES, &dates),
    ]
}

fn scope(
    view: Option<&CouponView>,
    products: &[(ProductId, String)],
    sections: &[(CategoryId, String)],
) -> Vec<FormField> {
    let of_products = |label, get: fn(&CouponView) -> &Vec<ProductId>| {
        let picked = view.map(|view| places(get(view), products)).unwrap_or_default();
        FormField::picks(label, products.iter().map(|(_, name)| name.clone()).collect(), picked)
    };
    let of_sections = |label, get: fn(&CouponView) -> &Vec<CategoryId>| {
        let picked = view.map(|view| places(get(view), sections)).unwrap_or_default();
        FormField::picks(label, sections.iter().map(|(_, name)| name.clone()).collect(), picked)
    };
    vec![
        of_sections(ONLY_SECTIONS, |view| &view.applicable_categories),
        text(MIN_SECTION, &count(view.and_then(|view| view.min_category_items))),
        of_products(ONLY_PRODUCTS, |view| &view.applicable_products),
        of_sections(NOT_SECTIONS, |view| &view.excluded_categories),
        of_products(NOT_PRODUCTS, |view| &view.excluded_products),
        FormField::switch(REDUCED, view.is_some_and(|view| view.applies_to_discounted_items)),
        FormField::switch(STACKS, view.is_some_and(|view| view.combinable)),
    ]
}

fn places<T: PartialEq>(ids: &[T], names: &[(T, String)]) -> Vec<usize> {
    ids.iter().filter_map(|id| names.iter().position(|(known, _)| known == id)).collect()
}

fn amount(amount: Option<Amount>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

fn count(count: Option<u32>) -> String {
    count.map(|count| count.to_string()).unwrap_or_default()
}

/// `20=10%, 50=8`.
fn tiers(tiers: &[TierForm]) -> String {
    let told = |tier: &TierForm| match tier.kind {
        TierType::Percentage => format!("{}={}%", tier.min_amount, tier.value),
        TierType::Fixed => format!("{}={}", tier.min_amount, tier.value),
    };
    tiers.iter().map(told).collect::<Vec<_>>().join(", ")
}
