//! The Orders screen: the orders of the day, one of them whole, and its next step. What it remembers, and
//! what it asks of the shop; what can be done on it is in `acts`.

mod acts;
pub mod back;
pub mod cancel;
pub mod query;
pub mod receipt;
pub mod refund;
pub mod returns;

use std::time::Duration;

use comanda_core::id::OrderId;
use comanda_core::money::Amount;
use comanda_core::orders::Status;
use comanda_core::wire::{
    ChangeStatus, HistoryEntryView, OrderView, Page, PaymentView, RefundView, ReturnView,
};

use crate::field::Field;
use crate::screens::paged::{Paged, Pane};
use crate::trouble::Trouble;
use query::{Group, Question, Sort};

pub use acts::{OrdersAct, actions, by_keyboard};

/// The longest search, in characters.
const MAX_SEARCH: usize = 60;
/// How long the selection rests before the rest of the order is asked for.
pub const LOOK_AFTER: Duration = Duration::from_millis(60);

/// All that is known of one order.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The order.
    pub order: OrderView,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentView>,
    /// What went back, oldest first.
    pub refunds: Vec<RefundView>,
    /// The way it went, oldest first.
    pub history: Vec<HistoryEntryView>,
}

/// What the Orders screen remembers.
#[derive(Debug, Clone)]
pub struct Orders {
    /// Which orders.
    pub group: Group,
    /// In which order.
    pub sort: Sort,
    /// Words to look for.
    pub search: Field,
    /// The words are being typed.
    pub is_searching: bool,
    /// What the shop answered.
    pub list: Paged<OrderView>,
    /// The screen was opened for the orders of one customer: back leads to the customers.
    pub is_of_customer: bool,
    /// What the arrows move.
    pub pane: Pane,
    /// Lines of the detail above its upper edge.
    pub scroll: usize,
    /// All of the order that was looked at last.
    pub whole: Option<Whole>,
    /// The order whose change is not answered yet.
    pub changing: Option<OrderId>,
    /// Orders that came in and that nobody here has seen yet, each with the number of its news.
    pub news: Vec<(OrderId, u64)>,
    /// The step that is taken once no scanner types on.
    pub armed: Option<u64>,
    /// Numbers the questions and the timers; an answer or a ring that is not the latest counts for nothing.
    pub latest: u64,
}

impl Default for Orders {
    fn default() -> Self {
        Self {
            group: Group::default(),
            sort: Sort::default(),
            search: Field::new(MAX_SEARCH),
            is_searching: false,
            is_of_customer: false,
            list: Paged::default(),
            pane: Pane::default(),
            scroll: 0,
            whole: None,
            changing: None,
            news: Vec::new(),
            armed: None,
            latest: 0,
        }
    }
}

impl Orders {
    /// The next number for a question or a timer.
    pub const fn next_number(&mut self) -> u64 {
        self.latest += 1;
        self.latest
    }

    /// Forgets everything but the numbers: a late answer must not be taken for a new one.
    pub fn forget(&mut self) {
        *self = Self { latest: self.latest + 1, ..Self::default() };
    }

    /// Payments and history of the selected order, when they are here.
    pub fn whole(&self) -> Option<&Whole> {
        let selected = self.list.row()?.id;
        self.whole.as_ref().filter(|whole| whole.order.id == selected)
    }

    /// The selected order may be changed now: it is here and no change of it is on its way.
    fn free(&self) -> Option<&OrderView> {
        self.list.row().filter(|order| self.changing != Some(order.id))
    }

    /// Where the selected order naturally goes next.
    pub fn next_step(&self) -> Option<Status> {
        natural(self.free()?)
    }

    /// True when the selected order can be cancelled.
    pub fn may_cancel(&self) -> bool {
        self.free().is_some_and(|order| order.allowed_transitions.contains(&Status::Cancelled))
    }

    /// True when money of the selected order can go back.
    pub fn may_refund(&self) -> bool {
        self.free().is_some_and(refund::may_refund)
    }

    /// True when money can be taken for the selected order.
    pub fn may_pay(&self) -> bool {
        self.free().is_some_and(|order| {
            order.due != Amount::default() && !matches!(order.status, Status::Cancelled | Status::Refunded)
        })
    }
}

/// Where an order naturally goes next: the step that is no end to it.
pub fn natural(order: &OrderView) -> Option<Status> {
    order
        .allowed_transitions
        .iter()
        .copied()
        .find(|status| !matches!(status, Status::Cancelled | Status::Refunded))
}

/// Which timer of the Orders screen rang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrdersWake {
    /// The selection rested.
    Look(u64),
    /// The fingers rested.
    Search(u64),
    /// The answer takes long.
    Long(u64),
    /// No scanner typed on.
    Advance(u64),
}

/// Answers to what the Orders screen asked for.
#[derive(Debug, Clone)]
pub enum OrdersMsg {
    /// The page that this question asked for.
    Listed(u64, u32, Result<Box<Page<OrderView>>, Trouble>),
    /// All of an order.
    Looked(OrderId, Result<Box<Whole>, Trouble>),
    /// The order after the change that was asked for.
    Changed(Box<Change>, Result<Box<OrderView>, Trouble>),
    /// The receipt of this order, as wide as it was asked for.
    Receipt(OrderId, Result<String, Trouble>),
    /// The returns that are open; the number is that of the question.
    Returns(u64, Result<Vec<ReturnView>, Trouble>),
    /// The receipt came out of the printer, or why not.
    Printed(Box<Print>, Result<(), Unprinted>),
    /// A timer rang.
    Woke(OrdersWake),
}

/// What the Orders screen asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrdersCmd {
    /// A page; the number comes back with it.
    List(u64, Question),
    /// All of an order.
    Look(OrderId),
    /// A step of an order.
    Change(Box<Change>),
    /// The receipt of an order, so many characters wide.
    Receipt(OrderId, u8),
    /// The returns that are open.
    Returns(u64),
    /// Print a receipt.
    Print(Box<Print>),
}

/// A receipt on its way to the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// Its idempotency key: the same key is the same print.
    pub key: String,
    /// Of which order.
    pub id: OrderId,
    /// The number people call it by.
    pub number: String,
}

/// Why a receipt did not come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unprinted {
    /// The shop did not make one.
    Shop(Trouble),
    /// The printer did not take it; a sentence with what to do.
    Printer(String),
}

/// A step of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which order.
    pub id: OrderId,
    /// The number people call out.
    pub number: String,
    /// What is asked for.
    pub change: ChangeStatus,
}
