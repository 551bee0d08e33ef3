//! Forgotten passwords: a code is good for one new password, for a short time, after few guesses.

use chrono::{DateTime, Utc};

use super::people::{at_once, later};
use super::{Shop, now, refusal};
use crate::actor::Role;
use crate::error::Result;
use crate::flows::accounts::{self, NewCode, Notice, ResetOutcome};
use crate::id::{PasswordResetId, kind};
use crate::refusal::Refusal;
use crate::store::fresh_id;

const MAIL: &str = "carl@example.com";

fn shop_with_carl() -> Shop {
    let shop = Shop::open();
    shop.person("carl", Role::Customer);
    shop
}

/// Asks for a letter with `code` in it; codes are their own digests here.
fn request(shop: &Shop, email: &str, code: &str, at: DateTime<Utc>) -> Option<Notice> {
    let id: PasswordResetId = fresh_id::<kind::PasswordReset>();
    let kept = NewCode { id, hash: code.to_owned(), expires_at: at + chrono::Duration::minutes(10) };
    let email = email.to_owned();
    shop.store.write(move |tx| accounts::request_reset(tx, &email, &kept, at)).unwrap()
}

fn confirm(shop: &Shop, email: &str, code: &str, at: DateTime<Utc>) -> Result<ResetOutcome> {
    let (email, code) = (email.to_owned(), code.to_owned());
    shop.store.write(move |tx| accounts::confirm_reset(tx, &email, &|_| code.clone(), "the new hash", at))
}

fn is_done(outcome: &Result<ResetOutcome>) -> bool {
    matches!(outcome, Ok(ResetOutcome::Done(_)))
}

#[test]
fn a_code_buys_one_new_password_and_ends_every_session() {
    let shop = shop_with_carl();
    let carl = crate::actor::Actor::User {
        id: shop.text("SELECT id AS entry FROM users WHERE username = 'carl'").unwrap().parse().unwrap(),
        username: "carl".to_owned(),
        role: Role::Customer,
    };
    let session = shop.session(&carl, "first");
    let notice = request(&shop, "CARL@example.com", "1234", now()).unwrap();
    assert_eq!(notice.to, MAIL, "the address that is known, not the one that was typed");
    let outcome = confirm(&shop, MAIL, "1234", now()).unwrap();
    assert_eq!(outcome, ResetOutcome::Done(Some(notice)));
    assert_eq!(shop.standing(session), None);
    assert_eq!(shop.rows("users WHERE password_hash = 'the new hash' AND token_version = 2"), 1);
    assert_eq!(confirm(&shop, MAIL, "1234", now()).unwrap(), ResetOutcome::Wrong, "once");
}

#[test]
fn a_code_shown_many_times_at_once_counts_once() {
    let shop = shop_with_carl();
    request(&shop, MAIL, "1234", now()).unwrap();
    let outcomes = at_once(12, |_| confirm(&shop, MAIL, "1234", now()));
    assert_eq!(outcomes.iter().filter(|outcome| is_done(outcome)).count(), 1, "{outcomes:?}");
    assert_eq!(shop.rows("events WHERE kind = 'user.password_reset'"), 1);
}

#[test]
fn a_code_bears_five_guesses() {
    let shop = shop_with_carl();
    request(&shop, MAIL, "1234", now()).unwrap();
    for tries in 1..=4 {
        assert_eq!(confirm(&shop, MAIL, "0000", now()).unwrap(), ResetOutcome::Wrong);
        assert_eq!(shop.rows(&format!("password_resets WHERE tries = {tries}")), 1, "a wrong one is kept");
    }
    assert!(is_done(&confirm(&shop, MAIL, "1234", now())), "the fifth");
    request(&shop, MAIL, "5678", now()).unwrap();
    let outcomes = at_once(5, |_| confirm(&shop, MAIL, "0000", now()));
    assert!(outcomes.into_iter().all(|outcome| outcome.unwrap() == ResetOutcome::Wrong));
    assert_eq!(confirm(&shop, MAIL, "5678", now()).unwrap(), ResetOutcome::Wrong, "the sixth");
}

#[test]
fn a_code_counts_for_ten_minutes() {
    let shop = shop_with_carl();
    request(&shop, MAIL, "1234", now()).unwrap();
    assert_eq!(confirm(&shop, MAIL, "1234", later(600)).unwrap(), ResetOutcome::Wrong);
    assert!(is_done(&confirm(&shop, MAIL, "1234", later(599))));
}

#[test]
fn only_the_newest_letter_counts() {
    let shop = shop_with_carl();
    request(&shop, MAIL, "1234", now()).unwrap();
    request(&shop, MAIL, "5678", later(1)).unwrap();
    assert_eq!(confirm(&shop, MAIL, "1234", later(2)).unwrap(), ResetOutcome::Wrong);
    assert!(is_done(&confirm(&shop, MAIL, "5678", later(2))));
}

#[test]
fn an_address_that_nobody_has_is_counted_like_the_others() {
    let shop = shop_with_carl();
    request(&shop, MAIL, "1234", now()).unwrap();
    for email in [MAIL, "nobody@example.com"] {
        let outcomes = at_once(20, |_| confirm(&shop, email, "0000", now()));
        let wrong = outcomes.iter().filter(|outcome| matches!(outcome, Ok(ResetOutcome::Wrong))).count();
        assert_eq!(wrong, 15, "{email}");
        let waits = refusal(confirm(&shop, email, "1234", now()));
        assert_eq!(waits, Refusal::TooManyAttempts { retry_after: 60 }, "{email}");
    }
}

#[test]
fn nobody_s_mailbox_is_filled() {
    let shop = shop_with_carl();
    for code in ["1", "2", "3"] {
        assert!(request(&shop, MAIL, code, now()).is_some());
    }
    assert_eq!(request(&shop, MAIL, "4", now()), None);
    assert!(is_done(&confirm(&shop, MAIL, "3", now())), "what was sent still counts");
    assert!(request(&shop, MAIL, "5", later(300)).is_some(), "after a while there is another one");
}

#[test]
fn letters_asked_for_at_once_are_counted() {
    let shop = shop_with_carl();
    let letters = at_once(12, |number| request(&shop, MAIL, &number.to_string(), now()));
    assert_eq!(letters.into_iter().flatten().count(), 3);
    assert_eq!(shop.rows("password_resets WHERE used_at IS NULL"), 1);
}

#[test]
fn whoever_cannot_sign_in_gets_no_letter() {
    let shop = shop_with_carl();
    assert_eq!(request(&shop, "nobody@example.com", "1", now()), None);
    assert_eq!(request(&shop, "no address", "1", now()), None);
    shop.execute("UPDATE users SET is_active = FALSE");
    assert_eq!(request(&shop, MAIL, "1", now()), None);
    assert_eq!(shop.rows("password_resets"), 0);
    assert_eq!(refusal(confirm(&shop, "no address", "1", now())).code(), "invalid_input");
}

#[test]
fn an_account_that_is_switched_off_takes_its_codes_along() {
    let shop = shop_with_carl();
    request(&shop, MAIL, "1234", now()).unwrap();
    shop.execute("UPDATE users SET is_active = FALSE");
    assert_eq!(confirm(&shop, MAIL, "1234", now()).unwrap(), ResetOutcome::Wrong);
}
