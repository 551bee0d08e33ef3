//! The two forms over the tender dialog: a part of a split, and a tip. What their lines mean, and what is wrong with
//! them.

use comanda_core::money::{BasisPoints, Money};
use comanda_core::orders::TenderMethod;

use super::{Part, Tender, word};
use crate::amounts;
use crate::field::Field;
use crate::screens::form::{FormDialog, FormField, Purpose};
use crate::screens::till::TillForm;

/// The line for how much is paid this way.
pub const AMOUNT: &str = "Amount";
/// The line for the way.
pub const HOW: &str = "How";
/// The line for what the card terminal printed.
pub const REFERENCE: &str = "Reference";
/// The line for what is given on top.
pub const TIP: &str = "Tip";

/// The usual tips, in hundredths of a percent of the bill.
const USUAL: [u32; 3] = [500, 1000, 1500];

/// The form for one part of a split.
pub fn part_form(tender: &Tender) -> FormDialog {
    let left = tender.written(tender.left());
    let words = tender.methods().iter().map(|method| word(*method).to_owned()).collect();
    let fields = vec![
        FormField::new(AMOUNT, Field::new(16)),
        FormField::choices(HOW, words, word(tender.method)),
        FormField::new(REFERENCE, Field::new(64).with(tender.reference.text())),
    ];
    let told = format!("{left} are left to pay. The last part takes the rest.");
    FormDialog::new(Purpose::Till(TillForm::Part { told }), "A part of it", fields)
}

/// What the form says, or which line is wrong and why.
pub fn part(form: &FormDialog, tender: &Tender) -> Result<Part, (&'static str, String)> {
    let how = form.said(HOW);
    let method = tender.methods().iter().copied().find(|method| word(*method) == how);
    let Some(method) = method else {
        let words: Vec<&str> = tender.methods().iter().map(|method| word(*method)).collect();
        return Err((HOW, format!("Take one of: {}.", words.join(", "))));
    };
    let amount = money(&form.said(AMOUNT), tender).map_err(|problem| (AMOUNT, problem))?;
    tender.require_part(method, amount).map_err(|problem| (AMOUNT, problem))?;
    let reference = if method == TenderMethod::Card { form.said(REFERENCE) } else { String::new() };
    Ok(Part { method, amount, reference })
}

/// The form for what is given on top: the usual shares of the bill as amounts, or another one.
pub fn tip_form(tender: &Tender) -> FormDialog {
    let words = USUAL.map(|share| tender.written(tender.bill.percent(BasisPoints::new(share)))).to_vec();
    let now = if tender.tip.is_zero() { String::new() } else { tender.written(tender.tip) };
    let told = format!("5, 10 and 15 % of {}; empty: no tip", tender.written(tender.bill));
    let fields = vec![FormField::choices(TIP, words, &now)];
    FormDialog::new(Purpose::Till(TillForm::Tip { told }), "Tip", fields)
}

/// What the form says, or which line is wrong and why.
pub fn tip(form: &FormDialog, tender: &Tender) -> Result<Money, (&'static str, String)> {
    let said = form.said(TIP);
    let tip =
        if said.is_empty() { Money::ZERO } else { money(&said, tender).map_err(|problem| (TIP, problem))? };
    let without = tender.left() - tender.tip;
    if !tender.parts.is_empty() && without + tip <= Money::ZERO {
        return Err((TIP, "The parts pay all of that already; take one out first (Del).".to_owned()));
    }
    Ok(tip)
}

fn money(text: &str, tender: &Tender) -> Result<Money, String> {
    amounts::typed(text, tender.currency()).map_err(amounts::mistyped)
}
