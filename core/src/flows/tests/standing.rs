//! Roles, switches and closed accounts: what they do to whoever is signed in, and who stays in charge.

use super::people::at_once;
use super::{Shop, now, refusal};
use crate::actor::{Actor, Role};
use crate::error::Result;
use crate::flows::accounts::{self, Rotation};
use crate::id::UserId;
use crate::refusal::Refusal;
use crate::wire::UserView;
use crate::wire::accounts::ChangeUser;

fn id(actor: &Actor) -> UserId {
    actor.user_id().unwrap()
}

fn deactivate(shop: &Shop, by: &Actor, user: UserId) -> Result<UserView> {
    shop.by(by, move |tx, actor| accounts::deactivate(tx, actor, user, now()))
}

fn close(shop: &Shop, by: &Actor, user: UserId) -> Result<()> {
    shop.by(by, move |tx, actor| accounts::close(tx, actor, user, now()))
}

fn give_role(shop: &Shop, by: &Actor, user: UserId, role: Role) -> Result<UserView> {
    let change = ChangeUser { role: Some(role), ..ChangeUser::default() };
    shop.by(by, move |tx, actor| Ok(accounts::change_user(tx, actor, user, &change, None, now())?.0))
}

#[test]
fn a_role_counts_at_once_in_sessions_that_are_open() {
    let shop = Shop::open();
    let admin = shop.person("ada", Role::Admin);
    let session = shop.session(&shop.staff, "first");
    give_role(&shop, &admin, id(&shop.staff), Role::Manager).unwrap();
    let promoted = Actor::User { id: id(&shop.staff), username: "sara".to_owned(), role: Role::Manager };
    assert_eq!(shop.standing(session), Some(promoted));
    assert_eq!(shop.rows("events WHERE kind = 'user.role_changed'"), 1);
    give_role(&shop, &admin, id(&shop.staff), Role::Manager).unwrap();
    assert_eq!(shop.rows("events WHERE kind = 'user.role_changed'"), 1, "nothing changed");
}

#[test]
fn whoever_is_switched_off_is_out_and_their_sessions_do_not_come_back() {
    let shop = Shop::open();
    let admin = shop.person("ada", Role::Admin);
    let (session, other) = (shop.session(&shop.staff, "first"), shop.session(&shop.staff, "other"));
    let off = deactivate(&shop, &admin, id(&shop.staff)).unwrap();
    assert!(!off.is_active);
    assert_eq!((shop.standing(session), shop.standing(other)), (None, None));
    assert!(matches!(shop.rotate("first", "second", now()), Rotation::Ended));
    assert_eq!(deactivate(&shop, &admin, id(&shop.staff)).unwrap().version, off.version, "twice is once");
    let staff = id(&shop.staff);
    let on = shop.by(&admin, move |tx, actor| accounts::activate(tx, actor, staff, now())).unwrap();
    assert!(on.is_active);
    assert_eq!((shop.standing(session), shop.standing(other)), (None, None));
    assert!(shop.standing(shop.session(&shop.staff, "again")).is_some());
    let version = format!("users WHERE id = '{staff}' AND token_version = 2");
    assert_eq!(shop.rows(&version), 1, "access tokens that are out were called back");
}

#[test]
fn a_session_ends_with_an_account_that_was_switched_off_by_hand() {
    let shop = Shop::open();
    let session = shop.session(&shop.staff, "first");
    shop.execute("UPDATE users SET is_active = FALSE");
    assert_eq!(shop.standing(session), None);
    assert!(matches!(shop.rotate("first", "second", now()), Rotation::Ended));
    shop.execute("UPDATE users SET is_active = TRUE");
    assert_eq!(shop.standing(session), None);
}

#[test]
fn the_last_two_admins_cannot_switch_each_other_off_at_once() {
    let shop = Shop::open();
    let admins = [shop.person("ada", Role::Admin), shop.person("bob", Role::Admin)];
    for round in 0..20 {
        let outcomes = at_once(2, |number| {
            let (by, other) = (&admins[number], id(&admins[1 - number]));
            match (round + number) % 3 {
                0 => deactivate(&shop, by, other).map(drop),
                1 => give_role(&shop, by, other, Role::Staff).map(drop),
                _ => close(&shop, by, other),
            }
        });
        let left = shop.rows("users WHERE role = 'admin' AND is_active");
        assert_eq!(left, 1, "round {round}: {outcomes:?}");
        let refused: Vec<_> = outcomes.into_iter().filter(Result::is_err).collect();
        assert_eq!(refused.len(), 1);
        for outcome in refused {
            assert_eq!(refusal(outcome), Refusal::LastAdmin);
        }
        shop.execute("UPDATE users SET role = 'admin', is_active = TRUE WHERE username IN ('ada', 'bob')");
    }
}

#[test]
fn the_last_admin_stays_one() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Admin);
    shop.person("mina", Role::Manager);
    for by in [&ada, &Actor::System] {
        assert_eq!(refusal(deactivate(&shop, by, id(&ada))), Refusal::LastAdmin);
        assert_eq!(refusal(give_role(&shop, by, id(&ada), Role::Manager)), Refusal::LastAdmin);
        assert_eq!(refusal(close(&shop, by, id(&ada))), Refusal::LastAdmin);
    }
    let bob = shop.person("bob", Role::Admin);
    assert_eq!(refusal(deactivate(&shop, &ada, id(&ada))), Refusal::OwnAccount);
    assert_eq!(refusal(give_role(&shop, &ada, id(&ada), Role::Staff)), Refusal::OwnAccount);
    assert_eq!(refusal(close(&shop, &ada, id(&ada))), Refusal::OwnAccount);
    deactivate(&shop, &ada, id(&bob)).unwrap();
    assert_eq!(
        refusal(deactivate(&shop, &Actor::System, id(&ada))),
        Refusal::LastAdmin,
        "bob does not count"
    );
}

#[test]
fn customers_close_their_own_account_and_nobody_else_s() {
    let shop = Shop::open();
    let (cleo, carl) = (shop.person("cleo", Role::Customer), shop.person("carl", Role::Customer));
    let ada = shop.person("ada", Role::Admin);
    let session = shop.session(&cleo, "first");
    assert_eq!(refusal(close(&shop, &carl, id(&cleo))), Refusal::not_found("user"));
    assert_eq!(refusal(close(&shop, &shop.staff, id(&cleo))), Refusal::not_found("user"));
    assert_eq!(refusal(close(&shop, &shop.staff, id(&shop.staff))), Refusal::OwnAccount);
    assert_eq!(refusal(close(&shop, &Actor::Anonymous, id(&cleo))), Refusal::NotAuthenticated);
    assert!(shop.standing(session).is_some());
    close(&shop, &cleo, id(&cleo)).unwrap();
    close(&shop, &cleo, id(&cleo)).unwrap();
    assert_eq!(shop.standing(session), None);
    close(&shop, &ada, id(&shop.staff)).unwrap();
    assert_eq!(shop.rows("users WHERE NOT is_active"), 2);
    assert_eq!(shop.rows("events WHERE kind = 'user.deactivated'"), 2);
}

#[test]
fn only_admins_change_what_somebody_is() {
    let shop = Shop::open();
    let (mina, carl) = (shop.person("mina", Role::Manager), shop.person("carl", Role::Customer));
    for by in [&mina, &shop.staff, &carl] {
        assert_eq!(refusal(deactivate(&shop, by, id(&carl))), Refusal::Forbidden);
        assert_eq!(refusal(give_role(&shop, by, id(&carl), Role::Admin)), Refusal::Forbidden);
        let user = id(&carl);
        let activated = shop.by(by, move |tx, actor| accounts::activate(tx, actor, user, now()));
        assert_eq!(refusal(activated), Refusal::Forbidden);
    }
    assert_eq!(refusal(deactivate(&shop, &Actor::Anonymous, id(&carl))), Refusal::NotAuthenticated);
    assert_eq!(shop.rows("users WHERE role = 'admin' OR NOT is_active"), 0);
}
