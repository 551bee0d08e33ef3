//! What is done about alerts on its way: one key for as long as the answer is not known, so that a lost answer is asked
//! for again and nothing happens twice; what was refused comes back with what was typed.

use std::mem::discriminant;
use std::time::Duration;

use comanda_core::refusal::Refusal;
use comanda_core::wire::alerts::AlertView;

use super::super::live::want;
use super::super::shop::stumbled;
use super::refresh_shown;
use crate::app::{Dialog, Link, Model, Screen};
use crate::live::Shown;
use crate::msg::{Cmd, Wake};
use crate::screens::alerts::errand::{Deed, Errand, Sending};
use crate::screens::alerts::forms::{AlertForm, FOR, GRAVITY, MESSAGE, NOTE, PRODUCT, TYPE};
use crate::screens::alerts::{AlertsCmd, AlertsWake};
use crate::screens::form::{FormDialog, Purpose};
use crate::trouble::{Effect, Trouble};

/// A lost answer is asked for again after this long.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// Sends what the form about an alert says; what comes next need not wait for its answer.
pub(in crate::update) fn accept(model: &mut Model) -> Vec<Cmd> {
    let now = model.now;
    let Some(Dialog::Form(form)) = model.dialogs.last_mut() else { return Vec::new() };
    let Purpose::Alert(purpose) = &form.purpose else { return Vec::new() };
    let (key, name) = (purpose.key().to_owned(), purpose.name().to_owned());
    let deed = match purpose.deed(form, now) {
        Ok(deed) => deed,
        Err((label, problem)) => {
            form.object(label, problem);
            return vec![Cmd::Bell];
        }
    };
    let kept = Box::new(form.clone());
    model.dialogs.pop();
    let errand = Errand { key, deed };
    model.alerts.sending.push(Sending { errand: errand.clone(), name, form: kept, is_lost: false });
    vec![Cmd::Alerts(AlertsCmd::Do(Box::new(errand)))]
}

/// The form that the shop did not take and that asks for the same as `form`, with what was typed.
pub(super) fn refused_form(model: &mut Model, form: &FormDialog) -> Option<FormDialog> {
    let Purpose::Alert(wanted) = &form.purpose else { return None };
    let is_it = |sending: &Sending| match &sending.form.purpose {
        Purpose::Alert(purpose) => {
            discriminant(purpose) == discriminant(wanted) && purpose.about() == wanted.about()
        }
        _ => false,
    };
    let place = model.alerts.refused.iter().position(is_it)?;
    Some(*model.alerts.refused.remove(place).form)
}

/// The answer to the errand with this key came, or did not.
pub(super) fn done(model: &mut Model, key: &str, answer: Result<Box<AlertView>, Trouble>) -> Vec<Cmd> {
    let Some(place) = model.alerts.sending.iter().position(|sending| sending.errand.key == key) else {
        return Vec::new();
    };
    match answer {
        Ok(alert) => {
            model.link = Link::Open;
            let sending = model.alerts.sending.remove(place);
            did(model, &sending, &alert)
        }
        Err(trouble) => {
            let sending = &mut model.alerts.sending[place];
            let is_unknown = trouble.effect == Effect::Unknown
                || sending.is_lost && !matches!(trouble.effect, Effect::Refused(_));
            if is_unknown {
                sending.is_lost = true;
                return checking(model, key, &trouble);
            }
            let sending = model.alerts.sending.remove(place);
            refused(model, sending, &trouble)
        }
    }
}

fn did(model: &mut Model, sending: &Sending, alert: &AlertView) -> Vec<Cmd> {
    model.alerts.list.refresh(alert);
    model.live.alarms.retain(|alarm| alarm.id != alert.id);
    let name = &sending.name;
    match &sending.errand.deed {
        Deed::Resolve(..) => model.tell(format!("{name} is dealt with.")),
        Deed::Snooze(..) => {
            let until = alert.snoozed_until.map(|until| crate::view::moment(model, until));
            model.tell(format!("{name} is put aside until {}.", until.unwrap_or_default()));
        }
        Deed::Raise(_) => model.tell("The alert is raised; everybody on duty sees it."),
    }
    let mut cmds = refresh_shown(model);
    cmds.extend(want(model, Shown::Alarms));
    cmds
}

/// It may have been done: it is asked again with the same key until that is known.
fn checking(model: &mut Model, key: &str, trouble: &Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, trouble);
    if model.staff.is_some() {
        let sending = model.alerts.sending.iter().find(|sending| sending.errand.key == key);
        let name = sending.map(|sending| sending.name.clone()).unwrap_or_default();
        model.warn(format!("{name}: the answer was lost; checking with the same key…"));
        cmds.push(Cmd::After(ASK_AGAIN, Wake::Alerts(AlertsWake::Again(key.to_owned()))));
    }
    cmds
}

/// It is time to ask for a lost answer again.
pub(super) fn again(model: &Model, key: &str) -> Vec<Cmd> {
    if model.staff.is_none() {
        return Vec::new();
    }
    let sending = model.alerts.sending.iter().find(|sending| sending.errand.key == key && sending.is_lost);
    sending.map(|sending| Cmd::Alerts(AlertsCmd::Do(Box::new(sending.errand.clone())))).into_iter().collect()
}

/// Whoever sent these is back: their answers are asked for.
pub(in crate::update) fn resume(model: &Model) -> Vec<Cmd> {
    let lost = model.alerts.sending.iter().filter(|sending| sending.is_lost);
    lost.map(|sending| Cmd::Alerts(AlertsCmd::Do(Box::new(sending.errand.clone())))).collect()
}

/// Somebody else has the till now: keys belong to whoever made them, so nothing can be asked for any more.
pub(in crate::update) fn let_go(model: &mut Model) {
    let is_lost = model.alerts.sending.iter().any(|sending| sending.is_lost);
    model.alerts.forget();
    if is_lost {
        model.warn("What was done about an alert was never answered. Look at the alerts.");
    }
}

/// The shop did not do it.
fn refused(model: &mut Model, mut sending: Sending, trouble: &Trouble) -> Vec<Cmd> {
    let mut cmds = stumbled(model, trouble);
    cmds.push(Cmd::Bell);
    let sentence = &trouble.sentence;
    let is_gone = matches!(&trouble.effect, Effect::Refused(refusal)
        if matches!(**refusal, Refusal::AlertResolved | Refusal::NotFound { .. }));
    if is_gone {
        // Somebody else was faster: there is nothing left to send.
        model.warn(format!("{}: {sentence}", sending.name));
        cmds.extend(refresh_shown(model));
        return cmds;
    }
    let fresh = model.keys.next_key();
    come_back(&mut sending.form, fresh, trouble);
    let is_free = model.dialogs.is_empty() && model.screen == Screen::Alerts;
    if is_free {
        model.dialogs.push(Dialog::Form(*sending.form));
        return cmds;
    }
    let way = match &sending.errand.deed {
        Deed::Resolve(..) => "r",
        Deed::Snooze(..) => "s",
        Deed::Raise(_) => "c",
    };
    model.warn(format!("{}: {sentence} {way} on Alerts brings the form back.", sending.name));
    model.alerts.refused.push(sending);
    cmds
}

/// The form says what is wrong, and is another thing to do.
fn come_back(form: &mut FormDialog, fresh: String, trouble: &Trouble) {
    form.problem = Some(trouble.sentence.clone());
    if let Purpose::Alert(purpose) = &mut form.purpose {
        AlertForm::renew(purpose, fresh);
    }
    if let Effect::Refused(refusal) = &trouble.effect
        && let Refusal::InvalidInput { errors } = &**refusal
    {
        for (path, messages) in &errors.0 {
            let label = match path.as_str() {
                "notes" => NOTE,
                "minutes" => FOR,
                "alert_type" => TYPE,
                "severity" => GRAVITY,
                "product_id" => PRODUCT,
                "message" => MESSAGE,
                _ => continue,
            };
            form.object(label, messages.join(", "));
        }
    }
}
