//! The two forms about one product's stock: its count and its limits. What their lines mean, and what is
//! wrong with them before anything is sent.

use comanda_core::id::ProductId;
use comanda_core::stock::MovementKind;
use comanda_core::wire::{MovementForm, StockEntryView, Thresholds};

use crate::field::Field;
use crate::screens::form::{FormDialog, FormField, Purpose};

/// The line for the change.
pub const CHANGE: &str = "Change";
/// The line for the reason.
pub const REASON: &str = "Reason";
/// The line for whatever else should be remembered.
const NOTE: &str = "Note";
/// The line for the limit at which a warning is due.
pub const MIN: &str = "Min";
/// The line for the critical limit.
pub const CRITICAL: &str = "Critical";

/// The reasons that need no typing.
const REASONS: [&str; 4] = ["waste", "correction", "count", "gift"];
/// The most digits of a count.
const MAX_DIGITS: usize = 9;

/// The product whose count is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adjusting {
    /// The idempotency key of what will be sent.
    pub key: String,
    /// Which product.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// How many there are as far as the till knows.
    pub on_hand: u32,
}

/// The product whose limits are changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limiting {
    /// The idempotency key of what will be sent.
    pub key: String,
    /// Which product.
    pub product: ProductId,
    /// What it is called.
    pub name: String,
    /// The limits as they are.
    pub former: Thresholds,
}

/// A change as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// So many more, or fewer.
    By(i64),
    /// So many are on the shelf.
    To(u32),
}

/// The form for a change of the count of `entry`.
pub fn adjust_form(entry: &StockEntryView, key: String) -> FormDialog {
    let name = entry.product.name.clone();
    let title = format!("Adjust {name}");
    let on_hand = entry.on_hand;
    let purpose = Purpose::Adjust(Adjusting { key, product: entry.product.id, name, on_hand });
    let reasons = REASONS.map(str::to_owned).to_vec();
    let lines = vec![
        FormField::new(CHANGE, Field::new(MAX_DIGITS + 1)),
        FormField::choices(REASON, reasons, REASONS[0]),
        FormField::new(NOTE, Field::default()),
    ];
    FormDialog::new(purpose, title, lines)
}

/// The form for the limits of `entry`.
pub fn limits_form(entry: &StockEntryView, key: String) -> FormDialog {
    let name = entry.product.name.clone();
    let title = format!("Limits of {name}");
    let former = Thresholds {
        low_stock_threshold: entry.low_stock_threshold,
        critical_threshold: entry.critical_threshold,
    };
    let purpose = Purpose::Limits(Limiting { key, product: entry.product.id, name, former });
    let line = |label, limit: u32| FormField::new(label, Field::new(MAX_DIGITS).with(&limit.to_string()));
    let lines = vec![line(MIN, former.low_stock_threshold), line(CRITICAL, former.critical_threshold)];
    FormDialog::new(purpose, title, lines)
}

fn change(text: &str) -> Option<Change> {
    let plain = text.replace('−', "-");
    match plain.strip_prefix('=') {
        Some(count) => count.trim().parse().ok().map(Change::To),
        None => plain.trim().strip_prefix('+').unwrap_or(plain.trim()).parse().ok().map(Change::By),
    }
}

impl Adjusting {
    /// How many there will be, as far as it can be told.
    pub fn told(&self, form: &FormDialog) -> String {
        let there = self.on_hand;
        match change(&form.said(CHANGE)) {
            Some(Change::To(count)) => {
                let difference = i64::from(count) - i64::from(there);
                format!("{there} on hand, {difference:+} -> {count} on the shelf")
            }
            Some(Change::By(by)) => format!("{there} on hand -> {}", i64::from(there).saturating_add(by)),
            None => format!("{there} on hand. -2: two fewer, =9: nine are on the shelf"),
        }
    }

    /// What is to be sent, or which line is wrong and why.
    pub fn movement(&self, form: &FormDialog) -> Result<MovementForm, (&'static str, String)> {
        let typed = form.said(CHANGE);
        let reason = form.said(REASON);
        let Some(change) = change(&typed) else {
            return Err((CHANGE, "Type -2 for two fewer, or =9 for nine on the shelf.".to_owned()));
        };
        let there = i64::from(self.on_hand);
        let (after, by) = match change {
            Change::By(by) => (there.saturating_add(by), by),
            Change::To(count) => (i64::from(count), i64::from(count) - there),
        };
        let is_count = matches!(change, Change::To(_)) || reason == "count";
        if after < 0 {
            return Err((CHANGE, format!("There are only {there}.")));
        }
        if by == 0 && !is_count {
            return Err((CHANGE, "That changes nothing.".to_owned()));
        }
        let (kind, quantity) = match reason.as_str() {
            _ if is_count => (MovementKind::Count, after),
            "waste" if by > 0 => {
                return Err((CHANGE, format!("What is wasted leaves the house: type -{by}.")));
            }
            "waste" => (MovementKind::Waste, by),
            "" => return Err((REASON, "Say why: take a word or type one.".to_owned())),
            _ => (MovementKind::Adjustment, by),
        };
        // `=9` with the reason that stands there by itself is a count and nothing else.
        let reason = if is_count && REASONS.contains(&reason.as_str()) { "count".to_owned() } else { reason };
        let note = Some(form.said(NOTE)).filter(|note| !note.is_empty());
        Ok(MovementForm {
            reason: Some(reason).filter(|reason| !reason.is_empty()),
            note,
            expected_on_hand: Some(self.on_hand),
            ..MovementForm::new(self.product, kind, quantity)
        })
    }
}

/// The limits that were typed, or which line is wrong and why.
pub fn limits(form: &FormDialog) -> Result<Thresholds, (&'static str, String)> {
    let number = |label: &'static str| {
        form.said(label).parse::<u32>().map_err(|_| (label, "Type a number, 0 or more.".to_owned()))
    };
    let (low, critical) = (number(MIN)?, number(CRITICAL)?);
    if critical > low {
        return Err((CRITICAL, format!("It may not be above the other ({low}).")));
    }
    Ok(Thresholds { low_stock_threshold: low, critical_threshold: critical })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn form(typed: &str, reason: &str) -> (Adjusting, FormDialog) {
        let product = "product_01h455vb4pex5vsknk084sn02q".parse().unwrap();
        let adjusting = Adjusting { key: "k".into(), product, name: "Doogh".into(), on_hand: 4 };
        let lines = vec![
            FormField::new(CHANGE, Field::default().with(typed)),
            FormField::choices(REASON, REASONS.map(str::to_owned).to_vec(), reason),
            FormField::new(NOTE, Field::default()),
        ];
        let dialog = FormDialog::new(Purpose::Adjust(adjusting.clone()), "", lines);
        (adjusting, dialog)
    }

    #[rstest]
    #[case::waste("-2", "waste", MovementKind::Waste, -2, "waste")]
    #[case::a_minus_of_print("−2", "waste", MovementKind::Waste, -2, "waste")]
    #[case::correction("+3", "correction", MovementKind::Adjustment, 3, "correction")]
    #[case::gift("-1", "gift", MovementKind::Adjustment, -1, "gift")]
    #[case::own_words("-1", "fell down", MovementKind::Adjustment, -1, "fell down")]
    #[case::the_shelf("=9", "waste", MovementKind::Count, 9, "count")]
    #[case::the_shelf_as_it_is("=4", "waste", MovementKind::Count, 4, "count")]
    #[case::a_count_by_difference("-1", "count", MovementKind::Count, 3, "count")]
    fn a_change_is_the_movement_that_its_reason_says(
        #[case] typed: &str,
        #[case] reason: &str,
        #[case] kind: MovementKind,
        #[case] quantity: i64,
        #[case] told: &str,
    ) {
        let (adjusting, form) = form(typed, reason);
        let movement = adjusting.movement(&form).unwrap();
        assert_eq!(
            (movement.kind, movement.quantity, movement.reason.as_deref()),
            (kind, quantity, Some(told))
        );
        assert_eq!(movement.expected_on_hand, Some(4));
    }

    #[rstest]
    #[case::more_than_there_is("-5", "waste", CHANGE)]
    #[case::nothing("", "waste", CHANGE)]
    #[case::no_number("two", "waste", CHANGE)]
    #[case::no_change("0", "gift", CHANGE)]
    #[case::waste_that_comes_in("2", "waste", CHANGE)]
    #[case::without_a_reason("-2", "", REASON)]
    fn what_makes_no_sense_is_told_at_its_line(
        #[case] typed: &str,
        #[case] reason: &str,
        #[case] line: &str,
    ) {
        let (adjusting, form) = form(typed, reason);
        assert_eq!(adjusting.movement(&form).unwrap_err().0, line);
    }
}
