//! Signing in and out.

use comanda_core::actor::{Actor, Permission};
use comanda_core::wire::UserView;

use super::tender;
use crate::action::LoginAct;
use crate::app::{Dialog, Model, Screen};
use crate::msg::{Cmd, Password};
use crate::screens::login::{LoginField, LoginForm};
use crate::trouble::Trouble;

pub(super) fn perform(model: &mut Model, act: LoginAct) -> Vec<Cmd> {
    let form = &mut model.login;
    match act {
        LoginAct::SignIn => return sign_in(form),
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
    }
    Vec::new()
}

fn sign_in(form: &mut LoginForm) -> Vec<Cmd> {
    let username = form.username.text().trim().to_owned();
    if username.is_empty() {
        form.focus = LoginField::Username;
        form.problem = Some("Type your user name.".to_owned());
    } else if form.password.text().is_empty() {
        form.problem = (form.focus == LoginField::Password).then(|| "Type your password.".to_owned());
        form.focus = LoginField::Password;
    } else if !form.is_sent {
        form.is_sent = true;
        form.problem = None;
        return vec![Cmd::SignIn { username, password: Password(form.password.text().to_owned()) }];
    }
    Vec::new()
}

pub(super) fn signed_in(model: &mut Model, answer: Result<Box<UserView>, Trouble>) -> Vec<Cmd> {
    model.login.is_sent = false;
    model.login.password.clear();
    match answer {
        Ok(user) => admit(model, *user),
        Err(trouble) => {
            super::shop::note_link(model, &trouble);
            model.login.focus = LoginField::Password;
            model.login.problem = Some(trouble.sentence);
            Vec::new()
        }
    }
}

fn admit(model: &mut Model, user: UserView) -> Vec<Cmd> {
    let actor = Actor::User { id: user.id, username: user.username.clone(), role: user.role };
    if !actor.may(Permission::TakePayments) {
        return turn_away(model, format!("{} may not sell. Sign in as staff.", user.username));
    }
    let begun_by = model
        .tender()
        .and_then(|tender| tender.sent.as_ref())
        .filter(|pending| pending.username != user.username)
        .map(|pending| pending.username.clone());
    if let Some(other) = begun_by {
        return turn_away(model, format!("A payment of {other} is not answered yet. Sign in as {other}."));
    }
    let name = user.username.clone();
    model.link = crate::app::Link::Open;
    model.staff = Some(user);
    model.login.problem = None;
    model.login.username.set(&name);
    if matches!(model.dialogs.last(), Some(Dialog::Login)) {
        model.dialogs.pop();
    } else {
        model.screen = Screen::Sell;
    }
    model.tell(format!("Signed in as {name}."));
    let mut cmds = vec![Cmd::LoadMenu];
    cmds.extend(super::orders::refresh_shown(model));
    cmds.extend(tender::resume(model));
    cmds
}

fn turn_away(model: &mut Model, why: String) -> Vec<Cmd> {
    model.login.problem = Some(why);
    model.login.focus = LoginField::Username;
    vec![Cmd::SignOut]
}

/// Signs out and keeps the cart.
pub(super) fn lock(model: &mut Model) -> Vec<Cmd> {
    ask_again(model);
    vec![Cmd::SignOut]
}

/// Asks who is there, over whatever is open.
pub(super) fn ask_again(model: &mut Model) {
    let already = model.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Login));
    if already || model.screen == Screen::Login {
        return;
    }
    let last = model.staff.take().map(|user| user.username).unwrap_or_default();
    model.login = LoginForm::of(&model.place);
    if let Some(index) = model.login.offered.iter().position(|(name, _)| *name == last) {
        model.login.pick(index);
    }
    model.login.username.set(&last);
    model.login.focus = LoginField::Password;
    model.dialogs.push(Dialog::Login);
}
