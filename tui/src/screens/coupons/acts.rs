//! What can be done on the Coupons screen, and by which keys. What only managers may is not there for others.

use comanda_core::actor::Permission;
use crossterm::event::KeyCode;

use crate::action::{Action, Spec};
use crate::app::Model;
use crate::context::Context;
use crate::keys::Key;
use crate::screens::commands;
use crate::screens::paged::Pane;
use crate::sell::coupons::why::Why;

/// What can be done on the Coupons screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CouponsAct {
    /// The row or the line above.
    Up,
    /// The row or the line below.
    Down,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// To the first coupon.
    First,
    /// To the last coupon.
    Last,
    /// Select the row at this place; when it is selected already, read it.
    Select(usize),
    /// Read the selected coupon.
    Open,
    /// One layer back.
    Back,
    /// Type what to look for.
    Search,
    /// Keep what was found.
    SearchDone,
    /// Forget the search.
    SearchCancel,
    /// Only what stands somewhere.
    Status,
    /// Every rule of the selected coupon for the cart of Sell.
    Explain,
    /// Put the explained code on the cart of Sell where it counts; else read the coupon.
    Enter,
    /// Do what is suggested.
    Mend,
    /// A new coupon.
    Create,
    /// Change the selected coupon.
    Edit,
    /// Switch the selected coupon off, or on.
    Switch,
    /// Take the selected coupon away.
    Remove,
    /// What the selected coupon came to.
    Stats,
    /// Ask the shop again.
    Refresh,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let mut rows = doing();
    rows.push(commands::help(Context::Coupons));
    rows.extend(finding());
    rows.extend(moving());
    rows
}

fn row(act: CouponsAct, id: &'static str, label: &'static str) -> Spec {
    Spec::new(Context::Coupons, act, id, label)
}

fn has_rows(model: &Model) -> bool {
    !model.coupons.list.rows.is_empty()
}

fn may_change(model: &Model) -> bool {
    model.may(Permission::ManageCoupons)
}

fn may_change_one(model: &Model) -> bool {
    has_rows(model) && may_change(model)
}

fn doing() -> Vec<Spec> {
    vec![
        row(CouponsAct::Mend, "coupons.mend", "Do what is suggested for the cart of Sell")
            .key(Key::char('a'))
            .hint("do what is suggested")
            .when(|model| model.coupons.why.as_ref().is_some_and(Why::can_be_mended))
            .help_only(),
        row(CouponsAct::Create, "coupons.create", "A new coupon")
            .key(Key::char('c'))
            .hint("create")
            .when(may_change),
        row(CouponsAct::Edit, "coupons.edit", "Change the coupon")
            .key(Key::char('e'))
            .hint("edit")
            .when(may_change_one),
        row(CouponsAct::Explain, "coupons.explain", "Why it counts for the cart of Sell, or why not")
            .key(Key::char('x'))
            .key(Key::char('t'))
            .hint("explain")
            .when(has_rows),
        row(CouponsAct::Switch, "coupons.switch", "Switch the coupon off, or on again")
            .key(Key::char('d'))
            .hint("off/on")
            .when(may_change_one),
        row(CouponsAct::Stats, "coupons.stats", "What the coupon came to")
            .key(Key::char('s'))
            .hint("figures")
            .when(has_rows),
        row(CouponsAct::Remove, "coupons.remove", "Take the coupon away")
            .key(Key::named(KeyCode::Delete))
            .key(Key::char('D'))
            .when(may_change_one),
        row(CouponsAct::Search, "coupons.search", "Search by code or description")
            .key(Key::char('/'))
            .key(Key::f(2))
            .hint("find"),
        row(CouponsAct::Status, "coupons.status", "Only what can be used, or stands elsewhere")
            .key(Key::char('f'))
            .hint("status"),
    ]
}

fn finding() -> Vec<Spec> {
    let find = |act, id, label| Spec::new(Context::CouponsFind, act, id, label).help_only();
    vec![
        row(CouponsAct::Refresh, "coupons.refresh", "Ask the shop again")
            .key(Key::char('R'))
            .key(Key::ctrl('r')),
        find(CouponsAct::SearchDone, "coupons.search_done", "Keep what was found")
            .key(Key::ENTER)
            .hint("keep"),
        find(CouponsAct::Down, "coupons.search_down", "The coupon below").key(Key::named(KeyCode::Down)),
        find(CouponsAct::Up, "coupons.search_up", "The coupon above").key(Key::named(KeyCode::Up)),
        find(CouponsAct::SearchCancel, "coupons.search_cancel", "Forget the search")
            .key(Key::ESC)
            .hint("forget"),
    ]
}

fn moving() -> Vec<Spec> {
    let go = |act, id, label| row(act, id, label).when(has_rows).help_only();
    vec![
        go(
            CouponsAct::Enter,
            "coupons.enter",
            "Put the explained code on the cart of Sell; else read the coupon",
        )
        .key(Key::ENTER),
        go(CouponsAct::Open, "coupons.open", "Read all of the coupon")
            .key(Key::named(KeyCode::Right))
            .when(|model| has_rows(model) && model.coupons.pane == Pane::List),
        row(CouponsAct::Back, "coupons.back", "Back: to the list, then without the search, then to Sell")
            .key(Key::ESC)
            .key(Key::named(KeyCode::Left))
            .hint("back")
            .help_only(),
        go(CouponsAct::Up, "coupons.up", "The coupon or the line above")
            .key(Key::named(KeyCode::Up))
            .key(Key::char('k')),
        go(CouponsAct::Down, "coupons.down", "The coupon or the line below")
            .key(Key::named(KeyCode::Down))
            .key(Key::char('j')),
        go(CouponsAct::PageUp, "coupons.page_up", "A screenful up").key(Key::named(KeyCode::PageUp)),
        go(CouponsAct::PageDown, "coupons.page_down", "A screenful down")
            .key(Key::named(KeyCode::PageDown))
            .key(Key::char(' ')),
        go(CouponsAct::First, "coupons.first", "The first coupon").key(Key::named(KeyCode::Home)),
        go(CouponsAct::Last, "coupons.last", "The last coupon").key(Key::named(KeyCode::End)),
    ]
}

/// The action with a key that does what a click on `action` does.
pub const fn by_keyboard(action: Action) -> Action {
    match action {
        Action::Coupons(CouponsAct::Select(_)) => Action::Coupons(CouponsAct::Open),
        Action::Coupon(super::dialog::CouponAct::TakeBest(_)) => {
            Action::Coupon(super::dialog::CouponAct::Take)
        }
        other => other,
    }
}
