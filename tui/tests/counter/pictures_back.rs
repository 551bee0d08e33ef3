//! Money that goes back, receipts and wallets as they look, at three sizes; in ASCII too.

use comanda::msg::Msg;
use comanda::screens::orders::{OrdersMsg, Unprinted};
use comanda::trouble::Trouble;
use comanda_core::actor::Role;
use comanda_core::orders::{PaymentStatus, Status, TenderMethod};
use comanda_core::refusal::Refusal;
use comanda_core::wire::refunds::RefundedLineView;

use crate::back::{dinner, part, refund, told_of};
use crate::day::{amount, item};
use crate::house::lost;
use crate::pictures::pictures;
use crate::returns::open_returns;
use crate::till::Till;

/// Long, with names of other scripts.
fn banquet() -> comanda_core::wire::OrderView {
    let mut banquet = dinner();
    for number in 0..14_u128 {
        let mut more = item("宫保鸡丁", 2, "8.00");
        more.id = comanda_core::id::LineId::from_uuid(uuid::Uuid::from_u128(60 + number));
        banquet.items.push(more);
    }
    banquet
}

#[test]
fn giving_lines_back() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + + s down +");
    pictures("refund", till);
}

#[test]
fn giving_a_line_of_many_back_into_the_wallet() {
    let mut till = Till::settling(Role::Manager, &banquet());
    till.press("F10 down down down down down down down down down down + w");
    pictures("refund_many", till);
}

#[test]
fn giving_an_amount_back() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 2 0 enter");
    pictures("refund_amount", till);
}

#[test]
fn saying_why_money_goes_back() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 e enter").type_in("کباب");
    pictures("refund_why", till);
}

#[test]
fn asking_whether_it_went_back() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 e enter down enter").shop_keeps_it(lost());
    pictures("refund_checking", till);
}

#[test]
fn a_drawer_that_is_closed() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 e enter down enter").shop_keeps_it(Trouble::refused(Refusal::DrawerClosed));
    pictures("refund_drawer", till);
}

#[test]
fn cancelling_what_has_left() {
    let mut order = dinner();
    order.status = Status::Shipped;
    order.allowed_transitions = vec![Status::Delivered, Status::Cancelled];
    let mut till = Till::settling(Role::Staff, &order);
    till.press("x tab right tab");
    pictures("cancel_shipped", till);
}

#[test]
fn an_order_of_which_some_went_back() {
    let mut order = dinner();
    order.refunded = amount("3.67");
    order.items[0].refunded_quantity = 1;
    order.payment_status = PaymentStatus::PartiallyRefunded;
    order.tracking_token = Some("k7fj2m9qxw4t".into());
    let mut till = Till::settling(Role::Manager, &order);
    let mut told = told_of(&order);
    told.payments[0].rounding = amount("-0.02");
    told.payments[1].tip = amount("1.00");
    let line = RefundedLineView {
        item_id: order.items[0].id,
        quantity: 1,
        amount: amount("3.67"),
        is_restocked: true,
    };
    let back = part(95, TenderMethod::Cash, "-3.67", "0.02");
    told.payments.push(back.clone());
    told.refunds = vec![refund("3.67", "something was missing", vec![line], vec![back])];
    till.hear(Msg::Orders(OrdersMsg::Looked(order.id, Ok(Box::new(told)))));
    till.press("enter down down down down down down down down");
    pictures("order_refunded", till);
}

#[test]
fn a_receipt() {
    pictures("receipt", Till::reading(None, (100, 30)));
}

#[test]
fn a_receipt_that_does_not_come_out() {
    let mut till = Till::reading(Some("tcp://printer.local"), (80, 24));
    let sentence =
        "The printer at tcp://printer.local:9100 does not answer. Check paper and cable; p prints again.";
    till.press("p").paper_comes_out(Err(Unprinted::Printer(sentence.into())));
    pictures("receipt_unprinted", till);
}

#[test]
fn a_customer_with_a_wallet() {
    let mut till = Till::keeping(Role::Staff);
    till.press("right");
    pictures("customer_wallet", till);
}

#[test]
fn topping_up() {
    let mut till = Till::keeping(Role::Staff);
    till.press("t 2 0");
    pictures("top_up", till);
}

#[test]
fn topping_up_by_card() {
    let mut till = Till::keeping(Role::Staff);
    till.press("t d tab").type_in("TX-77");
    pictures("top_up_card", till);
}

#[test]
fn correcting_a_wallet() {
    let mut till = Till::keeping(Role::Manager);
    till.press("a - 5 enter");
    pictures("wallet_correction", till);
}

#[test]
fn the_open_returns() {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("tab -");
    pictures("returns", till);
}

#[test]
fn saying_why_a_return_is_rejected() {
    let mut till = Till::deciding(Role::Manager, open_returns());
    till.press("x").type_in("all was eaten");
    pictures("returns_reject", till);
}

#[test]
fn no_returns() {
    pictures("returns_none", Till::deciding(Role::Staff, Vec::new()));
}
