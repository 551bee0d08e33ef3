//! The Alerts screen: the list, and the selected alert below it, or in its place where there is no room.

mod detail;
mod list;

use ratatui::layout::{Constraint, Layout, Rect};

use super::Size;
use super::canvas::Canvas;
use crate::app::Model;
use crate::screens::paged::Pane;
use crate::theme::Theme;

/// Rows of the selected alert on a wide screen.
const DETAIL_ROWS: u16 = 10;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let (upper, lower) = panes(model, body);
    if let Some(upper) = upper {
        list::draw(model, canvas, upper);
    }
    if let Some(lower) = lower {
        detail::draw(model, canvas, lower);
    }
}

/// What the header says: `7 ALERTS · 3 open · 1 put aside`.
pub(super) fn title(model: &Model, theme: Theme) -> String {
    let dot = theme.mark("·", "-");
    let Some(counts) = model.live.alerts else { return "7 ALERTS".to_owned() };
    let aside =
        if counts.snoozed == 0 { String::new() } else { format!(" {dot} {} put aside", counts.snoozed) };
    let checking = model.alerts.sending.iter().filter(|sending| sending.is_lost).count();
    let checking = if checking == 0 { String::new() } else { format!(" {dot} {checking} checking") };
    format!("7 ALERTS {dot} {} open{aside}{checking}", counts.open)
}

/// Where the list and the alert are.
fn panes(model: &Model, body: Rect) -> (Option<Rect>, Option<Rect>) {
    match (Size::of(model.size), model.alerts.pane) {
        (Size::Wide, _) => {
            let [upper, lower] =
                Layout::vertical([Constraint::Fill(1), Constraint::Length(DETAIL_ROWS)]).areas(body);
            (Some(upper), Some(lower))
        }
        (_, Pane::List) => (Some(body), None),
        (_, Pane::Detail) => (None, Some(body)),
    }
}

/// Lines of the alert that do not fit on the screen: as far as it can be scrolled.
pub(super) fn detail_overflow(model: &Model) -> usize {
    let (columns, rows) = model.size;
    // All but header, notice and hints.
    let body = Rect::new(0, 1, columns, rows.saturating_sub(3));
    panes(model, body).1.map_or(0, |area| detail::overflow(model, area))
}
