//! The orders that are put aside, and the box that says that the till waits for an answer.

use comanda_core::wire::ParkedView;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::canvas::Canvas;
use crate::action::ParkedAct;
use crate::app::Model;
use crate::fit;
use crate::people::counted;
use crate::screens::parked::{LETTERS, ParkedDialog};

/// Cells of the dialogs.
const WIDTH: u16 = 56;
/// The most rows that are seen at once.
const MOST_ROWS: usize = 12;

pub(super) fn draw(model: &Model, dialog: ParkedDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let rows = &model.parked.rows;
    let room = usize::from(body.height.saturating_sub(5)).clamp(1, MOST_ROWS);
    let seen = rows.len().clamp(1, room);
    let high = u16::try_from(seen + 3).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH, high, "Take an order up");
    let cells = usize::from(inner.width);
    if rows.is_empty() {
        let told = if model.parked.is_known { "Nothing is put aside." } else { "They are on their way." };
        canvas.line(Rect { y: inner.y + 1, ..inner }.intersection(inner), Line::styled(told, theme.muted()));
        return;
    }
    let first = (dialog.selected + 1).saturating_sub(seen);
    for (offset, (index, row)) in (1_u16..).zip(rows.iter().enumerate().skip(first).take(seen)) {
        let spot = Rect { y: inner.y + offset, height: 1, ..inner }.intersection(inner);
        let is_here = index == dialog.selected;
        let here = if is_here { theme.here() } else { " " };
        let style = if is_here { theme.total() } else { theme.text() };
        let text = told(model, index, row, cells.saturating_sub(1));
        canvas.button(spot, Line::styled(format!("{here}{text}"), style), ParkedAct::Take(index));
    }
    let last = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner }.intersection(inner);
    let more = model.parked.count.saturating_sub(rows.len() as u64);
    let below = if more > 0 { format!("{more} more; take some of these up first.") } else { String::new() };
    canvas.line(last, Line::styled(fit::cut(&below, cells), theme.muted()));
}

/// `A Ahmadi                2 items  sara 12:20`.
fn told(model: &Model, index: usize, row: &ParkedView, cells: usize) -> String {
    let letter = LETTERS.get(index).map_or(' ', |letter| char::from(letter.to_ascii_uppercase()));
    let items = counted(row.item_count, "item");
    let when = super::moment(model, row.created_at);
    let right = format!("{}  {} {when}", fit::right(&items, 9), fit::cut(&row.parked_by, 12));
    fit::spread(&format!("{letter} {}", row.label), &right, cells)
}

/// Shown once an answer takes long.
pub(super) fn draw_waiting(model: &Model, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let Some(sending) = model.errand.as_ref().filter(|sending| sending.is_late || sending.lost > 0) else {
        return;
    };
    let sentences = if sending.lost > 0 {
        vec![
            ("? checking".to_owned(), theme.warn()),
            (
                "The shop's answer was lost. It is asked for again by itself, with the same key: nothing is done twice."
                    .to_owned(),
                theme.text(),
            ),
            (format!("times asked: {}, key {}", sending.lost, sending.errand.key), theme.muted()),
        ]
    } else {
        vec![(format!("on its way to the shop{}", theme.mark("…", "...")), theme.warn())]
    };
    let inner_width = usize::from(WIDTH.min(body.width.saturating_sub(4)));
    let mut lines = vec![Line::raw("")];
    for (sentence, style) in sentences {
        lines.extend(fit::wrapped(&sentence, inner_width).into_iter().map(|part| Line::styled(part, style)));
        lines.push(Line::raw(""));
    }
    let high = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH, high, "Please wait");
    canvas.lines(inner, lines);
}
