//! Wallets as they travel: balances, what moved them, and the commands that do.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{OrderId, PostingId, WalletId};
use crate::money::{Amount, Currency};

pub use crate::wallet::TransactionType;

/// What somebody has paid in and not spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalletView {
    /// Which.
    pub id: WalletId,
    /// What can be spent.
    pub balance: Amount,
    /// Of which currency.
    pub currency: Currency,
}

/// One change of a balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TransactionView {
    /// Which.
    pub id: PostingId,
    /// Why.
    #[serde(rename = "type")]
    pub kind: TransactionType,
    /// How much came (above zero) or went (below).
    pub amount: Amount,
    /// What there was afterwards.
    pub balance_after: Amount,
    /// What it was for, in words.
    pub description: String,
    /// The order it was for.
    pub order: Option<OrderId>,
    /// Who did it.
    pub by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Pay into one's own wallet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deposit {
    /// How much.
    pub amount: Amount,
    /// A word about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// How a deposit for a customer was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DepositMethod {
    /// Notes and coins, into an open drawer.
    #[default]
    Cash,
    /// A card, charged by a terminal.
    Card,
}

/// Take a deposit for a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundWallet {
    /// How much.
    pub amount: Amount,
    /// How it was taken. A payment provider's system leaves it out.
    #[serde(default)]
    pub method: DepositMethod,
    /// The drawer it goes into; left out: the open one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drawer: Option<String>,
    /// The terminal's or the provider's reference. The same reference of one provider is one deposit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// A word about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// What a deposit, a transfer or a correction came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transacted {
    /// What there is now.
    pub balance: Amount,
    /// What was done.
    pub transaction: TransactionView,
}

/// Give to another customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Transfer {
    /// To whom: a user name or an e-mail address.
    pub to: String,
    /// How much.
    pub amount: Amount,
    /// A word about it, which both see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Correct a balance by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdjustWallet {
    /// How much more (above zero) or less (below).
    pub amount: Amount,
    /// Why; required.
    pub reason: String,
}

/// What a wallet has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalletStats {
    /// What can be spent.
    pub balance: Amount,
    /// Of which currency.
    pub currency: Currency,
    /// All changes, of every kind.
    pub transactions: u64,
    /// Σ deposits.
    pub deposited: Amount,
    /// Σ purchases, as a positive amount.
    pub spent: Amount,
    /// Σ refunds.
    pub refunded: Amount,
    /// Σ given by others.
    pub received: Amount,
    /// Σ given to others, as a positive amount.
    pub sent: Amount,
    /// Σ thanks for new customers.
    pub bonuses: Amount,
    /// Σ corrections, below zero when more was taken than given.
    pub adjusted: Amount,
    /// When it last changed.
    pub last_transaction_at: Option<DateTime<Utc>>,
}
