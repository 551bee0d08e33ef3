//! The locked till: who left it, the orders that are kept for people who left, and the two dialogs about
//! that: handing an order over, and signing out.

use chrono::{DateTime, Utc};
use comanda_core::id::UserId;
use comanda_core::wire::UserView;

use crate::action::Spec;
use crate::context::Context;
use crate::keys::Key;
use crate::people;
use crate::screens::sell::Sell;

/// The most orders that are kept for people who left.
pub const MOST_KEPT: usize = 20;

/// Why nobody is signed in over work that was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was asked for.
    Asked,
    /// Nobody pressed anything for a while.
    Idle,
    /// The server ended the session.
    SessionEnded,
}

/// The till is locked: nothing of the shop is shown until somebody signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// Who was signed in.
    pub by: UserId,
    /// What they are called.
    pub name: String,
    /// The name they sign in with.
    pub username: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why.
    pub why: Why,
}

impl Lock {
    /// After `user` left at `since`.
    pub fn of(user: &UserView, since: DateTime<Utc>, why: Why) -> Self {
        let name = people::called(&user.first_name, &user.last_name, &user.username);
        Self { by: user.id, name, username: user.username.clone(), since, why }
    }
}

/// An order that waits for somebody to sign in again.
#[derive(Debug, Clone)]
pub struct Kept {
    /// For whom.
    pub of: UserId,
    /// The sale as it was left.
    pub sell: Sell,
}

/// Somebody signed in where somebody else left an order.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// Who signed in.
    pub user: Box<UserView>,
    /// Why what was asked for is not done.
    pub problem: Option<String>,
}

/// What becomes of the order that somebody else left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HandOverAct {
    /// Go on with it.
    Take,
    /// Keep it for whoever left it, and begin a new one.
    Keep,
    /// Sign out again.
    Cancel,
}

/// What becomes of one's own order at signing out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignOutAct {
    /// Keep it until one signs in again.
    Keep,
    /// Empty it.
    Empty,
    /// Stay.
    Stay,
}

/// Their rows of the registry.
pub fn actions() -> Vec<Spec> {
    let hand_over = |act, id, label| Spec::new(Context::HandOver, act, id, label).help_only();
    let sign_out = |act, id, label| Spec::new(Context::SignOut, act, id, label).help_only();
    vec![
        hand_over(HandOverAct::Take, "hand_over.take", "Go on with the order")
            .key(Key::ENTER)
            .hint("take it over"),
        hand_over(HandOverAct::Keep, "hand_over.keep", "Keep it for whoever left it; begin a new one")
            .key(Key::char('k'))
            .hint("keep it"),
        hand_over(HandOverAct::Cancel, "hand_over.cancel", "Sign out again").key(Key::ESC).hint("sign out"),
        sign_out(SignOutAct::Keep, "sign_out.keep", "Keep the order until you sign in again")
            .key(Key::ENTER)
            .key(Key::char('k'))
            .hint("keep it"),
        sign_out(SignOutAct::Empty, "sign_out.empty", "Empty the order").key(Key::char('e')).hint("empty it"),
        sign_out(SignOutAct::Stay, "sign_out.stay", "Stay signed in").key(Key::ESC).hint("stay"),
    ]
}
