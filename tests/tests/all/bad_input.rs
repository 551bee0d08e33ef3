//! What nobody should send, sent to every route: a clear problem comes back, never a 500, and the shop
//! goes on.

use comanda_sdk::Role;
use comanda_sdk::wire::ProductView;
use comanda_tests::fixture::{Body, Good};
use comanda_tests::routes::{self, Route};
use comanda_tests::{Answered, Document, Fixture, Raw, Seat, Shop, menu, raw::signed};
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
    raw: Raw,
    token: String,
    soup: ProductView,
    order: String,
}

impl Room {
    async fn open() -> Self {
        let shop = Shop::open_calm().await;
        shop.import(menu::SMALL).await;
        let soup = shop.product("Soup", "4.50", Some(5)).await;
        let counter = shop.signed_in(Role::Staff).await;
        let order = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id.to_string();
        // An admin may everything: what is refused is refused for what it says.
        let token = shop.token(Seat::Admin).await.unwrap();
        Self { raw: shop.raw(), shop, token, soup, order }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        signed(self.raw.request(method, path), Some(&self.token))
    }

    async fn send(&self, method: Method, path: &str, body: &Value) -> Answered {
        Answered::of(self.request(method, path).json(body)).await
    }

    async fn text(&self, method: &Method, path: &str, kind: &str, body: Vec<u8>) -> Answered {
        Answered::of(self.request(method.clone(), path).header("Content-Type", kind).body(body)).await
    }
}

/// A fixture, its document, and the routes that read JSON.
async fn readers() -> (Fixture, Document, Vec<Route>) {
    let fixture = Fixture::open().await;
    let document = Document::of(&fixture.shop).await;
    let readers = routes::all().into_iter().filter(|route| document.takes_json(route)).collect();
    (fixture, document, readers)
}

/// The same request with other bytes for its body.
async fn sent(fixture: &Fixture, good: &Good, seat: Seat, kind: &'static str, body: &[u8]) -> Answered {
    let body = Body::File(kind, body.to_vec());
    fixture.ask(&Good { body, ..good.clone() }, seat).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_not_the_wanted_json_is_refused_by_every_route() {
    let (fixture, document, readers) = readers().await;
    let deep = "[".repeat(100_000).into_bytes();
    let deep_in_a_field = format!("{{\"x\":{}", "[".repeat(100_000)).into_bytes();
    let huge = format!("{{\"notes\":\"{}\"}}", "x".repeat(2 << 20)).into_bytes();
    let bodies: [&[u8]; 11] = [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\"text\"",
        b"{}{}",
        b"{\"items\":",
        b"\xff\xfe\xfd",
        b"NaN",
        &deep,
        &deep_in_a_field,
    ];
    for route in readers {
        let (good, seat) = (fixture.good(&route).await, Fixture::seat_for(&route));
        let before = fixture.shop.fingerprint().await;
        let told = format!("{} {}", route.method, route.path);
        let does_without = document.does_without_json(&route);
        for body in bodies.into_iter().filter(|body| !(does_without && body.is_empty())) {
            let shown = String::from_utf8_lossy(&body[..body.len().min(12)]).into_owned();
            let answered = sent(&fixture, &good, seat, "application/json", body).await;
            assert_eq!(refused(&told, &answered), 400, "{told} {shown}");
        }
        let answered = sent(&fixture, &good, seat, "text/plain", b"{}").await;
        assert_eq!(refused(&told, &answered), 415, "{told}");
        let answered = sent(&fixture, &good, seat, "application/json", &huge).await;
        assert_eq!(refused(&told, &answered), 413, "{told}");
        assert_eq!(fixture.shop.fingerprint().await, before, "{told}");
        let empty = sent(&fixture, &good, seat, "application/json", b"{}").await;
        survived(&told, &empty);
        assert!(!document.requires_fields(&route) || empty.status == 400, "{told}: {}", empty.status);
    }
    fixture.shop.verify_and_close().await;
}

/// `body` with another value at a path such as `items.0.notes`; made, where it is not there.
fn with(mut body: Value, path: &str, value: Value) -> Value {
    let mut place = &mut body;
    for name in path.split('.') {
        place = match name {
            "0" if place.is_array() => &mut place[0],
            "0" => {
                *place = json!([{}]);
                &mut place[0]
            }
            name if place.is_object() => &mut place[name],
            name => {
                *place = json!({});
                &mut place[name]
            }
        };
    }
    *place = value;
    body
}

/// No text in it would move a cursor, or turn what follows it around. Preferences are an app's own: nobody but
/// the app that wrote them shows them.
fn is_harmless(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            !text.chars().any(|c| c.is_control() && c != '\n' || ('\u{202a}'..='\u{202e}').contains(&c))
        }
        Value::Array(items) => items.iter().all(is_harmless),
        Value::Object(fields) => {
            let mut shown = fields.iter().filter(|(name, _)| *name != "preferences");
            shown.all(|(name, value)| is_harmless(&json!(name)) && is_harmless(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_of_any_field_breaks_any_route() {
    let (fixture, document, readers) = readers().await;
    let values = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("9999-12-31"),
        json!("\u{0}\u{1b}[2J\u{9b}31m\u{202e}\r\n\u{7f}"),
        json!("\u{fdfa}".repeat(100)),
        json!("x".repeat(100_000)),
        json!({}),
        json!([["\u{1b}", {}, null]]),
        json!({ "\u{1b}[2J": { "\u{202e}": "\u{7}" } }),
    ];
    for route in readers {
        let (good, seat) = (fixture.good(&route).await, Fixture::seat_for(&route));
        for field in document.fields(&route) {
            for value in &values {
                let body = Body::Json(with(good.json(), &field, value.clone()));
                let answered = fixture.ask(&Good { body, ..good.clone() }, seat).await;
                let told = format!("{} {} {field}: {:.80}", route.method, route.path, value.to_string());
                survived(&told, &answered);
                let answer: Value = serde_json::from_slice(&answered.body).unwrap_or_default();
                assert!(is_harmless(&answer), "{told}: {answer}");
            }
        }
    }
    fixture.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_secret_is_in_no_answer_however_wrong_the_rest_is() {
    const MARKS: [&str; 2] = ["hunter2-was-here-417", "918273645"];
    let (fixture, document, readers) = readers().await;
    let mut asked = 0;
    for route in readers {
        let (seat, secrets) = (Fixture::seat_for(&route), document.secrets(&route));
        if secrets.is_empty() {
            continue;
        }
        let [text, number] = [json!(MARKS[0]), json!(MARKS[1].parse::<u32>().unwrap())];
        for secret in
            [text.clone(), number.clone(), json!([text]), json!({ "x": text }), json!({ MARKS[0]: number })]
        {
            let good = fixture.good(&route).await;
            let marked = secrets.iter().fold(good.json(), |body, field| with(body, field, secret.clone()));
            let others = document.fields(&route).into_iter().filter(|field| !secrets.contains(field));
            let spoilt = others.map(|field| with(marked.clone(), &field, json!([{}])));
            let whole = marked.to_string();
            let cut = [whole[..whole.len() - 1].to_owned(), format!("{whole}}}")];
            for body in spoilt.map(|body| body.to_string()).chain(cut).chain([whole]) {
                let answered = sent(&fixture, &good, seat, "application/json", body.as_bytes()).await;
                let told = format!("{} {} {body}", route.method, route.path);
                survived(&told, &answered);
                let said = format!("{:?} {}", answered.headers, answered.text());
                assert!(!MARKS.iter().any(|mark| said.contains(mark)), "{told}: {said}");
                asked += 1;
            }
            fixture.restore(&route, seat).await;
        }
    }
    assert!(asked > 100, "only {asked} requests had a secret in them");
    fixture.shop.verify_and_close().await;
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
    let people = ["ordering=password_hash", "ordering=-", "ordering=id,"];
    let accounts = ["role=boss", "role=admin,x", "is_active=2", "ordering=pin_hash"];
    let accounts = [&people[..], &accounts].concat();
    let lists: [(&str, &[&str]); 11] = [
        ("/api/products/", &products),
        ("/api/products/featured/", &[]),
        ("/api/products/categories/", &[]),
        ("/api/orders/", &orders),
        ("/api/orders/current/", &[]),
        ("/api/auth/users/", &accounts),
        ("/api/auth/admin/users/", &accounts),
        ("/api/auth/profiles/", &people),
        ("/api/auth/profile/addresses/", &[]),
        ("/api/auth/api-keys/", &[]),
        ("/api/auth/pin-login/", &[]),
    ];
    let counter = room.shop.token(Seat::Counter).await;
    for (path, own) in lists {
        let ask = async |told: &str| match path {
            "/api/auth/pin-login/" => {
                Answered::of(signed(room.raw.request(Method::GET, told), counter.as_deref())).await
            }
            _ => Answered::of(room.request(Method::GET, told)).await,
        };
        for query in paging.iter().chain(own) {
            let told = format!("{path}?{query}");
            assert_eq!(refused(&told, &ask(&told).await), 400, "{told}");
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
            survived(&told, &ask(&told).await);
        }
    }
    let long = format!("/api/products/?search={}", "x".repeat(20_000));
    survived("a long search", &Answered::of(room.request(Method::GET, &long)).await);
    room.shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_names_nothing_is_not_found_on_every_route() {
    let fixture = Fixture::open().await;
    let long = "x".repeat(3000);
    for route in routes::all().iter().filter(|route| route.path.contains("{id}")) {
        let (good, seat) = (fixture.good(route).await, Fixture::seat_for(route));
        let other_kind = "session_01h455vb4pex5vsknk084sn02q";
        for id in
            ["x", "order_", "_", "%00", "%FF", "..%2f..", "0", "-1", "' OR 1=1", "{id}", other_kind, &long]
        {
            let path = route.path.replace("{id}", id);
            let told = format!("{} {path}", route.method);
            let answered = fixture.ask(&Good { path, ..good.clone() }, seat).await;
            assert_eq!(refused(&told, &answered), 404, "{told}");
        }
    }
    fixture.shop.verify_and_close().await;
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
        let request = room.raw.request(Method::GET, "/api/orders/").header("Authorization", token);
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
