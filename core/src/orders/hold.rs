//! How long an unpaid order holds its goods: somebody who ordered and went away keeps them from nobody for long.
//! Called when an order is placed; `flows::orders::expire_unpaid` calls off those whose time is up.

use chrono::{DateTime, Duration, Utc};

use super::{Order, PaymentStatus, Source};

/// For how many minutes an unpaid order holds its goods; `None`: as long as it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldMinutes {
    /// Of customers' own devices and of other systems.
    pub web: Option<u32>,
    /// Of self-service screens.
    pub kiosk: Option<u32>,
    /// Of staff.
    pub counter: Option<u32>,
}

impl Default for HoldMinutes {
    /// A quarter of an hour, ten minutes at a kiosk; at the counter staff know what they do.
    fn default() -> Self {
        Self { web: Some(15), kiosk: Some(10), counter: None }
    }
}

impl HoldMinutes {
    const fn of(&self, source: Source) -> Option<u32> {
        match source {
            Source::Web | Source::Integrator => self.web,
            Source::Kiosk => self.kiosk,
            Source::Counter => self.counter,
        }
    }
}

/// When `order`, as it was just placed, must be paid. One that holds nothing waits for good, and so does one that
/// was paid in part: whoever took that money sees to the rest.
pub fn until(order: &Order, holds: &HoldMinutes) -> Option<DateTime<Utc>> {
    let is_unpaid = order.payment_status() == PaymentStatus::Pending && order.paid.is_zero();
    let holds_goods = order.lines.iter().any(|line| line.reserved > 0);
    if !is_unpaid || !holds_goods {
        return None;
    }
    let minutes = holds.of(order.source)?;
    order.created_at.checked_add_signed(Duration::minutes(minutes.into()))
}
