//! The screens as they look, at three sizes; and without colours, in ASCII, with names of other scripts.

use comanda::app::Place;
use comanda::msg::Msg;
use comanda::theme::{Glyphs, Palette, Theme};
use comanda::trouble::{Effect, Trouble};
use comanda_core::accounts::Tier;
use comanda_core::refusal::{FieldErrors, Refusal};

use crate::day::{day, page};
use crate::people::{ahmadi, karimi, many_people, people, profile};
use crate::till::Till;

const SIZES: [(u16, u16); 3] = [(100, 30), (80, 24), (60, 20)];

pub fn pictures(name: &str, mut till: Till) {
    for (columns, rows) in SIZES {
        insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), till.picture(columns, rows));
    }
    till.model.theme = Theme::new(Palette::Mono, Glyphs::Ascii);
    let ascii = till.picture(80, 24);
    let names = ["کباب کوبیده", "قهوه‌خانه", "宫保鸡丁", "Crème Brûlée", "Café Demo", "سارا احمدی‌نژاد"];
    let foreign: String = names.concat();
    assert!(ascii.chars().all(|c| c.is_ascii() || c == '…' || foreign.contains(c)), "{ascii}");
    insta::assert_snapshot!(format!("{name}_ascii"), ascii);
}

fn till_after(keys: &str) -> Till {
    let mut till = Till::selling();
    till.press(keys);
    till
}

#[test]
fn signing_in() {
    let mut till = Till::starting();
    till.hear(Msg::Opened(Vec::new()));
    till.type_in("secret");
    pictures("login", till);
}

#[test]
fn signing_in_by_pin() {
    let mut till = Till::keyed(people());
    till.press("s 1 2 3");
    pictures("pin", till);
}

#[test]
fn signing_in_where_many_people_work() {
    let mut till = Till::keyed(many_people());
    till.press("down down down down down down down down down down down down down down down");
    pictures("pin_many", till);
}

#[test]
fn waiting_after_too_many_attempts() {
    let mut till = Till::keyed(people());
    till.press("s 1 2 3 4 enter");
    till.is_turned_down(Trouble::refused(Refusal::TooManyAttempts { retry_after: 62 }));
    pictures("pin_waiting", till);
}

#[test]
fn signing_in_without_a_key() {
    let mut till = Till::at(Place::Server("http://till.local".into()), false);
    till.hear(Msg::Opened(Vec::new()));
    pictures("login_server", till);
}

#[test]
fn a_locked_till() {
    let mut till = Till::with_sara();
    till.press("q w F12");
    pictures("locked", till);
}

#[test]
fn handing_an_order_over() {
    let mut till = Till::with_sara();
    till.press("2 q w F12").is_let_in("reza");
    pictures("hand_over", till);
}

#[test]
fn signing_out_with_an_order() {
    let mut till = Till::with_sara();
    till.press("q ctrl-o");
    pictures("sign_out", till);
}

#[test]
fn the_customers() {
    let others = [
        profile("sara", "سارا", "احمدی‌نژاد", "+98 21 8888 4417", Tier::Regular),
        profile("gong", "", "宫保鸡丁", "0044 17", Tier::All),
        profile("long", "Maximiliane-Charlotte", "von und zu Hohenlohe-Langenburg", "", Tier::New),
    ];
    let mut till = Till::among([ahmadi(), karimi()].into_iter().chain(others).collect());
    till.press("enter q alt-6");
    pictures("customers", till);
}

#[test]
fn one_customer_whole() {
    let mut till = Till::among(vec![ahmadi(), karimi()]);
    till.press("right");
    pictures("customer", till);
}

#[test]
fn looking_for_a_customer() {
    let mut till = Till::selling();
    till.press("q F3 4 4 1 7").shop_finds(vec![ahmadi(), karimi()]);
    pictures("customers_search", till);
}

#[test]
fn no_customers() {
    pictures("customers_none", Till::among(Vec::new()));
}

#[test]
fn writing_a_customer_down() {
    let mut till = Till::among(Vec::new());
    till.press("c").type_in("سارا").press("tab tab").type_in("12").press("enter");
    let errors =
        FieldErrors::one("customer_profile.phone_number", "is not a telephone number: 5 to 15 digits");
    till.shop_writes_down(Err(Trouble::refused(Refusal::InvalidInput { errors })));
    pictures("customer_form", till);
}

#[test]
fn selling_to_a_customer_who_must_not_eat_it() {
    let mut till = Till::among(vec![ahmadi()]);
    let mut menu = crate::menu::menu();
    menu.products[0].allergens = vec!["Peanuts".into()];
    till.serve(menu);
    till.press("enter q w");
    pictures("diet", till.clone());
    till.press("enter");
    pictures("diet_tender", till);
}

#[test]
fn opening_the_shop() {
    let mut till = Till::starting();
    insta::assert_snapshot!("opening_80x24", till.picture(80, 24));
}

#[test]
fn selling_with_an_empty_cart() {
    pictures("sell_empty", till_after("tab"));
}

#[test]
fn selling_with_a_full_cart() {
    let mut till = till_after("q m a enter n");
    till.type_in("no onion").press("enter tab t y 2 * 1 7 enter 1 6 enter w 3");
    pictures("sell_cart", till);
}

#[test]
fn searching() {
    pictures("search", till_after("2 / r"));
}

#[test]
fn choosing_options() {
    pictures("options", till_after("1 5 enter d"));
}

#[test]
fn where_a_delivery_goes() {
    let mut till = till_after("q p");
    till.type_in("Mill Lane 3");
    pictures("delivery", till);
}

#[test]
fn taking_cash() {
    pictures("tender_cash", till_after("q w e enter 5 0"));
}

#[test]
fn taking_a_card() {
    pictures("tender_card", till_after("q w e enter tab 7 7"));
}

#[test]
fn asking_for_a_lost_answer() {
    let mut till = till_after("q w e F8");
    till.answer_fails(Effect::Unknown);
    pictures("checking", till);
}

#[test]
fn giving_change() {
    let mut till = till_after("q w e enter d");
    till.shop_takes_it();
    pictures("paid", till);
}

#[test]
fn a_question() {
    pictures("question", till_after("q ctrl-x"));
}

#[test]
fn the_orders_of_the_day() {
    let mut till = Till::looking_at(day());
    till.press("down").shop_tells();
    pictures("orders", till);
}

#[test]
fn one_order_whole() {
    let mut till = Till::looking_at(day());
    till.press("down down").shop_tells().press("enter");
    pictures("order", till);
}

#[test]
fn no_orders() {
    pictures("orders_none", Till::looking_at(Vec::new()));
}

#[test]
fn nothing_matches_a_search() {
    let mut till = Till::looking_at(day());
    till.press("/").type_in("nobody").shop_lists(page(Vec::new()));
    pictures("orders_search", till);
}

#[test]
fn asking_why_an_order_is_cancelled() {
    let mut till = Till::looking_at(day());
    till.press("down down").shop_tells().press("x enter");
    pictures("order_cancel", till);
}

#[test]
fn help_while_selling() {
    pictures("help", till_after("q ?"));
}

#[test]
fn the_palette_while_following_orders() {
    let mut till = Till::looking_at(day());
    till.press(":").type_in("or");
    pictures("palette", till);
}

#[test]
fn where_to_go() {
    let mut till = Till::looking_at(day());
    till.press("g");
    pictures("goto", till);
}
