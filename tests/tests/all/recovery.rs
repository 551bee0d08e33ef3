//! A forgotten password: the letter is received by a mail server, and the reset is done with the code in it.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use comanda_core::flows::accounts::{ResetOutcome, confirm_reset};
use comanda_core::store::Store;
use comanda_sdk::wire::TokenPair;
use comanda_sdk::wire::accounts::Register;
use comanda_sdk::{Client, Role};
use comanda_tests::branch::Branch;
use comanda_tests::door::Door;
use comanda_tests::forge::{self, Forge};
use comanda_tests::shop::PASSWORD;
use comanda_tests::smtp::{ReceivedMail, Smtp};
use comanda_tests::{Answered, Raw, Shop};
use reqwest::Method;
use serde_json::{Value, json};

const ADDRESS: &str = "customer@example.com";
const NEXT: &str = "umbrella over four rivers";

async fn request(raw: &Raw, email: &str) -> Answered {
    raw.json(Method::POST, "/api/auth/password-reset/request/", None, &json!({ "email": email })).await
}

async fn asked(raw: &Raw, email: &str) {
    let answered = request(raw, email).await;
    assert_eq!(answered.status, 200, "{email}: {}", answered.text());
}

async fn confirm(raw: &Raw, email: &str, code: &str, password: &str) -> Answered {
    let body = json!({ "email": email, "otp": code, "new_password": password, "confirm_password": password });
    raw.json(Method::POST, "/api/auth/password-reset/confirm/", None, &body).await
}

async fn assert_no_code(raw: &Raw, code: &str) {
    let problem = confirm(raw, ADDRESS, code, NEXT).await.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (422, "invalid_code"), "{code}");
}

/// The code in a letter: the one line that is set apart.
fn code(letter: &ReceivedMail) -> String {
    let text = letter.text();
    let apart: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    let [code] = apart[..] else { panic!("{text}") };
    assert_eq!(code.chars().filter(char::is_ascii_digit).count(), 8, "{text}");
    code.to_owned()
}

/// The `number`th code that is not `code`.
fn wrong(code: &str, number: u32) -> String {
    let digits: u32 = code.replace(' ', "").parse().unwrap();
    format!("{:08}", (digits + number) % 100_000_000)
}

async fn signed_in(client: &Client, password: &str) -> Result<TokenPair, comanda_sdk::Error> {
    client.login("customer", password).await?;
    Ok(client.tokens().unwrap())
}

/// A shop whose other server sends its letters to a mail server.
struct Post {
    shop: Shop,
    smtp: Smtp,
    branch: Branch,
}

impl Post {
    async fn open() -> Self {
        let (shop, smtp) = (Shop::open().await, Smtp::start().await);
        let branch = Branch::with_mail(&shop, &smtp.url()).await;
        Self { shop, smtp, branch }
    }

    fn raw(&self) -> Raw {
        self.branch.raw()
    }

    /// The code that comes when it is asked for, in the `number`th letter.
    async fn code(&self, number: usize) -> String {
        asked(&self.raw(), ADDRESS).await;
        code(&self.smtp.received(number).await[number - 1])
    }

    /// Waits for the letters under way; all that came.
    async fn close(self) -> Vec<ReceivedMail> {
        self.branch.close().await;
        self.shop.verify_and_close().await;
        self.smtp.received(0).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_replaced_with_the_code_of_a_letter() {
    let post = Post::open().await;
    let old = signed_in(&post.branch.client(), PASSWORD).await.unwrap();
    asked(&post.raw(), " Customer@Example.com ").await;
    let letter = post.smtp.received(1).await.remove(0);
    look_at(&letter);

    let code = code(&letter);
    let done = confirm(&post.raw(), ADDRESS, &code, NEXT).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let profile = post.raw().json(Method::GET, "/api/auth/profile/", Some(&old.access), &Value::Null).await;
    assert_eq!(profile.problem().unwrap().code, "session_ended");
    let refresh = json!({ "refresh": old.refresh });
    let renewed = post.raw().json(Method::POST, "/api/auth/token/refresh/", None, &refresh).await;
    assert_eq!(renewed.problem().unwrap().code, "session_ended");
    let refused = signed_in(&post.branch.client(), PASSWORD).await.unwrap_err();
    assert_eq!(refused.code(), Some("invalid_credentials"));
    signed_in(&post.branch.client(), NEXT).await.unwrap();

    let notice = post.smtp.received(2).await.remove(1);
    assert_eq!(
        (notice.to.as_slice(), notice.subject().contains("was changed")),
        (&[ADDRESS.to_owned()][..], true)
    );
    assert!(!notice.text().contains(NEXT) && !notice.text().contains(&code), "{}", notice.text());
    let problem =
        confirm(&post.raw(), ADDRESS, &code, "another umbrella over rivers").await.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (422, "invalid_code"), "a code counts once");
    signed_in(&post.branch.client(), NEXT).await.unwrap();
    assert_eq!(post.close().await.len(), 2);
}

/// What a letter with a code is: to one, from the shop, in UTF-8, of no use to a machine that answers mail.
fn look_at(letter: &ReceivedMail) {
    assert_eq!(
        (letter.from.as_str(), letter.to.as_slice()),
        ("post@shop.example", &[ADDRESS.to_owned()][..])
    );
    let (head, _) = letter.data.split_once("\r\n\r\n").unwrap();
    for line in [
        "From: Ada <post@shop.example>",
        "To: customer@example.com",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        "Content-Type: multipart/alternative;",
    ] {
        assert!(head.lines().any(|known| known == line), "{line}\n{head}");
    }
    for name in ["Date", "Message-ID", "Subject"] {
        let of_that_name = head.lines().filter(|line| line.starts_with(&format!("{name}: "))).count();
        assert_eq!(of_that_name, 1, "{name}\n{head}");
    }
    assert!(letter.subject().starts_with("Choose a new password at "), "{}", letter.subject());
    assert!(letter.text().contains("10 minutes"), "{}", letter.text());
    assert!(letter.html().contains("10 minutes"), "{}", letter.html());
    assert!(!head.contains(&code(letter)[..4]) || !letter.subject().contains(&code(letter)), "{head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_mail_server_letters_are_files_that_only_the_server_reads() {
    let shop = Shop::open().await;
    asked(&shop.raw(), ADDRESS).await;
    let folder = shop.data_dir().join("mail");
    let letter = first_file(&folder).await;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
    let letter = ReceivedMail { data: letter, ..ReceivedMail::default() };
    let done = confirm(&shop.raw(), ADDRESS, &code(&letter), NEXT).await;
    assert_eq!(done.status, 200, "{}", done.text());
    signed_in(&shop.client(), NEXT).await.unwrap();
    shop.verify_and_close().await;
}

/// The text of the first whole letter in `folder`.
async fn first_file(folder: &Path) -> String {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(10) {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let letters = files.filter(|file| file.extension().is_some_and(|ending| ending == "eml"));
        let mut texts = letters.map(|file| std::fs::read_to_string(file).unwrap());
        if let Some(text) = texts.find(|text| text.contains("\r\n\r\n")) {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no letter in {}", folder.display());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_who_has_an_account() {
    let post = Post::open().await;
    let admin = post.shop.signed_in(Role::Admin).await;
    let staff = post.shop.signed_in(Role::Staff).await.user().unwrap();
    admin.users().deactivate(staff.id).await.unwrap();
    let shown = async |email: &str| {
        let answered = request(&post.raw(), email).await;
        let names: Vec<String> = answered.headers.keys().map(ToString::to_string).collect();
        (answered.status, answered.text(), names)
    };
    let known = shown(ADDRESS).await;
    assert_eq!(known.0, 200, "{}", known.1);
    for email in ["nobody.there@example.com", "staff@example.com", "custome@example.com"] {
        assert_eq!(shown(email).await, known, "{email}");
    }
    let told = async |email: &str| {
        let mut problem = confirm(&post.raw(), email, "12345678", NEXT).await.problem().unwrap();
        problem.request_id.clear();
        problem
    };
    assert_eq!(told("nobody.there@example.com").await, told(ADDRESS).await);
    let letters = post.close().await;
    assert_eq!(letters.iter().map(|letter| letter.to.join(" ")).collect::<Vec<_>>(), [ADDRESS]);
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_takes_as_long_for_addresses_that_nobody_has() {
    const EACH: usize = 20;
    let post = Post::open().await;
    let mut shortest = [Duration::MAX; 2];
    for number in 0..EACH {
        let email = format!("guest{number}@example.com");
        let account = Register {
            username: format!("guest{number}"),
            email: email.clone(),
            password: PASSWORD.into(),
            ..Register::default()
        };
        post.branch.client().account().register(&account).await.unwrap();
        for (shortest, email) in shortest.iter_mut().zip([email, format!("ghost{number}@example.com")]) {
            let begun = Instant::now();
            asked(&post.raw(), &email).await;
            *shortest = begun.elapsed().min(*shortest);
        }
    }
    // What is done about it is done after the answer; to write a letter down alone takes longer than this.
    let [known, unknown] = shortest;
    let apart = known.abs_diff(unknown);
    assert!(apart < Duration::from_millis(15) || apart < known.min(unknown), "{known:?}, {unknown:?}");
    assert_eq!(post.close().await.len(), EACH);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_tries_are_the_end_of_a_code() {
    let post = Post::open().await;
    let first = post.code(1).await;
    for number in 1..=4 {
        assert_no_code(&post.raw(), &wrong(&first, number)).await;
    }
    // A weak password is no try.
    let weak = confirm(&post.raw(), ADDRESS, &first, "password123").await.problem().unwrap();
    assert_eq!((weak.status, weak.code.as_str()), (400, "invalid_input"));
    assert!(weak.errors.unwrap().0.contains_key("new_password"));
    assert_no_code(&post.raw(), &wrong(&first, 5)).await;
    assert_no_code(&post.raw(), &first).await;

    // The next letter's code counts, and the one before it does not come back.
    let second = post.code(2).await;
    assert_ne!(first, second);
    assert_no_code(&post.raw(), &first).await;
    assert_eq!(confirm(&post.raw(), ADDRESS, &second.replace(' ', "-"), NEXT).await.status, 200);
    post.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tries_at_once_are_tries_as_well_and_new_letters_bring_no_more_of_them() {
    let post = Post::open().await;
    let code = post.code(1).await;
    let raw = post.raw();
    let tries = (1..=20).map(|number| {
        let guess = wrong(&code, number);
        let raw = &raw;
        async move { confirm(raw, ADDRESS, &guess, NEXT).await.problem().unwrap().code }
    });
    let told = futures::future::join_all(tries).await;
    let waits = told.iter().filter(|code| *code == "too_many_attempts").count();
    assert_eq!((told.iter().filter(|code| *code == "invalid_code").count(), waits), (15, 5), "{told:?}");
    let next = post.code(2).await;
    let problem = confirm(&raw, ADDRESS, &next, NEXT).await.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (429, "too_many_attempts"));
    signed_in(&post.branch.client(), PASSWORD).await.unwrap();
    post.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_letters_are_sent_to_one_address() {
    let post = Post::open().await;
    for _ in 0..10 {
        asked(&post.raw(), ADDRESS).await;
    }
    assert_eq!(post.close().await.len(), 3);
}

/// Tries the code of `email` as a server would that reads the time `later` on its clock.
async fn confirm_later(shop: &Shop, code: &str, later: TimeDelta) -> ResetOutcome {
    let (url, then) = (shop.database_url(), forge::now() + later);
    let (forge, code) = (Forge::of(shop.data_dir()), code.replace(' ', ""));
    let try_it = move || {
        Store::open(&url).unwrap().write(move |tx| {
            confirm_reset(tx, ADDRESS, &|id| forge.code_digest(id, &code), "$argon2id$none", then)
        })
    };
    tokio::task::spawn_blocking(try_it).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_counts_for_ten_minutes() {
    let post = Post::open().await;
    let (begun, code) = (Instant::now(), post.code(1).await);
    assert_eq!(confirm_later(&post.shop, &code, TimeDelta::minutes(10)).await, ResetOutcome::Wrong);
    let spent = TimeDelta::from_std(begun.elapsed()).unwrap() + TimeDelta::seconds(1);
    let just = TimeDelta::minutes(10) - spent;
    assert!(matches!(confirm_later(&post.shop, &code, just).await, ResetOutcome::Done(Some(_))), "{just}");
    assert_no_code(&post.raw(), &code).await;
    post.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_brings_nobody_else_a_letter_and_no_line_into_it() {
    let post = Post::open().await;
    let nasty = [
        "customer@example.com\r\nBcc: eve@example.com",
        "customer@example.com\nBcc: eve@example.com",
        "customer@example.com%0d%0aBcc:eve@example.com",
        "customer@example.com,eve@example.com",
        "customer@example.com eve@example.com",
        "customer@example.com;eve@example.com",
        "customer@example.com>\r\nRCPT TO:<eve@example.com",
        "eve@example.com <customer@example.com>",
        "\"customer@example.com\"@eve.example",
        "customer@example.com@eve.example",
        "@eve.example:customer@example.com",
        "customer@example.com\u{2028}Bcc: eve@example.com",
        "customer@[127.0.0.1]",
        "customer@-eve.example",
        "customer",
        "",
    ];
    for (number, email) in nasty.into_iter().enumerate() {
        let problem =
            request(&post.raw(), email).await.problem().unwrap_or_else(|told| panic!("{email:?}: {told}"));
        assert_eq!((problem.status, problem.code.as_str()), (400, "invalid_input"), "{email:?}");
        let body = json!({ "username": format!("eve{number}"), "email": email, "password": PASSWORD });
        let answered = post.raw().json(Method::POST, "/api/auth/users/", None, &body).await;
        assert_eq!(answered.problem().unwrap().status, 400, "{email:?}");
    }
    // What looks odd and is an address gets one letter, with the headers of every letter.
    let odd = "o'neil+{code}=%s@x-y.example";
    let account = Register {
        username: "odd".to_owned(),
        email: odd.to_owned(),
        password: PASSWORD.into(),
        first_name: "Bcc: eve@example.com".to_owned(),
        ..Register::default()
    };
    post.branch.client().account().register(&account).await.unwrap();
    asked(&post.raw(), odd).await;
    let letters = post.close().await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, [odd]);
    assert!(!letters[0].data.contains("eve@") && code(&letters[0]).len() == 9, "{}", letters[0].data);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_waits_for_a_mail_server_that_is_away() {
    let (shop, smtp) = (Shop::open().await, Smtp::start().await);
    let (account, place) = smtp.url().trim_start_matches("smtp://").split_once('@').map(both).unwrap();
    let mut door = Door::to(&format!("http://{place}")).await;
    let way_in = format!("smtp://{account}@{}", door.url().trim_start_matches("http://"));
    let branch = Branch::with_mail(&shop, &way_in).await;
    door.shut().await;
    let begun = Instant::now();
    asked(&branch.raw(), ADDRESS).await;
    assert!(begun.elapsed() < Duration::from_secs(2), "it waited for the mail server");
    signed_in(&branch.client(), PASSWORD).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(smtp.received(0).await, []);

    door.open(&format!("http://{place}")).await;
    let letter = smtp.received(1).await.remove(0);
    assert_eq!(confirm(&branch.raw(), ADDRESS, &code(&letter), NEXT).await.status, 200);
    branch.close().await;
    shop.verify_and_close().await;
    assert_eq!(smtp.received(0).await.len(), 2, "the letter and the notice, each once");
}

fn both((first, second): (&str, &str)) -> (String, String) {
    (first.to_owned(), second.to_owned())
}
