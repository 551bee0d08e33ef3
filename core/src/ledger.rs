//! The ledger: double entry. Money comes from one account and goes to another, never from nowhere; whatever moves
//! at once is one [`Posting`], whose entries add up to nothing because it cannot be made otherwise.
//!
//! An entry's amount is what the shop owes the account more (above zero) or has less (below zero): a wallet stands
//! at what its owner can spend, and a drawer at minus the cash in it.

mod account;
mod payments;

pub use account::Account;
pub use payments::of_payment;

use serde::{Deserialize, Serialize};

use crate::id::{CashSessionId, OrderId, PostingId};
use crate::money::Money;
use crate::words::words;

/// Why money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// A customer paid into a wallet.
    Deposit,
    /// An order was paid.
    Payment,
    /// Somebody gave more than the order cost.
    Tip,
    /// The smallest coin is larger than the smallest amount.
    Rounding,
    /// Money of an order went back.
    Refund,
    /// One customer gave to another.
    Transfer,
    /// The shop thanked for a new customer.
    ReferralBonus,
    /// A manager corrected a balance.
    Adjustment,
    /// A drawer was opened with what was counted in it.
    Opening,
    /// Cash was put into a drawer.
    PayIn,
    /// Cash was taken out of a drawer to pay for something.
    PayOut,
    /// Cash was brought from a drawer to the safe.
    Drop,
    /// More or less was counted in a drawer than should have been there.
    OverShort,
    /// A drawer was closed, and what was in it put away.
    Closing,
}

words!(EntryKind {
    Deposit = "deposit", Payment = "payment", Tip = "tip", Rounding = "rounding", Refund = "refund",
    Transfer = "transfer", ReferralBonus = "referral_bonus", Adjustment = "adjustment", Opening = "opening",
    PayIn = "pay_in", PayOut = "pay_out", Drop = "drop", OverShort = "over_short", Closing = "closing",
});

/// What one account gained or lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub account: Account,
    /// How much; never zero.
    pub amount: Money,
    /// Why.
    pub kind: EntryKind,
}

/// What moved at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Which.
    pub id: PostingId,
    entries: Vec<Entry>,
    /// For which order.
    pub order: Option<OrderId>,
    /// While which drawer was open.
    pub cash_session: Option<CashSessionId>,
    /// By what somebody outside knows it; booked once for each account it comes from.
    pub reference: Option<String>,
    /// What was said about it.
    pub note: String,
}

impl Posting {
    /// In which nothing moves yet.
    pub const fn new(id: PostingId) -> Self {
        Self {
            id,
            entries: Vec::new(),
            order: None,
            cash_session: None,
            reference: None,
            note: String::new(),
        }
    }

    /// `amount` goes from one account to another; below zero it goes the other way round. Nothing that is zero moves.
    #[must_use]
    pub fn moving(mut self, kind: EntryKind, from: &Account, to: &Account, amount: Money) -> Self {
        if !amount.is_zero() && from != to {
            self.entries.push(Entry { account: from.clone(), amount: -amount, kind });
            self.entries.push(Entry { account: to.clone(), amount, kind });
        }
        self
    }

    /// For an order.
    #[must_use]
    pub const fn of_order(mut self, order: OrderId) -> Self {
        self.order = Some(order);
        self
    }

    /// While a drawer was open.
    #[must_use]
    pub const fn during(mut self, session: Option<CashSessionId>) -> Self {
        self.cash_session = session;
        self
    }

    /// As somebody outside knows it.
    #[must_use]
    pub fn known_as(mut self, reference: Option<String>) -> Self {
        self.reference = reference;
        self
    }

    /// With a word about it.
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// What each account gained or lost; the sum is nothing.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn accounts() -> impl Strategy<Value = Account> {
        prop::sample::select(vec![
            Account::Demo,
            Account::Orders,
            Account::Safe,
            Account::CashDrawer("main".to_owned()),
            Account::Provider("card".to_owned()),
        ])
    }

    #[test]
    fn every_kind_reads_back_from_its_word() {
        for kind in EntryKind::ALL {
            assert_eq!(EntryKind::parse(kind.as_str()), Some(*kind));
        }
    }

    proptest! {
        #[test]
        fn a_posting_adds_up_to_nothing_whatever_moves_in_it(
            moves in prop::collection::vec((accounts(), accounts(), -1_000_000_i64..1_000_000), 0..20),
        ) {
            let empty = Posting::new(PostingId::from_uuid(Uuid::nil()));
            let posting = moves.iter().fold(empty, |posting, (from, to, amount)| {
                posting.moving(EntryKind::Adjustment, from, to, Money::minor(*amount))
            });
            prop_assert_eq!(posting.entries().iter().map(|entry| entry.amount).sum::<Money>(), Money::ZERO);
            prop_assert!(posting.entries().iter().all(|entry| !entry.amount.is_zero()));
        }
    }
}
