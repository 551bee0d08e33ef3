//! Signing in, staying signed in, and signing out.

use comanda_sdk::wire::TokenPair;
use comanda_sdk::{Client, Role};
use comanda_tests::Shop;
use comanda_tests::process::Process;
use comanda_tests::shop::PASSWORD;
use futures::future::join_all;
use reqwest::Method;
use serde_json::json;

use super::program;

#[tokio::test(flavor = "multi_thread")]
async fn everybody_signs_in_as_what_they_are() {
    let shop = Shop::open().await;
    for role in Role::ALL {
        let client = shop.client();
        let user = client.login(role.as_str(), PASSWORD).await.unwrap();
        assert_eq!((user.username.as_str(), user.role, user.is_active), (role.as_str(), role, true));
        client.logout().await.unwrap();
        assert!(client.tokens().is_none());
    }
    let by_mail = shop.client().login("STAFF@example.com", PASSWORD).await.unwrap();
    assert_eq!(by_mail.role, Role::Staff);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_name_get_the_same_answer() {
    let shop = Shop::open().await;
    let answer = async |name: &str, password: &str| {
        let body = json!({ "username": name, "password": password });
        let answered = shop.raw().json(Method::POST, "/api/auth/login/", None, &body).await;
        let mut problem = answered.problem().unwrap();
        problem.request_id.clear();
        problem
    };
    let (wrong, unknown) = (answer("staff", "not it").await, answer("nobody", "not it").await);
    assert_eq!((wrong.status, wrong.code.as_str()), (401, "invalid_credentials"));
    assert_eq!(wrong, unknown);
    shop.verify_and_close().await;
}

/// The work is compared, not the time: that is not this test's alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_name_is_as_much_work_as_a_wrong_password() {
    let shop = Shop::open().await;
    let server = Process::serve(program(), &shop.database_url(), shop.data_dir()).await;
    let client = Client::builder(server.url()).build().unwrap();
    // From now on its hash costs what every hash costs.
    client.login("staff", PASSWORD).await.unwrap();
    let mut work = Vec::new();
    for name in ["staff", "nobody"] {
        let before = server.cpu_seconds();
        for _ in 0..9 {
            let refused = client.login(name, "not it").await.unwrap_err();
            assert_eq!(refused.code(), Some("invalid_credentials"));
        }
        work.push(server.cpu_seconds() - before);
    }
    let [known, unknown] = work[..] else { unreachable!() };
    assert!(known < unknown * 2.0 && unknown < known * 2.0, "{known} s, {unknown} s");
    server.kill().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_whose_access_token_ended_renews_it_by_itself_and_once() {
    let shop = Shop::open().await;
    let first = shop.signed_in(Role::Staff).await.tokens().unwrap();
    let ended = TokenPair { access: format!("{}x", first.access), ..first.clone() };
    let client = Client::builder(shop.url()).with_tokens(ended).build().unwrap();

    let calls = (0..50).map(|_| client.orders().list().send());
    for answered in join_all(calls).await {
        answered.unwrap();
    }
    let next = client.tokens().unwrap();
    assert_ne!(next.refresh, first.refresh, "the old one is used up");
    assert_eq!(next.user.id, first.user.id);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_was_ended_buys_no_more_tokens() {
    let shop = Shop::open().await;
    let client = shop.signed_in(Role::Staff).await;
    let tokens = client.tokens().unwrap();
    client.logout().await.unwrap();
    let body = json!({ "refresh": tokens.refresh });
    let answered = shop.raw().json(Method::POST, "/api/auth/token/refresh/", None, &body).await;
    let problem = answered.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (401, "session_ended"));

    let ended = TokenPair { access: "ended".to_owned(), ..tokens };
    let late = Client::builder(shop.url()).with_tokens(ended).build().unwrap();
    assert_eq!(late.orders().list().send().await.unwrap_err().code(), Some("session_ended"));
    assert!(late.tokens().is_none(), "a till that knows it is signed out asks for a password");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_outlives_a_restart_of_the_server() {
    let mut shop = Shop::open().await;
    let tokens = shop.signed_in(Role::Staff).await.tokens().unwrap();
    shop.restart().await;
    let client = Client::builder(shop.url()).with_tokens(tokens).build().unwrap();
    client.orders().list().send().await.unwrap();
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_says_what_it_is_to_anybody() {
    let shop = Shop::open().await;
    let client = shop.client();
    client.health().await.unwrap();
    client.ready().await.unwrap();
    let version = client.version().await.unwrap();
    assert_eq!((version.name.as_str(), version.database.as_str()), ("comanda", shop.database_kind()));
    shop.verify_and_close().await;
}
