//! Commands that arrive twice, flows that fail in company, and the schema's way up and down.

use std::sync::mpsc;
use std::thread;

use super::{Database, Shop, now, refusal};
use crate::error::Error;
use crate::flows::demo::Hashes;
use crate::flows::idempotency::{Answer, Keyed, once};
use crate::refusal::Refusal;
use crate::store::{Backend, Store};

fn keyed(fingerprint: &str) -> Keyed {
    Keyed { scope: "till-1".to_owned(), key: "k-1".to_owned(), fingerprint: fingerprint.to_owned() }
}

fn answer(body: &str) -> Answer {
    Answer { status: 201, location: None, etag: None, body: body.as_bytes().to_vec() }
}

#[test]
fn the_same_key_from_many_connections_acts_once_and_answers_the_same() {
    let shop = Shop::open();
    let bodies: Vec<Vec<u8>> = thread::scope(|scope| {
        let callers: Vec<_> = (0..16)
            .map(|caller| {
                let shop = &shop;
                scope.spawn(move || {
                    let run = move |tx: &mut crate::store::Tx<'_>| {
                        once(tx, &keyed("f"), now(), |_| Ok(answer(&format!("effect of {caller}"))))
                    };
                    shop.store.write(run).unwrap().body
                })
            })
            .collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
}

#[test]
fn another_command_under_a_used_key_is_refused() {
    let shop = Shop::open();
    shop.store.write(|tx| once(tx, &keyed("f"), now(), |_| Ok(answer("done")))).unwrap();
    let reused = shop.store.write(|tx| once(tx, &keyed("g"), now(), |_| Ok(answer("never"))));
    assert_eq!(refusal(reused), Refusal::IdempotencyKeyReused);
}

#[test]
fn a_refused_command_gives_its_key_back() {
    let shop = Shop::open();
    let refused = shop.store.write(|tx| once(tx, &keyed("f"), now(), |_| Err(Refusal::EmptyOrder.into())));
    assert_eq!(refusal(refused), Refusal::EmptyOrder);
    let later = shop.store.write(|tx| once(tx, &keyed("g"), now(), |_| Ok(answer("done"))));
    assert_eq!(later.unwrap(), answer("done"));
}

#[test]
fn a_flow_that_panics_or_is_refused_takes_nobody_with_it() {
    let shop = Shop::open();
    let (sender, receiver) = mpsc::channel();
    // All of these wait while the first one runs, and on SQLite are committed together.
    shop.store.submit(
        |_| {
            thread::sleep(std::time::Duration::from_millis(50));
            Ok(())
        },
        |_| {},
    );
    for caller in 0..9 {
        let sender = sender.clone();
        let flow = move |tx: &mut crate::store::Tx<'_>| {
            super::user(tx, &format!("user{caller}"), crate::actor::Role::Customer)?;
            match caller % 3 {
                0 => Ok(()),
                1 => Err(Refusal::EmptyOrder.into()),
                _ => panic!("a defect"),
            }
        };
        shop.store.submit(flow, move |result| sender.send((caller, result)).unwrap());
    }
    drop(sender);
    for (caller, result) in receiver {
        let kept = result.is_ok();
        assert_eq!(kept, caller % 3 == 0);
        assert_eq!(matches!(result, Err(Error::Broken(_))), caller % 3 == 2);
        let stored = shop.rows(&format!("users WHERE username = 'user{caller}'"));
        assert_eq!(stored == 1, kept, "user{caller}");
    }
}

#[test]
fn a_rush_that_nobody_can_serve_is_told_to_come_back() {
    let shop = Shop::open();
    let (sender, receiver) = mpsc::channel();
    let gate = std::sync::Arc::new(std::sync::Mutex::new(()));
    let closed = gate.lock().unwrap();
    for _ in 0..5000 {
        let (gate, sender) = (std::sync::Arc::clone(&gate), sender.clone());
        let flow = move |_: &mut crate::store::Tx<'_>| {
            drop(gate.lock());
            Ok(())
        };
        shop.store.submit(flow, move |result| sender.send(result).unwrap());
    }
    drop(sender);
    let turned_away =
        receiver.try_iter().filter(|result| matches!(result, Err(Error::Unavailable(_)))).count();
    assert!((1..=5000 - 4096).contains(&turned_away), "{turned_away}");
    drop(closed);
    assert!(receiver.iter().all(|result| result.is_ok()), "what waits is done");
}

#[test]
fn a_key_whose_command_takes_too_long_is_in_flight_on_postgresql_and_waits_on_sqlite() {
    let shop = Shop::open();
    // PostgreSQL gives up waiting for the first command's row after five seconds.
    let long = match shop.store.backend() {
        Backend::Postgres => std::time::Duration::from_secs(7),
        Backend::Sqlite => std::time::Duration::from_millis(50),
    };
    let (started, running) = mpsc::channel();
    let slow = move |tx: &mut crate::store::Tx<'_>| {
        once(tx, &keyed("f"), now(), |_| {
            started.send(()).unwrap();
            thread::sleep(long);
            Ok(answer("first"))
        })
    };
    shop.store.submit(slow, |_| {});
    running.recv().unwrap();
    let second = shop.store.write(|tx| once(tx, &keyed("f"), now(), |_| Ok(answer("second"))));
    match shop.store.backend() {
        Backend::Postgres => assert_eq!(refusal(second), Refusal::InFlight),
        Backend::Sqlite => assert_eq!(second.unwrap(), answer("first")),
    }
}

#[test]
fn the_same_menu_imported_many_times_at_once_is_there_once() {
    let database = Database::new();
    let store = Store::open(database.url()).unwrap();
    store.migrate().unwrap();
    let created: u64 = thread::scope(|scope| {
        let imports: Vec<_> = (0..6)
            .map(|_| {
                let store = &store;
                scope.spawn(move || {
                    let import = |tx: &mut crate::store::Tx<'_>| {
                        let menu = super::MENU.as_bytes();
                        let report =
                            crate::flows::import::menu(tx, &crate::actor::Actor::System, menu, false, now());
                        // Long enough for the others to have begun before this one commits.
                        thread::sleep(std::time::Duration::from_millis(100));
                        report
                    };
                    store.write(import).unwrap().created
                })
            })
            .collect();
        imports.into_iter().map(|import| import.join().unwrap()).sum()
    });
    assert_eq!(created, 3);
}

#[test]
fn the_demo_shop_is_loaded_once_and_never_into_a_shop_that_is_in_use() {
    let database = Database::new();
    let store = Store::open(database.url()).unwrap();
    store.migrate().unwrap();
    let load = |tx: &mut crate::store::Tx<'_>| {
        let hashes = Hashes { password: "not a hash".to_owned(), pin: "no hash either".to_owned() };
        crate::flows::demo::load(tx, super::MENU.as_bytes(), &hashes, now())
    };
    let first = store.write(load).unwrap();
    assert!(first.loaded && first.orders > 0, "{first:?}");
    let progress = store.read(crate::flows::events::progress).unwrap();
    assert!(
        progress.last > 0 && progress.dispatched == progress.last,
        "nobody is told of the past: {progress:?}"
    );
    assert!(!store.write(load).unwrap().loaded);
    let in_use = Shop::open();
    assert!(!in_use.store.write(load).unwrap().loaded);
}
