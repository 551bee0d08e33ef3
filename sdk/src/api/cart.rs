//! The cart of the customer who is signed in, and the checkout that makes an order of it.

use comanda_core::id::{CartItemId, OrderId};
use comanda_core::wire::cart::{CartView, ChangeCartItem, Checkout, Reordered};
use comanda_core::wire::coupons::UseCode;
use comanda_core::wire::{PaidOrder, PlaceOrderItem};
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;

const CART: &str = "api/orders/cart/";

/// The cart of whoever is signed in. See [`Client::cart`].
///
/// It is kept by the server and priced anew at each look; what changed meanwhile is among its
/// [`problems`](CartView::problems).
#[derive(Debug, Clone, Copy)]
pub struct Cart<'a> {
    client: &'a Client,
}

impl<'a> Cart<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// What is in it, at the prices of now.
    pub async fn get(self) -> Result<CartView> {
        self.client.call(&Call::get(CART)).await
    }

    /// Puts something in. What is there already with the same choices and notes becomes more.
    pub async fn add(self, item: &PlaceOrderItem) -> Result<CartView> {
        self.add_with_key(item, &IdempotencyKey::new()).await
    }

    /// As [`add`](Self::add), under a key that the caller keeps.
    pub async fn add_with_key(self, item: &PlaceOrderItem, key: &IdempotencyKey) -> Result<CartView> {
        self.client.call(&Call::effect(Method::POST, format!("{CART}add_item/"), item, key)?).await
    }

    /// Changes how many of a line there are, its choices or its notes.
    pub async fn change(self, item: CartItemId, change: &ChangeCartItem) -> Result<CartView> {
        let (path, key) = (format!("{CART}update_item/{item}/"), IdempotencyKey::new());
        self.client.call(&Call::effect(Method::PUT, path, change, &key)?).await
    }

    /// Takes a line out.
    pub async fn remove(self, item: CartItemId) -> Result<CartView> {
        self.client.call(&Call::new(Method::DELETE, format!("{CART}remove_item/{item}/"))).await
    }

    /// Takes everything out.
    pub async fn clear(self) -> Result<CartView> {
        let call = Call::new(Method::POST, format!("{CART}clear/")).keyed(&IdempotencyKey::new());
        self.client.call(&call).await
    }

    /// Puts a code on it, beside those it has. One that does not count is refused with the reason and the way out.
    pub async fn add_coupon(self, code: impl Into<String>) -> Result<CartView> {
        let (path, key) = (format!("{CART}coupon/"), IdempotencyKey::new());
        self.client.call(&Call::effect(Method::POST, path, &UseCode { code: code.into() }, &key)?).await
    }

    /// Takes a code off it.
    pub async fn remove_coupon(self, code: &str) -> Result<CartView> {
        self.client
            .call(&Call::new(Method::DELETE, format!("{CART}coupon/")).query(vec![("code", code.to_owned())]))
            .await
    }

    /// Takes all codes off it.
    pub async fn remove_coupons(self) -> Result<CartView> {
        self.client.call(&Call::new(Method::DELETE, format!("{CART}coupon/"))).await
    }

    /// Orders what is in it. Afterwards it is empty.
    pub async fn checkout(self, checkout: &Checkout) -> Result<PaidOrder> {
        self.checkout_with_key(checkout, &IdempotencyKey::new()).await
    }

    /// As [`checkout`](Self::checkout), under a key that the caller keeps.
    pub async fn checkout_with_key(self, checkout: &Checkout, key: &IdempotencyKey) -> Result<PaidOrder> {
        self.client.call(&Call::effect(Method::POST, format!("{CART}checkout/"), checkout, key)?).await
    }

    /// Puts what is in an old order into it, as far as it can still be had.
    pub async fn reorder(self, order: OrderId) -> Result<Reordered> {
        let call =
            Call::new(Method::POST, format!("api/orders/{order}/reorder/")).keyed(&IdempotencyKey::new());
        self.client.call(&call).await
    }
}
