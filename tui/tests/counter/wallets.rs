//! Customers' wallets: looked at, paid into, corrected.

use comanda::app::Dialog;
use comanda::msg::{Cmd, Msg};
use comanda::screens::customers::wallet::Purse;
use comanda::screens::customers::{CustomersCmd, CustomersMsg};
use comanda::screens::money::{Deed, Outcome};
use comanda::trouble::Trouble;
use comanda_core::actor::Role;
use comanda_core::id::{PostingId, UserId, WalletId};
use comanda_core::money::Currency;
use comanda_core::refusal::Refusal;
use comanda_core::wire::wallet::{DepositMethod, Transacted, TransactionType};
use comanda_core::wire::{AdjustWallet, FundWallet, TransactionView, WalletView};
use rstest::rstest;
use uuid::Uuid;

use crate::day::amount;
use crate::house::lost;
use crate::menu::menu;
use crate::people::{ahmadi, karimi};
use crate::till::{Till, user_id};

pub fn transaction(
    number: u128,
    kind: TransactionType,
    sum: &str,
    after: &str,
    about: &str,
) -> TransactionView {
    TransactionView {
        id: PostingId::from_uuid(Uuid::from_u128(number)),
        kind,
        amount: amount(sum),
        balance_after: amount(after),
        description: about.into(),
        order: None,
        by: "sara".into(),
        created_at: "2026-11-22T12:34:00Z".parse().unwrap(),
    }
}

pub fn purse(of: UserId) -> Purse {
    let wallet = WalletView {
        id: WalletId::from_uuid(Uuid::from_u128(1)),
        balance: amount("11.50"),
        currency: Currency::default(),
    };
    let transactions = vec![
        transaction(3, TransactionType::Purchase, "-20.50", "11.50", "A-041"),
        transaction(2, TransactionType::Deposit, "30.00", "32.00", ""),
    ];
    Purse { of, wallet, transactions }
}

impl Till {
    /// The Customers screen with Ahmadi, whose wallet is known.
    pub fn keeping(role: Role) -> Self {
        let mut till = Self::starting();
        till.hear(Msg::Opened(Vec::new()));
        till.sign_in("counter", role);
        till.serve(menu());
        till.press("alt-6").shop_finds(vec![ahmadi(), karimi()]);
        till.shop_counts(user_id("ahmadi"));
        till.model.notice = None;
        till
    }

    fn shop_counts(&mut self, of: UserId) -> &mut Self {
        self.hear(Msg::Customers(CustomersMsg::Looked(of, Ok(Box::new(purse(of))))));
        self
    }

    fn wallets_asked(&self) -> Vec<UserId> {
        let asked = |cmd: &Cmd| match cmd {
            Cmd::Customers(CustomersCmd::Look(of)) => Some(*of),
            _ => None,
        };
        self.asked.iter().filter_map(asked).collect()
    }

    pub fn deposits(&self) -> Vec<FundWallet> {
        let deposit = |errand: comanda::screens::money::Errand| match errand.deed {
            Deed::Deposit(of, deposit) if of == user_id("ahmadi") => Some(deposit),
            _ => None,
        };
        self.money_sent().into_iter().filter_map(deposit).collect()
    }

    pub fn shop_transacts(&mut self, sum: &str, balance: &str) -> &mut Self {
        let transaction = transaction(9, TransactionType::Deposit, sum, balance, "");
        self.shop_gives(Outcome::Wallet(Transacted { balance: amount(balance), transaction }))
    }
}

#[test]
fn the_wallet_of_whom_the_selection_rests_on_is_shown() {
    let mut till = Till::keeping(Role::Staff);
    assert_eq!(till.wallets_asked(), [user_id("ahmadi")]);
    let picture = till.picture(100, 30);
    assert!(picture.contains("11.50") && picture.contains("-20.50 A-041, by sara"), "{picture}");
    till.press("down");
    assert_eq!(till.wallets_asked(), [user_id("ahmadi"), user_id("karimi")]);
    assert!(!till.picture(100, 30).contains("11.50"), "another's wallet is not shown");
    // A late answer about the one before is not taken for this one's.
    till.shop_counts(user_id("ahmadi"));
    assert!(!till.picture(100, 30).contains("11.50"));
}

#[rstest]
#[case::typed("t 2 0 enter", "20")]
#[case::with_cents("t 7 . 5 enter", "7.5")]
#[case::a_letter("t d enter", "20.00")]
#[case::another_letter("t a g enter", "100.00")]
#[case::erased("t 2 0 back 5 enter", "25")]
fn a_deposit_is_taken_in_cash(#[case] keys: &str, #[case] sum: &str) {
    let mut till = Till::keeping(Role::Staff);
    till.press(keys);
    let sent = till.deposits().remove(0);
    assert_eq!((sent.amount, sent.method, sent.reference), (amount(sum), DepositMethod::Cash, None));
}

#[test]
fn a_deposit_by_card_keeps_the_terminals_reference() {
    let mut till = Till::keeping(Role::Staff);
    till.press("t 2 0 tab").type_in("TX-adf 9").press("enter");
    let sent = till.deposits().remove(0);
    assert_eq!((sent.method, sent.reference.as_deref()), (DepositMethod::Card, Some("TX-adf 9")));
    assert_eq!(sent.amount, amount("20.00"));
}

#[test]
fn what_the_wallet_holds_is_told() {
    let mut till = Till::keeping(Role::Staff);
    till.press("t 2 0 enter").shop_transacts("20.00", "31.50");
    assert_eq!(till.told(), "Paid in 20.00; the wallet holds 31.50.");
    assert!(till.model.dialogs.is_empty() && till.picture(100, 30).contains("31.50"));
    assert_eq!(till.wallets_asked().len(), 2, "its transactions are asked for again");
}

#[rstest]
#[case::nothing("t enter")]
#[case::zero("t 0 enter")]
#[case::no_number("t . enter")]
fn a_deposit_of_nothing_is_not_sent(#[case] keys: &str) {
    let mut till = Till::keeping(Role::Staff);
    till.press(keys);
    assert!(till.money_sent().is_empty() && till.picture(80, 24).contains("Top up: Ali Ahmadi"));
}

#[test]
fn a_closed_drawer_keeps_the_dialog_and_a_lost_answer_its_key() {
    let mut till = Till::keeping(Role::Staff);
    till.press("t 2 0 enter").shop_keeps_it(Trouble::refused(Refusal::DrawerClosed));
    assert!(till.picture(100, 30).contains("F7"));
    till.press("enter").shop_keeps_it(lost());
    till.press("esc enter");
    let keys: Vec<String> = till.money_sent().into_iter().map(|errand| errand.key).collect();
    assert_eq!((keys.len(), keys[0] == keys[1], keys[1] == keys[2]), (3, false, true));
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Wallet(_))));
    till.shop_transacts("20.00", "31.50");
    assert!(till.model.dialogs.is_empty());
}

#[test]
fn only_managers_correct_and_they_say_why() {
    let mut till = Till::keeping(Role::Staff);
    till.press("a");
    assert_eq!(till.told(), "Only managers correct wallets. F12 hands the till to one.");
    assert!(till.model.dialogs.is_empty());
    let mut till = Till::keeping(Role::Manager);
    till.press("a - 5 enter");
    assert!(till.money_sent().is_empty() && till.picture(80, 24).contains("Say why"));
    till.type_in("paid twice").press("enter");
    let wanted = AdjustWallet { amount: amount("-5.00"), reason: "paid twice".into() };
    assert_eq!(till.money_sent()[0].deed, Deed::Adjust(user_id("ahmadi"), wanted));
    till.shop_transacts("-5.00", "6.50");
    assert_eq!(till.told(), "Corrected by -5.00; the wallet holds 6.50.");
}

#[test]
fn a_scanned_code_is_no_amount() {
    let mut till = Till::keeping(Role::Staff);
    till.press("t").scan("2000000105352", &["enter"]);
    assert!(till.money_sent().is_empty());
    till.press("enter");
    assert!(till.money_sent().is_empty(), "nothing was typed");
}
