//! Signing in, by PIN or by password. Who is let in, and to what, is in `lock`.

mod pin;

use std::time::Duration;

use comanda_core::refusal::Refusal;
use comanda_core::wire::{Secret, UserView};

use super::{lock, shop};
use crate::action::LoginAct;
use crate::app::Model;
use crate::msg::{Cmd, Wake};
use crate::screens::login::waits::Whose;
use crate::screens::login::{LoginField, LoginForm, Way};
use crate::trouble::{Effect, Trouble};

pub(super) use pin::{ask_people, people, perform as perform_pin, typed as typed_pin};

/// The countdown goes by seconds.
const SECOND: Duration = Duration::from_secs(1);

pub(super) fn perform(model: &mut Model, act: LoginAct) -> Vec<Cmd> {
    let form = &mut model.login;
    match act {
        LoginAct::SignIn => return sign_in(model),
        LoginAct::NextField => {
            form.focus = match form.focus {
                LoginField::Username => LoginField::Password,
                LoginField::Password => LoginField::Username,
            }
        }
        LoginAct::Focus(field) => form.focus = field,
        LoginAct::NextUser if !form.offered.is_empty() => form.pick((form.picked + 1) % form.offered.len()),
        LoginAct::PreviousUser if !form.offered.is_empty() => {
            form.pick((form.picked + form.offered.len() - 1) % form.offered.len());
        }
        LoginAct::NextUser | LoginAct::PreviousUser => {}
        LoginAct::PickUser(index) => form.pick(index),
        LoginAct::Clear => {
            form.problem = None;
            form.field().clear();
        }
        LoginAct::ByPin => {
            form.chosen = Some(Way::Pin);
            form.password.clear();
            form.problem = None;
        }
    }
    Vec::new()
}

fn sign_in(model: &mut Model) -> Vec<Cmd> {
    if has_to_wait(model) {
        return vec![Cmd::Bell];
    }
    let form = &mut model.login;
    let username = form.username.text().trim().to_owned();
    if username.is_empty() {
        form.focus = LoginField::Username;
        form.problem = Some("Type your user name.".to_owned());
    } else if form.password.text().is_empty() {
        form.problem = (form.focus == LoginField::Password).then(|| "Type your password.".to_owned());
        form.focus = LoginField::Password;
    } else if !form.is_sent() {
        let password = Secret::from(form.password.text());
        send(form);
        return vec![Cmd::SignIn { username, password }];
    }
    Vec::new()
}

/// The attempt is on its way.
fn send(form: &mut LoginForm) {
    form.sent = Some(form.whose());
    form.problem = None;
}

/// True while whoever is picked must not try again yet.
fn has_to_wait(model: &Model) -> bool {
    model.waits.left(&model.login.whose()).is_some()
}

pub(super) fn signed_in(model: &mut Model, answer: Result<Box<UserView>, Trouble>) -> Vec<Cmd> {
    let whose = model.login.sent.take();
    model.login.password.clear();
    model.login.pin.clear();
    match answer {
        Ok(user) => lock::admit(model, *user),
        Err(trouble) => {
            shop::note_link(model, &trouble);
            model.login.focus = LoginField::Password;
            refused(model, whose, trouble)
        }
    }
}

fn refused(model: &mut Model, whose: Option<Whose>, trouble: Trouble) -> Vec<Cmd> {
    let pause = match &trouble.effect {
        Effect::Refused(refusal) => match **refusal {
            Refusal::TooManyAttempts { retry_after } => whose.map(|whose| (whose, retry_after)),
            _ => None,
        },
        Effect::Later(seconds) => Some((Whose::Everybody, *seconds)),
        Effect::SessionEnded | Effect::NotThisTime | Effect::Unknown => None,
    };
    let Some((whose, seconds)) = pause else {
        model.login.problem = Some(trouble.sentence);
        return vec![Cmd::Bell];
    };
    model.login.problem = None;
    let is_first = model.waits.begin(whose, seconds);
    let timer = is_first.then_some(Cmd::After(SECOND, Wake::Second));
    [Cmd::Bell].into_iter().chain(timer).collect()
}

/// One second less to wait.
pub(super) fn second(model: &mut Model) -> Vec<Cmd> {
    if model.waits.tick() { vec![Cmd::After(SECOND, Wake::Second)] } else { Vec::new() }
}
