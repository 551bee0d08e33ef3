//! The codes that somebody wants to use, with all that they are judged by.

use crate::accounts::{Patronage, Tier};
use crate::actor::{Actor, Permission, Role};
use crate::catalog::Shop;
use crate::coupons::{Buyer, Claim, Coupon, CouponCode, InPlay, MAX_CODES, Uses};
use crate::error::Result;
use crate::id::{CouponId, OrderId, UserId};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::accounts::customers;
use crate::store::{self, Tx};

/// Coupons, how often each was used, and who wants to use them.
#[derive(Debug, Default)]
pub(in crate::flows) struct Claimed {
    pub coupons: Vec<Coupon>,
    pub uses: Vec<Uses>,
    pub buyer: Buyer,
}

/// Who buys, and what of it does not count as past: the order that the codes are for, where it is placed already.
#[derive(Debug, Clone, Copy)]
pub(in crate::flows) struct ForWhom {
    pub customer: Option<UserId>,
    pub except: Option<OrderId>,
    /// Uses are about to be taken: of two orders of one customer, the second finds those of the first.
    pub is_held: bool,
}

impl ForWhom {
    /// Somebody who asks what would come out; none: a guest.
    pub const fn asking(customer: Option<UserId>) -> Self {
        Self { customer, except: None, is_held: false }
    }

    /// For whom `actor` asks: staff for anybody, customers for themselves, everybody else for a guest.
    pub fn asked_by(actor: &Actor, customer: Option<UserId>) -> Result<Self, Refusal> {
        let customer = match (customer, actor) {
            (Some(asked), Actor::User { id, .. }) if asked == *id => Some(asked),
            (Some(asked), _) => {
                actor.require(Permission::SeeCustomers)?;
                Some(asked)
            }
            (None, Actor::User { id, role: Role::Customer, .. }) => Some(*id),
            (None, _) => None,
        };
        Ok(Self::asking(customer))
    }

    /// Somebody who orders; none: a guest.
    pub const fn ordering(customer: Option<UserId>) -> Self {
        Self { customer, except: None, is_held: true }
    }
}

impl Claimed {
    /// What `codes` are, in their order, for `whom`. A code twice is one code. Refuses what is no coupon, and what
    /// belongs to somebody else, with `unknown_coupon`.
    pub fn of_codes(tx: &mut Tx<'_>, codes: &[String], whom: ForWhom, shop: &Shop) -> Result<Self> {
        if codes.is_empty() {
            return Ok(Self::default());
        }
        let coupons = coupons_of(tx, codes, whom.customer)?;
        Self::of_coupons(tx, coupons, whom, shop)
    }

    /// These coupons, for `whom`; where none of them asks for an account, nothing is looked up about it.
    pub fn of_coupons(tx: &mut Tx<'_>, coupons: Vec<Coupon>, whom: ForWhom, shop: &Shop) -> Result<Self> {
        if coupons.iter().any(|one| one.terms.needs_account()) {
            return Self::in_full(tx, coupons, whom, shop);
        }
        let uses = coupons.iter().map(total).collect();
        let nothing_known = Buyer::Customer { tier: Tier::All, past: Patronage::default() };
        let buyer = whom.customer.map_or(Buyer::Guest, |_| nothing_known);
        Ok(Self { coupons, uses, buyer })
    }

    /// These coupons, with all that is known of `whom`, whether they ask for it or not.
    pub fn in_full(tx: &mut Tx<'_>, coupons: Vec<Coupon>, whom: ForWhom, shop: &Shop) -> Result<Self> {
        let Some(customer) = whom.customer else {
            let uses = coupons.iter().map(total).collect();
            return Ok(Self { coupons, uses, buyer: Buyer::Guest });
        };
        if whom.is_held {
            customers::lock(tx, customer)?;
        }
        let ids: Vec<CouponId> = coupons.iter().map(|coupon| coupon.id).collect();
        let own = store::coupon_uses::own(tx, &ids, customer, whom.except)?;
        let uses = coupons.iter().map(|coupon| {
            let total = coupon.uses();
            Uses { total, ..own.get(&coupon.id).copied().unwrap_or_default() }
        });
        let past = customers::patronage_without(tx, customer, whom.except)?;
        let buyer = Buyer::Customer { tier: past.tier(&shop.tiers), past };
        Ok(Self { uses: uses.collect(), coupons, buyer })
    }

    /// The same without the uses that the order itself makes of its coupons.
    pub fn without_uses_of(mut self, own: &[CouponId]) -> Self {
        for (coupon, uses) in self.coupons.iter().zip(&mut self.uses) {
            if own.contains(&coupon.id) {
                uses.total = uses.total.saturating_sub(1);
            }
        }
        self
    }

    /// As rules see it.
    pub fn in_play(&self) -> Vec<InPlay<'_>> {
        let uses = self.uses.iter().copied();
        self.coupons.iter().zip(uses).map(|(coupon, uses)| InPlay { coupon, uses }).collect()
    }

    /// As rules see it; `in_play` is what [`Self::in_play`] made.
    pub const fn claim<'a>(&self, in_play: &'a [InPlay<'a>]) -> Claim<'a> {
        Claim { buyer: self.buyer, in_play }
    }
}

/// How often anybody used it.
fn total(coupon: &Coupon) -> Uses {
    Uses { total: coupon.uses(), ..Uses::default() }
}

/// The coupons of `codes`, in their order, each once. Refuses what `customer` cannot know with `unknown_coupon`.
pub(super) fn coupons_of(tx: &mut Tx<'_>, codes: &[String], customer: Option<UserId>) -> Result<Vec<Coupon>> {
    let codes = read_codes(codes)?;
    let found = store::coupons::find_by_codes(tx, &codes)?;
    let in_order: Result<Vec<Coupon>, Refusal> = codes
        .iter()
        .map(|code| {
            let coupon = found.iter().find(|coupon| coupon.code.as_str() == code).cloned();
            known(coupon, customer).ok_or_else(|| Refusal::UnknownCoupon { coupon: code.clone() })
        })
        .collect();
    Ok(in_order?)
}

/// A coupon that `customer` may know of.
pub(in crate::flows) fn known(coupon: Option<Coupon>, customer: Option<UserId>) -> Option<Coupon> {
    coupon.filter(|coupon| coupon.owner.is_none_or(|owner| Some(owner) == customer))
}

/// The codes as they are kept, each once. What cannot be a code is none.
fn read_codes(codes: &[String]) -> Result<Vec<String>, Refusal> {
    let mut read: Vec<String> = Vec::with_capacity(codes.len());
    for given in codes {
        let shown = || crate::text::line(given).chars().take(*CouponCode::LENGTHS.end()).collect();
        let code = CouponCode::try_from(given.as_str());
        let code = code.map_err(|_| Refusal::UnknownCoupon { coupon: shown() })?.to_string();
        if !read.contains(&code) {
            read.push(code);
        }
    }
    let mut errors = FieldErrors::default();
    if read.len() > MAX_CODES {
        errors.add("coupon_codes", format!("at most {MAX_CODES} codes"));
    }
    errors.into_result()?;
    Ok(read)
}
