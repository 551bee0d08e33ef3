//! Who is at the till: locking it, letting people in again, handing an order over, signing out.

mod watch;

use comanda_core::actor::{Actor, Permission};
use comanda_core::id::UserId;
use comanda_core::wire::UserView;

use super::{live, login, orders, tender};
use crate::action::{HandOverAct, SignOutAct};
use crate::app::{Dialog, Link, Model, Notice, Screen, Tone};
use crate::msg::Cmd;
use crate::people::{called, counted};
use crate::screens::lock::{HandOver, Kept, Lock, MOST_KEPT, Why};
use crate::screens::login::{LoginField, LoginForm};
use crate::screens::sell::Sell;
use crate::sell::Cart;
use crate::trouble::SESSION_ENDED;

pub(super) use watch::rang;

/// Locks the till; everything stays as it is, out of sight.
pub(super) fn lock(model: &mut Model, why: Why) -> Vec<Cmd> {
    let mut cmds = cover(model, why);
    if model.staff.is_none() {
        cmds.push(Cmd::SignOut);
    }
    cmds
}

/// The server ended the session: asks who is there, over whatever is open.
pub(super) fn session_ended(model: &mut Model) -> Vec<Cmd> {
    cover(model, Why::SessionEnded)
}

/// Puts the sign-in form over everything, once.
fn cover(model: &mut Model, why: Why) -> Vec<Cmd> {
    let Some(user) = model.staff.take() else { return Vec::new() };
    let lock = Lock::of(&user, model.now, why);
    model
        .dialogs
        .retain(|dialog| !matches!(dialog, Dialog::Commands(_) | Dialog::Goto | Dialog::SignOut { .. }));
    model.login = LoginForm::after(&model.place, model.login.pin.roster.clone(), &lock);
    model.dialogs.push(Dialog::Locked(lock));
    model.notice = None;
    model.typed_ahead.clear();
    let mut cmds = live::stop(model);
    cmds.extend(login::ask_people(model));
    cmds
}

/// Somebody showed who they are: lets them in, to what is theirs.
pub(super) fn admit(model: &mut Model, user: UserView) -> Vec<Cmd> {
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
    let sent_by = model.errand.as_ref().map(|sending| &sending.errand.username);
    let sent_by = sent_by.or(model.money.as_ref().map(|sending| &sending.by)).cloned();
    if let Some(other) = sent_by.filter(|other| *other != user.username) {
        return turn_away(model, format!("What {other} sent is not answered yet. Sign in as {other}."));
    }
    model.link = Link::Open;
    match model.lock().map(|lock| lock.by) {
        Some(by) if by == user.id => {}
        Some(_) if !model.sell.cart.is_empty() => return ask_what_becomes_of_it(model, user),
        Some(_) => start_afresh(model),
        None => {}
    }
    enter(model, user)
}

fn turn_away(model: &mut Model, why: String) -> Vec<Cmd> {
    model.login.problem = Some(why);
    model.login.focus = LoginField::Username;
    vec![Cmd::SignOut]
}

fn ask_what_becomes_of_it(model: &mut Model, user: UserView) -> Vec<Cmd> {
    uncover(model, Keep::Lock);
    model.dialogs.push(Dialog::HandOver(HandOver { user: Box::new(user), problem: None }));
    vec![watch::set(model)]
}

/// Nothing of whoever was here before is left to see or to undo.
fn start_afresh(model: &mut Model) {
    model.sell = Sell::default();
    model.dialogs.clear();
    model.customers.forget();
    super::stock::let_go(model);
    super::coupons::let_go(model);
    super::alerts::let_go(model);
    model.drawer.forget();
    model.screen = Screen::Sell;
}

/// What stays of the layers over the lock.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Lock,
    Nothing,
}

fn uncover(model: &mut Model, keep: Keep) {
    if let Some(place) = model.dialogs.iter().position(|dialog| matches!(dialog, Dialog::Locked(_))) {
        model.dialogs.truncate(place + usize::from(keep == Keep::Lock));
    }
}

/// `user` is in.
fn enter(model: &mut Model, user: UserView) -> Vec<Cmd> {
    uncover(model, Keep::Nothing);
    model.login.problem = None;
    model.login.username.set(&user.username);
    model.waits.clear();
    if model.screen == Screen::Login {
        model.screen = Screen::Sell;
    }
    // What was not done while nobody could read it is told now.
    let is_news = |notice: &Notice| notice.tone == Tone::Problem && notice.text != SESSION_ENDED;
    if !model.notice.as_ref().is_some_and(is_news) {
        let name = called(&user.first_name, &user.last_name, &user.username);
        model.tell(format!("Signed in as {name}."));
    }
    let id = user.id;
    model.staff = Some(user);
    if model.sell.cart.is_empty()
        && let Some(place) = model.kept.iter().position(|kept| kept.of == id)
    {
        model.sell = model.kept.remove(place).sell;
        let items = counted(model.sell.cart.units(), "item");
        model.tell(format!("Your order is back: {items}."));
    }
    let mut cmds = vec![Cmd::LoadMenu, watch::set(model)];
    cmds.extend(live::start(model));
    cmds.extend(orders::refresh_shown(model));
    cmds.extend(super::customers::refresh_shown(model));
    cmds.extend(super::stock::refresh_shown(model));
    cmds.extend(super::alerts::refresh_shown(model));
    cmds.extend(super::alerts::resume(model));
    cmds.extend(super::stock::resume(model));
    cmds.extend(super::coupons::resume(model));
    cmds.extend(super::drawer::refresh_shown(model));
    cmds.extend(super::till::resume(model));
    cmds.extend(tender::resume(model));
    cmds.extend(super::money::resume(model));
    cmds
}

/// The order that somebody else left.
pub(super) fn hand_over(model: &mut Model, act: HandOverAct) -> Vec<Cmd> {
    let Some((by, name)) = model.lock().map(|lock| (lock.by, lock.name.clone())) else { return Vec::new() };
    let Some(Dialog::HandOver(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    let user = (*dialog.user).clone();
    match act {
        HandOverAct::Cancel => {
            model.dialogs.pop();
            vec![Cmd::SignOut]
        }
        HandOverAct::Keep if model.kept.len() >= MOST_KEPT => {
            dialog.problem = Some(too_many_kept());
            vec![Cmd::Bell]
        }
        HandOverAct::Keep => {
            let sell = std::mem::take(&mut model.sell);
            model.kept.push(kept(by, sell));
            start_afresh(model);
            enter(model, user)
        }
        HandOverAct::Take => {
            model.dialogs.clear();
            model.screen = Screen::Sell;
            let cmds = enter(model, user);
            model.tell(format!("This is the order that {name} left."));
            cmds
        }
    }
}

fn kept(of: UserId, mut sell: Sell) -> Kept {
    (sell.find, sell.paid, sell.last) = (None, None, None);
    Kept { of, sell }
}

fn too_many_kept() -> String {
    format!("{MOST_KEPT} orders are kept already; finish some of them first.")
}

/// Signs out, unless something in the cart has to be decided on first.
pub(super) fn sign_out(model: &mut Model) -> Vec<Cmd> {
    if model.staff.is_none() {
        return Vec::new();
    }
    if model.sell.cart.is_empty() {
        return leave(model);
    }
    if !matches!(model.dialogs.last(), Some(Dialog::SignOut { .. })) {
        model.dialogs.push(Dialog::SignOut { problem: None });
    }
    Vec::new()
}

/// What becomes of one's own order.
pub(super) fn signing_out(model: &mut Model, act: SignOutAct) -> Vec<Cmd> {
    let Some(Dialog::SignOut { problem }) = model.dialogs.last_mut() else { return Vec::new() };
    match act {
        SignOutAct::Stay => {
            model.dialogs.pop();
            Vec::new()
        }
        SignOutAct::Keep if model.kept.len() >= MOST_KEPT => {
            *problem = Some(too_many_kept());
            vec![Cmd::Bell]
        }
        SignOutAct::Keep => {
            let sell = std::mem::take(&mut model.sell);
            model.kept.extend(model.staff.as_ref().map(|user| kept(user.id, sell)));
            leave(model)
        }
        SignOutAct::Empty => {
            model.sell.cart = Cart::default();
            leave(model)
        }
    }
}

fn leave(model: &mut Model) -> Vec<Cmd> {
    start_afresh(model);
    model.orders.forget();
    model.staff = None;
    model.screen = Screen::Login;
    model.notice = None;
    model.typed_ahead.clear();
    model.login = LoginForm::of(&model.place, model.login.pin.roster.clone());
    let mut cmds = live::stop(model);
    cmds.push(Cmd::SignOut);
    cmds.extend(login::ask_people(model));
    cmds
}
