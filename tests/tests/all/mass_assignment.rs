//! Fields that nobody asked for: every column of the database and every field of every view, sent along with
//! good requests. What such a request changes is what the good one changes, and none of it is what was sent.

use std::collections::{BTreeMap, BTreeSet};

use comanda_tests::database::{Columns, Contents, Row};
use comanda_tests::fixture::{Body, Good};
use comanda_tests::routes::{self, Route, Verdict};
use comanda_tests::{Answered, Document, Fixture, Seat};
use serde_json::{Map, Value, json};

const TEXT: &str = "hostile 9b1f6d";
const NUMBER: i64 = 987_654_321;

/// What nobody says of themselves or of an order, whatever the document of a route may list.
const NEVER: [&str; 24] = [
    "balance",
    "created_at",
    "created_by",
    "date_joined",
    "discount",
    "due",
    "has_pin",
    "id",
    "is_active",
    "last_login",
    "number",
    "paid",
    "password_hash",
    "payment_status",
    "pin_hash",
    "price",
    "refunded",
    "role",
    "secret_hash",
    "spent",
    "tier",
    "token_version",
    "total",
    "user_id",
];

/// But for these, which are what such a route is for.
const ASKED_FOR: [(&str, &str); 21] = [
    ("POST /api/auth/admin/users/", "role"),
    ("PATCH /api/auth/admin/users/{id}/", "role"),
    ("POST /api/auth/api-keys/", "role"),
    ("POST /api/auth/pin-login/", "user_id"),
    ("POST /api/orders/returns/{id}/approve/", "id"),
    ("POST /api/products/", "price"),
    ("POST /api/products/", "id"),
    ("PUT /api/products/{id}/", "price"),
    ("PUT /api/products/{id}/", "id"),
    ("PATCH /api/products/{id}/", "price"),
    ("PATCH /api/products/{id}/", "id"),
    ("PUT /api/products/{id}/options/", "price"),
    ("PUT /api/products/{id}/options/", "id"),
    ("POST /api/products/categories/", "is_active"),
    ("PUT /api/products/categories/{id}/", "is_active"),
    ("PATCH /api/products/categories/{id}/", "is_active"),
    ("POST /api/coupons/", "is_active"),
    ("POST /api/coupons/bulk/", "is_active"),
    ("PUT /api/coupons/{id}/", "is_active"),
    ("PATCH /api/coupons/{id}/", "is_active"),
    ("PATCH /api/webhooks/endpoints/{id}/", "is_active"),
];

/// The names that a route may be sent.
fn may_be_sent(document: &Document, route: &Route) -> BTreeSet<String> {
    let this = format!("{} {}", route.method, route.path);
    let is_asked_for = |name: &str| ASKED_FOR.contains(&(&this, name));
    let names = document.fields(route).into_iter();
    let names = names.flat_map(|path| path.split('.').map(str::to_owned).collect::<Vec<_>>());
    names.filter(|name| is_asked_for(name) || !NEVER.contains(&name.as_str())).collect()
}

/// What is sent along, but for the fields that a route may be sent.
struct Extras {
    fields: Map<String, Value>,
    marks: Vec<String>,
}

impl Extras {
    /// A value for each name that its column could hold, and that shows where it went.
    fn of(columns: &Columns, views: &BTreeSet<String>, stranger: &str, flag: bool) -> Self {
        let mut kinds: BTreeMap<&str, &str> = views.iter().map(|name| (name.as_str(), "text")).collect();
        let all = columns.values().flatten();
        kinds.extend(all.map(|(name, kind)| (name.as_str(), kind.as_str())));
        let value = |name: &str, kind: &str| match (name, kind) {
            ("role", _) => json!("admin"),
            ("status" | "to_status", _) => json!("delivered"),
            ("payment_status", _) => json!("paid"),
            ("source", _) => json!("kiosk"),
            ("tier", _) => json!("vip"),
            ("id" | "user_id" | "customer_id", _) => json!(stranger),
            ("order_id", _) => json!("order_01h455vb4pex5vsknk084sn02q"),
            _ if name.starts_with("is_") || name.starts_with("has_") || kind.starts_with("bool") => {
                json!(flag)
            }
            _ if name.ends_with("_at") || name.starts_with("last_") || kind.starts_with("timestamp") => {
                json!("2001-02-03T04:05:06Z")
            }
            ("price" | "total" | "paid" | "subtotal" | "unit_price" | "spent" | "due", _) => json!("0.01"),
            (_, "bigint" | "integer") => json!(NUMBER),
            _ => json!(TEXT),
        };
        let fields = kinds.into_iter().map(|(name, kind)| (name.to_owned(), value(name, kind))).collect();
        let marks = vec![TEXT.to_owned(), NUMBER.to_string(), stranger.to_owned(), "2001-02-03".to_owned()];
        Self { fields, marks }
    }

    /// `body` with all of them in each of its objects, but for what the route may be sent there.
    fn along(&self, body: &Value, may: &BTreeSet<String>) -> Value {
        match body {
            Value::Object(own) => {
                let sent = own.iter().map(|(name, value)| match name.as_str() {
                    "preferences" => (name.clone(), value.clone()),
                    _ => (name.clone(), self.along(value, may)),
                });
                let unasked = self.fields.iter().filter(|(name, _)| !may.contains(*name));
                let unasked = unasked.map(|(name, value)| (name.clone(), value.clone()));
                unasked.chain(sent).collect()
            }
            Value::Array(items) => items.iter().map(|item| self.along(item, may)).collect(),
            scalar => scalar.clone(),
        }
    }
}

/// What a request did to the database: the columns that it changed in rows that were there, and new rows.
#[derive(Debug, PartialEq, Eq)]
struct Effect {
    changed: BTreeSet<String>,
    added: BTreeMap<String, usize>,
    cells: BTreeMap<String, Vec<Value>>,
}

/// The rows of a table by the values that name them.
fn keyed<'a>(table: &str, rows: &'a [Row]) -> BTreeMap<String, &'a Row> {
    let keys: &[&str] = match table {
        "customers" => &["user_id"],
        "stock" => &["product_id"],
        "refresh_tokens" => &["hash"],
        "attempts" => &["bucket"],
        "order_counters" => &["business_day"],
        "user_words" => &["word", "user_id"],
        _ => &["id"],
    };
    let whole = |row: &Row| Value::from(row.clone()).to_string();
    let named = |row: &Row| keys.iter().map(|key| row[*key].to_string()).collect();
    let name = |row: &Row| if row.contains_key(keys[0]) { named(row) } else { whole(row) };
    rows.iter().map(|row| (name(row), row)).collect()
}

fn effect(before: &Contents, after: &Contents) -> Effect {
    let mut effect = Effect { changed: BTreeSet::new(), added: BTreeMap::new(), cells: BTreeMap::new() };
    for (table, rows) in after {
        let known = keyed(table, before.get(table).map_or(&[], Vec::as_slice));
        for (name, row) in keyed(table, rows) {
            let same = |column: &str, value: &Value| {
                known.get(&name).is_some_and(|old| old.get(column) == Some(value))
            };
            if !known.contains_key(&name) {
                *effect.added.entry(table.clone()).or_default() += 1;
            }
            for (column, value) in row.iter().filter(|(column, value)| !same(column, value)) {
                let cell = format!("{table}.{column}");
                if known.contains_key(&name) {
                    effect.changed.insert(cell.clone());
                }
                effect.cells.entry(cell).or_default().push(value.clone());
            }
        }
    }
    // When a key was last shown is noted behind the answer, sooner or later; which of its rows counts a change of
    // the menu depends on the thread that wrote it.
    effect.added.remove("menu_changes");
    for elsewhere in ["api_keys.last_used_at", "menu_changes.changes", "menu_changes.stripe"] {
        effect.changed.remove(elsewhere);
        effect.cells.remove(elsewhere);
    }
    effect.cells.values_mut().for_each(|values| values.sort_by_key(Value::to_string));
    effect
}

/// Sends one request and says what came of it.
async fn done(
    fixture: &Fixture,
    route: &Route,
    seat: Seat,
    extras: Option<(&Extras, &BTreeSet<String>)>,
) -> (Answered, Effect) {
    let good = fixture.good(route).await;
    let body = extras.map_or(good.json(), |(extras, may)| extras.along(&good.json(), may));
    let before = fixture.shop.database().settled().await;
    let answered = fixture.ask(&Good { body: Body::Json(body), ..good }, seat).await;
    let effect = effect(&before, &fixture.shop.database().settled().await);
    fixture.restore(route, seat).await;
    (answered, effect)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_field_that_nobody_asked_for_changes_anything() {
    let fixture = Fixture::open().await;
    let document = Document::of(&fixture.shop).await;
    let columns = fixture.shop.database().columns().await;
    assert!(columns["users"].contains_key("token_version") && columns["orders"].contains_key("paid"));
    let stranger = fixture.shop.signed_in_as("stranger").await.user().unwrap().id.to_string();
    let extras = [true, false].map(|flag| Extras::of(&columns, &document.all_fields(), &stranger, flag));
    let with_json = |route: &Route| document.takes_json(route);
    for route in routes::all().into_iter().filter(with_json) {
        let may = may_be_sent(&document, &route);
        for seat in [Seat::Customer, Seat::Staff, Seat::Admin, Seat::Counter] {
            let told = format!("{} {} as {seat:?}", route.method, route.path);
            let (_, first) = done(&fixture, &route, seat, None).await;
            let (wanted, second) = done(&fixture, &route, seat, None).await;
            for extras in &extras {
                let (answered, came) = done(&fixture, &route, seat, Some((extras, &may))).await;
                assert_eq!(answered.status, wanted.status, "{told}: {}", answered.text());
                assert_eq!((&came.changed, &came.added), (&second.changed, &second.added), "{told}");
                assert!(route.verdict(seat) == Verdict::Yes || came.cells.is_empty(), "{told}: {came:?}");
                for (cell, values) in &came.cells {
                    let is_steady = first.cells.get(cell) == second.cells.get(cell);
                    assert!(
                        !is_steady || second.cells.get(cell) == Some(values),
                        "{told}: {cell} is {values:?}"
                    );
                    let text = Value::from(values.clone()).to_string();
                    assert!(!extras.marks.iter().any(|mark| text.contains(mark)), "{told}: {cell} is {text}");
                }
            }
        }
    }
    fixture.shop.verify_and_close().await;
}
