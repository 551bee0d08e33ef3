//! A shop with a real server inside the test's own process, on a database of its own.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use comanda_core::actor::Actor;
use comanda_core::flows::accounts::{NewUser, create_user};
use comanda_core::flows::verify::VerifyReport;
use comanda_core::flows::{drawers, import};
use comanda_core::store::Store;
use comanda_sdk::wire::coupons::CouponForm;
use comanda_sdk::wire::{CouponView, OpenDrawer, ProductView, UserView};
use comanda_sdk::{Client, MenuFile, Role};
use comanda_server::config::{Demo, MailSettings, PrivateAddresses};
use comanda_server::{DEMO_PASSWORD, Running, Settings};
use futures::TryStreamExt;
use reqwest::Method;
use serde_json::Value;
use tempfile::TempDir;

use crate::database::Database;
use crate::menu;
use crate::raw::Raw;
use crate::seats::Seat;

/// The password of every account of [`Shop::open`].
pub const PASSWORD: &str = "correct horse battery";
/// [`PASSWORD`] at the lowest cost there is: tests sign in often and prove nothing by waiting.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=64,t=1,p=1$ViE9X6cmZSWHMAhWHUi7eA$R+2BtV4RAOzBO0cQdrlEl4eKf6knqeTt/NybanAESHM";

/// Who owns the accounts of a shop, and so by which name and password its admin signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum People {
    /// One of each role, named after it, and another customer.
    Ours,
    /// The demo shop's.
    Demo,
    /// Nobody has one yet.
    None,
}

/// A shop.
#[derive(Debug)]
pub struct Shop {
    folder: TempDir,
    database: Database,
    people: People,
    running: Option<Running>,
    url: String,
    clients: Mutex<HashMap<String, Client>>,
    kept_tokens: Mutex<HashMap<Seat, String>>,
    webhooks: PrivateAddresses,
    mail: MailSettings,
}

impl Shop {
    /// One account of each role, named after it, and another customer, `stranger`; nothing on the menu.
    pub async fn open() -> Self {
        Self::with(People::Ours, "").await
    }

    /// As [`open`](Self::open), with settings that are written as SQL before the server starts.
    pub async fn open_with(settings: &str) -> Self {
        Self::with(People::Ours, settings).await
    }

    /// As [`open`](Self::open), where nothing is ordered so often that the shop tells of it: for tests that place many
    /// orders and look whether something else was left behind.
    pub async fn open_calm() -> Self {
        Self::open_with("INSERT INTO shop_settings (name, value) VALUES ('demand_orders', '0')").await
    }

    /// As [`open`](Self::open), where webhooks may call this machine.
    pub async fn open_next_door() -> Self {
        Self::open().await.next_door().await
    }

    async fn next_door(mut self) -> Self {
        self.webhooks = PrivateAddresses::Allow;
        self.restart().await;
        self
    }

    /// As [`open`](Self::open), where letters go to the mail server at `smtp_url`.
    pub async fn open_with_mail(smtp_url: &str) -> Self {
        let mut shop = Self::open().await;
        shop.mail = MailSettings::parse(Some(smtp_url), Some("Ada <post@shop.example>")).unwrap();
        shop.restart().await;
        shop
    }

    /// The demo shop.
    pub async fn demo() -> Self {
        Self::with(People::Demo, "").await
    }

    /// The demo shop, where webhooks may call this machine.
    pub async fn demo_next_door() -> Self {
        Self::demo().await.next_door().await
    }

    /// A shop that nobody has set up.
    pub async fn open_empty() -> Self {
        Self::with(People::None, "").await
    }

    async fn with(people: People, settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::create(folder.path()).await;
        if people == People::Ours {
            let url = database.url();
            tokio::task::spawn_blocking(move || hire(&url)).await.unwrap();
            database.execute(settings).await;
        }
        let (clients, kept_tokens) = (Mutex::default(), Mutex::default());
        let (running, url, webhooks) = (None, String::new(), PrivateAddresses::Deny);
        let mail = MailSettings::default();
        let mut shop = Self { folder, database, people, running, url, clients, kept_tokens, webhooks, mail };
        shop.start().await;
        shop
    }

    /// Starts the server; it listens when this returns.
    pub async fn start(&mut self) {
        let mut settings = Settings::for_tests(&self.database.url(), self.folder.path());
        settings.webhooks = self.webhooks;
        settings.mail = self.mail.clone();
        if self.people == People::Demo {
            settings.demo = Demo::Load;
        }
        let running = comanda_server::start(settings).await.unwrap();
        self.url = running.url();
        self.running = Some(running);
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Stops the server; the database stays.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Stops the server and starts it again, at another address.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    /// Where the server is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What the server was told about its database.
    pub fn database_url(&self) -> String {
        self.database.url()
    }

    /// `sqlite` or `postgres`.
    pub const fn database_kind(&self) -> &'static str {
        self.database.kind()
    }

    /// Where the server keeps the rest.
    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    /// A client that nobody is signed in to.
    pub fn client(&self) -> Client {
        Client::builder(&self.url).build().unwrap()
    }

    /// A client with somebody of this role signed in; the same session every time.
    pub async fn signed_in(&self, role: Role) -> Client {
        self.signed_in_as(role.as_str()).await
    }

    /// A client with this account signed in; the same session every time, until [`Shop::forget`].
    pub async fn signed_in_as(&self, username: &str) -> Client {
        let known = self.clients.lock().unwrap_or_else(PoisonError::into_inner).get(username).cloned();
        if let Some(client) = known {
            return client;
        }
        let client = self.client();
        let password = if self.people == People::Demo { DEMO_PASSWORD } else { PASSWORD };
        client.login(username, password).await.unwrap();
        self.clients
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(username.to_owned(), client.clone());
        client
    }

    /// Signs in anew, the next time, whom something has signed out.
    pub fn forget(&self, username: &str) {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).remove(username);
    }

    pub(crate) fn kept_tokens(&self) -> MutexGuard<'_, HashMap<Seat, String>> {
        self.kept_tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// HTTP without the SDK, on connections of its own.
    pub fn raw(&self) -> Raw {
        Raw::new(&self.url)
    }

    /// Puts a menu on, all of whose lines must be good; answers with the products, by name.
    pub async fn import(&self, csv: &str) -> Vec<ProductView> {
        let manager = self.signed_in(Role::Manager).await;
        let report = manager.products().import(MenuFile::csv(csv.to_owned()), false).await.unwrap();
        assert_eq!(report.errors, [], "{csv}");
        manager.products().list().ordering("name").stream().try_collect().await.unwrap()
    }

    /// Puts one dish on the menu; without `stock` it is not counted.
    pub async fn product(&self, name: &str, price: &str, stock: Option<u32>) -> ProductView {
        let products = self.import(&menu::dish(name, price, stock)).await;
        products.into_iter().find(|product| product.name == name).unwrap()
    }

    /// A coupon as a manager makes it.
    pub async fn coupon(&self, form: CouponForm) -> CouponView {
        self.signed_in(Role::Manager).await.coupons().create(&form).await.unwrap().coupon
    }

    /// The coupon with this code, and how many of its uses are taken.
    pub async fn find_coupon(&self, code: &str) -> Option<CouponView> {
        let manager = self.signed_in(Role::Manager).await;
        let found = manager.coupons().list().search(code).send().await.unwrap().results;
        found.into_iter().find(|coupon| coupon.code == code)
    }

    /// The database itself.
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Equal texts mean that nothing in the database changed.
    pub async fn fingerprint(&self) -> String {
        self.database.fingerprint().await
    }

    /// Replays the books, which must be in order, and leaves nothing behind.
    pub async fn verify_and_close(mut self) {
        if self.people != People::None {
            let admin = self.token(Seat::Admin).await;
            let answered =
                self.raw().json(Method::GET, "/api/ledger/check/", admin.as_deref(), &Value::Null).await;
            let report: VerifyReport = answered.read();
            assert!(report.ok, "{report:#?}");
        }
        self.stop().await;
        self.replay().await;
        self.database.delete().await;
    }

    /// The same laws without a server, as `comanda-server verify` replays them.
    async fn replay(&self) {
        let url = self.database.url();
        let replay = move || {
            Store::open(&url).unwrap().read(|tx| comanda_core::flows::verify::replay(tx, &Actor::System))
        };
        let report = tokio::task::spawn_blocking(replay).await.unwrap().unwrap();
        assert!(report.ok, "{report:#?}");
    }
}

/// Creates the accounts of [`Shop::open`] and puts a menu on; who is staff.
pub fn furnish(database_url: &str, menu_csv: &str) -> UserView {
    let people = hire(database_url);
    let (csv, now) = (menu_csv.as_bytes().to_vec(), std::time::SystemTime::UNIX_EPOCH.into());
    let store = Store::open(database_url).unwrap();
    let report = store.write(move |tx| import::menu(tx, &Actor::System, &csv, false, now)).unwrap();
    assert_eq!(report.errors, []);
    people.into_iter().find(|user| user.role == Role::Staff).unwrap()
}

fn hire(database_url: &str) -> Vec<UserView> {
    let store = Store::open(database_url).unwrap();
    store.migrate().unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH.into();
    let create = |username: &str, role: Role| {
        let new = NewUser {
            username: username.to_owned(),
            email: Some(format!("{username}@example.com")),
            password_hash: Some(PASSWORD_HASH.to_owned()),
            ..NewUser::default()
        };
        store.write(move |tx| create_user(tx, &Actor::System, &new, role, now)).unwrap()
    };
    let mut people: Vec<UserView> = Role::ALL.into_iter().map(|role| create(role.as_str(), role)).collect();
    people.push(create("stranger", Role::Customer));
    let float = OpenDrawer { opening_count: "100.00".parse().unwrap(), drawer: None };
    store.write(move |tx| drawers::open(tx, &Actor::System, &float, now)).unwrap();
    people
}
