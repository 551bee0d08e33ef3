//! Every route the server has, and who may use it: what the contract, permission and bad-input tests walk
//! through. A route that is not here fails the contract test.

use reqwest::Method;

/// What somebody gets for asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is done, or answered.
    Yes,
    /// 401.
    SignInFirst,
    /// 403.
    NotYou,
    /// 404: there is nothing here that is theirs.
    NotYours,
}

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    /// Method.
    pub method: Method,
    /// Path as the OpenAPI document has it.
    pub path: &'static str,
    /// For nobody signed in, a customer, staff, a manager, an admin.
    pub verdicts: [Verdict; 5],
}

/// All of them.
pub fn all() -> Vec<Route> {
    use Verdict::{NotYou, NotYours, SignInFirst, Yes};
    const ANYBODY: [Verdict; 5] = [Yes; 5];
    const SIGNED_IN: [Verdict; 5] = [SignInFirst, Yes, Yes, Yes, Yes];
    const STAFF: [Verdict; 5] = [SignInFirst, NotYou, Yes, Yes, Yes];
    const OWNER_OR_STAFF: [Verdict; 5] = [SignInFirst, NotYours, Yes, Yes, Yes];
    const MANAGER: [Verdict; 5] = [SignInFirst, NotYou, NotYou, Yes, Yes];
    let get = |path, verdicts| Route { method: Method::GET, path, verdicts };
    let post = |path, verdicts| Route { method: Method::POST, path, verdicts };
    let put = |path, verdicts| Route { method: Method::PUT, path, verdicts };
    vec![
        post("/api/auth/login/", ANYBODY),
        post("/api/auth/token/refresh/", ANYBODY),
        post("/api/auth/logout/", ANYBODY),
        get("/api/products/", ANYBODY),
        get("/api/products/{id}/", ANYBODY),
        get("/api/products/featured/", ANYBODY),
        get("/api/products/categories/", ANYBODY),
        post("/api/products/import/", MANAGER),
        get("/api/menu/", ANYBODY),
        get("/api/orders/", SIGNED_IN),
        post("/api/orders/", STAFF),
        post("/api/orders/quote/", SIGNED_IN),
        get("/api/orders/current/", SIGNED_IN),
        get("/api/orders/{id}/", OWNER_OR_STAFF),
        put("/api/orders/{id}/", STAFF),
        get("/api/orders/{id}/status_history/", OWNER_OR_STAFF),
        post("/api/orders/{id}/pay/", STAFF),
        get("/api/orders/{id}/payments/", OWNER_OR_STAFF),
        get("/api/ledger/check/", MANAGER),
        get("/api/version/", ANYBODY),
        get("/media/{path}", ANYBODY),
        get("/healthz", ANYBODY),
        get("/readyz", ANYBODY),
    ]
}
