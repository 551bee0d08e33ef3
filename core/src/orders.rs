//! An order: its lines as they were priced, its money, where it stands, and what may happen to it.

pub mod cancel;
pub mod hold;
pub mod place;
pub mod receipt;
pub mod refund;
pub mod reprice;
pub mod status;
pub mod tender;

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::catalog::ChosenOption;
use crate::coupons::AppliedCoupon;
use crate::id::{ApiKeyId, HistoryId, LineId, OrderId, PaymentId, ProductId, RefundId, UserId};
use crate::money::{BasisPoints, Money};
use crate::quantity::Quantity;
use crate::time::BusinessDay;
use crate::words::words;

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Status {
    /// Placed, not yet looked at.
    Pending,
    /// Accepted.
    Processing,
    /// In the kitchen.
    Preparing,
    /// Done, waiting to be handed over.
    Ready,
    /// On its way.
    Shipped,
    /// With the customer.
    Delivered,
    /// Called off.
    Cancelled,
    /// Paid back.
    Refunded,
}

/// Where an order's money stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentStatus {
    /// Not all of the total was paid.
    Pending,
    /// All of the total was paid.
    Paid,
    /// Part of what was paid went back.
    PartiallyRefunded,
    /// All that was paid went back.
    Refunded,
    /// A charge was declined.
    Failed,
}

/// How the goods reach the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeliveryMethod {
    /// Handed over at the shop.
    #[default]
    Pickup,
    /// Brought to an address.
    Delivery,
}

/// Where an order came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Source {
    /// Staff at the counter.
    Counter,
    /// A self-service screen.
    Kiosk,
    /// The customer's own device.
    Web,
    /// Another system.
    Integrator,
}

/// How something was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TenderMethod {
    /// Notes and coins.
    Cash,
    /// A card, charged by a terminal outside the shop's system.
    Card,
    /// What the customer has paid in before.
    Wallet,
}

words!(Status {
    Pending = "pending", Processing = "processing", Preparing = "preparing", Ready = "ready",
    Shipped = "shipped", Delivered = "delivered", Cancelled = "cancelled", Refunded = "refunded",
});
words!(PaymentStatus {
    Pending = "pending", Paid = "paid", PartiallyRefunded = "partially_refunded", Refunded = "refunded",
    Failed = "failed",
});
words!(DeliveryMethod { Pickup = "pickup", Delivery = "delivery" });
words!(Source { Counter = "counter", Kiosk = "kiosk", Web = "web", Integrator = "integrator" });
words!(TenderMethod { Cash = "cash", Card = "card", Wallet = "wallet" });

/// The number people call out: a letter for the source and a count that restarts each business day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OrderNumber {
    /// Where the order came from.
    pub source: Source,
    /// From 1, unique within the business day over all sources.
    pub count: u32,
}

/// `A-042`.
impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.source {
            Source::Counter => 'A',
            Source::Kiosk => 'K',
            Source::Web => 'W',
            Source::Integrator => 'P',
        };
        write!(f, "{letter}-{:03}", self.count)
    }
}

/// One order, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Which.
    pub id: OrderId,
    /// The number people call out.
    pub number: String,
    /// The day of trade it belongs to.
    pub business_day: BusinessDay,
    /// The customer with an account, if there is one.
    pub customer: Option<Customer>,
    /// What a guest wants to be called by.
    pub guest_name: String,
    /// Where it came from.
    pub source: Source,
    /// The key of the device that brought it, when nobody was signed in there.
    pub api_key: Option<ApiKeyId>,
    /// Where it stands.
    pub status: Status,
    /// How it reaches the customer.
    pub delivery_method: DeliveryMethod,
    /// Where to, when it is delivered.
    pub delivery_address: String,
    /// What the courier should know.
    pub delivery_notes: String,
    /// What the kitchen should know.
    pub special_instructions: String,
    /// Why it was cancelled.
    pub cancellation_reason: String,
    /// Why money went back the last time.
    pub refund_reason: String,
    /// By it anybody who knows it can follow the order.
    pub tracking_token: Option<String>,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// What each coupon took off.
    pub coupons: Vec<AppliedCoupon>,
    /// Σ line bases.
    pub subtotal: Money,
    /// Σ discounts.
    pub discount: Money,
    /// Σ line taxes.
    pub tax: Money,
    /// True when the nets contain the tax.
    pub tax_included: bool,
    /// What delivery costs.
    pub delivery_fee: Money,
    /// The tip.
    pub tip: Money,
    /// Σ nets + fee + tip, + tax unless contained.
    pub total: Money,
    /// Σ payments.
    pub paid: Money,
    /// Σ refunds, as a positive amount.
    pub refunded: Money,
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
    /// Until when it holds its goods without being paid; `None` when it may do so for good.
    pub expires_at: Option<DateTime<Utc>>,
    /// Counts its changes.
    pub version: i64,
}

/// The account an order belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Which account.
    pub id: UserId,
    /// The name it signs in with.
    pub username: String,
    /// What its owner is called.
    pub name: String,
}

impl Order {
    /// What is still to be paid.
    pub fn due(&self) -> Money {
        match self.status {
            Status::Cancelled | Status::Refunded => Money::ZERO,
            Status::Pending
            | Status::Processing
            | Status::Preparing
            | Status::Ready
            | Status::Shipped
            | Status::Delivered => (self.total - self.paid).max(Money::ZERO),
        }
    }

    /// Where its money stands. Refunds count first; then an order whose total is paid, or that costs nothing,
    /// is paid. One that was cancelled unpaid stays pending, with nothing due.
    pub fn payment_status(&self) -> PaymentStatus {
        match (self.paid, self.refunded) {
            (paid, refunded) if refunded > Money::ZERO && refunded >= paid => PaymentStatus::Refunded,
            (_, refunded) if refunded > Money::ZERO => PaymentStatus::PartiallyRefunded,
            (paid, _) if paid >= self.total => PaymentStatus::Paid,
            _ => PaymentStatus::Pending,
        }
    }

    /// Adds what the customer gives on top.
    pub fn add_tip(&mut self, tip: Money) {
        self.tip += tip;
        self.total += tip;
    }
}

/// One line of an order, priced once and never again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// Which.
    pub id: LineId,
    /// Of what.
    pub product: ProductId,
    /// What it was called then.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
    /// What one cost, options included.
    pub unit_price: Money,
    /// The choices that were made.
    pub options: Vec<ChosenOption>,
    /// What the kitchen should know about it.
    pub notes: String,
    /// Its share of all discounts.
    pub discount: Money,
    /// Base − discount.
    pub net: Money,
    /// Its price was reduced then.
    pub is_reduced: bool,
    /// The rate it was taxed at.
    pub tax_rate: BasisPoints,
    /// Its share of the tax.
    pub tax: Money,
    /// True when the product's counts were tracked at the time.
    pub tracked: bool,
    /// How many are still promised from stock and not yet sold.
    pub reserved: u32,
    /// How many were paid back.
    pub refunded_quantity: u32,
}

impl OrderLine {
    /// Unit price × quantity.
    pub fn base(&self) -> Money {
        self.unit_price.times(self.quantity.get())
    }
}

/// Money that came in for an order, or, as a refund, went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Which.
    pub id: PaymentId,
    /// For which order.
    pub order: OrderId,
    /// How.
    pub method: TenderMethod,
    /// How much; negative for a refund.
    pub amount: Money,
    /// What cash is rounded by: added to the amount it is what was kept, or as a refund given.
    pub rounding: Money,
    /// How much of the amount is tip.
    pub tip: Money,
    /// The cash that was handed over, of which the rounded amount was kept.
    pub tendered: Money,
    /// The terminal's reference of a card payment.
    pub reference: String,
    /// The payment that this refund gives back.
    pub refund_of: Option<PaymentId>,
    /// The refund it belongs to.
    pub refund: Option<RefundId>,
    /// Who took it.
    pub taken_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl Payment {
    /// What really changed hands: the amount, rounded where it is cash; below zero for a refund.
    pub fn moved(&self) -> Money {
        self.amount + self.rounding
    }

    /// What went back over the counter of what was handed over; a refund is given, and gives no change.
    pub fn change(&self) -> Money {
        if self.amount.is_negative() { Money::ZERO } else { self.tendered - self.moved() }
    }
}

/// One entry of an order's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Which.
    pub id: HistoryId,
    /// Of which order.
    pub order: OrderId,
    /// Where it stood; `None` when it was placed.
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

#[cfg(test)]
pub(crate) mod tests;
