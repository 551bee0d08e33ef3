//! The dialog about codes at the till: one is typed or taken of those that take the most off, and one that does not
//! count is explained rule by rule with the way out.

use comanda_core::coupons::CouponCode;
use comanda_core::wire::coupons::AppliedCouponView;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::app::{Dialog, Model};
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::sell::coupons::why::Why;

/// The dialog.
#[derive(Debug, Clone)]
pub struct CouponDialog {
    /// The code that is typed.
    pub typed: Field,
    /// The codes that take the most off, once the shop told; none where it is slow.
    pub best: Vec<AppliedCouponView>,
    /// The one of those that Enter takes; none: what is typed.
    pub selected: Option<usize>,
    /// The question for the best ones that counts.
    pub number: u64,
    /// The code whose answer is awaited.
    pub asked: Option<CouponCode>,
    /// What does not work yet.
    pub problem: Option<String>,
    /// What is explained; none: a code is typed.
    pub why: Option<Why>,
    /// Lines of the explanation above its upper edge.
    pub scroll: usize,
    /// It is about a coupon that is being written and is not the shop's yet.
    pub is_draft: bool,
}

impl Default for CouponDialog {
    fn default() -> Self {
        Self {
            typed: Field::new(*CouponCode::LENGTHS.end()),
            best: Vec::new(),
            selected: None,
            number: 0,
            asked: None,
            problem: None,
            why: None,
            scroll: 0,
            is_draft: false,
        }
    }
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CouponAct {
    /// Put the typed or the selected code on the order.
    Take,
    /// Select the next of the best codes.
    NextBest,
    /// Select the one before.
    PreviousBest,
    /// Put this one of the best on the order.
    TakeBest(usize),
    /// Do what is suggested.
    Mend,
    /// Put the explained code on the order.
    Apply,
    /// Take the explained code off the order.
    TakeOff,
    /// Explain the next code of the order.
    NextCode,
    /// Type another code.
    Another,
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// Back to the order.
    Leave,
}

/// The dialog, where it has the keys.
pub fn opened(model: &Model) -> Option<&CouponDialog> {
    match model.dialogs.last() {
        Some(Dialog::Coupon(dialog)) => Some(&**dialog),
        _ => None,
    }
}

fn why(model: &Model) -> Option<&Why> {
    let dialog = opened(model).filter(|dialog| !dialog.is_draft)?;
    dialog.why.as_ref()
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = typing();
    rows.extend(explaining());
    rows
}

fn typing() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::Coupon, act, id, label).help_only();
    let has_best = |model: &Model| opened(model).is_some_and(|dialog| !dialog.best.is_empty());
    vec![
        row(CouponAct::Take, "coupon.take", "Put the typed or the selected code on the order")
            .key(Key::ENTER)
            .hint("use it"),
        row(CouponAct::NextBest, "coupon.next_best", "The next of the codes that take the most off")
            .key(Key::named(KeyCode::Down))
            .hint("best")
            .when(has_best),
        row(CouponAct::PreviousBest, "coupon.previous_best", "The one before")
            .key(Key::named(KeyCode::Up))
            .when(has_best),
        row(CouponAct::Leave, "coupon.leave", "Back to the order").key(Key::ESC).hint("back"),
    ]
}

fn explaining() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::CouponWhy, act, id, label).help_only();
    vec![
        row(CouponAct::Mend, "coupon.mend", "Do what is suggested, so that the code counts")
            .key(Key::char('a'))
            .hint("do what is suggested")
            .when(|model| why(model).is_some_and(Why::can_be_mended)),
        row(CouponAct::Apply, "coupon.apply", "Put the code on the order")
            .key(Key::ENTER)
            .hint("use it")
            .when(|model| why(model).is_some_and(|why| why.is_valid && !why.is_placed)),
        row(CouponAct::TakeOff, "coupon.take_off", "Take the code off the order")
            .key(Key::named(KeyCode::Delete))
            .key(Key::ctrl('k'))
            .hint("take it off")
            .when(|model| why(model).is_some_and(|why| why.is_placed)),
        row(CouponAct::NextCode, "coupon.next_code", "The next code of the order")
            .key(Key::named(KeyCode::Tab))
            .hint("next code")
            .when(|model| why(model).is_some() && model.sell.cart.codes.len() > 1),
        row(CouponAct::Another, "coupon.another", "Another code; typing one begins it, too")
            .key(Key::f(6))
            .hint("another code")
            .when(|model| why(model).is_some()),
        row(CouponAct::Down, "coupon.down", "A line down").key(Key::named(KeyCode::Down)),
        row(CouponAct::Up, "coupon.up", "A line up").key(Key::named(KeyCode::Up)),
        row(CouponAct::Leave, "coupon.leave_why", "Back to the order").key(Key::ESC).hint("back"),
    ]
}
