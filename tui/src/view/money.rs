//! The last rows of a dialog that sends for money: what is wrong, or how it goes with what was sent.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::canvas::Canvas;
use crate::app::Model;
use crate::fit;
use crate::screens::money::Phase;

/// Rows that this takes.
pub(super) const ROWS: u16 = 2;

/// Draws them at the bottom of `inner`; `hint` stands there while nothing else has to be said.
pub(super) fn draw_state(
    model: &Model,
    problem: Option<&str>,
    hint: &str,
    canvas: &mut Canvas<'_, '_>,
    inner: Rect,
) {
    let theme = canvas.theme;
    let (text, style) = match (model.money.as_ref().map(|sending| sending.phase), problem) {
        (Some(Phase::Sent), _) => {
            (format!("on its way to the shop{}", theme.mark("…", "...")), theme.muted())
        }
        (Some(Phase::Checking(times)), _) => {
            let told = format!(
                "? checking: the answer was lost, times asked: {times}, always with the same key. Do not repeat it by hand."
            );
            (told, theme.warn())
        }
        (None, Some(problem)) => (problem.to_owned(), theme.warn()),
        (None, None) => (hint.to_owned(), theme.muted()),
    };
    let room = ROWS.min(inner.height);
    let area = Rect { y: inner.bottom() - room, height: room, ..inner };
    let parts = fit::wrapped(&text, usize::from(inner.width));
    canvas.lines(area, parts.into_iter().map(|part| Line::styled(part, style)).collect());
}
