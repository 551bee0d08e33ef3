//! Orders as others than their owners look at them: the kitchen's board, the counters of the day, and whoever
//! follows one by its token.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::catalog::Shop;
use crate::id::{LineId, OrderId, ProductId};
use crate::money::Amount;
use crate::orders::{DeliveryMethod, HistoryEntry, Order, OrderLine, Source, Status};
use crate::quantity::Quantity;

/// What the kitchen has to do, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardView {
    /// Orders that are accepted, in the kitchen or ready; at most 200.
    pub orders: Vec<BoardOrder>,
    /// What is still to be made, by product; most first.
    pub to_make: Vec<ToMake>,
    /// How many there are in all, also where not all are shown.
    pub count: u64,
}

/// One order on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardOrder {
    /// Which.
    pub id: OrderId,
    /// The number people call out.
    pub number: String,
    /// What the customer is called; empty when unknown.
    pub customer: String,
    /// Where it came from.
    pub source: Source,
    /// Where it stands.
    pub status: Status,
    /// How it reaches the customer.
    pub delivery_method: DeliveryMethod,
    /// What the kitchen should know.
    pub special_instructions: String,
    /// Its lines.
    pub items: Vec<BoardItem>,
    /// When it was placed.
    pub created_at: DateTime<Utc>,
    /// When it should be there.
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// The steps that may follow.
    pub allowed_transitions: Vec<Status>,
    /// Counts its changes.
    pub version: i64,
}

/// One line on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardItem {
    /// Which.
    pub id: LineId,
    /// What it is.
    pub name: String,
    /// How many, without those that were given back.
    pub quantity: u32,
    /// The choices that were made.
    pub options: Vec<String>,
    /// What the kitchen should know about it.
    pub notes: String,
}

impl BoardOrder {
    /// How `order` looks on the board; `allowed` are the steps that whoever looks may have it take.
    pub fn of(order: Order, allowed: Vec<Status>) -> Self {
        let customer = order.customer.map_or(order.guest_name, |customer| customer.name);
        Self {
            id: order.id,
            number: order.number,
            customer,
            source: order.source,
            status: order.status,
            delivery_method: order.delivery_method,
            special_instructions: order.special_instructions,
            // What was given back in full is not made.
            items: order.lines.into_iter().map(BoardItem::of).filter(|item| item.quantity > 0).collect(),
            created_at: order.created_at,
            estimated_delivery: order.estimated_delivery,
            allowed_transitions: allowed,
            version: order.version,
        }
    }
}

impl BoardItem {
    fn of(line: OrderLine) -> Self {
        Self {
            id: line.id,
            name: line.name,
            quantity: line.quantity.get().saturating_sub(line.refunded_quantity),
            options: line.options.into_iter().map(|option| option.name).collect(),
            notes: line.notes,
        }
    }
}

/// How many of a product are to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToMake {
    /// Which.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: u64,
}

/// How the orders of a business day stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderStats {
    /// The day.
    pub day: NaiveDate,
    /// Orders that were placed on it.
    pub orders: u64,
    /// Of these, by where they stand; none that stand nowhere.
    pub by_status: Vec<StatusCount>,
    /// Orders of any day that somebody still has to do something about.
    pub open: u64,
    /// Orders of the day that are not paid and not called off.
    pub unpaid: u64,
    /// Σ totals of what was paid of the day's orders, less what went back.
    pub taken: Amount,
    /// Σ what is still due of the day's orders.
    pub due: Amount,
}

/// How many orders stand somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusCount {
    /// Where.
    pub status: Status,
    /// How many.
    pub count: u64,
}

/// An order as anybody sees it who knows its token: where it is, and nothing about anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackingView {
    /// The number people call out.
    pub number: String,
    /// What the shop is called.
    pub shop: String,
    /// Where it stands.
    pub status: Status,
    /// How it reaches the customer.
    pub delivery_method: DeliveryMethod,
    /// What was ordered.
    pub items: Vec<TrackedItem>,
    /// What it costs.
    pub total: Amount,
    /// What is still to be paid.
    pub due: Amount,
    /// The way it went, oldest first.
    pub steps: Vec<TrackedStep>,
    /// When it was placed.
    pub created_at: DateTime<Utc>,
    /// When it should be there.
    pub estimated_delivery: Option<DateTime<Utc>>,
    /// When the customer had it.
    pub delivered_at: Option<DateTime<Utc>>,
}

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackedItem {
    /// What it is.
    pub name: String,
    /// How many.
    pub quantity: Quantity,
}

/// One step of its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrackedStep {
    /// Where it went.
    pub status: Status,
    /// When.
    pub at: DateTime<Utc>,
}

impl TrackingView {
    /// How `order`, which went `steps`, looks to whoever has its token.
    pub fn of(order: &Order, steps: &[HistoryEntry], shop: &Shop) -> Self {
        let item = |line: &OrderLine| TrackedItem { name: line.name.clone(), quantity: line.quantity };
        Self {
            number: order.number.clone(),
            shop: shop.name.clone(),
            status: order.status,
            delivery_method: order.delivery_method,
            items: order.lines.iter().map(item).collect(),
            total: shop.currency.amount(order.total),
            due: shop.currency.amount(order.due()),
            steps: steps.iter().map(|step| TrackedStep { status: step.to, at: step.created_at }).collect(),
            created_at: order.created_at,
            estimated_delivery: order.estimated_delivery,
            delivered_at: order.delivered_at,
        }
    }
}
