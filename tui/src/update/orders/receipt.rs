//! The receipt of an order: asked for, scrolled, printed. Printing goes on while the dialog is read or left.

use super::super::arm;
use super::super::shop::stumbled;
use crate::action::ReceiptAct;
use crate::app::{Dialog, Link, Model};
use crate::msg::Cmd;
use crate::screens::orders::receipt::{ReceiptDialog, width_for};
use crate::screens::orders::{OrdersCmd, Print, Unprinted};
use crate::trouble::Trouble;
use comanda_core::id::OrderId;

/// Lines that a screenful scrolls.
const SCREENFUL: isize = 10;

/// Opens the dialog and asks for the lines.
pub(super) fn open(model: &mut Model) -> Vec<Cmd> {
    let Some((id, number)) = model.orders.list.row().map(|order| (order.id, order.number.clone())) else {
        return Vec::new();
    };
    let width = width_for(model.size.0);
    let key = model.keys.next_key();
    model.dialogs.push(Dialog::Receipt(Box::new(ReceiptDialog::new(id, number, width, key))));
    vec![Cmd::Orders(OrdersCmd::Receipt(id, width))]
}

fn opened(model: &mut Model) -> Option<&mut ReceiptDialog> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Receipt(dialog) => Some(&mut **dialog),
        _ => None,
    })
}

pub(in crate::update) fn receipt(model: &mut Model, act: ReceiptAct) -> Vec<Cmd> {
    match act {
        // A letter of a code must not print anything.
        ReceiptAct::Print => return arm::arm(model, act),
        ReceiptAct::Up => scroll(model, -1),
        ReceiptAct::Down => scroll(model, 1),
        ReceiptAct::PageUp => scroll(model, -SCREENFUL),
        ReceiptAct::PageDown => scroll(model, SCREENFUL),
        ReceiptAct::Leave => {
            model.dialogs.pop_if(|dialog| matches!(dialog, Dialog::Receipt(_)));
        }
    }
    Vec::new()
}

/// The view knows how many lines fit.
fn scroll(model: &mut Model, by: isize) {
    let most = crate::view::receipt_overflow(model);
    if let Some(dialog) = opened(model) {
        dialog.scroll = dialog.scroll.min(most).saturating_add_signed(by).min(most);
    }
}

/// No scanner typed on.
pub(in crate::update) fn armed(model: &mut Model, act: ReceiptAct) -> Vec<Cmd> {
    if act != ReceiptAct::Print {
        return Vec::new();
    }
    let has_printer = model.printer.is_some();
    let Some(dialog) = opened(model).filter(|dialog| !dialog.is_printing) else { return Vec::new() };
    if !has_printer {
        dialog.told = Some(Err(crate::printer::NONE.to_owned()));
        return vec![Cmd::Bell];
    }
    dialog.is_printing = true;
    dialog.told = None;
    let print = Print { key: dialog.key.clone(), id: dialog.id, number: dialog.number.clone() };
    vec![Cmd::Orders(OrdersCmd::Print(Box::new(print)))]
}

/// Its lines came.
pub(super) fn shown(model: &mut Model, id: OrderId, answer: Result<String, Trouble>) -> Vec<Cmd> {
    match answer {
        Ok(text) => {
            model.link = Link::Open;
            if let Some(dialog) = opened(model).filter(|dialog| dialog.id == id) {
                dialog.lines = Some(text.lines().map(clean).collect());
            }
            Vec::new()
        }
        Err(trouble) => {
            let cmds = stumbled(model, &trouble);
            if let Some(dialog) = opened(model).filter(|dialog| dialog.id == id) {
                dialog.told = Some(Err(trouble.sentence));
            }
            cmds
        }
    }
}

/// Safe to show; the spaces that line it up stay.
fn clean(line: &str) -> String {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    format!("{}{}", " ".repeat(indent), comanda_core::text::line(line))
}

/// It came out, or did not.
pub(super) fn printed(model: &mut Model, print: &Print, answer: Result<(), Unprinted>) -> Vec<Cmd> {
    let mut cmds = Vec::new();
    let told = match answer {
        Ok(()) => Ok(format!("The receipt of {} is printed.", print.number)),
        Err(Unprinted::Printer(sentence)) => Err(sentence),
        Err(Unprinted::Shop(trouble)) => {
            cmds.extend(stumbled(model, &trouble));
            Err(trouble.sentence)
        }
    };
    if told.is_err() {
        cmds.push(Cmd::Bell);
    }
    let fresh = model.keys.next_key();
    let Some(dialog) = opened(model).filter(|dialog| dialog.key == print.key) else {
        match told {
            Ok(sentence) => model.tell(sentence),
            Err(sentence) => model.warn(sentence),
        }
        return cmds;
    };
    dialog.is_printing = false;
    if told.is_ok() {
        // What is printed from here on is a copy.
        dialog.key = fresh;
        cmds.push(Cmd::Orders(OrdersCmd::Receipt(dialog.id, dialog.width)));
    }
    dialog.told = Some(told);
    cmds
}
