//! A day at the till on the counter's own program: the drawer is counted and opened, sales are paid in every way, an
//! order is put aside and taken up, a line is given back, cash is paid out, and the drawer is closed with a Z that tells of exactly that.

use comanda_sdk::wire::cash::{CashMove, ReportKind};
use comanda_sdk::wire::wallet::{DepositMethod, FundWallet};
use comanda_sdk::wire::{CashReportView, CloseDrawer};
use comanda_sdk::{Client, Money, TenderMethod};
use comanda_tests::Shop;
use comanda_tests::terminal::Terminal;

use super::super::amount;
use super::quit;
use super::stock::run_by_the_manager;

/// Ali Ahmadi's wallet holds ten, taken by card before.
async fn fund(counter: &Client) {
    let found = counter.customers().list().search("4417").send().await.unwrap();
    let deposit =
        FundWallet { amount: amount("10.00"), method: DepositMethod::Card, ..FundWallet::default() };
    counter.wallets().deposit(found.results[0].user.id, &deposit).await.unwrap();
}

/// The demo shop's own drawer is closed: the day begins.
async fn close_the_morning(counter: &Client) {
    let sessions = counter.cash_sessions();
    let open = sessions.current().await.unwrap();
    let close = CloseDrawer { counted: Some(open.expected), denominations: Vec::new() };
    sessions.close(open.id, &close).await.unwrap();
}

/// The order under way is for Ali Ahmadi.
fn for_ahmadi(till: &mut Terminal) {
    till.press("F3");
    till.type_in("4417");
    till.wait_until("Ali Ahmadi alone is found", |screen| {
        screen.contains("Ali Ahmadi") && !screen.contains("Okafor")
    });
    till.press("enter enter");
    till.wait_for("The order is for Ali Ahmadi.");
}

/// What was taken by `method` since the drawer was opened, by the payments of all orders.
async fn taken(counter: &Client, z: &CashReportView, method: TenderMethod) -> (u64, Money) {
    let orders = counter.orders().list().page_size(100).send().await.unwrap().results;
    let (mut count, mut sum) = (0, Money::ZERO);
    for order in orders.iter().filter(|order| order.created_at >= z.session.opened_at) {
        for payment in counter.orders().payments(order.id).await.unwrap() {
            if payment.method == method && payment.refund_of.is_none() {
                count += 1;
                sum += comanda_sdk::Currency::default().money(payment.amount).unwrap();
            }
        }
    }
    (count, sum)
}

/// Without a drawer no cash is taken; the order waits until one is counted and open.
fn open_the_drawer(till: &mut Terminal) {
    till.press("q F8");
    till.wait_for("F7 counts and opens one.");
    till.press("F7");
    till.wait_for("Count what is in it");
    till.type_in("100");
    till.press("enter");
    till.wait_for("The drawer main is open with 100.00.");
    till.press("enter");
    till.wait_for("The next key starts the next sale.");
}

/// From the wallet; then in parts, with a tip: what the wallet still holds, the rest in cash.
fn sell_to_ahmadi(till: &mut Terminal) {
    till.press("r");
    for_ahmadi(till);
    till.press("enter");
    till.wait_for("Wallet 10.00");
    till.press("w");
    till.wait_for("All that is left is taken from the wallet.");
    till.press("enter");
    till.wait_for("PAID FROM THE WALLET");

    till.press("q");
    for_ahmadi(till);
    till.press("enter");
    till.wait_for("Wallet 5.05, short 9.80");
    till.press("t 1 enter");
    till.wait_for("Pay 15.85");
    till.press("w x");
    till.wait_for("Wallet 0.00, short 10.80");
    till.press("2 0 enter");
    let screen = till.wait_for("The next key starts the next sale.");
    assert!(screen.contains("5.05 wallet, 10.80 cash") && screen.contains("tip 1.00"), "{screen}");
}

/// One waits for a friend; the next one is served meanwhile.
fn park_and_recall(till: &mut Terminal) {
    till.press("q r F4");
    till.type_in("window");
    till.press("enter");
    till.wait_for("window is put aside");
    till.wait_for("Parked 1 (F5)");
    till.press("r F8");
    till.wait_for("in cash for 4.95");
    till.press("F5");
    till.wait_for("A window");
    till.press("enter");
    till.wait_for("window is back: 2 items.");
    till.wait_without("Parked 1");
    till.press("enter tab enter");
    till.wait_for("PAID BY CARD");
}

/// The first guest comes back: it was the wrong dish.
fn refund_a_line(till: &mut Terminal) {
    till.press("alt-2");
    till.wait_for("next step");
    till.press("/ ctrl-u");
    till.type_in("A-013");
    till.press("enter");
    till.wait_for("A-013 · pending · ");
    till.wait_for("by ");
    till.press("F10 +");
    till.wait_for("GIVES BACK 14.85 in cash");
    till.press("enter down enter");
    till.wait_for("was given back. Give back 14.85 in cash.");
    till.press("alt-1");
    till.wait_for("Enter ");
}

/// Milk, and the end of the day: five cents are missing.
fn pay_out_and_close(till: &mut Terminal) {
    till.press("F7");
    till.wait_for("X report");
    till.press("o");
    till.wait_for("Pay out");
    till.type_in("3.50");
    till.press("tab");
    till.type_in("milk");
    till.press("enter");
    till.wait_for("3.50 are paid out.");
    till.wait_for("112.25");
    till.press("z up");
    till.type_in("112.20");
    till.wait_for("short 0.05");
    till.press("enter");
    till.wait_for("again closes it");
    till.press("enter");
    let screen = till.wait_for("short 0.05: Z report 2.");
    assert!(screen.contains("EXPECTED") && screen.contains("112.25"), "{screen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_at_the_till_ends_with_a_z_that_tells_of_it() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let counter = shop.signed_in_as("counter").await;
    fund(&counter).await;
    close_the_morning(&counter).await;
    let mut till = run_by_the_manager(&shop, folder.path(), &[]).await;
    open_the_drawer(&mut till);
    sell_to_ahmadi(&mut till);
    park_and_recall(&mut till);
    refund_a_line(&mut till);
    pay_out_and_close(&mut till);
    quit(till);

    let sessions = counter.cash_sessions();
    let newest = sessions.list().page_size(1).send().await.unwrap().results.remove(0);
    let z = sessions.report(newest.id).await.unwrap();
    assert_eq!((z.kind, z.session.z_number, &z.session), (ReportKind::Z, Some(2), &newest));
    let cash = &z.cash;
    assert_eq!(
        (cash.opening_count, cash.sales, cash.tips),
        (amount("100.00"), amount("29.60"), amount("1.00"))
    );
    assert_eq!(
        (cash.refunds, cash.paid_out, cash.expected),
        (amount("14.85"), amount("3.50"), amount("112.25"))
    );
    assert_eq!((z.session.counted, z.session.over_short), (Some(amount("112.20")), Some(amount("-0.05"))));
    assert_eq!((z.movements[0].kind, z.movements[0].note.as_str()), (CashMove::PayOut, "milk"));
    let wanted = [
        (TenderMethod::Cash, 3, "30.60"),
        (TenderMethod::Card, 1, "19.80"),
        (TenderMethod::Wallet, 2, "10.00"),
    ];
    for (method, payments, sum) in wanted {
        let told = z.tenders.iter().find(|told| told.method == method).unwrap();
        assert_eq!((told.payments, told.taken), (payments, amount(sum)), "{method:?}");
        let money = comanda_sdk::Currency::default().money(told.taken).unwrap();
        assert_eq!(taken(&counter, &z, method).await, (payments, money), "{method:?}");
    }
    assert_eq!(counter.parked().list().send().await.unwrap().count, 0);
    shop.verify_and_close().await;
}
