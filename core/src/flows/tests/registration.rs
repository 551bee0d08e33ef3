//! Accounts as they come to be: with everything that belongs to one, or not at all.

use super::people::at_once;
use super::{Shop, now, refusal};
use crate::actor::Role;
use crate::error::Result;
use crate::flows::accounts::register;
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::wire::UserView;
use crate::wire::accounts::Register;

/// Everything that an account writes.
const TABLES: [&str; 6] = ["users", "customers", "wallets", "carts", "user_words", "events"];

fn form(username: &str) -> Register {
    Register {
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        first_name: "Mina".to_owned(),
        referral_code: None,
        ..Register::default()
    }
}

fn registered(shop: &Shop, form: &Register) -> Result<UserView> {
    let form = form.clone();
    shop.store.write(move |tx| register(tx, &form, "a hash", now()))
}

fn everything(shop: &Shop) -> [u64; 6] {
    TABLES.map(|table| shop.rows(table))
}

#[test]
fn an_account_comes_with_profile_wallet_and_cart() {
    let shop = Shop::open();
    let user = registered(&shop, &form("mina")).unwrap();
    assert_eq!((user.role, user.is_active, user.version), (Role::Customer, true, 1));
    for table in ["customers", "wallets", "carts"] {
        assert_eq!(shop.rows(&format!("{table} WHERE user_id = '{}'", user.id)), 1, "{table}");
    }
    let event = format!("events WHERE kind = 'user.registered' AND subject = '{}'", user.id);
    assert_eq!(shop.rows(&event), 1);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_registration_that_is_refused_leaves_nothing() {
    let shop = Shop::open();
    registered(&shop, &form("mina")).unwrap();
    let before = everything(&shop);
    let taken = [
        ("username", Register { email: "other@example.com".to_owned(), ..form("MINA") }),
        ("email", Register { email: "Mina@Example.com".to_owned(), ..form("other") }),
        ("email", Register { email: "nobody".to_owned(), ..form("other") }),
        ("username", form("not a name")),
        ("first_name", Register { first_name: "x".repeat(61), ..form("other") }),
    ];
    for (field, form) in taken {
        let Refusal::InvalidInput { errors } = refusal(registered(&shop, &form)) else { panic!("{form:?}") };
        assert!(errors.0.contains_key(field), "{errors:?}");
    }
    let given_up = |tx: &mut Tx<'_>| {
        register(tx, &form("other"), "a hash", now())?;
        Err::<(), _>(Refusal::EmptyOrder.into())
    };
    assert_eq!(refusal(shop.store.write(given_up)), Refusal::EmptyOrder);
    assert_eq!(everything(&shop), before);
}

#[test]
fn a_name_that_many_want_at_once_is_given_once() {
    let shop = Shop::open();
    let outcomes = at_once(16, |_| registered(&shop, &form("mina")));
    let (given, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert_eq!(given.len(), 1);
    for outcome in refused {
        assert_eq!(refusal(outcome).code(), "invalid_input");
    }
    assert_eq!(shop.rows("wallets"), shop.rows("users"));
}
