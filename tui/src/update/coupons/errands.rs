//! Changes of coupons on their way: one key for as long as the answer is not known, so that a lost answer is asked for
//! again and nothing happens twice.

use std::time::Duration;

use comanda_core::refusal::Refusal;
use comanda_core::wire::coupons::{CouponForm, CouponView};

use super::super::paged;
use super::super::shop::stumbled;
use super::list::List;
use super::{form, is_lost};
use crate::app::{Link, Model, Screen};
use crate::msg::{Cmd, Wake};
use crate::screens::coupons::errand::{Deed, Errand, Sending};
use crate::screens::coupons::{CouponsCmd, CouponsWake};
use crate::trouble::{Effect, Trouble};

/// A lost answer is asked for again after this long.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// Sends a change.
pub(super) fn send(model: &mut Model, errand: Errand, code: String) -> Vec<Cmd> {
    model.coupons.sending.push(Sending { errand: errand.clone(), code, is_lost: false });
    vec![Cmd::Coupons(CouponsCmd::Do(Box::new(errand)))]
}

/// Switches the selected coupon off, or on again.
pub(in crate::update) fn switch(model: &mut Model) -> Vec<Cmd> {
    let key = model.keys.next_key();
    let Some(row) = model.coupons.list.row() else { return Vec::new() };
    let form =
        CouponForm { is_active: Some(!row.is_active), version: Some(row.version), ..CouponForm::default() };
    let (deed, code) = (Deed::Switch(row.id, Box::new(form)), row.code.clone());
    send(model, Errand { key, deed }, code)
}

/// Takes the selected coupon away.
pub(in crate::update) fn remove(model: &mut Model) -> Vec<Cmd> {
    let key = model.keys.next_key();
    let Some(row) = model.coupons.list.row() else { return Vec::new() };
    let (deed, code) = (Deed::Remove(row.id), row.code.clone());
    send(model, Errand { key, deed }, code)
}

/// The answer to the errand with this key came, or did not.
pub(super) fn done(
    model: &mut Model,
    key: &str,
    answer: Result<Option<Box<CouponView>>, Trouble>,
) -> Vec<Cmd> {
    let Some(place) = model.coupons.sending.iter().position(|sending| sending.errand.key == key) else {
        return Vec::new();
    };
    match answer {
        Ok(view) => {
            model.link = Link::Open;
            let sending = model.coupons.sending.remove(place);
            did(model, &sending, view.as_deref())
        }
        Err(trouble) if is_lost(&trouble, model.coupons.sending[place].is_lost) => {
            model.coupons.sending[place].is_lost = true;
            checking(model, key, &trouble)
        }
        Err(trouble) => {
            let sending = model.coupons.sending.remove(place);
            let mut cmds = stumbled(model, &trouble);
            cmds.push(Cmd::Bell);
            if !form::refused(model, &sending.errand.key, &trouble) {
                model.warn(format!("{}: {}", sending.code, trouble.sentence));
            }
            if matches!(&trouble.effect, Effect::Refused(refusal)
                if matches!(**refusal, Refusal::StaleVersion { .. }))
            {
                cmds.extend(paged::ask::<List>(model));
            }
            cmds
        }
    }
}

fn did(model: &mut Model, sending: &Sending, view: Option<&CouponView>) -> Vec<Cmd> {
    form::close(model, &sending.errand.key);
    let code = view.map_or_else(|| sending.code.clone(), |view| view.code.clone());
    match &sending.errand.deed {
        Deed::Create(_) => model.tell(format!("{code} can be used now.")),
        Deed::Save(..) => model.tell(format!("{code} is changed.")),
        Deed::Switch(..) => {
            let is_on = view.is_some_and(|view| view.is_active);
            model.tell(format!("{code} is switched {}.", if is_on { "on" } else { "off" }));
        }
        Deed::Remove(id) => {
            model.coupons.list.rows.retain(|row| row.id != *id);
            let last = model.coupons.list.rows.len().saturating_sub(1);
            model.coupons.list.selected = model.coupons.list.selected.min(last);
            model.tell(format!("{code} is taken away."));
        }
    }
    if let Some(view) = view {
        if matches!(sending.errand.deed, Deed::Create(_)) && model.coupons.query.words.text().is_empty() {
            model.coupons.list.put(view.clone());
        } else {
            model.coupons.list.refresh(view);
        }
    }
    // What the order counts on may be another thing by now.
    let codes = model.sell.cart.codes.clone();
    model.sell.facts.doubt(&codes);
    model.coupons.why = None;
    if model.screen == Screen::Coupons { paged::ask::<List>(model) } else { Vec::new() }
}

/// It may have been done: it is asked again with the same key until that is known.
fn checking(model: &mut Model, key: &str, trouble: &Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, trouble);
    if model.staff.is_some() {
        let sending = model.coupons.sending.iter().find(|sending| sending.errand.key == key);
        let code = sending.map(|sending| sending.code.clone()).unwrap_or_default();
        model.warn(format!("{code}: the answer was lost; checking with the same key…"));
        cmds.push(Cmd::After(ASK_AGAIN, Wake::Coupons(CouponsWake::Again(key.to_owned()))));
    }
    cmds
}

/// It is time to ask for a lost answer again.
pub(super) fn again(model: &Model, key: &str) -> Vec<Cmd> {
    if model.staff.is_none() {
        return Vec::new();
    }
    let sending = model.coupons.sending.iter().find(|sending| sending.errand.key == key && sending.is_lost);
    sending
        .map(|sending| Cmd::Coupons(CouponsCmd::Do(Box::new(sending.errand.clone()))))
        .into_iter()
        .collect()
}

/// Whoever sent these is back: their answers are asked for.
pub(in crate::update) fn resume(model: &mut Model) -> Vec<Cmd> {
    // What was asked before is not answered any more.
    model.sell.facts.hang_up();
    model.sell.facts.retry();
    let lost = model.coupons.sending.iter().filter(|sending| sending.is_lost);
    lost.map(|sending| Cmd::Coupons(CouponsCmd::Do(Box::new(sending.errand.clone())))).collect()
}

/// Somebody else has the till now: keys belong to whoever made them, so nothing can be asked for any more.
pub(in crate::update) fn let_go(model: &mut Model) {
    let is_lost = model.coupons.sending.iter().any(|sending| sending.is_lost);
    model.coupons.forget();
    if is_lost {
        model.warn("A change of a coupon was never answered. Look at the coupons.");
    }
}
