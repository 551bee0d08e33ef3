//! The Stock screen: the search and the list, and beside it, or in its place where there is no room, the
//! selected product.

mod detail;
mod history;
mod list;
mod receive;

use ratatui::layout::{Constraint, Layout, Rect};

use super::Size;
use super::canvas::Canvas;
use crate::app::Model;
use crate::screens::paged::Pane;
use crate::theme::Theme;

pub(super) use history::draw as draw_history;
pub(super) use receive::draw as draw_receive;

/// The share of the list on a wide screen, in percent.
const LIST_SHARE: u16 = 62;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let (left, right) = panes(model, body);
    if let Some(left) = left {
        list::draw(model, canvas, left);
    }
    if let Some(right) = right {
        detail::draw(model, canvas, right);
    }
}

/// What the header says: `4 STOCK · 214 items · 3 low · 1 out`.
pub(super) fn title(model: &Model, theme: Theme) -> String {
    let dot = theme.mark("·", "-");
    let Some(summary) = model.stock.summary else { return "4 STOCK".to_owned() };
    let low = (summary.warning + summary.critical).saturating_sub(summary.used_up);
    let items = if summary.tracked == 1 { "item" } else { "items" };
    let checking = model.stock.sending.iter().filter(|sending| sending.is_lost).count();
    let checking = if checking == 0 { String::new() } else { format!(" {dot} {checking} checking") };
    format!(
        "4 STOCK {dot} {} {items} {dot} {low} low {dot} {} out{checking}",
        summary.tracked, summary.used_up
    )
}

/// Where the list and the product are.
fn panes(model: &Model, body: Rect) -> (Option<Rect>, Option<Rect>) {
    match (Size::of(model.size), model.stock.pane) {
        (Size::Wide, _) => {
            let [left, right] =
                Layout::horizontal([Constraint::Percentage(LIST_SHARE), Constraint::Fill(1)]).areas(body);
            (Some(left), Some(right))
        }
        (_, Pane::List) => (Some(body), None),
        (_, Pane::Detail) => (None, Some(body)),
    }
}

/// Lines of the product that do not fit on the screen: as far as it can be scrolled.
pub(super) fn detail_overflow(model: &Model) -> usize {
    let (columns, rows) = model.size;
    // All but header, notice and hints.
    let body = Rect::new(0, 1, columns, rows.saturating_sub(3));
    panes(model, body).1.map_or(0, |area| detail::overflow(model, area))
}
