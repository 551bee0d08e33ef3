//! Answering the questions of a product.

use comanda_core::catalog::choose;

use super::sell;
use crate::action::OptionsAct;
use crate::app::{Dialog, Model};
use crate::msg::Cmd;
use crate::screens::options::{For, OptionsDialog, count};

pub(super) fn perform(model: &mut Model, act: OptionsAct) -> Vec<Cmd> {
    let Some(Dialog::Options(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    let Some(product) = model.menu.as_ref().and_then(|menu| menu.product(dialog.product)) else {
        model.dialogs.pop();
        model.warn("It is no longer on the menu. Offer something else.");
        return Vec::new();
    };
    let choices = count(product).max(1);
    match act {
        OptionsAct::Next => dialog.cursor = (dialog.cursor + 1) % choices,
        OptionsAct::Previous => dialog.cursor = (dialog.cursor + choices - 1) % choices,
        OptionsAct::ToggleHere => dialog.toggle(product, dialog.cursor),
        OptionsAct::Toggle(index) => dialog.toggle(product, index),
        OptionsAct::Cancel => {
            model.dialogs.pop();
        }
        OptionsAct::Accept => match choose(&product.name, &product.options, &dialog.chosen) {
            Ok(answers) => {
                let dialog = OptionsDialog {
                    chosen: answers.iter().map(|answer| answer.id).collect(),
                    ..dialog.clone()
                };
                model.dialogs.pop();
                return accept(model, dialog);
            }
            Err(refusal) => dialog.problem = Some(refusal.to_string()),
        },
    }
    Vec::new()
}

fn accept(model: &mut Model, dialog: OptionsDialog) -> Vec<Cmd> {
    match dialog.purpose {
        For::New(quantity) => sell::add(model, dialog.product, quantity, dialog.chosen),
        For::Line(index) => sell::change(model, |cart| {
            if let Some(line) = cart.lines.get_mut(index) {
                line.options = dialog.chosen;
            }
        }),
    }
}
