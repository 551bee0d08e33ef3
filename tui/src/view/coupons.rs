//! The Coupons screen: the search and the list, and beside it, or in its place where there is no room, the selected
//! coupon or why it counts; and the dialogs about codes.

mod detail;
mod dialog;
mod list;
mod stats;
mod why;

use ratatui::layout::{Constraint, Layout, Rect};

use super::Size;
use super::canvas::Canvas;
use crate::app::Model;
use crate::screens::paged::Pane;
use crate::theme::Theme;

pub(super) use dialog::{draw as draw_dialog, overflow as why_overflow};
pub(super) use stats::draw as draw_stats;

/// The share of the list on a wide screen, in percent.
const LIST_SHARE: u16 = 50;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let (left, right) = panes(model, body);
    if let Some(left) = left {
        list::draw(model, canvas, left);
    }
    if let Some(right) = right {
        detail::draw(model, canvas, right);
    }
}

/// What the header says: `5 COUPONS · 18 active`.
pub(super) fn title(model: &Model, theme: Theme) -> String {
    let dot = theme.mark("·", "-");
    let checking = model.coupons.sending.iter().filter(|sending| sending.is_lost).count();
    let checking = if checking == 0 { String::new() } else { format!(" {dot} {checking} checking") };
    match model.coupons.active {
        Some(active) => format!("5 COUPONS {dot} {active} active{checking}"),
        None => format!("5 COUPONS{checking}"),
    }
}

/// Where the list and the coupon are.
fn panes(model: &Model, body: Rect) -> (Option<Rect>, Option<Rect>) {
    match (Size::of(model.size), model.coupons.pane) {
        (Size::Wide, _) => {
            let [left, right] =
                Layout::horizontal([Constraint::Percentage(LIST_SHARE), Constraint::Fill(1)]).areas(body);
            (Some(left), Some(right))
        }
        (_, Pane::List) => (Some(body), None),
        (_, Pane::Detail) => (None, Some(body)),
    }
}

/// Lines of the coupon that do not fit on the screen: as far as it can be scrolled.
pub(super) fn detail_overflow(model: &Model) -> usize {
    let (columns, rows) = model.size;
    // All but header, notice and hints.
    let body = Rect::new(0, 1, columns, rows.saturating_sub(3));
    panes(model, body).1.map_or(0, |area| detail::overflow(model, area))
}
