//! Recommendations: passing one's own code on, and saying who recommended the shop.

use comanda_core::wire::referrals::{Invite, Invited, MyReferrals, RedeemReferral, Redeemed};
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;

const REFERRALS: &str = "api/coupons/referrals/";

/// The recommendations of whoever is signed in. See [`Client::referrals`].
#[derive(Debug, Clone, Copy)]
pub struct Referrals<'a> {
    client: &'a Client,
}

impl<'a> Referrals<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// The own code, who came with it, and what that brought.
    pub async fn mine(self) -> Result<MyReferrals> {
        self.client.call(&Call::get(format!("{REFERRALS}me/"))).await
    }

    /// Passes the own code on by mail.
    pub async fn invite(self, email: impl Into<String>) -> Result<Invited> {
        self.invite_with_key(&Invite { email: email.into() }, &IdempotencyKey::new()).await
    }

    /// As [`invite`](Self::invite), under a key that the caller keeps.
    pub async fn invite_with_key(self, invite: &Invite, key: &IdempotencyKey) -> Result<Invited> {
        self.client.call(&Call::effect(Method::POST, REFERRALS, invite, key)?).await
    }

    /// Says who recommended the shop; before the first order.
    pub async fn redeem(self, code: impl Into<String>) -> Result<Redeemed> {
        self.redeem_with_key(&RedeemReferral { code: code.into() }, &IdempotencyKey::new()).await
    }

    /// As [`redeem`](Self::redeem), under a key that the caller keeps.
    pub async fn redeem_with_key(self, redeem: &RedeemReferral, key: &IdempotencyKey) -> Result<Redeemed> {
        self.client.call(&Call::effect(Method::POST, format!("{REFERRALS}redeem/"), redeem, key)?).await
    }
}
