//! The Orders screen: the list, and beside it, or in its place where there is no room, the selected order.

mod cancel;
mod detail;
mod list;
mod receipt;
mod refund;
mod returns;

use chrono::{DateTime, Utc};
use ratatui::layout::{Constraint, Layout, Rect};

use super::Size;
use super::canvas::Canvas;
use crate::app::Model;
use crate::screens::paged::Pane;

pub(super) use cancel::draw as draw_cancel;
pub(super) use receipt::{draw as draw_receipt, overflow as receipt_overflow};
pub(super) use refund::draw as draw_refund;
pub(super) use returns::draw as draw_returns;

/// The share of the list on a wide screen, in percent.
const LIST_SHARE: u16 = 61;

pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    match panes(model, body) {
        (Some(left), Some(right)) => {
            list::draw(model, canvas, left);
            detail::draw(model, canvas, right);
        }
        (Some(left), None) => list::draw(model, canvas, left),
        (None, Some(right)) => detail::draw(model, canvas, right),
        (None, None) => {}
    }
}

/// Where the list and the order are.
fn panes(model: &Model, body: Rect) -> (Option<Rect>, Option<Rect>) {
    match (Size::of(model.size), model.orders.pane) {
        (Size::Wide, _) => {
            let [left, right] =
                Layout::horizontal([Constraint::Percentage(LIST_SHARE), Constraint::Fill(1)]).areas(body);
            (Some(left), Some(right))
        }
        (_, Pane::List) => (Some(body), None),
        (_, Pane::Detail) => (None, Some(body)),
    }
}

/// Lines of the order that do not fit on the screen: as far as it can be scrolled.
pub(super) fn detail_overflow(model: &Model) -> usize {
    let (columns, rows) = model.size;
    // All but header, notice and hints.
    let body = Rect::new(0, 1, columns, rows.saturating_sub(3));
    panes(model, body).1.map_or(0, |area| detail::overflow(model, area))
}

/// How long ago: `00:31` hours and minutes, `2h`, `3d`.
fn age(model: &Model, since: DateTime<Utc>) -> String {
    let minutes = (model.now - since).num_minutes().max(0);
    match (minutes / 60, minutes % 60) {
        (hours @ 0..2, minutes) => format!("{hours:02}:{minutes:02}"),
        (hours @ 2..48, _) => format!("{hours}h"),
        (hours, _) => format!("{}d", hours / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Place, Start};
    use crate::theme::Theme;
    use rstest::rstest;

    #[rstest]
    #[case("2026-11-22T12:41:30Z", "00:00")]
    #[case("2026-11-22T12:10:00Z", "00:31")]
    #[case("2026-11-22T11:30:00Z", "01:11")]
    #[case("2026-11-22T10:41:00Z", "2h")]
    #[case("2026-11-20T13:00:00Z", "47h")]
    #[case("2026-11-20T12:41:00Z", "2d")]
    fn ages_are_written_as_people_say_them(#[case] since: &str, #[case] text: &str) {
        let now = "2026-11-22T12:41:00Z".parse().unwrap();
        let start = Start {
            place: Place::Demo,
            is_keyed: false,
            theme: Theme::default(),
            now,
            run: String::new(),
            size: (80, 24),
        };
        assert_eq!(age(&Model::new(start), since.parse().unwrap()), text);
    }
}
