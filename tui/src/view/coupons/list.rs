//! The search, and the coupons there are.

use comanda_core::coupons::CouponStatus;
use comanda_core::wire::coupons::CouponView;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::Size;
use super::super::canvas::Canvas;
use crate::action::CouponsAct;
use crate::app::Model;
use crate::fit;
use crate::sell::coupons::words;
use crate::theme::Theme;

/// Cells of the columns; the code takes the rest.
const KIND: usize = 9;
const USED: usize = 8;
const UNTIL: usize = 7;
const STATUS: usize = 8;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let (which, state) = model.coupons.list.told();
    let only = model.coupons.query.status.map(|status| format!(", {} only", words::status(status)));
    let title = format!("Coupons{which}{}{state}", only.unwrap_or_default());
    let title = fit::cut(&title, usize::from(area.width).saturating_sub(4));
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), theme.accent()));
    draw_search(model, canvas, Rect { height: inner.height.min(1), ..inner });
    let cells = usize::from(inner.width).saturating_sub(1);
    let has_until = Size::of(model.size) != Size::Small;
    let head = columns(["Code", "Kind", "Used", "Until", "Status"], cells, has_until);
    canvas.line(below(inner, 1), Line::styled(format!(" {head}"), theme.muted()));
    let rows = below(inner, 2);
    if model.coupons.list.rows.is_empty() {
        let style = if model.coupons.list.problem.is_some() { theme.warn() } else { theme.text() };
        let told = fit::wrapped(&nothing(model), cells.saturating_sub(1));
        let lines = told.into_iter().map(|part| Line::styled(format!(" {part}"), style)).collect();
        canvas.lines(below(inner, 3), lines);
        return;
    }
    let list = &model.coupons.list;
    let first = list.first_seen(rows.height.into());
    for (offset, (index, view)) in (0..rows.height).zip(list.rows.iter().enumerate().skip(first)) {
        let spot = Rect { y: rows.y + offset, height: 1, ..rows };
        let line = row(model, view, index == list.selected, cells, has_until, theme);
        canvas.button(spot, line, CouponsAct::Select(index));
    }
}

fn below(inner: Rect, rows: u16) -> Rect {
    Rect { y: inner.y.saturating_add(rows), height: inner.height.saturating_sub(rows), ..inner }
}

fn draw_search(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let query = &model.coupons.query;
    let cells = usize::from(area.width).saturating_sub(8);
    let mut spans = vec![Span::styled(" Find ", theme.accent())];
    if query.is_typing {
        spans.extend(canvas.typed(query.words.parts(), cells));
    } else if query.words.text().is_empty() {
        spans.push(Span::styled(fit::cut("/: a code or a description", cells), theme.muted()));
    } else {
        spans.push(Span::raw(fit::cut(query.words.text(), cells)));
    }
    canvas.button(area, Line::from(spans), CouponsAct::Search);
}

fn columns([code, kind, used, until, status]: [&str; 5], cells: usize, has_until: bool) -> String {
    let until = if has_until { format!(" {}", fit::left(until, UNTIL)) } else { String::new() };
    let others = 1 + KIND + 1 + USED + fit::width(&until) + 1 + STATUS;
    let code = fit::left(code, cells.saturating_sub(others));
    let (kind, used, status) = (fit::left(kind, KIND), fit::right(used, USED), fit::left(status, STATUS));
    format!("{code} {kind} {used}{until} {status}")
}

fn row(
    model: &Model,
    view: &CouponView,
    is_here: bool,
    cells: usize,
    has_until: bool,
    theme: Theme,
) -> Line<'static> {
    let here = if is_here { theme.here() } else { " " };
    let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
    let kind = view
        .to_coupon(currency)
        .map(|coupon| words::kind(&coupon.terms.benefit, currency))
        .unwrap_or_default();
    let most = view.max_uses.map_or_else(|| "∞".to_owned(), |most| most.to_string());
    let used = format!("{}/{most}", view.current_uses);
    let until = view.valid_until.map_or_else(String::new, |until| {
        // Until midnight is the day before.
        super::super::day(model, until - chrono::TimeDelta::seconds(1))
    });
    let sending = model.coupons.sending.iter().find(|sending| sending.code == view.code);
    let status = match sending {
        Some(sending) if sending.is_lost => "checking",
        Some(_) => "sending",
        None => words::status(view.status),
    };
    let told =
        columns([&view.code, &theme.plain(&kind), &theme.plain(&used), &until, status], cells, has_until);
    let style: Style = match (is_here, view.status) {
        (true, _) => theme.total(),
        (false, CouponStatus::Active) => theme.text(),
        (false, _) => theme.muted(),
    };
    Line::styled(format!("{here}{told}"), style)
}

/// What an empty list says: why it is empty, and what to press.
fn nothing(model: &Model) -> String {
    let coupons = &model.coupons;
    if let Some(problem) = &coupons.list.problem {
        return format!("{problem} R asks again.");
    }
    let may = model.may(comanda_core::actor::Permission::ManageCoupons);
    match &coupons.found {
        None => "The coupons are on their way.".to_owned(),
        Some(found) if !found.words.is_empty() => {
            format!("No coupon is found by {}. Type less of it, or Esc.", found.words)
        }
        Some(found) if found.status.is_some() => "None stands there. f goes on, Esc shows all.".to_owned(),
        Some(_) if may => "There is no coupon yet. c makes the first one.".to_owned(),
        Some(_) => "There is no coupon yet. Managers make them.".to_owned(),
    }
}
