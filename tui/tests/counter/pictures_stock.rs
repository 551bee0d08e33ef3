//! The stock, the form of a product and "86" as they look, at three sizes; in ASCII too.

use comanda::msg::Msg;
use comanda::screens::product::{ProductMsg, Unsaved};
use comanda::screens::stock::StockMsg;
use comanda::trouble::Trouble;
use comanda_core::actor::Role;
use comanda_core::id::MovementId;
use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::stock::MovementKind;
use comanda_core::wire::MovementView;
use uuid::Uuid;

use crate::house::{entry, house, movement, page_of, stock_changed};
use crate::menu::menu;
use crate::pictures::pictures;
use crate::till::Till;

fn manager() -> Till {
    Till::looking_after(Role::Manager, house())
}

/// A sale, a delivery, and waste that was taken back.
fn moves() -> Vec<MovementView> {
    let of = &house()[0];
    let mut waste = movement(3, of, MovementKind::Waste, -2);
    waste.reversed_by = Some(MovementId::from_uuid(Uuid::from_u128(4)));
    let mut back = movement(4, of, MovementKind::Adjustment, 2);
    back.reverses = Some(waste.id);
    let mut delivery = movement(2, of, MovementKind::Restock, 48);
    delivery.reason = "PO-77".into();
    delivery.created_at = "2026-11-20T10:05:00Z".parse().unwrap();
    let mut count = movement(5, of, MovementKind::Count, -1);
    (count.reason, count.note) = ("count".into(), "خراب شد".into());
    count.note = "top shelf".into();
    vec![movement(1, of, MovementKind::Sale, -1), back, waste, count, delivery]
}

#[test]
fn the_stock() {
    let mut till = manager();
    till.shop_recalls(moves());
    pictures("stock", till);
}

#[test]
fn one_product_of_the_stock() {
    let mut till = manager();
    till.press("right").shop_recalls(moves());
    pictures("stock_item", till);
}

#[test]
fn looking_for_something_in_stock() {
    let mut till = manager();
    till.press("/").type_in("kof").shop_has(vec![house()[1].clone()]);
    pictures("stock_search", till);
}

#[test]
fn nothing_in_stock() {
    pictures("stock_none", Till::looking_after(Role::Staff, Vec::new()));
}

#[test]
fn adjusting_a_count_that_changed() {
    let mut till = manager();
    till.press("a").type_in("-2").press("enter").shop_will_not(stock_changed(3));
    till.press("tab");
    pictures("stock_adjust", till);
}

#[test]
fn changing_limits() {
    let mut till = manager();
    till.press("t ctrl-u 3 tab ctrl-u 9 enter");
    pictures("stock_limits", till);
}

#[test]
fn receiving_a_delivery() {
    let mut till = manager();
    till.press("r").scan("2000000000035", &["enter"]).press("4 8 enter").shop_does();
    till.scan("2000000000012", &["enter"]).press("6 enter");
    till.type_in("ko").shop_means(vec![entry(14, "Lamb Kofta", (0, 0), (4, 1)), house()[4].clone()]);
    pictures("stock_receive", till);
}

#[test]
fn reading_the_movements() {
    let mut till = manager();
    till.press("v");
    let number = till.model.dialogs.iter().find_map(|dialog| match dialog {
        comanda::app::Dialog::History(history) => history.list.waiting.question(),
        _ => None,
    });
    till.hear(Msg::Stock(StockMsg::History(number.unwrap(), 1, Ok(Box::new(page_of(moves()))))));
    pictures("stock_moves", till);
}

#[test]
fn writing_a_new_product_down() {
    let mut till = manager();
    till.press("c").type_in("宫保鸡丁").press("tab");
    pictures("product_new", till);
}

#[test]
fn changing_a_product() {
    let mut till = manager();
    till.press("e");
    let mut view = menu().products.remove(2);
    view.description = "کباب کوبیده".into();
    till.hear(Msg::Product(ProductMsg::Opened(Ok(Box::new(view)))));
    till.press("tab tab 0 enter");
    let mut errors = FieldErrors::one("options.1.options.0.price", "must not be below zero");
    errors.add("allergens", "is not known: 5 words at most");
    till.shop_does_not_keep(Unsaved::Shop(Trouble::refused(Refusal::InvalidInput { errors })));
    pictures("product_change", till);
}

#[test]
fn saying_what_is_sold_out() {
    let mut till = Till::selling();
    till.press("q o");
    pictures("mark", till);
}

#[test]
fn saying_until_when_it_is_sold_out() {
    let mut till = Till::selling();
    till.press("o w d").shop_does();
    till.press("o w");
    pictures("sold_out", till);
}
