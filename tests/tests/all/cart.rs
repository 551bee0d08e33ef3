//! Carts, checkout and ordering again, from outside.

use comanda_sdk::wire::accounts::AddressDraft;
use comanda_sdk::wire::cart::{ChangeCartItem, PayWith};
use comanda_sdk::wire::{
    CancelOrder, CartView, ChangeStatus, Checkout, PaidOrder, PayOrder, PlaceOrder, PlaceOrderItem,
    ProductView,
};
use comanda_sdk::{
    Client, DeliveryMethod, Error, IdempotencyKey, PaymentStatus, Refusal, Role, Source, Status,
};
use comanda_tests::{Answered, Seat, Shop, raw::signed};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{amount, order_of, units};

fn some(product: &ProductView, count: i64) -> PlaceOrderItem {
    PlaceOrderItem::new(product.id, units(count))
}

fn noted(product: &ProductView, count: i64, notes: &str) -> PlaceOrderItem {
    PlaceOrderItem { notes: Some(notes.to_owned()), ..some(product, count) }
}

fn from_wallet() -> Checkout {
    Checkout { pay_with: Some(PayWith::Wallet), ..Checkout::default() }
}

fn quantities(cart: &CartView) -> Vec<u32> {
    cart.items.iter().map(|item| item.quantity.get()).collect()
}

fn codes(cart: &CartView) -> Vec<&str> {
    cart.problems.iter().map(|problem| problem.code.as_str()).collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().code().unwrap().to_owned()
}

/// What a customer has paid in cash and then calls off goes into their wallet.
async fn fund(shop: &Shop, customer: &Client, product: &ProductView, count: i64) {
    let counter = shop.signed_in(Role::Staff).await;
    let order = PlaceOrder {
        customer_id: customer.user().map(|user| user.id),
        payment: Some(PayOrder::cash(None)),
        ..order_of(product, count)
    };
    let placed = counter.orders().place(&order).await.unwrap().order;
    customer.orders().cancel(placed.id, &CancelOrder::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_is_the_same_on_every_device_and_after_a_restart() {
    let mut shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(20)).await;
    let customer = shop.signed_in(Role::Customer).await;
    customer.cart().add(&some(&soup, 1)).await.unwrap();
    let kept = customer.cart().add(&some(&soup, 2)).await.unwrap();
    assert_eq!((quantities(&kept), kept.subtotal, kept.total), (vec![3], amount("13.50"), amount("14.85")));
    shop.restart().await;
    let elsewhere = shop.client();
    elsewhere.login("customer", comanda_tests::shop::PASSWORD).await.unwrap();
    assert_eq!(elsewhere.cart().get().await.unwrap(), kept);
    assert!(shop.signed_in_as("stranger").await.cart().get().await.unwrap().items.is_empty());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_is_changed_line_by_line() {
    let shop = Shop::open().await;
    shop.import(
        "name,category,price,options\n\
         Kebab,Mains,14.00,Extras(0-2): Egg=1.00|Butter=0.50\n\
         Tea,Drinks,2.00,\n",
    )
    .await;
    let customer = shop.signed_in(Role::Customer).await;
    let menu = customer.products().list().send().await.unwrap().results;
    let named = |name: &str| menu.iter().find(|product| product.name == name).unwrap();
    let (kebab, tea) = (named("Kebab"), named("Tea"));
    let [egg, butter] = [0, 1].map(|index| kebab.options[0].options[index].id);
    let with = |options: Vec<_>| PlaceOrderItem { options, ..some(kebab, 1) };
    customer.cart().add(&with(vec![egg, butter])).await.unwrap();
    customer.cart().add(&with(vec![butter, egg])).await.unwrap();
    customer.cart().add(&with(vec![])).await.unwrap();
    let cart = customer.cart().add(&noted(tea, 1, "no sugar")).await.unwrap();
    assert_eq!(quantities(&cart), [2, 1, 1], "in whichever order the extras were named");
    assert_eq!((cart.items[0].unit_price, cart.items[0].subtotal), (amount("15.50"), amount("31.00")));

    let plain = ChangeCartItem { options: Some(vec![]), ..ChangeCartItem::default() };
    let joined = customer.cart().change(cart.items[0].id, &plain).await.unwrap();
    assert_eq!((quantities(&joined), joined.subtotal), (vec![3, 1], amount("44.00")));
    let two = ChangeCartItem { quantity: Some(units(2)), ..ChangeCartItem::default() };
    assert_eq!(quantities(&customer.cart().change(cart.items[2].id, &two).await.unwrap()), [3, 2]);
    assert_eq!(code(customer.cart().change(cart.items[1].id, &two).await), "not_found");
    assert_eq!(code(customer.cart().add(&with(vec![egg; 3])).await), "option_count");
    let left = customer.cart().remove(cart.items[2].id).await.unwrap();
    assert_eq!(quantities(&left), [3]);
    assert_eq!(code(customer.cart().remove(cart.items[2].id).await), "not_found");
    assert!(customer.cart().clear().await.unwrap().items.is_empty());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn many_windows_at_once_lose_no_line_and_exceed_no_limit() {
    let shop = Shop::open().await;
    let tea = shop.product("Tea", "2.00", None).await;
    let customer = shop.signed_in(Role::Customer).await;
    let add = |item: PlaceOrderItem| {
        let customer = customer.clone();
        async move { customer.cart().add(&item).await }
    };
    let added = join_all((0..20).map(|number| add(noted(&tea, 1, &format!("cup {}", number % 10))))).await;
    assert!(added.iter().all(Result::is_ok), "{added:?}");
    assert_eq!(quantities(&customer.cart().get().await.unwrap()), [2; 10]);
    let many = join_all((0..20).map(|_| add(some(&tea, 100)))).await;
    let (added, refused): (Vec<_>, Vec<_>) = many.into_iter().partition(Result::is_ok);
    assert_eq!((added.len(), refused.len()), (9, 11), "a line holds 999");
    assert!(refused.into_iter().all(|result| code(result) == "invalid_input"));
    let lines = join_all((0..200).map(|number| add(noted(&tea, 1, &format!("mug {number}"))))).await;
    let (added, refused): (Vec<_>, Vec<_>) = lines.into_iter().partition(Result::is_ok);
    assert_eq!((added.len(), refused.len()), (189, 11), "a cart holds 200 lines");
    assert!(refused.into_iter().all(|result| code(result) == "limit_reached"));
    let order = customer.cart().checkout(&Checkout::default()).await.unwrap().order;
    assert_eq!(order.items.len(), 200);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_says_what_changed_since_it_was_filled() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let tea = shop.product("Tea", "2.00", None).await;
    let cake = shop.product("Cake", "3.00", Some(2)).await;
    let bread = shop.product("Bread", "1.00", None).await;
    let customer = shop.signed_in(Role::Customer).await;
    for product in [&soup, &tea, &cake, &bread] {
        customer.cart().add(&some(product, 2)).await.unwrap();
    }
    assert!(customer.cart().get().await.unwrap().problems.is_empty());
    assert_eq!(code(customer.cart().add(&some(&cake, 1)).await), "out_of_stock");

    let manager = shop.signed_in(Role::Manager).await;
    shop.product("Soup", "5.00", None).await;
    let sold_out = json!({ "is_sold_out": true });
    let token = shop.token(Seat::Staff).await;
    let path = format!("/api/products/{}/availability/", tea.id);
    assert_eq!(shop.raw().json(Method::POST, &path, token.as_deref(), &sold_out).await.status, 200);
    manager.products().delete(bread.id).await.unwrap();
    manager.orders().place(&order_of(&cake, 1)).await.unwrap();

    let cart = customer.cart().get().await.unwrap();
    assert_eq!(codes(&cart), ["price_changed", "product_unavailable", "out_of_stock", "unknown_product"]);
    assert_eq!(
        cart.problems.iter().map(|one| one.blocks_checkout).collect::<Vec<_>>(),
        [false, true, true, true]
    );
    assert_eq!(
        cart.problems.iter().map(|one| one.item).collect::<Vec<_>>(),
        cart.items.iter().map(|item| Some(item.id)).collect::<Vec<_>>()
    );
    assert_eq!(cart.problems[3].message, "Bread is no longer on the menu; take it out.");
    assert_eq!(cart.subtotal, amount("16.00"), "soup at its price of now, and cakes");
    for (item, why) in [(3, "unknown_product"), (1, "product_unavailable")] {
        assert_eq!(code(customer.cart().checkout(&Checkout::default()).await), why);
        customer.cart().remove(cart.items[item].id).await.unwrap();
    }
    let refused = customer.cart().checkout(&Checkout::default()).await.unwrap_err();
    assert!(
        matches!(refused.refusal(), Some(Refusal::OutOfStock { requested: 2, available: 1, .. })),
        "{refused:?}"
    );
    let one = ChangeCartItem { quantity: Some(units(1)), ..ChangeCartItem::default() };
    let cart = customer.cart().change(cart.items[2].id, &one).await.unwrap();
    assert_eq!(codes(&cart), ["price_changed"]);

    let seen = Checkout { expected_total: Some(amount("13.20")), ..Checkout::default() };
    let changed = customer.cart().checkout(&seen).await.unwrap_err();
    let told = Refusal::TotalChanged { expected: amount("13.20"), total: amount("14.30") };
    assert_eq!(changed.refusal(), Some(told));
    assert_eq!(customer.cart().get().await.unwrap(), cart, "what is refused leaves the cart alone");
    let seen = Checkout { expected_total: Some(cart.total), ..Checkout::default() };
    assert_eq!(customer.cart().checkout(&seen).await.unwrap().order.total, cart.total);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_is_ordered_to_be_picked_up_or_brought() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(20)).await;
    let customer = shop.signed_in(Role::Customer).await;
    let full = customer.cart().add(&noted(&soup, 2, "hot")).await.unwrap();
    let order = customer.cart().checkout(&Checkout::default()).await.unwrap().order;
    assert_eq!((order.source, order.status), (Source::Web, Status::Pending));
    assert_eq!((order.delivery_method, order.total), (DeliveryMethod::Pickup, full.total));
    assert_eq!((order.items[0].notes.as_str(), order.items[0].quantity), ("hot", units(2)));
    assert_eq!(order.customer.as_ref().unwrap().username, "customer");
    assert!(customer.cart().get().await.unwrap().items.is_empty());
    assert_eq!(customer.orders().get(order.id).await.unwrap(), order);
    assert_eq!(code(customer.cart().checkout(&Checkout::default()).await), "empty_order");

    let brought = Checkout { delivery_method: DeliveryMethod::Delivery, ..Checkout::default() };
    customer.cart().add(&some(&soup, 1)).await.unwrap();
    let nowhere = customer.cart().checkout(&brought).await.unwrap_err();
    let Some(Refusal::InvalidInput { errors }) = nowhere.refusal() else { panic!("{nowhere:?}") };
    assert!(errors.0.contains_key("delivery_address"), "{errors:?}");
    let home = AddressDraft {
        address: "12 Harbour St".to_owned(),
        city: "Hamburg".to_owned(),
        ..AddressDraft::default()
    };
    customer.account().add_address(&home).await.unwrap();
    let order = customer.cart().checkout(&brought).await.unwrap().order;
    assert_eq!(order.delivery_address, "12 Harbour St\nHamburg");
    customer.cart().add(&some(&soup, 1)).await.unwrap();
    let there = Checkout { delivery_address: Some("the pier".to_owned()), ..brought };
    assert_eq!(customer.cart().checkout(&there).await.unwrap().order.delivery_address, "the pier");

    let counter = shop.signed_in(Role::Staff).await;
    counter.cart().add(&some(&soup, 1)).await.unwrap();
    assert_eq!(counter.cart().checkout(&Checkout::default()).await.unwrap().order.source, Source::Counter);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cart_is_ordered_and_paid_from_the_wallet_or_neither() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(20)).await;
    let customer = shop.signed_in(Role::Customer).await;
    customer.cart().add(&some(&soup, 2)).await.unwrap();
    assert_eq!(code(customer.cart().checkout(&from_wallet()).await), "insufficient_funds");
    assert_eq!(customer.products().get(soup.id).await.unwrap().stock.unwrap().available, 20);
    fund(&shop, &customer, &soup, 4).await;
    let tipped = Checkout { tip: Some(amount("1.00")), ..from_wallet() };
    let paid = customer.cart().checkout(&tipped).await.unwrap();
    assert_eq!(paid.order.payment_status, PaymentStatus::Paid);
    assert_eq!(
        (paid.order.tip, paid.order.total, paid.order.due),
        (amount("1.00"), amount("10.90"), amount("0.00"))
    );
    assert_eq!(customer.products().get(soup.id).await.unwrap().stock.unwrap().on_hand, 18);

    // Ordered first and paid afterwards, with no body at all.
    customer.cart().add(&some(&soup, 1)).await.unwrap();
    let order = customer.cart().checkout(&Checkout::default()).await.unwrap().order;
    let stranger = shop.signed_in_as("stranger").await;
    assert_eq!(code(stranger.orders().pay(order.id, &PayOrder::wallet()).await), "not_found");
    assert_eq!(code(customer.orders().pay(order.id, &PayOrder::cash(None)).await), "forbidden");
    let token = shop.token(Seat::Customer).await;
    let path = format!("/api/orders/{}/pay/", order.id);
    let bare = Answered::of(signed(shop.raw().request(Method::POST, &path), token.as_deref())).await;
    assert_eq!(bare.status, 200, "{}", bare.text());
    assert_eq!(bare.read::<PaidOrder>().order.payment_status, PaymentStatus::Paid);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkout_on_twenty_connections_is_one_order() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(90)).await;
    let customer = shop.signed_in(Role::Customer).await;
    fund(&shop, &customer, &soup, 50).await;
    customer.cart().add(&some(&soup, 3)).await.unwrap();
    let token = shop.token(Seat::Customer).await.unwrap();
    let connections: Vec<_> = (0..20).map(|_| shop.raw()).collect();
    let body = json!({ "pay_with": "wallet" });
    let answers = join_all(connections.iter().enumerate().map(|(number, raw)| {
        // Half of them with keys of their own, half with the same one.
        let key = if number % 2 == 0 { format!("key {number}") } else { "the same".to_owned() };
        let (token, body) = (&token, &body);
        async move { raw.command("/api/orders/cart/checkout/", token, &key, body).await }
    }))
    .await;
    let placed: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert!(matches!(placed.len(), 1 | 10), "{}", placed.len());
    assert!(placed.iter().all(|answer| answer.body == placed[0].body && answer.header("etag") == "\"1\""));
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!(refused.problem().unwrap().code, "empty_order");
    }
    let order = placed[0].read::<PaidOrder>().order;
    assert_eq!(placed[0].header("location"), format!("/api/orders/{}/", order.id));
    let own = customer.orders().list().send().await.unwrap();
    assert_eq!(own.count, 2, "this one and the one that filled the wallet");
    assert_eq!(customer.products().get(soup.id).await.unwrap().stock.unwrap().on_hand, 87);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_may_be_left_out_where_it_has_nothing_to_say() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let customer = shop.signed_in(Role::Customer).await;
    let token = shop.token(Seat::Customer).await;
    fund(&shop, &customer, &soup, 9).await;
    for body in [None, Some(json!({}))] {
        let post = async |path: &str| {
            let request = signed(shop.raw().request(Method::POST, path), token.as_deref());
            Answered::of(match &body {
                Some(body) => request.json(body),
                None => request,
            })
            .await
        };
        customer.cart().add(&some(&soup, 1)).await.unwrap();
        let placed = post("/api/orders/cart/checkout/").await;
        assert_eq!(placed.status, 201, "{}", placed.text());
        let id = placed.read::<PaidOrder>().order.id;
        for (act, status) in [("pay", 200), ("reorder", 200), ("cancel", 200), ("cancel", 200)] {
            let answered = post(&format!("/api/orders/{id}/{act}/")).await;
            assert_eq!(answered.status, status, "{act}: {}", answered.text());
        }
        let cleared: Value = post("/api/orders/cart/clear/").await.read();
        assert_eq!(cleared["items"], json!([]));
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_order_is_ordered_again_as_far_as_it_can_be_had() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let cake = shop.product("Cake", "3.00", Some(3)).await;
    let customer = shop.signed_in(Role::Customer).await;
    for item in [noted(&soup, 2, "hot"), some(&cake, 2)] {
        customer.cart().add(&item).await.unwrap();
    }
    let order = customer.cart().checkout(&Checkout::default()).await.unwrap().order;
    customer.cart().add(&noted(&soup, 1, "hot")).await.unwrap();
    let again = customer.cart().reorder(order.id).await.unwrap();
    assert_eq!(quantities(&again.cart), [3]);
    assert_eq!((again.left_out.len(), again.left_out[0].product.name.as_str()), (1, "Cake"));
    assert_eq!(again.left_out[0].reason, "Only 1 Cake left; the order wants 2.");
    assert_eq!(code(shop.signed_in_as("stranger").await.cart().reorder(order.id).await), "not_found");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn its_owner_calls_an_order_off_until_the_kitchen_begins() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(20)).await;
    let (customer, counter) = (shop.signed_in(Role::Customer).await, shop.signed_in(Role::Staff).await);
    fund(&shop, &customer, &soup, 8).await;
    let on_hand = async || customer.products().get(soup.id).await.unwrap().stock.unwrap().on_hand;
    for steps in [&[][..], &[Status::Processing], &[Status::Processing, Status::Preparing]] {
        customer.cart().add(&some(&soup, 2)).await.unwrap();
        let order = customer.cart().checkout(&from_wallet()).await.unwrap().order;
        for step in steps {
            counter.orders().change_status(order.id, &ChangeStatus::to(*step)).await.unwrap();
        }
        assert_eq!(on_hand().await, 18);
        let key = IdempotencyKey::new();
        let cancelled = customer.orders().cancel_with_key(order.id, &CancelOrder::default(), &key).await;
        if steps.len() == 2 {
            let refused = cancelled.unwrap_err();
            assert_eq!(refused.refusal(), Some(Refusal::TooLateToCancel { status: Status::Preparing }));
            let why = CancelOrder { reason: Some("burnt".to_owned()), ..CancelOrder::default() };
            assert_eq!(
                code(counter.orders().cancel(order.id, &CancelOrder::default()).await),
                "reason_required"
            );
            counter.orders().cancel(order.id, &why).await.unwrap();
            assert_eq!(on_hand().await, 18, "what the kitchen has begun is waste");
            continue;
        }
        let cancelled = cancelled.unwrap();
        assert_eq!((cancelled.order.status, cancelled.order.refunded), (Status::Cancelled, amount("9.90")));
        assert_eq!(cancelled.refund.as_ref().unwrap().amount, amount("9.90"));
        assert_eq!(on_hand().await, 20);
        let again = customer.orders().cancel_with_key(order.id, &CancelOrder::default(), &key).await.unwrap();
        assert_eq!(again, cancelled, "the same answer to the same key");
    }
    // Everything is back in the wallet: it pays for what it paid for before.
    customer.cart().add(&some(&soup, 8)).await.unwrap();
    let paid = customer.cart().checkout(&from_wallet()).await.unwrap().order;
    assert_eq!((paid.paid, paid.due), (amount("39.60"), amount("0.00")));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_calls_off_what_it_brought() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(20)).await;
    let device = async |role| Client::builder(shop.url()).api_key(shop.new_key(role).await).build().unwrap();
    let kiosk = device(comanda_sdk::DeviceRole::Kiosk).await;
    let other = device(comanda_sdk::DeviceRole::Integrator).await;
    let order = kiosk.orders().place(&order_of(&soup, 2)).await.unwrap().order;
    assert_eq!(code(other.orders().cancel(order.id, &CancelOrder::default()).await), "not_found");
    assert_eq!(code(kiosk.cart().get().await), "forbidden");
    let cancelled = kiosk.orders().cancel(order.id, &CancelOrder::default()).await.unwrap();
    assert_eq!((cancelled.order.status, cancelled.refund), (Status::Cancelled, None));
    shop.verify_and_close().await;
}
