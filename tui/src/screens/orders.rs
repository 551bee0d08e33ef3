//! The Orders screen: the orders of the day, one of them whole, and its next step. What it remembers, what it
//! asks of the shop, and what can be done on it.

pub mod cancel;
pub mod list;
pub mod query;

use std::time::Duration;

use comanda_core::id::OrderId;
use comanda_core::money::Amount;
use comanda_core::orders::Status;
use comanda_core::wire::{ChangeStatus, HistoryEntryView, OrderView, Page, PaymentView};
use crossterm::event::KeyCode;

use crate::action::{Action, Spec};
use crate::app::Model;
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::screens::commands;
use crate::trouble::Trouble;
use list::List;
use query::{Group, Question, Sort};

/// The longest search, in characters.
const MAX_SEARCH: usize = 60;
/// How long the selection rests before the rest of the order is asked for.
pub const LOOK_AFTER: Duration = Duration::from_millis(60);
/// How long the fingers rest before a search is sent.
pub const SEARCH_AFTER: Duration = Duration::from_millis(90);
/// How long an answer may take before people are told that it is awaited.
pub const LONG: Duration = Duration::from_millis(150);

/// What the arrows move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The selection.
    #[default]
    List,
    /// The text of the order.
    Detail,
}

/// All that is known of one order.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The order.
    pub order: OrderView,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentView>,
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
    pub list: List,
    /// What the arrows move.
    pub pane: Pane,
    /// Lines of the detail above its upper edge.
    pub scroll: usize,
    /// All of the order that was looked at last.
    pub whole: Option<Whole>,
    /// The order whose change is not answered yet.
    pub changing: Option<OrderId>,
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
            list: List::default(),
            pane: Pane::default(),
            scroll: 0,
            whole: None,
            changing: None,
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

    /// Payments and history of the selected order, when they are here.
    pub fn whole(&self) -> Option<&Whole> {
        let selected = self.list.order()?.id;
        self.whole.as_ref().filter(|whole| whole.order.id == selected)
    }

    /// The selected order may be changed now: it is here and no change of it is on its way.
    fn free(&self) -> Option<&OrderView> {
        self.list.order().filter(|order| self.changing != Some(order.id))
    }

    /// Where the selected order naturally goes next.
    pub fn next_step(&self) -> Option<Status> {
        natural(self.free()?)
    }

    /// True when the selected order can be cancelled.
    pub fn may_cancel(&self) -> bool {
        self.free().is_some_and(|order| order.allowed_transitions.contains(&Status::Cancelled))
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

/// What can be done on the Orders screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrdersAct {
    /// The row or the line above.
    Up,
    /// The row or the line below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first order.
    First,
    /// To the last order.
    Last,
    /// Select the row at this place; when it is selected already, open it.
    Select(usize),
    /// Read the selected order.
    Open,
    /// One layer back.
    Back,
    /// Type words to look for.
    Search,
    /// Keep what was found.
    SearchDone,
    /// Forget the words.
    SearchCancel,
    /// The next group.
    NextGroup,
    /// This group.
    Group(Group),
    /// The other end of the list first.
    Sort,
    /// To the natural next step.
    Advance,
    /// Ask why it is cancelled.
    Cancel,
    /// Take money for what is due.
    Pay,
    /// Ask the shop again.
    Refresh,
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

/// The rows of a list that fit on a terminal with this many rows: all but header, notice, hints, the box,
/// the tabs and the names of the columns.
pub const fn visible_rows(terminal_rows: u16) -> usize {
    terminal_rows.saturating_sub(7) as usize
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = steps();
    rows.extend(moving());
    rows.push(commands::help(Context::Orders));
    rows.extend(finding());
    rows.extend(cancel::actions());
    rows
}

fn row(act: OrdersAct, id: &'static str, label: &'static str) -> Spec {
    Spec::new(Context::Orders, act, id, label)
}

fn steps() -> Vec<Spec> {
    vec![
        row(OrdersAct::Advance, "orders.advance", "To the next step of the order")
            .key(Key::char('r'))
            .hint("next step")
            .when(|model| model.orders.next_step().is_some()),
        row(OrdersAct::Pay, "orders.pay", "Take payment for the order")
            .key(Key::char('p'))
            .key(Key::f(9))
            .hint("pay")
            .when(|model| model.orders.may_pay()),
        row(OrdersAct::Cancel, "orders.cancel", "Cancel the order, with a reason")
            .key(Key::char('x'))
            .hint("cancel")
            .when(|model| model.orders.may_cancel()),
    ]
}

fn finding() -> Vec<Spec> {
    let find = |act, id, label| Spec::new(Context::OrdersFind, act, id, label).help_only();
    vec![
        row(OrdersAct::Search, "orders.search", "Search by number or name")
            .key(Key::char('/'))
            .key(Key::f(2))
            .hint("search"),
        row(OrdersAct::NextGroup, "orders.group", "In work, today, ready, unpaid")
            .key(Key::char('f'))
            .hint("filter"),
        row(OrdersAct::Sort, "orders.sort", "Newest or oldest first").key(Key::char('o')).hint("sort"),
        row(OrdersAct::Refresh, "orders.refresh", "Ask the shop again")
            .key(Key::char('R'))
            .key(Key::ctrl('r'))
            .hint("refresh"),
        find(OrdersAct::SearchDone, "orders.search_done", "Keep what was found").key(Key::ENTER).hint("keep"),
        find(OrdersAct::Down, "orders.search_down", "The order below").key(Key::named(KeyCode::Down)),
        find(OrdersAct::Up, "orders.search_up", "The order above").key(Key::named(KeyCode::Up)),
        find(OrdersAct::SearchCancel, "orders.search_cancel", "Forget the search")
            .key(Key::ESC)
            .hint("forget"),
    ]
}

fn moving() -> Vec<Spec> {
    let has_rows = |model: &Model| !model.orders.list.rows.is_empty();
    let go = |act, id, label| row(act, id, label).when(has_rows).help_only();
    vec![
        go(OrdersAct::Open, "orders.open", "Read the whole order")
            .key(Key::ENTER)
            .key(Key::named(KeyCode::Right))
            .hint("open")
            .when(|model| !model.orders.list.rows.is_empty() && model.orders.pane == Pane::List),
        row(OrdersAct::Back, "orders.back", "Back: to the list, then without the search, then to Sell")
            .key(Key::ESC)
            .key(Key::named(KeyCode::Left))
            .hint("back")
            .help_only(),
        go(OrdersAct::Up, "orders.up", "The order or the line above")
            .key(Key::named(KeyCode::Up))
            .key(Key::char('k')),
        go(OrdersAct::Down, "orders.down", "The order or the line below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j')),
        go(OrdersAct::PageUp, "orders.page_up", "A screenful up").key(Key::named(KeyCode::PageUp)),
        go(OrdersAct::PageDown, "orders.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' ')),
        go(OrdersAct::First, "orders.first", "The first order").key(Key::named(KeyCode::Home)),
        go(OrdersAct::Last, "orders.last", "The last order").key(Key::named(KeyCode::End)),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Orders(OrdersAct::Select(_)) => Action::Orders(OrdersAct::Open),
        Action::Orders(OrdersAct::Group(_)) => Action::Orders(OrdersAct::NextGroup),
        other => other,
    }
}
