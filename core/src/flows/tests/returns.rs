//! Returns through their flows: who asks, who decides, what comes back, and that nothing is paid or moved twice.

use std::thread;

use chrono::Duration;
use rstest::rstest;

use super::refunds::{all, amount, refund_of};
use super::{Actor, PayOrder, Shop, now, refusal};
use crate::actor::Role;
use crate::error::Result;
use crate::flows::{orders, returns};
use crate::id::{LineId, ReturnId};
use crate::money::Amount;
use crate::orders::{DeliveryMethod, Status};
use crate::page::PageRequest;
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::returns::{ReturnReason, ReturnStatus, ReturnType};
use crate::wire::returns::{
    ApproveReturn, ApproveReturnItem, CompleteReturn, ReceiveReturn, RejectReturn, RequestReturn,
    RequestReturnItem, ReturnView,
};
use crate::wire::{OrderView, RefundOrder, RefundTo};

pub(super) fn asking(order: &OrderView, kind: ReturnType, lines: &[(usize, u32)]) -> RequestReturn {
    let item = |(line, units): &(usize, u32)| asked(order.items[*line].id, *units);
    RequestReturn {
        order: order.id,
        return_type: kind,
        reason: ReturnReason::QualityIssue,
        description: "cold \u{1b}[2Jsoup".to_owned(),
        items: lines.iter().map(item).collect(),
    }
}

fn asked(order_item: LineId, units: u32) -> RequestReturnItem {
    let quantity = Quantity::try_from(i64::from(units)).unwrap();
    RequestReturnItem { order_item, quantity, reason: None, description: None }
}

impl Shop {
    pub(super) fn ask_return(&self, by: &Actor, command: &RequestReturn) -> Result<ReturnView> {
        let command = command.clone();
        self.by(by, move |tx, by| returns::request(tx, by, &command, now()))
    }

    pub(super) fn agree_return(
        &self,
        by: &Actor,
        id: ReturnId,
        amount: Option<Amount>,
    ) -> Result<ReturnView> {
        let notes = amount.map(|_| "half eaten".to_owned());
        let command = ApproveReturn { refund_amount: amount, admin_notes: notes, ..ApproveReturn::default() };
        self.by(by, move |tx, by| returns::approve(tx, by, id, &command, now()))
    }

    pub(super) fn receive_return(&self, by: &Actor, id: ReturnId, restock: bool) -> Result<ReturnView> {
        self.by(by, move |tx, by| returns::receive(tx, by, id, ReceiveReturn { restock }, now()))
    }

    pub(super) fn complete_return(&self, by: &Actor, id: ReturnId, to: RefundTo) -> Result<ReturnView> {
        let command = CompleteReturn { to, drawer: None };
        self.by(by, move |tx, by| returns::complete_refund(tx, by, id, &command, now()))
    }

    /// What an agreed return comes to in the end: goods, money, or both.
    pub(super) fn settle_return(&self, by: &Actor, id: ReturnId, kind: ReturnType) -> Result<()> {
        if kind != ReturnType::Refund {
            self.receive_return(by, id, true)?;
        }
        if kind != ReturnType::Return {
            self.complete_return(by, id, RefundTo::Origin)?;
        }
        Ok(())
    }

    fn call_off_return(&self, by: &Actor, id: ReturnId) -> Result<ReturnView> {
        self.by(by, move |tx, by| returns::cancel(tx, by, id, now()))
    }
}

/// A shop, a manager, and a customer who was brought four soups and a tea.
fn eaten() -> (Shop, Actor, Actor, OrderView) {
    let shop = Shop::open();
    let (manager, ada) = (shop.manager(), shop.person("ada", Role::Customer));
    let lines = [(shop.soup, 4), (shop.tea, 1)];
    let order = shop.sold_and_paid(&lines, Some(&ada), DeliveryMethod::Pickup, PayOrder::card(None));
    shop.brought(order.id);
    assert_eq!(shop.counts(shop.soup), (6, 0));
    (shop, manager, ada, order)
}

fn code<T: std::fmt::Debug>(result: Result<T>) -> String {
    refusal(result).code().to_owned()
}

#[rstest]
#[case::shelf(true, 8)]
#[case::waste(false, 6)]
fn goods_come_back_and_money_goes_back(#[case] restock: bool, #[case] on_hand: u32) {
    let (shop, manager, ada, order) = eaten();
    let asked = shop.ask_return(&ada, &asking(&order, ReturnType::ReturnRefund, &[(0, 2)])).unwrap();
    assert_eq!((asked.status, asked.refund_amount), (ReturnStatus::Pending, amount("9.90")));
    assert_eq!((asked.customer.username.as_str(), asked.description.as_str()), ("ada", "cold [2Jsoup"));
    let agreed = shop.agree_return(&manager, asked.id, None).unwrap();
    assert_eq!((agreed.status, agreed.decided_by.as_deref()), (ReturnStatus::Approved, Some("mina")));
    assert_eq!(code(shop.complete_return(&manager, asked.id, RefundTo::Origin)), "invalid_return_step");
    let received = shop.receive_return(&manager, asked.id, restock).unwrap();
    assert_eq!((received.status, received.is_restocked), (ReturnStatus::Processing, restock));
    assert_eq!(shop.counts(shop.soup), (on_hand, 0));
    assert_eq!(code(shop.call_off_return(&ada, asked.id)), "invalid_return_step");
    let done = shop.complete_return(&manager, asked.id, RefundTo::Origin).unwrap();
    assert_eq!((done.status, done.refund_amount), (ReturnStatus::Completed, amount("9.90")));
    assert_eq!(shop.counts(shop.soup), (on_hand, 0), "goods do not move twice");
    let id = order.id;
    let refunds = shop.by(&ada, move |tx, by| orders::refunds(tx, by, id)).unwrap();
    assert_eq!((refunds[0].id, refunds[0].lines[0].is_restocked), (done.refund.unwrap(), restock));
    assert_eq!(shop.order(id).refunded, amount("9.90"));
    let events = ["requested", "approved", "received", "completed"];
    assert_eq!(events.map(|event| shop.events(&format!("return.{event}"))), [1; 4]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn money_alone_moves_no_goods_and_goods_alone_no_money() {
    let (shop, manager, ada, order) = eaten();
    let money = shop.ask_return(&ada, &asking(&order, ReturnType::Refund, &[(0, 1), (1, 1)])).unwrap();
    assert_eq!(code(shop.receive_return(&manager, money.id, true)), "invalid_return_step");
    shop.agree_return(&manager, money.id, Some(amount("7.00"))).unwrap();
    let done = shop.complete_return(&manager, money.id, RefundTo::Wallet).unwrap();
    assert_eq!((done.refund_amount, done.admin_notes.as_str()), (amount("7.00"), "half eaten"));
    assert_eq!(shop.counts(shop.soup), (6, 0));
    assert_eq!(shop.rows("wallets WHERE balance = 700"), 1);

    let goods = shop.ask_return(&ada, &asking(&order, ReturnType::Return, &[(0, 2)])).unwrap();
    assert_eq!(goods.refund_amount, amount("0.00"));
    shop.agree_return(&manager, goods.id, None).unwrap();
    assert_eq!(code(shop.complete_return(&manager, goods.id, RefundTo::Origin)), "invalid_return_step");
    let done = shop.receive_return(&manager, goods.id, true).unwrap();
    assert_eq!((done.status, done.refund), (ReturnStatus::Completed, None));
    assert!(done.completed_at.is_some());
    assert_eq!(shop.counts(shop.soup), (8, 0));
    assert_eq!(shop.order(order.id).refunded, amount("7.00"));

    // One of four is left: one was paid back, two were brought back.
    let more = asking(&order, ReturnType::Return, &[(0, 2)]);
    assert_eq!(
        refusal(shop.ask_return(&ada, &more)),
        Refusal::TooManyBack { name: "Soup".to_owned(), left: 1, asked: 2 }
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn goods_that_were_brought_back_do_not_move_again_when_their_money_goes_back() {
    let (shop, manager, ada, order) = eaten();
    let goods = shop.ask_return(&ada, &asking(&order, ReturnType::Return, &[(0, 3)])).unwrap();
    shop.agree_return(&manager, goods.id, None).unwrap();
    shop.receive_return(&manager, goods.id, true).unwrap();
    assert_eq!(shop.counts(shop.soup), (9, 0));
    let kind = RefundOrder { restock: true, ..refund_of(&[(&order, 0, 2)]) };
    shop.give_money_back(&manager, order.id, &kind).unwrap();
    assert_eq!(shop.counts(shop.soup), (10, 0), "one was still with the customer");
    shop.give_money_back(&manager, order.id, &RefundOrder { restock: true, ..all("rest") }).unwrap();
    assert_eq!(shop.counts(shop.soup), (10, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_went_back_meanwhile_is_not_paid_or_taken_back_again() {
    let (shop, manager, ada, order) = eaten();
    let asked = shop.ask_return(&ada, &asking(&order, ReturnType::ReturnRefund, &[(0, 3)])).unwrap();
    shop.agree_return(&manager, asked.id, None).unwrap();
    shop.give_money_back(&manager, order.id, &refund_of(&[(&order, 0, 2)])).unwrap();
    assert_eq!(code(shop.receive_return(&manager, asked.id, true)), "too_many_back");
    shop.call_off_return(&ada, asked.id).unwrap();

    let asked = shop.ask_return(&ada, &asking(&order, ReturnType::Refund, &[(0, 2)])).unwrap();
    assert_eq!(code(shop.ask_return(&ada, &asking(&order, ReturnType::Refund, &[(1, 1)]))), "return_open");
    shop.agree_return(&manager, asked.id, None).unwrap();
    let some = RefundOrder { amount: Some(amount("9.00")), ..all("sorry") };
    shop.give_money_back(&manager, order.id, &some).unwrap();
    assert_eq!(code(shop.complete_return(&manager, asked.id, RefundTo::Origin)), "refund_too_large");
    shop.give_money_back(&manager, order.id, &refund_of(&[(&order, 1, 1)])).unwrap();
    shop.give_money_back(&manager, order.id, &all("the rest")).unwrap();
    assert_eq!(code(shop.complete_return(&manager, asked.id, RefundTo::Origin)), "too_many_back");
    assert_eq!(shop.order(order.id).status, Status::Refunded);
    assert_eq!(shop.order(order.id).refunded, order.total);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_return_of_all_that_was_paid_ends_the_order() {
    let (shop, manager, ada, order) = eaten();
    let asked = shop.ask_return(&ada, &asking(&order, ReturnType::Refund, &[(0, 4), (1, 1)])).unwrap();
    shop.agree_return(&manager, asked.id, None).unwrap();
    shop.complete_return(&manager, asked.id, RefundTo::Origin).unwrap();
    let end = shop.order(order.id);
    assert_eq!((end.status, end.refunded), (Status::Refunded, order.total));
    assert_eq!(end.refund_reason, "return: quality issue");
    assert_eq!(
        code(shop.ask_return(&ada, &asking(&order, ReturnType::Return, &[(0, 1)]))),
        "nothing_to_refund"
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn only_owners_ask_in_time_and_for_what_they_have() {
    let (shop, manager, ada, order) = eaten();
    let bob = shop.person("bob", Role::Customer);
    let ask =
        |by: &Actor, lines: &[(usize, u32)]| shop.ask_return(by, &asking(&order, ReturnType::Refund, lines));
    assert_eq!(refusal(ask(&bob, &[(0, 1)])), Refusal::not_found("order"));
    assert_eq!(refusal(ask(&manager, &[(0, 1)])), Refusal::not_found("order"));
    assert_eq!(code(ask(&Actor::Anonymous, &[(0, 1)])), "not_authenticated");
    assert_eq!(code(ask(&ada, &[(0, 5)])), "too_many_back");
    let late = asking(&order, ReturnType::Refund, &[(0, 1)]);
    let tomorrow = now() + Duration::hours(25);
    let refused = shop.by(&ada, move |tx, by| returns::request(tx, by, &late, tomorrow));
    assert_eq!(refusal(refused), Refusal::ReturnWindowClosed { hours: 24 });
    let long =
        RequestReturn { description: "x".repeat(1001), ..asking(&order, ReturnType::Refund, &[(0, 1)]) };
    assert_eq!(code(shop.ask_return(&ada, &long)), "invalid_input");
    let waiting =
        shop.sold_and_paid(&[(shop.tea, 1)], Some(&ada), DeliveryMethod::Pickup, PayOrder::card(None));
    assert_eq!(
        code(shop.ask_return(&ada, &asking(&waiting, ReturnType::Refund, &[(0, 1)]))),
        "not_delivered"
    );
    assert_eq!(shop.rows("returns"), 0);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn only_managers_decide_and_only_once() {
    let (shop, manager, ada, order) = eaten();
    let asked = shop.ask_return(&ada, &asking(&order, ReturnType::Refund, &[(0, 2), (1, 1)])).unwrap();
    assert_eq!(code(shop.agree_return(&ada, asked.id, None)), "forbidden");
    assert_eq!(code(shop.agree_return(&shop.staff, asked.id, None)), "forbidden");
    let (id, item) = (asked.id, asked.items[0].id);
    let less = ApproveReturn {
        items: vec![ApproveReturnItem { id: item, quantity: 1 }],
        version: Some(asked.version),
        ..ApproveReturn::default()
    };
    let stale = ApproveReturn { version: Some(9), ..less.clone() };
    let refused = shop.by(&manager, move |tx, by| returns::approve(tx, by, id, &stale, now()));
    assert_eq!(refusal(refused), Refusal::StaleVersion { current: 1 });
    let agreed = shop.by(&manager, move |tx, by| returns::approve(tx, by, id, &less, now())).unwrap();
    let units: Vec<_> = agreed.items.iter().map(|item| item.approved_quantity).collect();
    assert_eq!((units, agreed.refund_amount), (vec![Some(1), Some(1)], amount("7.15")));
    assert_eq!(code(shop.agree_return(&manager, id, None)), "invalid_return_step");
    shop.call_off_return(&ada, id).unwrap();

    let again = shop.ask_return(&ada, &asking(&order, ReturnType::Refund, &[(0, 1)])).unwrap().id;
    let reject = |reason: &str| {
        let command = RejectReturn { rejection_reason: reason.to_owned() };
        shop.by(&manager, move |tx, by| returns::reject(tx, by, again, &command, now()))
    };
    assert_eq!(code(reject(" ")), "reason_required");
    let rejected = reject("eaten up").unwrap();
    assert_eq!((rejected.status, rejected.rejection_reason.as_str()), (ReturnStatus::Rejected, "eaten up"));
    assert_eq!(code(shop.agree_return(&manager, again, None)), "invalid_return_step");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn everybody_sees_their_own_returns_and_managers_all_of_them() {
    let (shop, manager, ada, order) = eaten();
    let bob = shop.person("bob", Role::Customer);
    let id = shop.ask_return(&ada, &asking(&order, ReturnType::Refund, &[(0, 1)])).unwrap().id;
    shop.call_off_return(&ada, id).unwrap();
    let newest = shop.ask_return(&ada, &asking(&order, ReturnType::Return, &[(0, 1)])).unwrap().id;
    let list = |by: &Actor, query: returns::ReturnQuery| {
        let found = shop.by(by, move |tx, by| returns::list(tx, by, &query, PageRequest::default())).unwrap();
        found.items.into_iter().map(|held| held.id).collect::<Vec<_>>()
    };
    let any = returns::ReturnQuery::default;
    assert_eq!(list(&ada, any()), [newest, id]);
    assert_eq!(list(&manager, any()), [newest, id]);
    assert!(list(&bob, any()).is_empty() && list(&shop.staff, any()).is_empty());
    let pending = returns::ReturnQuery { status: Some(ReturnStatus::Pending), ..any() };
    assert_eq!(list(&manager, pending), [newest]);
    let of_ada = returns::ReturnQuery { customer: ada.user_id(), ..any() };
    assert!(list(&bob, of_ada).is_empty(), "a filter opens nothing");
    let load = |by: &Actor| shop.by(by, move |tx, by| returns::load(tx, by, id));
    assert!(load(&ada).is_ok() && load(&manager).is_ok());
    assert_eq!(refusal(load(&bob)), Refusal::not_found("return"));
    assert_eq!(refusal(shop.call_off_return(&manager, newest)), Refusal::not_found("return"));
}

#[test]
fn of_many_who_ask_at_once_one_is_heard() {
    let (shop, _, ada, order) = eaten();
    let heard: usize = thread::scope(|scope| {
        let askers: Vec<_> = (0..12)
            .map(|_| {
                let (shop, ada, order) = (&shop, &ada, &order);
                scope.spawn(move || {
                    match shop.ask_return(ada, &asking(order, ReturnType::Refund, &[(0, 1)])) {
                        Ok(_) => 1,
                        refused => {
                            assert_eq!(code(refused), "return_open");
                            0
                        }
                    }
                })
            })
            .collect();
        askers.into_iter().map(|asker| asker.join().unwrap()).sum()
    });
    assert_eq!(heard, 1);
    assert_eq!(shop.broken_law(), None);
}
