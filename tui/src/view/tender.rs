//! The tender dialog. Where it does not all fit, the empty rows go first.

use comanda_core::money::Money;
use comanda_core::orders::TenderMethod;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::Canvas;
use crate::action::{Action, TenderAct};
use crate::fit;
use crate::screens::tender::{FAST_LETTERS, Origin, Part, Phase, Tender};
use crate::theme::Theme;

/// Cells of the dialog.
const WIDTH: u16 = 54;
/// Rows of the dialog that tells of a lost answer.
const CHECKING_ROWS: u16 = 13;
/// Rows for what does not work yet, or what the keys do.
const STATE_ROWS: usize = 2;
/// The most parts that are seen at once.
const MOST_PARTS: usize = 5;

/// One row of the dialog.
enum Row {
    /// Nothing; left out where room is short.
    Gap,
    /// Text.
    Text(Line<'static>),
    /// Texts side by side, each of which does something when it is clicked.
    Buttons(Vec<(Line<'static>, Action)>),
}

impl Row {
    fn button(line: Line<'static>, action: impl Into<Action>) -> Self {
        Self::Buttons(vec![(line, action.into())])
    }
}

pub(super) fn draw(tender: &Tender, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let title = match tender.origin {
        Origin::Recovered => "A payment of the last run".to_owned(),
        Origin::Opened | Origin::ExactCash => {
            let sum = tender.written(tender.due());
            let of =
                tender.placed.as_ref().map_or_else(String::new, |placed| format!(" for {}", placed.number));
            format!("Pay {sum} {}{of}", tender.currency())
        }
    };
    if let Phase::Checking(times) = tender.phase {
        let inner = canvas.dialog(body, WIDTH, CHECKING_ROWS, &title);
        draw_diet(tender, canvas, inner);
        draw_checking(tender, times, canvas, inner);
        return;
    }
    let cells = usize::from(WIDTH.min(body.width.saturating_sub(4)));
    let mut rows = rows(tender, canvas, cells);
    let room = usize::from(body.height.saturating_sub(2));
    while rows.len() > room
        && let Some(gap) = rows.iter().rposition(|row| matches!(row, Row::Gap))
    {
        rows.remove(gap);
    }
    let high = u16::try_from(rows.len()).unwrap_or(u16::MAX);
    let inner = canvas.dialog(body, WIDTH, high, &title);
    draw_diet(tender, canvas, inner);
    for (number, row) in (0..inner.height).zip(rows) {
        let spot = Rect { y: inner.y + number, height: 1, ..inner };
        match row {
            Row::Gap => {}
            Row::Text(line) => canvas.line(spot, line),
            Row::Buttons(buttons) => {
                let wide = inner.width / u16::try_from(buttons.len().max(1)).unwrap_or(1);
                for (slot, (line, action)) in (0_u16..).zip(buttons) {
                    canvas.button(Rect { x: spot.x + slot * wide, width: wide, ..spot }, line, action);
                }
            }
        }
    }
}

/// Who must not eat what of it, on the first row.
fn draw_diet(tender: &Tender, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let Some(diet) = &tender.diet else { return };
    let (what, dishes) = (diet.allergens.join(", "), diet.dishes.join(", "));
    let told = format!("{}: no {what} {} {dishes}", diet.name, canvas.theme.mark("‼", "!!"));
    let told = fit::cut(&told, usize::from(inner.width));
    canvas.line(inner, Line::styled(told, canvas.theme.warn()));
}

fn rows(tender: &Tender, canvas: &Canvas<'_, '_>, cells: usize) -> Vec<Row> {
    let theme = canvas.theme;
    // The first row is for the diet.
    let mut rows =
        vec![if tender.diet.is_some() { Row::Text(Line::raw("")) } else { Row::Gap }, methods(tender, theme)];
    rows.push(wallet(tender, theme, cells));
    rows.extend(parts(tender, theme, cells));
    match tender.method {
        TenderMethod::Cash => rows.extend(given(tender, canvas, cells)),
        TenderMethod::Card => rows.extend(charged(tender, canvas, cells)),
        TenderMethod::Wallet => {
            rows.extend([
                Row::Gap,
                Row::Text(Line::raw("All that is left is taken from the wallet.")),
                Row::Gap,
            ]);
        }
    }
    rows.extend(sums(tender, theme, cells));
    rows.push(Row::Gap);
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
    let mut told = fit::wrapped(&text, cells);
    told.resize(told.len().max(STATE_ROWS), String::new());
    rows.extend(told.into_iter().map(|part| Row::Text(Line::styled(part, style))));
    rows
}

/// Which method is chosen, and the keys of the others; each can be clicked.
fn methods(tender: &Tender, theme: Theme) -> Row {
    let button = |method: &TenderMethod| {
        let is_here = tender.method == *method;
        let here = if is_here { theme.here() } else { " " };
        let style = if is_here { theme.total() } else { theme.muted() };
        let word = match method {
            TenderMethod::Cash => "Cash",
            TenderMethod::Card => "Card (Tab)",
            TenderMethod::Wallet => "Wallet",
        };
        (Line::styled(format!("{here} {word}"), style), TenderAct::Method(*method).into())
    };
    Row::Buttons(tender.methods().iter().map(button).collect())
}

/// What the wallet holds, and what it does not reach.
fn wallet(tender: &Tender, theme: Theme, cells: usize) -> Row {
    let Some(purse) = &tender.purse else { return Row::Gap };
    let (told, style) = match (&purse.holds, tender.in_wallet(), tender.short()) {
        (Some(Err(why)), ..) => (format!("Wallet ? {why}"), theme.warn()),
        (_, Some(holds), Some(short)) => {
            (format!("Wallet {}, short {}", tender.written(holds), tender.written(short)), theme.warn())
        }
        (_, Some(holds), None) => (format!("Wallet {}", tender.written(holds)), theme.text()),
        (None, ..) | (_, None, _) => (format!("Wallet {}", theme.mark("…", "...")), theme.muted()),
    };
    Row::Text(Line::styled(fit::cut(&told, cells), style))
}

/// The parts that are settled, with the selected one in sight.
fn parts(tender: &Tender, theme: Theme, cells: usize) -> Vec<Row> {
    let first = (tender.selected + 1).saturating_sub(MOST_PARTS);
    let row = |(index, part): (usize, &Part)| {
        let word = match part.method {
            TenderMethod::Cash => "Cash",
            TenderMethod::Card => "Card",
            TenderMethod::Wallet => "Wallet",
        };
        let is_here = index == tender.selected;
        let here = if is_here { theme.here() } else { " " };
        let style = if is_here { theme.total() } else { theme.text() };
        let name = format!("{}. {word} {}", index + 1, part.reference);
        let text = fit::spread(name.trim_end(), &tender.written(part.amount), cells.saturating_sub(1));
        Row::button(Line::styled(format!("{here}{text}"), style), TenderAct::SelectPart(index))
    };
    tender.parts.iter().enumerate().skip(first).take(MOST_PARTS).map(row).collect()
}

/// What was handed over, and the sums on the letters.
fn given(tender: &Tender, canvas: &Canvas<'_, '_>, cells: usize) -> Vec<Row> {
    let theme = canvas.theme;
    let mut line = vec![Span::styled("Given   ", theme.accent())];
    line.extend(canvas.typed(tender.given.parts(), cells.saturating_sub(32)));
    if tender.given.text().is_empty() {
        line.push(Span::styled(" nothing typed: the exact sum", theme.muted()));
    }
    let wide = (cells / 3).saturating_sub(3);
    let sums: Vec<(Line<'static>, Action)> = FAST_LETTERS
        .iter()
        .zip(tender.fast_cash())
        .enumerate()
        .map(|(slot, (letter, sum))| {
            let line = Line::from(vec![
                Span::styled(format!("{letter} "), theme.accent()),
                Span::raw(fit::cut(&tender.written(sum), wide)),
            ]);
            (line, TenderAct::Fast(slot).into())
        })
        .collect();
    let mut rows = vec![Row::Text(Line::from(line)), Row::Gap];
    let mut letters = sums.into_iter();
    for _ in 0..FAST_LETTERS.len().div_ceil(3) {
        let mut three: Vec<(Line<'static>, Action)> = letters.by_ref().take(3).collect();
        if three.is_empty() {
            rows.push(Row::Gap);
            continue;
        }
        // Side by side in thirds, also where fewer are left.
        let last = three[three.len() - 1].1;
        three.resize(3, (Line::raw(""), last));
        rows.push(Row::Buttons(three));
    }
    rows.push(Row::Gap);
    rows
}

/// What the card is charged with, and what its terminal printed.
fn charged(tender: &Tender, canvas: &Canvas<'_, '_>, cells: usize) -> Vec<Row> {
    let theme = canvas.theme;
    let left = tender.written(tender.left());
    let mut reference = vec![Span::styled("Reference   ", theme.accent())];
    reference.extend(canvas.typed(tender.reference.parts(), cells.saturating_sub(12)));
    vec![
        Row::Text(Line::raw(format!("Charge {left} on the card terminal first."))),
        Row::Gap,
        Row::Text(Line::from(reference)),
        Row::Text(Line::styled("as the terminal printed it; may be empty", theme.muted())),
        Row::Gap,
    ]
}

/// What it comes to: the bill, the tip, the parts, the rounding, what is to be paid, and the change.
fn sums(tender: &Tender, theme: Theme, cells: usize) -> Vec<Row> {
    let row =
        |name: &str, money: Money| Row::Text(Line::raw(fit::spread(name, &tender.written(money), cells)));
    let mut rows = Vec::new();
    if !tender.tip.is_zero() {
        rows.push(row("Bill", tender.bill));
        rows.push(row("Tip", tender.tip));
    }
    if !tender.parts.is_empty() {
        rows.push(row("In parts", tender.due() - tender.left()));
    }
    if tender.method != TenderMethod::Cash {
        rows.push(row("To pay", tender.left()));
        return rows;
    }
    let rounding = tender.in_cash() - tender.left();
    if !rounding.is_zero() {
        let sign = if rounding.is_negative() { theme.mark("−", "-") } else { "+" };
        let by = if rounding.is_negative() { -rounding } else { rounding };
        let told = fit::spread("rounded", &format!("{sign}{}", tender.written(by)), cells);
        rows.push(Row::Text(Line::styled(told, theme.muted())));
    }
    rows.push(row("To pay", tender.in_cash()));
    let change = match tender.given() {
        Ok(given) => fit::spread("CHANGE", &tender.written(given - tender.in_cash()), cells),
        Err(_) => fit::spread("CHANGE", theme.mark("–", "-"), cells),
    };
    rows.push(Row::Text(Line::styled(change, theme.total())));
    rows
}

fn draw_checking(tender: &Tender, times: u32, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let theme = canvas.theme;
    let row = |number: u16| Rect { y: inner.y + number, height: 1, ..inner }.intersection(inner);
    let sentences = [
        ("? checking the payment", theme.warn()),
        ("The shop's answer was lost, so it is not known yet whether the payment was taken.", theme.text()),
        ("It is asked for again by itself, with the same key: nothing is charged twice.", theme.text()),
        ("Please wait. Do not take the money again.", theme.total()),
    ];
    let mut number = 1;
    for (sentence, style) in sentences {
        for part in fit::wrapped(sentence, usize::from(inner.width)) {
            canvas.line(row(number), Line::styled(part, style));
            number += 1;
        }
        number += 1;
    }
    let told = format!("times asked: {times}, key {}", tender.key);
    let told = fit::cut(&told, usize::from(inner.width));
    canvas.line(row(CHECKING_ROWS.saturating_sub(1)), Line::styled(told, theme.muted()));
}
