//! A shop in which there is something for every path to name, and a good request for every route: what the
//! tests that walk through [`routes`](crate::routes) send, as it is or spoilt.

mod alerts;
mod codes;
mod coupon_keeping;
mod explain;
mod jobs;
mod money;
mod notifications;
mod referrals;
mod refunds;
mod selling;
mod webhooks;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use comanda_sdk::id::UserId;
use comanda_sdk::wire::accounts::{AddressDraft, CreateUser, Register};
use comanda_sdk::wire::{
    CategoryForm, ImageView, MovementForm, PlaceOrder, PlaceOrderItem, ProductForm, ProductView,
};
use comanda_sdk::{DeviceRole, Quantity, Role};
use mail_parser::MessageParser;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::raw::signed;
use crate::routes::{Route, Verdict};
use crate::shop::PASSWORD;
use crate::{Answered, Raw, Seat, Shop, menu};

/// A picture of 24 by 24 pixels.
pub const PICTURE: &[u8] = include_bytes!("../data/portrait.png");
const PIN: &str = "2580";

/// The shop and who is in it.
#[derive(Debug)]
pub struct Fixture {
    /// The shop.
    pub shop: Shop,
    /// On the menu, and never sold out.
    pub soup: ProductView,
    /// On the menu, and counted.
    pub cake: ProductView,
    /// Whom [`Seat::Customer`] is.
    pub customer: UserId,
    /// Somebody of the staff, in none of the seats, with a PIN.
    pub colleague: UserId,
    raw: Raw,
    picture: String,
    count: AtomicU32,
    code: OnceCell<()>,
}

/// A request that is done, or answered, for whoever may ask it.
#[derive(Debug, Clone)]
pub struct Good {
    /// Method.
    pub method: Method,
    /// Path, with the ids of things that are there.
    pub path: String,
    /// Body.
    pub body: Body,
}

/// What a request carries.
#[derive(Debug, Clone)]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON.
    Json(Value),
    /// A file of this type.
    File(&'static str, Vec<u8>),
}

impl Good {
    /// Its JSON; null where it carries none.
    pub fn json(&self) -> Value {
        match &self.body {
            Body::Json(value) => value.clone(),
            Body::Empty | Body::File(..) => Value::Null,
        }
    }
}

impl Fixture {
    /// Opens the shop and lets everybody take their seats.
    pub async fn open() -> Self {
        let shop = Shop::open_calm().await;
        let soup = shop.product("Soup", "4.50", None).await;
        let cake = shop.product("Cake", "3.00", Some(500)).await;
        for seat in Seat::ALL {
            shop.token(seat).await;
        }
        let admin = shop.signed_in(Role::Admin).await;
        let colleague = admin.users().create(&clerk("colleague")).await.unwrap().id;
        let customer = shop.signed_in(Role::Customer).await;
        let user = customer.account().set_image(PICTURE).await.unwrap();
        let picture = user.image.unwrap();
        let (raw, count, code) = (shop.raw(), AtomicU32::new(0), OnceCell::new());
        Self { shop, soup, cake, customer: user.id, colleague, raw, picture, count, code }
    }

    /// A good request of this route. What it names is there and is the customer's, where it can be.
    pub async fn good(&self, route: &Route) -> Good {
        let body = match route.path {
            "/api/products/import/" => Body::File("text/csv", menu::dish("Bread", "1.00", None).into()),
            "/api/auth/profile/image/" | "/api/products/categories/{id}/image/"
                if route.method == Method::PUT =>
            {
                Body::File("image/png", PICTURE.into())
            }
            "/api/products/{id}/images/" if route.method == Method::POST => {
                self.pictures().await;
                Body::File("image/png", PICTURE.into())
            }
            _ => self.json_for(route).await.map_or(Body::Empty, Body::Json),
        };
        Good { method: route.method.clone(), path: self.path_for(route).await, body }
    }

    /// A seat in which this route is done: the most powerful, where several are.
    pub fn seat_for(route: &Route) -> Seat {
        let allowed = || route.seats_with(Verdict::Yes);
        allowed().find(|seat| *seat == Seat::Admin).or_else(|| allowed().next()).expect("a route for nobody")
    }

    /// The same request by somebody in this seat.
    pub async fn ask(&self, good: &Good, seat: Seat) -> Answered {
        let token = self.shop.token(seat).await;
        let request = signed(self.raw.request(good.method.clone(), &good.path), token.as_deref());
        Answered::of(match good.body.clone() {
            Body::Empty => request,
            Body::Json(body) => request.json(&body),
            Body::File(kind, bytes) => request.header("Content-Type", kind).body(bytes),
        })
        .await
    }

    /// Makes good what the request of somebody in this seat did to the seats.
    pub async fn restore(&self, route: &Route, seat: Seat) {
        let admin = self.shop.signed_in(Role::Admin).await;
        match (route.method.as_str(), route.path) {
            ("POST", "/api/auth/logout-all/") => self.shop.forget(&format!("{seat:?}").to_lowercase()),
            ("DELETE", "/api/auth/users/{id}/") => {
                admin.users().activate(self.customer).await.unwrap();
                self.shop.forget("customer");
            }
            ("DELETE", "/api/auth/profile/image/") if seat == Seat::Customer => {
                let customer = self.shop.signed_in(Role::Customer).await;
                customer.account().set_image(PICTURE).await.unwrap();
            }
            ("POST", "/api/auth/admin/users/{id}/deactivate/") => {
                admin.users().activate(self.colleague).await.unwrap();
            }
            ("POST", path) if path.starts_with("/api/cash-sessions/") => self.close_spare_drawers().await,
            _ => {}
        }
    }

    async fn path_for(&self, route: &Route) -> String {
        let path = route.path;
        if path == "/api/products/{id}/images/{image_id}/" {
            let [.., last] = &self.pictures().await[..] else { panic!("it has pictures") };
            return path
                .replace("{id}", &self.soup.id.to_string())
                .replace("{image_id}", &last.id.to_string());
        }
        if let Some(path) = self.path_for_alerts(path).await {
            return path;
        }
        if let Some(path) = self.path_for_selling(path).await {
            return path;
        }
        if let Some(path) = self.path_for_codes(route).await {
            return path;
        }
        if let Some(path) = self.path_for_coupons(path).await {
            return path;
        }
        if let Some(path) = self.path_for_notifications(path).await {
            return path;
        }
        if let Some(path) = self.path_for_webhooks(path).await {
            return path;
        }
        if path == "/api/coupons/{id}/simulate/" {
            return path.replace("{id}", &self.coupon_to_try().await);
        }
        let id = match () {
            () if path.starts_with("/api/system/jobs/{id}/") => self.dead_job(),
            () if path.starts_with("/api/orders/returns/{id}/") => self.customers_return(path).await,
            () if path == "/api/orders/{id}/refund/" => self.paid_order().await.id.to_string(),
            () if path.starts_with("/api/cash-sessions/{id}/") => self.cash_session(route).await,
            () if path.starts_with("/api/orders/{id}/") => self.order().await,
            () if path.starts_with("/api/inventory/stock/") => self.cake.id.to_string(),
            () if path.starts_with("/api/inventory/movements/{id}/") => self.movement().await,
            () if path.starts_with("/api/products/categories/{id}/") => self.section().await,
            () if path.starts_with("/api/products/tags/{id}/") => self.tag().await,
            () if path.starts_with("/api/products/attributes/{id}/") => self.attribute().await,
            () if path.starts_with("/api/products/{id}/images/") => self.soup.id.to_string(),
            () if path.starts_with("/api/products/{id}/") && route.method != Method::GET => self.dish().await,
            () if path.starts_with("/api/products/") => self.soup.id.to_string(),
            () if path.starts_with("/api/auth/profile/addresses/{id}/") => self.address().await,
            () if path.starts_with("/api/auth/admin/") => self.colleague.to_string(),
            () if path.starts_with("/api/auth/api-keys/{id}/") => self.api_key().await,
            () => self.customer.to_string(),
        };
        path.replace("{id}", &id).replace("/media/{path}", &self.picture)
    }

    /// One that the counter took for the customer.
    async fn order(&self) -> String {
        let counter = self.shop.signed_in(Role::Staff).await;
        let items = vec![PlaceOrderItem::new(self.soup.id, Quantity::ONE)];
        let order = PlaceOrder { items, customer_id: Some(self.customer), ..PlaceOrder::default() };
        counter.orders().place(&order).await.unwrap().order.id.to_string()
    }

    /// The pictures of the soup: two at least, and room for more.
    async fn pictures(&self) -> Vec<ImageView> {
        let manager = self.shop.signed_in(Role::Manager).await;
        let mut known = manager.products().images(self.soup.id).await.unwrap();
        while known.len() > 4 {
            manager.products().delete_image(self.soup.id, known.remove(0).id).await.unwrap();
        }
        while known.len() < 2 {
            known.push(manager.products().add_image(self.soup.id, PICTURE).await.unwrap());
        }
        known
    }

    /// A delivery that can be taken back.
    async fn movement(&self) -> String {
        let staff = self.shop.signed_in(Role::Staff).await;
        staff.inventory().record(&MovementForm::restock(self.cake.id, 1)).await.unwrap().id.to_string()
    }

    /// One that may be changed and removed, and that nobody buys.
    async fn dish(&self) -> String {
        let manager = self.shop.signed_in(Role::Manager).await;
        let name = format!("Dish {}", self.next());
        let form = ProductForm::new(name, "1.50".parse().unwrap(), self.soup.category.id);
        manager.products().create(&form).await.unwrap().id.to_string()
    }

    /// One in which nothing stands.
    async fn section(&self) -> String {
        let manager = self.shop.signed_in(Role::Manager).await;
        let form = CategoryForm::new(format!("Section {}", self.next()));
        manager.categories().create(&form).await.unwrap().id.to_string()
    }

    async fn tag(&self) -> String {
        let manager = self.shop.signed_in(Role::Manager).await;
        manager.tags().create(format!("Tag {}", self.next())).await.unwrap().id.to_string()
    }

    async fn attribute(&self) -> String {
        let manager = self.shop.signed_in(Role::Manager).await;
        manager.attributes().create(format!("Property {}", self.next())).await.unwrap().id.to_string()
    }

    fn next(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    async fn address(&self) -> String {
        let customer = self.shop.signed_in(Role::Customer).await;
        if let Some(known) = customer.account().addresses().await.unwrap().last() {
            return known.id.to_string();
        }
        let draft = AddressDraft { address: "1 Harbour St".to_owned(), ..AddressDraft::default() };
        customer.account().add_address(&draft).await.unwrap().id.to_string()
    }

    async fn api_key(&self) -> String {
        let admin = self.shop.signed_in(Role::Admin).await;
        admin.api_keys().create("spare", DeviceRole::Kiosk).await.unwrap().key.id.to_string()
    }

    /// Names and texts are others each time, so that each request changes something.
    async fn json_for(&self, route: &Route) -> Option<Value> {
        let n = self.next();
        let name = format!("Ada {n}");
        let items = json!([{ "product_id": self.soup.id, "quantity": 1 }]);
        if let Some(body) = self.json_for_alerts(route, n) {
            return Some(body);
        }
        if let Some(body) = self.json_for_explaining(route).await {
            return Some(body);
        }
        if let Some(body) = self.json_for_webhooks(route, &name).await {
            return Some(body);
        }
        if let Some(body) = self.json_for_selling(route, n).await {
            return body;
        }
        if let Some(body) = Self::json_for_coupons(route, n) {
            return Some(body);
        }
        if let Some(body) = self.json_for_referrals(route, n).await {
            return Some(body);
        }
        if let Some(body) = self.json_for_notifications(route).await {
            return Some(body);
        }
        if let Some(body) = self.json_about_money(route, &name).await {
            return Some(body);
        }
        if let Some(body) = self.json_for_codes(route).await {
            return Some(body);
        }
        Some(match (route.method.as_str(), route.path.trim_start_matches("/api/")) {
            ("POST", "orders/" | "orders/quote/") => json!({ "items": items }),
            ("PUT", "products/{id}/images/order/") => {
                let ids = self.pictures().await.into_iter().rev().map(|image| image.id);
                json!({ "image_ids": ids.collect::<Vec<_>>() })
            }
            ("PUT", "orders/{id}/") => json!({ "status": "processing" }),
            ("POST", "inventory/movements/") => json!({
                "product_id": self.cake.id, "kind": "restock", "quantity": 1, "reason": name, "note": name,
            }),
            ("POST", "inventory/counts/") => {
                json!({ "lines": [{ "product_id": self.cake.id, "counted": 100 + n }], "note": name })
            }
            ("PUT", "inventory/stock/{id}/thresholds/") => {
                json!({ "low_stock_threshold": 10 + n, "critical_threshold": n })
            }
            ("POST", "auth/users/") => json!({
                "username": format!("guest{n}"), "email": format!("guest{n}@example.com"), "first_name": name,
                "password": PASSWORD, "password2": PASSWORD,
            }),
            ("PUT" | "PATCH", "auth/users/{id}/") => json!({ "first_name": name, "location": "Berlin" }),
            ("PUT" | "PATCH", "auth/profile/") => json!({
                "last_name": name,
                "customer_profile": {
                    "phone_number": format!("+49 30 {:06}", 100_000 + n), "city": name, "allergies": ["nuts"],
                    "preferences": { "theme": name },
                },
            }),
            ("POST", "auth/profile/addresses/") | ("PUT", "auth/profile/addresses/{id}/") => {
                json!({ "label": "Home", "address": format!("{n} Harbour St") })
            }
            ("POST", "auth/profiles/") | ("PATCH", "auth/profiles/{id}/") => {
                json!({ "first_name": name, "customer_profile": { "city": name } })
            }
            ("POST", "auth/admin/users/") => serde_json::to_value(clerk(&format!("clerk{n}"))).unwrap(),
            ("PATCH", "auth/admin/users/{id}/") => json!({ "first_name": name, "role": "staff" }),
            ("POST", "auth/admin/users/{id}/set-pin/") => json!({ "pin": PIN }),
            ("POST", "auth/api-keys/") => json!({ "name": format!("till {n}"), "role": "kiosk" }),
            (_, path) if path.starts_with("products/") => return self.json_for_the_menu(route, &name),
            (_, path) if refunds::is_here(path) => return self.json_for_refunds(route, &name).await,
            (_, path) => return self.json_to_get_in(&route.method, path, n).await,
        })
    }

    fn json_for_the_menu(&self, route: &Route, name: &str) -> Option<Value> {
        let options = json!([{
            "name": name, "min": 0, "max": 1, "options": [{ "name": "Large", "price": "0.50" }],
        }]);
        Some(match (route.method.as_str(), route.path.trim_start_matches("/api/products/")) {
            ("POST", "") | ("PUT" | "PATCH", "{id}/") => json!({
                "name": name, "price": "2.50", "category_id": self.soup.category.id, "description": name,
                "tags": ["of the walk"], "attributes": [{ "name": "Walk", "value": name }],
                "options": options, "initial_stock": 3,
            }),
            ("PUT", "{id}/options/") => json!({ "options": options }),
            ("POST", "{id}/availability/") => json!({ "is_sold_out": true }),
            ("POST", "categories/") | ("PUT" | "PATCH", "categories/{id}/") => {
                json!({ "name": name, "description": name, "tax_rate": "5.50" })
            }
            ("POST", "tags/" | "attributes/") | ("PUT", "tags/{id}/" | "attributes/{id}/") => {
                json!({ "name": name })
            }
            _ => return None,
        })
    }

    async fn json_to_get_in(&self, method: &Method, path: &str, n: u32) -> Option<Value> {
        Some(match (method.as_str(), path) {
            ("POST", "auth/login/") => json!({ "username": "staff", "password": PASSWORD }),
            ("POST", "auth/token/refresh/" | "auth/logout/") => {
                // A session of its own: the request may end it.
                let guest = self.shop.client();
                guest.login("staff", PASSWORD).await.unwrap();
                json!({ "refresh": guest.tokens().unwrap().refresh })
            }
            ("POST", "auth/pin-login/") => json!({ "user_id": self.colleague, "pin": PIN }),
            ("POST", "auth/password/change/") => {
                json!({ "current_password": PASSWORD, "new_password": PASSWORD })
            }
            // Nobody has it: what comes of it elsewhere comes after the answer, some time.
            ("POST", "auth/password-reset/request/") => json!({ "email": "nobody@example.com" }),
            ("POST", "auth/password-reset/confirm/") => {
                let email = format!("forgetful{n}@example.com");
                json!({ "email": email, "otp": self.code_for(&email).await, "new_password": PASSWORD })
            }
            _ => return None,
        })
    }

    /// The code in the letter to somebody who has just registered and forgotten the password.
    async fn code_for(&self, email: &str) -> String {
        let guest = self.shop.client();
        let (username, _) = email.split_once('@').unwrap();
        let (username, email) = (username.to_owned(), email.to_owned());
        let form =
            Register { username, email: email.clone(), password: PASSWORD.into(), ..Register::default() };
        guest.account().register(&form).await.unwrap();
        guest.account().request_password_reset(&email).await.unwrap();
        for _ in 0..500 {
            if let Some(code) = code_in_letters(&self.shop, &email) {
                return code;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no letter came to {email}")
    }
}

fn code_in_letters(shop: &Shop, email: &str) -> Option<String> {
    let files = std::fs::read_dir(shop.data_dir().join("mail")).ok()?;
    let letters = files.filter_map(|file| std::fs::read_to_string(file.unwrap().path()).ok());
    let to_them = letters.filter(|letter| letter.contains(&format!("To: {email}")));
    let texts = to_them.filter_map(|letter| {
        let message = MessageParser::new().parse(&letter)?;
        message.body_text(0).map(std::borrow::Cow::into_owned)
    });
    let is_code =
        |line: &&str| line.replace(' ', "").len() == 8 && line.replace(' ', "").parse::<u32>().is_ok();
    texts.filter_map(|text| text.lines().map(str::trim).find(is_code).map(str::to_owned)).last()
}

fn clerk(username: &str) -> CreateUser {
    CreateUser {
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        password: PASSWORD.into(),
        first_name: String::new(),
        last_name: String::new(),
        role: Role::Staff,
        pin: Some(PIN.into()),
    }
}
