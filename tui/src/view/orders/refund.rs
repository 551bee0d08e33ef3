//! The dialog that gives money back: the lines with how many of each, or an amount; where it goes and why; and what
//! that comes to.

use comanda_core::catalog::Shop;
use comanda_core::wire::RefundTo;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::super::money::{ROWS, draw_state};
use crate::action::RefundAct;
use crate::amounts;
use crate::app::Model;
use crate::fit;
use crate::screens::orders::back::Back;
use crate::screens::orders::refund::{Pick, RefundDialog, RefundRow, What};

/// Cells of the dialog, where there is room.
const CELLS: u16 = 70;
/// Cells of the names of the rows below the lines.
const LABEL: usize = 9;
/// Cells of what becomes of the goods.
const GOODS: usize = 6;
/// Cells of an amount.
const AMOUNT: usize = 12;

pub(in crate::view) fn draw(model: &Model, dialog: &RefundDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let Some(shop) = model.menu.as_ref().map(|menu| &menu.shop) else { return };
    let back = dialog.back(shop);
    let others: Vec<RefundRow> =
        dialog.rows().into_iter().filter(|row| !matches!(row, RefundRow::Line(_))).collect();
    let lines = u16::try_from(dialog.picks.len()).unwrap_or(u16::MAX);
    // A free row, the other rows, a free row, what it comes to, the state.
    let below = u16::try_from(others.len() + 3).unwrap_or(u16::MAX).saturating_add(ROWS);
    let title = format!("Give money back: {}", dialog.known.order.number);
    let inner = canvas.dialog(body, CELLS, lines.saturating_add(below).saturating_add(1), &title);
    let room = inner.height.saturating_sub(below).min(lines.saturating_add(1));
    draw_lines(
        dialog,
        back.as_ref().ok().and_then(Option::as_ref),
        shop,
        canvas,
        Rect { height: room, ..inner },
    );
    let row =
        |number: u16| Rect { y: inner.y.saturating_add(number), height: 1, ..inner }.intersection(inner);
    for (at, of) in (room + 1..).zip(others.iter().copied()) {
        draw_row(dialog, of, shop, canvas, row(at));
    }
    let at = room + 2 + u16::try_from(others.len()).unwrap_or(0);
    draw_sum(&back, shop, canvas, row(at));
    let mistake = back.as_ref().err().map(String::as_str);
    draw_state(model, dialog.problem.as_deref().or(mistake), hint(dialog), canvas, inner);
}

const fn hint(dialog: &RefundDialog) -> &'static str {
    match dialog.focus {
        RefundRow::Line(_) | RefundRow::Amount => {
            "+ and - how many, Space all of a line, e everything, s shelf or waste; or type an amount."
        }
        RefundRow::Fault | RefundRow::To => "Space: the other answer.",
        RefundRow::Reason => "The arrows take a usual reason. Enter gives it back.",
    }
}

/// The lines; where they do not all fit, those around the cursor.
fn draw_lines(
    dialog: &RefundDialog,
    back: Option<&Back>,
    shop: &Shop,
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
) {
    let theme = canvas.theme;
    let cells = usize::from(area.width);
    let has_goods = dialog.picks.iter().any(|pick| pick.is_goods);
    let head = columns("of", "Line", "Back", if has_goods { "Goods" } else { "" }, cells);
    canvas.line(area, Line::styled(format!(" {head}"), theme.muted()));
    let here = match dialog.focus {
        RefundRow::Line(index) => index,
        RefundRow::Amount | RefundRow::Fault | RefundRow::To | RefundRow::Reason => 0,
    };
    let room = area.height.saturating_sub(1);
    let first = (here + 1).saturating_sub(room.into());
    for (offset, (index, pick)) in (1..=room).zip(dialog.picks.iter().enumerate().skip(first)) {
        let spot = Rect { y: area.y + offset, height: 1, ..area };
        let is_here = dialog.focus == RefundRow::Line(index);
        let told = line_of(dialog, pick, back, shop, cells);
        let style = match (is_here, pick.take) {
            (true, _) => theme.total(),
            (false, 0) => theme.muted(),
            (false, _) => theme.text(),
        };
        let mark = if is_here { theme.here() } else { " " };
        canvas.button(
            spot,
            Line::styled(format!("{mark}{told}"), style),
            RefundAct::Focus(RefundRow::Line(index)),
        );
    }
}

fn line_of(dialog: &RefundDialog, pick: &Pick, back: Option<&Back>, shop: &Shop, cells: usize) -> String {
    let of_line = back.and_then(|back| back.decision.lines.iter().find(|line| line.line == pick.id));
    let worth = of_line.map(|line| amounts::written(line.amount, shop.currency)).unwrap_or_default();
    let goods = match (pick.is_goods && pick.take > 0 && dialog.what != What::Amount, pick.to_shelf) {
        (false, _) => "",
        (true, true) => "shelf",
        (true, false) => "waste",
    };
    columns(&format!("{}/{}", pick.take, pick.left), &pick.name, &worth, goods, cells)
}

fn columns(count: &str, name: &str, worth: &str, goods: &str, cells: usize) -> String {
    const COUNT: usize = 7;
    let room = cells.saturating_sub(COUNT + AMOUNT + GOODS + 4);
    format!(
        "{} {} {} {}",
        fit::right(count, COUNT),
        fit::left(name, room),
        fit::right(worth, AMOUNT),
        fit::left(goods, GOODS)
    )
}

fn draw_row(dialog: &RefundDialog, of: RefundRow, shop: &Shop, canvas: &mut Canvas<'_, '_>, spot: Rect) {
    let theme = canvas.theme;
    let is_here = dialog.focus == of;
    let mark = if is_here { theme.here() } else { " " };
    let cells = usize::from(spot.width).saturating_sub(LABEL + 1);
    let (label, rest): (&str, Vec<Span<'static>>) = match of {
        RefundRow::Amount => {
            let mut spans = canvas.typed(dialog.amount.parts(), 18);
            if dialog.amount.text().is_empty() {
                spans.push(Span::styled(" a digit begins one, instead of lines", theme.muted()));
            }
            ("Amount", if is_here { spans } else { shown_amount(dialog, theme.muted()) })
        }
        RefundRow::Fault => {
            let fee = amounts::written(dialog.fee_left, shop.currency);
            let answer = if dialog.shop_fault { "yes" } else { "no" };
            (
                "Fault",
                vec![Span::raw(fit::cut(
                    &format!("ours, the delivery fee of {fee} goes back: {answer}"),
                    cells,
                ))],
            )
        }
        RefundRow::To => {
            let whose = dialog.known.order.customer.as_ref().map(|customer| customer.name.clone());
            let to = match dialog.to {
                RefundTo::Origin => "back as it was paid (w: into the wallet)".to_owned(),
                RefundTo::Wallet => format!("into the wallet of {}", whose.unwrap_or_default()),
            };
            ("To", vec![Span::raw(fit::cut(&to, cells))])
        }
        RefundRow::Reason if is_here => ("Why", canvas.typed(dialog.reason.parts(), cells)),
        RefundRow::Reason => ("Why", vec![Span::raw(fit::cut(dialog.reason.text(), cells))]),
        RefundRow::Line(_) => return,
    };
    let style = if is_here { theme.accent() } else { theme.muted() };
    let mut spans = vec![Span::styled(format!("{mark}{}", fit::left(label, LABEL)), style)];
    spans.extend(rest);
    canvas.button(spot, Line::from(spans), RefundAct::Focus(of));
}

fn shown_amount(dialog: &RefundDialog, muted: Style) -> Vec<Span<'static>> {
    if dialog.amount.text().is_empty() {
        return vec![Span::styled("a digit begins one, instead of lines", muted)];
    }
    vec![Span::raw(dialog.amount.text().to_owned())]
}

fn draw_sum(back: &Result<Option<Back>, String>, shop: &Shop, canvas: &mut Canvas<'_, '_>, spot: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(spot.width);
    let text = match back {
        Ok(Some(back)) => format!("GIVES BACK {}", back.words(shop.currency)),
        Ok(None) => "Nothing is chosen yet.".to_owned(),
        Err(_) => format!("GIVES BACK {}", theme.mark("–", "-")),
    };
    let style = if matches!(back, Ok(Some(_))) { theme.total() } else { theme.muted() };
    canvas.line(spot, Line::styled(fit::cut(&text, cells), style));
}
