use chrono::DateTime;
use serde_json::Value;
use uuid::Uuid;

use super::*;
use crate::actor::{DeviceRole, Role};

fn user(number: u128, role: Role) -> Actor {
    Actor::User { id: UserId::from_uuid(Uuid::from_u128(number)), username: "u".to_owned(), role }
}

fn device(number: u128, role: DeviceRole) -> Actor {
    Actor::Device { id: ApiKeyId::from_uuid(Uuid::from_u128(number)), name: "d".to_owned(), role }
}

/// Of customer 1, through device 2.
fn event(kind: &str) -> Event {
    Event {
        number: 1,
        id: EventId::from_uuid(Uuid::from_u128(9)),
        kind: kind.to_owned(),
        subject: "x".to_owned(),
        owner: Some(UserId::from_uuid(Uuid::from_u128(1))),
        via: Some(ApiKeyId::from_uuid(Uuid::from_u128(2))),
        data: Value::Null,
        done_by: "u".to_owned(),
        created_at: DateTime::UNIX_EPOCH,
    }
}

#[test]
fn people_see_what_concerns_them_and_what_their_role_may() {
    let (own, other) = (user(1, Role::Customer), user(3, Role::Customer));
    let (staff, manager, admin) = (user(4, Role::Staff), user(5, Role::Manager), user(6, Role::Admin));
    let sees =
        |kind: &str| [&own, &other, &staff, &manager, &admin].map(|who| event(kind).is_visible_to(who));
    assert_eq!(sees("order.created"), [true, false, true, true, true]);
    assert_eq!(sees("product.sold_out"), [true; 5]);
    assert_eq!(sees("stock.moved"), [true, false, true, true, true]);
    assert_eq!(sees("wallet.deposited"), [true, false, false, true, true]);
    assert_eq!(sees("notification.created"), [true, false, false, false, false]);
    assert_eq!(sees("cart.changed"), [true, false, false, false, false]);
    assert_eq!(sees("user.password_changed"), [true, false, false, false, true]);
    assert_eq!(sees("secret.thing"), [false; 5], "what belongs nowhere is told to nobody");
}

#[test]
fn devices_see_the_menu_and_what_came_through_them() {
    let (own, other) = (device(2, DeviceRole::Kiosk), device(7, DeviceRole::Integrator));
    let sees = |kind: &str| [&own, &other].map(|who| event(kind).is_visible_to(who));
    assert_eq!(sees("order.created"), [true, false]);
    assert_eq!(sees("product.back"), [true, true]);
    assert_eq!(sees("alert.opened"), [true, false]);
    assert!(!event("product.back").is_visible_to(&Actor::Anonymous));
}
