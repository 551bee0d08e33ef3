//! How the [`Model`] looks. Draws one frame and notes what lies under the mouse; changes nothing.

mod alerts;
mod canvas;
mod cart;
mod commands;
mod coupons;
mod customers;
mod dialogs;
mod drawer;
mod find;
mod form;
mod header;
mod lock;
mod login;
mod money;
mod orders;
mod paid;
mod parked;
mod quick_keys;
mod sell;
mod sold_out;
mod stock;
mod tender;

use chrono::{DateTime, Utc};
use comanda_core::money::Amount;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};

use crate::action;
use crate::amounts;
use crate::app::{Dialog, Model, Screen, Tone};
use crate::fit;
use crate::hits::Hits;
use crate::screens::tender::{Origin, Phase};
use canvas::Canvas;

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// Less than 60x20: nothing but a sentence.
    TooSmall,
    /// From 60x20: one thing at a time.
    Small,
    /// From 80x24.
    Medium,
    /// From 100x30.
    Wide,
}

impl Size {
    /// The size of this many columns and rows.
    pub const fn of((columns, rows): (u16, u16)) -> Self {
        match (columns, rows) {
            (100.., 30..) => Self::Wide,
            (80.., 24..) => Self::Medium,
            (60.., 20..) => Self::Small,
            _ => Self::TooSmall,
        }
    }
}

/// Lines of the selected order that do not fit on the screen: as far as it can be scrolled.
pub fn detail_overflow(model: &Model) -> usize {
    orders::detail_overflow(model)
}

/// The same for the receipt that is looked at.
pub fn receipt_overflow(model: &Model) -> usize {
    let (columns, rows) = model.size;
    // All but header, notice and hints.
    orders::receipt_overflow(model, Rect::new(0, 1, columns, rows.saturating_sub(3)))
}

/// The same for the selected customer.
pub fn customer_overflow(model: &Model) -> usize {
    customers::detail_overflow(model)
}

/// The same for the selected product of the Stock screen.
pub fn stock_overflow(model: &Model) -> usize {
    stock::detail_overflow(model)
}

/// The same for what is said about the selected coupon.
pub fn coupon_overflow(model: &Model) -> usize {
    coupons::detail_overflow(model)
}

/// The same for the dialog that explains a code.
pub fn why_overflow(model: &Model) -> usize {
    coupons::why_overflow(model)
}

/// The same for the selected alert.
pub fn alerts_overflow(model: &Model) -> usize {
    alerts::detail_overflow(model)
}

/// The same for the report of the Drawer screen.
pub fn drawer_overflow(model: &Model) -> usize {
    drawer::overflow(model)
}

/// Draws `model`, and puts into `hits` what can be clicked.
pub fn draw(model: &Model, frame: &mut Frame<'_>, hits: &mut Hits) {
    hits.clear();
    let area = frame.area();
    let mut canvas = Canvas::new(frame, hits, model.theme);
    if Size::of((area.width, area.height)) == Size::TooSmall {
        let sentence = format!("need 60x20, have {}x{}", area.width, area.height);
        canvas.line(area, Line::raw(fit::cut(&sentence, area.width.into())));
        return;
    }
    let [top, body, notice, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(area);
    header::draw(model, &mut canvas, top);
    let lock = model.dialogs.iter().position(|dialog| matches!(dialog, Dialog::Locked(_)));
    if lock.is_none() {
        draw_screen(model, &mut canvas, body);
        if model.live.is_away() && model.screen != Screen::Sell {
            // Whatever is seen there may be another thing by now; the cart is the till's own.
            canvas.dim(body);
        }
        draw_notice(model, &mut canvas, notice);
    }
    // Whatever lies below the lock is nobody's business.
    for dialog in model.dialogs.iter().skip(lock.unwrap_or(0)) {
        draw_dialog(model, dialog, &mut canvas, body);
    }
    draw_hints(model, &mut canvas, keys);
}

fn draw_screen(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    match model.screen {
        Screen::Login => login::draw(model, None, canvas, body),
        Screen::Sell => sell::draw(model, canvas, body),
        Screen::Orders => orders::draw(model, canvas, body),
        Screen::Customers => customers::draw(model, canvas, body),
        Screen::Stock => stock::draw(model, canvas, body),
        Screen::Coupons => coupons::draw(model, canvas, body),
        Screen::Drawer => drawer::draw(model, canvas, body),
        Screen::Alerts => alerts::draw(model, canvas, body),
    }
}

fn draw_dialog(model: &Model, dialog: &Dialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    // Whatever lies below a dialog cannot be clicked.
    canvas.hits.cover(body);
    match dialog {
        Dialog::Locked(lock) => login::draw(model, Some(lock), canvas, body),
        Dialog::HandOver(dialog) => lock::hand_over(model, dialog, canvas, body),
        Dialog::SignOut { problem } => lock::sign_out(model, problem.as_deref(), canvas, body),
        Dialog::Options(options) => dialogs::options(model, options, canvas, body),
        Dialog::Form(form) => form::draw(form, canvas, body),
        // One key took the exact sum; a box that flashes up for a moment would only distract.
        Dialog::Tender(tender) if tender.origin == Origin::ExactCash && tender.phase == Phase::Sent => {}
        Dialog::Tender(tender) => tender::draw(tender, canvas, body),
        Dialog::Confirm(question) => dialogs::confirm(*question, canvas, body),
        Dialog::CancelOrder(dialog) => orders::draw_cancel(model, dialog, canvas, body),
        Dialog::Refund(dialog) => orders::draw_refund(model, dialog, canvas, body),
        Dialog::Receipt(dialog) => orders::draw_receipt(model, dialog, canvas, body),
        Dialog::Returns(dialog) => orders::draw_returns(model, dialog, canvas, body),
        Dialog::Wallet(dialog) => customers::draw_wallet(model, dialog, canvas, body),
        Dialog::Coupon(dialog) => coupons::draw_dialog(model, dialog, canvas, body),
        Dialog::CouponStats(dialog) => coupons::draw_stats(model, dialog, canvas, body),
        Dialog::Receive(dialog) => stock::draw_receive(model, dialog, canvas, body),
        Dialog::History(history) => stock::draw_history(model, history, canvas, body),
        Dialog::SoldOut(dialog) => sold_out::draw(model, dialog, canvas, body),
        Dialog::Commands(list) => commands::draw(list, canvas, body),
        Dialog::Goto => commands::draw_goto(canvas, body),
        Dialog::Parked(dialog) => parked::draw(model, *dialog, canvas, body),
        Dialog::Waiting => parked::draw_waiting(model, canvas, body),
    }
}

fn draw_notice(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let Some(notice) = &model.notice else { return };
    let (mark, style) = match notice.tone {
        Tone::Info => (theme.mark("ⓘ", "i"), theme.text()),
        Tone::Problem => ("!", theme.warn()),
    };
    let text = fit::cut(&notice.text, usize::from(area.width).saturating_sub(4));
    canvas.line(area, Line::styled(format!(" {mark} {text}"), style));
}

/// The keys that do something now, as many as fit, each of which can be clicked.
fn draw_hints(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let mut x = area.x + 1;
    for spec in action::hints(model) {
        let (Some(word), Some(key)) = (spec.hint, spec.keys.first()) else { continue };
        let key = key.to_string();
        let wide = u16::try_from(fit::width(&key) + 1 + fit::width(word)).unwrap_or(u16::MAX);
        if x.saturating_add(wide) > area.right() {
            break;
        }
        let spot = Rect { x, width: wide, ..area };
        let spans = vec![
            Span::styled(key, canvas.theme.accent()),
            Span::raw(" "),
            Span::styled(word, canvas.theme.muted()),
        ];
        canvas.line(spot, Line::from(spans));
        canvas.hits.add(spot, spec.action);
        x = x.saturating_add(wide + 2);
    }
}

/// An amount as people write it.
fn written(model: &Model, amount: Amount) -> String {
    model.menu.as_ref().map_or_else(|| amount.to_string(), |menu| amounts::shown(amount, menu.shop.currency))
}

/// Hour and minute on the shop's clock.
fn clock(model: &Model, at: DateTime<Utc>) -> String {
    model.menu.as_ref().map_or_else(
        || at.format("%H:%M UTC").to_string(),
        |menu| at.with_timezone(&menu.shop.time_zone).format("%H:%M").to_string(),
    )
}

/// Month and day on the shop's clock.
fn day(model: &Model, at: DateTime<Utc>) -> String {
    model.menu.as_ref().map_or_else(
        || at.format("%b %d").to_string(),
        |menu| at.with_timezone(&menu.shop.time_zone).format("%b %d").to_string(),
    )
}

/// A moment on the shop's clock: the time alone where it is near, with the day where it is not.
pub fn moment(model: &Model, at: DateTime<Utc>) -> String {
    let far = (at - model.now).num_hours().abs() >= 20;
    let shown =
        |local: chrono::NaiveDateTime| local.format(if far { "%b %d %H:%M" } else { "%H:%M" }).to_string();
    model.menu.as_ref().map_or_else(
        || shown(at.naive_utc()),
        |menu| shown(at.with_timezone(&menu.shop.time_zone).naive_local()),
    )
}
