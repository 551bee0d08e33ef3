//! The cart of whoever asks: looked at, filled and emptied. Nobody sees another's. Whoever changes one holds it, so
//! that of two windows neither loses a line.

mod coupons;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::json;

pub(super) use coupons::clear as clear_coupons;
pub use coupons::{add_coupon, remove_coupons};

use crate::actor::Actor;
use crate::cart::{self as rule, Cart, Changed, LineChange};
use crate::catalog::{Product, Shop};
use crate::error::Result;
use crate::flows::coupons::{Claimed, ForWhom};
use crate::id::{CartItemId, CouponId, ProductId, UserId, kind};
use crate::orders::place::Wish;
use crate::refusal::Refusal;
use crate::store::{self, Tx};
use crate::wire::CartView;
use crate::wire::cart::ChangeCartItem;
use crate::wire::orders::PlaceOrderItem;

/// What is in the actor's cart, at the prices of `now`.
pub fn get(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<CartView> {
    let user = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let cart = store::carts::load(tx, user)?;
    let products = products(tx, &cart, None, &shop)?;
    view(tx, &shop, &cart, &products, now)
}

/// Puts something in; what is there already with the same choices and notes becomes more.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, item: &PlaceOrderItem, now: DateTime<Utc>) -> Result<CartView> {
    let user = actor.require_person()?;
    let notes = rule::notes(item.notes.as_deref())?;
    let shop = store::settings::load_shop(tx)?;
    let mut cart = store::carts::lock(tx, user)?;
    let products = products(tx, &cart, Some(item.product_id), &shop)?;
    let unknown = Refusal::UnknownProduct { product: item.product_id };
    let product = products.get(&item.product_id).ok_or(unknown)?;
    let wish = Wish { product, quantity: item.quantity, options: &item.options };
    let line = rule::add(&cart.lines, tx.new_id::<kind::CartItem>(), &wish, &notes, now)?;
    store::carts::save(tx, cart.id, &[&line])?;
    cart.put(line);
    changed(tx, actor, &cart, now)?;
    view(tx, &shop, &cart, &products, now)
}

/// Changes how many of a line there are, its choices or its notes. What becomes the same as another line joins it.
pub fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CartItemId,
    command: &ChangeCartItem,
    now: DateTime<Utc>,
) -> Result<CartView> {
    let user = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let mut cart = store::carts::lock(tx, user)?;
    let standing = cart.line(id)?;
    let notes = command.notes.as_deref().map(|notes| rule::notes(Some(notes))).transpose()?;
    let wanted = LineChange { quantity: command.quantity, options: command.options.clone(), notes };
    let products = products(tx, &cart, None, &shop)?;
    let product = products.get(&standing.product);
    let Changed { line, absorbed } = rule::change(&cart.lines, standing, wanted, product, now)?;
    if line != *standing {
        store::carts::save(tx, cart.id, &[&line])?;
        if let Some(absorbed) = absorbed {
            store::carts::remove(tx, cart.id, &[absorbed])?;
            cart.take_out(absorbed);
        }
        cart.put(line);
        changed(tx, actor, &cart, now)?;
    }
    view(tx, &shop, &cart, &products, now)
}

/// Takes a line out.
pub fn remove(tx: &mut Tx<'_>, actor: &Actor, id: CartItemId, now: DateTime<Utc>) -> Result<CartView> {
    let user = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let mut cart = store::carts::lock(tx, user)?;
    cart.line(id)?;
    store::carts::remove(tx, cart.id, &[id])?;
    cart.take_out(id);
    changed(tx, actor, &cart, now)?;
    let products = products(tx, &cart, None, &shop)?;
    view(tx, &shop, &cart, &products, now)
}

/// Takes everything out, and all codes off.
pub fn clear(tx: &mut Tx<'_>, actor: &Actor, now: DateTime<Utc>) -> Result<CartView> {
    let user = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let mut cart = store::carts::lock(tx, user)?;
    if !cart.lines.is_empty() || !cart.coupons.is_empty() {
        store::carts::clear(tx, cart.id)?;
        clear_coupons(tx, &mut cart)?;
        cart.lines.clear();
        changed(tx, actor, &cart, now)?;
    }
    view(tx, &shop, &cart, &BTreeMap::new(), now)
}

/// What the lines of `cart` are of, and one more product: a fixed number of queries.
pub(super) fn products(
    tx: &mut Tx<'_>,
    cart: &Cart,
    more: Option<ProductId>,
    shop: &Shop,
) -> Result<BTreeMap<ProductId, Product>> {
    products_of(tx, cart.lines.iter().map(|line| line.product).chain(more).collect(), shop)
}

/// These products, as they stand on the menu now.
pub(super) fn products_of(
    tx: &mut Tx<'_>,
    mut ids: Vec<ProductId>,
    shop: &Shop,
) -> Result<BTreeMap<ProductId, Product>> {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let products = store::products::find_for_sale(tx, &ids, shop)?;
    Ok(products.into_iter().map(|product| (product.id, product)).collect())
}

/// How `cart` looks at `now`.
pub(super) fn view(
    tx: &mut Tx<'_>,
    shop: &Shop,
    cart: &Cart,
    products: &BTreeMap<ProductId, Product>,
    now: DateTime<Utc>,
) -> Result<CartView> {
    let claimed = claimed(tx, cart, shop)?;
    let in_play = claimed.in_play();
    let priced = rule::price(shop, &cart.lines, products, &claimed.claim(&in_play), now);
    Ok(CartView::of(cart, &priced, shop))
}

/// The coupons of a cart, for whom it belongs to.
pub(super) fn claimed(tx: &mut Tx<'_>, cart: &Cart, shop: &Shop) -> Result<Claimed> {
    if cart.coupons.is_empty() {
        return Ok(Claimed::default());
    }
    let ids: Vec<CouponId> = cart.coupons.iter().map(|coupon| coupon.id).collect();
    let found = store::coupons::find_all(tx, &ids)?;
    let in_order =
        ids.iter().filter_map(|id| found.iter().find(|coupon| coupon.id == *id).cloned()).collect();
    Claimed::of_coupons(tx, in_order, ForWhom::asking(Some(UserId::from_uuid(cart.id.uuid()))), shop)
}

/// Tells the log that `cart` is another.
pub(super) fn changed(tx: &mut Tx<'_>, actor: &Actor, cart: &Cart, now: DateTime<Utc>) -> Result<()> {
    let item_count: u32 = cart.lines.iter().map(|line| line.quantity.get()).sum();
    let data = json!({ "cart": cart.id, "item_count": item_count });
    let owner = UserId::from_uuid(cart.id.uuid());
    store::events::append_for(
        tx,
        owner.into(),
        "cart.changed",
        &cart.id.to_string(),
        &data,
        actor.name(),
        now,
    )
}
