//! Money that goes back, receipts and wallets at the counter's own program, with a manager at it: each step is looked
//! at through the SDK.

use std::io::Read;
use std::net::TcpListener;
use std::thread;

use comanda_sdk::wire::{ChangeStatus, OrderView, PayOrder, PlaceOrder, PlaceOrderItem, ProductView};
use comanda_sdk::{Client, Role, Status};
use comanda_tests::Shop;
use comanda_tests::terminal::Terminal;

use super::quit;
use super::stock::{LEMONADE, run_by_the_manager};
use crate::units;

/// The lemonade of the demo shop, whose count is kept.
async fn lemonade(client: &Client) -> ProductView {
    client.products().list().search(LEMONADE).send().await.unwrap().results.remove(0)
}

async fn on_hand(client: &Client, product: &ProductView) -> u32 {
    client.inventory().get(product.id).await.unwrap().on_hand
}

/// So many sold for this payment, and taken as far as this.
async fn sold(client: &Client, of: &ProductView, count: i64, payment: PayOrder, to: &[Status]) -> OrderView {
    let items = vec![PlaceOrderItem::new(of.id, units(count))];
    let order = PlaceOrder { items, payment: Some(payment), ..PlaceOrder::default() };
    let mut order = client.orders().place(&order).await.unwrap().order;
    for step in to {
        order = client.orders().change_status(order.id, &ChangeStatus::to(*step)).await.unwrap();
    }
    order
}

/// Looks for the order among those of today, until all of it is on the screen.
fn look_at(till: &mut Terminal, order: &OrderView, status: Status) {
    till.press("/ ctrl-u");
    till.type_in(&order.number);
    till.press("enter");
    till.wait_for(&format!("{} · {status} · ", order.number));
    till.wait_for("by ");
}

/// A printer on the network that takes one receipt, and what came out of it.
fn printer() -> (String, thread::JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    let paper = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut paper = Vec::new();
        stream.read_to_end(&mut paper).unwrap();
        paper
    });
    (address, paper)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_is_refunded_an_order_cancelled_and_a_receipt_printed() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    let lemonade = lemonade(&manager).await;
    let before = on_hand(&manager, &lemonade).await;
    let all = [Status::Processing, Status::Preparing, Status::Ready, Status::Delivered];
    let eaten = sold(&manager, &lemonade, 3, PayOrder::cash(None), &all).await;
    let by_card = PayOrder::card(Some("TX-9".to_owned()));
    let begun = sold(&manager, &lemonade, 2, by_card, &all[..2]).await;
    let (address, paper) = printer();
    let mut till = run_by_the_manager(&shop, folder.path(), &["--printer".as_ref(), address.as_ref()]).await;
    till.press("alt-2");
    till.wait_for("next step");
    till.press("f");

    // One of three, which is waste.
    look_at(&mut till, &eaten, Status::Delivered);
    till.press("F10 +");
    till.wait_for("GIVES BACK");
    till.press("enter down enter");
    let screen = till.wait_for("was given back. Give back");
    let refunds = manager.orders().refunds(eaten.id).await.unwrap();
    assert_eq!((refunds.len(), refunds[0].reason.as_str()), (1, "wrong dish"));
    assert!(
        screen.contains(&format!("{} of {} was given back.", refunds[0].amount, eaten.number)),
        "{screen}"
    );
    assert_eq!((refunds[0].lines[0].quantity, refunds[0].lines[0].is_restocked), (1, false));
    till.wait_for("1 paid back");

    till.press("p");
    till.wait_for(&format!("Receipt of {}", eaten.number));
    till.wait_for(&format!("p prints it at {address}."));
    till.wait_for("Lemonade");
    till.press("p");
    till.wait_for(&format!("The receipt of {} is printed.", eaten.number));
    let paper = paper.join().unwrap();
    assert!(paper.windows(8).any(|bytes| bytes == b"Lemonade"), "{} bytes", paper.len());
    assert_eq!(manager.orders().receipt(eaten.id).await.unwrap().copy, 1);
    till.press("esc");

    // What the kitchen has begun goes back on the shelf.
    look_at(&mut till, &begun, Status::Preparing);
    till.press("x tab space");
    till.wait_for("back on the shelf");
    till.type_in("the guest left");
    till.press("enter");
    till.wait_for(&format!("{} is cancelled. Give back", begun.number));
    till.wait_for("on the card terminal.");
    let order = manager.orders().get(begun.id).await.unwrap();
    assert_eq!((order.status, order.refunded), (Status::Cancelled, order.total));
    assert_eq!(order.cancellation_reason, "the guest left");
    assert_eq!(on_hand(&manager, &lemonade).await, before - 3, "two are back, three are eaten or waste");
    quit(till);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_is_topped_up_and_corrected() {
    let shop = Shop::demo().await;
    let folder = tempfile::tempdir().unwrap();
    let manager = shop.signed_in(Role::Manager).await;
    let customer = shop.signed_in(Role::Customer).await.user().unwrap();
    let before = manager.wallets().get(customer.id).await.unwrap().balance;
    let mut till = run_by_the_manager(&shop, folder.path(), &[]).await;
    till.press("alt-6");
    till.wait_for("Customers ");
    till.press("/");
    till.type_in(&customer.last_name);
    till.press("enter");
    till.wait_for("Wallet ");
    till.press("t");
    till.wait_for("Top up: ");
    till.press("d enter");
    let screen = till.wait_for("Paid in 20.00; the wallet holds ");
    let holds = manager.wallets().get(customer.id).await.unwrap();
    assert!(screen.contains(&format!("the wallet holds {}.", holds.balance)), "{screen}");
    assert_ne!(holds.balance, before);
    till.press("a");
    till.wait_for("Correct the wallet: ");
    till.type_in("-5");
    till.press("tab");
    till.type_in("paid twice");
    till.press("enter");
    till.wait_for("Corrected by -5.00;");
    let last = manager.wallets().transactions(customer.id).page_size(2).send().await.unwrap().results;
    let amounts: Vec<String> = last.iter().map(|change| change.amount.to_string()).collect();
    assert_eq!(amounts, ["-5.00", "20.00"]);
    quit(till);
    shop.verify_and_close().await;
}
