//! Ways to pay, and payments in parts: the wallet is asked for when the dialog opens, each part can be taken out again,
//! and all parts go out in one request with the last tender.

use comanda_core::orders::TenderMethod;

use crate::app::{Dialog, Model};
use crate::msg::Cmd;
use crate::screens::tender::{Part, forms};
use crate::screens::till::TillCmd;

/// Asks what the customer's wallet holds, where there is one.
pub(super) fn ask_wallet(model: &Model) -> Vec<Cmd> {
    let purse = model.tender().and_then(|tender| tender.purse.as_ref());
    purse.map(|purse| Cmd::Till(TillCmd::Purse(purse.of))).into_iter().collect()
}

pub(super) fn next_method(model: &mut Model) -> Vec<Cmd> {
    let Some(tender) = model.tender() else { return Vec::new() };
    let methods = tender.methods();
    let here = methods.iter().position(|method| *method == tender.method).unwrap_or(0);
    choose(model, methods[(here + 1) % methods.len()])
}

pub(super) fn choose(model: &mut Model, method: TenderMethod) -> Vec<Cmd> {
    let Some(tender) = model.tender_mut() else { return Vec::new() };
    if !tender.methods().contains(&method) {
        tender.problem =
            Some("The order is for nobody who has a wallet. F3 on Sell looks for them.".to_owned());
        return vec![Cmd::Bell];
    }
    tender.method = method;
    let is_known = tender.purse.as_ref().is_some_and(|purse| matches!(purse.holds, Some(Ok(_))));
    if method == TenderMethod::Wallet && !is_known { ask_wallet(model) } else { Vec::new() }
}

/// Puts a part down: what was typed, in cash; all that the wallet holds, where it does not reach; else a form asks.
pub(super) fn split(model: &mut Model) -> Vec<Cmd> {
    let Some(tender) = model.tender_mut() else { return Vec::new() };
    let amount = match tender.method {
        TenderMethod::Cash if !tender.given.text().is_empty() => Some(tender.typed()),
        TenderMethod::Wallet => tender.short().and_then(|_| tender.in_wallet()).map(Ok),
        TenderMethod::Cash | TenderMethod::Card => None,
    };
    let Some(amount) = amount else {
        let form = forms::part_form(tender);
        model.dialogs.push(Dialog::Form(form));
        return Vec::new();
    };
    let method = tender.method;
    match amount.and_then(|amount| tender.require_part(method, amount).map(|()| amount)) {
        Ok(amount) => {
            tender.add_part(Part { method, amount, reference: String::new() });
            Vec::new()
        }
        Err(problem) => {
            tender.problem = Some(problem);
            vec![Cmd::Bell]
        }
    }
}

pub(super) fn select(model: &mut Model, by: isize) -> Vec<Cmd> {
    if let Some(tender) = model.tender_mut() {
        let last = tender.parts.len().saturating_sub(1);
        tender.selected = tender.selected.saturating_add_signed(by).min(last);
    }
    Vec::new()
}

pub(super) fn remove(model: &mut Model) -> Vec<Cmd> {
    let Some(tender) = model.tender_mut() else { return Vec::new() };
    if tender.selected < tender.parts.len() {
        tender.parts.remove(tender.selected);
        tender.selected = tender.selected.min(tender.parts.len().saturating_sub(1));
    }
    Vec::new()
}
