//! The open returns: asked for, looked through, and taken a step further by managers.

use comanda_core::actor::Permission;
use comanda_core::returns::ReturnStatus;
use comanda_core::wire::ReturnView;

use super::super::shop::stumbled;
use super::super::{arm, money};
use crate::action::ReturnsAct;
use crate::app::{Dialog, Link, Model};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::money::Deed;
use crate::screens::orders::OrdersCmd;
use crate::screens::orders::returns::ReturnsDialog;
use crate::trouble::Trouble;

/// What is told when somebody wants to decide who may not.
const ONLY_MANAGERS: &str = "Only managers decide returns. F12 hands the till to one.";

/// Opens the list and asks for it.
pub(super) fn open(model: &mut Model) -> Vec<Cmd> {
    model.dialogs.push(Dialog::Returns(Box::new(ReturnsDialog::new(0))));
    ask(model)
}

fn opened(model: &mut Model) -> Option<&mut ReturnsDialog> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Returns(dialog) => Some(&mut **dialog),
        _ => None,
    })
}

/// Asks for the list again, where it is open.
pub(in crate::update) fn ask(model: &mut Model) -> Vec<Cmd> {
    let Some(dialog) = opened(model) else { return Vec::new() };
    dialog.number += 1;
    vec![Cmd::Orders(OrdersCmd::Returns(dialog.number))]
}

/// They came.
pub(super) fn listed(model: &mut Model, number: u64, answer: Result<Vec<ReturnView>, Trouble>) -> Vec<Cmd> {
    match answer {
        Ok(rows) => {
            model.link = Link::Open;
            let is_asking = model.money.is_some();
            if let Some(dialog) = opened(model).filter(|dialog| dialog.number == number && !is_asking) {
                dialog.show(rows);
            }
            Vec::new()
        }
        Err(trouble) => {
            let cmds = stumbled(model, &trouble);
            if let Some(dialog) = opened(model).filter(|dialog| dialog.number == number) {
                dialog.problem = Some(format!("{} R asks again.", trouble.sentence));
            }
            cmds
        }
    }
}

/// One of them went a step further; it leaves the list once it is done.
pub(in crate::update) fn returned(model: &mut Model, view: &ReturnView) {
    let Some(dialog) = opened(model) else { return };
    let Some(mut rows) = dialog.rows.clone() else { return };
    match view.status {
        ReturnStatus::Pending | ReturnStatus::Approved | ReturnStatus::Processing => {
            rows.iter_mut().filter(|row| row.id == view.id).for_each(|row| row.clone_from(view));
        }
        ReturnStatus::Completed | ReturnStatus::Rejected | ReturnStatus::Cancelled => {
            rows.retain(|row| row.id != view.id);
        }
    }
    dialog.show(rows);
    (dialog.problem, dialog.reason) = (None, None);
}

pub(in crate::update) fn returns(model: &mut Model, act: ReturnsAct) -> Vec<Cmd> {
    let may_decide = model.may(Permission::DecideReturns);
    let Some(Dialog::Returns(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    dialog.problem = None;
    match act {
        ReturnsAct::Up => dialog.step(-1),
        ReturnsAct::Down => dialog.step(1),
        ReturnsAct::Turn => dialog.turn(),
        ReturnsAct::Select(index) => dialog.select(index),
        ReturnsAct::Line(index) => dialog.line = Some(index).filter(|_| dialog.may(ReturnsAct::Approve)),
        ReturnsAct::More => dialog.change(1),
        ReturnsAct::Fewer => dialog.change(-1),
        ReturnsAct::Refresh => return ask(model),
        ReturnsAct::Back => dialog.reason = None,
        ReturnsAct::Leave => {
            model.dialogs.pop();
        }
        ReturnsAct::Approve
        | ReturnsAct::Reject
        | ReturnsAct::Confirm
        | ReturnsAct::ToShelf
        | ReturnsAct::ToWaste
        | ReturnsAct::PayBack
        | ReturnsAct::IntoWallet
            if !may_decide =>
        {
            dialog.problem = Some(ONLY_MANAGERS.to_owned());
            return vec![Cmd::Bell];
        }
        ReturnsAct::Reject => dialog.ask_why(),
        ReturnsAct::Confirm => return send(model, act),
        // A letter of a code must not decide anything.
        ReturnsAct::Approve
        | ReturnsAct::ToShelf
        | ReturnsAct::ToWaste
        | ReturnsAct::PayBack
        | ReturnsAct::IntoWallet => return arm::arm(model, act),
    }
    Vec::new()
}

/// No scanner typed on.
pub(in crate::update) fn armed(model: &mut Model, act: ReturnsAct) -> Vec<Cmd> {
    send(model, act)
}

fn send(model: &mut Model, act: ReturnsAct) -> Vec<Cmd> {
    let is_asking = model.money.is_some();
    let Some(Dialog::Returns(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    match dialog.deed(act) {
        Ok(Some(deed)) if !is_asking => {
            let Some(id) = dialog.row().map(|row| row.id) else { return Vec::new() };
            money::send(model, Deed::Return(id, deed))
        }
        Ok(_) => Vec::new(),
        Err(problem) => {
            dialog.problem = Some(problem);
            vec![Cmd::Bell]
        }
    }
}

/// A key of the reason.
pub(in crate::update) fn typed(model: &mut Model, key: Key) {
    if let Some(Dialog::Returns(dialog)) = model.dialogs.last_mut()
        && let Some(reason) = &mut dialog.reason
        && reason.edit(key)
    {
        dialog.problem = None;
    }
}
