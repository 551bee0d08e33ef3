//! The log as one process sees it: numbered, held, told; and who may listen.

use std::path::Path;
use std::time::Duration;

use comanda_core::actor::{Actor, Role};
use comanda_core::events::Event;
use comanda_core::flows::accounts::{self, NewUser};
use comanda_core::flows::events;
use comanda_core::id::{EventId, UserId};
use comanda_core::refusal::Refusal;
use serde_json::Value;
use uuid::Uuid;

use super::places::Places;
use super::ring::Ring;
use super::start;
use crate::config::{DatabaseUrl, Settings};
use crate::respond::Failure;
use crate::state::AppState;
use crate::{clock, running};

fn open(dir: &Path) -> AppState {
    running::open(&Settings::for_tests(DatabaseUrl::in_dir(dir).as_str(), dir)).unwrap()
}

/// Makes an account, and so appends an event.
async fn happens(app: &AppState, name: &'static str) {
    let made = app.write(move |tx| {
        let new = NewUser { username: name.to_owned(), ..NewUser::default() };
        accounts::create_user(tx, &Actor::System, &new, Role::Customer, clock::now())
    });
    made.await.unwrap();
}

async fn last(app: &AppState) -> i64 {
    app.read(events::progress).await.unwrap().last
}

/// Waits until `app` knows of an event after number `before`; how long that took.
async fn told_of_more_than(app: &AppState, before: i64) -> Duration {
    let begun = std::time::Instant::now();
    let mut newest = app.feed().newest();
    let more = newest.wait_for(|newest| *newest > before);
    tokio::time::timeout(Duration::from_secs(5), more).await.unwrap().unwrap();
    begun.elapsed()
}

#[tokio::test]
async fn what_happens_has_its_number_at_once_and_other_servers_know_soon() {
    let dir = tempfile::tempdir().unwrap();
    let (here, there) = (open(dir.path()), open(dir.path()));
    let relays = (start(&here), start(&there));
    for name in ["ada", "bob", "cleo"] {
        let before = last(&here).await;
        happens(&here, name).await;
        told_of_more_than(&here, before).await;
        let later = told_of_more_than(&there, before).await;
        assert!(later < Duration::from_secs(1), "{later:?}");
    }
    assert!(!here.read(events::has_unnumbered).await.unwrap());

    // Whoever stops hands over: the other need not wait until the first is taken for dead.
    relays.0.stop().await;
    let before = last(&there).await;
    let begun = std::time::Instant::now();
    happens(&there, "dora").await;
    told_of_more_than(&there, before).await;
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    relays.1.stop().await;
}

#[tokio::test]
async fn what_happens_while_nobody_relays_is_numbered_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    happens(&app, "ada").await;
    assert!(app.read(events::has_unnumbered).await.unwrap());
    let relay = start(&app);
    told_of_more_than(&app, 0).await;
    relay.stop().await;
    assert!(!app.read(events::has_unnumbered).await.unwrap());
}

#[tokio::test]
async fn the_ring_is_filled_only_while_somebody_listens() {
    let dir = tempfile::tempdir().unwrap();
    let app = open(dir.path());
    let relay = start(&app);
    happens(&app, "ada").await;
    told_of_more_than(&app, 0).await;
    let alone = last(&app).await;
    assert!(app.feed().ring.after(alone - 1, 10).is_none(), "nobody listened");

    let place = app.feed().places().take(&Actor::System).unwrap();
    happens(&app, "bob").await;
    told_of_more_than(&app, alone).await;
    let held = app.feed().ring.after(alone, 10).unwrap();
    assert_eq!(held.first().unwrap().event.number, alone + 1);
    assert!(held[0].text().contains(r#""type":"user."#), "{}", held[0].text());
    drop(place);
    relay.stop().await;
}

fn event(number: i64) -> Event {
    Event {
        number,
        id: EventId::from_uuid(Uuid::now_v7()),
        kind: "order.created".to_owned(),
        subject: String::new(),
        owner: None,
        via: None,
        data: Value::Null,
        done_by: String::new(),
        created_at: clock::now(),
    }
}

fn numbers(ring: &Ring, after: i64, most: usize) -> Option<Vec<i64>> {
    Some(ring.after(after, most)?.iter().map(|told| told.event.number).collect())
}

#[test]
fn a_ring_holds_the_newest_and_says_when_it_does_not_reach_back() {
    let ring = Ring::default();
    assert_eq!(numbers(&ring, 0, 10), None, "it does not know where it is");
    ring.restart(10);
    assert_eq!((numbers(&ring, 10, 10), numbers(&ring, 12, 10)), (Some(vec![]), Some(vec![])));
    assert_eq!(numbers(&ring, 9, 10), None);
    ring.push((11..=15).map(event).collect());
    assert_eq!(numbers(&ring, 10, 3), Some(vec![11, 12, 13]));
    assert_eq!(numbers(&ring, 13, 3), Some(vec![14, 15]));
    ring.push(vec![event(15), event(17)]);
    assert_eq!(ring.last(), 15, "what it has and what does not follow is left out");
    let room = i64::try_from(Ring::ROOM).unwrap();
    ring.push((16..=15 + room).map(event).collect());
    assert_eq!(numbers(&ring, 14, 1), None);
    assert_eq!(numbers(&ring, 15, 1), Some(vec![16]));
    assert_eq!(ring.after(15, usize::MAX).unwrap().len(), Ring::ROOM);
}

fn customer(number: u32) -> Actor {
    let id = UserId::from_uuid(Uuid::from_u128(number.into()));
    Actor::User { id, username: String::new(), role: Role::Customer }
}

#[test]
fn one_has_so_many_places_and_all_together_so_many() {
    let places = Places::default();
    let mut taken: Vec<_> = (0..Places::OF_ONE).map(|_| places.take(&customer(0)).unwrap()).collect();
    let refused = places.take(&customer(0));
    assert!(matches!(refused, Err(Failure::Refused(Refusal::TooManyRequests { .. }))));
    taken.pop();
    taken.push(places.take(&customer(0)).unwrap());

    let mut number = 10;
    while taken.len() < Places::OF_ALL {
        taken.push(places.take(&customer(number / 10)).unwrap());
        number += 1;
    }
    assert!(matches!(places.take(&customer(9_999)), Err(Failure::Unavailable(_))));
    taken.clear();
    assert!(places.are_empty());
}
