//! A day of trade: orders are placed, paid, moved along and called off in any order, and the counts and the
//! money stay right after every step.

use std::collections::BTreeMap;

use comanda_core::catalog::{Product, Shop};
use comanda_core::coupons::Claim;
use comanda_core::id::{PaymentId, ProductId};
use comanda_core::money::Money;
use comanda_core::orders::cancel::{self, Goods, Leftover};
use comanda_core::orders::place::{Wish, basket};
use comanda_core::orders::refund::{self, Way};
use comanda_core::orders::status::{self, Change};
use comanda_core::orders::tender::{self, Tender};
use comanda_core::orders::{DeliveryMethod, Order, OrderLine, Payment, PaymentStatus, Status, TenderMethod};
use comanda_core::quantity::Quantity;
use comanda_core::stock::{self, Movement, MovementKind};
use proptest::prelude::*;

use crate::samples::{counted, noon, order, product, product_id};

const PRODUCTS: usize = 3;

#[derive(Debug, Clone)]
enum Act {
    Place { lines: Vec<(usize, i64)> },
    Pay { order: usize, part: Option<i64> },
    Move { order: usize, to: Status },
}

fn an_act() -> impl Strategy<Value = Act> {
    let lines = prop::collection::vec((0..=PRODUCTS, 1_i64..4), 1..4);
    let which = 0_usize..6;
    prop_oneof![
        lines.prop_map(|lines| Act::Place { lines }),
        (which.clone(), prop::option::of(1_i64..900)).prop_map(|(order, part)| Act::Pay { order, part }),
        (which, prop::sample::select(Status::ALL)).prop_map(|(order, to)| Act::Move { order, to }),
    ]
}

/// The shop's books, kept as the store keeps them: each rule's decision is written down and nothing else.
struct Books {
    shop: Shop,
    /// Some are counted, the last one is not.
    products: Vec<Product>,
    movements: Vec<Movement>,
    orders: Vec<Order>,
    payments: Vec<Payment>,
}

impl Books {
    fn open() -> Self {
        let mut products: Vec<Product> = (0..PRODUCTS).map(|number| counted(number, 6)).collect();
        products.push(product(PRODUCTS, 450));
        let restock =
            |number| Movement { product: product_id(number), kind: MovementKind::Restock, quantity: 6 };
        let movements = (0..PRODUCTS).map(restock).collect();
        Self { shop: Shop::default(), products, movements, orders: vec![], payments: vec![] }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Place { lines } => self.place(lines),
            Act::Pay { order, part } if *order < self.orders.len() => self.pay(*order, *part),
            Act::Move { order, to } if *order < self.orders.len() => self.advance(*order, *to),
            Act::Pay { .. } | Act::Move { .. } => {}
        }
    }

    fn place(&mut self, lines: &[(usize, i64)]) {
        let wishes: Vec<Wish<'_>> = lines
            .iter()
            .map(|(number, quantity)| Wish {
                product: &self.products[*number],
                quantity: Quantity::try_from(*quantity).unwrap(),
                options: &[],
            })
            .collect();
        let Ok(basket) = basket(&self.shop, &wishes, &Claim::NONE, DeliveryMethod::Pickup, noon()) else {
            return;
        };
        let order = order(self.orders.len(), &self.shop, &wishes, &basket);
        for line in &order.lines {
            self.count(line.product, 0, i64::from(line.reserved));
        }
        self.orders.push(order);
    }

    fn pay(&mut self, index: usize, part: Option<i64>) {
        let order = &mut self.orders[index];
        if tender::require_payable(order).is_err() {
            return;
        }
        let tender = Tender {
            method: TenderMethod::Cash,
            amount: part.map(Money::minor),
            tendered: None,
            reference: String::new(),
        };
        let Ok(taken) = tender::settle(order.due(), Money::ZERO, &[tender], &self.shop) else { return };
        for part in taken {
            order.paid += part.amount;
            let id = PaymentId::from_uuid(uuid::Uuid::from_u128(self.payments.len() as u128));
            self.payments.push(payment(id, order, part.amount, None));
        }
        if order.payment_status() == PaymentStatus::Paid {
            self.sell(index);
        }
    }

    fn advance(&mut self, index: usize, to: Status) {
        let order = &self.orders[index];
        let Ok(Change::To(to)) = status::change(order.status, to, order.delivery_method) else { return };
        match to {
            Status::Preparing => self.sell(index),
            Status::Cancelled => self.cancel(index),
            _ => {}
        }
        self.orders[index].status = to;
    }

    fn sell(&mut self, index: usize) {
        let order = &mut self.orders[index];
        let sold = stock::wanted(order.lines.iter().map(|line| (line.product, line.reserved)));
        order.lines.iter_mut().for_each(|line| line.reserved = 0);
        for (product, quantity) in sold.into_iter().filter(|(_, quantity)| *quantity > 0) {
            let quantity = -i64::from(quantity);
            self.count(product, quantity, quantity);
            self.movements.push(Movement { product, kind: MovementKind::Sale, quantity });
        }
    }

    fn cancel(&mut self, index: usize) {
        let order = &self.orders[index];
        let back: Vec<(ProductId, Goods)> =
            order.lines.iter().map(|line| (line.product, goods(order, line))).collect();
        let mine: Vec<Payment> = self.payments.iter().filter(|p| p.order == order.id).cloned().collect();
        for (product, goods) in back {
            match goods {
                Goods::Release { quantity } => self.count(product, 0, -i64::from(quantity)),
                Goods::Move(movements) => {
                    for movement in movements {
                        self.count(product, movement.quantity, 0);
                        self.movements.push(movement);
                    }
                }
                Goods::Untracked => {}
            }
        }
        let order = &mut self.orders[index];
        order.lines.iter_mut().for_each(|line| line.reserved = 0);
        for part in refund::by_tender(&mine, order.paid - order.refunded, Way::Origin, &self.shop) {
            order.refunded += part.amount;
            let id = PaymentId::from_uuid(uuid::Uuid::from_u128(self.payments.len() as u128));
            self.payments.push(payment(id, order, -part.amount, Some(part.of)));
        }
    }

    /// Changes counts as the conditional writes of the store do: never below zero, never below a promise.
    fn count(&mut self, id: ProductId, on_hand: i64, reserved: i64) {
        let product = self.products.iter_mut().find(|product| product.id == id).unwrap();
        let Some(stock) = &mut product.stock else {
            assert_eq!((on_hand, reserved), (0, 0), "what is not counted is not moved");
            return;
        };
        let changed = |count: u32, by: i64| u32::try_from(i64::from(count) + by).unwrap();
        stock.on_hand = changed(stock.on_hand, on_hand);
        stock.reserved = changed(stock.reserved, reserved);
        assert!(stock.reserved <= stock.on_hand, "{stock:?}");
    }

    fn require_laws(&self) {
        let mut promised: BTreeMap<ProductId, u32> = BTreeMap::new();
        for line in self.orders.iter().flat_map(|order| &order.lines) {
            *promised.entry(line.product).or_default() += line.reserved;
        }
        for product in &self.products {
            let moved: i64 =
                self.movements.iter().filter(|m| m.product == product.id).map(|m| m.quantity).sum();
            let stock = product.stock.unwrap_or_default();
            assert_eq!(i64::from(stock.on_hand), moved, "on hand is the sum of movements");
            assert_eq!(
                stock.reserved,
                promised.get(&product.id).copied().unwrap_or(0),
                "promises are orders'"
            );
        }
        for order in &self.orders {
            let mine = || self.payments.iter().filter(|payment| payment.order == order.id);
            let came: Money = mine().map(|p| p.amount).filter(|amount| !amount.is_negative()).sum();
            let went: Money = mine().map(|p| p.amount).filter(|amount| amount.is_negative()).sum();
            assert_eq!((order.paid, order.refunded), (came, -went), "payments are the order's");
            assert!(order.refunded <= order.paid && order.paid <= order.total);
            let gone = order.status >= Status::Preparing || order.payment_status() == PaymentStatus::Paid;
            let keeps_some = order.lines.iter().any(|line| line.reserved > 0);
            assert!(!(gone && keeps_some), "what is paid or prepared has left the counts");
            if order.status == Status::Cancelled {
                assert_eq!((order.paid - order.refunded, order.due()), (Money::ZERO, Money::ZERO));
            }
        }
    }
}

fn goods(order: &Order, line: &OrderLine) -> Goods {
    cancel::goods(order, line, line.quantity.get(), Leftover::Waste)
}

fn payment(id: PaymentId, order: &Order, amount: Money, refund_of: Option<PaymentId>) -> Payment {
    Payment {
        id,
        order: order.id,
        method: TenderMethod::Cash,
        amount,
        rounding: Money::ZERO,
        tip: Money::ZERO,
        tendered: amount,
        reference: String::new(),
        refund_of,
        refund: None,
        taken_by: "counter".to_owned(),
        created_at: noon(),
    }
}

proptest! {
    #[test]
    fn counts_and_money_are_right_after_every_step(acts in prop::collection::vec(an_act(), 1..60)) {
        let mut books = Books::open();
        for act in &acts {
            books.act(act);
            books.require_laws();
        }
    }
}

#[test]
fn cancelling_before_the_kitchen_starts_restores_and_afterwards_wastes() {
    use MovementKind::{Return, Sale, Waste};

    let all = |status| Act::Move { order: 0, to: status };
    let place = Act::Place { lines: vec![(0, 2), (0, 1), (1, 1)] };
    let pay = Act::Pay { order: 0, part: None };
    let on_hand = |acts: &[Act]| {
        let mut books = Books::open();
        for act in acts {
            books.act(act);
            books.require_laws();
        }
        let kinds: Vec<MovementKind> = books.movements.iter().skip(PRODUCTS).map(|m| m.kind).collect();
        (books.products[0].stock.unwrap().on_hand, kinds)
    };
    let cancel = all(Status::Cancelled);
    assert_eq!(on_hand(&[place.clone(), cancel.clone()]), (6, vec![]));
    let (left, kinds) = on_hand(&[place.clone(), pay.clone(), cancel.clone()]);
    assert_eq!((left, kinds), (6, vec![Sale, Sale, Return, Return, Return]));
    let started = [place, all(Status::Processing), all(Status::Preparing), cancel];
    let (left, kinds) = on_hand(&started);
    assert_eq!((left, kinds), (3, vec![Sale, Sale, Return, Waste, Return, Waste, Return, Waste]));
}

#[test]
fn the_lines_of_one_product_are_taken_together() {
    let mut books = Books::open();
    books.place(&[(0, 3), (1, 1), (0, 4)]);
    assert!(books.orders.is_empty(), "7 of 6 were promised");
    books.place(&[(0, 3), (1, 1), (0, 3)]);
    assert_eq!(books.orders.len(), 1);
}
