//! What an app for customers does: register, pay in, fill the cart, order, and follow the order. Needs a server with
//! the demo shop: `comanda-server serve --demo`, then `cargo run -p comanda-sdk --example customer_app`.
#![allow(clippy::print_stdout, missing_docs, reason = "an example talks to whoever runs it")]

use comanda_sdk::wire::accounts::Register;
use comanda_sdk::wire::cart::{Checkout, PayWith};
use comanda_sdk::wire::{Deposit, OrderView, PlaceOrderItem, ProductView};
use comanda_sdk::{Client, Quantity, Refusal};

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let order = order("http://127.0.0.1:8000", "ada").await?;
    println!("order {}: {} paid, {:?}", order.number, order.paid, order.status);
    Ok(())
}

pub async fn order(url: &str, username: &str) -> Result<OrderView, Error> {
    let comanda = Client::builder(url).build()?;
    let form = Register {
        username: username.into(),
        email: format!("{username}@example.com"),
        password: "a long and winding road".into(),
        ..Register::default()
    };
    comanda.account().register(&form).await?;
    comanda.login(username, "a long and winding road").await?;

    // Where the shop lets customers pay in by themselves; elsewhere its staff takes the money.
    let deposit = Deposit { amount: "50.00".parse()?, description: None };
    let balance = comanda.wallet().deposit(&deposit).await?.balance;

    let menu = comanda.menu().get().await?;
    let simple = |product: &&ProductView| product.is_available && product.options.is_empty();
    let dish = menu.products.iter().find(simple).ok_or("nothing on the menu")?;
    let cart = comanda.cart().add(&PlaceOrderItem::new(dish.id, Quantity::ONE)).await?;
    for problem in &cart.problems {
        println!("{}", problem.message);
    }

    // Ordered and paid, or neither; and not at another price than the one that was shown.
    let checkout =
        Checkout { pay_with: Some(PayWith::Wallet), expected_total: Some(cart.total), ..Checkout::default() };
    let order = match comanda.cart().checkout(&checkout).await {
        Ok(paid) => paid.order,
        Err(error) => match error.refusal() {
            Some(Refusal::InsufficientFunds { needed, .. }) => {
                return Err(format!("{balance} is not enough for {needed}").into());
            }
            Some(Refusal::TotalChanged { total, .. }) => return Err(format!("it is {total} now").into()),
            _ => return Err(error.into()),
        },
    };

    // Whoever has this token sees where the order is, and nothing else; good for a link in a message.
    let token = order.tracking_token.as_deref().unwrap_or_default();
    let seen = Client::builder(url).build()?.orders().track(token).await?;
    println!("{} is {:?}", seen.number, seen.status);
    Ok(order)
}
