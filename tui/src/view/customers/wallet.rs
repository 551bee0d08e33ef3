//! The dialog for a deposit or a correction, and the wallet as the customer's detail shows it.

use comanda_core::wire::TransactionView;
use comanda_core::wire::wallet::TransactionType;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::canvas::Canvas;
use super::super::money::{ROWS, draw_state};
use super::super::{moment, written};
use crate::action::WalletAct;
use crate::amounts;
use crate::app::Model;
use crate::fit;
use crate::screens::customers::wallet::{Change, FAST_LETTERS, WalletDialog};

/// Cells and rows of the dialog.
const SIZE: (u16, u16) = (54, 9 + ROWS);

pub(in crate::view) fn draw(model: &Model, dialog: &WalletDialog, canvas: &mut Canvas<'_, '_>, body: Rect) {
    let theme = canvas.theme;
    let title = match dialog.change {
        Change::Deposit => format!("Top up: {}", dialog.name),
        Change::Adjust => format!("Correct the wallet: {}", dialog.name),
    };
    let inner = canvas.dialog(body, SIZE.0, SIZE.1, &title);
    let cells = usize::from(inner.width);
    let row = |number: u16| Rect { y: inner.y + number, height: 1, ..inner }.intersection(inner);
    let balance = dialog.balance.map(|balance| amounts::written(balance, dialog.currency));
    let balance = balance.unwrap_or_else(|| theme.mark("…", "...").to_owned());
    canvas.line(row(0), Line::styled(fit::spread("The wallet holds", &balance, cells), theme.muted()));
    let style = |is_here: bool| if is_here { theme.accent() } else { theme.muted() };
    let mark = |is_here: bool| if is_here { theme.here() } else { " " };
    let is_in_amount = !dialog.is_in_words;
    let amount = if is_in_amount {
        canvas.typed(dialog.amount.parts(), 20)
    } else {
        vec![Span::raw(dialog.amount.text().to_owned())]
    };
    let mut line = vec![Span::styled(format!("{}Amount     ", mark(is_in_amount)), style(is_in_amount))];
    line.extend(amount);
    place(canvas, row(2), Line::from(line), dialog.is_in_words);
    match dialog.change {
        Change::Deposit => draw_usual(dialog, canvas, inner),
        Change::Adjust => {
            canvas.line(row(4), Line::styled("5 adds five, -5 takes five away", theme.muted()));
        }
    }
    let label = match dialog.change {
        Change::Deposit => "Card, ref. ",
        Change::Adjust => "Why        ",
    };
    let mut line =
        vec![Span::styled(format!("{}{label}", mark(dialog.is_in_words)), style(dialog.is_in_words))];
    if dialog.is_in_words {
        line.extend(canvas.typed(dialog.words.parts(), cells.saturating_sub(13)));
    } else {
        line.push(Span::raw(fit::cut(dialog.words.text(), cells.saturating_sub(13))));
    }
    place(canvas, row(7), Line::from(line), is_in_amount);
    let hint = match (dialog.change, dialog.is_in_words) {
        (Change::Deposit, false) => "Enter takes it in cash, into the open drawer; Tab by card.",
        (Change::Deposit, true) => {
            "Charge the card first; type the terminal's reference, then Enter. Tab: cash."
        }
        (Change::Adjust, _) => "Enter corrects the balance; Tab: amount, reason.",
    };
    draw_state(model, dialog.problem.as_deref(), hint, canvas, inner);
}

/// A line where a click puts the cursor, unless it is there.
fn place(canvas: &mut Canvas<'_, '_>, spot: Rect, line: Line<'_>, is_elsewhere: bool) {
    if is_elsewhere { canvas.button(spot, line, WalletAct::Other) } else { canvas.line(spot, line) }
}

/// The usual sums on their letters.
fn draw_usual(dialog: &WalletDialog, canvas: &mut Canvas<'_, '_>, inner: Rect) {
    let theme = canvas.theme;
    let wide = inner.width / 3;
    for (slot, (letter, sum)) in (0_u16..).zip(FAST_LETTERS.iter().zip(dialog.usual())) {
        let row = Rect { y: inner.y + 4 + slot / 3, height: 1, ..inner }.intersection(inner);
        let spot = Rect { x: inner.x + (slot % 3) * wide, width: wide, ..row };
        let line = Line::from(vec![
            Span::styled(format!("{letter} "), theme.accent()),
            Span::raw(fit::cut(&amounts::written(sum, dialog.currency), usize::from(wide).saturating_sub(3))),
        ]);
        canvas.button(spot, line, WalletAct::Fast(slot.into()));
    }
}

/// One change of a balance: when, how much, what for.
pub(super) fn change(model: &Model, view: &TransactionView) -> String {
    let amount = written(model, view.amount);
    let sign = if amount.starts_with('-') { "" } else { "+" };
    let what = if view.description.is_empty() { kind_word(view.kind) } else { &view.description };
    format!("{} {sign}{amount} {what}, by {}", moment(model, view.created_at), view.by)
}

/// Why a balance changed.
const fn kind_word(kind: TransactionType) -> &'static str {
    match kind {
        TransactionType::Deposit => "deposit",
        TransactionType::Purchase => "purchase",
        TransactionType::Refund => "refund",
        TransactionType::TransferIn => "given by another customer",
        TransactionType::TransferOut => "given to another customer",
        TransactionType::ReferralBonus => "thanks for a new customer",
        TransactionType::Adjustment => "correction",
    }
}
