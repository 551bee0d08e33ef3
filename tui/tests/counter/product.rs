//! The form of a product: what is sent of it, what is objected to, and who may.

use comanda::app::Dialog;
use comanda::msg::{Cmd, Msg};
use comanda::screens::product::{ProductCmd, ProductMsg, Unsaved};
use comanda::trouble::{Effect, Trouble};
use comanda_core::actor::Role;
use comanda_core::refusal::{FieldErrors, Refusal};
use comanda_core::wire::ProductView;

use crate::house::{house, lost};
use crate::menu::{menu, option_id, product_id};
use crate::till::Till;

fn manager() -> Till {
    Till::looking_after(Role::Manager, house())
}

fn of_menu(number: u128) -> ProductView {
    menu().products.into_iter().find(|view| view.id == product_id(number)).unwrap()
}

/// A manager has this product's form open.
fn changing(view: ProductView) -> Till {
    let mut till = manager();
    till.press("e");
    assert!(till.asked.iter().any(|cmd| matches!(cmd, Cmd::Product(ProductCmd::Open(_)))));
    till.hear(Msg::Product(ProductMsg::Opened(Ok(Box::new(view)))));
    till
}

fn go_to(till: &mut Till, label: &str) {
    for _ in 0..60 {
        match till.model.dialogs.last() {
            Some(Dialog::Form(form)) if form.here().is_some_and(|line| line.label == label) => return,
            Some(Dialog::Form(_)) => till.press("tab"),
            other => panic!("{other:?}"),
        };
    }
    panic!("no line is called {label}");
}

fn problems(till: &Till) -> Vec<(&'static str, String)> {
    match till.model.dialogs.last() {
        Some(Dialog::Form(form)) => {
            let wrong = form.fields.iter().filter_map(|line| Some((line.label, line.problem.clone()?)));
            wrong.collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn products_are_for_managers() {
    let mut till = Till::looking_after(Role::Staff, house());
    till.press("c");
    assert_eq!(till.told(), "Only managers add products. F12 hands the till to one.");
    till.press("e");
    assert_eq!(till.told(), "Only managers change products. F12 hands the till to one.");
    till.press("x e");
    assert!(till.model.dialogs.is_empty() && till.products_sent().is_empty());
    assert!(!till.asked.iter().any(|cmd| matches!(cmd, Cmd::Product(_))));
}

#[test]
fn a_new_product_is_sent_with_what_was_filled_in() {
    let mut till = manager();
    till.press("c").type_in("Soup").press("tab right tab").type_in("6.50");
    go_to(&mut till, "PLU");
    till.type_in("81");
    go_to(&mut till, "Tags");
    till.type_in("warm, vegan،new");
    go_to(&mut till, "Options");
    till.type_in("Size(1-1): Small=0|Large=2.50").press("tab").type_in("Bread(0-1): Rye=0.50");
    go_to(&mut till, "Featured");
    till.press("space");
    go_to(&mut till, "Counted");
    till.press("y");
    go_to(&mut till, "Stock");
    till.type_in("20");
    till.press("enter");
    let save = till.products_sent().pop().unwrap();
    let form = save.form;
    assert_eq!((save.id, save.section, save.picture), (None, None, None));
    assert_eq!((form.name.as_deref(), form.plu), (Some("Soup"), Some(Some("81".to_owned()))));
    assert_eq!(form.price.unwrap().to_string(), "6.50");
    assert_eq!(form.category_id, Some(menu().categories[1].id));
    assert_eq!(form.tags.unwrap(), ["warm", "vegan", "new"]);
    let groups = form.options.unwrap();
    assert_eq!((groups[0].name.as_str(), groups[0].options[1].price.to_string().as_str()), ("Size", "2.50"));
    assert_eq!((groups[1].name.as_str(), groups[1].max), ("Bread", 1));
    assert_eq!((form.is_featured, form.track_stock, form.initial_stock), (Some(true), Some(true), Some(20)));
    assert_eq!((form.version, form.sku, form.barcode), (None, None, None));
    till.press("enter");
    assert_eq!(till.products_sent().len(), 1, "it is on its way");
    let mut view = of_menu(22);
    view.name = "Soup".into();
    till.shop_keeps(view, None);
    assert!(till.model.dialogs.is_empty());
    assert_eq!(till.told(), "Soup is on the menu.");
    assert!(till.asked.contains(&Cmd::LoadMenu));
}

#[test]
fn a_section_that_is_not_there_is_made() {
    let mut till = manager();
    till.press("c")
        .type_in("Soup")
        .press("tab")
        .type_in("Starters")
        .press("tab")
        .type_in("6.50")
        .press("enter");
    let save = till.products_sent().pop().unwrap();
    assert_eq!((save.section.as_deref(), save.form.category_id), (Some("Starters"), None));
}

#[test]
fn what_is_missing_or_no_amount_is_told_before_anything_is_sent() {
    let mut till = manager();
    till.press("c enter");
    assert_eq!(problems(&till), [("Name", "It needs one.".to_owned())]);
    till.type_in("Soup").press("tab tab").type_in("six").press("enter");
    assert_eq!(problems(&till)[0].0, "Price");
    till.press("ctrl-u").type_in("6");
    go_to(&mut till, "Options");
    till.type_in("Size: Small").press("enter");
    assert_eq!(problems(&till)[0].0, "Options");
    assert!(till.products_sent().is_empty());
}

#[test]
fn only_what_changed_is_sent_with_the_version_that_was_read() {
    let mut till = changing(of_menu(15));
    go_to(&mut till, "Sale price");
    till.press("ctrl-u");
    go_to(&mut till, "Available");
    till.press("n enter");
    let save = till.products_sent().pop().unwrap();
    let form = save.form;
    assert_eq!((save.id, form.version), (Some(product_id(15)), Some(1)));
    assert_eq!((form.sale_price, form.is_available), (Some(None), Some(false)));
    assert_eq!(
        (form.name, form.price, form.options, form.tags, form.category_id),
        (None, None, None, None, None)
    );
}

#[test]
fn questions_that_stay_keep_what_they_are() {
    let mut till = changing(of_menu(15));
    go_to(&mut till, "Options");
    till.press("tab ctrl-u").type_in("Toppings(0-2): Mushrooms=1.20|Capers=0.80").press("enter");
    let groups = till.products_sent().pop().unwrap().form.options.unwrap();
    let before = of_menu(15).options;
    assert_eq!(groups.len(), 2);
    assert_eq!((groups[0].id, groups[0].options[0].id), (Some(before[0].id), Some(option_id(20))));
    assert_eq!(
        (groups[1].id, groups[1].max, groups[1].options[1].name.as_str()),
        (Some(before[1].id), 2, "Capers")
    );
}

#[test]
fn what_the_shop_objects_to_stands_at_its_line_also_where_the_form_scrolls() {
    let mut till = manager();
    till.press("c").type_in("Soup").press("tab tab").type_in("6").press("enter");
    let mut errors = FieldErrors::one("plu", "is taken by Fries");
    errors.add("options.0.name", "is empty");
    errors.add("cook", "is away");
    till.shop_does_not_keep(Unsaved::Shop(Trouble::refused(Refusal::InvalidInput { errors })));
    assert_eq!(problems(&till).len(), 2);
    for (columns, rows) in [(100, 30), (80, 24), (60, 20)] {
        let picture = till.picture(columns, rows);
        assert!(picture.contains("! is taken by Fries") && picture.contains("cook: is away"), "{picture}");
    }
    go_to(&mut till, "Picture");
    assert!(till.picture(60, 20).contains("Picture"), "the line with the cursor is seen");
    till.press("enter");
    let sent = till.products_sent();
    assert_ne!(sent[0].key, sent[1].key);
}

#[test]
fn a_product_that_somebody_changed_says_what_to_do() {
    let mut till = changing(of_menu(12));
    till.type_in("!").press("enter");
    till.shop_does_not_keep(Unsaved::Shop(Trouble::refused(Refusal::StaleVersion { current: 4 })));
    let picture = till.picture(80, 24);
    assert!(
        picture.contains("Somebody changed it meanwhile. Esc, then e opens it as it is now."),
        "{picture}"
    );
    assert!(picture.contains("Grilled Salmon!"), "what was typed stays");
}

#[test]
fn after_a_lost_answer_the_same_goes_under_the_same_key() {
    let mut till = changing(of_menu(12));
    till.type_in("!").press("enter").shop_does_not_keep(Unsaved::Shop(lost()));
    till.press("enter");
    assert_eq!(till.products_sent()[0], till.products_sent()[1]);
    till.shop_does_not_keep(Unsaved::Shop(lost()));
    till.type_in("!").press("enter");
    assert_ne!(till.products_sent()[1].key, till.products_sent()[2].key, "something else is another command");
}

#[test]
fn a_picture_that_is_not_there_leaves_the_form_as_it_is() {
    let mut till = changing(of_menu(12));
    go_to(&mut till, "Picture");
    till.type_in("/tmp/soup.png").press("enter");
    assert_eq!(till.products_sent()[0].picture.as_deref(), Some("/tmp/soup.png"));
    till.shop_does_not_keep(Unsaved::NoFile("There is no file /tmp/soup.png.".into()));
    assert_eq!(problems(&till), [("Picture", "There is no file /tmp/soup.png.".to_owned())]);
    till.press("enter");
    assert_eq!(till.products_sent().len(), 2, "it can be sent again");
}

#[test]
fn a_picture_that_was_refused_can_be_sent_again_without_the_product() {
    let mut till = manager();
    till.press("c").type_in("Soup").press("tab tab").type_in("6");
    go_to(&mut till, "Picture");
    till.type_in("/tmp/soup.txt").press("enter");
    let mut view = of_menu(22);
    view.version = 3;
    till.shop_keeps(view, Some(Trouble::refused(Refusal::invalid("image", "is no picture"))));
    assert!(problems(&till)[0].1.contains("its picture is not"));
    till.press("enter");
    let again = till.products_sent().pop().unwrap();
    assert_eq!((again.id, again.form.version, again.form.name), (Some(product_id(22)), Some(3), None));
    assert_eq!(again.picture.as_deref(), Some("/tmp/soup.txt"));
}

#[test]
fn a_scan_is_the_barcode() {
    let mut till = manager();
    till.press("c").type_in("Soup").press("tab tab").scan("2000000000081", &["enter"]);
    assert!(till.products_sent().is_empty());
    till.press("up up up up up").type_in("6").press("enter");
    let form = till.products_sent().pop().unwrap().form;
    assert_eq!(form.barcode, Some(Some("2000000000081".to_owned())));
    assert_eq!(form.price.unwrap().to_string(), "6.00");
}

#[test]
fn deleting_asks_first() {
    let mut till = changing(of_menu(12));
    till.press("ctrl-d");
    assert!(till.picture(80, 24).contains("Take this product off the menu for good?"));
    till.press("n");
    let deleted =
        |till: &Till| till.asked.iter().any(|cmd| matches!(cmd, Cmd::Product(ProductCmd::Delete(_))));
    assert!(!deleted(&till));
    till.press("ctrl-d y");
    assert!(deleted(&till));
    till.hear(Msg::Product(ProductMsg::Deleted(product_id(12), Ok(()))));
    assert!(till.model.dialogs.is_empty() && !till.stock_names().contains(&"Grilled Salmon".to_owned()));
    let mut till = manager();
    till.press("c ctrl-d");
    assert!(matches!(till.model.dialogs.last(), Some(Dialog::Form(_))), "what is new is not deleted");
}

#[test]
fn an_answer_after_the_form_was_closed_is_told_all_the_same() {
    let mut till = changing(of_menu(12));
    till.type_in("!").press("enter esc");
    let away = Trouble { effect: Effect::NotThisTime, sentence: "Away.".into() };
    till.shop_does_not_keep(Unsaved::Shop(away));
    assert!(till.told().contains("was not written down"), "{}", till.told());
}
