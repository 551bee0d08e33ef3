//! The Orders screen.

use ratatui::layout::Rect;
use ratatui::text::Line;

use super::canvas::Canvas;
use crate::app::Model;

pub(super) fn draw(_model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let title = Line::styled(" Orders ", canvas.theme.accent());
    canvas.boxed(body, title);
}
