//! The whole menu in one document, read again only when it changed.

use std::sync::{Arc, PoisonError};

use comanda_core::wire::MenuView;
use reqwest::StatusCode;
use reqwest::header::{ETAG, HeaderValue, IF_NONE_MATCH};

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::transport::Answer;

/// The menu of the shop. See [`Client::menu`].
#[derive(Debug, Clone, Copy)]
pub struct Menu<'a> {
    client: &'a Client,
}

impl<'a> Menu<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// The menu as it is now. While it stays the same, only its version travels.
    pub async fn get(self) -> Result<MenuView> {
        self.get_shared().await.map(Arc::unwrap_or_clone)
    }

    /// As [`get`](Self::get) without a copy of its own; the pointer stays the same while the menu does.
    pub async fn get_shared(self) -> Result<Arc<MenuView>> {
        let known = self.known();
        let answer = self.client.send(&call(known.as_ref().map(|(tag, _)| tag.as_str()))).await?;
        match known {
            Some((_, menu)) if answer.status == StatusCode::NOT_MODIFIED => Ok(menu),
            _ => self.remember(&answer),
        }
    }

    fn known(self) -> Option<(String, Arc<MenuView>)> {
        self.client.inner.menu.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(self, answer: &Answer) -> Result<Arc<MenuView>> {
        let menu: Arc<MenuView> = Arc::new(answer.read()?);
        let tag = answer.headers.get(ETAG).and_then(|tag| tag.to_str().ok());
        *self.client.inner.menu.lock().unwrap_or_else(PoisonError::into_inner) =
            tag.map(|tag| (tag.to_owned(), Arc::clone(&menu)));
        Ok(menu)
    }
}

fn call(known: Option<&str>) -> Call {
    let call = Call::get("api/menu/");
    match known.and_then(|tag| HeaderValue::from_str(tag).ok()) {
        Some(tag) => call.header(IF_NONE_MATCH, tag),
        None => call,
    }
}
