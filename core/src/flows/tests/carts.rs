//! Carts through their flows: one for each person, kept, held while it changes, and never more than what a cart is.

use super::people::at_once;
use super::{Shop, now, refusal};
use crate::actor::{Actor, DeviceRole, Role};
use crate::error::Result;
use crate::flows::cart;
use crate::id::{CartItemId, ProductId};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::wire::CartView;
use crate::wire::cart::ChangeCartItem;
use crate::wire::orders::PlaceOrderItem;

pub(super) fn units(count: u32) -> Quantity {
    Quantity::try_from(i64::from(count)).unwrap()
}

pub(super) fn add(shop: &Shop, by: &Actor, product: ProductId, count: u32) -> Result<CartView> {
    noted(shop, by, product, count, "")
}

fn noted(shop: &Shop, by: &Actor, product: ProductId, count: u32, notes: &str) -> Result<CartView> {
    let notes = Some(notes.to_owned()).filter(|notes| !notes.is_empty());
    let item = PlaceOrderItem { notes, ..PlaceOrderItem::new(product, units(count)) };
    shop.by(by, move |tx, actor| cart::add(tx, actor, &item, now()))
}

pub(super) fn cart(shop: &Shop, of: &Actor) -> CartView {
    shop.store.read(|tx| cart::get(tx, of, now())).unwrap()
}

fn change(shop: &Shop, by: &Actor, id: CartItemId, command: ChangeCartItem) -> Result<CartView> {
    shop.by(by, move |tx, actor| cart::change(tx, actor, id, &command, now()))
}

fn quantities(cart: &CartView) -> Vec<u32> {
    cart.items.iter().map(|item| item.quantity.get()).collect()
}

#[test]
fn a_cart_is_filled_changed_and_emptied() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    assert_eq!((cart(&shop, &ada).items.len(), cart(&shop, &ada).total.to_string()), (0, "0.00".to_owned()));
    add(&shop, &ada, shop.soup, 2).unwrap();
    noted(&shop, &ada, shop.soup, 1, " no\u{7} salt ").unwrap();
    let filled = add(&shop, &ada, shop.tea, 1).unwrap();
    assert_eq!((quantities(&filled), filled.item_count), (vec![2, 1, 1], 4));
    assert_eq!(
        (filled.subtotal.to_string(), filled.tax.to_string()),
        ("15.50".to_owned(), "1.55".to_owned())
    );
    assert_eq!((filled.total.to_string(), filled.items[1].notes.as_str()), ("17.05".to_owned(), "no salt"));
    assert_eq!(cart(&shop, &ada), filled, "it is kept");

    let [first, second, third] = [0, 1, 2].map(|index| filled.items[index].id);
    let more = ChangeCartItem { quantity: Some(units(5)), ..ChangeCartItem::default() };
    assert_eq!(quantities(&change(&shop, &ada, third, more).unwrap()), [2, 1, 5]);
    let same = ChangeCartItem { notes: Some(String::new()), ..ChangeCartItem::default() };
    let joined = change(&shop, &ada, second, same).unwrap();
    assert_eq!((quantities(&joined), joined.items[0].id), (vec![3, 5], second));
    assert_eq!(change(&shop, &ada, second, ChangeCartItem::default()).unwrap(), joined);
    assert_eq!(
        refusal(change(&shop, &ada, first, ChangeCartItem::default())),
        Refusal::not_found("cart item")
    );
    let left = shop.by(&ada, move |tx, actor| cart::remove(tx, actor, second, now())).unwrap();
    assert_eq!(quantities(&left), [5]);
    let none = shop.by(&ada, |tx, actor| cart::clear(tx, actor, now())).unwrap();
    assert_eq!((none.items.len(), none.item_count), (0, 0));
    assert_eq!(shop.counts(shop.soup), (10, 0), "nothing is promised to a cart");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn everybody_has_their_own_cart_and_devices_have_none() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    let line = add(&shop, &ada, shop.tea, 1).unwrap().items[0].id;
    for other in [&bob, &shop.staff] {
        assert!(cart(&shop, other).items.is_empty());
        assert_eq!(
            refusal(change(&shop, other, line, ChangeCartItem::default())),
            Refusal::not_found("cart item")
        );
        let removed = shop.by(other, move |tx, actor| cart::remove(tx, actor, line, now()));
        assert_eq!(refusal(removed), Refusal::not_found("cart item"));
        shop.by(other, |tx, actor| cart::clear(tx, actor, now())).unwrap();
    }
    assert_eq!(quantities(&cart(&shop, &ada)), [1]);
    let kiosk = shop.device("kiosk", DeviceRole::Kiosk);
    assert_eq!(refusal(add(&shop, &kiosk, shop.tea, 1)), Refusal::Forbidden);
    assert_eq!(refusal(add(&shop, &Actor::Anonymous, shop.tea, 1)), Refusal::NotAuthenticated);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn two_windows_at_once_lose_no_line_and_exceed_no_limit() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    let added = at_once(24, |number| noted(&shop, &ada, shop.tea, 1, &format!("cup {}", number % 12)));
    assert!(added.iter().all(Result::is_ok), "{added:?}");
    assert_eq!(quantities(&cart(&shop, &ada)), [2; 12]);
    let refused = at_once(8, |_| add(&shop, &ada, shop.soup, 4)).into_iter().filter(Result::is_err);
    assert_eq!(refused.map(|result| refusal(result).code()).collect::<Vec<_>>(), ["out_of_stock"; 6]);
    shop.by(&ada, |tx, actor| cart::clear(tx, actor, now())).unwrap();
    let full = at_once(6, |_| add(&shop, &ada, shop.tea, 250)).into_iter().filter(Result::is_err);
    assert_eq!(full.map(|result| refusal(result).code()).collect::<Vec<_>>(), ["invalid_input"; 3]);
    assert_eq!(quantities(&cart(&shop, &ada)), [750]);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_changed_since_it_was_added_is_told() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    add(&shop, &ada, shop.soup, 4).unwrap();
    add(&shop, &ada, shop.tea, 1).unwrap();
    let cake = add(&shop, &ada, shop.cake, 1).unwrap().items[2].id;
    shop.place(&[(shop.cake, 1)], None).unwrap();
    let menu = "name,category,price,stock\nSoup,Food,5.00,10\nTea,Drinks,2.00,\n";
    shop.by(&Actor::System, move |tx, actor| {
        crate::flows::import::menu(tx, actor, menu.as_bytes(), false, now()).map(drop)
    })
    .unwrap();
    let seen = cart(&shop, &ada);
    let told: Vec<_> = seen.problems.iter().map(|one| (one.code.as_str(), one.message.as_str())).collect();
    let price = "Soup costs 5.00 now and not 4.50; take it out if you do not want it.";
    assert_eq!(told, [("price_changed", price), ("out_of_stock", "Cake is sold out; take it out.")]);
    assert_eq!((seen.problems[1].item, seen.problems[1].blocks_checkout), (Some(cake), true));
    assert_eq!(seen.subtotal.to_string(), "25.00", "it still has a price");
    assert_eq!(shop.broken_law(), None);
}
