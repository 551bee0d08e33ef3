//! What the counter asks the shop for besides sales and lists: the customer's wallet, orders that are put aside, cash
//! drawers. What changes something is an [`Errand`]: one at a time, under one key for as long as its answer is not
//! known, and whatever it is about stays on the till until that answer is here.

use comanda_core::id::{CashSessionId, ParkedId, UserId};
use comanda_core::money::{Currency, Money};
use comanda_core::wire::cash::{CashMove, CashMovementView};
use comanda_core::wire::{
    CashReportView, CashSessionView, CloseDrawer, MoveCash, OpenDrawer, Page, ParkOrder, ParkedView,
    WalletView,
};

use serde::{Deserialize, Serialize};

use crate::action::Spec;
use crate::app::Model;
use crate::context::Context;
use crate::journal::Entry;
use crate::keys::Key;
use crate::screens::drawer::closing;
use crate::screens::form::FormDialog;
use crate::trouble::Trouble;

/// What a form of the till is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TillForm {
    /// One part of a split payment.
    Part {
        /// What is left to pay.
        told: String,
    },
    /// What is given on top.
    Tip {
        /// What the offered amounts are.
        told: String,
    },
    /// What to find an order by that is put aside.
    Park {
        /// What it is called when nothing is typed.
        usual: String,
    },
    /// Counting a drawer before it is opened.
    Open {
        /// The currency it is counted in.
        currency: Currency,
    },
    /// Moving cash by hand.
    Move {
        /// Of which session.
        session: CashSessionId,
        /// What is done.
        kind: CashMove,
        /// The currency of it.
        currency: Currency,
    },
    /// Counting a drawer to close it.
    Close {
        /// Which session.
        session: CashSessionId,
        /// What should be in it, as far as the till knows.
        expected: Money,
        /// The currency it is counted in.
        currency: Currency,
        /// Enter was pressed once: the next one closes it.
        is_sure: bool,
    },
}

impl TillForm {
    /// What the lines of `form` come to so far.
    pub fn told(&self, form: &FormDialog) -> String {
        match self {
            Self::Part { told } | Self::Tip { told } => told.clone(),
            Self::Park { usual } => format!("Nothing typed: {usual}"),
            Self::Open { .. } => "Count the notes and coins that lie in it now.".to_owned(),
            Self::Move { kind, .. } => match kind {
                CashMove::PayIn => "What is put into the drawer: small change, a loan.",
                CashMove::PayOut => "What is taken out to pay for something; say for what.",
                CashMove::Drop => "What is brought from the drawer to the safe.",
            }
            .to_owned(),
            Self::Close { expected, currency, is_sure, .. } => {
                closing::told(form, *expected, *currency, *is_sure)
            }
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Put an order aside.
    Park(Box<ParkOrder>),
    /// Take it up again.
    Recall(ParkedId),
    /// Throw it away.
    Discard(ParkedId),
    /// Open a drawer.
    Open(OpenDrawer),
    /// Move cash by hand.
    Move(CashSessionId, MoveCash),
    /// Count and close a drawer.
    Close(CashSessionId, CloseDrawer),
}

/// Something on its way to the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// Its idempotency key, by which the answer is known again too.
    pub key: String,
    /// Whose key it is: only the same account may ask with it.
    pub username: String,
    /// What is to be done.
    pub deed: Deed,
}

impl Entry for Errand {
    const FOLDER: &'static str = "errands";
    fn key(&self) -> &str {
        &self.key
    }
}

/// What the shop made of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The order is put aside.
    Parked(ParkedView),
    /// This order is back.
    Recalled(ParkedView),
    /// This order is thrown away.
    Discarded(ParkedId),
    /// The drawer is open.
    Opened(CashSessionView),
    /// The cash was moved.
    Moved(CashMovementView),
    /// The drawer is closed; its Z report.
    Closed(CashReportView),
}

/// An errand that is not answered yet.
#[derive(Debug, Clone)]
pub struct Sending {
    /// What was sent.
    pub errand: Errand,
    /// How many answers were lost; the same request is repeated.
    pub lost: u32,
    /// It has been on its way long enough to be shown.
    pub is_late: bool,
    /// Once the order is put aside, this one is taken up.
    pub then: Option<ParkedId>,
}

/// What the till asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TillCmd {
    /// What a customer's wallet holds.
    Purse(UserId),
    /// The orders that were put aside.
    Parked,
    /// How the open drawer stands; the number comes back with it.
    Drawer(u64),
    /// A page of the sessions.
    Sessions(u64, u32),
    /// The report of a session.
    Report(CashSessionId),
    /// Write it down, then change something.
    Do(Box<Errand>),
    /// Strike it out: its answer is known.
    Settle(String),
}

/// Answers to what the till asked for.
#[derive(Debug, Clone)]
pub enum TillMsg {
    /// These were begun here in an earlier run and never answered.
    Unanswered(Vec<Errand>),
    /// What a customer's wallet holds.
    Purse(UserId, Result<WalletView, Trouble>),
    /// The orders that were put aside.
    Parked(Result<Box<Page<ParkedView>>, Trouble>),
    /// How the open drawer stands; none: none is open.
    Drawer(u64, Result<Option<Box<CashReportView>>, Trouble>),
    /// A page of the sessions.
    Sessions(u64, u32, Result<Box<Page<CashSessionView>>, Trouble>),
    /// The report of a session.
    Report(CashSessionId, Result<Box<CashReportView>, Trouble>),
    /// What became of the errand with this key.
    Done(String, Result<Box<Outcome>, Trouble>),
    /// A timer rang.
    Woke(TillWake),
}

/// Which timer of the till rang.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TillWake {
    /// The errand with this key has been on its way long enough to be shown.
    Late(String),
    /// It is time to ask for the lost answer with this key again.
    Again(String),
}

/// What can be done while an errand is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TillAct {
    /// Ask for the lost answer now.
    AskNow,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let is_lost = |model: &Model| model.errand.as_ref().is_some_and(|sending| sending.lost > 0);
    vec![
        Spec::new(Context::Waiting, TillAct::AskNow, "till.ask_now", "Ask for the lost answer now")
            .key(Key::ENTER)
            .hint("ask again now")
            .when(is_lost)
            .help_only(),
    ]
}
