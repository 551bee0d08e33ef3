//! The counter's book of customers: found by what people say, kept by staff, closed to everybody else.

use rstest::rstest;

use super::{PayOrder, Shop, items, now, refusal};
use crate::accounts::Tier;
use crate::actor::{Actor, Role};
use crate::error::Result;
use crate::flows::accounts::{self, UserQuery};
use crate::flows::orders;
use crate::id::{OrderId, UserId, kind};
use crate::orders::Status;
use crate::page::PageRequest;
use crate::refusal::Refusal;
use crate::wire::ProfileView;
use crate::wire::accounts::{ChangeCustomer, CreateCustomer, UpdateCustomer};
use crate::wire::orders::{ChangeStatus, PlaceOrder};

fn form(first_name: &str, last_name: &str, phone_number: &str) -> CreateCustomer {
    let phone_number = Some(phone_number.to_owned());
    CreateCustomer {
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        customer_profile: UpdateCustomer { phone_number, ..UpdateCustomer::default() },
        ..CreateCustomer::default()
    }
}

fn create(shop: &Shop, by: &Actor, form: CreateCustomer) -> Result<ProfileView> {
    shop.by(by, move |tx, actor| accounts::create_customer(tx, actor, &form, now()))
}

fn found(shop: &Shop, by: &Actor, search: &str) -> Result<Vec<String>> {
    let query = UserQuery { search: Some(search.to_owned()), ..UserQuery::default() };
    let page =
        shop.by(by, move |tx, actor| accounts::customers(tx, actor, &query, PageRequest::default()))?;
    assert_eq!(page.count, u64::try_from(page.items.len()).unwrap());
    Ok(page.items.into_iter().map(|customer| customer.user.first_name).collect())
}

fn read(shop: &Shop, by: &Actor, id: UserId) -> Result<ProfileView> {
    shop.by(by, move |tx, actor| accounts::customer(tx, actor, id))
}

#[rstest]
#[case::tail("4417", &["Sara"])]
#[case::tail_with_spaces("345-4417", &["Sara"])]
#[case::persian_digits("۴۴۱۷", &["Sara"])]
#[case::whole("0912 345 4417", &["Sara"])]
#[case::beginning("0912", &["Sara", "Saleh"])]
#[case::name("sar", &["Sara"])]
#[case::capitals_and_accents("SÁL", &["Saleh"])]
#[case::two_words("ahm sa", &["Sara", "Saleh"])]
#[case::everybody("", &["Sara", "Saleh", "Bob"])]
#[case::middle("hmadi", &[])]
#[case::middle_of_a_number("3454", &[])]
#[case::another("ahm bob", &[])]
fn customers_are_found_by_what_people_say(#[case] search: &str, #[case] names: &[&str]) {
    let shop = Shop::open();
    for form in [
        form("Sara", "Ahmadi", "0912 345 4417"),
        form("Saleh", "Ahmadi", "0912 000 1111"),
        form("Bob", "", ""),
    ] {
        create(&shop, &shop.staff, form).unwrap();
    }
    assert_eq!(found(&shop, &shop.staff, search).unwrap(), names);
}

#[test]
fn a_customer_is_found_by_the_number_they_have_now() {
    let shop = Shop::open();
    let id = create(&shop, &shop.staff, form("Bob", "", "555 0199")).unwrap().user.id;
    let phone_number = Some("۰۹۱۲ ۳۴۵ ۴۴۱۸".to_owned());
    let change = ChangeCustomer {
        customer_profile: Some(UpdateCustomer { phone_number, ..UpdateCustomer::default() }),
        ..ChangeCustomer::default()
    };
    let changed =
        shop.by(&shop.staff, move |tx, actor| accounts::change_customer(tx, actor, id, &change, now()));
    assert_eq!(changed.unwrap().customer_profile.phone_number, "0912 345 4418");
    assert_eq!(found(&shop, &shop.staff, "0199").unwrap(), [""; 0]);
    assert_eq!(found(&shop, &shop.staff, "4418").unwrap(), ["Bob"]);
}

#[test]
fn a_name_or_a_number_is_enough_and_nobody_signs_in_with_it() {
    let shop = Shop::open();
    let bob = create(&shop, &shop.staff, form("Bob", "", "")).unwrap();
    assert_eq!((bob.user.email, bob.user.role), (None, Role::Customer));
    assert_eq!(bob.customer_profile.tier, Tier::New);
    create(&shop, &shop.staff, form("", "", "555 0199")).unwrap();
    create(&shop, &shop.staff, form("İbrahim", "Çelik", "")).unwrap();
    assert_eq!(shop.rows("users WHERE password_hash IS NULL AND email IS NULL"), 3);
    for nobody in [form("", "", ""), form(" ", "\u{202e}", "")] {
        assert_eq!(refusal(create(&shop, &shop.staff, nobody)).code(), "invalid_input");
    }
    let Refusal::InvalidInput { errors } = refusal(create(&shop, &shop.staff, form("Bob", "", "call me")))
    else {
        panic!("not by field")
    };
    assert!(errors.0.contains_key("customer_profile.phone_number"), "{errors:?}");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn only_staff_keep_the_book_and_only_of_customers() {
    let shop = Shop::open();
    let (carl, cleo) = (shop.person("carl", Role::Customer), shop.person("cleo", Role::Customer));
    let mina = shop.person("mina", Role::Manager).user_id().unwrap();
    let unknown: UserId = crate::store::fresh_id::<kind::User>();
    let change = |by: &Actor, id: UserId| {
        let change = ChangeCustomer { first_name: Some("Eve".to_owned()), ..ChangeCustomer::default() };
        shop.by(by, move |tx, actor| accounts::change_customer(tx, actor, id, &change, now()))
    };
    let (own, other) = (carl.user_id().unwrap(), cleo.user_id().unwrap());
    let absent = Refusal::not_found("customer");
    for id in [mina, unknown] {
        assert_eq!(refusal(change(&shop.staff, id)), absent);
        assert_eq!(refusal(read(&shop, &shop.staff, id)), absent);
    }
    assert_eq!(refusal(read(&shop, &carl, other)), absent);
    for by in [&carl, &shop.device("kiosk", crate::actor::DeviceRole::Kiosk)] {
        assert_eq!(refusal(change(by, own)), Refusal::Forbidden);
        assert_eq!(refusal(create(&shop, by, form("Eve", "", ""))), Refusal::Forbidden);
    }
    assert_eq!(shop.rows("users WHERE first_name = 'Eve'"), 0);
    assert_eq!(read(&shop, &carl, own).unwrap().user.username, "carl");
    assert_eq!(change(&shop.staff, own).unwrap().user.first_name, "Eve");
}

#[test]
fn a_customer_s_list_is_only_themselves_and_staff_are_in_nobody_s() {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    shop.person("cleo", Role::Customer);
    let names = |by: &Actor, page| {
        let page = PageRequest::new(page, 10).unwrap();
        let list = move |tx: &mut crate::store::Tx<'_>, actor: &Actor| {
            accounts::customers(tx, actor, &UserQuery::default(), page)
        };
        let page = shop.by(by, list).unwrap();
        (page.count, page.items.into_iter().map(|customer| customer.user.username).collect::<Vec<_>>())
    };
    assert_eq!(names(&carl, 1), (1, vec!["carl".to_owned()]));
    assert_eq!(names(&carl, 2), (1, Vec::new()));
    assert_eq!(names(&shop.staff, 1), (2, vec!["carl".to_owned(), "cleo".to_owned()]));
    shop.execute("UPDATE users SET is_active = FALSE WHERE username = 'cleo'");
    assert_eq!(names(&shop.staff, 1).0, 1);
}

/// An order of `teas` for `customer`: paid, and brought as far as `to`.
fn order(shop: &Shop, customer: UserId, teas: u32, to: Status) -> OrderId {
    let command = PlaceOrder {
        items: items(&[(shop.tea, teas)]),
        customer_id: Some(customer),
        payment: Some(PayOrder::card(None)),
        ..PlaceOrder::default()
    };
    let id =
        shop.by(&shop.staff, move |tx, actor| orders::place(tx, actor, &command, now())).unwrap().order.id;
    let steps: &[Status] = match to {
        Status::Delivered => &[Status::Processing, Status::Preparing, Status::Ready, Status::Delivered],
        Status::Cancelled => &[Status::Cancelled],
        _ => &[],
    };
    for step in steps {
        let step = ChangeStatus { notes: Some("because".to_owned()), ..ChangeStatus::to(*step) };
        shop.by(&shop.staff, move |tx, actor| orders::change_status(tx, actor, id, &step, now())).unwrap();
    }
    id
}

#[test]
fn what_arrived_and_was_paid_makes_a_regular() {
    let shop = Shop::open();
    let carl = shop.person("carl", Role::Customer);
    let id = carl.user_id().unwrap();
    let past = || {
        let profile = read(&shop, &carl, id).unwrap().customer_profile;
        (profile.tier, profile.orders, profile.spent.to_string())
    };
    assert_eq!(past(), (Tier::New, 0, "0.00".to_owned()));
    order(&shop, id, 40, Status::Cancelled);
    assert_eq!(past(), (Tier::New, 0, "0.00".to_owned()), "what was called off is as if it had not been");
    order(&shop, id, 40, Status::Pending);
    assert_eq!(past(), (Tier::All, 0, "0.00".to_owned()), "what has not arrived is no past yet");
    order(&shop, id, 20, Status::Delivered);
    order(&shop, id, 20, Status::Delivered);
    assert_eq!(past(), (Tier::All, 2, "88.00".to_owned()));
    order(&shop, id, 20, Status::Delivered);
    assert_eq!(past(), (Tier::Regular, 3, "132.00".to_owned()));
    shop.execute("UPDATE orders SET refunded = 4000 WHERE id = (SELECT MAX(id) FROM orders)");
    assert_eq!(past(), (Tier::All, 3, "92.00".to_owned()), "what went back was not spent");
    let other = shop.person("cleo", Role::Customer).user_id().unwrap();
    assert_eq!(read(&shop, &shop.staff, other).unwrap().customer_profile.orders, 0);
}
