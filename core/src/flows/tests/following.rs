//! Orders as others than their owners look at them: by token, on the board, and in the counters of the day.

use chrono::Duration;

use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::{Actor, Role};
use crate::flows::orders;
use crate::id::OrderId;
use crate::money::Amount;
use crate::orders::Status;
use crate::refusal::Refusal;
use crate::wire::orders::{ChangeStatus, PlaceOrder};
use crate::wire::{BoardView, OrderStats};

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn step(shop: &Shop, id: OrderId, to: Status) {
    let change = ChangeStatus { notes: Some("because".to_owned()), ..ChangeStatus::to(to) };
    shop.by(&shop.staff, move |tx, actor| orders::change_status(tx, actor, id, &change, now())).unwrap();
}

fn board(shop: &Shop) -> BoardView {
    shop.store.read(|tx| orders::board(tx, &shop.staff)).unwrap()
}

#[test]
fn an_order_is_followed_by_its_token_without_a_word_about_anybody() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let command = PlaceOrder {
        items: items(&[(shop.soup, 2)]),
        customer_id: ada.user_id(),
        guest_name: Some("Countess".to_owned()),
        special_instructions: Some("for the duke".to_owned()),
        ..PlaceOrder::default()
    };
    let order =
        shop.by(&shop.staff, move |tx, actor| orders::place(tx, actor, &command, now())).unwrap().order;
    step(&shop, order.id, Status::Processing);
    let token = order.tracking_token.unwrap();
    let seen = shop.store.read(|tx| orders::track(tx, &token)).unwrap();
    assert_eq!((seen.number.as_str(), seen.status), (order.number.as_str(), Status::Processing));
    assert_eq!((seen.items[0].name.as_str(), seen.items[0].quantity.get()), ("Soup", 2));
    assert_eq!((seen.total, seen.due), (amount("9.90"), amount("9.90")));
    let steps: Vec<Status> = seen.steps.iter().map(|step| step.status).collect();
    assert_eq!(steps, [Status::Pending, Status::Processing]);
    let told = serde_json::to_string(&seen).unwrap();
    for word in ["ada", "sara", "Countess", "duke", &order.id.to_string(), &token] {
        assert!(!told.contains(word), "{word} in {told}");
    }
    let (last, rest) = (token.chars().last().unwrap(), &token[..31]);
    let almost = format!("{rest}{}", if last == '0' { '1' } else { '0' });
    for wrong in [almost.as_str(), rest, "", &token.to_uppercase(), &order.id.to_string(), &"0".repeat(32)] {
        let refused = shop.store.read(|tx| orders::track(tx, wrong));
        assert_eq!(refusal(refused), Refusal::not_found("order"), "{wrong}");
    }
}

#[test]
fn the_board_shows_what_is_in_work_and_what_is_to_be_made() {
    let shop = Shop::open();
    let place = |lines: &[_]| shop.place(lines, None).unwrap().order.id;
    let [first, second, third, _pending] =
        [&[(shop.soup, 2), (shop.tea, 1)][..], &[(shop.tea, 4)], &[(shop.soup, 1)], &[(shop.cake, 1)]]
            .map(place);
    for id in [second, first, third] {
        step(&shop, id, Status::Processing);
    }
    step(&shop, second, Status::Preparing);
    let to_make = |board: &BoardView| -> Vec<(String, u64)> {
        board.to_make.iter().map(|one| (one.name.clone(), one.quantity)).collect()
    };
    let seen = board(&shop);
    let shown: Vec<OrderId> = seen.orders.iter().map(|order| order.id).collect();
    assert_eq!((shown, seen.count), (vec![first, second, third], 3), "the oldest first, without what waits");
    assert_eq!(to_make(&seen), [("Tea".to_owned(), 5), ("Soup".to_owned(), 3)]);
    assert_eq!(seen.orders[0].allowed_transitions, [Status::Preparing, Status::Cancelled]);
    step(&shop, second, Status::Ready);
    let seen = board(&shop);
    assert_eq!((seen.count, to_make(&seen)), (3, vec![("Soup".to_owned(), 3), ("Tea".to_owned(), 1)]));
    step(&shop, second, Status::Delivered);
    step(&shop, third, Status::Cancelled);
    let seen = board(&shop);
    assert_eq!((seen.count, to_make(&seen)), (1, vec![("Soup".to_owned(), 2), ("Tea".to_owned(), 1)]));
    for stranger in [shop.person("ada", Role::Customer), Actor::Anonymous] {
        assert!(shop.store.read(|tx| orders::board(tx, &stranger)).is_err());
        assert!(shop.store.read(|tx| orders::stats(tx, &stranger, now())).is_err());
    }
}

#[test]
fn what_was_given_back_is_not_made() {
    let shop = Shop::open();
    let id = shop.place(&[(shop.tea, 3), (shop.soup, 1)], None).unwrap().order.id;
    step(&shop, id, Status::Processing);
    let bend = "UPDATE order_lines SET refunded_quantity = CASE product_name WHEN 'Tea' THEN 2 ELSE 1 END";
    shop.store.write(move |tx| crate::store::db_execute_for_tests(tx, bend)).unwrap();
    let seen = board(&shop);
    assert_eq!((seen.to_make.len(), seen.to_make[0].quantity), (1, 1));
    let items: Vec<u32> = seen.orders[0].items.iter().map(|item| item.quantity).collect();
    assert_eq!(items, [1]);
}

#[test]
fn the_counters_are_those_of_the_business_day() {
    let shop = Shop::open();
    let stats = |at| -> OrderStats { shop.store.read(|tx| orders::stats(tx, &shop.staff, at)).unwrap() };
    let none = stats(now());
    assert_eq!(
        (none.orders, none.by_status.len(), none.taken, none.due),
        (0, 0, amount("0.00"), amount("0.00"))
    );
    shop.place(&[(shop.tea, 1)], Some(PayOrder::cash(None))).unwrap();
    let back = shop.place(&[(shop.tea, 2)], Some(PayOrder::cash(None))).unwrap().order.id;
    let gone = shop.place(&[(shop.soup, 1)], None).unwrap().order.id;
    let open = shop.place(&[(shop.soup, 2)], None).unwrap().order.id;
    step(&shop, back, Status::Cancelled);
    step(&shop, gone, Status::Cancelled);
    step(&shop, open, Status::Processing);
    let today = stats(now());
    let by_status: Vec<_> = today.by_status.iter().map(|one| (one.status, one.count)).collect();
    assert_eq!(by_status, [(Status::Pending, 1), (Status::Processing, 1), (Status::Cancelled, 2)]);
    assert_eq!((today.orders, today.open, today.unpaid), (4, 2, 1));
    assert_eq!((today.taken, today.due), (amount("2.20"), amount("9.90")));
    assert_eq!(today.day.to_string(), "2026-11-22");
    // At noon of the next day nothing was sold yet, and two orders still stand.
    let tomorrow = stats(now() + Duration::days(1));
    assert_eq!((tomorrow.orders, tomorrow.open, tomorrow.unpaid), (0, 2, 0));
    assert_eq!(stats(now() + Duration::hours(15)), today, "the night belongs to the evening");
    assert_eq!(shop.broken_law(), None);
}
