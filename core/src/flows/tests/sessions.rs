//! Sessions: each refresh token buys one successor, and what ends a session ends all of it.

use chrono::Duration;

use super::people::{HASH, at_once, later, lingering, start};
use super::{Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::flows::accounts::{self, Rotation, SessionStart};
use crate::refusal::Refusal;
use crate::store::Tx;

const SHIFT: Duration = Duration::hours(16);

fn is_done(rotation: &Rotation) -> bool {
    matches!(rotation, Rotation::Done(_))
}

fn rotated(shop: &Shop, presented: &str, next: &str, seconds: i64) -> bool {
    is_done(&shop.rotate(presented, next, later(seconds)))
}

fn shop_with_session() -> (Shop, Actor) {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    shop.session(&mina, "first");
    (shop, mina)
}

#[test]
fn a_token_buys_its_successor() {
    let (shop, _) = shop_with_session();
    assert!(rotated(&shop, "first", "second", 0));
    assert!(rotated(&shop, "second", "third", 0));
    assert!(!rotated(&shop, "unknown", "x", 0));
}

#[test]
fn many_who_show_one_token_at_once_get_one_successor() {
    let (shop, mina) = shop_with_session();
    let sessions = at_once(50, |_| match shop.rotate("first", "second", now()) {
        Rotation::Done(rotated) => (rotated.session, rotated.user.id),
        Rotation::Ended => panic!("ended by a call that crossed another"),
    });
    assert!(sessions.iter().all(|session| *session == sessions[0]));
    assert_eq!(Some(sessions[0].1), mina.user_id());
    assert_eq!(shop.rows("refresh_tokens"), 2);
    assert_eq!(shop.rows("refresh_tokens WHERE used_at IS NULL"), 1);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn many_who_want_different_successors_do_not_get_two() {
    let (shop, _) = shop_with_session();
    let outcomes = at_once(16, |number| rotated(&shop, "first", &format!("second {number}"), 0));
    assert_eq!(outcomes.into_iter().filter(|is_done| *is_done).count(), 1);
    assert_eq!(shop.rows("refresh_tokens WHERE used_at IS NULL"), 1);
}

#[test]
fn an_answer_that_was_lost_can_be_had_again_for_half_a_minute() {
    let (shop, _) = shop_with_session();
    assert!(rotated(&shop, "first", "second", 0));
    assert!(rotated(&shop, "first", "second", 29));
    assert!(rotated(&shop, "first", "second", 30));
    assert_eq!(shop.rows("refresh_tokens"), 2, "the same successor");
}

#[test]
fn a_token_that_comes_again_later_ends_the_whole_family() {
    let (shop, mina) = shop_with_session();
    let other = shop.session(&mina, "elsewhere");
    assert!(rotated(&shop, "first", "second", 0));
    assert!(!rotated(&shop, "first", "second", 31));
    assert!(!rotated(&shop, "second", "third", 32), "nobody goes on with it");
    assert!(shop.standing(other).is_some(), "another session is another family");
    assert!(rotated(&shop, "elsewhere", "further", 32));
}

#[test]
fn a_successor_that_this_server_would_not_make_is_not_given_and_not_held_against_anybody() {
    let (shop, _) = shop_with_session();
    assert!(rotated(&shop, "first", "second", 0));
    assert!(!rotated(&shop, "first", "made with another key", 5));
    assert!(rotated(&shop, "second", "third", 6));
}

#[test]
fn a_session_that_was_ended_or_has_expired_is_over() {
    let (shop, mina) = shop_with_session();
    let session = shop.session(&mina, "another");
    assert!(!rotated(&shop, "first", "second", 30 * 24 * 3600));
    let ended = shop.store.write(|tx| accounts::end_session(tx, "another", now())).unwrap();
    assert_eq!(ended, Some(session));
    assert_eq!(shop.standing(session), None);
    assert!(!rotated(&shop, "another", "second", 0));
    assert_eq!(shop.store.write(|tx| accounts::end_session(tx, "unknown", now())).unwrap(), None);
}

#[test]
fn signing_out_everywhere_ends_every_session_and_calls_tokens_back() {
    let (shop, mina) = shop_with_session();
    let (one, sara) = (shop.session(&mina, "one"), shop.session(&shop.staff, "sara"));
    shop.by(&mina, |tx, actor| accounts::end_own_sessions(tx, actor, now())).unwrap();
    assert_eq!(shop.standing(one), None);
    assert!(!rotated(&shop, "first", "second", 0));
    assert_eq!(shop.standing(sara), Some(shop.staff.clone()), "nobody else's");
    let again = shop.session(&mina, "again");
    let standing = shop.store.read(|tx| accounts::standing(tx, again)).unwrap().unwrap();
    assert_eq!(standing.token_version, 2);
}

#[test]
fn at_a_device_of_the_shop_a_shift_ends_when_it_ends() {
    let shop = Shop::open();
    let till = shop.device("till", DeviceRole::Counter);
    shop.give_pin(&shop.staff);
    shop.open_session(&start(shop.staff.user_id().unwrap(), Some(&till), "first", SHIFT)).unwrap();
    let end = SHIFT.num_seconds();
    for (step, (presented, next)) in [("first", "second"), ("second", "third")].into_iter().enumerate() {
        assert!(rotated(&shop, presented, next, end - 10 + i64::try_from(step).unwrap()));
    }
    assert_eq!(shop.rows("refresh_tokens WHERE expires_at > '2026-11-23 04:00:00'"), 0);
    assert!(!rotated(&shop, "third", "fourth", end));
}

#[test]
fn a_key_that_is_revoked_takes_its_sessions_along() {
    let shop = Shop::open();
    let (till, other) = (shop.device("till", DeviceRole::Counter), shop.device("other", DeviceRole::Counter));
    shop.give_pin(&shop.staff);
    let at = |device: &Actor, first: &str| start(shop.staff.user_id().unwrap(), Some(device), first, SHIFT);
    let ended = shop.open_session(&at(&till, "till")).unwrap();
    let stays = [shop.open_session(&at(&other, "other")).unwrap(), shop.session(&shop.staff, "at home")];
    let key = till.api_key_id().unwrap();
    shop.by(&Actor::System, move |tx, actor| accounts::revoke_api_key(tx, actor, key, now())).unwrap();
    assert_eq!(shop.standing(ended), None);
    assert!(!rotated(&shop, "till", "next", 0));
    for session in stays {
        assert!(shop.standing(session).is_some());
    }
    // Somebody whose PIN was being compared while the key was revoked comes too late.
    assert_eq!(refusal(shop.open_session(&at(&till, "late"))), Refusal::NotAuthenticated);
}

#[test]
fn no_session_opens_on_what_stopped_counting_while_it_was_compared() {
    let (shop, mina) = shop_with_session();
    let id = mina.user_id().unwrap();
    let right = start(id, None, "late", Duration::days(30));
    let replaced = SessionStart { hash: Some("the hash before".to_owned()), ..right.clone() };
    assert_eq!(refusal(shop.open_session(&replaced)), Refusal::InvalidCredentials);
    let nothing = SessionStart { hash: None, ..right.clone() };
    assert_eq!(refusal(shop.open_session(&nothing)), Refusal::InvalidCredentials);
    let till = shop.device("till", DeviceRole::Counter);
    let no_pin = start(id, Some(&till), "late", SHIFT);
    assert_eq!(refusal(shop.open_session(&no_pin)), Refusal::InvalidPin);
    shop.by(&Actor::System, move |tx, actor| accounts::deactivate(tx, actor, id, now())).unwrap();
    assert_eq!(refusal(shop.open_session(&right)), Refusal::InvalidCredentials);
    assert_eq!(shop.rows("sessions"), 1);
}

#[test]
fn a_sign_in_that_crosses_what_ends_sessions_leaves_none_open() {
    let shop = Shop::open();
    let till = shop.device("till", DeviceRole::Counter);
    shop.give_pin(&shop.staff);
    let (staff, key) = (shop.staff.user_id().unwrap(), till.api_key_id().unwrap());
    for round in 0..6 {
        let by_pin = round % 2 == 0;
        at_once(2, |number| {
            if number == 0 {
                let at = by_pin.then_some(&till);
                let right = start(staff, at, &format!("token {round}"), SHIFT);
                drop(shop.store.write(move |tx| accounts::start_session(tx, &right, now()).map(lingering)));
                return;
            }
            let end = move |tx: &mut Tx<'_>, actor: &Actor| {
                if by_pin {
                    accounts::revoke_api_key(tx, actor, key, now()).map(lingering)
                } else {
                    accounts::deactivate(tx, actor, staff, now()).map(drop).map(lingering)
                }
            };
            shop.by(&Actor::System, end).unwrap();
        });
        assert_eq!(shop.rows("sessions WHERE ended_at IS NULL"), 0, "round {round}");
        shop.execute("UPDATE users SET is_active = TRUE; UPDATE api_keys SET revoked_at = NULL");
    }
}

#[test]
fn a_weak_hash_is_replaced_by_a_stronger_one_of_the_same_password() {
    let (shop, mina) = shop_with_session();
    let right = start(mina.user_id().unwrap(), None, "next", Duration::days(30));
    let stronger = SessionStart { rehashed: Some("stronger".to_owned()), ..right.clone() };
    shop.open_session(&stronger).unwrap();
    let of_mina = "SELECT password_hash AS entry FROM users WHERE username = 'mina'";
    assert_eq!(shop.text(of_mina).as_deref(), Some("stronger"));
    assert_eq!(right.hash.as_deref(), Some(HASH));
    assert_eq!(refusal(shop.open_session(&right)), Refusal::InvalidCredentials);
}
