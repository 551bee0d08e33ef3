//! The admin's list of people: found, filtered, sorted and counted.

use rstest::rstest;

use super::{Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::accounts::{self, UserQuery, UserSortKey};
use crate::page::{PageRequest, Slice, Sort};
use crate::refusal::Refusal;
use crate::wire::UserView;

fn shop_with_people() -> (Shop, Actor) {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Admin);
    for (name, role) in [("mina", Role::Manager), ("carl", Role::Customer), ("cleo", Role::Customer)] {
        shop.person(name, role);
    }
    shop.execute(
        "UPDATE users SET is_active = FALSE WHERE username = 'cleo'; \
         UPDATE users SET last_name = 'Zorn', date_joined = '2026-10-01 12:00:00', last_login = '2026-10-01 13:00:00' \
         WHERE username = 'carl'",
    );
    (shop, ada)
}

type List = fn(&mut crate::store::Tx<'_>, &Actor, &UserQuery, PageRequest) -> Result<Slice<UserView>>;

fn names(shop: &Shop, by: &Actor, list: List, query: UserQuery) -> Vec<String> {
    let page = PageRequest::new(1, 100).unwrap();
    let found = shop.by(by, move |tx, actor| list(tx, actor, &query, page)).unwrap();
    assert_eq!(found.count, u64::try_from(found.items.len()).unwrap());
    found.items.into_iter().map(|user| user.username).collect()
}

fn ordering(words: &str) -> Vec<Sort<UserSortKey>> {
    words.split(',').filter_map(|word| Sort::parse(word, UserSortKey::parse)).collect()
}

#[rstest]
#[case::all(UserQuery::default(), &["sara", "ada", "mina", "carl", "cleo"])]
#[case::search(UserQuery { search: Some("zor car".to_owned()), ..UserQuery::default() }, &["carl"])]
#[case::search_mail(UserQuery { search: Some("mina@example.com".to_owned()), ..UserQuery::default() }, &["mina"])]
#[case::role(UserQuery { roles: vec![Role::Customer], ..UserQuery::default() }, &["carl", "cleo"])]
#[case::switched_off(UserQuery { is_active: Some(false), ..UserQuery::default() }, &["cleo"])]
#[case::by_name(UserQuery { ordering: ordering("username"), ..UserQuery::default() }, &["ada", "carl", "cleo", "mina", "sara"])]
#[case::backwards(UserQuery { ordering: ordering("-email"), ..UserQuery::default() }, &["sara", "mina", "cleo", "carl", "ada"])]
#[case::longest_away(
    UserQuery { ordering: ordering("last_login,username"), ..UserQuery::default() },
    &["carl", "ada", "cleo", "mina", "sara"]
)]
#[case::newest(UserQuery { ordering: ordering("-last_name,-date_joined,username"), ..UserQuery::default() }, &["carl", "ada", "cleo", "mina", "sara"])]
fn people_are_found_and_sorted(#[case] query: UserQuery, #[case] expected: &[&str]) {
    let (shop, ada) = shop_with_people();
    // Words are saved with names: this one was bent by hand.
    shop.execute(
        "INSERT INTO user_words (word, user_id) SELECT 'zorn', id FROM users WHERE username = 'carl'",
    );
    assert_eq!(names(&shop, &ada, accounts::users, query), expected);
}

#[test]
fn the_list_of_staff_shows_those_who_work_here() {
    let (shop, ada) = shop_with_people();
    assert_eq!(names(&shop, &ada, accounts::staff, UserQuery::default()), ["sara", "ada", "mina"]);
    let managers = UserQuery { roles: vec![Role::Manager], ..UserQuery::default() };
    assert_eq!(names(&shop, &ada, accounts::staff, managers), ["mina"]);
}

#[test]
fn accounts_are_counted_by_what_they_are() {
    let (shop, ada) = shop_with_people();
    shop.give_pin(&shop.staff);
    shop.session(&ada, "first");
    let stats = shop.by(&ada, |tx, actor| accounts::stats(tx, actor, now())).unwrap();
    assert_eq!((stats.total, stats.active, stats.inactive), (5, 4, 1));
    let by_role = [("admin", 1), ("customer", 2), ("manager", 1), ("staff", 1)];
    assert!(stats.by_role.iter().map(|(role, count)| (role.as_str(), *count)).eq(by_role));
    assert_eq!((stats.with_pin, stats.joined_last_30_days, stats.signed_in_last_30_days), (1, 4, 1));
}

#[test]
fn only_admins_look_through_accounts() {
    let (shop, _) = shop_with_people();
    let mina = shop.person("mira", Role::Manager);
    for by in [&mina, &shop.staff, &shop.device("till", DeviceRole::Counter)] {
        for list in [accounts::users as List, accounts::staff] {
            let listed =
                shop.by(by, move |tx, actor| list(tx, actor, &UserQuery::default(), PageRequest::default()));
            assert_eq!(refusal(listed), Refusal::Forbidden);
        }
        assert_eq!(refusal(shop.by(by, |tx, actor| accounts::stats(tx, actor, now()))), Refusal::Forbidden);
        let id = shop.staff.user_id().unwrap();
        assert_eq!(
            refusal(shop.by(by, move |tx, actor| accounts::any_user(tx, actor, id))),
            Refusal::Forbidden
        );
    }
}
