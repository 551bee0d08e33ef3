//! How an order stands in its tables, and back.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{AsChangeset, Identifiable, Insertable, Queryable, Selectable};
use serde::{Deserialize, Serialize};

use super::schema::{order_history, order_lines, orders, payments};
use crate::catalog::ChosenOption;
use crate::coupons::AppliedCoupon;
use crate::error::{Error, Result};
use crate::id::{ApiKeyId, HistoryId, LineId, OptionId, OrderId, PaymentId, ProductId, RefundId, UserId};
use crate::money::{BasisPoints, Money};
use crate::orders::{Customer, HistoryEntry, Order, OrderLine, Payment};
use crate::quantity::Quantity;
use crate::time::BusinessDay;

/// An order without its lines.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Identifiable, AsChangeset)]
#[diesel(table_name = orders, treat_none_as_null = true, treat_none_as_default_value = false)]
pub(crate) struct OrderRow {
    pub id: OrderId,
    pub number: String,
    pub business_day: String,
    pub customer_id: Option<UserId>,
    pub guest_name: String,
    pub source: String,
    pub status: String,
    pub payment_status: String,
    pub delivery_method: String,
    pub delivery_address: String,
    pub delivery_notes: String,
    pub special_instructions: String,
    pub cancellation_reason: String,
    pub subtotal: i64,
    pub discount: i64,
    pub tax: i64,
    pub tax_included: bool,
    pub delivery_fee: i64,
    pub tip: i64,
    pub total: i64,
    pub paid: i64,
    pub refunded: i64,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub confirmed_at: Option<NaiveDateTime>,
    pub estimated_delivery: Option<NaiveDateTime>,
    pub delivered_at: Option<NaiveDateTime>,
    pub version: i64,
    pub api_key_id: Option<ApiKeyId>,
    pub expires_at: Option<NaiveDateTime>,
    pub tracking_token: Option<String>,
    pub refund_reason: String,
}

/// One line of an order.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_lines, treat_none_as_default_value = false)]
pub(crate) struct LineRow {
    pub id: LineId,
    pub order_id: OrderId,
    pub position: i32,
    pub product_id: ProductId,
    pub product_name: String,
    pub quantity: i64,
    pub unit_price: i64,
    pub options: String,
    pub notes: String,
    pub discount: i64,
    pub net: i64,
    pub tax_rate: i32,
    pub tax: i64,
    pub is_tracked: bool,
    pub reserved: i64,
    pub refunded_quantity: i64,
    pub is_reduced: bool,
}

/// One payment or refund.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = payments, treat_none_as_default_value = false)]
pub(crate) struct PaymentRow {
    pub id: PaymentId,
    pub order_id: OrderId,
    pub method: String,
    pub amount: i64,
    pub tendered: i64,
    pub reference: String,
    pub refund_of: Option<PaymentId>,
    pub taken_by: String,
    pub created_at: NaiveDateTime,
    pub rounding: i64,
    pub tip: i64,
    pub refund_id: Option<RefundId>,
}

/// One step of an order's way.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = order_history, treat_none_as_default_value = false)]
pub(crate) struct HistoryRow {
    pub id: HistoryId,
    pub order_id: OrderId,
    pub version: i64,
    pub from_status: Option<String>,
    pub to_status: String,
    pub done_by: String,
    pub note: String,
    pub created_at: NaiveDateTime,
}

/// A choice as the line keeps it.
#[derive(Serialize, Deserialize)]
struct StoredOption {
    id: OptionId,
    group: String,
    name: String,
    price: i64,
}

impl OrderRow {
    pub fn of(order: &Order) -> Self {
        Self {
            id: order.id,
            number: order.number.clone(),
            business_day: order.business_day.to_string(),
            customer_id: order.customer.as_ref().map(|customer| customer.id),
            guest_name: order.guest_name.clone(),
            source: order.source.as_str().to_owned(),
            status: order.status.as_str().to_owned(),
            payment_status: order.payment_status().as_str().to_owned(),
            delivery_method: order.delivery_method.as_str().to_owned(),
            delivery_address: order.delivery_address.clone(),
            delivery_notes: order.delivery_notes.clone(),
            special_instructions: order.special_instructions.clone(),
            cancellation_reason: order.cancellation_reason.clone(),
            subtotal: order.subtotal.as_minor(),
            discount: order.discount.as_minor(),
            tax: order.tax.as_minor(),
            tax_included: order.tax_included,
            delivery_fee: order.delivery_fee.as_minor(),
            tip: order.tip.as_minor(),
            total: order.total.as_minor(),
            paid: order.paid.as_minor(),
            refunded: order.refunded.as_minor(),
            created_at: order.created_at.naive_utc(),
            updated_at: order.updated_at.naive_utc(),
            confirmed_at: order.confirmed_at.map(|at| at.naive_utc()),
            estimated_delivery: order.estimated_delivery.map(|at| at.naive_utc()),
            delivered_at: order.delivered_at.map(|at| at.naive_utc()),
            version: order.version,
            api_key_id: order.api_key,
            expires_at: order.expires_at.map(|at| at.naive_utc()),
            tracking_token: order.tracking_token.clone(),
            refund_reason: order.refund_reason.clone(),
        }
    }

    /// The order with its lines, in their order, and its customer.
    pub fn into_order(
        self,
        lines: Vec<LineRow>,
        coupons: Vec<AppliedCoupon>,
        customer: Option<Customer>,
    ) -> Result<Order> {
        let day: NaiveDate = word(self.business_day.parse().ok(), "business_day", &self.business_day)?;
        Ok(Order {
            id: self.id,
            number: self.number,
            business_day: BusinessDay::of_date(day),
            customer,
            guest_name: self.guest_name,
            source: word(crate::orders::Source::parse(&self.source), "source", &self.source)?,
            api_key: self.api_key_id,
            status: word(crate::orders::Status::parse(&self.status), "status", &self.status)?,
            delivery_method: word(
                crate::orders::DeliveryMethod::parse(&self.delivery_method),
                "delivery_method",
                &self.delivery_method,
            )?,
            delivery_address: self.delivery_address,
            delivery_notes: self.delivery_notes,
            special_instructions: self.special_instructions,
            cancellation_reason: self.cancellation_reason,
            refund_reason: self.refund_reason,
            tracking_token: self.tracking_token,
            lines: lines.into_iter().map(LineRow::into_line).collect::<Result<_>>()?,
            coupons,
            subtotal: Money::minor(self.subtotal),
            discount: Money::minor(self.discount),
            tax: Money::minor(self.tax),
            tax_included: self.tax_included,
            delivery_fee: Money::minor(self.delivery_fee),
            tip: Money::minor(self.tip),
            total: Money::minor(self.total),
            paid: Money::minor(self.paid),
            refunded: Money::minor(self.refunded),
            created_at: self.created_at.and_utc(),
            updated_at: self.updated_at.and_utc(),
            confirmed_at: self.confirmed_at.map(|at| at.and_utc()),
            estimated_delivery: self.estimated_delivery.map(|at| at.and_utc()),
            delivered_at: self.delivered_at.map(|at| at.and_utc()),
            expires_at: self.expires_at.map(|at| at.and_utc()),
            version: self.version,
        })
    }
}

impl LineRow {
    pub fn of(order: OrderId, position: usize, line: &OrderLine) -> Result<Self> {
        let options: Vec<StoredOption> = line
            .options
            .iter()
            .map(|option| StoredOption {
                id: option.id,
                group: option.group.clone(),
                name: option.name.clone(),
                price: option.price.as_minor(),
            })
            .collect();
        Ok(Self {
            id: line.id,
            order_id: order,
            position: i32::try_from(position).unwrap_or(i32::MAX),
            product_id: line.product,
            product_name: line.name.clone(),
            quantity: line.quantity.into(),
            unit_price: line.unit_price.as_minor(),
            options: serde_json::to_string(&options).map_err(|cause| Error::Broken(cause.to_string()))?,
            notes: line.notes.clone(),
            discount: line.discount.as_minor(),
            net: line.net.as_minor(),
            tax_rate: i32::try_from(line.tax_rate.get()).unwrap_or(i32::MAX),
            tax: line.tax.as_minor(),
            is_tracked: line.tracked,
            reserved: i64::from(line.reserved),
            refunded_quantity: i64::from(line.refunded_quantity),
            is_reduced: line.is_reduced,
        })
    }

    fn into_line(self) -> Result<OrderLine> {
        let options: Vec<StoredOption> = serde_json::from_str(&self.options)
            .map_err(|cause| Error::Broken(format!("options of {}: {cause}", self.id)))?;
        let count = |number: i64| u32::try_from(number).unwrap_or(0);
        Ok(OrderLine {
            id: self.id,
            product: self.product_id,
            name: self.product_name,
            quantity: Quantity::try_from(self.quantity).map_err(|cause| Error::Broken(cause.to_string()))?,
            unit_price: Money::minor(self.unit_price),
            options: options
                .into_iter()
                .map(|option| ChosenOption {
                    id: option.id,
                    group: option.group,
                    name: option.name,
                    price: Money::minor(option.price),
                })
                .collect(),
            notes: self.notes,
            discount: Money::minor(self.discount),
            net: Money::minor(self.net),
            is_reduced: self.is_reduced,
            tax_rate: BasisPoints::new(u32::try_from(self.tax_rate).unwrap_or(0)),
            tax: Money::minor(self.tax),
            tracked: self.is_tracked,
            reserved: count(self.reserved),
            refunded_quantity: count(self.refunded_quantity),
        })
    }
}

impl PaymentRow {
    pub fn of(payment: &Payment) -> Self {
        Self {
            id: payment.id,
            order_id: payment.order,
            method: payment.method.as_str().to_owned(),
            amount: payment.amount.as_minor(),
            tendered: payment.tendered.as_minor(),
            reference: payment.reference.clone(),
            refund_of: payment.refund_of,
            taken_by: payment.taken_by.clone(),
            created_at: payment.created_at.naive_utc(),
            rounding: payment.rounding.as_minor(),
            tip: payment.tip.as_minor(),
            refund_id: payment.refund,
        }
    }

    pub fn into_payment(self) -> Result<Payment> {
        Ok(Payment {
            id: self.id,
            order: self.order_id,
            method: word(crate::orders::TenderMethod::parse(&self.method), "method", &self.method)?,
            amount: Money::minor(self.amount),
            rounding: Money::minor(self.rounding),
            tip: Money::minor(self.tip),
            tendered: Money::minor(self.tendered),
            reference: self.reference,
            refund_of: self.refund_of,
            refund: self.refund_id,
            taken_by: self.taken_by,
            created_at: self.created_at.and_utc(),
        })
    }
}

impl HistoryRow {
    pub fn of(entry: &HistoryEntry, version: i64) -> Self {
        Self {
            id: entry.id,
            order_id: entry.order,
            version,
            from_status: entry.from.map(|status| status.as_str().to_owned()),
            to_status: entry.to.as_str().to_owned(),
            done_by: entry.by.clone(),
            note: entry.note.clone(),
            created_at: entry.created_at.naive_utc(),
        }
    }

    pub fn into_entry(self) -> Result<HistoryEntry> {
        let status = |text: &str| word(crate::orders::Status::parse(text), "status", text);
        Ok(HistoryEntry {
            id: self.id,
            order: self.order_id,
            from: self.from_status.as_deref().map(status).transpose()?,
            to: status(&self.to_status)?,
            by: self.done_by,
            note: self.note,
            created_at: self.created_at.and_utc(),
        })
    }
}

fn word<T>(parsed: Option<T>, column: &str, text: &str) -> Result<T> {
    parsed.ok_or_else(|| Error::Broken(format!("{column} holds {text}")))
}
