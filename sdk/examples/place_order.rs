//! Sells the first thing on the menu for cash. Needs a server with the demo shop:
//! `comanda-server serve --demo`, then `cargo run -p comanda-sdk --example place_order`.
#![allow(clippy::print_stdout, missing_docs, reason = "an example talks to whoever runs it")]

use comanda_sdk::wire::{PaidOrder, PayOrder, PlaceOrder, PlaceOrderItem, ProductView};
use comanda_sdk::{Client, Quantity, Refusal};

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let sold = sell("http://127.0.0.1:8000", "counter", "comanda-demo").await?;
    println!("order {}: {} paid, {} back", sold.order.number, sold.order.total, sold.change);
    Ok(())
}

pub async fn sell(url: &str, username: &str, password: &str) -> Result<PaidOrder, Error> {
    let comanda = Client::builder(url).build()?;
    comanda.login(username, password).await?;

    let menu = comanda.menu().get().await?;
    let simple = |product: &&ProductView| product.is_available && product.options.is_empty();
    let product = menu.products.iter().find(simple).ok_or("nothing on the menu")?;

    let order = PlaceOrder {
        items: vec![PlaceOrderItem::new(product.id, Quantity::ONE)],
        guest_name: Some("Ada".into()),
        // Placed and paid in one step, or neither. Leave it out and call `orders().pay` later.
        payment: Some(PayOrder::cash(None)),
        ..PlaceOrder::default()
    };
    match comanda.orders().place(&order).await {
        Ok(paid) => Ok(paid),
        Err(error) => match error.refusal() {
            Some(Refusal::OutOfStock { available, .. }) => Err(format!("only {available} left").into()),
            _ => Err(format!("{error} ({:?}, request {:?})", error.code(), error.request_id()).into()),
        },
    }
}
