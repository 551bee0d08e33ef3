//! Signing in by PIN, at a device of the shop and nowhere else.

use std::fmt::Display;
use std::time::{Duration, Instant};

use comanda_sdk::id::UserId;
use comanda_sdk::wire::UserView;
use comanda_sdk::wire::accounts::CreateUser;
use comanda_sdk::{Client, DeviceRole, Role};
use comanda_tests::branch::Branch;
use comanda_tests::shop::PASSWORD;
use comanda_tests::{Answered, Raw, Seat, Shop};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

const PIN: &str = "4711";
const PATH: &str = "/api/auth/pin-login/";
/// Guesses at one PIN at one device before there is a wait.
const FREE: usize = 5;

/// A shop in which staff and the manager have [`PIN`] for a PIN.
async fn shop_with_pins() -> Shop {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    for name in ["staff", "manager"] {
        assert!(admin.users().set_pin(id_of(&shop, name).await, Some(PIN)).await.unwrap().has_pin);
    }
    shop
}

async fn id_of(shop: &Shop, name: &str) -> UserId {
    let admin = shop.signed_in(Role::Admin).await;
    let found = admin.users().list().search(name).send().await.unwrap();
    found.results.iter().find(|user| user.username == name).unwrap().id
}

async fn show(raw: &Raw, key: Option<&str>, user: impl Display, pin: &str) -> Answered {
    raw.json(Method::POST, PATH, key, &json!({ "user_id": user.to_string(), "pin": pin })).await
}

fn code(answered: &Answered) -> String {
    match answered.status {
        200 => "in".to_owned(),
        _ => answered.problem().unwrap().code,
    }
}

fn till(shop: &Shop, key: &str) -> Client {
    Client::builder(shop.url()).api_key(key).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_till_lists_who_has_a_pin_and_lets_them_in() {
    let shop = shop_with_pins().await;
    let till = till(&shop, &shop.new_key(DeviceRole::Counter).await);
    let people = till.pin_users().await.unwrap();
    assert_eq!(people.iter().map(|user| user.username.as_str()).collect::<Vec<_>>(), ["manager", "staff"]);
    let staff: UserView = till.pin_login(people[1].id, PIN).await.unwrap();
    assert_eq!((staff.username.as_str(), staff.role), ("staff", Role::Staff));
    let tokens = till.tokens().unwrap();
    assert!(tokens.device.is_none(), "a till is no device of the person's own");
    till.orders().list().send().await.unwrap();
    let next = json!({ "refresh": tokens.refresh });
    let renewed = shop.raw().json(Method::POST, "/api/auth/token/refresh/", None, &next).await;
    assert_eq!(renewed.status, 200, "{}", renewed.text());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_worth_nothing_without_the_key_of_a_till() {
    let shop = shop_with_pins().await;
    let (staff, counter) = (id_of(&shop, "staff").await, shop.new_key(DeviceRole::Counter).await);
    let gone = shop.signed_in(Role::Admin).await;
    let gone_key = gone.api_keys().create("gone", DeviceRole::Counter).await.unwrap();
    gone.api_keys().revoke(gone_key.key.id).await.unwrap();
    let mut shown = vec![
        (None, 401),
        (Some(gone_key.secret.into_exposed()), 401),
        (Some(format!("{counter}x")), 401),
        (Some(PIN.to_owned()), 401),
    ];
    for seat in [Seat::Kiosk, Seat::Integrator, Seat::Customer, Seat::Staff, Seat::Manager, Seat::Admin] {
        shown.push((shop.token(seat).await, 403));
    }
    let before = shop.fingerprint().await;
    for (token, status) in shown {
        let answered = show(&shop.raw(), token.as_deref(), staff, PIN).await;
        assert_eq!(answered.problem().unwrap().status, status, "{token:?}");
        let listed = shop.raw().json(Method::GET, PATH, token.as_deref(), &Value::Null).await;
        assert_eq!(listed.problem().unwrap().status, status, "{token:?}");
    }
    assert_eq!(shop.fingerprint().await, before);
    let as_password = shop.client().login("staff", PIN).await.unwrap_err();
    assert_eq!(as_password.code(), Some("invalid_credentials"));
    assert_eq!(code(&show(&shop.raw(), Some(&counter), staff, PIN).await), "in");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_cannot_sign_in_by_pin_is_like_whoever_is_not_there() {
    let shop = shop_with_pins().await;
    let admin = shop.signed_in(Role::Admin).await;
    let counter = shop.new_key(DeviceRole::Counter).await;
    let raw = shop.raw();
    let (staff, manager) = (id_of(&shop, "staff").await, id_of(&shop, "manager").await);
    let customer = id_of(&shop, "customer").await;
    let none = admin.users().set_pin(customer, Some(PIN)).await.unwrap_err();
    assert_eq!(none.code(), Some("invalid_input"), "customers have no PIN");
    admin.users().deactivate(manager).await.unwrap();
    let expected = told(&show(&raw, Some(&counter), staff, "0000").await);
    assert_eq!((expected.0, expected.1.as_str()), (401, "invalid_pin"));
    for (who, id) in [
        ("no PIN", id_of(&shop, "admin").await.to_string()),
        ("a customer", customer.to_string()),
        ("switched off", manager.to_string()),
        ("nobody", "user_01h455vb4pex5vsknk084sn02q".to_owned()),
    ] {
        assert_eq!(told(&show(&raw, Some(&counter), &id, PIN).await), expected, "{who}");
    }
    let listed = till(&shop, &counter).pin_users().await.unwrap();
    assert_eq!(listed.iter().map(|user| user.id).collect::<Vec<_>>(), [staff]);
    assert!(!admin.users().set_pin(staff, None).await.unwrap().has_pin);
    assert_eq!(told(&show(&raw, Some(&counter), staff, PIN).await), expected, "taken away");
    shop.verify_and_close().await;
}

fn told(answered: &Answered) -> (u16, String, String) {
    let problem = answered.problem().unwrap();
    (problem.status, problem.code, problem.detail)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_four_to_eight_digits() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let staff = id_of(&shop, "staff").await;
    for wrong in ["", "123", "123456789", "12a4", "12 34", "１２３４", "-123", "1234\n"] {
        let refused = admin.users().set_pin(staff, Some(wrong)).await.unwrap_err();
        assert_eq!(refused.code(), Some("invalid_input"), "{wrong:?}");
    }
    let cook = CreateUser {
        username: "cook".to_owned(),
        email: "cook@example.com".to_owned(),
        password: PASSWORD.into(),
        first_name: String::new(),
        last_name: String::new(),
        role: Role::Staff,
        pin: Some("20261123".into()),
    };
    let cook = admin.users().create(&cook).await.unwrap();
    let counter = shop.new_key(DeviceRole::Counter).await;
    assert_eq!(code(&show(&shop.raw(), Some(&counter), cook.id, "20261123").await), "in");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_pins_stop_one_person_at_one_till() {
    let shop = shop_with_pins().await;
    let (staff, manager) = (id_of(&shop, "staff").await, id_of(&shop, "manager").await);
    let (till, other) = (shop.new_key(DeviceRole::Counter).await, shop.new_key(DeviceRole::Counter).await);
    let raw = shop.raw();
    for number in 0..FREE {
        let guess = format!("{number:04}");
        assert_eq!(code(&show(&raw, Some(&till), staff, &guess).await), "invalid_pin", "{guess}");
    }
    let answered = show(&raw, Some(&till), staff, PIN).await;
    assert_eq!(code(&answered), "too_many_attempts");
    let seconds: u64 = answered.header("retry-after").parse().unwrap();
    assert!((25..=30).contains(&seconds), "{seconds}");
    assert_eq!(answered.problem().unwrap().facts.unwrap()["retry_after"], seconds);

    assert_eq!(code(&show(&raw, Some(&till), manager, PIN).await), "in", "another person");
    assert_eq!(code(&show(&raw, Some(&other), staff, PIN).await), "in", "another till");
    shop.client().login("staff", PASSWORD).await.unwrap();
    assert_eq!(code(&show(&raw, Some(&till), staff, PIN).await), "too_many_attempts", "still");
    let branch = Branch::of(&shop, |_| {}).await;
    assert_eq!(code(&show(&branch.raw(), Some(&till), staff, PIN).await), "too_many_attempts");

    let guesses = join_all((0..50).map(|number| {
        let (raw, other) = (if number % 2 == 0 { shop.raw() } else { branch.raw() }, other.clone());
        async move { code(&show(&raw, Some(&other), manager, &format!("{number:04}")).await) }
    }));
    let looked_at = guesses.await.into_iter().filter(|code| code == "invalid_pin").count();
    assert_eq!(looked_at, FREE, "guesses at once");
    branch.close().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_signs_out_whoever_signed_in_at_its_till() {
    let shop = shop_with_pins().await;
    let branch = Branch::of(&shop, |_| {}).await;
    let admin = shop.signed_in(Role::Admin).await;
    let key = admin.api_keys().create("till 1", DeviceRole::Counter).await.unwrap();
    let staff = id_of(&shop, "staff").await;
    let other_till = till(&shop, &shop.new_key(DeviceRole::Counter).await);
    other_till.pin_login(staff, PIN).await.unwrap();
    let till = till(&shop, key.secret.expose());
    till.pin_login(staff, PIN).await.unwrap();
    let tokens = till.tokens().unwrap();
    let look = async |raw: &Raw, token: &str| {
        raw.json(Method::GET, "/api/orders/", Some(token), &Value::Null).await.status
    };
    let open = async |raw: &Raw| {
        let listed = raw.json(Method::GET, PATH, Some(key.secret.expose()), &Value::Null).await.status;
        [look(raw, &tokens.access).await, listed].contains(&200)
    };
    for raw in [shop.raw(), branch.raw()] {
        assert_eq!(look(&raw, &tokens.access).await, 200);
        assert!(open(&raw).await);
    }
    admin.api_keys().revoke(key.key.id).await.unwrap();
    let revoked = Instant::now();
    assert!(!open(&shop.raw()).await, "at once where it was revoked");
    let mut late = Duration::ZERO;
    loop {
        let asked = revoked.elapsed();
        if !open(&branch.raw()).await {
            break;
        }
        late = asked;
        assert!(asked < Duration::from_secs(15), "it never acted");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(late <= Duration::from_secs(5), "{late:?}");
    let next = json!({ "refresh": tokens.refresh });
    let renewed = branch.raw().json(Method::POST, "/api/auth/token/refresh/", None, &next).await;
    assert_eq!(code(&renewed), "session_ended");
    assert_eq!(code(&show(&branch.raw(), Some(key.secret.expose()), staff, PIN).await), "not_authenticated");
    assert_eq!(look(&shop.raw(), &other_till.tokens().unwrap().access).await, 200, "at another till");
    branch.close().await;
    shop.verify_and_close().await;
}
