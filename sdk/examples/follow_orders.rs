//! Following what happens: one task places an order, another hears of it. Needs a server with the demo shop:
//! `comanda-server serve --demo`, then `cargo run -p comanda-sdk --example follow_orders`.
#![allow(clippy::print_stdout, missing_docs, reason = "an example talks to whoever runs it")]

use comanda_sdk::wire::{EventView, OrderView, PlaceOrder, PlaceOrderItem, ProductView};
use comanda_sdk::{Client, Quantity, Topic, events::Update};
use futures::StreamExt;

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let comanda = Client::builder("http://127.0.0.1:8000").build()?;
    comanda.login("counter", "comanda-demo").await?;
    let (placed, heard) = follow_one(&comanda).await?;
    println!("order {}: {} at {}", placed.number, heard.event_type, heard.created_at);
    Ok(())
}

/// Places an order, and hears of it as the kitchen would.
pub async fn follow_one(comanda: &Client) -> Result<(OrderView, EventView), Error> {
    let mut updates = comanda.events().subscribe().topics([Topic::Orders]).stream();
    let mut placing = None;
    while let Some(update) = updates.next().await {
        match update {
            // From here on nothing is missed, so this is the moment to load what is shown.
            Update::Connected if placing.is_none() => placing = Some(tokio::spawn(place(comanda.clone()))),
            Update::Connected => println!("live again; what happened meanwhile comes now"),
            Update::Event(event) if event.event_type == "order.created" => {
                // Keep `event.id`: `subscribe().after(id)` goes on from here, also after a restart.
                let placed = placing.take().ok_or("somebody was quicker")?.await??;
                return Ok((placed, event));
            }
            Update::Event(event) => println!("{} of {}: {}", event.event_type, event.subject, event.data),
            Update::Lost { error, retry_in } => println!("{error}; calling again in {retry_in:?}"),
            Update::Missed => println!("load everything anew"),
            Update::Ended { error } => return Err(error.into()),
            _ => {}
        }
    }
    Err("nobody is signed in any more".into())
}

async fn place(comanda: Client) -> Result<OrderView, Error> {
    let menu = comanda.menu().get().await?;
    let simple = |product: &&ProductView| product.is_available && product.options.is_empty();
    let product = menu.products.iter().find(simple).ok_or("nothing on the menu")?;
    let items = vec![PlaceOrderItem::new(product.id, Quantity::ONE)];
    Ok(comanda.orders().place(&PlaceOrder { items, ..PlaceOrder::default() }).await?.order)
}
