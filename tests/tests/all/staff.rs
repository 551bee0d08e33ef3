//! The accounts of those who work here: made by an admin, who says what they may do, on every server of the
//! shop.

use std::time::{Duration, Instant};

use comanda_sdk::wire::UserView;
use comanda_sdk::wire::accounts::{ChangeUser, CreateUser, UpdateUser};
use comanda_sdk::{Client, DeviceRole, Role, UserList};
use comanda_tests::branch::Branch;
use comanda_tests::raw::signed;
use comanda_tests::shop::PASSWORD;
use comanda_tests::{Answered, Raw, Shop};
use futures::TryStreamExt;
use reqwest::Method;

/// On every server of the shop an admin's word counts within this time.
const SOON: Duration = Duration::from_secs(5);

fn hired(username: &str, role: Role, pin: Option<&str>) -> CreateUser {
    CreateUser {
        username: username.to_owned(),
        email: format!("{username}@example.com"),
        password: PASSWORD.into(),
        first_name: "Sara".to_owned(),
        last_name: username.to_owned(),
        role,
        pin: pin.map(Into::into),
    }
}

fn made(role: Role) -> ChangeUser {
    ChangeUser { role: Some(role), user: UpdateUser::default() }
}

async fn names(list: UserList) -> Vec<String> {
    list.stream().map_ok(|user: UserView| user.username).try_collect().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_hires_somebody_who_signs_in_by_password_and_by_pin() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let sara = admin.users().create(&hired("sara", Role::Staff, Some("2580"))).await.unwrap();
    assert_eq!((sara.role, sara.has_pin, sara.is_active), (Role::Staff, true, true));
    let client = shop.client();
    assert_eq!(client.login("sara", PASSWORD).await.unwrap().id, sara.id);
    client.orders().list().send().await.unwrap();
    let till = Client::builder(shop.url()).api_key(shop.new_key(DeviceRole::Counter).await).build().unwrap();
    assert_eq!(till.pin_login(sara.id, "2580").await.unwrap().username, "sara");

    let pinless = admin.users().set_pin(sara.id, None).await.unwrap();
    assert!(!pinless.has_pin);
    for (form, field) in [
        (hired("eve", Role::Customer, Some("2580")), "pin"),
        (hired("eve", Role::Staff, Some("25")), "pin"),
        (hired("eve", Role::Staff, Some("25a0")), "pin"),
        (
            CreateUser { email: "other@example.com".to_owned(), ..hired("Sara", Role::Staff, None) },
            "username",
        ),
    ] {
        let error = admin.users().create(&form).await.unwrap_err();
        assert!(error.status() == Some(400) && error.to_string().contains(field), "{field}: {error}");
    }
    let customer = shop.signed_in(Role::Customer).await.user().unwrap().id;
    assert_eq!(admin.users().set_pin(customer, Some("2580")).await.unwrap_err().status(), Some(400));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_found_filtered_sorted_and_counted() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let zoe = admin.users().create(&hired("zoe", Role::Manager, Some("2580"))).await.unwrap();
    let amy = admin.users().create(&hired("amy", Role::Staff, None)).await.unwrap();
    admin.users().deactivate(amy.id).await.unwrap();
    let list = || admin.users().list().ordering("username");
    let everybody = ["admin", "amy", "customer", "manager", "staff", "stranger", "zoe"];
    assert_eq!(names(list()).await, everybody);
    assert_eq!(names(list().page_size(2)).await, everybody, "over all pages");
    assert_eq!(names(list().staff_only()).await, ["admin", "amy", "manager", "staff", "zoe"]);
    assert_eq!(names(list().staff_only().role(Role::Manager)).await, ["manager", "zoe"]);
    assert_eq!(names(list().role(Role::Customer)).await, ["customer", "stranger"]);
    assert_eq!(names(list().active(false)).await, ["amy"]);
    assert_eq!(names(list().search("sara")).await, ["amy", "zoe"], "by given name");
    assert_eq!(names(list().search("ZOE@")).await, ["zoe"], "by address");
    assert_eq!(names(list().search("sara").active(true).role(Role::Manager)).await, ["zoe"]);
    assert_eq!(names(admin.users().list().ordering("-username")).await[0], "zoe");
    assert_eq!(names(admin.users().list().ordering("-date_joined")).await[..2], ["amy", "zoe"]);
    assert_eq!(admin.users().get(zoe.id).await.unwrap(), zoe);

    let stats = admin.users().stats().await.unwrap();
    assert_eq!((stats.total, stats.active, stats.inactive, stats.with_pin), (7, 6, 1, 1));
    assert_eq!((stats.by_role["staff"], stats.by_role["manager"], stats.by_role["customer"]), (2, 2, 2));
    assert_eq!(
        (stats.joined_last_30_days, stats.signed_in_last_30_days),
        (2, 1),
        "the others joined in 1970"
    );
    shop.verify_and_close().await;
}

/// How the books' check, which is for managers, answers this token.
async fn check(raw: &Raw, token: &str) -> (u16, String) {
    let answered = Answered::of(signed(raw.request(Method::GET, "/api/ledger/check/"), Some(token))).await;
    let code = answered.problem().map(|problem| problem.code).unwrap_or_default();
    (answered.status, code)
}

async fn soon(raw: &Raw, token: &str, wanted: (u16, &str)) {
    let asked = Instant::now();
    loop {
        let (status, code) = check(raw, token).await;
        if (status, code.as_str()) == wanted {
            return;
        }
        assert!(asked.elapsed() < SOON, "still {status} {code} instead of {wanted:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_admin_says_counts_at_once_here_and_soon_on_every_other_server() {
    let shop = Shop::open().await;
    let branch = Branch::of(&shop, |_| {}).await;
    let (here, there) = (shop.raw(), branch.raw());
    let admin = shop.signed_in(Role::Admin).await;
    let sara = admin.users().create(&hired("sara", Role::Staff, None)).await.unwrap().id;
    let client = shop.client();
    client.login("sara", PASSWORD).await.unwrap();
    let token = client.tokens().unwrap().access;

    let forbidden = (403, "forbidden");
    for (role, wanted) in [(Role::Manager, (200, "")), (Role::Staff, forbidden), (Role::Admin, (200, ""))] {
        // Both have just been asked, and remember.
        let _ = (check(&here, &token).await, check(&there, &token).await);
        admin.users().change(sara, &made(role)).await.unwrap();
        let (status, code) = check(&here, &token).await;
        assert_eq!((status, code.as_str()), wanted, "at once, where it was said");
        soon(&there, &token, wanted).await;
    }
    let _ = (check(&here, &token).await, check(&there, &token).await);
    admin.users().deactivate(sara).await.unwrap();
    let ended = (401, "session_ended");
    let (status, code) = check(&here, &token).await;
    assert_eq!((status, code.as_str()), ended);
    soon(&there, &token, ended).await;
    branch.close().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switched_off_account_is_like_none_and_is_itself_again_afterwards() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let sara = admin.users().create(&hired("sara", Role::Manager, Some("2580"))).await.unwrap();
    let till = Client::builder(shop.url()).api_key(shop.new_key(DeviceRole::Counter).await).build().unwrap();
    let client = shop.client();
    client.login("sara", PASSWORD).await.unwrap();

    let off = admin.users().deactivate(sara.id).await.unwrap();
    assert!(!off.is_active && admin.users().deactivate(sara.id).await.unwrap() == off, "twice is once");
    assert_eq!(client.orders().list().send().await.unwrap_err().code(), Some("session_ended"));
    let error = shop.client().login("sara", PASSWORD).await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_credentials"));
    assert_eq!(till.pin_login(sara.id, "2580").await.unwrap_err().code(), Some("invalid_pin"));
    assert!(till.pin_users().await.unwrap().is_empty());

    let on = admin.users().activate(sara.id).await.unwrap();
    assert_eq!((on.is_active, on.role, on.has_pin), (true, Role::Manager, true));
    assert!(client.orders().list().send().await.is_err(), "the old session stays ended");
    shop.client().login("sara", PASSWORD).await.unwrap();
    assert_eq!(till.pin_users().await.unwrap().len(), 1);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_admin_stays_one_and_nobody_changes_their_own_standing() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let own = admin.user().unwrap().id;
    let before = shop.fingerprint().await;
    for refused in [
        admin.users().change(own, &made(Role::Manager)).await.map(drop),
        admin.users().deactivate(own).await.map(drop),
        admin.users().close(own).await,
    ] {
        assert_eq!(refused.unwrap_err().code(), Some("last_admin"));
    }
    assert_eq!(shop.fingerprint().await, before);
    let second = admin.users().create(&hired("second", Role::Admin, None)).await.unwrap().id;
    for refused in [
        admin.users().change(own, &made(Role::Customer)).await.map(drop),
        admin.users().deactivate(own).await.map(drop),
        admin.users().close(own).await,
    ] {
        assert_eq!(refused.unwrap_err().code(), Some("own_account"));
    }
    let other = shop.client();
    other.login("second", PASSWORD).await.unwrap();
    // Both let the other go, in the same moment.
    let (one, two) = tokio::join!(other.users().deactivate(own), admin.users().deactivate(second));
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let left = if one.is_ok() { &other } else { &admin };
    let admins = left.users().list().role(Role::Admin).active(true).send().await.unwrap();
    assert_eq!(admins.count, 1);
    if one.is_ok() {
        other.users().activate(own).await.unwrap();
        shop.forget("admin");
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_works_here_no_more_has_no_pin_any_more() {
    let shop = Shop::open().await;
    let admin = shop.signed_in(Role::Admin).await;
    let sara = admin.users().create(&hired("sara", Role::Staff, Some("2580"))).await.unwrap();
    let gone = admin.users().change(sara.id, &made(Role::Customer)).await.unwrap();
    assert_eq!((gone.role, gone.has_pin), (Role::Customer, false));
    let back = admin.users().change(sara.id, &made(Role::Staff)).await.unwrap();
    assert!(!back.has_pin, "it does not come back by itself");
    shop.verify_and_close().await;
}
