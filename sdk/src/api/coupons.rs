//! Coupons: what a code comes to and why, those one may use, and making them.

use comanda_core::coupons::{CouponStatus, DiscountType, UseStatus};
use comanda_core::id::{CouponBatchId, CouponId, OrderId, UserId};
use comanda_core::wire::coupons::explain::FindBest;
use comanda_core::wire::coupons::{
    ApplyCoupon, BestCoupons, CouponForm, CouponStats, CouponUseView, CouponView, Explanation, MadeCodes,
    MakeCodes, MyCoupon, SavedCoupon, SimulateCoupon, SimulationView, ValidateCoupon,
};
use comanda_core::wire::{OrderView, Page};
use futures::Stream;
use reqwest::Method;

use crate::call::Call;
use crate::client::Client;
use crate::error::Result;
use crate::key::IdempotencyKey;
use crate::page::{List, Listing};

const COUPONS: &str = "api/coupons/";

/// The coupons of the shop. See [`Client::coupons`].
#[derive(Debug, Clone, Copy)]
pub struct Coupons<'a> {
    client: &'a Client,
}

impl<'a> Coupons<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Coupons, the newest first: all of them for staff, for everybody else those they could use now; ends with
    /// [`send`](CouponList::send) or [`stream`](CouponList::stream).
    pub fn list(self) -> CouponList {
        CouponList(Listing::new(self.client, COUPONS))
    }

    /// One coupon.
    pub async fn get(self, id: CouponId) -> Result<CouponView> {
        self.client.call(&Call::get(format!("{COUPONS}{id}/"))).await
    }

    /// What comes out about a code: every rule, what there is and what it takes, and the smallest change that makes it
    /// count. Takes no use. An unknown code is refused with `not_found`.
    pub async fn validate(self, question: &ValidateCoupon) -> Result<Explanation> {
        self.client.call(&Call::ask(format!("{COUPONS}validate/"), question)?).await
    }

    /// As [`validate`](Self::validate), for what is in the caller's cart.
    pub async fn validate_for_cart(self, code: impl Into<String>) -> Result<Explanation> {
        self.validate(&ValidateCoupon { code: code.into(), ..ValidateCoupon::default() }).await
    }

    /// The codes that take the most off, of those that the buyer may know of.
    pub async fn best(self, question: &FindBest) -> Result<BestCoupons> {
        self.client.call(&Call::ask(format!("{COUPONS}best/"), question)?).await
    }

    /// The coupons of whoever is signed in, with what each comes to for their cart: the best first, then what is missing
    /// for the others.
    pub fn mine(self) -> List<MyCoupon> {
        List::new(Listing::new(self.client, format!("{COUPONS}my-coupons/")))
    }

    /// Which orders used coupons, the latest first: one's own, and all of them for staff; ends with
    /// [`send`](CouponUseList::send) or [`stream`](CouponUseList::stream).
    pub fn uses(self) -> CouponUseList {
        CouponUseList(Listing::new(self.client, format!("{COUPONS}usage-history/")))
    }

    /// Puts a coupon on an order that is not paid, and prices it anew.
    pub async fn apply(self, id: CouponId, order_id: OrderId) -> Result<OrderView> {
        self.apply_with_key(id, &ApplyCoupon { order_id, version: None }, &IdempotencyKey::new()).await
    }

    /// As [`apply`](Self::apply), under a key that the caller keeps.
    pub async fn apply_with_key(
        self,
        id: CouponId,
        apply: &ApplyCoupon,
        key: &IdempotencyKey,
    ) -> Result<OrderView> {
        self.client.call(&Call::effect(Method::POST, format!("{COUPONS}{id}/apply/"), apply, key)?).await
    }

    /// Takes a coupon off an order that is not paid, and prices it anew.
    pub async fn remove(self, id: CouponId, order_id: OrderId) -> Result<OrderView> {
        self.remove_with_key(id, &ApplyCoupon { order_id, version: None }, &IdempotencyKey::new()).await
    }

    /// As [`remove`](Self::remove), under a key that the caller keeps.
    pub async fn remove_with_key(
        self,
        id: CouponId,
        remove: &ApplyCoupon,
        key: &IdempotencyKey,
    ) -> Result<OrderView> {
        self.client.call(&Call::effect(Method::POST, format!("{COUPONS}{id}/remove/"), remove, key)?).await
    }

    /// Makes a coupon, and says what its owner should look at once more. For managers, as all that follows.
    pub async fn create(self, form: &CouponForm) -> Result<SavedCoupon> {
        self.create_with_key(form, &IdempotencyKey::new()).await
    }

    /// As [`create`](Self::create), under a key that the caller keeps.
    pub async fn create_with_key(self, form: &CouponForm, key: &IdempotencyKey) -> Result<SavedCoupon> {
        self.client.call(&Call::effect(Method::POST, COUPONS, form, key)?).await
    }

    /// Replaces a coupon: the form names at least code and type, and whatever else is left out keeps its value.
    pub async fn replace(self, id: CouponId, form: &CouponForm) -> Result<SavedCoupon> {
        self.replace_with_key(id, form, &IdempotencyKey::new()).await
    }

    /// As [`replace`](Self::replace), under a key that the caller keeps.
    pub async fn replace_with_key(
        self,
        id: CouponId,
        form: &CouponForm,
        key: &IdempotencyKey,
    ) -> Result<SavedCoupon> {
        self.client.call(&Call::effect(Method::PUT, format!("{COUPONS}{id}/"), form, key)?).await
    }

    /// Changes parts of a coupon.
    pub async fn change(self, id: CouponId, form: &CouponForm) -> Result<SavedCoupon> {
        self.change_with_key(id, form, &IdempotencyKey::new()).await
    }

    /// As [`change`](Self::change), under a key that the caller keeps.
    pub async fn change_with_key(
        self,
        id: CouponId,
        form: &CouponForm,
        key: &IdempotencyKey,
    ) -> Result<SavedCoupon> {
        self.client.call(&Call::effect(Method::PATCH, format!("{COUPONS}{id}/"), form, key)?).await
    }

    /// Takes a coupon away; one that was used is archived.
    pub async fn delete(self, id: CouponId) -> Result<()> {
        self.client.remove(format!("{COUPONS}{id}/")).await
    }

    /// Makes many codes of one kind, each for one use.
    pub async fn make_codes(self, make: &MakeCodes) -> Result<MadeCodes> {
        self.make_codes_with_key(make, &IdempotencyKey::new()).await
    }

    /// As [`make_codes`](Self::make_codes), under a key that the caller keeps.
    pub async fn make_codes_with_key(self, make: &MakeCodes, key: &IdempotencyKey) -> Result<MadeCodes> {
        self.client.call(&Call::effect(Method::POST, format!("{COUPONS}bulk/"), make, key)?).await
    }

    /// What a coupon came to.
    pub async fn stats(self, id: CouponId) -> Result<CouponStats> {
        self.client.call(&Call::get(format!("{COUPONS}{id}/stats/"))).await
    }

    /// What a coupon would have come to on orders of the past. Changes nothing.
    pub async fn simulate(self, id: CouponId, simulate: &SimulateCoupon) -> Result<SimulationView> {
        self.client.call(&Call::ask(format!("{COUPONS}{id}/simulate/"), simulate)?).await
    }
}

/// A list of coupons before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct CouponList(Listing);

impl CouponList {
    /// Only those that stand here.
    pub fn status(self, status: CouponStatus) -> Self {
        Self(self.0.filter("status", status.as_str()))
    }

    /// Only of this kind.
    pub fn discount_type(self, kind: DiscountType) -> Self {
        Self(self.0.filter("discount_type", kind.as_str()))
    }

    /// Code or description.
    pub fn search(self, text: impl Into<String>) -> Self {
        Self(self.0.filter("search", text.into()))
    }

    /// Only the codes of this batch.
    pub fn batch(self, batch: CouponBatchId) -> Self {
        Self(self.0.filter("batch", batch.to_string()))
    }

    /// Only codes that were made many at once, or only those that were not.
    pub fn batched(self, is_batched: bool) -> Self {
        Self(self.0.filter("batched", is_batched.to_string()))
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
    pub async fn send(self) -> Result<Page<CouponView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<CouponView>> + Send + use<> {
        self.0.stream()
    }
}

/// A list of uses before it is asked for.
#[derive(Debug, Clone)]
#[must_use = "a list is asked for by `send` or `stream`"]
pub struct CouponUseList(Listing);

impl CouponUseList {
    /// Only of this coupon.
    pub fn coupon(self, id: CouponId) -> Self {
        Self(self.0.filter("coupon", id.to_string()))
    }

    /// Only of this customer; for staff.
    pub fn customer(self, id: UserId) -> Self {
        Self(self.0.filter("customer", id.to_string()))
    }

    /// Only those of which this became.
    pub fn status(self, status: UseStatus) -> Self {
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
    pub async fn send(self) -> Result<Page<CouponUseView>> {
        self.0.send().await
    }

    /// All of the list, page after page; ends at the first error.
    pub fn stream(self) -> impl Stream<Item = Result<CouponUseView>> + Send + use<> {
        self.0.stream()
    }
}
