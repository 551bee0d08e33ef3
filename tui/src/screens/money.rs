//! Money that goes back or is paid in, on its way to the shop: an order that is called off, a refund, a deposit, a
//! correction. One at a time; the dialog it comes from stays until its answer is known. It has one key for as
//! long as that takes, so that nothing is given or taken twice.

use comanda_core::id::{OrderId, ReturnId, UserId};
use comanda_core::wire::returns::{ApproveReturn, CompleteReturn, ReceiveReturn, RejectReturn};
use comanda_core::wire::{
    AdjustWallet, CancelOrder, FundWallet, RefundOrder, RefundView, RefundedOrder, ReturnView, Transacted,
};

use crate::action::Spec;
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::trouble::Trouble;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Call an order off.
    Cancel(OrderId, CancelOrder),
    /// Give money of an order back.
    Refund(OrderId, RefundOrder),
    /// Take a deposit of a customer.
    Deposit(UserId, FundWallet),
    /// Correct a customer's balance.
    Adjust(UserId, AdjustWallet),
    /// Take a return a step further.
    Return(ReturnId, ReturnDeed),
}

/// What is done with a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReturnDeed {
    /// Agree to it, or to less of it.
    Approve(ApproveReturn),
    /// Do not agree.
    Reject(RejectReturn),
    /// The goods are back.
    Receive(ReceiveReturn),
    /// Pay back what was agreed to.
    PayBack(CompleteReturn),
}

/// It, under the key by which its answer is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Its idempotency key.
    pub key: String,
    /// What is to be done.
    pub deed: Deed,
}

/// What the shop made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The order afterwards, and what went back.
    Order(Box<RefundedOrder>),
    /// The balance afterwards.
    Wallet(Transacted),
    /// The return afterwards, and what went back for it just now.
    Return(Box<ReturnView>, Option<Box<RefundView>>),
}

/// Where an errand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Its answer is on its way.
    Sent,
    /// The answer was lost this many times; the same request is repeated.
    Checking(u32),
}

/// An errand that is not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Awaited {
    /// What was sent.
    pub errand: Errand,
    /// Whose key it is: only the same account may ask with it.
    pub by: String,
    /// Where it stands.
    pub phase: Phase,
}

/// What comes in about it.
#[derive(Debug, Clone)]
pub enum MoneyMsg {
    /// The answer to the errand with this key.
    Done(String, Result<Box<Outcome>, Trouble>),
    /// It is time to ask for the lost answer with this key again.
    Again(String),
}

/// What can be done while an answer is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MoneyAct {
    /// Ask for the lost answer now.
    CheckNow,
    /// Count a drawer and open it: cash goes in and out of an open one.
    CountDrawer,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let checking = |model: &Model| {
        model.money.as_ref().is_some_and(|sending| matches!(sending.phase, Phase::Checking(_)))
    };
    let mut rows = vec![
        Spec::new(Context::Asking, MoneyAct::CheckNow, "money.check", "Ask for the lost answer now")
            .key(Key::ENTER)
            .hint("ask again now")
            .when(checking)
            .help_only(),
    ];
    let contexts = [
        Context::CancelOrder,
        Context::Refund,
        Context::RefundReason,
        Context::Returns,
        Context::TopUp,
        Context::TopUpWords,
    ];
    rows.extend(contexts.map(|context| {
        Spec::new(context, MoneyAct::CountDrawer, "money.count_drawer", "Count a drawer and open it")
            .key(Key::f(7))
            .help_only()
    }));
    rows
}
