//! What should be in a drawer: a fold of the entries that the ledger has of it. Called by the flows that report and
//! close drawers, and by those that take cash out.

use crate::ledger::EntryKind;
use crate::money::Money;

/// What came into a drawer and left it, each as a positive amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// What was counted when it was opened.
    pub opening_count: Money,
    /// Cash for orders, without tips, less the change.
    pub sales: Money,
    /// Tips in cash.
    pub tips: Money,
    /// Cash that customers paid into their wallets.
    pub deposits: Money,
    /// Cash that went back for orders.
    pub refunds: Money,
    /// Put in by hand.
    pub paid_in: Money,
    /// Taken out by hand.
    pub paid_out: Money,
    /// Brought to the safe.
    pub drops: Money,
}

impl Figures {
    /// The figures of a drawer of which the ledger has these entries: how much, or how much in all, of each kind.
    /// An entry is below zero when cash came in. Those of the closing come after all that is told here.
    pub fn of(entries: impl IntoIterator<Item = (EntryKind, Money)>) -> Self {
        entries.into_iter().fold(Self::default(), Self::and)
    }

    fn and(mut self, (kind, amount): (EntryKind, Money)) -> Self {
        match kind {
            EntryKind::Opening => self.opening_count -= amount,
            EntryKind::Payment => self.sales -= amount,
            EntryKind::Tip => self.tips -= amount,
            EntryKind::Deposit => self.deposits -= amount,
            EntryKind::Refund => self.refunds += amount,
            EntryKind::PayOut => self.paid_out += amount,
            EntryKind::Drop => self.drops += amount,
            // The last four move no drawer today; should they ever, the figures still add up.
            EntryKind::PayIn
            | EntryKind::Rounding
            | EntryKind::Transfer
            | EntryKind::ReferralBonus
            | EntryKind::Adjustment => self.paid_in -= amount,
            EntryKind::OverShort | EntryKind::Closing => {}
        }
        self
    }

    /// What should be in it.
    pub fn expected(&self) -> Money {
        let came = self.opening_count + self.sales + self.tips + self.deposits + self.paid_in;
        came - self.refunds - self.paid_out - self.drops
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::id::PostingId;
    use crate::ledger::{Account, Posting};

    fn till() -> Account {
        Account::CashDrawer("main".to_owned())
    }

    /// What moved, from the drawer's side: below zero came in.
    fn entries(moves: &[(EntryKind, i64)]) -> Vec<(EntryKind, Money)> {
        moves.iter().map(|(kind, minor)| (*kind, Money::minor(*minor))).collect()
    }

    #[test]
    fn a_day_of_a_drawer_adds_up() {
        let figures = Figures::of(entries(&[
            (EntryKind::Opening, -10_000),
            (EntryKind::Payment, -1_250),
            (EntryKind::Tip, -100),
            (EntryKind::Payment, -750),
            (EntryKind::Deposit, -5_000),
            (EntryKind::Refund, 750),
            (EntryKind::PayIn, -2_000),
            (EntryKind::PayOut, 300),
            (EntryKind::Drop, 8_000),
        ]));
        let wanted = Figures {
            opening_count: Money::minor(10_000),
            sales: Money::minor(2_000),
            tips: Money::minor(100),
            deposits: Money::minor(5_000),
            refunds: Money::minor(750),
            paid_in: Money::minor(2_000),
            paid_out: Money::minor(300),
            drops: Money::minor(8_000),
        };
        assert_eq!((figures, figures.expected()), (wanted, Money::minor(10_050)));
    }

    #[test]
    fn closing_changes_no_figure() {
        let before = entries(&[(EntryKind::Opening, -10_000), (EntryKind::Payment, -1_250)]);
        let closing = entries(&[(EntryKind::OverShort, 50), (EntryKind::Closing, 11_200)]);
        let after = Figures::of(before.iter().chain(&closing).copied());
        assert_eq!(after, Figures::of(before.iter().copied()));
        let left: Money = before.iter().chain(&closing).map(|(_, amount)| *amount).sum();
        assert_eq!(left, Money::ZERO, "a closed drawer stands at nothing");
    }

    fn kinds() -> impl Strategy<Value = EntryKind> {
        prop::sample::select(EntryKind::ALL)
    }

    proptest! {
        #[test]
        fn what_should_be_in_a_drawer_is_what_came_less_what_went(
            moves in prop::collection::vec((kinds(), any::<bool>(), 1_i64..10_000_000), 0..60),
        ) {
            let safe = Account::Safe;
            let empty = Posting::new(PostingId::from_uuid(Uuid::nil()));
            let posting = moves.iter().fold(empty, |posting, (kind, comes, minor)| {
                let amount = Money::minor(if *comes { *minor } else { -*minor });
                posting.moving(*kind, &till(), &safe, amount)
            });
            let own = posting.entries().iter().filter(|entry| entry.account == till());
            let entries: Vec<_> = own.map(|entry| (entry.kind, entry.amount)).collect();
            let is_told = |kind: &EntryKind| !matches!(kind, EntryKind::OverShort | EntryKind::Closing);
            let naive: i64 = moves
                .iter()
                .filter(|(kind, ..)| is_told(kind))
                .map(|(_, comes, minor)| if *comes { *minor } else { -*minor })
                .sum();
            prop_assert_eq!(Figures::of(entries.iter().copied()).expected(), Money::minor(naive));
            // Summed by kind first, as the database does it, it is the same.
            let by_kind = EntryKind::ALL.iter().map(|kind| {
                let of_kind = entries.iter().filter(|(one, _)| one == kind);
                (*kind, of_kind.map(|(_, amount)| *amount).sum())
            });
            prop_assert_eq!(Figures::of(by_kind), Figures::of(entries.iter().copied()));
        }
    }
}
