//! A coupon tried on orders of the past, over HTTP.

use comanda_sdk::wire::coupons::CouponForm;
use comanda_sdk::wire::coupons::simulation::SimulateCoupon;
use comanda_sdk::{Condition, Role};
use comanda_tests::{Seat, Shop};
use reqwest::Method;
use serde_json::{Value, json};

use super::{amount, order_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_sees_what_a_coupon_would_have_cost_before_it_does() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (counter, manager) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Manager).await);
    for count in 1..=3 {
        counter.orders().place(&order_of(&soup, count)).await.unwrap();
    }
    let form =
        CouponForm { min_order_items: Some(Some(2)), ..CouponForm::percentage("TRIED", amount("10.00")) };
    let id = shop.coupon(form).await.id;
    let before = shop.fingerprint().await;
    let found = manager.coupons().simulate(id, &SimulateCoupon::default()).await.unwrap();
    assert_eq!((found.orders, found.redemptions), (3, 2));
    assert_eq!((found.cost, found.revenue), (amount("2.25"), amount("22.50")));
    assert_eq!(found.cost_percent.map(|percent| percent.to_string()).as_deref(), Some("10.00"));
    assert_eq!((found.refused[0].rule, found.refused[0].orders), (Condition::MinOrderItems, 1));
    assert_eq!((found.changed_orders[0].number.as_str(), found.changed_orders.len()), ("A-003", 2));
    let draft = CouponForm {
        min_order_items: Some(None),
        discount_value: Some(amount("50.00")),
        ..CouponForm::default()
    };
    let tried = SimulateCoupon { draft: Some(draft), ..SimulateCoupon::default() };
    let found = manager.coupons().simulate(id, &tried).await.unwrap();
    assert_eq!((found.redemptions, found.cost), (3, amount("13.50")));

    let path = format!("/api/coupons/{id}/simulate/");
    let token = shop.token(Seat::Manager).await;
    let empty =
        shop.raw().request(Method::POST, &path).bearer_auth(token.as_deref().unwrap()).send().await.unwrap();
    assert_eq!(empty.status(), 200, "what is left out is asked for as usual");
    let asked = async |body: Value| {
        let answered = shop.raw().json(Method::POST, &path, token.as_deref(), &body).await;
        let problem = answered.problem().unwrap();
        (problem.status, problem.errors.unwrap_or_default().0.into_keys().collect::<Vec<_>>().join(" "))
    };
    let long = asked(json!({ "start_date": "2020-01-01" })).await;
    assert_eq!(long, (400, "start_date".to_owned()));
    assert_eq!(asked(json!({ "end_date": "yesterday" })).await.0, 400);
    let draft = asked(json!({ "draft": { "discount_value": "0.00" } })).await;
    assert_eq!(draft, (400, "draft.discount_value".to_owned()));
    let refused = counter.coupons().simulate(id, &SimulateCoupon::default()).await.unwrap_err();
    assert_eq!(refused.status(), Some(403));
    assert_eq!(shop.fingerprint().await, before, "it takes nothing and keeps nothing");
    shop.verify_and_close().await;
}
