//! What a coupon came to: its uses, and what they gave and brought.

use comanda_core::id::CouponId;
use comanda_core::wire::coupons::CouponStats;
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::context::Context;
use crate::keys::Key;

/// The dialog.
#[derive(Debug, Clone)]
pub struct StatsDialog {
    /// Of which coupon.
    pub of: CouponId,
    /// Its code.
    pub code: String,
    /// What the shop told, or why it did not; none before the answer.
    pub told: Option<Result<CouponStats, String>>,
    /// Lines above its upper edge.
    pub scroll: usize,
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatsAct {
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// Ask the shop again.
    Refresh,
    /// Close it.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::CouponStats, act, id, label).help_only();
    vec![
        row(StatsAct::Down, "coupon_stats.down", "A line down").key(Key::named(KeyCode::Down)).hint("more"),
        row(StatsAct::Up, "coupon_stats.up", "A line up").key(Key::named(KeyCode::Up)),
        row(StatsAct::Refresh, "coupon_stats.refresh", "Ask the shop again")
            .key(Key::char('R'))
            .key(Key::ctrl('r')),
        row(StatsAct::Leave, "coupon_stats.leave", "Back to the coupons")
            .key(Key::ESC)
            .key(Key::char('s'))
            .hint("back"),
    ]
}
