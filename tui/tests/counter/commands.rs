//! Help, the palette and the list of screens.

use comanda::action::{Action, CommandsAct, Common};
use comanda::app::{Dialog, Screen};
use comanda::msg::{Cmd, Msg};
use comanda::screens::commands::Commands;
use rstest::rstest;

use crate::day::day;
use crate::till::Till;

fn list(till: &Till) -> &Commands {
    match till.model.dialogs.last() {
        Some(Dialog::Commands(list)) => list,
        other => panic!("no list is open: {other:?}"),
    }
}

fn labels(till: &Till) -> Vec<&str> {
    list(till).rows.iter().map(|row| row.label).collect()
}

#[rstest]
#[case::sell("?", "Search by name or code")]
#[case::sell_by_function_key("F1", "Search by name or code")]
#[case::orders("alt-2 ?", "Cancel the order, with a reason")]
#[case::tender("q enter F1", "Take the cash; nothing typed: the exact sum")]
#[case::signing_in("F12 F1", "Sign in")]
fn help_tells_what_can_be_done_here(#[case] keys: &str, #[case] label: &str) {
    let mut till = Till::selling();
    till.press(keys);
    assert!(labels(&till).contains(&label), "{:?}", labels(&till));
    till.press("esc");
    assert!(!matches!(till.model.dialogs.last(), Some(Dialog::Commands(_))));
}

#[test]
fn help_is_filtered_by_typing_and_does_what_is_chosen() {
    let mut till = Till::selling();
    till.press("q ?").type_in("exact cash");
    assert_eq!(labels(&till)[0], "Take the exact sum in cash");
    till.press("enter");
    assert_eq!(till.times_sent(), 1);
}

#[test]
fn help_shows_what_does_nothing_now_and_does_not_do_it() {
    let mut till = Till::selling();
    till.press("?").type_in("exact sum");
    assert!(!list(&till).rows[0].is_enabled);
    till.press("enter");
    assert_eq!(till.times_sent(), 0);
    assert!(till.asked.contains(&Cmd::Bell));
    list(&till);
}

#[test]
fn the_palette_offers_only_what_does_something_now() {
    let mut till = Till::selling();
    till.press(":");
    assert!(list(&till).rows.iter().all(|row| row.is_enabled));
    assert!(!labels(&till).contains(&"Empty the cart"));
    till.press("esc q ctrl-p");
    assert!(labels(&till).contains(&"Empty the cart"));
}

#[test]
fn the_palette_goes_to_screens() {
    let mut till = Till::selling();
    till.press(":").type_in("orders").press("enter");
    assert_eq!(till.model.screen, Screen::Orders);
    till.press(":").type_in("go sell").press("enter");
    assert_eq!((till.model.screen, till.model.dialogs.len()), (Screen::Sell, 0));
}

#[test]
fn nothing_found_says_so() {
    let mut till = Till::selling();
    till.press(":").type_in("zzz");
    assert!(list(&till).rows.is_empty());
    assert!(till.picture(80, 24).contains("Nothing is called zzz."));
    till.press("enter down");
    list(&till);
}

#[test]
fn keys_of_one_kind_share_a_row() {
    let mut till = Till::selling();
    till.press("?");
    let quick: Vec<_> =
        list(&till).rows.iter().filter(|row| row.label.starts_with("Add what lies")).collect();
    assert_eq!((quick.len(), quick[0].keys.len(), quick[0].action), (1, 15, None));
}

#[test]
fn a_click_on_a_row_does_it() {
    let mut till = Till::selling();
    till.press(":");
    let index = labels(&till).iter().position(|label| *label == "Go to Orders").unwrap();
    till.hear(Msg::Act(Action::Commands(CommandsAct::Take(index))));
    assert_eq!(till.model.screen, Screen::Orders);
}

#[rstest]
#[case::sell("g s", Screen::Sell)]
#[case::orders("g o", Screen::Orders)]
#[case::another_key_stays("g z", Screen::Orders)]
#[case::esc_stays("g esc", Screen::Orders)]
#[case::alt_digits("alt-1", Screen::Sell)]
fn g_and_a_letter_go_to_a_screen(#[case] keys: &str, #[case] screen: Screen) {
    let mut till = Till::looking_at(day());
    till.press(keys);
    assert_eq!((till.model.screen, till.model.dialogs.len()), (screen, 0));
}

#[test]
fn the_list_of_screens_can_be_clicked() {
    let mut till = Till::looking_at(day());
    till.press("g").picture(80, 24);
    assert!(till.hits.actions().any(|action| action == Action::Everywhere(Common::GoSell)));
}

#[test]
fn on_sell_the_letter_g_stays_a_quick_key() {
    let mut till = Till::selling();
    till.press("g");
    assert!(till.model.dialogs.is_empty());
    assert_eq!(till.lines().len(), 1);
}
