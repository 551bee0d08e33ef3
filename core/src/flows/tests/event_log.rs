//! The log: numbered after the commit, in the order in which it was written, and dispatched once.

use chrono::Duration;
use serde_json::json;

use super::{Shop, now};
use crate::flows::events;
use crate::store;

fn write_down(shop: &Shop, count: usize) {
    let appended = shop.store.write(move |tx| {
        for place in 0..count {
            store::events::append(tx, "menu.imported", &place.to_string(), &json!({}), "system", now())?;
        }
        Ok(())
    });
    appended.unwrap();
}

fn number(shop: &Shop, holder: &'static str, later: Duration) -> usize {
    shop.store.write(move |tx| events::number(tx, holder, now() + later, 100)).unwrap()
}

#[test]
fn events_are_numbered_without_gaps_in_the_order_in_which_they_were_written() {
    let shop = Shop::open();
    number(&shop, "one", Duration::zero());
    let before = shop.store.read(events::progress).unwrap().last;
    write_down(&shop, 130);
    assert_eq!(number(&shop, "one", Duration::zero()), 100);
    assert_eq!(number(&shop, "one", Duration::zero()), 30);
    assert_eq!(number(&shop, "one", Duration::zero()), 0);
    let told = shop.store.read(move |tx| events::after(tx, before, 1000)).unwrap();
    let numbers: Vec<i64> = told.iter().map(|event| event.number).collect();
    assert_eq!(numbers, (before + 1..=before + 130).collect::<Vec<_>>());
    let subjects: Vec<String> = told.into_iter().map(|event| event.subject).collect();
    assert_eq!(subjects, (0..130).map(|place| place.to_string()).collect::<Vec<_>>());
}

#[test]
fn one_numbers_at_a_time_and_another_takes_over_from_one_who_is_gone() {
    let shop = Shop::open();
    write_down(&shop, 1);
    assert!(number(&shop, "one", Duration::zero()) >= 1);
    write_down(&shop, 1);
    assert_eq!(number(&shop, "two", Duration::seconds(1)), 0, "the first still does");
    assert_eq!(number(&shop, "two", Duration::seconds(3)), 1, "the first is gone");
    assert!(!shop.store.read(events::has_unnumbered).unwrap());
}

#[test]
fn what_follows_from_an_event_is_written_down_once() {
    let shop = Shop::open();
    write_down(&shop, 3);
    number(&shop, "one", Duration::zero());
    let dispatched = || shop.store.write(|tx| events::dispatch(tx, now(), 1000)).unwrap().events;
    assert!(dispatched() >= 3);
    assert_eq!(dispatched(), 0);
    let progress = shop.store.read(events::progress).unwrap();
    assert_eq!(progress.last, progress.dispatched);
}
