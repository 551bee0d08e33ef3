//! Place an order, with its payment where one is given: all of it in one transaction, or none.

use chrono::{DateTime, Utc};

use super::make::{self, Draft, Texts, load_customer};
use super::{load_products, wishes};
use crate::actor::{Actor, Permission};
use crate::error::Result;
use crate::flows::coupons::{Claimed, ForWhom};
use crate::money::Money;
use crate::orders::DeliveryMethod;
use crate::orders::place as rule;
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::wire::orders::{PlaceOrder, QuoteRequest};
use crate::wire::{PaidOrder, QuoteView};

/// The price of a basket and where each cent comes from; changes nothing.
pub fn quote(
    tx: &mut Tx<'_>,
    actor: &Actor,
    request: &QuoteRequest,
    now: DateTime<Utc>,
) -> Result<QuoteView> {
    actor.require(Permission::Quote)?;
    let shop = store::settings::load_shop(tx)?;
    let products = load_products(tx, &request.items, &shop)?;
    let wishes = wishes(&request.items, &products)?;
    let whom = ForWhom::asked_by(actor, request.customer_id)?;
    let claimed = Claimed::of_codes(tx, &request.coupon_codes, whom, &shop)?;
    let claim = claimed.in_play();
    let basket = rule::basket(&shop, &wishes, &claimed.claim(&claim), request.delivery_method, now)?;
    Ok(QuoteView::of(&shop, &wishes, &basket))
}

/// Places an order for a guest or a customer, and pays it when the command carries a payment.
pub fn place(tx: &mut Tx<'_>, actor: &Actor, command: &PlaceOrder, now: DateTime<Utc>) -> Result<PaidOrder> {
    actor.require(Permission::PlaceOrders)?;
    if command.customer_id.is_some() {
        actor.require(Permission::SeeCustomers)?;
    }
    if command.payment.is_some() {
        actor.require(Permission::TakePayments)?;
    }
    let shop = store::settings::load_shop(tx)?;
    let mut errors = FieldErrors::default();
    let expected_total = errors.money("expected_total", command.expected_total, shop.currency);
    let texts = texts(command, errors)?;
    let customer = match command.customer_id {
        Some(id) => Some(load_customer(tx, id)?),
        None => None,
    };
    let draft = Draft {
        items: &command.items,
        method: command.delivery_method,
        texts,
        customer,
        tip: Money::ZERO,
        expected_total,
        codes: &command.coupon_codes,
        payment: command.payment.as_ref(),
        payment_path: "payment.",
    };
    make::order(tx, &shop, actor, &draft, now)
}

fn texts(command: &PlaceOrder, mut errors: FieldErrors) -> Result<Texts, Refusal> {
    let texts = make::read_texts(command, &mut errors);
    if command.delivery_method == DeliveryMethod::Delivery && texts.delivery_address.is_empty() {
        errors.add("delivery_address", "say where to deliver");
    }
    errors.into_result()?;
    Ok(texts)
}
