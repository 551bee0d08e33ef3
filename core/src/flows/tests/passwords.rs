//! Passwords that are replaced by whoever knows them.

use super::people::HASH;
use super::{Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::accounts::{self, Notice, OwnPassword};
use crate::id::SessionId;
use crate::refusal::Refusal;

fn shown(shop: &Shop, of: &Actor) -> OwnPassword {
    shop.by(of, |tx, actor| accounts::own_password(tx, actor, now())).unwrap()
}

fn change(shop: &Shop, by: &Actor, session: SessionId, shown: OwnPassword) -> Result<Option<Notice>> {
    shop.by(by, move |tx, actor| {
        accounts::change_password(tx, actor, session, &shown, "the next hash", now())
    })
}

#[test]
fn a_new_password_ends_every_session_but_the_one_it_was_set_in() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let (here, there) = (shop.session(&mina, "here"), shop.session(&mina, "there"));
    let sara = shop.session(&shop.staff, "sara");
    let notice = change(&shop, &mina, here, shown(&shop, &mina)).unwrap();
    assert_eq!(notice.unwrap().to, "mina@example.com");
    assert_eq!(shop.standing(here), Some(mina));
    assert_eq!(shop.standing(there), None);
    assert!(shop.standing(sara).is_some());
    assert_eq!(shop.rows("users WHERE password_hash = 'the next hash'"), 1);
}

#[test]
fn a_password_that_was_replaced_while_it_was_compared_replaces_nothing() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let session = shop.session(&mina, "first");
    let (one, other) = (shown(&shop, &mina), shown(&shop, &mina));
    change(&shop, &mina, session, one).unwrap();
    let late = change(&shop, &mina, session, other);
    assert_eq!(refusal(late), Refusal::invalid("current_password", "is not right"));
}

#[test]
fn whoever_has_no_password_has_none_to_show() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let session = shop.session(&mina, "first");
    shop.execute("UPDATE users SET password_hash = NULL");
    let nothing = shown(&shop, &mina);
    assert_eq!(nothing.hash, None);
    let refused = change(&shop, &mina, session, nothing);
    assert_eq!(refusal(refused), Refusal::invalid("current_password", "is not right"));
}

#[test]
fn guesses_at_one_s_own_password_run_out_and_a_right_one_makes_them_good() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let session = shop.session(&mina, "first");
    for _ in 0..9 {
        assert_eq!(shown(&shop, &mina).hash.as_deref(), Some(HASH));
    }
    change(&shop, &mina, session, shown(&shop, &mina)).unwrap();
    for _ in 0..10 {
        shown(&shop, &mina);
    }
    let one_more = shop.by(&mina, |tx, actor| accounts::own_password(tx, actor, now()).map(drop));
    assert_eq!(refusal(one_more), Refusal::TooManyAttempts { retry_after: 30 });
}

#[test]
fn a_device_has_no_password() {
    let shop = Shop::open();
    let till = shop.device("till", DeviceRole::Counter);
    let asked =
        |actor: &Actor| shop.by(actor, |tx, actor| accounts::own_password(tx, actor, now()).map(drop));
    assert_eq!(refusal(asked(&till)), Refusal::Forbidden);
    assert_eq!(refusal(asked(&Actor::Anonymous)), Refusal::NotAuthenticated);
}
