//! Orders that devices bring: named after where they come from, seen by the key that brought them, and paid
//! at the counter.

use super::{PayOrder, Shop, items, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::orders::{self, OrderQuery};
use crate::id::OrderId;
use crate::orders::{Source, Status};
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::orders::{ChangeStatus, PlaceOrder};
use crate::wire::{CancelOrder, OrderView, PaidOrder};

fn place(shop: &Shop, by: &Actor, command: PlaceOrder) -> Result<PaidOrder> {
    shop.by(by, move |tx, actor| orders::place(tx, actor, &command, now()))
}

fn soup(shop: &Shop) -> PlaceOrder {
    PlaceOrder { items: items(&[(shop.soup, 1)]), ..PlaceOrder::default() }
}

fn listed(shop: &Shop, by: &Actor) -> Vec<OrderId> {
    let list = |tx: &mut crate::store::Tx<'_>, actor: &Actor| {
        orders::list(tx, actor, &OrderQuery::default(), PageRequest::default())
    };
    shop.by(by, list).unwrap().items.into_iter().map(|order| order.id).collect()
}

fn load(shop: &Shop, by: &Actor, id: OrderId) -> Result<OrderView> {
    shop.by(by, move |tx, actor| orders::load(tx, actor, id))
}

#[test]
fn an_order_is_named_after_the_device_that_brought_it() {
    let shop = Shop::open();
    for (role, source, number) in
        [(DeviceRole::Kiosk, Source::Kiosk, "K-001"), (DeviceRole::Integrator, Source::Integrator, "P-002")]
    {
        let device = shop.device(role.as_str(), role);
        let order = place(&shop, &device, soup(&shop)).unwrap().order;
        assert_eq!((order.source, order.number.as_str(), order.customer), (source, number, None));
        let history = shop.by(&device, move |tx, actor| orders::status_history(tx, actor, order.id)).unwrap();
        assert_eq!(history[0].by, role.as_str());
    }
    assert_eq!(shop.counts(shop.soup), (10, 2));
    let till = shop.device("till", DeviceRole::Counter);
    assert_eq!(
        refusal(place(&shop, &till, soup(&shop))),
        Refusal::Forbidden,
        "staff sell there, not the till"
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_key_sees_the_orders_it_brought_and_no_others() {
    let shop = Shop::open();
    let (door, hall) = (shop.device("door", DeviceRole::Kiosk), shop.device("hall", DeviceRole::Kiosk));
    let at_door = place(&shop, &door, soup(&shop)).unwrap().order.id;
    let at_hall = place(&shop, &hall, soup(&shop)).unwrap().order.id;
    let at_counter = shop.place(&[(shop.tea, 1)], None).unwrap().order.id;
    assert_eq!(listed(&shop, &door), [at_door]);
    assert_eq!(listed(&shop, &hall), [at_hall]);
    assert_eq!(listed(&shop, &shop.staff), [at_counter, at_hall, at_door]);
    for foreign in [at_hall, at_counter] {
        let absent = Refusal::not_found("order");
        assert_eq!(refusal(load(&shop, &door, foreign)), absent);
        let payments = shop.by(&door, move |tx, actor| orders::payments(tx, actor, foreign));
        assert_eq!(refusal(payments), absent);
        let history = shop.by(&door, move |tx, actor| orders::status_history(tx, actor, foreign));
        assert_eq!(refusal(history), absent);
    }
    assert_eq!(load(&shop, &door, at_door).unwrap().id, at_door);
    let till = shop.device("till", DeviceRole::Counter);
    assert_eq!(listed(&shop, &till), []);
    assert_eq!(listed(&shop, &shop.person("carl", Role::Customer)), []);
}

#[test]
fn a_device_takes_no_money_and_names_no_customer() {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    for role in [DeviceRole::Kiosk, DeviceRole::Integrator] {
        let device = shop.device(role.as_str(), role);
        let paid = PlaceOrder { payment: Some(PayOrder::card(None)), ..soup(&shop) };
        assert_eq!(refusal(place(&shop, &device, paid)), Refusal::Forbidden);
        let named = PlaceOrder { customer_id: carl.user_id(), ..soup(&shop) };
        assert_eq!(refusal(place(&shop, &device, named)), Refusal::Forbidden);
        let id = place(&shop, &device, soup(&shop)).unwrap().order.id;
        let pay = move |tx: &mut crate::store::Tx<'_>, actor: &Actor| {
            orders::pay(tx, actor, id, &PayOrder::card(None), now())
        };
        assert_eq!(refusal(shop.by(&device, pay)), Refusal::Forbidden);
        let step = move |tx: &mut crate::store::Tx<'_>, actor: &Actor| {
            orders::change_status(tx, actor, id, &ChangeStatus::to(Status::Processing), now())
        };
        assert_eq!(refusal(shop.by(&device, step)), Refusal::Forbidden);
        assert_eq!(load(&shop, &device, id).unwrap().version, 1);
    }
    assert_eq!(shop.rows("payments"), 0);
}

#[test]
fn what_was_paid_in_cash_is_not_given_back_to_a_device() {
    let shop = Shop::open();
    let device = shop.device("aggregator", DeviceRole::Integrator);
    let id = place(&shop, &device, soup(&shop)).unwrap().order.id;
    shop.by(&shop.staff, move |tx, actor| orders::pay(tx, actor, id, &PayOrder::cash(None), now())).unwrap();
    let cancel = |by: &Actor| {
        let command = CancelOrder { reason: Some("no guest".to_owned()), ..CancelOrder::default() };
        shop.by(by, move |tx, actor| orders::cancel(tx, actor, id, &command, now()))
    };
    assert_eq!(refusal(cancel(&device)), Refusal::PaidInCash);
    let standing = load(&shop, &device, id).unwrap();
    assert_eq!((standing.status, standing.refunded), (Status::Pending, "0.00".parse().unwrap()));
    assert_eq!(shop.counts(shop.soup), (9, 0));
    assert_eq!(cancel(&shop.staff).unwrap().order.status, Status::Cancelled);
    assert_eq!((shop.counts(shop.soup), shop.broken_law()), ((10, 0), None));
}
