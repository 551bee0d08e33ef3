//! What people change of their own account, and how two who change it at once do not undo each other.

use chrono::Duration;

use super::people::{HASH, at_once, later, lingering};
use super::{Shop, now, refusal};
use crate::actor::{Actor, Role};
use crate::error::Result;
use crate::flows::accounts::{self, NewCode, Notice, OwnPassword, ResetOutcome};
use crate::id::{PasswordResetId, UserId, kind};
use crate::refusal::Refusal;
use crate::wire::accounts::{ChangeUser, UpdateCustomer, UpdateProfile, UpdateUser};
use crate::wire::{ProfileView, UserView};

fn to(email: &str) -> UpdateUser {
    UpdateUser { email: Some(email.to_owned()), ..UpdateUser::default() }
}

fn update(
    shop: &Shop,
    by: &Actor,
    user: UserId,
    change: UpdateUser,
    shown: Option<OwnPassword>,
) -> Result<(UserView, Option<Notice>)> {
    shop.by(by, move |tx, actor| {
        accounts::update_user(tx, actor, user, &change, shown.as_ref(), now()).map(lingering)
    })
}

/// The password of `of` as it is once it was shown and seen to be right.
fn shown(shop: &Shop, of: &Actor) -> OwnPassword {
    shop.by(of, |tx, actor| accounts::own_password(tx, actor, now())).unwrap()
}

fn needs_password<T: std::fmt::Debug>(outcome: Result<T>) -> bool {
    let Refusal::InvalidInput { errors } = refusal(outcome) else { return false };
    errors.0.keys().eq(["current_password"])
}

#[test]
fn mail_goes_elsewhere_only_after_the_password_was_shown() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let own = mina.user_id().unwrap();
    assert!(needs_password(update(&shop, &mina, own, to("new@example.com"), None)));
    let replaced = OwnPassword { hash: Some("the hash before".to_owned()), ..shown(&shop, &mina) };
    assert!(needs_password(update(&shop, &mina, own, to("new@example.com"), Some(replaced))));
    let none = OwnPassword { hash: None, ..shown(&shop, &mina) };
    assert!(needs_password(update(&shop, &mina, own, to("new@example.com"), Some(none))));
    let (same, notice) = update(&shop, &mina, own, to("Mina@Example.com"), None).unwrap();
    assert_eq!((same.email.as_deref(), notice), (Some("Mina@Example.com"), None), "the same mailbox");
    let right = shown(&shop, &mina);
    assert_eq!(right.hash.as_deref(), Some(HASH));
    let (moved, notice) = update(&shop, &mina, own, to("new@example.com"), Some(right)).unwrap();
    assert_eq!(moved.email.as_deref(), Some("new@example.com"));
    assert_eq!(notice.unwrap().to, "Mina@Example.com", "whoever lost the mail hears of it");
}

#[test]
fn an_address_that_only_looks_the_same_is_another_one() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let own = mina.user_id().unwrap();
    update(&shop, &mina, own, to("strauß@example.com"), Some(shown(&shop, &mina))).unwrap();
    assert!(needs_password(update(&shop, &mina, own, to("strauss@example.com"), None)));
}

#[test]
fn an_admin_corrects_somebody_s_address_and_shows_a_password_for_the_own() {
    let shop = Shop::open();
    let (ada, carl) = (shop.person("ada", Role::Admin), shop.person("carl", Role::Customer));
    let (admin, customer) = (ada.user_id().unwrap(), carl.user_id().unwrap());
    let (_, notice) = update(&shop, &ada, customer, to("carl@new.example"), None).unwrap();
    assert_eq!(notice.unwrap().to, "carl@example.com");
    assert!(needs_password(update(&shop, &ada, admin, to("ada@new.example"), None)));
    let change = ChangeUser { user: to("ada@new.example"), role: None };
    let as_admin = move |tx: &mut crate::store::Tx<'_>, actor: &Actor| {
        accounts::change_user(tx, actor, admin, &change, None, now())
    };
    assert!(needs_password(shop.by(&ada, as_admin)));
}

#[test]
fn a_code_does_not_follow_an_account_to_another_mailbox() {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    let id: PasswordResetId = crate::store::fresh_id::<kind::PasswordReset>();
    let code = NewCode { id, hash: "digest".to_owned(), expires_at: later(600) };
    let asked =
        shop.store.write(move |tx| accounts::request_reset(tx, "carl@example.com", &code, now())).unwrap();
    assert!(asked.is_some());
    let own = carl.user_id().unwrap();
    update(&shop, &carl, own, to("carl@new.example"), Some(shown(&shop, &carl))).unwrap();
    let confirm = |tx: &mut crate::store::Tx<'_>| {
        accounts::confirm_reset(tx, "carl@new.example", &|_| "digest".to_owned(), "x", now())
    };
    assert_eq!(shop.store.write(confirm).unwrap(), ResetOutcome::Wrong);
}

#[test]
fn nobody_reads_or_changes_an_account_that_is_not_theirs() {
    let shop = Shop::open();
    let (carl, cleo) = (shop.person("carl", Role::Customer), shop.person("cleo", Role::Customer));
    let mina = shop.person("mina", Role::Manager);
    let (own, foreign) = (carl.user_id().unwrap(), cleo.user_id().unwrap());
    let absent = Refusal::not_found("user");
    let unknown: UserId = crate::store::fresh_id::<kind::User>();
    for (by, user) in [(&carl, foreign), (&shop.staff, foreign), (&mina, foreign), (&carl, unknown)] {
        let change = UpdateUser { first_name: Some("Eve".to_owned()), ..UpdateUser::default() };
        assert_eq!(refusal(update(&shop, by, user, change, None)), absent);
        let read = shop.by(by, move |tx, actor| accounts::user(tx, actor, user));
        assert_eq!(refusal(read), absent);
    }
    assert_eq!(shop.by(&carl, move |tx, actor| accounts::user(tx, actor, own)).unwrap().username, "carl");
    assert_eq!(shop.rows("users WHERE first_name = 'Eve'"), 0);
}

#[test]
fn a_stale_change_changes_nothing() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let own = mina.user_id().unwrap();
    let named = |name: &str| UpdateUser {
        first_name: Some(name.to_owned()),
        version: Some(1),
        ..UpdateUser::default()
    };
    let outcomes = at_once(8, |number| update(&shop, &mina, own, named(&format!("Name{number}")), None));
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    for outcome in outcomes.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(outcome), Refusal::StaleVersion { current: 2 });
    }
    let customer_profile = UpdateCustomer { city: Some("Bergen".to_owned()), ..UpdateCustomer::default() };
    let whole = UpdateProfile { user: named("Late"), customer_profile: Some(customer_profile) };
    let refused = shop.by(&mina, {
        let whole = whole.clone();
        move |tx, actor| accounts::update_profile(tx, actor, &whole, None, now())
    });
    assert_eq!(refusal(refused), Refusal::StaleVersion { current: 2 });
    assert_eq!(shop.rows("customers WHERE city = 'Bergen'"), 0);
    let fresh = UpdateProfile { user: UpdateUser { version: Some(2), ..whole.user.clone() }, ..whole };
    let changed: ProfileView =
        shop.by(&mina, move |tx, actor| accounts::update_profile(tx, actor, &fresh, None, now())).unwrap().0;
    assert_eq!((changed.user.first_name.as_str(), changed.user.version), ("Late", 3));
    assert_eq!(changed.customer_profile.city, "Bergen");
}

#[test]
fn a_change_that_is_wrong_says_so_by_field() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let own = mina.user_id().unwrap();
    let tomorrow = (now() + Duration::days(1)).date_naive();
    let change = UpdateUser {
        username: Some("a b".to_owned()),
        email: Some("nobody".to_owned()),
        last_name: Some("x".repeat(61)),
        date_of_birth: Some(Some(tomorrow)),
        location: Some("x".repeat(201)),
        ..UpdateUser::default()
    };
    let Refusal::InvalidInput { errors } = refusal(update(&shop, &mina, own, change, None)) else {
        panic!("not by field")
    };
    let fields: Vec<&String> = errors.0.keys().collect();
    assert_eq!(fields, ["date_of_birth", "email", "last_name", "location", "username"]);
    let taken = UpdateUser { username: Some("SARA".to_owned()), ..UpdateUser::default() };
    assert_eq!(refusal(update(&shop, &mina, own, taken, None)).code(), "invalid_input");
}
