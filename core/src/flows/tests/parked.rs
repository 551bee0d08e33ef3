//! Orders that lie aside: whole, bounded, and taken up once.

use super::people::{at_once, lingering};
use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::orders;
use crate::id::ParkedId;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::orders::PlaceOrder;
use crate::wire::{ParkOrder, ParkedView};

fn park(shop: &Shop, by: &Actor, command: ParkOrder) -> Result<ParkedView> {
    shop.by(by, move |tx, actor| orders::park(tx, actor, &command, now()))
}

fn tea(shop: &Shop, label: &str) -> ParkOrder {
    let order = PlaceOrder { items: items(&[(shop.tea, 2)]), ..PlaceOrder::default() };
    ParkOrder { label: Some(label.to_owned()), order }
}

fn recall(shop: &Shop, by: &Actor, id: ParkedId) -> Result<ParkedView> {
    shop.by(by, move |tx, actor| orders::recall(tx, actor, id, now()))
}

fn labels(shop: &Shop, size: u32) -> Vec<String> {
    let page = PageRequest::new(1, size).unwrap();
    let found = shop.store.read(|tx| orders::parked(tx, &shop.staff, page)).unwrap();
    found.items.into_iter().map(|parked| parked.label).collect()
}

#[test]
fn an_order_lies_aside_as_it_was_until_somebody_takes_it_up() {
    let shop = Shop::open();
    let mut first = tea(&shop, " table\u{1b} 4 ");
    first.order.items.extend(items(&[(shop.cake, 9)]));
    first.order.guest_name = Some("Ada\u{7}".to_owned());
    let parked = park(&shop, &shop.staff, first).unwrap();
    assert_eq!(
        (parked.label.as_str(), parked.item_count, parked.parked_by.as_str()),
        ("table 4", 11, "sara")
    );
    assert_eq!(parked.order.guest_name.as_deref(), Some("Ada"));
    park(&shop, &shop.staff, tea(&shop, "table 5")).unwrap();
    assert_eq!(labels(&shop, 10), ["table 4", "table 5"], "the oldest first");
    assert_eq!(shop.counts(shop.cake), (1, 0), "nothing is promised to it");
    let manager = shop.person("mara", Role::Manager);
    assert_eq!(recall(&shop, &manager, parked.id).unwrap(), parked, "at whichever till");
    assert_eq!(refusal(recall(&shop, &shop.staff, parked.id)), Refusal::not_found("parked order"));
    assert_eq!(labels(&shop, 10), ["table 5"]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn of_many_who_take_up_the_same_one_gets_it() {
    let shop = Shop::open();
    let id = park(&shop, &shop.staff, tea(&shop, "")).unwrap().id;
    // Each is slow to commit, so that the others look while it still lies there.
    let taken = at_once(16, |number| {
        shop.by(&shop.staff, move |tx, actor| {
            lingering(match number % 2 {
                0 => orders::recall(tx, actor, id, now()).map(drop),
                _ => orders::discard(tx, actor, id, now()),
            })
        })
    });
    let (got, missed): (Vec<_>, Vec<_>) = taken.into_iter().partition(Result::is_ok);
    assert_eq!(got.len(), 1);
    assert!(missed.into_iter().all(|result| refusal(result) == Refusal::not_found("parked order")));
    assert!(labels(&shop, 1).is_empty());
}

#[test]
fn what_cannot_be_placed_is_not_put_aside_either() {
    let shop = Shop::open();
    let with = |spoil: &dyn Fn(&mut ParkOrder)| {
        let mut command = tea(&shop, "table 4");
        spoil(&mut command);
        refusal(park(&shop, &shop.staff, command))
    };
    assert_eq!(with(&|command| command.order.items.clear()), Refusal::EmptyOrder);
    let field = |refusal: Refusal| match refusal {
        Refusal::InvalidInput { errors } => errors.0.into_keys().next().unwrap(),
        other => panic!("{other:?}"),
    };
    let line = tea(&shop, "").order.items.remove(0);
    assert_eq!(field(with(&|command| command.order.payment = Some(PayOrder::cash(None)))), "order.payment");
    assert_eq!(field(with(&|command| command.order.items = vec![line.clone(); 201])), "order.items");
    assert_eq!(
        field(with(&|command| command.order.items[0].notes = Some("x".repeat(501)))),
        "order.items.0.notes"
    );
    assert_eq!(field(with(&|command| command.label = Some("x".repeat(61)))), "label");
    for stranger in [shop.person("ada", Role::Customer), shop.device("kiosk", DeviceRole::Kiosk)] {
        assert_eq!(refusal(park(&shop, &stranger, tea(&shop, ""))), Refusal::Forbidden);
        assert_eq!(
            refusal(recall(&shop, &stranger, ParkedId::from_uuid(uuid::Uuid::nil()))),
            Refusal::Forbidden
        );
    }
}

#[test]
fn two_hundred_orders_lie_aside_and_no_more() {
    let shop = Shop::open();
    for _ in 0..195 {
        park(&shop, &shop.staff, tea(&shop, "")).unwrap();
    }
    let put = at_once(12, |_| park(&shop, &shop.staff, tea(&shop, "")));
    let (kept, refused): (Vec<_>, Vec<_>) = put.into_iter().partition(Result::is_ok);
    assert_eq!(kept.len(), 5);
    let full = Refusal::LimitReached { what: "parked orders".to_owned(), most: 200 };
    assert!(refused.into_iter().all(|result| refusal(result) == full));
    assert_eq!(labels(&shop, 100).len(), 100);
}
