//! How other systems are called: signed by Standard Webhooks, out into the world only, and not for long. Used by the
//! worker; the routes ask it for secrets.
//!
//! Whoever types in a URL could make this server call what only this server reaches. So the text of a URL is judged
//! when it is saved and again before each call, and the address that a name leads to is judged by the resolver of the
//! very connection that is made: what was checked is what is called. Nobody is led on: redirects are not followed.

mod call;
mod names;
mod places;
pub mod secrets;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use comanda_core::flows::webhooks::{Claim, Told};
use comanda_core::id::EndpointId;
use comanda_core::webhooks::{Reach, WebhookUrl};
use reqwest::dns::Resolve;
use reqwest::redirect::Policy;
use tokio::time::Instant;

use crate::auth::Digests;
use names::{Guarded, System};
use places::{Place, Places};

/// The longest that a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// The longest that a call may take, with the answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Calls other systems; cheap to clone.
#[derive(Clone)]
pub struct Webhooks {
    client: reqwest::Client,
    reach: Reach,
    places: Places,
}

impl Webhooks {
    /// Calls whom `reach` allows.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(reach: Reach) -> reqwest::Result<Self> {
        Self::with_names(reach, Arc::new(System))
    }

    /// As [`Webhooks::new`], with names that lead where `names` says.
    fn with_names(reach: Reach, names: Arc<dyn Resolve>) -> reqwest::Result<Self> {
        let client = reqwest::Client::builder()
            .user_agent(concat!("comanda-webhooks/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            // A proxy would resolve the name by itself, and be asked to reach what this server must not.
            .no_proxy()
            .dns_resolver(Guarded::new(names, reach))
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .pool_max_idle_per_host(places::AT_ONCE)
            .build()?;
        Ok(Self { client, reach, places: Places::default() })
    }

    /// How far calls may go.
    pub const fn reach(&self) -> Reach {
        self.reach
    }

    /// A place among those who call this endpoint; `None` while there are enough of them.
    pub async fn place(&self, endpoint: EndpointId) -> Option<Place> {
        self.places.take(endpoint).await
    }

    /// Calls once, and says what came of it. Never an error: what goes wrong out there is an outcome.
    pub async fn tell(&self, digests: &Digests, claim: &Claim) -> Told {
        let begun = Instant::now();
        let outcome = match WebhookUrl::parse(&claim.url, self.reach) {
            Ok(url) => call::once(&self.client, &url, digests, claim).await,
            Err(invalid) => call::Outcome::failed(format!("The URL {invalid}.")),
        };
        let duration = TimeDelta::from_std(begun.elapsed()).unwrap_or_default();
        Told { status: outcome.status, error: outcome.error, duration, retry_after: outcome.retry_after }
    }
}

#[cfg(test)]
mod tests;
