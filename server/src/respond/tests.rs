//! Holds that every way of saying no leaves as a problem with the right status.

use comanda_core::id::{OptionId, ProductId};
use comanda_core::orders::Status;
use comanda_core::refusal::FieldErrors;

use super::*;

fn refusals() -> Vec<(Refusal, u16)> {
    let product = ProductId::from_uuid(uuid::Uuid::nil());
    let option = OptionId::from_uuid(uuid::Uuid::nil());
    let name = || "Soup".to_owned();
    let amount = "1.00".parse().unwrap();
    vec![
        (Refusal::InvalidInput { errors: FieldErrors::one("a", "b") }, 400),
        (Refusal::NotAuthenticated, 401),
        (Refusal::InvalidCredentials, 401),
        (Refusal::SessionEnded, 401),
        (Refusal::Forbidden, 403),
        (Refusal::not_found("order"), 404),
        (Refusal::StaleVersion { current: 2 }, 409),
        (Refusal::InFlight, 409),
        (Refusal::OutOfStock { product, name: name(), requested: 2, available: 1 }, 409),
        (Refusal::IdempotencyKeyReused, 422),
        (Refusal::ProductUnavailable { product, name: name() }, 422),
        (Refusal::UnknownProduct { product }, 422),
        (Refusal::UnknownOption { name: name(), option }, 422),
        (Refusal::OptionCount { name: name(), group: name(), min: 1, max: 1, chosen: 0 }, 422),
        (Refusal::EmptyOrder, 422),
        (Refusal::InvalidTransition { from: Status::Ready, to: Status::Pending, allowed: vec![] }, 422),
        (Refusal::ReasonRequired, 422),
        (Refusal::NotEnoughCash { amount, tendered: amount }, 422),
        (Refusal::Overpayment { due: amount, offered: amount }, 422),
        (Refusal::NotPayable { status: Status::Cancelled }, 422),
        (Refusal::TooLarge, 413),
        (Refusal::TooManyRequests { retry_after: 30 }, 429),
    ]
}

async fn sent(response: Response) -> (StatusCode, HeaderMap, Problem) {
    let response = finish(response, "req-1");
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, parts.headers, serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn every_refusal_travels_with_its_status_code_and_facts() {
    for (refusal, status) in refusals() {
        let (sent_status, headers, problem) = sent(Failure::from(refusal.clone()).into_response()).await;
        assert_eq!(sent_status, status, "{refusal:?}");
        assert_eq!(problem.status, status);
        assert_eq!(problem.code, refusal.code());
        assert_eq!(problem.request_id, "req-1");
        assert_eq!(headers[CONTENT_TYPE], PROBLEM_JSON);
        assert_eq!(headers.contains_key(WWW_AUTHENTICATE), status == 401);
        let pause = (status == 429).then(|| HeaderValue::from_static("30"));
        assert_eq!(headers.get(RETRY_AFTER), pause.as_ref());
        assert_eq!(problem.refusal(), Some(refusal));
    }
}

#[tokio::test]
async fn a_defect_is_not_told_to_the_client() {
    let broken = Failure::from(Error::Broken("table orders has no column x".to_owned()));
    let (status, _, problem) = sent(broken.into_response()).await;
    assert_eq!(status, 500);
    assert_eq!(problem.code, "internal");
    assert!(!problem.detail.contains("orders"));
}

#[tokio::test]
async fn a_busy_database_is_told_as_come_back_later() {
    let (status, headers, problem) =
        sent(Failure::from(Error::Unavailable("x".into())).into_response()).await;
    assert_eq!((status.as_u16(), problem.code.as_str()), (503, "unavailable"));
    assert!(headers.contains_key(RETRY_AFTER));
}

#[tokio::test]
async fn an_error_that_the_framework_made_leaves_as_a_problem_too() {
    let (status, headers, problem) = sent((StatusCode::PAYLOAD_TOO_LARGE, "too big").into_response()).await;
    assert_eq!((status.as_u16(), problem.code.as_str()), (413, "too_large"));
    assert_eq!(headers[CONTENT_TYPE], PROBLEM_JSON);
    let (_, _, problem) = sent(StatusCode::METHOD_NOT_ALLOWED.into_response()).await;
    assert_eq!(problem.code, "method_not_allowed");
}

#[test]
fn success_is_left_alone() {
    let response = finish((StatusCode::CREATED, "x").into_response(), "req-1");
    assert_eq!(response.headers()[CONTENT_TYPE], "text/plain; charset=utf-8");
}
