//! Where money can be.

use std::fmt;

use crate::id::{UserId, WalletId};

/// One account of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What a customer can spend.
    Wallet(WalletId),
    /// The cash in a drawer, by its name.
    CashDrawer(String),
    /// What somebody outside took for the shop: a card terminal, a payment provider.
    Provider(String),
    /// Where the demo shop's deposits come from.
    Demo,
    /// What orders were paid, less what went back.
    Orders,
    /// What cash is rounded by.
    CashRounding,
    /// Where the cash of closed drawers is.
    Safe,
    /// Where the cash of drawers comes from and goes to for small things.
    PettyCash,
    /// What was counted too much or too little.
    OverShort,
    /// What managers corrected.
    Adjustments,
    /// What the shop gave away for new customers.
    Bonuses,
}

impl Account {
    const DRAWER: &str = "cash_drawer:";
    const PROVIDER: &str = "provider:";

    /// The wallet of an account: its id is the account's with another prefix.
    pub const fn wallet_of(user: UserId) -> Self {
        Self::Wallet(WalletId::from_uuid(user.uuid()))
    }

    /// Card terminals.
    pub fn card() -> Self {
        Self::Provider("card".to_owned())
    }

    /// The account with this word.
    pub fn parse(word: &str) -> Option<Self> {
        let plain = [
            Self::Demo,
            Self::Orders,
            Self::CashRounding,
            Self::Safe,
            Self::PettyCash,
            Self::OverShort,
            Self::Adjustments,
            Self::Bonuses,
        ];
        if let Some(name) = word.strip_prefix(Self::DRAWER) {
            return Some(Self::CashDrawer(name.to_owned()));
        }
        if let Some(name) = word.strip_prefix(Self::PROVIDER) {
            return Some(Self::Provider(name.to_owned()));
        }
        let wallet = word.parse().ok().map(Self::Wallet);
        wallet.or_else(|| plain.into_iter().find(|account| account.to_string() == word))
    }
}

/// Its word in the database: `wallet_01h…`, `cash_drawer:main`, `provider:card`, `orders`.
impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wallet(id) => id.fmt(f),
            Self::CashDrawer(name) => write!(f, "{}{name}", Self::DRAWER),
            Self::Provider(name) => write!(f, "{}{name}", Self::PROVIDER),
            Self::Demo => f.write_str("demo"),
            Self::Orders => f.write_str("orders"),
            Self::CashRounding => f.write_str("cash_rounding"),
            Self::Safe => f.write_str("safe"),
            Self::PettyCash => f.write_str("petty_cash"),
            Self::OverShort => f.write_str("over_short"),
            Self::Adjustments => f.write_str("adjustments"),
            Self::Bonuses => f.write_str("bonuses"),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_account_reads_back_from_its_word() {
        let accounts = [
            Account::Wallet(WalletId::from_uuid(Uuid::from_u128(7))),
            Account::CashDrawer("bar 2".to_owned()),
            Account::card(),
            Account::Demo,
            Account::Orders,
            Account::CashRounding,
            Account::Safe,
            Account::PettyCash,
            Account::OverShort,
            Account::Adjustments,
            Account::Bonuses,
        ];
        for account in accounts {
            assert_eq!(Account::parse(&account.to_string()), Some(account));
        }
        assert_eq!(Account::parse("somewhere"), None);
    }
}
