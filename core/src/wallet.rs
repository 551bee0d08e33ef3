//! Wallets: what may be paid in, what an entry of the ledger is to the owner of a wallet, and in which words it is
//! told. Called by `flows::wallets`; the balance itself is kept by [`crate::ledger`].

use serde::{Deserialize, Serialize};

use crate::ledger::EntryKind;
use crate::money::{Amount, Currency, Money};
use crate::refusal::Refusal;
use crate::text;
use crate::words::words;

/// The longest description, in characters.
pub const MAX_DESCRIPTION: usize = 200;
/// The longest reference of a terminal or a provider, in characters.
pub const MAX_REFERENCE: usize = 64;

/// Who pays into wallets here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DepositMode {
    /// Customers by themselves, from nowhere: for a shop that is only shown.
    Demo,
    /// Staff, at the counter.
    Staff,
    /// Staff, and the system of a payment provider by its key.
    Provider,
}

words!(DepositMode { Demo = "demo", Staff = "staff", Provider = "provider" });

/// Why a balance changed, as its owner sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TransactionType {
    /// Something was paid in.
    Deposit,
    /// An order was paid.
    Purchase,
    /// Money of an order came back.
    Refund,
    /// Another customer gave it.
    TransferIn,
    /// It was given to another customer.
    TransferOut,
    /// The shop thanked for a new customer.
    ReferralBonus,
    /// A manager corrected the balance.
    Adjustment,
}

words!(TransactionType {
    Deposit = "deposit", Purchase = "purchase", Refund = "refund", TransferIn = "transfer_in",
    TransferOut = "transfer_out", ReferralBonus = "referral_bonus", Adjustment = "adjustment",
});

impl TransactionType {
    /// What an entry of this kind is to the owner of the wallet; `None` for what no wallet ever sees.
    pub const fn of(kind: EntryKind, amount: Money) -> Option<Self> {
        Some(match kind {
            EntryKind::Deposit => Self::Deposit,
            EntryKind::Payment => Self::Purchase,
            EntryKind::Refund => Self::Refund,
            EntryKind::Transfer if amount.is_negative() => Self::TransferOut,
            EntryKind::Transfer => Self::TransferIn,
            EntryKind::ReferralBonus => Self::ReferralBonus,
            EntryKind::Adjustment => Self::Adjustment,
            EntryKind::Tip
            | EntryKind::Rounding
            | EntryKind::Opening
            | EntryKind::PayIn
            | EntryKind::PayOut
            | EntryKind::Drop
            | EntryKind::OverShort
            | EntryKind::Closing => return None,
        })
    }

    /// The kind of entry that this is.
    pub const fn kind(self) -> EntryKind {
        match self {
            Self::Deposit => EntryKind::Deposit,
            Self::Purchase => EntryKind::Payment,
            Self::Refund => EntryKind::Refund,
            Self::TransferIn | Self::TransferOut => EntryKind::Transfer,
            Self::ReferralBonus => EntryKind::ReferralBonus,
            Self::Adjustment => EntryKind::Adjustment,
        }
    }

    /// How it is told. What was noted comes first; `order` is the number of the order it was for, `other` the
    /// customer on the other side.
    pub fn describe(self, note: &str, order: Option<&str>, other: Option<&str>) -> String {
        let words = match (self, order, other) {
            (Self::Purchase, Some(order), _) => format!("Order {order}"),
            (Self::Refund, Some(order), _) => format!("Refund of order {order}"),
            (Self::TransferIn, _, Some(other)) => format!("From {other}"),
            (Self::TransferOut, _, Some(other)) => format!("To {other}"),
            (Self::Deposit, ..) => "Deposit".to_owned(),
            (Self::Purchase, None, _) => "Purchase".to_owned(),
            (Self::Refund, None, _) => "Refund".to_owned(),
            (Self::TransferIn | Self::TransferOut, _, None) => "Transfer".to_owned(),
            (Self::ReferralBonus, ..) => "Thanks for a new customer".to_owned(),
            (Self::Adjustment, ..) => "Correction".to_owned(),
        };
        match self {
            _ if note.is_empty() => words,
            // Whoever looks wants to know from whom it was, whatever was said.
            Self::TransferIn | Self::TransferOut => format!("{words}: {note}"),
            Self::Deposit | Self::Purchase | Self::Refund | Self::ReferralBonus | Self::Adjustment => {
                note.to_owned()
            }
        }
    }
}

/// What is paid in or given, by hand or into a wallet: more than nothing, with no more decimals than the currency has, and at most
/// [`Money::MAX_INPUT`].
pub fn paid(amount: Amount, currency: Currency) -> Result<Money, Refusal> {
    let money = currency.money(amount).map_err(|invalid| Refusal::invalid("amount", invalid))?;
    if money > Money::ZERO {
        return Ok(money);
    }
    Err(Refusal::invalid("amount", "must be more than zero"))
}

/// What a balance is corrected by: more or less, but not nothing.
pub fn corrected(amount: Amount, currency: Currency) -> Result<Money, Refusal> {
    let money = currency.money(amount).map_err(|invalid| Refusal::invalid("amount", invalid))?;
    if money.is_zero() {
        return Err(Refusal::invalid("amount", "must not be zero"));
    }
    Ok(money)
}

/// A word about it on one line, cleaned; `field` is where it came in.
pub fn description(given: Option<&str>, field: &str) -> Result<String, Refusal> {
    short(given, field, MAX_DESCRIPTION)
}

/// As [`description`], but it must say something.
pub fn reason(given: &str, field: &str) -> Result<String, Refusal> {
    let reason = description(Some(given), field)?;
    if reason.is_empty() { Err(Refusal::invalid(field, "say why")) } else { Ok(reason) }
}

/// The reference under which somebody outside knows it, cleaned; `None` where there is none.
pub fn reference(given: Option<&str>) -> Result<Option<String>, Refusal> {
    Ok(Some(short(given, "reference", MAX_REFERENCE)?).filter(|reference| !reference.is_empty()))
}

fn short(given: Option<&str>, field: &str, most: usize) -> Result<String, Refusal> {
    let line = text::line(given.unwrap_or_default());
    if line.chars().count() > most {
        return Err(Refusal::invalid(field, format_args!("has more than {most} characters")));
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn an_entry_is_what_its_kind_and_its_sign_say() {
        for &kind in TransactionType::ALL {
            let sign = if kind == TransactionType::TransferOut { -1 } else { 1 };
            assert_eq!(TransactionType::of(kind.kind(), Money::minor(sign)), Some(kind));
        }
        let purchase = TransactionType::of(EntryKind::Payment, Money::minor(-5));
        assert_eq!(purchase, Some(TransactionType::Purchase));
        let correction = TransactionType::of(EntryKind::Adjustment, Money::minor(-5));
        assert_eq!(correction, Some(TransactionType::Adjustment));
        assert_eq!(TransactionType::of(EntryKind::Closing, Money::minor(-5)), None);
    }

    #[test]
    fn words_read_back() {
        for &mode in DepositMode::ALL {
            assert_eq!(DepositMode::parse(mode.as_str()), Some(mode));
        }
        for &kind in TransactionType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }

    #[rstest]
    #[case(TransactionType::Purchase, "", Some("A-012"), None, "Order A-012")]
    #[case(TransactionType::Refund, "", Some("A-012"), None, "Refund of order A-012")]
    #[case(TransactionType::TransferIn, "", None, Some("carl"), "From carl")]
    #[case(TransactionType::TransferOut, "lunch", None, Some("dora"), "To dora: lunch")]
    #[case(TransactionType::Deposit, "", None, None, "Deposit")]
    #[case(TransactionType::Deposit, "at the bar", None, None, "at the bar")]
    #[case(TransactionType::Adjustment, "paid twice", None, None, "paid twice")]
    #[case(TransactionType::ReferralBonus, "", None, None, "Thanks for a new customer")]
    fn what_was_noted_is_told_and_else_what_it_was_for(
        #[case] kind: TransactionType,
        #[case] note: &str,
        #[case] order: Option<&str>,
        #[case] other: Option<&str>,
        #[case] words: &str,
    ) {
        assert_eq!(kind.describe(note, order, other), words);
    }

    #[rstest]
    #[case("0.01", Some(1))]
    #[case("1000000000.00", Some(100_000_000_000))]
    #[case("1000000000.01", None)]
    #[case("0.00", None)]
    #[case("-1.00", None)]
    #[case("1.005", None)]
    fn what_is_paid_in_is_more_than_nothing_and_not_absurd(#[case] given: &str, #[case] minor: Option<i64>) {
        let read = paid(given.parse().unwrap(), Currency::default());
        assert_eq!(read.ok(), minor.map(Money::minor), "{given}");
    }

    #[test]
    fn a_correction_goes_either_way_but_not_nowhere() {
        let read = |text: &str| corrected(text.parse().unwrap(), Currency::default());
        assert_eq!(read("-2.50"), Ok(Money::minor(-250)));
        assert_eq!(read("2.50"), Ok(Money::minor(250)));
        assert!(read("0").is_err() && read("-1000000000.01").is_err());
    }

    #[test]
    fn what_is_said_is_cleaned_and_short() {
        assert_eq!(description(Some(" a\u{1b}[2J\nb "), "description"), Ok("a[2J b".to_owned()));
        assert_eq!(description(Some(&"é".repeat(200)), "description"), Ok("é".repeat(200)));
        let refused = description(Some(&"é".repeat(201)), "description").unwrap_err();
        assert_eq!(refused.to_string(), "description: has more than 200 characters");
        assert_eq!(reason(" \u{7} ", "reason").unwrap_err().to_string(), "reason: say why");
        assert_eq!(reference(Some("  ")), Ok(None));
        assert_eq!(reference(Some(" pi_1 ")), Ok(Some("pi_1".to_owned())));
        assert!(reference(Some(&"x".repeat(65))).is_err());
    }
}
