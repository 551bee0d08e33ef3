//! Every route for everybody: who gets an answer, who is turned away, and that being turned away leaves
//! the database as it was.

use comanda_sdk::wire::OrderView;
use comanda_sdk::{Role, Status};
use comanda_tests::routes::{self, Verdict};
use comanda_tests::{Fixture, Seat, Shop};

use super::order_of;

const fn problem_of(verdict: Verdict) -> Option<(u16, &'static str)> {
    match verdict {
        Verdict::Yes => None,
        Verdict::SignInFirst => Some((401, "not_authenticated")),
        Verdict::SignInAgain => Some((401, "session_ended")),
        Verdict::NotYou => Some((403, "forbidden")),
        Verdict::NotYours => Some((404, "not_found")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_turns_away_whom_it_should_without_a_trace() {
    let fixture = Fixture::open().await;
    for route in routes::all() {
        let good = fixture.good(&route).await;
        let before = fixture.shop.fingerprint().await;
        for (seat, verdict) in Seat::ALL.into_iter().zip(route.verdicts) {
            let Some(wanted) = problem_of(verdict) else { continue };
            let told = format!("{} {} as {seat:?}", route.method, route.path);
            let answered = fixture.ask(&good, seat).await;
            let problem = answered.problem().unwrap_or_else(|error| panic!("{told}: {error}"));
            assert_eq!((problem.status, problem.code.as_str()), wanted, "{told}");
            assert_eq!(fixture.shop.fingerprint().await, before, "{told} left something behind");
        }
    }
    fixture.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_it_should() {
    let fixture = Fixture::open().await;
    for route in routes::all() {
        for seat in route.seats_with(Verdict::Yes) {
            let good = fixture.good(&route).await;
            let answered = fixture.ask(&good, seat).await;
            let told = format!("{} {} as {seat:?}", route.method, route.path);
            assert!(answered.status < 300, "{told}: {} {}", answered.status, answered.text());
            fixture.restore(&route, seat).await;
        }
    }
    fixture.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_somebody_elses_looks_like_what_does_not_exist() {
    let fixture = Fixture::open().await;
    for route in routes::all().iter().filter(|route| route.path.contains("{id}")) {
        let good = fixture.good(route).await;
        for seat in route.seats_with(Verdict::NotYours) {
            let mut absent = good.clone();
            absent.path = nobodys(&good.path);
            let mut answers = Vec::new();
            for request in [&good, &absent] {
                let mut problem = fixture.ask(request, seat).await.problem().unwrap();
                problem.request_id.clear();
                answers.push(problem);
            }
            assert_eq!(answers[0], answers[1], "{} {} as {seat:?}", route.method, route.path);
        }
    }
    fixture.shop.verify_and_close().await;
}

/// The same path with an id that nothing has.
fn nobodys(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.split_once('_') {
        Some((kind, id)) if id.len() == 26 => format!("{kind}_01h455vb4pex5vsknk084sn02q"),
        _ => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_sees_their_own_orders_and_nobody_elses() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (counter, customer) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Customer).await);
    let mut order = order_of(&soup, 1);
    counter.orders().place(&order).await.unwrap();
    order.customer_id = customer.user().map(|user| user.id);
    let own = counter.orders().place(&order).await.unwrap().order;
    assert_eq!(own.customer.as_ref().unwrap().username, "customer");
    // Its owner can only call it off.
    let own = OrderView { allowed_transitions: vec![Status::Cancelled], ..own };

    assert_eq!(customer.orders().list().send().await.unwrap().results, std::slice::from_ref(&own));
    assert_eq!(customer.orders().current().await.unwrap().count, 1);
    assert_eq!(customer.orders().get(own.id).await.unwrap(), own);
    assert!(customer.orders().payments(own.id).await.unwrap().is_empty());
    assert_eq!(customer.orders().status_history(own.id).await.unwrap().len(), 1);
    shop.verify_and_close().await;
}
