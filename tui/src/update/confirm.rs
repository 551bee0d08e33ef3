//! The answer to a question.

use super::arm;
use crate::action::ConfirmAct;
use crate::app::{Dialog, Model};
use crate::msg::Cmd;
use crate::screens::confirm::Confirm;
use crate::sell::Cart;

pub(super) fn perform(model: &mut Model, act: ConfirmAct) -> Vec<Cmd> {
    // A letter of a code must not take anything off the menu, nor an order away.
    let is_final = |question: &Confirm| {
        matches!(
            question,
            Confirm::DeleteProduct
                | Confirm::ParkFirst
                | Confirm::DiscardParked
                | Confirm::CouponOff
                | Confirm::CouponOn
                | Confirm::RemoveCoupon
        )
    };
    if act == ConfirmAct::Yes
        && matches!(model.dialogs.last(), Some(Dialog::Confirm(question)) if is_final(question))
    {
        return arm::arm(model, act);
    }
    answer(model, act)
}

/// Does what was answered.
pub(super) fn answer(model: &mut Model, act: ConfirmAct) -> Vec<Cmd> {
    let Some(Dialog::Confirm(question)) = model.dialogs.pop_if(|top| matches!(top, Dialog::Confirm(_)))
    else {
        return Vec::new();
    };
    match (act, question) {
        (ConfirmAct::No, _) => Vec::new(),
        (ConfirmAct::Yes, Confirm::HandOverUnpaid) => super::orders::advance_now(model),
        (ConfirmAct::Yes, Confirm::DeleteProduct) => super::product::delete(model),
        (ConfirmAct::Yes, Confirm::CouponOff | Confirm::CouponOn) => super::coupons::switch(model),
        (ConfirmAct::Yes, Confirm::RemoveCoupon) => super::coupons::remove(model),
        (ConfirmAct::Yes, Confirm::ParkFirst) => super::parked::park_first(model),
        (ConfirmAct::Yes, Confirm::DiscardParked) => super::parked::discard(model),
        (
            ConfirmAct::Yes,
            Confirm::QuitWithCart
            | Confirm::QuitWithKept
            | Confirm::QuitUnanswered
            | Confirm::QuitSending
            | Confirm::QuitCoupons
            | Confirm::QuitAlerts
            | Confirm::QuitErrand,
        ) => vec![Cmd::Quit],
        (ConfirmAct::Yes, Confirm::ClearCart) => {
            model.sell.step(Cart::default());
            model.tell("The cart is empty; Ctrl-Z brings it back.");
            Vec::new()
        }
    }
}
