//! Holds router = document = contract.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::Value;
use tower::ServiceExt;

use super::*;
use crate::front::tests::shop_without_limits;

/// Every route of the API as integrators know it: method, path, trailing slash.
const CONTRACT: &[(&str, &str)] = &[
    ("GET", "/api/alerts/"),
    ("GET", "/api/alerts/counts/"),
    ("GET", "/api/alerts/metrics/popularity/"),
    ("GET", "/api/alerts/metrics/response/"),
    ("GET", "/api/alerts/metrics/trending/"),
    ("GET", "/api/alerts/{id}/"),
    ("POST", "/api/alerts/"),
    ("POST", "/api/alerts/check_high_demand/"),
    ("POST", "/api/alerts/check_low_stock/"),
    ("POST", "/api/alerts/{id}/snooze/"),
    ("PUT", "/api/alerts/{id}/resolve/"),
    ("DELETE", "/api/auth/api-keys/{id}/"),
    ("DELETE", "/api/auth/profile/addresses/{id}/"),
    ("DELETE", "/api/auth/profile/image/"),
    ("DELETE", "/api/auth/users/{id}/"),
    ("DELETE", "/api/products/attributes/{id}/"),
    ("DELETE", "/api/products/categories/{id}/"),
    ("DELETE", "/api/products/tags/{id}/"),
    ("DELETE", "/api/products/{id}/"),
    ("DELETE", "/api/products/categories/{id}/image/"),
    ("DELETE", "/api/products/{id}/images/{image_id}/"),
    ("GET", "/api/auth/admin/users/"),
    ("GET", "/api/auth/admin/users/stats/"),
    ("GET", "/api/auth/admin/users/{id}/"),
    ("GET", "/api/auth/api-keys/"),
    ("GET", "/api/auth/pin-login/"),
    ("GET", "/api/auth/profile/"),
    ("GET", "/api/auth/profile/addresses/"),
    ("GET", "/api/auth/profile/addresses/{id}/"),
    ("GET", "/api/auth/profiles/"),
    ("GET", "/api/auth/profiles/me/"),
    ("GET", "/api/auth/profiles/{id}/"),
    ("GET", "/api/auth/users/"),
    ("GET", "/api/auth/users/{id}/"),
    ("GET", "/api/inventory/movements/"),
    ("GET", "/api/inventory/stock/"),
    ("GET", "/api/inventory/stock/{id}/"),
    ("GET", "/api/inventory/summary/"),
    ("GET", "/api/ledger/check/"),
    ("GET", "/api/menu/"),
    ("GET", "/api/orders/"),
    ("GET", "/api/orders/current/"),
    ("GET", "/api/orders/{id}/"),
    ("GET", "/api/orders/{id}/payments/"),
    ("GET", "/api/orders/{id}/receipt/"),
    ("GET", "/api/orders/{id}/refunds/"),
    ("GET", "/api/orders/{id}/status_history/"),
    ("GET", "/api/orders/returns/"),
    ("GET", "/api/orders/returns/{id}/"),
    ("GET", "/api/products/"),
    ("GET", "/api/products/attributes/"),
    ("GET", "/api/products/categories/"),
    ("GET", "/api/products/categories/{id}/"),
    ("GET", "/api/products/export/"),
    ("GET", "/api/products/featured/"),
    ("GET", "/api/products/tags/"),
    ("GET", "/api/products/{id}/"),
    ("GET", "/api/products/{id}/images/"),
    ("GET", "/api/version/"),
    ("GET", "/healthz"),
    ("GET", "/media/{path}"),
    ("GET", "/readyz"),
    ("PATCH", "/api/auth/admin/users/{id}/"),
    ("PATCH", "/api/auth/profile/"),
    ("PATCH", "/api/auth/profiles/{id}/"),
    ("PATCH", "/api/auth/users/{id}/"),
    ("PATCH", "/api/products/categories/{id}/"),
    ("PATCH", "/api/products/{id}/"),
    ("POST", "/api/auth/admin/users/"),
    ("POST", "/api/auth/admin/users/{id}/activate/"),
    ("POST", "/api/auth/admin/users/{id}/deactivate/"),
    ("POST", "/api/auth/admin/users/{id}/set-pin/"),
    ("POST", "/api/auth/api-keys/"),
    ("POST", "/api/auth/login/"),
    ("POST", "/api/auth/logout-all/"),
    ("POST", "/api/auth/logout/"),
    ("POST", "/api/auth/password-reset/confirm/"),
    ("POST", "/api/auth/password-reset/request/"),
    ("POST", "/api/auth/password/change/"),
    ("POST", "/api/auth/pin-login/"),
    ("POST", "/api/auth/profile/addresses/"),
    ("POST", "/api/auth/profiles/"),
    ("POST", "/api/auth/token/refresh/"),
    ("POST", "/api/auth/users/"),
    ("POST", "/api/inventory/counts/"),
    ("POST", "/api/inventory/movements/"),
    ("POST", "/api/inventory/movements/{id}/reverse/"),
    ("POST", "/api/orders/"),
    ("POST", "/api/orders/quote/"),
    ("POST", "/api/orders/{id}/pay/"),
    ("POST", "/api/orders/{id}/receipt/"),
    ("POST", "/api/orders/{id}/refund/"),
    ("POST", "/api/orders/returns/"),
    ("POST", "/api/orders/returns/{id}/approve/"),
    ("POST", "/api/orders/returns/{id}/cancel/"),
    ("POST", "/api/orders/returns/{id}/complete_refund/"),
    ("POST", "/api/orders/returns/{id}/receive/"),
    ("POST", "/api/orders/returns/{id}/reject/"),
    ("POST", "/api/products/"),
    ("POST", "/api/products/attributes/"),
    ("POST", "/api/products/categories/"),
    ("POST", "/api/products/import/"),
    ("POST", "/api/products/tags/"),
    ("POST", "/api/products/{id}/availability/"),
    ("POST", "/api/products/{id}/images/"),
    ("PUT", "/api/auth/profile/"),
    ("PUT", "/api/auth/profile/addresses/{id}/"),
    ("PUT", "/api/auth/profile/image/"),
    ("PUT", "/api/auth/users/{id}/"),
    ("PUT", "/api/inventory/stock/{id}/thresholds/"),
    ("PUT", "/api/orders/{id}/"),
    ("PUT", "/api/products/attributes/{id}/"),
    ("PUT", "/api/products/categories/{id}/"),
    ("PUT", "/api/products/tags/{id}/"),
    ("PUT", "/api/products/{id}/"),
    ("PUT", "/api/products/{id}/options/"),
    ("PUT", "/api/products/categories/{id}/image/"),
    ("PUT", "/api/products/{id}/images/order/"),
    // From the cart to whoever follows an order.
    ("DELETE", "/api/orders/cart/remove_item/{id}/"),
    ("DELETE", "/api/orders/parked/{id}/"),
    ("GET", "/api/orders/board/"),
    ("GET", "/api/orders/cart/"),
    ("GET", "/api/orders/parked/"),
    ("GET", "/api/orders/stats/"),
    ("GET", "/api/orders/track/{token}/"),
    ("POST", "/api/orders/cart/add_item/"),
    ("POST", "/api/orders/cart/checkout/"),
    ("POST", "/api/orders/cart/clear/"),
    ("POST", "/api/orders/parked/"),
    ("POST", "/api/orders/parked/{id}/recall/"),
    ("POST", "/api/orders/{id}/cancel/"),
    ("POST", "/api/orders/{id}/reorder/"),
    ("PUT", "/api/orders/cart/update_item/{id}/"),
    // Codes on carts and on orders.
    ("DELETE", "/api/orders/cart/coupon/"),
    ("POST", "/api/coupons/{id}/apply/"),
    ("POST", "/api/coupons/{id}/remove/"),
    ("POST", "/api/orders/cart/coupon/"),
    ("GET", "/api/cash-sessions/"),
    ("GET", "/api/cash-sessions/current/"),
    ("GET", "/api/cash-sessions/{id}/"),
    ("GET", "/api/cash-sessions/{id}/report/"),
    ("GET", "/api/orders/wallet/"),
    ("GET", "/api/orders/wallet/stats/"),
    ("GET", "/api/orders/wallet/transactions/"),
    ("GET", "/api/wallets/{id}/"),
    ("GET", "/api/wallets/{id}/transactions/"),
    ("POST", "/api/cash-sessions/"),
    ("POST", "/api/cash-sessions/{id}/close/"),
    ("POST", "/api/cash-sessions/{id}/movements/"),
    ("POST", "/api/orders/wallet/deposit/"),
    ("POST", "/api/orders/wallet/transfer/"),
    ("POST", "/api/wallets/{id}/adjust/"),
    ("POST", "/api/wallets/{id}/deposit/"),
    ("DELETE", "/api/coupons/{id}/"),
    ("GET", "/api/coupons/"),
    ("GET", "/api/coupons/usage-history/"),
    ("GET", "/api/coupons/{id}/"),
    ("GET", "/api/coupons/{id}/stats/"),
    ("PATCH", "/api/coupons/{id}/"),
    ("POST", "/api/coupons/"),
    ("POST", "/api/coupons/bulk/"),
    ("PUT", "/api/coupons/{id}/"),
    // What comes out about codes.
    ("GET", "/api/coupons/my-coupons/"),
    ("POST", "/api/coupons/best/"),
    ("POST", "/api/coupons/validate/"),
    // What people were told.
    ("GET", "/api/alerts/notifications/"),
    ("GET", "/api/alerts/notifications/preferences/"),
    ("GET", "/api/alerts/notifications/unread-count/"),
    ("GET", "/api/system/letters/"),
    ("GET", "/api/system/letters/{id}/"),
    ("POST", "/api/alerts/notifications/mark-all-read/"),
    ("POST", "/api/alerts/notifications/{id}/mark-read/"),
    ("PUT", "/api/alerts/notifications/preferences/"),
    ("GET", "/api/coupons/referrals/me/"),
    ("POST", "/api/coupons/referrals/"),
    ("POST", "/api/coupons/referrals/redeem/"),
    ("POST", "/api/coupons/{id}/simulate/"),
    // What happens.
    ("GET", "/api/events/"),
    ("GET", "/api/events/stream/"),
];

/// The operations that need no sign-in.
const OPEN: &[(&str, &str)] = &[
    ("GET", "/api/menu/"),
    ("GET", "/api/orders/track/{token}/"),
    ("GET", "/api/products/"),
    ("GET", "/api/products/attributes/"),
    ("GET", "/api/products/categories/"),
    ("GET", "/api/products/categories/{id}/"),
    ("GET", "/api/products/featured/"),
    ("GET", "/api/products/tags/"),
    ("GET", "/api/products/{id}/"),
    ("GET", "/api/products/{id}/images/"),
    ("GET", "/api/version/"),
    ("GET", "/healthz"),
    ("GET", "/media/{path}"),
    ("GET", "/readyz"),
    ("POST", "/api/auth/login/"),
    ("POST", "/api/auth/logout/"),
    ("POST", "/api/auth/password-reset/confirm/"),
    ("POST", "/api/auth/password-reset/request/"),
    ("POST", "/api/auth/token/refresh/"),
    ("POST", "/api/auth/users/"),
];

fn operations() -> Vec<(String, String, Value)> {
    let document = serde_json::to_value(document()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            found.push((method.to_uppercase(), path.clone(), operation.clone()));
        }
    }
    found
}

#[test]
fn the_document_lists_exactly_the_contract() {
    let listed: BTreeSet<(String, String)> = operations().into_iter().map(|(m, p, _)| (m, p)).collect();
    let contract: BTreeSet<(String, String)> =
        CONTRACT.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert_eq!(listed, contract);
}

#[tokio::test]
async fn the_router_has_exactly_the_methods_that_the_document_lists() {
    let (router, _dir) = shop_without_limits();
    let paths: BTreeSet<&str> = CONTRACT.iter().map(|(_, path)| *path).collect();
    for path in paths {
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let request =
                Request::builder().method(&method).uri(path.replace("{id}", "x").replace("{image_id}", "x"));
            let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            let has = response.status() != StatusCode::METHOD_NOT_ALLOWED;
            assert_eq!(has, CONTRACT.contains(&(method.as_str(), path)), "{method} {path}");
        }
    }
}

#[tokio::test]
async fn what_is_not_open_asks_for_a_sign_in_before_anything_else() {
    let (router, _dir) = shop_without_limits();
    for (method, path, operation) in operations() {
        let open = OPEN.contains(&(method.as_str(), path.as_str()));
        assert_eq!(operation.get("security").is_none(), open, "{method} {path}: what the document says");
        let request = Request::builder()
            .method(method.as_str())
            .uri(path.replace("{id}", "x").replace("{image_id}", "x"));
        let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let unauthorized = response.status() == StatusCode::UNAUTHORIZED;
        assert_eq!(unauthorized, !open, "{method} {path}: {}", response.status());
    }
}

#[test]
fn every_operation_names_its_problems_and_what_it_is_for() {
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        let problem = &operation["responses"]["default"]["content"]["application/problem+json"];
        assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem", "{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{method} {path}");
        assert!(ids.insert(operation["operationId"].to_string()), "{method} {path}: its id is taken");
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document = serde_json::to_value(document()).unwrap();
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
    assert_eq!(document["openapi"], "3.1.0");
}

#[test]
fn a_body_that_may_be_left_out_is_not_required() {
    let mut optional: Vec<String> = operations()
        .into_iter()
        .filter(|(_, _, operation)| operation["requestBody"]["required"] == false)
        .map(|(_, _, operation)| operation["operationId"].as_str().unwrap().to_owned())
        .collect();
    optional.sort_unstable();
    assert_eq!(optional, WITHOUT_BODY);
}
