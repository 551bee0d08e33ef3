//! The dialog about codes on the order: one is typed, or one is explained.

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::super::written;
use super::why;
use crate::action::CouponAct;
use crate::app::{Dialog, Model};
use crate::fit;
use crate::screens::coupons::dialog::CouponDialog;
use crate::sell::coupons::Standing;
use crate::sell::coupons::why::Why;
use crate::theme::Theme;

/// Cells of the dialog while a code is typed, and of an explanation.
const WIDTH: (u16, u16) = (52, 72);

pub(in crate::view) fn draw(model: &Model, dialog: &CouponDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    match &dialog.why {
        Some(why) => explained(model, dialog, why, canvas, body),
        None => typed(model, dialog, canvas, body),
    }
}

fn typed(model: &Model, dialog: &CouponDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let placed = placed(model, theme);
    let told = told(dialog, theme);
    let cells = usize::from(WIDTH.0.min(body.width.saturating_sub(4)));
    let told = told.map(|(text, style)| (fit::wrapped(&theme.plain(&text), cells), style));
    let told_rows = told.as_ref().map_or(0, |(parts, _)| parts.len() + 1);
    let best_rows = if dialog.best.is_empty() { 0 } else { dialog.best.len() + 2 };
    let high = u16::try_from(placed.len() + 3 + best_rows + told_rows).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH.0, high, "Coupon");
    let mut y = inner.y;
    let mut row = || {
        let spot = Rect { y, height: 1, ..inner }.intersection(inner);
        y = y.saturating_add(1);
        spot
    };
    for text in &placed {
        canvas.line(row(), Line::styled(fit::cut(text, cells), theme.muted()));
    }
    row();
    let mut spans = vec![Span::styled("Code  ", theme.accent())];
    if dialog.selected.is_some() {
        spans.push(Span::raw(dialog.typed.text().to_owned()));
    } else {
        spans.extend(canvas.typed(dialog.typed.parts(), cells.saturating_sub(8)));
    }
    canvas.button(row(), Line::from(spans), CouponAct::PreviousBest);
    if !dialog.best.is_empty() {
        row();
        canvas.line(row(), Line::styled("These take the most off:", theme.muted()));
        for (index, best) in dialog.best.iter().enumerate() {
            let is_here = dialog.selected == Some(index);
            let here = if is_here { theme.here() } else { " " };
            let amount = theme.plain(&format!("−{}", written(model, best.amount)));
            let text = fit::spread(&best.code, &amount, cells.saturating_sub(1));
            let style = if is_here { theme.total() } else { theme.text() };
            canvas.button(row(), Line::styled(format!("{here}{text}"), style), CouponAct::TakeBest(index));
        }
    }
    if let Some((parts, style)) = told {
        row();
        for part in parts {
            canvas.line(row(), Line::styled(part, style));
        }
    }
}

fn told(dialog: &CouponDialog, theme: Theme) -> Option<(String, ratatui::style::Style)> {
    match (&dialog.problem, &dialog.asked) {
        (Some(problem), _) => Some((problem.clone(), theme.warn())),
        (None, Some(code)) => Some((format!("{code} is being checked…"), theme.muted())),
        (None, None) => None,
    }
}

/// The codes that are on the order already.
fn placed(model: &Model, theme: Theme) -> Vec<String> {
    let Some(menu) = &model.menu else { return Vec::new() };
    let placed = model.sell.cart.priced(menu, &model.sell.facts, model.now).codes;
    let told = |standing: &Standing| match standing {
        Standing::Counts(_) => theme.mark("✓", "v").to_owned(),
        Standing::Fails(why) => format!("{} {why}", theme.mark("✗", "x")),
        Standing::Asking => theme.mark("…", "...").to_owned(),
    };
    placed
        .iter()
        .map(|one| theme.plain(&format!("On the order: {} {} {}", one.code, one.kind, told(&one.standing))))
        .collect()
}

fn explained(model: &Model, dialog: &CouponDialog, why: &Why, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(WIDTH.1.min(body.width.saturating_sub(4)));
    let lines = lines(model, dialog, why, cells, theme);
    let high = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX);
    let state = if why.is_placed { "on the order" } else { "not on the order" };
    let state = if dialog.is_draft { "on the cart of Sell" } else { state };
    let title = theme.plain(&format!("Why? {} {}, {state}", why.code, why.kind));
    let inner = canvas.dialog(body, WIDTH.1, high, &title);
    let most = lines.len().saturating_sub(usize::from(inner.height));
    let scroll = dialog.scroll.min(most);
    canvas.lines(inner, lines.into_iter().skip(scroll).collect());
    if most > scroll {
        let more = format!("{} more below {}", most - scroll, theme.mark("↓", "v"));
        let spot = Rect { y: inner.bottom(), height: 1, ..inner };
        canvas.line(spot, Line::styled(fit::cut(&more, spot.width.into()), theme.muted()));
    }
}

fn lines(model: &Model, dialog: &CouponDialog, why: &Why, cells: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = why::lines(why, !dialog.is_draft, cells, theme);
    if let Some(problem) = &dialog.problem {
        lines.insert(0, Line::styled(fit::cut(problem, cells), theme.warn()));
    }
    let others = model.sell.cart.codes.iter().filter(|code| **code != why.code).count();
    if why.is_placed && others > 0 {
        let told = format!("{others} more on the order: Tab");
        lines.push(Line::styled(fit::cut(&told, cells), theme.muted()));
    }
    lines
}

/// Lines of the explanation that do not fit.
pub(in crate::view) fn overflow(model: &Model) -> usize {
    let Some(Dialog::Coupon(dialog)) = model.dialogs.last() else { return 0 };
    let Some(why) = &dialog.why else { return 0 };
    let (columns, rows) = model.size;
    let cells = usize::from(WIDTH.1.min(columns.saturating_sub(4)));
    // All but header, notice, hints and the box.
    let room = usize::from(rows.saturating_sub(5));
    lines(model, dialog, why, cells, model.theme).len().saturating_sub(room)
}
