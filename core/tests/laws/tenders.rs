//! Laws of taking money.

use comanda_core::catalog::Shop;
use comanda_core::money::{Currency, Money};
use comanda_core::orders::TenderMethod;
use comanda_core::orders::tender::{Tender, fast_cash, settle};
use comanda_core::refusal::Refusal;
use proptest::prelude::*;

fn a_tender() -> impl Strategy<Value = Tender> {
    let method = prop::sample::select(TenderMethod::ALL);
    let amount = prop::option::of(-10_i64..1500);
    let tendered = prop::option::weighted(0.3, 0_i64..3000);
    (method, amount, tendered).prop_map(|(method, amount, tendered)| Tender {
        method,
        amount: amount.map(Money::minor),
        tendered: tendered.map(Money::minor),
        reference: String::new(),
    })
}

proptest! {
    #[test]
    fn no_more_than_is_due_is_booked_and_change_is_exact(
        due in 0_i64..2000,
        tenders in prop::collection::vec(a_tender(), 1..5),
    ) {
        let due = Money::minor(due);
        let Ok(taken) = settle(due, Money::ZERO, &tenders, &Shop::default()) else { return Ok(()) };
        let booked: Money = taken.iter().map(|part| part.amount).sum();
        prop_assert!(booked <= due);
        if tenders.iter().any(|tender| tender.amount.is_none()) {
            prop_assert_eq!(booked, due, "a tender without an amount takes all that is left");
        }
        for (part, tender) in taken.iter().zip(&tenders) {
            prop_assert!(part.amount > Money::ZERO);
            prop_assert_eq!(part.method, tender.method);
            prop_assert_eq!(part.amount, tender.amount.unwrap_or(part.amount));
            prop_assert_eq!(part.tendered, tender.tendered.unwrap_or(part.amount));
            prop_assert!(part.tendered >= part.amount);
            prop_assert!(part.method == TenderMethod::Cash || part.tendered == part.amount);
        }
        prop_assert!(taken.len() == tenders.len() || due.is_zero());
    }

    #[test]
    fn only_more_than_is_due_is_an_overpayment(
        due in 1_i64..2000,
        amounts in prop::collection::vec(1_i64..1500, 1..5),
    ) {
        let tender = |amount: &i64| Tender {
            method: TenderMethod::Card,
            amount: Some(Money::minor(*amount)),
            tendered: None,
            reference: String::new(),
        };
        let tenders: Vec<Tender> = amounts.iter().map(tender).collect();
        let settled = settle(Money::minor(due), Money::ZERO, &tenders, &Shop::default());
        let over = amounts.iter().sum::<i64>() > due;
        prop_assert_eq!(matches!(settled, Err(Refusal::Overpayment { .. })), over);
        prop_assert_eq!(settled.is_ok(), !over);
    }

    #[test]
    fn fast_cash_begins_exact_rises_and_never_repeats(
        due in prop_oneof![0_i64..10_000, 0_i64..100_000_000_000_000],
        code in prop::sample::select(vec!["USD", "JPY", "KWD"]),
        most in 1_usize..10,
    ) {
        let due = Money::minor(due);
        let sums = fast_cash(due, Currency::new(code).unwrap(), most);
        prop_assert_eq!(sums[0], due);
        prop_assert!(sums.len() <= most);
        prop_assert!(sums.windows(2).all(|pair| pair[0] < pair[1]), "{sums:?}");
    }
}
