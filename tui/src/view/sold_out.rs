//! Until when something is sold out: one key each.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use super::dialogs::WIDTH;
use super::moment;
use crate::action::SoldOutAct;
use crate::app::Model;
use crate::fit;
use crate::screens::sold_out::SoldOutDialog;
use comanda_core::catalog::SoldOut;

pub(super) fn draw(model: &Model, dialog: &SoldOutDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let held = dialog.former.filter(|former| former.holds(model.now));
    let now = match held {
        None => "It can be sold now.".to_owned(),
        Some(SoldOut::UntilFurtherNotice) => "It is sold out until further notice.".to_owned(),
        Some(SoldOut::Until(until)) => format!("It is sold out until {}.", moment(model, until)),
    };
    let today = format!("until the day ends ({})", moment(model, dialog.day_end));
    let mut answers =
        vec![("o", "until further notice".to_owned(), SoldOutAct::Out), ("d", today, SoldOutAct::Today)];
    if held.is_some() {
        answers.push(("b", "it is back".to_owned(), SoldOutAct::Back));
    }
    answers.push(("e", "change the product".to_owned(), SoldOutAct::Edit));
    answers.push(("Esc", "leave it as it is".to_owned(), SoldOutAct::Leave));
    let rows = u16::try_from(answers.len() + 3).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH, rows, &format!("Sold out: {}", dialog.name));
    canvas.line(inner, Line::styled(fit::cut(&now, inner.width.into()), theme.muted()));
    for (offset, (key, word, act)) in (2_u16..).zip(answers) {
        let spot = Rect { y: inner.y.saturating_add(offset), height: 1, ..inner }.intersection(inner);
        let line = Line::from(vec![
            Span::styled(fit::left(key, 4), theme.accent()),
            Span::raw(fit::cut(&word, usize::from(inner.width).saturating_sub(4))),
        ]);
        canvas.button(spot, line, act);
    }
}
