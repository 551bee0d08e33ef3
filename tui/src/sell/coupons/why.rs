//! "Why?": every rule of a code on the cart, what came out, and the way out, in the words that the shop uses too.

use chrono::{DateTime, Utc};
use comanda_core::catalog::Shop;
use comanda_core::coupons::words as told;
use comanda_core::coupons::{Condition, CouponCode, Judged, Rule, Suggestion, Verdict};

use super::{Facts, Known, judged, words};
use crate::amounts;
use crate::sell::{Cart, Menu};

/// One rule and what came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What came out.
    pub verdict: Verdict,
    /// What it is called.
    pub name: &'static str,
    /// What there is and what it takes.
    pub told: String,
    /// Why it fails, and what to do.
    pub hint: Option<String>,
}

/// What came out about a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Which.
    pub code: CouponCode,
    /// What it gives, in short words.
    pub kind: String,
    /// True when it counts.
    pub is_valid: bool,
    /// True when it is on the cart.
    pub is_placed: bool,
    /// Every rule, in order.
    pub rows: Vec<Row>,
    /// What came out, in a line.
    pub result: String,
    /// What would make it count.
    pub suggestion: Option<Suggestion>,
    /// The same in a sentence.
    pub suggested: Option<String>,
}

impl Why {
    /// What comes out about `wanted` on `cart`.
    pub fn of(cart: &Cart, menu: &Menu, facts: &Facts, wanted: &Known, now: DateTime<Utc>) -> Option<Self> {
        let (judged, suggestion) = judged(cart, menu, facts, wanted, now)?;
        let shop = &menu.shop;
        Some(Self {
            code: wanted.coupon.code.clone(),
            kind: words::kind(&wanted.coupon.terms.benefit, shop.currency),
            is_valid: judged.is_valid(),
            is_placed: cart.codes.contains(&wanted.coupon.code),
            rows: judged.rules.iter().map(|rule| row(rule, &judged, shop)).collect(),
            result: result(&judged, shop),
            suggested: suggestion.as_ref().map(|suggestion| told::suggestion(suggestion, shop)),
            suggestion,
        })
    }

    /// True when one key can do what is suggested.
    pub fn can_be_mended(&self) -> bool {
        self.suggestion.as_ref().is_some_and(|suggestion| suggestion.wait_until.is_none())
    }
}

fn result(judged: &Judged<'_>, shop: &Shop) -> String {
    let amount = judged.discount.amount();
    let written = amounts::written(amount, shop.currency);
    match (judged.is_valid(), amount.is_zero()) {
        (true, _) => format!("VALID · −{written}"),
        (false, true) => "NOT VALID".to_owned(),
        (false, false) => format!("NOT VALID · would save {written}"),
    }
}

const fn is_of_time(condition: Condition) -> bool {
    matches!(condition, Condition::Dates | Condition::Hours | Condition::Season)
}

const fn is_plain(condition: Condition) -> bool {
    matches!(condition, Condition::Active | Condition::EligibleItems | Condition::Discount)
}

fn row(rule: &Rule, judged: &Judged<'_>, shop: &Shop) -> Row {
    let (have, need) = (told::have(rule, shop), told::need(rule, judged.coupon, shop));
    let at_most = matches!(
        rule.condition,
        Condition::MaxUses | Condition::MaxUsesPerUser | Condition::MaxCustomerOrders
    );
    let text = match (have, need) {
        (Some(have), Some(need)) if at_most => format!("{have} of {need}"),
        (Some(have), Some(need)) if is_of_time(rule.condition) && rule.fails() => {
            format!("it is {have}; {need}")
        }
        // What holds needs no more than one of the two.
        (Some(_), Some(need)) if is_of_time(rule.condition) => need,
        (Some(have), Some(_)) if !rule.fails() && is_plain(rule.condition) => have,
        (Some(have), Some(need)) => format!("{have}, takes {need}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    };
    Row {
        verdict: rule.verdict,
        name: words::name(rule.condition),
        told: text,
        hint: told::hint(rule, judged.coupon, shop),
    }
}
