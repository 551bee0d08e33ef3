//! Orders as they travel: what somebody asks for, the price of it, the order it became.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::payments::PayOrder;
use crate::id::{LineId, OptionId, OrderId, ProductId, UserId};
use crate::money::Amount;
use crate::orders::{DeliveryMethod, PaymentStatus, Source, Status};
use crate::quantity::Quantity;

/// Place an order without a cart: at the counter, by phone, for another system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceOrder {
    /// What is ordered; 1 to 200 lines.
    pub items: Vec<PlaceOrderItem>,
    /// How it reaches the customer.
    #[serde(default)]
    pub delivery_method: DeliveryMethod,
    /// Where to; required for delivery.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_address: Option<String>,
    /// What the courier should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_notes: Option<String>,
    /// What the kitchen should know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_instructions: Option<String>,
    /// The account it belongs to; none for a guest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<UserId>,
    /// What a guest wants to be called by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_name: Option<String>,
    /// Pays it in the same transaction: placed and paid, or neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PayOrder>,
}

/// One line that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceOrderItem {
    /// Of what.
    pub product_id: ProductId,
    /// How many, 1 to 999.
    pub quantity: Quantity,
    /// The choices, by option.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionId>,
    /// What the kitchen should know about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
}

impl PlaceOrderItem {
    /// `quantity` of a product without choices.
    pub const fn new(product_id: ProductId, quantity: Quantity) -> Self {
        Self { product_id, quantity, options: Vec::new(), notes: None }
    }
}

/// Price a basket without buying it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteRequest {
    /// What would be ordered.
    pub items: Vec<PlaceOrderItem>,
    /// How it would reach the customer.
    #[serde(default)]
    pub delivery_method: DeliveryMethod,
}

/// A priced basket and the derivation of every cent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteView {
    /// In the order they were asked for.
    pub lines: Vec<QuoteLineView>,
    /// Σ unit prices × quantities.
    pub subtotal: Amount,
    /// Σ discounts.
    pub discount_amount: Amount,
    /// The tax.
    pub tax: Amount,
    /// True when prices contain the tax.
    pub tax_included: bool,
    /// What delivery costs.
    pub delivery_fee: Amount,
    /// What is to be paid.
    pub total: Amount,
    /// Where each cent comes from, in order.
    pub steps: Vec<StepView>,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuoteLineView {
    /// Of what.
    pub product: ProductRef,
    /// How many.
    pub quantity: Quantity,
    /// What one costs, options included.
    pub unit_price: Amount,
    /// Unit price × quantity.
    pub line_total: Amount,
    /// Its share of the discounts.
    pub discount: Amount,
    /// Its share of the tax.
    pub tax: Amount,
}

/// One step of the derivation of a total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepView {
    /// `base`, `discount`, `delivery_fee`, `tax`, `tax_included` or `tip`.
    pub step: String,
    /// What it is about.
    pub detail: String,
    /// What it adds to the total; negative for a discount. `tax_included` adds nothing.
    pub amount: Amount,
}

/// A product's name and what it refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProductRef {
    /// Which.
    pub id: ProductId,
    /// What it is called.
    pub name: String,
}

/// The account an order belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerRef {
    /// Which.
    pub id: UserId,
    /// What it is called.
    pub username: String,
}

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
    /// The steps that may follow.
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

/// Move an order along its workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeStatus {
    /// Where it should go. Where it already stands changes nothing.
    pub status: Status,
    /// Why; required to cancel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The version the caller saw; an order that changed since is left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<i64>,
    /// When it should be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimated_delivery: Option<DateTime<Utc>>,
}

impl ChangeStatus {
    /// To `status`, without note or version.
    pub const fn to(status: Status) -> Self {
        Self { status, notes: None, version: None, estimated_delivery: None }
    }
}
