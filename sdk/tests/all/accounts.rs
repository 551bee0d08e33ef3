//! Accounts, customers, keys: what each call asks for, and with a key of which kind.

use comanda_sdk::id::{AddressId, ApiKeyId, UserId};
use comanda_sdk::wire::accounts::{
    AddressDraft, ChangeCustomer, ChangeUser, CreateCustomer, CreateUser, Register, UpdateProfile, UpdateUser,
};
use comanda_sdk::{Client, DeviceRole, IdempotencyKey, Refusal, Role};
use serde_json::{Value, json};
use wiremock::matchers::{any, method, path, query_param};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::{asked, client, header, keys, problem, signed_in, unavailable, user};

const UUID: &str = "01h455vb4pex5vsknk084sn02q";

fn user_id() -> UserId {
    format!("user_{UUID}").parse().unwrap()
}

fn address_id() -> AddressId {
    format!("address_{UUID}").parse().unwrap()
}

fn profile() -> Value {
    let mut profile = user();
    profile["customer_profile"] = json!({
        "phone_number": "", "address": "", "city": "", "state": "", "country": "", "postal_code": "",
        "preferences": {}, "allergies": ["peanuts"], "dietary_restrictions": [], "addresses": [],
        "tier": "new", "orders": 0, "spent": "0.00",
    });
    profile
}

fn address() -> Value {
    json!({
        "id": address_id(), "label": "", "address": "12 Harbour St", "city": "", "state": "", "country": "",
        "postal_code": "", "notes": "", "is_default": true,
    })
}

fn key_view() -> Value {
    json!({
        "id": format!("key_{UUID}"), "name": "till", "role": "counter", "prefix": "ck_1", "created_by": "admin",
        "created_at": "2026-11-22T12:00:00Z", "last_used_at": null, "revoked_at": null, "secret": "shown-once",
    })
}

/// A signed-in client of a server that gives everything this answer.
async fn answering(answer: Value) -> (MockServer, Client) {
    let server = MockServer::start().await;
    let comanda = signed_in(&server, 900).await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(answer)).mount(&server).await;
    (server, comanda)
}

/// What was asked after the sign-in: method and path, `+` where a key makes it one effect.
async fn calls(server: &MockServer) -> Vec<String> {
    let told = |request: &Request| {
        let keyed = if header(request, "idempotency-key").is_empty() { "" } else { " +" };
        format!("{} {}{keyed}", request.method, request.url.path())
    };
    server.received_requests().await.unwrap()[1..].iter().map(told).collect()
}

async fn bodies(server: &MockServer) -> Vec<Value> {
    let read = |request: &Request| serde_json::from_slice(&request.body).unwrap_or_default();
    server.received_requests().await.unwrap()[1..].iter().map(read).collect()
}

#[tokio::test]
async fn people_keep_their_own_account() {
    let (server, comanda) = answering(profile()).await;
    let account = comanda.account();
    account.register(&Register { password: "correct horse".into(), ..Register::default() }).await.unwrap();
    account.user().await.unwrap();
    assert_eq!(account.profile().await.unwrap().customer_profile.allergies, ["peanuts"]);
    account.update_profile(&UpdateProfile::default()).await.unwrap();
    account.change_password("correct horse", "battery staple").await.unwrap();
    account.request_password_reset("ada@example.com").await.unwrap();
    account.remove_image().await.unwrap();
    account.close().await.unwrap();
    let expected = [
        "POST /api/auth/users/ +",
        &format!("GET /api/auth/users/{}/", user_id()),
        "GET /api/auth/profile/",
        "PUT /api/auth/profile/ +",
        "POST /api/auth/password/change/",
        "POST /api/auth/password-reset/request/",
        "DELETE /api/auth/profile/image/",
        &format!("DELETE /api/auth/users/{}/", user_id()),
    ];
    assert_eq!(calls(&server).await, expected);
    assert!(comanda.tokens().is_none(), "a closed account has no session");
    let sent = bodies(&server).await;
    assert_eq!(sent[0]["password"], "correct horse");
    assert_eq!(sent[4], json!({ "current_password": "correct horse", "new_password": "battery staple" }));
    let signed: Vec<String> = server.received_requests().await.unwrap()[1..]
        .iter()
        .map(|request| header(request, "authorization"))
        .collect();
    assert_eq!((signed[0].as_str(), signed[1].as_str()), ("", "Bearer first-access"));
    assert_eq!(signed[5], "", "whoever forgot the password is nobody yet");
}

#[tokio::test]
async fn nobodys_account_is_not_asked_for() {
    let server = MockServer::start().await;
    let comanda = client(&server.uri());
    assert_eq!(comanda.account().user().await.unwrap_err().refusal(), Some(Refusal::NotAuthenticated));
    assert_eq!(comanda.account().close().await.unwrap_err().refusal(), Some(Refusal::NotAuthenticated));
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn people_keep_their_addresses() {
    let (server, comanda) = answering(address()).await;
    let (account, draft) = (comanda.account(), AddressDraft::default());
    account.add_address(&draft).await.unwrap();
    account.change_address(address_id(), &draft).await.unwrap();
    account.remove_address(address_id()).await.unwrap();
    let expected = [
        "POST /api/auth/profile/addresses/ +",
        &format!("PUT /api/auth/profile/addresses/{}/ +", address_id()),
        &format!("DELETE /api/auth/profile/addresses/{}/", address_id()),
    ];
    assert_eq!(calls(&server).await, expected);

    let page = json!({ "count": 1, "next": null, "previous": null, "results": [address()] });
    let (_server, comanda) = answering(page).await;
    assert_eq!(comanda.account().addresses().await.unwrap()[0].address, "12 Harbour St");
}

#[tokio::test]
async fn a_picture_travels_as_a_form_with_the_same_bytes_on_every_attempt() {
    let server = MockServer::start().await;
    let comanda = signed_in(&server, 900).await;
    let place = "/api/auth/profile/image/";
    Mock::given(path(place)).respond_with(unavailable()).up_to_n_times(1).mount(&server).await;
    let done = ResponseTemplate::new(200).set_body_json(user());
    Mock::given(method("PUT")).and(path(place)).respond_with(done).mount(&server).await;

    let picture = b"\x89PNG\r\n\0--".to_vec();
    comanda.account().set_image(picture.clone()).await.unwrap();

    let sent = super::requests(&server, place).await;
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].body, sent[1].body);
    let keys = keys(&sent);
    assert!(keys[0] == keys[1] && !keys[0].is_empty(), "{keys:?}");
    let kind = header(&sent[0], "content-type");
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let head =
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"image\"; filename=\"image\"\r\n\r\n");
    let form = [head.as_bytes(), &picture, format!("\r\n--{boundary}--\r\n").as_bytes()].concat();
    assert_eq!(sent[0].body, form, "{}", String::from_utf8_lossy(&sent[0].body));
}

#[tokio::test]
async fn the_counter_keeps_its_customers() {
    let (server, comanda) = answering(profile()).await;
    let (customers, key) = (comanda.customers(), "write-down-7".parse::<IdempotencyKey>().unwrap());
    customers.get(user_id()).await.unwrap();
    customers.create_with_key(&CreateCustomer::default(), &key).await.unwrap();
    customers.create(&CreateCustomer::default()).await.unwrap();
    customers.change(user_id(), &ChangeCustomer::default()).await.unwrap();
    let expected = [
        format!("GET /api/auth/profiles/{}/", user_id()),
        "POST /api/auth/profiles/ +".to_owned(),
        "POST /api/auth/profiles/ +".to_owned(),
        format!("PATCH /api/auth/profiles/{}/ +", user_id()),
    ];
    assert_eq!(calls(&server).await, expected);
    let sent = keys(&server.received_requests().await.unwrap()[1..]);
    assert_eq!(sent[1], "write-down-7");
    assert!(sent[2] != sent[1] && sent[3] != sent[2]);
}

#[tokio::test]
async fn admins_keep_everybodys_accounts() {
    let (server, comanda) = answering(user()).await;
    let users = comanda.users();
    let new = CreateUser {
        username: "bob".to_owned(),
        email: "bob@example.com".to_owned(),
        password: "correct horse".into(),
        first_name: String::new(),
        last_name: String::new(),
        role: Role::Staff,
        pin: Some("1234".into()),
    };
    let bob = UpdateUser { first_name: Some("Bob".to_owned()), ..UpdateUser::default() };
    users.get(user_id()).await.unwrap();
    users.create(&new).await.unwrap();
    users.change(user_id(), &ChangeUser { role: Some(Role::Manager), user: bob }).await.unwrap();
    users.activate(user_id()).await.unwrap();
    users.deactivate(user_id()).await.unwrap();
    users.set_pin(user_id(), Some("4321")).await.unwrap();
    users.set_pin(user_id(), None).await.unwrap();
    users.close(user_id()).await.unwrap();
    let at = |what: &str| format!("/api/auth/admin/users/{}/{what}", user_id());
    let expected = [
        format!("GET /api/auth/users/{}/", user_id()),
        "POST /api/auth/admin/users/ +".to_owned(),
        format!("PATCH {} +", at("")),
        format!("POST {} +", at("activate/")),
        format!("POST {} +", at("deactivate/")),
        format!("POST {} +", at("set-pin/")),
        format!("POST {} +", at("set-pin/")),
        format!("DELETE /api/auth/users/{}/", user_id()),
    ];
    assert_eq!(calls(&server).await, expected);
    let sent = bodies(&server).await;
    assert_eq!(sent[2], json!({ "role": "manager", "first_name": "Bob" }), "what is left out is not sent");
    assert_eq!((&sent[5], &sent[6]), (&json!({ "pin": "4321" }), &json!({ "pin": null })));
}

#[tokio::test]
async fn admins_count_accounts() {
    let stats = json!({
        "total": 3, "active": 2, "inactive": 1, "by_role": { "staff": 2, "admin": 1 }, "with_pin": 1,
        "joined_last_30_days": 1, "signed_in_last_30_days": 2,
    });
    let (server, comanda) = answering(stats).await;
    assert_eq!(comanda.users().stats().await.unwrap().by_role["staff"], 2);
    assert_eq!(calls(&server).await, ["GET /api/auth/admin/users/stats/"]);
}

#[tokio::test]
async fn admins_make_and_end_keys() {
    let (server, comanda) = answering(key_view()).await;
    let made = comanda.api_keys().create("till", DeviceRole::Counter).await.unwrap();
    assert_eq!(made.secret.expose(), "shown-once");
    assert!(!format!("{made:?}").contains("shown-once"));
    let id: ApiKeyId = made.key.id;
    comanda.api_keys().revoke(id).await.unwrap();
    let expected = ["POST /api/auth/api-keys/".to_owned(), format!("DELETE /api/auth/api-keys/{id}/")];
    assert_eq!(calls(&server).await, expected);
    assert_eq!(bodies(&server).await[0], json!({ "name": "till", "role": "counter" }));

    let page = json!({ "count": 1, "next": null, "previous": null, "results": [key_view()] });
    let (_server, comanda) = answering(page).await;
    assert_eq!(comanda.api_keys().list().send().await.unwrap().results[0].name, "till");
}

#[tokio::test]
async fn lists_of_people_are_filtered_by_the_server() {
    let server = MockServer::start().await;
    for (place, item, filters) in [
        (
            "/api/auth/admin/users/",
            user(),
            [("search", "ada"), ("role", "staff"), ("is_active", "true"), ("ordering", "-last_login")]
                .as_slice(),
        ),
        (
            "/api/auth/profiles/",
            profile(),
            &[("search", "0100"), ("ordering", "last_name"), ("page_size", "5")],
        ),
    ] {
        let page = json!({ "count": 1, "next": null, "previous": null, "results": [item] });
        let mut mock = Mock::given(method("GET")).and(path(place));
        for (name, value) in filters {
            mock = mock.and(query_param(*name, *value));
        }
        mock.respond_with(ResponseTemplate::new(200).set_body_json(page)).expect(1).mount(&server).await;
    }
    let comanda = client(&server.uri());
    let staff = comanda.users().list().search("ada").role(Role::Staff).active(true).ordering("-last_login");
    assert_eq!(staff.staff_only().send().await.unwrap().count, 1);
    let customers = comanda.customers().list().search("0100").ordering("last_name").page_size(5);
    assert_eq!(customers.send().await.unwrap().count, 1);
}

#[tokio::test]
async fn what_a_repetition_does_not_find_any_more_was_removed() {
    let server = MockServer::start().await;
    let comanda = signed_in(&server, 900).await;
    let place = format!("/api/auth/profile/addresses/{}/", address_id());
    Mock::given(path(&place)).respond_with(unavailable()).up_to_n_times(1).mount(&server).await;
    let gone = problem(&Refusal::not_found("address"), 404);
    Mock::given(path(&place)).respond_with(gone).mount(&server).await;

    comanda.account().remove_address(address_id()).await.unwrap();
    assert_eq!(asked(&server, &place).await, 2);
    let error = comanda.account().remove_address(address_id()).await.unwrap_err();
    assert_eq!(error.status(), Some(404), "what never was there is not removed");
}
