//! Orders that hold goods and are not paid in time.

use std::thread;

use chrono::Duration;
use rstest::rstest;

use super::{Actor, PayOrder, Shop, items, now};
use crate::actor::DeviceRole;
use crate::catalog::Shop as Settings;
use crate::flows::orders;
use crate::id::{OrderId, ProductId};
use crate::orders::Status;
use crate::orders::hold::HoldMinutes;
use crate::store;
use crate::wire::orders::{ChangeStatus, PlaceOrder};
use crate::wire::{OrderView, TenderRequest};

impl Shop {
    fn ordered(&self, by: &Actor, lines: &[(ProductId, u32)]) -> OrderView {
        let command = PlaceOrder { items: items(lines), ..PlaceOrder::default() };
        self.by(by, move |tx, actor| orders::place(tx, actor, &command, now())).unwrap().order
    }

    /// How many are called off so many minutes later.
    fn expired_after(&self, minutes: i64, limit: u32) -> usize {
        let at = now() + Duration::minutes(minutes);
        self.store.write(move |tx| orders::expire_unpaid(tx, at, limit)).unwrap()
    }

    pub(super) fn order(&self, id: OrderId) -> OrderView {
        self.by(&self.staff, move |tx, actor| orders::load(tx, actor, id)).unwrap()
    }

    fn hold(&self, holds: HoldMinutes) {
        self.store
            .write(move |tx| {
                let shop = Settings { holds, ..store::settings::load_shop(tx)? };
                store::settings::save_shop(tx, &shop)?;
                assert_eq!(store::settings::load_shop(tx)?, shop, "what was saved is read");
                Ok(())
            })
            .unwrap();
    }
}

#[rstest]
#[case::kiosk(DeviceRole::Kiosk, 10)]
#[case::integrator(DeviceRole::Integrator, 15)]
fn unpaid_order_expires_and_releases_its_stock(#[case] role: DeviceRole, #[case] minutes: i64) {
    let shop = Shop::open();
    let device = shop.device("door", role);
    let order = shop.ordered(&device, &[(shop.cake, 1), (shop.soup, 2)]);
    assert_eq!(order.expires_at, Some(now() + Duration::minutes(minutes)));
    assert_eq!(shop.broken_law(), None);
    assert_eq!(shop.expired_after(minutes - 1, 10), 0);
    assert_eq!(shop.counts(shop.cake), (1, 1));

    assert_eq!(shop.expired_after(minutes, 10), 1);
    assert_eq!((shop.counts(shop.cake), shop.counts(shop.soup)), ((1, 0), (10, 0)));
    let expired = shop.order(order.id);
    assert_eq!((expired.status, expired.expires_at), (Status::Cancelled, None));
    assert_eq!(expired.cancellation_reason, "not paid in time");
    let history = shop.by(&shop.staff, move |tx, by| orders::status_history(tx, by, order.id)).unwrap();
    assert_eq!((history[1].by.as_str(), history[1].note.as_str()), ("system", "not paid in time"));
    assert_eq!((shop.events("order.expired"), shop.events("order.status_changed")), (1, 1));
    assert_eq!(shop.expired_after(60, 10), 0, "once");
    shop.ordered(&device, &[(shop.cake, 1)]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_staff_take_waits_as_long_as_it_takes() {
    let shop = Shop::open();
    assert_eq!(shop.ordered(&shop.staff, &[(shop.soup, 1)]).expires_at, None);
    assert_eq!(shop.expired_after(100_000, 10), 0);
}

#[test]
fn how_long_goods_are_held_is_a_setting() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    shop.hold(HoldMinutes { web: Some(1), kiosk: None, counter: Some(3) });
    assert_eq!(shop.ordered(&kiosk, &[(shop.soup, 1)]).expires_at, None);
    let counter = shop.ordered(&shop.staff, &[(shop.soup, 1)]);
    assert_eq!(counter.expires_at, Some(now() + Duration::minutes(3)));
}

#[test]
fn what_holds_nothing_does_not_expire() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    assert_eq!(shop.ordered(&kiosk, &[(shop.tea, 1)]).expires_at, None);
}

#[test]
fn whoever_pays_cooks_or_cancels_stops_the_clock() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    let [paid, part, cooked, cancelled] =
        [(); 4].map(|()| shop.ordered(&kiosk, &[(shop.soup, 1)])).map(|order| order.id);
    let pay = |id: OrderId, payment: PayOrder| {
        shop.by(&shop.staff, move |tx, by| orders::pay(tx, by, id, &payment, now())).unwrap()
    };
    let cash =
        TenderRequest { amount: Some("1.00".parse().unwrap()), ..PayOrder::cash(None).tenders.remove(0) };
    pay(paid, PayOrder::card(None));
    pay(part, PayOrder::with(vec![cash]));
    let steps = [(cooked, Status::Processing), (cooked, Status::Preparing), (cancelled, Status::Cancelled)];
    for (id, to) in steps {
        let command = ChangeStatus { notes: Some("gone".to_owned()), ..ChangeStatus::to(to) };
        shop.by(&shop.staff, move |tx, by| orders::change_status(tx, by, id, &command, now())).unwrap();
    }
    for id in [paid, part, cooked, cancelled] {
        assert_eq!(shop.order(id).expires_at, None);
    }
    assert_eq!(shop.counts(shop.soup), (8, 1), "what is paid in part is still held");
    assert_eq!(shop.expired_after(100_000, 10), 0);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_accepted_order_expires_too_until_the_kitchen_begins_it() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    let id = shop.ordered(&kiosk, &[(shop.soup, 1)]).id;
    let accept = ChangeStatus::to(Status::Processing);
    shop.by(&shop.staff, move |tx, by| orders::change_status(tx, by, id, &accept, now())).unwrap();
    assert_eq!(shop.expired_after(10, 10), 1);
    assert_eq!(shop.counts(shop.soup), (10, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn those_that_wait_longest_go_first_and_no_more_than_asked_for() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    let ids = [(); 5].map(|()| shop.ordered(&kiosk, &[(shop.soup, 1)]).id);
    assert_eq!(shop.expired_after(20, 2), 2);
    let standing: Vec<Status> = ids.iter().map(|id| shop.order(*id).status).collect();
    assert_eq!(standing[..3], [Status::Cancelled, Status::Cancelled, Status::Pending]);
    assert_eq!(shop.expired_after(20, 10), 3);
}

#[test]
fn an_order_that_is_paid_at_that_moment_is_paid_or_called_off_and_never_both() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    let ids: Vec<OrderId> = (0..5).map(|_| shop.ordered(&kiosk, &[(shop.soup, 2)]).id).collect();
    thread::scope(|scope| {
        for id in &ids {
            let (shop, id) = (&shop, *id);
            scope.spawn(move || {
                let paid =
                    shop.by(&shop.staff, move |tx, by| orders::pay(tx, by, id, &PayOrder::card(None), now()));
                assert!(paid.is_ok() || super::refusal(paid).code() == "not_payable");
            });
            scope.spawn(|| shop.expired_after(20, 3));
        }
    });
    shop.expired_after(20, 10);
    let mut sold = 0;
    for id in ids {
        let order = shop.order(id);
        match order.status {
            Status::Cancelled => assert!(order.paid.to_string() == "0.00", "{order:?}"),
            _ => sold += 2,
        }
    }
    assert_eq!(shop.counts(shop.soup), (10 - sold, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn new_orders_and_those_that_run_out_never_wait_for_each_other() {
    let shop = Shop::open();
    let kiosk = shop.device("door", DeviceRole::Kiosk);
    shop.moved(&crate::wire::MovementForm::restock(shop.cake, 99)).unwrap();
    shop.moved(&crate::wire::MovementForm::restock(shop.soup, 90)).unwrap();
    thread::scope(|scope| {
        for turn in 0..20 {
            let (shop, kiosk) = (&shop, &kiosk);
            scope.spawn(move || {
                let (one, two) = if turn % 2 == 0 { (shop.soup, shop.cake) } else { (shop.cake, shop.soup) };
                shop.ordered(kiosk, &[(one, 1), (two, 1)]);
            });
            scope.spawn(|| shop.expired_after(20, 4));
        }
    });
    shop.expired_after(20, 100);
    assert_eq!((shop.counts(shop.cake), shop.counts(shop.soup)), ((100, 0), (100, 0)));
    assert_eq!(shop.broken_law(), None);
}
