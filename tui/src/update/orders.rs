//! The Orders screen.

use crate::action::OrdersAct;
use crate::app::Model;
use crate::msg::Cmd;
use crate::screens::orders::OrdersMsg;

/// The screen was opened.
pub(super) fn entered(_model: &mut Model) -> Vec<Cmd> {
    Vec::new()
}

pub(super) fn perform(_model: &mut Model, act: OrdersAct) -> Vec<Cmd> {
    match act {}
}

pub(super) fn answered(_model: &mut Model, msg: OrdersMsg) -> Vec<Cmd> {
    match msg {}
}
