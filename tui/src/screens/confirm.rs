//! A question before something that cannot be taken back.

use crate::action::Spec;
use crate::context::Context;
use crate::keys::Key;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirm {
    /// Empty the cart?
    ClearCart,
    /// Leave with something in the cart?
    QuitWithCart,
    /// Leave while orders are kept for people who left?
    QuitWithKept,
    /// Leave while it is not known whether a payment was taken?
    QuitUnanswered,
    /// Hand an order over that is not paid?
    HandOverUnpaid,
    /// Leave while a change of the stock is not answered?
    QuitSending,
    /// Take the product of the form below off the menu?
    DeleteProduct,
    /// Leave while a change of a coupon is not answered?
    QuitCoupons,
    /// Leave while what was done about an alert is not answered?
    QuitAlerts,
    /// Switch the selected coupon off?
    CouponOff,
    /// Switch it on?
    CouponOn,
    /// Take the selected coupon away?
    RemoveCoupon,
    /// Leave while something of the till is not answered?
    QuitErrand,
    /// Put the cart aside before another order comes up?
    ParkFirst,
    /// Throw an order away that was put aside?
    DiscardParked,
}

impl Confirm {
    /// The question, and what yes means.
    pub const fn question(self) -> &'static str {
        match self {
            Self::ClearCart => "Empty the cart? Ctrl-Z brings it back.",
            Self::HandOverUnpaid => "Hand it over? It is not paid yet.",
            Self::QuitSending => {
                "Quit? A change of the stock is not answered yet; look at it again afterwards."
            }
            Self::QuitCoupons => {
                "Quit? A change of a coupon is not answered yet; look at it again afterwards."
            }
            Self::QuitAlerts => {
                "Quit? What was done about an alert is not answered yet; look at it again afterwards."
            }
            Self::CouponOff => "Switch this coupon off? Nobody can use it until it is switched on again.",
            Self::CouponOn => "Switch this coupon on again?",
            Self::RemoveCoupon => {
                "Take this coupon away for good? Orders that used it keep what it took off."
            }
            Self::DeleteProduct => {
                "Take this product off the menu for good? Orders that refer to it keep it."
            }
            Self::QuitErrand => {
                "Quit? What was sent is not answered yet. It is written down and asked for at the next start."
            }
            Self::ParkFirst => "An order is on the screen. Put it aside first, then take the other one up?",
            Self::DiscardParked => "Throw the selected order away? Nobody can take it up afterwards.",
            Self::QuitWithCart => "Quit? The cart is not kept.",
            Self::QuitWithKept => "Quit? Orders that are kept for people who left are lost.",
            Self::QuitUnanswered => {
                "Quit? A payment is not answered yet. It is written down and asked for at the next start."
            }
        }
    }
}

/// What can be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConfirmAct {
    /// Do it.
    Yes,
    /// Leave it.
    No,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    vec![
        Spec::new(Context::Confirm, ConfirmAct::Yes, "confirm.yes", "Yes, do it")
            .key(Key::char('y'))
            .key(Key::ENTER)
            .hint("yes")
            .help_only(),
        Spec::new(Context::Confirm, ConfirmAct::No, "confirm.no", "No, leave it")
            .key(Key::ESC)
            .key(Key::char('n'))
            .hint("no")
            .help_only(),
    ]
}
