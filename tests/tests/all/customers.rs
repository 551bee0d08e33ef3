//! The customers, as the counter writes them down and finds them again.

use comanda_sdk::wire::accounts::{ChangeCustomer, CreateCustomer, UpdateCustomer};
use comanda_sdk::wire::{ChangeStatus, PayOrder, PlaceOrder, ProfileView};
use comanda_sdk::{Client, DeviceRole, Role, Status, Tier, id::UserId};
use comanda_tests::Shop;
use futures::TryStreamExt;

use super::{amount, order_of};

fn named(first_name: &str, last_name: &str, phone_number: &str) -> CreateCustomer {
    CreateCustomer {
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        customer_profile: UpdateCustomer {
            phone_number: Some(phone_number.to_owned()),
            ..UpdateCustomer::default()
        },
        ..CreateCustomer::default()
    }
}

async fn found(counter: &Client, words: &str) -> Vec<UserId> {
    let list = counter.customers().list().search(words).ordering("last_name");
    list.stream().map_ok(|customer: ProfileView| customer.user.id).try_collect().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counter_finds_whom_it_wrote_down_by_name_and_by_the_end_of_the_number() {
    let shop = Shop::open().await;
    let counter = shop.signed_in(Role::Staff).await;
    let write = async |form: CreateCustomer| counter.customers().create(&form).await.unwrap();
    let grace = write(named("Grace", "Hopper", "+1 212 555 4711")).await;
    let renee = write(named("Renée", "Hôpital", "030 1234 4711")).await;
    let parvin = write(named("پروین", "", "+98 21 8800 12")).await;
    assert_eq!(
        (grace.user.role, grace.user.email.clone(), grace.user.has_pin),
        (Role::Customer, None, false)
    );
    let [grace, renee, parvin] = [grace, renee, parvin].map(|customer| customer.user.id);

    assert_eq!(found(&counter, "4711").await.len(), 2);
    assert_eq!(found(&counter, "5554711").await, [grace]);
    assert_eq!(found(&counter, "44711").await, [renee]);
    assert_eq!(found(&counter, "212").await, [], "the beginning of a number is no end");
    assert_eq!(found(&counter, "hop").await, [grace, renee], "the beginning of a name");
    assert_eq!(found(&counter, "RENEE").await, [renee], "without accents");
    assert_eq!(found(&counter, "ren hop").await, [renee], "every word counts");
    assert_eq!(found(&counter, "پروین").await, [parvin]);
    assert_eq!(found(&counter, "opper").await, []);
    for wildcard in ["gr%ce", "_race", "%opper"] {
        assert_eq!(found(&counter, wildcard).await, [], "{wildcard}");
    }

    let moved =
        UpdateCustomer { phone_number: Some("+1 212 555 0000".to_owned()), ..UpdateCustomer::default() };
    let change = ChangeCustomer {
        last_name: Some("Murray".to_owned()),
        customer_profile: Some(moved),
        ..ChangeCustomer::default()
    };
    counter.customers().change(grace, &change).await.unwrap();
    assert_eq!(found(&counter, "5554711").await, [], "not by what they were");
    assert_eq!((found(&counter, "0000").await, found(&counter, "murray").await), (vec![grace], vec![grace]));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_customer_bought_is_theirs_and_counts() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "10.00", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let grace = counter.customers().create(&named("Grace", "", "555 4711")).await.unwrap().user.id;
    let paid =
        PlaceOrder { customer_id: Some(grace), payment: Some(PayOrder::cash(None)), ..order_of(&soup, 2) };
    let order = counter.orders().place(&paid).await.unwrap().order;
    assert_eq!(order.customer.as_ref().unwrap().id, grace);
    let known = async || counter.customers().get(grace).await.unwrap().customer_profile;
    assert_eq!((known().await.orders, known().await.spent), (0, amount("0.00")), "not before it arrived");
    for status in [Status::Processing, Status::Preparing, Status::Ready, Status::Delivered] {
        counter.orders().change_status(order.id, &ChangeStatus::to(status)).await.unwrap();
    }
    let known = known().await;
    assert_eq!((known.orders, known.spent), (1, order.paid));
    assert_ne!(known.tier, Tier::New);
    assert_eq!(counter.orders().list().send().await.unwrap().results[0].customer, order.customer);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_or_a_number_is_enough_and_nobody_signs_in_to_it() {
    let shop = Shop::open().await;
    let counter = shop.signed_in(Role::Staff).await;
    for form in
        [named("Grace", "", ""), named("", "Hopper", ""), named("", "", "555 4711"), named("Grace", "", "")]
    {
        let customer = counter.customers().create(&form).await.unwrap();
        for password in ["", "password", "correct horse battery"] {
            let error = shop.client().login(&customer.user.username, password).await.unwrap_err();
            assert_eq!(error.code(), Some("invalid_credentials"), "{customer:?}");
        }
    }
    let error = counter.customers().create(&CreateCustomer::default()).await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(400), Some("invalid_input")));
    let mut nonsense = named("Grace", "", "call me");
    let error = counter.customers().create(&nonsense).await.unwrap_err();
    assert!(error.to_string().contains("customer_profile.phone_number"), "{error}");
    nonsense.customer_profile.phone_number = None;
    nonsense.email = Some("customer@example.com".to_owned());
    let error = counter.customers().create(&nonsense).await.unwrap_err();
    assert!(error.to_string().contains("email"), "somebody has it: {error}");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_are_no_customers_and_customers_find_only_themselves() {
    let shop = Shop::open().await;
    let (counter, customer) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Customer).await);
    let all = counter.customers().list().ordering("username").send().await.unwrap();
    let names: Vec<&str> = all.results.iter().map(|one| one.user.username.as_str()).collect();
    assert_eq!((all.count, names), (2, vec!["customer", "stranger"]));
    let manager = shop.signed_in(Role::Manager).await.user().unwrap().id;
    assert_eq!(counter.customers().get(manager).await.unwrap_err().status(), Some(404));
    let change = ChangeCustomer { first_name: Some("Mina".to_owned()), ..ChangeCustomer::default() };
    assert_eq!(counter.customers().change(manager, &change).await.unwrap_err().status(), Some(404));

    let own = customer.customers().list().send().await.unwrap();
    assert_eq!((own.count, own.results[0].user.id), (1, customer.user().unwrap().id));
    assert_eq!(
        customer.customers().list().search("stranger").send().await.unwrap().count,
        1,
        "still only oneself"
    );
    assert!(customer.customers().list().page(2).send().await.unwrap().results.is_empty());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_takes_no_order_for_a_customer_that_it_names() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let customer = shop.signed_in(Role::Customer).await.user().unwrap().id;
    for role in [DeviceRole::Kiosk, DeviceRole::Integrator] {
        let device = Client::builder(shop.url()).api_key(shop.new_key(role).await).build().unwrap();
        let before = shop.fingerprint().await;
        let named = PlaceOrder { customer_id: Some(customer), ..order_of(&soup, 1) };
        let paid = PlaceOrder { payment: Some(PayOrder::cash(None)), ..order_of(&soup, 1) };
        for order in [named, paid] {
            assert_eq!(
                device.orders().place(&order).await.unwrap_err().code(),
                Some("forbidden"),
                "{order:?}"
            );
        }
        assert_eq!(shop.fingerprint().await, before);
        device.orders().place(&order_of(&soup, 1)).await.unwrap();
    }
    shop.verify_and_close().await;
}
