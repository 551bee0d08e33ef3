//! Who is told of what, in which words, and when a letter is tried again.

use chrono::{DateTime, Duration, Utc};
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use super::letter::{Template, next_attempt};
use super::telling::{Told, Whom, told, ways};
use super::*;
use crate::events::Event;
use crate::id::EventId;
use crate::money::Currency;

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn owner() -> UserId {
    UserId::from_uuid(Uuid::from_u128(7))
}

fn event(kind: &str, data: Value) -> Event {
    Event {
        number: 1,
        id: EventId::from_uuid(Uuid::from_u128(1)),
        kind: kind.to_owned(),
        subject: "order_01kb3s0000e008000000000001".to_owned(),
        owner: Some(owner()),
        via: None,
        data,
        done_by: "sara".to_owned(),
        created_at: now(),
    }
}

fn of(kind: &str, data: Value) -> Option<Told> {
    told(&event(kind, data), Currency::default())
}

fn order(status: &str, method: &str) -> Option<Told> {
    let data = json!({ "number": "A-001", "status": status, "delivery_method": method, "total": "4.50" });
    of("order.status_changed", data)
}

fn receiver(name: &str) -> Receiver {
    let email = Some(format!("{name}@example.com"));
    Receiver { id: owner(), username: name.to_owned(), role: Role::Customer, email, is_active: true }
}

const BOTH: Ways = Ways { in_app: true, by_mail: true };
const NEITHER: Ways = Ways { in_app: false, by_mail: false };

#[rstest]
#[case("pending", "pickup", None, None)]
#[case("processing", "pickup", Some("Order A-001 accepted"), None)]
#[case("preparing", "pickup", None, None)]
#[case("ready", "pickup", Some("Order A-001 ready"), Some(Template::OrderReady))]
#[case("ready", "delivery", Some("Order A-001 ready"), None)]
#[case("shipped", "delivery", Some("Order A-001 on its way"), Some(Template::OrderShipped))]
#[case("delivered", "pickup", Some("Order A-001 delivered"), None)]
#[case("cancelled", "pickup", Some("Order A-001 cancelled"), Some(Template::OrderCancelled))]
#[case("refunded", "pickup", None, None)]
#[case("of another age", "pickup", None, None)]
fn a_customer_is_told_of_the_steps_that_matter_and_written_to_of_fewer(
    #[case] status: &str,
    #[case] method: &str,
    #[case] title: Option<&str>,
    #[case] letter: Option<Template>,
) {
    let told = order(status, method);
    assert_eq!(told.as_ref().map(|told| told.title.as_str()), title);
    assert_eq!(told.and_then(|told| told.letter), letter);
}

#[rstest]
#[case("order.paid")]
#[case("order.expired")]
#[case("order.created.twice")]
#[case("notification.created")]
#[case("notification.read")]
#[case("stock.moved")]
#[case("coupon.expired")]
fn of_everything_else_nobody_is_told(#[case] kind: &str) {
    let data = json!({ "number": "A-001", "total": "4.50", "tells": true, "alert_type": "low_stock" });
    assert_eq!(of(kind, data), None);
}

#[test]
fn what_people_typed_stays_on_its_line() {
    let data = json!({
        "tells": true, "alert_type": "low_stock", "product": { "name": "Soup\r\nBcc: eve@example.com\u{1b}[31m" },
        "message": "3 left\u{202e}\n.",
    });
    let told = of("alert.opened", data).unwrap();
    assert_eq!(told.title, "Low stock: Soup  Bcc: eve@example.com[31m");
    assert_eq!(told.message, "3 left .");
    assert_eq!(told.whom, Whom::Staff);
}

#[test]
fn the_end_of_a_coupon_concerns_its_owner_or_all_who_see_it() {
    let coupon = "coupon_01kb3s0000e008000000000001";
    let expiring = |owner: Value, is_public: bool, days: i64| {
        let data =
            json!({ "coupon": coupon, "code": "X", "owner": owner, "is_public": is_public, "days": days });
        of("coupon.expiring", data)
    };
    let personal = expiring(json!(owner()), true, 1).unwrap();
    assert_eq!(
        (personal.whom, personal.message.as_str()),
        (Whom::Account(owner()), "Coupon X expires in 1 day.")
    );
    let public = expiring(Value::Null, true, 7).unwrap();
    assert_eq!(public.whom, Whom::CustomersWith(coupon.parse().unwrap()));
    assert_eq!(expiring(Value::Null, false, 7), None, "who knows its code is not known");
}

#[test]
fn money_is_told_with_its_direction() {
    let changed =
        |amount: &str| of("wallet.adjusted", json!({ "amount": amount, "balance": "20.00" })).unwrap();
    assert_eq!(changed("12.50").message, "$12.50 was added to your wallet. You have $20.00 now.");
    assert_eq!(changed("-3.00").title, "$3.00 taken from your wallet");
    let other = Uuid::from_u128(9);
    let wallets = [owner().uuid(), other].map(|uuid| crate::id::WalletId::from_uuid(uuid).to_string());
    let given = of("wallet.transferred", json!({ "amount": "-2.00", "accounts": wallets })).unwrap();
    assert_eq!(given.whom, Whom::Account(UserId::from_uuid(other)));
    assert_eq!(given.message, "sara gave you $2.00.");
}

#[test]
fn whoever_did_it_themself_gets_the_letter_alone_or_nothing() {
    let created = event("order.created", json!({ "number": "A-001", "total": "4.50" }));
    let said = told(&created, Currency::default()).unwrap();
    assert_eq!(ways(&said, &created, &receiver("ada"), BOTH), BOTH);
    assert_eq!(ways(&said, &created, &receiver("sara"), BOTH), Ways { in_app: false, by_mail: true });
    let paid_in = event("wallet.deposited", json!({ "amount": "1.00", "balance": "1.00" }));
    let said = told(&paid_in, Currency::default()).unwrap();
    assert_eq!(ways(&said, &paid_in, &receiver("sara"), BOTH), NEITHER);
    let password = event("user.password_changed", json!({}));
    let said = told(&password, Currency::default()).unwrap();
    assert_eq!(ways(&said, &password, &receiver("sara"), BOTH), Ways { in_app: true, by_mail: false });
}

#[test]
fn nobody_is_told_who_cannot_be_or_does_not_want_it() {
    let created = event("order.created", json!({ "number": "A-001", "total": "4.50" }));
    let said = told(&created, Currency::default()).unwrap();
    let told_of = |receiver: Receiver, wanted: Ways| ways(&said, &created, &receiver, wanted);
    assert_eq!(told_of(Receiver { is_active: false, ..receiver("ada") }, BOTH), NEITHER);
    assert_eq!(
        told_of(Receiver { email: None, ..receiver("ada") }, BOTH),
        Ways { in_app: true, by_mail: false }
    );
    assert_eq!(told_of(receiver("ada"), NEITHER), NEITHER);
}

#[test]
fn mail_about_stock_is_usual_for_staff_alone() {
    for role in Role::ALL {
        let stock = Ways::usual(NotificationKind::StockAlert, role);
        assert_eq!((stock.in_app, stock.by_mail), (true, role != Role::Customer), "{role:?}");
        assert_eq!(Ways::usual(NotificationKind::Order, role), BOTH);
    }
}

#[test]
fn a_letter_waits_longer_each_time_and_not_for_ever() {
    let mut at = now();
    let waits: Vec<i64> = (1..=8)
        .map(|attempt| {
            let next = next_attempt(attempt, at).unwrap();
            let wait = (next - at).num_minutes();
            at = next;
            wait
        })
        .collect();
    assert!(waits.is_sorted() && waits[0] == 1, "{waits:?}");
    assert!(at - now() > Duration::hours(40) && at - now() < Duration::hours(56));
    assert_eq!((next_attempt(9, at), next_attempt(u32::MAX, at)), (None, None));
}
