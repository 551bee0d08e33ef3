//! All movements of one product.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::detail::movement;
use crate::action::HistoryAct;
use crate::app::Model;
use crate::fit;
use crate::screens::stock::history::History;

pub(in crate::view) fn draw(model: &Model, history: &History, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let (which, state) = history.list.told();
    let title = format!("{}: movements{which}{state}", history.name);
    let inner = canvas.dialog(body, body.width, body.height, &title);
    let cells = usize::from(inner.width);
    let kind = history.kind.map_or("every kind", comanda_core::stock::MovementKind::as_str);
    let line = Line::from(vec![
        Span::styled("f ", theme.accent()),
        Span::raw(kind),
        Span::styled("   when, what, how many, how many then, why, who", theme.muted()),
    ]);
    canvas.button(Rect { height: inner.height.min(1), ..inner }, line, HistoryAct::NextKind);
    let area = Rect { y: inner.y.saturating_add(1), height: inner.height.saturating_sub(1), ..inner };
    if history.list.rows.is_empty() {
        let told = match &history.list.problem {
            Some(problem) => format!("{problem} R asks again."),
            None if history.list.is_new() => "The movements are on their way.".to_owned(),
            None if history.kind.is_some() => "Nothing of this kind moved. f shows another kind.".to_owned(),
            None => "Nothing moved yet. Esc goes back.".to_owned(),
        };
        let lines = fit::wrapped(&told, cells).into_iter().map(Line::raw).collect();
        canvas.lines(
            Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(1), ..area },
            lines,
        );
        return;
    }
    let first = history.list.first_seen(area.height.into());
    for (offset, (index, row)) in (0..area.height).zip(history.list.rows.iter().enumerate().skip(first)) {
        let is_here = index == history.list.selected;
        let here = if is_here { theme.here() } else { " " };
        let style = match (is_here, row.reversed_by) {
            (true, _) => theme.total(),
            (false, Some(_)) => theme.muted(),
            (false, None) => theme.text(),
        };
        let after = format!("= {}", row.on_hand_after);
        let text = fit::spread(&movement(model, row, theme), &after, cells.saturating_sub(1));
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        canvas.line(spot, Line::styled(format!("{here}{text}"), style));
    }
}
