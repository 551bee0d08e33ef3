//! Signing in by PIN: picking a person, typing digits, and hearing who there is.

use comanda_core::accounts::Pin;

use super::super::shop;
use super::{has_to_wait, send};
use crate::action::PinAct;
use crate::app::Model;
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::login::Way;
use crate::screens::login::pin::{Offer, Roster};
use crate::trouble::Trouble;

pub(in crate::update) fn perform(model: &mut Model, act: PinAct) -> Vec<Cmd> {
    let form = &mut model.login;
    if form.is_sent() {
        return Vec::new();
    }
    if act != PinAct::SignIn {
        form.problem = None;
    }
    let count = form.pin.people().len().max(1);
    match act {
        PinAct::SignIn => return sign_in(model),
        PinAct::Next => form.pin.pick((form.pin.picked + 1) % count),
        PinAct::Previous => form.pin.pick((form.pin.picked + count - 1) % count),
        PinAct::Pick(index) => form.pin.pick(index),
        PinAct::Letter(letter) => {
            let mut people = form.pin.people().iter();
            match people.position(|person| person.letter == Some(letter)) {
                Some(index) => form.pin.pick(index),
                None => return vec![Cmd::Bell],
            }
        }
        PinAct::Clear => form.pin.clear(),
        PinAct::Erase => form.pin.erase(),
        PinAct::ByPassword => {
            form.pin.clear();
            form.chosen = Some(Way::Password);
        }
    }
    Vec::new()
}

/// A key that is no command: a digit of the PIN.
pub(in crate::update) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    let form = &mut model.login;
    match key.written() {
        Some(c) if !form.is_sent() && form.pin.push(c) => {
            form.problem = None;
            Vec::new()
        }
        Some(_) => vec![Cmd::Bell],
        None => Vec::new(),
    }
}

fn sign_in(model: &mut Model) -> Vec<Cmd> {
    let Some(user) = model.login.pin.person().map(|person| person.id) else {
        return if matches!(model.login.pin.roster, Roster::Missing(_)) {
            ask_people(model)
        } else {
            Vec::new()
        };
    };
    if has_to_wait(model) {
        return vec![Cmd::Bell];
    }
    let form = &mut model.login;
    if let Err(error) = Pin::try_from(form.pin.pin().expose()) {
        form.problem = Some(format!("A PIN has {error}."));
        return Vec::new();
    }
    send(form);
    vec![Cmd::SignInByPin { user, pin: form.pin.pin().clone() }]
}

/// Asks who may sign in by PIN, where the till has a key for that.
pub(in crate::update) fn ask_people(model: &mut Model) -> Vec<Cmd> {
    if model.login.pin.roster == Roster::NoKey {
        return Vec::new();
    }
    if matches!(model.login.pin.roster, Roster::Missing(_)) {
        model.login.pin.roster = Roster::Awaited;
    }
    vec![Cmd::LoadPeople]
}

/// The people came, or did not. Those that were here before are better than none.
pub(in crate::update) fn people(model: &mut Model, answer: Result<Offer, Trouble>) -> Vec<Cmd> {
    let by = model.lock().map(|lock| lock.by);
    let pin = &mut model.login.pin;
    match answer {
        Ok(Offer::NoKey) => pin.roster = Roster::NoKey,
        Ok(Offer::People(people)) => {
            let is_news = pin.people().is_empty();
            pin.show(&people);
            if let Some(by) = by.filter(|_| is_news) {
                pin.pick_by_id(by);
            }
        }
        Err(trouble) => {
            let has_none = pin.people().is_empty();
            if has_none {
                pin.roster = Roster::Missing(trouble.sentence.clone());
            }
            shop::note_link(model, &trouble);
        }
    }
    Vec::new()
}
