//! Paying in parts, from a wallet, with a tip, in coins that are not small enough; and what the shop says to it.

use comanda::screens::till::{Deed, TillCmd};
use comanda::trouble::Effect;
use comanda_core::money::Money;
use comanda_core::orders::TenderMethod;
use comanda_core::refusal::Refusal;
use comanda_core::wire::PayOrder;
use rstest::rstest;

use crate::day::amount;
use crate::menu::menu;
use crate::till::Till;

fn payment(till: &Till) -> PayOrder {
    till.sent().expect("a payment was sent").order.payment.unwrap()
}

/// What was sent: way, amount, what was handed over.
fn tenders(till: &Till) -> Vec<(TenderMethod, Option<String>, Option<String>)> {
    let text = |amount: Option<comanda_core::money::Amount>| amount.map(|amount| amount.to_string());
    let tenders = payment(till).tenders.into_iter();
    tenders.map(|tender| (tender.method, text(tender.amount), text(tender.tendered))).collect()
}

/// The shop has no coins below five cents.
fn without_small_coins() -> Till {
    let mut menu = menu();
    menu.shop.smallest_coin = Some(amount("0.05"));
    let mut till = Till::selling();
    till.serve(menu);
    till
}

fn problem(till: &Till) -> String {
    till.model.tender().and_then(|tender| tender.problem.clone()).unwrap_or_default()
}

const CASH: TenderMethod = TenderMethod::Cash;
const CARD: TenderMethod = TenderMethod::Card;
const WALLET: TenderMethod = TenderMethod::Wallet;

#[test]
fn a_split_goes_out_in_one_request_under_one_key_and_the_last_part_takes_the_rest() {
    let mut till = Till::selling();
    till.press("q w enter 1 2 x");
    assert_eq!(till.model.tender().unwrap().left(), Money::minor(780));
    assert_eq!(till.times_sent(), 0, "nothing is taken before all of it is");
    till.type_in("Auth 9").press("enter");
    assert_eq!(till.times_sent(), 1);
    assert_eq!(tenders(&till), [(CASH, Some("12.00".into()), None), (CARD, Some("7.80".into()), None)]);
    assert_eq!(payment(&till).tenders[1].reference.as_deref(), Some("Auth 9"));
    till.shop_takes_it();
    let picture = till.picture(100, 30);
    assert!(picture.contains("12.00 cash, 7.80 card"), "{picture}");
}

#[test]
fn cash_as_the_last_part_gives_change() {
    let mut till = Till::selling();
    till.press("q w enter x 1 2 tab right enter 1 0 enter");
    assert_eq!(tenders(&till), [(CARD, Some("12.00".into()), None), (CASH, None, Some("10.00".into()))]);
    till.shop_takes_it();
    assert_eq!(till.model.sell.paid.as_ref().unwrap().change, amount("2.20"));
    assert!(till.picture(80, 24).contains("12.00 card, 7.80 cash"));
}

#[test]
fn fast_cash_is_for_what_remains() {
    let mut till = Till::selling();
    till.press("q w enter 1 2 x tab s");
    assert_eq!(tenders(&till)[1], (CASH, None, Some("8.00".into())));
}

#[test]
fn each_part_can_be_taken_out_again() {
    let mut till = Till::selling();
    till.press("q w enter 5 x tab 4 x tab 3 x tab up del");
    let left: Vec<i64> =
        till.model.tender().unwrap().parts.iter().map(|part| part.amount.as_minor()).collect();
    assert_eq!(left, [500, 300]);
    till.press("del del");
    assert_eq!(till.model.tender().unwrap().left(), Money::minor(1980));
    till.press("enter");
    assert_eq!(tenders(&till), [(CASH, None, Some("19.80".into()))]);
}

#[rstest]
#[case::all_of_it("1 9 . 8 x")]
#[case::more("2 0 x")]
#[case::nothing("0 x")]
fn a_part_leaves_something_to_the_last_one(#[case] keys: &str) {
    let mut till = Till::selling();
    till.press("q w enter").press(keys);
    assert!(till.model.tender().unwrap().parts.is_empty() && !problem(&till).is_empty());
}

#[test]
fn the_form_of_a_part_says_at_the_line_what_is_wrong() {
    let mut till = Till::selling();
    till.press("q w enter x 9 9 enter");
    let picture = till.picture(80, 24);
    assert!(picture.contains("A part is less than the 19.80"), "{picture}");
    till.press("ctrl-u 5 enter");
    assert_eq!(till.model.tender().unwrap().parts.len(), 1);
}

#[test]
fn a_wallet_is_asked_for_when_the_dialog_opens_and_pays_what_the_screen_showed() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q w enter");
    assert!(matches!(till.asks()[..], [TillCmd::Purse(_)]));
    till.wallet_holds("310.00");
    assert!(till.picture(80, 24).contains("Wallet 310.00"));
    till.press("w enter");
    assert_eq!(tenders(&till), [(WALLET, Some("19.80".into()), None)]);
    till.shop_takes_it();
    assert!(till.picture(80, 24).contains("PAID FROM THE WALLET"));
}

#[test]
fn a_wallet_that_does_not_reach_says_by_how_much_and_may_be_a_part() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q w enter").wallet_holds("5.60").press("w");
    let picture = till.picture(80, 24);
    assert!(picture.contains("Wallet 5.60, short 14.20"), "{picture}");
    till.press("enter");
    assert_eq!(till.times_sent(), 0);
    assert!(problem(&till).contains("short 14.20"), "{}", problem(&till));
    till.press("x enter");
    assert_eq!(tenders(&till), [(WALLET, Some("5.60".into()), None), (CASH, None, Some("14.20".into()))]);
}

#[test]
fn a_guest_has_no_wallet() {
    let mut till = Till::selling();
    till.press("q w enter w tab tab");
    assert!(till.asks().is_empty());
    assert_eq!(till.model.tender().unwrap().method, CASH, "Tab goes through cash and card only");
}

#[rstest]
#[case::typed("2", "2.00", "21.80")]
#[case::ten_percent("right right", "1.98", "21.78")]
fn a_tip_becomes_part_of_what_is_due(#[case] keys: &str, #[case] tip: &str, #[case] due: &str) {
    let mut till = Till::selling();
    till.press("q w enter t").press(keys).press("enter");
    assert!(till.picture(80, 24).contains(&format!("Pay {due}")));
    till.press("enter");
    assert_eq!(payment(&till).tip, Some(amount(tip)));
    assert_eq!(tenders(&till), [(CASH, None, Some(due.into()))]);
    till.shop_takes_it();
    assert!(till.picture(80, 24).contains(&format!("tip {tip}")));
}

#[test]
fn a_tip_can_be_taken_back() {
    let mut till = Till::selling();
    till.press("q w enter t 2 enter t ctrl-u enter enter");
    assert_eq!(payment(&till).tip, None);
    assert_eq!(tenders(&till), [(CASH, None, Some("19.80".into()))]);
}

#[test]
fn a_tip_that_the_parts_pay_already_stays() {
    let mut till = Till::selling();
    till.press("q w enter t 5 enter 2 0 x tab t ctrl-u enter");
    let tender = till.model.tender().unwrap();
    assert_eq!((tender.tip, tender.left()), (Money::minor(500), Money::minor(480)));
}

#[test]
fn cash_is_rounded_to_the_smallest_coin_and_the_screen_says_so() {
    // 14.85 + 3.50 + tax 0.53 = 18.88.
    let mut till = without_small_coins();
    till.press("q e enter");
    let picture = till.picture(80, 24);
    assert!(picture.contains("+0.02") && picture.contains("18.90"), "{picture}");
    till.press("enter");
    assert_eq!(tenders(&till), [(CASH, None, Some("18.90".into()))]);
    till.shop_takes_it();
    assert_eq!(till.model.sell.paid.as_ref().unwrap().change, amount("0.00"));
}

#[test]
fn only_what_is_paid_in_cash_is_rounded() {
    let mut till = without_small_coins();
    till.press("q e enter tab enter");
    assert_eq!(tenders(&till), [(CARD, Some("18.88".into()), None)]);
    let mut till = without_small_coins();
    till.press("q e enter x 8 . 8 1 tab right enter");
    assert!(till.picture(80, 24).contains("−0.02"), "10.07 is handed over as 10.05");
    till.press("enter");
    assert_eq!(tenders(&till)[1], (CASH, None, Some("10.05".into())));
}

#[test]
fn a_lost_answer_to_a_split_repeats_the_very_same_and_nothing_can_be_changed_meanwhile() {
    let mut till = Till::selling_to_ahmadi();
    till.press("q w enter t 2 enter").wallet_holds("5.60").press("w x enter");
    let first = till.sent().unwrap();
    till.answer_fails(Effect::Unknown).press("esc del x t w F5 F6 enter");
    assert_eq!((till.times_sent(), till.sent().unwrap()), (2, first.clone()));
    assert!(till.picture(80, 24).contains("checking the payment"));
    till.shop_takes_it();
    assert!(till.asked.contains(&comanda::msg::Cmd::Settle(first.key)));
    assert!(till.picture(80, 24).contains("5.60 wallet, 16.20 cash"));
}

#[test]
fn a_split_of_an_earlier_run_is_asked_for_as_it_was_sent() {
    let mut before = Till::selling();
    before.press("q w enter t 2 enter 1 2 x enter");
    let pending = before.sent().unwrap();
    let mut till = Till::starting();
    till.hear(comanda::msg::Msg::Opened(vec![pending.clone()]));
    till.sign_in("counter", comanda_core::actor::Role::Staff);
    assert_eq!(till.sent().unwrap(), pending);
    assert_eq!(pending.order.payment.unwrap().tenders.len(), 2);
}

#[rstest]
#[case::opened("enter enter")]
#[case::at_once("F8")]
fn without_a_drawer_the_tender_stays_and_f7_opens_one(#[case] keys: &str) {
    let mut till = Till::selling();
    till.press("q w").press(keys).shop_refuses(Refusal::DrawerClosed);
    assert!(problem(&till).contains("F7"), "{}", problem(&till));
    assert_eq!(till.lines().len(), 2);
    till.press("F7 1 0 0 enter");
    assert!(matches!(&till.tasks()[..], [errand] if matches!(&errand.deed, Deed::Open(open)
        if open.opening_count == amount("100.00") && open.drawer.as_deref() == Some("main"))));
    till.shop_does_it();
    assert_eq!(problem(&till), "");
    till.press("enter").shop_takes_it();
    assert!(till.model.sell.paid.is_some());
}

#[test]
fn a_refused_split_keeps_its_parts() {
    let mut till = Till::selling();
    till.press("q w enter 1 2 x tab enter");
    let first = till.sent().unwrap().key;
    till.shop_refuses(Refusal::DrawerClosed);
    assert_eq!(till.model.tender().unwrap().parts.len(), 1);
    till.press("enter");
    assert_ne!(till.sent().unwrap().key, first);
}

#[test]
fn a_scan_changes_nothing_of_a_payment() {
    for keys in ["q w enter", "q w enter w", "q w enter t", "q w enter x"] {
        let mut till = Till::selling_to_ahmadi();
        till.press(keys).wallet_holds("5.60");
        let before = format!("{:?}", till.model.dialogs);
        till.scan("2000000000022", &["enter"]).scan("twxcas", &["enter"]);
        assert_eq!(format!("{:?}", till.model.dialogs), before, "{keys}");
        assert_eq!(till.times_sent(), 0);
    }
}
