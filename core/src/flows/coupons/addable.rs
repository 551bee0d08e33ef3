//! What could be added to a basket so that a code counts: more of what is in it, and the cheapest of what the code is
//! for. A fixed number of queries, however many codes are asked about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::wanted::Basket;
use crate::catalog::{Product, Shop};
use crate::coupons::suggest::can_be_mended;
use crate::coupons::{Condition, Facts, InPlay, Judged, Occasion, Offer, Rule, suggest};
use crate::error::Result;
use crate::id::{CouponId, OptionId, ProductId};
use crate::money::Money;
use crate::orders::place::{self as rule, MAX_LINES, Wish};
use crate::quantity::Quantity;
use crate::stock;
use crate::store::products::CheapestOf;
use crate::store::{self, Tx};
use crate::wire::coupons::SuggestionView;

/// How many products are tried that codes name, and how many of the whole menu.
const CHEAPEST: u32 = 20;
/// How many are tried of which one alone costs what is missing.
const AT_ONCE: u32 = 10;

/// What could be added, and with which choices.
pub(super) struct Addable<'a> {
    offers: Vec<Offer<'a>>,
    options: BTreeMap<ProductId, &'a [OptionId]>,
}

/// The products that could help those of `judged` which an addition could help.
pub(super) fn more(
    tx: &mut Tx<'_>,
    judged: &[&Judged<'_>],
    shop: &Shop,
    now: DateTime<Utc>,
) -> Result<Vec<Product>> {
    let mended =
        |one: &&&Judged<'_>| !one.is_valid() && one.failing().all(|rule| can_be_mended(rule.condition));
    let judged: Vec<&Judged<'_>> = judged.iter().filter(mended).copied().collect();
    let mut ids = BTreeSet::new();
    for (of, limit) in searches(&judged) {
        ids.extend(store::products::cheapest(tx, &of, now, limit)?);
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    store::products::find_for_sale(tx, &ids.into_iter().collect::<Vec<_>>(), shop)
}

/// Three at most: what the codes name, the whole menu, and what fills a gap with one.
fn searches(judged: &[&Judged<'_>]) -> Vec<(CheapestOf, u32)> {
    let is_named = |one: &&Judged<'_>| {
        let scope = &one.coupon.terms.scope;
        !scope.products.is_empty() || !scope.categories.is_empty()
    };
    let (named, open): (Vec<&Judged<'_>>, Vec<&Judged<'_>>) = judged.iter().copied().partition(is_named);
    // Anything adds to the worth of an order and to its items, also what the code is not for.
    let all: Vec<&Judged<'_>> = named.iter().copied().filter(|one| takes_anything(one)).collect();
    let mut searches = Vec::new();
    if !named.is_empty() {
        searches.push((union(&named), CHEAPEST));
    }
    if !open.is_empty() || !all.is_empty() {
        let of = if all.is_empty() {
            union(&open)
        } else {
            CheapestOf { with_reduced: true, ..CheapestOf::default() }
        };
        searches.push((of, CHEAPEST));
    }
    let gaps = judged.iter().flat_map(|one| one.failing().filter_map(gap));
    if let Some(from) = gaps.min() {
        let of = match searches.last() {
            Some((of, _)) => CheapestOf { from, ..of.clone() },
            None => CheapestOf { from, ..CheapestOf::default() },
        };
        searches.push((of, AT_ONCE));
    }
    searches
}

fn takes_anything(judged: &Judged<'_>) -> bool {
    let of_all = |rule: &Rule| matches!(rule.condition, Condition::MinOrderValue | Condition::MinOrderItems);
    judged.failing().any(of_all)
}

/// How much more would have to be bought.
fn gap(rule: &Rule) -> Option<Money> {
    match (&rule.facts, rule.condition) {
        (Facts::Amount { have, need }, Condition::MinOrderValue | Condition::Discount) if need > have => {
            Some(*need - *have)
        }
        _ => None,
    }
}

/// What any of them is for, without what all of them leave out.
fn union(judged: &[&Judged<'_>]) -> CheapestOf {
    let scopes = || judged.iter().map(|one| &one.coupon.terms.scope);
    let left_out_by_all = |id: &ProductId| scopes().all(|scope| scope.excluded_products.contains(id));
    let excluded = scopes().flat_map(|scope| &scope.excluded_products).copied().collect::<BTreeSet<_>>();
    let sections = scopes().flat_map(|scope| &scope.excluded_categories).copied().collect::<BTreeSet<_>>();
    let products: BTreeSet<ProductId> = scopes().flat_map(|scope| &scope.products).copied().collect();
    let categories: BTreeSet<_> = scopes().flat_map(|scope| &scope.categories).copied().collect();
    CheapestOf {
        products: products.into_iter().collect(),
        categories: categories.into_iter().collect(),
        excluded_products: excluded.into_iter().filter(left_out_by_all).collect(),
        excluded_categories: sections
            .into_iter()
            .filter(|id| scopes().all(|scope| scope.excluded_categories.contains(id)))
            .collect(),
        with_reduced: scopes().any(|scope| scope.with_reduced),
        from: Money::ZERO,
    }
}

impl<'a> Addable<'a> {
    /// What of `basket` there could be more of, and what of `more` could join it.
    pub fn to(basket: &Basket<'a>, more: &'a [Product], now: DateTime<Utc>) -> Self {
        let held = stock::wanted(basket.wishes.iter().map(|wish| (wish.product.id, wish.quantity.get())));
        let mut own: Vec<Wish<'a>> = Vec::new();
        for wish in &basket.wishes {
            if own.iter().all(|known| known.product.id != wish.product.id) {
                // What has to be chosen is chosen as it was.
                let asks = wish.product.options.iter().any(|group| group.min > 0);
                let options: &'a [OptionId] = if asks { wish.options } else { &[] };
                own.push(Wish { options, ..wish.clone() });
            }
        }
        let others = more.iter().filter(|product| !held.contains_key(&product.id));
        let others = others.map(|product| Wish { product, quantity: Quantity::ONE, options: &[] });
        let has_room = |wish: &Wish<'_>| {
            let joins = |line: &Wish<'_>| line.product.id == wish.product.id && line.options == wish.options;
            basket.wishes.len() < MAX_LINES || basket.wishes.iter().any(joins)
        };
        let wishes: Vec<Wish<'a>> = own.into_iter().chain(others).filter(|wish| has_room(wish)).collect();
        let offer = |wish: &Wish<'a>| offer(wish, held.get(&wish.product.id).copied().unwrap_or(0), now);
        let offers = wishes.iter().filter_map(offer).collect();
        Self { offers, options: wishes.iter().map(|wish| (wish.product.id, wish.options)).collect() }
    }

    /// The smallest change that makes the coupon `wanted` of `in_play` count.
    pub fn suggestion(
        &self,
        occasion: &Occasion<'_>,
        in_play: &[InPlay<'_>],
        wanted: CouponId,
        shop: &Shop,
    ) -> Option<SuggestionView> {
        let room = suggest::Room { offers: &self.offers, delivery_fee: shop.delivery_fee };
        let found = suggest(occasion, in_play, wanted, room)?;
        let mut view = SuggestionView::of(&found, shop);
        if let Some(add) = &mut view.add {
            add.options =
                self.options.get(&add.product_id).map(|options| options.to_vec()).unwrap_or_default();
        }
        Some(view)
    }
}

/// How many more of it can be had beyond the `held` ones, and for how much; nothing where there is none.
fn offer<'a>(wish: &Wish<'a>, held: u32, now: DateTime<Utc>) -> Option<Offer<'a>> {
    let product: &'a Product = wish.product;
    let chosen = rule::choices(wish, now).ok()?;
    let available = product.stock.as_ref().map_or(u32::MAX, stock::Stock::available);
    let most = available.min(Quantity::MAX).saturating_sub(held);
    (most > 0).then(|| Offer {
        product: product.id,
        category: product.category_id,
        name: &product.name,
        unit_price: rule::item(wish, &chosen).unit_price(),
        is_reduced: product.sale_price.is_some(),
        most,
    })
}
