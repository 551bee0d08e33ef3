//! The client and how it is built. Cheap to clone: all clones share one session and one pool of connections.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use comanda_core::wire::{MenuView, Secret, TokenPair};
use reqwest::header::HeaderValue;
use reqwest::redirect;
use url::Url;

use crate::api::account::Account;
use crate::api::alerts::Alerts;
use crate::api::api_keys::ApiKeys;
use crate::api::cart::Cart;
use crate::api::cash_sessions::CashSessions;
use crate::api::categories::Categories;
use crate::api::coupons::Coupons;
use crate::api::customers::Customers;
use crate::api::events::Events;
use crate::api::inventory::Inventory;
use crate::api::menu::Menu;
use crate::api::notifications::Notifications;
use crate::api::orders::Orders;
use crate::api::parked::Parked;
use crate::api::products::Products;
use crate::api::referrals::Referrals;
use crate::api::returns::Returns;
use crate::api::users::Users;
use crate::api::vocabulary::{Attributes, Tags};
use crate::api::wallets::{Wallet, Wallets};
use crate::error::{Error, Result};
use crate::session::Session;
use crate::transport::bearer;

/// A connection to one Comanda server, signed in or not.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base: Url,
    pub(crate) http: reqwest::Client,
    pub(crate) timeout: Duration,
    pub(crate) retries: usize,
    pub(crate) session: Session,
    /// Signs while nobody is signed in.
    pub(crate) api_key: Option<HeaderValue>,
    /// The last menu and its `ETag`.
    pub(crate) menu: Mutex<Option<(String, Arc<MenuView>)>>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("url", &self.inner.base.as_str()).finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the server at `url` (`http://127.0.0.1:8000`).
    pub fn builder(url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            url: url.into(),
            timeout: Duration::from_secs(10),
            retries: 4,
            user_agent: concat!("comanda-sdk/", env!("CARGO_PKG_VERSION")).to_owned(),
            tokens: None,
            api_key: None,
            device: None,
        }
    }

    /// Where the server is.
    pub fn url(&self) -> &Url {
        &self.inner.base
    }

    /// The whole menu.
    pub fn menu(&self) -> Menu<'_> {
        Menu::new(self)
    }

    /// The catalogue, piece by piece.
    pub fn products(&self) -> Products<'_> {
        Products::new(self)
    }

    /// The sections of the menu.
    pub fn categories(&self) -> Categories<'_> {
        Categories::new(self)
    }

    /// The tags that products share.
    pub fn tags(&self) -> Tags<'_> {
        Tags::new(self)
    }

    /// The names of properties that products share.
    pub fn attributes(&self) -> Attributes<'_> {
        Attributes::new(self)
    }

    /// Stock: counts, movements, limits. For staff.
    pub fn inventory(&self) -> Inventory<'_> {
        Inventory::new(self)
    }

    /// Orders and their payments.
    pub fn orders(&self) -> Orders<'_> {
        Orders::new(self)
    }

    /// The cart of whoever is signed in, and its checkout.
    pub fn cart(&self) -> Cart<'_> {
        Cart::new(self)
    }

    /// The wallet of whoever is signed in.
    pub fn wallet(&self) -> Wallet<'_> {
        Wallet::new(self)
    }

    /// The wallets of customers, for staff.
    pub fn wallets(&self) -> Wallets<'_> {
        Wallets::new(self)
    }

    /// Coupons: what a code comes to and why, and making them.
    pub fn coupons(&self) -> Coupons<'_> {
        Coupons::new(self)
    }

    /// The recommendations of whoever is signed in.
    pub fn referrals(&self) -> Referrals<'_> {
        Referrals::new(self)
    }

    /// What happens: followed, or asked for from time to time.
    pub fn events(&self) -> Events<'_> {
        Events::new(self)
    }

    /// What staff should know.
    pub fn alerts(&self) -> Alerts<'_> {
        Alerts::new(self)
    }

    /// What whoever is signed in was told.
    pub fn notifications(&self) -> Notifications<'_> {
        Notifications::new(self)
    }

    /// Orders that customers want to give back.
    pub fn returns(&self) -> Returns<'_> {
        Returns::new(self)
    }

    /// Orders that the counter put aside.
    pub fn parked(&self) -> Parked<'_> {
        Parked::new(self)
    }

    /// Cash drawers, for staff.
    pub fn cash_sessions(&self) -> CashSessions<'_> {
        CashSessions::new(self)
    }

    /// The account of whoever is signed in; registration and a forgotten password too.
    pub fn account(&self) -> Account<'_> {
        Account::new(self)
    }

    /// The customers of the shop, for its staff.
    pub fn customers(&self) -> Customers<'_> {
        Customers::new(self)
    }

    /// Everybody's accounts, for admins.
    pub fn users(&self) -> Users<'_> {
        Users::new(self)
    }

    /// The keys of devices and other systems, for admins.
    pub fn api_keys(&self) -> ApiKeys<'_> {
        ApiKeys::new(self)
    }
}

/// Collects the settings of a [`Client`].
#[derive(Debug, Clone)]
pub struct ClientBuilder {
    url: String,
    timeout: Duration,
    retries: usize,
    user_agent: String,
    tokens: Option<TokenPair>,
    api_key: Option<Secret>,
    device: Option<Secret>,
}

impl ClientBuilder {
    /// How long one attempt may take; 10 s unless told.
    pub const fn timeout(mut self, limit: Duration) -> Self {
        self.timeout = limit;
        self
    }

    /// How often a call is repeated after a passing failure; 4 times unless told.
    pub const fn retries(mut self, times: usize) -> Self {
        self.retries = times;
        self
    }

    /// What the server's log knows the caller by.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Resumes a session whose tokens were kept.
    pub fn with_tokens(mut self, tokens: TokenPair) -> Self {
        self.tokens = Some(tokens);
        self
    }

    /// Calls with this key while nobody is signed in: as a kiosk, a counter or another system.
    pub fn api_key(mut self, secret: impl Into<Secret>) -> Self {
        self.api_key = Some(secret.into());
        self
    }

    /// What the server knew this device by at an earlier sign-in; see [`Client::device`].
    pub fn device(mut self, token: impl Into<Secret>) -> Self {
        self.device = Some(token.into());
        self
    }

    /// The client; nothing is sent yet.
    ///
    /// # Errors
    /// [`Error::Config`] when the URL is not `http://` or `https://`, or the API key cannot be one.
    pub fn build(self) -> Result<Client> {
        let base = base(&self.url)?;
        let api_key = self.api_key.map(|key| bearer(key.expose(), "API key")).transpose()?;
        let http = reqwest::Client::builder()
            .user_agent(self.user_agent)
            .timeout(self.timeout)
            .connect_timeout(self.timeout.min(Duration::from_secs(5)))
            // A redirect would carry the caller's token to wherever it points.
            .redirect(redirect::Policy::none())
            .build()
            .map_err(|error| Error::Config(format!("cannot set up HTTP: {error}")))?;
        let inner = Inner {
            base,
            http,
            timeout: self.timeout,
            retries: self.retries,
            session: Session::new(self.tokens, self.device),
            api_key,
            menu: Mutex::new(None),
        };
        Ok(Client { inner: Arc::new(inner) })
    }
}

fn base(url: &str) -> Result<Url> {
    let told = |problem: &str| Error::Config(format!("{url:?} is no server URL: {problem}"));
    let mut base = Url::parse(url).map_err(|error| told(&error.to_string()))?;
    if !matches!(base.scheme(), "http" | "https") || base.host().is_none() {
        return Err(told("it should start with http:// or https://"));
    }
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    base.set_query(None);
    base.set_fragment(None);
    Ok(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_no_server_is_refused_before_anything_is_sent() {
        for url in ["", "localhost:8000", "ftp://shop", "shop", "http://"] {
            assert!(matches!(Client::builder(url).build(), Err(Error::Config(_))), "{url:?}");
        }
    }

    #[test]
    fn a_server_may_live_below_a_path() {
        assert_eq!(base("https://host/shop?x#y").unwrap().as_str(), "https://host/shop/");
    }

    #[test]
    fn clients_travel_between_threads() {
        fn travels<T: Clone + Send + Sync + 'static>() {}
        travels::<Client>();
    }
}
