//! An order in a letter: its lines and its figures, as people write them.

use comanda_core::money::Amount;
use comanda_core::notifications::letter::{OrderLetter, OrderNews};
use comanda_core::wire::ReceiptView;
use comanda_core::wire::receipt::ReceiptLine;

use super::frame::{Frame, rendered};
use crate::mail::{Letter, MailError};

/// Where to change what one is written.
const WHY: &str = "You get this letter because you ordered with us. What we write to you about is up to you: see the \
                   notification preferences of your account.";

/// What the templates show.
struct Facts {
    number: String,
    at: String,
    address: String,
    expected: String,
    reason: String,
    given_back: String,
    lines: Vec<Line>,
    totals: Vec<Total>,
}

struct Line {
    label: String,
    extras: Vec<String>,
    amount: String,
}

struct Total {
    label: String,
    amount: String,
    is_last: bool,
}

/// The letter about `order`.
pub fn letter(
    to: &str,
    shop: &str,
    name: &str,
    news: OrderNews,
    order: &OrderLetter,
) -> Result<Letter, MailError> {
    let facts = Facts::of(order);
    let number = &facts.number;
    let frame = |what: &str, preview: &str| {
        Frame::new(shop, format_args!("Order {number} {what}")).to(name).previewed(preview).because(WHY)
    };
    match news {
        OrderNews::Confirmed => {
            let frame = frame("received", "Thank you for your order.");
            rendered!(to, "order_confirmation.txt", "order_confirmation.html", frame, facts: Facts)
        }
        OrderNews::Ready => {
            let frame = frame("is ready", "It waits for you at our counter.");
            rendered!(to, "order_ready.txt", "order_ready.html", frame, facts: Facts)
        }
        OrderNews::Shipped => {
            let frame = frame("is on its way", "It will be with you soon.");
            rendered!(to, "order_shipped.txt", "order_shipped.html", frame, facts: Facts)
        }
        OrderNews::Cancelled => {
            let frame = frame("was cancelled", &facts.reason);
            rendered!(to, "order_cancelled.txt", "order_cancelled.html", frame, facts: Facts)
        }
        OrderNews::Refunded => {
            let frame = frame("was refunded", &format!("{} goes back to you.", facts.given_back));
            rendered!(to, "order_refunded.txt", "order_refunded.html", frame, facts: Facts)
        }
    }
}

impl Facts {
    fn of(order: &OrderLetter) -> Self {
        let bill = &order.bill;
        Self {
            number: bill.number.clone(),
            at: order.at.clone(),
            address: order.address.clone(),
            expected: order.expected.clone(),
            reason: order.reason.clone(),
            given_back: order.given_back.clone(),
            lines: bill.lines.iter().map(|line| of_line(line, bill)).collect(),
            totals: totals(bill),
        }
    }
}

fn of_line(line: &ReceiptLine, bill: &ReceiptView) -> Line {
    let mut extras = Vec::new();
    if !line.options.is_empty() {
        extras.push(line.options.join(", "));
    }
    if !line.notes.is_empty() {
        extras.push(line.notes.clone());
    }
    let label = format!("{} x {}", line.quantity.get(), line.name);
    Line { label, extras, amount: bill.currency.written(line.base) }
}

/// From the sum of the lines to what is still to be paid; what is nothing is left out.
fn totals(bill: &ReceiptView) -> Vec<Total> {
    let is_something = |amount: &Amount| *amount != Amount::default();
    let written = |amount: Amount| bill.currency.written(amount);
    let line = |label: String, amount: String| Total { label, amount, is_last: false };
    let mut totals = vec![line("Subtotal".to_owned(), written(bill.subtotal))];
    let plus =
        |label: &str, amount: Amount| is_something(&amount).then(|| line(label.to_owned(), written(amount)));
    totals.extend(plus("Delivery", bill.delivery_fee));
    let codes = bill.coupons.iter().filter(|coupon| is_something(&coupon.amount));
    totals.extend(
        codes.map(|coupon| line(format!("Coupon {}", coupon.code), format!("-{}", written(coupon.amount)))),
    );
    let of_which = if bill.tax_included { "of which tax" } else { "Tax" };
    let taxes = || bill.taxes.iter().filter(|tax| is_something(&tax.tax));
    let taxes = taxes().map(|tax| line(format!("{of_which} {}%", short(tax.rate)), written(tax.tax)));
    let taxes: Vec<Total> = taxes.collect();
    let (before, after) = if bill.tax_included { (Vec::new(), taxes) } else { (taxes, Vec::new()) };
    totals.extend(before);
    totals.extend(plus("Tip", bill.tip));
    totals.push(Total { label: "Total".to_owned(), amount: written(bill.total), is_last: true });
    totals.extend(after);
    totals.extend(plus("Paid", bill.paid));
    totals.extend(plus("Given back", bill.refunded));
    totals.extend(plus("Still to pay", bill.due));
    totals
}

/// A rate without decimals that say nothing.
fn short(rate: Amount) -> String {
    let text = rate.to_string();
    let is_decimal = text.contains('.');
    let short = if is_decimal { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    short.to_owned()
}
