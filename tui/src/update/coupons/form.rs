//! The form of a coupon: opening it, working out what it comes to at every key, sending it under one key for as long as
//! the answer is not known, and objections at their lines.

use std::hash::{DefaultHasher, Hash, Hasher};

use comanda_core::actor::Permission;
use comanda_core::coupons::code::UNAMBIGUOUS;
use comanda_core::refusal::Refusal;

use super::errands;
use crate::app::{Dialog, Model};
use crate::msg::Cmd;
use crate::screens::coupons::dialog::CouponDialog;
use crate::screens::coupons::errand::{Deed, Errand};
use crate::screens::coupons::form::{self, Editing, Look, object, relay, set_code};
use crate::screens::form::{FormDialog, Purpose};
use crate::trouble::{Effect, Trouble};

/// Letters and digits of a code that is made here.
const GENERATED: usize = 8;

pub(super) fn create(model: &mut Model) -> Vec<Cmd> {
    open(model, |_| None)
}

pub(super) fn edit(model: &mut Model) -> Vec<Cmd> {
    if model.coupons.list.row().is_none() {
        return Vec::new();
    }
    open(model, |model| model.coupons.list.row().cloned())
}

fn open(
    model: &mut Model,
    of: impl Fn(&Model) -> Option<comanda_core::wire::coupons::CouponView>,
) -> Vec<Cmd> {
    if !model.may(Permission::ManageCoupons) {
        model.warn("Only managers change coupons. F12 hands the till to one.");
        return vec![Cmd::Bell];
    }
    let view = of(model);
    if view.as_ref().is_some_and(|view| model.coupons.sending.iter().any(|sending| sending.code == view.code))
    {
        model.warn("The last change of it is not answered yet. Try again in a moment.");
        return vec![Cmd::Bell];
    }
    let Some(menu) = &model.menu else {
        model.warn("The menu has not come yet. Try again in a moment.");
        return vec![Cmd::Bell];
    };
    let form = form::form(view.as_ref(), menu);
    model.dialogs.push(Dialog::Form(form));
    changed(model);
    Vec::new()
}

/// The form of a coupon that has the keys.
fn opened(model: &mut Model) -> Option<(&mut FormDialog, Editing)> {
    match model.dialogs.last_mut() {
        Some(Dialog::Form(form)) => match &form.purpose {
            Purpose::Coupon(editing) => {
                let editing = (**editing).clone();
                Some((form, editing))
            }
            _ => None,
        },
        _ => None,
    }
}

/// Something was typed: the lines become those of the kind, and what it comes to is worked out again.
pub(in crate::update) fn changed(model: &mut Model) {
    let Some((form, _)) = opened(model) else { return };
    relay(form);
    let form = form.clone();
    let Some(menu) = &model.menu else { return };
    let look = Look::at(&form, menu, (&model.sell.cart, &model.sell.facts), model.now);
    if let Some((form, editing)) = opened(model) {
        form.purpose = Purpose::Coupon(Box::new(Editing { look, ..editing }));
    }
}

/// A code that nobody guesses: the name of this run of the till is one of many.
pub(in crate::update) fn generate(model: &mut Model) {
    let mut hasher = DefaultHasher::new();
    model.keys.next_key().hash(&mut hasher);
    model.now.hash(&mut hasher);
    let mut rest = hasher.finish();
    let mut code = String::new();
    for _ in 0..GENERATED {
        let count = UNAMBIGUOUS.len() as u64;
        let place = usize::try_from(rest % count).unwrap_or(0);
        code.push(char::from(UNAMBIGUOUS[place]));
        rest /= count;
    }
    if let Some((form, _)) = opened(model) {
        set_code(form, &code);
    }
    changed(model);
}

/// Shows rule by rule what it would do on the cart of Sell.
pub(in crate::update) fn test_on_cart(model: &mut Model) -> Vec<Cmd> {
    let Some((form, editing)) = opened(model) else { return Vec::new() };
    if let Some(why) = editing.look.why {
        let dialog = CouponDialog { why: Some(*why), is_draft: true, ..CouponDialog::default() };
        model.dialogs.push(Dialog::Coupon(Box::new(dialog)));
        return Vec::new();
    }
    form.problem = match editing.look.wrong.first() {
        Some((line, told)) => Some(format!("{line}: {told}")),
        None => editing.look.on_cart,
    };
    vec![Cmd::Bell]
}

/// Sends what the form says, unless it is on its way already.
pub(in crate::update) fn accept(model: &mut Model) -> Vec<Cmd> {
    let key = model.keys.next_key();
    let Some(shop) = model.menu.as_ref().map(|menu| menu.shop.clone()) else { return vec![Cmd::Bell] };
    let now = model.now;
    let Some((form, editing)) = opened(model) else { return Vec::new() };
    if editing.sent.is_some() {
        return Vec::new();
    }
    form.problem = None;
    for line in &mut form.fields {
        line.problem = None;
    }
    let coupon = match form::read(form, &editing, &shop, now) {
        Ok(coupon) => coupon,
        Err(wrong) => {
            for (label, told) in wrong.into_iter().rev() {
                form.object(label, told);
            }
            return vec![Cmd::Bell];
        }
    };
    // What the rules refuse here the shop refuses, too: nobody needs to wait for that.
    if !editing.look.wrong.is_empty() {
        refuse(form, &editing.look.wrong);
        return vec![Cmd::Bell];
    }
    let code = coupon.code.clone().unwrap_or_default().trim().to_ascii_uppercase();
    let deed = match editing.id() {
        None => Deed::Create(Box::new(coupon)),
        Some(id) => Deed::Save(id, Box::new(coupon)),
    };
    form.purpose = Purpose::Coupon(Box::new(Editing { sent: Some(key.clone()), ..editing }));
    errands::send(model, Errand { key, deed }, code)
}

fn refuse(form: &mut FormDialog, wrong: &[(String, String)]) {
    let mut first = None;
    let mut others = Vec::new();
    for (label, told) in wrong {
        match form.fields.iter().position(|line| line.label == label) {
            Some(place) => {
                form.fields[place].problem = Some(told.clone());
                first = Some(first.map_or(place, |first: usize| first.min(place)));
            }
            None => others.push(format!("{label}: {told}")),
        }
    }
    form.focus = first.unwrap_or(form.focus);
    form.problem = (!others.is_empty()).then(|| others.join("; "));
}

/// The form that was sent with this key, wherever it lies.
fn sent<'a>(model: &'a mut Model, key: &str) -> Option<&'a mut FormDialog> {
    model.dialogs.iter_mut().find_map(|dialog| match dialog {
        Dialog::Form(form) if is_sent(form, key) => Some(form),
        _ => None,
    })
}

fn is_sent(form: &FormDialog, key: &str) -> bool {
    matches!(&form.purpose, Purpose::Coupon(editing) if editing.sent.as_deref() == Some(key))
}

/// The shop took what was sent with this key: its form is done.
pub(super) fn close(model: &mut Model, key: &str) {
    model.dialogs.retain(|dialog| !matches!(dialog, Dialog::Form(form) if is_sent(form, key)));
}

/// The shop did not take it: says so in its form, if that is still open.
pub(super) fn refused(model: &mut Model, key: &str, trouble: &Trouble) -> bool {
    let Some(form) = sent(model, key) else { return false };
    if let Purpose::Coupon(editing) = &mut form.purpose {
        editing.sent = None;
    }
    form.problem = None;
    match &trouble.effect {
        Effect::Refused(refusal) => match &**refusal {
            Refusal::InvalidInput { errors } => object(form, errors),
            Refusal::StaleVersion { .. } => {
                form.problem =
                    Some("Somebody changed it meanwhile. Esc, then e opens it as it is now.".to_owned());
            }
            _ => form.problem = Some(trouble.sentence.clone()),
        },
        Effect::SessionEnded | Effect::NotThisTime | Effect::Later(_) | Effect::Unknown => {
            form.problem = Some(trouble.sentence.clone());
        }
    }
    true
}
