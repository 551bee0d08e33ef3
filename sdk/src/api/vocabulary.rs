//! The words that products share: tags, and the names of properties. Read by everybody, changed by managers.

use std::marker::PhantomData;

use comanda_core::id::{AttributeId, TagId};
use comanda_core::wire::Page;
use comanda_core::wire::catalog::{AttributeEntry, TagEntry, WordForm};
use futures::Stream;
use reqwest::Method;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $entry:ident, $id:ident, $path:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a> {
            client: &'a Client,
        }

        impl<'a> $name<'a> {
            pub(crate) const fn new(client: &'a Client) -> Self {
                Self { client }
            }

            /// The words, by name, and how many products use each.
            pub fn list(self) -> WordList<$entry> {
                WordList(Listing::new(self.client, $path), PhantomData)
            }

            /// A new word.
            pub async fn create(self, name: impl Into<String>) -> Result<$entry> {
                let (form, key) = (WordForm { name: name.into() }, IdempotencyKey::new());
                self.client.call(&Call::effect(Method::POST, $path, &form, &key)?).await
            }

            /// Changes a word, on every product that has it.
            pub async fn rename(self, id: $id, name: impl Into<String>) -> Result<$entry> {
                let (form, key) = (WordForm { name: name.into() }, IdempotencyKey::new());
                let path = format!("{}{id}/", $path);
                self.client.call(&Call::effect(Method::PUT, path, &form, &key)?).await
            }

            /// Removes a word: a tag from every product, the name of a property once nothing has it any more.
            pub async fn delete(self, id: $id) -> Result<()> {
                self.client.remove(format!("{}{id}/", $path)).await
            }
        }
    };
}

words! {
    /// The tags of the shop. See [`Client::tags`].
    Tags, TagEntry, TagId, "api/products/tags/"
}
words! {
    /// The names of properties. See [`Client::attributes`].
    Attributes, AttributeEntry, AttributeId, "api/products/attributes/"
}

/// A list of words before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct WordList<T>(Listing, PhantomData<fn() -> T>);

impl<T: DeserializeOwned> WordList<T> {
    /// Only words that begin so.
    pub fn search(self, begins: impl Into<String>) -> Self {
        Self(self.0.filter("search", begins), PhantomData)
    }

    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self(self.0.page(number), PhantomData)
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size), PhantomData)
    }

    /// One page.
    pub async fn send(self) -> Result<Page<T>> {
        self.0.send().await
    }

    /// Every word, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<T>> + use<T> {
        self.0.stream()
    }
}
