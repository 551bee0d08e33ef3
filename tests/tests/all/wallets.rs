//! Wallets from outside: paid into, given from, spent, corrected; and however many come at once, no cent is lost.

use chrono::Duration;
use comanda_core::wallet::DepositMode;
use comanda_sdk::id::{OrderId, UserId};
use comanda_sdk::wire::wallet::{
    AdjustWallet, Deposit, DepositMethod, FundWallet, TransactionType, TransactionView, Transfer,
};
use comanda_sdk::wire::{PayOrder, PlaceOrder, ProductView};
use comanda_sdk::{Client, DeviceRole, IdempotencyKey, Refusal, Role};
use comanda_tests::Shop;
use comanda_tests::branch::Branch;
use futures::TryStreamExt;
use futures::future::join_all;

use super::{amount, order_of};

fn deposit(sum: &str) -> Deposit {
    Deposit { amount: amount(sum), description: None }
}

fn gift(to: &str, sum: &str) -> Transfer {
    Transfer { to: to.to_owned(), amount: amount(sum), description: Some("lunch".to_owned()) }
}

fn id_of(client: &Client) -> UserId {
    client.user().unwrap().id
}

/// An unpaid order of a customer.
async fn order_for(counter: &Client, customer: UserId, product: &ProductView) -> OrderId {
    let order = PlaceOrder { customer_id: Some(customer), ..order_of(product, 1) };
    counter.orders().place(&order).await.unwrap().order.id
}

#[tokio::test]
async fn a_wallet_tells_where_its_money_came_from_and_went() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (counter, manager) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Manager).await);
    let (carl, dora) = (shop.signed_in(Role::Customer).await, shop.signed_in_as("stranger").await);
    let customer = id_of(&carl);
    assert_eq!(carl.wallet().get().await.unwrap().balance, amount("0.00"));
    let paid_in = carl.wallet().deposit(&deposit("20.00")).await.unwrap();
    assert_eq!((paid_in.balance, paid_in.transaction.balance_after), (amount("20.00"), amount("20.00")));
    let funded = FundWallet { amount: amount("10.00"), ..FundWallet::default() };
    counter.wallets().deposit(customer, &funded).await.unwrap();
    let order = order_for(&counter, customer, &soup).await;
    let paid = carl.orders().pay(order, &PayOrder::wallet()).await.unwrap();
    assert_eq!((paid.order.due, paid.taken), (amount("0.00"), amount("4.95")));
    let sent = carl.wallet().transfer(&gift("stranger@example.com", "5.00")).await.unwrap();
    let correction = AdjustWallet { amount: amount("-0.05"), reason: "rounding".to_owned() };
    manager.wallets().adjust(customer, &correction).await.unwrap();

    let told: Vec<TransactionView> =
        carl.wallet().transactions().page_size(2).stream().try_collect().await.unwrap();
    let words: Vec<_> = told.iter().map(|one| (one.kind, one.description.as_str())).collect();
    let number = format!("Order {}", paid.order.number);
    let wanted = [
        (TransactionType::Adjustment, "rounding"),
        (TransactionType::TransferOut, "To stranger: lunch"),
        (TransactionType::Purchase, number.as_str()),
        (TransactionType::Deposit, "Deposit"),
        (TransactionType::Deposit, "Deposit"),
    ];
    assert_eq!(words, wanted);
    assert_eq!((told[2].order, told[0].balance_after), (Some(order), amount("20.00")));
    let received = dora.wallet().transactions().send().await.unwrap().results.remove(0);
    assert_eq!((received.id, received.description.as_str()), (sent.transaction.id, "From customer: lunch"));
    let theirs = counter.wallets().transactions(customer).kind(TransactionType::Deposit);
    assert_eq!(theirs.send().await.unwrap().count, 2);
    let tomorrow = (told[0].created_at + Duration::days(2)).date_naive();
    assert_eq!(carl.wallet().transactions().since(tomorrow).send().await.unwrap().count, 0);
    assert_eq!(carl.wallet().transactions().until(tomorrow).send().await.unwrap().count, 5);
    let stats = carl.wallet().stats().await.unwrap();
    assert_eq!((stats.balance, stats.transactions, stats.spent), (amount("20"), 5, amount("4.95")));
    assert_eq!(counter.wallets().get(customer).await.unwrap().balance, amount("20.00"));
    shop.verify_and_close().await;
}

#[tokio::test]
async fn what_cannot_be_done_with_a_wallet_is_told_and_changes_nothing() {
    let shop = Shop::open().await;
    let (counter, manager) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Manager).await);
    let carl = shop.signed_in(Role::Customer).await;
    let customer = id_of(&carl);
    carl.wallet().deposit(&deposit("5.00")).await.unwrap();
    let nobody: UserId = "user_01h455vb4pex5vsknk084sn02q".parse().unwrap();
    let funded = FundWallet { amount: amount("1.00"), ..FundWallet::default() };
    let debt = AdjustWallet { amount: amount("-5.01"), reason: "mistake".to_owned() };
    let before = shop.fingerprint().await;
    let own = carl.wallet();
    for (refused, code) in [
        (own.transfer(&gift("customer", "1.00")).await, "transfer_to_self"),
        (own.transfer(&gift("nobody", "1.00")).await, "not_found"),
        (own.transfer(&gift("stranger", "5.01")).await, "insufficient_funds"),
        (own.transfer(&gift("stranger", "0.00")).await, "invalid_input"),
        (own.transfer(&gift("stranger", "-1.00")).await, "invalid_input"),
        (own.deposit(&deposit("1000000000.01")).await, "invalid_input"),
        (
            own.deposit(&Deposit { description: Some("x".repeat(201)), ..deposit("1.00") }).await,
            "invalid_input",
        ),
        (counter.wallets().deposit(nobody, &funded).await, "not_found"),
        (carl.wallets().deposit(customer, &funded).await, "forbidden"),
        (manager.wallets().adjust(customer, &debt).await, "insufficient_funds"),
        (counter.wallets().adjust(customer, &debt).await, "forbidden"),
    ] {
        assert_eq!(refused.unwrap_err().code(), Some(code));
    }
    assert_eq!(counter.wallets().get(nobody).await.unwrap_err().code(), Some("not_found"));
    assert_eq!(counter.wallets().transactions(nobody).send().await.unwrap_err().code(), Some("not_found"));
    assert_eq!(carl.wallets().get(customer).await.unwrap_err().code(), Some("forbidden"));
    assert_eq!(shop.fingerprint().await, before);
    shop.verify_and_close().await;
}

#[tokio::test]
async fn a_deposit_that_is_sent_twice_is_one() {
    let shop = Shop::open().await;
    let carl = shop.signed_in(Role::Customer).await;
    let (key, wallet) = (IdempotencyKey::new(), carl.wallet());
    let first = wallet.deposit_with_key(&deposit("5.00"), &key).await.unwrap();
    wallet.deposit(&deposit("1.00")).await.unwrap();
    assert_eq!(wallet.deposit_with_key(&deposit("5.00"), &key).await.unwrap(), first);
    let other = wallet.deposit_with_key(&deposit("6.00"), &key).await.unwrap_err();
    assert_eq!(other.code(), Some("idempotency_key_reused"));
    assert_eq!(wallet.get().await.unwrap().balance, amount("6.00"));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_says_who_fills_wallets() {
    let shop = Shop::open().await;
    let secret = shop.new_key(DeviceRole::Integrator).await;
    let customer = id_of(&shop.signed_in(Role::Customer).await);
    let told = FundWallet {
        amount: amount("10.00"),
        method: DepositMethod::Card,
        reference: Some("pi_1".to_owned()),
        ..FundWallet::default()
    };
    for mode in [DepositMode::Staff, DepositMode::Provider] {
        let branch = Branch::of(&shop, |settings| settings.deposits = mode).await;
        let carl = Client::builder(branch.url()).build().unwrap();
        carl.login("customer", comanda_tests::shop::PASSWORD).await.unwrap();
        let refused = carl.wallet().deposit(&deposit("5.00")).await.unwrap_err();
        assert_eq!(refused.refusal(), Some(Refusal::DepositsNotOffered), "{mode}");
        let provider = Client::builder(branch.url()).api_key(secret.clone()).build().unwrap();
        if mode == DepositMode::Staff {
            let refused = provider.wallets().deposit(customer, &told).await.unwrap_err();
            assert_eq!(refused.code(), Some("forbidden"));
            branch.close().await;
            continue;
        }
        let answers = join_all((0..20).map(|_| {
            let (provider, told) = (provider.clone(), told.clone());
            tokio::spawn(async move { provider.wallets().deposit(customer, &told).await })
        }))
        .await;
        let first = answers[0].as_ref().unwrap().as_ref().unwrap().clone();
        for answer in answers {
            assert_eq!(answer.unwrap().unwrap(), first, "one reference is one deposit");
        }
        let other = FundWallet { amount: amount("11.00"), ..told.clone() };
        let refused = provider.wallets().deposit(customer, &other).await.unwrap_err();
        assert_eq!(refused.refusal(), Some(Refusal::ReferenceUsed { reference: "pi_1".to_owned() }));
        assert_eq!(provider.wallets().get(customer).await.unwrap_err().code(), Some("forbidden"));
        assert_eq!(carl.wallet().get().await.unwrap().balance, amount("10.00"));
        branch.close().await;
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_of_a_hundred_pays_fourteen_of_a_hundred_orders_of_seven() {
    let shop = Shop::open().await;
    // With 10 % on top it is 7.00.
    let meal = shop.product("Meal", "6.36", None).await;
    let (counter, carl) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Customer).await);
    let customer = id_of(&carl);
    carl.wallet().deposit(&deposit("100.00")).await.unwrap();
    let orders = join_all((0..100).map(|_| order_for(&counter, customer, &meal))).await;
    let answers = join_all(orders.into_iter().map(|order| {
        let carl = carl.clone();
        tokio::spawn(async move { carl.orders().pay(order, &PayOrder::wallet()).await })
    }))
    .await;
    let (paid, refused): (Vec<_>, Vec<_>) = answers.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(paid.len(), 14);
    for answer in refused {
        let error = answer.unwrap_err();
        let told = error.refusal();
        assert!(
            matches!(told, Some(Refusal::InsufficientFunds { needed, .. }) if needed == amount("7.00")),
            "{error:?}"
        );
    }
    assert_eq!(carl.wallet().get().await.unwrap().balance, amount("2.00"));
    let stats = carl.wallet().stats().await.unwrap();
    assert_eq!((stats.transactions, stats.spent), (15, amount("98.00")));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_deposits_at_once_all_count() {
    let shop = Shop::open().await;
    let carl = shop.signed_in(Role::Customer).await;
    let answers = join_all((0..50).map(|_| {
        let carl = carl.clone();
        tokio::spawn(async move { carl.wallet().deposit(&deposit("10.00")).await })
    }))
    .await;
    for answer in answers {
        answer.unwrap().unwrap();
    }
    assert_eq!(carl.wallet().get().await.unwrap().balance, amount("500.00"));
    assert_eq!(carl.wallet().stats().await.unwrap().transactions, 50);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_both_ways_at_once_end_and_leave_the_sum() {
    let shop = Shop::open().await;
    let (carl, dora) = (shop.signed_in(Role::Customer).await, shop.signed_in_as("stranger").await);
    for somebody in [&carl, &dora] {
        somebody.wallet().deposit(&deposit("100.00")).await.unwrap();
    }
    let answers = join_all((0..120).map(|turn| {
        let (from, to) = if turn % 2 == 0 { (&carl, "stranger") } else { (&dora, "customer") };
        let (from, gift) = (from.clone(), gift(to, if turn % 2 == 0 { "1.01" } else { "1.00" }));
        tokio::spawn(async move { from.wallet().transfer(&gift).await })
    }))
    .await;
    for answer in answers {
        answer.unwrap().unwrap();
    }
    let left = [carl.wallet().get().await.unwrap().balance, dora.wallet().get().await.unwrap().balance];
    assert_eq!(left, [amount("99.40"), amount("100.60")]);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_is_paid_fifty_times_at_once_is_charged_once() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(5)).await;
    let (counter, carl) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Customer).await);
    carl.wallet().deposit(&deposit("100.00")).await.unwrap();
    let order = order_for(&counter, id_of(&carl), &soup).await;
    let answers = join_all((0..50).map(|_| {
        let carl = carl.clone();
        tokio::spawn(async move { carl.orders().pay(order, &PayOrder::wallet()).await })
    }))
    .await;
    let paid: Vec<_> = answers.into_iter().map(|answer| answer.unwrap().unwrap()).collect();
    let charged: Vec<_> = paid.iter().filter(|one| one.taken == amount("4.95")).collect();
    assert_eq!(charged.len(), 1);
    for one in &paid {
        assert!(one.taken == amount("4.95") || one.taken == amount("0.00"), "{one:?}");
        assert_eq!((&one.payments, one.order.due), (&charged[0].payments, amount("0.00")));
    }
    assert_eq!(carl.wallet().get().await.unwrap().balance, amount("95.05"));
    assert_eq!(counter.inventory().get(soup.id).await.unwrap().on_hand, 4);
    shop.verify_and_close().await;
}
