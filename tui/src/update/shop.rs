//! What the shop tells: that it is open, its menu, that it cannot be reached; and the passing minutes.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use comanda_core::wire::MenuView;

use super::{live, lock, login};
use crate::app::{Link, Model};
use crate::journal::Pending;
use crate::msg::Cmd;
use crate::screens::login::pin::Roster;
use crate::screens::sell::Sell;
use crate::screens::till::TillCmd;
use crate::sell::Menu;
use crate::trouble::{Effect, Trouble};

pub(super) fn opened(model: &mut Model, pending: Vec<Pending>) -> Vec<Cmd> {
    model.link = Link::Open;
    model.unanswered = pending;
    if let Some(first) = model.unanswered.first() {
        model.warn(format!(
            "A payment of {0} was never answered. Sign in as {0} to settle it.",
            first.username
        ));
    }
    // A shop that was opened again is at another address.
    let mut cmds = live::start(model);
    cmds.extend(login::ask_people(model));
    cmds
}

pub(super) fn not_opened(model: &mut Model, why: String) -> Vec<Cmd> {
    model.link = Link::Failed(why);
    Vec::new()
}

pub(super) fn minute(model: &mut Model, now: DateTime<Utc>) -> Vec<Cmd> {
    model.now = now;
    super::coupons::minute(model);
    if model.live.is_lost() {
        // It is told when the shop is heard again; until then there is nobody to ask.
        return Vec::new();
    }
    let mut cmds = super::orders::refresh_shown(model);
    cmds.extend(super::stock::refresh_shown(model));
    cmds.extend(super::drawer::refresh_shown(model));
    cmds.extend(super::alerts::refresh_shown(model));
    if model.staff.is_some() {
        cmds.push(Cmd::LoadMenu);
        cmds.push(Cmd::Till(TillCmd::Parked));
    } else if matches!(model.login.pin.roster, Roster::Missing(_)) {
        cmds.extend(login::ask_people(model));
    }
    cmds
}

pub(super) fn menu(model: &mut Model, answer: Result<Arc<MenuView>, Trouble>) -> Vec<Cmd> {
    model.live.is_menu_awaited = false;
    match answer.map(|view| Menu::of(&view)) {
        Ok(Ok(menu)) => {
            model.link = Link::Open;
            if menu.unreadable > 0 {
                let count = menu.unreadable;
                model.warn(format!("{count} products have prices that cannot be read; they are left out."));
            }
            fit(&mut model.sell, &menu);
            if let Some(before) = &mut model.before_burst {
                fit(&mut before.sell, &menu);
            }
            model.menu = Some(menu);
            super::coupons::look_again(model);
            Vec::new()
        }
        Ok(Err(sentence)) => {
            model.warn(sentence);
            Vec::new()
        }
        Err(trouble) => {
            let was_lost = model.link == Link::Lost;
            let cmds = stumbled(model, &trouble);
            // The menu is asked for every minute; telling once that the server is away is enough.
            if !was_lost || model.menu.is_none() {
                model.warn(trouble.sentence);
            }
            cmds
        }
    }
}

/// The page and the search are of this menu from now on.
fn fit(sell: &mut Sell, menu: &Menu) {
    sell.page = sell.page.min(menu.pages.len().saturating_sub(1));
    if let Some(find) = &mut sell.find {
        find.search(menu);
    }
}

/// What trouble means for the program as a whole, besides its sentence.
pub(super) fn stumbled(model: &mut Model, trouble: &Trouble) -> Vec<Cmd> {
    note_link(model, trouble);
    if trouble.effect == Effect::SessionEnded {
        return lock::session_ended(model);
    }
    Vec::new()
}

/// Whether the shop answered at all.
pub(super) fn note_link(model: &mut Model, trouble: &Trouble) {
    model.link = match trouble.effect {
        Effect::Refused(_) | Effect::SessionEnded | Effect::Later(_) => Link::Open,
        Effect::NotThisTime | Effect::Unknown => Link::Lost,
    };
}
