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
const OWNER_OR_ADMIN: Verdicts = signed_in(OWNER, NONE, [NotYours, NotYours, Yes]);
/// A device owns the orders that it brought, and this is none of them.
const ORDER: Verdicts = signed_in(OWNER, [NotYours; 3], [Yes; 3]);

/// All of them.
pub fn all() -> Vec<Route> {
    let get = |path, verdicts| Route { method: Method::GET, path, verdicts };
    let post = |path, verdicts| Route { method: Method::POST, path, verdicts };
    let put = |path, verdicts| Route { method: Method::PUT, path, verdicts };
    let patch = |path, verdicts| Route { method: Method::PATCH, path, verdicts };
    let delete = |path, verdicts| Route { method: Method::DELETE, path, verdicts };
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
        get("/api/products/", ANYBODY),
        get("/api/products/{id}/", ANYBODY),
        get("/api/products/featured/", ANYBODY),
        get("/api/products/categories/", ANYBODY),
        post("/api/products/import/", MANAGERS),
        get("/api/menu/", ANYBODY),
        get("/api/inventory/stock/", STAFF),
        get("/api/inventory/stock/{id}/", STAFF),
        put("/api/inventory/stock/{id}/thresholds/", MANAGERS),
        get("/api/inventory/summary/", STAFF),
        get("/api/inventory/movements/", STAFF),
        post("/api/inventory/movements/", STAFF),
        post("/api/inventory/movements/{id}/reverse/", STAFF),
        post("/api/inventory/counts/", STAFF),
        get("/api/orders/", CALLERS),
        post("/api/orders/", SELLERS),
        post("/api/orders/quote/", CALLERS),
        get("/api/orders/current/", CALLERS),
        get("/api/orders/{id}/", ORDER),
        put("/api/orders/{id}/", STAFF),
        get("/api/orders/{id}/status_history/", ORDER),
        post("/api/orders/{id}/pay/", STAFF),
        get("/api/orders/{id}/payments/", ORDER),
        get("/media/{path}", ANYBODY),
        get("/api/ledger/check/", MANAGERS),
        get("/api/version/", ANYBODY),
        get("/healthz", ANYBODY),
        get("/readyz", ANYBODY),
    ]
}
