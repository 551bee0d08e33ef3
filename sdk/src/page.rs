//! Lists: one page at a time, or all of it as a stream. Used by the list builders of `api`.

use std::borrow::Cow;
use std::marker::PhantomData;

use comanda_core::wire::Page;
use futures::stream::{self, Stream, TryStreamExt};
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;

/// The items of a page when a whole list is walked through.
const STREAM_PAGE: u32 = 100;

/// A list without filters, before it is asked for; ends with [`send`](Self::send) or [`stream`](Self::stream).
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct List<T> {
    listing: Listing,
    items: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> List<T> {
    pub(crate) const fn new(listing: Listing) -> Self {
        Self { listing, items: PhantomData }
    }

    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self::new(self.listing.page(number))
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self::new(self.listing.page_size(size))
    }

    /// One page.
    pub async fn send(self) -> Result<Page<T>> {
        self.listing.send().await
    }

    /// Every item of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<T>> + use<T> {
        self.listing.stream()
    }
}

/// A list with its filters, before it is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    client: Client,
    path: Cow<'static, str>,
    by_key: bool,
    filters: Vec<(&'static str, String)>,
    page: Option<u32>,
    page_size: Option<u32>,
}

impl Listing {
    pub(crate) fn new(client: &Client, path: impl Into<Cow<'static, str>>) -> Self {
        let (client, path) = (client.clone(), path.into());
        Self { client, path, by_key: false, filters: Vec::new(), page: None, page_size: None }
    }

    /// The same list at another place.
    pub(crate) fn at(mut self, path: &'static str) -> Self {
        self.path = path.into();
        self
    }

    /// Asked for with the API key, whoever is signed in.
    pub(crate) const fn by_key(mut self) -> Self {
        self.by_key = true;
        self
    }

    /// One more filter; where the same was set before, the newer counts.
    pub(crate) fn filter(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.filters.retain(|(other, _)| *other != name);
        self.filters.push((name, value.into()));
        self
    }

    pub(crate) const fn page(mut self, number: u32) -> Self {
        self.page = Some(number);
        self
    }

    pub(crate) const fn page_size(mut self, size: u32) -> Self {
        self.page_size = Some(size);
        self
    }

    pub(crate) async fn send<T: DeserializeOwned>(self) -> Result<Page<T>> {
        let mut query = self.filters;
        query.extend(self.page.map(|number| ("page", number.to_string())));
        query.extend(self.page_size.map(|size| ("page_size", size.to_string())));
        let call = Call::get(self.path).query(query);
        self.client.call(&if self.by_key { call.by_key() } else { call }).await
    }

    /// Every item from the wanted page (the first, unless told) to the end of the list.
    pub(crate) fn stream<T: DeserializeOwned>(self) -> impl Stream<Item = Result<T>> + use<T> {
        let first = self.page.unwrap_or(1);
        let size = self.page_size.unwrap_or(STREAM_PAGE);
        let pages = stream::try_unfold((self, Some(first)), move |(listing, wanted)| async move {
            let Some(number) = wanted else { return Ok(None) };
            let page: Page<T> = listing.clone().page(number).page_size(size).send().await?;
            let following = page.next.is_some().then(|| number + 1);
            Ok(Some((stream::iter(page.results.into_iter().map(Ok)), (listing, following))))
        });
        pages.try_flatten()
    }
}
