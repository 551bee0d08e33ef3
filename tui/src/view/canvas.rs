//! Where a frame is drawn: cells, what lies under the mouse, and the theme. Every part of the view draws
//! through it, so no part can write outside its area.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear};

use crate::action::Action;
use crate::fit;
use crate::hits::Hits;
use crate::theme::Theme;

/// A frame that is being drawn.
pub struct Canvas<'a, 'frame> {
    frame: &'a mut Frame<'frame>,
    /// What lies under the mouse.
    pub hits: &'a mut Hits,
    /// How it looks.
    pub theme: Theme,
}

impl<'a, 'frame> Canvas<'a, 'frame> {
    /// A canvas over the whole frame.
    pub fn new(frame: &'a mut Frame<'frame>, hits: &'a mut Hits, theme: Theme) -> Self {
        Self { frame, hits, theme }
    }

    /// One line at the top of `area`.
    pub fn line(&mut self, area: Rect, line: Line<'_>) {
        let area = area.intersection(self.frame.area());
        if area.height > 0 {
            self.frame.render_widget(line, Rect { height: 1, ..area });
        }
    }

    /// Lines from the top of `area`, as many as fit.
    pub fn lines(&mut self, area: Rect, lines: Vec<Line<'_>>) {
        for (row, line) in (0..area.height).zip(lines) {
            self.line(Rect { y: area.y + row, ..area }, line);
        }
    }

    /// A line of `area` that does something when it is clicked.
    pub fn button(&mut self, area: Rect, line: Line<'_>, action: impl Into<Action>) {
        let spot = Rect { height: area.height.min(1), ..area };
        self.line(spot, line);
        self.hits.add(spot, action);
    }

    /// A box with a title; what is left inside.
    pub fn boxed(&mut self, area: Rect, title: Line<'_>) -> Rect {
        let block = Block::bordered().border_set(self.theme.border()).title_top(title);
        let inner = block.inner(area);
        self.frame.render_widget(block, area);
        inner
    }

    /// A box in the middle of `body` over whatever is there; what is left inside, one column in.
    pub fn dialog(&mut self, body: Rect, columns: u16, rows: u16, title: &str) -> Rect {
        let (width, height) = ((columns + 4).min(body.width), (rows + 2).min(body.height));
        let area = Rect {
            x: body.x + (body.width - width) / 2,
            y: body.y + (body.height - height) / 2,
            width,
            height,
        };
        self.frame.render_widget(Clear, area);
        self.hits.cover(area);
        let title = fit::cut(title, usize::from(width).saturating_sub(6));
        let inner = self.boxed(area, Line::styled(format!(" {title} "), self.theme.accent()));
        Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
    }

    /// Takes the strength out of whatever is drawn in `area`.
    pub fn dim(&mut self, area: Rect) {
        let area = area.intersection(self.frame.area());
        self.frame.buffer_mut().set_style(area, Style::new().add_modifier(Modifier::DIM));
    }

    /// Draws a widget within `area`.
    pub fn widget(&mut self, area: Rect, widget: impl ratatui::widgets::Widget) {
        self.frame.render_widget(widget, area.intersection(self.frame.area()));
    }

    /// A line of typed text with its cursor, cut so that the cursor is seen.
    pub fn typed(&self, (before, after): (&str, &str), cells: usize) -> Vec<Span<'static>> {
        let room = cells.saturating_sub(1);
        let mut shown = comanda_core::text::line(&format!("{before}."));
        shown.pop();
        while fit::width(&shown) > room {
            shown.remove(0);
        }
        let rest = fit::cut(after, room.saturating_sub(fit::width(&shown)));
        vec![Span::raw(shown), Span::styled(self.theme.cursor(), self.theme.accent()), Span::raw(rest)]
    }
}
