//! Delivery addresses: one of them is always offered first, and each belongs to somebody.

use super::people::{at_once, lingering};
use super::{Shop, refusal};
use crate::accounts::address::AddressDraft;
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::accounts;
use crate::id::{AddressId, kind};
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::accounts::AddressView;

fn draft(street: &str, is_default: bool) -> AddressDraft {
    AddressDraft { address: street.to_owned(), is_default, ..AddressDraft::default() }
}

fn add(shop: &Shop, by: &Actor, draft: AddressDraft) -> Result<AddressView> {
    shop.by(by, move |tx, actor| accounts::add_address(tx, actor, &draft).map(lingering))
}

fn change(shop: &Shop, by: &Actor, id: AddressId, draft: AddressDraft) -> Result<AddressView> {
    shop.by(by, move |tx, actor| accounts::change_address(tx, actor, id, &draft))
}

fn remove(shop: &Shop, by: &Actor, id: AddressId) -> Result<()> {
    shop.by(by, move |tx, actor| accounts::remove_address(tx, actor, id).map(lingering))
}

/// The streets as they are listed, the default in capitals.
fn streets(shop: &Shop, of: &Actor) -> Vec<String> {
    let page = PageRequest::new(1, 100).unwrap();
    let listed = shop.by(of, move |tx, actor| accounts::addresses(tx, actor, page)).unwrap();
    let shown = |at: AddressView| if at.is_default { at.address.to_uppercase() } else { at.address };
    listed.items.into_iter().map(shown).collect()
}

fn shop_with_carl() -> (Shop, Actor) {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    (shop, carl)
}

#[test]
fn one_address_is_always_the_default() {
    let (shop, carl) = shop_with_carl();
    let first = add(&shop, &carl, draft("first", false)).unwrap();
    assert_eq!(streets(&shop, &carl), ["FIRST"], "the first is, whether or not it asks");
    let second = add(&shop, &carl, draft("second", false)).unwrap();
    assert_eq!(streets(&shop, &carl), ["FIRST", "second"]);
    let third = add(&shop, &carl, draft("third", true)).unwrap();
    assert_eq!(streets(&shop, &carl), ["THIRD", "first", "second"]);
    change(&shop, &carl, third.id, draft("moved", false)).unwrap();
    assert_eq!(streets(&shop, &carl), ["MOVED", "first", "second"], "until another one is");
    change(&shop, &carl, second.id, draft("second", true)).unwrap();
    assert_eq!(streets(&shop, &carl), ["SECOND", "first", "moved"]);
    remove(&shop, &carl, third.id).unwrap();
    assert_eq!(streets(&shop, &carl), ["SECOND", "first"]);
    remove(&shop, &carl, second.id).unwrap();
    assert_eq!(streets(&shop, &carl), ["FIRST"], "the oldest that is left");
    remove(&shop, &carl, first.id).unwrap();
    assert_eq!(streets(&shop, &carl), [""; 0]);
    add(&shop, &carl, draft("again", false)).unwrap();
    assert_eq!(streets(&shop, &carl), ["AGAIN"]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn addresses_added_at_once_leave_one_default() {
    let (shop, carl) = shop_with_carl();
    let added = at_once(12, |number| add(&shop, &carl, draft(&format!("street {number}"), number % 2 == 0)));
    assert!(added.iter().all(Result::is_ok), "{added:?}");
    let defaults = streets(&shop, &carl).into_iter().filter(|street| street.starts_with("STREET")).count();
    assert_eq!((streets(&shop, &carl).len(), defaults), (12, 1));
    let ids: Vec<AddressId> = added.into_iter().map(|address| address.unwrap().id).collect();
    at_once(12, |number| match number % 2 {
        0 => change(&shop, &carl, ids[number], draft("changed", true)).map(drop),
        _ => remove(&shop, &carl, ids[number]),
    })
    .into_iter()
    .for_each(Result::unwrap);
    assert_eq!(streets(&shop, &carl).len(), 6);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn the_default_and_the_next_one_removed_at_once_leave_a_default() {
    let (shop, carl) = shop_with_carl();
    let ids = ["first", "second", "third"].map(|street| add(&shop, &carl, draft(street, false)).unwrap().id);
    at_once(2, |number| remove(&shop, &carl, ids[number])).into_iter().for_each(Result::unwrap);
    assert_eq!(streets(&shop, &carl), ["THIRD"]);
}

#[test]
fn nobody_keeps_more_than_twenty() {
    let (shop, carl) = shop_with_carl();
    let added = at_once(24, |number| add(&shop, &carl, draft(&format!("street {number}"), false)));
    for refused in added.into_iter().filter(Result::is_err) {
        assert_eq!(refusal(refused), Refusal::LimitReached { what: "addresses".to_owned(), most: 20 });
    }
    assert_eq!(streets(&shop, &carl).len(), 20);
}

#[test]
fn somebody_else_s_address_is_as_absent_as_one_that_does_not_exist() {
    let (shop, carl) = shop_with_carl();
    let cleo = shop.person("cleo", Role::Customer);
    let foreign = add(&shop, &cleo, draft("hers", false)).unwrap().id;
    let unknown: AddressId = crate::store::fresh_id::<kind::Address>();
    let absent = Refusal::not_found("address");
    for by in [&carl, &shop.staff] {
        for id in [foreign, unknown] {
            let read = shop.by(by, move |tx, actor| accounts::address(tx, actor, id));
            assert_eq!(refusal(read), absent);
            assert_eq!(refusal(change(&shop, by, id, draft("mine", true))), absent);
            assert_eq!(refusal(remove(&shop, by, id)), absent);
        }
    }
    assert_eq!(streets(&shop, &cleo), ["HERS"]);
    let kiosk = shop.device("kiosk", DeviceRole::Kiosk);
    assert_eq!(refusal(add(&shop, &kiosk, draft("its", true))), Refusal::Forbidden);
    assert_eq!(refusal(add(&shop, &Actor::Anonymous, draft("its", true))), Refusal::NotAuthenticated);
    assert_eq!(refusal(add(&shop, &carl, draft(" ", true))).code(), "invalid_input");
}
