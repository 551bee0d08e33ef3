//! Writing a delivery down, line by line: what, how many, Enter. Nothing here waits for an answer.

use comanda_core::id::ProductId;
use comanda_core::wire::{MovementForm, StockEntryView};

use super::super::shop::stumbled;
use super::errands;
use crate::action::ReceiveAct;
use crate::app::{Dialog, Model};
use crate::keys::Key;
use crate::msg::{Cmd, Wake};
use crate::screens::paged::SEARCH_AFTER;
use crate::screens::stock::errand::{Deed, Errand, Origin, Sending};
use crate::screens::stock::receive::{LineState, ReceiveDialog, ReceiveField, Target};
use crate::screens::stock::{StockCmd, StockWake};
use crate::trouble::Trouble;

fn opened(model: &mut Model) -> Option<&mut ReceiveDialog> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Receive(dialog) => Some(&mut **dialog),
        _ => None,
    })
}

pub(super) fn perform(model: &mut Model, act: ReceiveAct) -> Vec<Cmd> {
    let Some(dialog) = opened(model) else { return Vec::new() };
    let count = dialog.candidates.len().max(1);
    match act {
        ReceiveAct::Enter => return enter(model),
        ReceiveAct::Take(index) => {
            dialog.selected = index;
            return take(dialog);
        }
        ReceiveAct::Up => dialog.selected = (dialog.selected + count - 1) % count,
        ReceiveAct::Down => dialog.selected = (dialog.selected + 1) % count,
        ReceiveAct::NextField => dialog.focus = next(dialog.focus),
        ReceiveAct::PreviousField => dialog.focus = next(next(dialog.focus)),
        ReceiveAct::Focus(field) => dialog.focus = field,
        ReceiveAct::Leave => return leave(model),
    }
    Vec::new()
}

const fn next(field: ReceiveField) -> ReceiveField {
    match field {
        ReceiveField::What => ReceiveField::Quantity,
        ReceiveField::Quantity => ReceiveField::From,
        ReceiveField::From => ReceiveField::What,
    }
}

/// Esc gives up a line that was begun; without one, the delivery is written down.
fn leave(model: &mut Model) -> Vec<Cmd> {
    let Some(dialog) = opened(model) else { return Vec::new() };
    let is_begun = dialog.target != Target::Open || !dialog.what.text().is_empty();
    if is_begun {
        dialog.start_over();
        return Vec::new();
    }
    model.dialogs.pop_if(|top| matches!(top, Dialog::Receive(_)));
    super::list::ask(model)
}

/// A key that is no command: text, or a digit of the quantity.
pub(in crate::update) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    let Some(dialog) = opened(model) else { return Vec::new() };
    dialog.problem = None;
    match dialog.focus {
        ReceiveField::From => {
            dialog.from.edit(key);
        }
        ReceiveField::Quantity => {
            if key.written().is_none_or(|c| c.is_ascii_digit()) {
                dialog.quantity.edit(key);
            }
        }
        ReceiveField::What => {
            if dialog.what.edit(key) {
                dialog.target = Target::Open;
                let number = model.stock.next_number();
                if let Some(dialog) = opened(model) {
                    dialog.number = number;
                }
                return vec![Cmd::After(SEARCH_AFTER, Wake::Stock(StockWake::Receive(number)))];
            }
        }
    }
    Vec::new()
}

/// The fingers rested: what may be meant?
pub(super) fn rested(model: &mut Model, number: u64) -> Vec<Cmd> {
    let Some(dialog) = opened(model).filter(|dialog| dialog.number == number) else { return Vec::new() };
    let words = dialog.words();
    if words.is_empty() || dialog.target != Target::Open {
        dialog.candidates.clear();
        dialog.found = None;
        return Vec::new();
    }
    vec![Cmd::Stock(StockCmd::Look(number, words))]
}

/// A scan opens its product, unless a line before it is not finished.
pub(in crate::update) fn scanned(model: &mut Model, code: &str) -> Vec<Cmd> {
    let Some(dialog) = opened(model) else { return Vec::new() };
    if !dialog.quantity.text().is_empty() {
        dialog.problem = Some("Enter writes this line down; then scan the next one.".to_owned());
        return vec![Cmd::Bell];
    }
    dialog.start_over();
    identify(model, code)
}

/// What has this code? The menu knows most of them; the shop knows all.
fn identify(model: &mut Model, code: &str) -> Vec<Cmd> {
    let known = model.menu.as_ref().and_then(|menu| {
        let product = menu.products.get(menu.by_code(code)?)?;
        Some((product.id, product.name.clone(), product.stock.is_some()))
    });
    let number = model.stock.next_number();
    let Some(dialog) = opened(model) else { return Vec::new() };
    dialog.number = number;
    match known {
        Some((product, name, true)) => {
            dialog.know(product, &name);
            Vec::new()
        }
        Some((_, name, false)) => {
            dialog.start_over();
            dialog.problem = Some(format!("{name} is not counted; a manager can change that with e."));
            vec![Cmd::Bell]
        }
        None => {
            dialog.what.set(code);
            dialog.target = Target::Asked { code: code.to_owned(), is_entered: false };
            dialog.focus = ReceiveField::Quantity;
            vec![Cmd::Stock(StockCmd::Look(number, code.to_owned()))]
        }
    }
}

/// The shop says what the words may mean.
pub(super) fn looked(
    model: &mut Model,
    number: u64,
    words: String,
    answer: Result<Vec<StockEntryView>, Trouble>,
) -> Vec<Cmd> {
    let Some(dialog) = opened(model).filter(|dialog| dialog.number == number) else { return Vec::new() };
    let rows = match answer {
        Ok(rows) => rows,
        Err(trouble) => {
            if matches!(dialog.target, Target::Asked { .. }) {
                dialog.target = Target::Open;
                dialog.focus = ReceiveField::What;
            }
            dialog.problem = Some(trouble.sentence.clone());
            return stumbled(model, &trouble);
        }
    };
    (dialog.candidates, dialog.selected, dialog.found) = (rows, 0, Some(words));
    let Target::Asked { code, is_entered } = dialog.target.clone() else { return Vec::new() };
    if let Some(row) = dialog.meant(&code) {
        let (product, name) = (row.product.id, row.product.name.clone());
        let quantity = dialog.quantity.clone();
        dialog.know(product, &name);
        dialog.quantity = quantity;
        return if is_entered { enter(model) } else { Vec::new() };
    }
    dialog.target = Target::Open;
    dialog.focus = ReceiveField::What;
    dialog.quantity.clear();
    if dialog.candidates.is_empty() {
        dialog.problem = Some(format!("Nothing that is counted has {code}. Type a part of the name."));
    }
    vec![Cmd::Bell]
}

fn take(dialog: &mut ReceiveDialog) -> Vec<Cmd> {
    let row = dialog.candidates.get(dialog.selected);
    let Some((product, name)) = row.map(|row| (row.product.id, row.product.name.clone())) else {
        return Vec::new();
    };
    dialog.know(product, &name);
    Vec::new()
}

fn enter(model: &mut Model) -> Vec<Cmd> {
    let Some(dialog) = opened(model) else { return Vec::new() };
    match (&mut dialog.target, dialog.focus) {
        (Target::Open, _) => {
            let words = dialog.words();
            if words.is_empty() {
                dialog.focus = ReceiveField::What;
                dialog.problem = Some("Scan, or type a code or a part of the name.".to_owned());
                return vec![Cmd::Bell];
            }
            if dialog.found.as_ref() == Some(&words) && !dialog.candidates.is_empty() {
                return take(dialog);
            }
            identify(model, &words)
        }
        (Target::Asked { is_entered, .. }, _) => {
            *is_entered = !dialog.quantity.text().is_empty();
            Vec::new()
        }
        (Target::Known { .. }, ReceiveField::What) => {
            dialog.focus = ReceiveField::Quantity;
            Vec::new()
        }
        (Target::Known { product, name }, ReceiveField::Quantity | ReceiveField::From) => {
            let (product, name) = (*product, name.clone());
            write_down(model, product, name)
        }
    }
}

fn write_down(model: &mut Model, product: ProductId, name: String) -> Vec<Cmd> {
    let fresh = model.keys.next_key();
    let Some(dialog) = opened(model) else { return Vec::new() };
    let quantity = match dialog.quantity.text().parse::<u32>() {
        Ok(quantity) if quantity > 0 => quantity,
        Ok(_) | Err(_) => {
            dialog.focus = ReceiveField::Quantity;
            dialog.problem = Some(format!("Type how many of {name} came."));
            return vec![Cmd::Bell];
        }
    };
    let from = comanda_core::text::line(dialog.from.text());
    let key = std::mem::replace(&mut dialog.key, fresh);
    dialog.note(key.clone(), name.clone(), quantity);
    dialog.start_over();
    let movement = MovementForm {
        reason: Some(from).filter(|from| !from.is_empty()),
        ..MovementForm::restock(product, quantity)
    };
    let errand = Errand { key, deed: Deed::Record(movement) };
    let origin = Origin::Receive(quantity);
    errands::send(model, Sending { errand, product, name, origin, is_lost: false })
}

/// What became of the line with this key.
pub(super) fn mark(model: &mut Model, key: &str, state: LineState) {
    let line = opened(model).and_then(|dialog| dialog.lines.iter_mut().find(|line| line.key == key));
    if let Some(line) = line {
        line.state = state;
    }
}

/// A line that was refused comes back, unless the next one was begun.
pub(super) fn give_back(model: &mut Model, product: ProductId, name: &str, quantity: u32, problem: &str) {
    let Some(dialog) = opened(model) else { return };
    if dialog.target == Target::Open && dialog.what.text().is_empty() {
        dialog.know(product, name);
        dialog.quantity.set(&quantity.to_string());
        dialog.problem = Some(problem.to_owned());
    }
}
