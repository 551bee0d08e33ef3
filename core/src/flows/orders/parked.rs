//! Orders that the counter puts aside before they are placed. They are the shop's, not a till's: whoever takes
//! payments may take one up again, once.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::make::{Texts, read_texts};
use crate::actor::{Actor, Permission};
use crate::catalog::options::MAX_CHOICES;
use crate::coupons::{CouponCode, MAX_CODES};
use crate::error::Result;
use crate::id::{ParkedId, kind};
use crate::orders::place::MAX_LINES;
use crate::page::{PageRequest, Slice};
use crate::refusal::{FieldErrors, Refusal};
use crate::store::{self, Tx};
use crate::text;
use crate::wire::orders::{PlaceOrder, PlaceOrderItem};
use crate::wire::{ParkOrder, ParkedView};

/// The most orders that lie aside.
pub const MOST: u32 = 200;
/// The longest label, in characters.
const MAX_LABEL: usize = 60;

/// Puts an order aside, with its codes. Nothing of it is priced, promised or sold, and no code is judged.
pub fn park(tx: &mut Tx<'_>, actor: &Actor, command: &ParkOrder, now: DateTime<Utc>) -> Result<ParkedView> {
    actor.require(Permission::TakePayments)?;
    let (label, order) = check(command)?;
    // Held until this is done: of two who put the last one aside, one comes second.
    let number = store::counters::next(tx, store::counters::PARKED_ORDERS)?;
    if store::parked::count(tx)? >= u64::from(MOST) {
        return Err(Refusal::LimitReached { what: "parked orders".to_owned(), most: MOST }.into());
    }
    let parked = ParkedView {
        id: tx.new_id::<kind::Parked>(),
        label,
        item_count: order.items.iter().map(|item| item.quantity.get()).sum(),
        order,
        parked_by: actor.name().to_owned(),
        created_at: now,
    };
    store::parked::insert(tx, &parked)?;
    let data = json!({ "parked": parked.id, "number": number, "item_count": parked.item_count });
    store::events::append(tx, "parked.added", &parked.id.to_string(), &data, actor.name(), now)?;
    Ok(parked)
}

/// One page of the orders that lie aside, the oldest first.
pub fn parked(tx: &mut Tx<'_>, actor: &Actor, page: PageRequest) -> Result<Slice<ParkedView>> {
    actor.require(Permission::TakePayments)?;
    store::parked::list(tx, page)
}

/// Takes one up again: it no longer lies aside. Of several who take the same, one gets it.
pub fn recall(tx: &mut Tx<'_>, actor: &Actor, id: ParkedId, now: DateTime<Utc>) -> Result<ParkedView> {
    take(tx, actor, id, "parked.recalled", now)
}

/// Throws one away.
pub fn discard(tx: &mut Tx<'_>, actor: &Actor, id: ParkedId, now: DateTime<Utc>) -> Result<()> {
    take(tx, actor, id, "parked.discarded", now).map(drop)
}

fn take(tx: &mut Tx<'_>, actor: &Actor, id: ParkedId, what: &str, now: DateTime<Utc>) -> Result<ParkedView> {
    actor.require(Permission::TakePayments)?;
    let parked = store::parked::take(tx, id)?;
    let data = json!({ "parked": id, "item_count": parked.item_count });
    store::events::append(tx, what, &id.to_string(), &data, actor.name(), now)?;
    Ok(parked)
}

/// The label and the order, their texts made safe to show. What is put aside is no longer than what can be placed,
/// and not paid.
fn check(command: &ParkOrder) -> Result<(String, PlaceOrder), Refusal> {
    let order = &command.order;
    if order.items.is_empty() {
        return Err(Refusal::EmptyOrder);
    }
    let mut of_order = FieldErrors::default();
    if order.payment.is_some() {
        of_order.add("payment", "an order that is put aside is not paid; leave this out");
    }
    if order.items.len() > MAX_LINES {
        of_order.add("items", format!("at most {MAX_LINES} lines"));
    }
    for (index, item) in order.items.iter().enumerate() {
        if item.options.len() > MAX_CHOICES {
            of_order.add(format!("items.{index}.options"), format!("at most {MAX_CHOICES} choices"));
        }
    }
    if order.coupon_codes.len() > MAX_CODES {
        of_order.add("coupon_codes", format!("at most {MAX_CODES} codes"));
    }
    for (index, code) in order.coupon_codes.iter().enumerate() {
        if let Err(wrong) = CouponCode::try_from(code.as_str()) {
            of_order.add(format!("coupon_codes.{index}"), wrong);
        }
    }
    let texts = read_texts(order, &mut of_order);
    of_order.into_result().map_err(|refusal| refusal.under("order."))?;
    let label = text::line(command.label.as_deref().unwrap_or_default());
    let label = Refusal::unless_within(label, MAX_LABEL, "label")?;
    Ok((label, cleaned(order, texts)))
}

fn cleaned(order: &PlaceOrder, texts: Texts) -> PlaceOrder {
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let item = |item: &PlaceOrderItem| PlaceOrderItem {
        notes: said(text::paragraph(item.notes.as_deref().unwrap_or_default())),
        ..item.clone()
    };
    PlaceOrder {
        items: order.items.iter().map(item).collect(),
        delivery_address: said(texts.delivery_address),
        delivery_notes: said(texts.delivery_notes),
        special_instructions: said(texts.special_instructions),
        guest_name: said(texts.guest_name),
        ..order.clone()
    }
}
