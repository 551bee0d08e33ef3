//! Keeping what was typed into a dialog with a few lines of text.

use comanda_core::orders::DeliveryMethod;

use super::{alerts, coupons, customers, product, stock, till};
use crate::action::FormAct;
use crate::app::{Dialog, Model};
use crate::msg::Cmd;
use crate::screens::confirm::Confirm;
use crate::screens::form::{FormDialog, Input, Purpose};

pub(super) fn perform(model: &mut Model, act: FormAct) -> Vec<Cmd> {
    if act != FormAct::Accept {
        till::make_sure(model, false);
    }
    let Some(Dialog::Form(form)) = model.dialogs.last_mut() else { return Vec::new() };
    let count = form.fields.len().max(1);
    match act {
        FormAct::NextField => form.focus = (form.focus + 1) % count,
        FormAct::PreviousField => form.focus = (form.focus + count - 1) % count,
        FormAct::Focus(index) => form.focus = index.min(count - 1),
        FormAct::Cancel => {
            model.dialogs.pop();
        }
        FormAct::NextChoice | FormAct::PreviousChoice => {
            let by = if act == FormAct::NextChoice { 1 } else { -1 };
            if let Some(line) = form.fields.get_mut(form.focus) {
                line.problem = None;
                line.turn(by);
            }
            coupons::changed(model);
        }
        FormAct::Save => return coupons::accept(model),
        FormAct::NextPage => {
            let pages = form.pages.len().max(1);
            form.turn_to((form.page() + 1) % pages);
        }
        FormAct::PreviousPage => {
            let pages = form.pages.len().max(1);
            form.turn_to((form.page() + pages - 1) % pages);
        }
        FormAct::Generate => coupons::generate(model),
        FormAct::Test => return coupons::test_on_cart(model),
        FormAct::Delete => model.dialogs.push(Dialog::Confirm(Confirm::DeleteProduct)),
        FormAct::Accept => return accept(model),
    }
    Vec::new()
}

fn accept(model: &mut Model) -> Vec<Cmd> {
    let Some(Dialog::Form(form)) = model.dialogs.last_mut() else { return Vec::new() };
    // What is typed picks something first; then comes the next page, and what is on the last one is kept.
    if let Some(line) = form.fields.get_mut(form.focus)
        && matches!(line.input, Input::Picks { .. })
        && !line.field.text().is_empty()
    {
        let problem = if line.pick() { None } else { Some("Nothing is called so.".to_owned()) };
        line.problem = problem;
        coupons::changed(model);
        return Vec::new();
    }
    if form.page() + 1 < form.pages.len() {
        let next = form.page() + 1;
        form.turn_to(next);
        return Vec::new();
    }
    if form.purpose == Purpose::Delivery && form.typed(0).is_empty() {
        form.problem = Some("Type the address, or Esc to leave it a pickup.".to_owned());
        form.focus = 0;
        return Vec::new();
    }
    let form = form.clone();
    match form.purpose {
        Purpose::Customer(_) => return customers::accept(model),
        Purpose::Adjust(_) | Purpose::Limits(_) => return stock::accept(model),
        Purpose::Product(_) => return product::accept(model),
        Purpose::Coupon(_) => return coupons::accept(model),
        Purpose::Till(_) => return till::accept(model),
        Purpose::Alert(_) => return alerts::accept(model),
        Purpose::LineNote | Purpose::Guest | Purpose::Delivery => {}
    }
    model.dialogs.pop();
    keep(model, &form);
    Vec::new()
}

fn keep(model: &mut Model, form: &FormDialog) {
    let mut cart = model.sell.cart.clone();
    match form.purpose {
        Purpose::LineNote => {
            if let Some(line) = cart.line_mut() {
                line.note = form.typed(0);
            }
        }
        Purpose::Guest => cart.guest = form.typed(0),
        Purpose::Delivery => {
            cart.method = DeliveryMethod::Delivery;
            cart.address = form.typed(0);
            cart.courier_note = form.typed(1);
            cart.guest = form.typed(2);
        }
        Purpose::Customer(_)
        | Purpose::Adjust(_)
        | Purpose::Limits(_)
        | Purpose::Product(_)
        | Purpose::Coupon(_)
        | Purpose::Alert(_)
        | Purpose::Till(_) => return,
    }
    model.sell.step(cart);
}
