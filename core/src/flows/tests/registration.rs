//! Accounts as they come to be: with everything that belongs to one, or not at all.

use super::people::at_once;
use super::{Shop, now, refusal};
use crate::actor::{Actor, Role};
use crate::error::Result;
use crate::flows::accounts::register;
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::wire::UserView;
use crate::wire::accounts::Register;

/// Everything that an account writes.
const TABLES: [&str; 7] = ["users", "customers", "wallets", "carts", "user_words", "referrals", "events"];

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

fn recommended(username: &str, code: &str) -> Register {
    Register { referral_code: Some(code.to_owned()), ..form(username) }
}

fn everything(shop: &Shop) -> [u64; 7] {
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
    let mina = registered(&shop, &form("mina")).unwrap();
    let mina = Actor::User { id: mina.id, username: mina.username, role: mina.role };
    let code = shop.code_of(&mina);
    let before = everything(&shop);
    let taken = [
        ("username", Register { email: "other@example.com".to_owned(), ..form("MINA") }),
        ("email", Register { email: "Mina@Example.com".to_owned(), ..form("other") }),
        ("email", Register { email: "nobody".to_owned(), ..form("other") }),
        ("username", form("not a name")),
        ("first_name", Register { first_name: "x".repeat(61), ..form("other") }),
        ("referral_code", recommended("other", "NOBODYS1")),
        ("referral_code", recommended("other", "x y")),
        ("referral_code", Register { email: "mina+2@example.com".to_owned(), ..recommended("other", &code) }),
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
fn whoever_registers_says_who_sent_them() {
    let shop = Shop::open();
    let code = shop.code_of(&shop.staff);
    let typed = format!(" {} {} ", &code[..4].to_lowercase(), &code[4..]);
    let user = registered(&shop, &recommended("mina", &typed)).unwrap();
    let of_hers =
        format!("referrals WHERE referee_id = '{}' AND status = 'pending' AND code = '{code}'", user.id);
    assert_eq!((shop.rows(&of_hers), shop.events("referral.redeemed")), (1, 1));
    registered(&shop, &recommended("nora", "  ")).unwrap();
    assert_eq!(shop.rows("referrals"), 1, "nothing is no code");
    let refused =
        refusal(registered(&shop, &Register { first_name: "x".repeat(61), ..recommended("o", "NOBODYS1") }));
    let Refusal::InvalidInput { errors } = refused else { panic!("{refused:?}") };
    assert_eq!(errors.0.into_keys().collect::<Vec<_>>(), ["first_name", "referral_code"]);
    assert_eq!(shop.broken_law(), None);
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
