//! Cash drawers: opened with a count, closed with another, and reported in between. For staff.

use comanda_core::id::CashSessionId;
use comanda_core::wire::cash::{
    CashMovementView, CashReportView, CashSessionView, CloseDrawer, MoveCash, OpenDrawer,
};
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::{List, Listing};

const SESSIONS: &str = "api/cash-sessions/";

/// The cash sessions of the shop. See [`Client::cash_sessions`].
#[derive(Debug, Clone, Copy)]
pub struct CashSessions<'a> {
    client: &'a Client,
}

impl<'a> CashSessions<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// All of them, the newest first.
    pub fn list(self) -> List<CashSessionView> {
        List::new(Listing::new(self.client, SESSIONS))
    }

    /// The one into which this person's cash goes now; 404 when none is open.
    pub async fn current(self) -> Result<CashSessionView> {
        self.client.call(&Call::get(format!("{SESSIONS}current/"))).await
    }

    /// One of them.
    pub async fn get(self, id: CashSessionId) -> Result<CashSessionView> {
        self.client.call(&Call::get(format!("{SESSIONS}{id}/"))).await
    }

    /// Opens a drawer with what was counted in it.
    pub async fn open(self, open: &OpenDrawer) -> Result<CashSessionView> {
        self.open_with_key(open, &IdempotencyKey::new()).await
    }

    /// As [`open`](Self::open), under a key that the caller keeps.
    pub async fn open_with_key(self, open: &OpenDrawer, key: &IdempotencyKey) -> Result<CashSessionView> {
        self.client.call(&Call::effect(Method::POST, SESSIONS, open, key)?).await
    }

    /// Puts cash in, takes it out, or brings it to the safe.
    pub async fn move_cash(self, id: CashSessionId, cash: &MoveCash) -> Result<CashMovementView> {
        self.move_cash_with_key(id, cash, &IdempotencyKey::new()).await
    }

    /// As [`move_cash`](Self::move_cash), under a key that the caller keeps.
    pub async fn move_cash_with_key(
        self,
        id: CashSessionId,
        cash: &MoveCash,
        key: &IdempotencyKey,
    ) -> Result<CashMovementView> {
        self.client.call(&Call::effect(Method::POST, format!("{SESSIONS}{id}/movements/"), cash, key)?).await
    }

    /// The X report of an open drawer, the Z report of a closed one.
    pub async fn report(self, id: CashSessionId) -> Result<CashReportView> {
        self.client.call(&Call::get(format!("{SESSIONS}{id}/report/"))).await
    }

    /// Counts and closes a drawer; answers with its Z report.
    pub async fn close(self, id: CashSessionId, close: &CloseDrawer) -> Result<CashReportView> {
        self.close_with_key(id, close, &IdempotencyKey::new()).await
    }

    /// As [`close`](Self::close), under a key that the caller keeps.
    pub async fn close_with_key(
        self,
        id: CashSessionId,
        close: &CloseDrawer,
        key: &IdempotencyKey,
    ) -> Result<CashReportView> {
        self.client.call(&Call::effect(Method::POST, format!("{SESSIONS}{id}/close/"), close, key)?).await
    }
}
