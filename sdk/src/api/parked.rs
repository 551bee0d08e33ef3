//! Orders that the counter puts aside and takes up again, at whichever till.

use comanda_core::id::ParkedId;
use comanda_core::wire::parked::{ParkOrder, ParkedView};
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::{List, Listing};

const PARKED: &str = "api/orders/parked/";

/// The orders that were put aside. See [`Client::parked`].
#[derive(Debug, Clone, Copy)]
pub struct Parked<'a> {
    client: &'a Client,
}

impl<'a> Parked<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// All of them, the oldest first.
    pub fn list(self) -> List<ParkedView> {
        List::new(Listing::new(self.client, PARKED))
    }

    /// Puts an order aside.
    pub async fn park(self, order: &ParkOrder, key: &IdempotencyKey) -> Result<ParkedView> {
        self.client.call(&Call::effect(Method::POST, PARKED, order, key)?).await
    }

    /// Takes one up again: it is no longer among them. Of two who take the same, one gets it.
    pub async fn recall(self, id: ParkedId, key: &IdempotencyKey) -> Result<ParkedView> {
        self.client.call(&Call::new(Method::POST, format!("{PARKED}{id}/recall/")).keyed(key)).await
    }

    /// Throws one away.
    pub async fn discard(self, id: ParkedId) -> Result<()> {
        self.client.remove(format!("{PARKED}{id}/")).await
    }
}
