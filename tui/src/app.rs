//! The state of the whole program. `update` is the only one to change it, `view` only reads it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use comanda_core::actor::{Actor, Permission};
use comanda_core::wire::UserView;

use crate::action::Action;
use crate::journal::Pending;
use crate::live::Live;
use crate::printer::Printer;
use crate::screens::alerts::Alerts;
use crate::screens::commands::Commands;
use crate::screens::confirm::Confirm;
use crate::screens::coupons::Coupons;
use crate::screens::coupons::dialog::CouponDialog;
use crate::screens::coupons::stats::StatsDialog;
use crate::screens::customers::Customers;
use crate::screens::customers::wallet::WalletDialog;
use crate::screens::drawer::Drawer;
use crate::screens::form::FormDialog;
use crate::screens::lock::{HandOver, Kept, Lock};
use crate::screens::login::LoginForm;
use crate::screens::login::pin::Roster;
use crate::screens::login::waits::Waits;
use crate::screens::money::Awaited;
use crate::screens::options::OptionsDialog;
use crate::screens::orders::Orders;
use crate::screens::orders::cancel::CancelDialog;
use crate::screens::orders::receipt::ReceiptDialog;
use crate::screens::orders::refund::RefundDialog;
use crate::screens::orders::returns::ReturnsDialog;
use crate::screens::parked::{Parked, ParkedDialog};
use crate::screens::sell::Sell;
use crate::screens::sold_out::SoldOutDialog;
use crate::screens::stock::Stock;
use crate::screens::stock::history::History;
use crate::screens::stock::query::Query;
use crate::screens::stock::receive::ReceiveDialog;
use crate::screens::tender::Tender;
use crate::screens::till::{Errand, Sending};
use crate::sell::{Menu, ScanGuard};
use crate::theme::Theme;

/// Which shop the counter sells for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// The demo shop inside this process.
    Demo,
    /// The server at this address.
    Server(String),
}

/// How the shop can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// It is being opened; there is nothing to ask yet.
    Opening,
    /// The last request was answered.
    Open,
    /// The last request was not answered.
    Lost,
    /// It could not be opened, and why.
    Failed(String),
}

/// The screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Who is selling?
    Login,
    /// Taking orders.
    Sell,
    /// The orders of the day.
    Orders,
    /// Who buys here.
    Customers,
    /// What is in the house.
    Stock,
    /// The codes there are.
    Coupons,
    /// The cash.
    Drawer,
    /// What staff should know.
    Alerts,
}

/// What lies over the screen; the last one has the keys.
#[derive(Debug, Clone)]
pub enum Dialog {
    /// Nobody is signed in over work that was begun: it hides whatever lies below.
    Locked(Lock),
    /// Somebody signed in where somebody else left an order.
    HandOver(HandOver),
    /// What becomes of the order of whoever signs out?
    SignOut {
        /// Why what was asked for is not done.
        problem: Option<String>,
    },
    /// Choices of a product.
    Options(OptionsDialog),
    /// A few lines of text.
    Form(FormDialog),
    /// Taking payment.
    Tender(Box<Tender>),
    /// A question.
    Confirm(Confirm),
    /// Why is the order cancelled?
    CancelOrder(Box<CancelDialog>),
    /// What is given back of an order?
    Refund(Box<RefundDialog>),
    /// The receipt of an order.
    Receipt(Box<ReceiptDialog>),
    /// What customers want to give back.
    Returns(Box<ReturnsDialog>),
    /// A deposit, or a correction of a wallet.
    Wallet(Box<WalletDialog>),
    /// A code on the order, or why one does not count.
    Coupon(Box<CouponDialog>),
    /// What a coupon came to.
    CouponStats(Box<StatsDialog>),
    /// A delivery is written down.
    Receive(Box<ReceiveDialog>),
    /// The movements of a product.
    History(Box<History>),
    /// Until when is something sold out?
    SoldOut(SoldOutDialog),
    /// The orders that are put aside.
    Parked(ParkedDialog),
    /// Something was sent; nothing else is done until it is answered.
    Waiting,
    /// Help or the palette.
    Commands(Box<Commands>),
    /// The screens that the key after `g` goes to.
    Goto,
}

/// How serious a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know; gone with the next key.
    Info,
    /// Something was not done; stays until the next key that does something.
    Problem,
}

/// One sentence above the hints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// How serious it is.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// Names for idempotency keys: one random name for this run of the program and a count.
#[derive(Debug, Clone)]
pub struct KeySource {
    run: String,
    made: u64,
}

impl KeySource {
    /// Keys that begin with `run`, which no other run of any till has.
    pub const fn new(run: String) -> Self {
        Self { run, made: 0 }
    }

    /// The next key, never made before.
    pub fn next_key(&mut self) -> String {
        self.made += 1;
        format!("{}-{:06}", self.run, self.made)
    }
}

/// What must come back when the keys of the last moments turn out to be a scan.
#[derive(Debug, Clone)]
pub struct BeforeBurst {
    /// The sale.
    pub sell: Sell,
    /// The dialogs.
    pub dialogs: Vec<Dialog>,
    /// The sign-in form.
    pub login: LoginForm,
    /// What is looked for on the Stock screen.
    pub query: Query,
    /// The screen.
    pub screen: Screen,
}

/// A choice by a letter that counts once no scanner types on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Armed {
    /// Numbers them; a ring for an earlier one counts for nothing.
    pub number: u64,
    /// The choice, until another key comes.
    pub action: Option<Action>,
}

/// The state of the whole program.
#[derive(Debug, Clone)]
pub struct Model {
    /// Which shop.
    pub place: Place,
    /// Whether it can be reached.
    pub link: Link,
    /// Who is signed in.
    pub staff: Option<UserView>,
    /// What can be sold, once it came.
    pub menu: Option<Menu>,
    /// The screen below all dialogs.
    pub screen: Screen,
    /// What lies over it.
    pub dialogs: Vec<Dialog>,
    /// The sign-in form.
    pub login: LoginForm,
    /// Who has to wait before the next attempt to sign in.
    pub waits: Waits,
    /// The sale.
    pub sell: Sell,
    /// Orders that wait for somebody to sign in again, the oldest first.
    pub kept: Vec<Kept>,
    /// The Orders screen.
    pub orders: Orders,
    /// The Customers screen.
    pub customers: Customers,
    /// The Coupons screen.
    pub coupons: Coupons,
    /// The Stock screen.
    pub stock: Stock,
    /// The orders that are put aside.
    pub parked: Parked,
    /// The Drawer screen.
    pub drawer: Drawer,
    /// The Alerts screen.
    pub alerts: Alerts,
    /// What is heard of the shop without asking.
    pub live: Live,
    /// What was sent besides payments and is not answered yet.
    pub errand: Option<Sending>,
    /// The same of earlier runs.
    pub begun: Vec<Errand>,
    /// What is to be told.
    pub notice: Option<Notice>,
    /// The wall clock, to the minute.
    pub now: DateTime<Utc>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// How it looks.
    pub theme: Theme,
    /// Whether the program has the mouse.
    pub mouse: bool,
    /// Tells scans from typing.
    pub scan: ScanGuard,
    /// When somebody was last at the till; counts from the start of the program.
    pub last_input: Duration,
    /// The watch that locks a till nobody is at; a ring of another one counts for nothing.
    pub watch: u64,
    /// The choice that is taken once no scanner types on.
    pub armed: Armed,
    /// What a scan must undo.
    pub before_burst: Option<Box<BeforeBurst>>,
    /// Where idempotency keys come from.
    pub keys: KeySource,
    /// Payments of earlier runs that were never answered.
    pub unanswered: Vec<Pending>,
    /// Money that goes back or is paid in and whose answer is not known yet.
    pub money: Option<Awaited>,
    /// Where receipts come out; none: nowhere.
    pub printer: Option<Printer>,
    /// Keys pressed while a payment was on its way; they belong to the next sale.
    pub typed_ahead: Vec<(crossterm::event::KeyEvent, Duration)>,
}

/// What a fresh [`Model`] depends on.
#[derive(Debug, Clone)]
pub struct Start {
    /// Which shop.
    pub place: Place,
    /// True when the till has a key of its own, so that people sign in by PIN.
    pub is_keyed: bool,
    /// How it looks.
    pub theme: Theme,
    /// The wall clock.
    pub now: DateTime<Utc>,
    /// A name that no other run of any till has.
    pub run: String,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
}

impl Model {
    /// The program as it starts: the sign-in form, while the shop is being opened.
    pub fn new(start: Start) -> Self {
        let roster = if start.is_keyed { Roster::Awaited } else { Roster::NoKey };
        Self {
            login: LoginForm::of(&start.place, roster),
            waits: Waits::default(),
            place: start.place,
            link: Link::Opening,
            staff: None,
            menu: None,
            screen: Screen::Login,
            dialogs: Vec::new(),
            sell: Sell::default(),
            kept: Vec::new(),
            orders: Orders::default(),
            customers: Customers::default(),
            coupons: Coupons::default(),
            stock: Stock::default(),
            parked: Parked::default(),
            drawer: Drawer::default(),
            alerts: Alerts::default(),
            live: Live::default(),
            errand: None,
            begun: Vec::new(),
            notice: None,
            now: start.now,
            size: start.size,
            theme: start.theme,
            mouse: true,
            scan: ScanGuard::default(),
            last_input: Duration::ZERO,
            watch: 0,
            armed: Armed::default(),
            before_burst: None,
            keys: KeySource::new(start.run),
            unanswered: Vec::new(),
            money: None,
            printer: None,
            typed_ahead: Vec::new(),
        }
    }

    /// Tells something that is good to know.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { tone: Tone::Info, text: text.into() });
    }

    /// Tells what was not done, and what to do about it.
    pub fn warn(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice { tone: Tone::Problem, text: text.into() });
    }

    /// Whether whoever is signed in may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.staff.as_ref().is_some_and(|user| {
            let actor = Actor::User { id: user.id, username: user.username.clone(), role: user.role };
            actor.may(permission)
        })
    }

    /// The lock over the work that was begun, if there is one.
    pub fn lock(&self) -> Option<&Lock> {
        self.dialogs.iter().rev().find_map(|dialog| match dialog {
            Dialog::Locked(lock) => Some(lock),
            _ => None,
        })
    }

    /// The tender dialog, if there is one.
    pub fn tender(&self) -> Option<&Tender> {
        self.dialogs.iter().rev().find_map(|dialog| match dialog {
            Dialog::Tender(tender) => Some(&**tender),
            _ => None,
        })
    }

    /// The same, to be changed.
    pub fn tender_mut(&mut self) -> Option<&mut Tender> {
        self.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
            Dialog::Tender(tender) => Some(&mut **tender),
            _ => None,
        })
    }
}
