//! Guessing is slow for whoever guesses, and for nobody else.

use comanda_sdk::Role;
use comanda_sdk::wire::Problem;
use comanda_server::config::{RateLimits, TrustedProxies};
use comanda_tests::branch::Branch;
use comanda_tests::forge::{self, Forge, Signing};
use comanda_tests::shop::PASSWORD;
use comanda_tests::{Answered, Raw, Shop};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// Guesses at one account before there is a wait.
const FREE: usize = 10;
/// Guesses from one address before there is a wait.
const FREE_FROM_AN_ADDRESS: usize = 50;

/// Somebody who signs in, or tries to.
struct Caller {
    raw: Raw,
    forwarded_for: Option<String>,
    device: Option<String>,
}

impl Caller {
    fn of(raw: Raw) -> Self {
        Self { raw, forwarded_for: None, device: None }
    }

    /// Behind a proxy that says so.
    fn behind(raw: Raw, address: impl Into<String>) -> Self {
        Self { forwarded_for: Some(address.into()), ..Self::of(raw) }
    }

    fn with_device(self, token: &str) -> Self {
        Self { device: Some(token.to_owned()), ..self }
    }

    async fn sign_in(&self, name: &str, password: &str) -> Answered {
        let mut request = self.raw.request(Method::POST, "/api/auth/login/");
        if let Some(address) = &self.forwarded_for {
            request = request.header("X-Forwarded-For", address);
        }
        let mut body = json!({ "username": name, "password": password });
        if let Some(device) = &self.device {
            body["device"] = json!(device);
        }
        Answered::of(request.json(&body)).await
    }

    async fn guess(&self, name: &str) -> u16 {
        self.sign_in(name, "not it").await.status
    }

    /// Guesses wrong `times`, none of which is stopped.
    async fn guess_wrong(&self, name: &str, times: usize) {
        for number in 0..times {
            assert_eq!(self.guess(name).await, 401, "{name}, {number}");
        }
    }

    async fn assert_let_in(&self, name: &str) {
        let answered = self.sign_in(name, PASSWORD).await;
        assert_eq!(answered.status, 200, "{}", answered.text());
    }

    async fn assert_stopped(&self, name: &str) {
        stopped(&self.sign_in(name, PASSWORD).await);
    }
}

/// What somebody is told who is to wait: for how long, in the header and in the problem.
fn stopped(answered: &Answered) -> (Problem, u64) {
    let problem = answered.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (429, "too_many_attempts"), "{}", answered.text());
    let seconds: u64 = answered.header("retry-after").parse().unwrap();
    assert_eq!(problem.facts.clone().unwrap()["retry_after"], seconds);
    (problem, seconds)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_at_an_account_waits_and_others_do_not() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let stranger = Caller::of(shop.raw());
    stranger.guess_wrong("staff", FREE).await;
    let before = shop.fingerprint().await;
    for name in ["staff", "STAFF", "staff@example.com", "Staff@Example.com"] {
        let (_, seconds) = stopped(&stranger.sign_in(name, PASSWORD).await);
        assert!((25..=30).contains(&seconds), "{seconds}");
    }
    assert_eq!(shop.fingerprint().await, before, "a guess that was not looked at is not counted");
    stranger.assert_let_in("manager").await;
    let branch = Branch::of(&shop, |_| {}).await;
    Caller::of(branch.raw()).assert_stopped("staff").await;
    branch.close().await;
    assert_eq!(admin.users().list().role(Role::Staff).send().await.unwrap().count, 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_password_forgives_what_was_mistyped() {
    let shop = Shop::open().await;
    let caller = Caller::of(shop.raw());
    for _ in 0..3 {
        caller.guess_wrong("staff", FREE - 1).await;
        caller.assert_let_in("staff").await;
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_s_device_gets_in_while_strangers_guess() {
    let shop = Shop::open().await;
    let token = async |role: Role| {
        let client = shop.client();
        client.login(role.as_str(), PASSWORD).await.unwrap();
        client.tokens().unwrap()
    };
    let (victim, other) = (token(Role::Staff).await, token(Role::Manager).await);
    let device = victim.device.unwrap();
    let stranger = Caller::of(shop.raw());
    stranger.guess_wrong("staff", FREE).await;
    stranger.assert_stopped("staff").await;

    // No other token makes a device known.
    let mut claims = forge::claims(device.expose());
    let (header, key) = (r#"{"typ":"JWT","alg":"HS256"}"#, Forge::of(shop.data_dir()).token_key());
    let signed = |claims: &Value, key: &[u8]| forge::token(Signing::Hs256, header, &claims.to_string(), key);
    let forged = signed(&claims, b"another key");
    claims["exp"] = json!(forge::now().timestamp() - 60);
    let expired = signed(&claims, &key);
    let theirs = other.device.unwrap();
    for token in [&victim.access, &victim.refresh, theirs.expose(), &forged, &expired, "", "x"] {
        Caller::of(shop.raw()).with_device(token).assert_stopped("staff").await;
    }
    let known = Caller::of(shop.raw()).with_device(device.expose());
    known.assert_let_in("staff").await;
    // Whoever stole the device guesses no faster, and not at others.
    known.guess_wrong("staff", FREE).await;
    known.assert_stopped("staff").await;
    stranger.assert_stopped("staff").await;
    Caller::of(shop.raw()).with_device(theirs.expose()).assert_let_in("manager").await;
    shop.signed_in(Role::Admin).await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_nobody_has_are_stopped_alike() {
    let shop = Shop::open().await;
    let caller = Caller::of(shop.raw());
    let mut told = Vec::new();
    for name in ["staff", "nobody"] {
        let mut answers = Vec::new();
        for _ in 0..=FREE {
            let answered = caller.sign_in(name, "not it").await;
            let problem = answered.problem().unwrap();
            let wait = answered.header("retry-after").is_empty();
            answers.push((problem.status, problem.code, problem.title, wait));
        }
        assert_eq!(answers.iter().filter(|(status, ..)| *status == 401).count(), FREE);
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
    // A name cannot be written so that its guesses count elsewhere.
    let staff = shop.signed_in(Role::Manager).await.user().unwrap().id;
    for name in [format!("account:{staff}"), staff.to_string()] {
        assert_eq!(caller.guess(&name).await, 401);
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trying_one_password_on_many_accounts_is_stopped_whatever_the_header_says() {
    let shop = Shop::open().await;
    shop.signed_in(Role::Admin).await;
    let proxy = TrustedProxies::parse(["127.0.0.1"].into_iter()).unwrap();
    let branch = Branch::of(&shop, |settings| settings.trusted_proxies = proxy).await;
    for number in 0..FREE_FROM_AN_ADDRESS - 1 {
        let forged = Caller::behind(shop.raw(), format!("198.51.100.{number}"));
        assert_eq!(forged.guess(&format!("guest{number}")).await, 401, "{number}");
    }
    assert_eq!(Caller::of(shop.raw()).guess("staff").await, 401);
    for header in ["203.0.113.1", "10.0.0.1, 203.0.113.2", "127.0.0.1", "::1", "nonsense"] {
        Caller::behind(shop.raw(), header).assert_stopped("staff").await;
    }
    // A trusted proxy speaks for each caller by itself.
    for number in 0..FREE_FROM_AN_ADDRESS + 5 {
        let caller = Caller::behind(branch.raw(), format!("198.51.100.{number}"));
        assert_eq!(caller.guess(&format!("other{number}")).await, 401, "{number}");
    }
    Caller::behind(branch.raw(), "203.0.113.9").assert_let_in("staff").await;
    let neighbour = |number: usize| format!("2001:db8:1:2::{number:x}");
    for number in 0..FREE_FROM_AN_ADDRESS {
        let caller = Caller::behind(branch.raw(), neighbour(number));
        assert_eq!(caller.guess(&format!("sixth{number}")).await, 401, "{number}");
    }
    Caller::behind(branch.raw(), neighbour(9999)).assert_stopped("staff").await;
    branch.close().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_once_are_no_more_than_guesses_one_by_one() {
    let shop = Shop::open().await;
    shop.signed_in(Role::Admin).await;
    let branch = Branch::of(&shop, |_| {}).await;
    let servers = [Caller::of(shop.raw()), Caller::of(branch.raw())];
    for name in ["staff", "nobody"] {
        let guesses = (0..50).map(|number| servers[number % 2].guess(name));
        let told = join_all(guesses).await;
        let looked_at = told.iter().filter(|status| **status == 401).count();
        let waits = told.iter().filter(|status| **status == 429).count();
        assert_eq!((looked_at, waits), (FREE, 50 - FREE), "{name}: {told:?}");
    }
    branch.close().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn right_passwords_at_once_are_all_right() {
    let shop = Shop::open().await;
    shop.signed_in(Role::Admin).await;
    let caller = Caller::of(shop.raw());
    // Fewer than the free guesses: each counts until it is seen to be right.
    let told = join_all((0..FREE - 1).map(|_| caller.sign_in("customer", PASSWORD))).await;
    let told: Vec<u16> = told.iter().map(|answered| answered.status).collect();
    assert_eq!(told, [200; FREE - 1]);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_at_one_s_own_password_is_stopped_as_well() {
    let shop = Shop::open().await;
    let customer = shop.signed_in(Role::Customer).await.tokens().unwrap().access;
    let change = async |token: &str, current: &str| {
        let body = json!({ "current_password": current, "new_password": "umbrella over four rivers" });
        shop.raw().json(Method::POST, "/api/auth/password/change/", Some(token), &body).await
    };
    for number in 0..FREE {
        let answered = if number % 2 == 0 {
            change(&customer, "not it").await
        } else {
            let body = json!({ "email": "eve@example.com", "current_password": "not it" });
            shop.raw().json(Method::PATCH, "/api/auth/profile/", Some(&customer), &body).await
        };
        let problem = answered.problem().unwrap();
        assert_eq!(problem.status, 400, "{}", problem.detail);
        assert!(problem.errors.unwrap().0.contains_key("current_password"));
    }
    let (_, seconds) = stopped(&change(&customer, PASSWORD).await);
    assert!((25..=30).contains(&seconds), "{seconds}");
    let staff = shop.signed_in(Role::Staff).await.tokens().unwrap().access;
    assert_eq!(change(&staff, PASSWORD).await.status, 204);
    Caller::of(shop.raw()).assert_let_in("customer").await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_limits_an_address_signs_in_so_often_and_is_told_so() {
    let shop = Shop::open().await;
    let proxy = TrustedProxies::parse(["127.0.0.1"].into_iter()).unwrap();
    let branch = Branch::of(&shop, |settings| {
        (settings.rate_limits, settings.trusted_proxies) = (RateLimits::On, proxy);
    })
    .await;
    // What is no sign-in at all counts as well, and costs no waiting here.
    let ask = async |address: &str| {
        let request = branch.raw().request(Method::POST, "/api/auth/login/").json(&json!({}));
        Answered::of(request.header("X-Forwarded-For", address)).await
    };
    let (mut let_in, mut answered) = (0, ask("203.0.113.1").await);
    while answered.status == 400 && let_in < 200 {
        assert_eq!(answered.header("ratelimit-policy"), "\"sign_in\";q=30;w=30");
        assert!(
            answered.header("ratelimit").starts_with("\"sign_in\";r="),
            "{}",
            answered.header("ratelimit")
        );
        let_in += 1;
        answered = ask("203.0.113.1").await;
    }
    let problem = answered.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (429, "too_many_requests"));
    assert!((30..200).contains(&let_in), "{let_in}");
    let seconds: u64 = answered.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&seconds) && problem.facts.unwrap()["retry_after"] == seconds);
    assert_eq!(answered.header("ratelimit-policy"), "\"sign_in\";q=30;w=30");
    assert!(answered.header("ratelimit").starts_with("\"sign_in\";r=0;t="));
    assert_eq!(ask("203.0.113.2").await.status, 400, "another address is another matter");
    let menu = branch.raw().request(Method::GET, "/api/menu/").header("X-Forwarded-For", "203.0.113.1");
    assert_eq!(Answered::of(menu).await.status, 200, "whoever is stopped here still sees the menu");
    branch.close().await;
    shop.verify_and_close().await;
}
