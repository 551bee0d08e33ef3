//! Catalogue answers as bytes. What everybody may read is rendered once for each address and then only
//! looked up, until the menu changes here or may have changed in another process.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use comanda_core::error::{Error, Result};
use comanda_core::store::Tx;
use moka::sync::Cache;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use crate::respond::answer::JSON;
use crate::respond::{Failure, conditional};
use crate::routes::PATIENCE;
use crate::state::AppState;

/// The rendered answers, by path and query.
pub struct CatalogueCache {
    pages: Cache<String, Arc<Rendered>>,
    /// One renders, the others of the same address wait for it.
    rendering: [Mutex<()>; 32],
    stripes: RandomState,
}

struct Rendered {
    menu_version: u64,
    at: Instant,
    etag: HeaderValue,
    body: Bytes,
}

/// A flow that makes the view of one address.
pub type View<T> = Box<dyn Fn(&mut Tx<'_>) -> Result<T> + Send>;

impl CatalogueCache {
    /// How long other processes' changes may stay unseen.
    const FRESH: Duration = Duration::from_millis(500);
    /// Bytes of rendered answers that are kept at most.
    const CAPACITY: u64 = 32 << 20;
    /// Longer addresses are rendered each time.
    const LONGEST: usize = 1024;

    fn fresh(&self, address: &str, menu_version: u64) -> Option<Arc<Rendered>> {
        let page = self.pages.get(address)?;
        (page.menu_version == menu_version && page.at.elapsed() < Self::FRESH).then_some(page)
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
            rendering: std::array::from_fn(|_| Mutex::new(())),
            stripes: RandomState::new(),
        }
    }
}

/// The answer that was rendered for this address, while it is fresh.
pub fn at_hand(app: &AppState, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    let page = app.catalogue().fresh(address(uri), app.store().menu_version())?;
    Some(send(&page, headers))
}

fn address(uri: &Uri) -> &str {
    uri.path_and_query().map_or("/", |address| address.as_str())
}

/// Answers a read of the catalogue: from the cache, or by the view that `plan` makes of the address.
pub async fn answer<T: Serialize + 'static>(
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

/// Renders `view`, unless somebody else just did.
async fn render<T: Serialize + 'static>(
    app: &AppState,
    address: &str,
    view: View<T>,
) -> std::result::Result<Arc<Rendered>, Failure> {
    let _turn = app.catalogue().stripe(address).lock().await;
    // Read before rendering: a change that comes in between makes this page stale at once, never wrongly fresh.
    let (at, menu_version) = (Instant::now(), app.store().menu_version());
    if let Some(page) = app.catalogue().fresh(address, menu_version) {
        return Ok(page);
    }
    let body = app.read(move |tx| to_json(&view(tx)?)).await?;
    let page = Arc::new(Rendered { menu_version, at, etag: tag(&body), body: Bytes::from(body) });
    if address.len() <= CatalogueCache::LONGEST {
        app.catalogue().pages.insert(address.to_owned(), Arc::clone(&page));
    }
    Ok(page)
}

fn to_json(view: &impl Serialize) -> Result<Vec<u8>> {
    serde_json::to_vec(view).map_err(|cause| Error::Broken(cause.to_string()))
}

/// A weak tag: the same document may leave compressed or not.
fn tag(body: &[u8]) -> HeaderValue {
    let digest = Sha256::digest(body);
    let text = conditional::document_tag(version(body), &BASE64_URL_SAFE_NO_PAD.encode(&digest[..12]));
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("W/\"0\""))
}

/// The version of the one thing that `body` shows: whoever read it names it when they change it.
fn version(body: &[u8]) -> Option<i64> {
    #[derive(serde::Deserialize)]
    struct Counted {
        version: i64,
    }
    // One thing is short. Lists count nothing, and are not looked through.
    let is_short = body.len() <= 1 << 16;
    is_short.then(|| serde_json::from_slice(body).ok().map(|counted: Counted| counted.version)).flatten()
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
