//! What a customer has paid in: what the screen shows of it, and the dialog for a deposit or a correction. In a
//! deposit the cursor in the reference means that it is paid by card.

use comanda_core::id::UserId;
use comanda_core::money::{Amount, Currency, Money};
use comanda_core::text;
use comanda_core::wire::wallet::DepositMethod;
use comanda_core::wire::{AdjustWallet, FundWallet, TransactionView, WalletView};
use crossterm::event::KeyCode;

use crate::action::Spec;
use crate::amounts;
use crate::app::Dialog;
use crate::context::Context;
use crate::field::Field;
use crate::keys::Key;
use crate::screens::money::Deed;

/// The letters of the usual sums. Never digits: a digit always begins a typed amount.
pub const FAST_LETTERS: [char; 6] = ['a', 's', 'd', 'f', 'g', 'h'];
/// What people usually pay in, in whole units; hundreds of them where the currency has no smaller ones.
const USUAL: [i64; 6] = [5, 10, 20, 50, 100, 200];
/// The most characters of an amount.
const MAX_AMOUNT: usize = 16;
/// The most characters of a terminal's reference.
const MAX_REFERENCE: usize = 64;
/// The longest reason, in characters.
const MAX_REASON: usize = 200;
/// How many of the last transactions are asked for.
pub const MOST_SHOWN: u32 = 5;

/// What is known of a customer's wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purse {
    /// Whose.
    pub of: UserId,
    /// What can be spent.
    pub wallet: WalletView,
    /// What changed it, the newest first.
    pub transactions: Vec<TransactionView>,
}

/// What is done with a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Something is paid in.
    Deposit,
    /// A manager corrects the balance.
    Adjust,
}

/// A deposit or a correction.
#[derive(Debug, Clone)]
pub struct WalletDialog {
    /// Which of the two.
    pub change: Change,
    /// Whose wallet.
    pub customer: UserId,
    /// What they are called.
    pub name: String,
    /// What the wallet holds, as far as it is known.
    pub balance: Option<Money>,
    /// The currency of it.
    pub currency: Currency,
    /// The amount, as typed.
    pub amount: Field,
    /// The terminal's reference of a deposit by card, or the reason of a correction.
    pub words: Field,
    /// The cursor is in those words.
    pub is_in_words: bool,
    /// What does not work yet.
    pub problem: Option<String>,
}

impl WalletDialog {
    /// For this customer; nothing is typed yet.
    pub fn new(
        change: Change,
        customer: UserId,
        name: String,
        balance: Option<Money>,
        currency: Currency,
    ) -> Self {
        let most = if change == Change::Adjust { MAX_REASON } else { MAX_REFERENCE };
        Self {
            change,
            customer,
            name,
            balance,
            currency,
            amount: Field::new(MAX_AMOUNT),
            words: Field::new(most),
            is_in_words: false,
            problem: None,
        }
    }

    /// The sums on the letters.
    pub fn usual(&self) -> Vec<Money> {
        let unit = self.currency.unit().as_minor();
        let scale = if self.currency.decimals() == 0 { 100 } else { 1 };
        USUAL.iter().map(|sum| Money::minor(sum * unit * scale)).collect()
    }

    /// What was typed.
    pub fn sum(&self) -> Result<Money, String> {
        let text = self.amount.text();
        if text.is_empty() {
            return Err("Type the amount.".to_owned());
        }
        let sum = amounts::typed(text, self.currency).map_err(amounts::mistyped)?;
        match self.change {
            Change::Deposit if sum <= Money::ZERO => Err("Type more than zero.".to_owned()),
            Change::Adjust if sum.is_zero() => Err("Type by how much: 5 or -5.".to_owned()),
            Change::Deposit | Change::Adjust => Ok(sum),
        }
    }

    /// How a deposit is paid.
    pub const fn method(&self) -> DepositMethod {
        if self.is_in_words { DepositMethod::Card } else { DepositMethod::Cash }
    }

    /// What is sent, or what is missing; true: in the words.
    pub fn deed(&self) -> Result<Deed, (bool, String)> {
        let amount = self.currency.amount(self.sum().map_err(|problem| (false, problem))?);
        let words = text::line(self.words.text());
        match self.change {
            Change::Deposit => Ok(Deed::Deposit(self.customer, self.deposit(amount, words))),
            Change::Adjust if words.is_empty() => Err((true, "Say why; the customer may ask.".to_owned())),
            Change::Adjust => Ok(Deed::Adjust(self.customer, AdjustWallet { amount, reason: words })),
        }
    }

    fn deposit(&self, amount: Amount, reference: String) -> FundWallet {
        let method = self.method();
        let reference = (method == DepositMethod::Card && !reference.is_empty()).then_some(reference);
        FundWallet { amount, method, drawer: None, reference, description: None }
    }
}

/// What can be done in the dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WalletAct {
    /// Do it.
    Accept,
    /// The sum on this letter, counted from 0.
    Fast(usize),
    /// From the amount to the words, and back.
    Other,
    /// Take the last typed digit back.
    Erase,
    /// Leave the wallet as it is.
    Leave,
}

/// Its rows of the registry.
pub fn actions() -> Vec<Spec> {
    let row = |act, id, label| Spec::new(Context::TopUp, act, id, label).help_only();
    let words = |act, id, label| Spec::new(Context::TopUpWords, act, id, label).help_only();
    let mut rows = vec![
        row(WalletAct::Accept, "wallet.accept", "Take the cash; or correct the balance")
            .key(Key::ENTER)
            .hint("do it"),
        row(WalletAct::Other, "wallet.other", "By card; for a correction, say why")
            .key(Key::named(KeyCode::Tab))
            .key(Key::named(KeyCode::Down))
            .key(Key::char('c'))
            .hint("card, or why"),
        row(WalletAct::Erase, "wallet.erase", "Take the last typed digit back")
            .key(Key::named(KeyCode::Backspace)),
        row(WalletAct::Leave, "wallet.leave", "Leave the wallet as it is").key(Key::ESC).hint("leave it"),
        words(WalletAct::Accept, "wallet.accept_words", "The card was charged; or correct the balance")
            .key(Key::ENTER)
            .hint("do it"),
        words(WalletAct::Other, "wallet.amount", "Back to the amount, in cash")
            .key(Key::named(KeyCode::Tab))
            .key(Key::named(KeyCode::Up))
            .hint("amount"),
        words(WalletAct::Leave, "wallet.leave_words", "Leave the wallet as it is")
            .key(Key::ESC)
            .hint("leave it"),
    ];
    rows.extend(FAST_LETTERS.iter().enumerate().map(|(index, letter)| {
        row(WalletAct::Fast(index), "wallet.fast", "The sum beside the letter")
            .key(Key::char(*letter))
            .when(|model| {
                matches!(model.dialogs.last(), Some(Dialog::Wallet(dialog)) if dialog.change == Change::Deposit)
            })
    }));
    rows
}
