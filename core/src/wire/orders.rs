//! Orders as they travel: what somebody asks for here, the price of it in [`quote`], the order it became in
//! [`view`].

pub mod quote;
mod read;
pub mod view;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use quote::{QuoteLineView, QuoteView, StepView};
pub use view::{ChosenOptionView, HistoryEntryView, OrderItemView, OrderView};

pub use super::catalog::ProductRef;
use super::payments::PayOrder;
use crate::id::{OptionId, ProductId, UserId};
use crate::money::Amount;
use crate::orders::{DeliveryMethod, Status};
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
    /// The codes that are used, up to 5; each must count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coupon_codes: Vec<String>,
    /// Pays it in the same transaction: placed and paid, or neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PayOrder>,
    /// The total that was shown to the customer; another one is refused with `total_changed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_total: Option<Amount>,
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
    /// The codes that would be used, up to 5; each must count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coupon_codes: Vec<String>,
    /// For whom, where somebody else asks; for staff. Left out: the caller, where that is a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<UserId>,
}

/// The account an order belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerRef {
    /// Which.
    pub id: UserId,
    /// The name it signs in with.
    pub username: String,
    /// What its owner is called.
    #[serde(default)]
    pub name: String,
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
