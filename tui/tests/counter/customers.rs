//! Finding customers, putting them on the order, writing them down.

use comanda::action::{Action, CustomersAct};
use comanda::app::{Dialog, Screen};
use comanda::context::Context;
use comanda::msg::{Cmd, Msg};
use comanda::screens::customers::{CustomersCmd, CustomersMsg, CustomersWake};
use comanda::screens::orders::query::Group;
use comanda::screens::paged::Pane;
use comanda::trouble::{Effect, Trouble};
use comanda_core::accounts::Tier;
use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::wire::Page;
use rstest::rstest;

use crate::people::{ahmadi, found, karimi, profile};
use crate::till::{Till, user_id};

fn away() -> Trouble {
    Trouble { effect: Effect::NotThisTime, sentence: "The server cannot be reached.".into() }
}

fn words(till: &Till) -> String {
    till.sought().unwrap().1.words
}

fn both() -> Vec<comanda_core::wire::ProfileView> {
    vec![ahmadi(), karimi()]
}

#[test]
fn a_known_number_is_on_the_order_after_its_end_and_enter_twice() {
    let mut till = Till::selling();
    till.press("q");
    till.pressed = 0;
    till.press("F3 4 4 1 7");
    assert_eq!(words(&till), "4417");
    till.shop_finds(both()).press("enter enter");
    assert_eq!((till.pressed, till.model.screen), (7, Screen::Sell));
    assert_eq!(till.told(), "The order is for Ali Ahmadi.");
    let picture = till.picture(100, 30);
    assert!(picture.contains("Customer") && picture.contains("Ali Ahmadi"), "{picture}");
    assert!(picture.contains("0912…4417 VIP"), "{picture}");
    till.press("F8");
    assert_eq!(till.sent().unwrap().order.customer_id, Some(user_id("ahmadi")));
    till.shop_takes_it().press("w F8");
    assert_eq!(till.sent().unwrap().order.customer_id, None, "the next order is for somebody else");
}

#[test]
fn enter_takes_nobody_while_the_search_is_not_answered() {
    let mut till = Till::selling();
    till.press("F3").shop_finds(both());
    till.type_in("kar").press("enter enter");
    assert!(till.model.sell.cart.customer.is_none() && till.asked.contains(&Cmd::Bell));
    assert!(till.told().contains("not answered yet"), "{}", till.told());
    till.shop_finds(vec![karimi()]).press("enter");
    assert_eq!(till.model.sell.cart.customer.as_ref().unwrap().id, user_id("karimi"));
}

#[test]
fn answers_out_of_order_are_not_shown() {
    let mut till = Till::among(both());
    till.press("/").type_in("a");
    let (older, question) = till.sought().unwrap();
    till.type_in("h");
    till.shop_finds(vec![ahmadi()]);
    till.hear(Msg::Customers(CustomersMsg::Listed(older, question, Ok(Box::new(found(both()))))));
    assert_eq!(till.names(), ["Ahmadi"]);
}

#[test]
fn a_search_is_sent_once_the_fingers_rest() {
    let mut till = Till::among(both());
    let before = till.asked.len();
    till.press("/").type_in("ah");
    let resting = till.model.customers.latest;
    till.hear(Msg::Customers(CustomersMsg::Woke(CustomersWake::Search(resting - 2))));
    let lists =
        till.asked[before..].iter().filter(|cmd| matches!(cmd, Cmd::Customers(CustomersCmd::List(..))));
    assert_eq!(lists.count(), 2, "one for each rest, none for an old timer");
}

#[test]
fn old_rows_stay_while_new_ones_are_awaited_or_fail_to_come() {
    let mut till = Till::among(both());
    till.press("R").search_takes_long();
    assert!(till.picture(100, 30).contains("Customers 2, updating"));
    till.search_fails(away());
    assert_eq!(till.names(), ["Ahmadi", "Karimi"]);
    assert!(till.picture(100, 30).contains("may be old"));
}

#[test]
fn a_digit_on_the_list_begins_a_search_and_letters_are_commands() {
    let mut till = Till::among(both());
    till.press("4 4 c");
    assert_eq!(till.model.customers.search.text(), "44c");
    till.press("esc").shop_finds(both());
    assert_eq!((till.model.customers.search.text(), Context::of(&till.model)), ("", Context::Customers));
    till.press("c");
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Form(_))));
}

#[test]
fn over_the_edge_of_a_page_comes_the_next_one() {
    let rows = |from: u32, to: u32| -> Vec<_> {
        (from..=to)
            .map(|number| profile(&format!("p{number}"), "P", &format!("{number}"), "", Tier::New))
            .collect()
    };
    let mut till = Till::selling();
    till.press("alt-6");
    let page = |till: &mut Till, rows| {
        let (number, question) = till.sought().unwrap();
        let page = Page { count: 60, next: None, previous: None, results: rows };
        till.hear(Msg::Customers(CustomersMsg::Listed(number, question, Ok(Box::new(page)))));
    };
    page(&mut till, rows(1, 50));
    till.model.customers.list.select(49);
    till.press("down");
    assert_eq!(till.sought().unwrap().1.page, 2);
    page(&mut till, rows(51, 60));
    assert_eq!(till.model.customers.list.row().unwrap().user.last_name, "51");
    assert!(till.picture(100, 30).contains("Customers 51 to 60 of 60"));
}

#[rstest]
#[case::the_action("ctrl-d")]
#[case::del_without_lines("del")]
#[case::on_the_customers_screen("alt-6 x")]
#[case::undone("ctrl-z")]
fn a_customer_is_taken_off_the_order(#[case] keys: &str) {
    let mut till = Till::among(both());
    till.press("enter");
    assert!(till.model.sell.cart.customer.is_some());
    till.press(keys);
    assert!(till.model.sell.cart.customer.is_none());
}

#[test]
fn a_line_goes_before_the_customer_does() {
    let mut till = Till::among(both());
    till.press("enter q del");
    assert!(till.model.sell.cart.customer.is_some() && till.lines().is_empty());
}

#[test]
fn a_delivery_goes_where_the_customer_has_it_delivered() {
    let mut till = Till::among(both());
    till.press("enter q p enter");
    assert_eq!(till.model.sell.cart.address, "Mill Lane 3, 5003, Bergen");
}

#[test]
fn the_detail_tells_everything_there_is() {
    let mut till = Till::among(both());
    let picture = till.picture(100, 30);
    for text in [
        "Ali Ahmadi · VIP",
        "0912 345 4417",
        "ali@example.com",
        "42",
        "9,410.00",
        "‼ no nuts",
        "does not eat: pork",
        "home: Mill Lane 3, 5003, Bergen",
        "(default)",
        "ring twice",
    ] {
        assert!(picture.contains(text), "{text}\n{picture}");
    }
}

#[test]
fn on_a_small_screen_the_detail_takes_the_place_of_the_list_and_scrolls() {
    let mut long = ahmadi();
    let mut addresses: Vec<_> = long.customer_profile.addresses.iter().cycle().take(8).cloned().collect();
    addresses[7].address = "Far away".into();
    long.customer_profile.addresses = addresses;
    let mut till = Till::among(vec![long]);
    till.picture(60, 20);
    till.press("right");
    assert_eq!(till.model.customers.pane, Pane::Detail);
    assert!(!till.picture(60, 20).contains("Far away"));
    for _ in 0..40 {
        till.press("down");
    }
    assert!(till.picture(60, 20).contains("Far away"));
    till.press("esc");
    assert_eq!((till.model.customers.pane, till.model.screen), (Pane::List, Screen::Customers));
    till.press("esc");
    assert_eq!(till.model.screen, Screen::Sell);
}

#[test]
fn the_orders_of_a_customer_are_looked_for_by_their_user_name() {
    let mut till = Till::among(both());
    till.press("o");
    let (_, question) = till.question().unwrap();
    assert_eq!(
        (question.search.as_str(), question.group, till.model.screen),
        ("ahmadi", Group::All, Screen::Orders)
    );
    till.press("esc");
    assert_eq!((till.model.screen, till.model.orders.search.text()), (Screen::Customers, ""));
    till.press("o alt-1 alt-2 esc");
    assert_eq!(till.model.screen, Screen::Orders, "opened by itself it only forgets the search");
}

#[test]
fn somebody_new_is_written_down_and_put_on_the_order() {
    let mut till = Till::among(Vec::new());
    till.press("c").type_in("Sepideh").press("tab").type_in("Karimi").press("tab").type_in("0935 111 4417");
    till.press("tab tab").type_in("milk, nuts").press("enter");
    let save = till.saves().pop().unwrap();
    assert_eq!(
        (save.id, save.draft.first_name.as_str(), save.draft.phone.as_str()),
        (None, "Sepideh", "0935 111 4417")
    );
    assert_eq!(
        (save.draft.email.clone(), save.draft.allergies.clone()),
        (None, vec!["milk".into(), "nuts".into()])
    );
    till.press("enter");
    assert_eq!(till.saves().len(), 1, "it is on its way");
    till.shop_writes_down(Ok(karimi()));
    assert!(till.model.dialogs.is_empty());
    assert_eq!(till.told(), "Sepideh Karimi is written down. Enter puts them on the order.");
    till.press("enter");
    assert_eq!(till.model.sell.cart.customer.as_ref().unwrap().id, user_id("karimi"));
}

#[test]
fn what_the_shop_objects_to_stands_at_its_line() {
    let mut till = Till::among(Vec::new());
    till.press("c").type_in("A").press("enter");
    let mut errors = FieldErrors::one("customer_profile.phone_number", "is not a telephone number");
    errors.add("email", "is taken");
    till.shop_writes_down(Err(Trouble::refused(Refusal::InvalidInput { errors })));
    for (columns, rows) in [(100, 30), (60, 20)] {
        let picture = till.picture(columns, rows);
        assert!(
            picture.contains("! is not a telephone number") && picture.contains("! is taken"),
            "{picture}"
        );
    }
    till.type_in("0912 345 4417");
    assert!(!till.picture(80, 24).contains("is not a telephone number"), "it was changed");
    till.press("enter");
    let saves = till.saves();
    assert_eq!((saves.len(), saves[1].draft.phone.as_str()), (2, "0912 345 4417"));
    assert_ne!(saves[0].key, saves[1].key);
}

#[test]
fn after_a_lost_answer_the_same_is_sent_under_the_same_key() {
    let mut till = Till::among(Vec::new());
    let lost = Trouble { effect: Effect::Unknown, sentence: "The answer was lost.".into() };
    till.press("c").type_in("A").press("enter").shop_writes_down(Err(lost.clone())).press("enter");
    assert_eq!(till.saves()[0], till.saves()[1]);
    till.shop_writes_down(Err(lost)).type_in("b").press("enter");
    assert_ne!(till.saves()[1].key, till.saves()[2].key, "something else is another command");
}

#[test]
fn what_is_known_can_be_changed_and_the_order_learns_it() {
    let mut till = Till::among(both());
    till.press("enter alt-6").shop_finds(both());
    till.press("e");
    assert!(!till.picture(80, 24).contains("E-mail  "), "only its owner changes an address");
    till.press("tab").type_in("-Nouri").press("enter");
    let save = till.saves().pop().unwrap();
    assert_eq!((save.id, save.draft.last_name.as_str()), (Some(user_id("ahmadi")), "Ahmadi-Nouri"));
    assert_eq!(save.draft.allergies, ["nuts"]);
    let mut changed = ahmadi();
    changed.user.last_name = "Ahmadi-Nouri".into();
    changed.user.version = 2;
    till.shop_writes_down(Ok(changed));
    assert_eq!(till.names(), ["Ahmadi-Nouri", "Karimi"]);
    assert_eq!(till.model.sell.cart.customer.as_ref().unwrap().name, "Ali Ahmadi-Nouri");
}

#[test]
fn an_answer_after_the_dialog_was_closed_is_told_all_the_same() {
    let mut till = Till::among(both());
    till.press("c").type_in("A").press("enter esc");
    till.shop_writes_down(Err(away()));
    assert!(till.told().contains("was not written down"), "{}", till.told());
}

#[test]
fn an_empty_screen_says_what_to_press() {
    let mut till = Till::among(Vec::new());
    assert!(till.picture(80, 24).contains("c writes one down"));
    till.press("/").type_in("nobody").shop_finds(Vec::new()).press("enter");
    assert!(till.picture(80, 24).contains("Nobody is found by nobody. c writes them down"));
}

#[test]
fn a_click_selects_and_a_second_one_puts_on_the_order() {
    let mut till = Till::among(both());
    till.hear(Msg::Act(Action::Customers(CustomersAct::Select(1))));
    assert_eq!(till.model.screen, Screen::Customers);
    till.hear(Msg::Act(Action::Customers(CustomersAct::Select(1))));
    assert_eq!(till.model.sell.cart.customer.as_ref().unwrap().id, user_id("karimi"));
}

#[test]
fn the_customer_of_a_payment_that_was_not_taken_is_asked_for() {
    let mut before = Till::among(both());
    before.press("enter q F8");
    let mut till = Till::starting();
    till.hear(Msg::Opened(vec![before.sent().unwrap()]));
    till.sign_in("counter", comanda_core::actor::Role::Staff);
    till.serve(crate::menu::menu());
    till.shop_refuses(Refusal::EmptyOrder);
    assert!(till.asked.contains(&Cmd::Customers(CustomersCmd::Recall(user_id("ahmadi")))));
    till.hear(Msg::Customers(CustomersMsg::Recalled(Box::new(ahmadi()))));
    assert_eq!(till.model.sell.cart.customer.as_ref().unwrap().name, "Ali Ahmadi");
}

#[rstest]
#[case("alt-6")]
#[case("alt-2 g u")]
#[case("F3")]
fn the_screen_is_reached(#[case] keys: &str) {
    let mut till = Till::selling();
    till.press(keys);
    assert_eq!((till.model.screen, till.model.dialogs.len()), (Screen::Customers, 0));
}
