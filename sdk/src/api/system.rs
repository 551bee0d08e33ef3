//! What a server says about itself.

use comanda_core::wire::VersionView;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;

impl Client {
    /// Which server this is.
    pub async fn version(&self) -> Result<VersionView> {
        self.call(&Call::get("api/version/").unsigned()).await
    }

    /// Succeeds while the server's process lives.
    pub async fn health(&self) -> Result<()> {
        self.send(&Call::get("healthz").unsigned()).await.map(drop)
    }

    /// Succeeds while the server can do its work, its database included.
    pub async fn ready(&self) -> Result<()> {
        self.send(&Call::get("readyz").unsigned()).await.map(drop)
    }
}
