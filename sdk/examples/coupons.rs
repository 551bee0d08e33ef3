//! A coupon from its making to its use: a manager makes it, a customer asks why it does not count, does what is
//! suggested, and orders with it. Needs a server with the demo shop: `comanda-server serve --demo`, then
//! `cargo run -p comanda-sdk --example coupons`.
#![allow(clippy::print_stdout, missing_docs, reason = "an example talks to whoever runs it")]

use comanda_sdk::wire::cart::Checkout;
use comanda_sdk::wire::{CouponForm, OrderView, PlaceOrderItem, ProductView};
use comanda_sdk::{Client, Quantity};

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let manager = Client::builder("http://127.0.0.1:8000").build()?;
    manager.login("manager", "comanda-demo").await?;
    let customer = Client::builder("http://127.0.0.1:8000").build()?;
    customer.login("customer", "comanda-demo").await?;
    let order = use_coupon(&manager, &customer, "THREE-FROM-THIRTY").await?;
    println!("order {}: {} instead of {}", order.number, order.total, order.subtotal);
    Ok(())
}

pub async fn use_coupon(manager: &Client, customer: &Client, code: &str) -> Result<OrderView, Error> {
    // 3.00 off orders from 30.00 on, once for each customer.
    let form = CouponForm {
        min_order_value: Some(Some("30.00".parse()?)),
        max_uses_per_user: Some(Some(1)),
        ..CouponForm::fixed(code, "3.00".parse()?)
    };
    let made = manager.coupons().create(&form).await?;
    for warning in &made.warnings {
        println!("look again: {}", warning.message);
    }

    let menu = customer.menu().get().await?;
    let simple = |product: &&ProductView| product.is_available && product.options.is_empty();
    let dish = menu.products.iter().find(simple).ok_or("nothing on the menu")?;
    customer.cart().clear().await?;
    customer.cart().add(&PlaceOrderItem::new(dish.id, Quantity::ONE)).await?;

    // Every rule, with what there is and what it takes; and the smallest change that makes the code count.
    let told = customer.coupons().validate_for_cart(code).await?;
    println!("{}", told.message);
    for rule in told.rules.iter().filter(|rule| rule.hint.is_some()) {
        println!("{}: {:?} of {:?}", rule.rule, rule.have, rule.need);
    }
    if let Some(add) = told.suggestion.and_then(|suggestion| suggestion.add) {
        let quantity = Quantity::try_from(i64::from(add.quantity))?;
        customer.cart().add(&PlaceOrderItem::new(add.product_id, quantity)).await?;
    }

    let cart = customer.cart().add_coupon(code).await?;
    let checkout = Checkout { expected_total: Some(cart.total), ..Checkout::default() };
    Ok(customer.cart().checkout(&checkout).await?.order)
}
