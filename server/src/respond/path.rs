//! Identifiers in a path. One that names nothing, because it does not even parse, is absent: 404.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use comanda_core::id::{
    AddressId, AlertId, ApiKeyId, AttributeId, CartItemId, CashSessionId, CategoryId, CouponId, ImageId, InvalidId, LetterId, MovementId, NotificationId, OrderId, ParkedId, ProductId, ReturnId, TagId, UserId,
};
use comanda_core::jobs::JobId;
use comanda_core::refusal::Refusal;

use super::Failure;

/// The kinds of things that paths name, and the word for one that is absent.
pub trait Named: FromStr {
    /// `order`
    const WHAT: &'static str;
}

impl Named for AddressId {
    const WHAT: &'static str = "address";
}
impl Named for AlertId {
    const WHAT: &'static str = "alert";
}
impl Named for ApiKeyId {
    const WHAT: &'static str = "API key";
}
impl Named for AttributeId {
    const WHAT: &'static str = "attribute";
}
impl Named for CartItemId {
    const WHAT: &'static str = "cart item";
}
impl Named for CashSessionId {
    const WHAT: &'static str = "cash session";
}
impl Named for CategoryId {
    const WHAT: &'static str = "category";
}
impl Named for CouponId {
    const WHAT: &'static str = "coupon";
}
impl Named for ImageId {
    const WHAT: &'static str = "picture";
}
impl Named for LetterId {
    const WHAT: &'static str = "letter";
}
impl Named for NotificationId {
    const WHAT: &'static str = "notification";
}
impl Named for JobId {
    const WHAT: &'static str = "job";
}
impl Named for MovementId {
    const WHAT: &'static str = "movement";
}
impl Named for OrderId {
    const WHAT: &'static str = "order";
}
impl Named for ParkedId {
    const WHAT: &'static str = "parked order";
}
impl Named for ProductId {
    const WHAT: &'static str = "product";
}
impl Named for ReturnId {
    const WHAT: &'static str = "return";
}
impl Named for TagId {
    const WHAT: &'static str = "tag";
}
impl Named for UserId {
    const WHAT: &'static str = "user";
}

/// The account of a customer, where the path means a customer.
pub struct Customer(pub UserId);

impl FromStr for Customer {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        text.parse().map(Self)
    }
}

impl Named for Customer {
    const WHAT: &'static str = "customer";
}

/// The identifier in the path of a request.
pub struct InPath<T>(pub T);

impl<T: Named, S: Send + Sync> FromRequestParts<S> for InPath<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let segment = Path::<String>::from_request_parts(parts, state).await;
        let id = segment.ok().and_then(|Path(text)| text.parse().ok());
        id.map(Self).ok_or_else(|| Refusal::not_found(T::WHAT).into())
    }
}

/// The identifiers in the path of a request, where there are two: of a thing, and of something that it has.
pub struct InPaths<T, U>(pub T, pub U);

impl<T: Named, U: Named, S: Send + Sync> FromRequestParts<S> for InPaths<T, U> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let segments = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((first, second)) = segments.map_err(|_| Refusal::not_found(T::WHAT))?;
        let first = first.parse().map_err(|_| Refusal::not_found(T::WHAT))?;
        let second = second.parse().map_err(|_| Refusal::not_found(U::WHAT))?;
        Ok(Self(first, second))
    }
}
