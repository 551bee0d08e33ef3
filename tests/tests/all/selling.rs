//! A sale at the counter: prices, tenders, change, and finding the order again.

use comanda_core::coupons::Claim;
use comanda_sdk::wire::{PayOrder, PlaceOrder, PlaceOrderItem, QuoteRequest};
use comanda_sdk::{DeliveryMethod, PaymentStatus, Refusal, Role, Source, Status, TenderMethod};
use comanda_tests::Shop;

use super::{amount, order_of, paid_with, tender, units};

#[tokio::test(flavor = "multi_thread")]
async fn three_items_are_sold_for_cash_with_change() {
    let shop = Shop::open().await;
    let (soup, bread) =
        (shop.product("Soup", "4.50", Some(10)).await, shop.product("Bread", "1.25", None).await);
    let counter = shop.signed_in(Role::Staff).await;

    let order = PlaceOrder {
        items: vec![PlaceOrderItem::new(soup.id, units(2)), PlaceOrderItem::new(bread.id, units(1))],
        payment: Some(PayOrder::cash(Some(amount("20.00")))),
        ..PlaceOrder::default()
    };
    let sold = counter.orders().place(&order).await.unwrap();

    assert_eq!(sold.order.subtotal, amount("10.25"));
    assert_eq!(sold.order.tax, amount("1.03"), "10 % on top, rounded half up");
    assert_eq!(sold.order.total, amount("11.28"));
    assert_eq!(sold.change, amount("8.72"));
    assert_eq!((sold.order.paid, sold.order.due), (amount("11.28"), amount("0.00")));
    assert_eq!(sold.order.payment_status, PaymentStatus::Paid);
    assert_eq!(sold.order.source, Source::Counter);

    let stock = counter.products().get(soup.id).await.unwrap().stock.unwrap();
    assert_eq!((stock.on_hand, stock.reserved), (8, 0), "paid goods have left the counts");
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sold_order_is_found_again_in_every_list() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let order = PlaceOrder {
        guest_name: Some("Grace".to_owned()),
        payment: Some(PayOrder::cash(None)),
        ..order_of(&soup, 1)
    };
    let sold = counter.orders().place(&order).await.unwrap();
    let orders = counter.orders();

    assert_eq!(orders.get(sold.order.id).await.unwrap(), sold.order);
    assert_eq!(orders.current().await.unwrap().results, std::slice::from_ref(&sold.order));
    assert_eq!(orders.payments(sold.order.id).await.unwrap(), sold.payments);
    let found = |list: comanda_sdk::OrderList| async { list.send().await.unwrap().count };
    assert_eq!(found(orders.list()).await, 1);
    assert_eq!(found(orders.list().status(Status::Pending)).await, 1);
    assert_eq!(found(orders.list().status(Status::Ready)).await, 0);
    assert_eq!(found(orders.list().payment_status(PaymentStatus::Paid)).await, 1);
    assert_eq!(found(orders.list().payment_status(PaymentStatus::Pending)).await, 0);
    assert_eq!(found(orders.list().source(Source::Kiosk)).await, 0);
    assert_eq!(found(orders.list().delivery_method(DeliveryMethod::Delivery)).await, 0);
    assert_eq!(found(orders.list().search(&sold.order.number)).await, 1);
    assert_eq!(found(orders.list().search("nobody")).await, 0);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_listed_newest_first_and_streamed_each_once() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let mut placed = Vec::new();
    for _ in 0..12 {
        placed.insert(0, counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id);
    }
    let newest: Vec<_> = counter.orders().list().send().await.unwrap().results.iter().map(|o| o.id).collect();
    assert_eq!(newest, placed[..10]);
    let streamed = counter.orders().list().page_size(5).stream();
    let all: Vec<_> = futures::TryStreamExt::try_collect(streamed).await.unwrap();
    assert_eq!(all.iter().map(|order: &comanda_sdk::wire::OrderView| order.id).collect::<Vec<_>>(), placed);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_pays_and_its_reference_is_kept() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "10.00", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let placed = counter.orders().place(&order_of(&soup, 1)).await.unwrap();
    assert_eq!(placed.order.payment_status, PaymentStatus::Pending);
    assert!(placed.payments.is_empty());

    let payment = PayOrder::card(Some("TX-1".to_owned()));
    let paid = counter.orders().pay(placed.order.id, &payment).await.unwrap();
    assert_eq!(paid.order.payment_status, PaymentStatus::Paid);
    assert_eq!(paid.payments[0].reference, "TX-1");
    assert_eq!(paid.payments[0].method, TenderMethod::Card);
    assert_eq!(paid.change, amount("0.00"));
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_by_several_tenders_and_a_tip_becomes_part_of_it() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "10.00", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let id = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id;

    let part = paid_with(vec![tender(TenderMethod::Card, Some(amount("5.00")))]);
    let partly = counter.orders().pay(id, &part).await.unwrap();
    assert_eq!(partly.order.payment_status, PaymentStatus::Pending);
    assert_eq!(partly.order.due, amount("6.00"));

    let mut cash = tender(TenderMethod::Cash, None);
    cash.tendered = Some(amount("10.00"));
    let card = tender(TenderMethod::Card, Some(amount("2.00")));
    let rest = PayOrder { tip: Some(amount("1.50")), ..PayOrder::with(vec![card, cash]) };
    let paid = counter.orders().pay(id, &rest).await.unwrap();
    assert_eq!(paid.order.total, amount("12.50"));
    assert_eq!(paid.order.tip, amount("1.50"));
    assert_eq!(paid.order.payment_status, PaymentStatus::Paid);
    assert_eq!(paid.change, amount("4.50"), "5.50 of 10.00 were still due");
    assert_eq!(paid.payments.len(), 3);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paying_a_paid_order_again_answers_with_the_payment_that_exists() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "10.00", None).await;
    let counter = shop.signed_in(Role::Staff).await;
    let id = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id;
    let first = counter.orders().pay(id, &PayOrder::cash(None)).await.unwrap();
    let again = counter.orders().pay(id, &PayOrder::cash(None)).await.unwrap();
    assert_eq!(again.payments, first.payments);
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tenders_that_do_not_fit_are_refused_and_nothing_is_kept() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "10.00", Some(5)).await;
    let counter = shop.signed_in(Role::Staff).await;

    let short = PlaceOrder { payment: Some(PayOrder::cash(Some(amount("5.00")))), ..order_of(&soup, 1) };
    let error = counter.orders().place(&short).await.unwrap_err();
    assert!(matches!(error.refusal(), Some(Refusal::NotEnoughCash { .. })), "{error:?}");
    assert_eq!(counter.orders().list().send().await.unwrap().count, 0, "placed and paid, or neither");
    let stock = counter.products().get(soup.id).await.unwrap().stock.unwrap();
    assert_eq!((stock.on_hand, stock.reserved), (5, 0));

    let id = counter.orders().place(&order_of(&soup, 1)).await.unwrap().order.id;
    let much = paid_with(vec![tender(TenderMethod::Card, Some(amount("11.01")))]);
    let error = counter.orders().pay(id, &much).await.unwrap_err();
    assert!(matches!(error.refusal(), Some(Refusal::Overpayment { .. })), "{error:?}");
    assert_eq!(error.status(), Some(422));
    assert!(counter.orders().payments(id).await.unwrap().is_empty());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_what_the_order_will_cost_and_takes_nothing() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(3)).await;
    let counter = shop.signed_in(Role::Staff).await;
    let basket = QuoteRequest { items: order_of(&soup, 3).items, ..QuoteRequest::default() };
    let before = shop.fingerprint().await;
    let quote = counter.orders().quote(&basket).await.unwrap();
    assert_eq!(shop.fingerprint().await, before);
    let order = counter.orders().place(&order_of(&soup, 3)).await.unwrap().order;
    assert_eq!((quote.subtotal, quote.tax, quote.total), (order.subtotal, order.tax, order.total));
    assert!(!quote.steps.is_empty());
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_till_prices_as_the_server_does() {
    use comanda_core::orders::place::{Wish, basket};
    let shop = Shop::demo().await;
    let counter = shop.client();
    counter.login("counter", "comanda-demo").await.unwrap();
    let menu = counter.menu().get().await.unwrap();
    let till = menu.shop.to_shop().unwrap();
    let now = menu.products[0].updated_at;
    for view in menu.products.iter().filter(|p| p.is_available && p.stock.is_none_or(|s| s.available >= 3)) {
        let product = view.to_product(till.currency).unwrap();
        let options: Vec<_> =
            view.options.iter().flat_map(|g| g.options.iter().take(g.min as usize).map(|o| o.id)).collect();
        let wish = Wish { product: &product, quantity: units(3), options: &options };
        let here = basket(&till, &[wish], &Claim::NONE, DeliveryMethod::Pickup, now).unwrap().quote;
        let item = PlaceOrderItem { options, ..PlaceOrderItem::new(view.id, units(3)) };
        let request = QuoteRequest { items: vec![item], ..QuoteRequest::default() };
        let there = counter.orders().quote(&request).await.unwrap();
        assert_eq!(till.currency.amount(here.total), there.total, "{}", view.name);
    }
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_units_are_sold_and_the_next_is_refused_with_what_is_left() {
    let shop = Shop::open().await;
    let soup = shop.product("Soup", "4.50", Some(3)).await;
    let counter = shop.signed_in(Role::Staff).await;
    counter.orders().place(&order_of(&soup, 2)).await.unwrap();

    let error = counter.orders().place(&order_of(&soup, 2)).await.unwrap_err();
    let Some(Refusal::OutOfStock { name, requested, available, .. }) = error.refusal() else {
        panic!("{error:?}")
    };
    assert_eq!((name.as_str(), requested, available), ("Soup", 2, 1));
    assert_eq!((error.status(), error.code()), (Some(409), Some("out_of_stock")));

    // Two lines of one product are one wish: each alone would fit, both together do not.
    let mut twice = order_of(&soup, 1);
    twice.items.push(twice.items[0].clone());
    assert_eq!(counter.orders().place(&twice).await.unwrap_err().code(), Some("out_of_stock"));
    counter.orders().place(&order_of(&soup, 1)).await.unwrap();
    shop.verify_and_close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_priced_kept_and_must_fit_their_groups() {
    let shop = Shop::open().await;
    let csv = "name,category,price,options\n\
        Pizza,Mains,10.00,Size(1-1): Small=0|Large=2.50; Extras(0-2): Olives=1.00|Egg=1.50|Ham=2.00\n";
    let pizza = shop.import(csv).await.remove(0);
    let (large, olives) = (pizza.options[0].options[1].id, pizza.options[1].options[0].id);
    let counter = shop.signed_in(Role::Staff).await;

    let mut order = order_of(&pizza, 2);
    order.items[0].options = vec![olives, large];
    order.items[0].notes = Some("well done".to_owned());
    let placed = counter.orders().place(&order).await.unwrap().order;
    assert_eq!(placed.items[0].unit_price, amount("13.50"));
    assert_eq!(placed.items[0].notes, "well done");
    let chosen: Vec<_> = placed.items[0].options.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(chosen, ["Large", "Olives"], "in the order of the menu");

    for (options, code) in [(vec![], "option_count"), (vec![large, large], "option_count")] {
        order.items[0].options = options;
        let error = counter.orders().place(&order).await.unwrap_err();
        assert_eq!((error.status(), error.code()), (Some(422), Some(code)));
    }
    shop.verify_and_close().await;
}
