//! Puts a dish on the menu and keeps its stock. Needs a server with the demo shop: `comanda-server serve --demo`,
//! then `cargo run -p comanda-sdk --example menu_and_stock`.
#![allow(clippy::print_stdout, missing_docs, reason = "an example talks to whoever runs it")]

use comanda_sdk::wire::{MovementForm, ProductForm, StockEntryView, Thresholds};
use comanda_sdk::{Client, IdempotencyKey, Refusal, StockLevel};

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let comanda = Client::builder("http://127.0.0.1:8000").build()?;
    comanda.login("manager", "comanda-demo").await?;
    let stock = keep(&comanda, "Pumpkin soup", "delivery-4711").await?;
    println!("{}: {} on hand, {} to sell", stock.product.name, stock.on_hand, stock.available);

    let low = comanda.inventory().stock().levels([StockLevel::Warning, StockLevel::Critical]);
    for entry in low.page_size(100).send().await?.results {
        println!("{} is low: {} left", entry.product.name, entry.on_hand);
    }
    Ok(())
}

pub async fn keep(comanda: &Client, name: &str, delivery: &str) -> Result<StockEntryView, Error> {
    let section = comanda.categories().list().send().await?.results.remove(0);
    let mut dish = ProductForm::new(name, "6.50".parse()?, section.id);
    dish.tags = Some(vec!["seasonal".into()]);
    dish.initial_stock = Some(12);
    let dish = comanda.products().create(&dish).await?;

    // Under the delivery's own number it comes once, however often this line runs.
    let once: IdempotencyKey = delivery.parse()?;
    comanda.inventory().record_with_key(&MovementForm::restock(dish.id, 20), &once).await?;

    // Say what you saw: when somebody was faster, nothing is changed and you are told.
    let mut broken = MovementForm::waste(dish.id, 2, "dropped");
    broken.expected_on_hand = Some(32);
    if let Err(error) = comanda.inventory().record(&broken).await {
        match error.refusal() {
            Some(Refusal::StockChanged { on_hand, .. }) => println!("there are {on_hand} by now; look again"),
            _ => return Err(error.into()),
        }
    }

    let limits = Thresholds { low_stock_threshold: 10, critical_threshold: 3 };
    Ok(comanda.inventory().set_thresholds(dish.id, limits).await?)
}
