//! An order as it travels. The server answers with it; nobody else makes one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CustomerRef, ProductRef};
use crate::catalog::{ChosenOption, Shop};
use crate::id::{HistoryId, LineId, OptionId, OrderId};
use crate::money::{Amount, Currency, Money};
use crate::orders::{
    Customer, DeliveryMethod, HistoryEntry, Order, OrderLine, PaymentStatus, Source, Status, status,
};
use crate::quantity::Quantity;
use crate::wire::coupons::AppliedCouponView;

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderView {
    /// Which.
    pub id: OrderId,
    /// The number people call out, unique within its business day.
    pub number: String,
    /// Whose; null for a guest.
    pub customer: Option<CustomerRef>,
    /// What a guest wants to be called by; empty when unknown.
    pub guest_name: String,
    /// Where it came from.
    pub source: Source,
    /// Where it stands.
    pub status: Status,
    /// Where its money stands.
    pub payment_status: PaymentStatus,
    /// How it reaches the customer.
    pub delivery_method: DeliveryMethod,
    /// Its lines.
    pub items: Vec<OrderItemView>,
    /// Σ unit prices × quantities.
    pub subtotal: Amount,
    /// Σ discounts.
    pub discount_amount: Amount,
    /// What each coupon took off.
    #[serde(default)]
    pub coupons: Vec<AppliedCouponView>,
    /// The tax.
    pub tax: Amount,
    /// True when prices contain the tax.
    pub tax_included: bool,
    /// What delivery costs.
    pub delivery_fee: Amount,
    /// The tip.
    pub tip: Amount,
    /// What is to be paid in all.
    pub total: Amount,
    /// What was paid.
    pub paid: Amount,
    /// What went back.
    pub refunded: Amount,
    /// What is still to be paid.
    pub due: Amount,
    /// Where to, when it is delivered.
    pub delivery_address: String,
    /// What the courier should know.
    pub delivery_notes: String,
    /// What the kitchen should know.
    pub special_instructions: String,
    /// Why it was cancelled.
    pub cancellation_reason: String,
    /// Why money went back the last time.
    #[serde(default)]
    pub refund_reason: String,
    /// By it anybody who knows it can follow the order; null for orders of before there were any.
    #[serde(default)]
    pub tracking_token: Option<String>,
    /// The steps that whoever asked may have it take.
    pub allowed_transitions: Vec<Status>,
    /// When it was placed.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it left pending.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When it should be there.
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// When the customer had it.
    pub delivered_at: Option<DateTime<Utc>>,
    /// When it is called off, and its goods are free again, unless it is paid by then.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
    /// Counts its changes; send it back with a change to be told of a race.
    pub version: i64,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderItemView {
    /// Which.
    pub id: LineId,
    /// Of what.
    pub product: ProductRef,
    /// How many.
    pub quantity: Quantity,
    /// What one cost, options included.
    pub unit_price: Amount,
    /// The choices that were made.
    pub options: Vec<ChosenOptionView>,
    /// What the kitchen should know about it.
    pub notes: String,
    /// Unit price × quantity − discount.
    pub line_total: Amount,
    /// Its share of the discounts.
    pub discount: Amount,
    /// Its share of the tax.
    pub tax: Amount,
    /// How many were paid back.
    pub refunded_quantity: u32,
}

/// A choice that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChosenOptionView {
    /// Which option.
    pub id: OptionId,
    /// The question.
    pub group: String,
    /// The answer.
    pub name: String,
    /// What it added to the unit price.
    pub price: Amount,
}

impl OrderView {
    /// How `order` travels from `shop`.
    pub fn of(order: &Order, shop: &Shop) -> Self {
        let amount = |money: Money| shop.currency.amount(money);
        Self {
            id: order.id,
            number: order.number.clone(),
            customer: order.customer.as_ref().map(|Customer { id, username, name }| CustomerRef {
                id: *id,
                username: username.clone(),
                name: name.clone(),
            }),
            guest_name: order.guest_name.clone(),
            source: order.source,
            status: order.status,
            payment_status: order.payment_status(),
            delivery_method: order.delivery_method,
            items: order.lines.iter().map(|line| OrderItemView::of(line, shop.currency)).collect(),
            subtotal: amount(order.subtotal),
            discount_amount: amount(order.discount),
            coupons: order.coupons.iter().map(|one| AppliedCouponView::of(one, shop.currency)).collect(),
            tax: amount(order.tax),
            tax_included: order.tax_included,
            delivery_fee: amount(order.delivery_fee),
            tip: amount(order.tip),
            total: amount(order.total),
            paid: amount(order.paid),
            refunded: amount(order.refunded),
            due: amount(order.due()),
            delivery_address: order.delivery_address.clone(),
            delivery_notes: order.delivery_notes.clone(),
            special_instructions: order.special_instructions.clone(),
            cancellation_reason: order.cancellation_reason.clone(),
            refund_reason: order.refund_reason.clone(),
            tracking_token: order.tracking_token.clone(),
            allowed_transitions: status::next(order.status, order.delivery_method).to_vec(),
            created_at: order.created_at,
            updated_at: order.updated_at,
            confirmed_at: order.confirmed_at,
            estimated_delivery: order.estimated_delivery,
            delivered_at: order.delivered_at,
            expires_at: order.expires_at,
            version: order.version,
        }
    }
}

impl OrderItemView {
    fn of(line: &OrderLine, currency: Currency) -> Self {
        Self {
            id: line.id,
            product: ProductRef { id: line.product, name: line.name.clone() },
            quantity: line.quantity,
            unit_price: currency.amount(line.unit_price),
            options: line.options.iter().map(|option| ChosenOptionView::of(option, currency)).collect(),
            notes: line.notes.clone(),
            line_total: currency.amount(line.net),
            discount: currency.amount(line.discount),
            tax: currency.amount(line.tax),
            refunded_quantity: line.refunded_quantity,
        }
    }
}

impl ChosenOptionView {
    /// How `option` travels.
    pub(crate) fn of(option: &ChosenOption, currency: Currency) -> Self {
        Self {
            id: option.id,
            group: option.group.clone(),
            name: option.name.clone(),
            price: currency.amount(option.price),
        }
    }
}

/// One step of the way an order went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntryView {
    /// Which.
    pub id: HistoryId,
    /// Where it stood; null when it was placed.
    pub from: Option<Status>,
    /// Where it went.
    pub to: Status,
    /// Who did it.
    pub by: String,
    /// What they said about it.
    pub note: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl HistoryEntryView {
    /// How `entry` travels.
    pub fn of(entry: &HistoryEntry) -> Self {
        Self {
            id: entry.id,
            from: entry.from,
            to: entry.to,
            by: entry.by.clone(),
            note: entry.note.clone(),
            created_at: entry.created_at,
        }
    }
}
