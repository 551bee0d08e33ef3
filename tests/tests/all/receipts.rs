//! Receipts over HTTP, in their three forms, with whatever people call things.

use comanda_sdk::wire::receipt::{PrintReceipt, ReceiptFormat, ReceiptView};
use comanda_sdk::wire::{PayOrder, PlaceOrder};
use comanda_sdk::{IdempotencyKey, Role};
use comanda_tests::{Answered, Seat, Shop, raw::signed};
use futures::future::join_all;
use reqwest::Method;

use super::{amount, order_of};

const HOSTILE: &str = "\u{1b}@Evil\u{1b}[2J\u{202e}gnp\u{9b}31m\u{7}\u{1d}V\0 寿司 Crème";

async fn sold(shop: &Shop) -> comanda_sdk::wire::OrderView {
    let soup = shop.product("Crème", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let mut order = PlaceOrder {
        guest_name: Some(HOSTILE.to_owned()),
        payment: Some(PayOrder::cash(Some(amount("10.00")))),
        ..order_of(&soup, 1)
    };
    order.items[0].notes = Some(HOSTILE.to_owned());
    counter.orders().place(&order).await.unwrap().order
}

fn in_form(format: ReceiptFormat) -> PrintReceipt {
    PrintReceipt { format, width: Some(32) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_comes_as_figures_as_text_and_for_a_printer() {
    let shop = Shop::open().await;
    let order = sold(&shop).await;
    let counter = shop.signed_in(Role::Staff).await;
    let before = shop.fingerprint().await;
    let figures = counter.orders().receipt(order.id).await.unwrap();
    assert_eq!((figures.total, figures.payments[0].change, figures.copy), (order.total, amount("5.05"), 0));
    for width in [24, 42, 80] {
        let text = counter.orders().receipt_text(order.id, width).await.unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= usize::from(width)), "{text}");
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'), "{text:?}");
        assert!(text.contains("TOTAL USD") && text.contains("4.95"), "{text}");
    }
    assert_eq!(shop.fingerprint().await, before, "looking leaves no trace");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_the_servers_own_commands_reaches_the_printer() {
    let shop = Shop::open().await;
    let order = sold(&shop).await;
    let token = shop.token(Seat::Staff).await;
    let path = format!("/api/orders/{}/receipt/?format=escpos&width=32", order.id);
    let looked = Answered::of(signed(shop.raw().request(Method::GET, &path), token.as_deref())).await;
    assert_eq!((looked.status, looked.header("content-type")), (200, "application/octet-stream"));
    assert!(looked.body.starts_with(&[0x1B, b'@', 0x1B, b't', 19]));
    let opens = |body: &[u8]| body.windows(3).any(|part| part == [0x1B, b'p', 0]);
    assert!(!opens(&looked.body), "looking opens no drawer");
    assert_eq!(
        looked.body.windows(2).filter(|part| part == b"\x1b@").count(),
        1,
        "the guest's is no command"
    );
    assert!(looked.body.windows(3).any(|part| part == [b'r', 0x8A, b'm']), "è on its page");
    let counter = shop.signed_in(Role::Staff).await;
    let print =
        async |form| counter.orders().print_receipt(order.id, form, &IdempotencyKey::new()).await.unwrap();
    let first = print(in_form(ReceiptFormat::Escpos)).await;
    assert!(opens(&first), "cash came in");
    assert!(!opens(&print(in_form(ReceiptFormat::Escpos)).await), "once");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_print_is_counted_and_all_but_the_first_are_marked() {
    let shop = Shop::open().await;
    let order = sold(&shop).await;
    let counter = shop.signed_in(Role::Staff).await;
    let key = IdempotencyKey::new();
    let text = in_form(ReceiptFormat::Text);
    let first = counter.orders().print_receipt(order.id, text, &key).await.unwrap();
    assert!(!String::from_utf8_lossy(&first).contains("COPY"));
    let again = counter.orders().print_receipt(order.id, text, &key).await.unwrap();
    assert_eq!(first, again, "the same print");
    let copies = join_all((0..6).map(|_| {
        let (counter, id) = (counter.clone(), order.id);
        tokio::spawn(async move {
            let form = in_form(ReceiptFormat::Json);
            let body = counter.orders().print_receipt(id, form, &IdempotencyKey::new()).await.unwrap();
            serde_json::from_slice::<ReceiptView>(&body).unwrap().copy
        })
    }))
    .await;
    let mut copies: Vec<u32> = copies.into_iter().map(Result::unwrap).collect();
    copies.sort_unstable();
    assert_eq!(copies, [2, 3, 4, 5, 6, 7]);
    let last = counter.orders().print_receipt(order.id, text, &IdempotencyKey::new()).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&last).matches("*** COPY 8 ***").count(), 2);
    assert_eq!(counter.orders().receipt(order.id).await.unwrap().copy, 8);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_that_is_not_there_is_refused() {
    let shop = Shop::open().await;
    let order = sold(&shop).await;
    let token = shop.token(Seat::Staff).await;
    for (query, field) in
        [("width=23", "width"), ("width=81", "width"), ("width=x", "width"), ("format=pdf", "format")]
    {
        let path = format!("/api/orders/{}/receipt/?{query}", order.id);
        let looked = Answered::of(signed(shop.raw().request(Method::GET, &path), token.as_deref())).await;
        let problem = looked.problem().unwrap();
        assert_eq!((problem.status, problem.code.as_str()), (400, "invalid_input"), "{query}");
        assert!(looked.text().contains(field), "{}", looked.text());
    }
    shop.verify_and_close().await;
}
