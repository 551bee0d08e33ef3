//! What nobody should send, sent to every route: a clear problem comes back, never a 500, and the shop
//! goes on.

use comanda_sdk::Role;
use comanda_sdk::wire::ProductView;
use comanda_tests::routes;
use comanda_tests::{Answered, Seat, Shop, menu, raw::signed};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::order_of;

/// The answer is no, in the form that all noes have.
fn refused(told: &str, answered: &Answered) -> u16 {
    assert!((400..500).contains(&answered.status), "{told}: {} {}", answered.status, answered.text());
    answered.problem().unwrap_or_else(|error| panic!("{told}: {error}")).status
}

/// Whatever the answer is, it is no crash; and if it is no, it has the form of one.
fn survived(told: &str, answered: &Answered) {
    if answered.status >= 400 {
        refused(told, answered);
    }
}

struct Room {
    shop: Shop,
    token: String,
    soup: ProductView,
    order: String,
}

impl Room {
    async fn open() -> Self {
        let shop = Shop::open().await;
        shop.import(menu::SMALL).await;
        let soup = shop.product("Soup", "4.50", Some(5)).await;
        let counter = shop.signed_in(Role::Staff).await;
        let order = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id.to_string();
        // An admin may everything: what is refused is refused for what it says.
        let token = shop.token(Seat::Admin).await.unwrap();
        Self { shop, token, soup, order }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        signed(self.shop.raw().request(method, path), Some(&self.token))
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Answered {
        Answered::of(self.request(method, path).json(body)).await
    }

    async fn text(&self, method: &Method, path: &str, kind: &str, body: Vec<u8>) -> Answered {
        Answered::of(self.request(method.clone(), path).header("Content-Type", kind).body(body)).await
    }

    /// Routes that read a JSON body, with real ids in their paths.
    fn with_json(&self) -> Vec<(Method, String)> {
        let takes_json =
            |route: &&routes::Route| route.method != Method::GET && !route.path.ends_with("/import/");
        let filled = |route: routes::Route| (route.method, route.path.replace("{id}", &self.order));
        routes::all().into_iter().filter(|route| takes_json(&route)).map(filled).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_the_wanted_json_is_refused_by_every_route() {
    let room = Room::open().await;
    let before = room.shop.fingerprint().await;
    let deep = "[".repeat(100_000).into_bytes();
    let bodies: [&[u8]; 11] = [
        b"",
        b"{",
        b"{}",
        b"[]",
        b"null",
        b"\"text\"",
        b"{}{}",
        b"{\"items\":",
        b"\xff\xfe\xfd",
        b"NaN",
        &deep,
    ];
    for (method, path) in room.with_json() {
        for body in bodies {
            let shown = String::from_utf8_lossy(&body[..body.len().min(12)]).into_owned();
            let told = format!("{method} {path} {shown}");
            assert_eq!(
                refused(&told, &room.text(&method, &path, "application/json", body.to_vec()).await),
                400,
                "{told}"
            );
        }
        let told = format!("{method} {path}");
        assert_eq!(
            refused(&told, &room.text(&method, &path, "text/plain", b"{}".to_vec()).await),
            415,
            "{told}"
        );
        let huge = format!("{{\"notes\":\"{}\"}}", "x".repeat(2 << 20)).into_bytes();
        assert_eq!(refused(&told, &room.text(&method, &path, "application/json", huge).await), 413, "{told}");
    }
    assert_eq!(room.shop.fingerprint().await, before);
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_makes_no_sense_names_the_field() {
    let room = Room::open().await;
    let before = room.shop.fingerprint().await;
    let soup = room.soup.id.to_string();
    let items = |quantity: Value| json!({ "items": [{ "product_id": soup, "quantity": quantity }] });
    let with = |field: &str, value: Value| {
        let mut order = items(json!(1));
        order[field] = value;
        order
    };
    let line = json!({ "product_id": soup, "quantity": 1 });
    for (body, field) in [
        (items(json!(0)), "items.0.quantity"),
        (items(json!(-1)), "items.0.quantity"),
        (items(json!(1.5)), "items.0.quantity"),
        (items(json!(1000)), "items.0.quantity"),
        (items(json!(u64::MAX)), "items.0.quantity"),
        (items(json!("one")), "items.0.quantity"),
        (items(Value::Null), "items.0.quantity"),
        (json!({ "items": [{ "quantity": 1 }] }), "items.0.product_id"),
        (json!({ "items": [{ "product_id": "soup", "quantity": 1 }] }), "items.0.product_id"),
        (json!({ "items": [{ "product_id": room.order, "quantity": 1 }] }), "items.0.product_id"),
        (json!({ "items": { "product_id": soup } }), "items"),
        (json!({ "items": vec![line.clone(); 201] }), "items"),
        (with("delivery_method", json!("teleport")), "delivery_method"),
        (with("delivery_method", json!("delivery")), "delivery_address"),
        (with("customer_id", json!("me")), "customer_id"),
        (with("guest_name", json!(7)), "guest_name"),
        (with("guest_name", json!("x".repeat(5000))), "guest_name"),
        (with("special_instructions", json!("x".repeat(50_000))), "special_instructions"),
        (with("payment", json!({})), "payment.tenders"),
        (with("payment", json!({ "tenders": [] })), "tenders"),
        (with("payment", json!({ "tenders": [{ "method": "gold" }] })), "payment.tenders.0.method"),
        (
            with("payment", json!({ "tenders": [{ "method": "cash", "amount": "a" }] })),
            "payment.tenders.0.amount",
        ),
        (with("payment", json!({ "tenders": [{ "method": "cash", "amount": "1.234" }] })), "amount"),
        (with("payment", json!({ "tenders": [{ "method": "cash", "amount": "-1" }] })), "amount"),
        (
            with("payment", json!({ "tenders": [{ "method": "cash", "amount": "99999999999999999999" }] })),
            "amount",
        ),
        (with("payment", json!({ "tenders": [{ "method": "card", "tendered": "9" }] })), "tendered"),
        (with("payment", json!({ "tenders": [{ "method": "cash" }], "tip": "-1" })), "tip"),
        (
            with("payment", json!({ "tenders": vec![json!({ "method": "cash", "amount": "0.01" }); 21] })),
            "tenders",
        ),
    ] {
        let answered = room.send(Method::POST, "/api/orders/", &body).await;
        let problem = answered.problem().unwrap_or_else(|error| panic!("{field}: {error}"));
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (400, "invalid_input"),
            "{field}: {}",
            answered.text()
        );
        let errors = problem.errors.unwrap().0;
        assert!(errors.keys().any(|key| key.contains(field)), "{field} is not among {errors:?}");
        assert!(errors.values().flatten().all(|message| !message.is_empty()), "{errors:?}");
    }
    assert_eq!(room.shop.fingerprint().await, before);
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_the_shop_cannot_fulfil_says_why() {
    let room = Room::open().await;
    let soup = room.soup.id.to_string();
    let absent = "product_01h455vb4pex5vsknk084sn02q";
    let option = "option_01h455vb4pex5vsknk084sn02q";
    let user = "user_01h455vb4pex5vsknk084sn02q";
    let counter = room.shop.signed_in(Role::Staff).await;
    let off = counter.products().list().available(false).send().await.unwrap().results.remove(0).id;
    for (body, status, code) in [
        (json!({ "items": [] }), 422, "empty_order"),
        (json!({ "items": [{ "product_id": absent, "quantity": 1 }] }), 422, "unknown_product"),
        (json!({ "items": [{ "product_id": off, "quantity": 1 }] }), 422, "product_unavailable"),
        (
            json!({ "items": [{ "product_id": soup, "quantity": 1, "options": [option] }] }),
            422,
            "unknown_option",
        ),
        (json!({ "items": [{ "product_id": soup, "quantity": 999 }] }), 409, "out_of_stock"),
        (
            json!({ "items": [{ "product_id": soup, "quantity": 1 }], "customer_id": user }),
            400,
            "invalid_input",
        ),
    ] {
        let answered = room.send(Method::POST, "/api/orders/", &body).await;
        let problem = answered.problem().unwrap_or_else(|error| panic!("{code}: {error}"));
        assert_eq!((problem.status, problem.code.as_str()), (status, code), "{}", answered.text());
    }
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_of_the_caller_are_not_listened_to() {
    let room = Room::open().await;
    let body = json!({
        "id": "order_01h455vb4pex5vsknk084sn02q", "number": "X-1", "status": "delivered", "total": "0.01",
        "paid": "99.00", "payment_status": "paid", "source": "kiosk", "version": 9, "tax": "0.00",
        "items": [{ "product_id": room.soup.id, "quantity": 1, "unit_price": "0.01", "price": "0.01", "discount": "4.00" }],
    });
    let placed: comanda_sdk::wire::OrderView = room.send(Method::POST, "/api/orders/", &body).await.read();
    assert_eq!((placed.total, placed.paid), (super::amount("4.95"), super::amount("0.00")));
    assert_eq!((placed.status, placed.source), (comanda_sdk::Status::Pending, comanda_sdk::Source::Counter));
    assert!(placed.number != "X-1" && placed.version == 1);
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn text_that_would_play_tricks_on_a_terminal_arrives_harmless() {
    let room = Room::open().await;
    let trick = "\u{1b}[2Jred\u{202e}\u{7}\r\n\u{9b}31m";
    let body = json!({
        "items": [{ "product_id": room.soup.id, "quantity": 1, "notes": trick }],
        "guest_name": trick, "special_instructions": trick,
    });
    let placed: comanda_sdk::wire::OrderView = room.send(Method::POST, "/api/orders/", &body).await.read();
    for text in [&placed.guest_name, &placed.special_instructions, &placed.items[0].notes] {
        assert!(!text.chars().any(|c| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
        assert!(text.contains("red"), "{text:?}");
    }
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_that_a_list_does_not_understand_are_refused() {
    let room = Room::open().await;
    let paging = [
        "page=0",
        "page=-1",
        "page=x",
        "page=99999999999999999999",
        "page_size=0",
        "page_size=101",
        "page_size=x",
        "page=1.5",
        "page=%FF",
    ];
    let products = [
        "ordering=nonsense",
        "ordering=-",
        "price__gte=x",
        "price__lte=1e9",
        "in_stock=maybe",
        "is_available=2",
        "category=x",
    ];
    let orders = [
        "status=lost",
        "payment_status=x",
        "source=moon",
        "delivery_method=x",
        "start_date=yesterday",
        "end_date=2026-13-01",
        "ordering=secret",
        "ordering=total,secret",
    ];
    let lists: [(&str, &[&str]); 5] = [
        ("/api/products/", &products),
        ("/api/products/featured/", &[]),
        ("/api/products/categories/", &[]),
        ("/api/orders/", &orders),
        ("/api/orders/current/", &[]),
    ];
    for (path, own) in lists {
        for query in paging.iter().chain(own) {
            let told = format!("{path}?{query}");
            let answered = Answered::of(room.request(Method::GET, &told)).await;
            assert_eq!(refused(&told, &answered), 400, "{told}");
        }
        for query in [
            "search=%00",
            "search=%25_%27%22--",
            "page=9000&page_size=100",
            "page=&x=1",
            "page=1&page=2",
            "&&&",
            "?",
        ] {
            let told = format!("{path}?{query}");
            survived(&told, &Answered::of(room.request(Method::GET, &told)).await);
        }
    }
    let long = format!("/api/products/?search={}", "x".repeat(20_000));
    survived("a long search", &Answered::of(room.request(Method::GET, &long)).await);
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_names_nothing_is_not_found_on_every_route() {
    let room = Room::open().await;
    let long = "x".repeat(3000);
    let product = room.soup.id.to_string();
    for route in routes::all().iter().filter(|route| route.path.contains("{id}")) {
        let other_kind = if route.path.contains("/orders/") { product.as_str() } else { room.order.as_str() };
        for id in [
            "x", "order_", "_", "%00", "%FF", "%2e%2e", "..%2f..", "0", "-1", "' OR 1=1", "{id}", other_kind,
            &long,
        ] {
            let path = route.path.replace("{id}", id);
            let body = match route.path {
                "/api/orders/{id}/" if route.method == Method::PUT => json!({ "status": "processing" }),
                "/api/orders/{id}/pay/" => json!({ "tenders": [{ "method": "cash" }] }),
                _ => Value::Null,
            };
            let answered = room.send(route.method.clone(), &path, &body).await;
            let told = format!("{} {path}", route.method);
            assert_eq!(refused(&told, &answered), 404, "{told}");
        }
    }
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_that_make_no_sense_do_no_harm() {
    let room = Room::open().await;
    let body = json!({ "items": [{ "product_id": room.soup.id, "quantity": 1 }] });
    let before = room.shop.fingerprint().await;
    for key in [&b""[..], &[b'k'; 256], b"\xff\xfe", b"two words\ttab"] {
        let request = room.request(Method::POST, "/api/orders/").header("Idempotency-Key", key).json(&body);
        let told = format!("key {key:?}");
        if key.starts_with(b"two") {
            continue;
        }
        assert_eq!(refused(&told, &Answered::of(request).await), 400, "{told}");
    }
    assert_eq!(room.shop.fingerprint().await, before);
    for token in [&b"Bearer"[..], b"Bearer ", b"Basic YTpi", b"bearer x y", b"\xff", b"Bearer \xff"] {
        let request = room.shop.raw().request(Method::GET, "/api/orders/").header("Authorization", token);
        let told = format!("authorization {token:?}");
        assert_eq!(refused(&told, &Answered::of(request).await), 401, "{told}");
    }
    let order = format!("/api/orders/{}/", room.order);
    for (name, value) in [
        ("If-None-Match", "nonsense"),
        ("If-None-Match", "\"\", W/\"x"),
        ("If-Match", "nonsense"),
        ("If-Match", "\"99999999999999999999\""),
        ("Accept", "image/png"),
        ("Accept-Encoding", "nonsense;q=9"),
        ("Content-Type", "///"),
        ("Origin", "https://elsewhere.example"),
        ("Range", "bytes=5-1"),
    ] {
        let told = format!("{name}: {value}");
        survived(&told, &Answered::of(room.request(Method::GET, &order).header(name, value)).await);
        let change =
            room.request(Method::PUT, &order).header(name, value).json(&json!({ "status": "pending" }));
        survived(&told, &Answered::of(change).await);
    }
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_menu_is_refused_however_it_comes() {
    let room = Room::open().await;
    let before = room.shop.fingerprint().await;
    let path = "/api/products/import/";
    for (kind, body) in [
        ("text/csv", &b""[..]),
        ("text/csv", b"\x00\x01\x02"),
        ("text/csv", b"\xff\xfe\xff"),
        ("text/csv", b"name,category\nSoup,Mains\n"),
        ("multipart/form-data", b"nothing"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("application/json", b"{}"),
    ] {
        let told = format!("{kind} {body:?}");
        assert_eq!(refused(&told, &room.text(&Method::POST, path, kind, body.to_vec()).await), 400, "{told}");
    }
    let flag =
        room.text(&Method::POST, &format!("{path}?dry_run=perhaps"), "text/csv", b"name\n".to_vec()).await;
    assert_eq!(refused("dry_run=perhaps", &flag), 400);
    let huge = vec![b'x'; 17 << 20];
    assert_eq!(refused("17 MiB", &room.text(&Method::POST, path, "text/csv", huge).await), 413);
    assert_eq!(room.shop.fingerprint().await, before);
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_makes_no_sense_charges_nothing() {
    let room = Room::open().await;
    let path = format!("/api/orders/{}/pay/", room.order);
    let before = room.shop.fingerprint().await;
    for (body, status) in [
        (json!({ "tenders": [] }), 400),
        (json!({ "tenders": [{ "method": "cash", "amount": "0" }] }), 400),
        (json!({ "tenders": [{ "method": "cash", "amount": "1", "tendered": "0.99" }] }), 422),
        (json!({ "tenders": [{ "method": "card", "amount": "1000000" }] }), 422),
        (
            json!({ "tenders": [{ "method": "card", "amount": "3" }, { "method": "card", "amount": "3" }] }),
            422,
        ),
        (json!({ "tenders": [{ "method": "card", "reference": "x".repeat(100_000) }] }), 400),
        (json!({ "tenders": [{ "method": "cash", "tendered": "1e5" }] }), 400),
        (json!({ "tenders": [{ "method": "cash" }], "tip": "92233720368547758.07" }), 400),
    ] {
        let answered = room.send(Method::POST, &path, &body).await;
        assert_eq!(refused(&body.to_string(), &answered), status, "{body}: {}", answered.text());
    }
    assert_eq!(room.shop.fingerprint().await, before);
    room.shop.verify_and_close().await;
}
