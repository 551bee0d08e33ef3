//! Who is told of what: endpoints, the log that is passed on to them, and what the laws say of it.

use rstest::rstest;
use serde_json::{Value, json};

use super::people::{at_once, later};
use super::{Shop, now};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::events::{self, Work};
use crate::flows::webhooks::{self, DeliveryQuery, Settled, Told};
use crate::flows::{accounts, orders};
use crate::id::{ApiKeyId, DeliveryId, EndpointId, UserId};
use crate::page::PageRequest;
use crate::store;
use crate::webhooks::schedule::Jitter;
use crate::webhooks::{DeliveryStatus, Reach, event_types};
use crate::wire::webhooks::{CreateEndpoint, DeliveryDetail};
use crate::wire::{DeliveryView, EndpointView};

pub(super) const URL: &str = "https://hooks.example.com/in";

/// What the receiver answers.
pub(super) fn answered(status: u16) -> Told {
    let error = (!(200..300).contains(&status)).then(|| format!("It answered {status}."));
    let duration = chrono::TimeDelta::milliseconds(12);
    Told { status: Some(status), error, duration, retry_after: None }
}

pub(super) fn form(types: &[&str]) -> CreateEndpoint {
    let event_types = types.iter().map(|name| (*name).to_owned()).collect();
    CreateEndpoint { url: URL.to_owned(), description: "ERP".to_owned(), event_types }
}

impl Shop {
    pub(super) fn olga(&self) -> Actor {
        self.person("olga", Role::Admin)
    }

    pub(super) fn make_endpoint(&self, by: &Actor, form: &CreateEndpoint) -> Result<EndpointView> {
        let form = form.clone();
        self.by(by, move |tx, by| webhooks::create(tx, by, &form, Reach::Public, now()))
    }

    pub(super) fn endpoint(&self, by: &Actor, types: &[&str]) -> EndpointId {
        self.make_endpoint(by, &form(types)).unwrap().id
    }

    /// Passes the log on; which deliveries came of it.
    pub(super) fn pass_to_hooks(&self) -> Vec<DeliveryId> {
        let mut made = Vec::new();
        loop {
            self.store.write(|tx| events::number(tx, "test", now(), 100)).unwrap();
            let dispatched = self.store.write(|tx| events::dispatch(tx, now(), 100)).unwrap();
            made.extend(dispatched.work.iter().filter_map(|work| match work {
                Work::Delivery(id) => Some(*id),
                Work::Letter(_) | Work::Audience(_) => None,
            }));
            if dispatched.events == 0 {
                return made;
            }
        }
    }

    pub(super) fn told_to(&self, by: &Actor, endpoint: EndpointId) -> Vec<DeliveryView> {
        let query = DeliveryQuery { endpoint: Some(endpoint), ..DeliveryQuery::default() };
        let page = PageRequest::new(1, 100).unwrap();
        self.by(by, move |tx, by| webhooks::deliveries(tx, by, &query, page)).unwrap().items
    }

    pub(super) fn delivery(&self, by: &Actor, id: DeliveryId) -> Result<DeliveryDetail> {
        self.by(by, move |tx, by| webhooks::delivery(tx, by, id))
    }

    /// One attempt at this second, and what the receiver says to it; nothing where there was nothing to do.
    pub(super) fn attempt(&self, id: DeliveryId, seconds: i64, told: &Told) -> Option<Settled> {
        let begun = self.store.write(move |tx| webhooks::begin(tx, id, later(seconds))).unwrap();
        let webhooks::Begun::Claimed(claim) = begun else { return None };
        let told = told.clone();
        let settle = move |tx: &mut store::Tx<'_>| {
            webhooks::settle(tx, &claim, &told, Jitter::default(), later(seconds))
        };
        Some(self.store.write(settle).unwrap())
    }

    /// An order of one tea by `actor`.
    pub(super) fn tea_by(&self, actor: &Actor) -> String {
        let tea = self.tea;
        let placed = self.by(actor, move |tx, actor| {
            let items = super::items(&[(tea, 1)]);
            orders::place(tx, actor, &super::PlaceOrder { items, ..super::PlaceOrder::default() }, now())
        });
        placed.unwrap().order.id.to_string()
    }
}

fn types_of(told: &[DeliveryView]) -> Vec<&str> {
    let mut types: Vec<&str> = told.iter().map(|delivery| delivery.event_type.as_str()).collect();
    types.reverse();
    types
}

#[test]
fn every_type_that_the_flows_append_can_be_asked_for() {
    let kinds = kinds_in(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/flows")));
    assert!(kinds.len() > 50 && kinds.contains("order.created"), "{kinds:?}");
    let known = |kind: &str| event_types::KNOWN.iter().any(|(known, _)| *known == kind);
    let unknown: Vec<_> = kinds.iter().filter(|kind| event_types::is_told(kind) && !known(kind)).collect();
    assert!(unknown.is_empty(), "in webhooks::event_types::KNOWN are missing: {unknown:?}");
}

/// The texts that look like kinds of events, in the sources below a folder that are no tests.
fn kinds_in(folder: &std::path::Path) -> std::collections::BTreeSet<String> {
    let mut kinds = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "tests") {
                kinds.extend(kinds_in(&path));
            }
        } else {
            let source = std::fs::read_to_string(&path).unwrap();
            let words = source.split('"').skip(1).step_by(2).map(str::to_owned);
            let is_kind = |word: &String| {
                word.split_once('.').is_some_and(|(thing, what)| {
                    [thing, what].iter().all(|part| {
                        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                    })
                })
            };
            // Fields of forms look alike.
            kinds.extend(
                words
                    .filter(is_kind)
                    .filter(|kind| !["coupon.code", "coupon.max_uses"].contains(&kind.as_str())),
            );
        }
    }
    kinds
}

#[test]
fn admins_are_told_of_the_shop_and_a_key_of_what_came_through_it_and_of_the_menu() {
    let shop = Shop::open();
    let (olga, erp, other) = (
        shop.olga(),
        shop.device("erp", DeviceRole::Integrator),
        shop.device("other", DeviceRole::Integrator),
    );
    shop.pass_to_hooks();
    let [of_olga, of_erp, of_other] =
        [&olga, &erp, &other].map(|by| shop.endpoint(by, &["order.*", "product.sold_out", "stock.moved"]));
    let order = shop.tea_by(&erp);
    shop.tea_by(&shop.staff);
    let soup = shop.soup;
    shop.by(&shop.staff, move |tx, by| {
        let out = crate::wire::SetAvailability { is_sold_out: true, until: None };
        crate::flows::catalog::set_availability(tx, by, soup, &out, now())
    })
    .unwrap();
    assert_eq!(shop.pass_to_hooks().len(), 3 + 2 + 1);
    assert_eq!(
        types_of(&shop.told_to(&olga, of_olga)),
        ["order.created", "order.created", "product.sold_out"]
    );
    assert_eq!(types_of(&shop.told_to(&olga, of_erp)), ["order.created", "product.sold_out"]);
    assert_eq!(types_of(&shop.told_to(&other, of_other)), ["product.sold_out"]);
    assert!(shop.pass_to_hooks().is_empty(), "once");
    let first = shop.told_to(&erp, of_erp).pop().unwrap();
    let whole = shop.delivery(&erp, first.id).unwrap();
    assert_eq!(whole.payload["type"], "order.created");
    assert_eq!(whole.payload["timestamp"], "2026-11-22T12:00:00.000Z");
    assert_eq!((&whole.payload["data"]["id"], whole.payload["data"].is_object()), (&json!(order), true));
    assert_eq!(
        (first.status, first.attempts, first.next_attempt_at),
        (DeliveryStatus::Waiting, 0, Some(now()))
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn nobody_is_told_of_being_told_nor_of_what_is_said_to_one_person() {
    let shop = Shop::open();
    let olga = shop.olga();
    let endpoint = shop.endpoint(&olga, &[]);
    let other = shop.endpoint(&olga, &[]);
    shop.by(&olga, move |tx, by| webhooks::rotate_secret(tx, by, other, now())).unwrap();
    shop.store
        .write(|tx| {
            let data = Value::Null;
            store::events::append(tx, "notification.created", "x", &data, "system", now())?;
            store::events::append(tx, "cart.changed", "x", &data, "system", now())?;
            store::events::append(tx, "tag.created", "a tag", &data, "system", now())
        })
        .unwrap();
    shop.pass_to_hooks();
    let told = shop.told_to(&olga, endpoint);
    let fresh: Vec<&str> = types_of(&told).into_iter().filter(|kind| !is_of_the_opening(kind)).collect();
    assert_eq!(fresh, ["tag.created"]);
    let payload = shop.delivery(&olga, told[0].id).unwrap().payload;
    assert_eq!(payload["data"], json!({ "id": "a tag", "value": null }));
}

/// What [`Shop::open`] did before anybody listened.
fn is_of_the_opening(kind: &str) -> bool {
    let things = ["user.", "menu.", "category.", "product.", "stock.", "cash_session.", "api_key."];
    things.iter().any(|thing| kind.starts_with(thing))
}

#[test]
fn who_may_keep_no_endpoint_any_more_is_told_nothing_more() {
    let shop = Shop::open();
    let (olga, other) = (shop.olga(), shop.person("omar", Role::Admin));
    let erp = shop.device("erp", DeviceRole::Integrator);
    let demoted = shop.person("dora", Role::Admin);
    shop.pass_to_hooks();
    for by in [&other, &erp, &demoted] {
        shop.endpoint(by, &["product.*", "order.*"]);
    }
    shop.tea_by(&erp);
    assert_eq!(shop.pass_to_hooks().len(), 3);
    let (key, omar): (ApiKeyId, UserId) = (erp.api_key_id().unwrap(), other.user_id().unwrap());
    shop.by(&olga, move |tx, by| accounts::revoke_api_key(tx, by, key, now())).unwrap();
    shop.execute("UPDATE users SET role = 'manager' WHERE username = 'dora'");
    shop.by(&olga, move |tx, by| accounts::deactivate(tx, by, omar, now())).unwrap();
    shop.tea_by(&shop.staff);
    assert!(shop.pass_to_hooks().is_empty());
    // What was written down before is given up when its turn comes.
    let waiting = shop.store.read(|tx| webhooks::due(tx, now(), 10)).unwrap();
    assert_eq!(waiting.len(), 3);
    for work in waiting {
        let Work::Delivery(id) = work else { panic!("{work:?}") };
        assert_eq!(shop.attempt(id, 0, &answered(200)), None);
        let given_up = shop.delivery(&olga, id).unwrap().delivery;
        assert_eq!((given_up.status, given_up.attempts), (DeliveryStatus::Dead, 0));
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn of_many_who_pass_the_log_on_at_once_each_endpoint_hears_once() {
    let shop = Shop::open();
    let olga = shop.olga();
    let endpoints: Vec<EndpointId> = (0..5).map(|_| shop.endpoint(&olga, &["order.*"])).collect();
    for _ in 0..20 {
        shop.tea_by(&shop.staff);
    }
    let made: usize = at_once(8, |_| shop.pass_to_hooks().len()).into_iter().sum();
    assert_eq!(made, 5 * 20);
    for endpoint in endpoints {
        assert_eq!(shop.told_to(&olga, endpoint).len(), 20);
    }
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn of_many_who_take_a_delivery_in_hand_one_has_it() {
    let shop = Shop::open();
    let olga = shop.olga();
    let endpoint = shop.endpoint(&olga, &["order.*"]);
    shop.tea_by(&shop.staff);
    let [id] = shop.pass_to_hooks()[..] else { panic!("one delivery") };
    let settled = at_once(8, |_| shop.attempt(id, 0, &answered(200)));
    assert_eq!(settled.into_iter().flatten().collect::<Vec<_>>(), [Settled::Done]);
    let told = shop.told_to(&olga, endpoint);
    assert_eq!((told[0].status, told[0].attempt_log.len()), (DeliveryStatus::Delivered, 1));
}

#[rstest]
#[case::told_twice(
    "DROP INDEX webhook_deliveries_waiting; ALTER TABLE webhook_deliveries RENAME TO was; \
     CREATE TABLE webhook_deliveries AS SELECT * FROM was; INSERT INTO webhook_deliveries SELECT * FROM was"
)]
#[case::of_something_else("UPDATE webhook_deliveries SET event_type = 'order.paid'")]
#[case::of_another_number("UPDATE webhook_deliveries SET event_number = event_number - 1")]
#[case::before_its_time("UPDATE event_relay SET dispatched = 0")]
#[case::arrived_without_a_call("DELETE FROM webhook_attempts")]
#[case::arrived_by_a_no("UPDATE webhook_attempts SET status = 500")]
#[case::settled_and_waiting("UPDATE webhook_deliveries SET status = 'waiting'")]
#[case::neither("UPDATE webhook_deliveries SET settled_at = NULL")]
#[case::a_gap("UPDATE webhook_attempts SET number = number + 1")]
fn a_law_that_is_broken_is_named(#[case] bend: &'static str) {
    let shop = Shop::open();
    let olga = shop.olga();
    shop.endpoint(&olga, &["order.*"]);
    shop.tea_by(&shop.staff);
    let [id] = shop.pass_to_hooks()[..] else { panic!("one delivery") };
    assert_eq!(shop.attempt(id, 0, &answered(200)), Some(Settled::Done));
    assert_eq!(shop.broken_law(), None);
    shop.execute(bend);
    assert_eq!(shop.broken_law().as_deref(), Some("webhooks"));
}
