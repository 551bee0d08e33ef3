//! Which codes take the most off a purchase.

use super::judge::judge;
use super::occasion::{InPlay, Occasion};
use super::{Coupon, MAX_CODES};
use crate::money::Money;

/// How many codes are tried together: those that take the most alone.
const TRIED: usize = 8;

/// Codes that count together, and what they take off.
#[derive(Debug, Clone)]
pub struct Best<'a> {
    /// Which.
    pub coupons: Vec<&'a Coupon>,
    /// What they take off.
    pub amount: Money,
}

/// What takes the most off of `candidates`: one of them, or several that may stand together. Of equals the fewest
/// codes. Nothing where none counts.
pub fn best<'a>(occasion: &Occasion<'_>, candidates: &[InPlay<'a>]) -> Option<Best<'a>> {
    let mut valid: Vec<(InPlay<'a>, Money)> = candidates
        .iter()
        .filter_map(|one| Some((*one, worth(occasion, std::slice::from_ref(one))?)))
        .collect();
    valid.sort_by_key(|(one, amount)| (std::cmp::Reverse(*amount), one.coupon.id));
    let mut best = valid.first().map(|(one, amount)| (vec![*one], *amount))?;
    let together: Vec<InPlay<'a>> =
        valid.iter().map(|(one, _)| *one).filter(|one| one.coupon.terms.combinable).take(TRIED).collect();
    for mask in 1_u32..1 << together.len() {
        if !(2..=MAX_CODES).contains(&(mask.count_ones() as usize)) {
            continue;
        }
        let some: Vec<InPlay<'a>> = together
            .iter()
            .enumerate()
            .filter(|(bit, _)| mask & (1 << bit) != 0)
            .map(|(_, one)| *one)
            .collect();
        let Some(amount) = worth(occasion, &some) else { continue };
        if amount > best.1 || (amount == best.1 && some.len() < best.0.len()) {
            best = (some, amount);
        }
    }
    let (coupons, amount) = best;
    Some(Best { coupons: coupons.iter().map(|one| one.coupon).collect(), amount })
}

/// What codes take off together; nothing where one of them does not count.
fn worth(occasion: &Occasion<'_>, in_play: &[InPlay<'_>]) -> Option<Money> {
    let judged = judge(occasion, in_play);
    let valid = judged.iter().all(super::Judged::is_valid);
    valid.then(|| judged.iter().map(|judged| judged.discount.amount()).sum())
}
