//! Refresh tokens buy one successor each, and what ends a session ends it on every server of the shop.

use std::collections::HashSet;
use std::future::Future;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use comanda_core::flows::accounts::{NewToken, Rotation, rotate};
use comanda_core::store::Store;
use comanda_sdk::Role;
use comanda_sdk::wire::accounts::ChangeUser;
use comanda_sdk::wire::{TokenPair, UserView};
use comanda_tests::branch::Branch;
use comanda_tests::door::Door;
use comanda_tests::forge::{self, Forge};
use comanda_tests::shop::PASSWORD;
use comanda_tests::{Answered, Raw, Shop};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// A route for everybody who is signed in.
const OWN: &str = "/api/auth/profile/";
/// A route for managers.
const BOOKS: &str = "/api/ledger/check/";
/// What is changed on one server acts on the others at the latest after this time.
const EVERYWHERE: Duration = Duration::from_secs(5);

async fn renew(raw: &Raw, refresh: &str) -> Answered {
    raw.json(Method::POST, "/api/auth/token/refresh/", None, &json!({ "refresh": refresh })).await
}

async fn renewed(raw: &Raw, refresh: &str) -> TokenPair {
    let answered = renew(raw, refresh).await;
    assert_eq!(answered.status, 200, "{}", answered.text());
    answered.read()
}

async fn assert_ended(raw: &Raw, refresh: &str) {
    let problem = renew(raw, refresh).await.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (401, "session_ended"));
}

async fn look(raw: &Raw, path: &str, access: &str) -> u16 {
    raw.json(Method::GET, path, Some(access), &Value::Null).await.status
}

/// A session of its own; [`Shop::signed_in`] shares one.
async fn session(shop: &Shop, role: Role) -> TokenPair {
    let client = shop.client();
    client.login(role.as_str(), PASSWORD).await.unwrap();
    client.tokens().unwrap()
}

/// Exchanges `presented` for `next` as a server would have done it `ago`.
async fn rotate_earlier(shop: &Shop, presented: &str, next: &str, ago: TimeDelta, lasts: TimeDelta) {
    let (url, then) = (shop.database_url(), forge::now() - ago);
    let (presented, next) =
        (forge::stored(presented), NewToken { hash: forge::stored(next), expires_at: then + lasts });
    let rotation = tokio::task::spawn_blocking(move || {
        Store::open(&url).unwrap().write(move |tx| rotate(tx, &presented, &next, then))
    });
    assert!(matches!(rotation.await.unwrap().unwrap(), Rotation::Done(_)));
}

/// Fifty at once, dealt out over `servers`.
async fn fifty_at_once(servers: &[Raw], refresh: &str) -> Vec<TokenPair> {
    let calls = (0..50).map(|number| renewed(&servers[number % servers.len()], refresh));
    join_all(calls).await
}

fn successors(pairs: &[TokenPair]) -> HashSet<&str> {
    pairs.iter().map(|pair| pair.refresh.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_renewals_at_once_come_to_one_successor() {
    let shop = Shop::open().await;
    let branch = Branch::of(&shop, |_| {}).await;
    for servers in [vec![shop.raw()], vec![shop.raw(), branch.raw()]] {
        let first = session(&shop, Role::Staff).await;
        let pairs = fifty_at_once(&servers, &first.refresh).await;
        assert_eq!(successors(&pairs).len(), 1);
        assert_ne!(pairs[0].refresh, first.refresh);
        for pair in &pairs {
            assert_eq!(look(&shop.raw(), OWN, &pair.access).await, 200);
        }
        let next = renewed(&shop.raw(), &pairs[0].refresh).await;
        assert!(![&first.refresh, &pairs[0].refresh].contains(&&next.refresh));
        assert_eq!(next.user.id, first.user.id);
    }
    branch.close().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_was_lost_is_given_again() {
    let shop = Shop::open().await;
    let first = session(&shop, Role::Customer).await;
    let mut door = Door::to(shop.url()).await;
    door.lose_answers().await;
    let body = json!({ "refresh": first.refresh });
    let lost =
        Raw::new(&door.url()).request(Method::POST, "/api/auth/token/refresh/").json(&body).send().await;
    assert!(lost.is_err(), "the answer came through");

    let expected = Forge::of(shop.data_dir()).successor(&first.refresh);
    let again = renewed(&shop.raw(), &first.refresh).await;
    assert_eq!(again.refresh, expected);
    // Also when somebody went on with it meanwhile, and on every server of the shop.
    let branch = Branch::of(&shop, |_| {}).await;
    let next = renewed(&branch.raw(), &again.refresh).await;
    assert_eq!(renewed(&branch.raw(), &first.refresh).await.refresh, expected);
    assert_eq!(renewed(&shop.raw(), &again.refresh).await.refresh, next.refresh);
    branch.close().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn within_the_grace_a_used_token_still_finds_its_successor() {
    let shop = Shop::open().await;
    let first = session(&shop, Role::Customer).await;
    let next = Forge::of(shop.data_dir()).successor(&first.refresh);
    rotate_earlier(&shop, &first.refresh, &next, TimeDelta::seconds(20), TimeDelta::days(30)).await;
    assert_eq!(renewed(&shop.raw(), &first.refresh).await.refresh, next);
    assert_eq!(look(&shop.raw(), OWN, &first.access).await, 200);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_comes_again_after_the_grace_ends_its_family_on_every_server() {
    let shop = Shop::open().await;
    let branch = Branch::of(&shop, |_| {}).await;
    let first = session(&shop, Role::Customer).await;
    let other = session(&shop, Role::Customer).await;
    let next = Forge::of(shop.data_dir()).successor(&first.refresh);
    rotate_earlier(&shop, &first.refresh, &next, TimeDelta::seconds(31), TimeDelta::days(30)).await;
    let latest = renewed(&shop.raw(), &next).await;
    for raw in [shop.raw(), branch.raw()] {
        assert_eq!(look(&raw, OWN, &latest.access).await, 200);
    }

    assert_ended(&branch.raw(), &first.refresh).await;
    let ended = Instant::now();
    for refresh in [&first.refresh, &next, &latest.refresh] {
        assert_ended(&shop.raw(), refresh).await;
        assert_ended(&branch.raw(), refresh).await;
    }
    for raw in [branch.raw(), shop.raw()] {
        for access in [&first.access, &latest.access] {
            let late = last_seen_with(&raw, OWN, access, 401, ended).await;
            assert!(late <= EVERYWHERE, "{late:?}");
        }
    }
    assert_eq!(
        look(&shop.raw(), OWN, &other.access).await,
        200,
        "another session of the same person goes on"
    );
    renewed(&branch.raw(), &other.refresh).await;
    branch.close().await;
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_nobody_went_on_with_ends_by_itself() {
    let shop = Shop::open().await;
    let first = session(&shop, Role::Customer).await;
    let next = Forge::of(shop.data_dir()).successor(&first.refresh);
    rotate_earlier(&shop, &first.refresh, &next, TimeDelta::seconds(20), TimeDelta::seconds(19)).await;
    assert_ended(&shop.raw(), &next).await;
    shop.verify_and_close().await;
}

/// Until when after `since` a server went on answering otherwise than with `status`, by when it was asked.
async fn last_seen_with(raw: &Raw, path: &str, access: &str, status: u16, since: Instant) -> Duration {
    let mut late = Duration::ZERO;
    loop {
        let asked = since.elapsed();
        if look(raw, path, access).await == status {
            return late;
        }
        late = asked;
        assert!(asked < 3 * EVERYWHERE, "it never acted");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A shop with two servers, both of which know the session of somebody.
struct Chain {
    shop: Shop,
    branch: Branch,
    person: TokenPair,
}

impl Chain {
    async fn of(role: Role) -> Self {
        let shop = Shop::open().await;
        let branch = Branch::of(&shop, |_| {}).await;
        let person = session(&shop, role).await;
        Self { shop, branch, person }
    }

    fn user(&self) -> &UserView {
        &self.person.user
    }

    /// `change`, made on the shop's own server, turns the answer of `path` into `status`: at once there, and
    /// soon on the other server, which had just looked.
    async fn assert_acts(&self, path: &str, status: u16, change: impl Future<Output = ()>) {
        let access = &self.person.access;
        for raw in [self.shop.raw(), self.branch.raw()] {
            assert_eq!(look(&raw, path, access).await, 200);
        }
        change.await;
        let changed = Instant::now();
        assert_eq!(look(&self.shop.raw(), path, access).await, status, "at once where it was changed");
        let late = last_seen_with(&self.branch.raw(), path, access, status, changed).await;
        assert!(late <= EVERYWHERE, "{late:?}");
    }

    async fn close(self) {
        self.branch.close().await;
        self.shop.verify_and_close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_acts_on_every_server() {
    let chain = Chain::of(Role::Customer).await;
    let body = json!({ "refresh": chain.person.refresh });
    chain
        .assert_acts(OWN, 401, async {
            let answered = chain.shop.raw().json(Method::POST, "/api/auth/logout/", None, &body).await;
            assert_eq!(answered.status, 204);
        })
        .await;
    assert_ended(&chain.branch.raw(), &chain.person.refresh).await;
    chain.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_everywhere_ends_all_sessions_on_every_server() {
    let chain = Chain::of(Role::Customer).await;
    let (here, there) = (chain.shop.client(), chain.branch.client());
    for client in [&here, &there] {
        client.login("customer", PASSWORD).await.unwrap();
    }
    let others = [here.tokens().unwrap(), there.tokens().unwrap()];
    chain.assert_acts(OWN, 401, async { here.logout_all().await.unwrap() }).await;
    for pair in others.iter().chain([&chain.person]) {
        assert_eq!(look(&chain.branch.raw(), OWN, &pair.access).await, 401);
        assert_ended(&chain.branch.raw(), &pair.refresh).await;
    }
    chain.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_other_sessions_and_not_this_one() {
    let chain = Chain::of(Role::Customer).await;
    let own = chain.shop.client();
    own.login("customer", PASSWORD).await.unwrap();
    let change = async {
        own.account().change_password(PASSWORD, "umbrella over four rivers").await.unwrap();
    };
    chain.assert_acts(OWN, 401, change).await;
    assert_ended(&chain.branch.raw(), &chain.person.refresh).await;
    let kept = own.tokens().unwrap();
    for raw in [chain.shop.raw(), chain.branch.raw()] {
        assert_eq!(look(&raw, OWN, &kept.access).await, 200);
    }
    renewed(&chain.branch.raw(), &kept.refresh).await;
    let old = chain.branch.client().login("customer", PASSWORD).await.unwrap_err();
    assert_eq!(old.code(), Some("invalid_credentials"));
    chain.branch.client().login("customer", "umbrella over four rivers").await.unwrap();
    chain.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_role_acts_on_every_server_and_keeps_the_session() {
    let chain = Chain::of(Role::Manager).await;
    let admin = chain.shop.signed_in(Role::Admin).await;
    let demote = ChangeUser { role: Some(Role::Staff), ..ChangeUser::default() };
    chain
        .assert_acts(BOOKS, 403, async {
            admin.users().change(chain.user().id, &demote).await.unwrap();
        })
        .await;
    assert_eq!(renewed(&chain.branch.raw(), &chain.person.refresh).await.user.role, Role::Staff);
    chain.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_switched_off_is_out_on_every_server() {
    let chain = Chain::of(Role::Staff).await;
    let admin = chain.shop.signed_in(Role::Admin).await;
    chain
        .assert_acts(OWN, 401, async {
            admin.users().deactivate(chain.user().id).await.unwrap();
        })
        .await;
    assert_ended(&chain.branch.raw(), &chain.person.refresh).await;
    let refused = chain.branch.client().login("staff", PASSWORD).await.unwrap_err();
    assert_eq!(refused.code(), Some("invalid_credentials"));
    admin.users().activate(chain.user().id).await.unwrap();
    chain.branch.client().login("staff", PASSWORD).await.unwrap();
    assert_ended(&chain.shop.raw(), &chain.person.refresh).await;
    chain.close().await;
}
