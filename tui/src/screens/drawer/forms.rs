//! The forms that open a drawer and move cash by hand. What their lines mean, and what is wrong with them before
//! anything is sent.

use comanda_core::id::CashSessionId;
use comanda_core::money::{Currency, Money};
use comanda_core::wire::cash::CashMove;
use comanda_core::wire::{MoveCash, OpenDrawer};

use crate::amounts;
use crate::field::Field;
use crate::screens::form::{FormDialog, FormField, Purpose};
use crate::screens::till::TillForm;

/// The line for what was counted.
pub const COUNTED: &str = "Counted";
/// The line for which drawer it is.
pub const DRAWER: &str = "Drawer";
/// The line for how much is moved.
pub const AMOUNT: &str = "Amount";
/// The line for what it is for.
pub const NOTE: &str = "For what";

/// The drawer of a shop that has only one.
const MAIN: &str = comanda_core::drawer::MAIN;

/// The form that counts a drawer before it is opened.
pub fn open_form(currency: Currency) -> FormDialog {
    let fields =
        vec![FormField::new(COUNTED, Field::new(16)), FormField::new(DRAWER, Field::new(32).with(MAIN))];
    FormDialog::new(Purpose::Till(TillForm::Open { currency }), "Count what is in it", fields)
}

/// What the form says, or which line is wrong and why.
pub fn opening(form: &FormDialog, currency: Currency) -> Result<OpenDrawer, (&'static str, String)> {
    let counted = money(form, COUNTED, currency)?;
    let drawer = Some(form.said(DRAWER)).filter(|name| !name.is_empty());
    Ok(OpenDrawer { opening_count: currency.amount(counted), drawer })
}

/// The form that moves cash by hand.
pub fn move_form(session: CashSessionId, kind: CashMove, currency: Currency) -> FormDialog {
    let title = match kind {
        CashMove::PayIn => "Pay in",
        CashMove::PayOut => "Pay out",
        CashMove::Drop => "To the safe",
    };
    let fields = vec![FormField::new(AMOUNT, Field::new(16)), FormField::new(NOTE, Field::default())];
    FormDialog::new(Purpose::Till(TillForm::Move { session, kind, currency }), title, fields)
}

/// What the form says, or which line is wrong and why.
pub fn movement(
    form: &FormDialog,
    kind: CashMove,
    currency: Currency,
) -> Result<MoveCash, (&'static str, String)> {
    let amount = money(form, AMOUNT, currency)?;
    if amount <= Money::ZERO {
        return Err((AMOUNT, "Type how much.".to_owned()));
    }
    let note = Some(form.said(NOTE)).filter(|note| !note.is_empty());
    if note.is_none() && kind == CashMove::PayOut {
        return Err((NOTE, "Say for what: milk, a courier.".to_owned()));
    }
    Ok(MoveCash { kind, amount: currency.amount(amount), note })
}

fn money(
    form: &FormDialog,
    label: &'static str,
    currency: Currency,
) -> Result<Money, (&'static str, String)> {
    amounts::typed(&form.said(label), currency).map_err(|error| (label, amounts::mistyped(error)))
}
