//! PINs: for those who work here, at a till that shows its own key.

use super::people::{PIN_HASH, start};
use super::{Shop, now, refusal};
use chrono::Duration;

use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::accounts::{self, Candidate, NewUser};
use crate::id::{UserId, kind};
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::accounts::ChangeUser;

fn begin(shop: &Shop, device: &Actor, user: UserId) -> Result<Candidate> {
    shop.by(device, move |tx, device| accounts::begin_pin_login(tx, device, user, now()))
}

fn offered(shop: &Shop, device: &Actor) -> Result<Vec<String>> {
    let page = shop.by(device, |tx, device| accounts::pin_users(tx, device, PageRequest::default()));
    page.map(|page| page.items.into_iter().map(|user| user.username).collect())
}

fn set_pin(shop: &Shop, by: &Actor, to: UserId, hash: Option<&'static str>) -> Result<bool> {
    shop.by(by, move |tx, actor| Ok(accounts::set_pin(tx, actor, to, hash, now())?.has_pin))
}

#[test]
fn a_till_offers_those_who_work_here_and_have_a_pin() {
    let shop = Shop::open();
    let till = shop.device("till", DeviceRole::Counter);
    assert_eq!(offered(&shop, &till).unwrap(), [""; 0]);
    shop.person("carl", Role::Customer);
    for (name, role) in [("mina", Role::Manager), ("ada", Role::Admin), ("gone", Role::Staff)] {
        let person = shop.person(name, role);
        shop.give_pin(&person);
    }
    shop.give_pin(&shop.staff);
    shop.execute("UPDATE users SET is_active = FALSE WHERE username = 'gone'");
    assert_eq!(offered(&shop, &till).unwrap(), ["ada", "mina", "sara"]);
}

#[test]
fn only_a_till_lets_anybody_guess_at_a_pin() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Admin);
    shop.give_pin(&shop.staff);
    let staff = shop.staff.user_id().unwrap();
    let others = [
        shop.device("kiosk", DeviceRole::Kiosk),
        shop.device("integrator", DeviceRole::Integrator),
        shop.staff.clone(),
        ada,
    ];
    for other in &others {
        assert_eq!(refusal(begin(&shop, other, staff).map(drop)), Refusal::Forbidden);
        assert_eq!(refusal(offered(&shop, other)), Refusal::Forbidden);
    }
    assert_eq!(refusal(begin(&shop, &Actor::Anonymous, staff).map(drop)), Refusal::NotAuthenticated);
    assert_eq!(shop.rows("attempts"), 0, "none of them was a guess");
    let till = shop.device("till", DeviceRole::Counter);
    let candidate = begin(&shop, &till, staff).unwrap();
    assert_eq!(candidate.hash.as_deref(), Some(PIN_HASH));
    assert_eq!(candidate.user.unwrap().username, "sara");
}

#[test]
fn whoever_has_no_pin_is_like_nobody() {
    let shop = Shop::open();
    let till = shop.device("till", DeviceRole::Counter);
    let unknown: UserId = crate::store::fresh_id::<kind::User>();
    let carl = shop.person("carl", Role::Customer).user_id().unwrap();
    shop.execute("UPDATE users SET pin_hash = 'left over' WHERE username = 'carl'");
    for user in [unknown, carl] {
        let candidate = begin(&shop, &till, user).unwrap();
        assert!(candidate.user.is_none() && candidate.hash.is_none());
    }
    assert!(begin(&shop, &till, shop.staff.user_id().unwrap()).unwrap().hash.is_none());
}

#[test]
fn guesses_at_a_pin_run_out_at_that_till_only() {
    let shop = Shop::open();
    let (till, other) = (shop.device("till", DeviceRole::Counter), shop.device("other", DeviceRole::Counter));
    let staff = shop.staff.user_id().unwrap();
    for _ in 0..5 {
        begin(&shop, &till, staff).unwrap();
    }
    let refused = refusal(begin(&shop, &till, staff).map(drop));
    assert_eq!(refused, Refusal::TooManyAttempts { retry_after: 30 });
    begin(&shop, &other, staff).unwrap();
    let mina = shop.person("mina", Role::Manager).user_id().unwrap();
    begin(&shop, &till, mina).unwrap();
}

#[test]
fn customers_have_no_pin_and_lose_it_with_their_job() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Admin);
    let carl = shop.person("carl", Role::Customer).user_id().unwrap();
    let for_staff = Refusal::invalid("pin", "is for those who work here");
    assert_eq!(refusal(set_pin(&shop, &ada, carl, Some(PIN_HASH))), for_staff);
    let new =
        NewUser { username: "cleo".to_owned(), pin_hash: Some(PIN_HASH.to_owned()), ..NewUser::default() };
    let made = shop.by(&ada, move |tx, actor| accounts::create_user(tx, actor, &new, Role::Customer, now()));
    assert_eq!(refusal(made), for_staff);
    let staff = shop.staff.user_id().unwrap();
    assert!(set_pin(&shop, &ada, staff, Some(PIN_HASH)).unwrap());
    let change = ChangeUser { role: Some(Role::Customer), ..ChangeUser::default() };
    let let_go = move |tx: &mut crate::store::Tx<'_>, actor: &Actor| {
        accounts::change_user(tx, actor, staff, &change, None, now())
    };
    assert!(!shop.by(&ada, let_go).unwrap().0.has_pin);
}

#[test]
fn only_admins_hand_out_pins() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let staff = shop.staff.user_id().unwrap();
    for by in [&mina, &shop.staff, &shop.device("till", DeviceRole::Counter)] {
        assert_eq!(refusal(set_pin(&shop, by, staff, Some(PIN_HASH))), Refusal::Forbidden);
    }
    let ada = shop.person("ada", Role::Admin);
    assert!(set_pin(&shop, &ada, staff, Some(PIN_HASH)).unwrap());
    assert!(!set_pin(&shop, &ada, staff, None).unwrap());
    assert_eq!(shop.rows("events WHERE kind = 'user.pin_set'"), 2);
}

#[test]
fn another_pin_signs_out_whoever_came_in_with_the_one_before() {
    let shop = Shop::open();
    let (ada, till) = (shop.person("ada", Role::Admin), shop.device("till", DeviceRole::Counter));
    let staff = shop.staff.user_id().unwrap();
    let demotion = || ChangeUser { role: Some(Role::Customer), ..ChangeUser::default() };
    shop.give_pin(&shop.staff);
    let elsewhere = shop.session(&shop.staff, "at home");
    let by_pin = |first| shop.open_session(&start(staff, Some(&till), first, Duration::hours(16))).unwrap();

    let before = by_pin("first");
    assert!(set_pin(&shop, &ada, staff, Some(PIN_HASH)).unwrap());
    assert!(shop.standing(before).is_none());
    let before = by_pin("second");
    let change = demotion();
    shop.by(&ada, move |tx, actor| accounts::change_user(tx, actor, staff, &change, None, now())).unwrap();
    assert!(shop.standing(before).is_none());
    assert!(shop.standing(elsewhere).is_some(), "a password opened that one");
}
