//! The wallet of the selected customer: asked for once the selection rests, paid into, corrected.

use std::time::Duration;

use comanda_core::actor::Permission;
use comanda_core::id::UserId;
use comanda_core::wire::Transacted;

use super::super::money;
use super::super::shop::stumbled;
use crate::action::WalletAct;
use crate::app::{Dialog, Link, Model};
use crate::keys::Key;
use crate::msg::{Cmd, Wake};
use crate::people;
use crate::screens::customers::wallet::{Change, Purse, WalletDialog};
use crate::screens::customers::{CustomersCmd, CustomersWake};
use crate::trouble::Trouble;

/// How long the selection rests before its wallet is asked for.
const LOOK_AFTER: Duration = Duration::from_millis(60);
/// What is told when somebody wants to correct a wallet who may not.
const ONLY_MANAGERS: &str = "Only managers correct wallets. F12 hands the till to one.";

/// The wallet of the selected customer.
pub(in crate::update) fn look(model: &Model) -> Vec<Cmd> {
    let row = model.customers.list.row();
    row.map(|row| Cmd::Customers(CustomersCmd::Look(row.user.id))).into_iter().collect()
}

/// The same once the selection rests.
pub(super) fn look_soon(model: &mut Model) -> Vec<Cmd> {
    if model.customers.list.row().is_none() {
        return Vec::new();
    }
    model.customers.looks += 1;
    vec![Cmd::After(LOOK_AFTER, Wake::Customers(CustomersWake::Look(model.customers.looks)))]
}

pub(super) fn rested(model: &Model, number: u64) -> Vec<Cmd> {
    if model.customers.looks == number { look(model) } else { Vec::new() }
}

pub(super) fn looked(model: &mut Model, of: UserId, answer: Result<Box<Purse>, Trouble>) -> Vec<Cmd> {
    match answer {
        Ok(purse) => {
            model.link = Link::Open;
            if model.customers.list.row().is_some_and(|row| row.user.id == of) {
                let currency = purse.wallet.currency;
                let balance = currency.money(purse.wallet.balance).ok();
                for dialog in &mut model.dialogs {
                    if let Dialog::Wallet(dialog) = dialog
                        && dialog.customer == of
                    {
                        dialog.balance = balance;
                    }
                }
                model.customers.purse = Some(*purse);
            }
            Vec::new()
        }
        Err(trouble) => {
            let cmds = stumbled(model, &trouble);
            model.warn(trouble.sentence);
            cmds
        }
    }
}

/// The balance after what was done, until the rest is here.
pub(in crate::update) fn transacted(model: &mut Model, of: UserId, done: &Transacted) {
    if let Some(purse) = model.customers.purse.as_mut().filter(|purse| purse.of == of) {
        purse.wallet.balance = done.balance;
    }
}

/// Opens the dialog; corrections are for those who may.
pub(super) fn open(model: &mut Model, change: Change) -> Vec<Cmd> {
    if change == Change::Adjust && !model.may(Permission::AdjustWallets) {
        model.warn(ONLY_MANAGERS);
        return vec![Cmd::Bell];
    }
    let Some(row) = model.customers.list.row() else { return Vec::new() };
    let user = &row.user;
    let name = people::called(&user.first_name, &user.last_name, &user.username);
    let currency = model.menu.as_ref().map(|menu| menu.shop.currency).unwrap_or_default();
    let balance = model.customers.purse().and_then(|purse| currency.money(purse.wallet.balance).ok());
    let dialog = WalletDialog::new(change, user.id, name, balance, currency);
    model.dialogs.push(Dialog::Wallet(Box::new(dialog)));
    if balance.is_some() { Vec::new() } else { look(model) }
}

/// In the dialog.
pub(in crate::update) fn wallet(model: &mut Model, act: WalletAct) -> Vec<Cmd> {
    let Some(Dialog::Wallet(dialog)) = model.dialogs.last_mut() else { return Vec::new() };
    dialog.problem = None;
    match act {
        WalletAct::Fast(index) => {
            if let Some(sum) = dialog.usual().get(index) {
                dialog.amount.set(&dialog.currency.amount(*sum).to_string());
            }
        }
        WalletAct::Other => dialog.is_in_words = !dialog.is_in_words,
        WalletAct::Erase => {
            let mut text = dialog.amount.text().to_owned();
            text.pop();
            dialog.amount.set(&text);
        }
        WalletAct::Leave => {
            model.dialogs.pop();
        }
        WalletAct::Accept => match dialog.deed() {
            Ok(deed) => return money::send(model, deed),
            Err((is_in_words, problem)) => {
                dialog.is_in_words = is_in_words;
                dialog.problem = Some(problem);
                return vec![Cmd::Bell];
            }
        },
    }
    Vec::new()
}

/// A digit of the amount, or a character of the words.
pub(in crate::update) fn wallet_typed(model: &mut Model, key: Key) {
    let Some(Dialog::Wallet(dialog)) = model.dialogs.last_mut() else { return };
    let is_sign =
        key.written() == Some('-') && dialog.change == Change::Adjust && dialog.amount.text().is_empty();
    let has_typed = if dialog.is_in_words {
        dialog.words.edit(key)
    } else if is_sign {
        dialog.amount.insert("-");
        true
    } else {
        super::super::typed_sum(&mut dialog.amount, key, dialog.currency.decimals())
    };
    if has_typed {
        dialog.problem = None;
    }
}
