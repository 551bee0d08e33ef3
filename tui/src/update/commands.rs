//! Searching help and the palette, and doing what was found there.

use super::perform as perform_action;
use crate::action::CommandsAct;
use crate::app::{Dialog, Model};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::commands::{Commands, Kind};

pub(super) fn perform(model: &mut Model, act: CommandsAct) -> Vec<Cmd> {
    match act {
        CommandsAct::Help => open(model, Kind::Help),
        CommandsAct::Palette => open(model, Kind::Palette),
        CommandsAct::Goto => model.dialogs.push(Dialog::Goto),
        CommandsAct::Leave => leave(model),
        CommandsAct::Up => step(model, false),
        CommandsAct::Down => step(model, true),
        CommandsAct::TakeHere => {
            let selected = opened(model).map_or(0, |list| list.selected);
            return take(model, selected);
        }
        CommandsAct::Take(index) => return take(model, index),
    }
    Vec::new()
}

/// One more key of the search. In the list of screens any other key closes it.
pub(super) fn typed(model: &mut Model, key: Key) {
    match opened(model) {
        Some(list) => {
            if list.typed.edit(key) {
                list.search();
            }
        }
        None => leave(model),
    }
}

/// A text that the terminal handed over as a whole.
pub(super) fn pasted(model: &mut Model, text: &str) {
    if let Some(list) = opened(model) {
        list.typed.insert(text);
        list.search();
    }
}

/// Closes the list of screens once a screen was chosen in it.
pub(super) fn chosen(model: &mut Model) {
    model.dialogs.pop_if(|top| matches!(top, Dialog::Goto));
}

fn open(model: &mut Model, kind: Kind) {
    let list = Commands::of(kind, model);
    model.dialogs.push(Dialog::Commands(Box::new(list)));
}

fn opened(model: &mut Model) -> Option<&mut Commands> {
    match model.dialogs.last_mut() {
        Some(Dialog::Commands(list)) => Some(&mut **list),
        _ => None,
    }
}

fn leave(model: &mut Model) {
    model.dialogs.pop_if(|top| matches!(top, Dialog::Commands(_) | Dialog::Goto));
}

fn step(model: &mut Model, is_down: bool) {
    if let Some(list) = opened(model) {
        let count = list.rows.len().max(1);
        let by = if is_down { 1 } else { count - 1 };
        list.selected = (list.selected + by) % count;
    }
}

/// What cannot be done from here leaves the list open: it still tells the keys.
fn take(model: &mut Model, index: usize) -> Vec<Cmd> {
    let Some(list) = opened(model) else { return Vec::new() };
    list.selected = index;
    match list.taken(index) {
        Some(action) => {
            leave(model);
            perform_action(model, action)
        }
        None => vec![Cmd::Bell],
    }
}
