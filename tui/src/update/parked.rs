//! Putting an order aside and taking one up again. The cart is emptied only once the shop has the order, and an order
//! leaves the shop's list only into a cart.

use comanda_core::id::ParkedId;
use comanda_core::wire::{Page, ParkOrder, ParkedView};

use super::{arm, customers, shop, till};
use crate::action::ParkedAct;
use crate::app::{Dialog, Link, Model};
use crate::msg::Cmd;
use crate::people::counted;
use crate::screens::confirm::Confirm;
use crate::screens::form::FormDialog;
use crate::screens::parked::{LABEL, ParkedDialog, gone, opened, park_form, usual_label};
use crate::screens::sell::Sell;
use crate::screens::till::{Deed, TillCmd};
use crate::sell::Cart;
use crate::trouble::Trouble;

/// Asks what to find the cart by.
pub(super) fn ask_label(model: &mut Model) -> Vec<Cmd> {
    model.sell.entry.clear();
    model.dialogs.push(Dialog::Form(park_form(&model.sell.cart)));
    Vec::new()
}

/// Opens the list of what is put aside; what is known of it is shown until the news are here.
pub(super) fn open(model: &mut Model) -> Vec<Cmd> {
    model.sell.entry.clear();
    model.dialogs.push(Dialog::Parked(ParkedDialog::default()));
    vec![Cmd::Till(TillCmd::Parked)]
}

pub(super) fn listed(model: &mut Model, answer: Result<Box<Page<ParkedView>>, Trouble>) -> Vec<Cmd> {
    match answer {
        Ok(page) => {
            model.link = Link::Open;
            let selected = opened(model).map(|dialog| dialog.selected);
            let was = selected.and_then(|selected| model.parked.rows.get(selected)).map(|row| row.id);
            model.parked.count = page.count;
            model.parked.rows = page.results;
            model.parked.is_known = true;
            // The same order stays selected, wherever it is now.
            let place = model.parked.rows.iter().position(|row| Some(row.id) == was);
            let last = model.parked.rows.len().saturating_sub(1);
            if let Some(dialog) = opened(model) {
                dialog.selected = place.unwrap_or(dialog.selected).min(last);
            }
            Vec::new()
        }
        Err(trouble) => {
            let cmds = shop::stumbled(model, &trouble);
            if opened(model).is_some() {
                model.warn(trouble.sentence);
            }
            cmds
        }
    }
}

pub(super) fn perform(model: &mut Model, act: ParkedAct) -> Vec<Cmd> {
    let last = model.parked.rows.len().saturating_sub(1);
    let Some(dialog) = opened(model) else { return Vec::new() };
    match act {
        ParkedAct::Up => dialog.selected = dialog.selected.saturating_sub(1),
        ParkedAct::Down => dialog.selected = (dialog.selected + 1).min(last),
        // A letter of a code must not take anything up.
        ParkedAct::Take(_) => return arm::arm(model, act),
        ParkedAct::TakeHere => return take(model),
        ParkedAct::Discard => model.dialogs.push(Dialog::Confirm(Confirm::DiscardParked)),
        ParkedAct::Leave => {
            model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Parked(_)));
        }
    }
    Vec::new()
}

/// No key came after the letter of this row.
pub(super) fn armed(model: &mut Model, act: ParkedAct) -> Vec<Cmd> {
    let ParkedAct::Take(index) = act else { return Vec::new() };
    if index >= model.parked.rows.len() {
        return vec![Cmd::Bell];
    }
    let Some(dialog) = opened(model) else { return Vec::new() };
    dialog.selected = index;
    take(model)
}

fn take(model: &mut Model) -> Vec<Cmd> {
    let Some(id) = selected(model) else { return vec![Cmd::Bell] };
    if !model.sell.cart.is_empty() {
        model.dialogs.push(Dialog::Confirm(Confirm::ParkFirst));
        return Vec::new();
    }
    till::send(model, Deed::Recall(id), None)
}

fn selected(model: &mut Model) -> Option<ParkedId> {
    let selected = opened(model)?.selected;
    model.parked.rows.get(selected).map(|row| row.id)
}

/// The cart goes aside first, then the selected order comes up.
pub(super) fn park_first(model: &mut Model) -> Vec<Cmd> {
    let Some(id) = selected(model) else { return Vec::new() };
    let label = usual_label(&model.sell.cart);
    till::send(model, Deed::Park(Box::new(order(&model.sell.cart, label))), Some(id))
}

pub(super) fn discard(model: &mut Model) -> Vec<Cmd> {
    let Some(id) = selected(model) else { return Vec::new() };
    till::send(model, Deed::Discard(id), None)
}

/// The cart as it is put aside, under what `form` says.
pub(super) fn park(model: &Model, form: &FormDialog, usual: &str) -> Deed {
    let typed = form.said(LABEL);
    let label = if typed.is_empty() { usual.to_owned() } else { typed };
    Deed::Park(Box::new(order(&model.sell.cart, label)))
}

fn order(cart: &Cart, label: String) -> ParkOrder {
    ParkOrder { label: Some(label), order: cart.order() }
}

/// The shop has the cart: it is free for the next guest, and no undo brings it back a second time.
pub(super) fn put_aside(model: &mut Model, view: &ParkedView, then: Option<ParkedId>) -> Vec<Cmd> {
    let last = model.sell.last.take();
    model.sell = Sell { page: model.sell.page, last, ..Sell::default() };
    model.tell(format!("{} is put aside; F5 brings it back.", view.label));
    if model.parked.rows.iter().all(|row| row.id != view.id) {
        model.parked.rows.push(view.clone());
        model.parked.count += 1;
    }
    match then {
        Some(id) => till::send(model, Deed::Recall(id), None),
        None => vec![Cmd::Till(TillCmd::Parked)],
    }
}

/// The order is nobody else's any more: it is the cart now.
pub(super) fn taken_up(model: &mut Model, view: &ParkedView) -> Vec<Cmd> {
    model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Parked(_)));
    let last = model.sell.last.take();
    let mut cart = Cart::of_order(&view.order, model.menu.as_ref());
    if let Some(menu) = &model.menu {
        let place = cart.lines.iter().position(|line| menu.product(line.product).is_none());
        cart.selected = place.unwrap_or(0);
    }
    model.sell = Sell { page: model.sell.page, last, cart, ..Sell::default() };
    forget_row(model, view.id);
    match gone(model, &view.order) {
        0 => model.tell(format!("{} is back: {}.", view.label, counted(view.item_count, "item"))),
        lines => {
            let lines = counted(u32::try_from(lines).unwrap_or(u32::MAX), "line");
            model.warn(format!("{}: {lines} no longer on the menu. Take them out with Del.", view.label));
        }
    }
    let mut cmds = customers::recall(model);
    cmds.push(Cmd::Till(TillCmd::Parked));
    cmds
}

fn forget_row(model: &mut Model, id: ParkedId) {
    let before = model.parked.rows.len();
    model.parked.rows.retain(|row| row.id != id);
    let fewer = (before - model.parked.rows.len()) as u64;
    model.parked.count = model.parked.count.saturating_sub(fewer);
}

pub(super) fn discarded(model: &mut Model, id: ParkedId) -> Vec<Cmd> {
    forget_row(model, id);
    let last = model.parked.rows.len().saturating_sub(1);
    if let Some(dialog) = opened(model) {
        dialog.selected = dialog.selected.min(last);
    }
    model.tell("It is thrown away.");
    vec![Cmd::Till(TillCmd::Parked)]
}

/// Somebody else was faster.
pub(super) fn missed(model: &mut Model) -> Vec<Cmd> {
    model.warn("Somebody else took it up or threw it away.");
    vec![Cmd::Till(TillCmd::Parked)]
}
