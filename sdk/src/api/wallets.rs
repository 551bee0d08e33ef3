//! Wallets: one's own, and those of customers for staff.

use chrono::NaiveDate;
use comanda_core::id::UserId;
use comanda_core::wire::Page;
use comanda_core::wire::wallet::{
    AdjustWallet, Deposit, FundWallet, Transacted, TransactionType, TransactionView, Transfer, WalletStats,
    WalletView,
};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

const WALLET: &str = "api/orders/wallet/";

/// The wallet of whoever is signed in. See [`Client::wallet`].
#[derive(Debug, Clone, Copy)]
pub struct Wallet<'a> {
    client: &'a Client,
}

impl<'a> Wallet<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// What can be spent.
    pub async fn get(self) -> Result<WalletView> {
        self.client.call(&Call::get(WALLET)).await
    }

    /// Pays in, where the shop lets customers do that by themselves; else refused with `deposits_not_offered`.
    pub async fn deposit(self, deposit: &Deposit) -> Result<Transacted> {
        self.deposit_with_key(deposit, &IdempotencyKey::new()).await
    }

    /// As [`deposit`](Self::deposit), under a key that the caller keeps.
    pub async fn deposit_with_key(self, deposit: &Deposit, key: &IdempotencyKey) -> Result<Transacted> {
        self.client.call(&Call::effect(Method::POST, format!("{WALLET}deposit/"), deposit, key)?).await
    }

    /// Gives to another customer.
    pub async fn transfer(self, transfer: &Transfer) -> Result<Transacted> {
        self.transfer_with_key(transfer, &IdempotencyKey::new()).await
    }

    /// As [`transfer`](Self::transfer), under a key that the caller keeps.
    pub async fn transfer_with_key(self, transfer: &Transfer, key: &IdempotencyKey) -> Result<Transacted> {
        self.client.call(&Call::effect(Method::POST, format!("{WALLET}transfer/"), transfer, key)?).await
    }

    /// What changed the balance, the newest first; ends with [`send`](TransactionList::send) or
    /// [`stream`](TransactionList::stream).
    pub fn transactions(self) -> TransactionList {
        TransactionList(Listing::new(self.client, format!("{WALLET}transactions/")))
    }

    /// What came and went in all.
    pub async fn stats(self) -> Result<WalletStats> {
        self.client.call(&Call::get(format!("{WALLET}stats/"))).await
    }
}

/// The wallets of customers, for staff. See [`Client::wallets`].
#[derive(Debug, Clone, Copy)]
pub struct Wallets<'a> {
    client: &'a Client,
}

impl<'a> Wallets<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// What a customer can spend.
    pub async fn get(self, customer: UserId) -> Result<WalletView> {
        self.client.call(&Call::get(format!("api/wallets/{customer}/"))).await
    }

    /// What changed a customer's balance, the newest first.
    pub fn transactions(self, customer: UserId) -> TransactionList {
        TransactionList(Listing::new(self.client, format!("api/wallets/{customer}/transactions/")))
    }

    /// Takes a deposit for a customer: in cash, into an open drawer, or by card. A payment provider's key books
    /// what it has taken, once for each reference.
    pub async fn deposit(self, customer: UserId, deposit: &FundWallet) -> Result<Transacted> {
        self.deposit_with_key(customer, deposit, &IdempotencyKey::new()).await
    }

    /// As [`deposit`](Self::deposit), under a key that the caller keeps.
    pub async fn deposit_with_key(
        self,
        customer: UserId,
        deposit: &FundWallet,
        key: &IdempotencyKey,
    ) -> Result<Transacted> {
        let path = format!("api/wallets/{customer}/deposit/");
        self.client.call(&Call::effect(Method::POST, path, deposit, key)?).await
    }

    /// Corrects a balance by hand. For managers.
    pub async fn adjust(self, customer: UserId, adjustment: &AdjustWallet) -> Result<Transacted> {
        self.adjust_with_key(customer, adjustment, &IdempotencyKey::new()).await
    }

    /// As [`adjust`](Self::adjust), under a key that the caller keeps.
    pub async fn adjust_with_key(
        self,
        customer: UserId,
        adjustment: &AdjustWallet,
        key: &IdempotencyKey,
    ) -> Result<Transacted> {
        let path = format!("api/wallets/{customer}/adjust/");
        self.client.call(&Call::effect(Method::POST, path, adjustment, key)?).await
    }
}

/// A list of transactions before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct TransactionList(Listing);

impl TransactionList {
    /// Only of this type.
    pub fn kind(self, kind: TransactionType) -> Self {
        Self(self.0.filter("type", kind.as_str()))
    }

    /// Only from this business day on.
    pub fn since(self, day: NaiveDate) -> Self {
        Self(self.0.filter("start_date", day.to_string()))
    }

    /// Only up to this business day, the day included.
    pub fn until(self, day: NaiveDate) -> Self {
        Self(self.0.filter("end_date", day.to_string()))
    }

    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self(self.0.page(number))
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size))
    }

    /// One page.
    pub async fn send(self) -> Result<Page<TransactionView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<TransactionView>> + Send + use<> {
        self.0.stream()
    }
}
