//! What travels arrives as it was sent, and says what the rules decided.

use comanda_core::catalog::{Shop, TaxMode};
use comanda_core::coupons::{Benefit, Buyer, Claim, InPlay, Uses};
use comanda_core::id::PaymentId;
use comanda_core::money::{Amount, BasisPoints, Currency, Money};
use comanda_core::orders::place::{Wish, basket};
use comanda_core::orders::tender::Tender;
use comanda_core::orders::{DeliveryMethod, Payment, PaymentStatus, Status, TenderMethod};
use comanda_core::quantity::Quantity;
use comanda_core::refusal::Refusal;
use comanda_core::wire::orders::{ChangeStatus, PlaceOrder, PlaceOrderItem};
use comanda_core::wire::{OrderView, PaidOrder, PayOrder, Problem, QuoteView, TenderRequest};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::samples::{coupon, group, id, noon, order, product};

fn travelled<T: Serialize + DeserializeOwned>(sent: &T) -> T {
    serde_json::from_str(&serde_json::to_string(sent).unwrap()).unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn an_amount() -> impl Strategy<Value = Amount> {
    (0_i64..10_000_000).prop_map(|minor| Currency::default().amount(Money::minor(minor)))
}

fn a_payment() -> impl Strategy<Value = PayOrder> {
    let method = prop::sample::select(TenderMethod::ALL);
    let tender = (method, prop::option::of(an_amount()), prop::option::of(an_amount()))
        .prop_map(|(method, amount, tendered)| TenderRequest { method, amount, tendered, reference: None });
    (prop::collection::vec(tender, 0..4), prop::option::of(an_amount()))
        .prop_map(|(tenders, tip)| PayOrder { tip, ..PayOrder::with(tenders) })
}

fn an_order() -> impl Strategy<Value = PlaceOrder> {
    let text = || prop::option::of("\\PC{0,12}");
    let item = (1_usize..50, 1_i64..=999, prop::collection::vec(0_usize..9, 0..3), text()).prop_map(
        |(product, quantity, options, notes)| PlaceOrderItem {
            product_id: id(product),
            quantity: Quantity::try_from(quantity).unwrap(),
            options: options.into_iter().map(id).collect(),
            notes,
        },
    );
    let method = prop::sample::select(DeliveryMethod::ALL);
    (prop::collection::vec(item, 0..4), method, text(), text(), prop::option::of(a_payment())).prop_map(
        |(items, delivery_method, delivery_address, guest_name, payment)| PlaceOrder {
            items,
            delivery_method,
            delivery_address,
            guest_name,
            payment,
            ..PlaceOrder::default()
        },
    )
}

proptest! {
    #[test]
    fn a_command_arrives_as_it_was_sent(command in an_order()) {
        prop_assert_eq!(travelled(&command), command);
    }

    #[test]
    fn tenders_arrive_as_money(payment in a_payment()) {
        let usd = Currency::default();
        let (tenders, tip) = payment.to_tenders(usd, "").unwrap();
        let back = |money: Option<Money>| money.map(|money| usd.amount(money));
        for (tender, sent) in tenders.iter().zip(&payment.tenders) {
            prop_assert_eq!(back(tender.amount), sent.amount);
            prop_assert_eq!(back(tender.tendered), sent.tendered);
        }
        prop_assert_eq!(usd.amount(tip), payment.tip.unwrap_or_default());
    }
}

#[test]
fn what_a_command_leaves_out_has_its_usual_meaning() {
    let command: PlaceOrder = serde_json::from_value(json!({ "items": [] })).unwrap();
    assert_eq!(command, PlaceOrder::default());
    assert_eq!(serde_json::to_value(ChangeStatus::to(Status::Ready)).unwrap(), json!({ "status": "ready" }));
    let cash = json!({ "tenders": [{ "method": "cash" }] });
    assert_eq!(serde_json::to_value(PayOrder::cash(None)).unwrap(), cash);
}

#[test]
fn amounts_that_are_no_payment_are_named_by_their_field() {
    let tender = |amount: Option<&str>, tendered: Option<&str>| TenderRequest {
        method: TenderMethod::Cash,
        amount: amount.map(self::amount),
        tendered: tendered.map(self::amount),
        reference: Some("9".repeat(65)),
    };
    let payment = PayOrder {
        tenders: vec![tender(Some("1.005"), None), tender(None, Some("-1.00"))],
        tip: Some(amount("-0.01")),
        ..PayOrder::default()
    };
    let refusal = payment.to_tenders(Currency::default(), "payment.").unwrap_err();
    let Refusal::InvalidInput { errors } = refusal else { panic!("{refusal}") };
    let told: Vec<(&str, &str)> = errors.0.iter().map(|(field, m)| (field.as_str(), m[0].as_str())).collect();
    assert_eq!(
        told,
        [
            ("payment.tenders.0.amount", "has more than 2 decimals"),
            ("payment.tenders.0.reference", "has more than 64 characters"),
            ("payment.tenders.1.reference", "has more than 64 characters"),
            ("payment.tenders.1.tendered", "must not be negative"),
            ("payment.tip", "must not be negative"),
        ]
    );
}

#[test]
fn a_reference_arrives_without_escapes() {
    let payment = PayOrder::card(Some(" \u{1b}[2JABC ".to_owned()));
    let (tenders, tip) = payment.to_tenders(Currency::default(), "").unwrap();
    let expected =
        Tender { method: TenderMethod::Card, amount: None, tendered: None, reference: "[2JABC".to_owned() };
    assert_eq!((tenders, tip), (vec![expected], Money::ZERO));
}

fn inclusive() -> Shop {
    Shop { tax_mode: TaxMode::Inclusive, delivery_fee: Money::minor(350), ..Shop::default() }
}

#[test]
fn a_quote_tells_where_each_cent_comes_from() {
    let burger = comanda_core::catalog::Product { options: vec![group(1, 0, 2, 10, 2)], ..product(1, 1000) };
    let wishes = [
        Wish { product: &burger, quantity: Quantity::ONE, options: &[id(10)] },
        Wish { product: &burger, quantity: Quantity::try_from(2).unwrap(), options: &[] },
    ];
    let told = |shop: &Shop| {
        let basket = basket(shop, &wishes, &Claim::NONE, DeliveryMethod::Delivery, noon()).unwrap();
        let view = QuoteView::of(shop, &wishes, &basket);
        assert_eq!(travelled(&view), view);
        let steps = view.steps.iter().map(|step| format!("{} {}: {}", step.step, step.detail, step.amount));
        (view.total, view.tax_included, steps.collect::<Vec<_>>())
    };
    let (total, included, steps) = told(&inclusive());
    assert_eq!((total, included), (amount("34.50"), true));
    let expected = [
        "base 1 × Dish 1: 11.00",
        "base 2 × Dish 1: 20.00",
        "delivery_fee delivery: 3.50",
        "tax_included 10.00 % of 31.00: 2.82",
    ];
    assert_eq!(steps, expected);
    let (total, included, steps) = told(&Shop { tax_mode: TaxMode::Exclusive, ..inclusive() });
    assert_eq!((total, included), (amount("37.60"), false));
    assert_eq!(steps[3], "tax 10.00 % of 31.00: 3.10");
}

#[test]
fn a_discount_is_told_as_what_it_takes_away() {
    let shop = inclusive();
    let dish = product(1, 1000);
    let wishes = [Wish { product: &dish, quantity: Quantity::ONE, options: &[] }];
    let welcome = coupon("WELCOME", Benefit::Fixed { value: Money::minor(200) });
    let free = coupon("FREE", Benefit::Delivery { rate: BasisPoints::new(10_000), cap: None });
    let in_play = [&welcome, &free].map(|coupon| InPlay { coupon, uses: Uses::default() });
    let claim = Claim { buyer: Buyer::Guest, in_play: &in_play };
    let basket = basket(&shop, &wishes, &claim, DeliveryMethod::Delivery, noon()).unwrap();
    let view = QuoteView::of(&shop, &wishes, &basket);
    let steps = view.steps.iter().filter(|step| step.step == "discount");
    let told: Vec<(&str, Amount)> = steps.map(|step| (step.detail.as_str(), step.amount)).collect();
    assert_eq!(told, [("WELCOME: Dish 1", amount("-2.00")), ("FREE: delivery", amount("-3.50"))]);
    assert_eq!((view.lines[0].line_total, view.discount_amount), (amount("8.00"), amount("5.50")));
    let codes: Vec<_> = view.coupons.iter().map(|one| (one.code.as_str(), one.amount)).collect();
    assert_eq!(codes, [("WELCOME", amount("2.00")), ("FREE", amount("3.50"))]);
}

#[test]
fn an_order_tells_what_is_paid_what_is_due_and_what_may_follow() {
    let shop = Shop::default();
    let dish = product(1, 1000);
    let wishes = [Wish { product: &dish, quantity: Quantity::try_from(3).unwrap(), options: &[] }];
    let basket = basket(&shop, &wishes, &Claim::NONE, DeliveryMethod::Pickup, noon()).unwrap();
    let mut order = order(42, &shop, &wishes, &basket);
    order.add_tip(Money::minor(200));
    order.paid = Money::minor(2000);
    let payment = Payment {
        id: PaymentId::from_uuid(uuid::Uuid::nil()),
        order: order.id,
        method: TenderMethod::Cash,
        amount: Money::minor(2000),
        tendered: Money::minor(5000),
        reference: String::new(),
        rounding: Money::ZERO,
        tip: Money::ZERO,
        refund_of: None,
        refund: None,
        taken_by: "counter".to_owned(),
        created_at: noon(),
    };
    let paid = PaidOrder::of(OrderView::of(&order, &shop), &[], &[payment], shop.currency);
    assert_eq!(travelled(&paid), paid);
    assert_eq!(paid.change, amount("30.00"));
    assert_eq!(paid.payments[0].change, amount("30.00"));
    let view = OrderView::of(&order, &shop);
    assert_eq!(paid.order, view);
    assert_eq!((view.number.as_str(), view.payment_status), ("A-042", PaymentStatus::Pending));
    assert_eq!((view.tip, view.total, view.due), (amount("2.00"), amount("35.00"), amount("15.00")));
    assert_eq!(view.items[0].line_total, amount("30.00"));
    assert_eq!(view.allowed_transitions, [Status::Processing, Status::Cancelled]);
}

#[test]
fn a_refusal_arrives_with_its_facts() {
    let refusals = [
        Refusal::EmptyOrder,
        Refusal::OutOfStock { product: id(1), name: "Soup".to_owned(), requested: 3, available: 1 },
        Refusal::invalid("items.0.quantity", "is required"),
        Refusal::NotEnoughCash { amount: amount("10.00"), tendered: amount("5.00") },
        Refusal::StaleVersion { current: 7 },
    ];
    for refusal in refusals {
        let problem = travelled(&Problem::of(&refusal, 422, "r-1".to_owned()));
        assert_eq!(problem.refusal(), Some(refusal));
    }
}
