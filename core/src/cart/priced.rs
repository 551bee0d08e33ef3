//! What a cart comes to as the menu stands now, by the rule that also prices its order, and what its owner should
//! know before ordering.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::CartLine;
use crate::catalog::{ChosenOption, Product, Shop, known};
use crate::coupons::{AppliedCoupon, Claim, Condition, InPlay, Judged, judge, refusal};
use crate::id::{CartItemId, ProductId};
use crate::money::{Currency, Money};
use crate::orders::DeliveryMethod;
use crate::orders::place::{self, Wish};
use crate::pricing::{Discount, Quote};
use crate::refusal::Refusal;

/// A cart with its prices.
#[derive(Debug, Clone)]
pub struct Priced {
    /// In the order of the cart.
    pub lines: Vec<PricedLine>,
    /// The price of the lines that can be had, in their order, picked up.
    pub quote: Quote,
    /// What the coupons take off, those that count.
    pub coupons: Vec<AppliedCoupon>,
    /// In the order of the lines; those of the coupons come last.
    pub problems: Vec<Problem>,
}

/// One line with its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedLine {
    /// What it is called now; where it is gone, what it was called.
    pub name: String,
    /// The choices, as far as they are still on the menu.
    pub options: Vec<ChosenOption>,
    /// What one costs now; where it cannot be had any more, what it cost.
    pub unit_price: Money,
    /// Unit price × quantity; nothing where it cannot be had any more.
    pub subtotal: Money,
}

/// Something about a line, or about a coupon, that its owner should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which line; none: it is about a coupon.
    pub line: Option<CartItemId>,
    /// What it is called; of a coupon, its code.
    pub name: String,
    /// What it is.
    pub trouble: Trouble,
}

/// What can be the matter with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It cannot be ordered so.
    Refused(Refusal),
    /// It can, at another price.
    PriceChanged {
        /// What one cost when it was added.
        was: Money,
        /// What one costs.
        now: Money,
    },
}

impl Problem {
    /// A stable word; of what blocks a checkout, the code it would be refused with.
    pub const fn code(&self) -> &'static str {
        match &self.trouble {
            Trouble::Refused(refusal) => refusal.code(),
            Trouble::PriceChanged { .. } => "price_changed",
        }
    }

    /// True when a checkout would be refused because of it.
    pub const fn blocks_checkout(&self) -> bool {
        match self.trouble {
            Trouble::Refused(_) => true,
            Trouble::PriceChanged { .. } => false,
        }
    }

    /// What is the matter, and what to do.
    pub fn message(&self, currency: Currency) -> String {
        match &self.trouble {
            Trouble::Refused(refusal) => told(&self.name, refusal),
            Trouble::PriceChanged { was, now } => {
                let (name, was, now) = (&self.name, currency.amount(*was), currency.amount(*now));
                format!("{name} costs {now} now and not {was}; take it out if you do not want it.")
            }
        }
    }
}

/// Why a line called `name` cannot be had as it is, and what to do.
pub fn told(name: &str, refusal: &Refusal) -> String {
    match refusal {
        Refusal::UnknownProduct { .. } => format!("{name} is no longer on the menu; take it out."),
        Refusal::ProductUnavailable { .. } => {
            format!("{name} is not available now; take it out, or order it another time.")
        }
        Refusal::UnknownOption { .. } => {
            format!("{name} no longer comes with all that you chose; choose again.")
        }
        Refusal::OutOfStock { available: 0, .. } => format!("{name} is sold out; take it out."),
        Refusal::OutOfStock { requested, available, .. } => {
            format!("Only {available} {name} left, and the cart holds {requested}; take fewer.")
        }
        // The others say what to do themselves.
        other => other.to_string(),
    }
}

/// A line that can be had, and where it stands in the cart.
struct Offered<'a> {
    index: usize,
    wish: Wish<'a>,
}

/// What `lines` come to at `now` with the coupons of `claim`, `products` being all that is known of what they are of. A
/// coupon that does not count is a problem, and the others are taken as if it were not there.
pub fn price(
    shop: &Shop,
    lines: &[CartLine],
    products: &BTreeMap<ProductId, Product>,
    claim: &Claim<'_>,
    now: DateTime<Utc>,
) -> Priced {
    let mut troubles: Vec<Vec<Trouble>> = vec![Vec::new(); lines.len()];
    let mut priced: Vec<PricedLine> = lines.iter().map(|line| as_kept(line, products)).collect();
    let (mut offered, mut options) = (Vec::new(), Vec::new());
    for (index, line) in lines.iter().enumerate() {
        match on_offer(line, products, now) {
            Ok((wish, chosen)) => {
                offered.push(Offered { index, wish });
                options.push(chosen);
            }
            Err(refusal) => troubles[index].push(Trouble::Refused(refusal)),
        }
    }
    let wishes: Vec<Wish<'_>> = offered.iter().map(|offered| offered.wish.clone()).collect();
    // How it reaches its owner is said at checkout: what takes off the delivery fee is good until then.
    let occasion = place::occasion(shop, &wishes, &options, claim.buyer, DeliveryMethod::Delivery, now);
    let all = judge(&occasion, claim.in_play);
    let (counting, refused) = sorted(&all, claim.in_play);
    let judged: Vec<Judged<'_>> = judge(&occasion, &counting).into_iter().map(picked_up).collect();
    let discounts: Vec<Discount> = judged.iter().map(|judged| judged.discount.clone()).collect();
    let quote = place::price(shop, &wishes, &options, &discounts, DeliveryMethod::Pickup);
    let shortages: Vec<Refusal> = place::shortages(&wishes).collect();
    for (Offered { index, wish }, of_quote) in offered.iter().zip(&quote.lines) {
        let line = &mut priced[*index];
        (line.unit_price, line.subtotal) = (of_quote.unit_price, of_quote.base);
        let is_of = |refusal: &&Refusal| matches!(refusal, Refusal::OutOfStock { product, .. } if *product == wish.product.id);
        troubles[*index].extend(shortages.iter().filter(is_of).cloned().map(Trouble::Refused));
        let (was, now) = (lines[*index].unit_price, of_quote.unit_price);
        if was != now {
            troubles[*index].push(Trouble::PriceChanged { was, now });
        }
    }
    let of_line = |((line, priced), troubles): ((&CartLine, &PricedLine), Vec<Trouble>)| {
        let (line, name) = (Some(line.id), priced.name.clone());
        troubles.into_iter().map(move |trouble| Problem { line, name: name.clone(), trouble })
    };
    let of_coupon = |judged: &Judged<'_>| {
        let trouble = Trouble::Refused(refusal::refusal(judged, shop)?);
        Some(Problem { line: None, name: judged.coupon.code.to_string(), trouble })
    };
    let of_lines = lines.iter().zip(&priced).zip(troubles).flat_map(of_line);
    let problems = of_lines.chain(refused.into_iter().filter_map(of_coupon)).collect();
    Priced { lines: priced, quote, coupons: judged.iter().map(Judged::applied).collect(), problems }
}

/// What comes out about the coupons of `claim` on what of `lines` can be had: each beside all the others, also beside
/// those that do not count at this moment.
pub fn judged<'a>(
    shop: &Shop,
    lines: &[CartLine],
    products: &BTreeMap<ProductId, Product>,
    claim: &Claim<'a>,
    now: DateTime<Utc>,
) -> Vec<Judged<'a>> {
    let (wishes, options) = offered(lines, products, now);
    let occasion = place::occasion(shop, &wishes, &options, claim.buyer, DeliveryMethod::Delivery, now);
    judge(&occasion, claim.in_play)
}

/// What a coupon takes off what is not delivered.
fn picked_up(mut judged: Judged<'_>) -> Judged<'_> {
    judged.discount.delivery = Money::ZERO;
    judged
}

/// The coupons that count, and what came out about the others. One that fails by itself is in nobody's way. For
/// whoever prices what may still change: a cart, the order on a till.
pub fn sorted<'s, 'a>(
    judged: &'s [Judged<'a>],
    in_play: &[InPlay<'a>],
) -> (Vec<InPlay<'a>>, Vec<&'s Judged<'a>>) {
    let by_itself =
        |judged: &Judged<'_>| judged.failing().any(|rule| rule.condition != Condition::Combinable);
    let alone: Vec<bool> = judged.iter().map(by_itself).collect();
    let crowd = judged.iter().zip(&alone).filter(|(_, fails)| !**fails).count();
    let fails = |index: usize| alone[index] || (crowd > 1 && !judged[index].is_valid());
    let counting = (0..in_play.len()).filter(|index| !fails(*index)).map(|index| in_play[index]).collect();
    (counting, (0..judged.len()).filter(|index| fails(*index)).map(|index| &judged[index]).collect())
}

/// A line as it is shown until it is known that it can be had.
fn as_kept(line: &CartLine, products: &BTreeMap<ProductId, Product>) -> PricedLine {
    let product = products.get(&line.product);
    PricedLine {
        name: product.map_or(&line.product_name, |product| &product.name).clone(),
        options: product.map_or_else(Vec::new, |product| known(&product.options, &line.options)),
        unit_price: line.unit_price,
        subtotal: Money::ZERO,
    }
}

/// The lines that can be had at `now`, by what is asked for and what was chosen.
pub fn offered<'a>(
    lines: &'a [CartLine],
    products: &'a BTreeMap<ProductId, Product>,
    now: DateTime<Utc>,
) -> (Vec<Wish<'a>>, Vec<Vec<ChosenOption>>) {
    lines.iter().filter_map(|line| on_offer(line, products, now).ok()).unzip()
}

fn on_offer<'a>(
    line: &'a CartLine,
    products: &'a BTreeMap<ProductId, Product>,
    now: DateTime<Utc>,
) -> Result<(Wish<'a>, Vec<ChosenOption>), Refusal> {
    let unknown = Refusal::UnknownProduct { product: line.product };
    let product = products.get(&line.product).ok_or(unknown)?;
    let wish = Wish { product, quantity: line.quantity, options: &line.options };
    let chosen = place::choices(&wish, now)?;
    Ok((wish, chosen))
}
