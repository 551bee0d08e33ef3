//! The log: numbered after the commit, in the order in which it was written, and dispatched once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::Duration;
use rstest::rstest;
use serde_json::json;

use super::queries::{plan, statements};
use super::{Shop, now};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Error;
use crate::events::{Follower, Topic};
use crate::flows::events;
use crate::id::ApiKeyId;
use crate::refusal::Refusal;
use crate::store::events::Concerns;
use crate::store::{self, Backend, db_execute_for_tests as execute};

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

#[test]
fn a_commit_that_appended_wakes_whoever_waits_and_no_other_does() {
    let shop = Shop::open();
    let woken = Arc::new(AtomicU32::new(0));
    let waking = Arc::clone(&woken);
    shop.store.on_appended(move || {
        waking.fetch_add(1, Ordering::SeqCst);
    });
    write_down(&shop, 3);
    assert_eq!(woken.load(Ordering::SeqCst), 1, "once for a commit, when it has been answered at the latest");

    number(&shop, "one", Duration::zero());
    shop.store.read(events::progress).unwrap();
    let undone = shop.store.write(|tx| {
        store::events::append(tx, "menu.imported", "x", &json!({}), "system", now())?;
        Err::<(), _>(Error::from(Refusal::Forbidden))
    });
    assert!(undone.is_err());
    assert_eq!(woken.load(Ordering::SeqCst), 1);
}

#[test]
fn whoever_stops_lets_another_number_at_once() {
    let shop = Shop::open();
    write_down(&shop, 1);
    assert!(number(&shop, "one", Duration::zero()) >= 1);
    write_down(&shop, 1);
    shop.store.write(|tx| events::let_go(tx, "two", now())).unwrap();
    assert_eq!(number(&shop, "two", Duration::zero()), 0, "only the holder lets go");
    shop.store.write(|tx| events::let_go(tx, "one", now())).unwrap();
    assert_eq!(number(&shop, "two", Duration::zero()), 1);
}

/// Three of nobody, one of `owner` and through `via`, three of nobody.
fn concerning(shop: &Shop, concerns: Concerns) -> i64 {
    number(shop, "one", Duration::zero());
    let before = shop.store.read(events::progress).unwrap().last;
    write_down(shop, 3);
    let append = move |tx: &mut store::Tx<'_>| {
        store::events::append_for(tx, concerns, "order.created", "mine", &json!({}), "system", now())
    };
    shop.store.write(append).unwrap();
    write_down(shop, 3);
    assert_eq!(number(shop, "one", Duration::zero()), 7);
    before
}

#[test]
fn whoever_sees_only_their_own_reads_only_that_and_moves_on_over_the_rest() {
    let shop = Shop::open();
    let customer = shop.person("ada", Role::Customer);
    let Actor::User { id: owner, .. } = customer else { panic!("a person") };
    let key = store::fresh_id::<crate::id::kind::ApiKey>();
    let kiosk = Actor::Device { id: key, name: "door".to_owned(), role: DeviceRole::Kiosk };
    let before = concerning(&shop, Concerns { owner: Some(owner), via: Some(key) });
    let look = |actor: &Actor, topics: &[Topic], after: i64, limit: u32| {
        let follower = Follower { actor: actor.clone(), topics: topics.to_vec() };
        let page = shop.store.read(|tx| events::page(tx, &follower, after, limit)).unwrap();
        let seen = page.events.iter().filter(|event| follower.sees(event)).count();
        (page.events.len(), seen, page.read_to - before)
    };
    for actor in [&customer, &kiosk] {
        assert_eq!(look(actor, &[Topic::Orders], before, 10), (1, 1, 7), "one was read, and all are behind");
        assert_eq!(look(actor, &[Topic::Orders], before, 1), (1, 1, 4), "there may be more of theirs");
        assert_eq!(look(actor, &[Topic::Orders], before + 4, 10), (0, 0, 7));
        assert_eq!(look(actor, &[], before, 10), (7, 7, 7), "the menu is open to them: all is read");
        assert_eq!(look(actor, &[Topic::Menu], before, 10), (7, 6, 7));
    }
    assert_eq!(look(&shop.staff, &[Topic::Orders], before, 5), (5, 1, 5));
    assert_eq!(look(&Actor::Anonymous, &[], before, 10), (0, 0, 7));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_piece_of_the_log_is_found_by_an_index() {
    let shop = Shop::open();
    if shop.store.backend() != Backend::Sqlite {
        // The planner of a server goes by what is in the tables; there is too little in these.
        return;
    }
    let customer = shop.person("ada", Role::Customer);
    let id: ApiKeyId = store::fresh_id::<crate::id::kind::ApiKey>();
    let kiosk = Actor::Device { id, name: "door".to_owned(), role: DeviceRole::Kiosk };
    for (actor, index) in
        [(&customer, "events_owner"), (&kiosk, "events_via"), (&shop.staff, "events_number")]
    {
        let follower = Follower { actor: actor.clone(), topics: vec![Topic::Orders] };
        let asked = statements(&shop, |tx| events::page(tx, &follower, 0, 500));
        let steps: Vec<String> = asked
            .iter()
            .filter(|asked| asked.contains("`events`"))
            .flat_map(|asked| plan(&shop, asked))
            .collect();
        assert!(matches!(&steps[..], [only] if only.contains(index)), "{actor:?}: {steps:#?}");
    }
    let asked = statements(&shop, events::has_unnumbered);
    let steps: Vec<String> = asked
        .iter()
        .filter(|asked| asked.contains("`events`"))
        .flat_map(|asked| plan(&shop, asked))
        .collect();
    assert!(matches!(&steps[..], [only] if only.contains("events_unnumbered")), "{steps:#?}");
}

#[rstest]
#[case::gap("UPDATE events SET number = number + 1 WHERE number = (SELECT MAX(number) FROM events)")]
#[case::not_from_one("UPDATE events SET number = 0 WHERE number = 1")]
#[case::counted_wrong("UPDATE event_relay SET last_number = last_number + 1")]
#[case::lost("DELETE FROM events WHERE number = 2")]
fn a_log_that_breaks_its_law_is_named(#[case] bend: &'static str) {
    let shop = Shop::open();
    write_down(&shop, 5);
    number(&shop, "one", Duration::zero());
    write_down(&shop, 1);
    assert_eq!(shop.broken_law(), None, "what has just happened has no number yet");
    shop.store.write(move |tx| execute(tx, bend)).unwrap();
    assert_eq!(shop.broken_law().as_deref(), Some("events"));
}
