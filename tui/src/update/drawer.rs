//! The Drawer screen: how the drawer stands, its sessions and their reports. What changes it goes out through `till`.

use comanda_core::actor::Permission;
use comanda_core::id::CashSessionId;
use comanda_core::money::Currency;
use comanda_core::wire::cash::{CashMove, CashMovementView, ReportKind};
use comanda_core::wire::{CashReportView, CashSessionView, Page};

use super::shop;
use crate::action::DrawerAct;
use crate::amounts;
use crate::app::{Dialog, Link, Model, Screen};
use crate::msg::Cmd;
use crate::screens::drawer::{Side, closing, forms, report};
use crate::screens::form::Purpose;
use crate::screens::paged::{Landing, Move, visible_rows};
use crate::screens::till::{TillCmd, TillForm};
use crate::trouble::Trouble;

/// Lines of the report that a screenful scrolls.
const SCREENFUL: usize = 10;

/// The screen was opened: what was known before stays until the news are here.
pub(super) fn entered(model: &mut Model) -> Vec<Cmd> {
    model.screen = Screen::Drawer;
    model.drawer.side = Side::Report;
    model.drawer.looked = None;
    model.drawer.scroll = 0;
    ask(model)
}

/// A minute passed, or somebody signed in again: other tills sell into the drawer too.
pub(super) fn refresh_shown(model: &mut Model) -> Vec<Cmd> {
    if model.screen == Screen::Drawer && model.staff.is_some() { ask(model) } else { Vec::new() }
}

fn ask(model: &mut Model) -> Vec<Cmd> {
    let number = model.drawer.next_number();
    let page = model.drawer.list.page.max(1);
    let mut cmds = vec![Cmd::Till(TillCmd::Drawer(number)), Cmd::Till(TillCmd::Sessions(number, page))];
    // Of one that is open and not one's own the figures move too.
    let other = model.drawer.looked.as_ref().filter(|looked| looked.kind == ReportKind::X);
    cmds.extend(other.map(|looked| Cmd::Till(TillCmd::Report(looked.session.id))));
    cmds
}

pub(super) fn perform(model: &mut Model, act: DrawerAct) -> Vec<Cmd> {
    match act {
        DrawerAct::Open => count(model),
        DrawerAct::PayIn => move_cash(model, CashMove::PayIn),
        DrawerAct::PayOut => move_cash(model, CashMove::PayOut),
        DrawerAct::ToSafe => move_cash(model, CashMove::Drop),
        DrawerAct::Close => close(model),
        DrawerAct::Read => {
            model.drawer.looked = None;
            model.drawer.side = Side::Report;
            model.drawer.scroll = 0;
            ask(model)
        }
        DrawerAct::Look => look(model),
        DrawerAct::Select(index) => {
            model.drawer.side = Side::Sessions;
            if index == model.drawer.list.selected {
                return look(model);
            }
            model.drawer.list.select(index);
            Vec::new()
        }
        DrawerAct::OtherSide => {
            model.drawer.side = match model.drawer.side {
                Side::Report => Side::Sessions,
                Side::Sessions => Side::Report,
            };
            Vec::new()
        }
        DrawerAct::Up => step(model, -1, 1),
        DrawerAct::Down => step(model, 1, 1),
        DrawerAct::PageUp => step(model, -1, SCREENFUL),
        DrawerAct::PageDown => step(model, 1, SCREENFUL),
        DrawerAct::Back => back(model),
    }
}

fn step(model: &mut Model, by: isize, lines: usize) -> Vec<Cmd> {
    let to = match model.drawer.side {
        Side::Report => {
            let most = crate::view::drawer_overflow(model);
            let from = model.drawer.scroll.min(most);
            model.drawer.scroll = from.saturating_add_signed(by * lines.cast_signed()).min(most);
            return Vec::new();
        }
        Side::Sessions if lines == 1 => model.drawer.list.stepped(by),
        Side::Sessions => model.drawer.list.leafed(by, visible_rows(model.size.1)),
    };
    match to {
        Move::Stay => Vec::new(),
        Move::Row(index) => {
            model.drawer.list.select(index);
            Vec::new()
        }
        Move::Page(page, landing) => {
            model.drawer.list.landing = landing;
            let number = model.drawer.next_number();
            vec![Cmd::Till(TillCmd::Sessions(number, page))]
        }
    }
}

fn back(model: &mut Model) -> Vec<Cmd> {
    if model.drawer.side == Side::Sessions {
        model.drawer.side = Side::Report;
    } else if model.drawer.looked.take().is_some() {
        model.drawer.scroll = 0;
    } else {
        model.screen = Screen::Sell;
    }
    Vec::new()
}

fn look(model: &Model) -> Vec<Cmd> {
    let row = model.drawer.list.row().map(|row| row.id);
    row.map(|id| Cmd::Till(TillCmd::Report(id))).into_iter().collect()
}

/// Asks for the count of a drawer that is opened; also over the tender dialog, when the shop asked for one.
pub(super) fn count(model: &mut Model) -> Vec<Cmd> {
    if !may(model) {
        return vec![Cmd::Bell];
    }
    let form = forms::open_form(currency(model));
    model.dialogs.push(Dialog::Form(form));
    Vec::new()
}

fn may(model: &mut Model) -> bool {
    let may = model.may(Permission::KeepDrawer);
    if !may {
        model.warn("You may not keep a drawer. F12 hands the till to somebody who may.");
    }
    may
}

fn currency(model: &Model) -> Currency {
    model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default()
}

fn move_cash(model: &mut Model, kind: CashMove) -> Vec<Cmd> {
    if !may(model) {
        return vec![Cmd::Bell];
    }
    let Some(session) = model.drawer.open().map(|open| open.session.id) else { return Vec::new() };
    let form = forms::move_form(session, kind, currency(model));
    model.dialogs.push(Dialog::Form(form));
    Vec::new()
}

fn close(model: &mut Model) -> Vec<Cmd> {
    if !may(model) {
        return vec![Cmd::Bell];
    }
    let Some(open) = model.drawer.open() else { return Vec::new() };
    let currency = currency(model);
    let expected = currency.money(open.session.expected).unwrap_or_default();
    let form = closing::form(open.session.id, expected, currency);
    model.dialogs.push(Dialog::Form(form));
    // Other tills may have sold since it was asked.
    ask(model)
}

/// How the open drawer stands.
pub(super) fn told(
    model: &mut Model,
    number: u64,
    answer: Result<Option<Box<CashReportView>>, Trouble>,
) -> Vec<Cmd> {
    if !model.drawer.is_latest(number) {
        return Vec::new();
    }
    match answer {
        Ok(now) => {
            model.link = Link::Open;
            (model.drawer.is_known, model.drawer.problem) = (true, None);
            expect(model, now.as_deref());
            model.drawer.now = now;
            Vec::new()
        }
        Err(trouble) => {
            model.drawer.problem = Some(trouble.sentence.clone());
            shop::stumbled(model, &trouble)
        }
    }
}

/// The form that counts the drawer is told what should be in it now.
fn expect(model: &mut Model, now: Option<&CashReportView>) {
    let Some(now) = now else { return };
    for dialog in &mut model.dialogs {
        if let Dialog::Form(form) = dialog
            && let Purpose::Till(TillForm::Close { session, expected, currency, .. }) = &mut form.purpose
            && *session == now.session.id
        {
            *expected = currency.money(now.session.expected).unwrap_or_default();
        }
    }
}

pub(super) fn listed(
    model: &mut Model,
    number: u64,
    page: u32,
    answer: Result<Box<Page<CashSessionView>>, Trouble>,
) -> Vec<Cmd> {
    if !model.drawer.is_latest(number) {
        return Vec::new();
    }
    match answer {
        Ok(rows) => {
            model.link = Link::Open;
            model.drawer.list.show(page, *rows);
            Vec::new()
        }
        Err(trouble) => {
            model.drawer.list.problem = Some(trouble.sentence.clone());
            shop::stumbled(model, &trouble)
        }
    }
}

/// The report of a session that was asked for.
pub(super) fn reported(
    model: &mut Model,
    id: CashSessionId,
    answer: Result<Box<CashReportView>, Trouble>,
) -> Vec<Cmd> {
    match answer {
        Ok(report) => {
            model.link = Link::Open;
            expect(model, Some(&report));
            let is_shown = model.drawer.looked.as_ref().is_some_and(|looked| looked.session.id == id);
            if is_shown {
                model.drawer.looked = Some(report);
            } else if model.drawer.list.row().is_some_and(|row| row.id == id) {
                show(model, *report);
            }
            Vec::new()
        }
        Err(trouble) => {
            let cmds = shop::stumbled(model, &trouble);
            model.warn(trouble.sentence);
            cmds
        }
    }
}

fn show(model: &mut Model, report: CashReportView) {
    model.drawer.scroll = 0;
    model.drawer.side = Side::Report;
    model.drawer.looked = Some(Box::new(report));
}

/// A drawer is open from now on.
pub(super) fn opened(model: &mut Model, session: &CashSessionView) -> Vec<Cmd> {
    let counted = amounts::shown(session.opening_count, currency(model));
    model.tell(format!("The drawer {} is open with {counted}.", session.drawer));
    ask(model)
}

pub(super) fn moved(model: &mut Model, moved: &CashMovementView) -> Vec<Cmd> {
    let amount = amounts::shown(moved.amount, currency(model));
    model.tell(match moved.kind {
        CashMove::PayIn => format!("{amount} are paid in."),
        CashMove::PayOut => format!("{amount} are paid out."),
        CashMove::Drop => format!("{amount} are in the safe."),
    });
    ask(model)
}

/// The drawer is closed: its Z report is read.
pub(super) fn closed(model: &mut Model, report: CashReportView) -> Vec<Cmd> {
    let currency = currency(model);
    let by = report.session.over_short.and_then(|by| currency.money(by).ok()).unwrap_or_default();
    let title = report::title(&report);
    model.tell(format!(
        "The drawer {} is closed, {}: {title}.",
        report.session.drawer,
        closing::differs(by, currency)
    ));
    model.drawer.now.take_if(|now| now.session.id == report.session.id);
    model.drawer.list.landing = Landing::First;
    show(model, report);
    ask(model)
}
