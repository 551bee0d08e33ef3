//! Placing an order: from what somebody asks for to priced lines, or the first reason why not.

use chrono::{DateTime, Utc};

use super::DeliveryMethod;
use crate::catalog::{ChosenOption, Product, Shop, choose};
use crate::coupons::{AppliedCoupon, BasketLine, Buyer, Claim, Judged, Occasion, judge, refusal};
use crate::id::OptionId;
use crate::money::Money;
use crate::pricing::{self, Charges, Discount, Item, Quote};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::stock;

/// The most lines of one order.
pub const MAX_LINES: usize = 200;
/// The longest note, address or name of an order, in characters.
pub const MAX_TEXT: usize = 500;

/// One line that somebody asks for.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// Of what, as it stands on the menu now.
    pub product: &'a Product,
    /// How many.
    pub quantity: Quantity,
    /// The choices.
    pub options: &'a [OptionId],
}

/// A basket that can be sold: each wish with its choices, and the price of all.
#[derive(Debug, Clone)]
pub struct Basket {
    /// The choices of each line.
    pub options: Vec<Vec<ChosenOption>>,
    /// The price of it all, line by line.
    pub quote: Quote,
    /// What each coupon took off, in the order of the claim.
    pub coupons: Vec<AppliedCoupon>,
}

/// Checks and prices `wishes` with the coupons of `claim`. Refuses when one of them cannot be sold now: off the menu,
/// not enough in stock over all lines of its product, choices that do not fit; and when a coupon does not count.
pub fn basket(
    shop: &Shop,
    wishes: &[Wish<'_>],
    claim: &Claim<'_>,
    method: DeliveryMethod,
    now: DateTime<Utc>,
) -> Result<Basket, Refusal> {
    if wishes.is_empty() {
        return Err(Refusal::EmptyOrder);
    }
    let options = sellable(wishes, now)?;
    let judged = judged(shop, wishes, &options, claim, method, now);
    refusal::require_valid(&judged, shop)?;
    let coupons = judged.iter().map(Judged::applied).collect();
    let discounts: Vec<Discount> = judged.into_iter().map(|judged| judged.discount).collect();
    Ok(Basket { quote: price(shop, wishes, &options, &discounts, method), options, coupons })
}

/// The choices of each of `wishes`, which may be none. Refuses as [`basket`] does when one of them cannot be sold.
pub fn sellable(wishes: &[Wish<'_>], now: DateTime<Utc>) -> Result<Vec<Vec<ChosenOption>>, Refusal> {
    if wishes.len() > MAX_LINES {
        return Err(Refusal::invalid("items", format!("at most {MAX_LINES} lines")));
    }
    let mut options = Vec::with_capacity(wishes.len());
    for (index, wish) in wishes.iter().enumerate() {
        let chosen = choices(wish, now);
        options.push(chosen.map_err(|refusal| refusal.under(&format!("items.{index}.")))?);
    }
    shortages(wishes).next().map_or(Ok(options), Err)
}

/// What comes out about the coupons of `claim`.
fn judged<'a>(
    shop: &Shop,
    wishes: &[Wish<'_>],
    options: &[Vec<ChosenOption>],
    claim: &Claim<'a>,
    method: DeliveryMethod,
    now: DateTime<Utc>,
) -> Vec<Judged<'a>> {
    if claim.in_play.is_empty() {
        return Vec::new();
    }
    judge(&occasion(shop, wishes, options, claim.buyer, method, now), claim.in_play)
}

/// The purchase of `wishes` as coupons see it.
pub fn occasion<'a>(
    shop: &'a Shop,
    wishes: &[Wish<'a>],
    options: &[Vec<ChosenOption>],
    buyer: Buyer,
    method: DeliveryMethod,
    now: DateTime<Utc>,
) -> Occasion<'a> {
    let line = |(wish, chosen): (&Wish<'a>, &Vec<ChosenOption>)| {
        let product: &'a Product = wish.product;
        BasketLine {
            product: product.id,
            category: product.category_id,
            name: &product.name,
            unit_price: item(wish, chosen).unit_price(),
            quantity: wish.quantity.get(),
            is_reduced: product.sale_price.is_some(),
        }
    };
    let lines = wishes.iter().zip(options).map(line).collect();
    Occasion { shop, now, lines, delivery_fee: delivery_fee(shop, method), buyer }
}

/// What was chosen of `wish`, where it may be sold at `now`; counts of stock are another rule.
pub(crate) fn choices(wish: &Wish<'_>, now: DateTime<Utc>) -> Result<Vec<ChosenOption>, Refusal> {
    wish.product.require_for_sale(now)?;
    choose(&wish.product.name, &wish.product.options, wish.options)
}

/// What `wishes` with these choices come to; each discount has one share per wish.
pub(crate) fn price(
    shop: &Shop,
    wishes: &[Wish<'_>],
    options: &[Vec<ChosenOption>],
    discounts: &[Discount],
    method: DeliveryMethod,
) -> Quote {
    let items: Vec<Item> = wishes.iter().zip(options).map(|(wish, chosen)| item(wish, chosen)).collect();
    let charges = Charges { delivery_fee: delivery_fee(shop, method), tip: Money::ZERO };
    pricing::quote(&items, discounts, charges, shop.tax_mode)
}

/// What delivery by `method` costs.
pub const fn delivery_fee(shop: &Shop, method: DeliveryMethod) -> Money {
    match method {
        DeliveryMethod::Pickup => Money::ZERO,
        DeliveryMethod::Delivery => shop.delivery_fee,
    }
}

/// One wish as pricing sees it.
pub(crate) fn item(wish: &Wish<'_>, chosen: &[ChosenOption]) -> Item {
    Item {
        price: wish.product.price,
        sale_price: wish.product.sale_price,
        options: chosen.iter().map(|option| option.price).sum(),
        quantity: wish.quantity,
        tax_rate: wish.product.tax_rate,
    }
}

/// A refusal for each product of which `wishes` together want more than there is.
pub(crate) fn shortages<'a>(wishes: &'a [Wish<'_>]) -> impl Iterator<Item = Refusal> + 'a {
    let wanted = stock::wanted(wishes.iter().map(|wish| (wish.product.id, wish.quantity.get())));
    wanted.into_iter().filter_map(|(id, requested)| {
        let product = wishes.iter().map(|wish| wish.product).find(|product| product.id == id)?;
        stock::require_available(id, &product.name, product.stock.as_ref()?, requested).err()
    })
}
