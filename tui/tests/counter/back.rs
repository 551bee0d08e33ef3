//! Giving money back: what it comes to before it is sent, what is sent, what is told afterwards, and that nothing
//! is given twice.

use comanda::app::Dialog;
use comanda::msg::{Cmd, Msg};
use comanda::screens::money::{Deed, Errand, MoneyMsg, Outcome, Phase};
use comanda::screens::orders::{OrdersMsg, Whole};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::id::{LineId, RefundId};
use comanda_core::orders::{DeliveryMethod, Status, TenderMethod, status};
use comanda_core::refusal::Refusal;
use comanda_core::wire::orders::CustomerRef;
use comanda_core::wire::refunds::RefundedLineView;
use comanda_core::wire::{
    CancelOrder, OrderView, PaymentView, RefundOrder, RefundTo, RefundView, RefundedOrder,
};
use rstest::rstest;
use uuid::Uuid;

use crate::day::{after, amount, day, item, order, page, payment, whole};
use crate::house::lost;
use crate::menu::{menu, product_id};
use crate::till::{Till, user_id};

fn line(number: u128) -> LineId {
    LineId::from_uuid(Uuid::from_u128(number))
}

/// Delivered: three Kofta for 10.00 and 1.00 tax, counted; one Fries for 4.50, not counted; brought for 2.50. Paid
/// 10.00 in cash, the rest by card.
pub fn dinner() -> OrderView {
    let mut dinner = order(47, Status::Delivered, 40);
    dinner.delivery_method = DeliveryMethod::Delivery;
    dinner.items = vec![item("Lamb Kofta", 3, "10.00"), item("Fries", 1, "4.50")];
    dinner.items[0].product.id = product_id(14);
    dinner.items[0].tax = amount("1.00");
    (dinner.items[1].id, dinner.items[1].product.id) = (line(51), product_id(22));
    dinner.subtotal = amount("14.50");
    dinner.tax = amount("1.00");
    dinner.delivery_fee = amount("2.50");
    dinner.total = amount("18.00");
    dinner.paid = amount("18.00");
    dinner.customer =
        Some(CustomerRef { id: user_id("ahmadi"), username: "ahmadi".into(), name: "Ali Ahmadi".into() });
    dinner
}

pub fn told_of(order: &OrderView) -> Whole {
    let mut told = whole(order);
    if order.total == amount("18.00") {
        told.payments =
            vec![payment(70, TenderMethod::Cash, "10.00"), payment(71, TenderMethod::Card, "8.00")];
    }
    told
}

/// A part of a refund: what it is booked as, and what cash is rounded by.
pub fn part(number: u128, method: TenderMethod, sum: &str, rounding: &str) -> PaymentView {
    PaymentView {
        refund_of: Some(payment(70, method, "0").id),
        rounding: amount(rounding),
        ..payment(number, method, sum)
    }
}

pub fn refund(
    sum: &str,
    reason: &str,
    lines: Vec<RefundedLineView>,
    payments: Vec<PaymentView>,
) -> RefundView {
    RefundView {
        id: RefundId::from_uuid(Uuid::from_u128(90)),
        amount: amount(sum),
        delivery_fee: amount("0.00"),
        lines,
        reason: reason.into(),
        payments,
        by: "reza".into(),
        created_at: "2026-11-22T12:40:00Z".parse().unwrap(),
    }
}

impl Till {
    /// The Orders screen with this one order on it, all of it known.
    pub fn settling(role: Role, order: &OrderView) -> Self {
        let mut till = Self::starting();
        till.hear(Msg::Opened(Vec::new()));
        till.sign_in("counter", role);
        till.serve(menu());
        till.press("alt-2").shop_lists(page(vec![order.clone()]));
        till.hear(Msg::Orders(OrdersMsg::Looked(order.id, Ok(Box::new(told_of(order))))));
        till.model.notice = None;
        till
    }

    /// What was sent for, each time.
    pub fn money_sent(&self) -> Vec<Errand> {
        let sent = |cmd: &Cmd| match cmd {
            Cmd::Money(errand) => Some((**errand).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(sent).collect()
    }

    pub fn refunds_sent(&self) -> Vec<RefundOrder> {
        let refund = |errand: Errand| match errand.deed {
            Deed::Refund(_, refund) => Some(refund),
            _ => None,
        };
        self.money_sent().into_iter().filter_map(refund).collect()
    }

    pub fn cancels_sent(&self) -> Vec<CancelOrder> {
        let cancel = |errand: Errand| match errand.deed {
            Deed::Cancel(_, cancel) => Some(cancel),
            _ => None,
        };
        self.money_sent().into_iter().filter_map(cancel).collect()
    }

    /// The shop did what was sent last.
    pub fn shop_gives(&mut self, outcome: Outcome) -> &mut Self {
        let key = self.money_sent().pop().expect("something was sent").key;
        self.hear(Msg::Money(MoneyMsg::Done(key, Ok(Box::new(outcome)))));
        self
    }

    pub fn shop_keeps_it(&mut self, trouble: Trouble) -> &mut Self {
        let key = self.money_sent().pop().expect("something was sent").key;
        self.hear(Msg::Money(MoneyMsg::Done(key, Err(trouble))));
        self
    }

    fn shown(&mut self) -> String {
        self.picture(100, 30)
    }
}

pub fn given(order: OrderView, refund: Option<RefundView>) -> Outcome {
    Outcome::Order(Box::new(RefundedOrder { order, refund }))
}

#[test]
fn staff_read_who_may_before_they_type_anything() {
    for keys in ["F10", "b"] {
        let mut till = Till::settling(Role::Staff, &dinner());
        till.press(keys);
        assert_eq!(till.told(), "Only managers refund. F12 hands the till to one.");
        assert!(till.model.dialogs.is_empty());
    }
}

#[rstest]
#[case::one_of_three("+", "GIVES BACK 3.67 in cash")]
#[case::two_of_three("+ +", "GIVES BACK 7.33 in cash")]
#[case::all_of_a_line("space", "GIVES BACK 10.00 in cash and 1.00 on the card terminal")]
#[case::no_more_than_there_are("+ + + + +", "GIVES BACK 10.00 in cash and 1.00 on the card terminal")]
#[case::fewer("space -", "GIVES BACK 7.33 in cash")]
#[case::none_again("space space", "Nothing is chosen yet.")]
#[case::two_lines("+ down +", "GIVES BACK 8.17 in cash")]
#[case::everything_but_the_fee("e", "GIVES BACK 10.00 in cash and 5.50 on the card terminal")]
#[case::our_fault("e down down down space", "GIVES BACK 10.00 in cash and 8.00 on the card terminal")]
#[case::an_amount("1 2 . 5", "GIVES BACK 10.00 in cash and 2.50 on the card terminal")]
#[case::an_amount_instead_of_lines("e 3", "GIVES BACK 3.00 in cash")]
#[case::lines_instead_of_an_amount("3 up up +", "GIVES BACK 3.67 in cash")]
#[case::into_the_wallet("e w", "GIVES BACK 15.50 into the wallet")]
#[case::and_back_as_it_came("e w w", "GIVES BACK 10.00 in cash and 5.50 on the card terminal")]
fn what_goes_back_is_said_while_it_is_chosen(#[case] keys: &str, #[case] told: &str) {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10").press(keys);
    let picture = till.shown();
    assert!(picture.contains(told), "{picture}");
    assert!(till.money_sent().is_empty());
}

#[test]
fn cash_is_rounded_to_the_smallest_coin_before_it_is_sent_too() {
    let mut till = Till::settling(Role::Manager, &dinner());
    let mut menu = menu();
    menu.shop.smallest_coin = Some(amount("0.05"));
    till.serve(menu);
    till.press("F10 +");
    let picture = till.shown();
    assert!(picture.contains("GIVES BACK 3.65 in cash"), "{picture}");
}

#[test]
fn more_than_is_left_is_said_before_it_is_sent() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 1 9 enter");
    let picture = till.shown();
    assert!(picture.contains("Only 18.00 is left to give back; 19.00 was asked for."), "{picture}");
    assert!(till.money_sent().is_empty());
}

#[test]
fn lines_go_with_how_many_and_where_the_goods_go() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + + s down space enter");
    till.type_in("cold").press("enter");
    let sent = till.refunds_sent().remove(0);
    let lines: Vec<_> = sent.lines.iter().map(|l| (l.item_id, l.quantity.get(), l.restock)).collect();
    // Fries are not counted: there is no shelf to put them back on.
    assert_eq!(lines, [(line(50), 2, Some(true)), (line(51), 1, None)]);
    assert_eq!((sent.amount, sent.reason.as_str(), sent.version), (None, "cold", Some(1)));
    assert_eq!((sent.to, sent.restock, sent.shop_fault), (RefundTo::Origin, false, false));
}

#[test]
fn goods_are_waste_unless_it_is_said() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + enter down enter");
    assert_eq!(till.refunds_sent()[0].lines[0].restock, Some(false));
}

#[test]
fn everything_goes_without_lines_so_that_the_rest_goes_too() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 e s w enter up enter");
    let sent = till.refunds_sent().remove(0);
    assert_eq!((sent.lines.len(), sent.amount, sent.restock), (0, None, true));
    assert_eq!((sent.to, sent.reason.as_str()), (RefundTo::Wallet, "guest complained"));
}

#[test]
fn an_amount_goes_alone() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + 2 . 5 enter down enter");
    let sent = till.refunds_sent().remove(0);
    assert_eq!((sent.lines.len(), sent.amount), (0, Some(amount("2.50"))));
}

#[test]
fn nothing_goes_without_a_choice_and_a_reason() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 enter");
    assert!(till.shown().contains("Choose what goes back"));
    till.press("+ enter enter");
    assert!(till.shown().contains("Say why"));
    assert!(till.money_sent().is_empty());
}

#[test]
fn what_went_back_before_is_not_offered_again() {
    let mut dinner = dinner();
    dinner.items[0].refunded_quantity = 2;
    dinner.refunded = amount("7.33");
    dinner.payment_status = comanda_core::orders::PaymentStatus::PartiallyRefunded;
    let mut till = Till::settling(Role::Manager, &dinner);
    till.press("F10 + +");
    let picture = till.shown();
    assert!(picture.contains("1/1 Lamb Kofta") && picture.contains("3.67"), "{picture}");
    assert!(picture.contains("Only 1 Lamb Kofta left to give back."), "{picture}");
}

#[test]
fn an_order_that_is_not_paid_or_all_back_is_not_refunded() {
    let mut back = dinner();
    back.refunded = back.paid;
    for order in [crate::day::unpaid(order(7, Status::Delivered, 3)), back] {
        let mut till = Till::settling(Role::Manager, &order);
        till.press("F10 b");
        assert!(till.model.dialogs.is_empty());
    }
}

#[test]
fn what_really_went_back_is_told_with_its_rounding() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + enter down enter");
    let parts =
        vec![part(95, TenderMethod::Cash, "-3.67", "0.02"), part(96, TenderMethod::Wallet, "-1.00", "0.00")];
    till.shop_gives(given(after(dinner(), Status::Delivered), Some(refund("4.67", "x", Vec::new(), parts))));
    assert_eq!(
        till.told(),
        "4.67 of A-047 was given back. Give back 3.65 in cash. 1.00 is back in the wallet."
    );
    assert!(till.model.dialogs.is_empty() && till.model.money.is_none());
}

#[test]
fn a_lost_answer_is_asked_for_with_the_same_key_and_nothing_else_is_sent() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + enter down enter");
    let first = till.money_sent().remove(0);
    till.shop_keeps_it(lost());
    assert!(till.shown().contains("checking"));
    till.press("esc x + e q F12 ctrl-o");
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Refund(_))));
    till.press("enter");
    till.shop_keeps_it(Trouble { effect: Effect::NotThisTime, sentence: "Away.".into() });
    assert_eq!(till.model.money.as_ref().unwrap().phase, Phase::Checking(2));
    till.hear(Msg::Money(MoneyMsg::Again(first.key.clone())));
    let sent = till.money_sent();
    assert_eq!((sent.len(), sent.iter().all(|errand| *errand == first)), (3, true));
    till.shop_gives(given(dinner(), None));
    assert!(till.model.dialogs.is_empty());
    // A late answer to the same key changes nothing.
    till.shop_keeps_it(lost());
    assert!(till.model.money.is_none());
}

#[test]
fn whoever_sent_it_settles_it_and_nobody_else() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + enter down enter").shop_keeps_it(lost());
    let ended = Trouble { effect: Effect::SessionEnded, sentence: "Your session has ended.".into() };
    till.shop_keeps_it(ended);
    assert!(till.model.lock().is_some());
    till.is_let_in("reza");
    assert!(till.model.lock().is_some(), "reza may not settle what counter sent");
    let before = till.money_sent().len();
    till.sign_in("counter", Role::Manager);
    assert!(till.model.lock().is_none() && matches!(till.model.dialogs.last(), Some(Dialog::Refund(_))));
    assert_eq!(till.money_sent().len(), before + 1);
}

#[rstest]
#[case(Refusal::DrawerClosed, "is open. Count what is in it")]
#[case(Refusal::RefundTooLarge { remaining: amount("1.00"), asked: amount("3.67") }, "was asked for. Type less, or")]
#[case(Refusal::TooManyBack { name: "Lamb Kofta".into(), left: 0, asked: 1 }, "Choose fewer with -.")]
#[case(Refusal::StaleVersion { current: 2 }, "It was changed elsewhere.")]
fn a_refusal_says_what_to_do_and_keeps_what_was_chosen(#[case] refusal: Refusal, #[case] told: &str) {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + enter down enter").shop_keeps_it(Trouble::refused(refusal));
    let picture = till.shown();
    assert!(picture.contains(told) && picture.contains("1/3 Lamb Kofta"), "{picture}");
    let first = till.money_sent().remove(0);
    till.press("enter");
    let second = till.money_sent().remove(1);
    assert_ne!(first.key, second.key, "it is another command");
}

#[test]
fn a_drawer_is_counted_over_the_dialog_and_the_refund_goes_on() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 + enter down enter").shop_keeps_it(Trouble::refused(Refusal::DrawerClosed));
    till.press("F7");
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Form(_))));
    till.press("1 0 0 enter").shop_does_it();
    let Some(Dialog::Refund(dialog)) = till.model.dialogs.last() else { panic!("the dialog stays") };
    assert_eq!((dialog.problem.clone(), dialog.picks[0].take), (None, 1));
    till.press("enter");
    assert_eq!(till.refunds_sent().len(), 2);
}

#[test]
fn a_stale_order_is_read_anew_below_the_dialog() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10 space enter down enter");
    let looks = till.looks().len();
    till.shop_keeps_it(Trouble::refused(Refusal::StaleVersion { current: 2 }));
    assert_eq!(till.looks().len(), looks + 1);
    let mut fresh = after(dinner(), Status::Delivered);
    fresh.items[0].refunded_quantity = 1;
    fresh.refunded = amount("3.67");
    till.hear(Msg::Orders(OrdersMsg::Looked(fresh.id, Ok(Box::new(told_of(&fresh))))));
    till.press("enter");
    let sent = till.refunds_sent().remove(1);
    assert_eq!((sent.version, sent.lines[0].quantity.get()), (Some(2), 2));
}

#[test]
fn cancelling_needs_a_reason() {
    let mut till = Till::settling(Role::Staff, &order(7, Status::Pending, 3));
    till.press("x enter");
    assert!(till.money_sent().is_empty());
    till.type_in("burnt").press("enter");
    let sent = till.cancels_sent().remove(0);
    assert_eq!((sent.reason.as_deref(), sent.version), (Some("burnt"), Some(1)));
    assert!(sent.restock_items.is_empty() && !sent.shop_fault);
    till.shop_gives(given(after(order(7, Status::Pending, 3), Status::Cancelled), None));
    assert_eq!(till.told(), "A-007 is cancelled.");
    assert!(till.model.dialogs.is_empty());
}

#[rstest]
#[case("x down enter", "guest changed their mind")]
#[case("x tab enter", "guest changed their mind")]
#[case("x up enter", "guest did not come")]
fn a_usual_reason_takes_one_key(#[case] keys: &str, #[case] reason: &str) {
    let mut till = Till::settling(Role::Staff, &order(7, Status::Pending, 3));
    till.press(keys);
    assert_eq!(till.cancels_sent()[0].reason.as_deref(), Some(reason));
}

#[test]
fn a_cancelled_order_says_what_to_give_back() {
    let mut till = Till::looking_at(vec![day().remove(2)]);
    till.shop_tells().press("x");
    let picture = till.picture(80, 24);
    assert!(picture.contains("Gives back 20.00 in cash and 32.35 on the card"), "{picture}");
    till.press("down enter");
    let parts =
        vec![part(95, TenderMethod::Cash, "-20.00", "0"), part(96, TenderMethod::Card, "-32.35", "0")];
    let done = after(day().remove(2), Status::Cancelled);
    till.shop_gives(given(done, Some(refund("52.35", "x", Vec::new(), parts))));
    assert_eq!(till.told(), "P-043 is cancelled. Give back 20.00 in cash and 32.35 on the card terminal.");
}

/// The dinner while the courier has it.
pub fn shipped() -> OrderView {
    let mut shipped = dinner();
    shipped.status = Status::Shipped;
    shipped.allowed_transitions = status::next(Status::Shipped, DeliveryMethod::Delivery).to_vec();
    shipped
}

#[test]
fn what_the_kitchen_began_is_waste_or_goes_back_on_the_shelf() {
    let mut till = Till::settling(Role::Staff, &shipped());
    till.press("x");
    let picture = till.shown();
    assert!(
        picture.contains("3 Lamb Kofta") && picture.contains("waste") && !picture.contains("1 Fries"),
        "{picture}"
    );
    till.press("tab space").type_in("burnt").press("enter");
    let sent = till.cancels_sent().remove(0);
    assert_eq!((sent.restock_items.clone(), sent.reason.as_deref()), (vec![line(50)], Some("burnt")));
}

#[test]
fn the_fee_of_a_delivery_that_has_left_goes_back_only_when_it_was_our_fault() {
    let mut till = Till::settling(Role::Staff, &shipped());
    till.press("x down");
    let picture = till.shown();
    assert!(picture.contains("Gives back 10.00 in cash and 5.50 on the card"), "{picture}");
    till.press("tab tab right");
    let picture = till.shown();
    assert!(picture.contains("Gives back 10.00 in cash and 8.00 on the card"), "{picture}");
    till.press("enter");
    assert!(till.cancels_sent()[0].shop_fault);
}

#[test]
fn a_scanned_code_gives_nothing_back() {
    let mut till = Till::settling(Role::Manager, &dinner());
    till.press("F10").scan("e-ese+++e", &["enter"]);
    assert!(till.money_sent().is_empty());
    assert!(till.shown().contains("Nothing is chosen yet."));
}
