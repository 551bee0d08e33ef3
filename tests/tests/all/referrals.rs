//! Recommendations over HTTP: from the letter with a code to the bonus in a wallet, and to whom there is none.

use std::time::{Duration, Instant};

use comanda_sdk::wire::accounts::{Register, UpdateCustomer, UpdateProfile, UpdateUser};
use comanda_sdk::wire::cart::PayWith;
use comanda_sdk::wire::referrals::{Invite, MyReferrals, RedeemReferral};
use comanda_sdk::wire::wallet::Deposit;
use comanda_sdk::wire::{Checkout, PayOrder, PlaceOrder, PlaceOrderItem, ProductView};
use comanda_sdk::{Client, IdempotencyKey, Refusal, Role};
use comanda_tests::Shop;
use comanda_tests::branch::Branch;
use comanda_tests::shop::PASSWORD;
use comanda_tests::smtp::Smtp;

use super::refunds::delivered;
use super::{amount, order_of, units};

/// Everything that was delivered was so long ago that nothing of it can be returned.
const LONG_AGO: &str =
    "UPDATE orders SET delivered_at = '2026-01-02 03:04:05' WHERE delivered_at IS NOT NULL";

fn account(username: &str, email: &str, code: Option<&str>) -> Register {
    Register {
        username: username.to_owned(),
        email: email.to_owned(),
        password: PASSWORD.into(),
        referral_code: code.map(str::to_owned),
        ..Register::default()
    }
}

/// Somebody who has just registered, with this code.
async fn friend(shop: &Shop, username: &str, code: Option<&str>) -> Client {
    let guest = shop.client();
    let form = account(username, &format!("{username}@example.com"), code);
    guest.account().register(&form).await.unwrap();
    guest.login(username, PASSWORD).await.unwrap();
    guest
}

/// Bought at the counter, paid, and brought.
async fn served(shop: &Shop, whom: &Client, soup: &ProductView) {
    let counter = shop.signed_in(Role::Staff).await;
    let order = PlaceOrder {
        customer_id: whom.user().map(|user| user.id),
        payment: Some(PayOrder::card(None)),
        ..order_of(soup, 1)
    };
    delivered(shop, counter.orders().place(&order).await.unwrap().order.id).await;
}

/// What the customer's recommendations came to once `settled` of them are.
async fn once_settled(shop: &Shop, settled: usize) -> MyReferrals {
    let customer = shop.signed_in(Role::Customer).await;
    let begin = Instant::now();
    loop {
        let mine = customer.referrals().mine().await.unwrap();
        if mine.referrals.iter().filter(|one| one.settled_at.is_some()).count() == settled {
            return mine;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "{mine:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// As if their hour had come once more.
async fn chores_again(shop: &mut Shop) {
    shop.stop().await;
    shop.database().execute("DELETE FROM schedule").await;
    shop.start().await;
}

async fn balance(shop: &Shop) -> comanda_sdk::Amount {
    shop.signed_in(Role::Customer).await.wallet().get().await.unwrap().balance
}

async fn calls(whom: &Client, number: &str) {
    let customer_profile =
        Some(UpdateCustomer { phone_number: Some(number.to_owned()), ..UpdateCustomer::default() });
    let change = UpdateProfile { user: UpdateUser::default(), customer_profile };
    whom.account().update_profile(&change).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_brings_a_friend_and_the_friends_first_order_a_bonus() {
    let (mut shop, smtp) = (Shop::open().await, Smtp::start().await);
    let soup = shop.product("Soup", "4.50", None).await;
    let branch = Branch::with_mail(&shop, &smtp.url()).await;
    let sender = branch.client();
    sender.login("customer", PASSWORD).await.unwrap();

    let (invite, key) = (Invite { email: "Bob@Example.com".to_owned() }, IdempotencyKey::new());
    let invited = sender.referrals().invite_with_key(&invite, &key).await.unwrap();
    assert_eq!(sender.referrals().invite_with_key(&invite, &key).await.unwrap(), invited);
    let again = sender.referrals().invite("bob@example.com").await.unwrap_err();
    assert_eq!((again.status(), again.code()), (Some(422), Some("already_invited")));
    let letter = smtp.received(1).await.remove(0);
    assert_eq!(letter.to, ["Bob@Example.com".to_owned()]);
    let text = letter.text();
    let code = text.lines().find_map(|line| line.strip_prefix("    ")).unwrap();
    assert_eq!(code, invited.code);
    branch.close().await;
    assert_eq!(smtp.received(0).await.len(), 1, "once for all that was asked");

    let bob = friend(&shop, "bob", Some(&code.to_lowercase())).await;
    bob.wallet().deposit(&Deposit { amount: amount("20.00"), description: None }).await.unwrap();
    bob.cart().add(&PlaceOrderItem::new(soup.id, units(2))).await.unwrap();
    let paid = Checkout { pay_with: Some(PayWith::Wallet), ..Checkout::default() };
    let order = bob.cart().checkout(&paid).await.unwrap().order;
    delivered(&shop, order.id).await;
    chores_again(&mut shop).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!((once_settled(&shop, 0).await.invited, balance(&shop).await), (1, amount("0.00")));

    shop.database().execute(LONG_AGO).await;
    chores_again(&mut shop).await;
    let mine = once_settled(&shop, 1).await;
    assert_eq!((mine.rewarded, mine.earned, mine.bonus), (1, amount("5.00"), amount("5.00")));
    assert_eq!(mine.referrals[0].name, "bo…");
    chores_again(&mut shop).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(balance(&shop).await, amount("5.00"), "once");
    let customer = shop.signed_in(Role::Customer).await;
    let told = customer.wallet().transactions().send().await.unwrap().results;
    assert_eq!(told[0].description, "Thanks for a new customer");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_their_own_friend() {
    let mut shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let customer = shop.signed_in(Role::Customer).await;
    let code = customer.referrals().mine().await.unwrap().code;
    let own = customer.referrals().redeem(code.as_str()).await.unwrap_err();
    assert_eq!((own.status(), own.code()), (Some(422), Some("referral_self")));
    let letter = customer.referrals().invite("customer+me@example.com").await.unwrap_err();
    assert_eq!(letter.code(), Some("referral_self"));
    for (email, code) in [("customer+me@example.com", code.as_str()), ("bob@example.com", "NOBODYS1")] {
        let refused = shop.client().account().register(&account("bob", email, Some(code))).await.unwrap_err();
        let Some(Refusal::InvalidInput { errors }) = refused.refusal() else { panic!("{refused:?}") };
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["referral_code"], "{email}");
    }
    calls(&customer, "+49 30 1234-567").await;
    let bob = friend(&shop, "bob", None).await;
    calls(&bob, "49 (30) 1234567").await;
    assert_eq!(bob.referrals().redeem(code.as_str()).await.unwrap_err().code(), Some("referral_self"));
    calls(&bob, "49 (30) 7654321").await;
    let (redeem, key) = (RedeemReferral { code: code.clone() }, IdempotencyKey::new());
    let redeemed = bob.referrals().redeem_with_key(&redeem, &key).await.unwrap();
    assert_eq!(bob.referrals().redeem_with_key(&redeem, &key).await.unwrap(), redeemed);
    assert_eq!(bob.referrals().redeem(code.as_str()).await.unwrap_err().code(), Some("referral_redeemed"));
    let eve = friend(&shop, "eve", None).await;
    served(&shop, &eve, &soup).await;
    assert_eq!(eve.referrals().redeem(code.as_str()).await.unwrap_err().code(), Some("referral_not_new"));
    assert_eq!(eve.referrals().redeem("x y").await.unwrap_err().code(), Some("unknown_referral_code"));

    // The number is changed back once the bonus seems safe.
    served(&shop, &bob, &soup).await;
    calls(&bob, "49 (30) 1234567").await;
    shop.database().execute(LONG_AGO).await;
    chores_again(&mut shop).await;
    assert_eq!((once_settled(&shop, 1).await.rewarded, balance(&shop).await), (0, amount("0.00")));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_thanks_so_often_and_no_more() {
    let settings =
        "INSERT INTO shop_settings (name, value) VALUES ('referral_cap', '1'), ('referral_bonus', '250')";
    let mut shop = Shop::open_with(settings).await;
    let soup = shop.product("Soup", "4.50", None).await;
    let code = shop.signed_in(Role::Customer).await.referrals().mine().await.unwrap().code;
    for username in ["bob", "eve"] {
        served(&shop, &friend(&shop, username, Some(&code)).await, &soup).await;
    }
    shop.database().execute(LONG_AGO).await;
    chores_again(&mut shop).await;
    let mine = once_settled(&shop, 2).await;
    assert_eq!((mine.invited, mine.rewarded, mine.cap), (2, 1, 1));
    assert_eq!((mine.earned, balance(&shop).await), (amount("2.50"), amount("2.50")));
    shop.verify_and_close().await;
}
