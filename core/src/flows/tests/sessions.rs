//! Refresh tokens: each buys one successor, and one that comes twice ends its session.

use chrono::Duration;

use super::{Shop, now, refusal, user};
use crate::actor::Role;
use crate::flows::accounts::{NewToken, Rotation, end_session, rotate, start_session};

fn token(hash: &str) -> NewToken {
    NewToken { hash: hash.to_owned(), expires_at: now() + Duration::days(30) }
}

fn rotated(shop: &Shop, presented: &'static str, next: &'static str) -> bool {
    let rotation = shop.store.write(move |tx| rotate(tx, presented, &token(next), now())).unwrap();
    matches!(rotation, Rotation::Done(_))
}

fn shop_with_session() -> Shop {
    let shop = Shop::open();
    shop.store
        .write(|tx| {
            let id = user(tx, "mina", Role::Manager)?;
            start_session(tx, id, &token("first"), now())
        })
        .unwrap();
    shop
}

#[test]
fn a_token_buys_its_successor() {
    let shop = shop_with_session();
    assert!(rotated(&shop, "first", "second"));
    assert!(rotated(&shop, "second", "third"));
    assert!(!rotated(&shop, "unknown", "x"));
}

#[test]
fn a_token_that_comes_twice_ends_the_session() {
    let shop = shop_with_session();
    assert!(rotated(&shop, "first", "second"));
    assert!(!rotated(&shop, "first", "stolen"));
    assert!(!rotated(&shop, "second", "third"), "the whole family is ended");
}

#[test]
fn a_session_that_was_ended_or_has_expired_is_over() {
    let shop = shop_with_session();
    let late = now() + Duration::days(31);
    let rotation = shop.store.write(move |tx| rotate(tx, "first", &token("second"), late)).unwrap();
    assert!(matches!(rotation, Rotation::Ended));
    shop.store.write(|tx| end_session(tx, "first", now())).unwrap();
    assert!(!rotated(&shop, "first", "second"));
}

#[test]
fn a_name_that_is_taken_is_refused_in_any_case() {
    let shop = shop_with_session();
    let again = shop.store.write(|tx| user(tx, "MINA", Role::Customer));
    assert_eq!(refusal(again).code(), "invalid_input");
}
