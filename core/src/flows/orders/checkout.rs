//! Order what is in the cart: priced anew, goods taken, paid from the wallet where that is wanted, and the cart empty
//! afterwards; all of it in one transaction, or none.

use chrono::{DateTime, Utc};

use super::make::{self, Draft, Texts, load_customer, read_text};
use crate::accounts::address::on_lines;
use crate::actor::Actor;
use crate::cart::{Cart, CartLine};
use crate::error::Result;
use crate::flows::cart::{changed, clear_coupons};
use crate::id::UserId;
use crate::orders::DeliveryMethod;
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::wire::cart::PayWith;
use crate::wire::orders::PlaceOrderItem;
use crate::wire::{Checkout, PaidOrder, PayOrder};

/// Makes an order of the actor's cart. It is held from here on: of two who order the same cart, one finds it empty.
pub fn checkout(tx: &mut Tx<'_>, actor: &Actor, command: &Checkout, now: DateTime<Utc>) -> Result<PaidOrder> {
    let user = actor.require_person()?;
    let shop = store::settings::load_shop(tx)?;
    let mut cart = store::carts::lock(tx, user)?;
    if cart.lines.is_empty() {
        return Err(Refusal::EmptyOrder.into());
    }
    let mut errors = FieldErrors::default();
    let texts = texts(tx, user, command, &mut errors)?;
    let tip = errors.money("tip", command.tip, shop.currency);
    let expected_total = errors.money("expected_total", command.expected_total, shop.currency);
    errors.into_result()?;
    let items: Vec<PlaceOrderItem> = cart.lines.iter().map(asked_for).collect();
    let codes = codes(&cart, command)?;
    let wallet = PayOrder::wallet();
    let draft = Draft {
        items: &items,
        method: command.delivery_method,
        texts,
        customer: Some(load_customer(tx, user)?),
        tip: tip.unwrap_or_default(),
        expected_total,
        codes: &codes,
        payment: command.pay_with.map(|PayWith::Wallet| &wallet),
        payment_path: "",
    };
    let placed = make::order(tx, &shop, actor, &draft, now)?;
    store::carts::clear(tx, cart.id)?;
    clear_coupons(tx, &mut cart)?;
    cart.lines.clear();
    changed(tx, actor, &cart, now)?;
    Ok(placed)
}

/// The codes that the command names, or else those of the cart.
fn codes(cart: &Cart, command: &Checkout) -> Result<Vec<String>, Refusal> {
    match (&command.coupon_code, &command.coupon_codes) {
        (Some(_), Some(_)) => {
            Err(Refusal::invalid("coupon_code", "give either one code or several in coupon_codes"))
        }
        (Some(code), None) => Ok(vec![code.clone()]),
        (None, Some(codes)) => Ok(codes.clone()),
        (None, None) => Ok(cart.coupons.iter().map(|coupon| coupon.code.clone()).collect()),
    }
}

fn asked_for(line: &CartLine) -> PlaceOrderItem {
    PlaceOrderItem {
        product_id: line.product,
        quantity: line.quantity,
        options: line.options.clone(),
        notes: Some(line.notes.clone()),
    }
}

fn texts(tx: &mut Tx<'_>, user: UserId, command: &Checkout, errors: &mut FieldErrors) -> Result<Texts> {
    let mut read = |field: &str, given: &Option<String>| read_text(field, given.as_deref(), errors);
    let mut texts = Texts {
        delivery_address: read("delivery_address", &command.delivery_address),
        delivery_notes: read("delivery_notes", &command.delivery_notes),
        special_instructions: read("special_instructions", &command.special_instructions),
        guest_name: String::new(),
    };
    if command.delivery_method == DeliveryMethod::Delivery && texts.delivery_address.is_empty() {
        let Offered { address, notes } = offered(tx, user)?;
        if address.is_empty() {
            errors.add("delivery_address", "say where to deliver, or keep an address in your profile");
        }
        texts.delivery_address = address;
        if command.delivery_notes.is_none() {
            texts.delivery_notes = notes;
        }
    }
    Ok(texts)
}

/// Where somebody's deliveries go, if they do not say; both are empty where that is not known.
#[derive(Default)]
struct Offered {
    address: String,
    notes: String,
}

/// The address that is offered first, or else the one of the profile itself.
fn offered(tx: &mut Tx<'_>, user: UserId) -> Result<Offered> {
    let first = store::accounts::addresses::list(tx, &[user])?.into_iter().find(|row| row.is_default);
    if let Some(row) = first {
        let address = on_lines(&row.address, &row.postal_code, &row.city, &row.state, &row.country);
        return Ok(Offered { address, notes: row.notes });
    }
    let own = store::accounts::customers::load(tx, user)?;
    if own.address.is_empty() {
        return Ok(Offered::default());
    }
    let address = on_lines(&own.address, &own.postal_code, &own.city, &own.state, &own.country);
    Ok(Offered { address, notes: String::new() })
}
