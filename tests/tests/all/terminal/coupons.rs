//! Coupons at the counter's own program: a code that counts, one that does not and how it is made to, and a coupon
//! that is written down on the screen and used at once.

use comanda_core::money::Amount;
use comanda_core::wire::coupons::CouponForm;
use comanda_sdk::Role;
use comanda_sdk::wire::OrderView;
use comanda_tests::Shop;

use super::stock::run_by_the_manager;
use super::{orders, quit};

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// The order with this number.
async fn order(shop: &Shop, screen: &str) -> OrderView {
    let number = screen.split("Order ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    orders(&manager).await.into_iter().find(|order| order.number == number).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_used_explained_mended_and_paid() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    manager.coupons().create(&CouponForm::percentage("TENTH", amount("10"))).await.unwrap();
    let large = CouponForm {
        min_order_value: Some(Some(amount("400.00"))),
        ..CouponForm::fixed("LARGE", amount("7.00"))
    };
    manager.coupons().create(&large).await.unwrap();
    let mut till = run_by_the_manager(&shop, folder.path(), &[]).await;

    till.press("q w F6");
    till.wait_for("┌ Coupon ");
    till.type_in("tenth");
    till.press("enter");
    till.wait_for("TENTH takes ");
    till.wait_for("Coupon TENTH −10% ✓");
    till.press("F8");
    let screen = till.wait_for("The next key starts the next sale.");
    let paid = order(&shop, &screen).await;
    assert_eq!((paid.coupons.len(), paid.coupons[0].code.as_str()), (1, "TENTH"));
    assert_eq!((paid.paid, paid.discount_amount), (paid.total, paid.coupons[0].amount));

    till.press("q F6");
    till.type_in("nothing");
    till.press("enter");
    till.wait_for("There is no coupon NOTHING.");
    till.press("ctrl-u");
    till.type_in("large");
    till.press("enter");
    till.wait_for("NOT VALID · would save 7.00");
    till.wait_for("Key a does it.");
    till.press("a");
    till.wait_for("LARGE takes 7.00 off.");
    till.press("F8");
    let screen = till.wait_for("The next key starts the next sale.");
    let paid = order(&shop, &screen).await;
    assert_eq!((paid.coupons[0].code.as_str(), paid.discount_amount), ("LARGE", amount("7.00")));
    assert!(paid.items.len() == 2, "what was suggested is on the order: {:?}", paid.items);
    quit(till);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coupon_is_written_down_on_the_screen_used_and_switched_off() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    let mut till = run_by_the_manager(&shop, folder.path(), &[]).await;
    till.press("alt-5");
    till.wait_for("5 COUPONS");
    till.press("c");
    till.wait_for("New coupon, step 1 of 3: what it gives");
    till.type_in("evening");
    till.press("tab tab tab");
    till.type_in("20");
    till.press("enter");
    till.wait_for("step 2 of 3: rules");
    till.press("tab");
    till.type_in("+30");
    till.press("tab");
    till.type_in("5");
    till.press("enter");
    till.wait_for("step 3 of 3: look");
    till.wait_for("20% off");
    till.press("enter");
    till.wait_for("EVENING can be used now.");
    let made = manager.coupons().list().search("EVENING").send().await.unwrap().results.remove(0);
    assert_eq!((made.max_uses, made.discount_value), (Some(5), Some(amount("20"))));

    till.press("alt-1 q F6");
    till.type_in("evening");
    till.press("enter");
    till.wait_for("Coupon EVENING −20% ✓");
    till.press("F8");
    let screen = till.wait_for("The next key starts the next sale.");
    assert_eq!(order(&shop, &screen).await.coupons[0].code, "EVENING");

    till.press("alt-5");
    till.wait_for("1/5");
    till.press("/");
    till.type_in("evening");
    till.wait_for("Coupons 1 ");
    till.press("enter d");
    till.wait_for("Switch this coupon off?");
    till.press("y");
    till.wait_for("EVENING is switched off.");
    assert!(!manager.coupons().get(made.id).await.unwrap().is_active);
    till.press("alt-1 q F6");
    till.type_in("evening");
    till.press("enter");
    till.wait_for("✗ switched on");
    till.press("esc del");
    quit(till);
    shop.verify_and_close().await;
}
