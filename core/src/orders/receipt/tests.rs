//! Receipts: their figures, and that paper holds them whatever people wrote.

use chrono::DateTime;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;
use uuid::Uuid;

use super::*;
use crate::catalog::ChosenOption;
use crate::id::{CouponId, OptionId, OrderId, PaymentId, UserId};
use crate::orders::Customer;
use crate::orders::refund::tests::order;

fn payment(method: TenderMethod, amount: i64, rounding: i64, tendered: i64) -> Payment {
    Payment {
        id: PaymentId::from_uuid(Uuid::from_u128(9)),
        order: OrderId::from_uuid(Uuid::from_u128(1)),
        method,
        amount: Money::minor(amount),
        rounding: Money::minor(rounding),
        tip: Money::ZERO,
        tendered: Money::minor(tendered),
        reference: String::new(),
        refund_of: None,
        refund: None,
        taken_by: "sara".to_owned(),
        created_at: DateTime::UNIX_EPOCH,
    }
}

/// Two soups and a bread, with choices and wishes, paid in cash and given back in part.
fn sold() -> (Order, Vec<Payment>) {
    let mut order = order(&[(900, 90, 2), (100, 7, 1)], 300, 150);
    (order.lines[0].name, order.lines[0].unit_price) = ("Soup".to_owned(), Money::minor(500));
    order.lines[0].discount = Money::minor(100);
    order.lines[0].options = vec![ChosenOption {
        id: OptionId::from_uuid(Uuid::nil()),
        group: "Size".to_owned(),
        name: "Large".to_owned(),
        price: Money::ZERO,
    }];
    order.lines[0].notes = "no onions".to_owned();
    order.lines[0].refunded_quantity = 1;
    order.lines[1].name = "Bread".to_owned();
    order.lines[1].tax_rate = BasisPoints::new(700);
    order.subtotal = Money::minor(1100);
    order.discount = Money::minor(150);
    let used = |number, code: &str, amount, delivery| AppliedCoupon {
        coupon: CouponId::from_uuid(Uuid::from_u128(number)),
        code: code.to_owned(),
        amount: Money::minor(amount),
        delivery: Money::minor(delivery),
    };
    order.coupons = vec![used(4, "SOUP-DAY", 100, 0), used(5, "NEAR", 50, 50)];
    order.tax = Money::minor(97);
    order.refunded = Money::minor(495);
    order.tracking_token = Some("0123456789abcdef0123456789abcdef".to_owned());
    order.guest_name = "Ada".to_owned();
    let first = payment(TenderMethod::Cash, 1547, 3, 2000);
    let back = payment(TenderMethod::Cash, -495, 0, -495);
    (order, vec![first.clone(), Payment { refund_of: Some(first.id), ..back }])
}

fn shown(copy: u32) -> ReceiptView {
    let (order, payments) = sold();
    let shop = Shop { time_zone: chrono_tz::Europe::Berlin, ..Shop::default() };
    of(&order, &payments, copy, &shop)
}

#[test]
fn a_receipt_says_what_was_sold_and_how_it_was_paid() {
    let receipt = shown(1);
    assert_eq!(receipt.local_time, "1970-01-01 01:00");
    assert_eq!((receipt.customer.as_str(), receipt.cashier.as_str()), ("Ada", "sara"));
    let taxes: Vec<_> = receipt
        .taxes
        .iter()
        .map(|tax| (tax.rate.to_string(), tax.net.to_string(), tax.tax.to_string()))
        .collect();
    let row = |rate: &str, net: &str, tax: &str| (rate.to_owned(), net.to_owned(), tax.to_owned());
    assert_eq!(taxes, [row("10.00", "9.00", "0.90"), row("7.00", "1.00", "0.07")]);
    let paid = &receipt.payments[0];
    assert_eq!((paid.amount.to_string(), paid.change.to_string()), ("15.50".to_owned(), "4.50".to_owned()));
    assert_eq!(receipt.payments[1].amount.to_string(), "-4.95");
    assert_eq!(receipt.payments[1].tendered.to_string(), "0.00");
}

#[test]
fn a_receipt_stands_on_paper_as_people_know_it() {
    let expected = "                 Comanda
                  A-001
1970-01-01 01:00                  Delivery
For Ada
Served by sara
------------------------------------------
2 x Soup                             10.00
    each 5.00
  + Large
  > no onions
    Discount                         -1.00
    1 given back
1 x Bread                             1.00
------------------------------------------
Subtotal                             11.00
Delivery                              3.50
Coupon SOUP-DAY                      -1.00
Coupon NEAR                          -0.50
Tax 10.00 %                           0.90
Tax 7.00 %                            0.07
Tip                                   1.50
TOTAL USD                            15.47
------------------------------------------
Cash                                 15.50
    Given                            20.00
    Change                            4.50
    Rounding                          0.03
Refund Cash                          -4.95
Given back                           -4.95
------------------------------------------
            Follow your order:
     0123456789abcdef0123456789abcdef
";
    assert_eq!(paper::text(&shown(1), 42), expected);
}

#[test]
fn a_bill_adds_up_with_its_codes_and_the_fee_that_they_took_off() {
    let receipt = shown(1);
    let cents = |amount| receipt.currency.money(amount).unwrap();
    let codes: Vec<_> = receipt.coupons.iter().map(|coupon| coupon.code.as_str()).collect();
    assert_eq!(codes, ["SOUP-DAY", "NEAR"]);
    let coupons: Money = receipt.coupons.iter().map(|coupon| cents(coupon.amount)).sum();
    assert_eq!(coupons, cents(receipt.discount));
    let taxes: Money = receipt.taxes.iter().map(|tax| cents(tax.tax)).sum();
    let added = cents(receipt.subtotal) + cents(receipt.delivery_fee) - coupons + taxes + cents(receipt.tip);
    assert_eq!(added, cents(receipt.total));
}

#[test]
fn every_print_but_the_first_is_marked() {
    let marks = |copy| paper::text(&shown(copy), 32).matches("*** COPY").count();
    assert_eq!([marks(0), marks(1), marks(2)], [0, 0, 2]);
    assert!(paper::text(&shown(7), 32).contains("*** COPY 7 ***"));
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_paper_and_nothing_is_a_command(
        texts in prop::collection::vec("\\PC{0,60}|[\\x00-\\x1f\\x7f-\\x9f\u{202a}-\u{202e}\u{2066}-\u{2069}a ]{0,60}|[寿司🍣 ]{0,40}", 6),
        width in paper::MIN_WIDTH..=paper::MAX_WIDTH,
    ) {
        let (mut order, mut payments) = sold();
        order.lines[0].name = texts[0].clone();
        order.lines[0].notes = texts[1].clone();
        order.lines[0].options[0].name = texts[2].clone();
        order.guest_name = texts[3].clone();
        payments[0].reference = texts[4].clone();
        order.coupons[0].code = texts[1].clone();
        let shop = Shop { name: texts[5].clone(), ..Shop::default() };
        let receipt = of(&order, &payments, 2, &shop);
        for line in paper::lay_out(&receipt, width) {
            let limit = if line.style == paper::Style::Large { width / 2 } else { width };
            prop_assert!(line.text.width() <= usize::from(limit), "{line:?}");
            prop_assert!(line.on(usize::from(width)).width() <= usize::from(width), "{line:?}");
        }
        let text = paper::text(&receipt, width);
        let odd = |c: char| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c);
        prop_assert!(!text.contains(odd), "{text:?}");
    }
}

#[test]
fn whoever_pays_for_themselves_was_served_by_nobody() {
    let (mut order, payments) = sold();
    let customer = |username: &str| Customer {
        id: UserId::from_uuid(Uuid::from_u128(3)),
        username: username.to_owned(),
        name: "Ada".to_owned(),
    };
    order.customer = Some(customer("sara"));
    assert_eq!(of(&order, &payments, 0, &Shop::default()).cashier, "");
    order.customer = Some(customer("ada"));
    assert_eq!(of(&order, &payments, 0, &Shop::default()).cashier, "sara");
}
