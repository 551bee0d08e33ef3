//! The smaller dialogs: the choices of a product, a question.

use comanda_core::catalog::OptionGroup;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::action::{ConfirmAct, OptionsAct};
use crate::amounts;
use crate::app::Model;
use crate::fit;
use crate::screens::confirm::Confirm;
use crate::screens::options::{For, LETTERS, OptionsDialog};

/// Cells of these dialogs.
pub(super) const WIDTH: u16 = 52;

pub(super) fn options(model: &Model, dialog: &OptionsDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let Some((menu, product)) =
        model.menu.as_ref().and_then(|menu| Some((menu, menu.product(dialog.product)?)))
    else {
        return;
    };
    let title = match dialog.purpose {
        For::New(quantity) => format!("{quantity} {}", product.name),
        For::Line(_) => product.name.clone(),
    };
    let mut rows: Vec<(Option<usize>, Line<'static>)> = Vec::new();
    let cells = usize::from(WIDTH.min(body.width.saturating_sub(4)));
    let mut index = 0;
    for group in &product.options {
        let name = fit::spread(&group.name, &wanted(group), cells);
        rows.push((None, Line::styled(name, canvas.theme.accent())));
        for option in &group.options {
            let is_chosen = dialog.chosen.contains(&option.id);
            let mark = match (group.max, is_chosen) {
                (1, true) => "(*)",
                (1, false) => "( )",
                (_, true) => "[x]",
                (_, false) => "[ ]",
            };
            let letter = LETTERS.get(index).map_or(' ', |letter| char::from(*letter));
            let here = if index == dialog.cursor { canvas.theme.here() } else { " " };
            let price = if option.price.is_zero() {
                String::new()
            } else {
                format!("+{}", amounts::written(option.price, menu.shop.currency))
            };
            let text = fit::spread(&option.name, &price, cells.saturating_sub(8));
            let style = if is_chosen { canvas.theme.total() } else { canvas.theme.text() };
            rows.push((Some(index), Line::styled(format!("{here}{letter} {mark} {text}"), style)));
            index += 1;
        }
    }
    let height = u16::try_from(rows.len() + 2).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH, height, &title);
    let room = usize::from(inner.height.saturating_sub(2));
    let here = rows.iter().position(|(index, _)| *index == Some(dialog.cursor)).unwrap_or(0);
    let first = (here + 1).saturating_sub(room);
    for (offset, (index, line)) in (0_u16..).zip(rows.into_iter().skip(first).take(room)) {
        let spot = Rect { y: inner.y + offset, height: 1, ..inner }.intersection(inner);
        match index {
            Some(index) => canvas.button(spot, line, OptionsAct::Toggle(index)),
            None => canvas.line(spot, line),
        }
    }
    if let Some(problem) = &dialog.problem {
        let spot = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
        canvas.line(spot, Line::styled(fit::cut(problem, cells), canvas.theme.warn()));
    }
}

fn wanted(group: &OptionGroup) -> String {
    match (group.min, group.max) {
        (min, max) if min == max => format!("choose {min}"),
        (0, max) => format!("up to {max}"),
        (min, max) => format!("choose {min} to {max}"),
    }
}

pub(super) fn confirm(question: Confirm, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let parts = fit::wrapped(question.question(), WIDTH.into());
    let rows = u16::try_from(parts.len() + 3).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH, rows, "Sure?");
    let below = u16::try_from(parts.len() + 2).unwrap_or(u16::MAX);
    let lines = std::iter::once(Line::raw("")).chain(parts.into_iter().map(Line::raw));
    canvas.lines(inner, lines.collect());
    let answers = [("y", "yes", ConfirmAct::Yes), ("Esc", "no", ConfirmAct::No)];
    for (slot, (key, word, act)) in (0_u16..).zip(answers) {
        let spot = Rect { x: inner.x + slot * 10, y: inner.y.saturating_add(below), width: 8, height: 1 };
        let spot = spot.intersection(inner);
        let accent = canvas.theme.accent();
        let line = Line::from(vec![Span::styled(format!("{key} "), accent), Span::raw(word)]);
        canvas.button(spot, line, act);
    }
}
