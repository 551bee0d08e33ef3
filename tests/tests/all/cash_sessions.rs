//! Cash drawers from outside: a day of one, what is refused, and closings that cross sales and each other.

use comanda_sdk::id::CashSessionId;
use comanda_sdk::wire::cash::{CashMove, DenominationCount, ReportKind};
use comanda_sdk::wire::wallet::FundWallet;
use comanda_sdk::wire::{CloseDrawer, MoveCash, OpenDrawer, PayOrder, PlaceOrder};
use comanda_sdk::{Client, IdempotencyKey, Refusal, Role, TenderMethod};
use comanda_tests::{Seat, Shop};
use futures::future::join_all;
use serde_json::json;

use super::{amount, order_of, paid_with, tender};

fn counted(sum: &str) -> CloseDrawer {
    CloseDrawer { counted: Some(amount(sum)), denominations: Vec::new() }
}

fn cash(kind: CashMove, sum: &str, note: Option<&str>) -> MoveCash {
    MoveCash { kind, amount: amount(sum), note: note.map(str::to_owned) }
}

async fn main_drawer(counter: &Client) -> CashSessionId {
    counter.cash_sessions().current().await.unwrap().id
}

#[tokio::test]
async fn a_drawer_is_opened_used_reported_and_closed() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let (counter, carl) = (shop.signed_in(Role::Staff).await, shop.signed_in(Role::Customer).await);
    let customer = carl.user().unwrap().id;
    let main = main_drawer(&counter).await;
    let split =
        paid_with(vec![tender(TenderMethod::Card, Some(amount("1.95"))), tender(TenderMethod::Cash, None)]);
    let tipped = PayOrder { tip: Some(amount("0.50")), ..split };
    let order = PlaceOrder { payment: Some(tipped), ..order_of(&soup, 1) };
    assert_eq!(counter.orders().place(&order).await.unwrap().order.paid, amount("5.45"));
    let funded = FundWallet { amount: amount("10.00"), ..FundWallet::default() };
    counter.wallets().deposit(customer, &funded).await.unwrap();
    let of_carl =
        PlaceOrder { customer_id: Some(customer), payment: Some(PayOrder::wallet()), ..order_of(&soup, 1) };
    counter.orders().place(&of_carl).await.unwrap();
    let unpaid = counter.orders().place(&order_of(&soup, 2)).await.unwrap().order;
    let sessions = counter.cash_sessions();
    sessions.move_cash(main, &cash(CashMove::PayOut, "3.50", Some("milk"))).await.unwrap();
    sessions.move_cash(main, &cash(CashMove::Drop, "50.00", None)).await.unwrap();

    let x = sessions.report(main).await.unwrap();
    assert_eq!((x.kind, x.cash.sales, x.cash.tips), (ReportKind::X, amount("3.00"), amount("0.50")));
    assert_eq!((x.cash.deposits, x.cash.expected), (amount("10.00"), amount("60.00")));
    let taken: Vec<_> = x.tenders.iter().map(|one| (one.method, one.payments, one.taken)).collect();
    let wanted = [
        (TenderMethod::Cash, 2, amount("13.50")),
        (TenderMethod::Card, 1, amount("1.95")),
        (TenderMethod::Wallet, 1, amount("4.95")),
    ];
    assert_eq!(taken, wanted);
    assert_eq!((x.open_orders.count, x.open_orders.due), (1, unpaid.due));
    assert_eq!(sessions.get(main).await.unwrap(), x.session);

    let of = |value: &str, count: u32| DenominationCount { value: amount(value), count };
    let count = CloseDrawer { counted: None, denominations: vec![of("20.00", 3), of("0.20", 1)] };
    let key = IdempotencyKey::new();
    let z = sessions.close_with_key(main, &count, &key).await.unwrap();
    assert_eq!(
        (z.kind, z.session.z_number, z.session.over_short),
        (ReportKind::Z, Some(1), Some(amount("0.20")))
    );
    assert_eq!((z.cash, &z.tenders, &z.open_orders), (x.cash, &x.tenders, &x.open_orders));
    assert_eq!(sessions.close_with_key(main, &count, &key).await.unwrap(), z);
    counter.orders().pay(unpaid.id, &PayOrder::card(None)).await.unwrap();
    assert_eq!(sessions.report(main).await.unwrap(), z, "what was reported stays");
    let next = sessions.open(&OpenDrawer { opening_count: amount("60.00"), drawer: None }).await.unwrap();
    assert_eq!((next.number, sessions.current().await.unwrap().id), (2, next.id));
    let listed = sessions.list().send().await.unwrap();
    assert_eq!((listed.count, listed.results), (2, vec![next, z.session]));
    shop.verify_and_close().await;
}

#[tokio::test]
async fn what_cannot_be_done_with_a_drawer_is_told_and_changes_nothing() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(5)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let (sessions, main) = (counter.cash_sessions(), main_drawer(&counter).await);
    let again = OpenDrawer { opening_count: amount("1.00"), drawer: Some(" main ".to_owned()) };
    let refused = sessions.open(&again).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::DrawerOpen { drawer: "main".to_owned() }));
    let refused = sessions.move_cash(main, &cash(CashMove::Drop, "100.01", None)).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::NotInDrawer { expected: amount("100.00") }));
    let token = shop.token(Seat::Staff).await;
    for (path, body, field) in [
        ("movements/", json!({ "kind": "pay_out", "amount": "1.00" }), "note"),
        ("movements/", json!({ "kind": "pay_in", "amount": "0.00" }), "amount"),
        ("movements/", json!({ "kind": "steal", "amount": "1.00" }), "kind"),
        ("close/", json!({}), "counted"),
        ("close/", json!({ "counted": "-1.00" }), "counted"),
        ("close/", json!({ "denominations": [{ "value": "0.00", "count": 1 }] }), "denominations.0.value"),
        ("close/", json!({ "denominations": [{ "value": "1.00", "count": -1 }] }), "denominations.0.count"),
        (
            "close/",
            json!({ "counted": "2.00", "denominations": [{ "value": "1.00", "count": 1 }] }),
            "counted",
        ),
    ] {
        let path = format!("/api/cash-sessions/{main}/{path}");
        let answered = shop.raw().json(reqwest::Method::POST, &path, token.as_deref(), &body).await;
        assert_eq!(answered.status, 400, "{body}");
        let problem = answered.problem().unwrap();
        let named = problem.errors.as_ref().is_some_and(|errors| errors.0.contains_key(field));
        assert!(named, "{body}: {problem:?}");
    }
    let order = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order;
    sessions.close(main, &counted("100.00")).await.unwrap();

    let before = shop.fingerprint().await;
    let refused = counter.orders().pay(order.id, &PayOrder::cash(None)).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::DrawerClosed));
    let sale = PlaceOrder { payment: Some(PayOrder::cash(None)), ..order_of(&soup, 1) };
    let refused = counter.orders().place(&sale).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::DrawerClosed));
    let refused = sessions.close(main, &counted("90.00")).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::CashSessionClosed));
    let refused = sessions.move_cash(main, &cash(CashMove::PayIn, "1.00", None)).await.unwrap_err();
    assert_eq!(refused.refusal(), Some(Refusal::CashSessionClosed));
    assert_eq!(sessions.current().await.unwrap_err().code(), Some("not_found"));
    assert_eq!(shop.fingerprint().await, before);
    assert_eq!(counter.orders().get(order.id).await.unwrap(), order);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_that_crosses_the_closing_is_in_the_z_report_or_refused() {
    let shop = Shop::open().await;
    let tea = shop.product("Tea", "2.00", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let main = main_drawer(&counter).await;
    let sale = PlaceOrder { payment: Some(PayOrder::cash(None)), ..order_of(&tea, 1) };
    let sell = |sale: &PlaceOrder| {
        let (counter, sale) = (counter.clone(), sale.clone());
        tokio::spawn(async move { counter.orders().place(&sale).await })
    };
    let mut sales: Vec<_> = (0..20).map(|_| sell(&sale)).collect();
    let closing = {
        let counter = counter.clone();
        tokio::spawn(async move { counter.cash_sessions().close(main, &counted("100.00")).await })
    };
    sales.extend((0..20).map(|_| sell(&sale)));
    let answers = join_all(sales).await.into_iter().map(Result::unwrap);
    let z = closing.await.unwrap().unwrap();
    let (sold, refused): (Vec<_>, Vec<_>) = answers.partition(Result::is_ok);
    for answer in refused {
        assert_eq!(answer.unwrap_err().refusal(), Some(Refusal::DrawerClosed));
    }
    assert_eq!(z.tenders[0].payments, sold.len() as u64, "each sale is in it");
    let sum: comanda_sdk::Money = (0..sold.len()).map(|_| comanda_sdk::Money::minor(220)).sum();
    let sum = comanda_sdk::Currency::default().amount(sum);
    assert_eq!((z.cash.sales, z.tenders[0].taken), (sum, sum));
    // What was refused left no order behind, and what was sold is in no later report.
    assert_eq!(counter.orders().list().send().await.unwrap().count, sold.len() as u64);
    assert_eq!(counter.cash_sessions().report(main).await.unwrap(), z);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_who_close_a_drawer_one_gets_the_z_report() {
    let shop = Shop::open().await;
    let counter = shop.signed_in(Role::Staff).await;
    let main = main_drawer(&counter).await;
    let answers = join_all((0..10).map(|turn| {
        let counter = counter.clone();
        let count = counted(&format!("{}.00", 95 + turn));
        tokio::spawn(async move { counter.cash_sessions().close(main, &count).await })
    }))
    .await;
    let (closed, refused): (Vec<_>, Vec<_>) =
        answers.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(closed.len(), 1);
    for answer in refused {
        assert_eq!(answer.unwrap_err().refusal(), Some(Refusal::CashSessionClosed));
    }
    let z = closed.into_iter().next().unwrap().unwrap();
    assert_eq!(
        (z.session.z_number, counter.cash_sessions().report(main).await.unwrap()),
        (Some(1), z.clone())
    );
    shop.verify_and_close().await;
}
