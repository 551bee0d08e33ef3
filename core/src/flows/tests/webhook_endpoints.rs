//! Endpoints: who keeps which, and what they may be.

use super::people::{at_once, later};
use super::webhooks::{URL, form};
use super::{Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::webhooks::{self, DeliveryQuery};
use crate::id::{EndpointId, kind};
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::store;
use crate::webhooks::Reach;
use crate::wire::EndpointView;
use crate::wire::webhooks::{ChangeEndpoint, CreateEndpoint};

fn load(shop: &Shop, by: &Actor, id: EndpointId) -> Result<EndpointView> {
    shop.by(by, move |tx, by| webhooks::load(tx, by, id))
}

pub(super) fn change(shop: &Shop, by: &Actor, id: EndpointId, form: &ChangeEndpoint) -> Result<EndpointView> {
    let form = form.clone();
    shop.by(by, move |tx, by| webhooks::change(tx, by, id, &form, Reach::Public, later(60)))
}

pub(super) fn switch(shop: &Shop, by: &Actor, id: EndpointId, on: bool) -> EndpointView {
    change(shop, by, id, &ChangeEndpoint { is_active: Some(on), ..ChangeEndpoint::default() }).unwrap()
}

fn remove(shop: &Shop, by: &Actor, id: EndpointId, seen: Option<i64>) -> Result<()> {
    shop.by(by, move |tx, by| webhooks::remove(tx, by, id, seen, now()))
}

fn rotate(shop: &Shop, by: &Actor, id: EndpointId, seconds: i64) -> Result<EndpointView> {
    shop.by(by, move |tx, by| webhooks::rotate_secret(tx, by, id, later(seconds)))
}

fn listed(shop: &Shop, by: &Actor) -> Vec<EndpointId> {
    let page = PageRequest::default();
    let found = shop.by(by, move |tx, by| webhooks::list(tx, by, page)).unwrap();
    assert_eq!(found.count, found.items.len() as u64);
    found.items.iter().map(|endpoint| endpoint.id).collect()
}

#[test]
fn admins_keep_all_endpoints_and_a_key_its_own() {
    let shop = Shop::open();
    let (olga, erp, other) = (
        shop.olga(),
        shop.device("erp", DeviceRole::Integrator),
        shop.device("other", DeviceRole::Integrator),
    );
    let of_olga = shop.endpoint(&olga, &[]);
    let of_erp = shop.endpoint(&erp, &["order.*"]);
    assert_eq!(listed(&shop, &olga), [of_erp, of_olga]);
    assert_eq!(listed(&shop, &erp), [of_erp]);
    assert!(listed(&shop, &other).is_empty());
    let view = load(&shop, &olga, of_erp).unwrap();
    assert_eq!((view.api_key_id, view.user_id), (erp.api_key_id(), None));
    assert_eq!((view.url.as_str(), view.event_types.as_slice()), (URL, &["order.*".to_owned()][..]));
    switch(&shop, &olga, of_erp, false);
    for stranger in [&other, &erp] {
        let absent = store::fresh_id::<kind::Endpoint>();
        for id in [of_olga, absent] {
            let no = Refusal::not_found("endpoint");
            assert_eq!(refusal(load(&shop, stranger, id)), no);
            assert_eq!(refusal(change(&shop, stranger, id, &ChangeEndpoint::default())), no);
            assert_eq!(refusal(rotate(&shop, stranger, id, 0)), no);
            assert_eq!(refusal(remove(&shop, stranger, id, None)), no);
            let query = DeliveryQuery { endpoint: Some(id), ..DeliveryQuery::default() };
            let page = PageRequest::default();
            assert_eq!(
                refusal(shop.by(stranger, move |tx, by| webhooks::deliveries(tx, by, &query, page))),
                no
            );
            assert_eq!(refusal(shop.by(stranger, move |tx, by| webhooks::test(tx, by, id, now()))), no);
        }
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn nobody_else_keeps_endpoints() {
    let shop = Shop::open();
    let of_olga = shop.endpoint(&shop.olga(), &[]);
    let strangers = [
        shop.person("mina", Role::Manager),
        shop.staff.clone(),
        shop.person("ada", Role::Customer),
        shop.device("till", DeviceRole::Counter),
        shop.device("kiosk", DeviceRole::Kiosk),
    ];
    for by in &strangers {
        assert_eq!(refusal(shop.make_endpoint(by, &form(&[]))), Refusal::Forbidden);
        assert_eq!(refusal(load(&shop, by, of_olga)), Refusal::Forbidden);
        assert_eq!(refusal(remove(&shop, by, of_olga, None)), Refusal::Forbidden);
        assert_eq!(refusal(shop.by(by, |_, by| webhooks::event_types(by))), Refusal::Forbidden);
    }
    assert_eq!(refusal(shop.make_endpoint(&Actor::Anonymous, &form(&[]))), Refusal::NotAuthenticated);
    assert_eq!(shop.rows("webhook_endpoints"), 1);
}

#[test]
fn what_is_wrong_with_an_endpoint_is_told_field_by_field() {
    let shop = Shop::open();
    let olga = shop.olga();
    let wrong = CreateEndpoint {
        url: "https://127.1/".to_owned(),
        description: "x".repeat(201),
        event_types: vec!["order.created".to_owned(), "order.craeted".to_owned()],
    };
    match refusal(shop.make_endpoint(&olga, &wrong)) {
        Refusal::InvalidInput { errors } => {
            assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["description", "event_types.1", "url"]);
        }
        other => panic!("{other:?}"),
    }
    let id = shop.endpoint(&olga, &[]);
    let inward = ChangeEndpoint { url: Some("https://db.internal/".to_owned()), ..ChangeEndpoint::default() };
    assert_eq!(refusal(change(&shop, &olga, id, &inward)).code(), "invalid_input");
    assert_eq!(load(&shop, &olga, id).unwrap().url, URL);
}

#[test]
fn changes_count_and_the_slower_of_two_is_told() {
    let shop = Shop::open();
    let olga = shop.olga();
    let id = shop.endpoint(&olga, &["order.*"]);
    let form = ChangeEndpoint {
        url: Some("https://other.example.com".to_owned()),
        event_types: Some(Vec::new()),
        version: Some(1),
        ..ChangeEndpoint::default()
    };
    let changed = change(&shop, &olga, id, &form).unwrap();
    assert_eq!((changed.url.as_str(), changed.version), ("https://other.example.com/", 2));
    assert!(changed.event_types.is_empty() && changed.description == "ERP");
    assert_eq!(refusal(change(&shop, &olga, id, &form)), Refusal::StaleVersion { current: 2 });
    let same = ChangeEndpoint { version: None, ..form };
    assert_eq!(change(&shop, &olga, id, &same).unwrap().version, 2, "nothing to change");
    assert_eq!(refusal(remove(&shop, &olga, id, Some(1))), Refusal::StaleVersion { current: 2 });
    remove(&shop, &olga, id, Some(2)).unwrap();
    assert_eq!(refusal(load(&shop, &olga, id)), Refusal::not_found("endpoint"));
    assert!(listed(&shop, &olga).is_empty());
    let kinds = shop.rows("events WHERE kind IN ('webhook.created', 'webhook.changed', 'webhook.removed')");
    assert_eq!(kinds, 3);
    let owned =
        shop.rows("events WHERE kind LIKE 'webhook.%' AND owner_id IS NOT NULL AND data NOT LIKE '%/in%'");
    assert_eq!(owned, 3, "they concern the owner, and do not tell the path");
}

#[test]
fn there_are_twenty_endpoints_to_one_owner_however_they_are_asked_for() {
    let shop = Shop::open();
    let (olga, erp) = (shop.olga(), shop.device("erp", DeviceRole::Integrator));
    let made = at_once(25, |_| shop.make_endpoint(&olga, &form(&[])).is_ok());
    assert_eq!(made.into_iter().filter(|made| *made).count(), 20);
    let full = Refusal::LimitReached { what: "webhook endpoints".to_owned(), most: 20 };
    assert_eq!(refusal(shop.make_endpoint(&olga, &form(&[]))), full);
    shop.endpoint(&erp, &[]);
    let one = listed(&shop, &olga)[0];
    remove(&shop, &olga, one, None).unwrap();
    let last = listed(&shop, &olga).pop().unwrap();
    remove(&shop, &olga, last, None).unwrap();
    shop.endpoint(&olga, &[]);
}

#[test]
fn the_secret_before_signs_for_a_day() {
    let shop = Shop::open();
    let olga = shop.olga();
    let id = shop.endpoint(&olga, &[]);
    let signing = |seconds| {
        let endpoint = shop.store.read(move |tx| store::webhook_endpoints::load(tx, id)).unwrap();
        endpoint.signing(later(seconds))
    };
    assert_eq!(signing(0), [1]);
    let view = rotate(&shop, &olga, id, 0).unwrap();
    assert_eq!((view.generation, view.previous_secret_until), (2, Some(later(24 * 3600))));
    assert_eq!(signing(24 * 3600 - 1), [2, 1]);
    assert_eq!(signing(24 * 3600), [2]);
    rotate(&shop, &olga, id, 60).unwrap();
    assert_eq!(signing(61), [3, 2], "and none before it");
}

#[test]
fn what_can_be_asked_for_says_what_of_it_the_caller_sees() {
    let shop = Shop::open();
    let (olga, erp) = (shop.olga(), shop.device("erp", DeviceRole::Integrator));
    let types = |by: &Actor| shop.by(by, |_, by| webhooks::event_types(by)).unwrap();
    assert!(types(&olga).iter().all(|kind| kind.is_open));
    for kind in types(&erp) {
        let is_menu = kind.topic == crate::events::Topic::Menu;
        assert_eq!(kind.is_open, is_menu, "{}", kind.event_type);
    }
}
