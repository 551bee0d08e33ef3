//! Where names lead: asked at each connection, and only what may be called comes back. A name that led into the world
//! when it was saved and leads into the house now is not called.

use std::sync::Arc;

use comanda_core::webhooks::Reach;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// A name leads nowhere, or nowhere that may be called: which of both is told to nobody, or names of the house could
/// be found out by asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the name leads to no address that may be called")]
pub struct Nowhere;

/// Names as this machine knows them.
pub struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Lets through what may be called.
pub struct Guarded {
    names: Arc<dyn Resolve>,
    reach: Reach,
}

impl Guarded {
    pub fn new(names: Arc<dyn Resolve>, reach: Reach) -> Self {
        Self { names, reach }
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (asked, reach) = (self.names.resolve(name), self.reach);
        Box::pin(async move {
            let found = asked.await.map_err(|_| Nowhere)?;
            let allowed: Vec<_> = found.filter(|address| reach.includes(address.ip())).collect();
            if allowed.is_empty() {
                return Err(Nowhere.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}
