//! Brings an order from another system, under a key instead of a name and a password. Needs a server with
//! the demo shop: `comanda-server serve --demo`, then `cargo run -p comanda-sdk --example integrator`.
#![allow(clippy::print_stdout, missing_docs, reason = "an example talks to whoever runs it")]

use comanda_sdk::wire::{OrderView, PlaceOrder, PlaceOrderItem, ProductView, QuoteRequest};
use comanda_sdk::{Client, DeviceRole, IdempotencyKey, Quantity, Secret};

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let url = "http://127.0.0.1:8000";
    let key = make_key(url, "admin", "comanda-demo").await?;
    let order = bring(url, key, "basket-4711").await?;
    println!("order {}: {} to pay at the counter", order.number, order.due);
    Ok(())
}

/// Once, by an admin. The key is shown this one time; keep it as you keep a password.
pub async fn make_key(url: &str, username: &str, password: &str) -> Result<Secret, Error> {
    let comanda = Client::builder(url).build()?;
    comanda.login(username, password).await?;
    let made = comanda.api_keys().create("aggregator", DeviceRole::Integrator).await?;
    comanda.logout().await?;
    Ok(made.secret)
}

/// For each order; `reference` is your own number for it.
pub async fn bring(url: &str, key: Secret, reference: &str) -> Result<OrderView, Error> {
    let comanda = Client::builder(url).api_key(key).build()?;

    let menu = comanda.menu().get().await?;
    let simple = |product: &&ProductView| product.is_available && product.options.is_empty();
    let product = menu.products.iter().find(simple).ok_or("nothing on the menu")?;
    let items = vec![PlaceOrderItem::new(product.id, Quantity::ONE)];

    let quote =
        comanda.orders().quote(&QuoteRequest { items: items.clone(), ..QuoteRequest::default() }).await?;
    println!("{} will cost {}, {} of it tax", product.name, quote.total, quote.tax);

    // The same reference again, after a crash or a lost answer, finds the order and makes no second one.
    let once: IdempotencyKey = reference.parse()?;
    let order = PlaceOrder { items, guest_name: Some("Ada".into()), ..PlaceOrder::default() };
    Ok(comanda.orders().place_with_key(&order, &once).await?.order)
}
