//! The dialog that shows a receipt.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use crate::action::ReceiptAct;
use crate::app::{Dialog, Model};
use crate::fit;
use crate::screens::orders::receipt::ReceiptDialog;

/// Rows below the receipt: a rule, three for what is told, the keys.
const BELOW: u16 = 5;
/// Cells of the box at least, so that what is told fits below narrow paper.
const LEAST: u16 = 50;

/// The box: as wide as the paper, as high as the screen.
fn size(dialog: &ReceiptDialog, body: Rect) -> (u16, u16) {
    let lines = dialog.lines.as_ref().map_or(1, Vec::len);
    let high = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(BELOW);
    (u16::from(dialog.width).max(LEAST), high.min(body.height.saturating_sub(2)))
}

/// Lines that do not fit: as far as it can be scrolled.
pub(in crate::view) fn overflow(model: &Model, body: Rect) -> usize {
    let shown = model.dialogs.iter().rev().find_map(|dialog| match dialog {
        Dialog::Receipt(dialog) => Some(&**dialog),
        _ => None,
    });
    let Some(dialog) = shown else { return 0 };
    let room = usize::from(size(dialog, body).1.saturating_sub(BELOW));
    dialog.lines.as_ref().map_or(0, |lines| lines.len().saturating_sub(room))
}

pub(in crate::view) fn draw(model: &Model, dialog: &ReceiptDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let (columns, rows) = size(dialog, body);
    let inner = canvas.dialog(body, columns, rows, &format!("Receipt of {}", dialog.number));
    let cells = usize::from(inner.width);
    let room = inner.height.saturating_sub(BELOW);
    let paper = Rect { height: room, ..inner };
    match &dialog.lines {
        None if dialog.told.is_none() => {
            canvas.line(paper, Line::styled("The receipt is on its way.", theme.muted()));
        }
        None => {}
        Some(lines) => {
            let most = lines.len().saturating_sub(room.into());
            let shown = lines.iter().skip(dialog.scroll.min(most)).take(room.into());
            canvas.lines(paper, shown.map(|line| Line::raw(cut(line, cells))).collect());
        }
    }
    let row = |number: u16| Rect { y: inner.y + room + number, height: 1, ..inner }.intersection(inner);
    let hidden = overflow(model, body).saturating_sub(dialog.scroll);
    let more =
        if hidden > 0 { format!("{hidden} more below {} ", theme.mark("↓", "v")) } else { String::new() };
    let rule = format!("{more}{}", "-".repeat(cells.saturating_sub(fit::width(&more))));
    canvas.line(row(0), Line::styled(rule, theme.muted()));
    let (text, style) = match (&dialog.told, dialog.is_printing, &model.printer) {
        (_, true, _) => (format!("printing{}", theme.mark("…", "...")), theme.muted()),
        (Some(Ok(told)), _, _) => (told.clone(), theme.ok()),
        (Some(Err(told)), _, _) => (told.clone(), theme.warn()),
        (None, _, Some(printer)) => (format!("p prints it at {printer}."), theme.muted()),
        (None, _, None) => (crate::printer::NONE.to_owned(), theme.muted()),
    };
    let told = fit::wrapped(&text, cells).into_iter().map(|part| Line::styled(part, style)).collect();
    canvas.lines(Rect { height: 3, ..row(1) }.intersection(inner), told);
    let half = inner.width / 2;
    let answers = [("p", "print", ReceiptAct::Print), ("Esc", "back", ReceiptAct::Leave)];
    for (slot, (key, word, act)) in (0_u16..).zip(answers) {
        let spot = Rect { x: inner.x + slot * half, width: half, ..row(4) };
        let line = Line::from(vec![Span::styled(format!("{key} "), theme.accent()), Span::raw(word)]);
        canvas.button(spot, line, act);
    }
}

/// Cut to the box without closing up the spaces that line it up.
fn cut(line: &str, cells: usize) -> String {
    let indent = line.chars().take_while(|c| *c == ' ').count().min(cells);
    format!("{}{}", " ".repeat(indent), fit::cut(line, cells - indent))
}
