//! Guesses at passwords: all of them are counted, and whoever makes them elsewhere keeps nobody out.

use super::people::{HASH, at_once, lingering, start};
use super::{Shop, now, refusal};
use crate::actor::Role;
use crate::error::{Error, Result};
use crate::flows::accounts::{self, Candidate, SessionStart, SignIn};
use crate::id::UserId;
use crate::refusal::Refusal;

/// From nowhere in particular: each number is an address of its own.
fn guess_from(login: &str, address: impl std::fmt::Display) -> SignIn {
    SignIn {
        login: login.to_owned(),
        login_digest: format!("digest of {}", crate::text::folded(login)),
        known_device_of: None,
        address: address.to_string(),
    }
}

fn begin(shop: &Shop, sign_in: SignIn) -> Result<Candidate> {
    shop.store.write(move |tx| accounts::begin_sign_in(tx, &sign_in, now()).map(lingering))
}

/// Guesses once; the hash to compare with.
fn guess(shop: &Shop, sign_in: SignIn) -> Result<Option<String>> {
    begin(shop, sign_in).map(|candidate| candidate.hash)
}

/// Shows the right password.
fn sign_in(shop: &Shop, as_who: SignIn) {
    let candidate = begin(shop, as_who).unwrap();
    let first = format!("token {}", uuid::Uuid::now_v7());
    let right = start(candidate.user.unwrap().id, None, &first, chrono::Duration::days(1));
    shop.open_session(&SessionStart { guess: candidate.guess, ..right }).unwrap();
}

/// How many get through of `count` that guess at once; the others are told to wait.
fn let_through(count: usize, guess: impl Fn(usize) -> Result<Option<String>> + Sync) -> usize {
    let outcomes = at_once(count, guess);
    let told_to_wait =
        |outcome: &Result<_>| matches!(outcome, Err(Error::Refused(Refusal::TooManyAttempts { .. })));
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() || told_to_wait(outcome)), "{outcomes:?}");
    outcomes.iter().filter(|outcome| outcome.is_ok()).count()
}

fn shop_with_mina() -> (Shop, UserId) {
    let shop = Shop::open();
    let id = shop.person("mina", Role::Manager).user_id().unwrap();
    (shop, id)
}

#[test]
fn guesses_made_at_once_are_all_counted() {
    let (shop, ..) = shop_with_mina();
    let guessed = let_through(50, |number| {
        let login = if number % 2 == 0 { "Mina" } else { "mina@example.com" };
        guess(&shop, guess_from(login, number))
    });
    assert_eq!(guessed, 10, "under whichever name");
    assert_eq!(shop.rows("attempts WHERE bucket LIKE 'password:%' AND failures = 10"), 1);
}

#[test]
fn a_name_that_nobody_has_is_counted_like_the_others() {
    let (shop, ..) = shop_with_mina();
    let guessed = let_through(50, |number| guess(&shop, guess_from("Nobody", number)));
    assert_eq!(guessed, 10);
    let known: Vec<_> = (0..11).map(|number| guess(&shop, guess_from("mina", number))).collect();
    let unknown = guess(&shop, guess_from("NOBODY", 11));
    assert_eq!(refusal(unknown), refusal(known.into_iter().last().unwrap()));
}

#[test]
fn strangers_do_not_keep_a_known_device_out() {
    let (shop, id) = shop_with_mina();
    let known = |address| SignIn { known_device_of: Some(id), ..guess_from("mina", address) };
    for number in 0..10 {
        guess(&shop, guess_from("mina", number)).unwrap();
    }
    assert_eq!(refusal(guess(&shop, guess_from("mina", 10))), Refusal::TooManyAttempts { retry_after: 30 });
    for number in 20..30 {
        assert_eq!(guess(&shop, known(number)).unwrap().as_deref(), Some(HASH));
    }
    assert_eq!(
        refusal(guess(&shop, known(30))),
        Refusal::TooManyAttempts { retry_after: 30 },
        "it counts too"
    );
    let other = shop.person("olga", Role::Staff).user_id();
    let elsewhere = SignIn { known_device_of: other, ..guess_from("mina", 40) };
    assert_eq!(refusal(guess(&shop, elsewhere)).code(), "too_many_attempts", "known to somebody else");
}

#[test]
fn nothing_that_can_be_typed_names_the_count_of_an_account() {
    let (shop, id) = shop_with_mina();
    for kind in ["", "device:", "account:", "own:", "nobody:"] {
        for number in 0..10 {
            guess(&shop, guess_from(&format!("{kind}{id}"), format!("{kind}{number}"))).unwrap();
        }
    }
    guess(&shop, guess_from("mina", "a")).unwrap();
    guess(&shop, SignIn { known_device_of: Some(id), ..guess_from("mina", "b") }).unwrap();
}

#[test]
fn an_address_that_guesses_at_many_names_runs_out_of_guesses() {
    let (shop, id) = shop_with_mina();
    let guessed = let_through(60, |number| guess(&shop, guess_from(&format!("name{number}"), "here")));
    assert_eq!(guessed, 50);
    guess(&shop, guess_from("name", "elsewhere")).unwrap();
    let known = SignIn { known_device_of: Some(id), ..guess_from("mina", "here") };
    assert_eq!(refusal(guess(&shop, known)).code(), "too_many_attempts");
    assert_eq!(shop.rows(&format!("attempts WHERE bucket LIKE '%{id}'")), 0, "what waits is not counted");
}

#[test]
fn a_right_password_makes_good_what_was_mistyped_and_not_what_others_got_wrong() {
    let (shop, ..) = shop_with_mina();
    for _ in 0..9 {
        guess(&shop, guess_from("mina", "here")).unwrap();
    }
    sign_in(&shop, guess_from("mina", "here"));
    for number in 0..10 {
        guess(&shop, guess_from("mina", number)).unwrap();
    }
    assert_eq!(shop.rows("attempts WHERE bucket = 'address:here' AND failures = 9"), 1);
}

#[test]
fn signing_in_again_and_again_is_never_held_against_anybody() {
    let (shop, ..) = shop_with_mina();
    for _ in 0..60 {
        sign_in(&shop, guess_from("mina", "here"));
    }
    assert_eq!(shop.rows("attempts WHERE failures > 0 OR blocked_until IS NOT NULL"), 0);
}

#[test]
fn whoever_is_switched_off_is_like_nobody() {
    let (shop, ..) = shop_with_mina();
    shop.execute("UPDATE users SET is_active = FALSE WHERE username = 'mina'");
    let candidate = begin(&shop, guess_from("mina", 1)).unwrap();
    assert!(candidate.user.is_none() && candidate.hash.is_none());
}
