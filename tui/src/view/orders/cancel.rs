//! The dialog that asks why an order is cancelled, and what becomes of its goods.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::super::money::{ROWS, draw_state};
use crate::action::CancelAct;
use crate::app::Model;
use crate::fit;
use crate::screens::orders::cancel::{CancelDialog, CancelRow};

/// Cells of the dialog.
const CELLS: u16 = 52;
/// Rows besides the goods: a free one, what it does, the reason, a hint, a free one, the answers, the state.
const BESIDE: u16 = 10 + ROWS;

pub(in crate::view) fn draw(model: &Model, dialog: &CancelDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let choices = u16::try_from(dialog.rows().len() - 1).unwrap_or(u16::MAX);
    let title = format!("Cancel {}", dialog.known.order.number);
    let inner = canvas.dialog(body, CELLS, BESIDE.saturating_add(choices), &title);
    let cells = usize::from(inner.width);
    let row =
        |number: u16| Rect { y: inner.y.saturating_add(number), height: 1, ..inner }.intersection(inner);
    let told = model.menu.as_ref().map(|menu| dialog.consequences(&menu.shop)).unwrap_or_default();
    let mut at = 1;
    for part in told.iter().flat_map(|sentence| fit::wrapped(sentence, cells)).take(4) {
        canvas.line(row(at), Line::raw(part));
        at += 1;
    }
    // The answers and the state stay on the screen however many goods there are.
    let room = inner.height.saturating_sub(at + 4 + ROWS).min(choices);
    draw_choices(dialog, canvas, Rect { height: room, ..row(at) });
    at += room;
    let here = if dialog.focus == CancelRow::Reason && choices > 0 { theme.here() } else { "" };
    let mut why = vec![Span::styled(format!("{here}Why  "), theme.accent())];
    why.extend(canvas.typed(dialog.reason.parts(), cells.saturating_sub(6)));
    canvas.button(row(at), Line::from(why), CancelAct::Focus(CancelRow::Reason));
    let arrows = theme.mark("↑↓", "Up, Down");
    let hint = match (dialog.focus, choices) {
        (CancelRow::Reason, 0) => format!("{arrows} usual reasons"),
        (CancelRow::Reason, _) => format!("{arrows} usual reasons, Tab the goods"),
        (CancelRow::Line(_), _) => "Space: shelf or waste".to_owned(),
        (CancelRow::Fault, _) => "Space: yes or no".to_owned(),
    };
    let hint = Line::styled(fit::cut(&hint, cells), theme.muted());
    canvas.button(row(at + 1), hint, CancelAct::NextReason);
    let half = inner.width / 2;
    let answers = [("Enter", "cancel the order", CancelAct::Accept), ("Esc", "leave it", CancelAct::Leave)];
    if model.money.is_none() {
        for (slot, (key, word, act)) in (0_u16..).zip(answers) {
            let spot = Rect { x: inner.x + slot * half, width: half, ..row(at + 3) };
            let line = Line::from(vec![Span::styled(format!("{key} "), theme.accent()), Span::raw(word)]);
            canvas.button(spot, line, act);
        }
    }
    draw_state(model, dialog.problem.as_deref(), "", canvas, inner);
}

/// The goods and the fee; where they do not all fit, those around the cursor.
fn draw_choices(dialog: &CancelDialog, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(area.width);
    let rows: Vec<CancelRow> = dialog.rows().into_iter().filter(|row| *row != CancelRow::Reason).collect();
    let here = rows.iter().position(|row| *row == dialog.focus).unwrap_or(0);
    let first = (here + 1).saturating_sub(area.height.into());
    for (offset, choice) in (0..area.height).zip(rows.into_iter().skip(first)) {
        let (name, answer) = match choice {
            CancelRow::Line(index) => match dialog.begun.get(index) {
                Some(line) if line.to_shelf => (line.name.clone(), "back on the shelf"),
                Some(line) => (line.name.clone(), "waste"),
                None => continue,
            },
            CancelRow::Fault if dialog.shop_fault == Some(true) => {
                ("our fault: give the delivery fee back".to_owned(), "yes")
            }
            CancelRow::Fault => ("our fault: give the delivery fee back".to_owned(), "no"),
            CancelRow::Reason => continue,
        };
        let is_here = choice == dialog.focus;
        let mark = if is_here { theme.here() } else { " " };
        let style = if is_here { theme.total() } else { theme.text() };
        let line = format!("{mark}{}", fit::spread(&name, answer, cells.saturating_sub(1)));
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        canvas.button(spot, Line::styled(line, style), CancelAct::Focus(choice));
    }
}
