//! What somebody would buy and for whom, as codes are judged on it: what they say, or else what is in their cart. Loaded
//! by all that explains codes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::claim::ForWhom;
use crate::actor::Actor;
use crate::cart::{self, Cart};
use crate::catalog::{ChosenOption, Product, Shop};
use crate::coupons::{Buyer, Occasion};
use crate::error::Result;
use crate::flows::orders::{load_customer, load_products, wishes};
use crate::id::{ProductId, UserId};
use crate::orders::DeliveryMethod;
use crate::orders::place::{self as rule, Wish};
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::orders::PlaceOrderItem;

/// What would be bought.
pub(super) struct Wanted {
    pub customer: Option<UserId>,
    source: Source,
    products: BTreeMap<ProductId, Product>,
}

enum Source {
    Said(Vec<PlaceOrderItem>),
    Kept(Cart),
}

/// What of it can be sold, line by line.
pub(super) struct Basket<'a> {
    pub wishes: Vec<Wish<'a>>,
    pub options: Vec<Vec<ChosenOption>>,
}

/// For whom somebody asks. A cart is ordered for whoever fills it, so its codes are judged for them.
pub(super) fn customer_of(
    actor: &Actor,
    items: Option<&[PlaceOrderItem]>,
    customer: Option<UserId>,
) -> Result<Option<UserId>, Refusal> {
    let owner = || actor.user_id().filter(|_| items.is_none());
    Ok(ForWhom::asked_by(actor, customer.or_else(owner))?.customer)
}

impl Wanted {
    /// These items, or those of the actor's cart.
    pub fn load(
        tx: &mut Tx<'_>,
        actor: &Actor,
        items: Option<&[PlaceOrderItem]>,
        customer: Option<UserId>,
        shop: &Shop,
    ) -> Result<Self> {
        let whom = customer_of(actor, items, customer)?;
        if let Some(other) = whom.filter(|whom| Some(*whom) != actor.user_id()) {
            load_customer(tx, other)?;
        }
        if let Some(items) = items {
            let (source, products) = (Source::Said(items.to_vec()), load_products(tx, items, shop)?);
            return Ok(Self { customer: whom, source, products });
        }
        let no_cart = || Refusal::invalid("items", "say what would be ordered");
        let cart = store::carts::load(tx, actor.user_id().ok_or_else(no_cart)?)?;
        let products = crate::flows::cart::products(tx, &cart, None, shop)?;
        Ok(Self { customer: whom, source: Source::Kept(cart), products })
    }

    /// The codes of the cart; none where it was said what would be bought.
    pub fn kept_codes(&self) -> Vec<String> {
        match &self.source {
            Source::Said(_) => Vec::new(),
            Source::Kept(cart) => cart.coupons.iter().map(|coupon| coupon.code.clone()).collect(),
        }
    }

    /// What is said has to be for sale, all of it; of a cart the lines count that can be had. Either may be empty.
    pub fn basket(&self, now: DateTime<Utc>) -> Result<Basket<'_>> {
        let (wishes, options) = match &self.source {
            Source::Said(items) => {
                let wishes = wishes(items, &self.products)?;
                let options = rule::sellable(&wishes, now)?;
                (wishes, options)
            }
            Source::Kept(cart) => cart::offered(&cart.lines, &self.products, now),
        };
        Ok(Basket { wishes, options })
    }
}

impl<'a> Basket<'a> {
    /// The purchase as coupons see it.
    pub fn occasion(
        &self,
        shop: &'a Shop,
        buyer: Buyer,
        method: DeliveryMethod,
        now: DateTime<Utc>,
    ) -> Occasion<'a> {
        rule::occasion(shop, &self.wishes, &self.options, buyer, method, now)
    }
}
