//! What a coupon is judged by: the basket, the buyer, the time, and how often it was used.

use chrono::{DateTime, Utc};

use super::Coupon;
use crate::accounts::{Patronage, Tier};
use crate::catalog::Shop;
use crate::id::{CategoryId, ProductId};
use crate::money::Money;

/// One line of what is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasketLine<'a> {
    /// Of what.
    pub product: ProductId,
    /// Of which section.
    pub category: CategoryId,
    /// What it is called.
    pub name: &'a str,
    /// What one costs, options included.
    pub unit_price: Money,
    /// How many.
    pub quantity: u32,
    /// Its price is reduced already.
    pub is_reduced: bool,
}

impl BasketLine<'_> {
    /// What the line costs before discounts and tax.
    pub fn base(&self) -> Money {
        self.unit_price.times(self.quantity)
    }
}

/// Who buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Buyer {
    /// Somebody without an account.
    #[default]
    Guest,
    /// Somebody with one, and with a past.
    Customer {
        /// The group they belong to.
        tier: Tier,
        /// What they bought before.
        past: Patronage,
    },
}

/// A purchase as coupons see it.
#[derive(Debug, Clone)]
pub struct Occasion<'a> {
    /// Whose clock and currency it is.
    pub shop: &'a Shop,
    /// When it happens.
    pub now: DateTime<Utc>,
    /// What is bought.
    pub lines: Vec<BasketLine<'a>>,
    /// What delivery costs before coupons; nothing where it is picked up.
    pub delivery_fee: Money,
    /// Who buys.
    pub buyer: Buyer,
}

impl Occasion<'_> {
    /// All goods together.
    pub fn goods(&self) -> Money {
        self.lines.iter().map(BasketLine::base).sum()
    }
}

/// How often a coupon was used, without this purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uses {
    /// By all together.
    pub total: u64,
    /// By the buyer.
    pub own: u64,
    /// When the buyer used it last.
    pub last_own: Option<DateTime<Utc>>,
}

/// A coupon that somebody wants to use, and how often it was.
#[derive(Debug, Clone, Copy)]
pub struct InPlay<'a> {
    /// Which.
    pub coupon: &'a Coupon,
    /// How often it was used.
    pub uses: Uses,
}

/// The coupons that somebody wants to use, and who that is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claim<'a> {
    /// Who.
    pub buyer: Buyer,
    /// Which.
    pub in_play: &'a [InPlay<'a>],
}

impl Claim<'_> {
    /// No coupon.
    pub const NONE: Claim<'static> = Claim { buyer: Buyer::Guest, in_play: &[] };
}
