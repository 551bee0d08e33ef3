//! The dialog that asks why an order is cancelled.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use crate::action::CancelAct;
use crate::app::Model;
use crate::fit;
use crate::screens::orders::cancel::{CancelDialog, consequences};

/// Cells and rows of the dialog.
const SIZE: (u16, u16) = (52, 10);

pub(in crate::view) fn draw(model: &Model, dialog: &CancelDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let inner = canvas.dialog(body, SIZE.0, SIZE.1, &format!("Cancel {}", dialog.number));
    let cells = usize::from(inner.width);
    let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
    let whole = model.orders.whole().filter(|whole| whole.order.id == dialog.id);
    let order = model.orders.list.rows.iter().find(|order| order.id == dialog.id);
    let told = order
        .map(|order| consequences(order, whole.map(|whole| whole.payments.as_slice()), currency))
        .unwrap_or_default();
    let told: Vec<Line<'_>> = std::iter::once(Line::raw(""))
        .chain(told.iter().flat_map(|sentence| fit::wrapped(sentence, cells)).map(Line::raw))
        .collect();
    canvas.lines(Rect { height: inner.height.min(5), ..inner }, told);
    let mut why = vec![Span::styled("Why  ", theme.accent())];
    why.extend(canvas.typed(dialog.reason.parts(), cells.saturating_sub(5)));
    let row = |number: u16| Rect { y: inner.y + number, height: 1, ..inner }.intersection(inner);
    canvas.line(row(5), Line::from(why));
    if let Some(problem) = &dialog.problem {
        canvas.line(row(6), Line::styled(fit::cut(problem, cells), theme.warn()));
    } else {
        let arrows = theme.mark("↑↓", "Up, Down");
        let hint = Line::styled(fit::cut(&format!("{arrows} usual reasons"), cells), theme.muted());
        canvas.button(row(6), hint, CancelAct::NextReason);
    }
    let half = inner.width / 2;
    let answers = [("Enter", "cancel the order", CancelAct::Accept), ("Esc", "leave it", CancelAct::Leave)];
    for (slot, (key, word, act)) in (0_u16..).zip(answers) {
        let spot = Rect { x: inner.x + slot * half, width: half, ..row(8) };
        canvas.button(
            spot,
            Line::from(vec![Span::styled(format!("{key} "), theme.accent()), Span::raw(word)]),
            act,
        );
    }
}
