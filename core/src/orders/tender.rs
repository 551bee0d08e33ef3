//! Taking payment: which tenders settle what is due, and what goes back over the counter.

use super::{Order, Status, TenderMethod};
use crate::catalog::Shop;
use crate::money::{Currency, Money, round_half_up};
use crate::refusal::Refusal;

/// The most tenders of one payment.
pub const MAX_TENDERS: usize = 20;

/// One way that part of an order is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tender {
    /// How.
    pub method: TenderMethod,
    /// How much of what is due; `None`: all that the tenders before it leave.
    pub amount: Option<Money>,
    /// The cash handed over; `None`: exactly the amount.
    pub tendered: Option<Money>,
    /// The terminal's reference of a card payment.
    pub reference: String,
}

/// One tender as it will be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// How.
    pub method: TenderMethod,
    /// How much of the order it pays.
    pub amount: Money,
    /// What cash is rounded by; the amount and this are what is kept.
    pub rounding: Money,
    /// How much of the amount is tip.
    pub tip: Money,
    /// What was handed over.
    pub tendered: Money,
    /// The terminal's reference.
    pub reference: String,
}

/// Refuses when an order in this status takes no payment.
pub fn require_payable(order: &Order) -> Result<(), Refusal> {
    match order.status {
        Status::Cancelled | Status::Refunded => Err(Refusal::NotPayable { status: order.status }),
        Status::Pending
        | Status::Processing
        | Status::Preparing
        | Status::Ready
        | Status::Shipped
        | Status::Delivered => Ok(()),
    }
}

/// `amount` as it can be handed over in cash: rounded half up to the shop's smallest coin.
pub fn rounded_cash(amount: Money, shop: &Shop) -> Money {
    let coin = shop.smallest_coin.as_minor();
    if coin <= 1 || amount.is_negative() {
        return amount;
    }
    Money::minor(round_half_up(i128::from(amount.as_minor()), i128::from(coin)) * coin)
}

/// What each of `tenders` books against `due`, of which `tip` is given on top of what the order costs. Less than
/// `due` leaves the rest due; more is refused, and so is cash that does not reach its rounded amount. Where nothing
/// is due nothing is booked. The tip comes out of the last tenders.
pub fn settle(due: Money, tip: Money, tenders: &[Tender], shop: &Shop) -> Result<Vec<Taken>, Refusal> {
    let currency = shop.currency;
    if tenders.is_empty() || tenders.len() > MAX_TENDERS {
        return Err(Refusal::invalid("tenders", format!("give 1 to {MAX_TENDERS} tenders")));
    }
    let offered: Money = tenders.iter().filter_map(|tender| tender.amount).sum();
    if offered > due {
        return Err(Refusal::Overpayment { due: currency.amount(due), offered: currency.amount(offered) });
    }
    if due.is_zero() {
        return Ok(Vec::new());
    }
    let mut left = due;
    let mut taken = Vec::with_capacity(tenders.len());
    for (index, tender) in tenders.iter().enumerate() {
        let part = take(tender, left, shop).map_err(|refusal| refusal.under(&format!("tenders.{index}.")))?;
        left -= part.amount;
        taken.push(part);
    }
    let mut tip = tip;
    for part in taken.iter_mut().rev() {
        part.tip = tip.min(part.amount);
        tip -= part.tip;
    }
    Ok(taken)
}

/// What one tender books where `left` is still due.
fn take(tender: &Tender, left: Money, shop: &Shop) -> Result<Taken, Refusal> {
    let currency = shop.currency;
    let amount = tender.amount.unwrap_or(left);
    if amount <= Money::ZERO {
        return Err(Refusal::invalid("amount", "must be more than zero"));
    }
    if amount > left {
        return Err(Refusal::Overpayment { due: currency.amount(left), offered: currency.amount(amount) });
    }
    if tender.tendered.is_some() && tender.method != TenderMethod::Cash {
        return Err(Refusal::invalid("tendered", "only cash is handed over"));
    }
    let kept = match tender.method {
        TenderMethod::Cash => rounded_cash(amount, shop),
        TenderMethod::Card | TenderMethod::Wallet => amount,
    };
    let tendered = tender.tendered.unwrap_or(kept);
    if tendered < kept {
        return Err(Refusal::NotEnoughCash {
            amount: currency.amount(kept),
            tendered: currency.amount(tendered),
        });
    }
    let (rounding, reference) = (kept - amount, tender.reference.clone());
    Ok(Taken { method: tender.method, amount, rounding, tip: Money::ZERO, tendered, reference })
}

/// What the fast-cash keys of a till offer for `due`, at most `most` sums, rising and each once: the exact
/// sum; then what it is rounded up to with small money, in fives and tens; then single notes (1, 2, 5, 10, …).
pub fn fast_cash(due: Money, currency: Currency, most: usize) -> Vec<Money> {
    let due = due.as_minor();
    let whole = currency.unit().as_minor();
    // Nobody counts out small money for a sum that is hundreds of times as large.
    let least = whole.max(due / 200);
    let mut sums = vec![due];
    let mut power = whole;
    while sums.len() < most && power <= Money::MAX_INPUT.as_minor() {
        for (digit, unit) in [1, 2, 5].map(|digit| (digit, digit * power)) {
            let note = unit >= due;
            if unit >= least && (note || digit != 2) {
                sums.push(if note { unit } else { (due + unit - 1) / unit * unit });
            }
        }
        sums.dedup();
        power *= 10;
    }
    sums.truncate(most);
    sums.into_iter().map(Money::minor).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn tender(method: TenderMethod, amount: Option<i64>, tendered: Option<i64>) -> Tender {
        Tender {
            method,
            amount: amount.map(Money::minor),
            tendered: tendered.map(Money::minor),
            reference: String::new(),
        }
    }

    fn cash(amount: Option<i64>, tendered: Option<i64>) -> Tender {
        tender(TenderMethod::Cash, amount, tendered)
    }

    fn card(amount: Option<i64>) -> Tender {
        tender(TenderMethod::Card, amount, None)
    }

    fn settled(due: i64, tenders: &[Tender]) -> Result<Vec<(i64, i64)>, Refusal> {
        let taken = settle(Money::minor(due), Money::ZERO, tenders, &Shop::default())?;
        Ok(taken.iter().map(|part| (part.amount.as_minor(), part.tendered.as_minor())).collect())
    }

    #[test]
    fn cash_gives_change_and_a_card_takes_the_rest() {
        assert_eq!(settled(1000, &[cash(None, Some(2000))]), Ok(vec![(1000, 2000)]));
        assert_eq!(
            settled(1000, &[cash(Some(400), Some(500)), card(None)]),
            Ok(vec![(400, 500), (600, 600)])
        );
        assert_eq!(settled(1000, &[card(Some(300))]), Ok(vec![(300, 300)]));
    }

    #[test]
    fn cash_that_does_not_reach_is_refused() {
        let refusal = settled(1000, &[cash(None, Some(900))]).unwrap_err();
        assert_eq!(refusal.to_string(), "9.00 is less than 10.00.");
    }

    #[rstest]
    #[case(&[card(Some(1001))], "The payments add up to 10.01, but only 10.00 is due.")]
    #[case(&[card(Some(600)), cash(Some(600), None)], "The payments add up to 12.00, but only 10.00 is due.")]
    #[case(&[cash(Some(1500), None), card(None)], "The payments add up to 15.00, but only 10.00 is due.")]
    fn more_than_is_due_is_refused(#[case] tenders: &[Tender], #[case] words: &str) {
        assert_eq!(settled(1000, tenders).unwrap_err().to_string(), words);
    }

    #[rstest]
    #[case(&[], "tenders: give 1 to 20 tenders")]
    #[case(&[card(Some(0))], "tenders.0.amount: must be more than zero")]
    #[case(&[card(Some(-5))], "tenders.0.amount: must be more than zero")]
    #[case(&[card(Some(1000)), card(None)], "tenders.1.amount: must be more than zero")]
    #[case(&[tender(TenderMethod::Card, None, Some(1000))], "tenders.0.tendered: only cash is handed over")]
    fn a_tender_that_pays_nothing_is_refused(#[case] tenders: &[Tender], #[case] words: &str) {
        assert_eq!(settled(1000, tenders).unwrap_err().to_string(), words);
    }

    #[test]
    fn nothing_due_books_nothing() {
        assert_eq!(settled(0, &[cash(None, None)]), Ok(vec![]));
        assert_eq!(settled(0, &[cash(None, Some(500))]), Ok(vec![]));
        assert!(matches!(settled(0, &[card(Some(100))]), Err(Refusal::Overpayment { .. })));
    }

    #[test]
    fn cash_is_rounded_to_the_smallest_coin_and_nothing_else_is() {
        let shop = Shop { smallest_coin: Money::minor(5), ..Shop::default() };
        let taken = |due: i64, tenders: &[Tender]| {
            settle(Money::minor(due), Money::ZERO, tenders, &shop).map(|taken| {
                let moved = taken.iter().map(|part| (part.amount, part.rounding, part.tendered));
                moved.map(|(a, r, t)| (a.as_minor(), r.as_minor(), t.as_minor())).collect::<Vec<_>>()
            })
        };
        assert_eq!(taken(1002, &[cash(None, None)]), Ok(vec![(1002, -2, 1000)]));
        assert_eq!(taken(1003, &[cash(None, Some(2000))]), Ok(vec![(1003, 2, 2000)]));
        assert_eq!(taken(1003, &[card(None)]), Ok(vec![(1003, 0, 1003)]));
        assert_eq!(
            taken(1003, &[card(Some(501)), cash(None, None)]),
            Ok(vec![(501, 0, 501), (502, -2, 500)])
        );
        let refusal = taken(1003, &[cash(None, Some(1003))]).unwrap_err();
        assert_eq!(refusal.to_string(), "10.03 is less than 10.05.");
    }

    #[test]
    fn a_tip_comes_out_of_the_last_tenders() {
        let tips = |tip: i64, tenders: &[Tender]| {
            let taken = settle(Money::minor(1000), Money::minor(tip), tenders, &Shop::default()).unwrap();
            taken.iter().map(|part| part.tip.as_minor()).collect::<Vec<_>>()
        };
        assert_eq!(tips(150, &[cash(Some(400), None), card(None)]), [0, 150]);
        assert_eq!(tips(150, &[card(Some(900)), cash(None, None)]), [50, 100]);
        assert_eq!(tips(150, &[card(Some(100))]), [100]);
    }

    #[rstest]
    #[case("USD", 760, &[760, 800, 1000, 2000, 5000, 10_000])]
    #[case("USD", 2340, &[2340, 2400, 2500, 3000, 5000, 10_000])]
    #[case("USD", 1000, &[1000, 2000, 5000, 10_000, 20_000, 50_000])]
    #[case("USD", 5, &[5, 100, 200, 500, 1000, 2000])]
    #[case("JPY", 344_440, &[344_440, 345_000, 350_000, 400_000, 500_000, 1_000_000])]
    #[case("KWD", 2_888, &[2_888, 3_000, 5_000, 10_000, 20_000, 50_000])]
    fn fast_cash_is_exact_and_then_what_a_purse_holds(
        #[case] code: &str,
        #[case] due: i64,
        #[case] sums: &[i64],
    ) {
        let currency = Currency::new(code).unwrap();
        let expected: Vec<Money> = sums.iter().copied().map(Money::minor).collect();
        assert_eq!(fast_cash(Money::minor(due), currency, 6), expected);
    }
}
