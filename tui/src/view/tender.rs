//! The tender dialog.

use comanda_core::money::Money;
use comanda_core::orders::TenderMethod;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::action::TenderAct;
use crate::amounts;
use crate::fit;
use crate::screens::tender::{FAST_LETTERS, Origin, Phase, Tender};

/// Cells and rows of the dialog.
const SIZE: (u16, u16) = (54, 13);

pub(super) fn draw(tender: &Tender, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let title = match tender.origin {
        Origin::Recovered => "A payment of the last run".to_owned(),
        Origin::Opened | Origin::ExactCash => {
            let sum = amounts::written(tender.due, tender.currency);
            let of =
                tender.placed.as_ref().map_or_else(String::new, |placed| format!(" for {}", placed.number));
            format!("Pay {sum} {}{of}", tender.currency)
        }
    };
    let inner = canvas.dialog(body, SIZE.0, SIZE.1, &title);
    if let Some(diet) = &tender.diet {
        let (what, dishes) = (diet.allergens.join(", "), diet.dishes.join(", "));
        let told = format!("{}: no {what} {} {dishes}", diet.name, canvas.theme.mark("‼", "!!"));
        let told = fit::cut(&told, usize::from(inner.width));
        canvas.line(row(inner, 0), Line::styled(told, canvas.theme.warn()));
    }
    match (&tender.phase, tender.method) {
        (Phase::Checking(times), _) => draw_checking(tender, *times, canvas, inner),
        (_, TenderMethod::Cash) => draw_cash(tender, canvas, inner),
        (_, TenderMethod::Card | TenderMethod::Wallet) => draw_card(tender, canvas, inner),
    }
}

fn row(inner: Rect, number: u16) -> Rect {
    Rect { y: inner.y + number, height: 1, ..inner }.intersection(inner)
}

/// Which method is chosen, and the key of the other one; each can be clicked.
fn draw_methods(tender: &Tender, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let theme = canvas.theme;
    let here = |method| if tender.method == method { theme.here() } else { " " };
    let style = |method| if tender.method == method { theme.total() } else { theme.muted() };
    let half = Rect { width: inner.width / 2, ..row(inner, 1) };
    let cash = Line::styled(format!("{} Cash", here(TenderMethod::Cash)), style(TenderMethod::Cash));
    canvas.button(half, cash, TenderAct::Cash);
    let other = Rect { x: half.x + half.width, ..half };
    let card = Line::styled(format!("{} Card (Tab)", here(TenderMethod::Card)), style(TenderMethod::Card));
    canvas.button(other, card, TenderAct::Card);
}

fn draw_cash(tender: &Tender, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(inner.width);
    let written = |money: Money| amounts::written(money, tender.currency);
    draw_methods(tender, canvas, inner);
    let mut given = vec![Span::styled("Given   ", theme.accent())];
    given.extend(canvas.typed(tender.given.parts(), cells.saturating_sub(32)));
    if tender.given.text().is_empty() {
        given.push(Span::styled(" nothing typed: the exact sum", theme.muted()));
    }
    canvas.line(row(inner, 3), Line::from(given));
    let wide = inner.width / 3;
    for (slot, (letter, sum)) in (0_u16..).zip(FAST_LETTERS.iter().zip(tender.fast_cash())) {
        let spot = Rect { x: inner.x + (slot % 3) * wide, width: wide, ..row(inner, 5 + slot / 3) };
        let line = Line::from(vec![
            Span::styled(format!("{letter} "), theme.accent()),
            Span::raw(fit::cut(&written(sum), usize::from(wide).saturating_sub(3))),
        ]);
        canvas.button(spot, line, TenderAct::Fast(usize::from(slot)));
    }
    canvas.line(row(inner, 8), Line::raw(fit::spread("To pay", &written(tender.due), cells)));
    let change = match tender.given() {
        Ok(given) => fit::spread("CHANGE", &written(given - tender.due), cells),
        Err(_) => fit::spread("CHANGE", theme.mark("–", "-"), cells),
    };
    canvas.line(row(inner, 9), Line::styled(change, theme.total()));
    draw_state(tender, canvas, inner);
}

fn draw_card(tender: &Tender, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let theme = canvas.theme;
    let cells = usize::from(inner.width);
    draw_methods(tender, canvas, inner);
    let due = amounts::written(tender.due, tender.currency);
    canvas.line(row(inner, 3), Line::raw(format!("Charge {due} on the card terminal first.")));
    let mut reference = vec![Span::styled("Reference   ", theme.accent())];
    reference.extend(canvas.typed(tender.reference.parts(), cells.saturating_sub(12)));
    canvas.line(row(inner, 5), Line::from(reference));
    canvas.line(row(inner, 6), Line::styled("as the terminal printed it; may be empty", theme.muted()));
    draw_state(tender, canvas, inner);
}

fn draw_state(tender: &Tender, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let theme = canvas.theme;
    let (text, style) = match (&tender.phase, &tender.problem) {
        (Phase::Sent, _) => ("taking the payment…".to_owned(), theme.warn()),
        (_, Some(problem)) => (problem.clone(), theme.warn()),
        _ => {
            let told = match tender.method {
                TenderMethod::Cash => "Enter or a letter takes it.",
                TenderMethod::Card => "Enter once the card was charged.",
                TenderMethod::Wallet => "Enter takes it from the wallet.",
            };
            (told.to_owned(), theme.muted())
        }
    };
    for (number, part) in (11_u16..).zip(fit::wrapped(&text, usize::from(inner.width))) {
        canvas.line(row(inner, number), Line::styled(part, style));
    }
}

fn draw_checking(tender: &Tender, times: u32, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let theme = canvas.theme;
    let sentences = [
        ("? checking the payment", theme.warn()),
        ("The shop's answer was lost, so it is not known yet whether the payment was taken.", theme.text()),
        ("It is asked for again by itself, with the same key: nothing is charged twice.", theme.text()),
        ("Please wait. Do not take the money again.", theme.total()),
    ];
    let mut number = 1;
    for (sentence, style) in sentences {
        for part in fit::wrapped(sentence, usize::from(inner.width)) {
            canvas.line(row(inner, number), Line::styled(part, style));
            number += 1;
        }
        number += 1;
    }
    let told = format!("times asked: {times}, key {}", tender.key);
    let told = fit::cut(&told, usize::from(inner.width));
    canvas.line(row(inner, SIZE.1.saturating_sub(1)), Line::styled(told, theme.muted()));
}
