//! What reaches `update` and what it asks for: [`Msg`] in, [`Cmd`] out. Both are plain data, so a day at the
//! counter can be replayed in a test.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use comanda_core::id::UserId;
use comanda_core::wire::{MenuView, PaidOrder, Secret, UserView};
use crossterm::event::KeyEvent;

use crate::action::Action;
use crate::journal::Pending;
use crate::live::{LiveCmd, LiveMsg, LiveWake};
use crate::screens::alerts::{AlertsCmd, AlertsMsg, AlertsWake};
use crate::screens::coupons::{CouponsCmd, CouponsMsg, CouponsWake};
use crate::screens::customers::{CustomersCmd, CustomersMsg, CustomersWake};
use crate::screens::login::pin::Offer;
use crate::screens::money::{Errand, MoneyMsg};
use crate::screens::orders::{OrdersCmd, OrdersMsg, OrdersWake};
use crate::screens::product::{ProductCmd, ProductMsg};
use crate::screens::stock::{StockCmd, StockMsg, StockWake};
use crate::screens::till::{TillCmd, TillMsg, TillWake};
use crate::trouble::Trouble;

/// Something that happened. Times count from the start of the program.
#[derive(Debug, Clone)]
pub enum Msg {
    /// A key went down.
    Key(KeyEvent, Duration),
    /// A click or the wheel asks for this.
    Act(Action),
    /// Somebody is at the till, with mouse or keys.
    Input(Duration),
    /// The terminal handed over a text as a whole.
    Paste(String),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The wall clock shows a new minute.
    Minute(DateTime<Utc>),
    /// The quiet time after a key that takes money has passed; the number says which key.
    Quiet(u64),
    /// It is time to ask for the lost answer with this key again.
    CheckAgain(String),
    /// The payment with this key has been on its way long enough to be shown.
    Late(String),
    /// The quiet time after a key that chooses has passed; the number says which key.
    Armed(u64),
    /// The time after which a till that nobody is at locks itself is over at this moment of the program; the
    /// number says which watch rang.
    Idle(u64, Duration),
    /// Whoever waits for the next attempt to sign in has waited a second more.
    Second,
    /// The shop can be reached, and these payments were begun here before and never answered.
    Opened(Vec<Pending>),
    /// The shop in this process did not start.
    NotOpened(String),
    /// Somebody signed in, or could not.
    SignedIn(Result<Box<UserView>, Trouble>),
    /// Who may sign in by PIN, or why that is not known.
    People(Result<Offer, Trouble>),
    /// The menu came, or did not.
    Menu(Result<Arc<MenuView>, Trouble>),
    /// The order with this key was placed and paid, or not.
    Placed(String, Result<Box<PaidOrder>, Trouble>),
    /// The journal could not be written: nothing was sent.
    NotJournalled(String, String),
    /// For the Orders screen.
    Orders(OrdersMsg),
    /// For the Customers screen.
    Customers(CustomersMsg),
    /// For the Stock screen.
    Stock(StockMsg),
    /// About coupons.
    Coupons(CouponsMsg),
    /// For the form of a product.
    Product(ProductMsg),
    /// For the dialog that sent for money.
    Money(MoneyMsg),
    /// About wallets, orders that are put aside and drawers.
    Till(TillMsg),
    /// For the Alerts screen.
    Alerts(AlertsMsg),
    /// What is heard of the shop.
    Live(LiveMsg),
    /// The machine or the person at it wants the program to end.
    Stop,
    /// A task of the program broke down.
    Crashed,
}

/// Something to be done outside.
#[derive(Debug, Clone, PartialEq)]
pub enum Cmd {
    /// Sign in.
    SignIn {
        /// The user name.
        username: String,
        /// The password.
        password: Secret,
    },
    /// Sign in by PIN.
    SignInByPin {
        /// Who.
        user: UserId,
        /// The PIN.
        pin: Secret,
    },
    /// Ask who may sign in by PIN.
    LoadPeople,
    /// Forget the session.
    SignOut,
    /// Ask for the menu.
    LoadMenu,
    /// Write the payment down, then place and pay.
    Place(Box<Pending>),
    /// Strike it out: its answer is known.
    Settle(String),
    /// Post this message after a while.
    After(Duration, Wake),
    /// Ring the bell.
    Bell,
    /// Draw every cell again.
    Repaint,
    /// Take or release the mouse.
    Mouse(bool),
    /// Of the Orders screen.
    Orders(OrdersCmd),
    /// Of the Customers screen.
    Customers(CustomersCmd),
    /// About coupons.
    Coupons(CouponsCmd),
    /// Of the Stock screen.
    Stock(StockCmd),
    /// Of the form of a product.
    Product(ProductCmd),
    /// Give money back, or take it in.
    Money(Box<Errand>),
    /// About wallets, orders that are put aside and drawers.
    Till(TillCmd),
    /// Of the Alerts screen.
    Alerts(AlertsCmd),
    /// To hear of the shop.
    Live(LiveCmd),
    /// Leave.
    Quit,
}

/// What a timer says when it rings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wake {
    /// [`Msg::Quiet`].
    Quiet(u64),
    /// [`Msg::CheckAgain`].
    CheckAgain(String),
    /// [`Msg::Late`].
    Late(String),
    /// [`Msg::Armed`].
    Armed(u64),
    /// [`Msg::Idle`].
    Idle(u64, Duration),
    /// [`Msg::Second`].
    Second,
    /// [`OrdersMsg::Woke`].
    Orders(OrdersWake),
    /// [`CustomersMsg::Woke`].
    Customers(CustomersWake),
    /// [`StockMsg::Woke`].
    Stock(StockWake),
    /// [`CouponsMsg::Woke`].
    Coupons(CouponsWake),
    /// [`MoneyMsg::Again`].
    Money(String),
    /// [`TillMsg::Woke`].
    Till(TillWake),
    /// [`AlertsMsg::Woke`].
    Alerts(AlertsWake),
    /// [`LiveMsg::Woke`].
    Live(LiveWake),
}

impl From<Wake> for Msg {
    fn from(wake: Wake) -> Self {
        match wake {
            Wake::Quiet(number) => Self::Quiet(number),
            Wake::CheckAgain(key) => Self::CheckAgain(key),
            Wake::Late(key) => Self::Late(key),
            Wake::Armed(number) => Self::Armed(number),
            Wake::Idle(number, at) => Self::Idle(number, at),
            Wake::Second => Self::Second,
            Wake::Money(key) => Self::Money(MoneyMsg::Again(key)),
            Wake::Till(wake) => Self::Till(TillMsg::Woke(wake)),
            Wake::Alerts(wake) => Self::Alerts(AlertsMsg::Woke(wake)),
            Wake::Live(wake) => Self::Live(LiveMsg::Woke(wake)),
            Wake::Coupons(wake) => Self::Coupons(CouponsMsg::Woke(wake)),
            Wake::Stock(wake) => Self::Stock(StockMsg::Woke(wake)),
            Wake::Customers(wake) => Self::Customers(CustomersMsg::Woke(wake)),
            Wake::Orders(wake) => Self::Orders(OrdersMsg::Woke(wake)),
        }
    }
}
