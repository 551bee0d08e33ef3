//! Refunds through their flows: money and goods go back together, in any parts, and never more than was paid.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rstest::rstest;

use super::returns::asking;
use super::{Actor, PayOrder, Shop, items, now, refusal};
use crate::actor::Role;
use crate::catalog::Shop as Settings;
use crate::error::Result;
use crate::flows::orders;
use crate::id::{OrderId, ProductId, kind};
use crate::ledger::{Account, EntryKind, Posting};
use crate::money::{Amount, Money};
use crate::orders::{DeliveryMethod, PaymentStatus, Status, TenderMethod};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::returns::ReturnType;
use crate::store;
use crate::wire::coupons::CouponForm;
use crate::wire::orders::{ChangeStatus, PlaceOrder};
use crate::wire::{
    CancelOrder, MovementForm, OrderView, RefundLine, RefundOrder, RefundTo, RefundedOrder, TenderRequest,
};

pub(super) fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

impl Shop {
    /// Deliveries cost 3.00, and cash is rounded to five cents.
    fn with_fees(&self) {
        self.store
            .write(|tx| {
                let known = store::settings::load_shop(tx)?;
                let shop =
                    Settings { delivery_fee: Money::minor(300), smallest_coin: Money::minor(5), ..known };
                store::settings::save_shop(tx, &shop)
            })
            .unwrap();
    }

    /// Sold to `customer`, or to a guest, and paid so.
    pub(super) fn sold_and_paid(
        &self,
        lines: &[(ProductId, u32)],
        customer: Option<&Actor>,
        method: DeliveryMethod,
        payment: PayOrder,
    ) -> OrderView {
        let command = PlaceOrder {
            items: items(lines),
            customer_id: customer.and_then(Actor::user_id),
            delivery_method: method,
            delivery_address: Some("1 Quay".to_owned()),
            payment: Some(payment),
            ..PlaceOrder::default()
        };
        self.by(&self.staff, move |tx, by| orders::place(tx, by, &command, now())).unwrap().order
    }

    pub(super) fn stepped(&self, id: OrderId, steps: &[Status]) {
        for step in steps {
            let command = ChangeStatus::to(*step);
            self.by(&self.staff, move |tx, by| orders::change_status(tx, by, id, &command, now())).unwrap();
        }
    }

    /// Brings a pickup to its customer.
    pub(super) fn brought(&self, id: OrderId) {
        self.stepped(id, &[Status::Processing, Status::Preparing, Status::Ready, Status::Delivered]);
    }

    pub(super) fn give_money_back(
        &self,
        by: &Actor,
        id: OrderId,
        command: &RefundOrder,
    ) -> Result<RefundedOrder> {
        let command = command.clone();
        self.by(by, move |tx, by| orders::refund(tx, by, id, &command, now()))
    }

    fn filled_wallet(&self, customer: &Actor, cents: i64) {
        let user = customer.user_id().unwrap();
        self.store
            .write(move |tx| {
                let (wallet, amount) = (Account::wallet_of(user), Money::minor(cents));
                let posting = Posting::new(tx.new_id::<kind::Posting>()).moving(
                    EntryKind::Deposit,
                    &Account::Demo,
                    &wallet,
                    amount,
                );
                let currency = store::settings::load_shop(tx)?.currency;
                store::ledger::post(tx, &[posting], currency, "test", now())
            })
            .unwrap();
    }
}

pub(super) fn refund_of(lines: &[(&OrderView, usize, u32)]) -> RefundOrder {
    let line = |(order, line, units): &(&OrderView, usize, u32)| RefundLine {
        item_id: order.items[*line].id,
        quantity: Quantity::try_from(i64::from(*units)).unwrap(),
        restock: None,
    };
    RefundOrder { lines: lines.iter().map(line).collect(), ..all("cold") }
}

pub(super) fn all(reason: &str) -> RefundOrder {
    RefundOrder { reason: reason.to_owned(), ..RefundOrder::default() }
}

fn code(result: Result<RefundedOrder>) -> String {
    refusal(result).code().to_owned()
}

fn fields(result: Result<RefundedOrder>) -> String {
    match refusal(result) {
        Refusal::InvalidInput { errors } => errors.0.into_keys().collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    }
}

const PICKUP: DeliveryMethod = DeliveryMethod::Pickup;

#[test]
fn what_was_delivered_and_is_given_back_whole_is_refunded() {
    let shop = Shop::open();
    let manager = shop.manager();
    let order = shop.sold_and_paid(&[(shop.soup, 2), (shop.tea, 1)], None, PICKUP, PayOrder::cash(None));
    shop.brought(order.id);
    let part = shop.give_money_back(&manager, order.id, &refund_of(&[(&order, 0, 1)])).unwrap();
    let given = part.refund.unwrap();
    assert_eq!((given.amount, given.lines[0].amount), (amount("4.95"), amount("4.95")));
    assert_eq!(
        (part.order.status, part.order.payment_status),
        (Status::Delivered, PaymentStatus::PartiallyRefunded)
    );
    let rest = shop.give_money_back(&manager, order.id, &all("all of it")).unwrap();
    assert_eq!((rest.order.status, rest.order.payment_status), (Status::Refunded, PaymentStatus::Refunded));
    assert_eq!((rest.order.refunded, rest.order.refund_reason.as_str()), (order.total, "all of it"));
    let history = shop.by(&manager, move |tx, by| orders::status_history(tx, by, order.id)).unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.to, last.note.as_str(), last.by.as_str()), (Status::Refunded, "all of it", "mina"));
    assert_eq!(shop.events("order.refunded"), 2);
    let known = shop.by(&manager, move |tx, by| orders::refunds(tx, by, order.id)).unwrap();
    assert_eq!(known, [given, rest.refund.unwrap()], "what was said then is what is listed");
    assert_eq!(code(shop.give_money_back(&manager, order.id, &all("again"))), "nothing_to_refund");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_part_of_what_is_still_to_come_leaves_the_order_where_it_stands() {
    let shop = Shop::open();
    let manager = shop.manager();
    let order = shop.sold_and_paid(&[(shop.soup, 4)], None, PICKUP, PayOrder::card(Some("T1".to_owned())));
    let back = shop.give_money_back(&manager, order.id, &refund_of(&[(&order, 0, 1)])).unwrap();
    assert_eq!((back.order.status, back.order.version), (Status::Pending, order.version + 1));
    let given = back.refund.unwrap();
    assert_eq!((given.payments[0].method, given.payments[0].reference.as_str()), (TenderMethod::Card, "T1"));
    assert!(given.lines[0].is_restocked, "the kitchen has not begun");
    assert_eq!(shop.counts(shop.soup), (7, 0));
    shop.brought(order.id);
    assert_eq!(shop.broken_law(), None);
}

#[rstest]
#[case::waste_unless_told(false, None, 6, false)]
#[case::shelf_for_all(true, None, 8, true)]
#[case::shelf_for_this_line(false, Some(true), 8, true)]
#[case::waste_for_this_line(true, Some(false), 6, false)]
fn what_the_kitchen_began_is_waste_or_goes_on_the_shelf(
    #[case] restock: bool,
    #[case] of_line: Option<bool>,
    #[case] on_hand: u32,
    #[case] told: bool,
) {
    let shop = Shop::open();
    let order = shop.sold_and_paid(&[(shop.soup, 4)], None, PICKUP, PayOrder::cash(None));
    shop.stepped(order.id, &[Status::Processing, Status::Preparing]);
    let mut command = RefundOrder { restock, ..refund_of(&[(&order, 0, 2)]) };
    command.lines[0].restock = of_line;
    let back = shop.give_money_back(&shop.manager(), order.id, &command).unwrap();
    assert_eq!(back.refund.unwrap().lines[0].is_restocked, told);
    assert_eq!(shop.counts(shop.soup), (on_hand, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_went_back_before_does_not_go_back_when_the_order_is_called_off() {
    let shop = Shop::open();
    let manager = shop.manager();
    let order = shop.sold_and_paid(&[(shop.soup, 4), (shop.tea, 1)], None, PICKUP, PayOrder::cash(None));
    shop.give_money_back(&manager, order.id, &refund_of(&[(&order, 0, 1)])).unwrap();
    let some = RefundOrder { amount: Some(amount("1.00")), ..all("late") };
    shop.give_money_back(&manager, order.id, &some).unwrap();
    assert_eq!(shop.counts(shop.soup), (7, 0));
    let (staff, cancel) =
        (shop.staff.clone(), CancelOrder { reason: Some("left".to_owned()), ..CancelOrder::default() });
    let id = order.id;
    let called_off = shop.by(&staff, move |tx, by| orders::cancel(tx, by, id, &cancel, now())).unwrap();
    assert_eq!(called_off.refund.unwrap().amount, amount("16.05"), "22.00 less 4.95 and 1.00");
    assert_eq!(called_off.order.refunded, order.total);
    assert_eq!(shop.counts(shop.soup), (10, 0));
    assert_eq!(code(shop.give_money_back(&manager, id, &all("more"))), "nothing_to_refund");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn goods_of_an_order_that_was_called_off_do_not_come_back_twice() {
    let shop = Shop::open();
    shop.with_fees();
    let manager = shop.manager();
    let order = shop.sold_and_paid(&[(shop.soup, 2)], None, DeliveryMethod::Delivery, PayOrder::card(None));
    shop.stepped(order.id, &[Status::Processing, Status::Preparing, Status::Ready, Status::Shipped]);
    // All but a part of the fee, for nothing in particular: the lines still count as not given back.
    let most = RefundOrder { amount: Some(amount("11.00")), ..all("very late") };
    shop.give_money_back(&manager, order.id, &most).unwrap();
    let (id, lines) = (order.id, vec![order.items[0].id]);
    let cancel =
        CancelOrder { reason: Some("lost".to_owned()), restock_items: lines, ..CancelOrder::default() };
    let kept = shop.by(&shop.staff, move |tx, by| orders::cancel(tx, by, id, &cancel, now())).unwrap();
    assert_eq!(kept.refund, None, "what is left is the fee, which was earned");
    assert_eq!(shop.counts(shop.soup), (10, 0));
    let fault = RefundOrder { shop_fault: true, restock: true, ..all("our fault after all") };
    let back = shop.give_money_back(&manager, id, &fault).unwrap();
    assert_eq!(back.refund.unwrap().delivery_fee, amount("1.90"));
    assert_eq!((back.order.status, back.order.refunded), (Status::Cancelled, order.total));
    assert_eq!(shop.counts(shop.soup), (10, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn the_delivery_fee_goes_back_once_and_only_when_it_was_the_shops_fault() {
    let shop = Shop::open();
    shop.with_fees();
    let manager = shop.manager();
    let order = shop.sold_and_paid(&[(shop.tea, 2)], None, DeliveryMethod::Delivery, PayOrder::card(None));
    assert_eq!(order.total, amount("7.40"));
    let one = shop.give_money_back(&manager, order.id, &refund_of(&[(&order, 0, 1)])).unwrap();
    assert_eq!(one.order.refunded, amount("2.20"));
    let fault = RefundOrder { shop_fault: true, ..refund_of(&[(&order, 0, 1)]) };
    let two = shop.give_money_back(&manager, order.id, &fault).unwrap();
    assert_eq!((two.refund.unwrap().delivery_fee, two.order.refunded), (amount("3.00"), order.total));
    let kept = shop.sold_and_paid(&[(shop.tea, 1)], None, DeliveryMethod::Delivery, PayOrder::card(None));
    let rest = shop.give_money_back(&manager, kept.id, &all("all but the way")).unwrap();
    assert_eq!(
        (rest.order.refunded, rest.order.payment_status),
        (amount("2.20"), PaymentStatus::PartiallyRefunded)
    );
    assert_eq!(code(shop.give_money_back(&manager, kept.id, &all("again"))), "nothing_to_refund");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_cannot_go_back_is_refused_and_changes_nothing() {
    let shop = Shop::open();
    let manager = shop.manager();
    let order = shop.sold_and_paid(&[(shop.soup, 2)], None, PICKUP, PayOrder::cash(None));
    let unpaid = shop.place(&[(shop.tea, 1)], None).unwrap().order;
    let before = (shop.counts(shop.soup), shop.rows("events"), shop.rows("ledger_entries"));
    let refund = |command: &RefundOrder| shop.give_money_back(&manager, order.id, command);
    let some = |text: &str| RefundOrder { amount: Some(amount(text)), ..all("x") };
    assert_eq!(fields(refund(&some("1.001"))), "amount");
    assert_eq!(fields(refund(&some("-1.00"))), "amount");
    assert_eq!(fields(refund(&some("0.00"))), "amount");
    assert_eq!(code(refund(&some("9.91"))), "refund_too_large");
    assert_eq!(code(refund(&refund_of(&[(&order, 0, 3)]))), "too_many_back");
    assert_eq!(fields(refund(&refund_of(&[(&unpaid, 0, 1)]))), "lines.0.item_id");
    assert_eq!(
        fields(refund(&RefundOrder { amount: Some(amount("1.00")), ..refund_of(&[(&order, 0, 1)]) })),
        "amount"
    );
    assert_eq!(fields(refund(&RefundOrder { to: RefundTo::Wallet, ..all("x") })), "to");
    assert_eq!(fields(refund(&all(&"x".repeat(501)))), "reason");
    assert_eq!(code(refund(&all(" \u{7} "))), "reason_required");
    assert_eq!(code(refund(&RefundOrder { version: Some(9), ..all("x") })), "stale_version");
    assert_eq!(code(refund(&RefundOrder { drawer: Some("bar".to_owned()), ..all("x") })), "drawer_closed");
    assert_eq!(code(shop.give_money_back(&manager, unpaid.id, &all("x"))), "not_refundable");
    assert_eq!(code(shop.give_money_back(&shop.staff, order.id, &all("x"))), "forbidden");
    assert_eq!(before, (shop.counts(shop.soup), shop.rows("events"), shop.rows("ledger_entries")));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn cash_goes_back_only_out_of_an_open_drawer() {
    let shop = Shop::open();
    let manager = shop.manager();
    let order = shop.sold_and_paid(&[(shop.tea, 1)], None, PICKUP, PayOrder::cash(None));
    let card = shop.sold_and_paid(&[(shop.tea, 1)], None, PICKUP, PayOrder::card(None));
    let close = "UPDATE cash_sessions SET closed_at = opened_at, closed_by = 'sara', expected = 100, counted = 100, \
                 over_short = 0, z_number = 1";
    shop.store.write(move |tx| store::db_execute_for_tests(tx, close)).unwrap();
    assert_eq!(code(shop.give_money_back(&manager, order.id, &all("x"))), "drawer_closed");
    shop.give_money_back(&manager, card.id, &all("x")).unwrap();
}

#[test]
fn a_line_that_was_free_goes_back_for_nothing_and_only_beside_others() {
    let shop = Shop::open();
    let manager = shop.manager();
    let whole = CouponForm::percentage("SOUP", amount("100.00"));
    shop.coupon(CouponForm { applicable_products: Some(vec![shop.soup]), ..whole });
    let lines = items(&[(shop.soup, 2), (shop.tea, 1)]);
    let command = PlaceOrder { items: lines, coupon_codes: vec!["SOUP".to_owned()], ..PlaceOrder::default() };
    let order = shop.by(&shop.staff, move |tx, by| orders::place(tx, by, &command, now())).unwrap().order;
    let id = order.id;
    shop.by(&shop.staff, move |tx, by| orders::pay(tx, by, id, &PayOrder::card(None), now())).unwrap();
    assert_eq!(
        code(shop.give_money_back(&manager, order.id, &refund_of(&[(&order, 0, 1)]))),
        "nothing_to_refund"
    );
    assert_eq!(shop.counts(shop.soup), (8, 0));
    let both = refund_of(&[(&order, 0, 2), (&order, 1, 1)]);
    let back = shop.give_money_back(&manager, order.id, &both).unwrap().refund.unwrap();
    assert_eq!(
        back.lines.iter().map(|line| line.amount).collect::<Vec<_>>(),
        [amount("0.00"), amount("2.20")]
    );
    assert_eq!(shop.counts(shop.soup), (10, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn money_goes_into_the_wallet_where_somebody_has_one() {
    let shop = Shop::open();
    let (manager, ada) = (shop.manager(), shop.person("ada", Role::Customer));
    let order = shop.sold_and_paid(&[(shop.tea, 2)], Some(&ada), PICKUP, PayOrder::cash(None));
    let to = RefundOrder { to: RefundTo::Wallet, ..refund_of(&[(&order, 0, 1)]) };
    let back = shop.give_money_back(&manager, order.id, &to).unwrap().refund.unwrap();
    assert_eq!((back.payments[0].method, back.payments[0].amount), (TenderMethod::Wallet, amount("-2.20")));
    assert_eq!(shop.rows("wallets WHERE balance = 220"), 1);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn only_those_who_see_an_order_see_its_refunds() {
    let shop = Shop::open();
    let (manager, ada) = (shop.manager(), shop.person("ada", Role::Customer));
    let stranger = shop.person("bob", Role::Customer);
    let id = shop.sold_and_paid(&[(shop.tea, 1)], Some(&ada), PICKUP, PayOrder::card(None)).id;
    shop.give_money_back(&manager, id, &all("x")).unwrap();
    assert_eq!(shop.by(&ada, move |tx, by| orders::refunds(tx, by, id)).unwrap().len(), 1);
    let refused = refusal(shop.by(&stranger, move |tx, by| orders::refunds(tx, by, id)));
    assert_eq!(refused, Refusal::not_found("order"));
}

/// One way of giving something back.
#[derive(Debug, Clone)]
enum Act {
    Lines(Vec<(usize, u32)>, bool),
    Amount(i64),
    Rest,
    Return(ReturnType, usize, u32, i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let kind = prop::sample::select(ReturnType::ALL);
    let act = prop_oneof![
        4 => (prop::collection::vec((0_usize..3, 1_u32..4), 1..3), any::<bool>())
            .prop_map(|(lines, shop_fault)| Act::Lines(lines, shop_fault)),
        2 => (1_i64..400).prop_map(Act::Amount),
        1 => Just(Act::Rest),
        4 => (kind, 0_usize..3, 1_u32..4, 0_i64..60)
            .prop_map(|(kind, line, units, less)| Act::Return(kind, line, units, less)),
    ];
    prop::collection::vec(act, 0..8)
}

struct Room {
    shop: Shop,
    manager: Actor,
    ada: Actor,
    bit: ProductId,
}

impl Room {
    fn open() -> Self {
        let shop = Shop::open();
        shop.with_fees();
        let menu = "name,category,price,stock\nBit,Food,0.33,9000\n";
        shop.store
            .write(move |tx| crate::flows::import::menu(tx, &Actor::System, menu.as_bytes(), false, now()))
            .unwrap();
        let products = shop.store.read(|tx| Ok(crate::flows::catalog::menu(tx)?.products)).unwrap();
        let bit = products.iter().find(|product| product.name == "Bit").unwrap().id;
        shop.moved(&MovementForm::restock(shop.soup, 900)).unwrap();
        let ada = shop.person("ada", Role::Customer);
        shop.filled_wallet(&ada, 1_000_000);
        Self { manager: shop.manager(), ada, bit, shop }
    }

    /// Delivered, with a fee and a tip; paid from the wallet, by card and in rounded cash.
    fn sold(&self) -> OrderView {
        let part = |method: TenderMethod, cents: Option<&str>| TenderRequest {
            amount: cents.map(amount),
            ..TenderRequest::whole(method)
        };
        let tenders = vec![
            part(TenderMethod::Cash, Some("3.33")),
            part(TenderMethod::Wallet, Some("4.01")),
            part(TenderMethod::Card, Some("2.17")),
            part(TenderMethod::Cash, None),
        ];
        let payment = PayOrder { tip: Some(amount("1.11")), ..PayOrder::with(tenders) };
        let lines = [(self.bit, 7), (self.shop.soup, 3), (self.shop.tea, 1)];
        let order = self.shop.sold_and_paid(&lines, Some(&self.ada), DeliveryMethod::Delivery, payment);
        let steps =
            [Status::Processing, Status::Preparing, Status::Ready, Status::Shipped, Status::Delivered];
        self.shop.stepped(order.id, &steps);
        order
    }

    /// What is refused changes nothing, and is no defect.
    fn does(&self, order: &OrderView, act: &Act) {
        let result = match act {
            Act::Lines(lines, shop_fault) => {
                let lines: Vec<_> = lines.iter().map(|(line, units)| (order, *line, *units)).collect();
                let command = RefundOrder { shop_fault: *shop_fault, ..refund_of(&lines) };
                self.shop.give_money_back(&self.manager, order.id, &command).map(drop)
            }
            Act::Amount(cents) => {
                let amount = Some(amount(&format!("{}.{:02}", cents / 100, cents % 100)));
                let command = RefundOrder { amount, ..all("some") };
                self.shop.give_money_back(&self.manager, order.id, &command).map(drop)
            }
            Act::Rest => self.shop.give_money_back(&self.manager, order.id, &all("rest")).map(drop),
            Act::Return(kind, line, units, less) => self.returns(order, *kind, *line, *units, *less),
        };
        if let Err(error) = result {
            assert!(matches!(error, crate::error::Error::Refused(_)), "{act:?}: {error:?}");
        }
    }

    fn returns(&self, order: &OrderView, kind: ReturnType, line: usize, units: u32, less: i64) -> Result<()> {
        let asked = self.shop.ask_return(&self.ada, &asking(order, kind, &[(line, units)]))?;
        let lower = crate::money::Currency::default().money(asked.refund_amount).unwrap().as_minor() - less;
        let lower = if kind == ReturnType::Return || less == 0 || lower <= 0 {
            None
        } else {
            Some(amount(&format!("{}.{:02}", lower / 100, lower % 100)))
        };
        let agreed = self.shop.agree_return(&self.manager, asked.id, lower).map(drop);
        let settled = agreed.and_then(|()| self.shop.settle_return(&self.manager, asked.id, kind));
        if settled.is_err() {
            // Whoever asked gives up, so that the next one may ask.
            let id = asked.id;
            let _ = self.shop.by(&self.ada, move |tx, by| crate::flows::returns::cancel(tx, by, id, now()));
        }
        settled
    }
}

#[test]
fn refunding_all_parts_in_any_split_is_what_was_paid() {
    let room = Room::open();
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let split = |acts: Vec<Act>| {
        let order = room.sold();
        for act in &acts {
            room.does(&order, act);
        }
        let fault = RefundOrder { shop_fault: true, ..all("all that is left") };
        match room.shop.give_money_back(&room.manager, order.id, &fault) {
            Ok(_) => {}
            refused => prop_assert_eq!(code(refused), "nothing_to_refund"),
        }
        let id = order.id;
        let end = room.shop.by(&room.manager, move |tx, by| orders::load(tx, by, id)).unwrap();
        prop_assert_eq!((end.refunded, end.status), (order.total, Status::Refunded));
        let all = room.shop.by(&room.manager, move |tx, by| orders::payments(tx, by, id)).unwrap();
        let currency = crate::money::Currency::default();
        let minor = |amount: Amount| currency.money(amount).unwrap().as_minor();
        let sum: i64 = all.iter().map(|payment| minor(payment.amount)).sum();
        prop_assert_eq!(sum, 0, "what came in went back");
        let cash = all.iter().filter(|payment| payment.method == TenderMethod::Cash);
        let cash: i64 = cash.map(|payment| minor(payment.amount) + minor(payment.rounding)).sum();
        prop_assert_eq!(cash, 0, "coin by coin");
        prop_assert_eq!(room.shop.broken_law(), None);
        Ok(())
    };
    runner.run(&acts(), split).unwrap();
}
