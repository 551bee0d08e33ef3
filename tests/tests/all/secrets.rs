//! What nobody may find: a day with every secret there is, and none of them in the database or in the logs.

use comanda_sdk::wire::accounts::Register;
use comanda_sdk::{Client, DeviceRole, Role};
use comanda_tests::process::Process;
use comanda_tests::shop::PASSWORD;
use comanda_tests::smtp::{ReceivedMail, Smtp};
use comanda_tests::{Raw, Shop};
use reqwest::Method;
use serde_json::json;

use super::program;

/// Secrets that were used, each with what it is.
#[derive(Default)]
struct Told(Vec<(String, String)>);

impl Told {
    fn note(&mut self, what: &str, secret: &str) {
        self.0.push((what.to_owned(), secret.to_owned()));
    }

    fn note_tokens(&mut self, what: &str, client: &Client) {
        let tokens = client.tokens().unwrap();
        self.note(&format!("{what}, access"), &tokens.access);
        self.note(&format!("{what}, refresh"), &tokens.refresh);
        if let Some(device) = tokens.device {
            self.note(&format!("{what}, device"), device.expose());
        }
    }

    fn assert_none_in(&self, place: &str, text: &str) {
        for (what, secret) in &self.0 {
            assert!(!text.contains(secret.as_str()), "{place} holds {what}: {secret}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_the_database_or_in_the_logs() {
    let (shop, smtp) = (Shop::open().await, Smtp::start().await);
    let log = shop.data_dir().join("log");
    let settings = [("RUST_LOG", "trace"), ("SMTP_URL", &smtp.url())];
    let server =
        Process::serve_with(program(), &shop.database_url(), shop.data_dir(), &settings, Some(&log)).await;
    let mut told = Told::default();
    told.note("the secret key", std::fs::read_to_string(shop.data_dir().join("secret.key")).unwrap().trim());
    told.note("the mail server's password", "comanda:letters");
    let customer = passwords(server.url(), &smtp, &mut told).await;
    devices(server.url(), &mut told).await;
    failures(server.url(), &customer, &mut told).await;
    server.ask_to_stop().await;
    assert!(server.ended_well().await);

    let contents = serde_json::to_string(&shop.database().contents().await).unwrap();
    assert!(contents.contains("wanda@example.com") && contents.contains("$argon2id$"));
    told.assert_none_in("the database", &contents);
    let lines = std::fs::read_to_string(&log).unwrap();
    assert!(lines.contains("/api/auth/password-reset/confirm/") && lines.contains("invalid_pin"), "{lines}");
    told.assert_none_in("the log", &lines);
    assert!(told.0.len() > 25, "{}", told.0.len());
    shop.verify_and_close().await;
}

/// A person's: registered, signed in, renewed, changed, forgotten, replaced.
async fn passwords(url: &str, smtp: &Smtp, told: &mut Told) -> Client {
    let client = Client::builder(url).build().unwrap();
    let passwords = ["wharf lantern orbit seven", "umbrella over four rivers", "copper kettle in the attic"];
    for password in passwords {
        told.note("a password", password);
    }
    let account = Register {
        username: "wanda".to_owned(),
        email: "wanda@example.com".to_owned(),
        password: passwords[0].into(),
        ..Register::default()
    };
    client.account().register(&account).await.unwrap();
    client.login("wanda", passwords[0]).await.unwrap();
    told.note_tokens("signed in", &client);
    let raw = Raw::new(url);
    let refresh = json!({ "refresh": client.tokens().unwrap().refresh });
    let renewed = raw.json(Method::POST, "/api/auth/token/refresh/", None, &refresh).await;
    let client = Client::builder(url).with_tokens(renewed.read()).build().unwrap();
    told.note_tokens("renewed", &client);
    client.account().change_password(passwords[0], passwords[1]).await.unwrap();
    client.account().request_password_reset("wanda@example.com").await.unwrap();
    let letters = smtp.received(2).await;
    let text = letters.iter().map(ReceivedMail::text).find(|text| text.contains("\n    ")).unwrap();
    let code = text.lines().find_map(|line| line.strip_prefix("    ")).unwrap();
    told.note("a code", code);
    told.note("a code", &code.replace(' ', ""));
    let body = json!({ "email": "wanda@example.com", "otp": code, "new_password": passwords[2] });
    let done = raw.json(Method::POST, "/api/auth/password-reset/confirm/", None, &body).await;
    assert_eq!(done.status, 200, "{}", done.text());
    client.login("wanda", passwords[2]).await.unwrap();
    told.note_tokens("after the reset", &client);
    client
}

/// The shop's: keys, PINs, and whom the admin lets in.
async fn devices(url: &str, told: &mut Told) {
    let admin = Client::builder(url).build().unwrap();
    admin.login(Role::Admin.as_str(), PASSWORD).await.unwrap();
    told.note("the admin's password", PASSWORD);
    told.note_tokens("the admin", &admin);
    let cook = json!({
        "username": "cook", "email": "cook@example.com", "password": "marble staircase to nowhere",
        "role": "staff", "pin": "83610274",
    });
    let token = admin.tokens().unwrap().access;
    let made = Raw::new(url).command("/api/auth/admin/users/", &token, "the cook", &cook).await;
    assert_eq!(made.status, 201, "{}", made.text());
    told.note("the cook's password", "marble staircase to nowhere");
    told.note("the cook's PIN", "83610274");
    let cook: comanda_sdk::wire::UserView = made.read();
    admin.users().set_pin(cook.id, Some("59038162")).await.unwrap();
    told.note("the cook's next PIN", "59038162");
    for role in DeviceRole::ALL {
        let key = admin.api_keys().create(role.as_str(), role).await.unwrap();
        told.note("a key", key.secret.expose());
        told.note("the rest of a key", &key.secret.expose()[key.key.prefix.len()..]);
        let device = Client::builder(url).api_key(key.secret.expose()).build().unwrap();
        let _ = device.orders().list().send().await;
        if role == DeviceRole::Counter {
            device.pin_login(cook.id, "59038162").await.unwrap();
            told.note_tokens("by PIN", &device);
            device.logout().await.unwrap();
            let _ = device.pin_login(cook.id, "16409537").await.unwrap_err();
            told.note("a wrong PIN", "16409537");
        }
    }
}

/// What is wrong is no more to be read than what is right.
async fn failures(url: &str, customer: &Client, told: &mut Told) {
    let raw = Raw::new(url);
    let secrets = ["velvet hammer on the moon", "zzzz-not-a-token", "comanda_zzzz-not-a-key", "84848484"];
    for secret in secrets {
        told.note("something wrong", secret);
    }
    let [password, token, key, code] = secrets;
    let own = customer.tokens().unwrap().access;
    for (method, path, token, body) in [
        (Method::POST, "login/", None, json!({ "username": "wanda", "password": password })),
        (Method::POST, "login/", None, json!({ "username": "wanda", "password": [password] })),
        (Method::POST, "login/", None, json!({ "username": "w", "password": "", "device": token })),
        (Method::POST, "token/refresh/", None, json!({ "refresh": token })),
        (Method::POST, "logout/", None, json!({ "refresh": token })),
        (Method::GET, "profile/", Some(token), json!(null)),
        (Method::GET, "profile/", Some(key), json!(null)),
        (
            Method::POST,
            "password-reset/confirm/",
            None,
            json!({ "email": "wanda@example.com", "otp": code, "new_password": password }),
        ),
        (
            Method::POST,
            "password/change/",
            Some(own.as_str()),
            json!({ "current_password": password, "new_password": "velvet hammer on the moon again" }),
        ),
        (Method::POST, "users/", None, json!({ "username": "x y", "email": "x", "password": password })),
    ] {
        let answered = raw.json(method, &format!("/api/auth/{path}"), token, &body).await;
        if path != "logout/" {
            answered.problem().unwrap_or_else(|wrong| panic!("{path}: {wrong}"));
        }
        for secret in secrets {
            assert!(!answered.text().contains(secret), "{path} repeats it: {}", answered.text());
        }
    }
}
