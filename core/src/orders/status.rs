//! The workflow: which step may follow which.

use super::{DeliveryMethod, Status};
use crate::refusal::Refusal;

/// What asking for a status comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It stands there already.
    Same,
    /// It goes there.
    To(Status),
}

/// The steps that may follow `from`. `Refunded` is reached by refunding, not by a step.
pub const fn next(from: Status, method: DeliveryMethod) -> &'static [Status] {
    use Status::{Cancelled, Delivered, Pending, Preparing, Processing, Ready, Refunded, Shipped};
    match (from, method) {
        (Pending, _) => &[Processing, Cancelled],
        (Processing, _) => &[Preparing, Cancelled],
        (Preparing, _) => &[Ready, Cancelled],
        (Ready, DeliveryMethod::Delivery) => &[Shipped, Cancelled],
        (Ready, DeliveryMethod::Pickup) | (Shipped, _) => &[Delivered, Cancelled],
        (Delivered | Cancelled | Refunded, _) => &[],
    }
}

/// What asking to go `from` → `to` comes to, or why it may not.
pub fn change(from: Status, to: Status, method: DeliveryMethod) -> Result<Change, Refusal> {
    let allowed = next(from, method);
    match to {
        _ if from == to => Ok(Change::Same),
        _ if allowed.contains(&to) => Ok(Change::To(to)),
        _ => Err(Refusal::InvalidTransition { from, to, allowed: allowed.to_vec() }),
    }
}

/// True where an order can have gone `from` → `to`: by a step, or by giving back all that was paid for what was
/// delivered.
pub fn may_follow(from: Status, to: Status, method: DeliveryMethod) -> bool {
    next(from, method).contains(&to) || (from, to) == (Status::Delivered, Status::Refunded)
}

/// True once the kitchen has started: what is cancelled from here on is waste.
pub const fn is_started(status: Status) -> bool {
    matches!(status, Status::Preparing | Status::Ready | Status::Shipped | Status::Delivered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pickup_is_handed_over_and_delivery_is_shipped_first() {
        let pickup = next(Status::Ready, DeliveryMethod::Pickup);
        let delivery = next(Status::Ready, DeliveryMethod::Delivery);
        assert!(pickup.contains(&Status::Delivered) && !pickup.contains(&Status::Shipped));
        assert!(delivery.contains(&Status::Shipped) && !delivery.contains(&Status::Delivered));
    }

    #[test]
    fn asking_for_where_it_stands_changes_nothing() {
        for status in Status::ALL {
            assert_eq!(change(*status, *status, DeliveryMethod::Pickup), Ok(Change::Same));
        }
    }

    #[test]
    fn a_refusal_names_the_steps_that_would_do() {
        let refusal = change(Status::Pending, Status::Ready, DeliveryMethod::Pickup).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "An order that is pending cannot become ready; next: processing, cancelled."
        );
    }

    proptest! {
        #[test]
        fn no_walk_skips_a_step_or_leaves_an_end(
            walk in prop::collection::vec(prop::sample::select(Status::ALL), 0..40),
            delivery in any::<bool>(),
        ) {
            let method = if delivery { DeliveryMethod::Delivery } else { DeliveryMethod::Pickup };
            let mut at = Status::Pending;
            for to in walk {
                if let Ok(Change::To(next)) = change(at, to, method) {
                    prop_assert!(!matches!(at, Status::Delivered | Status::Cancelled | Status::Refunded));
                    prop_assert!(next == Status::Cancelled || next > at);
                    prop_assert!(next != Status::Refunded);
                    prop_assert!(!(next == Status::Shipped && method == DeliveryMethod::Pickup));
                    at = next;
                }
            }
        }
    }
}
