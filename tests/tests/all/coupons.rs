//! Coupons over HTTP: made, changed, listed and taken away by managers, seen by those they are for, and what became of
//! them.

use std::collections::BTreeSet;

use comanda_sdk::id::CouponId;
use comanda_sdk::wire::coupons::{CouponForm, MakeCodes, TierForm, TierType, TimeRestrictions};
use comanda_sdk::wire::{CancelOrder, CouponView, OrderView, PayOrder, PlaceOrder, ProductView, RefundOrder};
use comanda_sdk::{
    Client, CouponStatus, DiscountType, Error, IdempotencyKey, Refusal, Role, Tier, UseStatus,
};
use comanda_tests::{Seat, Shop};
use futures::TryStreamExt;
use reqwest::Method;
use serde_json::{Value, json};

use super::{amount, order_of};

fn tenth(code: &str) -> CouponForm {
    CouponForm::percentage(code, amount("10.00"))
}

fn step(from: &str, percent: &str) -> TierForm {
    TierForm { min_amount: amount(from), kind: TierType::Percentage, value: amount(percent) }
}

/// The fields that a refusal names.
fn fields(error: &Error) -> Vec<String> {
    match error.refusal() {
        Some(Refusal::InvalidInput { errors }) => errors.0.into_keys().collect(),
        other => panic!("{other:?}: {error}"),
    }
}

struct Room {
    shop: Shop,
    manager: Client,
    counter: Client,
    customer: Client,
    soup: ProductView,
}

impl Room {
    async fn open() -> Self {
        let shop = Shop::open().await;
        let soup = shop.product("Soup", "10.00", None).await;
        let [manager, counter, customer] = [
            shop.signed_in(Role::Manager).await,
            shop.signed_in(Role::Staff).await,
            shop.signed_in(Role::Customer).await,
        ];
        Self { shop, manager, counter, customer, soup }
    }

    async fn made(&self, form: CouponForm) -> CouponView {
        self.manager.coupons().create(&form).await.unwrap().coupon
    }

    /// Soup for the customer with this code.
    async fn ordered(&self, count: i64, code: &str, payment: Option<PayOrder>) -> Result<OrderView, Error> {
        let order = PlaceOrder {
            customer_id: self.customer.user().map(|user| user.id),
            coupon_codes: vec![code.to_owned()],
            payment,
            ..order_of(&self.soup, count)
        };
        self.counter.orders().place(&order).await.map(|placed| placed.order)
    }

    async fn refused(&self, form: &CouponForm) -> Vec<String> {
        fields(&self.manager.coupons().create(form).await.unwrap_err())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "as orders have it")]
fn paid() -> Option<PayOrder> {
    Some(PayOrder::card(None))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_makes_one_of_each_type_and_is_told_what_is_hardly_meant() {
    let room = Room::open().await;
    let forms = [
        CouponForm {
            max_discount: Some(Some(amount("8.00"))),
            ..CouponForm::percentage("P-1", amount("20"))
        },
        CouponForm {
            min_order_value: Some(Some(amount("25.00"))),
            ..CouponForm::fixed("F-1", amount("5.00"))
        },
        CouponForm::buy_get("B-1", 2, 1),
        CouponForm::tiered("T-1", vec![step("20.00", "5"), step("40.00", "10")]),
        CouponForm::delivery("D-1", amount("100.00")),
    ];
    let kinds = [
        DiscountType::Percentage,
        DiscountType::Fixed,
        DiscountType::BuyXGetY,
        DiscountType::Tiered,
        DiscountType::Delivery,
    ];
    for (form, kind) in forms.iter().zip(kinds) {
        let saved = room.manager.coupons().create(form).await.unwrap();
        assert_eq!((saved.coupon.discount_type, saved.coupon.status), (kind, CouponStatus::Active));
        assert!(saved.warnings.iter().any(|one| one.code == "unlimited"), "{:?}", saved.warnings);
        assert_eq!(room.manager.coupons().get(saved.coupon.id).await.unwrap(), saved.coupon);
        let put: CouponForm = serde_json::from_value(serde_json::to_value(&saved.coupon).unwrap()).unwrap();
        let same = room.manager.coupons().replace(saved.coupon.id, &put).await.unwrap();
        assert_eq!(same.coupon, saved.coupon, "what was read is put, and nothing changed");
    }
    let told = |saved: comanda_sdk::wire::SavedCoupon| {
        saved.warnings.into_iter().map(|one| one.code).collect::<BTreeSet<_>>()
    };
    let all =
        told(room.manager.coupons().create(&CouponForm::percentage("ALL", amount("100"))).await.unwrap());
    assert!(all.contains("reaches_zero"), "{all:?}");
    let cliff = CouponForm::tiered("CLIFF", vec![step("20.00", "5"), step("21.00", "50")]);
    let cliff = told(room.manager.coupons().create(&cliff).await.unwrap());
    assert!(cliff.contains("tier_cliff"), "{cliff:?}");
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_foolish_is_refused_field_by_field() {
    let room = Room::open().await;
    let now = room.manager.coupons().create(&tenth("CLOCK")).await.unwrap().coupon.created_at;
    let never = CouponForm { valid_from: Some(now), valid_until: Some(Some(now)), ..tenth("BAD") };
    assert_eq!(room.refused(&never).await, ["valid_until"]);
    let steps = vec![step("40.00", "5"), step("20.00", "10")];
    assert_eq!(room.refused(&CouponForm::tiered("BAD", steps)).await, ["tiers.1.min_amount"]);
    assert_eq!(room.refused(&CouponForm::buy_get("BAD", 0, 1)).await, ["buy_x_count"]);
    assert_eq!(room.refused(&CouponForm::percentage("BAD", amount("100.01"))).await, ["discount_value"]);
    let nothing = "product_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    let named = CouponForm { applicable_products: Some(vec![nothing]), ..tenth("BAD") };
    assert_eq!(room.refused(&named).await, ["applicable_products"]);
    assert_eq!(room.refused(&CouponForm::default()).await, ["code", "discount_type"]);
    assert_eq!(room.refused(&tenth("clock")).await, ["code"]);
    let both = CouponForm { max_uses: Some(Some(0)), ..CouponForm::percentage("B", amount("0.00")) };
    assert_eq!(room.refused(&both).await, ["code", "discount_value", "max_uses"], "all at once");

    let used = room.made(tenth("USED")).await;
    for _ in 0..2 {
        room.ordered(1, "USED", None).await.unwrap();
    }
    let low =
        CouponForm { max_uses: Some(Some(1)), max_uses_per_user: Some(Some(1)), ..CouponForm::default() };
    let refused = room.manager.coupons().change(used.id, &low).await.unwrap_err();
    assert_eq!(fields(&refused), ["max_uses", "max_uses_per_user"]);
    let counted = room.manager.coupons().get(used.id).await.unwrap();
    assert_eq!((counted.version, counted.current_uses), (1, 2));
    let token = room.shop.token(Seat::Manager).await;
    for odd in [
        json!({ "code": "ODD", "discount_type": "free_lunch" }),
        json!({ "code": 7, "discount_type": "fixed" }),
        json!({ "code": "ODD", "discount_type": "fixed", "discount_value": "five" }),
        json!({ "code": "ODD", "discount_type": "fixed", "discount_value": "5", "valid_until": "tomorrow" }),
        json!({ "code": "ODD", "discount_type": "fixed", "discount_value": "5",
            "valid_until": "+262000-01-01T00:00:00Z" }),
        json!([]),
    ] {
        let answered = room.shop.raw().json(Method::POST, "/api/coupons/", token.as_deref(), &odd).await;
        assert_eq!(answered.problem().unwrap().code, "invalid_input", "{odd}");
    }
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_and_paged() {
    let room = Room::open().await;
    let now = room.made(tenth("ACTIVE")).await.created_at;
    let hour = std::time::Duration::from_hours(1);
    room.made(CouponForm { valid_from: Some(now + hour), ..tenth("SCHEDULED") }).await;
    room.made(CouponForm { is_active: Some(false), ..tenth("CANCELLED") }).await;
    room.made(CouponForm { max_uses: Some(Some(1)), ..tenth("DEPLETED") }).await;
    room.made(CouponForm {
        description: Some("Soup for less".to_owned()),
        ..CouponForm::buy_get("B2G1", 2, 1)
    })
    .await;
    room.ordered(1, "DEPLETED", None).await.unwrap();
    let wish = MakeCodes { count: 3, prefix: Some("GIFT".to_owned()), coupon: nameless() };
    let made = room.manager.coupons().make_codes(&wish).await.unwrap();
    let coupons = room.manager.coupons();
    let codes = async |list: comanda_sdk::CouponList| {
        let all: Vec<CouponView> = list.page_size(2).stream().try_collect().await.unwrap();
        all.into_iter().map(|one| one.code).collect::<Vec<_>>()
    };
    for (status, code) in [
        (CouponStatus::Scheduled, "SCHEDULED"),
        (CouponStatus::Cancelled, "CANCELLED"),
        (CouponStatus::Depleted, "DEPLETED"),
    ] {
        assert_eq!(codes(coupons.list().status(status)).await, [code]);
    }
    assert!(codes(coupons.list().status(CouponStatus::Expired)).await.is_empty());
    assert_eq!(codes(coupons.list().status(CouponStatus::Active).batched(false)).await, ["B2G1", "ACTIVE"]);
    assert_eq!(codes(coupons.list().discount_type(DiscountType::BuyXGetY)).await, ["B2G1"]);
    assert_eq!(codes(coupons.list().search("soup FOR")).await, ["B2G1"]);
    assert_eq!(codes(coupons.list().search("depl")).await, ["DEPLETED"]);
    let batch: BTreeSet<_> = codes(coupons.list().batch(made.batch)).await.into_iter().collect();
    assert_eq!(batch, made.codes.into_iter().collect());
    assert_eq!(codes(coupons.list().batched(true)).await.len(), 3);
    assert_eq!(codes(coupons.list()).await.len(), 8);
    let token = room.shop.token(Seat::Staff).await;
    for wrong in ["status=gone", "discount_type=x", "batch=7", "batched=perhaps", "page_size=101"] {
        let path = format!("/api/coupons/?{wrong}");
        let answered = room.shop.raw().json(Method::GET, &path, token.as_deref(), &Value::Null).await;
        let field = wrong.split_once('=').unwrap().0;
        assert!(answered.problem().unwrap().errors.unwrap().0.contains_key(field), "{wrong}");
    }
    room.shop.verify_and_close().await;
}

fn nameless() -> CouponForm {
    CouponForm { code: None, ..tenth("") }
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_see_only_what_they_could_use() {
    let room = Room::open().await;
    let open = room.made(tenth("OPEN")).await;
    let hidden = room.made(CouponForm { is_public: Some(false), ..tenth("HIDDEN") }).await;
    room.made(CouponForm { customer_tier: Some(Tier::Vip), ..tenth("FOR-VIPS") }).await;
    room.made(CouponForm { customer_tier: Some(Tier::New), ..tenth("FOR-NEW") }).await;
    room.made(CouponForm { is_active: Some(false), ..tenth("OFF") }).await;
    let listed = async |client: &Client| {
        let page = client.coupons().list().send().await.unwrap();
        page.results.into_iter().map(|one| one.code).collect::<Vec<_>>()
    };
    assert_eq!(listed(&room.customer).await, ["FOR-NEW", "OPEN"]);
    assert_eq!(listed(&room.counter).await.len(), 5);
    room.ordered(1, "OPEN", None).await.unwrap();
    assert_eq!(listed(&room.customer).await, ["OPEN"], "not new any more");
    assert_eq!(room.customer.coupons().get(open.id).await.unwrap().code, "OPEN");
    assert_eq!(room.customer.coupons().get(hidden.id).await.unwrap_err().status(), Some(404));
    assert_eq!(room.counter.coupons().get(hidden.id).await.unwrap().code, "HIDDEN");
    let refused = room.counter.coupons().create(&tenth("MINE")).await.unwrap_err();
    assert_eq!(refused.status(), Some(403));
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_that_was_used_is_withdrawn_and_still_told_of() {
    let room = Room::open().await;
    let (used, unused) = (room.made(tenth("USED")).await, room.made(tenth("UNUSED")).await);
    let order = room.ordered(1, "USED", paid()).await.unwrap();
    for id in [used.id, unused.id] {
        room.manager.coupons().delete(id).await.unwrap();
        let gone = |error: Error| (error.status(), error.code().map(str::to_owned));
        let not_found = (Some(404), Some("not_found".to_owned()));
        assert_eq!(gone(room.manager.coupons().get(id).await.unwrap_err()), not_found);
        let change = CouponForm { is_active: Some(true), ..CouponForm::default() };
        assert_eq!(gone(room.manager.coupons().change(id, &change).await.unwrap_err()), not_found);
        assert_eq!(gone(room.manager.coupons().delete(id).await.unwrap_err()), not_found);
    }
    assert_eq!(room.manager.coupons().list().send().await.unwrap().count, 0);
    assert_eq!(room.ordered(1, "USED", None).await.unwrap_err().code(), Some("coupon_inactive"));
    assert_eq!(room.ordered(1, "UNUSED", None).await.unwrap_err().code(), Some("unknown_coupon"));
    let history = room.customer.coupons().uses().send().await.unwrap();
    assert_eq!((history.count, history.results[0].order.id), (1, order.id));
    assert_eq!(room.manager.coupons().stats(used.id).await.unwrap().consumed, 1);
    assert_eq!(room.manager.coupons().stats(unused.id).await.unwrap_err().status(), Some(404));
    assert_eq!(room.customer.orders().get(order.id).await.unwrap().coupons[0].code, "USED");
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_of_a_batch_are_each_for_one_use() {
    let room = Room::open().await;
    let key = IdempotencyKey::new();
    let wish = MakeCodes { count: 40, prefix: Some("thanks".to_owned()), coupon: nameless() };
    let made = room.manager.coupons().make_codes_with_key(&wish, &key).await.unwrap();
    assert_eq!(room.manager.coupons().make_codes_with_key(&wish, &key).await.unwrap(), made, "asked twice");
    assert_eq!(room.manager.coupons().list().batched(true).send().await.unwrap().count, 40);
    let code = made.codes[7].to_lowercase();
    assert!(code.starts_with("thanks-") && code.len() == 17, "{code}");
    room.ordered(1, &code, paid()).await.unwrap();
    assert_eq!(room.ordered(1, &code, None).await.unwrap_err().code(), Some("coupon_depleted"));
    room.ordered(1, &made.codes[8], None).await.unwrap();
    assert_eq!(room.customer.coupons().list().send().await.unwrap().count, 0, "nobody is shown them");
    let wrong =
        MakeCodes { count: 0, coupon: CouponForm { max_uses: Some(Some(5)), ..tenth("X-1") }, ..wish };
    let refused = room.manager.coupons().make_codes(&wrong).await.unwrap_err();
    assert_eq!(fields(&refused), ["count", "coupon.code", "coupon.max_uses"]);
    let token = room.shop.token(Seat::Manager).await;
    let body = json!({ "count": 1, "coupon": { "discount_type": "fixed", "discount_value": "1.00" } });
    let raw = room.shop.raw().json(Method::POST, "/api/coupons/bulk/", token.as_deref(), &body).await;
    let batch = raw.read::<Value>()["batch"].as_str().unwrap().to_owned();
    assert_eq!((raw.status, raw.header("location")), (201, format!("/api/coupons/?batch={batch}").as_str()));
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_and_statistics_follow_the_orders() {
    let room = Room::open().await;
    let coupon = room.made(CouponForm { max_uses: Some(Some(10)), ..tenth("TENTH") }).await;
    let kept = room.ordered(2, "TENTH", paid()).await.unwrap();
    let waits = room.ordered(1, "TENTH", None).await.unwrap();
    let off = room.ordered(1, "TENTH", paid()).await.unwrap();
    let cancel = CancelOrder { reason: Some("late".to_owned()), ..CancelOrder::default() };
    room.counter.orders().cancel(off.id, &cancel).await.unwrap();
    let stats = room.manager.coupons().stats(coupon.id).await.unwrap();
    assert_eq!((stats.held, stats.consumed, stats.released, stats.left), (1, 1, 1, Some(8)));
    assert_eq!((stats.discount_given, stats.revenue), (amount("2.00"), amount("18.00")));
    assert_eq!((stats.customers, stats.by_day.len(), stats.by_day[0].uses), (1, 1, 1));
    super::refunds::delivered(&room.shop, kept.id).await;
    let half = RefundOrder { amount: Some(amount("9.90")), reason: "cold".to_owned(), ..<_>::default() };
    room.manager.orders().refund(kept.id, &half).await.unwrap();
    let stats = room.manager.coupons().stats(coupon.id).await.unwrap();
    assert_eq!((stats.consumed, stats.revenue), (1, amount("9.00")), "half of it, without its tax");

    let uses = room.customer.coupons().uses().send().await.unwrap();
    let told: Vec<_> = uses.results.iter().map(|one| (one.order.id, one.status)).collect();
    assert_eq!(
        told,
        [(off.id, UseStatus::Released), (waits.id, UseStatus::Held), (kept.id, UseStatus::Consumed)]
    );
    let stranger = room.shop.signed_in_as("stranger").await;
    assert_eq!(stranger.coupons().uses().coupon(coupon.id).send().await.unwrap().count, 0);
    let customer = room.customer.user().unwrap().id;
    let of_theirs = room.counter.coupons().uses().customer(customer).status(UseStatus::Held);
    assert_eq!(of_theirs.send().await.unwrap().results[0].order.number, waits.number);
    let all: Vec<_> = room.counter.coupons().uses().page_size(1).stream().try_collect().await.unwrap();
    assert_eq!(all, uses.results);
    assert_eq!(room.counter.coupons().stats(coupon.id).await.unwrap_err().status(), Some(403));
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_are_told_that_nothing_changed_and_writers_that_something_did() {
    let room = Room::open().await;
    let coupon = room.made(tenth("TAGGED")).await;
    let (raw, token) = (room.shop.raw(), room.shop.token(Seat::Manager).await);
    let path = format!("/api/coupons/{}/", coupon.id);
    let ask = async |method: Method, header: &str, tag: &str, body: &Value| {
        let request = raw.request(method, &path).bearer_auth(token.clone().unwrap()).header(header, tag);
        let request = if body.is_null() { request } else { request.json(body) };
        comanda_tests::Answered::of(request).await
    };
    let read = ask(Method::GET, "If-None-Match", "\"none\"", &Value::Null).await;
    let seen = read.header("etag").to_owned();
    assert_eq!(
        (read.status, ask(Method::GET, "If-None-Match", &seen, &Value::Null).await.status),
        (200, 304)
    );
    room.ordered(1, "TAGGED", None).await.unwrap();
    let used = ask(Method::GET, "If-None-Match", &seen, &Value::Null).await;
    assert_eq!((used.status, used.read::<CouponView>().current_uses), (200, 1), "it shows its uses");
    let change = json!({ "description": "Now with words" });
    let changed = ask(Method::PATCH, "If-Match", &seen, &change).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "uses are no change");
    let stale = ask(Method::PATCH, "If-Match", &seen, &change).await;
    assert_eq!((stale.status, stale.problem().unwrap().code.as_str()), (409, "stale_version"));
    let stale = ask(Method::DELETE, "If-Match", &seen, &Value::Null).await;
    assert_eq!(stale.status, 409);
    let by_body = CouponForm { version: Some(1), ..CouponForm::default() };
    let refused = room.manager.coupons().change(coupon.id, &by_body).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::StaleVersion { current: 2 }));
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_twice_is_asking_once() {
    let room = Room::open().await;
    let token = room.shop.token(Seat::Manager).await.unwrap();
    let body = json!({ "code": "twice", "discount_type": "percentage", "discount_value": "10.00" });
    let first = room.shop.raw().command("/api/coupons/", &token, "k-1", &body).await;
    let again = room.shop.raw().command("/api/coupons/", &token, "k-1", &body).await;
    let made: CouponView = first.read();
    assert_eq!((first.status, first.header("etag")), (201, "\"1\""));
    assert_eq!(first.header("location"), format!("/api/coupons/{}/", made.id));
    assert_eq!((again.status, again.body.clone()), (201, first.body.clone()), "byte for byte");
    assert_eq!(room.manager.coupons().list().send().await.unwrap().count, 1);
    let (key, put) = (IdempotencyKey::new(), CouponForm { combinable: Some(true), ..tenth("TWICE") });
    let replaced = room.manager.coupons().replace_with_key(made.id, &put, &key).await.unwrap();
    assert_eq!(room.manager.coupons().replace_with_key(made.id, &put, &key).await.unwrap(), replaced);
    assert_eq!(replaced.coupon.version, 2);
    let other = CouponForm { combinable: Some(false), ..put };
    let refused = room.manager.coupons().replace_with_key(made.id, &other, &key).await.unwrap_err();
    assert_eq!((refused.status(), refused.code()), (Some(422), Some("idempotency_key_reused")));
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_and_conditions_come_back_as_they_were_sent() {
    let room = Room::open().await;
    let sent = json!({
        "code": "FULL", "description": "All of it", "discount_type": "percentage", "discount_value": "12.50",
        "max_discount": "8.00", "valid_from": "2026-01-01T00:00:00Z", "valid_until": "2099-01-01T00:00:00Z",
        "max_uses": 100, "max_uses_per_user": 2, "min_order_value": "15.00", "min_order_items": 2,
        "min_category_items": 1, "customer_tier": "regular", "min_customer_orders": 3, "max_customer_orders": 50,
        "min_customer_spent": "100.00", "applicable_categories": [room.soup.category.id],
        "excluded_products": [], "applies_to_discounted_items": true, "combinable": true,
        "usage_interval_days": 7,
        "time_restrictions": { "days": ["monday", "friday"], "hours": { "start": "22:00", "end": "02:00" } },
        "seasonal_restrictions": { "months": [11, 12], "dates": ["12-24"] },
        "is_active": true, "is_public": false,
    });
    let token = room.shop.token(Seat::Manager).await;
    let made = room.shop.raw().json(Method::POST, "/api/coupons/", token.as_deref(), &sent).await;
    let shown: Value = made.read();
    for (field, value) in sent.as_object().unwrap() {
        assert_eq!(&shown[field], value, "{field}");
    }
    let id: CouponId = shown["id"].as_str().unwrap().parse().unwrap();
    let cleared = CouponForm {
        time_restrictions: Some(None),
        seasonal_restrictions: Some(Some(<_>::default())),
        max_uses: Some(None),
        ..CouponForm::default()
    };
    let cleared = room.manager.coupons().change(id, &cleared).await.unwrap().coupon;
    assert_eq!((cleared.time_restrictions, cleared.seasonal_restrictions), (None, None));
    assert_eq!((cleared.max_uses, cleared.usage_interval_days), (None, Some(7)));
    let days = TimeRestrictions { days: [comanda_core::coupons::Day::Sunday].into(), hours: None };
    let on_sundays = CouponForm { time_restrictions: Some(Some(days.clone())), ..CouponForm::default() };
    let on_sundays = room.manager.coupons().change(id, &on_sundays).await.unwrap().coupon;
    assert_eq!(on_sundays.time_restrictions, Some(days));
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shop_has_coupons_of_every_type_and_one_was_used() {
    let shop = Shop::demo().await;
    let manager = shop.signed_in_as("manager").await;
    let all: Vec<CouponView> = manager.coupons().list().stream().try_collect().await.unwrap();
    let kinds: BTreeSet<_> = all.iter().map(|one| one.discount_type).collect();
    assert_eq!(kinds.len(), DiscountType::ALL.len(), "{kinds:?}");
    assert!(all.iter().any(|one| one.status == CouponStatus::Expired));
    let used: Vec<_> = all.iter().filter(|one| one.current_uses > 0).collect();
    let history = manager.coupons().uses().send().await.unwrap();
    assert_eq!((used.len(), history.count), (1, 1));
    assert_eq!(history.results[0].customer.as_ref().unwrap().name, "Ali Ahmadi");
    let stats = manager.coupons().stats(used[0].id).await.unwrap();
    assert_eq!((stats.consumed, stats.left), (1, Some(49)));
    assert!(stats.revenue != amount("0.00") && stats.discount_given != amount("0.00"), "{stats:?}");
    let customer = shop.signed_in_as("customer").await;
    let theirs: Vec<CouponView> = customer.coupons().list().stream().try_collect().await.unwrap();
    assert!(theirs.iter().any(|one| one.code == "WELCOME10") && theirs.iter().all(|one| one.code != "VIP50"));
    shop.verify_and_close().await;
}
