//! What came out, in words: the same on the till, at the kiosk, in the SDK and over HTTP.

use chrono::{DateTime, Utc};

use super::judge::Judged;
use super::rule::{Condition, Facts, Rule};
use super::schedule::Schedule;
use super::suggest::Suggestion;
use super::{Benefit, Coupon, Day};
use crate::accounts::Tier;
use crate::catalog::Shop;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A time on the shop's clock: `Sat 28 Nov 2026, 12:41`.
pub fn time(at: DateTime<Utc>, shop: &Shop) -> String {
    at.with_timezone(&shop.time_zone).format("%a %-d %b %Y, %H:%M").to_string()
}

/// What there is, for a rule that was asked.
pub fn have(rule: &Rule, shop: &Shop) -> Option<String> {
    Some(match &rule.facts {
        Facts::Nothing | Facts::Again(_) => return None,
        Facts::Guest => "no account".to_owned(),
        Facts::Switch { is_withdrawn: true } => "withdrawn".to_owned(),
        Facts::Switch { is_withdrawn: false } => on_off(!rule.fails()).to_owned(),
        Facts::Time(now) => time(*now, shop),
        Facts::Count { have, .. } => have.to_string(),
        Facts::Amount { have, .. } | Facts::Taken(have) => shop.currency.amount(*have).to_string(),
        Facts::Tier { have, .. } => group(*have),
        Facts::Lines { counting, of, .. } => format!("{counting} of {of} lines"),
        Facts::Others { in_the_way, .. } if in_the_way.is_empty() => "goes with the other codes".to_owned(),
        Facts::Others { in_the_way, .. } => listed(in_the_way, "and"),
    })
}

/// The group that a customer belongs to.
fn group(tier: Tier) -> String {
    match tier {
        Tier::All => "not a regular yet".to_owned(),
        Tier::New | Tier::Regular | Tier::Vip => tier.to_string(),
    }
}

const fn on_off(is_on: bool) -> &'static str {
    if is_on { "active" } else { "switched off" }
}

/// What it takes, for a rule that was asked.
pub fn need(rule: &Rule, coupon: &Coupon, shop: &Shop) -> Option<String> {
    let terms = &coupon.terms;
    Some(match (&rule.facts, rule.condition) {
        (Facts::Nothing | Facts::Others { .. }, _) => return None,
        (Facts::Switch { .. }, _) => "active".to_owned(),
        (Facts::Time(_), Condition::Dates) => window(coupon, shop),
        (Facts::Time(_), Condition::Hours) => hours(&terms.schedule),
        (Facts::Time(_), _) => season(&terms.schedule),
        (Facts::Again(at), _) => format!("from {} on", time(*at, shop)),
        (Facts::Count { need, .. }, _) => need.to_string(),
        (Facts::Amount { need, .. }, _) => shop.currency.amount(*need).to_string(),
        (Facts::Tier { need, .. }, _) => need.to_string(),
        (Facts::Lines { .. }, _) => "at least 1 line".to_owned(),
        (Facts::Taken(_), _) => "more than nothing".to_owned(),
        (Facts::Guest, _) => "an account".to_owned(),
    })
}

/// When it counts: `Sat 28 Nov 2026, 12:00 – Tue 1 Dec 2026, 00:00`.
pub fn window(coupon: &Coupon, shop: &Shop) -> String {
    let from = time(coupon.terms.valid_from, shop);
    match coupon.terms.valid_until {
        Some(until) => format!("{from} – {}", time(until, shop)),
        None => format!("from {from} on"),
    }
}

/// On which days of the week and at which hours: `Mon, Tue 11:00–15:00`.
pub fn hours(schedule: &Schedule) -> String {
    let days: Vec<String> = schedule.days.iter().map(|day| short(*day)).collect();
    let hours =
        schedule.hours.map(|hours| format!("{}–{}", hours.start.format("%H:%M"), hours.end.format("%H:%M")));
    [days.join(", "), hours.unwrap_or_default()].join(" ").trim().to_owned()
}

fn short(day: Day) -> String {
    let word = day.as_str();
    word[..1].to_uppercase() + &word[1..3]
}

/// In which months and on which days of the year: `June, July`; `24 December`.
pub fn season(schedule: &Schedule) -> String {
    let month = |number: &u32| MONTHS.get(*number as usize - 1).copied().unwrap_or_default();
    let months: Vec<&str> = schedule.months.iter().map(month).collect();
    let dates: Vec<String> =
        schedule.dates.iter().map(|date| format!("{} {}", date.day(), month(&date.month()))).collect();
    match (months.is_empty(), dates.is_empty()) {
        (false, false) => format!("{}, on {}", months.join(", "), dates.join(", ")),
        (false, true) => months.join(", "),
        (true, _) => dates.join(", "),
    }
}

/// Why a rule fails and what to do about it; nothing for one that does not.
pub fn hint(rule: &Rule, coupon: &Coupon, shop: &Shop) -> Option<String> {
    if !rule.fails() {
        return None;
    }
    let (code, amount) = (&coupon.code, |money| shop.currency.amount(money));
    Some(match (&rule.facts, rule.condition) {
        (Facts::Switch { is_withdrawn: true }, _) => format!("{code} was withdrawn; ask for another code."),
        (Facts::Switch { is_withdrawn: false }, _) => {
            format!("{code} is switched off; ask for another code.")
        }
        (Facts::Time(now), Condition::Dates) if *now < coupon.terms.valid_from => {
            format!("{code} counts from {} on.", time(coupon.terms.valid_from, shop))
        }
        (Facts::Time(_), Condition::Dates) => {
            let until = coupon.terms.valid_until.map(|until| time(until, shop)).unwrap_or_default();
            format!("{code} ended on {until}; ask for a newer code.")
        }
        (Facts::Time(now), Condition::Hours) => {
            format!("{code} counts {}; it is {} now.", hours(&coupon.terms.schedule), time(*now, shop))
        }
        (Facts::Time(now), _) => {
            format!("{code} counts in {}; it is {} now.", season(&coupon.terms.schedule), time(*now, shop))
        }
        (Facts::Guest, _) => {
            format!("{code} is for customers with an account: sign in, or put the customer on the order.")
        }
        (Facts::Again(at), _) => format!("{code} can be used again from {} on.", time(*at, shop)),
        (Facts::Tier { have, need }, _) => of_tier(code.as_str(), *have, *need, shop),
        (Facts::Amount { have, need }, condition) => {
            of_amount(code.as_str(), condition, &amount(*have), &amount(*need), &amount(*need - *have))
        }
        (Facts::Count { have, need }, condition) => of_count(code.as_str(), condition, *have, *need),
        (Facts::Lines { of: 0, .. }, _) => format!("There is nothing to use {code} on yet; add something."),
        (Facts::Lines { are_reduced: true, .. }, _) => {
            format!("{code} does not count for what is reduced already; add something at its full price.")
        }
        (Facts::Lines { .. }, _) => format!("{code} counts for nothing in this order; add what it is for."),
        (Facts::Others { in_the_way, takes_all: false }, _) => {
            let others = listed(in_the_way, "and");
            format!("{code} does not go together with {others}; use one or the other.")
        }
        (Facts::Others { in_the_way, takes_all: true }, _) => {
            let others = listed(in_the_way, "and");
            format!("{code} and {others} leave nothing to one another; use fewer of them.")
        }
        (Facts::Taken(_), _) if matches!(coupon.terms.benefit, Benefit::Delivery { .. }) => {
            format!("{code} takes off what delivery costs; choose delivery.")
        }
        (Facts::Taken(_) | Facts::Nothing, _) => format!("{code} takes nothing off this order; add more."),
    })
}

fn of_tier(code: &str, have: Tier, need: Tier, shop: &Shop) -> String {
    let (tiers, have) = (&shop.tiers, group(have));
    let from =
        |orders: u64, spent| format!("from {orders} orders and {} spent on", shop.currency.amount(spent));
    match need {
        Tier::New => format!("{code} is for the first order of new customers."),
        Tier::Regular => format!(
            "{code} is for regular customers, {}; this customer is {have}.",
            from(tiers.regular_orders, tiers.regular_spent)
        ),
        Tier::Vip => format!(
            "{code} is for VIP customers, {}; this customer is {have}.",
            from(tiers.vip_orders, tiers.vip_spent)
        ),
        Tier::All => format!("{code} is for all customers."),
    }
}

fn of_amount(
    code: &str,
    condition: Condition,
    have: &impl std::fmt::Display,
    need: &impl std::fmt::Display,
    gap: &impl std::fmt::Display,
) -> String {
    match condition {
        Condition::MinCustomerSpent => {
            format!("{code} is for customers who spent {need}; this customer spent {have} so far.")
        }
        Condition::MinOrderValue => {
            format!("{code} takes an order of {need}; the goods come to {have}: add {gap}.")
        }
        _ => format!("{code} starts at {need}; what counts comes to {have}: add {gap}."),
    }
}

fn of_count(code: &str, condition: Condition, have: u64, need: u64) -> String {
    let more = need.saturating_sub(have);
    let (times, orders) = (plural(need, "time"), plural(need, "order"));
    match condition {
        Condition::MaxUses => format!("All uses of {code} are taken; ask for another code."),
        Condition::MaxUsesPerUser => {
            format!("{code} can be used {times} by each customer, and this one has used it {have}×.")
        }
        Condition::MinCustomerOrders => {
            format!("{code} is for customers who had {orders} before; this customer had {have}.")
        }
        Condition::MaxCustomerOrders if need == 0 => format!("{code} is for the first order only."),
        Condition::MaxCustomerOrders => {
            format!("{code} is for customers with at most {orders} before; this customer had {have}.")
        }
        Condition::MinCategoryItems => {
            let items = plural(need, "item");
            format!("{code} takes {items} of the sections it is for; there are {have}: add {more}.")
        }
        Condition::MinOrderItems => {
            format!("{code} takes {}; there are {have}: add {more}.", plural(need, "item"))
        }
        _ => format!("{code} takes {} that count; there are {have}: add {more}.", plural(need, "item")),
    }
}

fn plural(count: u64, one: &str) -> String {
    if count == 1 { format!("{count} {one}") } else { format!("{count} {one}s") }
}

fn listed(codes: &[super::CouponCode], last: &str) -> String {
    match codes {
        [] => String::new(),
        [one] => one.to_string(),
        [most @ .., end] => {
            let most: Vec<&str> = most.iter().map(super::CouponCode::as_str).collect();
            format!("{} {last} {end}", most.join(", "))
        }
    }
}

/// The whole of it in a sentence or more: what it takes off, or each reason why it does not count.
pub fn message(judged: &Judged<'_>, shop: &Shop) -> String {
    if judged.is_valid() {
        return format!(
            "{} takes {} off.",
            judged.coupon.code,
            shop.currency.amount(judged.discount.amount())
        );
    }
    let hints: Vec<String> = judged.failing().filter_map(|rule| hint(rule, judged.coupon, shop)).collect();
    hints.join(" ")
}

/// What to do so that it counts, and what it takes off then: `Add 1 × Cola (3.50): −2.00.`
pub fn suggestion(suggestion: &Suggestion, shop: &Shop) -> String {
    let mut steps = Vec::new();
    if !suggestion.without.is_empty() {
        steps.push(format!("take {} out", listed(&suggestion.without, "and")));
    }
    if suggestion.deliver {
        steps.push("have it delivered".to_owned());
    }
    if let Some(add) = &suggestion.add {
        steps.push(format!("add {} × {} ({})", add.quantity, add.name, shop.currency.amount(add.cost)));
    }
    if let Some(until) = suggestion.wait_until {
        steps.push(format!("wait until {}", time(until, shop)));
    }
    let told = steps.join(", ");
    let mut letters = told.chars();
    let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}: −{}.", letters.as_str(), shop.currency.amount(suggestion.discount))
}
