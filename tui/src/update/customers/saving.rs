//! Writing a customer down: one key for as long as the answer is not known, objections at their lines.

use comanda_core::refusal::Refusal;
use comanda_core::wire::ProfileView;

use super::super::shop::stumbled;
use crate::app::{Dialog, Link, Model};
use crate::msg::Cmd;
use crate::people;
use crate::screens::customers::draft::{self, Saving};
use crate::screens::customers::{CustomersCmd, Save};
use crate::screens::form::{FormDialog, Purpose};
use crate::sell::Customer;
use crate::trouble::{Effect, Trouble};

/// Sends what the dialog says, unless it is on its way already.
pub(in crate::update) fn accept(model: &mut Model) -> Vec<Cmd> {
    let fresh = model.keys.next_key();
    let Some((form, saving)) = opened(model) else { return Vec::new() };
    if saving.sent.is_some() {
        return Vec::new();
    }
    let draft = draft::draft(form);
    // After a lost answer the very same is asked for under the very same key.
    let key = match &saving.unanswered {
        Some((key, sent)) if *sent == draft => key.clone(),
        Some(_) | None => fresh,
    };
    let saving = Saving { sent: Some(key.clone()), ..saving };
    let id = saving.id;
    form.purpose = Purpose::Customer(saving);
    form.problem = None;
    for line in &mut form.fields {
        line.problem = None;
    }
    vec![Cmd::Customers(CustomersCmd::Save(Box::new(Save { key, id, draft })))]
}

/// The dialog, if it is open.
fn opened(model: &mut Model) -> Option<(&mut FormDialog, Saving)> {
    let forms = model.dialogs.iter_mut().rev();
    forms.into_iter().find_map(|dialog| match dialog {
        Dialog::Form(form) => match form.purpose.clone() {
            Purpose::Customer(saving) => Some((form, saving)),
            Purpose::LineNote
            | Purpose::Guest
            | Purpose::Delivery
            | Purpose::Adjust(_)
            | Purpose::Limits(_)
            | Purpose::Product(_)
            | Purpose::Coupon(_)
            | Purpose::Alert(_)
            | Purpose::Till(_) => None,
        },
        _ => None,
    })
}

/// Whether the dialog waits for the answer to this attempt.
fn is_awaited(dialog: &Dialog, key: &str) -> bool {
    matches!(dialog, Dialog::Form(form)
        if matches!(&form.purpose, Purpose::Customer(saving) if saving.sent.as_deref() == Some(key)))
}

pub(super) fn saved(model: &mut Model, save: &Save, answer: Result<Box<ProfileView>, Trouble>) -> Vec<Cmd> {
    match answer {
        Ok(view) => {
            model.link = Link::Open;
            model.dialogs.retain(|dialog| !is_awaited(dialog, &save.key));
            written_down(model, save, &view);
            super::wallet::look_soon(model)
        }
        Err(trouble) => not_saved(model, save, trouble),
    }
}

fn written_down(model: &mut Model, save: &Save, view: &ProfileView) {
    let user = &view.user;
    let name = people::called(&user.first_name, &user.last_name, &user.username);
    model.customers.list.put(view.clone());
    model.customers.scroll = 0;
    // Whoever is on the order is known better now.
    if let Some(customer) = model.sell.cart.customer.as_mut().filter(|customer| customer.id == user.id) {
        *customer = Customer::from(view);
    }
    if save.id.is_none() {
        // The list stands for itself now: Enter takes who was just written down.
        model.customers.found = Some(model.customers.words());
        model.tell(format!("{name} is written down. Enter puts them on the order."));
    } else {
        model.tell(format!("{name} is changed."));
    }
}

fn not_saved(model: &mut Model, save: &Save, trouble: Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, &trouble);
    cmds.push(Cmd::Bell);
    let awaited = model.dialogs.iter_mut().find(|dialog| is_awaited(dialog, &save.key));
    let Some(Dialog::Form(form)) = awaited else {
        model.warn(format!("The customer was not written down: {}", trouble.sentence));
        return cmds;
    };
    let is_lost = trouble.effect == Effect::Unknown;
    let unanswered = is_lost.then(|| (save.key.clone(), save.draft.clone()));
    form.purpose = Purpose::Customer(Saving { id: save.id, unanswered, sent: None });
    form.problem = None;
    match trouble.effect {
        Effect::Refused(refusal) => match *refusal {
            Refusal::InvalidInput { errors } => draft::object(form, &errors),
            _ => form.problem = Some(trouble.sentence),
        },
        Effect::Unknown => form.problem = Some("The answer was lost. Enter asks again.".to_owned()),
        Effect::SessionEnded | Effect::NotThisTime | Effect::Later(_) => {
            form.problem = Some(trouble.sentence);
        }
    }
    cmds
}
