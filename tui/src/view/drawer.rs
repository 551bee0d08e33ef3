//! The Drawer screen: the report of the drawer, and beside it, or in its place where there is no room, its sessions.

use comanda_core::money::Currency;
use comanda_core::wire::CashSessionView;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;

use super::Size;
use super::canvas::Canvas;
use crate::action::DrawerAct;
use crate::amounts;
use crate::app::Model;
use crate::fit;
use crate::screens::drawer::closing::differs;
use crate::screens::drawer::{Side, report};

/// The share of the report on a wide screen, in percent.
const REPORT_SHARE: u16 = 52;
/// The most cells of a line of the report: as wide as receipts are read.
const RECEIPT: usize = 56;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let (left, right) = panes(model, body);
    if let Some(left) = left {
        draw_report(model, canvas, left);
    }
    if let Some(right) = right {
        draw_sessions(model, canvas, right);
    }
}

/// Where the report and the sessions are.
fn panes(model: &Model, body: Rect) -> (Option<Rect>, Option<Rect>) {
    match (Size::of(model.size), model.drawer.side) {
        (Size::Wide, _) => {
            let [left, right] =
                Layout::horizontal([Constraint::Percentage(REPORT_SHARE), Constraint::Fill(1)]).areas(body);
            (Some(left), Some(right))
        }
        (_, Side::Report) => (Some(body), None),
        (_, Side::Sessions) => (None, Some(body)),
    }
}

/// Lines of the report that do not fit on the screen: as far as it can be scrolled.
pub(super) fn overflow(model: &Model) -> usize {
    let (columns, rows) = model.size;
    // All but header, notice and hints.
    let body = Rect::new(0, 1, columns, rows.saturating_sub(3));
    panes(model, body).0.map_or(0, |area| {
        let lines = text(model, usize::from(area.width.saturating_sub(4))).len();
        lines.saturating_sub(usize::from(area.height.saturating_sub(2)))
    })
}

fn currency(model: &Model) -> Currency {
    model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default()
}

fn text(model: &Model, cells: usize) -> Vec<String> {
    let cells = cells.min(RECEIPT);
    let drawer = &model.drawer;
    if let Some(shown) = drawer.shown() {
        return report::text(shown, currency(model), &|at| super::moment(model, at), cells);
    }
    let told = match &drawer.problem {
        Some(problem) => format!("{problem} x asks again."),
        None if drawer.is_known && drawer.list.rows.iter().any(|row| row.z_number.is_none()) => {
            "Several drawers are open, and none of them is yours. Tab and Enter read one of them; c opens your own."
                .to_owned()
        }
        None if drawer.is_known => {
            "No drawer is open. c counts what is in it and opens it; without one no cash can be taken."
                .to_owned()
        }
        None => "The drawer is on its way.".to_owned(),
    };
    fit::wrapped(&told, cells)
}

fn draw_report(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let drawer = &model.drawer;
    let name = drawer.shown().map_or_else(
        || "Drawer".to_owned(),
        |shown| format!("{} of {}", report::title(shown), shown.session.drawer),
    );
    let state = if drawer.problem.is_some() { ", may be old" } else { "" };
    let title = fit::cut(&format!("{name}{state}"), usize::from(area.width).saturating_sub(4));
    let style = if drawer.side == Side::Report { theme.accent() } else { theme.muted() };
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), style));
    let lines = text(model, usize::from(inner.width).saturating_sub(2));
    let first = drawer.scroll.min(lines.len().saturating_sub(inner.height.into()));
    let shown = lines.into_iter().skip(first).map(|line| {
        let style = if line.starts_with("EXPECTED") || line.starts_with("Difference") {
            theme.total()
        } else {
            theme.text()
        };
        Line::styled(format!(" {line}"), style)
    });
    canvas.lines(inner, shown.collect());
}

fn draw_sessions(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let list = &model.drawer.list;
    let (which, state) = list.told();
    let title = fit::cut(&format!("Sessions{which}{state}"), usize::from(area.width).saturating_sub(4));
    let style = if model.drawer.side == Side::Sessions { theme.accent() } else { theme.muted() };
    let inner = canvas.boxed(area, Line::styled(format!(" {title} "), style));
    let cells = usize::from(inner.width).saturating_sub(2);
    if list.rows.is_empty() {
        let told = if list.is_new() { "They are on their way." } else { "No drawer was opened yet." };
        let told = list.problem.as_deref().unwrap_or(told);
        let lines = fit::wrapped(told, cells).into_iter();
        canvas.lines(inner, lines.map(|part| Line::styled(format!(" {part}"), theme.muted())).collect());
        return;
    }
    let first = list.first_seen(inner.height.into());
    for (offset, (index, row)) in (0..inner.height).zip(list.rows.iter().enumerate().skip(first)) {
        let spot = Rect { y: inner.y + offset, height: 1, ..inner };
        let is_here = index == list.selected && model.drawer.side == Side::Sessions;
        let here = if is_here { theme.here() } else { " " };
        let style = if is_here { theme.total() } else { theme.text() };
        let line = Line::styled(format!("{here}{}", told(model, row, cells)), style);
        canvas.button(spot, line, DrawerAct::Select(index));
    }
}

/// `3 main  sara Nov 21 08:00            Z 12 short 2.30`.
fn told(model: &Model, row: &CashSessionView, cells: usize) -> String {
    let currency = currency(model);
    let when = super::moment(model, row.opened_at);
    let name = format!("{} {}  {when} {}", row.number, row.drawer, row.opened_by);
    let how = match (row.z_number, row.over_short.and_then(|by| currency.money(by).ok())) {
        (Some(number), Some(by)) => format!("Z {number} {}", differs(by, currency)),
        _ => format!("open {}", amounts::shown(row.expected, currency)),
    };
    fit::spread(&name, &how, cells)
}
