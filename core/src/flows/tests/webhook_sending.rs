//! What becomes of a delivery: tried again, given up, sent once more.

use chrono::TimeDelta;

use super::people::later;
use super::webhook_endpoints::switch;
use super::webhooks::answered;
use super::{Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::events::Work;
use crate::flows::webhooks::{self, Begun, DeliveryQuery, Settled, Told};
use crate::id::{DeliveryId, EndpointId};
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::webhooks::DeliveryStatus::{Dead, Delivered, Waiting};
use crate::webhooks::{LEASE, TEST};
use crate::wire::DeliveryView;

/// A shop, an admin, and a delivery that waits for their endpoint.
fn waiting() -> (Shop, Actor, EndpointId, DeliveryId) {
    let shop = Shop::open();
    let olga = shop.olga();
    let endpoint = shop.endpoint(&olga, &["order.*"]);
    shop.tea_by(&shop.staff);
    let [id] = shop.pass_to_hooks()[..] else { panic!("one delivery") };
    (shop, olga, endpoint, id)
}

fn resend(shop: &Shop, by: &Actor, id: DeliveryId) -> Result<DeliveryView> {
    shop.by(by, move |tx, by| webhooks::resend(tx, by, id, now()))
}

fn due(shop: &Shop, seconds: i64) -> usize {
    shop.store.read(move |tx| webhooks::due(tx, later(seconds), 100)).unwrap().len()
}

/// Lets every attempt of a round fail; when each was.
fn fail_until_given_up(shop: &Shop, id: DeliveryId, from: i64) -> Vec<i64> {
    let (mut at, mut tried) = (from, Vec::new());
    loop {
        tried.push(at);
        match shop.attempt(id, at, &answered(500)) {
            Some(Settled::Again(next)) => at = (next - now()).num_seconds(),
            Some(Settled::Dead(why)) => {
                assert_eq!(why, "It answered 500.");
                return tried;
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_does_not_arrive_is_tried_ten_times_and_then_given_up() {
    let (shop, olga, _, id) = waiting();
    let tried = fail_until_given_up(&shop, id, 0);
    let gaps: Vec<i64> = tried.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(gaps, [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    let seen = shop.delivery(&olga, id).unwrap().delivery;
    assert_eq!((seen.status, seen.attempts, seen.last_status), (Dead, 10, Some(500)));
    assert_eq!((seen.next_attempt_at, seen.settled_at), (None, tried.last().map(|at| later(*at))));
    let numbers: Vec<u32> = seen.attempt_log.iter().map(|attempt| attempt.number).collect();
    assert_eq!(numbers, (1..=10).rev().collect::<Vec<_>>());
    assert_eq!(seen.attempt_log[0].error.as_deref(), Some("It answered 500."));
    assert_eq!(shop.attempt(id, 900_000, &answered(200)), None, "settled is settled");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn whoever_asks_for_a_pause_gets_it() {
    let (shop, _, _, id) = waiting();
    let busy = Told { retry_after: Some(TimeDelta::seconds(120)), ..answered(429) };
    assert_eq!(shop.attempt(id, 0, &busy), Some(Settled::Again(later(120))));
    assert_eq!((due(&shop, 119), due(&shop, 120)), (0, 1));
    assert_eq!(shop.attempt(id, 100, &answered(200)), None, "not before");
    assert_eq!(
        shop.attempt(id, 119, &answered(200)),
        Some(Settled::Done),
        "the queue may come a little early"
    );
}

#[test]
fn what_somebody_has_in_hand_is_not_due_until_they_are_gone() {
    let (shop, olga, _, id) = waiting();
    assert_eq!(due(&shop, 0), 1);
    let begun = shop.store.write(move |tx| webhooks::begin(tx, id, now())).unwrap();
    let Begun::Claimed(claim) = begun else { panic!("{begun:?}") };
    assert_eq!((claim.attempt, claim.generations.as_slice(), claim.until), (1, &[1][..], now() + LEASE));
    assert_eq!((due(&shop, 59), due(&shop, 61)), (0, 1));
    assert_eq!(shop.attempt(id, 59, &answered(200)), None);
    assert_eq!(shop.attempt(id, 61, &answered(200)), Some(Settled::Done));
    // Whoever comes back too late changes nothing of it.
    let late = shop.store.write(move |tx| {
        webhooks::settle(tx, &claim, &answered(500), crate::webhooks::schedule::Jitter::default(), later(70))
    });
    assert_eq!(late.unwrap(), Settled::Done);
    let seen = shop.delivery(&olga, id).unwrap().delivery;
    assert_eq!((seen.status, seen.attempt_log.len()), (Delivered, 1));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_is_put_off_counts_no_attempt() {
    let (shop, olga, _, id) = waiting();
    shop.store.write(move |tx| webhooks::put_off(tx, id, now(), later(7))).unwrap();
    assert_eq!((due(&shop, 6), due(&shop, 7)), (0, 1));
    assert_eq!(shop.delivery(&olga, id).unwrap().delivery.attempts, 0);
}

#[test]
fn a_long_list_for_one_endpoint_keeps_no_other_waiting() {
    let shop = Shop::open();
    let olga = shop.olga();
    shop.endpoint(&olga, &["order.created"]);
    for _ in 0..60 {
        shop.tea_by(&shop.staff);
    }
    shop.pass_to_hooks();
    let quick = shop.endpoint(&olga, &["order.created"]);
    shop.tea_by(&shop.staff);
    shop.pass_to_hooks();
    let found = shop.store.read(|tx| webhooks::due(tx, now(), 30)).unwrap();
    let [waits] = &shop.told_to(&olga, quick)[..] else { panic!("one delivery") };
    assert!(found.contains(&Work::Delivery(waits.id)) && found.len() <= 30);
}

#[test]
fn an_endpoint_that_is_gone_is_given_up_at_once_and_its_owner_told() {
    let (shop, olga, endpoint, id) = waiting();
    shop.tea_by(&shop.staff);
    let [other] = shop.pass_to_hooks()[..] else { panic!("one delivery") };
    assert!(matches!(shop.attempt(id, 0, &answered(410)), Some(Settled::Dead(_))));
    let seen = shop.by(&olga, move |tx, by| webhooks::load(tx, by, endpoint)).unwrap();
    assert_eq!((seen.is_active, seen.disabled_at), (false, Some(now())));
    assert_eq!(seen.disabled_reason, "It answered 410 Gone.");
    let waits = shop.delivery(&olga, other).unwrap().delivery;
    assert_eq!((waits.status, waits.attempts), (Dead, 0), "what waited is given up, too");
    assert_eq!(shop.rows("events WHERE kind = 'webhook.disabled' AND owner_id IS NOT NULL"), 1);
    shop.tea_by(&shop.staff);
    assert!(shop.pass_to_hooks().is_empty());
    assert_eq!(refusal(resend(&shop, &olga, id)), Refusal::WebhookInactive);
    assert_eq!(
        refusal(shop.by(&olga, move |tx, by| webhooks::test(tx, by, endpoint, now()))),
        Refusal::WebhookInactive
    );
    let again = switch(&shop, &olga, endpoint, true);
    assert!(again.is_active && again.disabled_at.is_none() && again.failing_since.is_none());
    assert_eq!(resend(&shop, &olga, id).unwrap().status, Waiting);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn an_endpoint_that_nothing_reaches_for_five_days_is_given_up_once() {
    let (shop, olga, endpoint, first) = waiting();
    fail_until_given_up(&shop, first, 0);
    let is_active = || shop.by(&olga, move |tx, by| webhooks::load(tx, by, endpoint)).unwrap().is_active;
    let day = 24 * 3600;
    for _ in 0..2 {
        shop.tea_by(&shop.staff);
    }
    let [second, third] = shop.pass_to_hooks()[..] else { panic!("two deliveries") };
    assert!(matches!(shop.attempt(second, 5 * day, &answered(500)), Some(Settled::Again(_))));
    assert!(is_active(), "the first failure after a while may be a hiccup");
    shop.attempt(second, 5 * day + 10, &answered(500));
    assert!(is_active());
    assert!(matches!(shop.attempt(second, 5 * day + 400, &answered(500)), Some(Settled::Dead(_))));
    assert!(!is_active());
    assert_eq!(shop.attempt(third, 5 * day + 400, &answered(200)), None);
    assert_eq!(shop.rows("events WHERE kind = 'webhook.disabled'"), 1);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn one_success_begins_the_five_days_anew() {
    let (shop, olga, endpoint, id) = waiting();
    shop.attempt(id, 0, &answered(500));
    let since = || shop.by(&olga, move |tx, by| webhooks::load(tx, by, endpoint)).unwrap().failing_since;
    assert_eq!(since(), Some(now()));
    assert_eq!(shop.attempt(id, 5, &answered(204)), Some(Settled::Done));
    assert_eq!(since(), None);
}

#[test]
fn what_is_settled_is_sent_again_from_the_first_attempt_and_the_log_goes_on() {
    let (shop, olga, _, id) = waiting();
    let no = Refusal::NotRetryable { status: "waiting".to_owned() };
    assert_eq!(refusal(resend(&shop, &olga, id)), no);
    fail_until_given_up(&shop, id, 0);
    let begun = resend(&shop, &olga, id).unwrap();
    assert_eq!((begun.status, begun.attempts, begun.settled_at), (Waiting, 0, None));
    assert_eq!(refusal(resend(&shop, &olga, id)), no);
    assert_eq!(shop.attempt(id, 0, &answered(200)), Some(Settled::Done));
    let seen = shop.delivery(&olga, id).unwrap().delivery;
    assert_eq!((seen.status, seen.attempts, seen.attempt_log[0].number), (Delivered, 1, 11));
    assert_eq!(resend(&shop, &olga, id).unwrap().event, seen.event, "the same to the receiver");
    assert_eq!(shop.attempt(id, 0, &answered(200)), Some(Settled::Done));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn whoever_keeps_the_worker_revives_what_was_given_up_and_nothing_else() {
    let (shop, olga, _, id) = waiting();
    let revive = |by: &Actor| shop.by(by, move |tx, by| webhooks::revive(tx, by, id, now()));
    assert_eq!(refusal(revive(&olga)).code(), "not_retryable");
    fail_until_given_up(&shop, id, 0);
    for stranger in [shop.person("mina", Role::Manager), shop.device("erp", DeviceRole::Integrator)] {
        assert_eq!(refusal(revive(&stranger)), Refusal::Forbidden);
    }
    assert_eq!(revive(&olga).unwrap(), Work::Delivery(id));
    assert_eq!(shop.attempt(id, 0, &answered(200)), Some(Settled::Done));
    assert_eq!(refusal(revive(&olga)), Refusal::NotRetryable { status: "delivered".to_owned() });
}

#[test]
fn an_endpoint_is_tried_out_by_a_delivery_of_its_own() {
    let (shop, olga, endpoint, _) = waiting();
    let made = shop.by(&olga, move |tx, by| webhooks::test(tx, by, endpoint, now())).unwrap();
    assert_eq!((made.event_type.as_str(), made.status), (TEST, Waiting));
    let payload = shop.delivery(&olga, made.id).unwrap().payload;
    assert_eq!((&payload["type"], &payload["data"]["id"]), (&TEST.into(), &endpoint.to_string().into()));
    assert_eq!(shop.attempt(made.id, 0, &answered(200)), Some(Settled::Done));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_waits_for_an_endpoint_that_is_removed_is_given_up_and_what_was_told_stays() {
    let (shop, olga, endpoint, id) = waiting();
    assert_eq!(shop.attempt(id, 0, &answered(200)), Some(Settled::Done));
    shop.tea_by(&shop.staff);
    let [second] = shop.pass_to_hooks()[..] else { panic!("one delivery") };
    shop.by(&olga, move |tx, by| webhooks::remove(tx, by, endpoint, None, now())).unwrap();
    let status = |id| shop.delivery(&olga, id).unwrap().delivery.status;
    assert_eq!((status(id), status(second)), (Delivered, Dead));
    assert_eq!(refusal(resend(&shop, &olga, id)), Refusal::WebhookInactive);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn deliveries_are_listed_by_where_they_stand_and_of_what_they_are() {
    let shop = Shop::open();
    let (olga, erp) = (shop.olga(), shop.device("erp", DeviceRole::Integrator));
    let [mine, theirs] = [&olga, &erp].map(|by| shop.endpoint(by, &["order.*"]));
    shop.tea_by(&erp);
    let made = shop.pass_to_hooks();
    assert_eq!(made.len(), 2);
    let list = |by: &Actor, query: DeliveryQuery| {
        let page = PageRequest::default();
        let found = shop.by(by, move |tx, by| webhooks::deliveries(tx, by, &query, page)).unwrap();
        found.items.into_iter().map(|delivery| delivery.endpoint).collect::<Vec<_>>()
    };
    let any = DeliveryQuery::default;
    assert_eq!(list(&olga, any()).len(), 2);
    assert_eq!(list(&erp, any()), [theirs]);
    assert_eq!(list(&olga, DeliveryQuery { endpoint: Some(mine), ..any() }), [mine]);
    assert!(list(&olga, DeliveryQuery { status: Some(Delivered), ..any() }).is_empty());
    assert_eq!(list(&erp, DeliveryQuery { status: Some(Waiting), ..any() }), [theirs]);
    assert!(list(&olga, DeliveryQuery { event_type: Some("order.paid".to_owned()), ..any() }).is_empty());
    let foreign = shop.told_to(&olga, mine)[0].id;
    assert_eq!(refusal(shop.delivery(&erp, foreign)), Refusal::not_found("delivery"));
    assert_eq!(refusal(resend(&shop, &erp, foreign)), Refusal::not_found("delivery"));
}
