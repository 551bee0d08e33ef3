//! What a change of a count by hand means, and whether it can be: deliveries, waste, corrections, returns, and
//! counts of the shelf. Sales are written by orders. Called by `flows::inventory`.

use super::{Movement, MovementKind, Stock};
use crate::id::ProductId;
use crate::refusal::{FieldErrors, Refusal};
use crate::text;

/// The most of one product that can be moved, counted or kept.
pub const MOST: u32 = 1_000_000;
/// The longest reason, in characters.
const MAX_REASON: usize = 120;
/// The longest note, in characters.
const MAX_NOTE: usize = 500;

/// A change that makes sense by itself; [`Booking::movement`] holds it against what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    kind: MovementKind,
    change: Change,
    reason: String,
    note: String,
    expected: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// So many come, or go.
    By(i64),
    /// So many are on the shelf.
    To(u32),
}

/// A change by hand as somebody said it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Why.
    pub kind: MovementKind,
    /// By how many; for a count, how many are on the shelf.
    pub quantity: i64,
    /// Why, in a few words.
    pub reason: Option<&'a str>,
    /// What else is to be remembered.
    pub note: Option<&'a str>,
    /// The count that the caller saw.
    pub expected: Option<u32>,
}

impl Booking {
    /// Reads what somebody wants; refuses with every field that is wrong.
    pub fn read(wanted: Wanted<'_>) -> Result<Self, Refusal> {
        let mut errors = FieldErrors::default();
        let Wanted { kind, quantity, .. } = wanted;
        if let Err(message) = require_direction(kind, quantity) {
            errors.add(if kind == MovementKind::Sale { "kind" } else { "quantity" }, message);
        }
        if quantity.unsigned_abs() > u64::from(MOST) {
            errors.add("quantity", format_args!("at most {MOST}"));
        }
        let reason = text::line(wanted.reason.unwrap_or_default());
        if reason.is_empty() && matches!(kind, MovementKind::Adjustment | MovementKind::Waste) {
            errors.add("reason", "say why");
        }
        bound(&mut errors, "reason", &reason, MAX_REASON);
        let note = text::paragraph(wanted.note.unwrap_or_default());
        bound(&mut errors, "note", &note, MAX_NOTE);
        errors.into_result()?;
        let change = match kind {
            MovementKind::Count => Change::To(u32::try_from(quantity).unwrap_or(MOST)),
            MovementKind::Sale
            | MovementKind::Restock
            | MovementKind::Adjustment
            | MovementKind::Waste
            | MovementKind::Return => Change::By(quantity),
        };
        Ok(Self { kind, change, reason, note, expected: wanted.expected })
    }

    /// Why, in words; empty when the kind says it all.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What else is to be remembered.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The movement that this is for a product whose counts are `stock`. A count that finds what the books say
    /// is a movement of 0: that somebody looked is worth remembering.
    ///
    /// # Errors
    /// `stock_changed` when the caller saw another count, `stock_promised` when fewer would be left than are
    /// promised to orders.
    pub fn movement(&self, product: ProductId, name: &str, stock: &Stock) -> Result<Movement, Refusal> {
        let on_hand = stock.on_hand;
        if let Some(expected) = self.expected.filter(|expected| *expected != on_hand) {
            return Err(Refusal::StockChanged { product, name: name.to_owned(), expected, on_hand });
        }
        let quantity = match self.change {
            Change::By(quantity) => quantity,
            Change::To(found) => i64::from(found) - i64::from(on_hand),
        };
        let after = i64::from(on_hand) + quantity;
        require_promises_kept(product, name, stock, after)?;
        if quantity > 0 && after > i64::from(MOST) {
            return Err(Refusal::invalid("quantity", format_args!("there would be more than {MOST}")));
        }
        Ok(Movement { product, kind: self.kind, quantity })
    }
}

/// The movement that takes `taken_back` back.
///
/// # Errors
/// `stock_promised` when fewer would be left than are promised to orders.
pub fn reversal(taken_back: Movement, name: &str, stock: &Stock) -> Result<Movement, Refusal> {
    let Movement { product, quantity, .. } = taken_back;
    require_promises_kept(product, name, stock, i64::from(stock.on_hand) - quantity)?;
    Ok(Movement { product, kind: MovementKind::Adjustment, quantity: -quantity })
}

/// Refuses when only `after` would be left of what orders were promised.
fn require_promises_kept(product: ProductId, name: &str, stock: &Stock, after: i64) -> Result<(), Refusal> {
    let Stock { on_hand, reserved, .. } = *stock;
    if after < i64::from(reserved) {
        return Err(Refusal::StockPromised { product, name: name.to_owned(), on_hand, reserved });
    }
    Ok(())
}

/// Which way goods of a kind go.
const fn require_direction(kind: MovementKind, quantity: i64) -> Result<(), &'static str> {
    match kind {
        MovementKind::Sale => Err("sales are written by orders"),
        MovementKind::Restock | MovementKind::Return if quantity <= 0 => Err("must be above zero"),
        MovementKind::Waste if quantity >= 0 => Err("must be below zero"),
        MovementKind::Adjustment if quantity == 0 => Err("must not be zero"),
        MovementKind::Count if quantity < 0 => Err("must not be below zero"),
        MovementKind::Restock
        | MovementKind::Return
        | MovementKind::Waste
        | MovementKind::Adjustment
        | MovementKind::Count => Ok(()),
    }
}

fn bound(errors: &mut FieldErrors, field: &str, text: &str, most: usize) {
    if text.chars().count() > most {
        errors.add(field, format_args!("at most {most} characters"));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn wanted(kind: MovementKind, quantity: i64) -> Wanted<'static> {
        Wanted { kind, quantity, reason: Some("because"), note: None, expected: None }
    }

    fn product() -> ProductId {
        ProductId::from_uuid(Uuid::from_u128(7))
    }

    fn of(on_hand: u32, reserved: u32) -> Stock {
        Stock { on_hand, reserved, ..Stock::default() }
    }

    fn fields(wanted: Wanted<'_>) -> Vec<String> {
        match Booking::read(wanted) {
            Err(Refusal::InvalidInput { errors }) => errors.0.into_keys().collect(),
            other => panic!("{other:?}"),
        }
    }

    #[rstest]
    #[case(MovementKind::Sale, -1, "kind")]
    #[case(MovementKind::Restock, 0, "quantity")]
    #[case(MovementKind::Restock, -1, "quantity")]
    #[case(MovementKind::Return, 0, "quantity")]
    #[case(MovementKind::Waste, 0, "quantity")]
    #[case(MovementKind::Waste, 1, "quantity")]
    #[case(MovementKind::Adjustment, 0, "quantity")]
    #[case(MovementKind::Count, -1, "quantity")]
    #[case(MovementKind::Count, 1_000_001, "quantity")]
    #[case(MovementKind::Adjustment, -1_000_001, "quantity")]
    #[case(MovementKind::Adjustment, i64::MIN, "quantity")]
    fn goods_go_the_way_their_kind_says(
        #[case] kind: MovementKind,
        #[case] quantity: i64,
        #[case] field: &str,
    ) {
        assert_eq!(fields(wanted(kind, quantity)), [field]);
    }

    #[rstest]
    #[case(MovementKind::Waste, -1)]
    #[case(MovementKind::Adjustment, 1)]
    fn what_is_thrown_away_or_corrected_needs_a_reason(#[case] kind: MovementKind, #[case] quantity: i64) {
        for reason in [None, Some(""), Some(" \u{7}\n")] {
            assert_eq!(fields(Wanted { reason, ..wanted(kind, quantity) }), ["reason"]);
        }
        assert!(Booking::read(Wanted { reason: None, ..wanted(MovementKind::Count, 1) }).is_ok());
    }

    #[test]
    fn words_are_clean_and_bounded_and_everything_wrong_is_told_at_once() {
        let (reason, note) = ("r".repeat(121), "n".repeat(501));
        let long = Wanted { reason: Some(&reason), note: Some(&note), ..wanted(MovementKind::Waste, 4) };
        assert_eq!(fields(long), ["note", "quantity", "reason"]);
        let told = Wanted {
            reason: Some(" fell\n off \u{1b}"),
            note: Some("two\nlines "),
            ..wanted(MovementKind::Waste, -1)
        };
        let booking = Booking::read(told).unwrap();
        assert_eq!((booking.reason(), booking.note()), ("fell  off", "two\nlines"));
    }

    #[test]
    fn a_count_books_the_difference_and_a_right_one_books_nothing() {
        for (found, difference) in [(4, -6), (10, 0), (13, 3)] {
            let booking = Booking::read(wanted(MovementKind::Count, found)).unwrap();
            let movement = booking.movement(product(), "Soup", &of(10, 3)).unwrap();
            assert_eq!((movement.kind, movement.quantity), (MovementKind::Count, difference));
        }
    }

    #[test]
    fn a_count_that_the_caller_did_not_see_is_refused_before_anything_else() {
        let booking =
            Booking::read(Wanted { expected: Some(9), ..wanted(MovementKind::Waste, -10) }).unwrap();
        let refused = booking.movement(product(), "Soup", &of(10, 3)).unwrap_err();
        let changed =
            Refusal::StockChanged { product: product(), name: "Soup".to_owned(), expected: 9, on_hand: 10 };
        assert_eq!(refused, changed);
    }

    #[rstest]
    #[case(MovementKind::Waste, -8)]
    #[case(MovementKind::Adjustment, -11)]
    #[case(MovementKind::Count, 2)]
    fn what_is_promised_does_not_go(#[case] kind: MovementKind, #[case] quantity: i64) {
        let booking = Booking::read(wanted(kind, quantity)).unwrap();
        let refused = booking.movement(product(), "Soup", &of(10, 3)).unwrap_err();
        let promised =
            Refusal::StockPromised { product: product(), name: "Soup".to_owned(), on_hand: 10, reserved: 3 };
        assert_eq!(refused, promised);
    }

    #[test]
    fn the_house_holds_a_million_of_one_product() {
        let booking = Booking::read(wanted(MovementKind::Restock, 2)).unwrap();
        assert!(booking.movement(product(), "Soup", &of(MOST - 2, 0)).is_ok());
        assert_eq!(
            booking.movement(product(), "Soup", &of(MOST - 1, 0)).unwrap_err().code(),
            "invalid_input"
        );
        // What is too much already can still go down.
        let less = Booking::read(wanted(MovementKind::Waste, -1)).unwrap();
        assert!(less.movement(product(), "Soup", &of(MOST + 9, 0)).is_ok());
    }

    #[test]
    fn what_took_a_delivery_back_is_a_correction_and_keeps_promises() {
        let delivery = Movement { product: product(), kind: MovementKind::Restock, quantity: 8 };
        let back = reversal(delivery, "Soup", &of(10, 2)).unwrap();
        assert_eq!((back.kind, back.quantity), (MovementKind::Adjustment, -8));
        assert_eq!(reversal(delivery, "Soup", &of(10, 3)).unwrap_err().code(), "stock_promised");
    }

    proptest! {
        #[test]
        fn no_booking_leaves_less_than_was_promised(
            kind in prop::sample::select(MovementKind::ALL.as_slice()),
            quantity in -40i64..40,
            on_hand in 0u32..30,
            reserved in 0u32..30,
        ) {
            let stock = of(on_hand, reserved.min(on_hand));
            let Ok(booking) = Booking::read(wanted(kind, quantity)) else { return Ok(()) };
            if let Ok(movement) = booking.movement(product(), "Soup", &stock) {
                let after = i64::from(stock.on_hand) + movement.quantity;
                prop_assert!(after >= i64::from(stock.reserved));
                if kind == MovementKind::Count {
                    prop_assert_eq!(after, quantity);
                }
            }
        }
    }
}
