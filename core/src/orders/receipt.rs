//! A receipt: what an order came to and how it was paid, as it is shown and printed. How it stands on paper is in
//! [`paper`]. Called by the flows that show and print one, and by the terminal.
//!
//! What people wrote is cleaned once more here: paper and printers obey control characters as terminals do.

pub mod paper;

use std::collections::BTreeMap;

use super::reprice::whole_delivery_fee;
use super::{Order, OrderLine, Payment, TenderMethod};
use crate::catalog::Shop;
use crate::coupons::AppliedCoupon;
use crate::money::{BasisPoints, Currency, Money};
use crate::text;
use crate::wire::receipt::{ReceiptCoupon, ReceiptLine, ReceiptPayment, ReceiptTax, ReceiptView};

/// The receipt of `order` with all its payments and refunds; `copy` counts its prints.
pub fn of(order: &Order, payments: &[Payment], copy: u32, shop: &Shop) -> ReceiptView {
    let amount = |money: Money| shop.currency.amount(money);
    let local = order.created_at.with_timezone(&shop.time_zone);
    let name = order.customer.as_ref().map_or(&order.guest_name, |customer| &customer.name);
    // Whoever pays from their own wallet was served by nobody.
    let is_owner = |name: &str| order.customer.as_ref().is_some_and(|customer| customer.username == name);
    let taken = payments.iter().filter(|payment| payment.refund_of.is_none());
    let cashier = taken.map(|payment| &payment.taken_by).find(|name| !is_owner(name));
    ReceiptView {
        shop: text::line(&shop.name),
        number: text::line(&order.number),
        copy,
        created_at: order.created_at,
        local_time: local.format("%Y-%m-%d %H:%M").to_string(),
        source: order.source,
        status: order.status,
        delivery_method: order.delivery_method,
        customer: text::line(name),
        cashier: cashier.map(|name| text::line(name)).unwrap_or_default(),
        currency: shop.currency,
        lines: order.lines.iter().map(|line| of_line(line, shop.currency)).collect(),
        subtotal: amount(order.subtotal),
        discount: amount(order.discount),
        coupons: order.coupons.iter().map(|applied| of_coupon(applied, shop.currency)).collect(),
        delivery_fee: amount(whole_delivery_fee(order)),
        taxes: taxes(order, shop.currency),
        tax_included: order.tax_included,
        tip: amount(order.tip),
        total: amount(order.total),
        payments: payments.iter().map(|payment| of_payment(payment, shop.currency)).collect(),
        paid: amount(order.paid),
        refunded: amount(order.refunded),
        due: amount(order.due()),
        tracking_token: order.tracking_token.clone(),
    }
}

fn of_line(line: &OrderLine, currency: Currency) -> ReceiptLine {
    ReceiptLine {
        name: text::line(&line.name),
        quantity: line.quantity,
        unit_price: currency.amount(line.unit_price),
        base: currency.amount(line.base()),
        discount: currency.amount(line.discount),
        options: line.options.iter().map(|option| text::line(&option.name)).collect(),
        notes: text::line(&line.notes),
        refunded_quantity: line.refunded_quantity,
    }
}

fn of_coupon(applied: &AppliedCoupon, currency: Currency) -> ReceiptCoupon {
    ReceiptCoupon { code: text::line(&applied.code), amount: currency.amount(applied.amount) }
}

/// The tax of each rate, the highest first; what is not taxed is no entry.
fn taxes(order: &Order, currency: Currency) -> Vec<ReceiptTax> {
    let mut sums: BTreeMap<BasisPoints, (Money, Money)> = BTreeMap::new();
    for line in &order.lines {
        let (net, tax) = sums.entry(line.tax_rate).or_default();
        *net += line.net;
        *tax += line.tax;
    }
    let taxed = sums.into_iter().rev().filter(|(rate, (_, tax))| rate.get() > 0 || !tax.is_zero());
    taxed
        .map(|(rate, (net, tax))| ReceiptTax {
            rate: rate.into(),
            net: currency.amount(net),
            tax: currency.amount(tax),
        })
        .collect()
}

fn of_payment(payment: &Payment, currency: Currency) -> ReceiptPayment {
    let label = match payment.method {
        TenderMethod::Cash => "Cash",
        TenderMethod::Card => "Card",
        TenderMethod::Wallet => "Wallet",
    };
    // What goes back is not handed over by the customer.
    let tendered = if payment.refund_of.is_some() { Money::ZERO } else { payment.tendered };
    ReceiptPayment {
        method: payment.method,
        label: label.to_owned(),
        amount: currency.amount(payment.moved()),
        tendered: currency.amount(tendered),
        change: currency.amount(payment.change()),
        rounding: currency.amount(payment.rounding),
        reference: text::line(&payment.reference),
    }
}

#[cfg(test)]
mod tests;
