//! Catalogue answers as bytes. What everybody may read is rendered once for each address and then only looked
//! up, as long as the database counts no further change of the menu. What this process changes is counted here
//! at once; for what others change the count is looked up again twice a second.

use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use comanda_core::error::{Error, Result};
use comanda_core::flows::catalog;
use comanda_core::store::Tx;
use comanda_core::wire::{CategoryView, ImageView, MenuView, Page, ProductView};
use moka::sync::Cache;
use serde::Serialize;
use tokio::sync::Mutex;

use crate::respond::answer::JSON;
use crate::respond::{Failure, conditional};
use crate::routes::PATIENCE;
use crate::state::AppState;

/// The rendered answers, by path and query.
pub struct CatalogueCache {
    pages: Cache<String, Arc<Rendered>>,
    /// The last look at how often the menu was changed.
    looked: RwLock<Option<Look>>,
    /// One looks, the others wait for it.
    looking: Mutex<()>,
    /// One renders, the others of the same address wait for it.
    rendering: [Mutex<()>; 32],
    stripes: RandomState,
}

struct Rendered {
    /// How often the menu had been changed.
    changes: i64,
    etag: HeaderValue,
    body: Bytes,
}

/// How often the menu had been changed, by any process, at some moment.
#[derive(Clone, Copy)]
struct Look {
    at: Instant,
    /// What this process had counted by itself, just before.
    menu_version: u64,
    changes: i64,
}

/// What an address of the catalogue shows.
pub trait Shown: Serialize + 'static {
    /// The version of the one thing that it shows: whoever read it names it when they change it. A list has none.
    fn version(&self) -> Option<i64> {
        None
    }
}

impl Shown for ProductView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}
impl Shown for CategoryView {
    fn version(&self) -> Option<i64> {
        Some(self.version)
    }
}
impl Shown for MenuView {}
impl Shown for Vec<ImageView> {}
impl<T: Serialize + 'static> Shown for Page<T> {}

/// A flow that makes the view of one address.
pub type View<T> = Box<dyn Fn(&mut Tx<'_>) -> Result<T> + Send>;

impl CatalogueCache {
    /// How long other processes' changes may stay unseen.
    const FRESH: Duration = Duration::from_millis(500);
    /// Bytes of rendered answers that are kept at most.
    const CAPACITY: u64 = 32 << 20;
    /// Longer addresses are rendered each time.
    const LONGEST: usize = 1024;

    /// How often the menu was changed, if that was looked at lately and nothing was changed here since.
    fn changes(&self, menu_version: u64) -> Option<i64> {
        let looked = (*self.looked.read().unwrap_or_else(PoisonError::into_inner))?;
        (looked.menu_version == menu_version && looked.at.elapsed() < Self::FRESH).then_some(looked.changes)
    }

    /// The rendered answer of this address, as long as the menu was changed no further.
    fn page(&self, address: &str, changes: i64) -> Option<Arc<Rendered>> {
        self.pages.get(address).filter(|page| page.changes == changes)
    }

    fn stripe(&self, address: &str) -> &Mutex<()> {
        let hash = self.stripes.hash_one(address);
        &self.rendering[usize::try_from(hash % 32).unwrap_or_default()]
    }
}

impl Default for CatalogueCache {
    fn default() -> Self {
        let weight = |address: &String, page: &Arc<Rendered>| {
            u32::try_from(address.len() + page.body.len() + 200).unwrap_or(u32::MAX)
        };
        Self {
            pages: Cache::builder().max_capacity(Self::CAPACITY).weigher(weight).build(),
            looked: RwLock::new(None),
            looking: Mutex::new(()),
            rendering: std::array::from_fn(|_| Mutex::new(())),
            stripes: RandomState::new(),
        }
    }
}

/// The answer that was rendered for this address, while it is fresh.
pub fn at_hand(app: &AppState, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let changes = app.catalogue().changes(app.store().menu_version())?;
    Some(send(app.catalogue().page(address(uri), changes)?.as_ref(), headers))
}

fn address(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |address| address.as_str())
}

/// Answers a read of the catalogue: from the cache, or by the view that `plan` makes of the address.
pub async fn answer<T: Shown>(
    app: &AppState,
    request: Request,
    plan: impl FnOnce(&Uri) -> std::result::Result<View<T>, Failure>,
) -> std::result::Result<Response, Failure> {
    let (request, _) = request.into_parts();
    if let Some(answer) = at_hand(app, &request.uri, &request.headers) {
        return Ok(answer);
    }
    let address = address(&request.uri);
    let view = plan(&request.uri)?;
    let rendering = tokio::time::timeout(PATIENCE, render(app, address, view));
    let late = |_| Failure::Unavailable("the catalogue took too long".to_owned());
    let page = rendering.await.map_err(late)??;
    Ok(send(&page, &request.headers))
}

/// How often the menu was changed; looked up when that was not done lately.
async fn changes(app: &AppState) -> std::result::Result<i64, Failure> {
    let _turn = app.catalogue().looking.lock().await;
    // Read before looking: a change that comes in between makes this look stale at once, never wrongly fresh.
    let (at, menu_version) = (Instant::now(), app.store().menu_version());
    if let Some(changes) = app.catalogue().changes(menu_version) {
        return Ok(changes);
    }
    let changes = app.read(catalog::changes).await?;
    *app.catalogue().looked.write().unwrap_or_else(PoisonError::into_inner) =
        Some(Look { at, menu_version, changes });
    Ok(changes)
}

/// The answer of this address: as it was rendered, where the menu is still the same, or rendered anew unless
/// somebody else just did.
async fn render<T: Shown>(
    app: &AppState,
    address: &str,
    view: View<T>,
) -> std::result::Result<Arc<Rendered>, Failure> {
    if let Some(page) = app.catalogue().page(address, changes(app).await?) {
        return Ok(page);
    }
    let _turn = app.catalogue().stripe(address).lock().await;
    if let Some(page) = app.catalogue().page(address, changes(app).await?) {
        return Ok(page);
    }
    // One snapshot for both: the page bears the number that belongs to what it shows.
    let render = move |tx: &mut Tx<'_>| {
        let (changes, shown) = (catalog::changes(tx)?, view(tx)?);
        let body = to_json(&shown)?;
        Ok(Rendered { changes, etag: tag(shown.version(), &body), body: Bytes::from(body) })
    };
    let page = Arc::new(app.read(render).await?);
    if address.len() <= CatalogueCache::LONGEST {
        app.catalogue().pages.insert(address.to_owned(), Arc::clone(&page));
    }
    Ok(page)
}

fn to_json(view: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(view).map_err(|cause| Error::Broken(cause.to_string()))
}

fn tag(version: Option<i64>, body: &[u8]) -> HeaderValue {
    HeaderValue::from_str(&conditional::document_tag(version, body))
        .unwrap_or(HeaderValue::from_static("W/\"0\""))
}

fn send(page: &Rendered, request: &HeaderMap) -> Response {
    let known = conditional::is_known(request, &page.etag);
    let (status, body) = if known {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        (StatusCode::OK, Body::from(page.body.clone()))
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, JSON);
    headers.insert(ETAG, page.etag.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    response
}

#[cfg(test)]
mod tests;
