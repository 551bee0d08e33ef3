//! The codes on the order: what the shop told of each, and whether it counts on the cart as it is, by the rules that
//! also price the bill. So the till judges at every key without asking.

pub mod why;
pub mod words;

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use comanda_core::cart::priced::sorted;
use comanda_core::catalog::Shop;
use comanda_core::coupons::suggest::{Offer, Room};
use comanda_core::coupons::{
    Buyer, Claim, Coupon, CouponCode, InPlay, Judged, Occasion, Suggestion, Uses, judge, suggest,
};
use comanda_core::id::UserId;
use comanda_core::money::Money;
use comanda_core::orders::place;
use comanda_core::quantity::Quantity;
use comanda_core::wire::coupons::Explanation;

use super::cart::Cart;
use super::menu::Menu;
use crate::trouble::Trouble;

/// What is needed to judge a code wherever one is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The coupon.
    pub coupon: Coupon,
    /// Who would use it.
    pub buyer: Buyer,
    /// How often it was used.
    pub uses: Uses,
}

impl Known {
    /// What `told` says; nothing where it cannot be read.
    pub fn of(told: &Explanation, shop: &Shop) -> Option<Self> {
        let coupon = told.coupon.to_coupon(shop.currency)?;
        let (buyer, uses) = told.buyer.to_buyer(told.coupon.current_uses, shop.currency);
        Some(Self { coupon, buyer, uses })
    }

    const fn in_play(&self) -> InPlay<'_> {
        InPlay { coupon: &self.coupon, uses: self.uses }
    }
}

/// What the shop told of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    code: CouponCode,
    of: Option<UserId>,
    told: Result<Known, Trouble>,
}

/// What the shop told of codes, each for one buyer.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    told: Vec<Fact>,
    asked: Vec<(CouponCode, Option<UserId>)>,
}

impl Facts {
    /// What is known of `code` for this buyer; nothing before the shop answered.
    pub fn of(&self, code: &CouponCode, buyer: Option<UserId>) -> Option<Result<&Known, &Trouble>> {
        let fact = self.told.iter().find(|fact| fact.code == *code && fact.of == buyer)?;
        Some(fact.told.as_ref())
    }

    /// The shop answered.
    pub fn learn(&mut self, code: CouponCode, of: Option<UserId>, told: Result<Known, Trouble>) {
        self.asked.retain(|(asked, buyer)| *asked != code || *buyer != of);
        self.told.retain(|fact| fact.code != code || fact.of != of);
        self.told.push(Fact { code, of, told });
    }

    /// These may have changed: the shop is asked again.
    pub fn doubt(&mut self, codes: &[CouponCode]) {
        self.told.retain(|fact| !codes.contains(&fact.code));
    }

    /// What could not be asked is asked again.
    pub fn retry(&mut self) {
        self.told.retain(|fact| fact.told.is_ok());
    }

    /// The codes of `cart` that nobody asked about yet; from now on they are asked about.
    pub fn to_ask(&mut self, cart: &Cart) -> Vec<CouponCode> {
        let buyer = cart.buyer();
        let is_new = |code: &&CouponCode| {
            self.of(code, buyer).is_none()
                && !self.asked.iter().any(|(asked, of)| asked == *code && *of == buyer)
        };
        let new: Vec<CouponCode> = cart.codes.iter().filter(is_new).cloned().collect();
        self.asked.extend(new.iter().map(|code| (code.clone(), buyer)));
        new
    }

    /// Nothing that was asked will be answered: whoever asked has left.
    pub fn hang_up(&mut self) {
        self.asked.clear();
    }

    /// Who `cart` is for, as far as the shop told.
    pub fn buyer(&self, cart: &Cart) -> Option<Buyer> {
        let Some(id) = cart.buyer() else { return Some(Buyer::Guest) };
        self.told
            .iter()
            .rev()
            .filter(|fact| fact.of == Some(id))
            .find_map(|fact| Some(fact.told.as_ref().ok()?.buyer))
    }

    /// What is known of the codes on `cart`, in their order.
    fn known<'a>(&'a self, cart: &Cart) -> Vec<&'a Known> {
        let buyer = cart.buyer();
        cart.codes.iter().filter_map(|code| self.of(code, buyer)?.ok()).collect()
    }
}

/// How a code stands on the cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It counts, and takes this off.
    Counts(Money),
    /// It does not, and why in few words.
    Fails(String),
    /// The shop has not told yet.
    Asking,
}

/// A code on the cart and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Which.
    pub code: CouponCode,
    /// What it gives, in short words; empty where that is not known.
    pub kind: String,
    /// How it stands.
    pub standing: Standing,
}

impl Placed {
    /// Why the order cannot be paid with it, and what to do; nothing where it can.
    pub fn in_the_way(&self) -> Option<String> {
        let code = &self.code;
        match &self.standing {
            Standing::Counts(_) => None,
            Standing::Asking => {
                Some(format!("{code} is not checked yet. Wait a moment, or Ctrl-K takes it off."))
            }
            Standing::Fails(why) => {
                Some(format!("{code} does not count: {why}. F6 says how to mend it, Ctrl-K takes it off."))
            }
        }
    }
}

/// The codes of a cart, and what those that count take off.
#[derive(Debug, Clone, Default)]
pub struct Standings<'a> {
    /// Each code of the cart, in its order.
    pub placed: Vec<Placed>,
    /// Those that count.
    pub counting: Vec<InPlay<'a>>,
    /// Who buys.
    pub buyer: Buyer,
}

impl Standings<'_> {
    /// What is claimed of the order's price.
    pub fn claim(&self) -> Claim<'_> {
        Claim { buyer: self.buyer, in_play: &self.counting }
    }
}

/// How the codes of `cart` stand. One that does not count takes nothing off and is in nobody's way.
pub fn standings<'a>(cart: &Cart, menu: &Menu, facts: &'a Facts, now: DateTime<Utc>) -> Standings<'a> {
    if cart.codes.is_empty() {
        return Standings::default();
    }
    let known = facts.known(cart);
    let buyer = known.last().map(|known| known.buyer).unwrap_or_default();
    let occasion = occasion(cart, menu, buyer, now);
    let in_play: Vec<InPlay<'_>> = known.iter().map(|known| known.in_play()).collect();
    let all = judge(&occasion, &in_play);
    let (counting, failing) = sorted(&all, &in_play);
    let valid = judge(&occasion, &counting);
    let standing = |code: &CouponCode| match facts.of(code, cart.buyer()) {
        None => Standing::Asking,
        Some(Err(trouble)) => Standing::Fails(words::unknown(trouble)),
        Some(Ok(_)) => {
            let is_it = |judged: &&Judged<'_>| judged.coupon.code == *code;
            if let Some(judged) = valid.iter().find(is_it) {
                return Standing::Counts(judged.discount.amount());
            }
            let judged = failing.iter().copied().find(is_it);
            let first = judged.and_then(|judged| judged.failing().next());
            Standing::Fails(first.map(|rule| words::briefly(rule, &menu.shop)).unwrap_or_default())
        }
    };
    let placed = |code: &CouponCode| Placed {
        code: code.clone(),
        kind: facts
            .of(code, cart.buyer())
            .and_then(Result::ok)
            .map(|known| words::kind(&known.coupon.terms.benefit, menu.shop.currency))
            .unwrap_or_default(),
        standing: standing(code),
    };
    Standings { placed: cart.codes.iter().map(placed).collect(), counting, buyer }
}

/// The cart as coupons see it; what is no longer on the menu is no part of it.
pub fn occasion<'a>(cart: &'a Cart, menu: &'a Menu, buyer: Buyer, now: DateTime<Utc>) -> Occasion<'a> {
    let wishes = cart.wishes(menu);
    let options: Vec<_> = wishes
        .iter()
        .map(|wish| {
            comanda_core::catalog::choose(&wish.product.name, &wish.product.options, wish.options)
                .unwrap_or_default()
        })
        .collect();
    place::occasion(&menu.shop, &wishes, &options, buyer, cart.method, judged_at(now))
}

/// The time that codes are judged at: the end of the minute that the till's clock shows. Hours and days begin and end
/// with a minute, so that is the same for them; and a coupon that was made within this minute counts at once.
pub fn judged_at(now: DateTime<Utc>) -> DateTime<Utc> {
    now + TimeDelta::seconds(59 - i64::from(now.second().min(59)))
}

/// What comes out about `wanted` on `cart` beside the codes that are on it, and what would make it count.
pub fn judged<'a>(
    cart: &Cart,
    menu: &Menu,
    facts: &'a Facts,
    wanted: &'a Known,
    now: DateTime<Utc>,
) -> Option<(Judged<'a>, Option<Suggestion>)> {
    let occasion = occasion(cart, menu, wanted.buyer, now);
    let mut in_play: Vec<InPlay<'a>> = facts
        .known(cart)
        .into_iter()
        .filter(|known| known.coupon.id != wanted.coupon.id)
        .map(Known::in_play)
        .collect();
    // Its place is where it stands on the cart; a new one comes last.
    let place = cart.codes.iter().position(|code| *code == wanted.coupon.code);
    in_play.insert(place.unwrap_or(in_play.len()).min(in_play.len()), wanted.in_play());
    let offers = offers(cart, menu, now);
    let room = Room { offers: &offers, delivery_fee: menu.shop.delivery_fee };
    let suggestion = suggest(&occasion, &in_play, wanted.coupon.id, room);
    let judged = judge(&occasion, &in_play).into_iter().find(|one| one.coupon.id == wanted.coupon.id)?;
    Some((judged, suggestion))
}

/// What could be added without a question, the cheapest first: most are beaten by the first that helps.
fn offers<'a>(cart: &Cart, menu: &'a Menu, now: DateTime<Utc>) -> Vec<Offer<'a>> {
    let mut offers: Vec<Offer<'_>> =
        menu.products
            .iter()
            .filter(|product| product.require_for_sale(now).is_ok())
            .filter(|product| product.options.iter().all(|group| group.min == 0))
            .filter_map(|product| {
                let left = product.stock.as_ref().map_or(Quantity::MAX, |stock| {
                    stock.available().saturating_sub(cart.count_of(product.id))
                });
                (left > 0).then(|| Offer {
                    product: product.id,
                    category: product.category_id,
                    name: &product.name,
                    unit_price: product.sale_price.unwrap_or(product.price),
                    is_reduced: product.sale_price.is_some(),
                    most: left,
                })
            })
            .collect();
    offers.sort_by_key(|offer| offer.unit_price);
    offers
}
