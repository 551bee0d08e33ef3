//! Money of an order back: the dialogs that call an order off and that give back, and the receipt.

use comanda_core::actor::Permission;

use super::list::look;
use crate::action::{CancelAct, RefundAct};
use crate::app::{Dialog, Model};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::money::Deed;
use crate::screens::orders::Whole;
use crate::screens::orders::back::Known;
use crate::screens::orders::cancel::{CancelDialog, CancelRow, USUAL as USUAL_CANCEL};
use crate::screens::orders::refund::{RefundDialog, RefundRow, USUAL as USUAL_REFUND};
use crate::update::money;

/// What is told when somebody wants to give money back who may not.
const ONLY_MANAGERS: &str = "Only managers refund. F12 hands the till to one.";

/// The selected order with what is known of it, and what is still to be asked for.
fn known(model: &mut Model) -> Option<(Known, Vec<Cmd>)> {
    let known = Known::of(model.orders.list.row()?, model.orders.whole());
    let cmds = if known.payments.is_some() { Vec::new() } else { look(model) };
    Some((known, cmds))
}

/// Opens the dialog that asks for the reason.
pub(super) fn ask_why(model: &mut Model) -> Vec<Cmd> {
    let Some((known, cmds)) = known(model) else { return Vec::new() };
    let dialog = CancelDialog::new(known, model.menu.as_ref());
    model.dialogs.push(Dialog::CancelOrder(Box::new(dialog)));
    cmds
}

/// Opens the dialog that gives money back, for those who may.
pub(super) fn ask_what(model: &mut Model) -> Vec<Cmd> {
    if !model.may(Permission::RefundOrders) {
        model.warn(ONLY_MANAGERS);
        return vec![Cmd::Bell];
    }
    let Some((known, cmds)) = known(model) else { return Vec::new() };
    let dialog = RefundDialog::new(known, model.menu.as_ref());
    model.dialogs.push(Dialog::Refund(Box::new(dialog)));
    cmds
}

/// All of an order came: a dialog about it goes on from there.
pub(super) fn renew(model: &mut Model, whole: &Whole) {
    let menu = model.menu.as_ref();
    let known = || Known::of(&whole.order, Some(whole));
    for dialog in &mut model.dialogs {
        match dialog {
            Dialog::CancelOrder(dialog) if dialog.known.order.id == whole.order.id => {
                dialog.renew(known(), menu);
            }
            Dialog::Refund(dialog) if dialog.known.order.id == whole.order.id => dialog.renew(known(), menu),
            _ => {}
        }
    }
}

/// In the dialog that asks for the reason.
pub(in crate::update) fn cancel(model: &mut Model, act: CancelAct) -> Vec<Cmd> {
    let Some(Dialog::CancelOrder(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    let is_reason = dialog.focus == CancelRow::Reason;
    let is_only_row = dialog.rows().len() == 1;
    match act {
        CancelAct::NextReason | CancelAct::NextRow if is_only_row => dialog.pick(1),
        CancelAct::PreviousReason | CancelAct::PreviousRow if is_only_row => {
            dialog.pick(USUAL_CANCEL.len() - 1);
        }
        CancelAct::NextReason if is_reason => dialog.pick(1),
        CancelAct::PreviousReason if is_reason => dialog.pick(USUAL_CANCEL.len() - 1),
        CancelAct::NextReason | CancelAct::NextRow => dialog.step(1),
        CancelAct::PreviousReason | CancelAct::PreviousRow => dialog.step(-1),
        CancelAct::Focus(row) if row == dialog.focus && is_reason => dialog.pick(1),
        CancelAct::Focus(row) if row == dialog.focus => dialog.mark(),
        CancelAct::Focus(row) => dialog.focus = row,
        CancelAct::Mark => dialog.mark(),
        CancelAct::Leave => {
            model.dialogs.pop();
        }
        CancelAct::Accept => match dialog.command() {
            Ok(command) => {
                let id = dialog.known.order.id;
                dialog.problem = None;
                return money::send(model, Deed::Cancel(id, command));
            }
            Err(problem) => {
                dialog.focus = CancelRow::Reason;
                dialog.problem = Some(problem);
                return vec![Cmd::Bell];
            }
        },
    }
    Vec::new()
}

/// A key of the reason; on goods the space bar is the other answer.
pub(in crate::update) fn cancel_typed(model: &mut Model, key: Key) {
    let Some(Dialog::CancelOrder(dialog)) = model.dialogs.last_mut() else { return };
    match (dialog.focus, key.written()) {
        (CancelRow::Reason, _) => {
            if dialog.reason.edit(key) {
                dialog.problem = None;
            }
        }
        (CancelRow::Line(_) | CancelRow::Fault, Some(' ')) => dialog.mark(),
        // Whatever else is typed is the reason.
        (CancelRow::Line(_) | CancelRow::Fault, Some(_)) => {
            dialog.focus = CancelRow::Reason;
            dialog.reason.edit(key);
        }
        (CancelRow::Line(_) | CancelRow::Fault, None) => {}
    }
}

/// In the dialog that gives money back.
pub(in crate::update) fn refund(model: &mut Model, act: RefundAct) -> Vec<Cmd> {
    let Some(Dialog::Refund(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    let is_reason = dialog.focus == RefundRow::Reason;
    match act {
        RefundAct::Down if is_reason => dialog.pick(1),
        RefundAct::Up if is_reason => dialog.pick(USUAL_REFUND.len() - 1),
        RefundAct::Down | RefundAct::NextRow => dialog.step(1),
        RefundAct::Up | RefundAct::PreviousRow => dialog.step(-1),
        RefundAct::Focus(row) if row == dialog.focus && is_reason => dialog.pick(1),
        RefundAct::Focus(row) if row == dialog.focus => dialog.turn(),
        RefundAct::Focus(row) => dialog.focus = row,
        RefundAct::More => dialog.change(1),
        RefundAct::Fewer => dialog.change(-1),
        RefundAct::Turn => dialog.turn(),
        RefundAct::Everything => dialog.everything(),
        RefundAct::Shelve => dialog.shelve(),
        RefundAct::OtherWay => dialog.other_way(),
        RefundAct::Erase => {
            let mut text = dialog.amount.text().to_owned();
            text.pop();
            dialog.amount.set(&text);
            dialog.typed_amount();
        }
        RefundAct::Leave => {
            model.dialogs.pop();
        }
        RefundAct::Accept => return accept(model),
    }
    Vec::new()
}

fn accept(model: &mut Model) -> Vec<Cmd> {
    let Some(Dialog::Refund(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    let Some(shop) = model.menu.as_ref().map(|menu| &menu.shop) else { return Vec::new() };
    match dialog.command(shop) {
        Ok(command) => {
            let id = dialog.known.order.id;
            dialog.problem = None;
            money::send(model, Deed::Refund(id, command))
        }
        Err((row, problem)) => {
            // From what was chosen the way leads to the reason; only there a missing one is a mistake.
            let was_there = dialog.focus == row || row != RefundRow::Reason;
            dialog.focus = if dialog.rows().contains(&row) { row } else { RefundRow::Reason };
            dialog.problem = Some(problem);
            was_there.then_some(Cmd::Bell).into_iter().collect()
        }
    }
}

/// A digit begins or goes on with an amount, wherever the cursor is; in the reason it is text.
pub(in crate::update) fn refund_typed(model: &mut Model, key: Key) {
    let decimals = model.menu.as_ref().map_or(2, |menu| menu.shop.currency.decimals());
    let Some(Dialog::Refund(dialog)) = model.dialogs.last_mut() else { return };
    if dialog.focus == RefundRow::Reason {
        if dialog.reason.edit(key) {
            dialog.problem = None;
        }
        return;
    }
    if crate::update::typed_sum(&mut dialog.amount, key, decimals) {
        dialog.focus = RefundRow::Amount;
        dialog.typed_amount();
    }
}
