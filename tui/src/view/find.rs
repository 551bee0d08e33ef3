//! What a search found.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use super::quick_keys::supply_mark;
use crate::action::FindAct;
use crate::amounts;
use crate::app::Model;
use crate::fit;
use crate::sell::Find;

pub(super) fn draw(model: &Model, search: &Find, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let inner = canvas.boxed(area, Line::styled(" Search ", theme.accent()));
    let Some(menu) = &model.menu else { return };
    if search.results.is_empty() {
        let text =
            if search.text.is_empty() { " Type a part of the name or a code." } else { " Nothing found." };
        canvas.line(inner, Line::styled(text, theme.muted()));
        return;
    }
    let rows = usize::from(inner.height);
    let first = search.selected.saturating_sub(rows.saturating_sub(1));
    for (offset, (place, index)) in search.results.iter().enumerate().skip(first).take(rows).enumerate() {
        let product = &menu.products[*index];
        let (mark, mark_style) =
            supply_mark(menu.supply(*index, model.sell.cart.count_of(product.id), model.now), theme);
        let price = amounts::written(menu.price(*index), menu.shop.currency);
        let cells = usize::from(inner.width).saturating_sub(14);
        let here = if place == search.selected { theme.here() } else { " " };
        let style = if place == search.selected { theme.total() } else { theme.text() };
        let line = Line::from(vec![
            Span::styled(format!("{here} {}", fit::spread(&product.name, &price, cells)), style),
            Span::styled(format!(" {mark}"), mark_style),
        ]);
        let y = inner.y + u16::try_from(offset).unwrap_or(0);
        canvas.button(Rect { y, height: 1, ..inner }, line, FindAct::Take(place));
    }
}
