//! What one was told, and by which ways one wants to be told.

use comanda_core::id::{LetterId, NotificationId};
use comanda_core::notifications::NotificationKind;
use comanda_core::notifications::letter::LetterStatus;
use comanda_core::wire::{
    LetterView, MarkedRead, NotificationView, Page, PreferencesForm, PreferencesView, UnreadCount,
};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::Listing;

const NOTIFICATIONS: &str = "api/alerts/notifications/";
const LETTERS: &str = "api/system/letters/";

/// What whoever is signed in was told. See [`Client::notifications`].
#[derive(Debug, Clone, Copy)]
pub struct Notifications<'a> {
    client: &'a Client,
}

impl<'a> Notifications<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Notifications, the newest first; ends with [`send`](NotificationList::send) or
    /// [`stream`](NotificationList::stream).
    ///
    /// ```no_run
    /// # async fn example(client: comanda_sdk::Client) -> Result<(), comanda_sdk::Error> {
    /// for told in client.notifications().list().unread(true).send().await?.results {
    ///     println!("{}: {}", told.title, told.message);
    ///     client.notifications().mark_read(told.id).await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub fn list(self) -> NotificationList {
        NotificationList(Listing::new(self.client, NOTIFICATIONS))
    }

    /// How many are not read.
    pub async fn unread_count(self) -> Result<UnreadCount> {
        self.client.call(&Call::get(format!("{NOTIFICATIONS}unread-count/"))).await
    }

    /// Has read one.
    pub async fn mark_read(self, id: NotificationId) -> Result<NotificationView> {
        self.mark_read_with_key(id, &IdempotencyKey::new()).await
    }

    /// As [`mark_read`](Self::mark_read), under a key that the caller keeps.
    pub async fn mark_read_with_key(
        self,
        id: NotificationId,
        key: &IdempotencyKey,
    ) -> Result<NotificationView> {
        let call = Call::new(Method::POST, format!("{NOTIFICATIONS}{id}/mark-read/")).keyed(key);
        self.client.call(&call).await
    }

    /// Has read all of them.
    pub async fn mark_all_read(self) -> Result<MarkedRead> {
        self.mark_all_read_with_key(&IdempotencyKey::new()).await
    }

    /// As [`mark_all_read`](Self::mark_all_read), under a key that the caller keeps.
    pub async fn mark_all_read_with_key(self, key: &IdempotencyKey) -> Result<MarkedRead> {
        let call = Call::new(Method::POST, format!("{NOTIFICATIONS}mark-all-read/")).keyed(key);
        self.client.call(&call).await
    }

    /// By which ways one is told of what.
    pub async fn preferences(self) -> Result<PreferencesView> {
        self.client.call(&Call::get(format!("{NOTIFICATIONS}preferences/"))).await
    }

    /// Says by which ways one wants to be told; what `form` leaves out stays as it was.
    pub async fn set_preferences(self, form: &PreferencesForm) -> Result<PreferencesView> {
        self.set_preferences_with_key(form, &IdempotencyKey::new()).await
    }

    /// As [`set_preferences`](Self::set_preferences), under a key that the caller keeps.
    pub async fn set_preferences_with_key(
        self,
        form: &PreferencesForm,
        key: &IdempotencyKey,
    ) -> Result<PreferencesView> {
        let path = format!("{NOTIFICATIONS}preferences/");
        self.client.call(&Call::effect(Method::PUT, path, form, key)?).await
    }

    /// What became of the shop's letters, the newest first. For admins.
    pub fn letters(self) -> LetterList {
        LetterList(Listing::new(self.client, LETTERS))
    }

    /// What became of one letter. For admins.
    pub async fn letter(self, id: LetterId) -> Result<LetterView> {
        self.client.call(&Call::get(format!("{LETTERS}{id}/"))).await
    }
}

/// A list of notifications before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct NotificationList(Listing);

impl NotificationList {
    /// Only those that are not read, or only those that are.
    pub fn unread(self, unread: bool) -> Self {
        Self(self.0.filter("unread", unread.to_string()))
    }

    /// Only about this.
    pub fn kind(self, kind: NotificationKind) -> Self {
        Self(self.0.filter("kind", kind.as_str()))
    }

    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self(self.0.page(number))
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size))
    }

    /// One page.
    pub async fn send(self) -> Result<Page<NotificationView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<NotificationView>> + Send + use<> {
        self.0.stream()
    }
}

/// A list of letters before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct LetterList(Listing);

impl LetterList {
    /// Only those that stand here.
    pub fn status(self, status: LetterStatus) -> Self {
        Self(self.0.filter("status", status.as_str()))
    }

    /// Which page, from 1.
    pub fn page(self, number: u32) -> Self {
        Self(self.0.page(number))
    }

    /// The items of a page, 1 to 100.
    pub fn page_size(self, size: u32) -> Self {
        Self(self.0.page_size(size))
    }

    /// One page.
    pub async fn send(self) -> Result<Page<LetterView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<LetterView>> + Send + use<> {
        self.0.stream()
    }
}
