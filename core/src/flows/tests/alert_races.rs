//! Many sell, deliver and deal with alerts at once: one alert opens, it grows graver once, and all of it fits the counts.

use super::people::{at_once, later};
use super::{PayOrder, Shop, now};
use crate::flows::alerts;
use crate::wire::MovementForm;
use crate::wire::alerts::ResolveAlert;

#[test]
fn many_who_sell_through_both_limits_open_one_alert_and_make_it_graver_once() {
    let shop = Shop::open();
    shop.moved(&MovementForm::restock(shop.soup, 20)).unwrap();
    let sold = at_once(30, |_| shop.place(&[(shop.soup, 1)], Some(PayOrder::card(None))).is_ok());
    assert!(sold.into_iter().all(|is_sold| is_sold));
    assert_eq!(shop.said(shop.soup).as_deref(), Some("critical out_of_stock Soup: nothing left."));
    assert_eq!((shop.told("alert.opened"), shop.told("alert.escalated")), ((1, 1), (1, 1)));
    // The limit is at 3: after the one that opened it two sold some, and the last one all.
    assert_eq!((shop.told("alert.changed"), shop.rows("alerts")), ((0, 2), 1));
    shop.moved(&MovementForm::restock(shop.soup, 4)).unwrap();
    assert_eq!((shop.said(shop.soup), shop.told("alert.resolved")), (None, (0, 1)));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn sales_deliveries_sweeps_and_people_at_once_leave_what_fits_the_counts() {
    let shop = Shop::open();
    shop.moved(&MovementForm::restock(shop.cake, 30)).unwrap();
    for round in 0..4 {
        at_once(12, |number| match (number + round) % 4 {
            0 => drop(shop.place(&[(shop.soup, 2), (shop.cake, 3)], Some(PayOrder::card(None)))),
            1 => drop(shop.moved(&MovementForm::restock(shop.soup, 2))),
            2 => drop(shop.store.write(|tx| alerts::sweep_stock(tx, now(), 100)).unwrap()),
            _ => {
                for open in shop.open_about(shop.soup) {
                    let (id, done) = (open.id, ResolveAlert::default());
                    // Somebody else may have been quicker.
                    drop(shop.by(&shop.staff, move |tx, by| alerts::resolve(tx, by, id, &done, later(5))));
                }
            }
        });
        assert_eq!(shop.broken_law(), None);
        assert!(shop.open_about(shop.soup).len() <= 1);
    }
}
