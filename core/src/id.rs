//! Typed identifiers in the `TypeID` form: a prefix that names the kind, and a `UUIDv7` (`order_01h…`).
//!
//! They are made by the application, so a whole order is known before its first row is written. An id that
//! does not parse names nothing: callers treat it as absent.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

/// The identifier of one kind of thing.
#[cfg_attr(feature = "store", derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow))]
#[cfg_attr(feature = "store", diesel(sql_type = diesel::sql_types::Text))]
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

/// The text was no identifier of the wanted kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of this kind")]
pub struct InvalidId;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $id:ident, $prefix:literal;)*) => {
        /// The kinds of things that have identifiers; each names its prefix.
        pub mod kind {
            $($(#[$doc])* #[derive(Debug, Clone, Copy, Default)] pub struct $kind;
            impl type_safe_id::StaticType for $kind { const TYPE: &'static str = $prefix; })*
        }
        $($(#[$doc])* pub type $id = Id<kind::$kind>;)*
    };
}

kinds! {
    /// A place to deliver to.
    Address => AddressId, "address";
    /// Something that staff should know.
    Alert => AlertId, "alert";
    /// The name of a property that products have.
    Attribute => AttributeId, "attribute";
    /// The key of a device or of another system.
    ApiKey => ApiKeyId, "key";
    /// What somebody is about to order.
    Cart => CartId, "cart";
    /// A line of what somebody is about to order.
    CartItem => CartItemId, "cartitem";
    /// A drawer's cash from one count to the next.
    CashSession => CashSessionId, "cashsession";
    /// A category of the menu.
    Category => CategoryId, "category";
    /// A code that takes something off an order.
    Coupon => CouponId, "coupon";
    /// Codes that were made together.
    CouponBatch => CouponBatchId, "batch";
    /// The use that an order makes of a coupon.
    CouponUse => CouponUseId, "couponuse";
    /// Something that another system is told.
    Delivery => DeliveryId, "delivery";
    /// Where another system is told.
    Endpoint => EndpointId, "endpoint";
    /// One entry of the event log.
    Event => EventId, "event";
    /// One entry of an order's history.
    History => HistoryId, "history";
    /// A picture of a product.
    Image => ImageId, "image";
    /// A letter in which somebody passed a code on.
    Invitation => InvitationId, "invitation";
    /// A letter by mail.
    Letter => LetterId, "letter";
    /// A line of an order.
    Line => LineId, "line";
    /// A change of a product's count.
    Movement => MovementId, "movement";
    /// What somebody is told in the app.
    Notification => NotificationId, "notification";
    /// One choice within an option group.
    Option => OptionId, "option";
    /// A group of options of a product.
    OptionGroup => OptionGroupId, "optiongroup";
    /// An order.
    Order => OrderId, "order";
    /// An order that somebody at the counter put aside.
    Parked => ParkedId, "parked";
    /// One tender that paid, or one refund of it.
    Payment => PaymentId, "payment";
    /// What moved in the ledger at once.
    Posting => PostingId, "posting";
    /// A code by which a forgotten password is replaced.
    PasswordReset => PasswordResetId, "reset";
    /// A product of the menu.
    Product => ProductId, "product";
    /// A customer who came because another one recommended the shop.
    Referral => ReferralId, "referral";
    /// Money that went back for an order.
    Refund => RefundId, "refund";
    /// A customer's wish to give something of an order back.
    Return => ReturnId, "return";
    /// A line of such a wish.
    ReturnItem => ReturnItemId, "returnitem";
    /// A signed-in session; the family of its refresh tokens.
    Session => SessionId, "session";
    /// A tag of the catalogue's vocabulary.
    Tag => TagId, "tag";
    /// A person with an account.
    User => UserId, "user";
    /// What somebody has paid in.
    Wallet => WalletId, "wallet";
}

impl<K: StaticType> Id<K> {
    /// Wraps a `UUIDv7`; the caller made it from a clock and randomness, this crate has neither.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare UUID.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl<K: StaticType + Default> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&TypeSafeId::<K>::from_uuid(self.0), f)
    }
}

impl<K: StaticType + Default> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<K: StaticType> FromStr for Id<K> {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let parsed: TypeSafeId<K> = text.parse().map_err(|_| InvalidId)?;
        Ok(Self::from_uuid(parsed.uuid()))
    }
}

impl<K: StaticType + Default> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: StaticType> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| {
            serde::de::Error::custom(format_args!(
                "expected an identifier such as {}_01h455vb4pex5vsknk084sn02q",
                K::TYPE
            ))
        })
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[cfg(feature = "openapi")]
impl<K> utoipa::PartialSchema for Id<K> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("Opaque identifier; the prefix names the kind."))
            .into()
    }
}
#[cfg(feature = "openapi")]
impl<K> utoipa::ToSchema for Id<K> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_from_its_text() {
        let id = OrderId::from_uuid(Uuid::from_u128(0x0189_0a5d_ac96_774b_bcce_b302_099a_8057));
        let text = id.to_string();
        assert!(text.starts_with("order_"), "{text}");
        assert_eq!(text.parse::<OrderId>(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let id = OrderId::from_uuid(Uuid::from_u128(7)).to_string();
        assert_eq!(id.parse::<ProductId>(), Err(InvalidId));
        assert_eq!("".parse::<ProductId>(), Err(InvalidId));
        assert_eq!("product_ZZZ".parse::<ProductId>(), Err(InvalidId));
    }
}
