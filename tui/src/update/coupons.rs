//! The Coupons screen: finding codes, explaining one for the cart of Sell, changing them. The codes on the order are in
//! `till`, what is sent in `errands`, the form in `form`.

mod errands;
mod form;
mod list;
mod till;

use comanda_core::coupons::CouponCode;
use comanda_core::id::CouponId;
use comanda_core::wire::coupons::CouponStats;

use super::paged;
use super::shop::stumbled;
use crate::action::{CouponAct, CouponsAct, StatsAct};
use crate::app::{Dialog, Link, Model, Screen};
use crate::keys::Key;
use crate::msg::Cmd;
use crate::screens::confirm::Confirm;
use crate::screens::coupons::stats::StatsDialog;
use crate::screens::coupons::{CouponsCmd, CouponsMsg, CouponsWake};
use crate::screens::paged::{End, Pane};
use crate::trouble::{Effect, Trouble};
use list::List;

pub(super) use errands::{let_go, remove, resume, switch};
pub(super) use form::{accept, changed, generate, test_on_cart};
pub(super) use till::{ask, look_again, open, scanned, take_off};

/// The screen was opened: what was found before stays until the news are here.
pub(super) fn entered(model: &mut Model) -> Vec<Cmd> {
    model.screen = Screen::Coupons;
    (model.coupons.pane, model.coupons.why) = (Pane::List, None);
    paged::ask::<List>(model)
}

/// Something happened to coupons.
pub(super) fn refresh_shown(model: &mut Model) -> Vec<Cmd> {
    let is_shown = model.screen == Screen::Coupons && model.staff.is_some();
    if is_shown { paged::ask::<List>(model) } else { Vec::new() }
}

/// A minute passed: what could not be asked is asked again, and what depends on the clock is looked at again.
pub(super) fn minute(model: &mut Model) {
    model.sell.facts.retry();
    look_again(model);
    let shown = model.coupons.why.as_ref().map(|why| why.code.clone());
    if let Some(code) = shown {
        model.coupons.why = till::explain(model, &code);
    }
}

/// What is done in the dialog about codes on the order.
pub(super) fn dialog(model: &mut Model, act: CouponAct) -> Vec<Cmd> {
    till::perform(model, act)
}

/// A key of a code in that dialog.
pub(super) fn code_typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    till::typed(model, key)
}

pub(super) fn perform(model: &mut Model, act: CouponsAct) -> Vec<Cmd> {
    match act {
        CouponsAct::Up => paged::step::<List>(model, -1),
        CouponsAct::Down => paged::step::<List>(model, 1),
        CouponsAct::PageUp => paged::leaf::<List>(model, -1),
        CouponsAct::PageDown => paged::leaf::<List>(model, 1),
        CouponsAct::First => paged::go::<List>(model, model.coupons.list.ended(End::First)),
        CouponsAct::Last => paged::go::<List>(model, model.coupons.list.ended(End::Last)),
        CouponsAct::Select(index) if index == model.coupons.list.selected => read(model),
        CouponsAct::Select(index) => paged::select::<List>(model, index),
        CouponsAct::Open => read(model),
        CouponsAct::Enter => enter(model),
        CouponsAct::Back => back(model),
        CouponsAct::Search => search(model),
        CouponsAct::SearchDone => list::search_done(model),
        CouponsAct::SearchCancel => {
            model.coupons.query.is_typing = false;
            forget_search(model)
        }
        CouponsAct::Status => {
            model.coupons.query.next_status();
            paged::ask_anew::<List>(model)
        }
        CouponsAct::Explain => explain(model),
        CouponsAct::Mend => mend(model),
        CouponsAct::Create => form::create(model),
        CouponsAct::Edit => form::edit(model),
        CouponsAct::Switch => {
            let is_on = model.coupons.list.row().map(|row| row.is_active);
            let question = is_on.map(|is_on| if is_on { Confirm::CouponOff } else { Confirm::CouponOn });
            model.dialogs.extend(question.map(Dialog::Confirm));
            Vec::new()
        }
        CouponsAct::Remove => {
            let question = model.coupons.list.row().map(|_| Confirm::RemoveCoupon);
            model.dialogs.extend(question.map(Dialog::Confirm));
            Vec::new()
        }
        CouponsAct::Stats => open_stats(model),
        CouponsAct::Refresh => paged::ask::<List>(model),
    }
}

/// A key of the words to look for. On the list a digit begins them.
pub(super) fn typed(model: &mut Model, key: Key) -> Vec<Cmd> {
    if !model.coupons.query.is_typing {
        if !key.written().is_some_and(char::is_numeric) {
            return Vec::new();
        }
        search(model);
        model.coupons.query.words.clear();
    }
    if model.coupons.query.words.edit(key) { list::search_soon(model) } else { Vec::new() }
}

/// Words that the terminal handed over as a whole.
pub(super) fn pasted(model: &mut Model, text: &str) -> Vec<Cmd> {
    model.coupons.query.words.insert(text);
    list::search_soon(model)
}

pub(super) fn answered(model: &mut Model, msg: CouponsMsg) -> Vec<Cmd> {
    match msg {
        CouponsMsg::Listed(number, question, answer) => {
            paged::listed::<List>(model, number, question, answer)
        }
        CouponsMsg::Counted(active) => {
            model.link = Link::Open;
            model.coupons.active = Some(active);
            Vec::new()
        }
        CouponsMsg::Judged(code, of, answer) => till::judged(model, &code, of, answer),
        CouponsMsg::Best(number, best) => till::best(model, number, best),
        CouponsMsg::Done(key, answer) => errands::done(model, &key, answer),
        CouponsMsg::Stats(of, answer) => told(model, of, answer),
        CouponsMsg::Woke(CouponsWake::Search(number)) => list::search_rested(model, number),
        CouponsMsg::Woke(CouponsWake::Long(number)) => paged::takes_long::<List>(model, number),
        CouponsMsg::Woke(CouponsWake::Again(key)) => errands::again(model, &key),
    }
}

/// Every rule of the selected coupon for the cart of Sell, or its text again.
fn explain(model: &mut Model) -> Vec<Cmd> {
    let Some(code) = model.coupons.list.row().and_then(|row| CouponCode::try_from(row.code.as_str()).ok())
    else {
        return Vec::new();
    };
    if model.coupons.why.take_if(|why| why.code == code).is_some() {
        model.coupons.pane = Pane::List;
        return Vec::new();
    }
    if model.sell.cart.is_empty() {
        model.warn("Nothing is in the cart of Sell to explain it for. Alt-1 fills it.");
        return vec![Cmd::Bell];
    }
    // Uses and the buyer's past may be other ones by now.
    model.coupons.asked = Some(code.clone());
    vec![till::question(model, code)]
}

/// The shop told of a code that was to be explained here.
fn screen_told(model: &mut Model, code: &CouponCode) {
    let is_asked = model.coupons.asked.take_if(|asked| asked == code).is_some();
    let is_shown = model.coupons.why.as_ref().is_some_and(|why| why.code == *code);
    if is_asked || is_shown {
        model.coupons.why = till::explain(model, code);
        if is_asked && model.coupons.why.is_some() {
            (model.coupons.pane, model.coupons.scroll) = (Pane::Detail, 0);
        }
    }
}

/// The shop did not tell.
fn screen_unanswered(model: &mut Model, code: &CouponCode, trouble: &Trouble) {
    if model.coupons.asked.take_if(|asked| asked == code).is_some() {
        model.warn(trouble.sentence.clone());
    }
}

/// The explained code goes on the cart where it counts; else the coupon is read.
fn enter(model: &mut Model) -> Vec<Cmd> {
    match model.coupons.why.clone() {
        Some(why) if why.is_valid && !why.is_placed => {
            let cmds = till::put_on(model, &why);
            look_at_it_again(model, &why.code);
            cmds
        }
        Some(_) => Vec::new(),
        None => read(model),
    }
}

fn mend(model: &mut Model) -> Vec<Cmd> {
    let Some(why) = model.coupons.why.clone() else { return Vec::new() };
    let cmds = till::mend(model, &why);
    look_at_it_again(model, &why.code);
    cmds
}

fn look_at_it_again(model: &mut Model, code: &CouponCode) {
    model.coupons.why = till::explain(model, code);
}

fn open_stats(model: &mut Model) -> Vec<Cmd> {
    let Some(row) = model.coupons.list.row() else { return Vec::new() };
    let (of, code) = (row.id, row.code.clone());
    model.dialogs.push(Dialog::CouponStats(Box::new(StatsDialog { of, code, told: None, scroll: 0 })));
    vec![Cmd::Coupons(CouponsCmd::Stats(of))]
}

pub(super) fn stats(model: &mut Model, act: StatsAct) -> Vec<Cmd> {
    let Some(Dialog::CouponStats(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    match act {
        StatsAct::Up => dialog.scroll = dialog.scroll.saturating_sub(1),
        StatsAct::Down => dialog.scroll = (dialog.scroll + 1).min(40),
        StatsAct::Refresh => return vec![Cmd::Coupons(CouponsCmd::Stats(dialog.of))],
        StatsAct::Leave => {
            model.dialogs.pop();
        }
    }
    Vec::new()
}

fn told(model: &mut Model, of: CouponId, answer: Result<Box<CouponStats>, Trouble>) -> Vec<Cmd> {
    let (told, cmds) = match answer {
        Ok(stats) => {
            model.link = Link::Open;
            (Ok(*stats), Vec::new())
        }
        Err(trouble) => {
            let cmds = stumbled(model, &trouble);
            (Err(trouble.sentence), cmds)
        }
    };
    for dialog in &mut model.dialogs {
        if let Dialog::CouponStats(dialog) = dialog
            && dialog.of == of
        {
            dialog.told = Some(told.clone());
        }
    }
    cmds
}

fn read(model: &mut Model) -> Vec<Cmd> {
    (model.coupons.pane, model.coupons.scroll) = (Pane::Detail, 0);
    Vec::new()
}

fn search(model: &mut Model) -> Vec<Cmd> {
    (model.coupons.pane, model.coupons.why) = (Pane::List, None);
    model.coupons.query.is_typing = true;
    Vec::new()
}

fn back(model: &mut Model) -> Vec<Cmd> {
    model.coupons.asked = None;
    if model.coupons.why.take().is_some() || model.coupons.pane == Pane::Detail {
        (model.coupons.pane, model.coupons.scroll) = (Pane::List, 0);
        return Vec::new();
    }
    if !model.coupons.query.words.text().is_empty() {
        return forget_search(model);
    }
    if model.coupons.query.status.take().is_some() {
        return paged::ask_anew::<List>(model);
    }
    model.screen = Screen::Sell;
    Vec::new()
}

fn forget_search(model: &mut Model) -> Vec<Cmd> {
    if model.coupons.query.words.text().is_empty() {
        return Vec::new();
    }
    model.coupons.query.words.clear();
    paged::ask_anew::<List>(model)
}

/// True when the answer was lost: it may have been done.
fn is_lost(trouble: &Trouble, was_lost: bool) -> bool {
    trouble.effect == Effect::Unknown || was_lost && !matches!(trouble.effect, Effect::Refused(_))
}
