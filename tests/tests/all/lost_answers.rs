//! A network that loses one answer in five: whoever asks again under the same key is told what was done, and it was
//! done once.

use comanda_core::money::{Currency, Money};
use comanda_sdk::wire::accounts::CreateUser;
use comanda_sdk::wire::cart::Checkout;
use comanda_sdk::wire::wallet::{FundWallet, TransactionType};
use comanda_sdk::wire::{PayOrder, PlaceOrderItem, ProductView};
use comanda_sdk::{Client, PaymentStatus, Quantity, Role};
use comanda_tests::Shop;
use comanda_tests::door::Door;
use comanda_tests::shop::PASSWORD;
use futures::future::join_all;

use super::amount;

const GUESTS: usize = 20;
const ORDERS: usize = 100;

/// Somebody with 5,000.00 in the wallet.
async fn guest(shop: &Shop, number: usize) -> String {
    let admin = shop.signed_in(Role::Admin).await;
    let username = format!("guest{number}");
    let form = CreateUser {
        username: username.clone(),
        email: format!("{username}@example.com"),
        password: PASSWORD.into(),
        first_name: String::new(),
        last_name: String::new(),
        role: Role::Customer,
        pin: None,
    };
    let id = admin.users().create(&form).await.unwrap().id;
    let fund = FundWallet { amount: amount("5000.00"), ..FundWallet::default() };
    admin.wallets().deposit(id, &fund).await.unwrap();
    username
}

/// Orders and pays again and again, and sees each order paid once.
async fn shop_on(client: Client, dish: ProductView) -> Money {
    let mut spent = Money::ZERO;
    for _ in 0..ORDERS {
        client.cart().add(&PlaceOrderItem::new(dish.id, Quantity::ONE)).await.unwrap();
        let order = client.cart().checkout(&Checkout::default()).await.unwrap().order;
        let paid = client.orders().pay(order.id, &PayOrder::wallet()).await.unwrap();
        assert_eq!((paid.order.payment_status, paid.payments.len()), (PaymentStatus::Paid, 1));
        assert_eq!(paid.order.items[0].quantity, Quantity::ONE, "nothing was added twice");
        spent += Currency::default().money(paid.order.total).unwrap();
    }
    spent
}

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_orders_are_two_thousand_orders_though_a_fifth_of_the_answers_is_lost() {
    let shop = Shop::open().await;
    let dish = shop.product("Soup", "4.50", Some(5000)).await;
    let mut door = Door::to(shop.url()).await;
    let mut guests = Vec::new();
    for number in 0..GUESTS {
        let username = guest(&shop, number).await;
        let client = Client::builder(door.url()).retries(8).build().unwrap();
        client.login(&username, PASSWORD).await.unwrap();
        guests.push(client);
    }
    let losses = door.lose_some_answers().await;
    let visits = guests.iter().map(|client| tokio::spawn(shop_on(client.clone(), dish.clone())));
    let spent: Vec<Money> = join_all(visits).await.into_iter().map(Result::unwrap).collect();
    assert!(losses.lost() >= 1000, "{} answers were lost", losses.lost());

    let counter = shop.signed_in(Role::Staff).await;
    let orders = counter.orders().list().page_size(1).send().await.unwrap();
    assert_eq!(orders.count, (GUESTS * ORDERS) as u64);
    let paid = counter.orders().list().payment_status(PaymentStatus::Paid).page_size(1).send().await.unwrap();
    assert_eq!(paid.count, orders.count);
    for (client, spent) in guests.iter().zip(spent) {
        let stats = client.wallet().stats().await.unwrap();
        let left = Currency::default().money(amount("5000.00")).unwrap() - spent;
        assert_eq!(stats.balance, Currency::default().amount(left));
        let purchases = client.wallet().transactions().kind(TransactionType::Purchase).send().await.unwrap();
        assert_eq!(purchases.count, ORDERS as u64);
    }
    assert_eq!(counter.inventory().get(dish.id).await.unwrap().on_hand, 3000);
    shop.verify_and_close().await;
}
