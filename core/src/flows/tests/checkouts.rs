//! Checkout and ordering again: a cart becomes an order whole, or stays as it was.

use super::carts::{add, cart};
use super::people::at_once;
use super::{PayOrder, Shop, items, now, refusal};
use crate::accounts::address::AddressDraft;
use crate::actor::{Actor, Role};
use crate::error::Result;
use crate::flows::{accounts, orders};
use crate::id::OrderId;
use crate::money::Amount;
use crate::orders::{DeliveryMethod, PaymentStatus, Source, Status};
use crate::refusal::Refusal;
use crate::wire::cart::{PayWith, Reordered};
use crate::wire::orders::{ChangeStatus, PlaceOrder};
use crate::wire::{CancelOrder, Checkout, PaidOrder};

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn checkout(shop: &Shop, by: &Actor, command: &Checkout) -> Result<PaidOrder> {
    let command = command.clone();
    shop.by(by, move |tx, actor| orders::checkout(tx, actor, &command, now()))
}

fn from_wallet() -> Checkout {
    Checkout { pay_with: Some(PayWith::Wallet), ..Checkout::default() }
}

fn delivered() -> Checkout {
    Checkout { delivery_method: DeliveryMethod::Delivery, ..Checkout::default() }
}

/// What a customer has paid in cash and then calls off goes into their wallet.
fn fund(shop: &Shop, whom: &Actor, cups: u32) {
    let payment = Some(PayOrder::cash(None));
    let customer_id = whom.user_id();
    let order =
        PlaceOrder { items: items(&[(shop.tea, cups)]), customer_id, payment, ..PlaceOrder::default() };
    let placed =
        shop.by(&shop.staff, move |tx, actor| orders::place(tx, actor, &order, now())).unwrap().order;
    cancel(shop, whom, placed.id).unwrap();
}

fn cancel(shop: &Shop, by: &Actor, id: OrderId) -> Result<crate::wire::RefundedOrder> {
    shop.by(by, move |tx, actor| orders::cancel(tx, actor, id, &CancelOrder::default(), now()))
}

fn step(shop: &Shop, id: OrderId, to: Status) {
    let change = ChangeStatus::to(to);
    shop.by(&shop.staff, move |tx, actor| orders::change_status(tx, actor, id, &change, now())).unwrap();
}

#[test]
fn a_cart_becomes_an_order_and_is_empty() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    add(&shop, &ada, shop.soup, 2).unwrap();
    let seen = add(&shop, &ada, shop.tea, 1).unwrap();
    let command = Checkout {
        special_instructions: Some(" quick\u{7} ".to_owned()),
        tip: Some(amount("1.00")),
        ..Checkout::default()
    };
    let order = checkout(&shop, &ada, &command).unwrap().order;
    assert_eq!((order.source, order.number.as_str()), (Source::Web, "W-001"));
    assert_eq!(order.customer.as_ref().map(|customer| customer.id), ada.user_id());
    assert_eq!((order.tip, order.subtotal, order.tax), (amount("1.00"), seen.subtotal, seen.tax));
    assert_eq!(order.total, amount("13.10"), "{} and a tip of 1.00", seen.total);
    assert_eq!(order.special_instructions, "quick");
    assert_eq!(shop.counts(shop.soup), (10, 2));
    assert!(order.expires_at.is_some(), "what is promised waits for its payment");
    assert!(cart(&shop, &ada).items.is_empty());
    assert_eq!(refusal(checkout(&shop, &ada, &command)), Refusal::EmptyOrder);
    add(&shop, &shop.staff, shop.tea, 1).unwrap();
    let own = checkout(&shop, &shop.staff, &Checkout::default()).unwrap().order;
    assert_eq!((own.source, own.customer.unwrap().id), (Source::Counter, shop.staff.user_id().unwrap()));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn what_is_refused_leaves_the_cart_as_it_was() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    add(&shop, &ada, shop.cake, 1).unwrap();
    add(&shop, &ada, shop.soup, 1).unwrap();
    let other = Checkout { expected_total: Some(amount("8.00")), ..Checkout::default() };
    let changed = Refusal::TotalChanged { expected: amount("8.00"), total: amount("8.25") };
    assert_eq!(refusal(checkout(&shop, &ada, &other)), changed);
    assert_eq!(refusal(checkout(&shop, &ada, &from_wallet())).code(), "insufficient_funds");
    let below = Checkout { tip: Some(amount("-1.00")), ..Checkout::default() };
    assert_eq!(refusal(checkout(&shop, &ada, &below)), Refusal::invalid("tip", "must not be negative"));
    let long = Checkout { delivery_notes: Some("x".repeat(501)), ..Checkout::default() };
    assert_eq!(
        refusal(checkout(&shop, &ada, &long)),
        Refusal::invalid("delivery_notes", "at most 500 characters")
    );
    shop.place(&[(shop.cake, 1)], None).unwrap();
    assert_eq!(refusal(checkout(&shop, &ada, &Checkout::default())).code(), "out_of_stock");
    assert_eq!(cart(&shop, &ada).item_count, 2);
    assert_eq!(shop.counts(shop.soup), (10, 0));
    let placed = shop.place(&[(shop.tea, 1)], None).unwrap().order;
    assert_eq!(placed.number, "A-002", "what was refused took no number");
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_delivery_goes_where_the_profile_says_unless_told() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    add(&shop, &ada, shop.tea, 1).unwrap();
    let nowhere = refusal(checkout(&shop, &ada, &delivered()));
    let Refusal::InvalidInput { errors } = nowhere else { panic!("{nowhere:?}") };
    assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["delivery_address"]);
    for (street, is_default) in [("1 Quay", true), ("12 Harbour St", true), ("3 Mill", false)] {
        let draft = AddressDraft {
            address: street.to_owned(),
            city: "Hamburg".to_owned(),
            postal_code: "20457".to_owned(),
            notes: "ring twice".to_owned(),
            is_default,
            ..AddressDraft::default()
        };
        shop.by(&ada, move |tx, actor| accounts::add_address(tx, actor, &draft)).unwrap();
    }
    let order = checkout(&shop, &ada, &delivered()).unwrap().order;
    assert_eq!(order.delivery_address, "12 Harbour St\n20457 Hamburg");
    assert_eq!(order.delivery_notes, "ring twice");
    add(&shop, &ada, shop.tea, 1).unwrap();
    let told = Checkout {
        delivery_address: Some("at the bridge".to_owned()),
        delivery_notes: Some("blue door".to_owned()),
        ..delivered()
    };
    let order = checkout(&shop, &ada, &told).unwrap().order;
    assert_eq!(
        (order.delivery_address.as_str(), order.delivery_notes.as_str()),
        ("at the bridge", "blue door")
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_delivery_costs_what_the_shop_says() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    shop.store
        .write(|tx| {
            let shop = crate::store::settings::load_shop(tx)?;
            let costly = crate::catalog::Shop { delivery_fee: crate::money::Money::minor(350), ..shop };
            crate::store::settings::save_shop(tx, &costly)
        })
        .unwrap();
    let seen = add(&shop, &ada, shop.tea, 1).unwrap();
    assert_eq!(seen.total, amount("2.20"), "a cart is priced as if it were picked up");
    let there = Checkout { delivery_address: Some("12 Harbour St".to_owned()), ..delivered() };
    let order = checkout(&shop, &ada, &there).unwrap().order;
    assert_eq!((order.delivery_fee, order.total), (amount("3.50"), amount("5.70")));
    add(&shop, &ada, shop.tea, 1).unwrap();
    assert_eq!(checkout(&shop, &ada, &Checkout::default()).unwrap().order.total, amount("2.20"));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn paid_from_the_wallet_it_is_ordered_and_paid_or_neither() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    fund(&shop, &ada, 5);
    add(&shop, &ada, shop.soup, 2).unwrap();
    let paid = checkout(&shop, &ada, &from_wallet()).unwrap();
    assert_eq!(paid.order.payment_status, PaymentStatus::Paid);
    assert_eq!((paid.order.paid, paid.order.due), (amount("9.90"), amount("0.00")));
    assert_eq!((paid.order.expires_at, shop.counts(shop.soup)), (None, (8, 0)));
    add(&shop, &ada, shop.soup, 1).unwrap();
    let short = Refusal::InsufficientFunds { balance: amount("1.10"), needed: amount("4.95") };
    assert_eq!(refusal(checkout(&shop, &ada, &from_wallet())), short);
    assert_eq!((shop.counts(shop.soup), cart(&shop, &ada).item_count), ((8, 0), 1));
    let back = cancel(&shop, &ada, paid.order.id).unwrap();
    assert_eq!((back.order.refunded, shop.counts(shop.soup)), (amount("9.90"), (10, 0)));
    let again = checkout(&shop, &ada, &from_wallet()).unwrap();
    assert_eq!(again.order.payment_status, PaymentStatus::Paid);
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn a_cart_that_is_checked_out_many_times_at_once_is_one_order() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    fund(&shop, &ada, 20);
    add(&shop, &ada, shop.soup, 3).unwrap();
    let (placed, refused): (Vec<_>, Vec<_>) =
        at_once(16, |_| checkout(&shop, &ada, &from_wallet())).into_iter().partition(Result::is_ok);
    assert_eq!((placed.len(), refused.len()), (1, 15));
    assert!(refused.into_iter().all(|result| refusal(result) == Refusal::EmptyOrder));
    assert_eq!(shop.counts(shop.soup), (7, 0));
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn wallets_and_products_are_never_waited_for_in_a_circle() {
    let shop = Shop::open();
    let ada = shop.person("ada", Role::Customer);
    fund(&shop, &ada, 100);
    let first: Vec<OrderId> = (0..4)
        .map(|_| {
            add(&shop, &ada, shop.soup, 1).unwrap();
            checkout(&shop, &ada, &from_wallet()).unwrap().order.id
        })
        .collect();
    let order = PlaceOrder {
        items: items(&[(shop.soup, 1)]),
        customer_id: ada.user_id(),
        payment: Some(PayOrder::wallet()),
        ..PlaceOrder::default()
    };
    at_once(8, |number| {
        if number % 2 == 0 {
            cancel(&shop, &ada, first[number / 2]).unwrap();
        } else {
            let order = order.clone();
            shop.by(&shop.staff, move |tx, actor| orders::place(tx, actor, &order, now())).unwrap();
        }
    });
    assert_eq!(shop.counts(shop.soup), (6, 0));
    assert_eq!(shop.broken_law(), None);
}

fn reorder(shop: &Shop, by: &Actor, id: OrderId) -> Result<Reordered> {
    shop.by(by, move |tx, actor| orders::reorder(tx, actor, id, now()))
}

#[test]
fn ordering_again_fills_the_cart_with_what_can_still_be_had() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    for (product, count) in [(shop.soup, 2), (shop.tea, 3), (shop.cake, 1)] {
        add(&shop, &ada, product, count).unwrap();
    }
    let id = checkout(&shop, &ada, &Checkout::default()).unwrap().order.id;
    add(&shop, &ada, shop.tea, 1).unwrap();
    let filled = reorder(&shop, &ada, id).unwrap();
    let of = |name: &str| {
        filled.cart.items.iter().find(|item| item.product.name == name).map(|item| item.quantity.get())
    };
    assert_eq!((of("Tea"), of("Soup"), of("Cake")), (Some(4), Some(2), None), "what is there becomes more");
    let told: Vec<_> =
        filled.left_out.iter().map(|one| (one.product.name.as_str(), one.reason.as_str())).collect();
    assert_eq!(told, [("Cake", "Cake is sold out.")]);
    assert_eq!(cart(&shop, &ada), filled.cart);
    assert_eq!(refusal(reorder(&shop, &bob, id)), Refusal::not_found("order"));
    assert!(cart(&shop, &bob).items.is_empty());
    let own = reorder(&shop, &shop.staff, id).unwrap();
    assert_eq!(
        (own.cart.item_count, own.cart.id),
        (5, cart(&shop, &shop.staff).id),
        "into the cart of who asks"
    );
    assert_eq!(shop.broken_law(), None);
}

#[test]
fn its_owner_calls_an_order_off_until_the_kitchen_begins() {
    let shop = Shop::open();
    let (ada, bob) = (shop.person("ada", Role::Customer), shop.person("bob", Role::Customer));
    fund(&shop, &ada, 50);
    for stage in [Status::Pending, Status::Processing, Status::Preparing] {
        add(&shop, &ada, shop.soup, 2).unwrap();
        let id = checkout(&shop, &ada, &from_wallet()).unwrap().order.id;
        assert_eq!(refusal(cancel(&shop, &bob, id)), Refusal::not_found("order"));
        for to in [Status::Processing, Status::Preparing].into_iter().filter(|to| *to <= stage) {
            step(&shop, id, to);
        }
        if stage == Status::Preparing {
            assert_eq!(refusal(cancel(&shop, &ada, id)), Refusal::TooLateToCancel { status: stage });
            assert_eq!(shop.counts(shop.soup), (8, 0));
            continue;
        }
        let back = cancel(&shop, &ada, id).unwrap();
        assert_eq!((back.order.status, back.order.refunded), (Status::Cancelled, amount("9.90")));
        assert_eq!(shop.counts(shop.soup), (10, 0));
        assert_eq!(cancel(&shop, &ada, id).unwrap().refund, None, "once is enough");
    }
    assert_eq!(shop.broken_law(), None);
}
