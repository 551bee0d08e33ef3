//! One's own account: created, read, changed, its password kept or won back, its picture, its addresses.

use bytes::Bytes;
use comanda_core::id::AddressId;
use comanda_core::wire::accounts::{
    AddressDraft, AddressView, ChangePassword, ConfirmReset, Register, RequestReset, UpdateProfile,
};
use comanda_core::wire::{ProfileView, UserView};
use futures::TryStreamExt;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::form::with_file;
use crate::key::IdempotencyKey;
use crate::page::Listing;

const PROFILE: &str = "api/auth/profile/";
const IMAGE: &str = "api/auth/profile/image/";
const ADDRESSES: &str = "api/auth/profile/addresses/";

/// The account of whoever is signed in. See [`Client::account`].
#[derive(Debug, Clone, Copy)]
pub struct Account<'a> {
    client: &'a Client,
}

impl<'a> Account<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Creates a customer's account. Nobody is signed in by it; [`Client::login`] comes next.
    pub async fn register(self, account: &Register) -> Result<UserView> {
        let key = IdempotencyKey::new();
        let call = Call::effect(Method::POST, "api/auth/users/", account, &key)?;
        self.client.call(&call.unsigned()).await
    }

    /// The account as it is now; [`Client::user`] is as it was at the last sign-in or renewal.
    pub async fn user(self) -> Result<UserView> {
        let id = self.client.user_id()?;
        self.client.call(&Call::get(format!("api/auth/users/{id}/"))).await
    }

    /// The account and what the shop knows of the customer.
    pub async fn profile(self) -> Result<ProfileView> {
        self.client.call(&Call::get(PROFILE)).await
    }

    /// Changes account and profile together; what is left out stays.
    pub async fn update_profile(self, change: &UpdateProfile) -> Result<ProfileView> {
        self.update_profile_with_key(change, &IdempotencyKey::new()).await
    }

    /// As [`update_profile`](Self::update_profile), under a key that the caller keeps.
    pub async fn update_profile_with_key(
        self,
        change: &UpdateProfile,
        key: &IdempotencyKey,
    ) -> Result<ProfileView> {
        self.client.call(&Call::effect(Method::PUT, PROFILE, change, key)?).await
    }

    /// Replaces the password and ends the account's other sessions. Never repeated once it left: after an
    /// answer that was lost, sign in with the new password to see whether it counts.
    pub async fn change_password(self, current: &str, new: &str) -> Result<()> {
        let change = ChangePassword {
            current_password: current.into(),
            new_password: new.into(),
            confirm_password: None,
        };
        self.client.send(&Call::ask("api/auth/password/change/", &change)?.once()).await.map(drop)
    }

    /// Asks for a letter with a code, because the password is forgotten. Succeeds whether or not there is
    /// such an account.
    pub async fn request_password_reset(self, email: &str) -> Result<()> {
        let wanted = RequestReset { email: email.to_owned() };
        let call = Call::ask("api/auth/password-reset/request/", &wanted)?;
        self.client.send(&call.unsigned().once()).await.map(drop)
    }

    /// Sets a new password with the code of the letter, and ends every session of the account.
    pub async fn confirm_password_reset(self, reset: &ConfirmReset) -> Result<()> {
        let call = Call::ask("api/auth/password-reset/confirm/", reset)?;
        self.client.send(&call.unsigned().once()).await.map(drop)
    }

    /// Makes this the account's picture: a GIF, JPEG, PNG or WebP, which the server draws anew.
    pub async fn set_image(self, image: impl Into<Bytes>) -> Result<UserView> {
        let call = Call::new(Method::PUT, IMAGE).keyed(&IdempotencyKey::new());
        self.client.call(&with_file(call, "image", image.into()).await?).await
    }

    /// Takes the account's picture away.
    pub async fn remove_image(self) -> Result<UserView> {
        self.client.call(&Call::new(Method::DELETE, IMAGE)).await
    }

    /// Where things are delivered, the default first.
    pub async fn addresses(self) -> Result<Vec<AddressView>> {
        Listing::new(self.client, ADDRESSES).stream().try_collect().await
    }

    /// One more address to deliver to.
    pub async fn add_address(self, address: &AddressDraft) -> Result<AddressView> {
        self.add_address_with_key(address, &IdempotencyKey::new()).await
    }

    /// As [`add_address`](Self::add_address), under a key that the caller keeps.
    pub async fn add_address_with_key(
        self,
        address: &AddressDraft,
        key: &IdempotencyKey,
    ) -> Result<AddressView> {
        self.client.call(&Call::effect(Method::POST, ADDRESSES, address, key)?).await
    }

    /// Replaces an address.
    pub async fn change_address(self, id: AddressId, address: &AddressDraft) -> Result<AddressView> {
        self.change_address_with_key(id, address, &IdempotencyKey::new()).await
    }

    /// As [`change_address`](Self::change_address), under a key that the caller keeps.
    pub async fn change_address_with_key(
        self,
        id: AddressId,
        address: &AddressDraft,
        key: &IdempotencyKey,
    ) -> Result<AddressView> {
        self.client.call(&Call::effect(Method::PUT, format!("{ADDRESSES}{id}/"), address, key)?).await
    }

    /// Removes an address.
    pub async fn remove_address(self, id: AddressId) -> Result<()> {
        self.client.remove(format!("{ADDRESSES}{id}/")).await
    }

    /// Closes the account: it can no longer sign in, its sessions end, its orders stay. Forgets the session.
    pub async fn close(self) -> Result<()> {
        let id = self.client.user_id()?;
        self.client.remove(format!("api/auth/users/{id}/")).await?;
        self.client.inner.session.forget_user(id);
        Ok(())
    }
}
