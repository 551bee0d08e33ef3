//! The form of a product: opening it, sending it under one key for as long as the answer is not known, and
//! objections at their lines.

use comanda_core::id::ProductId;
use comanda_core::money::Currency;
use comanda_core::refusal::Refusal;

use super::shop::stumbled;
use super::stock;
use crate::app::{Dialog, Link, Model, Screen};
use crate::msg::Cmd;
use crate::screens::form::{FormDialog, Purpose};
use crate::screens::product::{self, Editing, PICTURE, ProductCmd, ProductMsg, Save, Saved, Unsaved};
use crate::trouble::{Effect, Trouble};

/// A new product.
pub(super) fn create(model: &mut Model) -> Vec<Cmd> {
    if !stock::for_managers(model, "add products") {
        return vec![Cmd::Bell];
    }
    open(model, None)
}

/// Changes this product, once the shop said how it stands.
pub(super) fn edit(model: &mut Model, id: ProductId) -> Vec<Cmd> {
    if !stock::for_managers(model, "change products") {
        return vec![Cmd::Bell];
    }
    vec![Cmd::Product(ProductCmd::Open(id))]
}

fn open(model: &mut Model, view: Option<&comanda_core::wire::ProductView>) -> Vec<Cmd> {
    let Some(menu) = &model.menu else {
        model.warn("The menu has not come yet. Try again in a moment.");
        return vec![Cmd::Bell];
    };
    let (sections, currency) = (menu.categories.clone(), menu.shop.currency);
    let key = model.keys.next_key();
    let form = product::form(view, sections, currency, key);
    model.dialogs.push(Dialog::Form(form));
    Vec::new()
}

/// Sends what the form says, unless it is on its way already.
pub(super) fn accept(model: &mut Model) -> Vec<Cmd> {
    let currency = model.menu.as_ref().map_or_else(Currency::default, |menu| menu.shop.currency);
    let fresh = model.keys.next_key();
    let Some((form, mut editing)) = opened(model, |_| true) else { return Vec::new() };
    if editing.sent.is_some() {
        return Vec::new();
    }
    let mut save = match product::save(form, &editing, currency) {
        Ok(save) => save,
        Err((place, problem)) => {
            form.focus = place;
            if let Some(line) = form.fields.get_mut(place) {
                line.problem = Some(problem);
            }
            return vec![Cmd::Bell];
        }
    };
    // After a lost answer the very same is asked for under the very same key.
    if let Some(lost) = editing.unanswered.take() {
        let is_same = Save { key: save.key.clone(), ..(*lost).clone() } == save;
        save.key = if is_same { lost.key } else { fresh };
    }
    editing.sent = Some(save.key.clone());
    form.purpose = Purpose::Product(Box::new(editing));
    form.problem = None;
    for line in &mut form.fields {
        line.problem = None;
    }
    vec![Cmd::Product(ProductCmd::Save(Box::new(save)))]
}

/// The form of a product that is open and fits.
fn opened(model: &mut Model, fits: impl Fn(&Editing) -> bool) -> Option<(&mut FormDialog, Editing)> {
    model.dialogs.iter_mut().rev().find_map(|dialog| match dialog {
        Dialog::Form(form) => match &form.purpose {
            Purpose::Product(editing) if fits(editing) => {
                let editing = (**editing).clone();
                Some((form, editing))
            }
            Purpose::Product(_)
            | Purpose::LineNote
            | Purpose::Guest
            | Purpose::Delivery
            | Purpose::Customer(_)
            | Purpose::Adjust(_)
            | Purpose::Limits(_)
            | Purpose::Coupon(_)
            | Purpose::Alert(_)
            | Purpose::Till(_) => None,
        },
        _ => None,
    })
}

fn close(model: &mut Model, fits: impl Fn(&Editing) -> bool) {
    model.dialogs.retain(|dialog| {
        !matches!(dialog, Dialog::Form(form)
            if matches!(&form.purpose, Purpose::Product(editing) if fits(editing)))
    });
}

/// Takes the product of the form off the menu.
pub(super) fn delete(model: &mut Model) -> Vec<Cmd> {
    let id = opened(model, |_| true).and_then(|(_, editing)| editing.id);
    id.map(|id| Cmd::Product(ProductCmd::Delete(id))).into_iter().collect()
}

pub(super) fn answered(model: &mut Model, msg: ProductMsg) -> Vec<Cmd> {
    match msg {
        ProductMsg::Opened(Ok(view)) => {
            model.link = Link::Open;
            // Whoever did something else meanwhile has forgotten about it.
            if model.staff.is_some() && model.dialogs.is_empty() {
                open(model, Some(&view))
            } else {
                Vec::new()
            }
        }
        ProductMsg::Opened(Err(trouble)) => told(model, trouble),
        ProductMsg::Saved(save, Ok(saved)) => written_down(model, &save, *saved),
        ProductMsg::Saved(save, Err(Unsaved::NoFile(why))) => {
            if let Some((form, editing)) = opened(model, |editing| editing.sent.as_ref() == Some(&save.key)) {
                form.purpose = Purpose::Product(Box::new(Editing { sent: None, ..editing }));
                form.object(PICTURE, why);
            }
            vec![Cmd::Bell]
        }
        ProductMsg::Saved(save, Err(Unsaved::Shop(trouble))) => not_written_down(model, save, trouble),
        ProductMsg::Deleted(id, answer) => deleted(model, id, answer),
    }
}

fn told(model: &mut Model, trouble: Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, &trouble);
    model.warn(trouble.sentence);
    cmds.push(Cmd::Bell);
    cmds
}

fn news(model: &mut Model) -> Vec<Cmd> {
    let mut cmds = vec![Cmd::LoadMenu];
    if model.screen == Screen::Stock {
        cmds.extend(stock::refresh_shown(model));
    }
    cmds
}

fn written_down(model: &mut Model, save: &Save, saved: Saved) -> Vec<Cmd> {
    model.link = Link::Open;
    let name = saved.product.name.clone();
    let mut cmds = news(model);
    if let Some(trouble) = saved.picture {
        picture_missing(model, save, &saved.product, &trouble);
        cmds.push(Cmd::Bell);
        return cmds;
    }
    close(model, |editing| editing.sent.as_ref() == Some(&save.key));
    let done = if save.id.is_none() { "on the menu" } else { "changed" };
    model.tell(format!("{name} is {done}."));
    cmds
}

/// The product stands; only its picture is asked for again.
fn picture_missing(
    model: &mut Model,
    save: &Save,
    view: &comanda_core::wire::ProductView,
    trouble: &Trouble,
) {
    let told = format!("{} is written down, its picture is not: {}", view.name, trouble.sentence);
    let currency = model.menu.as_ref().map_or_else(Currency::default, |menu| menu.shop.currency);
    let key = model.keys.next_key();
    let picture = save.picture.clone().unwrap_or_default();
    match opened(model, |editing| editing.sent.as_ref() == Some(&save.key)) {
        Some((form, editing)) => {
            *form = product::form(Some(view), editing.sections, currency, key);
            if let Some(line) = form.fields.iter_mut().find(|line| line.label == PICTURE) {
                line.field.set(&picture);
            }
            form.object(PICTURE, told);
        }
        None => model.warn(told),
    }
}

fn not_written_down(model: &mut Model, save: Box<Save>, trouble: Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, &trouble);
    cmds.push(Cmd::Bell);
    let fresh = model.keys.next_key();
    let Some((form, editing)) = opened(model, |editing| editing.sent.as_ref() == Some(&save.key)) else {
        model.warn(format!("The product was not written down: {}", trouble.sentence));
        return cmds;
    };
    let unanswered = (trouble.effect == Effect::Unknown).then_some(save);
    form.purpose = Purpose::Product(Box::new(Editing { unanswered, sent: None, key: fresh, ..editing }));
    form.problem = None;
    match trouble.effect {
        Effect::Refused(refusal) => match *refusal {
            Refusal::InvalidInput { errors } => product::object(form, &errors),
            Refusal::StaleVersion { .. } => {
                form.problem =
                    Some("Somebody changed it meanwhile. Esc, then e opens it as it is now.".to_owned());
            }
            _ => form.problem = Some(trouble.sentence),
        },
        Effect::Unknown => form.problem = Some("The answer was lost. Enter asks again.".to_owned()),
        Effect::SessionEnded | Effect::NotThisTime | Effect::Later(_) => {
            form.problem = Some(trouble.sentence);
        }
    }
    cmds
}

fn deleted(model: &mut Model, id: ProductId, answer: Result<(), Trouble>) -> Vec<Cmd> {
    let is_gone = match &answer {
        Ok(()) => true,
        Err(trouble) => matches!(&trouble.effect, Effect::Refused(refusal)
            if matches!(**refusal, Refusal::NotFound { .. })),
    };
    match answer {
        Err(trouble) if !is_gone => {
            let mut cmds = stumbled(model, &trouble);
            cmds.push(Cmd::Bell);
            match opened(model, |editing| editing.id == Some(id)) {
                Some((form, _)) => form.problem = Some(trouble.sentence),
                None => model.warn(trouble.sentence),
            }
            cmds
        }
        Ok(()) | Err(_) => {
            model.link = Link::Open;
            close(model, |editing| editing.id == Some(id));
            model.stock.list.rows.retain(|row| row.product.id != id);
            model.stock.list.selected =
                model.stock.list.selected.min(model.stock.list.rows.len().saturating_sub(1));
            model.tell("It is off the menu.");
            news(model)
        }
    }
}
