//! Keys of devices: what stands behind one, and when it stops.

use super::people::later;
use super::{Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::accounts::{self, KeyStanding, NewKeySecret};
use crate::id::{ApiKeyId, kind};
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::accounts::{ApiKeyView, CreateApiKey};

fn standing(shop: &Shop, hash: &str, seconds: i64) -> Option<KeyStanding> {
    shop.store.read(|tx| accounts::api_key_standing(tx, hash, later(seconds))).unwrap()
}

fn create(shop: &Shop, by: &Actor, name: &str) -> Result<ApiKeyView> {
    let form = CreateApiKey { name: name.to_owned(), role: DeviceRole::Kiosk };
    let secret = NewKeySecret { prefix: "ck_1".to_owned(), hash: format!("digest of {name}") };
    shop.by(by, move |tx, actor| accounts::create_api_key(tx, actor, &form, &secret, now()))
}

fn revoke(shop: &Shop, by: &Actor, id: ApiKeyId, seconds: i64) -> Result<()> {
    shop.by(by, move |tx, actor| accounts::revoke_api_key(tx, actor, id, later(seconds)))
}

#[test]
fn a_key_stands_for_its_device_until_it_is_revoked() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Admin);
    let key = create(&shop, &ada, " Kiosk\u{1b}  ").unwrap();
    assert_eq!((key.name.as_str(), key.created_by.as_str(), key.prefix.as_str()), ("Kiosk", "ada", "ck_1"));
    let hash = "digest of  Kiosk\u{1b}  ";
    let actor = Actor::Device { id: key.id, name: "Kiosk".to_owned(), role: DeviceRole::Kiosk };
    assert_eq!(standing(&shop, hash, 0).unwrap().actor, actor);
    assert!(standing(&shop, "another digest", 0).is_none());
    revoke(&shop, &ada, key.id, 5).unwrap();
    revoke(&shop, &ada, key.id, 60).unwrap();
    assert!(standing(&shop, hash, 5).is_none());
    let listed = shop.by(&ada, |tx, actor| accounts::api_keys(tx, actor, PageRequest::default())).unwrap();
    assert_eq!(
        (listed.count, listed.items[0].revoked_at),
        (1, Some(later(5))),
        "it stays in the list as it was"
    );
    let unknown: ApiKeyId = crate::store::fresh_id::<kind::ApiKey>();
    assert_eq!(refusal(revoke(&shop, &ada, unknown, 0)), Refusal::not_found("API key"));
}

#[test]
fn a_key_is_marked_as_used_once_a_minute() {
    let shop = Shop::open();
    let till = shop.device("till", DeviceRole::Counter);
    let id = till.api_key_id().unwrap();
    let is_to_be_marked = |seconds| standing(&shop, "till", seconds).unwrap().is_to_be_marked;
    assert!(is_to_be_marked(0));
    shop.store.write(move |tx| accounts::key_was_used(tx, id, now())).unwrap();
    assert!(!is_to_be_marked(59));
    assert!(is_to_be_marked(60));
    let listed =
        |tx: &mut crate::store::Tx<'_>| accounts::api_keys(tx, &Actor::System, PageRequest::default());
    assert_eq!(shop.store.read(listed).unwrap().items[0].last_used_at, Some(now()));
}

#[test]
fn only_admins_make_list_and_revoke_keys() {
    let shop = Shop::open();
    let mina = shop.person("mina", Role::Manager);
    let till = shop.device("till", DeviceRole::Counter);
    let id = till.api_key_id().unwrap();
    for by in [&mina, &shop.staff, &till] {
        assert_eq!(refusal(create(&shop, by, "mine")), Refusal::Forbidden);
        assert_eq!(refusal(revoke(&shop, by, id, 0)), Refusal::Forbidden);
        let listed = shop.by(by, |tx, actor| accounts::api_keys(tx, actor, PageRequest::default()));
        assert_eq!(refusal(listed.map(drop)), Refusal::Forbidden);
    }
    assert!(standing(&shop, "till", 0).is_some());
    assert_eq!(shop.rows("api_keys"), 1);
    for bad in ["", " \u{1b} ", &"x".repeat(61)] {
        assert_eq!(refusal(create(&shop, &Actor::System, bad)).code(), "invalid_input", "{bad}");
    }
}
