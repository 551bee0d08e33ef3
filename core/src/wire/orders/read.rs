//! An order that travelled, as the rules about its money see it: a till asks them what a refund comes to before it
//! sends anything, and shows what the server will answer.

use super::OrderView;
use crate::id::OrderId;
use crate::money::{BasisPoints, Currency, InvalidAmount};
use crate::orders::{Customer, Order, OrderLine, Payment};
use crate::time::BusinessDay;
use crate::wire::payments::PaymentView;

impl OrderView {
    /// The order with its figures in this currency. What does not travel, and no rule about its money asks for, is
    /// left blank: its business day, the key that brought it, the rates, and what its lines hold of the stock.
    pub fn to_order(&self, currency: Currency) -> Result<Order, InvalidAmount> {
        let money = |amount| currency.money(amount);
        let line = |item: &super::OrderItemView| -> Result<OrderLine, InvalidAmount> {
            Ok(OrderLine {
                id: item.id,
                product: item.product.id,
                name: item.product.name.clone(),
                quantity: item.quantity,
                unit_price: money(item.unit_price)?,
                options: Vec::new(),
                notes: item.notes.clone(),
                discount: money(item.discount)?,
                net: money(item.line_total)?,
                is_reduced: false,
                tax_rate: BasisPoints::default(),
                tax: money(item.tax)?,
                tracked: false,
                reserved: 0,
                refunded_quantity: item.refunded_quantity,
            })
        };
        Ok(Order {
            id: self.id,
            number: self.number.clone(),
            business_day: BusinessDay::of_date(self.created_at.date_naive()),
            customer: self.customer.as_ref().map(|customer| Customer {
                id: customer.id,
                username: customer.username.clone(),
                name: customer.name.clone(),
            }),
            guest_name: self.guest_name.clone(),
            source: self.source,
            api_key: None,
            status: self.status,
            delivery_method: self.delivery_method,
            delivery_address: self.delivery_address.clone(),
            delivery_notes: self.delivery_notes.clone(),
            special_instructions: self.special_instructions.clone(),
            cancellation_reason: self.cancellation_reason.clone(),
            refund_reason: self.refund_reason.clone(),
            tracking_token: self.tracking_token.clone(),
            lines: self.items.iter().map(line).collect::<Result<_, _>>()?,
            // No rule about its money asks for them: each line bears its share.
            coupons: Vec::new(),
            subtotal: money(self.subtotal)?,
            discount: money(self.discount_amount)?,
            tax: money(self.tax)?,
            tax_included: self.tax_included,
            delivery_fee: money(self.delivery_fee)?,
            tip: money(self.tip)?,
            total: money(self.total)?,
            paid: money(self.paid)?,
            refunded: money(self.refunded)?,
            created_at: self.created_at,
            updated_at: self.updated_at,
            confirmed_at: self.confirmed_at,
            estimated_delivery: self.estimated_delivery,
            delivered_at: self.delivered_at,
            expires_at: self.expires_at,
            version: self.version,
        })
    }
}

impl PaymentView {
    /// The payment of `order`, or the part of a refund, with its figures in this currency. To which refund it
    /// belongs does not travel.
    pub fn to_payment(&self, order: OrderId, currency: Currency) -> Result<Payment, InvalidAmount> {
        Ok(Payment {
            id: self.id,
            order,
            method: self.method,
            amount: currency.money(self.amount)?,
            rounding: currency.money(self.rounding)?,
            tip: currency.money(self.tip)?,
            tendered: currency.money(self.tendered)?,
            reference: self.reference.clone(),
            refund_of: self.refund_of,
            refund: None,
            taken_by: self.taken_by.clone(),
            created_at: self.created_at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Shop;
    use crate::money::Money;
    use crate::orders::refund::{Fee, Wanted, decide};
    use crate::orders::{DeliveryMethod, Source, Status};
    use crate::quantity::Quantity;

    /// Three for 10.00 and a rest, with a delivery fee, one of the three given back before.
    fn order() -> Order {
        let now = "2026-11-24T12:00:00Z".parse().unwrap();
        let line = |net: i64, quantity: i64, tax: i64, refunded_quantity: u32| OrderLine {
            id: crate::id::LineId::from_uuid(uuid::Uuid::from_u128(u128::from(net.unsigned_abs()))),
            product: crate::id::ProductId::from_uuid(uuid::Uuid::from_u128(1)),
            name: "Kofta".into(),
            quantity: Quantity::try_from(quantity).unwrap(),
            unit_price: Money::minor(net),
            options: Vec::new(),
            notes: "no salt".into(),
            discount: Money::ZERO,
            net: Money::minor(net),
            is_reduced: false,
            tax_rate: BasisPoints::default(),
            tax: Money::minor(tax),
            tracked: false,
            reserved: 0,
            refunded_quantity,
        };
        Order {
            id: OrderId::from_uuid(uuid::Uuid::from_u128(1)),
            number: "A-001".into(),
            business_day: BusinessDay::of_date(chrono::NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()),
            customer: None,
            guest_name: String::new(),
            source: Source::Counter,
            api_key: None,
            status: Status::Delivered,
            delivery_method: DeliveryMethod::Delivery,
            delivery_address: "Mill Lane 3".into(),
            delivery_notes: String::new(),
            special_instructions: String::new(),
            cancellation_reason: String::new(),
            refund_reason: String::new(),
            tracking_token: Some("token".into()),
            lines: vec![line(1000, 3, 100, 1), line(550, 1, 55, 0)],
            coupons: Vec::new(),
            subtotal: Money::minor(1550),
            discount: Money::ZERO,
            tax: Money::minor(155),
            tax_included: false,
            delivery_fee: Money::minor(250),
            tip: Money::minor(100),
            total: Money::minor(2055),
            paid: Money::minor(2055),
            refunded: Money::minor(367),
            created_at: now,
            updated_at: now,
            confirmed_at: None,
            estimated_delivery: None,
            delivered_at: Some(now),
            expires_at: None,
            version: 4,
        }
    }

    #[test]
    fn an_order_that_travelled_is_judged_as_the_one_that_stayed() {
        let (order, shop) = (order(), Shop::default());
        let read = OrderView::of(&order, &shop).to_order(shop.currency).unwrap();
        assert_eq!(read, order);
        let two = Wanted::Lines(vec![(order.lines[0].id, Quantity::try_from(2).unwrap())]);
        for wanted in [Wanted::Rest, Wanted::Amount(Money::minor(5)), two] {
            for fee in [Fee::Back, Fee::Kept] {
                let judged = |order: &Order| decide(order, Money::ZERO, &wanted, fee, &shop);
                assert_eq!(judged(&read), judged(&order), "{wanted:?} {fee:?}");
            }
        }
    }
}
