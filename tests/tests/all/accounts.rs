//! What people do with their own account: from the day they register to the day they close it.

use comanda_sdk::wire::UserView;
use comanda_sdk::wire::accounts::{AddressDraft, Register, UpdateCustomer, UpdateProfile, UpdateUser};
use comanda_sdk::{Client, IdempotencyKey, Refusal, Role, Tier};
use comanda_tests::fixture::PICTURE;
use comanda_tests::raw::signed;
use comanda_tests::shop::PASSWORD;
use comanda_tests::{Answered, Seat, Shop};
use reqwest::Method;
use serde_json::{Value, json};

use super::order_of;

fn ada() -> Register {
    Register {
        username: "Ada".to_owned(),
        email: "ada@example.com".to_owned(),
        password: PASSWORD.into(),
        password2: Some(PASSWORD.into()),
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
        referral_code: None,
    }
}

async fn registered(shop: &Shop) -> Client {
    let client = shop.client();
    client.account().register(&ada()).await.unwrap();
    client.login("ada", PASSWORD).await.unwrap();
    client
}

fn field_of(error: &comanda_sdk::Error) -> Vec<String> {
    match error.refusal() {
        Some(Refusal::InvalidInput { errors }) => errors.0.into_keys().collect(),
        other => panic!("{other:?}: {error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_registers_is_a_customer_and_signs_in_by_name_or_address() {
    let shop = Shop::open().await;
    let guest = shop.client();
    let user = guest.account().register(&ada()).await.unwrap();
    assert_eq!((user.username.as_str(), user.role, user.is_active), ("Ada", Role::Customer, true));
    assert_eq!((user.last_login, user.has_pin, user.image), (None, false, None));
    assert!(guest.tokens().is_none(), "nobody is signed in by it");
    for login in ["ada", "ADA", "ada@example.com", "Ada@Example.com"] {
        assert_eq!(shop.client().login(login, PASSWORD).await.unwrap().id, user.id, "{login}");
    }
    let other = |username: &str, email: &str| Register {
        username: username.to_owned(),
        email: email.to_owned(),
        ..ada()
    };
    for (form, field) in [
        (other("aDa", "other@example.com"), "username"),
        (other("other", "ADA@example.com"), "email"),
        (other("ada@example.com", "other@example.com"), "username"),
        (other("other", "no address"), "email"),
        (
            Register { password2: Some("another one entirely".into()), ..other("b", "b@example.com") },
            "password2",
        ),
        (
            Register { password: "password123".into(), password2: None, ..other("b", "b@example.com") },
            "password",
        ),
    ] {
        let error = guest.account().register(&form).await.unwrap_err();
        assert!(field_of(&error).iter().any(|name| name == field), "{field}: {error}");
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_keeps_what_its_owner_wrote_and_what_was_left_out_stays() {
    let shop = Shop::open().await;
    let client = registered(&shop).await;
    let before = client.account().profile().await.unwrap();
    assert_eq!((before.customer_profile.tier, before.customer_profile.orders), (Tier::New, 0));
    let customer = UpdateCustomer {
        phone_number: Some("+49 (30) 1234-567".to_owned()),
        address: Some("1 Harbour St".to_owned()),
        city: Some("Berlin".to_owned()),
        preferences: json!({ "theme": "dark", "seat": { "near": "window" } }).as_object().cloned(),
        allergies: Some(vec!["Peanuts".to_owned(), "peanuts".to_owned(), " ".to_owned()]),
        dietary_restrictions: Some(vec!["vegan".to_owned()]),
        ..UpdateCustomer::default()
    };
    let user = UpdateUser {
        first_name: Some("Augusta".to_owned()),
        date_of_birth: Some(Some("1990-12-10".parse().unwrap())),
        location: Some("London".to_owned()),
        ..UpdateUser::default()
    };
    let change = UpdateProfile { user, customer_profile: Some(customer) };
    let changed = client.account().update_profile(&change).await.unwrap();
    assert_eq!(client.account().profile().await.unwrap(), changed);
    let (user, kept) = (&changed.user, &changed.customer_profile);
    assert_eq!((user.first_name.as_str(), user.last_name.as_str()), ("Augusta", "Lovelace"));
    assert_eq!(user.date_of_birth, Some("1990-12-10".parse().unwrap()));
    assert_eq!(kept.preferences["seat"]["near"], "window");
    assert_eq!((kept.allergies.len(), kept.dietary_restrictions.as_slice()), (1, &["vegan".to_owned()][..]));
    assert!(kept.phone_number.ends_with("567") && kept.city == "Berlin");

    let forget = UpdateUser { date_of_birth: Some(None), ..UpdateUser::default() };
    let change = UpdateProfile { user: forget, customer_profile: None };
    let user = client.account().update_profile(&change).await.unwrap();
    assert_eq!((user.user.date_of_birth, user.customer_profile), (None, changed.customer_profile));
    shop.verify_and_close().await;
}

fn place(address: &str, is_default: bool) -> AddressDraft {
    AddressDraft { address: address.to_owned(), is_default, ..AddressDraft::default() }
}

async fn default_of(client: &Client) -> String {
    let all = client.account().addresses().await.unwrap();
    assert_eq!(all.iter().filter(|address| address.is_default).count(), 1, "{all:?}");
    all[0].address.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_addresses_exactly_one_is_offered_first() {
    let shop = Shop::open().await;
    let client = registered(&shop).await;
    let account = client.account();
    let first = account.add_address(&place("1 First St", false)).await.unwrap();
    assert!(first.is_default, "the only one");
    account.add_address(&place("2 Second St", false)).await.unwrap();
    assert_eq!(default_of(&client).await, "1 First St");
    let third = account.add_address(&place("3 Third St", true)).await.unwrap();
    assert_eq!(default_of(&client).await, "3 Third St");
    account.change_address(third.id, &place("3b Third St", false)).await.unwrap();
    assert_eq!(default_of(&client).await, "3b Third St", "until another one is");
    account.change_address(first.id, &place("1 First St", true)).await.unwrap();
    assert_eq!(default_of(&client).await, "1 First St");
    account.remove_address(first.id).await.unwrap();
    assert_eq!(default_of(&client).await, "2 Second St", "the oldest of the others");
    let kept = account.profile().await.unwrap().customer_profile.addresses;
    assert_eq!(kept, account.addresses().await.unwrap());

    for number in 3..=20 {
        account.add_address(&place(&format!("{number} Long St"), false)).await.unwrap();
    }
    let error = account.add_address(&place("21 Long St", true)).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(422), Some("limit_reached")));
    assert_eq!(
        (account.addresses().await.unwrap().len(), default_of(&client).await.as_str()),
        (20, "2 Second St")
    );
    assert_eq!(account.remove_address(first.id).await.unwrap_err().status(), Some(404));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_drawn_anew_served_to_anybody_and_gone_when_it_is_removed() {
    let shop = Shop::open().await;
    let client = registered(&shop).await;
    let path = client.account().set_image(PICTURE).await.unwrap().image.unwrap();
    let served = shop.raw().get(&path).await;
    assert_eq!((served.status, served.header("content-type")), (200, "image/jpeg"));
    assert!(served.header("cache-control").contains("immutable"));
    assert!(served.body.starts_with(b"\xff\xd8") && served.body != PICTURE);
    let again = client.account().set_image(PICTURE).await.unwrap().image.unwrap();
    assert_eq!(again, path, "named after what it shows");
    assert_eq!(shop.raw().get(&path).await.status, 200);

    let error = client.account().set_image(&b"GIF89a but not really"[..]).await.unwrap_err();
    assert_eq!((error.status(), field_of(&error)), (Some(400), vec!["image".to_owned()]));
    assert_eq!(client.account().remove_image().await.unwrap().image, None);
    assert_eq!(shop.raw().get(&path).await.status, 404);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_address_for_mail_needs_the_password() {
    let shop = Shop::open().await;
    let client = registered(&shop).await;
    let moved = |password: Option<&str>| UpdateProfile {
        user: UpdateUser {
            email: Some("countess@example.com".to_owned()),
            current_password: password.map(Into::into),
            ..UpdateUser::default()
        },
        customer_profile: None,
    };
    for password in [None, Some("not the password")] {
        let error = client.account().update_profile(&moved(password)).await.unwrap_err();
        assert_eq!(field_of(&error), ["current_password"]);
    }
    let changed = client.account().update_profile(&moved(Some(PASSWORD))).await.unwrap();
    assert_eq!(changed.user.email.as_deref(), Some("countess@example.com"));
    shop.client().login("countess@example.com", PASSWORD).await.unwrap();
    assert!(shop.client().login("ada@example.com", PASSWORD).await.is_err());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_account_lets_nobody_in_and_its_orders_stay() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (client, other) = (registered(&shop).await, shop.client());
    other.login("ada", PASSWORD).await.unwrap();
    let id = client.user().unwrap().id;
    let counter = shop.signed_in(Role::Staff).await;
    let mut order = order_of(&soup, 1);
    order.customer_id = Some(id);
    let order = counter.orders().place(&order).await.unwrap().order;

    client.account().close().await.unwrap();
    assert!(client.tokens().is_none());
    let error = shop.client().login("ada", PASSWORD).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_credentials"), "as if there were no such account");
    assert_eq!(other.account().profile().await.unwrap_err().code(), Some("session_ended"));
    let admin = shop.signed_in(Role::Admin).await;
    assert!(!admin.users().get(id).await.unwrap().is_active);
    let kept = counter.orders().get(order.id).await.unwrap();
    assert_eq!(kept.customer.unwrap().username, "Ada");
    let error = admin.users().close(admin.user().unwrap().id).await.unwrap_err();
    assert_eq!(error.code(), Some("last_admin"));
    let error = counter.users().close(counter.user().unwrap().id).await.unwrap_err();
    assert_eq!(error.code(), Some("own_account"), "staff are let go by an admin");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_looked_at_an_old_version_of_an_account_is_told() {
    let shop = Shop::open().await;
    let client = registered(&shop).await;
    let (token, id) = (client.tokens().unwrap().access, client.user().unwrap().id);
    let admin = shop.token(Seat::Admin).await.unwrap();
    let put = async |path: &str, method: Method, token: &str, tag: &str, body: Value| {
        let request = signed(shop.raw().request(method, path), Some(token)).header("If-Match", tag);
        Answered::of(request.json(&body)).await
    };
    let own = format!("/api/auth/users/{id}/");
    for (path, method, token) in [
        (own.clone(), Method::PUT, &token),
        (own.clone(), Method::PATCH, &token),
        ("/api/auth/profile/".to_owned(), Method::PUT, &token),
        ("/api/auth/profile/".to_owned(), Method::PATCH, &token),
        (format!("/api/auth/admin/users/{id}/"), Method::PATCH, &admin),
    ] {
        let seen = Answered::of(signed(shop.raw().request(Method::GET, &path), Some(token))).await;
        let user: UserView = seen.read();
        let tag = format!("\"{}\"", user.version);
        let changed = put(&path, method.clone(), token, &tag, json!({ "first_name": "Augusta" })).await;
        assert_eq!(changed.status, 200, "{method} {path}: {}", changed.text());
        assert_eq!(changed.header("etag"), format!("\"{}\"", user.version + 1), "{method} {path}");
        for answered in [
            put(&path, method.clone(), token, &tag, json!({ "first_name": "Late" })).await,
            put(&path, method.clone(), token, "*", json!({ "first_name": "Late", "version": user.version }))
                .await,
        ] {
            let problem = answered.problem().unwrap();
            assert_eq!((problem.status, problem.code.as_str()), (409, "stale_version"), "{method} {path}");
            assert_eq!(problem.refusal(), Some(Refusal::StaleVersion { current: user.version + 1 }));
        }
    }
    let seen = Answered::of(signed(shop.raw().request(Method::GET, &own), Some(&token))).await;
    assert_eq!(seen.read::<UserView>().first_name, "Augusta");
    let known = signed(shop.raw().request(Method::GET, &own), Some(&token));
    let again = Answered::of(known.header("If-None-Match", seen.header("etag"))).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    shop.verify_and_close().await;
}

/// Sends the same command twice: the same answer, byte for byte, and one effect. Then another command under
/// its key, which is refused.
async fn twice(shop: &Shop, method: Method, path: &str, token: Option<&str>, body: &Value, other: &Value) {
    let key = IdempotencyKey::new();
    let send = async |body: &Value| {
        let request = shop.raw().request(method.clone(), path).header("Idempotency-Key", key.as_str());
        Answered::of(signed(request, token).json(body)).await
    };
    let first = send(body).await;
    assert!(first.status < 300, "{path}: {}", first.text());
    let after = shop.fingerprint().await;
    let again = send(body).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body), "{path}");
    for header in ["location", "etag", "content-type"] {
        assert_eq!(again.header(header), first.header(header), "{path}");
    }
    let reused = send(other).await.problem().unwrap();
    assert_eq!((reused.status, reused.code.as_str()), (422, "idempotency_key_reused"), "{path}");
    assert_eq!(shop.fingerprint().await, after, "{path}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_about_an_account_has_one_effect() {
    let shop = Shop::open().await;
    let form = |n: u32| json!({ "username": format!("ada{n}"), "email": format!("ada{n}@example.com"), "password": PASSWORD });
    twice(&shop, Method::POST, "/api/auth/users/", None, &form(1), &form(2)).await;
    let (admin, customer) = (shop.token(Seat::Admin).await, shop.token(Seat::Customer).await);
    let clerk = |n: u32| {
        let mut clerk = form(n);
        clerk["role"] = json!("staff");
        clerk["pin"] = json!("2580");
        clerk
    };
    twice(&shop, Method::POST, "/api/auth/admin/users/", admin.as_deref(), &clerk(3), &clerk(4)).await;
    let staff = shop.signed_in(Role::Staff).await.user().unwrap().id;
    let path = format!("/api/auth/admin/users/{staff}/set-pin/");
    // Another PIN under the same key is another command, though neither is kept.
    twice(&shop, Method::POST, &path, admin.as_deref(), &json!({ "pin": "2580" }), &json!({ "pin": "2581" }))
        .await;
    let [one, two] = [json!({ "address": "1 First St" }), json!({ "address": "2 Second St" })];
    let addresses = "/api/auth/profile/addresses/";
    twice(&shop, Method::POST, addresses, customer.as_deref(), &one, &two).await;
    let client = shop.signed_in(Role::Customer).await;
    let path = format!("{addresses}{}/", client.account().addresses().await.unwrap()[0].id);
    twice(&shop, Method::PUT, &path, customer.as_deref(), &two, &one).await;
    let [one, two] = [json!({ "first_name": "Ada" }), json!({ "first_name": "Eve" })];
    twice(&shop, Method::PUT, "/api/auth/profile/", customer.as_deref(), &one, &two).await;
    let counter = shop.token(Seat::Staff).await;
    twice(&shop, Method::POST, "/api/auth/profiles/", counter.as_deref(), &one, &two).await;
    shop.verify_and_close().await;
}

/// What two shops keep of the same command with a password in it.
async fn kept_of_a_registration() -> String {
    let shop = Shop::open().await;
    let body = json!({ "username": "ada", "email": "ada@example.com", "password": PASSWORD });
    let request = shop.raw().request(Method::POST, "/api/auth/users/").header("Idempotency-Key", "a key");
    assert_eq!(Answered::of(request.json(&body)).await.status, 201);
    let kept = shop.database().contents().await["idempotency_keys"][0]["fingerprint"].to_string();
    shop.verify_and_close().await;
    kept
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_of_a_command_tells_nothing_without_the_key_of_the_shop() {
    // A plain digest would be the same in both, and whoever read it could try passwords on it.
    assert_ne!(kept_of_a_registration().await, kept_of_a_registration().await);
}
