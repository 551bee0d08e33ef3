//! The Customers screen: the search and the list, and beside it, or in its place where there is no room, the
//! selected customer.

mod detail;
mod list;
mod wallet;

use ratatui::layout::{Constraint, Layout, Rect};

use super::Size;
use super::canvas::Canvas;
use crate::app::Model;
use crate::screens::paged::Pane;

pub(super) use wallet::draw as draw_wallet;

/// The share of the list on a wide screen, in percent.
const LIST_SHARE: u16 = 52;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let (left, right) = panes(model, body);
    if let Some(left) = left {
        list::draw(model, canvas, left);
    }
    if let Some(right) = right {
        detail::draw(model, canvas, right);
    }
}

/// Where the list and the customer are.
fn panes(model: &Model, body: Rect) -> (Option<Rect>, Option<Rect>) {
    match (Size::of(model.size), model.customers.pane) {
        (Size::Wide, _) => {
            let [left, right] =
                Layout::horizontal([Constraint::Percentage(LIST_SHARE), Constraint::Fill(1)]).areas(body);
            (Some(left), Some(right))
        }
        (_, Pane::List) => (Some(body), None),
        (_, Pane::Detail) => (None, Some(body)),
    }
}

/// Lines of the customer that do not fit on the screen: as far as it can be scrolled.
pub(super) fn detail_overflow(model: &Model) -> usize {
    let (columns, rows) = model.size;
    // All but header, notice and hints.
    let body = Rect::new(0, 1, columns, rows.saturating_sub(3));
    panes(model, body).1.map_or(0, |area| detail::overflow(model, area))
}
