//! Every route the server has, and who may use it: what the contract, permission and bad-input tests walk
//! through. A route that is not here fails the contract test.

use reqwest::Method;

use crate::seats::{SEATS, Seat};
use Verdict::{NotYou, NotYours, SignInAgain, SignInFirst, Yes};

/// What somebody gets for asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is done, or answered.
    Yes,
    /// 401 `not_authenticated`.
    SignInFirst,
    /// 401 `session_ended`.
    SignInAgain,
    /// 403.
    NotYou,
    /// 404: there is nothing here that is theirs.
    NotYours,
}

/// One verdict for each of [`Seat::ALL`].
pub type Verdicts = [Verdict; SEATS];

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path as the OpenAPI document has it.
    pub path: &'static str,
    /// For each seat.
    pub verdicts: Verdicts,
}

impl Route {
    /// What somebody in this seat gets.
    pub fn verdict(&self, seat: Seat) -> Verdict {
        let place = Seat::ALL.into_iter().position(|one| one == seat).expect("one of the seats");
        self.verdicts[place]
    }

    /// The seats in which people get this.
    pub fn seats_with(&self, verdict: Verdict) -> impl Iterator<Item = Seat> {
        Seat::ALL.into_iter().zip(self.verdicts).filter(move |(_, own)| *own == verdict).map(|(seat, _)| seat)
    }
}

/// Whoever shows something that counts gets what stands here: the customer and the stranger; kiosk, counter
/// and integrator; staff, manager and admin. The others are asked to sign in.
const fn signed_in(
    [customer, stranger]: [Verdict; 2],
    [kiosk, counter, integrator]: [Verdict; 3],
    [staff, manager, admin]: [Verdict; 3],
) -> Verdicts {
    [
        SignInFirst,
        customer,
        stranger,
        kiosk,
        counter,
        integrator,
        staff,
        manager,
        admin,
        SignInFirst,
        SignInAgain,
        SignInAgain,
    ]
}

const NONE: [Verdict; 3] = [NotYou; 3];
const NO_CUSTOMER: [Verdict; 2] = [NotYou; 2];
const OWNER: [Verdict; 2] = [Yes, NotYours];

/// Whatever they show is not even looked at.
const ANYBODY: Verdicts = [Yes; SEATS];
const CALLERS: Verdicts = signed_in([Yes; 2], [Yes; 3], [Yes; 3]);
/// Each for themselves.
const PEOPLE: Verdicts = signed_in([Yes; 2], NONE, [Yes; 3]);
const STAFF: Verdicts = signed_in(NO_CUSTOMER, NONE, [Yes; 3]);
const MANAGERS: Verdicts = signed_in(NO_CUSTOMER, NONE, [NotYou, Yes, Yes]);
const ADMINS: Verdicts = signed_in(NO_CUSTOMER, NONE, [NotYou, NotYou, Yes]);
const COUNTER_KEYS: Verdicts = signed_in(NO_CUSTOMER, [NotYou, Yes, NotYou], NONE);
/// Staff, and whatever brings orders.
const SELLERS: Verdicts = signed_in(NO_CUSTOMER, [Yes, NotYou, Yes], [Yes; 3]);
const OWNER_ALONE: Verdicts = signed_in(OWNER, NONE, [NotYours; 3]);
const OWNER_OR_STAFF: Verdicts = signed_in(OWNER, NONE, [Yes; 3]);
const OWNER_OR_MANAGER: Verdicts = signed_in(OWNER, NONE, [NotYours, Yes, Yes]);
const OWNER_OR_ADMIN: Verdicts = signed_in(OWNER, NONE, [NotYours, NotYours, Yes]);
/// A device owns the orders that it brought, and this is none of them.
const ORDER: Verdicts = signed_in(OWNER, [NotYours; 3], [Yes; 3]);

/// All of them.
pub fn all() -> Vec<Route> {
    [
        accounts(),
        catalogue(),
        orders_and_the_rest(),
        from_cart_to_board(),
        refunds_and_returns(),
        kept_coupons(),
        what_codes_come_to(),
        codes(),
        referrals_and_trials(),
        alerts(),
        what_happens(),
        notifications(),
        money(),
    ]
    .concat()
}

const fn get(path: &'static str, verdicts: Verdicts) -> Route {
    Route { method: Method::GET, path, verdicts }
}

const fn post(path: &'static str, verdicts: Verdicts) -> Route {
    Route { method: Method::POST, path, verdicts }
}

const fn put(path: &'static str, verdicts: Verdicts) -> Route {
    Route { method: Method::PUT, path, verdicts }
}

const fn patch(path: &'static str, verdicts: Verdicts) -> Route {
    Route { method: Method::PATCH, path, verdicts }
}

const fn delete(path: &'static str, verdicts: Verdicts) -> Route {
    Route { method: Method::DELETE, path, verdicts }
}

/// People and devices.
fn accounts() -> Vec<Route> {
    vec![
        post("/api/auth/login/", ANYBODY),
        get("/api/auth/pin-login/", COUNTER_KEYS),
        post("/api/auth/pin-login/", COUNTER_KEYS),
        post("/api/auth/token/refresh/", ANYBODY),
        post("/api/auth/logout/", ANYBODY),
        post("/api/auth/logout-all/", PEOPLE),
        post("/api/auth/password/change/", PEOPLE),
        post("/api/auth/password-reset/request/", ANYBODY),
        post("/api/auth/password-reset/confirm/", ANYBODY),
        get("/api/auth/users/", ADMINS),
        post("/api/auth/users/", ANYBODY),
        get("/api/auth/users/{id}/", OWNER_OR_ADMIN),
        put("/api/auth/users/{id}/", OWNER_OR_ADMIN),
        patch("/api/auth/users/{id}/", OWNER_OR_ADMIN),
        delete("/api/auth/users/{id}/", OWNER_OR_ADMIN),
        get("/api/auth/profile/", PEOPLE),
        put("/api/auth/profile/", PEOPLE),
        patch("/api/auth/profile/", PEOPLE),
        put("/api/auth/profile/image/", PEOPLE),
        delete("/api/auth/profile/image/", PEOPLE),
        get("/api/auth/profile/addresses/", PEOPLE),
        post("/api/auth/profile/addresses/", PEOPLE),
        get("/api/auth/profile/addresses/{id}/", OWNER_ALONE),
        put("/api/auth/profile/addresses/{id}/", OWNER_ALONE),
        delete("/api/auth/profile/addresses/{id}/", OWNER_ALONE),
        get("/api/auth/profiles/", PEOPLE),
        post("/api/auth/profiles/", STAFF),
        get("/api/auth/profiles/me/", PEOPLE),
        get("/api/auth/profiles/{id}/", OWNER_OR_STAFF),
        patch("/api/auth/profiles/{id}/", STAFF),
        get("/api/auth/admin/users/", ADMINS),
        post("/api/auth/admin/users/", ADMINS),
        get("/api/auth/admin/users/stats/", ADMINS),
        get("/api/auth/admin/users/{id}/", ADMINS),
        patch("/api/auth/admin/users/{id}/", ADMINS),
        post("/api/auth/admin/users/{id}/activate/", ADMINS),
        post("/api/auth/admin/users/{id}/deactivate/", ADMINS),
        post("/api/auth/admin/users/{id}/set-pin/", ADMINS),
        get("/api/auth/api-keys/", ADMINS),
        post("/api/auth/api-keys/", ADMINS),
        delete("/api/auth/api-keys/{id}/", ADMINS),
    ]
}

/// The menu and the stock.
fn catalogue() -> Vec<Route> {
    vec![
        get("/api/products/", ANYBODY),
        get("/api/products/{id}/", ANYBODY),
        get("/api/products/featured/", ANYBODY),
        get("/api/products/categories/", ANYBODY),
        post("/api/products/", MANAGERS),
        put("/api/products/{id}/", MANAGERS),
        patch("/api/products/{id}/", MANAGERS),
        delete("/api/products/{id}/", MANAGERS),
        put("/api/products/{id}/options/", MANAGERS),
        post("/api/products/{id}/availability/", STAFF),
        post("/api/products/categories/", MANAGERS),
        get("/api/products/categories/{id}/", ANYBODY),
        put("/api/products/categories/{id}/", MANAGERS),
        patch("/api/products/categories/{id}/", MANAGERS),
        delete("/api/products/categories/{id}/", MANAGERS),
        get("/api/products/tags/", ANYBODY),
        post("/api/products/tags/", MANAGERS),
        put("/api/products/tags/{id}/", MANAGERS),
        delete("/api/products/tags/{id}/", MANAGERS),
        get("/api/products/attributes/", ANYBODY),
        post("/api/products/attributes/", MANAGERS),
        put("/api/products/attributes/{id}/", MANAGERS),
        delete("/api/products/attributes/{id}/", MANAGERS),
        get("/api/products/export/", MANAGERS),
        post("/api/products/import/", MANAGERS),
        get("/api/products/{id}/images/", ANYBODY),
        post("/api/products/{id}/images/", MANAGERS),
        delete("/api/products/{id}/images/{image_id}/", MANAGERS),
        put("/api/products/{id}/images/order/", MANAGERS),
        put("/api/products/categories/{id}/image/", MANAGERS),
        delete("/api/products/categories/{id}/image/", MANAGERS),
        get("/api/menu/", ANYBODY),
        get("/api/inventory/stock/", STAFF),
        get("/api/inventory/stock/{id}/", STAFF),
        put("/api/inventory/stock/{id}/thresholds/", MANAGERS),
        get("/api/inventory/summary/", STAFF),
        get("/api/inventory/movements/", STAFF),
        post("/api/inventory/movements/", STAFF),
        post("/api/inventory/movements/{id}/reverse/", STAFF),
        post("/api/inventory/counts/", STAFF),
    ]
}

/// Orders, files, the server itself.
fn orders_and_the_rest() -> Vec<Route> {
    vec![
        get("/api/orders/", CALLERS),
        post("/api/orders/", SELLERS),
        post("/api/orders/quote/", CALLERS),
        get("/api/orders/current/", CALLERS),
        get("/api/orders/{id}/", ORDER),
        put("/api/orders/{id}/", STAFF),
        get("/api/orders/{id}/status_history/", ORDER),
        post("/api/orders/{id}/pay/", ORDER),
        get("/api/orders/{id}/payments/", ORDER),
        get("/media/{path}", ANYBODY),
        get("/api/ledger/check/", MANAGERS),
        get("/api/version/", ANYBODY),
        get("/healthz", ANYBODY),
        get("/readyz", ANYBODY),
    ]
}

/// What leads to orders, and how they are followed.
fn from_cart_to_board() -> Vec<Route> {
    vec![
        get("/api/orders/cart/", PEOPLE),
        post("/api/orders/cart/add_item/", PEOPLE),
        put("/api/orders/cart/update_item/{id}/", OWNER_ALONE),
        delete("/api/orders/cart/remove_item/{id}/", OWNER_ALONE),
        post("/api/orders/cart/clear/", PEOPLE),
        post("/api/orders/cart/checkout/", PEOPLE),
        post("/api/orders/{id}/reorder/", OWNER_OR_STAFF),
        post("/api/orders/{id}/cancel/", ORDER),
        get("/api/orders/parked/", STAFF),
        post("/api/orders/parked/", STAFF),
        post("/api/orders/parked/{id}/recall/", STAFF),
        delete("/api/orders/parked/{id}/", STAFF),
        get("/api/orders/track/{token}/", ANYBODY),
        get("/api/orders/board/", STAFF),
        get("/api/orders/stats/", STAFF),
    ]
}

/// Codes on carts and on orders.
fn codes() -> Vec<Route> {
    vec![
        post("/api/orders/cart/coupon/", PEOPLE),
        delete("/api/orders/cart/coupon/", PEOPLE),
        post("/api/coupons/{id}/apply/", ORDER),
        post("/api/coupons/{id}/remove/", ORDER),
    ]
}

/// Money and goods that go back, and receipts.
fn refunds_and_returns() -> Vec<Route> {
    vec![
        post("/api/orders/{id}/refund/", MANAGERS),
        get("/api/orders/{id}/refunds/", ORDER),
        get("/api/orders/{id}/receipt/", ORDER),
        post("/api/orders/{id}/receipt/", ORDER),
        get("/api/orders/returns/", PEOPLE),
        post("/api/orders/returns/", OWNER_ALONE),
        get("/api/orders/returns/{id}/", OWNER_OR_MANAGER),
        post("/api/orders/returns/{id}/approve/", MANAGERS),
        post("/api/orders/returns/{id}/reject/", MANAGERS),
        post("/api/orders/returns/{id}/receive/", MANAGERS),
        post("/api/orders/returns/{id}/complete_refund/", MANAGERS),
        post("/api/orders/returns/{id}/cancel/", OWNER_ALONE),
    ]
}

/// Coupons as they are made and told of.
fn kept_coupons() -> Vec<Route> {
    vec![
        get("/api/coupons/", CALLERS),
        post("/api/coupons/", MANAGERS),
        post("/api/coupons/bulk/", MANAGERS),
        get("/api/coupons/usage-history/", PEOPLE),
        get("/api/coupons/{id}/", CALLERS),
        put("/api/coupons/{id}/", MANAGERS),
        patch("/api/coupons/{id}/", MANAGERS),
        delete("/api/coupons/{id}/", MANAGERS),
        get("/api/coupons/{id}/stats/", MANAGERS),
    ]
}

/// What comes out about codes.
fn what_codes_come_to() -> Vec<Route> {
    vec![
        post("/api/coupons/validate/", CALLERS),
        post("/api/coupons/best/", CALLERS),
        get("/api/coupons/my-coupons/", PEOPLE),
    ]
}

/// Recommendations, and coupons that are tried on the past.
fn referrals_and_trials() -> Vec<Route> {
    vec![
        get("/api/coupons/referrals/me/", PEOPLE),
        post("/api/coupons/referrals/", PEOPLE),
        post("/api/coupons/referrals/redeem/", PEOPLE),
        post("/api/coupons/{id}/simulate/", MANAGERS),
    ]
}

/// What staff should know.
fn alerts() -> Vec<Route> {
    vec![
        get("/api/alerts/", STAFF),
        post("/api/alerts/", MANAGERS),
        get("/api/alerts/counts/", STAFF),
        get("/api/alerts/{id}/", STAFF),
        put("/api/alerts/{id}/resolve/", STAFF),
        post("/api/alerts/{id}/snooze/", STAFF),
        post("/api/alerts/check_low_stock/", MANAGERS),
        post("/api/alerts/check_high_demand/", MANAGERS),
        get("/api/alerts/metrics/popularity/", MANAGERS),
        get("/api/alerts/metrics/trending/", MANAGERS),
        get("/api/alerts/metrics/response/", MANAGERS),
    ]
}

/// The log: everybody is told what concerns them.
fn what_happens() -> Vec<Route> {
    vec![get("/api/events/", CALLERS), get("/api/events/stream/", CALLERS)]
}

/// What people were told, and what became of the shop's mail.
fn notifications() -> Vec<Route> {
    vec![
        get("/api/alerts/notifications/", PEOPLE),
        get("/api/alerts/notifications/unread-count/", PEOPLE),
        post("/api/alerts/notifications/{id}/mark-read/", OWNER_ALONE),
        post("/api/alerts/notifications/mark-all-read/", PEOPLE),
        get("/api/alerts/notifications/preferences/", PEOPLE),
        put("/api/alerts/notifications/preferences/", PEOPLE),
        get("/api/system/letters/", ADMINS),
        get("/api/system/letters/{id}/", ADMINS),
    ]
}

/// Wallets and cash drawers. Last of all: a drawer that is opened on the way asks everybody into which their cash
/// goes.
fn money() -> Vec<Route> {
    vec![
        get("/api/orders/wallet/", PEOPLE),
        get("/api/orders/wallet/transactions/", PEOPLE),
        get("/api/orders/wallet/stats/", PEOPLE),
        post("/api/orders/wallet/deposit/", PEOPLE),
        post("/api/orders/wallet/transfer/", PEOPLE),
        get("/api/wallets/{id}/", STAFF),
        get("/api/wallets/{id}/transactions/", STAFF),
        // A provider's system may where the shop says so; this one does not.
        post("/api/wallets/{id}/deposit/", STAFF),
        post("/api/wallets/{id}/adjust/", MANAGERS),
        get("/api/cash-sessions/", STAFF),
        get("/api/cash-sessions/current/", STAFF),
        get("/api/cash-sessions/{id}/", STAFF),
        get("/api/cash-sessions/{id}/report/", STAFF),
        post("/api/cash-sessions/{id}/movements/", STAFF),
        post("/api/cash-sessions/", STAFF),
        post("/api/cash-sessions/{id}/close/", STAFF),
    ]
}
