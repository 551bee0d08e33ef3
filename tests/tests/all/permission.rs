//! Every route for everybody: who gets an answer, who is turned away, and that being turned away leaves
//! the database as it was.

use comanda_sdk::Role;
use comanda_sdk::wire::ProductView;
use comanda_tests::routes::{self, Route, Verdict};
use comanda_tests::shop::PASSWORD;
use comanda_tests::{Answered, Seat, Shop, menu, raw::signed};
use serde_json::{Value, json};

use super::order_of;

/// What a request needs to be a good one.
struct Case {
    product: ProductView,
    order: String,
    refresh: String,
}

impl Case {
    fn path(&self, route: &Route) -> String {
        let id =
            if route.path.contains("/orders/") { self.order.clone() } else { self.product.id.to_string() };
        route.path.replace("{id}", &id)
    }

    fn body(&self, route: &Route) -> Option<Value> {
        let items = json!([{ "product_id": self.product.id, "quantity": 1 }]);
        match (route.method.as_str(), route.path) {
            ("POST", "/api/auth/login/") => Some(json!({ "username": "staff", "password": PASSWORD })),
            ("POST", "/api/auth/token/refresh/" | "/api/auth/logout/") => {
                Some(json!({ "refresh": self.refresh }))
            }
            ("POST", "/api/orders/" | "/api/orders/quote/") => Some(json!({ "items": items })),
            ("PUT", "/api/orders/{id}/") => Some(json!({ "status": "processing" })),
            ("POST", "/api/orders/{id}/pay/") => Some(json!({ "tenders": [{ "method": "cash" }] })),
            _ => None,
        }
    }

    async fn send(&self, shop: &Shop, route: &Route, token: Option<&str>) -> Answered {
        let request = signed(shop.raw().request(route.method.clone(), &self.path(route)), token);
        let request = match self.body(route) {
            Some(body) => request.json(&body),
            None if route.path.ends_with("/import/") => {
                request.header("Content-Type", "text/csv").body(menu::dish("Bread", "1.00", None))
            }
            None => request,
        };
        Answered::of(request).await
    }
}

async fn case(shop: &Shop, product: &ProductView) -> Case {
    let counter = shop.signed_in(Role::Staff).await;
    let order = counter.orders().place(&order_of(product, 1)).await.unwrap().order.id.to_string();
    // A session of its own: the case may end it.
    let guest = shop.client();
    guest.login("staff", PASSWORD).await.unwrap();
    Case { product: product.clone(), order, refresh: guest.tokens().unwrap().refresh }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_lets_in_whom_it_should_and_turns_away_the_others_without_a_trace() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    for route in routes::all() {
        for (seat, verdict) in Seat::ALL.into_iter().zip(route.verdicts) {
            let told = format!("{} {} as {seat:?}", route.method, route.path);
            let case = case(&shop, &soup).await;
            let token = shop.token(seat).await;
            let before = shop.fingerprint().await;
            let answered = case.send(&shop, &route, token.as_deref()).await;
            let wanted = match verdict {
                Verdict::Yes => {
                    assert!(answered.status < 300, "{told}: {} {}", answered.status, answered.text());
                    continue;
                }
                Verdict::SignInFirst => (401, "not_authenticated"),
                Verdict::SignInAgain => (401, "session_ended"),
                Verdict::NotYou => (403, "forbidden"),
                Verdict::NotYours => (404, "not_found"),
            };
            let problem = answered.problem().unwrap_or_else(|error| panic!("{told}: {error}"));
            assert_eq!((problem.status, problem.code.as_str()), wanted, "{told}");
            assert_eq!(shop.fingerprint().await, before, "{told} left something behind");
        }
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_order_looks_like_one_that_does_not_exist() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let theirs = case(&shop, &soup).await;
    let customer = shop.token(Seat::Customer).await;
    let absent = Case { order: "order_01h455vb4pex5vsknk084sn02q".to_owned(), ..case(&shop, &soup).await };
    for route in routes::all().iter().filter(|route| route.path.starts_with("/api/orders/{id}/")) {
        let mut answers = Vec::new();
        for case in [&theirs, &absent] {
            let mut problem = case.send(&shop, route, customer.as_deref()).await.problem().unwrap();
            problem.request_id.clear();
            answers.push(problem);
        }
        assert_eq!(answers[0], answers[1], "{} {}", route.method, route.path);
    }
    shop.verify_and_close().await;
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

    assert_eq!(customer.orders().list().send().await.unwrap().results, std::slice::from_ref(&own));
    assert_eq!(customer.orders().current().await.unwrap().count, 1);
    assert_eq!(customer.orders().get(own.id).await.unwrap(), own);
    assert!(customer.orders().payments(own.id).await.unwrap().is_empty());
    assert_eq!(customer.orders().status_history(own.id).await.unwrap().len(), 1);
    shop.verify_and_close().await;
}
