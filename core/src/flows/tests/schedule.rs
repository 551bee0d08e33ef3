//! What is done by the clock: each hour once, whoever does it, and all that were missed once.

use std::thread;

use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::{Actor, Role, Shop, now, refusal};
use crate::error::{Error, Result};
use crate::flows::schedule::{self, Done, Run, Step, Turn};
use crate::refusal::Refusal;
use crate::store::{self, Tx};

fn turn(holder: &str, due: DateTime<Utc>) -> Turn {
    Turn { name: "sweep".to_owned(), due, holder: holder.to_owned() }
}

/// Says in the log that it was done.
fn leaves_a_mark(tx: &mut Tx<'_>, now: DateTime<Utc>, _: u32) -> Result<usize> {
    store::events::append(tx, "menu.imported", "mark", &json!({}), "system", now)?;
    Ok(0)
}

#[expect(clippy::unnecessary_wraps, reason = "chores may fail")]
fn has_more(_: &mut Tx<'_>, _: DateTime<Utc>, limit: u32) -> Result<usize> {
    Ok(limit as usize)
}

fn fails(tx: &mut Tx<'_>, now: DateTime<Utc>, _: u32) -> Result<usize> {
    store::events::append(tx, "menu.imported", "mark", &json!({}), "system", now)?;
    Err(Error::Broken("as it shall".to_owned()))
}

impl Shop {
    fn step(&self, turn: Turn, run: Run, before: usize, at: DateTime<Utc>) -> Result<Step> {
        self.store.write(move |tx| schedule::step(tx, &turn, run, before, at, 10))
    }

    fn marks(&self) -> usize {
        let told = self.store.read(|tx| {
            use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
            let marks = store::schema::events::table.filter(store::schema::events::subject.eq("mark"));
            Ok(marks.count().get_result::<i64>(tx.conn)?)
        });
        usize::try_from(told.unwrap()).unwrap()
    }

    fn chore(&self) -> Done {
        let mut known = self.store.read(|tx| schedule::standing(tx, &Actor::System)).unwrap();
        known.remove(0)
    }
}

#[test]
fn an_hour_is_done_once_however_many_machines_come_at_the_same_moment() {
    let shop = Shop::open();
    let marks = shop.marks();
    thread::scope(|scope| {
        for machine in 0..8 {
            let shop = &shop;
            scope.spawn(move || {
                shop.step(turn(&machine.to_string(), now()), leaves_a_mark, 0, now()).unwrap()
            });
        }
    });
    assert_eq!(shop.marks() - marks, 1);
    let late = shop.step(turn("late", now()), leaves_a_mark, 0, now() + Duration::hours(1)).unwrap();
    assert_eq!(late, Step::NotOurs, "it is done for that hour");
    let next = now() + Duration::hours(1);
    assert_eq!(shop.step(turn("late", next), leaves_a_mark, 0, next).unwrap(), Step::Finished);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn whoever_began_goes_on_alone_until_it_is_gone() {
    let shop = Shop::open();
    assert_eq!(shop.step(turn("one", now()), has_more, 0, now()).unwrap(), Step::Some(10));
    let soon = now() + Duration::seconds(59);
    assert_eq!(shop.step(turn("two", now()), leaves_a_mark, 0, soon).unwrap(), Step::NotOurs);
    assert_eq!(shop.step(turn("one", now()), has_more, 10, soon).unwrap(), Step::Some(10), "and keeps it");
    let gone = soon + Duration::minutes(1);
    assert_eq!(shop.step(turn("two", now()), leaves_a_mark, 20, gone).unwrap(), Step::Finished);
    assert_eq!(shop.step(turn("one", now()), leaves_a_mark, 20, gone).unwrap(), Step::NotOurs, "too late");
    let done = shop.chore();
    assert_eq!((done.name.as_str(), done.count, done.standing.done_for), ("sweep", 20, Some(now())));
    assert_eq!((done.done_at, done.standing.held_until), (Some(gone), None));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_fails_is_neither_half_done_nor_held() {
    let shop = Shop::open();
    let marks = shop.marks();
    shop.step(turn("one", now()), fails, 0, now()).unwrap_err();
    assert_eq!(shop.marks(), marks);
    assert_eq!(shop.step(turn("two", now()), leaves_a_mark, 0, now()).unwrap(), Step::Finished);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn only_who_may_manage_jobs_sees_the_schedule() {
    let shop = Shop::open();
    for role in [Role::Customer, Role::Staff, Role::Manager] {
        let actor = shop.person(role.as_str(), role);
        let seen = shop.store.read(move |tx| schedule::standing(tx, &actor));
        assert_eq!(refusal(seen), Refusal::Forbidden, "{role:?}");
    }
    let admin = shop.person("boss", Role::Admin);
    assert!(shop.store.read(move |tx| schedule::standing(tx, &admin)).unwrap().is_empty());
    assert_eq!(shop.broken_law(), None);
}
