//! The open returns: the list, and below it the one that is looked at with the steps it may take.

use comanda_core::returns::{ReturnStatus, ReturnType};
use comanda_core::wire::ReturnView;
use comanda_core::wire::returns::ReturnItemView;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::super::money::{ROWS, draw_state};
use super::super::{moment, written};
use crate::action::ReturnsAct;
use crate::app::Model;
use crate::fit;
use crate::people::counted;
use crate::screens::orders::returns::{ReturnsDialog, reason_word, type_word};

/// Cells and rows of the dialog, where there is room.
const SIZE: (u16, u16) = (78, 22);
/// Rows of the list at most; the rest is for the one that is looked at.
const LISTED: u16 = 6;

pub(in crate::view) fn draw(model: &Model, dialog: &ReturnsDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let inner = canvas.dialog(body, SIZE.0, SIZE.1, "Open returns");
    let cells = usize::from(inner.width);
    let hint = match (&dialog.rows, dialog.row()) {
        (None, _) => "The returns are on their way.".to_owned(),
        (Some(_), None) => "Nobody wants to give anything back. R asks again.".to_owned(),
        (Some(_), Some(_)) if dialog.reason.is_some() => {
            "Enter rejects it; the customer reads why.".to_owned()
        }
        (Some(_), Some(row)) => next(row).to_owned(),
    };
    let above = Rect { height: inner.height.saturating_sub(ROWS + 1), ..inner };
    let rows = dialog.rows.as_deref().unwrap_or_default();
    let listed = LISTED.min(u16::try_from(rows.len()).unwrap_or(LISTED)).min(above.height);
    draw_list(model, dialog, rows, canvas, Rect { height: listed, ..above });
    if let Some(row) = dialog.row() {
        let rest = Rect { y: above.y + listed, height: above.height - listed, ..above };
        canvas.line(rest, Line::styled("-".repeat(cells), theme.muted()));
        let below = Rect { y: rest.y + 1, height: rest.height.saturating_sub(1), ..rest };
        draw_one(model, dialog, row, canvas, below);
    }
    if let Some(reason) = &dialog.reason {
        let spot = Rect { y: inner.bottom().saturating_sub(ROWS + 1), height: 1, ..inner };
        let mut spans = vec![Span::styled("Why not  ", theme.accent())];
        spans.extend(canvas.typed(reason.parts(), cells.saturating_sub(9)));
        canvas.line(spot, Line::from(spans));
    }
    draw_state(model, dialog.problem.as_deref(), &hint, canvas, inner);
}

/// What follows, and by which keys.
const fn next(row: &ReturnView) -> &'static str {
    match (row.status, row.return_type) {
        (ReturnStatus::Pending, _) => "a agrees to what is shown, Tab - agree to fewer, x rejects it.",
        (ReturnStatus::Approved, ReturnType::Return | ReturnType::ReturnRefund) => {
            "Agreed. When the goods are back: s on the shelf, w waste."
        }
        (ReturnStatus::Approved, ReturnType::Refund) | (ReturnStatus::Processing, _) => {
            "Agreed. b pays back as it was paid, i into the wallet."
        }
        (ReturnStatus::Completed | ReturnStatus::Rejected | ReturnStatus::Cancelled, _) => "Done.",
    }
}

fn draw_list(
    model: &Model,
    dialog: &ReturnsDialog,
    rows: &[ReturnView],
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
) {
    let theme = canvas.theme;
    let cells = usize::from(area.width);
    let first = (dialog.selected + 1).saturating_sub(area.height.into());
    for (offset, (index, row)) in (0..area.height).zip(rows.iter().enumerate().skip(first)) {
        let is_here = index == dialog.selected;
        let mark = if is_here { theme.here() } else { " " };
        let style = if is_here { theme.total() } else { theme.text() };
        let items = row.items.iter().map(|item| item.quantity.get()).sum();
        let start = format!(
            "{} {} {}, {}",
            fit::left(&row.order_number, 7),
            fit::left(row.status.as_str(), 10),
            row.customer.name,
            counted(items, "item")
        );
        let told = fit::spread(&start, &moment(model, row.created_at), cells.saturating_sub(1));
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        canvas.button(spot, Line::styled(format!("{mark}{told}"), style), ReturnsAct::Select(index));
    }
}

fn draw_one(
    model: &Model,
    dialog: &ReturnsDialog,
    row: &ReturnView,
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
) {
    let theme = canvas.theme;
    let cells = usize::from(area.width);
    let mut at = 0;
    let spot = |at: u16| Rect { y: area.y.saturating_add(at), height: 1, ..area }.intersection(area);
    let about = format!("{}: {}", type_word(row.return_type), reason_word(row.reason));
    let mut told = vec![(about, theme.text())];
    if !row.description.is_empty() {
        told.push((row.description.clone(), theme.muted()));
    }
    if !row.admin_notes.is_empty() {
        told.push((format!("agreed: {}", row.admin_notes), theme.muted()));
    }
    for (text, style) in told {
        for part in fit::wrapped(&text, cells).into_iter().take(2) {
            canvas.line(spot(at), Line::styled(part, style));
            at += 1;
        }
    }
    let room = area.height.saturating_sub(at + 1);
    let first = dialog.line.map_or(0, |line| (line + 1).saturating_sub(room.into()));
    for (index, item) in row.items.iter().enumerate().skip(first).take(room.into()) {
        let is_here = dialog.line == Some(index);
        let mark = if is_here { theme.here() } else { " " };
        let style = if is_here { theme.total() } else { theme.text() };
        let line = format!("{mark}{}", item_line(dialog, row, index, item, cells.saturating_sub(1)));
        canvas.button(spot(at), Line::styled(line, style), ReturnsAct::Line(index));
        at += 1;
    }
    if row.return_type != ReturnType::Return {
        let word = if row.status == ReturnStatus::Pending { "All of it comes to" } else { "To be paid back" };
        let sum = fit::spread(word, &written(model, row.refund_amount), cells);
        canvas.line(spot(at), Line::styled(sum, theme.total()));
    }
}

fn item_line(
    dialog: &ReturnsDialog,
    row: &ReturnView,
    index: usize,
    item: &ReturnItemView,
    cells: usize,
) -> String {
    let chosen =
        dialog.agreed.get(index).map(|(_, agreed)| *agreed).filter(|_| row.status == ReturnStatus::Pending);
    let agreed = chosen.or(item.approved_quantity).unwrap_or(item.quantity.get());
    let count = format!("{agreed} of {}", item.quantity);
    let why = if item.reason == row.reason && item.description.is_empty() {
        String::new()
    } else if item.description.is_empty() {
        reason_word(item.reason).to_owned()
    } else {
        format!("{}: {}", reason_word(item.reason), item.description)
    };
    fit::spread(&format!("{} {}", fit::left(&count, 9), item.product.name), &fit::cut(&why, cells / 2), cells)
}
