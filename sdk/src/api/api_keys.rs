//! Keys by which devices and other systems call; only admins come here.

use comanda_core::actor::DeviceRole;
use comanda_core::id::ApiKeyId;
use comanda_core::wire::accounts::{ApiKeyView, CreateApiKey, NewApiKey};

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::page::{List, Listing};

/// The keys of devices and other systems. See [`Client::api_keys`].
#[derive(Debug, Clone, Copy)]
pub struct ApiKeys<'a> {
    client: &'a Client,
}

impl<'a> ApiKeys<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Every key, the revoked ones too, without its secret.
    pub fn list(self) -> List<ApiKeyView> {
        List::new(Listing::new(self.client, "api/auth/api-keys/"))
    }

    /// Makes a key. Its secret is in the answer, this once and never again; it goes into
    /// [`ClientBuilder::api_key`](crate::ClientBuilder::api_key).
    ///
    /// Never repeated by itself: where the answer was lost there may be a key that nobody can use. The
    /// [`list`](Self::list) shows it, by its name, to be revoked.
    pub async fn create(self, name: &str, role: DeviceRole) -> Result<NewApiKey> {
        let key = CreateApiKey { name: name.to_owned(), role };
        self.client.call(&Call::ask("api/auth/api-keys/", &key)?.once()).await
    }

    /// Ends a key, and the sessions that were opened through it.
    pub async fn revoke(self, id: ApiKeyId) -> Result<()> {
        self.client.remove(format!("api/auth/api-keys/{id}/")).await
    }
}
