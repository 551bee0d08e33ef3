//! Where an order's money stands, its number and its words.

use rstest::rstest;

use super::*;
use crate::refusal::Refusal;

pub(crate) fn order(status: Status, total: i64, paid: i64, refunded: i64) -> Order {
    Order {
        id: OrderId::from_uuid(uuid::Uuid::from_u128(1)),
        number: "A-001".to_owned(),
        business_day: BusinessDay::of_date(chrono::NaiveDate::MIN),
        customer: None,
        guest_name: String::new(),
        source: Source::Counter,
        api_key: None,
        status,
        delivery_method: DeliveryMethod::Pickup,
        delivery_address: String::new(),
        delivery_notes: String::new(),
        special_instructions: String::new(),
        cancellation_reason: String::new(),
        refund_reason: String::new(),
        tracking_token: None,
        lines: vec![],
        coupons: Vec::new(),
        subtotal: Money::minor(total),
        discount: Money::ZERO,
        tax: Money::ZERO,
        tax_included: false,
        delivery_fee: Money::ZERO,
        tip: Money::ZERO,
        total: Money::minor(total),
        paid: Money::minor(paid),
        refunded: Money::minor(refunded),
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        confirmed_at: None,
        estimated_delivery: None,
        delivered_at: None,
        expires_at: None,
        version: 1,
    }
}

#[rstest]
#[case(Status::Pending, 1000, 0, 0, PaymentStatus::Pending, 1000)]
#[case(Status::Pending, 1000, 400, 0, PaymentStatus::Pending, 600)]
#[case(Status::Pending, 1000, 1000, 0, PaymentStatus::Paid, 0)]
#[case(Status::Delivered, 1000, 400, 0, PaymentStatus::Pending, 600)]
#[case(Status::Delivered, 1000, 1000, 300, PaymentStatus::PartiallyRefunded, 0)]
#[case(Status::Refunded, 1000, 1000, 1000, PaymentStatus::Refunded, 0)]
// Given away: nothing was to be paid.
#[case(Status::Pending, 0, 0, 0, PaymentStatus::Paid, 0)]
// Called off: nothing is due any more, whatever was paid went back.
#[case(Status::Cancelled, 1000, 0, 0, PaymentStatus::Pending, 0)]
#[case(Status::Cancelled, 1000, 400, 400, PaymentStatus::Refunded, 0)]
#[case(Status::Cancelled, 1000, 1000, 1000, PaymentStatus::Refunded, 0)]
fn money_stands_where_payments_and_refunds_put_it(
    #[case] status: Status,
    #[case] total: i64,
    #[case] paid: i64,
    #[case] refunded: i64,
    #[case] expected: PaymentStatus,
    #[case] due: i64,
) {
    let order = order(status, total, paid, refunded);
    assert_eq!(order.payment_status(), expected);
    assert_eq!(order.due(), Money::minor(due));
}

#[rstest]
#[case(Source::Counter, 1, "A-001")]
#[case(Source::Kiosk, 42, "K-042")]
#[case(Source::Web, 999, "W-999")]
#[case(Source::Integrator, 1000, "P-1000")]
fn a_number_tells_its_source_and_is_never_cut(
    #[case] source: Source,
    #[case] count: u32,
    #[case] text: &str,
) {
    assert_eq!(OrderNumber { source, count }.to_string(), text);
}

#[test]
fn change_is_what_was_handed_over_beyond_the_amount_and_a_refund_has_none() {
    let payment = |amount, tendered| Payment {
        id: PaymentId::from_uuid(uuid::Uuid::from_u128(2)),
        order: OrderId::from_uuid(uuid::Uuid::from_u128(1)),
        method: TenderMethod::Cash,
        amount: Money::minor(amount),
        tendered: Money::minor(tendered),
        reference: String::new(),
        refund_of: None,
        refund: None,
        rounding: Money::ZERO,
        tip: Money::ZERO,
        taken_by: "counter".to_owned(),
        created_at: DateTime::UNIX_EPOCH,
    };
    assert_eq!(payment(760, 1000).change(), Money::minor(240));
    assert_eq!(payment(760, 760).change(), Money::ZERO);
    assert_eq!(payment(-760, 0).change(), Money::ZERO);
    assert_eq!(payment(-760, -760).change(), Money::ZERO);
}

#[test]
fn every_word_reads_back() {
    for status in Status::ALL {
        assert_eq!(Status::parse(status.as_str()), Some(*status));
        assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
    }
    for source in Source::ALL {
        assert_eq!(serde_json::to_value(source).unwrap(), source.as_str());
    }
    for status in PaymentStatus::ALL {
        assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
    }
    assert_eq!(Status::parse("eaten"), None);
}

#[test]
fn an_order_that_was_called_off_takes_no_payment() {
    for status in Status::ALL {
        let refused = tender::require_payable(&order(*status, 1000, 0, 0));
        let ended = matches!(status, Status::Cancelled | Status::Refunded);
        assert_eq!(refused, if ended { Err(Refusal::NotPayable { status: *status }) } else { Ok(()) });
    }
}

#[test]
fn a_tip_is_part_of_what_is_due() {
    let mut order = order(Status::Pending, 1000, 0, 0);
    order.add_tip(Money::minor(150));
    assert_eq!(
        (order.tip, order.total, order.due()),
        (Money::minor(150), Money::minor(1150), Money::minor(1150))
    );
}
